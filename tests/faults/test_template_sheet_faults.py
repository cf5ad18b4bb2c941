"""What goes wrong in a theme written in Excel: each fault is said by sheet and cell, all at once, never the value."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from scrutiny_lib.audit.theme_form import write_template_sheet
from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.template import packaged_folder, read_template
from scrutiny_lib.intake.template_sheet import read_template_sheet

SECRET = "Jo Bloggs 2014"
Q, T = "Questions", "Theme"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The packaged theme neglect in Excel: the settings on rows 4 to 9, the first question on row 5."""
    template, _ = read_template(packaged_folder() / "neglect.toml")
    assert template is not None
    write_template_sheet(tmp_path / "neglect.xlsx", template)
    return tmp_path / "neglect.xlsx"


def typed(path: Path, cells: dict[tuple[str, str], Any]) -> Problems:
    """The problems after typing into (sheet, cell)."""
    book = load_workbook(path)
    for (sheet, cell), value in cells.items():
        book[sheet][cell] = value
    book.save(path)
    template, problems, text = read_template_sheet(path)
    assert (template is None) == problems.stops() == (text == "")
    assert SECRET not in str(problems) and all(p.file == path.name and p.cure for p in problems)
    return problems


def places(problems: Problems) -> list[tuple[str, str, str, str]]:
    return [(p.rule, p.sheet, p.cell, p.column) for p in problems]


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "rule", "column"),
    [
        (T, "B4", SECRET, "P11", "Theme id"),
        (T, "B4", "other", "P15", "Theme id"),
        (T, "B4", "scales", "P15", "Theme id"),
        (T, "B5", None, "P12", "Title"),
        (T, "B5", "WRITE a title", "P12", "Title"),
        (T, "B6", 2025.1, "P11", "Edition"),
        (T, "B6", datetime(2025, 1, 10), "P11", "Edition"),
        (T, "B5", True, "P11", "Title"),
        (T, "B7", "=1+1", "P11", "Purpose"),
        (T, "B8", None, "P12", "Agencies"),
        (Q, "A6", "ng01", "P13", "Question id"),
        (Q, "A6", "worried", "P13", "Question id"),
        (Q, "A6", SECRET, "P11", "Question id"),
        (Q, "A6", None, "P12", "Question id"),
        (Q, "B6", None, "P12", "Question"),
        (Q, "B6", 7, "P11", "Question"),
        (Q, "C6", "chidl", "P01", "About"),
        (Q, "D5", "often", "P01", "Asked"),
        (Q, "D5", "once", "P16", "Asked"),
        (Q, "E6", SECRET, "P01", "Lens"),
        (Q, "F6", None, "P12", "Line"),
        (Q, "H6", "yes_on", "P01", "Scale"),
        (Q, "H6", None, "P12", "Scale"),
        (Q, "I6", "yes | no", "P12", "Answers"),
        (Q, "J6", SECRET, "P01", "Good answers"),
        (Q, "J6", True, "P11", "Good answers"),
        (Q, "O6", SECRET, "P01", "Agencies"),
        (Q, "Q6", "sought", "P16", "Chain"),
        (Q, "Q15", SECRET, "P01", "Chain"),
        (Q, "R6", SECRET, "P01", "Role"),
        (Q, "S6", "ng99", "P13", "Replaced by"),
        (Q, "G6", "many of", "P01", "Kind"),
        (Q, "K6", "days", "P16", "Measure"),
        (Q, "L6", SECRET, "P11", "Lowest"),
        (Q, "M6", 7, "P16", "Highest"),
        (Q, "M6", datetime(2026, 1, 10), "P11", "Highest"),
        (Q, "N6", SECRET, "P11", "Whole numbers"),
        (Q, "N6", "no", "P16", "Whole numbers"),
    ],
)
def test_one_cell_that_is_wrong(path: Path, sheet: str, cell: str, value: Any, rule: str, column: str) -> None:
    problems = typed(path, {(sheet, cell): value})
    assert (rule, sheet, cell, column) in places(problems)
    assert {p.cell for p in problems if p.rule != "P13"} <= {cell, ""} or column in ("Theme id", "Agencies")


def test_what_was_probably_meant_is_said(path: Path) -> None:
    cells = {(Q, "C6"): "agecny", (Q, "H6"): "yes_on", (Q, "O6"): "polise", (Q, "B4"): "Qestion", (T, "A5"): "Titel"}
    cures = " ".join(problem.cure for problem in typed(path, cells))
    for word in ("'agency'", "'yes_no'", "'police'", "'Question'", "'Title'"):
        assert f"Did you mean {word}?" in cures, word


def test_every_problem_is_found_at_once(path: Path) -> None:
    cells: dict[tuple[str, str], Any] = {
        (T, "B6"): 1.1, (T, "B7"): None, (Q, "A7"): "ng01", (Q, "C8"): "both", (Q, "E9"): None, (Q, "H10"): "never",
        (Q, "B4"): "Whatever",
    }  # fmt: skip
    found = {(p.sheet, p.cell) for p in typed(path, cells)}
    assert set(cells) <= found


def test_a_number_is_told_from_a_text_that_looks_like_one(path: Path) -> None:
    assert not typed(path, {(T, "B6"): "1.10"})
    problem = typed(path, {(T, "B6"): 1.10})[0]
    assert "a number" in problem.fact and "as text" in problem.cure
    assert "a date" in typed(path, {(T, "B6"): datetime(2026, 1, 10)})[0].fact


@pytest.mark.parametrize(
    ("cell", "value", "rule", "said"),
    [
        ("T4", SECRET, "P01", "not known"),
        ("T9", SECRET, "S09", "no heading"),
        ("T4", "Question", "S12", "B4 and T4"),
        ("A4", None, "S09", "'Question id'"),
        ("C4", None, "S09", "'About'"),
    ],
)
def test_headings_that_are_strange_missing_or_there_twice(
    path: Path, cell: str, value: Any, rule: str, said: str
) -> None:
    problems = typed(path, {(Q, cell): value})
    assert any(p.rule == rule and said in p.fact for p in problems)
    if value is None:
        assert len(problems.of("STOP")) == 2  # once for the column, once for its cells below; not for every row


def test_labels_that_are_strange_missing_or_there_twice(path: Path) -> None:
    assert ("P01", T, "A11", "") in places(typed(path, {(T, "A11"): "Colour", (T, "B11"): SECRET}))
    assert ("S12", T, "B11", "") in places(typed(path, {(T, "A11"): "Title", (T, "B11"): SECRET}))
    problems = typed(path, {(T, "A11"): None, (T, "B11"): None, (T, "A5"): None, (T, "B5"): None})
    assert [(p.rule, p.sheet, p.fact) for p in problems] == [("S09", T, "There is no label 'Title'.")]
    assert ("P01", T, "B4", "") in places(typed(path, {(T, "A4"): None}))


@pytest.mark.parametrize("sheet", [T, Q])
def test_a_sheet_that_is_not_there_is_said_once_and_the_other_is_checked(path: Path, sheet: str) -> None:
    book = load_workbook(path)
    del book[sheet]
    other = {T: (Q, "C6"), Q: (T, "B6")}[sheet]
    book[other[0]][other[1]] = None
    book.save(path)
    _, problems, _ = read_template_sheet(path)
    assert [(p.rule, p.sheet, p.cell) for p in problems] == [("S02", sheet, ""), ("P12", *other)]


def test_no_questions_no_headings(path: Path) -> None:
    book = load_workbook(path)
    book[Q].delete_rows(5, 100)
    book.save(path)
    assert [(p.rule, p.sheet) for p in read_template_sheet(path)[1]] == [("P12", Q)]
    (problem,) = read_template_sheet(path)[1]
    assert "no question" in problem.fact
    book[Q].delete_rows(1, 10)
    book.save(path)
    assert [(p.rule, p.sheet) for p in read_template_sheet(path)[1]] == [("S09", Q)]


def test_too_many_questions_need_a_reason(path: Path) -> None:
    row = {"B": "More?", "C": "child", "E": "practice", "F": "L1", "H": "yes_no"}
    cells = {(Q, f"{column}{number}"): value for number in (20, 21, 22) for column, value in row.items()}
    ids = {(Q, f"A{number}"): f"new{number}" for number in (20, 21, 22)}
    assert places(typed(path, {**cells, **ids})) == [("P18", T, "B9", "Long because")]
    assert not typed(path, {(T, "B9"): "The law asks for it."})


@pytest.mark.parametrize(
    ("name", "data", "rule"),
    [
        ("empty.xlsx", b"", "F01"),
        ("text.xlsx", b"id = 1\n", "F07"),
        ("cut.xlsx", b"PK\x03\x04 and nothing", "F07"),
        ("locked.xlsx", bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"), "F03"),
    ],
)
def test_a_file_that_is_no_workbook(tmp_path: Path, name: str, data: bytes, rule: str) -> None:
    (tmp_path / name).write_bytes(data)
    template, problems, text = read_template_sheet(tmp_path / name)
    assert template is None and text == "" and [p.rule for p in problems] == [rule]
