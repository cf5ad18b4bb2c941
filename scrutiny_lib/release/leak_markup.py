"""Written text as it is searched: as a reader sees it, block by block, and what stands in tags, remarks and styles."""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from .leak_escapes import other_readings

_DATA = re.compile(r"data:[\w.+/-]*(?:;[\w=.-]+)*;base64,((?:[A-Za-z0-9+/=_\s-]|%[0-9A-Fa-f]{2})+)", re.IGNORECASE)
_DATA_PLAIN = re.compile(r"data:[\w.+/-]*(?:;(?!base64)[\w=.-]+)*,([^\"')>]+)", re.IGNORECASE)
_PACKED = re.compile(r"(?<![\w+/-])[A-Za-z0-9+/_-]{20,}={0,2}(?![\w+/-])")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SAID = re.compile(r"""<!--(.*?)-->|content\s*:\s*["']([^"']*)["']""", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>", re.DOTALL)
_INLINE = re.compile(
    r"</?(?:\w+:)?(?:a|abbr|b|bdi|cite|code|em|i|mark|q|s|small|span|strong|sub|sup|time|u|wbr|font|big|del|ins|"
    r"label|r|t|tspan|proofErr|bookmarkStart|bookmarkEnd|lastRenderedPageBreak|noBreakHyphen|softHyphen|rPr|rFonts?|"
    r"sz|szCs|bCs|iCs|color|lang|highlight|vertAlign|rStyle|hyperlink|smartTag)\b[^<>]*>",
    re.IGNORECASE,
)
_VALUE = re.compile(r"""=\s*(?:"([^"<>]*)"|'([^'<>]*)')""")
_POINTS = re.compile(
    r"""\b(d|points|transform|viewBox|stroke-dasharray|values)\s*=\s*(["'])"""
    r"""(?:[\sMmLlHhVvCcSsQqTtAaZz\d.,e+()-]|translate|scale|rotate|matrix)*\2"""
)
"""Where the lines of a picture go: thousands of numbers that nobody reads, any few of which make up some number."""

_MEASURES = re.compile(
    r"<(?:\w+:)?(?:srgbClr|sysClr|shade|tint|satMod|lumMod|lumOff|alpha|gs|lin|outerShdw|rot|ext|off|extent|ln|color|"
    r"sz|szCs|rsid\w*|shd|spacing|ind|panose1|sig|latin|ea|cs|col|row|sheetFormatPr|sheetView|pageMargins|pgSz|pgMar|"
    r"tblW|tcW|gridCol|fillToRect|docId|nsid|tmpl|sectPr|p|r|tr|workbookView|workbookPr|calcPr|bevelT|top|left|bottom|right|insideH|insideV)\s[^<>]*>"
)
_MEASURE = re.compile(r"""(\s[\w:]+=)(["'])(?:auto|-?\d+(?:\.\d+)?|[0-9A-F]{6}|[0-9A-F]{8}|[0-9A-F]{20})\2""")
"""How wide, how far and of which colour something is in an office file: thousands of numbers that nobody reads."""
_OFFICE = "http://schemas.openxmlformats.org/"
_CELL = re.compile(r"[A-Z]{1,3}\d{1,7}(?::[A-Z]{1,3}\d{1,7})?\Z")


class Piece(NamedTuple):
    """Text from one place: all of it, its blocks as a reader sees them, and whether it was written to be read.

    ``as_printed`` is the same text with its words apart, where ``text`` is run together for what is divided there."""

    place: str
    text: str
    blocks: tuple[str, ...]
    readable: bool
    as_printed: str = ""


def packed_in(text: str) -> Iterator[bytes]:
    """What a text holds packed in base64, pictures first; small things that are only text are left to the search."""
    for found in _DATA.findall(text):
        if inside := from_base64(found):
            yield inside
    for packed in dict.fromkeys(_PACKED.findall(_DATA.sub("data:", text))):
        inside = from_base64(packed)
        if inside and (inside.startswith((b"\x1f\x8b", b"PK", b"%PDF", *PICTURES)) or inside.isascii()):
            yield inside


PICTURES = (b"\x89PNG", b"\xff\xd8", b"GIF8", b"RIFF", b"II*\x00", b"MM\x00*")
"""How files of pictures begin."""


def read_text(place: str, text: str) -> Piece:
    """Text that may be HTML, XML or SVG: what is read, and what stands in attributes, remarks and links."""
    bare = _DATA.sub("data:", text)
    if not re.search(r"<[A-Za-z!?/]", bare):
        said = html.unescape(bare) if "&" in bare else bare
        others = list(other_readings(said))
        blocks = tuple(block for one in (said, *others) for block in paragraphs(one))
        return Piece(place, "\n\n".join([said, *others]), blocks, True)
    bare = _POINTS.sub(r'\1=""', bare)
    if _OFFICE in bare:
        bare = _MEASURES.sub(lambda tag: _MEASURE.sub(r'\1""', tag[0]), bare)
    remarks, tags = _COMMENT.findall(bare), list(dict.fromkeys(_TAG.findall(bare)))
    joined = html.unescape(_TAG.sub(" | ", _INLINE.sub("", _COMMENT.sub("", bare))))
    inside = html.unescape(" \n".join([*remarks, *tags]))
    attributes = list(dict.fromkeys(html.unescape(first or second) for first, second in _VALUE.findall(inside)))
    apart = [said for said in attributes if not _CELL.match(said)]
    others = [one for part in (joined, inside) for one in other_readings(part)]
    linked = [unquote(html.unescape(said)) for said in _DATA_PLAIN.findall(bare)]
    every = [*joined.split(" | "), *attributes, *(block for one in others for block in paragraphs(one))]
    text = " \n".join([joined, unquote(re.sub(r"[<>]", " ", inside)), *others, *linked, " | ".join(apart)])
    readable = bool(re.search(r"<(?:\w+:)?(?:html|body|p|div|svg|si|t)\b", bare, re.IGNORECASE))
    return Piece(place, text, tuple(" ".join(block.split()) for block in every if block.strip()), readable)


def flat(place: str, text: str) -> Piece:
    """Text that no reader was meant to see as such: from pictures, from what is packed, from what is no text."""
    return Piece(place, text, tuple(paragraphs(text)), False)


def paragraphs(text: str) -> Iterator[str]:
    """Lines, and paragraphs of several lines."""
    for block in re.split(r"\n\s*\n", text):
        lines = [line for line in block.splitlines() if line.strip()]
        yield from lines
        if len(lines) > 1:
            yield " ".join(lines)


def from_base64(text: str) -> bytes:
    """What is packed in base64, of links too and without its filling; nothing where it is none.

    >>> from_base64("S2Fp"), from_base64("no base64!")
    (b'Kai', b'')
    """
    tidy = re.sub(r"\s|=|%3[dD]", "", text).replace("%2B", "+").replace("%2F", "/").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(tidy + "=" * (-len(tidy) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def hidden_text(page: str) -> tuple[Piece, tuple[str, ...]]:
    """A page with all that a reader does not see; and what stands in attributes, remarks and styles, each by itself.

    >>> hidden_text('<p data-who="Kai">x<!-- y --></p>')[1]
    ('Kai', 'y')
    """
    bare = _DATA.sub("data:", page)
    attributes = [html.unescape(first or second) for first, second in _VALUE.findall(bare)]
    remarks = [first or second for first, second in _SAID.findall(bare)]
    return read_text("page", bare), tuple(" ".join(said.split()) for said in [*attributes, *remarks] if said.strip())
