"""Workbooks from elsewhere: every cell as the text it shows, fast, and nothing run."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
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
from scrutiny_lib.intake import package
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


def test_blank_cells_far_away_are_left_out(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", {"A1": "a", "XFD1048576": " "})
    rows, problems = read(path)
    assert rows == [["a"]] and [(p.rule, p.act) for p in problems] == [("F13", "REPAIR")]


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


def repack(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    part = path.with_suffix(".new")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    part.replace(path)
    return path


def with_sheet(path: Path, cells: str, **more: str) -> Path:
    """A workbook whose only sheet has these rows, written by hand; ``head`` before and ``tail`` after them."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    text = f"<worksheet {main}>{more.get('head', '')}<sheetData>{cells}</sheetData>{more.get('tail', '')}</worksheet>"
    return repack(write(path, {"A1": "x"}), lambda n, d: text.encode() if n.endswith("sheet1.xml") else d)


def inline(reference: str, text: str) -> str:
    at = f' r="{reference}"' if reference else ""
    return f'<c{at} t="inlineStr"><is><t>{text}</t></is></c>'


def test_text_in_utf_16_is_read(tmp_path: Path) -> None:
    def turn(name: str, data: bytes) -> bytes:
        if not name.startswith("xl/") or not name.endswith(".xml"):
            return data
        return (
            re.sub(rb"<\?xml[^>]*\?>", b"", data)
            .decode()
            .join(['<?xml version="1.0" encoding="UTF-16"?>', ""])
            .encode("utf-16")
        )

    rows, problems = read(repack(write(tmp_path / "a.xlsx", {"A1": "Zoë", "B2": 3}), turn))
    assert rows == [["Zoë", ""], ["", "3"]] and not problems


def test_a_document_type_is_refused_in_any_encoding(tmp_path: Path) -> None:
    def infect(name: str, data: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return data
        text = re.sub(rb"<\?xml[^>]*\?>", b"", data).decode()
        return f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY x "y">]>{text}'.encode("utf-16")

    path = repack(write(tmp_path / "a.xlsx", {"A1": "a"}), infect)
    problems = Problems()
    assert read_sheets(path, problems) is None and [problem.rule for problem in problems] == ["F10"]


def test_a_strict_workbook_is_read_with_its_dates(tmp_path: Path) -> None:
    old, new = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"

    def strict(name: str, data: bytes) -> bytes:
        data = data.replace(old + b"spreadsheetml/2006/main", new + b"spreadsheetml/main")
        data = data.replace(old + b"officeDocument/2006/relationships", new + b"officeDocument/relationships")
        if name.endswith("sheet1.xml"):
            first = b'<c r="A2" t="d"><v>2025-10-01T00:00:00.000</v></c>'
            dates = b'<row r="2">' + first + b'<c r="B2" t="d"><v>2025-10-01T09:30:00Z</v></c></row>'
            data = data.replace(b"</sheetData>", dates + b"</sheetData>")
        return data

    rows, problems = read(repack(write(tmp_path / "a.xlsx", {"A1": "a"}), strict))
    assert rows == [["a", ""], ["2025-10-01", "2025-10-01 09:30:00"]] and not problems


def test_rows_out_of_order_and_cells_without_a_name_find_their_places(tmp_path: Path) -> None:
    cells = (
        f'<row r="3">{inline("", "a3")}{inline("", "b3")}</row><row r="1">{inline("B1", "b1")}{inline("", "c1")}</row>'
        f"<row>{inline('', 'a2')}</row>"
    )
    rows, _ = read(with_sheet(tmp_path / "a.xlsx", cells))
    assert rows == [["", "b1", "c1"], ["a2", "", ""], ["a3", "b3", ""]]


def test_one_cell_with_two_values_refuses_the_workbook(tmp_path: Path) -> None:
    path = with_sheet(tmp_path / "a.xlsx", f'<row r="1">{inline("A1", "yes")}{inline("A1", "no")}</row>')
    problems = Problems()
    assert read_sheets(path, problems) is None
    assert problems[0].rule == "F07" and "two values for one cell (A1)" in problems[0].fact


def test_text_the_file_does_not_have_is_not_a_blank(tmp_path: Path) -> None:
    path = with_sheet(tmp_path / "a.xlsx", '<row r="1"><c r="A1" t="s"><v>7</v></c><c r="B1" t="s"><v>-1</v></c></row>')
    rows, problems = read(path)
    assert rows == [["#LOST", "#LOST"]] and [(p.rule, p.act, p.cell) for p in problems] == [("F07", "HOLD", "A1")]


def test_names_with_backslashes_and_other_capitals_are_found(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", {"A1": "a"})
    part = path.with_suffix(".new")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(part, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo("x")
            entry.filename = name.replace("/", "\\").replace("sheet1", "Sheet1") if name.startswith("xl/") else name
            new.writestr(entry, old.read(name))
    part.replace(path)
    assert read(path)[0] == [["a"]]


def test_bytes_after_the_end_are_passed_over(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", {"A1": "a"})
    path.write_bytes(path.read_bytes() + b"\0" * 500)
    assert read(path)[0] == [["a"]]


def test_two_sheets_of_one_name_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", {"A1": "a"})
    book = openpyxl.load_workbook(path)
    book.create_sheet("Other")["A1"] = "b"
    book.save(path)
    repack(path, lambda n, d: d.replace(b'name="Other"', b'name="Sheet"') if n == "xl/workbook.xml" else d)
    problems = Problems()
    assert read_sheets(path, problems) is None and problems[-1].rule == "S02"


def test_hidden_and_merged_cells_are_counted_where_they_hold_something(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", {"A1": "a", "C3": "c", "D3": "d"})
    book = openpyxl.load_workbook(path)
    page = book.active
    page.row_dimensions[3].hidden = page.row_dimensions[9].hidden = True
    page.column_dimensions["C"].hidden = page.column_dimensions["H"].hidden = True
    for place in ("A1:B2", "F5:G7"):
        page.merge_cells(place)
    book.save(path)
    rows, problems = read(path)
    assert rows[2] == ["", "", "c", "d"]
    assert [(problem.rule, problem.act) for problem in problems] == [("S04", "WARN"), ("S07", "WARN")]
    assert "1 row and 1 column" in problems[0].fact and "Merged cells: 1." in problems[1].fact


def test_a_sheet_too_large_to_be_parsed_is_refused_with_its_number_of_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "MAX_PART", 2_000_000)
    rows = "".join(f'<row r="{row}">{inline(f"A{row}", "x")}</row>' for row in range(1, 60_001))
    path = with_sheet(tmp_path / "a.xlsx", rows)
    problems = Problems()
    assert read_sheets(path, problems) is None
    assert problems[0].rule == "F15" and "60,000 rows in all" in problems[0].fact
    assert read_sheets(path, problems, max_rows=70_000) is None and problems[1].rule == "F09"


LETTERS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\r"), max_size=8)
VALUES = st.one_of(
    LETTERS.filter(lambda text: text.isprintable() or not text.startswith(("=", "{"))),  # no formula XML cannot hold
    st.integers(-(10**6), 10**6),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(date(1901, 1, 1), date(2100, 1, 1)),
    st.sampled_from(["=1+1", "_x0041_", "a & b < c", " lead", "#REF!", None]),
)


@given(st.dictionaries(st.tuples(st.integers(1, 12), st.integers(1, 30)), VALUES, max_size=12), st.booleans())
@settings(max_examples=60, deadline=None)
def test_cells_read_by_their_shape_are_what_the_parser_reads(
    tmp_path_factory: pytest.TempPathFactory, cells: dict[tuple[int, int], Any], hide: bool
) -> None:
    """The quick way and the parser must agree on any workbook; a comment in the XML sends a sheet to the parser."""
    path = tmp_path_factory.mktemp("w") / "a.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_urls": False, "strings_to_numbers": False}) as book:
        page = book.add_worksheet()
        look = book.add_format({"num_format": "dd/mm/yyyy"})
        fill = book.add_format({"bg_color": "#FF0000"})
        for (row, column), value in cells.items():
            if value is None:
                page.write_blank(row, column, None, fill)
            elif isinstance(value, date):
                page.write_datetime(row, column, value, look)
            else:
                page.write(row, column, value)
        page.data_validation("C3:D4", {"validate": "list", "source": ["yes", "no"]})
        page.merge_range("F2:G3", "merged")
        if hide:
            page.set_row(2, None, None, {"hidden": True})
            page.set_column("C:D", None, None, {"hidden": True})
    quick, problems = read(path)
    repack(
        path, lambda n, d: d.replace(b"</sst>", b"<!-- -->\n</sst>").replace(b"</worksheet>", b"<!-- --></worksheet>")
    )
    slow, others = read(path)
    assert quick == slow and problems == others
