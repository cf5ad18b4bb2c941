"""What a table leaves out because all of it is hidden: rows, columns, or the table itself; each is named once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from .text import plain

HIDDEN = "[c]"


class Left(NamedTuple):
    """What is left of a table: headings, rows, the places of its numbers, and sentences that name what is not."""

    heads: list[str]
    rows: list[list[Any]]
    numbers: list[int]
    said: list[str]


def without_hidden(heads: Sequence[str], rows: Sequence[Sequence[Any]], numbers: Sequence[int]) -> Left:
    """A table without the rows and columns of which every number is hidden; no rows where nothing is told at all.

    A single row stays, so that a table of few rows is read as it was asked; so does a column beside which no other
    number stands.

    >>> without_hidden(["Who", "n"], [["A", 5], ["B", "[c]"], ["C", "[c]"]], [1])
    Left(heads=['Who', 'n'], rows=[['A', 5]], numbers=[1], said=['[c] for all of: B; C.'])
    >>> without_hidden(["Who", "n", "late"], [["A", 5, "[c]"], ["B", 6, "[c]"]], [1, 2])
    Left(heads=['Who', 'n'], rows=[['A', 5], ['B', 6]], numbers=[1], said=['[c] in every row: late.'])
    >>> without_hidden(["Who", "n"], [["A", "[c]"], ["B", "[c]"]], [1]).rows
    []
    """
    every = [list(row) for row in rows]
    if _nothing_told(every, numbers):
        return Left(list(heads), [], list(numbers), [])
    kept, said = _rows(every, numbers)
    return _columns(list(heads), kept, list(numbers), said)


def _nothing_told(rows: list[list[Any]], numbers: Sequence[int]) -> bool:
    """Whether several rows hold no number but hidden ones; where no column is said to hold numbers, no word either."""
    cells = [[row[place] for place in (numbers or range(1, len(row))) if place < len(row)] for row in rows]
    told = [cell for row in cells for cell in row if plain(cell)]
    return len(rows) > 1 and bool(told) and all(cell == HIDDEN for cell in told)


def _rows(rows: list[list[Any]], numbers: Sequence[int]) -> tuple[list[list[Any]], list[str]]:
    out = [bool(numbers) and all(row[place : place + 1] == [HIDDEN] for place in numbers) for row in rows]
    if not 1 < sum(out) < len(rows):
        return rows, []
    kept: list[list[Any]] = []
    said: dict[str, list[str]] = {}
    head: Any = None
    waiting = False
    for row, gone in zip(rows, out, strict=True):
        if row[0] is not None:
            head, waiting = row[0], True
        if gone:
            words = [plain(cell) for place, cell in enumerate(row[1:], start=1) if place not in numbers]
            said.setdefault(plain(head), []).append(", ".join(word for word in words if word))
        else:
            kept.append([head if waiting else None, *row[1:]])
            waiting = False
    names = "; ".join(f"{head}: {', '.join(some)}" if any(some) else head for head, some in said.items())
    return kept, [f"{HIDDEN} for all of: {names}."]


def _columns(heads: list[str], rows: list[list[Any]], numbers: list[int], said: list[str]) -> Left:
    gone = [place for place in numbers if rows and all(row[place] == HIDDEN for row in rows)]
    if not gone or len(gone) == len(numbers):
        return Left(heads, rows, numbers, said)
    stay = [place for place in range(len(heads)) if place not in gone]
    return Left(
        [heads[place] for place in stay],
        [[row[place] for place in stay] for row in rows],
        [at for at, place in enumerate(stay) if place in numbers],
        [*said, f"{HIDDEN} in every row: {'; '.join(plain(heads[place]) for place in gone)}."],
    )
