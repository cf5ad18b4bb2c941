"""A frame from one of the lists of Annex A. Sheet names, headings and codes are data: ``annex_a.toml``,
``codes.toml``."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.codes import label_column
from scrutiny_lib.intake.columns import CHILD, REFERRAL, find_header
from scrutiny_lib.intake.raw import MAX_ROWS, RawTable, from_grid
from scrutiny_lib.intake.text import header
from scrutiny_lib.intake.workbook import read_sheets

_FILE = Path(__file__).with_name("annex_a.toml")


def read_annex_a(path: Path, number: int, problems: Problems) -> RawTable | None:
    """Read list ``number`` (1 to 9) of a workbook; ``None`` when it has to be refused.

    The sheet may be called ``List 6``, ``list_6`` or by its title; a title above the headings is passed over.
    Labels of the code sets come back as words (``"a) WBRI"`` as ``"White British"``); those not understood
    are counted by column. Headings that the list does not have are not carried, nor are names of workers. On
    the list of referrals each row gets a ``referral_id`` made of child and date, because a child may be there
    more than once.

    Raises
    ------
    KeyError
        When there is no such list.
    """
    facts = _lists()[number]
    sheets = read_sheets(path, problems, max_rows=MAX_ROWS)
    if sheets is None:
        return None
    names = {header(f"List {number}"), *(header(name) for name in facts["sheets"])}
    found = [name for name in sheets if header(name) in names]
    if len(found) != 1:
        rule, fact = ("S02", f"{len(found)} sheets could be list") if found else ("S01", "No sheet is list")
        cure = f"Keep one sheet called 'List {number}' ({facts['title']})."
        problems.add(rule, f"{fact} {number} of Annex A.", cure, file=path.name, act="REJECT")
        return None
    rows, sheet = sheets[found[0]], f"List {number}"
    known = {**_spec()["common"], **facts["columns"]}
    header_row = find_header(rows, known[CHILD])
    if header_row is None:
        cure = "The headings must stand within the first 20 rows."
        fact = "No row of headings was found."
        problems.add("S09", fact, cure, file=path.name, sheet=sheet, column=CHILD, act="REJECT")
        return None
    raw = from_grid(rows, header_row, known, _spec()["required"], problems, file=path.name, sheet=sheet)
    return None if raw is None else _labelled(raw, facts.get("event", ""))


def _labelled(raw: RawTable, event: str) -> RawTable:
    table, labels = raw.table.copy(), {}
    for column, codes in _spec()["codes"].items():
        if column in table:
            table[column], lost = label_column(table[column], codes)
            if lost:
                labels[column] = lost
    if event in table:
        whole = (table[CHILD] != "") & (table[event] != "")
        table[REFERRAL] = (table[CHILD] + "/" + table[event]).where(whole, "")
    return dataclasses.replace(raw, table=table, labels=labels)


@cache
def _spec() -> Mapping[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _lists() -> dict[int, dict[str, Any]]:
    return {entry["number"]: entry for entry in _spec()["list"]}
