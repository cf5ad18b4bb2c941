"""The lists of Annex A, Ofsted's child-level workbook. Sheet names, headings and codes are data: ``annex_a.toml``,
``codes.toml``. Both editions are read, that of 2024 and the one before it."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.columns import CHILD, NOT_CARRIED, REFERRAL, find_header
from scrutiny_lib.intake.dates import parse_date
from scrutiny_lib.intake.labels import Labels, with_labels
from scrutiny_lib.intake.raw import MAX_ROWS, RawTable, from_grid
from scrutiny_lib.intake.text import header
from scrutiny_lib.intake.workbook import read_sheets

_FILE = Path(__file__).with_name("annex_a.toml")
_NUMBERED = re.compile(r"(?:annex a )?(list ?)?0?(\d{1,2})(?: (.+))?")
_Sheets = Mapping[str, list[list[str]]]


def read_annex_a(
    path: Path, number: int, problems: Problems, labels: Labels | None = None, sheet: str = ""
) -> RawTable | None:
    """Read list ``number`` (1 to 11) of a workbook; ``None`` when it has to be refused.

    The sheet may be called ``List 6``, ``list_6``, ``List 6 - Children in Need`` or by its title; where two could be
    meant, ``sheet`` says which. A title above the headings is passed over. Labels of the code sets come back as words
    (``"a) WBRI"`` as ``"White British"``), a partnership's own ``labels`` too; those not understood are counted by
    column. Headings that the list does not have are not carried, nor are names of workers. A column that the list
    should have and the file has not is named (S09), apart from those of the later edition. On the list of referrals
    each row gets a ``referral_id`` made of child and date, because a child may be there more than once. List 11 is
    about people who would adopt: its rows have an ``adopter_id`` and no child.

    Raises
    ------
    KeyError
        When there is no such list.
    """
    facts = _lists()[number]
    sheets = read_sheets(path, problems, max_rows=MAX_ROWS)
    if sheets is None:
        return None
    asked_for = [name for name in sheets if header(name) == header(sheet)]
    found = asked_for if sheet else _sheets_of(number, facts, sheets)
    if len(found) != 1:
        rule, fact = ("S02", f"{len(found)} sheets could be list") if found else ("S01", "No sheet is list")
        cure = f"Keep one sheet called 'List {number}' ({facts['title']})"
        cure += ', or say which one with [frame] sheet = "…" in review.toml.' if found else "."
        problems.add(rule, f"{fact} {number} of Annex A.", cure, file=path.name, act="REJECT")
        return None
    return _read_list(sheets[found[0]], number, labels or {}, problems, path)


def read_annex_a_workbook(path: Path, problems: Problems, labels: Labels | None = None) -> dict[int, RawTable]:
    """Every list that a workbook has, by its number, each read as :func:`read_annex_a` reads it.

    A list that is missing is no fault: a partnership keeps those it needs. A list that is there and cannot be read
    is among the problems and not among the tables; so is a workbook in which no sheet is a list (S01).
    """
    sheets = read_sheets(path, problems, max_rows=MAX_ROWS)
    if sheets is None:
        return {}
    tables: dict[int, RawTable] = {}
    seen = False
    for number, facts in _lists().items():
        found = _sheets_of(number, facts, sheets)
        seen = seen or bool(found)
        if len(found) > 1:
            fact = f"{len(found)} sheets could be list {number} of Annex A."
            cure = f"Keep one sheet called 'List {number}' ({facts['title']})."
            problems.add("S02", fact, cure, file=path.name, act="REJECT")
        elif found:
            table = _read_list(sheets[found[0]], number, labels or {}, problems, path)
            if table is not None:
                tables[number] = table
    if not seen:
        cure = "Call the sheets 'List 1' to 'List 11', or by the titles of the lists."
        problems.add("S01", "No sheet is a list of Annex A.", cure, file=path.name, act="REJECT")
    return tables


def list_title(number: int) -> str:
    """What a list is called.

    >>> list_title(6)
    'Children in need'
    """
    return str(_lists()[number]["title"])


def is_about_children(number: int) -> bool:
    """Whether a frame of children can come from this list.

    >>> is_about_children(10), is_about_children(11)
    (True, False)
    """
    return _id_of(_lists()[number]) == CHILD


def _sheets_of(number: int, facts: Mapping[str, Any], sheets: _Sheets) -> list[str]:
    """The sheets that could be this list; where only some have its headings, those."""
    titles = {header(name) for name in (facts["title"], *facts["sheets"])}
    found = [name for name in sheets if _is_list(header(name), number, titles)]
    ids = _known(facts)[_id_of(facts)]
    filled = [name for name in found if find_header(sheets[name], ids) is not None]
    return filled or found[:1]


def _is_list(name: str, number: int, titles: set[str]) -> bool:
    """By its title, its number, or both; a bare number only where nothing but the title follows."""
    found = _NUMBERED.fullmatch(name)
    if found is None or int(found[2]) != number:
        return name in titles
    return bool(found[1]) or found[3] is None or found[3] in titles


def _read_list(
    rows: Sequence[Sequence[str]], number: int, labels: Labels, problems: Problems, path: Path
) -> RawTable | None:
    facts, sheet = _lists()[number], f"List {number}"
    known, who = _known(facts), _id_of(facts)
    header_row = find_header(rows, known[who])
    if header_row is None:
        fact, cure = "No row of headings was found.", "The headings must stand within the first 20 rows."
        problems.add("S09", fact, cure, file=path.name, sheet=sheet, column=who, act="REJECT")
        return None
    required = [*(_spec()["required"] if who == CHILD else [who]), *facts.get("required", [])]
    raw = from_grid(rows, header_row, known, required, problems, file=path.name, sheet=sheet)
    if raw is None:
        return None
    raw = dataclasses.replace(raw, event=facts.get("event", ""), absent=_absent(raw, facts, problems, path))
    raw = with_labels(raw, _spec()["codes"], labels)
    return _with_referrals(raw) if facts.get("referrals") else raw


def _absent(raw: RawTable, facts: Mapping[str, Any], problems: Problems, path: Path) -> tuple[str, ...]:
    """Columns that the list has and the file has not; those that every edition has are noted."""
    occasional = set(_spec()["sometimes"]) - set(facts.get("has", []))
    absent = tuple(name for name in raw.absent if name not in occasional and name not in NOT_CARRIED)
    if lost := [name for name in absent if name not in facts.get("since_2024", [])]:
        fact = f"Columns of the list are not there: {', '.join(lost)}."
        cure = "Correct their headings, or go on without them; columns are never found by their position."
        problems.add("S09", fact, cure, file=path.name, sheet=raw.sheet, act="WARN")
    return absent


def _with_referrals(raw: RawTable) -> RawTable:
    """One id for each child and date, however the date is written."""
    table = raw.table.copy()
    days = {text: parse_date(text, serial=True)[0] for text in table[raw.event].unique()}
    when = table[raw.event].map(lambda text: day.isoformat() if (day := days[text]) else text)
    whole = (table[CHILD] != "") & (when != "")
    table[REFERRAL] = (table[CHILD] + "/" + when).where(whole, "")
    return dataclasses.replace(raw, table=table)


def _id_of(facts: Mapping[str, Any]) -> str:
    return str(facts.get("id", CHILD))


def _known(facts: Mapping[str, Any]) -> dict[str, list[str]]:
    """Every heading a list may have, by our name."""
    common = _spec()["common"] if _id_of(facts) == CHILD else {}
    return {**common, **_spec()["sometimes"], **facts["columns"]}


@cache
def _spec() -> Mapping[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def _lists() -> dict[int, dict[str, Any]]:
    return {entry["number"]: entry for entry in _spec()["list"]}
