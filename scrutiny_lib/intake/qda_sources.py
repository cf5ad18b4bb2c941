"""The sources of a coded project: texts, and what of PDFs, pictures and recordings is text; what is marked in each.

A PDF has its text in a ``Representation``, a picture in a ``TextDescription``, a recording in its ``Transcript``s. What
is marked on a page, in a picture or in a stretch of time has no place here, and is counted as lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from scrutiny_lib.intake.qda_codes import Ids
from scrutiny_lib.intake.qda_lost import Lost
from scrutiny_lib.intake.qda_words import Words, WordsReader
from scrutiny_lib.intake.qda_xml import guid_of, is_guid, made_by, made_on, own_guid, targets, whole_number, words_in

_TEXT_WITHIN = {"PDFSource": "Representation", "PictureSource": "TextDescription"}
_RECORDINGS = ("AudioSource", "VideoSource")
_NO_TEXT = {
    "TextSource": "sources whose text is not in the file",
    "PDFSource": "PDFs without their text",
    "PictureSource": "pictures",
    "AudioSource": "sound recordings without a transcript",
    "VideoSource": "films without a transcript",
}
_ONLY_TEXT = {
    "PDFSource": "pages of PDFs (their text is carried)",
    "PictureSource": "pictures (what is written about them is carried)",
}
_ON_OTHER = {
    "PDFSelection": "areas of PDF pages",
    "PictureSelection": "areas of pictures",
    "AudioSelection": "stretches of sound recordings",
    "VideoSelection": "stretches of films",
}


class Coded(NamedTuple):
    """One coding as the file has it: the GUIDs of its code and its coder (``""`` where the file does not say)."""

    code: str
    coder: str


@dataclass
class Selected:
    """One selection of a source as the file has it; ``start`` is ``None`` for the whole source."""

    guid: str
    start: int
    end: int
    name: str
    codings: list[Coded]
    notes: list[str]
    description: str
    by: str
    on: str


@dataclass
class Source:
    """One text with all that is marked in it."""

    id: str
    name: str
    words: Words
    description: str
    selected: list[Selected] = field(default_factory=list)
    whole: list[Coded] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    values: list[Element] = field(default_factory=list)


class SourcesReader:
    """Reads the element ``Sources``: :attr:`found` are the texts by id. The GUID of a recording means all its
    transcripts, that of a PDF or picture its text."""

    def __init__(self, reader: WordsReader, ids: Ids, lost: Lost):
        self._reader = reader
        self._ids = ids
        self._lost = lost
        self.found: dict[str, Source] = {}

    def read(self, sources: Sequence[Element]) -> None:
        """Take in every source, in the order of the file."""
        for number, element in enumerate(sources):
            guid = own_guid(element, "source", number)
            if element.tag in _RECORDINGS:
                self._recording(element, guid)
            elif element.tag == "TextSource" or element.tag in _TEXT_WITHIN:
                self._text(element, guid)
            else:
                self._lost.add("sources of an unknown kind")

    def _text(self, element: Element, guid: str) -> None:
        """A text, or the text of a PDF or picture, which is known by the GUID of the whole."""
        tag = element.tag
        within = element.find(_TEXT_WITHIN[tag]) if tag in _TEXT_WITHIN else element
        parts = [element] if within is None or within is element else [element, within]
        words = self._reader.of(within) if within is not None else None
        self._elsewhere(element, within)
        if words is None or within is None:
            self._without_text(parts, _NO_TEXT[tag], guid)
            return
        if tag in _ONLY_TEXT:
            self._lost.add(_ONLY_TEXT[tag])
        source = self._new(element, guid, words)
        if source is None:
            self._not_carried(parts, "sources whose GUID another has", guid)
            return
        if within is not element:
            self._ids.also("source", guid_of(within.get("guid")), source.id)
            source.description = source.description or words_in(within, "Description")
        for part in parts:
            self._whole(source, part)
        for number, selection in enumerate(within.findall("PlainTextSelection")):
            positions = whole_number(selection.get("startPosition")), whole_number(selection.get("endPosition"))
            self._selection(source, selection, number, positions)

    def _recording(self, element: Element, guid: str) -> None:
        """The transcripts of a recording, each a text of its own; variables of the recording are those of each."""
        self._elsewhere(element, None)
        carried = False
        for number, transcript in enumerate(element.findall("Transcript")):
            own = own_guid(transcript, f"transcript of {guid}", number)
            words = self._reader.of(transcript)
            if words is None:
                self._without_text([transcript], "transcripts whose text is not in the file", own)
                continue
            source = self._new(transcript, own, words)
            if source is None:
                self._not_carried([transcript], "sources whose GUID another has", own)
                continue
            source.name = source.name or element.get("name", "")
            self._whole(source, transcript)
            source.values.extend(element.findall("VariableValue"))
            self._ids.also("source", guid, source.id)
            carried = True
            at = {
                guid_of(point.get("guid")): whole_number(point.get("position"))
                for point in transcript.findall("SyncPoint")
            }
            for place, selection in enumerate(transcript.findall("TranscriptSelection")):
                first, last = (at.get(guid_of(selection.get(name))) for name in ("fromSyncPoint", "toSyncPoint"))
                self._selection(source, selection, place, (first, last))
        if carried:
            self._lost.add("recordings (their transcripts are carried)")
            self._lost.add("codings of whole recordings", len(element.findall("Coding")))
            self._lost.add("memos on whole recordings", len(element.findall("NoteRef")))
        else:
            self._without_text([element], _NO_TEXT[element.tag], guid)

    def _new(self, element: Element, guid: str, words: Words) -> Source | None:
        id, said = self._ids.described("source", element, guid)
        if not id:
            return None
        if not words.text:
            self._lost.remark("At least one source has a text of no length; it is carried as it is.")
        if element.get("richTextPath"):
            self._lost.add("styles of texts (.docx beside the plain text)")
        if made_on(element) or made_by(element):
            self._lost.add("who made a source in the tool, and when")
        source = self.found[id] = Source(id, element.get("name", "") or _file_name(element), words, said)
        return source

    def _whole(self, source: Source, part: Element) -> None:
        """What is said of a source as a whole."""
        source.whole.extend(self._codings(part))
        source.notes.extend(targets(part, "NoteRef"))
        source.values.extend(part.findall("VariableValue"))

    def _selection(
        self, source: Source, element: Element, number: int, positions: tuple[int | None, int | None]
    ) -> None:
        start, end = positions
        if start is None or end is None:
            self._lost.add("selections without a position in the text", source=source.id)
            self._lost.add("codings that have no position in their text", len(element.findall("Coding")), source.id)
            memos = len(element.findall("NoteRef")) + bool(words_in(element, "Description"))
            self._lost.add("memos that have no position in their text", memos, source.id)
            return
        notes = targets(element, "NoteRef")
        for coding in element.findall("Coding"):
            notes.extend(targets(coding, "NoteRef"))
        source.selected.append(
            Selected(
                own_guid(element, f"selection of {source.id}", number),
                start,
                end,
                element.get("name", ""),
                self._codings(element),
                list(dict.fromkeys(notes)),
                words_in(element, "Description"),
                made_by(element),
                made_on(element),
            )
        )

    def _codings(self, element: Element) -> list[Coded]:
        """The codings of a selection or source; one that names no coder is by whom the selection was made."""
        found = []
        selected_by = made_by(element) if element.tag.endswith("Selection") else ""
        for coding in element.findall("Coding"):
            code = coding.find("CodeRef")
            if coding.get("creationDateTime"):
                self._lost.add("dates on which codings were made")
            coder = made_by(coding) or selected_by
            found.append(Coded(guid_of(code.get("targetGUID")) if code is not None else "", coder))
        return found

    def _elsewhere(self, element: Element, text: Element | None) -> None:
        """Count what is marked on pages, pictures and recordings, unless the same selection is in the text as well."""
        twins = set() if text is None else {guid_of(item.get("guid")) for item in text.findall("PlainTextSelection")}
        for tag, where in _ON_OTHER.items():
            for selection in element.findall(tag):
                if guid_of(selection.get("guid")) not in twins:
                    self._lost.add(f"codings on {where}", len(selection.findall("Coding")))
                    memos = len(selection.findall("NoteRef")) + bool(words_in(selection, "Description"))
                    self._lost.add(f"memos on {where}", memos)
                    if not memos and selection.find("Coding") is None:
                        self._lost.add(f"{where} with nothing said of them")

    def _without_text(self, parts: Sequence[Element], what: str, guid: str) -> None:
        """Count a source that has no text, and all that is marked in it."""
        self._lost.add(what, source=guid)
        self._not_carried(parts, "sources without a text", guid)

    def _not_carried(self, parts: Sequence[Element], where: str, guid: str) -> None:
        """Count all that is said of a source that is not carried."""
        for part in parts:
            selections = [*part.findall("PlainTextSelection"), *part.findall("TranscriptSelection")]
            self._lost.add(f"selections in {where}", len(selections), guid)
            codings = sum(len(selection.findall("Coding")) for selection in [part, *selections])
            self._lost.add(f"codings in {where}", codings, guid)
            memos = sum(
                len(item.findall("NoteRef")) + bool(words_in(item, "Description")) for item in [part, *selections]
            )
            self._lost.add(f"memos and descriptions in {where}", memos)
            self._lost.add(f"variables of {where}", len(part.findall("VariableValue")))


def _file_name(element: Element) -> str:
    """What a source without a name is called by: its file, where that is no GUID (qc)."""
    file = unquote(element.get("plainTextPath", "")).replace("\\", "/").rpartition("/")[2].strip()
    return "" if is_guid(file.rpartition(".")[0] or file) else file
