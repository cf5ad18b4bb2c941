"""Reach made of bookings, one row for each day of a course; where ``reach.csv`` says otherwise, it is named."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.training import OUTCOMES, REACH_COLUMNS
from scrutiny_lib.intake.training_charges import BAND_COLUMNS, Charges
from scrutiny_lib.intake.training_notice import ABSENT, ATTENDED, CANCELLED, SUBSTITUTE

A_WEEK = Charges(
    "a_week",
    "",
    0,
    True,
    pd.DataFrame([(168.0, float("inf"), 0.0, "in time"), (0.0, 168.0, 1.0, "late")], columns=list(BAND_COLUMNS)),
)
"""When a booking was cancelled in time where nobody has charging terms: a week or more before."""

_COUNTED = ("booked", "attended", *OUTCOMES)


def reach_of(
    bookings: pd.DataFrame, reach: pd.DataFrame, charges: Charges | None = None
) -> tuple[pd.DataFrame, Problems]:
    """Count bookings by course and day.

    Parameters
    ----------
    bookings, reach : DataFrame
        As :func:`scrutiny_lib.intake.training_bookings.read_bookings` and
        :func:`scrutiny_lib.intake.training.read_reach` give them; either may be empty.
    charges : Charges, optional
        Its band without a charge says what is in time; without terms, :data:`A_WEEK`.

    Returns
    -------
    reach : DataFrame
        :data:`~scrutiny_lib.intake.training.REACH_COLUMNS`: the days of ``reach`` in their order, then days only the
        bookings know (their places ``None``), by course and date. Days with bookings have the bookings' figures, where
        somebody came in another's place among *attended* and *substitutes*. A cancelled booking of which nobody can
        say whether it was in time is counted in neither, so that the outcomes add up to less than booked.
    problems : Problems
        Each day on which the bookings and ``reach.csv`` differ (V14), each that only the bookings know (V05) and, of a
        course with bookings, each that has none (V05). All are noted only.
    """
    problems = Problems()
    if not len(bookings):
        return reach.reindex(columns=list(REACH_COLUMNS)), problems
    counted = _by_day(bookings, charges or A_WEEK)
    booked_courses = {course for course, _ in counted}
    rows = list[dict[str, Any]]()
    names = dict[str, str]()
    for at, row in zip(reach.index, reach.reindex(columns=list(REACH_COLUMNS)).to_dict("records"), strict=True):
        course = spelling(row["course"])
        names.setdefault(course, row["course"])
        mine = counted.pop((course, row["date"]), None)
        place = {"file": "reach.csv", "cell": _line(reach, at), "act": "WARN"}
        if mine is not None:
            differ = [name for name in _COUNTED if _known(row[name]) and row[name] != mine[name]]
            if differ:
                fact = "The bookings say otherwise; the bookings count."
                cure = "Correct the one that is wrong."
                problems.add("V14", fact, cure, column=", ".join(differ), **place)
            row.update({name: mine[name] for name in _COUNTED})
        elif course in booked_courses:
            fact = "There are bookings for this course, and none for this day; the figures given here count."
            problems.add("V05", fact, "Add its bookings.", **place)
        rows.append({str(name): value for name, value in row.items()})
    for (course, on), mine in sorted(counted.items()):
        at = f"{bookings.index.name or 'row'} {mine['at']}"
        fact = "There are bookings for a day that reach.csv does not have: its places are not known."
        problems.add("V05", fact, "Add the day to reach.csv.", file="bookings", cell=at, act="WARN")
        blank = {"line": "", "asked_for_by": "", "places": None}
        days = {name: mine[name] for name in _COUNTED}
        rows.append({"course": names.setdefault(course, mine["course"]), "date": on, **blank, **days})
    return pd.DataFrame(rows, columns=list(REACH_COLUMNS), dtype="object"), problems


def _by_day(bookings: pd.DataFrame, charges: Charges) -> dict[tuple[str, Any], dict[str, Any]]:
    """The counts of each course (as spelt alike) and day, with the course's name and the first line."""
    days = dict[tuple[str, Any], dict[str, Any]]()
    for at, booking in zip(bookings.index, bookings.to_dict("records"), strict=True):
        key = (spelling(booking["course"]), booking["date"])
        day = days.setdefault(key, {"course": booking["course"], "at": at, **dict.fromkeys(_COUNTED, 0)})
        day["booked"] += 1
        outcome = booking["outcome"]
        day["attended"] += outcome in (ATTENDED, SUBSTITUTE)
        day["substitutes"] += outcome == SUBSTITUTE
        day["absent"] += outcome == ABSENT
        in_time = charges.in_time(booking) if outcome == CANCELLED else None
        if in_time is not None:
            day["cancelled_in_time" if in_time else "cancelled_late"] += 1
    return days


def _known(value: object) -> bool:
    return value is not None and value == value


def _line(reach: pd.DataFrame, at: Hashable) -> str:
    return f"{reach.index.name} {at}" if reach.index.name else ""
