"""Which disagreements are worth talking about at the audit discussion, most consequential first (restricted)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from scrutiny_lib.intake.template import Template
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.lenses.judged import LEVEL, Judged, does_not_apply, judged_questions, ratings_of
from scrutiny_lib.terms import NOT_APPLICABLE

COLUMNS = ("order", "case_id", "question", "ask", "answers", "why", "worried", "steps", "agencies")
"""The columns of the queue: ``answers`` who said what, ``steps`` how far the furthest two stand apart on a scale with
an order (0 without one), ``agencies`` how many said something about it."""

_SAFETY = re.compile(r"\b(safe|unsafe|harm|hurt|injur|risk|danger|protect|abus|violen|neglect|exploit)", re.IGNORECASE)
"""How a question of safety is known: by its wording. It decides about the order of the queue and about nothing else."""

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


class _Case(NamedTuple):
    """What agencies said about one case: what each chose, and who said that the question does not apply."""

    case_id: str
    given: Mapping[Any, str]
    without: Sequence[str]
    worried: bool


class _Point(NamedTuple):
    """One disagreement; the first six fields are the order of the queue, smallest first."""

    calm: bool
    group: int
    nearer: int
    this_side: bool
    fewer: int
    place: int
    case_id: str
    question: Judged
    answers: str
    why: str


def worth_talking_about(
    returns: pd.DataFrame,
    agreed: pd.DataFrame,
    template: Template,
    agencies: Mapping[str, str],
    levels: Sequence[str] = (),
    worried: Collection[str] = (),
    *,
    statutory: Collection[str] = (),
) -> pd.DataFrame:
    """Where agencies judged a case differently and nothing is settled yet, most consequential first.

    Parameters
    ----------
    returns : DataFrame
        case_id, agency, question, answer.
    agreed : DataFrame
        case_id, question, answer: what has an answer there is settled and not in the queue.
    template : Template
    agencies : mapping of str to str
        id -> name, in the order in which they are told.
    levels : sequence of str
        The levels of need, lowest first.
    worried : collection of str
        Cases somebody is worried about now.
    statutory : collection of str
        The levels that are statutory help; where none are named, nothing is said about the line.

    Returns
    -------
    DataFrame
        The columns of :data:`COLUMNS`, one row for each case and question; ``question`` is the one whose agreed answer
        settles it, as ``agreed.csv`` names it. First the cases somebody is worried about
        now; within these and within the rest, levels of need by how many steps they lie apart and whether the line of
        statutory help lies between; then good against not good on a question of safety; then good against not good on
        others; then whether the question applies at all; then smaller differences. What more agencies said something
        about comes before what fewer did; then the template's order and the case id decide, so the order is always
        the same. Facts that an agency knows for itself never appear: they are nothing to be settled.
    """
    settled = {
        (row["case_id"], row["question"])
        for row in agreed.to_dict("records")
        if isinstance(row["answer"], str) and row["answer"]
    }
    points: list[_Point] = []
    levels_apart: set[str] = set()
    raised = set(worried)
    asked = judged_questions(template, levels)
    about_levels = {question.settled_by for question in asked if question.name == LEVEL}
    for at, question in sorted(enumerate(asked), key=lambda pair: pair[1].name != LEVEL):
        ratings = {str(case): row for case, row in ratings_of(returns, question, agencies).to_dict("index").items()}
        silent = does_not_apply(returns, question).groupby("case_id")["agency"]
        outside = {str(case): set(mine) for case, mine in silent}
        for case_id in sorted({*ratings, *outside}):
            given = {agency: answer for agency, answer in ratings.get(case_id, {}).items() if isinstance(answer, str)}
            without = [agency for agency in agencies if agency in outside.get(case_id, set())]
            differ = len(set(given.values())) > 1 or bool(given and without)
            told_already = question.name != LEVEL and question.id in about_levels and case_id in levels_apart
            if differ and (case_id, question.settled_by) not in settled and not told_already:
                levels_apart |= {case_id} if question.name == LEVEL else set()
                case = _Case(case_id, given, without, case_id in raised)
                points.append(_point(question, at, case, agencies, {spelling(level) for level in statutory}))
    points.sort(key=lambda point: point[:7])
    rows = [
        {
            "order": order,
            "case_id": point.case_id,
            "question": point.question.settled_by,
            "ask": point.question.ask,
            "answers": point.answers,
            "why": point.why,
            "worried": "no" if point.calm else "yes",
            "steps": -point.nearer,
            "agencies": -point.fewer,
        }
        for order, point in enumerate(points, start=1)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _point(
    question: Judged, at: int, case: _Case, agencies: Mapping[str, str], statutory: Collection[str]
) -> _Point:
    answers = set(case.given.values())
    places = [question.scale.index(answer) for answer in answers]
    steps = max(places) - min(places) if question.ordered else 0
    good = {answer in question.good for answer in answers} if question.good else set()
    crossed = question.name == LEVEL and len({spelling(answer) in statutory for answer in answers}) > 1
    if question.name == LEVEL and steps:
        group, why = 0, f"Agencies put the level of need {_number(steps)} {'step' if steps == 1 else 'steps'} apart"
        why += ", on both sides of the line of statutory help." if crossed else "."
    elif len(good) > 1 and _SAFETY.search(question.ask):
        group, why = 1, "A question of safety: one answer says it was good enough, another that it was not."
    elif len(good) > 1:
        group, why = 2, "One answer says it was good enough, another that it was not."
    elif case.without:
        group, why = 3, "Agencies differ in whether the question applies here at all."
    else:
        group, why = 4, _small(steps, good)
    if case.without and group != 3:
        why += " Somebody says that the question does not apply."
    said = {**case.given, **dict.fromkeys(case.without, NOT_APPLICABLE)}
    if len(said) > 2:
        why += f" {_number(len(said)).capitalize()} agencies gave {_number(len(set(said.values())))} answers."
    if case.worried:
        why = f"Somebody is worried about this case now. {why}"
    text = "; ".join(f"{name}: {said[agency]}" for agency, name in agencies.items() if agency in said)
    return _Point(not case.worried, group, -steps, not crossed, -len(said), at, case.case_id, question, text, why)


def _small(steps: int, good: set[bool]) -> str:
    if good == {True}:
        return "All answers say that it was good enough; they differ in how good."
    if good == {False}:
        return "No answer says that it was good enough; they differ in how far it was not."
    return "The answers are neighbours on the scale." if steps == 1 else "The answers differ."


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count}"
