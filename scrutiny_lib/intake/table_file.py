"""A frame in a table of the partnership's own: CSV, or one sheet of an Excel workbook."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.columns import CHILD, CODES, find_header, table_headings
from scrutiny_lib.intake.csv_rows import read_rows
from scrutiny_lib.intake.labels import Labels, with_labels
from scrutiny_lib.intake.raw import MAX_ROWS, RawTable, from_grid
from scrutiny_lib.intake.text import header
from scrutiny_lib.intake.workbook import read_sheets

WORKBOOKS = (".xlsx", ".xlsm")


def read_table(
    path: Path, renamed: Mapping[str, str], problems: Problems, labels: Labels | None = None, sheet: str = ""
) -> RawTable | None:
    """Read a table with one row for each child (or referral); ``None`` when it has to be refused.

    ``renamed`` gives the headings that differ from our names (our name -> theirs), ``labels`` a partnership's own
    words. Columns that are not known are carried under their own heading. In a workbook the one sheet that has the
    child's id among its headings is read; where several have it, ``sheet`` says which."""
    known = table_headings(renamed)
    if path.suffix.lower() in WORKBOOKS:
        sheets = read_sheets(path, problems, max_rows=MAX_ROWS)
    else:
        rows = read_rows(path, problems)
        sheets = None if rows is None else {"": rows}
    if sheets is None:
        return None
    if sheet and path.suffix.lower() in WORKBOOKS:
        sheets = {name: rows for name, rows in sheets.items() if header(name) == header(sheet)}
        if not sheets:
            fact, cure = "The sheet that review.toml asks for is not there.", "Correct [frame] sheet."
            problems.add("S01", fact, cure, file=path.name, act="REJECT")
            return None
    found = [
        (name, at) for name, rows in sheets.items() if (at := find_header(rows, known[CHILD])) is not None
    ]
    if not found:
        cure = (
            "Give the column that holds the child's id this heading, or say its heading in review.toml, "
            'such as [frame.columns] child_id = "PersonID".'
        )
        problems.add("S09", "No row of headings was found.", cure, file=path.name, column=CHILD, act="REJECT")
        return None
    if len(found) > 1:
        fact = f"{len(found)} sheets of the workbook could be the frame."
        cure = 'Keep one of them in the file, or say which one with [frame] sheet = "…" in review.toml.'
        problems.add("S02", fact, cure, file=path.name, act="REJECT")
        return None
    name, header_row = found[0]
    required = [CHILD, *(ours for ours in renamed if ours != CHILD)]
    raw = from_grid(sheets[name], header_row, known, required, problems, file=path.name, keep_others=True)
    return None if raw is None else with_labels(dataclasses.replace(raw, absent=()), CODES, labels or {})
