"""Monthly indicators: what they mean (a file of definitions) and the monthly numbers of a review."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.data_files import Columns, check_ids, read_csv, whole_number
from scrutiny_lib.intake.positions import line_of
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.toml import Key, check_table, read_toml

KINDS_OF_INDICATOR = ("rate", "proportion", "count")
DIRECTIONS = ("up", "down", "none")
INDICATOR_COLUMNS = ("indicator", "month", "numerator", "denominator", "area")

_DEFINITION = {
    "id": Key("id", required=True),
    "title": Key("text", required=True),
    "definition": Key("text", required=True),
    "numerator": Key("text", required=True),
    "denominator": Key("text"),
    "unit": Key("text", required=True),
    "kind": Key("text", required=True, choices=KINDS_OF_INDICATOR),
    "direction": Key("text", required=True, choices=DIRECTIONS),
    "source": Key("text"),
    "lines": Key("names"),
    "comparability": Key("text"),
}

def read_indicator_definitions(path: Path) -> tuple[pd.DataFrame, Problems]:
    """What each indicator means (``audit_templates/indicators.toml``): one row each, in the order of the file.

    Columns: id, title, definition, numerator, denominator, unit, kind, direction, source, lines (a mapping from theme
    to line of enquiry), comparability. Empty when a problem stops its use.
    """
    problems = Problems()
    data = read_toml(path, problems)
    rows = check_table(data or {}, {"indicator": Key("tables", inside=_DEFINITION)}, problems, path)["indicator"]
    for position, row in enumerate(rows, start=1):
        place = line_of(path, f"indicator[{position}]", "")
        if row["kind"] in ("rate", "proportion") and not row["denominator"]:
            fact = f"Indicator {position} is a {row['kind']} and says no denominator."
            problems.add("P12", fact, "Say what it is a share or rate of.", file=path.name, cell=place)
    check_ids(rows, "indicator", path, problems)
    return pd.DataFrame(rows if not problems.stops() else [], columns=list(_DEFINITION)), problems


def read_indicators(path: Path, definitions: pd.DataFrame) -> tuple[pd.DataFrame, Problems]:
    """Read a review's monthly numbers (``indicators.csv``), with :data:`INDICATOR_COLUMNS`, by indicator and month.

    ``month`` is text (``2025-07``); numerator is a whole number, denominator a whole number or ``None`` for a count.
    A row that cannot be used is held and noted by line: an indicator that is not defined, a month that is none, a
    number that is not a whole number of 0 or more, a share with more above than below. A month given twice stops the
    review; a month left out is noted and stays a gap.
    """
    problems = Problems()
    frame = read_csv(path, INDICATOR_COLUMNS, problems, optional=("denominator", "area"))
    if frame is None:
        return pd.DataFrame(columns=list(INDICATOR_COLUMNS)), problems
    cells = Columns(frame, problems, path.name, act="HOLD")
    cells.once(["indicator", "month"], rule="M02")
    known = {spelling(name): name for name in definitions["id"]}
    fact, cure = "The indicator is not defined.", "Use an id of indicators.toml, or define it there."
    read = frame.assign(
        indicator=cells.read("indicator", lambda cell: known.get(spelling(cell)), "M06", fact, cure),
        month=cells.read("month", _month, "M07", "It is not a month.", "Write it as 2025-07."),
        numerator=_numbers(cells, "numerator", blank=False),
        denominator=_numbers(cells, "denominator", blank=True),
    )
    read = _fits_kind(read, frame, definitions, cells)
    _note_gaps(read, cells)
    return read.sort_values(["indicator", "month"], kind="stable").reset_index(drop=True), problems


def _numbers(cells: Columns, column: str, blank: bool) -> pd.Series[Any]:
    values = cells.frame[column]
    negative = list(values.index[values.map(lambda cell: bool(re.fullmatch(r"[-−]\s*\d+(\.0+)?", cell)))])
    cells.note(negative, column, "M04", "The number is negative.", "Write the number counted, 0 or more.")
    rest = Columns(cells.frame.drop(negative), cells.problems, cells.file, act=cells.act)
    cure = "Write digits only: no words, percentages or decimals; leave the row out if it is not known."
    read = rest.read(column, whole_number, "M05", "It is not a whole number.", cure, blank=blank)
    return read.reindex(cells.frame.index).astype("object").where(lambda value: value.notna(), None)


def _fits_kind(read: pd.DataFrame, frame: pd.DataFrame, definitions: pd.DataFrame, cells: Columns) -> pd.DataFrame:
    """Only the rows that can be used, given the kind of their indicator."""
    kind = read["indicator"].map(dict(zip(definitions["id"], definitions["kind"], strict=True)))
    divided = kind.isin(["rate", "proportion"])
    blank = divided & (frame["denominator"] == "")
    cells.note(read.index[blank], "denominator", "M08", "The denominator is blank.", "Fill it in.")
    whole = read[["indicator", "month", "numerator"]].notna().all(axis=1)
    whole &= read["denominator"].notna() | (~divided & (frame["denominator"] == ""))
    both = read[whole & (kind == "proportion")]
    above = both.index[both["numerator"].astype(int) > both["denominator"].astype(int)]
    fact = "The numerator is larger than the denominator."
    cells.note(above, "numerator", "M03", fact, "Correct the two numbers.")
    return read[whole & ~read.index.isin(above)]


def _note_gaps(read: pd.DataFrame, cells: Columns) -> None:
    for _, rows in read.groupby("indicator", sort=False):
        months = sorted((pd.Period(month, "M"), line) for line, month in rows["month"].items())
        for (earlier, _), (later, line) in pairwise(months):
            missing = (later - earlier).n - 1
            if missing > 0:
                fact = f"{missing} month{'s are' if missing > 1 else ' is'} missing before this one."
                cells.note([line], "month", "M01", fact, "Add what is known; a gap is shown as a gap.", act="WARN")


def _month(text: str) -> str | None:
    found = re.fullmatch(r"((?:19|20)\d{2})-(0[1-9]|1[0-2])(?:-01(?:[ T].*)?)?", text)
    return f"{found[1]}-{found[2]}" if found else None
