"""The monthly numbers of a review or a quarter: long files (a row for each month) and grids (months across)."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.data_files import frame_of
from scrutiny_lib.intake.indicator_definitions import read_indicator_definitions
from scrutiny_lib.intake.indicator_figures import INDICATOR_COLUMNS, Figure, check_figures, monthly_table, note
from scrutiny_lib.intake.indicator_grid import Grid, header_rows, read_grid
from scrutiny_lib.intake.indicator_halves import join_halves
from scrutiny_lib.intake.indicator_labels import Labels
from scrutiny_lib.intake.indicator_months import month_of
from scrutiny_lib.intake.indicator_pages import WORKBOOKS, FigurePage, read_figure_pages
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.texts import RECEIVED_COLUMNS

__all__ = ["INDICATOR_COLUMNS", "find_indicators", "read_figures", "read_indicator_definitions", "read_indicators"]

_WORDS = "definition"


@dataclass(frozen=True)
class FiguresRead:
    """What a file of figures holds.

    Attributes
    ----------
    monthly : DataFrame
        :data:`INDICATOR_COLUMNS`, each indicator and month once.
    received : DataFrame
        what, received, used, held, refused: figures; columns of totals, rows of percentages and sheets, where a grid
        has any.
    said : dict of str to str
        The words of the definition beside an indicator, where the file gives them.
    """

    monthly: pd.DataFrame = field(default_factory=lambda: monthly_table([]))
    received: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(RECEIVED_COLUMNS)))
    said: dict[str, str] = field(default_factory=dict)


def find_indicators(folder: Path) -> Path | None:
    """The file of monthly figures in a review's folder (``indicators.csv`` or ``.xlsx``), or ``None``."""
    return next((path for name in (".csv", *WORKBOOKS) if (path := folder / f"indicators{name}").is_file()), None)


def read_indicators(path: Path, definitions: pd.DataFrame, area: str = "") -> tuple[pd.DataFrame, Problems]:
    """Read monthly numbers (``indicators.csv`` or ``.xlsx``, long or a grid); the table of :func:`read_figures`."""
    figures, problems = read_figures(path, definitions, area)
    return figures.monthly, problems


def read_figures(
    path: Path, definitions: pd.DataFrame, area: str = "", label: str = ""
) -> tuple[FiguresRead, Problems]:
    """Read a file of monthly numbers, whichever way it is laid out.

    Parameters
    ----------
    path : Path
        A ``.csv`` or ``.xlsx``. Long: a row for each indicator and month, with the columns :data:`INDICATOR_COLUMNS`
        (denominator, area, supplied_by and supplied_on may be left out). A grid: see
        :mod:`scrutiny_lib.intake.indicator_grid`. Each sheet may be the one or the other.
    definitions : DataFrame
        As :func:`read_indicator_definitions` reads them.
    area : str
        Our own area. It matters where a file holds several: only ours is used.
    label : str
        What messages call the file; its name where empty.

    Returns
    -------
    FiguresRead
        ``monthly`` holds only what can be used; :func:`scrutiny_lib.intake.indicator_figures.check_figures` says what
        is held and why. Empty when the file has to be refused.
    Problems
        Every one by its sheet and cell, or line. A second file of the same name with another ending refuses both (I02).
    """
    problems = Problems()
    if any(path.with_suffix(end).is_file() for end in (".csv", *WORKBOOKS) if end != path.suffix.lower()):
        fact, cure = "There is a second file of this name with another ending.", "Keep the one that counts."
        problems.add("I02", fact, cure, file=label or path.name, act="REJECT")
    pages, hidden = ([], 0) if problems else read_figure_pages(path, problems, label)
    if not pages and not problems.stops():
        cure = "Fill it in, or remove the file if there is nothing to say."
        problems.add("F01", "There is nothing in it.", cure, file=label or path.name, act="REJECT")
    labels, given, unread, said = Labels(definitions), list[Figure](), 0, dict[str, str]()
    grids = list[Grid]()
    for page in pages:
        if (head := _long_head(page)) is not None or (not page.number and not header_rows(page)):
            given += _long(page, head or 0, labels, said, problems)
        elif header_rows(page):
            grids.append(read_grid(page, labels, problems, area))
        else:
            unread += 1
            fact, cure = "No figures were found on the sheet; it was not read.", "Nothing to do, if it holds none."
            problems.add("S01", fact, cure, file=page.file, sheet=page.number, act="WARN")
    if pages and unread == len(pages):
        cure = "Head the columns indicator, month and numerator, or write the months across."
        problems.add("S09", "No sheet holds figures.", cure, file=label or path.name, act="REJECT")
    if problems.stops():
        return FiguresRead(), problems
    joined, single = join_halves([half for grid in grids for half in grid.halves], labels.kinds, problems)
    checked = check_figures([*given, *joined], definitions, problems, area)
    apart = single + sum(grid.held for grid in grids)
    counts = [
        ("figures", checked.received, checked.used, checked.held, checked.refused),
        ("cells whose row or column could not be read", apart, 0, apart, 0),
        ("rows of percentages", *_only(sum(grid.derived for grid in grids), held=True)),
        ("columns and rows of totals", *_only(sum(grid.sums for grid in grids), held=False)),
        ("sheets", len(pages) + hidden, len(pages) - unread, 0, unread + hidden),
    ]
    file = label or path.name
    if path.suffix.lower() not in WORKBOOKS:
        counts.pop()
    rows = [(f"{what} of {file}", *numbers) for what, *numbers in counts if numbers[0] or what == "figures"]
    for grid in grids:
        said |= grid.said
    return FiguresRead(checked.monthly, pd.DataFrame(rows, columns=list(RECEIVED_COLUMNS)), said), problems


def _only(count: int, *, held: bool) -> tuple[int, int, int, int]:
    """What is never used, as received, used, held and refused."""
    return (count, 0, count, 0) if held else (count, 0, 0, count)


def _long_head(page: FigurePage) -> int | None:
    """The position of the row that heads a long table, or ``None``."""
    for position, (_, cells) in enumerate(page.rows):
        names = {spelling(cell) for cell in cells}
        if {"indicator", "month"} <= names or {"month", "numerator"} <= names or {"indicator", "numerator"} <= names:
            return position
    return None


def _long(
    page: FigurePage, head: int, labels: Labels, said: dict[str, str], problems: Problems
) -> list[Figure]:
    """The figures of a long table; those whose indicator or month cannot be read have none, and are noted."""
    index = "row" if page.number else "line"
    columns = (*INDICATOR_COLUMNS, _WORDS)
    optional = ("denominator", "area", "supplied_by", "supplied_on", _WORDS)
    frame = frame_of(
        page.rows[head:], columns, problems, file=page.file, sheet=page.number, optional=optional, index=index
    )
    if frame is None:
        return []
    at = {spelling(name).replace(" ", "_"): column for column, name in enumerate(page.rows[head][1])}
    figures = []
    for number, cells in zip(frame.index, frame.to_dict("records"), strict=True):
        places = {
            name: (page.number, page.place(number, at[name]) if page.number else f"line {number}")
            for name in INDICATOR_COLUMNS
            if name in at
        }
        percents = frozenset(
            name for name in ("numerator", "denominator") if name in at and page.is_percent(number, at[name])
        )
        found = labels.find(cells["indicator"])
        known = found[0].indicator if len(found) == 1 and not found[0].part else ""
        month = month_of(cells["month"]) or ""
        rest = {name: cells[name] for name in INDICATOR_COLUMNS[2:]}
        one = Figure(known, month, **rest, file=page.file, places=places, percents=percents)
        if known and cells[_WORDS]:
            said[known] = cells[_WORDS]
        if not known:
            cure = "Use an id of indicators.toml, or define it there."
            note(problems, one, "indicator", "M06", "The indicator is not defined.", cure)
        if not month:
            note(problems, one, "month", "M07", "It is not a month.", "Write it as 2025-07.")
        figures.append(one)
    return figures

