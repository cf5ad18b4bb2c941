"""The scope of a review: why this topic, which lines of enquiry, which evidence is planned, on what basis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from scrutiny_lib import tables
from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.toml import Key, check_once, check_table, read_toml

FILE = "scope.toml"
FEWEST_LINES, MOST_LINES = 3, 6

_EVIDENCE = ("cases", "data", "practitioners", "children")
_LINE = {
    "id": Key("text", required=True),
    "question": Key("text", required=True),
    **{source: Key("text") for source in _EVIDENCE},
}
_SPEC = {
    "question": Key("text", required=True),
    "why": Key("text", required=True),
    "agreed_by": Key("text", required=True),
    "agreed_on": Key("date", required=True),
    "hips_alignment": Key("text"),
    "sharing_basis": Key("text", required=True),
    "keep_until": Key("date", required=True),
    "scrutineer_comment": Key("text"),
    "line": Key("tables", required=True, inside=_LINE),
}


@dataclass(frozen=True)
class Scope:
    """What ``scope.toml`` says. ``lines`` has one row for each line of enquiry: ``line``, ``question`` and
    the evidence planned from ``cases``, ``data``, ``practitioners`` and ``children`` (blank where none
    is)."""

    question: str
    why: str
    agreed_by: str
    agreed_on: date
    hips_alignment: str
    sharing_basis: str
    keep_until: date
    scrutineer_comment: str
    lines: pd.DataFrame


def read_scope(folder: Path) -> tuple[Scope | None, Problems]:
    """Read ``scope.toml`` of a review's folder; ``None`` when a problem stops the review.

    Fewer than three or more than six lines, and a line for which no evidence at all is planned, are warned
    of."""
    problems = Problems()
    path = folder / FILE
    data = read_toml(path, problems)
    if data is None:
        return None, problems
    clean: dict[str, Any] = check_table(data, _SPEC, problems, path)
    rows = clean.pop("line")
    check_once([row["id"] for row in rows], "line", problems, path)
    if rows and not FEWEST_LINES <= len(rows) <= MOST_LINES:
        fact = f"The scope has {len(rows)} line{'s' if len(rows) > 1 else ''} of enquiry; three to six are usual."
        problems.add("P16", fact, "Check that the scope is what was agreed.", file=FILE, act="WARN")
    for position, row in enumerate(rows, start=1):
        if not any(row[source] for source in _EVIDENCE):
            fact = f"No evidence is planned for line of enquiry {position}."
            cure = f"Say what is planned under {', '.join(_EVIDENCE)}."
            problems.add("P16", fact, cure, file=FILE, act="WARN")
    if problems.stops():
        return None, problems
    lines = tables.table("lines", [{"line": row.pop("id"), **row} for row in rows])
    return Scope(**clean, lines=lines), problems
