"""On which line of a TOML file a key stands. Python's reader does not say; an analyst wants to know.

Read only when there is something to report. A key inside an inline table (``a = {b = 1}``) is placed at the
line of the outer key; when nothing is found the answer is empty and the message goes without a line."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

_HEAD = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*[=.]""")
_TRIPLE = re.compile('"""|' + "'''")


def line_of(path: Path, where: str, name: str) -> str:
    """``"line 12"`` for key ``name`` in table ``where`` (such as ``"question[3]"``); ``name=""`` asks for the
    table.

    >>> line_of(Path("nowhere.toml"), "", "title")
    ''
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""
    target = ".".join(part for part in (where, name) if part)
    if not target:
        return ""
    outer = 0
    for number, at in _places(text):
        if at == target or at.startswith((f"{target}.", f"{target}[")):
            return f"line {number}"
        if where and not outer and at == re.sub(r"\[\d+\]$", "", where):
            outer = number
    return f"line {outer}" if outer else ""


@lru_cache(maxsize=8)
def _places(text: str) -> tuple[tuple[int, str], ...]:
    """Every line that opens a table or gives a key, with the full name of what it opens or gives."""
    found: list[tuple[int, str]] = []
    counts: dict[str, int] = {}
    table, quote = "", ""
    for number, line in enumerate(text.splitlines(), start=1):
        if not quote:
            if head := _HEAD.match(line):
                table = _table(head[2], head[1] == "[[", counts)
                found.append((number, table))
            elif key := _KEY.match(line):
                name = next(part for part in key.groups() if part is not None)
                found.append((number, f"{table}.{name}" if table else name))
        for mark in _TRIPLE.findall(line):
            if not quote:
                quote = mark
            elif mark == quote:
                quote = ""
    return tuple(found)


def _table(name: str, many: bool, counts: dict[str, int]) -> str:
    """The full name of a table, with the number of each array it belongs to: ``finding[2].evidence[1]``."""
    at = ""
    parts = [part.strip().strip("\"'") for part in name.split(".")]
    for position, part in enumerate(parts, start=1):
        at = f"{at}.{part}" if at else part
        if many and position == len(parts):
            counts[at] = counts.get(at, 0) + 1
        if at in counts:
            at = f"{at}[{counts[at]}]"
    return at
