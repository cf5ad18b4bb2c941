"""What somebody reads who opens the files that would leave: their sentences, and which released numbers stand there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..release.leaks import visible_text

PAGE = ".html"
"""How a file ends that is read here; the spreadsheet, the Word file and the PDF say the same in another form."""
_LAID_OUT = re.compile(r"<table\b.*?</table>|<svg\b.*?</svg>|<img\b[^>]*\bdata:[^>]*>", re.DOTALL)
_LOGO = re.compile(r'<img\b[^>]*class="logo"[^>]*>')
_HEAD = re.compile(r"<head\b.*?</head>", re.DOTALL)
_NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?!\w)")
_FEWEST = 3


@dataclass(frozen=True)
class Printed:
    """Every sentence with a figure or a word for a share; every number that stands anywhere, as printed; and whether
    there is any table or picture, besides the logo."""

    lines: tuple[str, ...]
    numbers: frozenset[str]
    laid_out: bool


def printed_in(files: Mapping[str, bytes], words: Sequence[str] = ()) -> Printed:
    """What the pages among ``files`` (by the end of their names) print.

    ``words`` are those that stand for a share where these readers are given words.

    >>> files = {".html": b"<h1>Seen</h1><p>Seen: 12 of 40.</p><p>Told: most of them.</p><p>Nothing else.</p>"}
    >>> printed = printed_in(files, ["most"])
    >>> printed.lines, sorted(printed.numbers), printed.laid_out
    (('Seen: 12 of 40.', 'Told: most of them.'), ['12', '40'], False)
    """
    shares = re.compile("|".join([r"\d", *(rf"\b{re.escape(word)}\b" for word in words)]), re.IGNORECASE)
    lines, numbers, laid_out = dict[str, None](), set[str](), False
    for ending in sorted(files, key=lambda one: (one != PAGE, one)):
        if not ending.endswith(PAGE):
            continue
        page = _LOGO.sub("", _HEAD.sub("", files[ending].decode("utf-8")))
        laid_out = laid_out or bool(_LAID_OUT.search(page))
        numbers.update(_NUMBER.findall(visible_text(page)))
        for line in visible_text(_LAID_OUT.sub(" ", page)).split("|"):
            said = line.strip()
            if len(said.split()) >= _FEWEST and shares.search(said):
                lines[said] = None
    return Printed(tuple(lines), frozenset(numbers), laid_out)
