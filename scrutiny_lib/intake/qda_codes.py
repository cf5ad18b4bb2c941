"""Ids, codes and sets, as codebooks and projects of REFI-QDA both have them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from xml.etree.ElementTree import Element

import pandas as pd

from scrutiny_lib.intake.qda_description import split_description, split_id, unfolded
from scrutiny_lib.intake.qda_lost import Lost
from scrutiny_lib.intake.qda_project import qda_table
from scrutiny_lib.intake.qda_xml import color_of, is_true, own_guid, targets, words_in

OURS = "Scrutiny Workbench"
"""How the origin of a file begins that this library wrote."""


class Ids:
    """The id of everything in a file, by kind and GUID: our own where a description (or a user's ``id``) gives it back.

    Parameters
    ----------
    ours : bool
        Whether the file was first made by us, so that a first line ``Id: …`` is an id and not somebody's words.
    lost : Lost
        Where ids that come twice are counted.
    """

    def __init__(self, ours: bool, lost: Lost):
        self.ours = ours
        self._lost = lost
        self._known: dict[str, dict[str, list[str]]] = {}
        self._taken: dict[str, set[str]] = {}

    def new(self, kind: str, guid: str, wanted: str = "") -> str:
        """The id of one more thing; ``""`` where another of its kind has that GUID, which is counted."""
        known, taken = self._known.setdefault(kind, {}), self._taken.setdefault(kind, set())
        if guid in known:
            self._lost.add(f"{kind}s with a GUID that another has")
            return ""
        id = wanted if self.ours and wanted else guid
        if id in taken:
            self._lost.remark("An id of ours is there twice in the file: the second is known by its GUID.")
            id = guid
        known[guid] = [id]
        taken.add(id)
        return id

    def also(self, kind: str, guid: str, id: str) -> None:
        """Another GUID by which the file may mean a thing; one that means several things means them all."""
        found = self._known.setdefault(kind, {}).setdefault(guid, [])
        if id not in found:
            found.append(id)

    def described(self, kind: str, element: Element, guid: str) -> tuple[str, str]:
        """The id of an element, and its description without the line that gives it."""
        said = self.words(element)
        wanted, rest = split_id(said) if self.ours else ("", said)
        return self.new(kind, guid, wanted), rest

    def words(self, element: Element) -> str:
        """The description of an element; a blank one counts only where it is ours."""
        return (element.findtext("Description") or "") if self.ours else words_in(element, "Description")

    def of(self, kind: str, guid: str) -> str:
        """The id of the thing with this GUID; ``""`` where there is none."""
        return next(iter(self.every(kind, guid)), "")

    def every(self, kind: str, guid: str) -> list[str]:
        """The ids of all that this GUID means."""
        return self._known.get(kind, {}).get(guid, [])


def is_ours(origin: str, codes: Iterable[Element]) -> bool:
    """Whether a file was made by us, if only at first: another tool may have opened it and changed its origin."""
    return origin.startswith(OURS) or any(words_in(code, "Description").startswith("Id: ") for code in codes)


def read_codes(codes: Element | None, ids: Ids, lost: Lost, cases: Collection[str] = ()) -> pd.DataFrame:
    """Every code in the order of the file, each under its parent.

    Parameters
    ----------
    codes : Element or None
        The element ``Codes``.
    ids : Ids
        Gets the id of every code.
    lost : Lost
        Gets what could not be carried.
    cases : collection of str
        GUIDs of cases: a code that has one is that case, and its codings say what belongs to it.
    """
    rows: list[dict[str, object]] = []
    waiting = [(code, "") for code in reversed([] if codes is None else codes.findall("Code"))]
    number = 0
    while waiting:
        code, parent = waiting.pop()
        number += 1
        guid = own_guid(code, "code", number)
        id = parent
        if guid not in cases:
            said = split_description(unfolded(ids.words(code)) if ids.ours else ids.words(code))
            id = ids.new("code", guid, said["id"]) or parent
            if id != parent:
                rows.append(_row(code, id, parent, said, lost))
        waiting.extend((below, id) for below in reversed(code.findall("Code")))
    return qda_table("codes", rows)


def read_sets(sets: Element | None, ids: Ids, lost: Lost) -> pd.DataFrame:
    """One row for each member of a set; members that were not carried, and sets without one, are counted as lost."""
    rows: list[dict[str, object]] = []
    for number, element in enumerate([] if sets is None else sets.findall("Set")):
        id, said = ids.described("set", element, own_guid(element, "set", number))
        members = [
            (kind, member)
            for kind, tag in (("code", "MemberCode"), ("source", "MemberSource"), ("note", "MemberNote"))
            for guid in targets(element, tag)
            for member in ids.every(kind, guid) or [""]
        ]
        if not members:
            lost.add("sets without a member")
        for kind, member in members if id else ():
            if member:
                row: dict[str, object] = {
                    "set": id,
                    "name": element.get("name", ""),
                    "description": said,
                    "of": kind,
                    "member": member,
                }
                rows.append(row)
            else:
                lost.add(f"members of sets: {kind}s that were not carried")
    return qda_table("sets", rows)


def _row(code: Element, id: str, parent: str, said: dict[str, str], lost: Lost) -> dict[str, object]:
    written = code.get("color", "")
    color = color_of(written)
    if written.strip() and not color:
        lost.add("colours of codes that cannot be understood")
    name = code.get("name", "")
    return {
        **said,
        "description": said["rest"],
        "code": id,
        "name": name if not name.isspace() else "",
        "parent": parent,
        "codable": is_true(code.get("isCodable"), True),
        "color": color,
    }
