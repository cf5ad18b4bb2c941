"""What a page would do if a browser opened it: run something, or fetch something. Text that looks so does neither."""

from __future__ import annotations

import re
from html.parser import HTMLParser

SCRIPT = "a script"
OUTSIDE = "a reference to somewhere outside the page"
STYLE = "an import in a style"

_REFERS = {"src", "href", "xlink:href", "action", "formaction", "srcset", "poster", "background", "data", "manifest"}
_FETCHES = {"iframe", "frame", "object", "embed", "applet", "base", "link"}
_RUNS = re.compile(r"(?:javascript|vbscript|livescript)\s*:", re.IGNORECASE)
_INSIDE = re.compile(r"#|data:image/", re.IGNORECASE)
_LOADS = re.compile(r"@import|url\(\s*[\"']?(?!data:|#)", re.IGNORECASE)
_BARE = re.compile(r"<\s*/?\s*script", re.IGNORECASE)


class _Reader(HTMLParser):
    """Notes what the elements and attributes of a page would do; what stands in its text is only text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: set[str] = set()
        self.in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_style = tag == "style"
        if tag == "script" or any(name.startswith("on") for name, _ in attrs):
            self.found.add(SCRIPT)
        if tag in _FETCHES or (tag == "meta" and any((value or "").lower() == "refresh" for _, value in attrs)):
            self.found.add(OUTSIDE)
        for name, value in attrs:
            said = re.sub(r"[\x00-\x20]+", "", value or "")
            if name in _REFERS and _RUNS.match(said):
                self.found.add(SCRIPT)
            elif name in _REFERS and said and not _INSIDE.match(said):
                self.found.add(OUTSIDE)
            elif name == "style" and _LOADS.search(value or ""):
                self.found.add(STYLE)

    def handle_endtag(self, tag: str) -> None:
        self.in_style = self.in_style and tag != "style"

    def handle_data(self, data: str) -> None:
        if self.in_style and _LOADS.search(data):
            self.found.add(STYLE)


def what_it_would_do(page: str) -> list[str]:
    """What is wrong with the elements of a page: it would run a script, or ask for something outside itself.

    >>> what_it_would_do("<p>A note: &lt;script&gt;, onclick=1, javascript:alert(1), http://host/x.png</p>")
    []
    >>> what_it_would_do("<p onclick='x'><img src='http://host/x.png'></p>")
    ['a reference to somewhere outside the page', 'a script']
    """
    reader = _Reader()
    reader.feed(page)
    reader.close()
    if _BARE.search(page):
        reader.found.add(SCRIPT)
    return sorted(reader.found)
