"""Whether everything a page says stands in the PDF made of it: what lays pages out may drop what it cannot place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

_BLOCKS = frozenset({"h1", "h2", "h3", "h4", "p", "li", "th", "td", "dt", "dd", "figcaption", "caption"})
_INLINE = frozenset({"a", "strong", "span", "br", "code"})
_ON_SCREEN_ONLY = frozenset({"skip", "unseen", "on-screen"})


def left_out(root: Element, pages: list[Any]) -> int:
    """How many headings, paragraphs, items, cells and pictures of a page's main text are not on any sheet.

    Parameters
    ----------
    root : Element
        The page as a tree. What is folded on a screen is not counted: some of it is not meant for paper.
    pages : list of weasyprint.document.Page
        The sheets as they were laid out.
    """
    main = root.find(".//main")
    if main is None:
        return 0
    boxes = [box for page in pages for box in _boxes(page._page_box)]
    printed = "".join(_letters(box.text) for box in boxes if hasattr(box, "text"))
    drawn = {id(box.element) for box in boxes if hasattr(box, "replacement")}
    folded = {id(picture) for fold in main.iter("details") for picture in fold.iter("img")}
    pictures = {id(picture) for picture in main.iter("img")} - folded
    return len(pictures - drawn) + sum(not _stands(_letters(said), printed) for said in _said(main))


def _stands(said: str, printed: str) -> bool:
    """Whether a text is printed, as a whole or parted by the end of a sheet: what stands beside it may lie between.

    >>> _stands("nearlyall", "nearlysheet2all"), _stands("nearlyall", "nearly")
    (True, False)
    """
    if said in printed:
        return True
    return any(said[:at] in printed and said[at:] in printed for at in range(1, len(said)))


def _said(element: Element) -> Iterator[str]:
    """The text of every block that has no other block in it."""
    if element.tag == "details" or not _ON_SCREEN_ONLY.isdisjoint(element.get("class", "").split()):
        return
    if element.tag in _BLOCKS and all(part.tag in _INLINE for part in element.iter() if part is not element):
        yield "".join(_shown(element))
        return
    for part in element:
        yield from _said(part)


def _shown(element: Element) -> Iterator[str]:
    if _ON_SCREEN_ONLY.isdisjoint(element.get("class", "").split()):
        yield element.text or ""
        for part in element:
            yield from _shown(part)
            yield part.tail or ""


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _boxes(box: Any) -> Iterator[Any]:
    """A laid-out box and all in it, in the order of the page, without the margins of the sheet."""
    waiting = [box]
    while waiting:
        box = waiting.pop()
        if type(box).__name__ == "MarginBox":
            continue
        yield box
        waiting.extend(reversed(getattr(box, "children", ())))
