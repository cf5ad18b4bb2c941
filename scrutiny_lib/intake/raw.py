"""A frame as it was received: text under our names, and where in the file every cell stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import ne

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
    renamed : dict
        Our name by the letters of each column whose heading is spelt otherwise than the first way it is known.
    absent : tuple of str
        Columns (our names) that this kind of list has and the file does not.
    header_row : int
        The row of the file in which the headings stand; 0 where there are none.
    tidied : dict
        How many cells had white space, line ends or accents brought to one form, by column.
    event : str
        The column whose date sets one row of a child apart from another, where a child may be there more than
        once; ``""`` where it may not.
    held : dict
        Positions of rows that the reader sets aside, by the reason in words; the reader has noted the problem.
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
    renamed: dict[str, str] = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    header_row: int = 0
    tidied: dict[str, int] = field(default_factory=dict)
    event: str = ""
    held: Mapping[str, Sequence[int]] = field(default_factory=dict)

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
        if not (keep_others and (may_carry(name) or is_identifier(name))):
            unread.append(letters(position))
        elif name in at:
            fact = f"Columns {letters(at[name])} and {letters(position)} have the same heading."
            problems.add("S12", fact, "Keep the right one, remove the other.", **place)
            return None
        else:
            at[name] = position
            if not is_identifier(name):
                kept.append(letters(position))
    below = enumerate(rows[header_row + 1 :], start=header_row + 2)
    body = [(number, cells) for number, row in below if any(cells := [cell(text) for text in row])]
    if body and _is_second_heading(headings, body[0][1], at[required[0]]):
        fact, cure = "The table has two rows of headings.", "Put each column's whole heading into one row."
        problems.add("S06", fact, cure, **place)
        return None
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
        renamed={
            letters(at): name
            for name, at in found.at.items()
            if headings[at].strip() not in (name, next(iter(known[name])))
        },
        absent=tuple(name for name in known if name not in found.at),
        header_row=header_row + 1,
        tidied=_count_tidied(rows, body, columns),
    )


def _is_second_heading(headings: Sequence[str], row: Sequence[str], who: int) -> bool:
    """Whether the first row under the headings goes on with them: it is about nobody, and has words in a column whose
    heading is blank, between columns that have one."""
    between = range(max(at for at, heading in enumerate(headings) if heading.strip()))
    below = [at for at in between if not headings[at].strip() and at < len(row) and row[at]]
    return not "".join(row[who : who + 1]) and bool(below)


def _count_tidied(
    rows: Sequence[Sequence[str]], body: Sequence[tuple[int, list[str]]], columns: Mapping[str, int]
) -> dict[str, int]:
    """By column, the cells that are not as they stood, spaces at either end apart."""
    counts: dict[str, int] = {}
    for number, cells in body:
        row = rows[number - 1]
        if any(map(ne, row, cells)):
            for name, at in columns.items():
                if at < len(row) and row[at].strip(" ") != cells[at]:
                    counts[name] = counts.get(name, 0) + 1
    return counts


def _headings_stand(found: Match, problems: Problems, place: dict[str, str]) -> bool:
    """Note headings that are there twice (S12) or not at all (S09)."""
    twice = {name: places for name, places in found.twice.items() if name not in NOT_CARRIED}
    for name, (first, second) in twice.items():
        fact = f"Columns {letters(first)} and {letters(second)} are both read as '{name}'."
        problems.add("S12", fact, "Keep the right one, remove or rename the other.", **place, column=name)
    for name in found.missing:
        cure = "Add the column, or correct its heading; columns are never found by their position."
        problems.add("S09", "The column is missing.", cure, **place, column=name)
    return not twice and not found.missing
