"""Record checks: what the law and guidance ask of a child's record, as rules that carry their own proof.

One TOML file for each part of a child's way through services in ``audit_templates/record_checks/``. A check says what
it is called, what it looks at, how long a thing may take or what must be written down, where that is written, and
gives examples with the state that must come out. A partnership's own check of the same id takes the place of the
packaged one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.data_files import check_ids
from scrutiny_lib.intake.positions import line_of
from scrutiny_lib.intake.record_check_examples import EXAMPLE, note_examples
from scrutiny_lib.intake.toml import Key, check_table, closest, read_toml
from scrutiny_lib.terms import EVENTS

FOLDER = "record_checks"
OLD_FILE = "clocks.toml"
KINDS = ("time limit", "in turn", "not again", "written down")
UNITS_OF_TIME = ("working days", "days", "months")
SEVERAL = ("first", "each")
LOOKS = ("back", "forward")
WHEN_BLANK = ("cannot tell", "not met")
WHEN_NOT_SAID = ("cannot tell", "not applicable")
ANYTHING = "*"
"""In ``any_of``: whatever is written there will do."""

EVENT = "event"
"""In ``applies_when``: the name that stands for "one of these has happened", beside the names of columns."""

_CHECK = {
    "id": Key("id", required=True),
    "title": Key("text", required=True),
    "plain": Key("text", required=True),
    "kind": Key("text", required=True, choices=KINDS),
    "unit": Key("text", required=True),
    "from": Key("texts", required=True, choices=EVENTS),
    "to": Key("text", choices=EVENTS),
    "closes": Key("text", choices=EVENTS),
    "several": Key("text", choices=SEVERAL, default="first"),
    "limit": Key("whole number"),
    "limit_unit": Key("text", choices=UNITS_OF_TIME),
    "limits": Key("texts"),
    "look": Key("text", choices=LOOKS),
    "said": Key("text"),
    "said_again": Key("texts"),
    "said_not": Key("texts"),
    "when_blank": Key("text", choices=WHEN_BLANK),
    "not_said": Key("text", choices=WHEN_NOT_SAID, default="cannot tell"),
    "day0": Key("text"),
    "source": Key("text", required=True),
    "edition": Key("text", required=True),
    "checked_on": Key("date", required=True),
    "confirmed": Key("true or false", required=True),
    "confirmed_by": Key("text"),
    "note": Key("text"),
    "example": Key("tables", inside=EXAMPLE),
}
_CONDITIONS = ("applies_when", "any_of")
_ALWAYS = ("id", "title", "plain", "kind", "unit", "from", "source", "edition", "checked_on", "confirmed")
_MAY = (*_ALWAYS, "confirmed_by", "note", "example", "applies_when", "not_said", "day0")
_NEEDS: dict[str, tuple[str, ...]] = {
    "time limit": ("to", "limit", "limit_unit", "day0"),
    "in turn": ("to", "limits", "day0"),
    "not again": ("limit", "limit_unit", "look", "day0"),
    "written down": ("any_of", "when_blank"),
}
_MAY_ALSO: dict[str, tuple[str, ...]] = {
    "time limit": ("closes", "several"),
    "in turn": ("closes",),
    "not again": ("to", "said", "said_again", "said_not"),
    "written down": (),
}
_LIMIT = re.compile(r"([1-9]\d{0,3}) (working day|day|month)s?")

_WHERE = ("file", "position", "folder")

COLUMNS = (*(name for name in _CHECK if name != "example"), *_CONDITIONS, "limit_text", "examples", *_WHERE)
"""The columns of :func:`read_record_checks`. ``limits`` holds pairs (how many, which unit); a time limit has one.
``file`` is a name, ``folder`` where it lies (for messages and comparing only: it is never shown), ``position`` counts
the checks of a file from 1."""


def read_record_checks(folders: Sequence[Path]) -> tuple[pd.DataFrame, Problems]:
    """Every record check of ``<folder>/record_checks/*.toml``; the first folder's check of an id wins.

    Parameters
    ----------
    folders : sequence of Path
        Folders of audit templates, the partnership's own first. A folder without record checks is passed over.

    Returns
    -------
    checks : DataFrame
        :data:`COLUMNS`, one row for each check, in the order in which things happen. Empty when a problem stops their
        use.
    problems : Problems
        All at once, by file and line. A ``clocks.toml`` left over from before is named with what to do (P08).
    """
    problems, rows, taken = Problems(), list[dict[str, Any]](), set[str]()
    for folder in folders:
        problems.extend(note_old_clocks(folder / OLD_FILE))
        here = [row for path in sorted((folder / FOLDER).glob("*.toml")) for row in _read_file(path, problems)]
        for position, row in enumerate(here):
            if row["id"] and row["id"] in {earlier["id"] for earlier in here[:position]}:
                if row["file"] not in {one["file"] for one in here[:position] if one["id"] == row["id"]}:
                    fact = "The id of a check is already taken by another file of this folder."
                    problems.add("P13", fact, "Give it another id.", file=row["file"])
            elif row["id"] not in taken:
                rows.append(row)
        taken |= {row["id"] for row in here}
    rows.sort(key=_order)
    return pd.DataFrame(rows if not problems.stops() else [], columns=list(COLUMNS)), problems


def read_record_check_file(path: Path) -> tuple[pd.DataFrame, Problems]:
    """One file of record checks, as :func:`read_record_checks` reads it."""
    problems = Problems()
    rows = _read_file(path, problems)
    return pd.DataFrame(rows if not problems.stops() else [], columns=list(COLUMNS)), problems


def note_old_clocks(path: Path) -> Problems:
    """Say what to do about a ``clocks.toml``, which is no longer read; nothing when it is not there."""
    problems = Problems()
    if path.is_file():
        fact = "Clocks are record checks now, and this file is no longer read."
        cure = f"Copy the packaged {FOLDER} folder beside it, change there what is yours, and remove this file."
        problems.add("P08", fact, cure, file=path.name)
    return problems


def limit_text(limits: Sequence[tuple[int, str]]) -> str:
    """How long, in words.

    >>> limit_text([(1, "working days")]), limit_text([(20, "working days"), (3, "months"), (6, "months")])
    ('1 working day', '20 working days, then 3 months, then every 6 months')
    >>> limit_text([(12, "months")]), limit_text([(216, "months")])
    ('12 months', '18 years')
    """
    years = [(n // 12, "years") if unit == "months" and n > 12 and n % 12 == 0 else (n, unit) for n, unit in limits]
    said = [f"{number} {unit.removesuffix('s') if number == 1 else unit}" for number, unit in years]
    if len(said) > 1:
        said[-1] = f"every {said[-1]}"
    return ", then ".join(said)


def _order(row: Mapping[str, Any]) -> tuple[int, int]:
    """Where a check stands among the others: by the event it begins with, then by the one it waits for."""
    begins = EVENTS.index(row["from"][0]) if row["from"] else 0
    return begins, EVENTS.index(row["to"]) if row["to"] else len(EVENTS)


def _read_file(path: Path, problems: Problems) -> list[dict[str, Any]]:
    data = read_toml(path, problems)
    if data is None:
        return []
    given = data.get("check", [])
    tables = [row for row in given if isinstance(row, dict)] if isinstance(given, list) else []
    conditions = [{name: row.pop(name) for name in _CONDITIONS if name in row} for row in tables]
    for row in tables:
        if isinstance(row.get("from"), str):
            row["from"] = [row["from"]]
    rows: list[dict[str, Any]]
    rows = check_table(data, {"check": Key("tables", required=True, inside=_CHECK)}, problems, path)["check"]
    check_ids(rows, "check", path, problems)
    for position, (row, extra, raw) in enumerate(zip(rows, conditions, tables, strict=False), start=1):
        where = f"check[{position}]"
        row["applies_when"] = _alternatives(extra.get("applies_when", {}), path, where, problems)
        row["any_of"] = _any_of(extra.get("any_of", {}), path, where, problems)
        row["file"], row["position"], row["folder"] = path.name, position, path.parent
        _check_kind(row, {*raw, *extra}, path, where, problems)
        row["limits"] = _limits(row, path, where, problems)
        if row["limits"]:
            row["limit"], row["limit_unit"] = row["limits"][0]
        row["limit_text"] = limit_text(row["limits"])
        row["examples"] = row.pop("example")
        note_examples(row, path, where, problems)
    return rows


def _check_kind(row: Mapping[str, Any], given: set[str], path: Path, where: str, problems: Problems) -> None:
    """What a kind needs must be there, and what belongs to another kind must not."""
    kind = row["kind"]
    if not kind:
        return
    words = f"{where.replace('[', ' ').replace(']', '')} ({kind})"
    known = {*_CHECK, *_CONDITIONS}
    misspelt = {closest(name, known) for name in given - known}
    for name in _NEEDS[kind]:
        if name not in given and name not in misspelt:
            fact, cure = f"The setting '{name}' is missing in {words}.", "Write it, as the packaged checks do."
            problems.add("P12", fact, cure, file=path.name, cell=line_of(path, where, ""))
    for name in sorted((given & known) - {*_MAY, *_NEEDS[kind], *_MAY_ALSO[kind]}):
        fact, cure = f"The setting '{name}' does not belong to {words}.", "Take it out, or choose another kind."
        problems.add("P16", fact, cure, file=path.name, cell=line_of(path, where, name))
    if kind == "not again" and row["limit_unit"] not in ("months", ""):
        fact, cure = f"The time within which it must not happen again is not in months in {words}.", "Give months."
        problems.add("P16", fact, cure, file=path.name, cell=line_of(path, where, "limit_unit"))
    if row["said"] and not (row["said_again"] and row["said_not"]):
        fact = f"The setting 'said' in {words} names a column and not what its answers mean."
        cure = "List the answers under said_again and said_not."
        problems.add("P12", fact, cure, file=path.name, cell=line_of(path, where, "said"))


def _limits(row: Mapping[str, Any], path: Path, where: str, problems: Problems) -> list[tuple[int, str]]:
    """The limits as pairs; a limit must be a whole number above nought."""
    if row["kind"] == "in turn":
        found = [_LIMIT.fullmatch(text) for text in row["limits"]]
        if not all(found):
            fact = "A limit is not a number of working days, days or months."
            cure = 'Write it as "20 working days" or "3 months".'
            problems.add("P11", fact, cure, file=path.name, cell=line_of(path, where, "limits"))
        return [(int(one[1]), f"{one[2]}s") for one in found if one]
    if row["limit"] is None or not row["limit_unit"]:
        return []
    if not 1 <= row["limit"] <= 9999:
        fact = "The limit is out of range."
        problems.add("P16", fact, "Write 1 or more.", file=path.name, cell=line_of(path, where, "limit"))
    return [(row["limit"], row["limit_unit"])]


def _alternatives(given: Any, path: Path, where: str, problems: Problems) -> list[dict[str, list[str]]]:
    """The conditions of a check: one table, or several of which the first whose columns are held is used."""
    tables = given if isinstance(given, list) else [given] if given != {} else []
    if not all(_is_condition(table) and table for table in tables):
        cure = 'Write { column = ["value", "another"] }, several of these in [brackets], or leave it out.'
        fact = "The setting 'applies_when' is of the wrong kind."
        problems.add("P11", fact, cure, file=path.name, cell=line_of(path, where, "applies_when"))
        return []
    for value in (value for table in tables for value in table.get(EVENT, [])):
        if value not in EVENTS:
            guess = closest(value.casefold(), EVENTS)
            cure = f"Did you mean '{guess}'?" if guess else f"Known here: {', '.join(EVENTS)}."
            fact = "An event under 'applies_when' is not known."
            problems.add("P01", fact, cure, file=path.name, cell=line_of(path, where, "applies_when"))
    return [{str(name): list(values) for name, values in table.items()} for table in tables]


def _any_of(given: Any, path: Path, where: str, problems: Problems) -> dict[str, list[str]]:
    if not _is_condition(given):
        cure = 'Write { column = ["value"], another = ["*"] }; "*" is whatever is written there.'
        fact = "The setting 'any_of' is of the wrong kind."
        problems.add("P11", fact, cure, file=path.name, cell=line_of(path, where, "any_of"))
        return {}
    return {str(name): list(values) for name, values in given.items()}


def _is_condition(condition: Any) -> bool:
    return isinstance(condition, dict) and all(
        isinstance(values, list) and values and all(isinstance(value, str) for value in values)
        for values in condition.values()
    )
