"""A coded project from another tool: one ``.qdpx`` file of REFI-QDA (``urn:QDA-XML:project:1.0``).

Read in memory; nothing of it is ever written to disk. Texts stay as they are, letter for letter; what differs between
tools is how they count positions (:mod:`scrutiny_lib.intake.qda_positions`).
"""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element

import numpy as np
import pandas as pd

from scrutiny_lib.intake.qda_cases import CasesReader, Place
from scrutiny_lib.intake.qda_codes import Ids, is_ours, read_codes, read_sets
from scrutiny_lib.intake.qda_lost import Lost
from scrutiny_lib.intake.qda_notes import NotesReader
from scrutiny_lib.intake.qda_package import QdpxPackage
from scrutiny_lib.intake.qda_positions import Selections, choose_positions, is_copy
from scrutiny_lib.intake.qda_project import Project, qda_table
from scrutiny_lib.intake.qda_sources import Coded, Source, SourcesReader
from scrutiny_lib.intake.qda_spans import Spans
from scrutiny_lib.intake.qda_words import WordsReader
from scrutiny_lib.intake.qda_xml import AGAIN, namespace_differs, own_guid, read_tree, unknown_within
from scrutiny_lib.intake.raw import refusal

NAMESPACE = "urn:QDA-XML:project:1.0"

_PARTS = {
    "Users", "CodeBook", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Graphs", "Description", "NoteRef",
}  # fmt: skip


def read_qdpx(path: Path | str, positions: str = "") -> Project:
    """Read a project: codes, texts, who gave which code to which stretch, cases, variables, notes, sets.

    Parameters
    ----------
    path : Path or str
        The file. Parts are found whatever their case, elements by their local names.
    positions : str
        How the file counts positions: ``"code points"``, ``"utf-16"``, ``"code points, CRLF as one"`` or ``"utf-16,
        CRLF as one"``; ``""`` (the default) finds out.

    Returns
    -------
    Project
        A thing is known by its GUID (small letters, no braces); in a file that we made, by our own id. ``codings`` are
        in the order of sources and then of stretches, each once, code points with the end exclusive; a code given to a
        whole source is one to its whole text. A selection that lies outside its text is in ``lost``, never moved or
        clipped. ``readings`` says how positions were counted.

    Raises
    ------
    PositionsUnclear
        Two ways of counting fit nearly as well; its ``choices`` are for the analyst to look at (Q20).
    Refused
        Empty (F01), not there or not to be opened (F02, F16, F19, F21), password-protected (F03), another kind of file,
        damaged or not whole (F07), a zip bomb (F09), a document type or entity (F10), a part outside the file (F12),
        XML too deep (F15), ``positions`` that is not known (Q21).
    """
    path = Path(path)
    with QdpxPackage(path) as package:
        name = package.project_name()
        lost = Lost()
        if name != "project.qde":
            lost.remark("The project in the file is not called project.qde; it is the only one, and was read.")
        root = read_tree(package.read(name), path.name)
        if root.tag.casefold() != "project":
            fact = "What the file calls its project is not a project of REFI-QDA."
            raise refusal("F07", fact, AGAIN, path.name)
        return _ProjectReader(root, package, lost).read(positions)


class _ProjectReader:
    """Puts a project together from its parts."""

    def __init__(self, root: Element, package: QdpxPackage, lost: Lost):
        self._root = root
        self._package = package
        self._words = WordsReader(package, lost)
        self._lost = lost
        self._origin = root.get("origin", "")
        self._ids = Ids(is_ours(self._origin, root.iter("Code")), lost)
        self._coders: list[dict[str, object]] = []
        self._cases = CasesReader(root, self._ids, lost)
        self._places: dict[str, Place] = {}
        self._codings: list[tuple[str, int, int, str, str]] = []
        self._said_nothing: list[str] = []

    def read(self, positions: str) -> Project:
        root, lost, ids = self._root, self._lost, self._ids
        if namespace_differs(root, NAMESPACE):
            lost.remark(
                "The file names another version of the format than REFI-QDA 1.0; it was read by the names of elements."
            )
        users = [] if (found := root.find("Users")) is None else found.findall("User")
        for number, user in enumerate(users):
            wanted, name = user.get("id", ""), user.get("name", "")
            if ids.ours and not wanted:  # a coder without a name of its own stands under its id
                wanted, name = name, ""
            self._coder(own_guid(user, "user", number), wanted, name)
        all_codes = root.find("CodeBook/Codes")
        cases = self._cases.read(all_codes)
        codes = read_codes(all_codes, ids, lost, self._cases.guids)
        reader = SourcesReader(self._words, ids, lost)
        reader.read(list(found) if (found := root.find("Sources")) is not None else [])
        notes = NotesReader(root, self._words, ids, lost, self._coder)
        selections = {source.id: _selections(source) for source in reader.found.values()}
        spans, readings = choose_positions(selections, self._origin, self._package.file, positions)
        for source in reader.found.values():
            self._place(source, spans[source.id], notes)
        belong, named = self._cases.belonging(self._places)
        lost.add("selections with nothing said of them", sum(guid not in named for guid in self._said_nothing))
        notes.read_references(all_codes, self._places)
        variables = self._cases.variables(reader.found)
        sets = read_sets(root.find("Sets"), ids, lost)
        lost.add("elements that the format does not have", unknown_within(root, _PARTS))
        lost.add("elements that the format does not have", unknown_within(root.find("CodeBook"), ("Codes",)))
        lost.add("graphs", sum(1 for _ in root.iter("Graph")))
        self._words.count_unused(root)
        return Project(
            codes=codes,
            sources=qda_table("sources", [_row(source) for source in reader.found.values()]),
            coders=qda_table("coders", self._coders),
            codings=self._table(list(reader.found)),
            cases=cases,
            lost=lost.sentences(),
            case_sources=belong,
            variables=variables,
            notes=notes.table(),
            sets=sets,
            readings=readings,
            name=root.get("name", ""),
            origin=self._origin,
        )

    def _coder(self, guid: str, wanted: str = "", name: str = "") -> str:
        """The id of a coder; one that the file does not list is taken in without a name."""
        known = self._ids.of("coder", guid)
        if guid and not known:
            known = self._ids.new("coder", guid, wanted)
            self._coders.append({"coder": known, "name": name})
        return known

    def _place(self, source: Source, spans: Spans, notes: NotesReader) -> None:
        """Everything that is said of one source and of stretches of it."""
        text, lost = source.words.text, self._lost
        for note in source.notes:
            notes.on(note, "source", source.id)
        self._code(source.whole, (source.id, 0, len(text)), whole=True)
        placed = zip(source.selected, spans.start.tolist(), spans.end.tolist(), spans.fits.tolist(), strict=True)
        for selected, start, end, fits in placed:
            if not fits:
                lost.add("selections that point outside their text or end before they begin", source=source.id)
                lost.add("codings of selections that point outside their text", len(selected.codings), source.id)
                lost.add(
                    "memos on selections that point outside their text",
                    len(selected.notes) + bool(selected.description),
                )
                continue
            place = self._places.setdefault(selected.guid, (source.id, start, end))
            self._code(selected.codings, place)
            for note in selected.notes:
                notes.on_passage(note, place)
            if selected.description:
                notes.describe(selected.guid, place, selected.description, (self._coder(selected.by), selected.on))
            elif not (selected.codings or selected.notes):
                self._said_nothing.append(selected.guid)
            if selected.name.strip() and not is_copy(selected.name, text, start, end):
                lost.add("names of selections that are not a copy of their words")

    def _code(self, codings: list[Coded], place: Place, *, whole: bool = False) -> None:
        for code, coder in codings:
            if code in self._cases.guids:
                self._cases.add(code, place[0], None if whole else place)
            elif known := self._ids.of("code", code):
                self._codings.append((*place, known, self._coder(coder)))
            else:
                self._lost.add("codings with a code that is not in the codebook")

    def _table(self, sources: list[str]) -> pd.DataFrame:
        """The codings, each once, in the order of the sources and then of their stretches."""
        frame = pd.DataFrame(self._codings, columns=["source", "start", "end", "code", "coder"])
        once = frame.drop_duplicates()
        self._lost.add("codings that repeat another in every way", len(frame) - len(once))
        order = pd.Series(range(len(sources)), index=sources)
        ordered = once.assign(at=once["source"].map(order)).sort_values(["at", "start", "end"], kind="stable")
        return qda_table("codings", ordered.drop(columns="at"))


def _selections(source: Source) -> Selections:
    start = np.array([selected.start for selected in source.selected], dtype=np.int64)
    end = np.array([selected.end for selected in source.selected], dtype=np.int64)
    return Selections(source.words.text, start, end, [selected.name for selected in source.selected])


def _row(source: Source) -> dict[str, object]:
    return {
        "source": source.id,
        "name": source.name,
        "text": source.words.text,
        "bom": source.words.bom,
        "description": source.description,
    }
