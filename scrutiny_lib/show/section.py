"""One section of the page: what every ``show_`` function gives, in JupyterLab and on the page alike."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from .layout import fill, styles
from .parts import BEGIN, END, parts_of

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
        if not self.html:
            return NOTHING
        lines = (re.sub(r"\s+", " ", line).strip() for line in _text_of(self.html).split("\n"))
        return "\n\n".join([self.heading, *(line for line in lines if line)])


_BLOCKS = frozenset({"p", "h3", "h4", "li", "tr", "dt", "dd", "caption", "figcaption", "summary", "div", "figure"})


def _text_of(html: str) -> str:
    """The text of HTML, a line for each block; pictures give their alternative."""
    said: list[str] = []
    for part in parts_of(html):
        if part.kind == BEGIN:
            said.append("\n" if part.said in _BLOCKS else "")
            if part.said == "img":
                said.append(f"\n[{dict(part.attributes).get('alt') or ''}]\n")
        elif part.kind == END:
            said.append("\n" if part.said in _BLOCKS else " " if part.said in ("td", "th") else "")
        else:
            said.append(part.said.replace("\n", " "))
    return "".join(said)
