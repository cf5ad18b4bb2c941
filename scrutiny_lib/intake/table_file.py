"""A frame in a table of the partnership's own: CSV, or one sheet of an Excel workbook."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.columns import CHILD, find_header, table_headings
from scrutiny_lib.intake.csv_rows import read_rows
from scrutiny_lib.intake.raw import MAX_ROWS, RawTable, from_grid
from scrutiny_lib.intake.workbook import read_sheets

WORKBOOKS = (".xlsx", ".xlsm")


def read_table(path: Path, renamed: Mapping[str, str], problems: Problems) -> RawTable | None:
    """Read a table with one row for each child (or referral); ``None`` when it has to be refused.

    ``renamed`` gives the headings that differ from our names (our name -> theirs). Columns that are not known
    are carried under their own heading. In a workbook the one sheet that has the child's id among its
    headings is read."""
    known = table_headings(renamed)
    if path.suffix.lower() in WORKBOOKS:
        sheets = read_sheets(path, problems, max_rows=MAX_ROWS)
    else:
        rows = read_rows(path, problems)
        sheets = None if rows is None else {"": rows}
    if sheets is None:
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
        problems.add("S02", fact, "Keep one of them in the file.", file=path.name, act="REJECT")
        return None
    name, header_row = found[0]
    required = [CHILD, *(ours for ours in renamed if ours != CHILD)]
    return from_grid(
        sheets[name], header_row, known, required, problems, file=path.name, sheet="", keep_others=True
    )
