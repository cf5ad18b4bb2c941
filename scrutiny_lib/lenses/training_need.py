"""Training, need: how many of the people who need a course have had it, and whom it did not reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.training_need import ALL, fill_trained
from scrutiny_lib.lenses.results import NAN, result, results_table, slug
from scrutiny_lib.stats.intervals import difference, wilson
from scrutiny_lib.tables import table

_METHOD = (
    "Everybody who needs the course was counted, so nothing here is an estimate. Wilson score limits say between what "
    "shares so small a group could end by chance alone: ranges that overlap are not told apart."
)
_AT_LEAST = (
    "At least: some who came gave no code, came in another's place, or are of no agency or role that is known, and "
    "cannot be matched to those who need it. The lower limit counts none of them, the upper limit all. Limits by "
    "Wilson's score."
)
_UNKNOWN = "How many have had it is not known."


def summarise_need(
    need: pd.DataFrame, bookings: pd.DataFrame, reach: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Trained headcount against need, by course, agency and role.

    Parameters
    ----------
    need, bookings, reach : DataFrame
        As :mod:`scrutiny_lib.intake.training_need`, :mod:`scrutiny_lib.intake.training_bookings` and
        :mod:`scrutiny_lib.intake.training` read them. What need does not say, codes of bookings do
        (:func:`scrutiny_lib.intake.training_need.fill_trained`); reach gives a course its line and how it is spelt.

    Returns
    -------
    need : DataFrame
        The columns of ``training_need``: each role; after the roles of an agency the role *all*; after the agencies of
        a course the agency *all*. ``percent``, ``lower`` and ``upper`` are 0–100. Where it is not known how many of a
        role have had the course, ``trained`` is ``None`` there and in what it is part of; where only the least is
        known, the upper limit is that of the most it can be, and ``sentence`` says *at least*; nobody in need gives no
        share.
    results : DataFrame
        train.<course>.trained: people who have had it, of those who need it, where known.
    """
    filled = fill_trained(need, bookings)[0] if len(need) else need.assign(more=0)
    known = {spelling(name): name for name in reversed(list(reach["course"]))} if len(reach) else {}
    lines = {spelling(name): line for name, line in zip(reach["course"], reach["line"], strict=True)} if known else {}
    rows, counted = list[dict[str, Any]](), list[dict[str, Any]]()
    for key, of_course in filled.groupby(filled["course"].map(spelling), sort=False):
        course = known.get(str(key), of_course["course"].iloc[0])
        mine = list[dict[str, Any]]()
        for _, of_agency in of_course.groupby(of_course["agency"].map(spelling), sort=False):
            roles = of_agency.to_dict("records")
            mine += [_row(course, row["agency"], row["role"], [row]) for row in roles]
            if any(row["role"] != ALL for row in roles):
                mine.append(_row(course, roles[0]["agency"], ALL, roles))
        whole = _row(course, ALL, ALL, of_course.to_dict("records"))
        whole["sentence"] += _not_reached(mine)
        rows += [*mine, whole]
        if whole["trained"] is not None and whole["need"]:
            counted.append(_result(whole, str(lines.get(str(key)) or "")))
    made = pd.DataFrame([{name: value for name, value in row.items() if name != "more"} for row in rows])
    trained = pd.Series([row["trained"] for row in rows], dtype="object")  # whole numbers beside what is not known
    return table("training_need", made.assign(trained=trained)), results_table(counted)


def _row(course: str, agency: str, role: str, parts: Sequence[Mapping[Any, Any]]) -> dict[str, Any]:
    """One row of the table, its parts added up."""
    need = sum(part["need"] for part in parts)
    trained = None if any(part["trained"] is None for part in parts) else sum(part["trained"] for part in parts)
    more = sum(part["more"] for part in parts)
    whom = "All who need it" if agency == ALL else agency if role == ALL else f"{agency}, {role}"
    row = {"course": course, "agency": agency, "role": role, "trained": trained, "need": need, "more": more}
    row.update(percent=NAN, lower=NAN, upper=NAN)
    if trained is None:
        return {**row, "method": _UNKNOWN, "sentence": f"{whom}: it is not known how many have had it."}
    if not need:
        return {**row, "method": "Nobody needs it.", "sentence": f"{whom}: nobody needs it."}
    least, most = wilson(trained, need), wilson(trained + more, need)
    row.update(percent=100 * least.estimate, lower=100 * least.lower, upper=100 * most.upper)
    said = _said(trained, need, more > 0)
    return {**row, "method": _AT_LEAST if more else _METHOD, "sentence": f"{whom}: {said}"}


def _said(trained: int, need: int, at_least: bool) -> str:
    if trained == 0:
        return f"{'it is not known that anybody' if at_least else 'nobody'} of {need:,} has had it."
    if trained == need:
        return f"all {need:,} have had it." if need > 1 else "the one who needs it has had it."
    least, left = ("at least ", "up to ") if at_least else ("", "")
    verb = "has" if need - trained == 1 else "have"
    return f"{least}{trained:,} of {need:,} have had it; {left}{need - trained:,} {verb} not."


def _not_reached(rows: Sequence[Mapping[str, Any]]) -> str:
    """Whom the course did not reach, in words without a number: agencies nobody from which has had it, and those of
    which clearly fewer have had it than of all the others together (Newcombe's limits of the difference below 0)."""
    agencies = [row for row in rows if row["role"] == ALL and row["trained"] is not None and row["need"]]
    nobody = [row["agency"] for row in agencies if not row["trained"] + row["more"]]
    fewer = [row["agency"] for row in agencies if row["agency"] not in nobody and _clearly_fewer(row, agencies)]
    said = f" Nobody from {_listed(nobody)} has had it." if nobody else ""
    more = f" It reached fewer of {_listed(fewer)} than of the others, by more than chance would do." if fewer else ""
    return said + more


def _clearly_fewer(row: Mapping[str, Any], agencies: Sequence[Mapping[str, Any]]) -> bool:
    """Whether an agency was reached less than the others together, even if everybody who could not be matched is one
    of its people."""
    others = [other for other in agencies if other is not row]
    trained, need = (sum(other[name] for other in others) for name in ("trained", "need"))
    return difference(row["trained"] + row["more"], row["need"], trained, need).upper < 0


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _result(row: Mapping[str, Any], line: str) -> dict[str, Any]:
    result_id = f"train.{slug(row['course'])}.trained"
    return result(
        result_id,
        lens="training",
        line=line,
        question=result_id,
        label=f"{row['course']}: people who have had it, of those who need it",
        answer="trained",
        n=row["trained"],
        of=row["need"],
        unit="practitioners",
        kind="people",
        method=row["method"],
        source="practitioners",
    )
