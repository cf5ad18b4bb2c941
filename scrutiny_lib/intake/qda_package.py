"""The container of a coded project (.qdpx), looked at from outside before anything in it is read.

Parts are read by name only, into memory, each no further than the size its directory promised; nothing is ever unpacked
to disk. What points outside, is there twice, or would grow out of all proportion is a reason to refuse the file.
"""

from __future__ import annotations

import lzma
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path
from urllib.parse import unquote

from scrutiny_lib.errors import Refused
from scrutiny_lib.intake.plain_file import check_file, not_opened
from scrutiny_lib.intake.qda_lost import Lost
from scrutiny_lib.intake.qda_xml import AGAIN
from scrutiny_lib.intake.raw import refusal

MAX_FILE = 2**31 - 1
MAX_PART = 100_000_000
MAX_TEXTS = 200_000_000
MAX_RATIO = 200
MAX_PARTS = 100_000
"""A project is refused (F09) when the file is larger, when one part that is read or all of them would unpack to more
bytes, when a part (or the whole) would grow to so many times its size, or when it has more parts."""

_HARMLESS = 10_000_000
_READ = (".qde", ".txt")
_LITTER = (".ds_store", "thumbs.db", "desktop.ini")
_FOLDER = "sources/"
_UTF_8_NAME = 0x800
_PACKED_IN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, NotImplementedError, OverflowError,
)  # fmt: skip
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_KINDS = {
    b"%PDF": "a PDF",
    b"SQLite format 3": "a database (read_taguette reads one of Taguette)",
    b"\xef\xbb\xbf<": "an XML file (read_qdc reads a codebook)",
    b"<": "an XML file (read_qdc reads a codebook)",
    _OLE: "an old or password-protected Office file",
}


class QdpxPackage:
    """The parts of one project by name, in whatever case its writer put them. Use it in a ``with`` statement.

    Raises
    ------
    Refused
        Not there or not to be opened (F02, F16, F19, F21), empty (F01), password-protected (F03), another kind of file,
        damaged, or packed in a way that is not read (F07), one that would grow out of proportion (F09), one with a part
        outside the file, one that only points to another, or two that differ under one name (F12).
    """

    def __init__(self, path: Path):
        self.file = path.name
        self._used: set[str] = set()
        check_file(path, MAX_FILE, "Export the project without its films and recordings.")
        try:
            with path.open("rb") as stream:
                head = stream.read(64)
        except OSError as error:
            raise not_opened(path, error) from None
        if not head:
            raise self._refusal("F01", "The file is empty.")
        if not head.startswith(b"PK"):
            kind = next((said for start, said in _KINDS.items() if head.lstrip().startswith(start)), "something else")
            raise self._refusal("F07", f"The file is not a REFI-QDA project (.qdpx) but {kind}.")
        try:
            self._container = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError):
            raise self._damaged() from None
        try:
            self._parts = self._checked(path.stat().st_size)
        except BaseException:
            self._container.close()
            raise

    def __enter__(self) -> QdpxPackage:
        return self

    def __exit__(self, *_: object) -> None:
        self._container.close()

    def find(self, path: str) -> str:
        """The name of the part that a path means, inside ``sources/`` or at the top; ``""`` where there is none.

        Tools differ in the case of a name, in slashes, in whether a blank is written ``%20``, in how an accent is put
        together, and in whether the path has the ending ``.txt``.
        """
        path = re.sub(r"(?:^|(?<=/))(?:\./)+|(?<=/)/+", "", path)
        for name in (_FOLDER + path, path, f"{_FOLDER}{path}.txt"):
            if name.casefold() in self._parts:
                return name.casefold()
            same = self._alike.get(_alike(name), [])
            if len(same) == 1:
                return same[0]
        return ""

    def project_name(self) -> str:
        """The name of the one project in it (``*.qde`` at the root, whatever its name); none is F07, two are F12."""
        found = [name for name in self._parts if name.endswith(".qde") and "/" not in name]
        if not found:
            inside = any(name.endswith(".qde") for name in self._parts)
            fact = "The file has no project (project.qde) " + ("at its top: it is in a folder." if inside else "in it.")
            raise self._refusal("F07", fact)
        if len(found) > 1:
            raise self._refusal(
                "F12", f"The file has {len(found)} projects (.qde), and it cannot be told which counts."
            )
        return found[0]

    def count_unused(self, mentioned: Collection[str], lost: Lost) -> None:
        """Count what is in the file, was not read and is not mentioned; what an operating system leaves behind is
        passed over, and so is what is no text among the sources."""
        unused = [
            name for name in self._parts.keys() - self._used.union(mentioned)
            if not name.startswith("__macosx/") and name.rpartition("/")[2] not in _LITTER
        ]  # fmt: skip
        inside = [name for name in unused if name.startswith(_FOLDER)]
        lost.add("texts in the file that nothing in its project refers to", sum(n.endswith(".txt") for n in inside))
        lost.add("parts of the file that no project has, outside the folder of sources", len(unused) - len(inside))

    def read(self, name: str) -> bytes:
        """One part, whole. ``KeyError`` where there is none of that name; damaged is F07, locked F03."""
        part = self._parts[name.casefold()]
        self._used.add(name.casefold())
        if part.file_size > MAX_PART:
            raise self._refusal("F09", f"A part of the file would unpack to {part.file_size // 1_000_000:,} MB.")
        if part.compress_type not in _PACKED_IN:
            fact = f"A part of the file is packed in a way that is not read (method {part.compress_type})."
            cure = "Unzip the file, pack its parts again as an ordinary zip, and name that .qdpx."
            raise refusal("F07", fact, cure, self.file)
        try:
            with self._container.open(part) as stream:
                data = stream.read(part.file_size)
        except _DAMAGE:
            raise self._damaged() from None
        except RuntimeError:
            raise self._locked() from None
        if len(data) != part.file_size or zlib.crc32(data) != part.CRC:
            raise self._damaged()
        return data

    def _checked(self, size: int) -> dict[str, zipfile.ZipInfo]:
        """Every part by its name in small letters with plain slashes; folders are left out."""
        found: dict[str, zipfile.ZipInfo] = {}
        parts = self._container.infolist()
        total = sum(part.file_size for part in parts)
        read = [part.file_size for part in parts if part.filename.casefold().endswith(_READ)]
        swollen = [
            part for part in parts
            if part.file_size > _HARMLESS and part.file_size > MAX_RATIO * max(part.compress_size, 1)
        ]  # fmt: skip
        if (
            swollen
            or len(parts) > MAX_PARTS
            or sum(read) > MAX_TEXTS
            or max(read, default=0) > MAX_PART
            or (total > _HARMLESS and total > MAX_RATIO * size)
        ):
            fact = (
                f"The file would unpack to {total // 1_000_000:,} MB in {len(parts):,} parts, "
                f"{total / max(size, 1):.0f} times its size, which no genuine project does."
            )
            raise refusal("F09", fact, "Do not open it. " + AGAIN, self.file)
        for part in parts:
            where = _name_of(part).replace("\\", "/")
            if where.startswith("/") or ".." in where.split("/") or re.match("[A-Za-z]:", where) or "\0" in where:
                raise self._refusal("F12", "A part of the file points outside it.")
            if part.flag_bits & 1:
                raise self._locked()
            if stat.S_ISLNK(part.external_attr >> 16):
                raise self._refusal("F12", "A part of the file only points to another file.")
            name = where.removeprefix("./").casefold()
            if name in found:
                if (found[name].CRC, found[name].file_size) == (part.CRC, part.file_size):
                    continue
                raise self._refusal("F12", "A part of the file is in it twice, and it cannot be told which counts.")
            if not name.endswith("/"):
                found[name] = part
        self._alike: dict[str, list[str]] = {}
        for name in found:
            self._alike.setdefault(_alike(name), []).append(name)
        return found

    def _refusal(self, rule: str, fact: str) -> Refused:
        return refusal(rule, fact, AGAIN, self.file)

    def _damaged(self) -> Refused:
        return self._refusal("F07", "The file is damaged and cannot be read; it may have been cut short.")

    def _locked(self) -> Refused:
        cure = "Export the project without a password, inside the secure share."
        return refusal("F03", "The file is password-protected.", cure, self.file)


def _name_of(part: zipfile.ZipInfo) -> str:
    """The name of a part; one in UTF-8 that does not say so, as some packers write it, is read as UTF-8."""
    if part.flag_bits & _UTF_8_NAME:
        return part.filename
    try:
        return part.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return part.filename


def _alike(name: str) -> str:
    return unicodedata.normalize("NFC", unquote(name)).casefold()
