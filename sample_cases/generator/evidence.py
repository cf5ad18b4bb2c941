"""Beside cases and voices: practitioners, training, and monthly figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from math import sqrt
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from generator.chance import bell, pick, unit
from generator.people import Row

ACTIVITIES = ("activity", "agencies", "invited", "took_part", "held_on")
THEMES = ("theme", "kind", "line", "activities", "raised_by")


def evaluations(courses: Mapping[str, Mapping[str, Any]]) -> list[Row]:
    """Scores by person, wave and question. The last time fewer answer, those with high scores more often."""
    rows = []
    for course, plan in courses.items():
        questions = {question: centres for question, centres in plan.items() if question != "people"}
        for number in range(1, plan["people"] + 1):
            person = f"{''.join(word[0] for word in course.split()).upper()}{number:02d}"
            leaning = 0.5 * bell("leaning", course, person)
            for place, wave in enumerate(("before", "after", "three months")):
                stays = {0: 0.97, 1: 0.92, 2: 0.55 + 0.12 * leaning}[place]
                if unit("answers", course, person, wave) >= stays:
                    continue
                for question, centres in questions.items():
                    score = round(
                        centres[place] + leaning + 0.55 * bell("score", course, person, wave, question)
                    )
                    rows.append(
                        {
                            "course": course,
                            "person_code": person,
                            "wave": wave,
                            "question": question,
                            "score": str(min(max(score, 1), 5)),
                        }
                    )
    return rows


def monthly(series: Mapping[str, Any], area: str, last: str = "") -> list[Row]:
    """Numerators and denominators from April 2022 to the last month: that of the review, or another."""
    rows = []
    for indicator, plan in series.items():
        if indicator == "last":
            continue
        for month in _months("2022-04", last or series["last"]):
            numerator, denominator = _month(indicator, month, plan)
            rows.append(
                {
                    "indicator": indicator,
                    "month": month,
                    "numerator": str(numerator),
                    "denominator": denominator,
                    "area": area,
                }
            )
    return rows


def _month(indicator: str, month: str, plan: Mapping[str, Any]) -> tuple[int, str]:
    if "rare" in plan:
        return pick(dict(enumerate(plan["rare"])), "rare", indicator, month), ""
    mean = plan["mean"] + (plan["step"] if month >= plan.get("from", "9999") else 0)
    noise = bell("month", indicator, month)
    if "below" not in plan:
        return max(0, round(mean + sqrt(mean) * noise)), ""
    below = max(8, round(plan["below"] + plan["spread"] * bell("below", indicator, month)))
    numerator = round(below * mean + sqrt(below * mean * (1 - mean)) * noise)
    return min(max(numerator, 0), below), str(below)


def _months(first: str, last: str) -> list[str]:
    years = range(int(first[:4]), int(last[:4]) + 1)
    return [
        text for year in years for month in range(1, 13) if first <= (text := f"{year}-{month:02d}") <= last
    ]


def write_practitioners(path: Path, said: Mapping[str, Any]) -> None:
    """``practitioners.xlsx``: two sheets of plain cells; the same bytes every time."""
    with Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": "What practitioners told us", "created": datetime(2000, 1, 1)})
        bold = book.add_format({"bold": True})
        for name, columns in (("activities", ACTIVITIES), ("themes", THEMES)):
            sheet = book.add_worksheet(name)
            sheet.set_column(0, len(columns) - 1, 28)
            sheet.write_row(0, 0, columns, bold)
            for number, row in enumerate(said[name], 1):
                cells = [cell.isoformat() if isinstance(cell, date) else cell for cell in row]
                sheet.write_row(number, 0, cells)
