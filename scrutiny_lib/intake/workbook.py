"""Safe reading of an Excel workbook that somebody else made: all cells as text, nothing run, nothing fetched.

A workbook is looked at from outside before anything in it is read (:mod:`scrutiny_lib.intake.package`). Formulas are
never believed: the value that the spreadsheet last showed is read. Macros are never run. Whatever is odd becomes a
:class:`~scrutiny_lib.errors.Problem` that names the file and the number of the sheet, never its name (it may be a
child's) or a value.
"""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import NamedTuple
from xml.parsers.expat import ExpatError

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.ooxml import Cleaner, Forbidden, elements, shared_strings, styles
from scrutiny_lib.intake.package import AGAIN, SAVE_AS, Package, Unreadable, open_container, too_many_rows
from scrutiny_lib.intake.sheet_cells import Sheet, TooManyRows
from scrutiny_lib.intake.sheet_xml import SheetReader
from scrutiny_lib.intake.workbook_notes import note_book, note_sheet

MAX_ROWS, MAX_COLUMNS = 50_000, 200


class Page(NamedTuple):
    """One sheet of a workbook: its place (from 1, sheets of every kind counted), its name, its cells."""

    number: int
    name: str
    hidden: bool
    sheet: Sheet


def read_sheets(
    path: Path, problems: Problems, *, label: str = "", max_rows: int = MAX_ROWS, max_columns: int = MAX_COLUMNS
) -> dict[str, list[list[str]]] | None:
    """Read every sheet of an .xlsx (or .xlsm) file as rows of text.

    Dates come as ISO text (``2025-10-01``, with a time only where there is one) under the workbook's own date
    system, whole numbers without ``.0``, truth values as TRUE and FALSE, errors as Excel shows them
    (``#REF!``), a formula that was never calculated as ``#FORMULA``, text that is not in the file as ``#LOST``.
    Control characters are removed. Of merged cells the first has the value; the rest are empty.

    Parameters
    ----------
    path : Path
        The file. Lock files (``~$...``) are for the caller to skip.
    problems : Problems
        Where problems are added: REJECT when the file cannot be used, HOLD for values that cannot be known, REPAIR
        and WARN for what was put right or is worth knowing.
    label : str
        What messages call the file; its name when empty. Give one where a file name may hold a child's name.
    max_rows, max_columns : int
        More filled rows than this refuse the file; cells further right are not read, and counted.

    Returns
    -------
    dict of str to list of rows, or None
        By sheet name in the workbook's order, hidden sheets included. Row 1 is index 0 and column A index 0;
        all rows of a sheet are equally long; nothing filled gives no rows. ``None``: the file was refused.
    """
    name = label or path.name
    pages = read_pages(path, problems, label=name, max_rows=max_rows, max_columns=max_columns)
    if pages is None:
        return None
    for page in pages:
        note_sheet(page.sheet, problems, name, page.number, hidden=page.hidden, max_columns=max_columns)
    if len({page.name for page in pages}) < len(pages):
        problems.add("S02", "Two sheets of the workbook have one name.", SAVE_AS, file=name, act="REJECT")
        return None
    return {page.name: page.sheet.rows for page in pages}


def read_pages(
    path: Path, problems: Problems, *, label: str, max_rows: int = MAX_ROWS, max_columns: int = MAX_COLUMNS
) -> list[Page] | None:
    """As :func:`read_sheets`, with what was met on each sheet in place of problems about it: which sheets matter is
    for the caller to know (:func:`scrutiny_lib.intake.workbook_notes.note_sheet` words them)."""
    try:
        with open_container(path, max_rows) as container:
            return _read(Package(container), problems, label, max_rows, max_columns)
    except Unreadable as reason:
        rule, fact, cure = reason.args
        problems.add(rule, fact, cure, file=label, act="REJECT")
    except Forbidden:
        problems.add(
            "F10", "The workbook contains forbidden XML (a document type or entity).", AGAIN, file=label, act="REJECT"
        )
    except (
        ExpatError, zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, NotImplementedError, OverflowError
    ):  # fmt: skip
        problems.add("F07", "The workbook is damaged and cannot be read.", AGAIN, file=label, act="REJECT")
    except RuntimeError:
        problems.add("F03", "The file is password-protected.", SAVE_AS, file=label, act="REJECT")
    except MemoryError:
        problems.add("F09", "The workbook is too large for this computer.", AGAIN, file=label, act="REJECT")
    except OSError:
        problems.add(
            "F16", "The file could not be read to its end.", "Close it in other programs and run again.",
            file=label, act="REJECT",
        )  # fmt: skip
    return None


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """What a part refers to inside the file: id -> (type, part)."""
    where = join(dirname(part), "_rels", part.rpartition("/")[2] + ".rels")
    if where not in package:
        return {}
    found = {}
    for name, at in elements(package.read(where)):
        if name == "Relationship" and at.get("TargetMode") != "External":
            target = at["Target"].replace("\\", "/")
            inside = target.lstrip("/") if target.startswith("/") else normpath(join(dirname(part), target))
            found[at.get("Id", "")] = (at.get("Type", "").rpartition("/")[2], inside)
    return found


def _read(package: Package, problems: Problems, label: str, max_rows: int, max_columns: int) -> list[Page]:
    home = dict(_relations(package, "").values()).get("officeDocument", "xl/workbook.xml")
    relations = _relations(package, home)
    parts = dict(relations.values())
    clean = Cleaner()
    texts, looks = parts.get("sharedStrings", ""), parts.get("styles", "")
    strings = shared_strings(package.read(texts), clean) if texts in package else []
    book = elements(package.read(home))
    from_1904 = any(tag == "workbookPr" and at.get("date1904") in ("1", "true") for tag, at in book)
    reader = SheetReader(strings, styles(package.read(looks)) if looks in package else [], clean, from_1904=from_1904)
    pages = []
    for number, at in enumerate((at for tag, at in book if tag == "sheet"), 1):
        kind, part = relations.get(at.get("id", ""), ("", ""))
        if kind != "worksheet":
            continue
        try:
            sheet = reader.read(package.read(part), max_rows, max_columns)
        except TooManyRows as over:
            raise Unreadable(*too_many_rows(f"Sheet {number}", max_rows, over.args[0])) from None
        if sheet.twice:
            raise Unreadable("F07", f"Sheet {number} holds two values for one cell ({sheet.twice[0]}).", AGAIN)
        hidden = at.get("state", "visible") != "visible"
        pages.append(Page(number, clean(at.get("name", f"Sheet {number}")), hidden, sheet))
    note_book(package, problems, label, clean.removed, from_1904=from_1904)
    return pages
