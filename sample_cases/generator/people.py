"""Invented children: an id, a family, a date of birth and what a record says about who they are."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from generator.chance import pick, unit, whole

BANDS = {"0-4": (0, 4), "5-10": (5, 10), "11-15": (11, 15), "16-17": (16, 17)}
Row = dict[str, str]


def born(band: str, on: date, *words: object) -> str:
    """A date of birth that gives this age band on a day."""
    low, high = BANDS[band]
    days = whole(low * 366 + 10, (high + 1) * 365 - 10, "born", *words)
    return (on - timedelta(days=days)).isoformat()


def person(child_id: str, family_id: str, on: date, invented: dict[str, Any], ages: dict[str, float]) -> Row:
    """One child as a referral record holds it, all text."""
    band = pick(ages, "age", child_id)
    disability = unit("disability", child_id) < 0.15 and band != "unborn"
    due = (on + timedelta(days=whole(120, 240, "due", child_id))).isoformat()
    return {
        "child_id": child_id,
        "family_id": family_id,
        "date_of_birth": "" if band == "unborn" else born(band, on, child_id),
        "expected_date_of_birth": due if band == "unborn" else "",
        "sex": "not known" if band == "unborn" else pick(invented["sex"], "sex", child_id),
        "ethnicity": "Not yet known"
        if band == "unborn"
        else pick(invented["ethnicity"], "ethnicity", family_id),
        "disability": "yes" if disability else "no",
        "locality": pick(invented["locality"], "locality", family_id),
    }


def age_on(row: Row, day: date) -> int:
    """Whole years on a day; -1 before birth."""
    if not row["date_of_birth"]:
        return -1
    year, month, first = (int(part) for part in row["date_of_birth"].split("-"))
    return day.year - year - ((day.month, day.day) < (month, first))
