"""A frame as it was received: text under our names, and where in the file every cell stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from scrutiny_lib.errors import Problem, Problems, Refused
from scrutiny_lib.intake.columns import NOT_CARRIED, Match, is_identifier, letters, match_headings, may_carry
from scrutiny_lib.intake.text import cell, slug

MAX_ROWS = 200_000
"""A frame of more rows is refused: it is not the extract of one area."""


def refusal(rule: str, fact: str, cure: str, file: str) -> Refused:
    """One reason to refuse a whole file, to be raised inside a reader and noted among its problems."""
    return Refused([Problem(rule, fact, cure, file=file, act="REJECT")])


@dataclass(frozen=True)
class RawTable:
    """Rows as received, cleaned of nothing but white space and control characters.

    Parameters
    ----------
    table : DataFrame
        Text under our names, one row for each row of the file that is not blank.
    places : list of str
        Where each row stands: a row number, or words such as ``"child 12"`` where the file has no grid.
    letters : dict
        The letters of each column in the file, by our name; empty where the file has no grid.
    sheet : str
        The sheet it came from.
    too_long : list of int
        Positions of rows with more cells than there are headings: their cells may have slipped.
    matched : int
        How many headings were understood.
    unread : tuple of str
        Columns (letters or element names) that were not understood and are not carried.
    kept : tuple of str
        Columns (letters) that were not understood and are carried under their own heading.
    labels : dict
        How many labels were not understood, by column.
    """

    table: pd.DataFrame
    places: list[str]
    letters: dict[str, str] = field(default_factory=dict)
    sheet: str = ""
    too_long: list[int] = field(default_factory=list)
    matched: int = 0
    unread: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    labels: dict[str, int] = field(default_factory=dict)

    def cell(self, column: str, position: int) -> str:
        """Where a cell stands: ``"D7"``, or ``"child 12"``."""
        at = self.letters.get(column, "")
        place = self.places[position]
        return f"{at}{place}" if at else (f"row {place}" if place.isdecimal() else place)


def from_grid(
    rows: Sequence[Sequence[str]],
    header_row: int,
    known: Mapping[str, Sequence[str]],
    required: Sequence[str],
    problems: Problems,
    *,
    file: str,
    sheet: str = "",
    keep_others: bool = False,
) -> RawTable | None:
    """Rows below a row of headings as a :class:`RawTable`; ``None`` when the headings have to be refused.

    Parameters
    ----------
    rows : list of rows of text
        The whole sheet or file; blank rows count for the row numbers and are left out.
    header_row : int
        Position of the row of headings.
    known : mapping
        Our name -> headings it may have.
    required : sequence of str
        Our names without which the file is refused (S09), each named.
    keep_others : bool
        Carry columns that are not known under a name made of their own heading.
    """
    place = {"file": file, "sheet": sheet, "act": "REJECT"}
    headings = list(rows[header_row])
    found = match_headings(headings, known, required)
    if not _headings_stand(found, problems, place):
        return None
    at, kept, unread = dict(found.at), [], []
    for position in found.other:
        name = slug(headings[position])
        if not (keep_others and may_carry(name)):
            unread.append(letters(position))
        elif name in at:
            fact = f"Columns {letters(at[name])} and {letters(position)} have the same heading."
            problems.add("S12", fact, "Keep the right one, remove the other.", **place)
            return None
        else:
            at[name] = position
            if not is_identifier(name):
                kept.append(letters(position))
    body = [(number, [cell(text) for text in row]) for number, row in enumerate(rows, start=1)][
        header_row + 1 :
    ]
    body = [(number, cells) for number, cells in body if any(cells)]
    if len(body) > MAX_ROWS:
        fact = f"There are {len(body):,} rows; more than {MAX_ROWS:,} are refused."
        problems.add("F15", fact, "Make an extract of this review's children only.", **place)
        return None
    width = max(position for position, heading in enumerate(headings) if heading.strip()) + 1
    blank = [position for position in range(width) if not headings[position].strip()]
    unread += [
        letters(position)
        for position in blank
        if any("".join(cells[position : position + 1]) for _, cells in body)
    ]
    columns = {name: position for name, position in at.items() if name not in NOT_CARRIED}
    table = [[cells[at] if at < len(cells) else "" for at in columns.values()] for _, cells in body]
    return RawTable(
        table=pd.DataFrame(table, columns=list(columns), dtype="str"),
        places=[str(number) for number, _ in body],
        letters={name: letters(position) for name, position in columns.items()},
        sheet=sheet,
        too_long=[position for position, (_, cells) in enumerate(body) if any(cells[width:])],
        matched=len(at) - len(kept),
        unread=tuple(unread),
        kept=tuple(kept),
    )


def _headings_stand(found: Match, problems: Problems, place: dict[str, str]) -> bool:
    """Note headings that are there twice (S12) or not at all (S09)."""
    for name, (first, second) in found.twice.items():
        fact = f"Columns {letters(first)} and {letters(second)} are both read as '{name}'."
        problems.add("S12", fact, "Keep the right one, remove or rename the other.", **place, column=name)
    for name in found.missing:
        cure = "Add the column, or correct its heading; columns are never found by their position."
        problems.add("S09", "The column is missing.", cure, **place, column=name)
    return not found.twice and not found.missing
