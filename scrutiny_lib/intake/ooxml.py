"""What the parts of an .xlsx file say: sheets, shared text, styles and cells, read as text in one pass.

The parser is expat from the standard library with document types and entities forbidden, so that no file can
be made to read another or to grow without end. Nothing here opens a file or words a message for an analyst:
:mod:`scrutiny_lib.intake.workbook` does both.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from xml.parsers import expat

from scrutiny_lib.intake.text import without_control

UNCALCULATED = "#FORMULA"
"""What is read from a cell whose formula was never calculated: an unknown value, which is not a blank."""

_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_LITERAL = re.compile(r'"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)


class Forbidden(Exception):
    """The XML declares a document type or an entity."""


class TooManyRows(Exception):
    """More filled rows than the cap; the number of rows in the part is the first argument."""


Start = Callable[[str, dict[str, str]], None]


def parse(data: bytes, start: Start, end: Callable[[str], None], text: Callable[[str], None]) -> None:
    """Walk one XML part, calling back with local names (prefixes removed).

    Raises :class:`Forbidden` for a document type or entity, ``xml.parsers.expat.ExpatError`` for broken XML.
    """

    def refuse(*_: object) -> None:
        raise Forbidden

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    prefixed = re.search(rb"<[\w.-]+:\w", data[:2000])
    parser.StartElementHandler = (lambda n, a: start(n.rpartition(":")[2], a)) if prefixed else start
    parser.EndElementHandler = (lambda n: end(n.rpartition(":")[2])) if prefixed else end
    parser.CharacterDataHandler = text
    parser.Parse(data, True)


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
        if "_x" in text:
            text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
        cleaned, count = without_control(text)
        self.removed += count
        return cleaned


def shared_strings(data: bytes, clean: Cleaner) -> list[str]:
    """The text that cells refer to by number; phonetic guides are left out."""
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
    """What of a cell's look matters for reading it: a number shown as a date, a cell filled with a colour."""

    date: bool
    coloured: bool


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
            found.append(Style(date, fill < len(fills) and fills[fill]))
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


@dataclass
class Sheet:
    """The cells of one sheet as text, and what was met on the way.

    ``rows`` starts at row 1 and column A, and every row is as long as the widest.
    """

    rows: list[list[str]] = field(default_factory=list)
    uncalculated: list[str] = field(default_factory=list)
    coloured: int = 0
    phantom: bool = False
    beyond: int = 0


def column_number(reference: str) -> int:
    """The column of a cell reference, counted from 1.

    >>> column_number("A1"), column_number("AB12"), column_number("XFD1048576")
    (1, 28, 16384)
    """
    number = 0
    for letter in reference:
        if letter.isdigit():
            break
        number = number * 26 + ord(letter) - 64
    return number


def cell_name(row: int, column: int) -> str:
    """The name of a cell from its row and column, both counted from 1.

    >>> cell_name(7, 3), cell_name(1, 28)
    ('C7', 'AB1')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


class SheetReader:
    """Reads sheets of one workbook: shared text, styles and the date system are the same for all of them."""

    def __init__(self, strings: list[str], looks: list[Style], clean: Cleaner, *, from_1904: bool):
        self.strings, self.looks, self.clean, self.from_1904 = strings, looks, clean, from_1904

    def read(self, data: bytes, max_rows: int, max_columns: int) -> Sheet:
        """Read one sheet's part, keeping no more than the caps; :class:`TooManyRows` above the cap of rows."""
        sheet = Sheet()
        rows: dict[int, dict[int, str]] = {}
        row = column = 0
        reference, kind, style = "", "n", 0
        pieces: list[str] = []
        taking = formula = valued = phonetic = False
        empty_coloured: dict[int, int] = {}

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal row, column, reference, kind, style, taking, formula, valued, phonetic
            if name == "c":
                reference = attributes.get("r", "")
                column = column_number(reference) if reference else column + 1
                kind, style = attributes.get("t", "n"), int(attributes.get("s", 0))
                pieces.clear()
                formula = valued = False
            elif name == "v":
                taking = valued = True
            elif name == "t":
                taking = not phonetic
            elif name == "f":
                formula = True
            elif name == "row":
                row, column = int(attributes.get("r", row + 1)), 0
            elif name == "rPh":
                phonetic = True

        def end(name: str) -> None:
            nonlocal taking, phonetic
            if name == "v" or name == "t":
                taking = False
            elif name == "rPh":
                phonetic = False
            elif name == "c":
                look = self.looks[style] if style < len(self.looks) else Style(False, False)
                value = self._value("".join(pieces), kind, look, formula, valued)
                if not value.strip():
                    sheet.phantom |= row > max_rows or column > max_columns
                    empty_coloured[row] = empty_coloured.get(row, 0) + look.coloured
                elif column > max_columns:
                    sheet.beyond += 1
                elif row > max_rows:
                    raise TooManyRows(data.count(b"<row"))
                else:
                    rows.setdefault(row, {})[column] = value
                    if value == UNCALCULATED:
                        sheet.uncalculated.append(cell_name(row, column))

        parse(data, start, end, lambda piece: pieces.append(piece) if taking else None)
        width = max((max(cells) for cells in rows.values()), default=0)
        for number in range(1, max(rows, default=0) + 1):
            cells = rows.get(number, {})
            sheet.rows.append([cells.get(place, "") for place in range(1, width + 1)])
        sheet.coloured = sum(count for number, count in empty_coloured.items() if number in rows)
        return sheet

    def _value(self, raw: str, kind: str, look: Style, formula: bool, valued: bool) -> str:
        if formula and not raw and not (kind == "str" and valued):
            return UNCALCULATED
        if not raw:
            return ""
        if kind == "s":
            return self.strings[int(raw)] if int(raw) < len(self.strings) else ""
        if kind in ("str", "inlineStr"):
            return self.clean(raw)
        if kind == "b":
            return "TRUE" if raw == "1" else "FALSE"
        if kind == "n" and look.date:
            try:
                return date_text(float(raw), from_1904=self.from_1904) or number_text(raw)
            except ValueError:
                return raw
        return number_text(raw) if kind == "n" else raw
