"""The text of a PDF file: its properties, what it prints in any of its fonts, and what is attached, without drawing it.

A font of a PDF may number its letters as it likes; the table that leads back to letters (ToUnicode) is read, and every
string is read with every such table, so that no page has to be laid out.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping

_MOST = 50_000_000
_STREAM = re.compile(rb"stream\r?\n(.*?)(?:\r?\n)?endstream", re.DOTALL)
_SHOWN = re.compile(rb"\[((?:\\.|[^\]\\])*)\]\s*TJ|(\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f\s]*>)\s*(?:Tj|'|\")", re.DOTALL)
_PART = re.compile(rb"\(((?:\\.|[^\\()])*)\)|<([0-9A-Fa-f\s]*)>|(-?\d+(?:\.\d+)?)", re.DOTALL)
_LITERAL = re.compile(rb"\(((?:\\.|[^\\()])*)\)", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f\s]{4,})>")
_SINGLE = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGE = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_FROM_TO = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]+)>|\[([^\]]*)\])")
_MOVE = re.compile(rb"\bBT\b|\bTm\b|\bT\*|(?:(-?\d+\.?\d*|-?\.\d+)\s+)?\bT[dD]\b")
_FIGURE = re.compile(r"[\d.,%£+()-]*\d[\d.,%£+()-]*")
_WIDE_GAP, _LONGEST_RANGE = -180.0, 65_536
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b""}

Letters = Mapping[bytes, str]


def words_of_pdf(data: bytes) -> tuple[str, str]:
    """Every string of a PDF: its properties, and text as far as it is written plainly or packed by zlib; and the same
    with the strings of each page run together, for what is divided between two of them.

    Single letters that follow each other are words in both. Where something ends in a figure and what is printed
    elsewhere begins with one, or a figure stands alone, a bar parts them: they are cells of a table, as a rule.
    Raises OSError for a PDF that is encrypted: it cannot be searched.

    >>> words_of_pdf(b"%PDF-1.4 (Kai) Tj (R24-) Tj (E1) Tj")[1].split()[-1]
    'KaiR24-E1'
    """
    if re.search(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)", data):
        raise OSError("It is encrypted and cannot be searched.")
    outside = _STREAM.sub(b" ", data)
    bodies = [outside, *(body for found in _STREAM.finditer(data) for body in _unpacked(found[1]) if body)]
    tables = _merged(letters for body in bodies if b"begincmap" in body and (letters := _letters(body)))
    said, run_together = [_text(outside)], list[str]()

    def heard(strings: list[tuple[str, bool]]) -> None:
        said.append(_joined(strings, " "))
        run_together.append(_joined(strings, ""))

    for body in bodies:
        beside = _SHOWN.sub(b" ", body)
        heard([(_string(found[1]), False) for found in _LITERAL.finditer(beside)])
        for found in _HEX.finditer(beside):
            said.append(_string(_from_hex(found[1])))
        if b"TJ" in body or b"Tj" in body:
            for letters in (*tables, {}):
                heard(_printed(body, letters))
        elif body is not outside and body.count(b"\x00") * 20 < len(body):
            said.append(_text(body))
    return "\n".join(said), "\n".join(run_together)


def _unpacked(stream: bytes) -> Iterator[bytes]:
    """A stream as it is, and what it holds when it is packed by zlib, as digits, or both."""
    plain = _from_85(stream) or (_from_hex(stream[:-1]) if re.fullmatch(rb"[0-9A-Fa-f\s]+>", stream.strip()) else b"")
    found = [inside for packed in (stream, plain) if (inside := _inflated(packed))]
    yield from found
    if plain and not found:
        yield plain
    if not found and not stream.startswith((b"\xff\xd8", b"x\x9c", b"x\xda", b"x\x01", b"x^")):
        yield stream


def _printed(body: bytes, letters: Letters) -> list[tuple[str, bool]]:
    """The strings that a page prints, read with one font's table of letters (none: as written), and whether each stands
    where it was put, and not where the one before ended. Letters that follow each other on a line are one string."""
    strings, ended, before = list[tuple[str, bool]](), 0, ""
    for found in _SHOWN.finditer(body):
        said = ""
        for literal, digits, gap in _PART.findall(found[1] or found[2]):
            if gap:
                said += " " if float(gap) < _WIDE_GAP else ""
            else:
                said += _read(_unescaped(literal) if literal else _from_hex(digits), letters)
        moves = _MOVE.findall(body, ended, found.start())
        if moves and strings and 1 in (len(before), len(said)) and all(float(down or 1) == 0 for down in moves):
            strings[-1] = (strings[-1][0] + said, strings[-1][1])
        else:
            strings.append((said, bool(moves)))
        ended, before = found.end(), said
    return strings


def _joined(strings: list[tuple[str, bool]], between: str) -> str:
    """Strings as one text, with ``between`` where one ends and the next begins."""
    joined, last = list[str](), ""
    for said, put in strings:
        if not said:
            continue
        if put and not last[-1:].isspace() and not said[0].isspace() and _in_cells(last, said):
            joined.append(" | ")
        elif not (_is_letter(last) and _is_letter(said)):
            joined.append(between)
        joined.append(said)
        last = said
    return "".join(joined)


def _in_cells(one: str, other: str) -> bool:
    """Whether two strings side by side are figures of two cells, or the first of them is, and no number together."""
    if len(one) == len(other) == 1:
        return False
    return _FIGURE.fullmatch(one) is not None or (one[-1:].isdigit() and other[0].isdigit())


def _is_letter(said: str) -> bool:
    return len(said) == 1 and not said.isdigit()


def _read(raw: bytes, letters: Letters) -> str:
    if not letters:
        return raw.decode("latin-1")
    length = len(next(iter(letters)))
    return "".join(letters.get(raw[at : at + length], "") for at in range(0, len(raw), length))


def _letters(table: bytes) -> dict[bytes, str]:
    """A font's own numbers and the letters they stand for."""
    found: dict[bytes, str] = {}
    for block in _SINGLE.findall(table):
        for code, said in _PAIR.findall(block):
            found[_from_hex(code)] = _wide(said)
    for block in _RANGE.findall(table):
        for first, last, said, several in _FROM_TO.findall(block):
            low, high, length = int(first, 16), int(last, 16), len(first) // 2
            each = [_wide(one) for one in re.findall(rb"<([0-9A-Fa-f]+)>", several)]
            for number in range(low, min(high, low + _LONGEST_RANGE) + 1):
                letter = each[number - low] if number - low < len(each) else _next(_wide(said), number - low)
                found[number.to_bytes(length, "big")] = letter
    return found


def _merged(tables: Iterable[dict[bytes, str]]) -> list[dict[bytes, str]]:
    """Tables that say the same of every number they share, as one: read with a part of it a text would lack letters."""
    merged: list[dict[bytes, str]] = []
    for table in tables:
        for known in merged:
            if len(next(iter(known))) == len(next(iter(table))) and all(
                known.get(code, said) == said for code, said in table.items()
            ):
                known.update(table)
                break
        else:
            merged.append(dict(table))
    return merged


def _next(first: str, by: int) -> str:
    return first[:-1] + chr(min(ord(first[-1]) + by, 0x10FFFF)) if first else ""


def _wide(digits: bytes) -> str:
    return _from_hex(digits).decode("utf-16-be", "replace")


def _from_hex(digits: bytes) -> bytes:
    tidy = re.sub(rb"\s", b"", digits)
    return bytes.fromhex((tidy + b"0" * (len(tidy) % 2)).decode("ascii"))


def _unescaped(raw: bytes) -> bytes:
    def one(found: re.Match[bytes]) -> bytes:
        said = found[1]
        return bytes([int(said, 8) & 255]) if said.isdigit() else _ESCAPES.get(said, said)

    return re.sub(rb"\\([0-7]{1,3}|.)", one, raw, flags=re.DOTALL)


def _string(raw: bytes) -> str:
    plain = _unescaped(raw)
    return (
        plain[2:].decode("utf-16-be", "replace") if plain.startswith(b"\xfe\xff") else plain.decode("utf-8", "replace")
    )


def _text(data: bytes) -> str:
    said = data.decode("utf-8", "replace")
    return said if "\ufffd" not in said else f"{said}\n{data.decode('latin-1')}"


def _from_85(stream: bytes) -> bytes:
    said = stream.strip()
    try:
        return base64.a85decode(said.removeprefix(b"<~").removesuffix(b"~>")) if said.endswith(b"~>") else b""
    except ValueError:
        return b""


def _inflated(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, _MOST)
    except zlib.error:
        return b""
