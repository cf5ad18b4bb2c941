"""Training: who answered, how they found it, what changed from before to after, and what cannot be told from chance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from scrutiny_lib.intake.evaluations import Evaluations
from scrutiny_lib.lenses.results import result, results_table, slug
from scrutiny_lib.lenses.training_change import measure_change
from scrutiny_lib.lenses.training_pairs import AFTER, ALL_QUESTIONS, BEFORE, LATER, REMEMBERED, paired_scores
from scrutiny_lib.lenses.training_reaction import count_reactions
from scrutiny_lib.lenses.training_response import count_response

_COMMON: dict[str, Any] = {"lens": "training", "kind": "people", "source": "practitioners"}
_NAMES = {
    ("learning", BEFORE, AFTER): "change",
    ("learning", BEFORE, LATER): "change_three_months",
    ("learning", REMEMBERED, AFTER): "change_remembered",
    ("learning", REMEMBERED, LATER): "change_remembered_three_months",
    ("behaviour", BEFORE, LATER): "behaviour",
    ("behaviour", BEFORE, AFTER): "behaviour_after",
}
_WORDS = {
    "change": "from before to the end of the course",
    "change_three_months": "from before to three months after the course",
    "change_remembered": "from what they remember of before to the end of the course",
    "change_remembered_three_months": "from what they remember of before to three months after the course",
    "behaviour": "for what they do, from before to three months after the course",
    "behaviour_after": "for what they do, from before to the end of the course",
}


def summarise_learning(evaluations: Evaluations, reach: pd.DataFrame) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """How people found courses, who answered at each wave, and what changed in what they say of themselves.

    Parameters
    ----------
    evaluations : Evaluations
        As :func:`scrutiny_lib.intake.training_forms.read_evaluations_folder` gives it. A code must stand for one
        person within a course.
    reach : DataFrame
        course, line (others are not used): the line of enquiry of a course.

    Returns
    -------
    frames : dict of str to DataFrame
        The tables ``training_response``, ``training_reaction`` and ``training_change``. What people remember of before
        has rows of its own in the last, and line managers have theirs.
    results : DataFrame
        People whose score rose, of those who answered both times, all questions of a course together:
        train.<course>.change (before to after), .change_three_months, .change_remembered (asked only afterwards),
        .change_remembered_three_months, .behaviour and .behaviour_after; those that rest on line managers end in
        .line_manager.
    """
    found = paired_scores(evaluations.scores)
    change = measure_change(found)
    frames = {
        "training_response": count_response(evaluations.answered, evaluations.sent, found),
        "training_reaction": count_reactions(evaluations.chosen, evaluations.scores),
        "training_change": change,
    }
    lines = dict(zip(reach["course"], reach["line"], strict=True)) if {"course", "line"} <= set(reach) else {}
    together = change[change["question"] == ALL_QUESTIONS].to_dict("records")
    rows = [_rose(row, str(lines.get(row["course"]) or "")) for row in together if _name(row) and row["pairs"]]
    return frames, results_table(rows)


def _name(row: Mapping[Any, Any]) -> str:
    return _NAMES.get((row["level"], row["wave_from"], row["wave_to"]), "")


def _rose(row: Mapping[Any, Any], line: str) -> dict[str, Any]:
    by_manager = row["who"] == "line manager"
    name = f"train.{slug(row['course'])}.{_name(row)}" + (".line_manager" if by_manager else "")
    whose = "whose score by their line manager rose" if by_manager else "whose score rose"
    return result(
        name,
        line=line,
        question=name,
        label=f"{row['course']}: people {whose} {_WORDS[_name(row)]}, of those scored both times",
        answer="rose",
        n=int(row["rose"]),
        of=int(row["pairs"]),
        unit="practitioners",
        method="Each person's scores averaged over the questions answered both times.",
        **_COMMON,
    )
