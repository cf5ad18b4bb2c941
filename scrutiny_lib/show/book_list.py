"""Which tables of the page stand in its spreadsheet, under which number and title."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .blocks import blocks_of
from .grids import Grid
from .section import Section


@dataclass(frozen=True)
class Listed:
    """One table of the page: its number, its title, and the section it stands in."""

    number: int
    title: str
    section: str
    grid: Grid

    @property
    def sheet(self) -> str:
        """The name of its sheet."""
        return f"Table {self.number}"

    @property
    def name(self) -> str:
        """The name of the marked-up table: letters, digits and underscores, and what it is about."""
        about = re.sub(r"[^a-z0-9]+", "_", self.title.lower()).strip("_")[:60].strip("_")
        return f"Table_{self.number}_{about}".rstrip("_")


def listed(sections: Sequence[Section]) -> list[Listed]:
    """The tables of the page in its order, numbered from 1; one that stands there twice is listed once.

    Where several tables have one caption, the heading they stand under is added, so that every title says what is in
    its table.

    >>> table = "<table><caption>Who</caption><tr><th>Group</th></tr><tr><th>Children</th></tr></table>"
    >>> [(one.number, one.title) for one in listed([Section("a", "First", table), Section("b", "Second", table)])]
    [(1, 'Who')]
    """
    found: dict[tuple[object, ...], tuple[str, Grid]] = {}
    for section in sections:
        for block in blocks_of(section.html):
            if isinstance(block, Grid) and block.rows:
                found.setdefault(same(block), (section.heading, block))
    captions = Counter(grid.caption for _, grid in found.values())
    titled = [
        f"{grid.caption}: {grid.under}" if captions[grid.caption] > 1 and grid.under else grid.caption
        for _, grid in found.values()
    ]
    return [
        Listed(number, title or f"Table {number}", section, grid)
        for number, (title, (section, grid)) in enumerate(zip(titled, found.values(), strict=True), start=1)
    ]


def same(grid: Grid) -> tuple[object, ...]:
    """What makes two tables the same: caption, headings and cells."""
    return (grid.caption, grid.notes, grid.heads, grid.rows)
