"""Text written in a code so that a search does not see it: base64, base32, hexadecimal, numbers of characters."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

_BASE64 = re.compile(r"(?<![\w+/-])[A-Za-z0-9+/_-]{6,}={0,2}(?![\w+/-])")
_WRAPPED = re.compile(r"(?:^[A-Za-z0-9+/]{40,}\r?\n)+^[A-Za-z0-9+/]+={0,2}\s*$", re.MULTILINE)
_BASE32 = re.compile(r"(?<![A-Z0-9])(?:[A-Z2-7]{8})+[A-Z2-7]{0,7}={0,6}(?![A-Z0-9])")
_HEX = re.compile(r"(?<![0-9A-Za-z])(?:0x)?(?:[0-9A-Fa-f]{2}[ :,-]?(?:0x|\\x)?){5,}(?![0-9A-Za-z])")
_NUMBERS = re.compile(r"(?<![\d.])(?:\d{2,3}[,;]?\s*){5,}(?![\d.])")
_LONGEST = 4000
"""Single words longer than this are no short text in a code; what is packed that long is unpacked as a file."""


def decoded(text: str) -> Iterator[str]:
    """What words and rows of numbers of a text say when they are read as a code; nothing where that is no text.

    >>> list(decoded("see QWxmaWU gYQ== and 41 6c 66 69 65"))
    ['Alfie', 'Alfie']
    """
    for token in dict.fromkeys([*_BASE64.findall(text), *map(_joined, _WRAPPED.findall(text))]):
        yield from _said(_base64(token)) if len(token) < _LONGEST else ()
    for token in dict.fromkeys(_BASE32.findall(text)):
        yield from _said(_base32(token)) if len(token) < _LONGEST else ()
    for token in dict.fromkeys(_HEX.findall(text)):
        digits = re.sub(r"0x|\\x|[^0-9A-Fa-f]", "", token)
        yield from _said(bytes.fromhex(digits[: len(digits) // 2 * 2]))
    for token in dict.fromkeys(_NUMBERS.findall(text)):
        numbers = [int(number) for number in re.findall(r"\d+", token)]
        if all(32 <= number < 256 for number in numbers):
            yield from _said(bytes(numbers).decode("latin-1").encode())


def _joined(lines: str) -> str:
    return "".join(lines.split())


def _base64(token: str) -> bytes:
    tidy = token.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(tidy + "=" * (-len(tidy) % 4))
    except (binascii.Error, ValueError):
        return b""


def _base32(token: str) -> bytes:
    tidy = token.rstrip("=")
    try:
        return base64.b32decode(tidy + "=" * (-len(tidy) % 8))
    except (binascii.Error, ValueError):
        return b""


def _said(data: bytes) -> Iterator[str]:
    """Bytes as text, where they are text and nothing else."""
    if len(data) < 4:
        return
    ways = ("utf-16-le", "utf-16-be") if data.count(b"\x00") * 3 >= len(data) else ("utf-8",)
    for way in ways:
        try:
            said = data.decode(way)
        except UnicodeDecodeError:
            continue
        if all(letter.isprintable() or letter.isspace() for letter in said):
            yield said
