"""The rows of ``texts.csv`` or ``texts.xlsx``, with one column exactly as somebody wrote it.

Every other reader tidies its cells: spaces collapsed, accents composed, control characters out. The words of a child
are not ours to tidy. The table is read as always, so that the same faults are found with the same messages, and the
column with the words a second time without any of that; the two readings must have the same shape.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import NamedTuple

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.csv_rows import read_rows
from scrutiny_lib.intake.data_files import frame_of
from scrutiny_lib.intake.ooxml import Cleaner, elements, shared_strings, styles
from scrutiny_lib.intake.package import Package, open_container
from scrutiny_lib.intake.sheet_xml import SheetReader
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.workbook import MAX_COLUMNS, MAX_ROWS, read_sheets

_WIDE = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_MARK = b"\xef\xbb\xbf"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_TIDIED = "T10"


def decode(data: bytes) -> tuple[str, str] | None:
    r"""Bytes as the exact text they are, and the encoding: ``utf-8``, ``utf-16`` or ``cp1252``.

    A byte order mark is no part of the text; nothing else is left out, and line ends stay as they are. ``None`` when
    the bytes are no text in any of the three, or hold half a character.

    >>> decode(b"\xef\xbb\xbfa\r\nb"), decode(b"caf\xe9"), decode(b"\x81")
    (('a\r\nb', 'utf-8'), ('café', 'cp1252'), None)
    """
    wide = _WIDE.get(data[:2])
    with suppress(UnicodeDecodeError):
        if wide:
            return data[2:].decode(wide), "utf-16"
        return data.removeprefix(_MARK).decode("utf-8"), "utf-8"
    if wide:
        return None
    try:
        halves = data.removeprefix(_MARK).decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        with suppress(UnicodeDecodeError):
            return data.decode("cp1252"), "cp1252"
        return None
    with suppress(UnicodeDecodeError):  # some systems write an emoji as two halves
        return halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le"), "utf-8"
    return None


def read_exactly(
    path: Path, columns: Sequence[str], exact: str, problems: Problems, *, optional: Sequence[str]
) -> pd.DataFrame | None:
    """A table as :func:`scrutiny_lib.intake.data_files.read_csv` gives it, with the column ``exact`` as it stands.

    Parameters
    ----------
    path : Path
        ``.csv``, or ``.xlsx`` (the sheet *texts*, or the only sheet that is filled).
    columns, optional : sequence of str
        As for ``read_csv``.
    exact : str
        One of ``columns``; its cells are not cleaned at all.

    Returns
    -------
    DataFrame or None
        Its index is named ``line`` or ``row``. ``None`` when the file had to be refused: also when characters that
        cannot be seen beside quotation marks make it unclear where a text ends (S10), or half a character is in
        the file (T01).
    """
    found = _workbook(path, problems) if path.suffix.lower() == ".xlsx" else _csv(path, problems)
    if found is None:
        return None
    frame = frame_of(
        found.rows, columns, problems, file=path.name, sheet=found.sheet, optional=optional, index=found.counted_by
    )
    if frame is None:
        return None
    heading = next(cells for _, cells in found.rows if any(cell.strip() for cell in cells))
    at = next((place for place, cell in enumerate(heading) if spelling(cell) == spelling(exact)), None)
    if at is not None:
        cells = [found.exact[line][at] for line in frame.index]
        frame[exact] = pd.Series(cells, index=frame.index, dtype="object")
    return frame


class _Found(NamedTuple):
    """Rows as every reader tidies them, and as they were written, by the number of the line or row."""

    rows: list[tuple[int, list[str]]]
    exact: dict[int, list[str]]
    sheet: str
    counted_by: str


def _csv(path: Path, problems: Problems) -> _Found | None:
    met = Problems()
    rows = read_rows(path, met)
    problems.extend(problem for problem in met if problem.rule != _TIDIED)
    if rows is None:
        return None
    decoded = decode(path.read_bytes())
    if decoded is None:
        cure = "Make the file again: in it, half a character stands alone."
        problems.add("T01", "A text in the file is damaged.", cure, file=path.name, act="REJECT")
        return None
    exact = _same_shape(decoded[0], rows)
    if exact is None:
        cure = "Save it as CSV UTF-8, or put each text into a file of its own."
        problems.add("S10", "It cannot be told where a text ends.", cure, file=path.name, act="REJECT")
        return None
    counted_by = "row" if any("\n" in cell for cells in rows for cell in cells) else "line"  # as Excel shows them
    return _Found(list(enumerate(rows, start=1)), dict(enumerate(exact, start=1)), "", counted_by)


def _same_shape(text: str, rows: list[list[str]]) -> list[list[str]] | None:
    """The rows of the text with nothing taken out, when they have as many fields each as the tidied ones."""
    for separator in (",", "\t"):
        with suppress(csv.Error):
            exact = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
            if [len(cells) for cells in exact] == [len(cells) for cells in rows]:
                return exact
    return None


def _workbook(path: Path, problems: Problems) -> _Found | None:
    met = Problems()
    sheets = read_sheets(path, met)
    problems.extend(problem for problem in met if problem.rule != _TIDIED)
    if sheets is None:
        return None
    filled = [name for name, rows in sheets.items() if rows]
    names = [name for name in filled if spelling(name) == "texts"] or filled
    if len(names) != 1:
        cure = "Put the texts on one sheet, and name it: texts."
        problems.add("S01", "The sheet with the texts cannot be told.", cure, file=path.name, act="REJECT")
        return None
    rows = sheets[names[0]]
    width = max(at + 1 for row in rows for at, cell in enumerate(row) if cell.strip())
    exact = _exact_cells(path, list(sheets).index(names[0]))
    return _Found(
        [(number, row[:width]) for number, row in enumerate(rows, start=1)],
        dict(enumerate(exact, start=1)),
        names[0],
        "row",
    )


class _Exact(Cleaner):
    """Turns Excel's escapes (``_x000D_``) into the characters they stand for, and takes nothing out."""

    def __call__(self, text: str) -> str:
        return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _exact_cells(path: Path, place: int) -> list[list[str]]:
    """The cells of one worksheet (counted from 0) of a workbook that has been read before and was found sound."""
    with open_container(path, MAX_ROWS) as container:
        package, clean = Package(container), _Exact()
        home = next((part for kind, part in _parts(package, "").values() if kind == "officeDocument"), "")
        parts = _parts(package, home or "xl/workbook.xml")
        kinds = dict(parts.values())
        book = elements(package.read(home or "xl/workbook.xml"))
        strings, looks = kinds.get("sharedStrings", ""), kinds.get("styles", "")
        reader = SheetReader(
            shared_strings(package.read(strings), clean) if strings in package else [],
            styles(package.read(looks)) if looks in package else [],
            clean,
            from_1904=any(tag == "workbookPr" and at.get("date1904") in ("1", "true") for tag, at in book),
        )
        listed = [parts.get(at.get("id", ""), ("", "")) for tag, at in book if tag == "sheet"]
        part = [part for kind, part in listed if kind == "worksheet"][place]
        return reader.read(package.read(part), MAX_ROWS, MAX_COLUMNS).rows


def _parts(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """What a part refers to inside the file: id -> (kind, part)."""
    where = join(dirname(part), "_rels", part.rpartition("/")[2] + ".rels")
    found = {}
    for name, at in elements(package.read(where)) if where in package else []:
        if name == "Relationship" and at.get("TargetMode") != "External":
            target = at["Target"].replace("\\", "/")
            inside = target.lstrip("/") if target.startswith("/") else normpath(join(dirname(part), target))
            found[at.get("Id", "")] = (at.get("Type", "").rpartition("/")[2], inside)
    return found
