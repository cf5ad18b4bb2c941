"""What practitioners told us: the activities held, and the themes they raised. No names of people are kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.data_files import Columns, frame_of
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.workbook import read_sheets
from scrutiny_lib.tables import COLUMNS, table

KINDS_OF_THEME = ("barrier", "what works", "what would help")
THEME_COLUMNS = ("theme", "kind", "line", "activities", "raised_by")


def read_practitioners(path: Path) -> tuple[pd.DataFrame, pd.DataFrame, Problems]:
    """Read ``practitioners.xlsx``: sheets *activities* and *themes*.

    Returns
    -------
    activities : DataFrame
        The columns of ``activities``: invited and took_part are whole numbers, held_on a date.
    themes : DataFrame
        theme, kind, line, activities (the names of those in which it was raised, a list), raised_by (text).
        The cell *activities* may list names with semicolons, or say *all*.
    problems : Problems
        Both tables are empty when any of them stops.
    """
    problems = Problems()
    none = (table("activities"), pd.DataFrame(columns=list(THEME_COLUMNS)), problems)
    sheets = read_sheets(path, problems)
    if sheets is None:
        return none
    activities = _sheet(sheets, "activities", COLUMNS["activities"], (), path, problems)
    themes = _sheet(sheets, "themes", THEME_COLUMNS, ("raised_by",), path, problems)
    if activities is None or themes is None:
        return none
    cells = Columns(activities, problems, path.name, "activities")
    cells.once(["activity"])
    read = activities.assign(
        activity=cells.filled("activity"),
        invited=cells.counts("invited"),
        took_part=cells.counts("took_part"),
        held_on=cells.dates("held_on"),
    )
    more = [
        line
        for line, invited, came in read[["invited", "took_part"]].itertuples(name=None)
        if invited is not None and came is not None and came > invited
    ]
    cells.note(
        more,
        "took_part",
        "V14",
        "More took part than were invited.",
        "Count those who came unasked as invited.",
    )
    names = [str(name) for name in read["activity"] if name is not None]
    said = _themes(themes, names, path.name, problems)
    return none if problems.stops() else (table("activities", read), said, problems)


def _themes(frame: pd.DataFrame, names: list[str], file: str, problems: Problems) -> pd.DataFrame:
    cells = Columns(frame, problems, file, "themes")
    cells.once(["theme"])
    known = {spelling(name): name for name in names}

    def where(cell: str) -> list[str] | None:
        if spelling(cell) == "all":
            return list(names)
        found = [known.get(spelling(part)) for part in cell.split(";") if part.strip()]
        kept = [name for name in found if name is not None]
        return list(dict.fromkeys(kept)) if kept and len(kept) == len(found) else None

    fact = "An activity is named that is not on the sheet 'activities'."
    cure = "Write its name as on that sheet; put semicolons between several, or write: all."
    read = frame.assign(
        theme=cells.filled("theme"),
        kind=cells.listed("kind", KINDS_OF_THEME),
        activities=cells.read("activities", where, "V02", fact, cure),
    )
    return read.reset_index(drop=True)


def _sheet(
    sheets: dict[str, list[list[str]]],
    name: str,
    columns: Sequence[str],
    optional: Sequence[str],
    path: Path,
    problems: Problems,
) -> pd.DataFrame | None:
    rows = next((rows for title, rows in sheets.items() if spelling(title) == name), None)
    if rows is None:
        fact = f"The sheet '{name}' is missing."
        problems.add("S01", fact, "Add it, with exactly this name.", file=path.name, act="REJECT")
        return None
    width = max((at + 1 for row in rows for at, cell in enumerate(row) if cell.strip()), default=0)
    numbered = [(number, row[:width]) for number, row in enumerate(rows, start=1)]
    return frame_of(numbered, columns, problems, file=path.name, sheet=name, optional=optional)
