"""Who booked on a course and what became of each booking; whom it was meant for. All of it is invented."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from generator.chance import deal, pick, shuffled, whole
from generator.files import data, write_csv
from generator.people import Row

BOOKINGS = ("course", "date", "agency", "role", "outcome", "told_on", "starts", "person_code")
NEED = ("course", "agency", "role", "need")
NOTICE = {"in time": (8 * 24, 20 * 24), "half": (50, 160), "late": (1, 23)}
"""Hours of notice that people gave who cancelled: from, to."""


def write_courses(folder: Path, review: str) -> None:
    """``bookings.csv`` and ``need.csv`` beside the ``reach.csv`` that a person wrote. Nothing where none is planned."""
    planned = data("courses").get(review)
    if planned is None:
        return
    with (folder / "reach.csv").open(encoding="utf-8", newline="") as file:
        days = {row["course"]: row for row in csv.DictReader(file)}
    rows = [row for course, plan in planned.items() for row in _bookings(course, plan, days[course])]
    write_csv(folder / "bookings.csv", rows, BOOKINGS)
    need = [
        {"course": course, "agency": group["agency"], "role": group["role"], "need": str(group["need"])}
        for course, plan in planned.items()
        for group in plan["group"]
    ]
    write_csv(folder / "need.csv", need, NEED)


def _bookings(course: str, plan: Mapping[str, Any], day: Row) -> Iterator[Row]:
    """A row for each booking; as many came as ``reach.csv`` says, and nobody twice."""
    booked, attended = int(day["booked"]), int(day["attended"])
    assert booked == sum(group["book"] for group in plan["group"]), course
    away = deal(booked - attended, {"did not come": 0.45, "cancelled": 0.55}, course, "away")
    came = ["attended"] * (attended - 1) + ["substitute came"]
    outcomes = shuffled([*came, *away], course, "outcomes")
    begins = datetime.combine(date.fromisoformat(day["date"]), time.fromisoformat(plan["starts"]))
    groups = [group for group in plan["group"] for _ in range(group["book"])]
    for place, (group, outcome) in enumerate(zip(groups, outcomes, strict=True)):
        told = ""
        if outcome == "cancelled":
            band = pick({"in time": 0.4, "half": 0.3, "late": 0.3}, course, "notice", place)
            told = f"{begins - timedelta(hours=whole(*NOTICE[band], course, 'hours', place)):%Y-%m-%d %H:%M}"
        yield {
            "course": course,
            "date": day["date"],
            "agency": group["agency"],
            "role": group["role"],
            "outcome": outcome,
            "told_on": told,
            "starts": plan["starts"],
            "person_code": f"{''.join(word[0] for word in course.split()).upper()}-B{place + 1:03d}",
        }
