"""The cases of a coded project, the variables of cases and sources, and what belongs to which case."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

import pandas as pd

from scrutiny_lib.intake.qda_codes import OURS, Ids
from scrutiny_lib.intake.qda_lost import Lost
from scrutiny_lib.intake.qda_project import qda_table
from scrutiny_lib.intake.qda_sources import Source
from scrutiny_lib.intake.qda_xml import guid_of, own_guid, targets, words_in

Place = tuple[str, int, int]
"""A stretch of a source: its id, start, end."""

_TYPES = {kind.casefold(): kind for kind in ("Text", "Boolean", "Integer", "Float", "Date", "DateTime")}
_VALUES = tuple(f"{kind}Value" for kind in _TYPES.values())


class CasesReader:
    """Reads the elements ``Cases`` and ``Variables``.

    :attr:`guids` are the GUIDs of cases; a code that has one of them is that case (NVivo). A case without a name that
    holds nothing but variables of files (MAXQDA, Quirkos) is none: the variables are those of the files.
    """

    def __init__(self, root: Element, ids: Ids, lost: Lost):
        self._ids = ids
        self._lost = lost
        self._made_here = root.get("origin", "").startswith(OURS)
        self._variables = [] if (found := root.find("Variables")) is None else found.findall("Variable")
        cases = [] if (found := root.find("Cases")) is None else found.findall("Case")
        numbered = [(own_guid(case, "case", number), case) for number, case in enumerate(cases)]
        self._of_files = [case for _, case in numbered if self._only_variables(case)]
        self._cases = [(guid, case) for guid, case in numbered if not self._only_variables(case)]
        self.guids = {guid for guid, _ in self._cases}
        self._belong: list[dict[str, object]] = []

    def _only_variables(self, case: Element) -> bool:
        if self._made_here or case.get("name", "").strip() or words_in(case, "Description"):
            return False
        holds = {child.tag for child in case} - {"Description"}
        return holds == {"VariableValue", "SourceRef"}

    def read(self, codes: Element | None) -> pd.DataFrame:
        """Every case; one without a name or description has that of the code that is the same thing."""
        same = {} if codes is None else {
            guid: code for code in codes.iter("Code") if (guid := guid_of(code.get("guid"))) in self.guids
        }  # fmt: skip
        rows: list[dict[str, object]] = []
        for guid, case in self._cases:
            id, said = self._ids.described("case", case, guid)
            name = case.get("name", "")
            if guid in same:
                name = name or same[guid].get("name", "")
                said = said or words_in(same[guid], "Description")
            if id:
                rows.append({"case": id, "name": name, "description": said})
        return qda_table("cases", rows)

    def add(self, guid: str, source: str, place: Place | None = None) -> None:
        """A source, or a stretch of one, belongs to the case with this GUID."""
        start, end = place[1:] if place else (pd.NA, pd.NA)
        self._belong.append({"case": self._ids.of("case", guid), "source": source, "start": start, "end": end})

    def belonging(self, places: Mapping[str, Place]) -> tuple[pd.DataFrame, set[str]]:
        """Which sources and stretches belong to which case; and the GUIDs of selections that one of them names.

        ``places`` are the selections by GUID.
        """
        named: set[str] = set()
        for guid, case in self._cases:
            for target in targets(case, "SourceRef"):
                sources = self._ids.every("source", target)
                if not sources:
                    self._lost.add("sources of cases that were not carried")
                for source in sources:
                    self.add(guid, source)
            for target in targets(case, "SelectionRef"):
                if target in places:
                    named.add(target)
                    self.add(guid, places[target][0], places[target])
                else:
                    self._lost.add("selections of cases that were not carried")
            self._lost.add("codes of cases", sum(target != guid for target in targets(case, "CodeRef")))
        return qda_table("case_sources", self._belong).drop_duplicates(ignore_index=True), named

    def variables(self, sources: Mapping[str, Source]) -> pd.DataFrame:
        """The value of every variable, of cases and then of sources; a variable without any has a row that is about
        nothing."""
        known: dict[str, tuple[str, str]] = {}
        for number, variable in enumerate(self._variables):
            kind = _TYPES.get(variable.get("typeOfVariable", "").casefold(), "Text")
            known[own_guid(variable, "variable", number)] = (variable.get("name", ""), kind)
            self._lost.add("descriptions of variables", bool(words_in(variable, "Description")))
        if len(set(known.values())) < len(known):
            self._lost.remark("Variables of the same name and type were in the file; they are read as one.")
        rows: list[dict[str, object]] = []
        used: set[str] = set()

        def add(values: list[Element], of: str, about: str) -> None:
            for value in values:
                guid = next(iter(targets(value, "VariableRef")), "")
                if guid not in known:
                    self._lost.add("values of variables that the file does not declare")
                    continue
                used.add(guid)
                said = next((value.findtext(tag) or "" for tag in _VALUES if value.find(tag) is not None), "")
                name, kind = known[guid]
                rows.append({"variable": name, "type": kind, "of": of, "about": about, "value": said})

        for guid, case in self._cases:
            add(case.findall("VariableValue"), "case", self._ids.of("case", guid))
        for source in sources.values():
            add(source.values, "source", source.id)
        for case in self._of_files:
            for target in targets(case, "SourceRef"):
                about = self._ids.every("source", target)
                if not about:
                    self._lost.add("variables of sources without a text", len(case.findall("VariableValue")))
                for source_id in about:
                    add(case.findall("VariableValue"), "source", source_id)
        for guid, (name, kind) in known.items():
            if guid not in used:
                rows.append({"variable": name, "type": kind, "of": "", "about": "", "value": ""})
        return qda_table("variables", rows).drop_duplicates(ignore_index=True)
