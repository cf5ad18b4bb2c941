"""Text written so that a machine reads something else than stands there: escapes of CSS, scripts, mail and links."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from urllib.parse import unquote, unquote_plus

_SCRIPT = re.compile(r"\\u\{([0-9a-fA-F]{1,6})\}|\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")
_STYLE = re.compile(r"\\([0-9a-fA-F]{1,6})[ \t]?")
_WORKBOOK = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MAIL = re.compile(r"=(?:[0-9A-F]{2}|\r?\n)")
_HEADER = re.compile(r"&(?:[LCR]|\"[^\"]*\"|K[0-9A-Fa-f]{6}|\d{1,3})")
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_LETTERS = re.compile(r"(?<![^\W_])[^\W_](?:[ ][^\W_](?![^\W_])){3,60}")
_TURNED = re.compile("[\u202b\u202e\u2067]|unicode-bidi|bidi-override", re.IGNORECASE)
_MOST = 0x10FFFF


def other_readings(text: str) -> Iterator[str]:
    """What a text says when its escapes are resolved, one way each; nothing where it holds none.

    >>> list(other_readings("a { content: '\\\\41 lfie' }"))
    ["a { content: 'Alfie' }"]
    >>> list(other_readings("q=Alfie%2520P"))
    ['q=Alfie%20P', 'q=Alfie P']
    """
    plain = _COLOURS.sub("", text)
    if plain != text:
        yield plain
    escaped = _lines(plain, "\\")
    for pattern in (_SCRIPT, _STYLE) if escaped else ():
        read = pattern.sub(_character, escaped)
        if read != escaped:
            yield read
    linked = _lines(plain, "%")
    once = unquote(linked)
    if once != linked:
        yield once
    twice = unquote_plus(once)
    if twice != once:
        yield twice
    if _WORKBOOK.search(plain):
        yield _WORKBOOK.sub(_character, plain)
    headed = _lines(plain, "&")
    if _HEADER.search(headed):
        yield _HEADER.sub(" ", headed)
    if _MAIL.search(plain):
        yield quopri.decodestring(plain.encode("utf-8", "replace")).decode("utf-8", "replace")
    if _LETTERS.search(plain):
        yield "\n".join(
            _LETTERS.sub(lambda found: found[0].replace(" ", ""), line)
            for line in plain.splitlines()
            if _LETTERS.search(line)
        )
    if _TURNED.search(plain):
        yield plain[::-1]


def _lines(text: str, sign: str) -> str:
    """The lines of a text that hold a sign."""
    return "\n".join(line for line in text.splitlines() if sign in line) if sign in text else ""


def _character(found: re.Match[str]) -> str:
    number = int(next(group for group in found.groups() if group), 16)
    return chr(number) if 0 < number <= _MOST and not 0xD800 <= number < 0xE000 else " "
