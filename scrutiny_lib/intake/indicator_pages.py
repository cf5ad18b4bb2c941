"""The sheets of a file of figures as rows of text with their places; a comma-separated file is one sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.csv_rows import read_rows
from scrutiny_lib.intake.sheet_cells import cell_name
from scrutiny_lib.intake.text import cell as clean
from scrutiny_lib.intake.workbook import MAX_COLUMNS, read_pages
from scrutiny_lib.intake.workbook_notes import note_sheet

WORKBOOKS = (".xlsx", ".xlsm")


@dataclass(frozen=True)
class FigurePage:
    """One sheet: its name, its place in the workbook ("" in a comma-separated file), numbered rows that are not blank
    (with the cells as they stand), and the names of cells whose number is shown as a percentage."""

    file: str
    name: str
    number: str
    rows: Sequence[tuple[int, Sequence[str]]]
    percents: frozenset[str] = frozenset()

    def place(self, row: int, column: int) -> str:
        """Where a cell stands (``row`` from 1, ``column`` from 0): ``"C7"``, in a text file ``"line 7, field 3"``."""
        return cell_name(row, column + 1) if self.number else f"line {row}, field {column + 1}"

    def is_percent(self, row: int, column: int) -> bool:
        """Whether the number in a cell is shown as a percentage."""
        return self.place(row, column) in self.percents


def read_figure_pages(path: Path, problems: Problems, label: str = "") -> tuple[list[FigurePage], int]:
    """Every sheet that is filled and not hidden, and how many hidden ones were left out; none when it is refused.

    ``label`` is what messages call the file, its name where empty.
    """
    file = label or path.name
    if path.suffix.lower() not in WORKBOOKS:
        found = Problems()
        numbered, begin = list[tuple[int, Sequence[str]]](), 1
        for cells in read_rows(path, found) or []:
            numbered.append((begin, cells))
            begin += 1 + sum(cell.count("\n") for cell in cells)
        for one in found:
            problems.add(one.rule, one.fact, one.cure, file=file, cell=one.cell, column=one.column, act=one.act)
        return ([FigurePage(file, "", "", _filled(numbered))] if not found.stops() else []), 0
    pages, hidden = list[FigurePage](), 0
    for page in read_pages(path, problems, label=file) or []:
        rows = _filled(list(enumerate(page.sheet.rows, start=1)))
        if not rows:
            continue
        note_sheet(page.sheet, problems, file, page.number, hidden=page.hidden, max_columns=MAX_COLUMNS)
        if page.hidden:
            hidden += 1
            continue
        percents = frozenset(page.sheet.percents)
        pages.append(FigurePage(file, clean(page.name), str(page.number), rows, percents))
    return pages, hidden


def _filled(rows: Sequence[tuple[int, Sequence[str]]]) -> list[tuple[int, Sequence[str]]]:
    return [(number, cells) for number, cells in rows if any(cell.strip() for cell in cells)]
