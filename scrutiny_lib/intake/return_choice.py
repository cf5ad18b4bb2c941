"""Which of several returns of one agency counts, and what changed from one to the next.

For each agency and part the highest return number counts, never the latest file. Where that does not settle it, a
person does: by asking for the next return number, or by the analyst's line in ``review.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.return_file import ReturnFile
from scrutiny_lib.intake.return_front import Asked
from scrutiny_lib.intake.return_sheets import ABOUT_AGENCY, Row, plain
from scrutiny_lib.plural import many

LOG = (
    "agency",
    "part",
    "from_file",
    "to_file",
    "from_number",
    "to_number",
    "case_id",
    "question",
    "change",
    "place",
)
"""Columns of what changed between a superseded return and the one used. ``change`` is *added*, *changed* or
*removed*; ``place`` is where it stands now, or stood. Never an answer."""


_HASH = re.compile(r"[0-9a-f]{8}")


class ChosenReturn(NamedTuple):
    """The analyst's line: which return of an agency and part counts, why, who said so and when.

    ``file_hash`` is the eight characters by which messages name the return.
    """

    agency: str
    part: int
    file_hash: str
    why: str
    by: str
    on: date


def choose_returns(files: Sequence[ReturnFile], asked: Asked, chosen: Sequence[ChosenReturn]) -> Problems:
    """Leave at most one return of each agency and part in use; the others become *superseded* or *refused*.

    Parameters
    ----------
    files : sequence of ReturnFile
        All that came. Their states, rows and problems are changed.
    asked : Asked
    chosen : sequence of ChosenReturn
        The analyst's lines.

    Returns
    -------
    Problems
        F18 for lines that cannot be followed, or two that contradict each other (STOP).
    """
    problems = Problems()
    for line in chosen:
        if line.agency not in asked.agencies or line.part not in asked.parts:
            fact = "A line chooses a return of an agency or part that this review does not have."
            problems.add("F18", fact, "Correct or remove the line.", file="review.toml", act="WARN")
    for agency in asked.agencies:
        for part in asked.parts:
            mine = [file for file in files if (file.agency, file.part, file.state) == (agency, part, "used")]
            lines = [line for line in chosen if (line.agency, line.part) == (agency, part)]
            hashes = {line.file_hash.strip().casefold() for line in lines}
            if len(hashes) > 1:
                fact = f"Two lines choose different returns of {agency} for part {part}."
                problems.add("F18", fact, "Keep the one that is meant.", file="review.toml")
            _choose(mine, _named(mine, files, lines, problems), len(lines) > 0)
    return problems


def _named(
    mine: list[ReturnFile], files: Sequence[ReturnFile], lines: Sequence[ChosenReturn], problems: Problems
) -> ReturnFile | None:
    """The return the analyst's line means, when it can be used."""
    for line in lines:
        short = line.file_hash.strip().casefold()
        if not _HASH.fullmatch(short):
            problems.add(
                "F18",
                f"A line chooses a return of {line.agency} by something else than its eight characters; it was not "
                "followed.",
                "Write under 'file' the eight characters that scrutiny returns shows in brackets after the agency's "
                "name (digits and letters from a to f), not the name of the file.",
                file="review.toml",
                act="WARN",
            )
            continue
        found = next((file for file in mine if file.hash == short), None)
        if found is not None:
            return found
        there = any(file.hash == short for file in files)
        state = "cannot be used for that agency and part" if there else "is not in the folder"
        problems.add(
            "F18",
            f"A line chooses a return of {line.agency} that {state} ({short}); it was not followed.",
            "Write the eight characters by which the return is named in these messages, or remove the line.",
            file="review.toml",
            act="WARN",
        )
    return None


def _choose(mine: list[ReturnFile], named: ReturnFile | None, by_line: bool) -> None:
    """Of one agency's returns for one part keep one in use."""
    unique: dict[str, ReturnFile] = {}
    for file in mine:
        first = unique.setdefault(file.digest or file.label, file)
        if first is not file:
            file.set_aside("superseded")
            fact = "The file is an exact copy of another return."
            file.problems.add("F18", fact, "Remove it.", file=file.label, act="WARN")
    if not unique:
        return
    candidates = list(unique.values())
    highest = max(file.number for file in candidates)
    newest = [file for file in candidates if file.number == highest]
    if named is None and len(newest) > 1:
        newest[0].problems.add(
            "F18",
            f"Different returns of one agency have the same number, {highest}: "
            f"{', '.join(file.label for file in newest)}.",
            "Ask the agency which one counts, and give that one the next return number; or say which in review.toml "
            f'with [[return]] and file = "{newest[0].hash}" (the characters begin its SHA-256).',
        )
        for file in candidates:
            file.set_aside("refused")
        return
    used = unique[named.digest or named.label] if named is not None else newest[0]
    for older in candidates:
        if older is not used:
            older.set_aside("superseded")
            differ = len(_changes(older, used))
            how = "by the analyst's line" if by_line and named is not None else "as the higher number"
            used.problems.add(
                "F18",
                f"Return number {used.number} replaces number {older.number} ({older.label}), {how}: "
                f"{many(differ, 'answers')} {'differs' if differ == 1 else 'differ'}.",
                "Nothing to do if that is meant; the log says which.",
                file=used.label,
                act="WARN",
            )


def change_log(files: Sequence[ReturnFile], asked: Asked) -> pd.DataFrame:
    """What changed between every superseded return and the one used in its place, with the columns of :data:`LOG`.

    Only children of the sample and what is asked once are in it; an answer or its evidence that is other than it was
    has a row. Exact copies change nothing.
    """
    rows = []
    names = {**asked.children, plain(ABOUT_AGENCY): ""}
    for used in (file for file in files if file.state == "used"):
        for older in files:
            if (older.agency, older.part, older.state) != (used.agency, used.part, "superseded"):
                continue
            between = (used.agency, used.part, older.label, used.label, older.number, used.number)
            for sheet, question, change, place in _changes(older, used):
                if sheet in names:
                    rows.append((*between, names[sheet], question, change, place))
    return pd.DataFrame(rows, columns=list(LOG))


def _changes(older: ReturnFile, newer: ReturnFile) -> list[tuple[str, str, str, str]]:
    """Plain name of the sheet, question, change and place of everything that is not the same in two returns."""

    def content(file: ReturnFile) -> dict[tuple[str, str], tuple[tuple[str, ...], str]]:
        found: dict[tuple[str, str], tuple[tuple[str, ...], str]] = {}
        for sheet in file.sheets:
            for row in sheet.rows:
                place = f"{file.label}, sheet {sheet.number}, cell {row.cell}"
                found.setdefault((plain(sheet.name), row.question), (_said(row), place))
        return found

    before, after = content(older), content(newer)
    nothing: tuple[tuple[str, ...], str] = (("", "", ""), "")
    changes = []
    for key in {**before, **after}:
        (old, stood), (new, stands) = before.get(key, nothing), after.get(key, nothing)
        if old != new:
            change = "added" if not any(old) else "removed" if not any(new) else "changed"
            changes.append((*key, change, stands or stood))
    return changes


def _said(row: Row) -> tuple[str, ...]:
    return plain(row.shows), plain(row.where), *row.said
