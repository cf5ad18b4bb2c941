"""The words of a source in a coded project, exactly: inside the project's XML, or in a text file of the container."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from scrutiny_lib.intake.qda_lost import Lost
from scrutiny_lib.intake.qda_package import QdpxPackage
from scrutiny_lib.intake.qda_xml import AGAIN
from scrutiny_lib.intake.raw import refusal

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?://)?(.*)", re.DOTALL)
_MARK = b"\xef\xbb\xbf"


class Words(NamedTuple):
    """A text without its byte order mark, and whether it had one."""

    text: str
    bom: bool


class WordsReader:
    """Finds and decodes the words of sources and notes; what keeps one from being read is counted as lost."""

    def __init__(self, package: QdpxPackage, lost: Lost):
        self._package = package
        self._lost = lost
        self._read: dict[str, Words] = {}

    def of(self, element: Element) -> Words | None:
        """The words of a text source, transcript or note; ``None`` where they are not in the file.

        Raises :class:`~scrutiny_lib.errors.Refused` for a path that leads out of the container (F12).
        """
        content, path = element.find("PlainTextContent"), element.get("plainTextPath", "").strip()
        said = "" if content is None else content.text or ""
        if content is not None and (not path or (said and not said.isspace())):
            return Words(said, False)
        if not path:
            if element.get("richTextPath"):
                self._lost.add("texts that are there only with their styles (.docx)")
            return None
        name = self._named(path)
        if name is None:
            self._lost.add("texts that are outside the file (relative and absolute paths are never followed)")
        return self._decoded(name) if name else None

    def count_unused(self, root: Element) -> None:
        """Count what is in the file and no element of its project refers to."""
        paths = {path for element in root.iter() if (path := element.get("plainTextPath", "").strip())}
        self._package.count_unused({name for name in map(self._named, paths) if name}, self._lost)

    def _named(self, path: str) -> str | None:
        """The part that a path means: ``""`` where there is none, ``None`` where it means something outside."""
        scheme = _SCHEME.fullmatch(path)
        if scheme and scheme[1].casefold() != "internal":
            return None
        inside = (scheme[2] if scheme else path).replace("\\", "/").lstrip("/")
        if ".." in unquote(inside).replace("\\", "/").split("/"):
            raise refusal("F12", "The path of a text leads out of the file.", AGAIN, self._package.file)
        return self._package.find(inside)

    def _decoded(self, name: str) -> Words:
        if name not in self._read:
            data = self._package.read(name)
            self._read[name] = Words(self._text(data.removeprefix(_MARK)), data.startswith(_MARK))
        return self._read[name]

    def _text(self, data: bytes) -> str:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252"
        said = "The bytes of a text that is not in UTF-8 are not kept; it was read as "
        try:
            text = data.decode(encoding)
            self._lost.remark(f"{said}{'UTF-16' if encoding == 'utf-16' else 'Windows-1252'}.")
        except UnicodeDecodeError:
            text = data.decode("latin-1")
            self._lost.remark(f"{said}Latin-1.")
        return text
