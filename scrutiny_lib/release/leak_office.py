"""The cells of a workbook in the order in which they stand, as a reader sees them: shared words and dates in place."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta

_ITEM = re.compile(r"<(?:\w+:)?si\b[^>]*>(.*?)</(?:\w+:)?si>", re.DOTALL)
_WORDS = re.compile(r"<(?:\w+:)?t\b[^>]*>(.*?)</(?:\w+:)?t>", re.DOTALL)
_ROW = re.compile(r"<(?:\w+:)?row\b[^>]*>(.*?)</(?:\w+:)?row>", re.DOTALL)
_CELL = re.compile(r"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_VALUE = re.compile(r"<(?:\w+:)?v\b[^>]*>(.*?)</(?:\w+:)?v>", re.DOTALL)
_STYLES = re.compile(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_FORMAT = re.compile(r"<(?:\w+:)?numFmt\b[^>]*>")
_DAYS_OF_1904 = re.compile(r"date1904=\"(?:1|true)\"")
_DATES = frozenset([*range(14, 18), 22, *range(27, 37), *range(45, 48), *range(50, 59)])
_FIRST, _LAST = 1, 80_000


def lines_of_workbook(archive: zipfile.ZipFile) -> Iterator[str]:
    """Every row and every column of every sheet as one line, with a bar between cells.

    Numbers that the sheet shows as dates are written as days (ISO). Nothing comes of an archive that is no workbook.
    """
    names = archive.namelist()
    shared = [_said(item) for item in _ITEM.findall(_part(archive, "xl/sharedStrings.xml"))]
    dated = _dated(_part(archive, "xl/styles.xml"))
    base = date(1904, 1, 1) if _DAYS_OF_1904.search(_part(archive, "xl/workbook.xml")) else date(1899, 12, 30)
    for name in sorted(name for name in names if re.match(r"xl/worksheets/[^/]+\.xml$", name)):
        columns: dict[str, list[str]] = {}
        for row in _ROW.findall(_part(archive, name)):
            cells = []
            for attributes, inside in _CELL.findall(row):
                said = _cell(attributes, inside, shared, dated, base)
                place = re.search(r'\br="([A-Z]+)', attributes)
                columns.setdefault(place[1] if place else "", []).append(said)
                cells.append(said)
            yield " | ".join(cells)
        yield from (" | ".join(cells) for cells in columns.values())


def _cell(attributes: str, inside: str, shared: list[str], dated: frozenset[int], base: date) -> str:
    if "inlineStr" in attributes:
        return _said(inside)
    found = _VALUE.search(inside)
    value = html.unescape(found[1]).strip() if found else ""
    if 't="s"' in attributes:
        return shared[int(value)] if value.isdigit() and int(value) < len(shared) else ""
    style = re.search(r'\bs="(\d+)"', attributes)
    try:
        number = float(value)
    except ValueError:
        return value
    if style and int(style[1]) in dated and _FIRST <= number <= _LAST:
        return (base + timedelta(days=int(number))).isoformat()
    return str(int(number)) if number == int(number) else value


def _dated(styles: str) -> frozenset[int]:
    """The numbers of the cell styles that show a number as a date."""
    own = {
        number[1]: re.sub(r"&quot;.*?&quot;|\[[^\]]*\]|\\.", "", code[1])
        for tag in _FORMAT.findall(styles)
        if (number := re.search(r'numFmtId="(\d+)"', tag)) and (code := re.search(r'formatCode="([^"]*)"', tag))
    }
    wanted = {name for name, code in own.items() if re.search(r"[dDyY]", code)} | {str(number) for number in _DATES}
    cells = _STYLES.search(styles)
    formats = re.findall(r'<(?:\w+:)?xf\b[^>]*?numFmtId="(\d+)"', cells[0]) if cells else []
    return frozenset(at for at, name in enumerate(formats) if name in wanted)


def _said(inside: str) -> str:
    return html.unescape("".join(_WORDS.findall(inside)))


def _part(archive: zipfile.ZipFile, name: str) -> str:
    try:
        return archive.read(name).decode("utf-8", "replace")
    except KeyError:
        return ""
