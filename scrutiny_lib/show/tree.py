"""A section's HTML as a tree of elements, and the words in a part of it."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, TreeBuilder

from .parts import BEGIN, END, parts_of

BLOCK = frozenset({
    "article", "blockquote", "caption", "dd", "details", "div", "dl", "dt", "figcaption", "figure", "h2", "h3", "h4",
    "li", "ol", "p", "picture", "section", "summary", "table", "ul",
})  # fmt: skip
"""Elements that begin on a line of their own."""
_ALONE = frozenset({"br", "img", "source"})


def tree_of(html: str) -> Element:
    """HTML of the closed list of elements as a tree; what is left open closes with what is around it.

    >>> [child.tag for child in tree_of("<p>One<br>line</p><ul><li>Item</ul>")]
    ['p', 'ul']
    """
    made, inside = TreeBuilder(), ["section"]
    made.start("section", {})
    for part in parts_of(html):
        if part.kind == BEGIN:
            if part.said == "li" and inside[-1] == "li":
                made.end(inside.pop())
            made.start(part.said, {name: value or "" for name, value in part.attributes})
            if part.said in _ALONE:
                made.end(part.said)
            else:
                inside.append(part.said)
        elif part.kind != END:
            made.data(part.said)
        elif part.said in inside[1:]:
            while (last := inside.pop()) != part.said:
                made.end(last)
            made.end(part.said)
    for tag in reversed(inside):
        made.end(tag)
    return made.close()


def classes(element: Element) -> list[str]:
    """The classes of an element."""
    return element.get("class", "").split()


def unseen(element: Element) -> bool:
    """Whether a part is left out when somebody listens to the page, or on every screen.

    >>> [unseen(part) for part in tree_of('<p aria-hidden="true">*</p><p>One</p>')]
    [True, False]
    """
    return element.get("aria-hidden") == "true" or "on-paper" in classes(element)


def text_of(element: Element) -> str:
    """The words in an element as a listener hears them; blocks and lines in it are parted by semicolons.

    >>> text_of(tree_of('<p>One </p><p><span aria-hidden="true">*</span> Two<br>three</p>'))
    'One; Two; three'
    """
    lines = [""]

    def walk(part: Element) -> None:
        if unseen(part):
            return
        parted = part.tag in BLOCK or part.tag == "br"
        if parted:
            lines.append("")
        lines[-1] += part.text or ""
        for child in part:
            walk(child)
            lines[-1] += child.tail or ""
        if parted:
            lines.append("")

    walk(element)
    return "; ".join(line for line in (re.sub(r"\s+", " ", line).strip(" ;") for line in lines) if line)
