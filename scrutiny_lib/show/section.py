"""One section of the page: what every ``show_`` function gives, in JupyterLab and on the page alike."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from .layout import fill, styles

MIME = "application/vnd.scrutiny.section+json"
"""The MIME type by which the page recognises a section in a notebook. Nothing else is let through."""


NOTHING = "There is nothing to show here for this review, and the page leaves this section out."


@dataclass(frozen=True)
class Section:
    """A part of the page: an id (for the contents list), a heading in words, and the HTML under the heading.

    In JupyterLab the last line of a cell shows it as it will look on the page, and above it what the page says at its
    top about everything on it (``notices``). A section without html has nothing to show: the page leaves it out.

    >>> print(Section("actions", "Nothing is due", "<p>No action is due this quarter.</p>"))
    Nothing is due
    <BLANKLINE>
    No action is due this quarter.
    """

    id: str
    heading: str
    html: str
    notices: tuple[str, ...] = ()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {
            MIME: {"id": self.id, "heading": self.heading, "html": self.html},
            "text/html": str(fill("notebook", section=self, css=styles(), nothing=NOTHING)),
            "text/plain": str(self),
        }

    def __str__(self) -> str:
        reader = _Reader()
        reader.feed(self.html)
        reader.close()
        if not self.html:
            return NOTHING
        lines = (re.sub(r"\s+", " ", line).strip() for line in "".join(reader.parts).split("\n"))
        return "\n\n".join([self.heading, *(line for line in lines if line)])


class _Reader(HTMLParser):
    """The text of HTML, a line for each block; pictures give their alternative."""

    _BLOCKS = frozenset({"p", "h3", "h4", "li", "tr", "dt", "dd", "caption", "figcaption", "summary", "div", "figure"})

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._BLOCKS:
            self.parts.append("\n")
        if tag == "img":
            self.parts.append(f"\n[{dict(attrs).get('alt') or ''}]\n")

    def handle_endtag(self, tag: str) -> None:
        self.parts.append("\n" if tag in self._BLOCKS else " " if tag in ("td", "th") else "")

    def handle_data(self, data: str) -> None:
        self.parts.append(data.replace("\n", " "))
