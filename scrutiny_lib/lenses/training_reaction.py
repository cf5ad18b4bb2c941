"""How people found a course: every answer counted, the good ones first. Liking a course is not learning from it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from scrutiny_lib.tables import table
from scrutiny_lib.terms import WAVES

_LATER = {"before": "before the course", "before, asked afterwards": "of before", "three months": "three months later"}


def count_reactions(chosen: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    """The table ``training_reaction``: how many gave each answer, of questions not asked to be compared.

    Parameters
    ----------
    chosen : DataFrame
        course, wave, question, label, answer, good (whether it is a good answer), person_code.
    scores : DataFrame
        The scores of an evaluation. Those of level *reaction* are counted here point by point, and those of level
        *behaviour* that were asked in one wave only.

    Returns
    -------
    DataFrame
        ``n`` of ``of`` who answered the question; good answers first, points of a scale from its best down, every
        point of it even where nobody chose it. ``label`` says when it was asked where that was not at the end of the
        course, and who answered where that was the line manager.
    """
    rows: list[dict[str, Any]] = []
    for (course, wave, question), answers in _in_waves(chosen):
        order = answers.drop_duplicates("answer").sort_values("good", ascending=False, kind="stable")["answer"]
        label = _label(str(answers["label"].iloc[0]), wave, "person")
        counts = answers["answer"].value_counts()
        rows += [_answer(course, question, label, str(said), int(counts[said]), len(answers)) for said in order]
    once = scores.groupby(["course", "question", "who"])["wave"].transform("nunique") == 1
    for (course, wave, question), answers in _in_waves(
        scores[(scores["level"] == "reaction") | ((scores["level"] == "behaviour") & once)]
    ):
        for who, given in answers.groupby("who", sort=False):
            label, (low, high) = _label(str(given["label"].iloc[0]), wave, str(who)), given[["low", "high"]].iloc[0]
            for point in range(int(high), int(low) - 1, -1):
                end = " (best)" if point == high else " (worst)" if point == low else ""
                n = int((given["score"] == point).sum())
                rows.append(_answer(course, question, label, f"scored {point}{end}", n, len(given)))
    return table("training_reaction", rows)


def _in_waves(frame: pd.DataFrame) -> list[tuple[tuple[str, str, str], pd.DataFrame]]:
    """The rows of each question of each course, wave by wave, in the order they came."""
    groups = {(str(course), str(wave), str(question)): rows for (course, wave, question), rows in
              frame.groupby(["course", "wave", "question"], sort=False)}  # fmt: skip
    courses = list(dict.fromkeys(key[0] for key in groups))
    return sorted(groups.items(), key=lambda item: (courses.index(item[0][0]), WAVES.index(item[0][1])))


def _label(label: str, wave: str, who: str) -> str:
    parts = [_LATER.get(wave, ""), "line managers" if who == "line manager" else ""]
    said = ", ".join(part for part in parts if part)
    return f"{label} ({said})" if said else label


def _answer(course: str, question: str, label: str, answer: str, n: int, of: int) -> dict[str, Any]:
    return {"course": course, "question": question, "label": label, "answer": answer, "n": n, "of": of}
