"""The container of a workbook somebody else made, looked at from outside before anything in it is read.

Is it an .xlsx at all, and if not, what is it? How large would it become? Does it hold a part twice, or one that
points outside? Only then are parts read, by name, each no further than the size its directory promised.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from pathlib import Path

MAX_FILE = 100_000_000
MAX_TOTAL = 200_000_000
MAX_PART = 100_000_000
MAX_RATIO = 200
MAX_PARTS = 20_000
"""A workbook is refused before it is parsed when the file is larger than this, would unpack to more bytes than this
in all or in one part, or to so many times its size (parts below 100,000 bytes are exempt: they can do no harm), or
has more parts."""

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_NOT_DOWNLOADED = 0x00401000
_LONGEST_PATH = 255
_ROW = re.compile(rb"<(?:\w+:)?row[ >/]")
SAVE_AS = "Open it in Excel, choose Save As, Excel Workbook (.xlsx), and send that file."
AGAIN = "Ask for the file to be sent again."


class Unreadable(Exception):
    """The file cannot be used; its arguments are the rule, the fact and the cure."""


class Package:
    """The parts of one workbook, by name with ``/`` between folders, whatever case or slashes its writer used."""

    def __init__(self, container: zipfile.ZipFile):
        self._container = container
        self._parts: dict[str, zipfile.ZipInfo] = {}
        for part in container.infolist():
            name = _inside(part.filename).casefold()
            if name in self._parts:
                fact = "A part of the workbook is in it twice, and it cannot be told which counts."
                raise Unreadable("F12", fact, AGAIN)
            self._parts[name] = part
        self.names = tuple(self._parts)

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._parts

    def read(self, name: str) -> bytes:
        """One part. ``KeyError`` when there is none; ``BadZipFile`` when it is not what the directory promised."""
        part = self._parts[name.casefold()]
        with self._container.open(part) as stream:
            data = stream.read(part.file_size)
        if len(data) != part.file_size or zlib.crc32(data) != part.CRC:
            raise zipfile.BadZipFile
        return data


def fingerprint(path: Path) -> str:
    """The SHA-256 of a file's contents in hexadecimal; empty when they cannot be read now, and nothing is fetched."""
    try:
        if getattr(path.stat(), "st_file_attributes", 0) & _NOT_DOWNLOADED:
            return ""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def open_container(path: Path, max_rows: int) -> zipfile.ZipFile:
    """The container of a workbook, after every check that can be made from outside.

    Raises :class:`Unreadable` with what is wrong, and ``zipfile.BadZipFile`` for one that is damaged. Close it.
    """
    try:
        facts = path.stat()
        if getattr(facts, "st_file_attributes", 0) & _NOT_DOWNLOADED:
            raise Unreadable(
                "F19",
                "The file is only a placeholder: OneDrive has not downloaded it.",
                "Choose 'Always keep on this device' for it in the file manager, wait, and run again.",
            )
        if getattr(facts, "st_size", 0) > MAX_FILE:
            raise Unreadable(
                "F09",
                f"The file has {facts.st_size // 1_000_000} MB, which no genuine return does.",
                "Ask for a copy without pictures and attachments.",
            )
        with path.open("rb") as file:
            head = file.read(65536)
            if head.startswith(_OLE):
                raise Unreadable(*_what_container(head + file.read()))
    except PermissionError:
        raise Unreadable(
            "F16", "The file is open in another program or locked.", "Close it in Excel and run again."
        ) from None
    except OSError:
        if len(str(path.absolute())) >= _LONGEST_PATH or len(path.name) >= _LONGEST_PATH:
            raise Unreadable(
                "F21",
                f"The path of the file has {len(str(path.absolute()))} characters, more than can be opened.",
                "Move the workspace nearer to the top of the drive, or shorten the file's name.",
            ) from None
        raise Unreadable("F07", "The file cannot be opened.", "Check that it is there and run again.") from None
    if not head:
        raise Unreadable("F01", "The file is empty.", AGAIN)
    if not head.startswith(b"PK"):
        raise Unreadable("F07", f"The file is not an Excel workbook: {_what_it_is(head)}.", SAVE_AS)
    container = zipfile.ZipFile(path)
    try:
        _guard(container, max_rows)
    except BaseException:
        container.close()
        raise
    return container


def _inside(name: str) -> str:
    """The name of a part with plain slashes; :class:`Unreadable` for one that points outside."""
    where = name.replace("\\", "/")
    if where.startswith("/") or ".." in where.split("/") or re.match("[A-Za-z]:", where):
        raise Unreadable("F12", "A part of the workbook points outside the file.", AGAIN)
    return where


def _guard(container: zipfile.ZipFile, max_rows: int) -> None:
    parts = container.infolist()
    names = {_inside(part.filename) for part in parts}
    total = sum(part.file_size for part in parts)
    largest = max(parts, key=lambda part: part.file_size, default=None)
    ratio = max((p.file_size / max(p.compress_size, 1) for p in parts if p.file_size > 100_000), default=0.0)
    if largest is not None and (
        total > MAX_TOTAL or largest.file_size > MAX_PART or ratio > MAX_RATIO or len(parts) > MAX_PARTS
    ):
        if ratio <= MAX_RATIO and "/worksheets/" in largest.filename:
            rows = _count_rows(container, largest)
            if rows > max_rows:
                raise Unreadable(*too_many_rows("A sheet", max_rows, rows))
        raise Unreadable(
            "F09",
            f"The workbook would unpack to {total // 1_000_000} MB in {len(parts):,} parts "
            f"({ratio:.0f} times its size in one part), which no genuine return does.",
            "Do not open it. " + AGAIN,
        )
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("F03", "The file is password-protected.", SAVE_AS)
    if "[Content_Types].xml" not in names or not any(name.casefold().startswith("xl/") for name in names):
        what = "zip archive of another kind"
        if any(name.startswith("word/") for name in names):
            what = "Word document"
        elif any(name.startswith("ppt/") for name in names):
            what = "PowerPoint presentation"
        elif "content.xml" in names:
            what = "file in the OpenDocument format"
        elif any(name.endswith(".xlsx") for name in names):
            what = "zip archive with workbooks in it"
        raise Unreadable("F07", f"The file is not an Excel workbook: it is a {what}.", SAVE_AS)
    if "xl/workbook.bin" in names:
        raise Unreadable("F07", "The file is a binary workbook (.xlsb).", SAVE_AS)


def too_many_rows(sheet: str, max_rows: int, rows: int) -> tuple[str, str, str]:
    """Rule, fact and cure for a sheet of more rows than are read."""
    fact = f"{sheet} has filled rows beyond row {max_rows:,} ({rows:,} rows in all)."
    return "F15", fact, "Send only the rows of this review."


def _count_rows(container: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """How many rows a sheet has that is too large to be parsed; a megabyte in memory at a time."""
    rows, held = 0, b""
    with container.open(part) as stream:
        while piece := stream.read(1_000_000):
            held += piece
            whole = held.rfind(b"<")
            rows += len(_ROW.findall(held[:whole]))
            held = held[whole:][:64]
    return rows + len(_ROW.findall(held))


def _what_container(data: bytes) -> tuple[str, str, str]:
    """Which kind of OLE file this is, from the names in its directory (UTF-16)."""

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    remove = "Open it, remove the {} (File, Info, Protect Workbook), and save it as .xlsx in the secure share."
    if holds("DRMEncrypted") or holds("LabelInfo") or holds("MSIP_Label"):
        return "F25", "The file is encrypted by a sensitivity label.", remove.format("encrypting label")
    if holds("EncryptedPackage"):
        return "F03", "The file is password-protected.", remove.format("password")
    if holds("__substg1.0_"):
        return "F07", "The file is an e-mail, not a workbook.", "Save the workbook attached to it, and use that."
    if holds("WordDocument"):
        return "F07", "The file is not an Excel workbook: it is an old Word document.", SAVE_AS
    return "F04", "The file is an old Excel workbook (.xls), whatever its name says.", SAVE_AS


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
