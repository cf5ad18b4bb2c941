"""The page's tables as a spreadsheet: what somebody who sorts, adds or listens gets. Every child is invented."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from scrutiny_lib.show import Section
from scrutiny_lib.show.book import make_book
from scrutiny_lib.show.book_columns import columns_of
from scrutiny_lib.show.book_list import listed
from scrutiny_lib.show.grids import Grid
from scrutiny_lib.show.layout import html_table
from scrutiny_lib.tables import Tables
from tests.unit.show_fixture import SHOWS, full_tables

ABOUT = {
    "title": "Neglect", "partnership": "An invented partnership", "marking": "Official & invented",
    "quarter": "2025-26 Q3", "audience": "executive", "status": "draft", "invented": True,
    "unconfirmed": ["the names of the levels are a placeholder"],
}  # fmt: skip
HEARD = html_table("Who was heard", ["Group", "How many", "Likely range, in 100", "Why not"], [
    ["Babies", "1,300 of 2,900 children", "29 to 61", ""],
    ["Older children", "[c]", "[c]", "not asked"],
], [1, 2])  # fmt: skip
EVIDENCE = html_table("What it says", ["Evidence", "Says"], [["Cases", "Supports"]])
SECTIONS = [
    Section("summary", "Neglect", "<p>In short.</p>"),
    Section("heard", "Two of three were heard", f"<h3>Home</h3>{EVIDENCE}<h3>School</h3>{HEARD}"),
    Section("again", "Once more", f"<h3>School</h3>{HEARD}<h3>Clubs</h3>{EVIDENCE.replace('Cases', 'Data')}"),
]


def book_of(sections: list[Section]) -> Workbook:
    return load_workbook(BytesIO(make_book(sections, Tables(dict(ABOUT)))))


def rows_of(sheet: Worksheet) -> list[tuple[object, ...]]:
    """The rows of the one marked-up table of a sheet, headings first."""
    (table,) = sheet.tables.values()
    return [tuple(cell.value for cell in row) for row in sheet[table.ref]]


def test_cover_contents_and_notes_come_before_the_tables_one_to_a_sheet() -> None:
    book = book_of(SECTIONS)
    assert book.sheetnames == ["Cover", "Contents", "Notes", "Table 1", "Table 2", "Table 3"]
    assert book.active is not None and book.active.title == "Cover"
    assert rows_of(book["Contents"])[1:] == [
        ("Table 1", "What it says: Home", "Two of three were heard"),
        ("Table 2", "Who was heard", "Two of three were heard"),
        ("Table 3", "What it says: Clubs", "Once more"),
    ]
    assert [book["Contents"].cell(row, 1).hyperlink.location for row in (5, 6)] == ["'Table 2'!A1", "'Table 3'!A1"]


def test_a_table_says_its_title_in_a1_and_is_marked_up_and_named() -> None:
    sheet = book_of(SECTIONS)["Table 2"]
    assert sheet["A1"].value == "Table 2: Who was heard"
    (table,) = sheet.tables.values()
    assert table.name == "Table_2_who_was_heard" and table.autoFilter is None
    said = [sheet.cell(row, 1).value for row in range(2, 7)]
    assert "[c] means hidden so that nobody can be recognised." in said and "This sheet holds one table." in said


def test_one_number_to_a_cell_with_its_unit_in_the_heading() -> None:
    assert rows_of(book_of(SECTIONS)["Table 2"]) == [
        (
            "Group", "How many (children)", "How many: out of (children)", "Likely range, in 100: from",
            "Likely range, in 100: to", "Why not",
        ),
        ("Babies", 1300, 2900, 29, 61, "[z]"),
        ("Older children", "[c]", "[c]", "[c]", "[c]", "not asked"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "columns"),
    [
        (["5 of 9 boys", "2 of 7 girls"], {"N": (5, 2), "N: out of": (9, 7), "N: of what": ("boys", "girls")}),
        (["157", "45 of 157"], {"N": (157, 45), "N: out of": ("[z]", 157)}),
        (["all 3 activities", "1 of 3 activities"], {"N (activities)": (3, 1), "N: out of (activities)": (3, 3)}),
        (["73 in 100 (65 to 82)", "47 in 100"], {
            "N, in 100": (73, 47), "N: likely range from": (65, "[z]"), "N: likely range to": (82, "[z]"),
        }),
        (["+1.5 (−0.5 to +2.0)"], {"N": (1.5,), "N: likely range from": (-0.5,), "N: likely range to": (2.0,)}),
        (["£75.00", "£1,050.50"], {"N (£)": (75, 1050.5)}),
        (["99 in 100", "0.93"], {"N": ("99 in 100", "0.93")}),
        (["38", "not noted"], {"N": (38, "not noted")}),
        (["40 children", "33 children"], {"N": ("40 children", "33 children")}),
        (["5 Dec 2025", "9 Dec 2025"], {"N": ("5 Dec 2025", "9 Dec 2025")}),
        (["25, 3, 1"], {"N": ("25, 3, 1",)}),
        (["[c] met, [c] not met"], {"N": ("[c] met, [c] not met",)}),
    ],
)  # fmt: skip
def test_how_cells_are_read(cells: list[str], columns: dict[str, tuple[object, ...]]) -> None:
    grid = Grid("", (), ("Who", "N"), tuple((f"row {at}", cell) for at, cell in enumerate(cells)))
    assert {column.head: column.cells for column in columns_of(grid)[1:]} == columns


counts = st.integers(0, 99_999)
lines = st.lists(st.tuples(counts, counts, st.booleans()), min_size=1, max_size=8)


@given(lines)
@settings(max_examples=60, deadline=None)
def test_no_number_is_lost_or_made(told: list[tuple[int, int, bool]]) -> None:
    cells = ["[c]" if hidden else f"{n:,} of {of:,} children" for n, of, hidden in told]
    grid = Grid("", (), ("Who", "N"), tuple(("row", cell) for cell in cells))
    made = columns_of(grid)
    if all(hidden for _, _, hidden in told):
        assert made[1].cells == tuple(cells)
    else:
        assert [*zip(made[1].cells, made[2].cells, strict=True)] == [
            ("[c]", "[c]") if hidden else (n, of) for n, of, hidden in told
        ]


def test_every_table_of_a_whole_page_is_there_without_a_blank_merged_or_hidden_cell() -> None:
    tables = full_tables()
    sections = [show(tables) for show in SHOWS]
    book = load_workbook(BytesIO(make_book(sections, tables)))
    every = listed(sections)
    assert len(every) > 10 and len(book.sheetnames) == 3 + len(every)
    for one in every:
        sheet = book[one.sheet]
        rows = rows_of(sheet)
        assert len(rows) == 1 + len(one.grid.rows)
        assert all(cell not in (None, "") for row in rows for cell in row), one.title
        assert not sheet.merged_cells.ranges and sheet.freeze_panes is None and sheet.sheet_state == "visible"
        assert not any(dimension.hidden for dimension in sheet.row_dimensions.values())
        assert len({str(head).casefold() for head in rows[0]}) == len(rows[0])


def test_the_file_says_its_title_and_language_and_no_person() -> None:
    made = make_book(SECTIONS, Tables(dict(ABOUT)))
    said = load_workbook(BytesIO(made)).properties
    assert (said.title, said.language) == ("Neglect: the tables of the page", "en-GB")
    assert not said.creator and not said.lastModifiedBy
    assert made == make_book(SECTIONS, Tables(dict(ABOUT)))
    assert {entry.date_time[0] for entry in zipfile.ZipFile(BytesIO(made)).infolist()} == {1980}


def test_cover_tells_how_the_page_stands() -> None:
    told = " ".join(str(cell.value) for cell in book_of(SECTIONS)["Cover"]["A"])
    assert "Draft." in told and "Every child on this page is invented." in told and "For: Executive." in told
    assert "The names of the levels are a placeholder." in told and "It holds three tables." in told


def test_a_page_without_tables_says_so() -> None:
    book = book_of(SECTIONS[:1])
    assert book.sheetnames == ["Cover", "Notes"]
    assert any("no tables" in str(cell.value) for cell in book["Cover"]["A"])


def test_text_that_looks_like_a_formula_stays_text() -> None:
    html = html_table("=1+1", ["A", "B"], [["=SUM(A1)", '=HYPERLINK("https://example.org")']])
    sheet = book_of([Section("a", "A", str(html))])["Table 1"]
    assert rows_of(sheet)[1] == ("=SUM(A1)", '=HYPERLINK("https://example.org")')
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
