"""Reading what practitioners told us."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from scrutiny_lib.intake.practitioners import read_practitioners

ACTIVITIES = [
    ["activity", "agencies", "invited", "took_part", "held_on"],
    ["Workshop", "police; education", 20, 14, date(2025, 10, 15)],
    ["Survey", "all", 60, 31, "22/10/2025"],
]
THEMES = [
    ["theme", "kind", "line", "activities", "raised_by"],
    ["Nobody rings back", "barrier", "L1", "Workshop; survey", "police"],
    ["One lead worker", "what works", "L2", "all", ""],
]


def write(folder: Path, activities: list[list[object]], themes: list[list[object]] | None) -> Path:
    book = openpyxl.Workbook()
    for name, rows in (("activities", activities), ("themes", themes)):
        if rows is not None:
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
    del book["Sheet"]
    path = folder / "practitioners.xlsx"
    book.save(path)
    return path


def test_both_sheets(tmp_path: Path) -> None:
    activities, themes, problems = read_practitioners(write(tmp_path, ACTIVITIES, THEMES))
    assert not problems
    assert activities["took_part"].tolist() == [14, 31]
    assert activities["held_on"].tolist() == [date(2025, 10, 15), date(2025, 10, 22)]
    assert themes["activities"].tolist() == [["Workshop", "Survey"], ["Workshop", "Survey"]]


@pytest.mark.parametrize(
    ("sheet", "row", "column", "value", "place"),
    [
        ("activities", 1, 3, 25, ("V14", "activities", "row 2", "took_part")),
        ("activities", 2, 2, "lots", ("V07", "activities", "row 3", "invited")),
        ("activities", 2, 4, "in October", ("D01", "activities", "row 3", "held_on")),
        ("activities", 2, 0, "Workshop", ("I02", "activities", "row 3", "activity")),
        ("themes", 1, 1, "worry", ("V02", "themes", "row 2", "kind")),
        ("themes", 1, 3, "Workshop; Picnic", ("V02", "themes", "row 2", "activities")),
    ],
)
def test_what_stops(
    tmp_path: Path, sheet: str, row: int, column: int, value: object, place: tuple[str, str, str, str]
) -> None:
    rows = {"activities": [list(line) for line in ACTIVITIES], "themes": [list(line) for line in THEMES]}
    rows[sheet][row][column] = value
    activities, themes, problems = read_practitioners(write(tmp_path, rows["activities"], rows["themes"]))
    found = [(problem.rule, problem.sheet, problem.cell, problem.column) for problem in problems]
    assert place in found and problems.stops()
    assert activities.empty and themes.empty
    assert str(value) not in str(problems) or isinstance(value, int) or value == "Workshop"


def test_a_missing_sheet(tmp_path: Path) -> None:
    problems = read_practitioners(write(tmp_path, ACTIVITIES, None))[2]
    assert [problem.rule for problem in problems] == ["S01"]
