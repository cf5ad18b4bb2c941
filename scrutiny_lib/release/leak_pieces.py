"""Every piece of text in a file that is to leave, also what a reader does not see: metadata, names, pictures."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from .leak_markup import PICTURES, Piece, flat, from_base64, packed_in, read_text
from .leak_office import lines_of_workbook
from .leak_pdf import words_of_pdf
from .leak_pictures import words_of_picture

MOST_DEEP = 4
MOST_BYTES = 400_000_000
"""Archives in archives are opened this deep, and unpacked to this many bytes in all; beyond, OSError: not searched."""

_UNREADABLE = (b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18", b"PAR1", b"ARROW1")
_OLE, _ENCRYPTED = b"\xd0\xcf\x11\xe0", "EncryptedPackage".encode("utf-16-le")
_PARTS = re.compile(
    r"(?:xl|word|ppt|docProps|customXml)/(?:(?:worksheets|tables|comments|drawings|charts|media|theme|threadedComments)"
    r"/)?(?:sheet|sharedStrings|workbook|styles|core|app|custom|document|comments?|header|footer|footnotes|endnotes|"
    r"settings|theme|drawing|chart|table|image|item|threadedComment|slide)\d{0,4}\.(?:xml|png|jpe?g|svg)"
)
"""The names of an office file's own parts, which may be told; any other name could be anything."""
_ENDINGS = re.compile(
    r"\.(?:html?|csv|tsv|txt|json|jsonl|xls|xlsx|xlsm|doc|docx|ppt|pptx|odt|ods|pdf|ipynb|log|png|jpe?g|svg|gif|webp|tiff?|"
    r"xml|zip|gz|tar|toml|ya?ml|md|eml|css|js|qdpx|qdc|sqlite)\Z",
    re.IGNORECASE,
)
"""The ends of names of files that may be told."""


def pieces_of(path: Path) -> Iterator[Piece]:
    """The text of a file, or of every file below a folder, with the names of files and folders.

    Raises OSError when something cannot be read, or holds more than is searched.
    """
    if not path.exists():
        raise FileNotFoundError("There is nothing to search: the file or folder is not there.")
    yield _name(path.name, "the name of the file" if path.is_file() else "the name of the folder")
    for number, file in enumerate(sorted(path.rglob("*")) if path.is_dir() else [path], start=1):
        if file != path:
            yield _name(file.name, f"the name of {'file' if file.is_file() else 'folder'} {number}")
        if file.is_file():
            yield from _contents(
                f"file {number} ({_ending(file)})" if path.is_dir() else "the file",
                file.name,
                file.read_bytes(),
                0,
                [0],
            )


def _ending(file: Path) -> str:
    return file.suffix.lower() if _ENDINGS.match(file.suffix) else "another ending"


def _name(name: str, place: str) -> Piece:
    said = unquote(name)
    return Piece(place, said, (re.sub(r"[_\-.]+", " ", said),), False)


def _contents(place: str, name: str, data: bytes, deep: int, seen: list[int]) -> Iterator[Piece]:
    seen[0] += len(data)
    if seen[0] > MOST_BYTES or deep > MOST_DEEP:
        raise OSError("It unpacks to more than can be searched.")
    if data.startswith(_UNREADABLE) or (data.startswith(_OLE) and _ENCRYPTED in data):
        raise OSError("It is packed in a way that cannot be searched.")
    unpacked = _unzipped(data)
    if unpacked is not None:
        yield from _contents(f"{place}, unpacked", name.rpartition(".")[0], unpacked, deep + 1, seen)
    elif data[257:262] == b"ustar":
        yield from _tape(place, data, deep, seen)
    elif zipfile.is_zipfile(BytesIO(data)):
        yield from _archive(place, data, deep, seen)
        if not data.startswith(b"PK"):
            yield flat(place, data.decode("latin-1"))
    elif data.startswith(PICTURES):
        yield flat(place, words_of_picture(data))
    elif data.startswith(b"%PDF"):
        text, run_together = words_of_pdf(data)
        yield flat(place, text)
        yield flat(place, run_together)._replace(as_printed=text)
    else:
        yield from _written(place, name, data, deep, seen)


def _unzipped(data: bytes) -> bytes | None:
    """What gzip, bzip2, xz or zlib packed, up to the most that is searched; None for anything else."""
    for magic, opened in ((b"\x1f\x8b", gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ", lzma.open)):
        if data.startswith(magic):
            try:
                with opened(BytesIO(data)) as stream:
                    return bytes(stream.read(MOST_BYTES))
            except (OSError, EOFError, zlib.error, lzma.LZMAError):
                return None
    if data[:2] in (b"x\x01", b"x^", b"x\x9c", b"x\xda"):
        try:
            return zlib.decompressobj().decompress(data, MOST_BYTES)
        except zlib.error:
            return None
    return None


def _tape(place: str, data: bytes, deep: int, seen: list[int]) -> Iterator[Piece]:
    try:
        with tarfile.open(fileobj=BytesIO(data)) as archive:
            for number, part in enumerate(archive, start=1):
                yield _name(
                    f"{part.name} {part.uname} {part.gname} {part.linkname}", f"{place}, the name of part {number}"
                )
                stream = archive.extractfile(part)
                if stream is not None:
                    inside = stream.read(MOST_BYTES)
                    yield from _contents(f"{place}, part {number}", part.name, inside, deep + 1, seen)
    except tarfile.TarError as error:
        raise OSError("An archive is damaged and cannot be searched.") from error


def _archive(place: str, data: bytes, deep: int, seen: list[int]) -> Iterator[Piece]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        yield Piece(f"{place}, its remark", archive.comment.decode("utf-8", "replace"), (), False)
        for number, part in enumerate(archive.infolist(), start=1):
            yield _name(part.filename, f"{place}, the name of part {number}")
            if part.is_dir():
                continue
            if part.flag_bits & 1:
                raise OSError("A part of an archive is encrypted and cannot be searched.")
            if seen[0] + part.file_size > MOST_BYTES:
                raise OSError("It unpacks to more than can be searched.")
            label = part.filename if _PARTS.fullmatch(part.filename) else f"part {number}"
            yield from _contents(f"{place}, {label}", part.filename, _unpacked(archive, part), deep + 1, seen)

        lines = list(lines_of_workbook(archive))
    if lines:
        yield Piece(f"{place}, its cells in order", " |\n".join(lines), tuple(lines), False)


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(part) as stream:
            return stream.read(part.file_size + 1)
    except (zipfile.BadZipFile, NotImplementedError, zlib.error, EOFError) as error:
        raise OSError("A part of an archive is damaged and cannot be searched.") from error


def _decoded(data: bytes) -> str | None:
    """Text, or None for what is none."""
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return data.decode("utf-32", "replace")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        if b"\x00" in data[:4096]:
            return None
        return data.decode("cp1252", "replace") + "\n\n" + data.decode("mac_roman")


def _written(place: str, name: str, data: bytes, deep: int, seen: list[int]) -> Iterator[Piece]:
    text = _decoded(data)
    if text is None or "\x00" in text[:4096]:
        ways = ("utf-16-le", "utf-16-be", "utf-32-le")
        wide = (data[shift:].decode(way, "replace") for way in ways for shift in (0, 1))
        yield flat(place, " | ".join([data.decode("latin-1"), *wide]))
        return
    if name.casefold().endswith((".ipynb", ".json")):
        try:
            notebook = json.loads(text)
        except (ValueError, RecursionError):
            notebook = None
        if notebook is not None:
            yield from _strings(place, notebook, deep, seen)
            return
    if name.casefold().endswith(".jsonl"):
        for line in text.splitlines():
            try:
                yield from _strings(place, json.loads(line), deep, seen)
            except (ValueError, RecursionError):
                continue
    yield from _marked_up(place, text, deep, seen)


def _marked_up(place: str, text: str, deep: int, seen: list[int]) -> Iterator[Piece]:
    """Text that may be HTML, XML or SVG, with pictures and packed text inside it."""
    for number, inside in enumerate(packed_in(text) if deep < MOST_DEEP else (), start=1):
        yield from _contents(f"{place}, packed in it {number}", "", inside, deep + 1, seen)
    yield read_text(place, text)


def _strings(place: str, value: Any, deep: int, seen: list[int]) -> Iterator[Piece]:
    """Every string of a notebook or of other JSON, keys included, with where it stands."""
    if isinstance(value, dict):
        row = " ".join(str(inner) for inner in value.values() if isinstance(inner, (str, int, float)))
        yield Piece(place, row, (), False)
        for key, inner in value.items():
            picture = isinstance(key, str) and key.startswith(("image/", "application/pdf")) and "svg" not in key
            inner = (
                "".join(inner)
                if isinstance(inner, list) and inner and all(isinstance(x, str) for x in inner)
                else inner
            )
            if picture and isinstance(inner, str):
                inside = from_base64(inner)
                if inside:
                    yield from _contents(f"{place}, picture", "", inside, deep, seen)
                    continue
            yield Piece(place, str(key), (str(key),), True)
            known = key if key in ("cells", "outputs", "metadata", "source", "text", "data", "attachments") else ""
            yield from _strings(f"{place}, {known}" if known else place, inner, deep, seen)
    elif isinstance(value, list):
        row = " ".join(str(inner) for inner in value if isinstance(inner, (str, int, float)))
        if row:
            yield Piece(place, row, (row,), False)
        for number, inner in enumerate(value, start=1):
            yield from _strings(f"{place} {number}", inner, deep, seen)
    elif isinstance(value, str):
        yield from _marked_up(place, value, deep, seen)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield Piece(place, str(value), (str(value),), False)
