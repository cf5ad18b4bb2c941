"""A section read back into what it is made of: headings, prose, tables and pictures, in the order of the page.

The page, the spreadsheet and the Word file say the same because the two others are made of the page's own sections.
Nothing here knows what a table is about.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple
from xml.etree.ElementTree import Element

from .grids import Grid, grid_of
from .sieve import PICTURE
from .tree import BLOCK, classes, text_of, tree_of, unseen


class Run(NamedTuple):
    """Some words, and whether they are set in bold."""

    words: str
    bold: bool = False


@dataclass(frozen=True)
class Prose:
    """A paragraph (``p``), an item of a list (``item``, numbered ``step``), a ``term``, a line of a ``quote``, who
    said it (``speaker``), what is asked (``ask``): one of these is its ``kind``.

    ``level``: how deep the list stands in another. ``begins``: the first item of its list.
    """

    kind: str
    runs: tuple[Run, ...]
    level: int = 0
    begins: bool = False

    @property
    def words(self) -> str:
        """All of it as text."""
        return "".join(run.words for run in self.runs)


@dataclass(frozen=True)
class Heading:
    """A heading inside a section: level 3 or 4, as on the page (2 where the section is the page)."""

    level: int
    words: str


@dataclass(frozen=True)
class Picture:
    """A picture: what it shows as a sentence, its text alternative, and the drawing as SVG."""

    message: str
    alt: str
    svg: str


Block = Prose | Heading | Grid | Picture


@lru_cache(maxsize=128)
def blocks_of(html: str) -> tuple[Block, ...]:
    """What a section's HTML holds.

    What nobody hears (a sign beside its word) is left out, and what only a listener is told is kept: a spreadsheet
    has no signs. Words of a child keep every space and line as they are; elsewhere white space is one space.

    >>> [type(block).__name__ for block in blocks_of("<h3>Asked</h3><p>Who <strong>was</strong> asked.</p>")]
    ['Heading', 'Prose']
    >>> blocks_of("<blockquote><p class='words'>I said  so.</p></blockquote>")
    (Prose(kind='quote', runs=(Run(words='I said  so.', bold=False),), level=0, begins=False),)
    """
    return tuple(_Walk().inside(tree_of(html)))


class _Walk:
    """One pass through a section, which remembers the heading it stands under."""

    def __init__(self) -> None:
        self.under = ""

    def inside(self, parent: Element, kind: str = "p", folded: bool = False) -> Iterator[Block]:
        """The blocks in an element, and what stands between them as prose."""
        loose = [Run(parent.text or "")]
        for child in parent:
            if unseen(child):
                pass
            elif child.tag in BLOCK:
                yield from _prose(kind, loose)
                loose = []
                yield from self.block(child, kind, folded)
            else:
                loose += _runs(child)
            loose.append(Run(child.tail or ""))
        yield from _prose(kind, loose)

    def block(self, element: Element, kind: str, folded: bool) -> Iterator[Block]:
        """What one block gives."""
        match element.tag:
            case "h2" | "h3" | "h4":
                self.under = text_of(element)
                yield Heading(int(element.tag[1]), self.under)
            case "table":
                yield replace(grid_of(element), under=self.under, folded=folded)
            case "figure":
                yield from self.figure(element, folded)
            case "ul" | "ol":
                yield from self.items(element, folded, 0)
            case "p" if "words" in classes(element):
                yield Prose("quote", tuple(run for run in _runs(element) if run.words))
            case "details":
                yield from self.inside(_without(element, "summary"), kind, True)
            case "blockquote":
                said = any("words" in classes(part) for part in element.iter("p"))
                yield from self.inside(element, "speaker" if said else "quote", folded)
            case tag:
                inner = "ask" if "ask" in classes(element) else {"dt": "term"}.get(tag, kind)
                yield from self.inside(element, inner, folded)

    def figure(self, element: Element, folded: bool) -> Iterator[Block]:
        """A picture under its sentence, then what stands beneath it."""
        said = element.find("figcaption")
        message = "" if said is None else text_of(said)
        pictures = [Picture(message, image.get("alt", ""), _svg(image.get("src", ""))) for image in element.iter("img")]
        yield from pictures or _prose("p", [Run(message, True)])
        yield from self.inside(_without(element, "figcaption", "picture", "img"), "p", folded)

    def items(self, element: Element, folded: bool, level: int) -> Iterator[Block]:
        """The items of a list, and of the lists in them."""
        kind, begins = "item" if element.tag == "ul" else "step", True
        for item in element.findall("li"):
            for block in self.inside(_without(item, "ul", "ol"), kind, folded):
                if isinstance(block, Prose) and block.kind == kind:
                    block, begins = replace(block, level=level, begins=begins), False
                yield block
            for deeper in item:
                if deeper.tag in ("ul", "ol"):
                    yield from self.items(deeper, folded, level + 1)


def _without(element: Element, *tags: str) -> Element:
    """The same element without some of its children; what stands after them stays."""
    made = copy(element)
    for child in list(element):
        if child.tag in tags:
            at = list(made).index(child)
            tail = child.tail or ""
            if at:
                before = made[at - 1]
                made[at - 1] = after = copy(before)
                after.tail = (before.tail or "") + tail
            else:
                made.text = (made.text or "") + tail
            made.remove(child)
    return made


def _runs(element: Element, bold: bool = False) -> list[Run]:
    """The words of an inline element, piece by piece."""
    if element.tag == "br":
        return [Run("\n")]
    bold = bold or element.tag == "strong" or "label" in classes(element)
    runs = [Run(element.text or "", bold)]
    for child in element:
        runs += [] if unseen(child) else _runs(child, bold)
        runs.append(Run(child.tail or "", bold))
    return runs


def _prose(kind: str, runs: list[Run]) -> Iterator[Prose]:
    """One paragraph of some words, with white space as a browser shows it; nothing where there are none."""
    made: list[Run] = []
    for run in runs:
        words = run.words if run.words == "\n" else re.sub(r"[ \t\r\n]+", " ", run.words)
        if not made or made[-1].words.endswith((" ", "\n")):
            words = words.lstrip(" ")
        if words:
            made.append(Run(words, run.bold))
    if made:
        made[-1] = Run(made[-1].words.rstrip(), made[-1].bold)
    made = [run for run in made if run.words]
    if any(run.words.strip() for run in made):
        yield Prose(kind, tuple(made))


def _svg(source: str) -> str:
    try:
        return base64.b64decode(source.removeprefix(PICTURE), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return ""
