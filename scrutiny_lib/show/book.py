"""The page's tables as a spreadsheet, after the Analysis Function's guidance for accessible spreadsheets.

A cover, a list of contents, the notes, then one table to a sheet: its title in A1, what to know before it, and a table
marked up as one and named. No merged, hidden or blank cells, no frozen panes, nothing said by colour alone.

Source: Government Analysis Function, "Releasing statistics in spreadsheets" and "Making spreadsheets accessible: a
brief checklist of the basics".
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from ..audit.books import new_book
from ..tables import Tables
from .book_columns import columns_of
from .book_front import contents_columns, cover_lines, notes_columns
from .book_list import Listed, listed
from .book_sheet import LINK, Looks, lay_table, lay_text
from .section import Section
from .text import explained, plain, symbols_in

_WIDTH = 85
_BACK = "Back to the contents"


def make_book(sections: Sequence[Section], tables: Tables) -> bytes:
    """The workbook as bytes, the same for the same page. For a page without tables it says that there are none.

    Parameters
    ----------
    sections : sequence of Section
        Of the page, in its order: every table in them has a sheet, one that stands there twice has one.
    tables : Tables
        What these readers may see; of it only ``about`` is used, for the cover and the notes.

    >>> make_book([Section("a", "Asked", "<p>Nobody.</p>")], Tables({}))[:2]
    b'PK'
    """
    every = listed(sections)
    title = plain(tables.about.get("title"), "Scrutiny")
    with TemporaryDirectory(prefix="scrutiny-") as folder:
        path = Path(folder) / "tables.xlsx"
        with new_book(path, f"{title}: the tables of the page", plain(tables.about.get("partnership"))) as book:
            _fill(book, sections, tables, every)
        return path.read_bytes()


def _fill(book: Workbook, sections: Sequence[Section], tables: Tables, every: Sequence[Listed]) -> None:
    looks, names = Looks(book), ["Cover", *(["Contents"] if every else []), "Notes", *(one.sheet for one in every)]
    sheets = {name: _sheet(book, name, plain(tables.about.get("marking"))) for name in names}
    lay_text(sheets["Cover"], looks, cover_lines(tables, sections, every), _WIDTH)
    if every:
        contents, known = sheets["Contents"], ["This sheet holds one table: each number in it leads to that table."]
        top = lay_table(contents, looks, "Contents_of_this_file", "Contents", known, contents_columns(every))
        for row, one in enumerate(every, start=top + 1):
            contents.write_url(row, 0, f"internal:'{one.sheet}'!A1", looks(**LINK), one.sheet)
    known = ["This sheet holds one table: what the shorthand and the words on the other sheets mean."]
    lay_table(sheets["Notes"], looks, "Notes_on_shorthand", "Notes", known, notes_columns(tables))
    for one in every:
        _table(sheets[one.sheet], looks, one)
    sheets["Cover"].activate()


def _table(sheet: Worksheet, looks: Looks, one: Listed) -> None:
    columns = columns_of(one.grid)
    cells = " ".join(str(cell) for column in columns for cell in (column.head, *column.cells))
    signs = [f"{sign} means {meaning}." for sign, meaning in symbols_in(cells)]
    legend = explained(" ".join(cell for row in one.grid.rows for cell in row))
    notes = [note for note in one.grid.notes if note != legend]
    before = ["This sheet holds one table.", f"On the page: {one.section}", *notes, *signs, _BACK]
    top = lay_table(sheet, looks, one.name, f"{one.sheet}: {one.title}", before, columns)
    sheet.write_url(top - 1, 0, "internal:'Contents'!A1", looks(**LINK), _BACK)


def _sheet(book: Workbook, name: str, marking: str) -> Worksheet:
    sheet = book.add_worksheet(name)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_header(f"&R{marking.replace('&', '&&')}")
    sheet.set_footer("&L&A&RPage &P of &N")
    return sheet
