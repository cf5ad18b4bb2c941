"""Safe reading of an Excel workbook that somebody else made: all cells as text, nothing run, nothing fetched.

A workbook is looked at from outside before anything in it is read: is it an .xlsx at all, how large would it
become, does it point outside itself? Formulas are never believed: the value that the spreadsheet last showed
is read. Macros are never run. Whatever is odd becomes a :class:`~scrutiny_lib.errors.Problem` that names the
file and the number of the sheet, never its name (it may be a child's) or a value.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path
from posixpath import dirname, join, normpath
from xml.parsers.expat import ExpatError

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.ooxml import (
    Cleaner,
    Forbidden,
    Sheet,
    SheetReader,
    TooManyRows,
    elements,
    shared_strings,
    styles,
)

MAX_TOTAL = 200_000_000
MAX_PART = 100_000_000
MAX_RATIO = 200
"""A workbook is refused before it is parsed when it would unpack to more bytes than this in all or in one part,
or to so many times its size (parts below 100,000 bytes are exempt: they can do no harm)."""

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_NOT_DOWNLOADED = 0x00401000
_SAVE_AS = "Open it in Excel, choose Save As, Excel Workbook (.xlsx), and send that file."
_AGAIN = "Ask for the file to be sent again."


class _Unreadable(Exception):
    """The file cannot be used: rule, fact, cure."""


def read_sheets(
    path: Path, problems: Problems, *, label: str = "", max_rows: int = 50_000, max_columns: int = 200
) -> dict[str, list[list[str]]] | None:
    """Read every sheet of an .xlsx (or .xlsm) file as rows of text.

    Dates come as ISO text (``2025-10-01``, with a time only where there is one) under the workbook's own date
    system, whole numbers without ``.0``, truth values as TRUE and FALSE, errors as Excel shows them
    (``#REF!``), a formula that was never calculated as ``#FORMULA``. Control characters are removed.

    Parameters
    ----------
    path : Path
        The file. Lock files (``~$...``) are for the caller to skip.
    problems : Problems
        Where problems are added: REJECT when the file cannot be used, HOLD for uncalculated formulas, REPAIR
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
    try:
        with _open(path) as package:
            return _read(package, problems, name, max_rows, max_columns)
    except _Unreadable as reason:
        rule, fact, cure = reason.args
        problems.add(rule, fact, cure, file=name, act="REJECT")
    except Forbidden:
        problems.add(
            "F10", "The workbook contains forbidden XML (a document type or entity).", _AGAIN, file=name, act="REJECT"
        )
    except (ExpatError, zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, NotImplementedError):
        problems.add("F07", "The workbook is damaged and cannot be read.", _AGAIN, file=name, act="REJECT")
    except RuntimeError:
        problems.add("F03", "The file is password-protected.", _SAVE_AS, file=name, act="REJECT")
    except MemoryError:
        problems.add("F09", "The workbook is too large for this computer.", _AGAIN, file=name, act="REJECT")
    return None


def _open(path: Path) -> zipfile.ZipFile:
    """The container, after every check that can be made from outside."""
    try:
        facts = path.stat()
        if getattr(facts, "st_file_attributes", 0) & _NOT_DOWNLOADED:
            raise _Unreadable(
                "F19",
                "The file is only a placeholder: OneDrive has not downloaded it.",
                "Choose 'Always keep on this device' for it in the file manager, wait, and run again.",
            )
        with path.open("rb") as file:
            head = file.read(65536)
            if head.startswith(_OLE):
                raise _Unreadable(*_what_container(head + file.read(50_000_000)))
    except PermissionError:
        raise _Unreadable(
            "F16", "The file is open in another program or locked.", "Close it in Excel and run again."
        ) from None
    except OSError:
        if len(str(path.absolute())) >= 255 or len(path.name) >= 255:
            raise _Unreadable(
                "F21",
                f"The path of the file has {len(str(path.absolute()))} characters, more than can be opened.",
                "Move the workspace nearer to the top of the drive, or shorten the file's name.",
            ) from None
        cure = "Check that it is there and run again."
        raise _Unreadable("F07", "The file cannot be opened.", cure) from None
    if not head:
        raise _Unreadable("F01", "The file is empty.", _AGAIN)
    if not head.startswith(b"PK"):
        raise _Unreadable("F07", f"The file is not an Excel workbook: {_what_it_is(head)}.", _SAVE_AS)
    package = zipfile.ZipFile(path)
    try:
        _guard(package)
    except _Unreadable:
        package.close()
        raise
    return package


def _guard(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    for part in parts:
        where = part.filename.replace("\\", "/")
        if where.startswith("/") or ".." in where.split("/") or re.match("[A-Za-z]:", where):
            raise _Unreadable("F12", "A part of the workbook points outside the file.", _AGAIN)
    largest = max((part.file_size for part in parts), default=0)
    ratio = max((p.file_size / max(p.compress_size, 1) for p in parts if p.file_size > 100_000), default=0.0)
    if sum(part.file_size for part in parts) > MAX_TOTAL or largest > MAX_PART or ratio > MAX_RATIO:
        raise _Unreadable(
            "F09",
            f"The workbook would unpack to {sum(part.file_size for part in parts) // 1_000_000} MB "
            f"({ratio:.0f} times its size in one part), which no genuine return does.",
            "Do not open it. " + _AGAIN,
        )
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        what = "zip archive of another kind"
        if any(name.startswith("word/") for name in names):
            what = "Word document"
        elif "content.xml" in names:
            what = "file in the OpenDocument format"
        raise _Unreadable("F07", f"The file is not an Excel workbook: it is a {what}.", _SAVE_AS)
    if "xl/workbook.bin" in names:
        raise _Unreadable("F07", "The file is a binary workbook (.xlsb).", _SAVE_AS)


def _what_container(data: bytes) -> tuple[str, str, str]:
    """Which of the three OLE files this is, from the names in its directory (UTF-16)."""

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    remove = "Open it, remove the {} (File, Info, Protect Workbook), and save it as .xlsx in the secure share."
    if holds("DRMEncrypted") or holds("LabelInfo") or holds("MSIP_Label"):
        return "F25", "The file is encrypted by a sensitivity label.", remove.format("encrypting label")
    if holds("EncryptedPackage"):
        return "F03", "The file is password-protected.", remove.format("password")
    return "F04", "The file is an old Excel workbook (.xls), whatever its name says.", _SAVE_AS


def _what_it_is(head: bytes) -> str:
    if head.startswith(b"%PDF"):
        return "it is a PDF"
    if head.startswith((b"\xff\xd8", b"\x89PNG")):
        return "it is a picture"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "it is Unicode text"
    sample = head[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    start = sample[:2048].lower()
    if b"<html" in start or b"<table" in start or start.startswith(b"<!doctype html"):
        return "it is a web page (HTML)"
    if start.startswith(b"<?xml"):
        return "it is an XML file"
    if b"\x00" in sample:
        return "its contents are not those of any kind of file known here"
    first = sample.splitlines()[0] if sample else b""
    if any(first.count(mark) for mark in (b",", b";", b"\t")):
        return "it is a text table (CSV)"
    return "it is plain text"


def _relations(package: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """What a part refers to inside the file: id -> (type, part)."""
    where = join(dirname(part), "_rels", part.rpartition("/")[2] + ".rels")
    if where not in package.namelist():
        return {}
    found = {}
    for name, at in elements(package.read(where)):
        if name == "Relationship" and at.get("TargetMode") != "External":
            target = at["Target"]
            inside = target.lstrip("/") if target.startswith("/") else normpath(join(dirname(part), target))
            found[at.get("Id", "")] = (at.get("Type", "").rpartition("/")[2], inside)
    return found


def _read(
    package: zipfile.ZipFile, problems: Problems, name: str, max_rows: int, max_columns: int
) -> dict[str, list[list[str]]]:
    home = dict(_relations(package, "").values()).get("officeDocument", "xl/workbook.xml")
    relations = _relations(package, home)
    parts = dict(relations.values())
    names = set(package.namelist())
    clean = Cleaner()
    texts = parts.get("sharedStrings")
    strings = shared_strings(package.read(texts), clean) if texts in names else []
    looks = styles(package.read(parts["styles"])) if parts.get("styles") in names else []
    book = elements(package.read(home))
    from_1904 = any(tag == "workbookPr" and at.get("date1904") in ("1", "true") for tag, at in book)
    reader = SheetReader(strings, looks, clean, from_1904=from_1904)
    listed = [at for tag, at in book if tag == "sheet"]
    found: dict[str, list[list[str]]] = {}
    for number, at in enumerate(listed, 1):
        kind, part = relations.get(at.get("id", ""), ("", ""))
        if kind != "worksheet":
            continue
        if at.get("state", "visible") != "visible":
            problems.add(
                "S03",
                "The workbook has a hidden sheet.",
                "Nothing is read from it unless it is one of the sheets asked for. Ask why it is hidden.",
                file=name,
                sheet=str(number),
                act="WARN",
            )
        try:
            sheet = reader.read(package.read(part), max_rows, max_columns)
        except TooManyRows as over:
            raise _Unreadable(
                "F15",
                f"Sheet {number} has filled rows beyond row {max_rows:,} ({over.args[0]:,} rows in all).",
                "Send only the rows of this review.",
            ) from None
        _note_sheet(sheet, problems, name, number, max_columns)
        found[clean(at.get("name", f"Sheet {number}"))] = sheet.rows
    _note_book(names, package, problems, name, clean.removed, from_1904)
    return found


def _note_sheet(sheet: Sheet, problems: Problems, name: str, number: int, max_columns: int) -> None:
    place = {"file": name, "sheet": str(number)}
    if sheet.uncalculated:
        cells, more = sheet.uncalculated[:5], len(sheet.uncalculated) - 5
        problems.add(
            "S18",
            f"A formula without a value (never calculated) in {', '.join(cells)}"
            + (f" and {more} more cells." if more > 0 else "."),
            "Open it in Excel, save it, or type the value in place of the formula.",
            cell=cells[0],
            act="HOLD",
            **place,
        )
    if sheet.phantom:
        problems.add("F13", "Blank cells far outside the table were left out.", "Nothing to do.", act="REPAIR", **place)
    if sheet.beyond:
        problems.add(
            "F13",
            f"Filled cells beyond column {max_columns} are not read: {sheet.beyond} of them.",
            "Check that the table ends where it should.",
            act="WARN",
            **place,
        )
    if sheet.coloured:
        problems.add(
            "S17",
            f"Empty cells that are coloured: {sheet.coloured}. Colour is not read.",
            "If a colour is meant as an answer, ask for it in words.",
            act="WARN",
            **place,
        )


def _note_book(
    names: set[str], package: zipfile.ZipFile, problems: Problems, name: str, removed: int, from_1904: bool
) -> None:
    if any(part.endswith("vbaProject.bin") for part in names):
        problems.add("F06", "The workbook holds macros.", "They were not run and are not kept.", file=name, act="WARN")
    noted = [part for part in names if re.match(r"xl/(.*/)?comments?\d*\.xml$", part)]
    comments = sum(package.read(part).count(b"<comment ") for part in noted)
    if comments:
        problems.add(
            "S17",
            f"Comments on cells: {comments}. Comments are not read.",
            "If a comment is meant as an answer, ask for it in the answer cell.",
            file=name,
            act="WARN",
        )
    outside = sum(
        part.startswith(("xl/externalLinks/external", "xl/queryTables/")) or part == "xl/connections.xml"
        for part in names
    )
    if outside:
        problems.add(
            "F24",
            f"Links to other files or data: {outside}. The values last shown are read; nothing is fetched.",
            "Ask for a copy without links if a value looks wrong.",
            file=name,
            act="WARN",
        )
    if removed:
        problems.add("T10", f"Control characters removed: {removed}.", "Nothing to do.", file=name, act="REPAIR")
    if from_1904:
        problems.add(
            "S20",
            "The workbook counts its dates from 1904; they were read so.",
            "Nothing to do.",
            file=name,
            act="REPAIR",
        )
