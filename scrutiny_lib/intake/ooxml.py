"""What the parts of an .xlsx file say: safe XML, shared text, styles, and values as the text they show.

The parser is expat from the standard library with document types and entities forbidden, so that no file can
be made to read another or to grow without end. The cells of a sheet are in :mod:`scrutiny_lib.intake.sheet_xml`.
Nothing here opens a file or words a message for an analyst: :mod:`scrutiny_lib.intake.workbook` does both.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple
from xml.parsers import expat

from scrutiny_lib.intake.text import without_control

_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_BUILT_IN_PERCENTS = {9, 10}
_DECLARED = rb"""<\?xml version=["']1\.0["'](?: encoding=["'](?i:utf-8)["'])?(?: standalone=["']\w+["'])?\s*\?>"""
_PLAIN_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?(?:" + _DECLARED + rb")?\s*<\w")
_ROOT = re.compile(rb"<(?:([\w.-]+):)?[A-Za-z]")
_T = rb'<t(?: xml:space="preserve")?>[^<]*</t>'
_PLAIN_TEXT = re.compile(rb"<si>(?:" + _T + rb"|<t/>|(?:<r>(?:<rPr>(?:<[^<>]*/>)*</rPr>)?" + _T + rb"</r>)*)</si>")
_TEXTS = re.compile(rb"<t[^<>]*>([^<]*)</t>")
_ENTITY = re.compile("&(?:(lt|gt|amp|quot|apos)|#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6}));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_LITERAL = re.compile(r'"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)


class Forbidden(Exception):
    """The XML declares a document type or an entity."""


Start = Callable[[str, dict[str, str]], None]


def as_utf8(data: bytes) -> bytes:
    """A part in UTF-8, without the declaration where that said otherwise: the format allows UTF-16 too.

    >>> as_utf8('<a t="é"/>'.encode("utf-16")).decode()
    '<a t="é"/>'
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16")
    elif data[:4] in (b"<\0?\0", b"\0<\0?"):
        text = data.decode("utf-16-le" if data[0] else "utf-16-be")
    else:
        return data
    return re.sub(r"^<\?xml[^>]*\?>", "", text).encode()


def parse(data: bytes, start: Start, end: Callable[[str], None], text: Callable[[str], None]) -> None:
    """Walk one XML part, calling back with names as written, without the prefix where the root has one.

    Raises :class:`Forbidden` for a document type or entity, ``xml.parsers.expat.ExpatError`` for broken XML.
    """

    def refuse(*_: object) -> None:
        raise Forbidden

    data = as_utf8(data)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    root = _ROOT.search(data)
    prefixed = root is not None and root[1] is not None
    parser.StartElementHandler = (lambda n, a: start(n.rpartition(":")[2], a)) if prefixed else start
    parser.EndElementHandler = (lambda n: end(n.rpartition(":")[2])) if prefixed else end
    parser.CharacterDataHandler = text
    parser.Parse(data, True)


def is_plain(data: bytes) -> bool:
    """Whether a part has nothing but elements and text in UTF-8, so that a piece of it can be read by its shape.

    Comments, document types and the like are left to the parser, and line ends that it would change.
    """
    head = _PLAIN_HEAD.match(data)
    return head is not None and b"<!" not in data and b"\r" not in data and data.count(b"<?") <= 1


def unescaped(raw: bytes) -> str:
    """Text between two tags as it is meant; ``ValueError`` where it holds an entity that XML does not have.

    >>> unescaped(b"a &lt; b &amp; c &#233;")
    'a < b & c é'
    """
    text = raw.decode()
    if "&" not in text:
        return text
    if text.count("&") != len(_ENTITY.findall(text)):
        raise ValueError
    return _ENTITY.sub(lambda m: _NAMED[m[1]] if m[1] else chr(int(m[2]) if m[2] else int(m[3], 16)), text)


def elements(data: bytes) -> list[tuple[str, dict[str, str]]]:
    """Every element of a small part in document order: its local name and its attributes by local name.

    >>> elements(b'<a><b r:id="7"/></a>')
    [('a', {}), ('b', {'id': '7'})]
    """
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        local = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        found.append((name.rpartition(":")[2], local))

    parse(data, start, lambda _: None, lambda _: None)
    return found


class Cleaner:
    """Takes out characters that no writer can write, and counts them in ``removed``.

    >>> cleaner = Cleaner()
    >>> cleaner("bell_x0007_ rings"), cleaner.removed
    ('bell rings', 1)
    """

    def __init__(self) -> None:
        self.removed = 0

    def __call__(self, text: str) -> str:
        if text.isprintable() and "_x" not in text:
            return text
        if "_x" in text:
            text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
        cleaned, count = without_control(text)
        self.removed += count
        return cleaned


def shared_strings(data: bytes, clean: Cleaner) -> list[str]:
    """The text that cells refer to by number; phonetic guides are left out."""
    begins, ends = data.find(b"<si>"), data.rfind(b"</sst>")
    if is_plain(data) and 0 < begins < ends:
        found, at = [], begins
        for match in _PLAIN_TEXT.finditer(data, begins, ends):
            if match.start() != at:
                break
            at = match.end()
            found.append(clean(unescaped(b"".join(_TEXTS.findall(match[0])))))
        if at == ends:
            return found
    return _any_strings(data, clean)


def _any_strings(data: bytes, clean: Cleaner) -> list[str]:
    """The same for text in several formats, in another encoding, or under a prefix."""
    strings: list[str] = []
    parts: list[str] = []
    state = {"take": False, "phonetic": False}

    def start(name: str, _: dict[str, str]) -> None:
        if name == "si":
            parts.clear()
        elif name == "rPh":
            state["phonetic"] = True
        elif name == "t":
            state["take"] = not state["phonetic"]

    def end(name: str) -> None:
        if name == "t":
            state["take"] = False
        elif name == "rPh":
            state["phonetic"] = False
        elif name == "si":
            strings.append(clean("".join(parts)))

    parse(data, start, end, lambda piece: parts.append(piece) if state["take"] else None)
    return strings


class Style(NamedTuple):
    """What of a cell's look matters for reading it: a number shown as a date or as a percentage, a cell filled with a
    colour."""

    date: bool
    coloured: bool
    percent: bool = False


def styles(data: bytes) -> list[Style]:
    """The styles that cells refer to by number."""
    codes: dict[int, str] = {}
    fills: list[bool] = []
    found: list[Style] = []
    inside = False
    for name, attributes in elements(data):
        if name == "numFmt":
            codes[int(attributes.get("numFmtId", 0))] = attributes.get("formatCode", "")
        elif name == "patternFill":
            fills.append(attributes.get("patternType", "none") not in ("none", "gray125"))
        elif name == "gradientFill":
            fills.append(True)
        elif name in ("cellXfs", "cellStyles", "cellStyleXfs", "dxfs"):
            inside = name == "cellXfs"
        elif name == "xf" and inside:
            number, fill = int(attributes.get("numFmtId", 0)), int(attributes.get("fillId", 0))
            date = is_date_format(codes[number]) if number in codes else number in _BUILT_IN_DATES
            percent = "%" in _LITERAL.sub("", codes[number]) if number in codes else number in _BUILT_IN_PERCENTS
            found.append(Style(date, fill < len(fills) and fills[fill], percent))
    return found


def is_date_format(code: str) -> bool:
    """Whether a number format shows a date or a time of day (a length of time, ``[h]:mm``, is a number).

    >>> is_date_format("dd/mm/yyyy"), is_date_format('0.0" days"'), is_date_format("[h]:mm")
    (True, False, False)
    """
    bare = _LITERAL.sub("", code).casefold()
    return "[" not in bare and any(letter in bare for letter in "dmyhs")


def date_text(serial: float, *, from_1904: bool = False) -> str | None:
    """A spreadsheet's day number as ISO text, with a time of day only where there is one; ``None`` out of range.

    >>> date_text(45931), date_text(45931.5), date_text(0.25), date_text(44469, from_1904=True)
    ('2025-10-01', '2025-10-01 12:00:00', '06:00:00', '2025-10-01')
    """
    if serial < 0:
        return None
    since_1900 = datetime(1899, 12, 30 if serial >= 61 else 31)  # Excel believes in 29 February 1900
    origin = datetime(1904, 1, 1) if from_1904 else since_1900
    try:
        moment = origin + timedelta(seconds=round(serial * 86400))
    except OverflowError:
        return None
    if serial < 1 and not from_1904:
        return moment.strftime("%H:%M:%S")
    return moment.isoformat(" ") if moment.time() != datetime.min.time() else moment.date().isoformat()


def number_text(raw: str) -> str:
    """A stored number as text, with every digit and without a ``.0`` that nobody typed.

    >>> number_text("12"), number_text("12.0"), number_text("9.434765919E9")
    ('12', '12', '9434765919')
    >>> number_text("0.10000000000000001"), number_text("-0.5"), number_text("1E5")
    ('0.1', '-0.5', '100000')
    """
    if raw.lstrip("-").isdigit():
        return raw
    try:
        number = float(raw)
    except ValueError:
        return raw
    return str(int(number)) if abs(number) < 1e15 and number == int(number) else repr(number)
