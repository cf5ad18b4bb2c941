"""Some HTML, read once for everybody who asks: where its elements begin and end, and the text between them."""

from __future__ import annotations

from functools import lru_cache
from html.parser import HTMLParser
from typing import NamedTuple

BEGIN, END, TEXT = "begin", "end", "text"


class Part(NamedTuple):
    """An element that begins (its name, and its attributes as they stand) or ends, or some text."""

    kind: str
    said: str
    attributes: tuple[tuple[str, str | None], ...] = ()


@lru_cache(maxsize=64)
def parts_of(html: str) -> tuple[Part, ...]:
    """The parts of some HTML in order; a whole page has fewer sections than are remembered.

    >>> [(part.kind, part.said) for part in parts_of('<p class="quiet">One &amp; two</p>')]
    [('begin', 'p'), ('text', 'One & two'), ('end', 'p')]
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return tuple(reader.parts)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[Part] = []

    def updatepos(self, i: int, j: int) -> int:
        """Nobody asks in which line it is."""
        return j

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append(Part(BEGIN, tag, tuple(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(Part(END, tag))

    def handle_data(self, data: str) -> None:
        self.parts.append(Part(TEXT, data))
