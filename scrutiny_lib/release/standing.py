"""What the ledger's lines come to: files that stand released, approvals that hold, pages taken back by a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..tables import Tables
from .ledger_lines import line_hash

HOW_CHECKED = ("checked", "released_without_second_person")
"""What ``about`` says of how a page was checked: no part of what the second person approves."""

TRAIL = "trail"
"""The fingerprints of what was read: a file may change without a word or a number of the page doing so."""

BATCH = "batch"
"""Stands for nobody, where the ledger names who did something."""

Key = tuple[str, str]
"""Review and audience."""


def content_hash(tables: Tables) -> str:
    """SHA-256 of released tables as a second person approves them: all but how they were checked and the trail.

    Tables that were written to a file and read back have the same.

    >>> draft = Tables({"title": "Neglect", "released_without_second_person": False})
    >>> content_hash(draft) == content_hash(Tables({"title": "Neglect", "checked": True}))
    True
    >>> content_hash(draft) == content_hash(Tables({"title": "Neglect!"}))
    False
    """
    about = {key: value for key, value in tables.about.items() if key not in (*HOW_CHECKED, TRAIL)}
    frames = {name: frame for name, frame in tables.frames.items() if name != TRAIL}
    return line_hash({"tables": Tables(about, frames).plain().to_json()})


def files_of(entry: Mapping[str, Any]) -> dict[str, str]:
    """Path and SHA-256 of every file of one released page, the page itself first; none where it names no page.

    >>> files_of({"page": {"path": "a.html", "sha256": "1"}, "files": [{"path": "a.docx", "sha256": "2"}]})
    {'a.html': '1', 'a.docx': '2'}
    """
    page, more = entry.get("page"), entry.get("files")
    named = [page, *(more if isinstance(more, list) else [])]
    return {str(one.get("path")): str(one.get("sha256")) for one in named if isinstance(one, Mapping)}


def standing(entries: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """The newest release of every page that stands, by the page's path; one that was withdrawn is not among them."""
    found: dict[str, Mapping[str, Any]] = {}
    for entry in entries:
        if isinstance(entry.get("page"), Mapping):
            place = str(entry["page"].get("path"))
            if entry.get("what") == "withdrawal":
                found.pop(place, None)
            else:
                found[place] = entry
    return found


def standing_files(entries: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Path and SHA-256 of every file that stands released."""
    return {place: sha256 for entry in standing(entries).values() for place, sha256 in files_of(entry).items()}


def approvals(entries: Iterable[Mapping[str, Any]], quarter: str) -> dict[Key, set[str]]:
    """The content (:func:`content_hash`) a second person approved in a quarter, by review and audience.

    What was approved before a person took the page back does not count any more.
    """
    found: dict[Key, set[str]] = {}
    for entry in entries:
        if entry.get("quarter") == quarter:
            key = _key(entry)
            if entry.get("what") == "approval":
                found.setdefault(key, set()).add(str(entry.get("content_sha256")))
            elif _by_a_person(entry):
                found.pop(key, None)
    return found


def taken_back(entries: Iterable[Mapping[str, Any]], quarter: str) -> dict[Key, Mapping[str, Any]]:
    """Pages of a quarter that a person withdrew and nobody has approved since, each with the ledger's line."""
    found: dict[Key, Mapping[str, Any]] = {}
    for entry in entries:
        if entry.get("quarter") == quarter:
            if _by_a_person(entry):
                found[_key(entry)] = entry
            elif entry.get("what") == "approval":
                found.pop(_key(entry), None)
    return found


def _by_a_person(entry: Mapping[str, Any]) -> bool:
    return entry.get("what") == "withdrawal" and entry.get("by") != BATCH


def _key(entry: Mapping[str, Any]) -> Key:
    return str(entry.get("review")), str(entry.get("audience"))
