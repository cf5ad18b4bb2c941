"""One sheet of the spreadsheet: a title in A1, what to know, the way back, and one table that is marked up as one."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ..audit.books import row_height
from .book_columns import EMPTY, Column

LINK = {"font_color": "#0000EE", "underline": 1}
_FONT = {"font_name": "Arial", "font_size": 12, "valign": "top"}
_NARROWEST, _WIDEST = 12, 60
_LINE = 1.15
"""How much higher a line of this size is than what :func:`row_height` counts with."""
_LETTER = 1.15
"""How much wider a letter of this size is than a unit of a column's width."""
_BOLD = 1.5
"""The same for a heading, which stands a little in from its column's edge."""
_HEAD_MOST = 255
"""The longest heading a marked-up table of Excel can have."""


class Looks:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Workbook):
        self._book = book
        self._made: dict[str, Format] = {}

    def __call__(self, **more: object) -> Format:
        key = repr(sorted(more.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({**_FONT, **more})
        return self._made[key]


def lay_text(sheet: Worksheet, looks: Looks, lines: Sequence[tuple[str, bool]], width: int) -> None:
    """Lines of text down the first column; those with ``True`` are headings."""
    sheet.set_column(0, 0, width)
    for row, (words, heading) in enumerate(lines):
        look = looks(bold=True, font_size=16 if row == 0 else 13) if heading else looks(text_wrap=True)
        sheet.set_row(row, row_height((words, width / _LETTER)) * _LINE + (8 if heading else 0))
        sheet.write_string(row, 0, words, look)


def lay_table(
    sheet: Worksheet, looks: Looks, name: str, title: str, before: Sequence[str], columns: Sequence[Column]
) -> int:
    """A title, lines to read first, then the table; gives the row (from 0) of its headings.

    ``name``: of the marked-up table. The columns have the same number of cells, at least one.
    """
    sheet.write_string(0, 0, title, looks(bold=True, font_size=14))
    for row, words in enumerate(before, start=1):
        sheet.write_string(row, 0, words, looks())
    top, rows = len(before) + 1, len(columns[0].cells)
    widths = [_width(column) for column in columns]
    for at, (column, width) in enumerate(zip(columns, widths, strict=True)):
        sheet.set_column(at, at, width)
        look = (
            looks(align="right", num_format=column.form) if column.form else looks(text_wrap=True, indent=int(at > 0))
        )
        for row, cell in enumerate(column.cells, start=top + 1):
            if isinstance(cell, str):
                sheet.write_string(row, at, cell or EMPTY, look)
            else:
                sheet.write_number(row, at, cell, look)
    heads = [
        {
            "header": column.head[:_HEAD_MOST],
            "header_format": looks(
                bold=True, text_wrap=True, bottom=1, align="right" if column.form else "left", indent=int(at > 0)
            ),
        }
        for at, column in enumerate(columns)
    ]
    sheet.add_table(
        top, 0, top + rows, len(columns) - 1,
        {"name": name, "autofilter": False, "first_column": True, "style": "Table Style Light 1", "columns": heads},
    )  # fmt: skip
    lines = [[column.head for column in columns], *([str(cell) for cell in row] for row in _across(columns))]
    for row, cells in enumerate(lines, start=top):
        letter = _LETTER if row > top else _BOLD
        texts = [(cell, width / letter) for cell, width in zip(cells, widths, strict=True)]
        sheet.set_row(row, row_height(*texts) * _LINE)
    if max(sum(widths), len(title) * _LETTER) > 90:
        sheet.set_landscape()
    sheet.repeat_rows(top)
    return top


def _across(columns: Sequence[Column]) -> list[tuple[str | float, ...]]:
    return list(zip(*(column.cells for column in columns), strict=True))


def _width(column: Column) -> float:
    """Wide enough for the longest word of the heading and for most cells on one line."""
    longest_word = max((len(word) for word in column.head.split()), default=0)
    head = max(longest_word, len(column.head) // 3)
    cells = [12 if not isinstance(cell, str) else len(cell) for cell in column.cells]
    return min(max(head, max(cells), _NARROWEST) * _LETTER + 2, _WIDEST)
