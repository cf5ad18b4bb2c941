"""The message of a children in need census, read one child at a time and forgotten again.

A file that somebody else made may be broken or made to do harm: document types and entities are refused, so
are nesting, tags and children of a size no census has, and nothing of a child stays in memory once its row is
made. Names come without their namespace prefix. Comments, processing instructions and attributes say nothing
here."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from scrutiny_lib.errors import Refused
from scrutiny_lib.intake.plain_file import check_file
from scrutiny_lib.intake.raw import refusal
from scrutiny_lib.intake.text import cell

PARTS = ("Header", "Child")
"""The elements that :func:`read_message` gives, whole, as each one ends."""

MAX_BYTES = 200_000_000
MAX_DEPTH = 50
MAX_TAG = 1_000_000
MAX_ELEMENTS = 100_000
"""Beyond these a file is refused: its size, elements within elements, bytes of one tag or comment, elements of
one child."""

_CHUNK = 65_536
_AGAIN = "Make the extract again."
_OTHER_KINDS = {
    b"PK\x03\x04": "an Excel workbook or another zip file",
    b"\xd0\xcf\x11\xe0": "an old or password-protected Excel workbook",
    b"%PDF": "a PDF",
}
_BAD_BYTES = {
    expat.errors.codes[message]
    for message in (
        expat.errors.XML_ERROR_INVALID_TOKEN,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
        expat.errors.XML_ERROR_UNKNOWN_ENCODING,
        expat.errors.XML_ERROR_INCORRECT_ENCODING,
    )
}


class Broken(Exception):
    """The file is not whole XML; ``line`` and ``column`` (from 1) say where, ``code`` is expat's."""

    def __init__(self, code: int, line: int, column: int):
        super().__init__("not whole XML")
        self.code, self.line, self.column = code, line, column


def read_message(path: Path, encoding: str | None = None) -> Iterator[Element]:
    """Every header and child of the file, in its order.

    Parameters
    ----------
    path : Path
        The file.
    encoding : str, optional
        What to read the bytes as, whatever the file says of itself (see :func:`true_encoding`).

    Raises
    ------
    Refused
        Empty (F01), another kind of file (F07), forbidden XML (F10), larger than a census can be (F15).
    Broken
        Not whole XML.
    OSError
        The file is not there or cannot be opened.
    """
    name = path.name
    check_file(path, MAX_BYTES, "Split it by child.")
    with path.open("rb") as file:
        _check_kind(file.read(4096), name)
        file.seek(0)
        parts = _Parts(name)
        parser = parts.parser(encoding)
        read = 0
        while chunk := file.read(_CHUNK):
            read += len(chunk)
            _parse(parser, chunk, False)
            if read - parser.CurrentByteIndex > MAX_TAG:
                fact = f"A tag or comment is longer than {MAX_TAG:,} characters."
                raise _refused("F15", fact, name, parser)
            yield from parts.take()
        _parse(parser, b"", True)
        yield from parts.take()


def true_encoding(path: Path, broken: Broken) -> str | None:
    """What the bytes of the file are, where that is why it broke; ``None`` where it is not.

    A file that calls itself UTF-16 but is UTF-8 is ``"utf-8"``; one that is not UTF-8, whatever it says, is
    ``"windows-1252"``."""
    if broken.code not in _BAD_BYTES:
        return None
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return "windows-1252"
    wrong_name = broken.code != expat.errors.codes[expat.errors.XML_ERROR_INVALID_TOKEN]
    return "utf-8" if wrong_name else None


def inside(element: Element, name: str) -> list[Element]:
    """The elements of this name directly inside another."""
    return [child for child in element if child.tag == name]


def text_of(element: Element) -> str:
    """The element's own text as one clean cell."""
    return cell(element.text or "")


def _check_kind(head: bytes, name: str) -> None:
    if not head.strip():
        raise refusal("F01", "The file is empty.", _AGAIN, name)
    cure = "Give the CIN census file itself (.xml)."
    for start, kind in _OTHER_KINDS.items():
        if head.startswith(start):
            raise refusal("F07", f"The file is not XML but {kind}.", cure, name)


def _refused(rule: str, fact: str, name: str, parser: expat.XMLParserType) -> Refused:
    return refusal(rule, f"{fact} (line {parser.CurrentLineNumber})", _AGAIN, name)


def _parse(parser: expat.XMLParserType, chunk: bytes, last: bool) -> None:
    try:
        parser.Parse(chunk, last)
    except expat.ExpatError as error:
        raise Broken(error.code, error.lineno, error.offset + 1) from None
    except (LookupError, ValueError):  # an encoding that Python does not know, or of several bytes a letter
        code = expat.errors.codes[expat.errors.XML_ERROR_UNKNOWN_ENCODING]
        raise Broken(code, parser.CurrentLineNumber, 1) from None


class _Parts:
    """Builds the tree of each header and child, and of nothing else."""

    def __init__(self, name: str):
        self._name = name
        self._done: list[Element] = []
        self._builder: TreeBuilder | None = None
        self._depth = self._opened = self._elements = 0

    def parser(self, encoding: str | None) -> expat.XMLParserType:
        """A parser that fills this."""
        parser = self._parser = expat.ParserCreate(encoding)
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._forbid
        parser.EntityDeclHandler = self._forbid
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        return parser

    def take(self) -> list[Element]:
        """What has ended since the last time."""
        taken, self._done = self._done, []
        return taken

    def _forbid(self, *_: object) -> None:
        cure = "Make the extract again; do not open this one."
        raise refusal(
            "F10", "The file contains forbidden XML (a document type or entity).", cure, self._name
        )

    def _start(self, tag: str, _: object) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            fact = f"Elements stand within elements more than {MAX_DEPTH} deep."
            raise _refused("F15", fact, self._name, self._parser)
        name = tag.rpartition(":")[2]
        if self._builder is None:
            if name not in PARTS:
                return
            self._builder, self._opened, self._elements = TreeBuilder(), self._depth, 0
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            fact = f"One child has more than {MAX_ELEMENTS:,} elements."
            raise _refused("F15", fact, self._name, self._parser)
        self._builder.start(name, {})

    def _end(self, tag: str) -> None:
        if self._builder is not None:
            self._builder.end(tag.rpartition(":")[2])
            if self._depth == self._opened:
                self._done.append(self._builder.close())
                self._builder = None
        self._depth -= 1

    def _text(self, text: str) -> None:
        if self._builder is not None:
            self._builder.data(text)
