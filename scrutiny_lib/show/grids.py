"""A table of the page as plain rows of text: its caption, its notes, a heading for each column, every cell filled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from .tree import classes, text_of

MOST = 1000
"""The most rows or columns one heading may stand for."""


@dataclass(frozen=True)
class Grid:
    """A table: caption, notes of the caption, a heading for each column, rows of as many cells.

    Where one heading stands for several rows or columns it is written in each. ``heads`` are all different.
    ``under``: the nearest heading above the table. ``folded``: the page shows it only when somebody asks for it.
    """

    caption: str
    notes: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    under: str = ""
    folded: bool = False


def grid_of(table: Element) -> Grid:
    """Read a table element.

    Several rows of headings become one, from the top down. Without a row of headings the columns are numbered. Two
    equal headings are told apart by a number.

    >>> from .tree import tree_of
    >>> found = grid_of(tree_of('<table><caption>Who<span class="note">Invented.</span></caption><thead>'
    ...     '<tr><th rowspan="2">Group</th><th colspan="2">Asked</th></tr><tr><th>in July</th><th>in May</th></tr>'
    ...     '</thead><tbody><tr><th>Children</th><td>4</td><td>7</td></tr></tbody></table>')[0])
    >>> found.caption, found.notes, found.heads, found.rows
    ('Who', ('Invented.',), ('Group', 'Asked: in July', 'Asked: in May'), (('Children', '4', '7'),))
    """
    caption = table.find("caption")
    head_rows = [row for part in table.findall("thead") for row in part.findall("tr")]
    rows = [row for row in table.iter("tr") if row not in head_rows]
    if not head_rows and rows and all(cell.tag == "th" for cell in rows[0]):
        head_rows, rows = rows[:1], rows[1:]
    filled, titles = _filled(rows), _filled(head_rows)
    width = max((len(row) for row in [*filled, *titles]), default=0)
    heads = [_head([row[at] if at < len(row) else "" for row in titles], at) for at in range(width)]
    return Grid(
        _title(caption),
        _notes(caption),
        tuple(_apart(heads)),
        tuple(tuple(row + [""] * (width - len(row))) for row in filled),
    )


def _title(caption: Element | None) -> str:
    if caption is None:
        return ""
    parts = [caption.text or ""]
    for child in caption:
        parts += ["" if "note" in classes(child) else text_of(child), child.tail or ""]
    return re.sub(r"\s+", " ", " ".join(parts)).strip()


def _notes(caption: Element | None) -> tuple[str, ...]:
    if caption is None:
        return ()
    return tuple(words for child in caption if "note" in classes(child) if (words := text_of(child)))


def _filled(rows: list[Element]) -> list[list[str]]:
    """Rows of text in which a cell that spans several places stands in each of them."""
    made: list[list[str]] = []
    waiting: dict[int, tuple[int, str]] = {}
    for row in rows:
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        line: list[str] = []
        while cells or len(line) in waiting:
            place = len(line)
            if place in waiting:
                left, words = waiting.pop(place)
                if left > 1:
                    waiting[place] = (left - 1, words)
                line.append(words)
                continue
            cell = cells.pop(0)
            words = text_of(cell)
            for beside in range(_span(cell, "colspan")):
                if _span(cell, "rowspan") > 1:
                    waiting[place + beside] = (_span(cell, "rowspan") - 1, words)
                line.append(words)
        made.append(line)
    return made


def _span(cell: Element, what: str) -> int:
    said = cell.get(what, "1")
    return min(max(int(said), 1), MOST) if said.isdigit() else 1


def _head(parts: list[str], at: int) -> str:
    return ": ".join(dict.fromkeys(part for part in parts if part)) or f"Column {at + 1}"


def _apart(heads: list[str]) -> list[str]:
    """Headings that differ, whatever the case of their letters: a spreadsheet's table asks for that."""
    seen: dict[str, int] = {}
    made = []
    for head in heads:
        seen[head.casefold()] = seen.get(head.casefold(), 0) + 1
        again = seen[head.casefold()]
        made.append(head if again == 1 else f"{head} ({again})")
    return made
