"""The rows of what an online form exported, and its headings, which may stand in two or three rows.

Some tools write the question in one row and its parts in the next, or a line for machines below both. How many rows
of headings there are is said by the plan, never guessed; where more seem to be there than were said, that is noted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.csv_rows import read_rows
from scrutiny_lib.intake.sheet_cells import LOST, UNCALCULATED
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.workbook import read_sheets
from scrutiny_lib.plural import many

PLAIN_PARTS = ("response", "open ended response")
"""What a second row of headings says above answers that belong to the question as a whole."""
_MACHINE = "importid"
_LOOKED_AT = 2


@dataclass(frozen=True)
class Export:
    """What one file holds: headings and rows, white space as it stands.

    Attributes
    ----------
    file : str
        Its name.
    headings : tuple of tuple of str
        For each column the parts of its heading, from the top; a part that is blank is that of the column before it,
        as where a question stands once above its parts.
    rows : tuple of (str, list of str)
        Place and cells of each filled row below the headings.
    fields : int
        How many fields the rows of headings have; a row with more of them was written wrongly.
    """

    file: str
    headings: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[str, list[str]], ...]
    fields: int = 0

    def columns_named(self, heading: str) -> list[int]:
        """The places of the columns that bear a heading: in one of its rows, or in several read one after the other.

        Where a question has several columns, the one that answers it as a whole is meant.

        >>> parts = (("Agency", "Response"), ("Agency", "Other"), ("I can", "act"), ("I can", "ask"))
        >>> export = Export("x.csv", parts, ())
        >>> export.columns_named("agency"), export.columns_named("I can | ask"), export.columns_named("I can")
        ([0], [3], [2, 3])
        """
        wanted = spelling(heading)
        found = [place for place, parts in enumerate(self.headings) if wanted in _names(parts)]
        whole = [place for place in found if spelling(self.headings[place][-1]) in PLAIN_PARTS]
        return whole if len(found) > 1 and len(whole) == 1 else found


def _names(parts: Sequence[str]) -> set[str]:
    """All a column may be called by: each part, and every run of parts one after the other."""
    spelt = [spelling(part) for part in parts]
    runs = [spelt[start:end] for start in range(len(spelt)) for end in range(start + 1, len(spelt) + 1)]
    return {" ".join(part for part in run if part) for run in runs} - {""}


def read_export(path: Path, headings: int, problems: Problems) -> Export | None:
    """Read a ``.csv`` or ``.xlsx`` file as an online tool exported it.

    Parameters
    ----------
    path : Path
    headings : int
        How many rows of headings it has.
    problems : Problems
        What is found wrong is added here.

    Returns
    -------
    Export or None
        ``None`` where the file was refused (as :func:`~scrutiny_lib.intake.csv_rows.read_rows` and
        :func:`~scrutiny_lib.intake.workbook.read_sheets` say; several filled sheets, S01; cells without a value of
        their own, S18; nothing in it, F01), or set aside because below the headings a further row of them seems to
        follow (S06).
    """
    found = _lines(path, problems)
    if found is None:
        return None
    below = [place for place, (_, cells) in enumerate(found[headings:][:_LOOKED_AT], start=1) if _is_heading(cells)]
    if below:
        fact = f"Below {headings} row{'s' if headings > 1 else ''} of headings more seem to follow."
        cure = f"Say how many there are with headings = {headings + below[-1]} under its form in the plan."
        problems.add("S06", fact, cure, file=path.name, cell=found[headings + below[-1] - 1][0], act="HOLD")
        return None
    width = max(len(cells) for _, cells in found[:headings])
    above = [[*cells, *[""] * (width - len(cells))] for _, cells in found[:headings]]
    for row in above[:-1]:
        for place in range(1, width):
            row[place] = row[place] if row[place].strip() else row[place - 1]
    return Export(path.name, tuple(zip(*above, strict=True)), tuple(found[headings:]), width)


def _is_heading(cells: Sequence[str]) -> bool:
    """Whether a row holds what tools write into further rows of headings, and no form is answered with."""
    spelt = [spelling(cell) for cell in cells]
    return any(cell in PLAIN_PARTS or cell.startswith(_MACHINE) for cell in spelt)


def _lines(path: Path, problems: Problems) -> list[tuple[str, list[str]]] | None:
    """The filled rows with their places; ``None`` where the file was refused."""
    met = Problems()
    if path.suffix.lower() == ".csv":
        read, begin = list[tuple[str, list[str]]](), 1
        for cells in read_rows(path, met) or []:
            read.append((f"line {begin}", cells))
            begin += 1 + sum(cell.count("\n") for cell in cells)
    else:
        filled = [rows for rows in (read_sheets(path, met) or {}).values() if rows]
        if len(filled) > 1:
            fact, cure = "Several sheets are filled.", "Keep the sheet with the answers in the file, and no other."
            met.add("S01", fact, cure, file=path.name, act="REJECT")
        read = [(f"row {number}", cells) for number, cells in enumerate(filled[0] if filled else [], start=1)]
    read = [(place, cells) for place, cells in read if any(cell.strip() for cell in cells)]
    lost = sum(cell in (UNCALCULATED, LOST) for _, cells in read for cell in cells)
    if lost:
        fact, cure = f"No value of its own stands in {many(lost, 'cells')}.", "Export the form again."
        met.add("S18", fact, cure, file=path.name, act="REJECT")
    if not read and not met.stops():
        met.add("F01", "There is nothing in it.", "Export the form again.", file=path.name, act="REJECT")
    problems.extend(met)
    return None if met.stops() else read
