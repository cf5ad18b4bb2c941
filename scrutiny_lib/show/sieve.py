"""What may stand in a section's HTML: a closed list of elements and attributes, nothing that runs or fetches."""

from __future__ import annotations

from .parts import BEGIN, parts_of

ELEMENTS = frozenset({
    "a", "article", "blockquote", "br", "caption", "code", "dd", "details", "div", "dl", "dt", "figcaption", "figure",
    "h3", "h4", "img", "li", "ol", "p", "picture", "section", "source", "span", "strong", "summary", "table", "tbody",
    "td", "th", "thead", "tr", "ul",
})  # fmt: skip
ATTRIBUTES = frozenset({
    "alt", "aria-hidden", "aria-label", "class", "dir", "href", "id", "lang", "media", "role", "rowspan", "scope",
    "src", "srcset", "tabindex",
})  # fmt: skip
TOP = ELEMENTS | {"h2"}
"""The section under the heading of the page itself has headings of the next rank."""
PICTURE = "data:image/svg+xml;base64,"


def foreign(html: str, top: bool = False) -> list[str]:
    """The kinds of thing in some HTML that a section never holds, without their contents; empty when all is well.

    ``top`` says that its heading is that of the whole page.

    >>> foreign('<p class="quiet">Fine.</p>')
    []
    >>> foreign('<p onclick="x()">Not fine.</p><script>x()</script>')
    ['the attribute onclick', 'the element script']
    """
    allowed, found = TOP if top else ELEMENTS, set()
    for part in parts_of(html):
        if part.kind != BEGIN:
            continue
        if part.said not in allowed:
            found.add(f"the element {part.said}")
        for name, value in part.attributes:
            if name not in ATTRIBUTES:
                found.add(f"the attribute {name}")
            if (name in ("src", "srcset") and not (value or "").startswith(PICTURE)) or (
                name == "href" and not (value or "").startswith("#")
            ):
                found.add("an address outside the page")
    return sorted(found)
