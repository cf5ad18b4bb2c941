"""Training: who was reached, what they learned, what changed in practice, and what cannot be said."""

from __future__ import annotations

import pandas as pd

from ..tables import Tables
from .answers import rows_of
from .layout import fill, html_table
from .section import Section
from .text import figure, missing, plain, sentence, whole


def show_training(tables: Tables) -> Section:
    """Places used by course, change from before to after in sentences, and the limits of what that shows."""
    reach, change = tables["training"], tables["training_change"]
    rows = [[row["course"], row["places"], row["booked"], row["attended"]] for row in rows_of(reach)]
    measured = [
        [
            row["course"],
            row["pairs"],
            row["before"],
            row["after"],
            _range(row["change"], row["lower"], row["upper"]),
        ]
        for row in rows_of(change)
    ]
    html = fill(
        "training",
        reach=html_table(
            "Places, bookings and people who came", ["Course", "Places", "Booked", "Came"], rows, (1, 2, 3)
        )
        if rows
        else None,
        courses=_sentences(change),
        change=html_table(
            "Scores before and after (1 lowest, 5 highest)",
            ["Course", "People who answered both times", "Before", "After", "Change (likely range)"],
            measured,
            (1, 2, 3, 4),
            "Change is the middle of people's own changes, so it is not the difference of the two averages.",
        )
        if measured
        else None,
        methods=sorted({sentence(plain(method)) for method in change["method"] if not missing(method)}),
    )
    return Section("training", _heading(reach), str(html))


def _heading(reach: pd.DataFrame) -> str:
    places, came = ([whole(value) for value in reach[name]] for name in ("places", "attended"))
    if not places or None in places or None in came:
        return "Training: who it reached and what changed"
    total, there = sum(n or 0 for n in places), sum(n or 0 for n in came)
    return f"{there:,} of {total:,} training places were used"


def _sentences(change: pd.DataFrame) -> dict[str, list[str]]:
    """What is said of each course, by its name; a course followed up later is said in one place."""
    said: dict[str, list[str]] = {}
    for row in rows_of(change):
        course = plain(row["course"])
        name = next((earlier for earlier in said if course.startswith(f"{earlier}, ")), course)
        words = plain(row["sentence"]).removeprefix(course).removeprefix(name).removeprefix(": ")
        said.setdefault(name, []).extend([sentence(words)] if words else [])
    return said


def _range(change: object, lower: object, upper: object) -> str:
    middle, low, high = figure(change), figure(lower), figure(upper)
    if middle is None:
        return "[x]"
    return f"{middle:+.1f}" if low is None or high is None else f"{middle:+.1f} ({low:+.1f} to {high:+.1f})"
