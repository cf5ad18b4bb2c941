"""What every figure and every table of a page must have before it may leave: a text alternative of its own; a caption
and headings.

Nothing here repeats what a figure or a table says: each is named by its section and its number in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from .parts import BEGIN, END, parts_of
from .section import Section

LEAST_WORDS = 3
"""A text alternative of fewer words than this says nothing that a reader could use."""

_FILLER = re.compile(
    r"no (?:description|alt(?:ernative)?(?: text)?) (?:has been |is )?(?:provided|available)|"
    r"^(?:(?:an?|the|this|image|picture|photo(?:graph)?|graphic|figure|fig|chart|graph|plot|diagram|drawing|icon|logo|"
    r"bar|line|pie|dot|column|scatter|box|output|untitled|alt(?:ernative)?|text|description|placeholder|todo|tbc|tba|"
    r"none|null|nan|png|svg|jpe?g|gif|of|for|shows?|showing|with|here|goes|\d+)\W*)+$",
    re.IGNORECASE,
)
"""What stands in for a text alternative and is none: nbconvert's own sentence, and words for pictures alone."""
_FILE = re.compile(r"\S\.(?:png|svg|jpe?g|gif|webp|bmp|tiff?|pdf|emf|ipynb|html?)\W*$", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_ROWS = frozenset({"row", "rowgroup"})
_COLUMNS = frozenset({"col", "colgroup"})


@dataclass
class _Figure:
    number: int
    said: str | None = None
    shown: str = ""
    caption: str = ""
    pictures: int = 0


@dataclass
class _Table:
    number: int
    caption: str = ""
    heads: list[tuple[str | None, str]] = field(default_factory=list)
    rows: int = 0
    bare_rows: int = 0
    in_row: list[str] = field(default_factory=list)


def unfinished(sections: Iterable[Section]) -> list[str]:
    """What is wrong with the figures and tables of a page, named by section and number; empty when nothing is.

    A figure needs a picture and a text alternative of its own: not empty, no filler, no name of a file, not only its
    heading again, and not that of another picture. A table needs a caption, a heading for every column and row that
    says which of the two it is for, and no empty heading.

    >>> unfinished([Section("practice", "Practice", '<p>Fine.</p>')])
    []
    >>> unfinished([Section("practice", "Practice", '<figure><img src="data:," alt="chart"></figure>')])
    ['figure 1 of the section practice has a text alternative that says nothing']
    """
    found: list[str] = []
    alternatives: dict[str, tuple[str, str]] = {}
    for section in sections:
        reader = _Reader()
        reader.read(section.html)
        for figure in reader.figures:
            place = f"figure {figure.number} of the section {section.id}"
            found += [f"{place} {wrong}" for wrong in _wrong_with_figure(figure)]
            if figure.said and (said := _folded(figure.said)):
                before, shown = alternatives.setdefault(said, (place, figure.shown))
                if shown != figure.shown:
                    found.append(f"{place} has the text alternative of {before}")
        for table in reader.tables:
            place = f"table {table.number} of the section {section.id}"
            found += [f"{place} {wrong}" for wrong in _wrong_with_table(table)]
    return found


def _wrong_with_figure(figure: _Figure) -> list[str]:
    if not figure.pictures:
        return ["has no picture"]
    if not figure.shown or figure.shown == "data:image/svg+xml;base64,":
        return ["has an empty picture"]
    said = _folded(figure.said or "")
    if not said:
        return ["has no text alternative"]
    if _FILLER.search(said) or _FILE.search((figure.said or "").strip()) or len(_WORD.findall(said)) < LEAST_WORDS:
        return ["has a text alternative that says nothing"]
    return ["has only its heading as a text alternative"] if said == _folded(figure.caption) else []


def _wrong_with_table(table: _Table) -> list[str]:
    wrong = [] if _folded(table.caption) else ["has no caption"]
    if any(not _folded(said) for _, said in table.heads):
        wrong.append("has an empty heading")
    if any(scope not in _ROWS | _COLUMNS for scope, _ in table.heads):
        wrong.append("has a heading that does not say whether it is for its column or its row")
    if not any(scope in _COLUMNS for scope, _ in table.heads):
        wrong.append("has no headings over its columns")
    if table.bare_rows:
        wrong.append("has a row without a heading")
    if not table.rows:
        wrong.append("has no rows")
    return wrong


def _folded(words: str) -> str:
    return " ".join(words.split()).casefold()


class _Reader:
    """Every figure and table of a section, with what stands in them."""

    def __init__(self) -> None:
        self.figures: list[_Figure] = []
        self.tables: list[_Table] = []
        self._figure: _Figure | None = None
        self._table: _Table | None = None
        self._inside: list[str] = []
        self._spans = 0

    def read(self, html: str) -> None:
        """Look at each part of a section."""
        for part in parts_of(html):
            if part.kind == BEGIN:
                self._begin(part.said, dict(part.attributes))
            elif part.kind == END:
                self._end(part.said)
            else:
                self._text(part.said)

    def _begin(self, tag: str, given: dict[str, str | None]) -> None:
        if tag == "figure" or (tag == "img" and self._figure is None):
            self.figures.append(_Figure(len(self.figures) + 1))
        if tag == "figure":
            self._figure = self.figures[-1]
        elif tag == "img":
            self._picture(self.figures[-1], given)
        elif tag == "table":
            self._table, self._spans = _Table(len(self.tables) + 1), 0
            self.tables.append(self._table)
        elif tag == "tr" and self._table:
            self._table.in_row = []
        elif tag in ("th", "td") and self._table:
            self._cell(self._table, tag, given)
        if tag not in ("img", "source", "br", "col"):
            self._inside.append(tag)

    def _picture(self, figure: _Figure, given: dict[str, str | None]) -> None:
        figure.pictures += 1
        if figure.pictures > 1 and not given.get("alt"):  # one without, beside one that has it
            figure.said = None
            return
        if figure.pictures == 1:
            figure.said, figure.shown = given.get("alt"), (given.get("src") or "").strip()

    def _cell(self, table: _Table, tag: str, given: dict[str, str | None]) -> None:
        scope = (given.get("scope") or "").casefold() or None
        if tag == "th":
            table.heads.append((scope, ""))
            if scope in _ROWS and (given.get("rowspan") or "1").isdigit():
                self._spans = max(self._spans, int(given.get("rowspan") or 1))
        table.in_row.append("td" if tag == "td" else "row" if scope in _ROWS else "col")

    def _end(self, tag: str) -> None:
        while self._inside and self._inside.pop() != tag:
            pass
        if tag == "figure":
            self._figure = None
        elif tag == "table":
            self._table = None
        elif tag == "tr" and self._table and "td" in self._table.in_row:
            self._table.rows += 1
            self._table.bare_rows += "row" not in self._table.in_row and self._spans <= 0
            self._spans -= 1

    def _text(self, data: str) -> None:
        if self._table and "caption" in self._inside:
            self._table.caption += data
        elif self._table and self._table.heads and "th" in self._inside:
            scope, said = self._table.heads[-1]
            self._table.heads[-1] = (scope, said + data)
        elif self._figure and "figcaption" in self._inside:
            self._figure.caption += data
