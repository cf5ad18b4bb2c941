"""The scores of people who answered twice, beside the first scores of those who did not answer again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

BEFORE, REMEMBERED, AFTER, LATER = "before", "before, asked afterwards", "after", "three months"
COMPARED = ((BEFORE, AFTER), (BEFORE, LATER), (AFTER, LATER), (REMEMBERED, AFTER), (REMEMBERED, LATER))
"""Which two waves are set side by side. What people remember of before is never put in the place of what they said."""
ALL_QUESTIONS = "all"
PAIRED_LEVELS = ("learning", "behaviour")

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Paired:
    """One question (or :data:`ALL_QUESTIONS` of a level together), asked twice of the same people.

    ``before`` and ``after`` hold the scores of those who answered both times, in the same order; ``left`` the first
    scores of those who did not answer again or gave no code to find them by.
    """

    course: str
    question: str
    label: str
    level: str
    who: str
    wave_from: str
    wave_to: str
    low: float
    high: float
    before: Floats
    after: Floats
    left: Floats


def paired_scores(scores: pd.DataFrame) -> list[Paired]:
    """Every comparison of two waves that the scores allow: all questions together first, then one by one.

    Parameters
    ----------
    scores : DataFrame
        The scores of an evaluation: course, person_code (``""`` where none was given), wave, question, label, score,
        level, who, low, high; one row for each person, question and wave.

    Returns
    -------
    list of Paired
        For each course, level (learning, behaviour), who answered and two waves of :data:`COMPARED` that were both
        asked. A person's score for all questions together is the mean over the questions that person answered both
        times; where questions have different scales each is first put on a scale from 0 to 100, its lowest being 0.
        One question alone is not given twice. A comparison that nobody answered twice is there with all questions
        together, and empty.
    """
    found: list[Paired] = []
    kept = scores[scores["level"].isin(PAIRED_LEVELS)]
    for keys, rows in kept.groupby(["course", "level", "who"], sort=False):
        course, level, who = (str(key) for key in keys)
        for wave_from, wave_to in COMPARED:
            one, two = rows[rows["wave"] == wave_from], rows[rows["wave"] == wave_to]
            asked = [name for name in dict.fromkeys(one["question"]) if name in set(two["question"])]
            if asked:
                about = (course, level, who, wave_from, wave_to)
                found.extend(_compared(about, one[one["question"].isin(asked)], two[two["question"].isin(asked)]))
    return found


def _compared(about: tuple[str, str, str, str, str], one: pd.DataFrame, two: pd.DataFrame) -> Iterator[Paired]:
    """All questions together, then each of them where there are several."""
    course, level, who, wave_from, wave_to = about
    questions = list(dict.fromkeys(one["question"]))
    scales = one[["low", "high"]].drop_duplicates()
    label = str(one["label"].iloc[0]) if len(questions) == 1 else "all questions together"
    low, high = (float(scales["low"].iloc[0]), float(scales["high"].iloc[0])) if len(scales) == 1 else (0.0, 100.0)
    first, second = (one, two) if len(scales) == 1 else (_to_hundred(one), _to_hundred(two))
    together = _people(first, second)
    yield Paired(course, ALL_QUESTIONS, label, level, who, wave_from, wave_to, low, high, *together)
    for name in questions if len(questions) > 1 else []:
        mine, again = one[one["question"] == name], two[two["question"] == name]
        low, high = float(mine["low"].iloc[0]), float(mine["high"].iloc[0])
        of_one = _people(mine, again)
        if len(of_one[0]):
            text = str(mine["label"].iloc[0])
            yield Paired(course, str(name), text, level, who, wave_from, wave_to, low, high, *of_one)


def _to_hundred(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(score=100 * (rows["score"] - rows["low"]) / (rows["high"] - rows["low"]))


def _people(one: pd.DataFrame, two: pd.DataFrame) -> tuple[Floats, Floats, Floats]:
    """before, after, left: each person's mean over the questions answered both times, and the first means of others."""
    keys = ["person_code", "question"]
    known, again = (rows[rows["person_code"] != ""] for rows in (one, two))
    both = known[[*keys, "score"]].merge(again[[*keys, "score"]], on=keys, suffixes=("_from", "_to"))
    means = both.groupby("person_code", sort=True)[["score_from", "score_to"]].mean()
    gone = known[~known["person_code"].isin(means.index)].groupby("person_code", sort=True)["score"].mean()
    left = np.concatenate([gone.to_numpy(dtype=float), _without_code(one[one["person_code"] == ""])])
    return means["score_from"].to_numpy(dtype=float), means["score_to"].to_numpy(dtype=float), left


def _without_code(rows: pd.DataFrame) -> Floats:
    """People who gave no code cannot be told apart: as many as answered the question most of them answered, each with
    the mean of all their scores, which leaves every sum as it is where all answered every question."""
    if rows.empty:
        return np.empty(0)
    return np.full(int(rows["question"].value_counts().max()), float(rows["score"].mean()))
