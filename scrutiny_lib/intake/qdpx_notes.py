"""Memos, as a ``.qdpx`` carries them: each once, with a reference wherever it belongs."""

from __future__ import annotations

import re
from collections import defaultdict

import pandas as pd

from scrutiny_lib.intake.qda_out import Page
from scrutiny_lib.intake.qda_project import Project
from scrutiny_lib.intake.qdpx_texts import Selections
from scrutiny_lib.intake.qdpx_values import fits

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Notes:
    """The notes of a project and what refers to each: a code, a source, a stretch of one, a case, the project."""

    def __init__(self, page: Page, project: Project, selections: Selections):
        self._page = page
        self._notes = project.notes.drop_duplicates("note")
        self.on: dict[tuple[str, str], list[str]] = defaultdict(list)
        """The GUIDs of the notes on a thing, by what it is ("code", "source", "project") and its id."""
        self._cases: list[tuple[str, str]] = []
        known = {
            "code": set(project.codes["code"]),
            "source": set(project.sources["source"]),
            "case": set(project.cases["case"]),
            "project": {""},
        }
        rows = project.notes[["note", "of", "about", "start", "end"]].drop_duplicates()
        for note, of, about, start, end in zip(*(rows[name] for name in rows), strict=True):
            guid = page.guid("note", note)
            if of == "passage":
                if pd.isna(start) or pd.isna(end) or not selections.note(about, int(start), int(end), guid):
                    page.lose("Notes on a passage that is in no text, written on nothing: {n}.")
            elif of == "case" and about in known[of]:
                self._cases.append((guid, about))
            elif of and (of == "project" or about in known.get(of, ())):
                self.on[of, "" if of == "project" else about].append(guid)
            elif of:
                page.lose("Notes on something that is not there, written on nothing: {n}.")

    def refer(self, of: str, about: str = "") -> None:
        """Every ``NoteRef`` of one thing."""
        for guid in self.on.get((of, about), ()):
            self._page.add(f'<NoteRef targetGUID="{guid}"/>')

    def on_codes(self) -> dict[str, list[str]]:
        """The GUIDs of the notes on each code."""
        return {about: guids for (of, about), guids in self.on.items() if of == "code"}

    def write(self) -> dict[str, bytes]:
        """``Notes`` and, as a case cannot refer to a note, ``Links`` from notes to cases. Returns the files of notes
        that hold characters which XML forbids, by name."""
        page, files = self._page, {}
        if not self._notes.empty:
            page.add("<Notes>")
        for row in self._notes.to_dict("records"):
            guid, words = page.guid("note", row["note"]), row["text"]
            by = f' creatingUser="{page.guid("coder", row["coder"])}"' if row["coder"] else ""
            by += page.attribute("creationDateTime", self._date(row["on"]))
            path, content = "", f"<PlainTextContent>{page.text(words) if not _own(words) else ''}</PlainTextContent>"
            if _own(words):
                files[f"sources/{guid}.txt"] = (("\ufeff" if words[0] == "\ufeff" else "") + words).encode("utf-8")
                path, content = f' plainTextPath="internal://{guid}.txt"', ""
            page.add(f'<Note guid="{guid}"{page.attribute("name", row["name"])}{path}{by}>')
            page.described(page.kept(row["note"], guid, ""))
            page.lines.extend([content] if content else [])
            page.add("</Note>")
        if not self._notes.empty:
            page.add("</Notes>")
        if self._cases:
            page.add("<Links>")
            for guid, case in self._cases:
                link, target = page.guid("link", f"{guid} {case}"), page.guid("case", case)
                ends = f'originGUID="{guid}" targetGUID="{target}"'
                page.add(f'<Link guid="{link}" direction="Associative" {ends}/>')
            page.add("</Links>")
        return files

    def _date(self, on: str) -> str:
        """When a note was made as XML has it; a day alone becomes its first moment."""
        if on and fits("DateTime", on):
            return on
        if on and fits("Date", on):
            self._page.lose("Dates of notes without a time of day, written as midnight: {n}.")
            return f"{on}T00:00:00"
        if on:
            self._page.lose("Dates of notes that are not of the form 2025-10-01T12:00:00, left out: {n}.")
        self._page.lose("Notes without a date, at which QualCoder's import is known to stop: {n}.")
        return ""


def _own(words: str) -> bool:
    """Whether a note needs a file of its own: XML forbids characters of it, UTF-8 does not."""
    if words.isprintable() or not _NOT_IN_XML.search(words):
        return False
    return not any("\ud800" <= character <= "\udfff" for character in words)
