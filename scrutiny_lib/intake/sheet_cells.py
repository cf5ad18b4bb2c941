"""What is kept of one sheet: its cells as text within the caps, and what was met on the way.

Nothing here knows how a sheet is written: :mod:`scrutiny_lib.intake.sheet_xml` hands over one cell after the other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from scrutiny_lib.intake.ooxml import Style

UNCALCULATED = "#FORMULA"
"""What is read from a cell whose formula was never calculated: an unknown value, which is not a blank."""

LOST = "#LOST"
"""What is read from a cell that refers to text which is not in the file."""

_MOST_MERGED = 1000


class TooManyRows(Exception):
    """More filled rows than the cap; the number of rows in the part is the first argument."""


@dataclass
class Sheet:
    """The cells of one sheet as text, and what was met on the way.

    ``rows`` starts at row 1 and column A, and every row is as long as the widest. ``uncalculated``, ``lost`` and
    ``twice`` name cells: formulas without a value, text that is not in the file, two values for one cell. The
    numbers count what holds data: hidden rows and columns, merged ranges, coloured empty cells of filled rows,
    filled cells beyond the last column. ``lists`` are the ranges that have a drop-down list, ``percents`` the cells
    whose number is shown as a percentage (``0.1`` for *10%*).
    """

    rows: list[list[str]] = field(default_factory=list)
    uncalculated: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    percents: list[str] = field(default_factory=list)
    hidden_rows: int = 0
    hidden_columns: int = 0
    merged: int = 0
    coloured: int = 0
    phantom: bool = False
    beyond: int = 0


def column_number(reference: str) -> int:
    """The column of a cell reference, counted from 1.

    >>> column_number("A1"), column_number("AB12"), column_number("XFD1048576")
    (1, 28, 16384)
    """
    number = 0
    for letter in reference:
        if not "A" <= letter <= "Z":
            break
        number = number * 26 + ord(letter) - 64
    return number


@lru_cache(maxsize=4096)
def cell_name(row: int, column: int) -> str:
    """The name of a cell from its row and column, both counted from 1.

    >>> cell_name(7, 3), cell_name(1, 28)
    ('C7', 'AB1')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def corners(reference: str) -> tuple[int, int, int, int]:
    """First row, first column, last row and last column of a range or of one cell, counted from 1.

    >>> corners("B2:D7"), corners("$C$5"), corners("C:C")
    ((2, 2, 7, 4), (5, 3, 5, 3), (1, 3, 1048576, 3))
    """
    first, _, last = reference.replace("$", "").partition(":")
    last = last or first
    rows = [re.sub(r"\D", "", part) for part in (first, last)]
    return int(rows[0] or 1), column_number(first), int(rows[1] or 1_048_576), column_number(last) or 16_384


class Cells:
    """Collects the cells of one sheet within the caps."""

    def __init__(self, max_rows: int, max_columns: int):
        self.max_rows, self.max_columns = max_rows, max_columns
        self.rows: dict[int, dict[int, str]] = {}
        self.hidden: set[int] = set()
        self.hidden_columns: list[tuple[int, int]] = []
        self.merged: list[str] = []
        self.coloured: dict[int, int] = {}
        self.found = Sheet()

    def add(self, row: int, column: int, value: str, look: Style | None) -> None:
        """One cell; ``look`` matters only where it may be an empty one."""
        found = self.found
        if not value or value.isspace():
            if row > self.max_rows or column > self.max_columns:
                found.phantom = True
            elif look is not None and look.coloured:
                self.coloured[row] = self.coloured.get(row, 0) + 1
        elif column > self.max_columns:
            found.beyond += 1
        elif row > self.max_rows:
            raise TooManyRows
        else:
            cells = self.rows.get(row)
            if cells is None:
                cells = self.rows[row] = {}
            if cells.setdefault(column, value) is not value and cells[column] != value:
                found.twice.append(cell_name(row, column))
            if look is not None and look.percent and value[-1].isdigit():
                found.percents.append(cell_name(row, column))
            if value is UNCALCULATED:
                found.uncalculated.append(cell_name(row, column))
            elif value is LOST:
                found.lost.append(cell_name(row, column))

    def sheet(self) -> Sheet:
        """What was collected, as rows that are all equally long."""
        found, rows = self.found, self.rows
        width = max((max(cells) for cells in rows.values()), default=0)
        places = range(1, width + 1)
        blank: dict[int, str] = {}
        for number in range(1, max(rows, default=0) + 1):
            cells = rows.get(number, blank)
            found.rows.append([cells.get(place, "") for place in places])
        found.coloured = sum(count for number, count in self.coloured.items() if number in rows)
        found.hidden_rows = len(self.hidden & rows.keys())
        if self.hidden_columns:
            filled = {column for cells in rows.values() for column in cells}
            found.hidden_columns = sum(any(a <= column <= b for a, b in self.hidden_columns) for column in filled)
        found.merged = sum(self._holds_data(reference) for reference in self.merged[:_MOST_MERGED])
        return found

    def _holds_data(self, reference: str) -> bool:
        top, left, bottom, right = corners(reference)
        last = min(bottom, max(self.rows, default=0))
        return any(left <= column <= right for row in range(top, last + 1) for column in self.rows.get(row, ()))
