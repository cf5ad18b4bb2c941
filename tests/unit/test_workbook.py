"""Workbooks from elsewhere: every cell as the text it shows, fast, and nothing run."""

from __future__ import annotations

import time
import zipfile
from datetime import date, datetime
from datetime import time as clock
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.workbook import read_sheets


def write(path: Path, cells: dict[str, Any], **options: Any) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    for cell, value in cells.items():
        page[cell] = value
    for name, value in options.items():
        setattr(book, name, value)
    book.save(path)
    return path


def read(path: Path, **limits: int) -> tuple[list[list[str]], Problems]:
    problems = Problems()
    sheets = read_sheets(path, problems, **limits)  # type: ignore[arg-type]
    assert sheets is not None, str(problems)
    return next(iter(sheets.values())), problems


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0012", "0012"),
        ("NA", "NA"),
        ("02/03/2025", "02/03/2025"),
        (12, "12"),
        (12.0, "12"),
        (0.1, "0.1"),
        (-7.25, "-7.25"),
        (9434765919, "9434765919"),
        (123456789012345, "123456789012345"),
        (True, "TRUE"),
        (date(2025, 10, 1), "2025-10-01"),
        (datetime(2025, 10, 1, 14, 30), "2025-10-01 14:30:00"),
        (datetime(2025, 10, 1), "2025-10-01"),
        (clock(9, 5), "09:05:00"),
        (date(1900, 1, 1), "1900-01-01"),
        ("two\nlines", "two\nlines"),
        ("#REF!", "#REF!"),
        ("é 🙂 𝒳", "é 🙂 𝒳"),
    ],
)
def test_a_cell_is_read_as_what_it_shows(tmp_path: Path, value: Any, text: str) -> None:
    rows, problems = read(write(tmp_path / "a.xlsx", {"B2": value}))
    assert rows == [["", ""], ["", text]] and not problems


def test_dates_follow_the_workbook_s_own_system(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", {"A1": date(2025, 10, 1)}, epoch=openpyxl.utils.datetime.CALENDAR_MAC_1904)
    rows, problems = read(path)
    assert rows == [["2025-10-01"]] and [problem.rule for problem in problems] == ["S20"]


def test_a_number_is_a_date_only_where_its_format_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        formats = ("General", '0 "days"', "[Red]0.0", "dd/mm/yyyy", "[$-809]d mmmm yyyy", "[h]:mm")
        for row, look in enumerate(formats):
            page.write_number(row, 0, 45931, book.add_format({"num_format": look}))
    rows, _ = read(path)
    assert [row[0] for row in rows] == ["45931", "45931", "45931", "2025-10-01", "2025-10-01", "45931"]


def test_the_value_last_shown_is_read_and_an_uncalculated_formula_is_not_a_blank(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.write_formula("A1", '="ye"&"s"', None, "yes")
        page.write_formula("B1", "=1+1", None, 2)
    assert read(path)[0] == [["yes", "2"]]
    rows, problems = read(write(tmp_path / "b.xlsx", {"A1": "=1+1", "A2": "=2", "A9": "x"}))
    assert rows[0] == ["#FORMULA"] and [(p.rule, p.act, p.cell) for p in problems] == [("S18", "HOLD", "A1")]
    assert "A1, A2" in problems[0].fact


def test_formatted_and_phonetic_text_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        bold = book.add_format({"bold": True})
        book.add_worksheet().write_rich_string("A1", bold, "not ", "applicable")
    assert read(path)[0] == [["not applicable"]]


def test_rows_and_columns_keep_their_places(tmp_path: Path) -> None:
    rows, _ = read(write(tmp_path / "a.xlsx", {"A1": "a", "C3": "c"}))
    assert rows == [["a", "", ""], ["", "", ""], ["", "", "c"]]


def test_blank_cells_far_away_are_left_out_quickly(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", {"A1": "a", "XFD1048576": " "})
    begun = time.perf_counter()
    rows, problems = read(path)
    assert rows == [["a"]] and [(p.rule, p.act) for p in problems] == [("F13", "REPAIR")]
    assert time.perf_counter() - begun < 2


def test_filled_cells_beyond_the_last_column_are_counted(tmp_path: Path) -> None:
    rows, problems = read(write(tmp_path / "a.xlsx", {"A1": "a", "F1": "f", "G1": "g"}), max_columns=5)
    assert rows == [["a"]] and problems[0].act == "WARN" and problems[0].fact.endswith("2 of them.")


def test_messages_name_the_file_as_they_are_told_to(tmp_path: Path) -> None:
    path = tmp_path / "Audit J Smith.xlsx"
    path.write_bytes(b"")
    problems = Problems()
    assert read_sheets(path, problems, label="return 1a2b") is None
    assert str(problems) == "return 1a2b: The file is empty. Ask for the file to be sent again. [F01, REJECT]"


def test_a_locked_file_and_one_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    problems = Problems()
    assert read_sheets(tmp_path / "gone.xlsx", problems) is None
    assert read_sheets(tmp_path / ("x" * 260), problems) is None
    path = write(tmp_path / "a.xlsx", {"A1": "a"})

    def locked(*_: Any, **__: Any) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", locked)
    assert read_sheets(path, problems) is None
    assert [problem.rule for problem in problems] == ["F07", "F21", "F16"]
    assert problems[2].cure == "Close it in Excel and run again."


def test_a_file_that_onedrive_has_not_downloaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.xlsx", {"A1": "a"})

    class Facts:
        st_file_attributes = 0x00400000

    monkeypatch.setattr(Path, "stat", lambda *_, **__: Facts())
    problems = Problems()
    assert read_sheets(path, problems) is None and problems[0].rule == "F19"


def test_sheets_of_any_prefix_and_any_place_are_read(tmp_path: Path) -> None:
    """Some programs write a prefix before every name, and put the parts elsewhere."""
    main = 'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packaged = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships {packaged}><Relationship Id="a" Type="{kinds}/officeDocument" '
        'Target="/xl/book2.xml"/></Relationships>',
        "xl/book2.xml": f'<x:workbook {main} xmlns:r="{kinds}"><x:sheets><x:sheet name="One" sheetId="9" '
        'r:id="s"/></x:sheets></x:workbook>',
        "xl/_rels/book2.xml.rels": f'<Relationships {packaged}><Relationship Id="s" Type="{kinds}/worksheet" '
        'Target="pages/p.xml"/></Relationships>',
        "xl/pages/p.xml": f'<x:worksheet {main}><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>here</x:t></x:is>'
        "</x:c><x:c><x:v>3</x:v></x:c></x:row></x:sheetData></x:worksheet>",
    }
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        for name, text in parts.items():
            package.writestr(name, text)
    assert read(path)[0] == [["here", "3"]]


def test_sixty_sheets_of_twenty_rows_take_a_moment(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for sheet in range(60):
            page = book.add_worksheet(f"C-{sheet:08d}")
            for row in range(20):
                page.write_row(row, 0, [f"cx{row}", f"Question {row}?", "yes", f"Text {sheet} {row}", "file"])
    begun = time.perf_counter()
    sheets = read_sheets(path, Problems())
    assert sheets is not None and len(sheets) == 60 and time.perf_counter() - begun < 0.5


@given(
    st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])), max_size=4), max_size=6)
)
@settings(max_examples=40, deadline=None)
def test_any_text_comes_back_as_it_went_in(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    path = tmp_path_factory.mktemp("w") / "a.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        page = book.add_worksheet()
        for row, cells in enumerate(rows):
            for column, text in enumerate(cells):
                page.write_string(row, column, text)
    found, _ = read(path)
    dropped = str.maketrans("", "", "\u200b\u2060\ufeff\ufffe\uffff")
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            expected = text.translate(dropped)
            got = found[row][column] if row < len(found) and column < len(found[row]) else ""
            assert got == expected or not expected.strip()
