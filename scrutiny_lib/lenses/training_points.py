"""What a page says to whoever plans the training: what to repeat, change and stop, whom it did not reach, and what
cannot be told. Every point says why and by which rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from scrutiny_lib.lenses.training_results import FOR_THE_BETTER, FOR_THE_WORSE
from scrutiny_lib.lenses.training_unreached import not_reached
from scrutiny_lib.lenses.training_verdict import BETTER, MOVED, WORSE, Verdict, parts_to_change, verdict_on
from scrutiny_lib.tables import table
from scrutiny_lib.terms import KINDS_OF_TRAINING_POINT

FEWEST_PLACES = 12
"""Places or bookings below which nothing is said of how many were used."""
MONTHS_ON_A_SIDE = 8

RULES = {
    "empty": "change how or when a course is offered where fewer than half of its places were booked",
    "absent": "change how places are given out where more than a quarter of those booked did not come and had not "
    "cancelled in time",
    "no need": "say nothing of whom a course did not reach where nobody said how many need it",
    "not held": "name what a review asked for and no course answers",
    "months": "say nothing of a monthly figure with fewer than eight months on one side",
}
"""The rules about reach and figures; those about need and about what people learned are in
:mod:`scrutiny_lib.lenses.training_unreached` and :mod:`scrutiny_lib.lenses.training_verdict`."""


def training_points(frames: Mapping[str, pd.DataFrame], counted: bool = True) -> pd.DataFrame:
    """The table ``training_points``, from every other table about training.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        training, training_change, training_response, training_need, training_asked, training_results; one that is not
        there counts as empty. As the lens made them: nothing hidden yet.
    counted : bool
        Whether groups that a course did not reach stand with their numbers of people.

    Returns
    -------
    DataFrame
        ``kind`` in the order of terms.KINDS_OF_TRAINING_POINT; ``course`` (blank where none is meant); ``sentence``,
        what to do; ``why``, what it rests on and the rule. Every course that was held or evaluated has one verdict on
        what people learned. Groups and figures are named; people are counted only in
        groups that a course did not reach.
    """
    tables = {
        name: frames.get(name, table(name))
        for name in ("training", "training_change", "training_response", "training_need", "training_asked",
                     "training_results")
    }  # fmt: skip
    rows: list[tuple[str, Verdict]] = []
    for course in _courses(tables):
        mine = {name: frame[frame["course"] == course] for name, frame in tables.items()}
        rows += [(course, point) for point in _on_course(mine, counted)]
        if len(tables["training_need"]) and mine["training_need"].empty and len(mine["training"]):
            words = "Whom it did not reach cannot be told: nobody said how many need it."
            rows.append((course, Verdict("cannot tell", words, f"Trained against need. Rule: {RULES['no need']}.")))
    rows += [(str(row["course"] or ""), point) for row, point in _not_held(tables["training_asked"])]
    points = [
        {"kind": point.kind, "course": course, "sentence": point.sentence, "why": point.why} for course, point in rows
    ]
    points.sort(key=lambda point: (KINDS_OF_TRAINING_POINT.index(point["kind"]), _nobody_first(point)))
    return table("training_points", points)


def _nobody_first(point: Mapping[str, str]) -> int:
    """Among groups not reached those nobody came from stand first; of what no course answers, last."""
    if point["kind"] != "not reached":
        return 0
    return 2 if not point["course"] else 0 if point["sentence"].startswith("Nobody") else 1


def _courses(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """Every course there is something to say of: held, evaluated, or needed."""
    names = ("training", "training_change", "training_response", "training_need", "training_results")
    return list(dict.fromkeys(str(course) for name in names for course in tables[name]["course"] if course))


def _on_course(mine: Mapping[str, pd.DataFrame], counted: bool) -> list[Verdict]:
    change, reach = mine["training_change"], mine["training"]
    figures = mine["training_results"].to_dict("records")
    found: list[Verdict] = []
    if any(len(mine[name]) for name in ("training", "training_change", "training_response")):
        asked_for = any(_true(value) for value in reach["asked_for_by"])
        came = sum(_number(value) for value in reach["attended"])
        verdict = verdict_on(change, mine["training_response"], asked_for, _stepped(figures), came)
        found.append(verdict)
        found += parts_to_change(change) if verdict.kind == "repeat" else []
    need = not_reached(mine["training_need"].to_dict("records"), counted)
    if any(point.kind == "stop" for point in found):
        # nobody need fill the places of a course that is to stop; those who need it still need something
        return [*_with_need(found, need), *_on_figures(figures)]
    found += [point for row in reach.to_dict("records") for point in _on_reach(row)]
    return [*found, *([need] if need else []), *_on_figures(figures)]


def _with_need(found: Sequence[Verdict], need: Verdict | None) -> list[Verdict]:
    more = " Those who need it still need something: say what instead." if need else ""
    return [replace(one, sentence=one.sentence + more) if one.kind == "stop" else one for one in found]


def _stepped(rows: Sequence[Mapping[Any, Any]]) -> str:
    """Which way a monthly figure stepped with a course by both tests; the worse of several."""
    said = [str(row["sentence"] or "") for row in rows if _true(row["changed"])]
    if any(FOR_THE_WORSE in one for one in said):
        return WORSE
    if any(FOR_THE_BETTER in one for one in said):
        return BETTER
    return MOVED if said else ""


def _on_reach(row: Mapping[Any, Any]) -> list[Verdict]:
    found = []
    places, booked, attended = (_number(row[name]) for name in ("places", "booked", "attended"))
    if places >= FEWEST_PLACES and booked < places / 2:
        words = "Offer it differently, or less often: fewer than half of its places were booked."
        found.append(Verdict("change", words, f"Places against bookings. Rule: {RULES['empty']}."))
    lost = booked - attended - _number(row["cancelled_in_time"])
    if booked >= FEWEST_PLACES and lost > 0.25 * booked:
        words = "Remind people and fill places that come free: more than a quarter of those booked did not come "
        words += "and had not cancelled in time."
        found.append(Verdict("change", words, f"Bookings against people who came. Rule: {RULES['absent']}."))
    return found


def _on_figures(rows: Sequence[Mapping[Any, Any]]) -> list[Verdict]:
    found = []
    for row in rows:
        if min(_number(row["before_points"]), _number(row["after_points"])) < MONTHS_ON_A_SIDE:
            words = f"Whether the figure of “{row['title']}” moved with it cannot be told yet: wait for more months."
            found.append(Verdict("cannot tell", words, f"Months before and after. Rule: {RULES['months']}."))
    return found


def _not_held(asked: pd.DataFrame) -> list[tuple[Mapping[Any, Any], Verdict]]:
    """What reviews asked for and nobody held."""
    return [
        (
            row,
            Verdict(
                "not reached",
                f"No course says that it answers “{str(row['asked']).strip().rstrip('.')}” ({row['asked_for_by']}).",
                f"Recommendations against courses. Rule: {RULES['not held']}.",
            ),
        )
        for row in asked.to_dict("records")
        if not _true(row["held"])
    ]


def _number(value: Any) -> float:
    """A count; 0 where there is none."""
    return 0.0 if value is None or value != value else float(value)


def _true(value: Any) -> bool:
    """Whether a cell says something other than no."""
    return not (value is None or value != value or str(value).strip().lower() in ("", "false", "no", "0", "0.0"))
