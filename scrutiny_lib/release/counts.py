"""Which counts a page tells, hides, or lets a reader set up sums with: what the joint decision is made of.

A count has the same name wherever the same number is told, so that pages, audiences and quarters meet in it. Names are
made of the table, the review (or, of figures and courses, what they are about) and the row: ``clock|r1|decision|met``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from ..tables import Tables

HIDDEN = "[c]"
Equation = tuple[str, tuple[str, ...]]
"""A total and the parts that add up to it, by name."""


@dataclass(frozen=True)
class Asked:
    """One page: who reads it, its tables before (``whole``) and after (``masked``) its own mask, what was withheld
    by then, the ids of everybody its frame counts (to tell a frame that lies within another), and, by the name of a
    count, how many families stand behind it."""

    review: str
    audience: str
    profile: str
    whole: Tables
    masked: Tables
    withheld: tuple[Mapping[str, Any], ...] = ()
    frame_ids: frozenset[str] = frozenset()
    families: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Count:
    """One count of one page.

    ``kind`` says which limit applies. ``table`` and ``part`` name what is withheld where it cannot be hidden alone, and
    ``row`` (its place in the masked table) and ``column`` where ``[c]`` would stand. ``least`` is what a reader knows
    of it while it is hidden: 1 where a ``[c]`` stands and zeros are printed, 0 where nothing is printed. A ``fixed``
    count stands in sentences too and cannot be hidden; a ``derived`` one is in no table, it is what others leave.
    """

    cell: str
    value: int
    kind: str
    table: str
    part: str
    shown: bool
    least: int = 1
    row: int | None = None
    column: str = ""
    fixed: bool = False
    derived: bool = False


@dataclass
class Told:
    """All counts of one page by name, and the equations between them that any reader can set up."""

    counts: dict[str, Count] = field(default_factory=dict)
    equations: list[Equation] = field(default_factory=list)

    def add(self, count: Count) -> str:
        """Note one count; told twice on a page, it counts as shown where either is. Returns its name."""
        known = self.counts.get(count.cell)
        if known is None or (count.shown and not known.shown):
            self.counts[count.cell] = count
        return count.cell

    def rest(self, cell: str, value: int, kind: str, table: str, part: str) -> str:
        """A count that is printed nowhere and can be worked out from others. Returns its name."""
        return self.add(Count(cell, value, kind, table, part, shown=False, least=0, derived=True))

    def sums(self, total: str, parts: Iterable[str]) -> None:
        """One equation, where the numbers agree; what does not add up (or lies below nothing) says nothing."""
        names = tuple(parts)
        values = [self.counts[name].value for name in names]
        if total not in names and names and self.counts[total].value == sum(values) and min(values) >= 0:
            self.equations.append((total, names))

    def splits(
        self, total: str, parts: Iterable[str], rest: str, kind: str, table: str, part: str, *, whole: bool = False
    ) -> None:
        """An equation of a total, some of its parts, and (under the name ``rest``) those who are in none of them.

        ``whole``: every reader knows that these are all parts there are, so that a rest of nobody is not in question.
        """
        names = list(parts)
        left = self.counts[total].value - sum(self.counts[name].value for name in names)
        if left > 0 or (left == 0 and not whole and not all(self.counts[name].shown for name in (total, *names))):
            names.append(self.rest(rest, left, kind, table, part))
        self.sums(total, names)


KINDS = {
    "size": "population",
    "who": "attributes",
    "clock": "population",
    "days": "population",
    "journey": "population",
    "ind": "population",
    "train": "people",
    "activity": "people",
    "respondents": "people",
    "answer": "people",
    "support": "attributes",
    "level": "attributes",
}
"""The kind of number by the first word of a name."""


def kind_of(cell: str) -> str:
    """The kind of number a name stands for; those about the children looked at are answers.

    >>> kind_of("train|neglect|to 2025-26-Q1|attended"), kind_of("clock|r1|decision|sample|met")
    ('people', 'answers')
    """
    pieces = cell.split("|")
    looked_at = {"size": pieces[-1:] == ["sample"], "clock": "sample" in pieces[3:4], "level": "all" in pieces[2:3]}
    return "answers" if looked_at.get(pieces[0]) else KINDS.get(pieces[0], "answers")


def whole_number(value: Any) -> int | None:
    """A count in a cell; ``None`` where there is none, it is hidden, or it is no whole number.

    >>> whole_number(7.0), whole_number("[c]"), whole_number(None), whole_number(0.5)
    (7, None, None, None)
    """
    if value is None or value is pd.NA or isinstance(value, (str, bool)) or value != value:
        return None
    number = float(value)
    return int(number) if number.is_integer() else None


def rows_by(frame: pd.DataFrame, *keys: str) -> dict[tuple[str, ...], tuple[int, dict[Any, Any]]]:
    """Every row of a table by what it is about: its place and itself.

    >>> rows_by(pd.DataFrame({"a": ["x"], "n": [3]}), "a")
    {('x',): (0, {'a': 'x', 'n': 3})}
    """
    return {
        tuple(_plain(row[key]) for key in keys): (int(place), row)
        for place, row in zip(frame.index, frame.to_dict("records"), strict=True)
    }


def _plain(value: Any) -> str:
    return "" if value is None or value != value else str(value)
