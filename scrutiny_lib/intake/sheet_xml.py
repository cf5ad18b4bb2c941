"""How a sheet is written: its cells out of the XML, as the text they show.

Sheets as spreadsheet programs write them are read by their shape, one expression for each cell, several times as fast
as an XML parser in Python. The shape must fit without a gap from the first row to the last; a sheet of any other
shape goes through the parser cell by cell, and comes out the same.
"""

from __future__ import annotations

import re

from scrutiny_lib.intake.ooxml import Cleaner, Style, as_utf8, date_text, is_plain, number_text, parse, unescaped
from scrutiny_lib.intake.sheet_cells import (
    LOST,
    UNCALCULATED,
    Cells,
    Sheet,
    TooManyRows,
    cell_name,
    column_number,
)

__all__ = ["LOST", "UNCALCULATED", "Sheet", "SheetReader", "TooManyRows", "cell_name", "column_number"]

_TOKEN = re.compile(
    rb'(?:<row(?: [^<>]*)?(?:/>|>(?:<c r="[A-Z]{1,3}\d{1,7}"(?: s="\d{1,5}")?/>)*+</row>))++'  # rows of blanks, at once
    rb'|<c r="([A-Z]{1,3})([1-9]\d{0,6})"(?: s="(\d{1,5})")?(?: t="(s|str|n|b|e|inlineStr)")?(?:/>|>'
    rb"(<f(?: [^<>]*)?(?:/>|>[^<]*</f>))?"
    rb'(?:(<v>)([^<]*)</v>|(<v/>)|<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>)'
    rb"|<row((?: [^<>]*)?)>|</row>|\s+"
)
_ATTRIBUTES = rb'((?:\s+[\w:.-]+="[^"<]*")*)\s*/?>'
_COLUMN = re.compile(rb"<col" + _ATTRIBUTES)
_MERGED = re.compile(rb'<mergeCell ref="([A-Z0-9:]+)"')
_LIST = re.compile(rb"<dataValidation" + _ATTRIBUTES)
_LIST_ELSEWHERE = re.compile(rb"<x14:dataValidation" + _ATTRIBUTES + rb".*?<xm:sqref>([^<]*)</xm:sqref>", re.DOTALL)
_ATTRIBUTE = re.compile(rb'([\w:.-]+)="([^"]*)"')
_RANGES = re.compile(rb' sqref="([^"]*)"')
_HIDDEN_ROW = re.compile(rb' hidden="(?:1|true)"')
_ROW_NUMBER = re.compile(rb' r="(\d+)"')
_MIDNIGHT = re.compile(r"(?: 00:00:00)?(?:\.0+)?Z?$")
_NO_STYLE = Style(False, False)
_ROWS = re.compile(rb"<(?:\w+:)?row[ >/]")


class SheetReader:
    """Reads sheets of one workbook: shared text, styles and the date system are the same for all of them."""

    def __init__(self, strings: list[str], looks: list[Style], clean: Cleaner, *, from_1904: bool):
        self.strings, self.looks, self.clean, self.from_1904 = strings, looks, clean, from_1904
        self._columns: dict[bytes, int] = {}

    def read(self, data: bytes, max_rows: int, max_columns: int) -> Sheet:
        """Read one sheet's part, keeping no more than the caps; :class:`TooManyRows` above the cap of rows."""
        data = as_utf8(data)
        cells = Cells(max_rows, max_columns)
        opening = data.find(b"<sheetData>")
        begins, ends = opening + len(b"<sheetData>"), data.rfind(b"</sheetData>")
        try:
            if 0 < opening < ends and is_plain(data) and self._by_shape(data, begins, ends, cells):
                _around(data[:opening], data[ends:], cells)
            else:
                cells = Cells(max_rows, max_columns)
                _Parser(self, cells).run(data)
        except TooManyRows:
            raise TooManyRows(len(_ROWS.findall(data))) from None
        return cells.sheet()

    def _by_shape(self, data: bytes, begins: int, ends: int, cells: Cells) -> bool:
        """Take every cell between two places in the data; whether all of it had the shape expected."""
        at, row, given, strings, columns = begins, 0, b"", self.strings, self._columns
        hides = data.find(b' hidden="', begins, ends) >= 0
        for match in _TOKEN.finditer(data, begins, ends):
            if match.start() != at:
                return False
            at = match.end()
            letters, digits, style, kind, formula, valued, raw, empty, inline, of_row = match.groups()
            if letters is None:
                if hides and of_row and _HIDDEN_ROW.search(of_row) and (number := _ROW_NUMBER.search(of_row)):
                    cells.hidden.add(int(number[1]))
                elif of_row is None and at - match.start() > len(b"</row>"):  # rows of blanks
                    last = _ROW_NUMBER.search(data, data.rfind(b"<row", match.start(), at), at)
                    cells.found.phantom |= last is not None and int(last[1]) > cells.max_rows
                continue
            if digits != given:
                row, given = int(digits), digits
            column = columns.get(letters) or columns.setdefault(letters, column_number(letters.decode()))
            if kind == b"s" and raw and not formula:
                number_of = int(raw)
                cells.add(row, column, strings[number_of] if 0 <= number_of < len(strings) else LOST, None)
            else:
                look = self._look(int(style)) if style else _NO_STYLE
                text = unescaped(raw or inline or b"")
                known = bool(valued or empty)
                cells.add(row, column, self.value(text, (kind or b"n").decode(), look, bool(formula), known), look)
        return at == ends

    def _look(self, style: int) -> Style:
        return self.looks[style] if style < len(self.looks) else _NO_STYLE

    def value(self, raw: str, kind: str, look: Style, formula: bool, valued: bool) -> str:
        """What a cell shows, from its stored text, its type and its look."""
        if formula and not raw and not (kind == "str" and valued):
            return UNCALCULATED
        if not raw:
            return ""
        if kind == "s":
            return self.strings[int(raw)] if 0 <= int(raw) < len(self.strings) else LOST
        if kind in ("str", "inlineStr"):
            return self.clean(raw)
        if kind == "b":
            return "TRUE" if raw in ("1", "true") else "FALSE"
        if kind == "d":
            return _MIDNIGHT.sub("", raw.replace("T", " "))
        if kind == "n" and look.date:
            try:
                return date_text(float(raw), from_1904=self.from_1904) or number_text(raw)
            except ValueError:
                return raw
        return number_text(raw) if kind == "n" else raw


def _around(head: bytes, tail: bytes, cells: Cells) -> None:
    """What stands before and after cells that were read by their shape: hidden columns, merged cells, lists."""
    for match in _COLUMN.finditer(head):
        at = dict(_ATTRIBUTE.findall(match[1]))
        if at.get(b"hidden") in (b"1", b"true"):
            cells.hidden_columns.append((int(at.get(b"min", 1)), int(at.get(b"max", 16_384))))
    if b"<mergeCell " in tail:
        cells.merged += [reference.decode() for reference in _MERGED.findall(tail)]
    for match in _LIST.finditer(tail):
        if b'type="list"' in match[1]:
            where = _RANGES.search(match[1])
            cells.found.lists += where[1].decode().split() if where else []
    if b"<x14:dataValidation " in tail:
        for about, where in _LIST_ELSEWHERE.findall(tail):
            cells.found.lists += where.decode().split() if b'type="list"' in about else []


class _Parser:
    """Walks a sheet of any shape with the XML parser."""

    def __init__(self, reader: SheetReader, cells: Cells):
        self.reader, self.cells = reader, cells
        self.row = self.column = 0
        self.kind, self.style = "n", 0
        self.pieces: list[str] = []
        self.taking = self.formula = self.valued = self.phonetic = self.listing = self.in_cell = False

    def run(self, data: bytes) -> None:
        """Walk the whole part."""
        parse(data, self._start, self._end, self._text)

    def _text(self, piece: str) -> None:
        if self.taking:
            self.pieces.append(piece)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._begin_cell(attributes)
        elif name == "v":
            self.taking = self.valued = True
        elif name == "t":
            self.taking = self.in_cell and not self.phonetic
        elif name == "f":
            self.formula = True
        elif name == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
            if attributes.get("hidden") in ("1", "true"):
                self.cells.hidden.add(self.row)
        elif name == "rPh":
            self.phonetic = True
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            self.cells.hidden_columns.append((int(attributes.get("min", 1)), int(attributes.get("max", 16_384))))
        elif name == "mergeCell":
            self.cells.merged.append(attributes.get("ref", "A1"))
        elif name.endswith("dataValidation"):
            self.listing = attributes.get("type") == "list"
            if self.listing and "sqref" in attributes:
                self.cells.found.lists += attributes["sqref"].split()
        elif name.endswith("sqref") and self.listing:
            self.pieces.clear()
            self.taking = True

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r", "")
        self.column = column_number(reference) if reference else self.column + 1
        if digits := reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
            self.row = int(digits)
        self.kind, self.style = attributes.get("t", "n"), int(attributes.get("s", 0))
        self.pieces.clear()
        self.formula = self.valued = False
        self.in_cell = True

    def _end(self, name: str) -> None:
        if name == "v" or name == "t":
            self.taking = False
        elif name == "rPh":
            self.phonetic = False
        elif name == "c":
            self.in_cell = False
            look = self.reader._look(self.style)
            value = self.reader.value("".join(self.pieces), self.kind, look, self.formula, self.valued)
            self.cells.add(self.row, self.column, value, look)
        elif name.endswith("sqref") and self.taking:
            self.taking = False
            self.cells.found.lists += "".join(self.pieces).split()
