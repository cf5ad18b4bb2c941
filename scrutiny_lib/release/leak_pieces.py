"""Every piece of text in a file that is to leave, also what a reader does not see: metadata, names, pictures."""

from __future__ import annotations

import base64
import binascii
import bz2
import gzip
import html
import json
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from .leak_escapes import other_readings
from .leak_pictures import words_of_pdf, words_of_picture

MOST_DEEP = 4
MOST_BYTES = 400_000_000
"""Archives in archives are opened this deep, and unpacked to this many bytes in all; beyond, OSError: not searched."""

_DATA = re.compile(r"data:[\w.+/-]*(?:;[\w=.-]+)*;base64,((?:[A-Za-z0-9+/=_\s-]|%[0-9A-Fa-f]{2})+)", re.IGNORECASE)
_PACKED = re.compile(r"(?<![\w+/-])[A-Za-z0-9+/_-]{20,}={0,2}(?![\w+/-])")
_UNREADABLE = (b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SAID = re.compile(r"""<!--(.*?)-->|content\s*:\s*["']([^"']*)["']""", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>", re.DOTALL)
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|cite|code|em|i|mark|q|s|small|span|strong|sub|sup|time|u|wbr|font|big|del|ins|label|r|t|tspan|proofErr|bookmarkStart|bookmarkEnd|lastRenderedPageBreak|rPr|rFont|sz)\b[^<>]*>",
    re.I,
)
_VALUE = re.compile(r"""=\s*(?:"([^"<>]*)"|'([^'<>]*)')""")
_PICTURES = (b"\x89PNG", b"\xff\xd8", b"GIF8", b"RIFF", b"II*\x00", b"MM\x00*")


class Piece(NamedTuple):
    """Text from one place: all of it, its blocks as a reader sees them, and whether it was written to be read."""

    place: str
    text: str
    blocks: tuple[str, ...]
    readable: bool


def pieces_of(path: Path) -> Iterator[Piece]:
    """The text of a file, or of every file below a folder, with the names of files and folders.

    Raises OSError when something cannot be read, or holds more than is searched.
    """
    if not path.exists():
        raise FileNotFoundError("There is nothing to search: the file or folder is not there.")
    yield _name(path.name, "the name of the file" if path.is_file() else "the name of the folder")
    for number, file in enumerate(sorted(path.rglob("*")) if path.is_dir() else [path], start=1):
        below = file.relative_to(path).as_posix() if file != path else file.name
        if file != path:
            yield _name(file.name, f"the name of {'file' if file.is_file() else 'folder'} {number}")
        if file.is_file():
            yield from _contents(
                f"file {number} ({file.suffix or 'no ending'})" if below != file.name or path.is_dir() else "the file",
                file.name,
                file.read_bytes(),
                0,
                [0],
            )


def _name(name: str, place: str) -> Piece:
    said = unquote(name)
    return Piece(place, said, (re.sub(r"[_\-.]+", " ", said),), False)


def _contents(place: str, name: str, data: bytes, deep: int, seen: list[int]) -> Iterator[Piece]:
    seen[0] += len(data)
    if seen[0] > MOST_BYTES or deep > MOST_DEEP:
        raise OSError("It unpacks to more than can be searched.")
    if data.startswith(_UNREADABLE):
        raise OSError("It is packed in a way that cannot be searched.")
    unpacked = _unzipped(data)
    if unpacked is not None:
        yield from _contents(f"{place}, unpacked", name.rpartition(".")[0], unpacked, deep + 1, seen)
    elif zipfile.is_zipfile(BytesIO(data)):
        yield from _archive(place, data, deep, seen)
        if not data.startswith(b"PK"):
            yield _flat(place, data.decode("latin-1"))
    elif data.startswith(_PICTURES):
        yield _flat(place, words_of_picture(data))
    elif data.startswith(b"%PDF"):
        yield _flat(place, words_of_pdf(data))
    else:
        yield from _written(place, name, data, deep, seen)


def _unzipped(data: bytes) -> bytes | None:
    """What gzip, bzip2 or xz packed, up to the most that is searched; None for anything else."""
    for magic, opened in ((b"\x1f\x8b", gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ", lzma.open)):
        if data.startswith(magic):
            try:
                with opened(BytesIO(data)) as stream:
                    return bytes(stream.read(MOST_BYTES))
            except (OSError, EOFError, zlib.error, lzma.LZMAError):
                return None
    return None


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
            label = (
                part.filename
                if re.match(r"(?:xl|docProps|word|ppt|_rels)/[\w./-]+$|\[Content", part.filename)
                else f"part {number}"
            )
            yield from _contents(f"{place}, {label}", part.filename, _unpacked(archive, part), deep + 1, seen)


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
        yield _flat(place, " | ".join([data.decode("latin-1"), *wide]))
        return
    if name.casefold().endswith((".ipynb", ".json")):
        try:
            notebook = json.loads(text)
        except (ValueError, RecursionError):
            notebook = None
        if notebook is not None:
            yield from _strings(place, notebook, deep, seen)
            return
    yield from _marked_up(place, text, deep, seen)


def _marked_up(place: str, text: str, deep: int, seen: list[int]) -> Iterator[Piece]:
    """Text that may be HTML, XML or SVG: what is read, what stands in attributes and remarks, pictures inside."""
    for number, found in enumerate(_DATA.findall(text), start=1):
        inside = _from_base64(found)
        if inside:
            yield from _contents(f"{place}, picture {number}", "", inside, deep + 1, seen)
    bare = _DATA.sub("data:", text)
    for packed in _PACKED.findall(bare) if deep < MOST_DEEP else ():
        inside = _from_base64(packed)
        if inside and (inside.startswith((b"\x1f\x8b", b"PK", b"%PDF", *_PICTURES)) or inside.isascii()):
            yield from _contents(f"{place}, packed text", "", inside, deep + 1, seen)
    if not re.search(r"<[A-Za-z!?/]", bare):
        yield _plain(place, bare)
        return
    joined = html.unescape(_TAG.sub(" | ", _INLINE.sub("", _COMMENT.sub("", bare))))
    attributes = [html.unescape(first or second) for first, second in _VALUE.findall(bare)]
    spaced = html.unescape(re.sub(r"[<>]", " ", bare))
    blocks = tuple(" ".join(block.split()) for block in [*joined.split(" | "), *attributes] if block.strip())
    yield Piece(
        place,
        " \n".join([joined, unquote(spaced), *other_readings(html.unescape(bare)), " ".join(attributes)]),
        blocks,
        bool(re.search(r"<(?:html|body|p|div|svg|si|t)\b", bare, re.I)),
    )


def _plain(place: str, text: str) -> Piece:
    said = html.unescape(text) if "&" in text else text
    said = "\n\n".join([said, *other_readings(said)])
    return Piece(place, said, tuple(_paragraphs(said)), True)


def _paragraphs(text: str) -> Iterator[str]:
    """Lines, and paragraphs of several lines."""
    for block in re.split(r"\n\s*\n", text):
        lines = [line for line in block.splitlines() if line.strip()]
        yield from lines
        if len(lines) > 1:
            yield " ".join(lines)


def _strings(place: str, value: Any, deep: int, seen: list[int]) -> Iterator[Piece]:
    """Every string of a notebook or of other JSON, keys included, with where it stands."""
    if isinstance(value, dict):
        for key, inner in value.items():
            picture = isinstance(key, str) and key.startswith(("image/", "application/pdf")) and "svg" not in key
            inner = (
                "".join(inner)
                if isinstance(inner, list) and inner and all(isinstance(x, str) for x in inner)
                else inner
            )
            if picture and isinstance(inner, str):
                inside = _from_base64(inner)
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


def _flat(place: str, text: str) -> Piece:
    return Piece(place, text, tuple(_paragraphs(text)), False)


def _from_base64(text: str) -> bytes:
    """What is packed in base64, of links too and without its filling; nothing where it is none."""
    tidy = re.sub(r"\s|=|%3[dD]", "", text).replace("%2B", "+").replace("%2F", "/").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(tidy + "=" * (-len(tidy) % 4))
    except (binascii.Error, ValueError):
        return b""


def hidden_text(page: str) -> tuple[Piece, tuple[str, ...]]:
    """A page with all that a reader does not see; and what stands in attributes, remarks and styles, each by itself.

    >>> hidden_text('<p data-who="Kai">x<!-- y --></p>')[1]
    ('Kai', 'y')
    """
    bare = _DATA.sub("data:", page)
    piece = next(iter(_marked_up("page", bare, MOST_DEEP, [0])))
    attributes = [html.unescape(first or second) for first, second in _VALUE.findall(bare)]
    remarks = [first or second for first, second in _SAID.findall(bare)]
    return piece, tuple(" ".join(said.split()) for said in [*attributes, *remarks] if said.strip())
