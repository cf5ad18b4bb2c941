"""What both writers of REFI-QDA need: GUIDs that stay the same, text as XML can hold it, codes, and a safe file.

Method: REFI-QDA 1.5 (2019) and its schemas ``Codebook.xsd`` and ``Project.xsd``; GUIDs are name-based (RFC 4122,
version 5), so that the same project always gives the same file.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from scrutiny_lib.intake.qda_description import FIELDS, is_flat, join_description, join_id
from scrutiny_lib.intake.qda_project import Project, qda_table

ORIGIN = "Scrutiny Workbench"
ORIGIN_UTF16 = "Scrutiny Workbench (UTF-16 positions)"
"""What a file of ours says it comes from; the second says that its positions are counted as NVivo counts them."""

CODES_NAMESPACE = "6b1f4f0e-6a0e-5b0a-9d53-7f1d3a6f2c11"
"""The GUID of a code is made in this namespace, unless its codebook names another."""

TABLES = ("codes", "sources", "coders", "codings", "cases", "case_sources", "variables", "notes", "sets")
"""The tables of a project that a file can carry."""

_GUID = re.compile(r"\{?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_COLOR = re.compile("#(?:[A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})")
_IN_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_IN_ATTRIBUTE = _IN_TEXT | str.maketrans({'"': "&quot;", "\t": "&#9;", "\n": "&#10;"})
_REPLACED = "\ufffd"


def guid_in(namespace: str, name: str) -> str:
    """The GUID of a name in a namespace: version 5, small letters.

    >>> guid_in("6b1f4f0e-6a0e-5b0a-9d53-7f1d3a6f2c11", "V1") == str(
    ...     uuid.uuid5(uuid.UUID("6b1f4f0e-6a0e-5b0a-9d53-7f1d3a6f2c11"), "V1"))
    True
    """
    hashed = hashlib.sha1(_space(namespace) + name.encode("utf-8", "surrogatepass"), usedforsecurity=False).digest()
    digest = bytearray(hashed[:16])
    digest[6], digest[8] = digest[6] & 0x0F | 0x50, digest[8] & 0x3F | 0x80
    figures = digest.hex()
    return f"{figures[:8]}-{figures[8:12]}-{figures[12:16]}-{figures[16:20]}-{figures[20:]}"


@cache
def _space(namespace: str) -> bytes:
    return uuid.UUID(namespace).bytes


@dataclass
class Page:
    """The lines of one XML file as they are written, and what had to be left out or changed on the way.

    ``lost`` counts sentences with ``{n}`` in them; :meth:`sentences` fills the counts in.
    """

    namespace: str = CODES_NAMESPACE
    lines: list[str] = field(default_factory=list)
    lost: dict[str, int] = field(default_factory=dict)
    _given: dict[tuple[str, str], str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)
    _spaces: dict[str, str] = field(default_factory=dict)

    def lose(self, sentence: str, times: int = 1) -> None:
        """Count something that is not carried as it is."""
        if times:
            self.lost[sentence] = self.lost.get(sentence, 0) + times

    def sentences(self) -> list[str]:
        """What was counted, one sentence each, in the order first met."""
        return [sentence.format(n=times) for sentence, times in self.lost.items()]

    def guid(self, kind: str, name: str) -> str:
        """The GUID of a thing: its own id where that is one, else made of it. No two things of a file share one."""
        known = self._given.get((kind, name))
        if known is not None:
            return known
        space = self._spaces.setdefault(
            kind, self.namespace if kind == "code" else guid_in(CODES_NAMESPACE, f"kind: {kind}")
        )
        guid = name.strip("{}").lower() if _GUID.fullmatch(name) else guid_in(space, name)
        while guid in self._taken:
            guid = guid_in(space, f"{guid} {name}")
        self._taken.add(guid)
        self._given[kind, name] = guid
        return guid

    def own_id(self, identifier: str, guid: str) -> str:
        """The id to be kept in a description's first line: ``""`` where the GUID alone gives it back."""
        if identifier == guid:
            return ""
        lines = "\n" in identifier or "\r" in identifier or is_flat(identifier)
        if not identifier or lines or _NOT_IN_XML.search(identifier):
            self.lose(
                "Ids that are empty or hold line ends, headings or control characters, replaced by their GUID: {n}."
            )
            return ""
        return identifier

    def kept(self, identifier: str, guid: str, description: str) -> str:
        """The description of a source, case, note or set, with its id where needed."""
        return join_id(self.own_id(identifier, guid), description)

    def text(self, words: str) -> str:
        """Words between two tags."""
        return self._allowed(words).translate(_IN_TEXT)

    def attribute(self, name: str, value: str, *, empty: bool = False) -> str:
        """One attribute with a space before it; nothing at all for no value, unless ``empty``."""
        return f' {name}="{self._allowed(value).translate(_IN_ATTRIBUTE)}"' if value or empty else ""

    def _allowed(self, words: str) -> str:
        if words.isprintable():
            return words
        allowed, times = _NOT_IN_XML.subn(_REPLACED, words)
        self.lose(
            "Characters that XML forbids (control characters and the like) in names, descriptions, values or notes, "
            "replaced by U+FFFD: {n}.",
            times,
        )
        return allowed

    def add(self, line: str) -> None:
        """One more line."""
        self.lines.append(line)

    def described(self, words: str) -> None:
        """A Description, where there is one."""
        if words:
            self.add(f"<Description>{self.text(words)}</Description>")

    def encoded(self) -> bytes:
        """The file."""
        return ("\n".join(['<?xml version="1.0" encoding="UTF-8"?>', *self.lines]) + "\n").encode("utf-8")


def whole(project: Project) -> Project:
    """The same project with every column that its tables promise, in their order."""
    tables: dict[str, Any] = {name: qda_table(name, getattr(project, name)) for name in TABLES}
    return replace(project, **tables)


def write_codes(page: Page, project: Project, notes: Mapping[str, Sequence[str]]) -> None:
    """``Codes`` with every code below the one it stands under; ``notes`` are the GUIDs of the notes on each code.

    A code whose parent is not there, or that stands under itself, comes to the top and is counted as such; of
    two codes with one id the second is left out; one without a name is called by its id; what is no colour is left out.
    """
    rows: dict[str, Mapping[Any, Any]] = {}
    for row in project.codes.to_dict("records"):
        rows.setdefault(str(row["code"]), row)
    page.lose("Codes with the id of another code, left out: {n}.", len(project.codes) - len(rows))
    below: dict[str, list[str]] = defaultdict(list)
    for code in rows:
        parent = str(rows[code]["parent"])
        if parent and parent not in rows:
            page.lose("Codes under a code that is not there, put at the top: {n}.")
        below[parent if parent in rows else ""].append(code)
    page.add("<Codes>")
    written: set[str] = set()
    _write_below(page, rows, below, below[""], notes, written)
    for code in rows:
        if code not in written:
            page.lose("Codes that stand under themselves, put at the top: {n}.")
            _write_below(page, rows, below, [code], notes, written)
    page.add("</Codes>")


def _write_below(
    page: Page,
    rows: Mapping[str, Mapping[Any, Any]],
    below: Mapping[str, Sequence[str]],
    first: Sequence[str],
    notes: Mapping[str, Sequence[str]],
    written: set[str],
) -> None:
    waiting: list[str | None] = list(reversed(first))
    while waiting:
        code = waiting.pop()
        if code is None:
            page.add("</Code>")
        elif code not in written:
            written.add(code)
            row = {key: str(value) for key, value in rows[code].items()}
            guid = page.guid("code", code)
            if not row["name"]:
                page.lose("Codes without a name, called by their id: {n}.")
            if row["color"] and not _COLOR.fullmatch(row["color"]):
                page.lose("Colours that are not of the form #RRGGBB, left out: {n}.")
                row["color"] = ""
            page.add(
                f'<Code guid="{guid}"{page.attribute("name", row["name"] or code, empty=True)}'
                f' isCodable="{"true" if rows[code]["codable"] else "false"}"{page.attribute("color", row["color"])}>'
            )
            said = {name: row[name] for name in FIELDS}
            page.described(join_description(id=page.own_id(code, guid), rest=row["description"], **said))
            for note in notes.get(code, ()):
                page.add(f'<NoteRef targetGUID="{note}"/>')
            waiting.append(None)
            waiting.extend(reversed(below.get(code, ())))


def write_set(page: Page, guid: str, name: str, description: str, members: Sequence[str]) -> None:
    """One ``Set``; ``members`` are its lines."""
    page.add(f'<Set guid="{guid}"{page.attribute("name", name, empty=True)}>')
    page.described(description)
    page.lines.extend(members)
    page.add("</Set>")


def write_whole(path: Path, data: bytes) -> None:
    """Write a file through a temporary name, so that a reader never sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
