"""The memos of a coded project: notes with an author and a date, and descriptions that tools use as memos."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element

import pandas as pd

from scrutiny_lib.intake.qda_cases import Place
from scrutiny_lib.intake.qda_codes import Ids
from scrutiny_lib.intake.qda_lost import Lost
from scrutiny_lib.intake.qda_project import qda_table
from scrutiny_lib.intake.qda_words import WordsReader
from scrutiny_lib.intake.qda_xml import guid_of, made_by, made_on, own_guid, targets, words_in

_OF_PROJECT = "description of the project"


class NotesReader:
    """Reads the element ``Notes``; what refers to a note is added with :meth:`on` and :meth:`on_passage`.

    ``coder`` turns the GUID of a user into the coder's id.
    """

    def __init__(self, root: Element, words: WordsReader, ids: Ids, lost: Lost, coder: Callable[[str], str]):
        self._ids = ids
        self._lost = lost
        self._root = root
        self._notes: dict[str, dict[str, object]] = {}
        self._on: dict[str, list[dict[str, object]]] = {}
        self._described: list[dict[str, object]] = []
        notes = [] if (found := root.find("Notes")) is None else found.findall("Note")
        for number, element in enumerate(notes):
            guid = own_guid(element, "note", number)
            id, said = ids.described("note", element, guid)
            if not id:
                continue
            read = words.of(element)
            if read is None:
                lost.add("texts of memos that are not in the file")
            text = read.text if read else ""
            lost.add("descriptions of memos, beside their text", bool(said and text))
            lost.add("codings within memos", sum(1 for _ in element.iter("Coding")))
            marked = element.findall("PlainTextSelection")
            lost.add("places within memos, or of what a memo is about", len(marked))
            made = {"coder": coder(made_by(element)), "on": made_on(element)}
            self._notes[guid] = {"note": id, "name": element.get("name", ""), "text": text or said, **made}

    def on(self, guid: str, of: str, about: str) -> None:
        """A note is about a code, source, case or the project; a reference to no note is counted as lost."""
        self._refer(guid, {"of": of, "about": about})

    def on_passage(self, guid: str, place: Place) -> None:
        """A note is about a stretch of a source."""
        self._refer(guid, {"of": "passage", "about": place[0], "start": place[1], "end": place[2]})

    def describe(self, guid: str, place: Place, text: str, made: tuple[str, str]) -> None:
        """The description of a selection is a memo; ``made`` is by whom and when it was selected, if known."""
        about = {"of": "passage", "about": place[0], "start": place[1], "end": place[2]}
        self._described.append({"note": guid, "name": "", "text": text, "coder": made[0], "on": made[1], **about})

    def read_references(self, codes: Element | None, places: Mapping[str, Place]) -> None:
        """References from codes, from the project, and from links that join a note to something.

        ``places`` are the selections by GUID. Other links are counted as lost.
        """
        for number, code in enumerate([] if codes is None else codes.iter("Code"), start=1):
            for target in targets(code, "NoteRef"):
                guid = own_guid(code, "code", number)
                of = "code" if self._ids.of("code", guid) else "case"
                self.on(target, of, self._ids.of(of, guid))
        for target in targets(self._root, "NoteRef"):
            self.on(target, "project", "")
        links = [] if (found := self._root.find("Links")) is None else found.findall("Link")
        for link in links:
            self._lost.add("memos on links", len(targets(link, "NoteRef")))
            origin, target = guid_of(link.get("originGUID")), guid_of(link.get("targetGUID"))
            if not (self._linked(origin, target, places) or self._linked(target, origin, places)):
                self._lost.add("links between things")
        said = words_in(self._root, "Description")
        if said:
            self._described.append({"note": _OF_PROJECT, "text": said, "of": "project"})

    def table(self) -> pd.DataFrame:
        """One row for each thing that a note is about; a note that is about nothing has one too."""
        rows = [
            {**note, **about}
            for guid, note in self._notes.items()
            for about in self._on.get(guid, [{"of": "", "about": ""}])
        ]
        return qda_table("notes", [*rows, *self._described])

    def _linked(self, guid: str, other: str, places: Mapping[str, Place]) -> bool:
        if guid not in self._notes:
            return False
        for of in ("code", "source", "case"):
            if about := self._ids.of(of, other):
                self.on(guid, of, about)
                return True
        if other in places:
            self.on_passage(guid, places[other])
        return other in places

    def _refer(self, guid: str, about: dict[str, object]) -> None:
        if guid not in self._notes:
            self._lost.add("references to memos that are not in the file")
        elif about not in self._on.setdefault(guid, []):
            self._on[guid].append(about)
