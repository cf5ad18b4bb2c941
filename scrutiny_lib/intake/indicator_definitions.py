"""What each monthly indicator means, as a file says it: definition, population, targets, and what changed when.

A change of definition, a new baseline, a target or an event that says no month is set aside and named, for a chart has
no place to draw it; that the definition changed at an unknown time is kept among what is not known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.data_files import check_ids
from scrutiny_lib.intake.positions import line_of
from scrutiny_lib.intake.toml import Key, check_table, read_toml
from scrutiny_lib.terms import KINDS_OF_CHART

KINDS_OF_INDICATOR = ("rate", "proportion", "count")
DIRECTIONS = ("up", "down", "none")
ABOUT = ("children", "events", "staff")
"""What is counted: children, what happens around them, or the people who work with them."""

_NOTED: dict[str, Mapping[str, Key]] = {
    "change": {"from": Key("text"), "what": Key("text", required=True)},
    "target": {"value": Key("number"), "from": Key("text"), "owner": Key("text", required=True)},
    "baseline": {"from": Key("text"), "why": Key("text", required=True), "agreed_by": Key("text", required=True)},
    "event": {"month": Key("text"), "what": Key("text", required=True)},
}
_INVENTED = "invented"
_DEFINITION = {
    "id": Key("id", required=True),
    "title": Key("text", required=True),
    "definition": Key("text", required=True),
    "numerator": Key("text", required=True),
    "denominator": Key("text"),
    "unit": Key("text", required=True),
    "kind": Key("text", required=True, choices=KINDS_OF_INDICATOR),
    "direction": Key("text", required=True, choices=DIRECTIONS),
    "source": Key("text"),
    "lines": Key("names"),
    "comparability": Key("text"),
    "population": Key("text"),
    "chart": Key("text", choices=KINDS_OF_CHART),
    "seasonal": Key("true or false", default=False),
    "about": Key("text", choices=ABOUT, default=ABOUT[0]),
    **{
        name: Key("tables", inside={**keys, _INVENTED: Key("true or false", default=False)})
        for name, keys in _NOTED.items()
    },
    "ask": Key("text"),
    "not_known": Key("text"),
}
DEFINITION_COLUMNS = tuple(f"{name}s" if name in _NOTED else name for name in _DEFINITION)
"""Columns of the table of definitions: the settings of ``[[indicator]]``; its tables by their plural."""

_UNDATED = "The definition changed, and nobody has written from which month on."
_CHARTS = {"p": ("proportion",), "u": ("rate", "count"), "g": ("count",)}
_MONTH = re.compile(r"(?:19|20)\d{2}-(?:0[1-9]|1[0-2])")
_Note = Callable[..., None]


def read_indicator_definitions(path: Path, invented: bool = True) -> tuple[pd.DataFrame, Problems]:
    """What each indicator means (``audit_templates/indicators.toml``): one row each, in the order of the file.

    Parameters
    ----------
    path : Path
        A file of ``[[indicator]]`` tables; under each may stand ``[[indicator.change]]``, ``[[indicator.target]]``,
        ``[[indicator.baseline]]`` and ``[[indicator.event]]``.
    invented : bool
        Whether those of them that say ``invented = true`` are wanted: in the workspace of an invented partnership.
        Real figures are never held against an invented target.

    Returns
    -------
    DataFrame
        The columns of :data:`DEFINITION_COLUMNS`. ``lines`` is a mapping from theme to line of enquiry; ``chart`` is
        "" or a word of :data:`scrutiny_lib.terms.KINDS_OF_CHART`; ``seasonal`` a bool; ``about`` one of :data:`ABOUT`.
        ``changes`` (from, what), ``targets`` (value, in the unit of the indicator, from, owner), ``baselines`` (from,
        why, agreed_by) and ``events`` (month, what) are lists of mappings by month, months as ``2024-04``. What is
        left out is "" (``about``: children). Empty when a problem stops its use.
    Problems
        Held are a change, target, baseline or event without a month that can be read (P12), a target without a value
        (P12) or beyond what the figure can be (P16), and a second of a kind in one month (P13).
    """
    problems = Problems()
    data = read_toml(path, problems)
    rows = check_table(data or {}, {"indicator": Key("tables", inside=_DEFINITION)}, problems, path)["indicator"]
    for position, row in enumerate(rows, start=1):
        _check_kind(row, position, path, problems)
        undated = _keep_dated(row, position, path, problems, invented)
        if undated:
            row["not_known"] = " ".join(part for part in (row["not_known"], _UNDATED) if part)
    check_ids(rows, "indicator", path, problems)
    named = [{f"{name}s" if name in _NOTED else name: value for name, value in row.items()} for row in rows]
    return pd.DataFrame(named if not problems.stops() else [], columns=list(DEFINITION_COLUMNS)), problems


def _check_kind(row: Mapping[str, Any], position: int, path: Path, problems: Problems) -> None:
    """A share or rate says what of and in which unit; a chart that is asked for suits the kind of figure."""
    if row["kind"] in ("rate", "proportion") and row["unit"] and not re.search(r"%|\bper\b", row["unit"]):
        fact = f"The unit of indicator {position} does not fit a {row['kind']}."
        cure = 'Write "%", or what it is per, such as "per 10,000 children".'
        problems.add("P16", fact, cure, file=path.name, cell=line_of(path, f"indicator[{position}]", "unit"))
    if row["kind"] in ("rate", "proportion") and not row["denominator"]:
        fact = f"Indicator {position} is a {row['kind']} and says no denominator."
        place = line_of(path, f"indicator[{position}]", "")
        problems.add("P12", fact, "Say what it is a share or rate of.", file=path.name, cell=place)
    if row["kind"] and row["kind"] not in _CHARTS.get(row["chart"], (row["kind"],)):
        fact = f"The chart that indicator {position} asks for does not suit a {row['kind']}."
        cure = "Leave 'chart' out: it is then chosen by the kind of figure."
        problems.add("P16", fact, cure, file=path.name, cell=line_of(path, f"indicator[{position}]", "chart"))


def _keep_dated(row: dict[str, Any], position: int, path: Path, problems: Problems, invented: bool) -> bool:
    """Leave in the row only what is wanted and has a month, by month; whether a change of definition had to be set
    aside."""
    undated = False
    for kind, keys in _NOTED.items():
        month = "month" if "month" in keys else "from"
        kept: dict[str, dict[str, Any]] = {}
        for number, one in enumerate(row[kind], start=1):
            if one.pop(_INVENTED) and not invented:
                continue
            fault = _fault(kind, one, month, row["kind"], kept)
            if fault is None:
                kept[one[month]] = one
                continue
            undated |= kind == "change" and fault[0] == "P12"
            rule, fact, cure = fault
            place = line_of(path, f"indicator[{position}].{kind}[{number}]", "")
            place = place or line_of(path, f"indicator[{position}]", "")
            where = f"Indicator {position}, {kind} {number}: {fact}"
            problems.add(rule, where, cure, file=path.name, cell=place, act="HOLD")
        row[kind] = [kept[when] for when in sorted(kept)]
    return undated


def _fault(
    kind: str, one: Mapping[str, Any], month: str, of_kind: str, kept: Mapping[str, Any]
) -> tuple[str, str, str] | None:
    """Why an entry cannot be used: rule, fact, cure."""
    if not _MONTH.fullmatch(one[month]):
        fact = "it says no month in the form 2024-04; it is set aside."
        return "P12", fact, f'Write from when it counts, such as {month} = "2024-04".'
    if one[month] in kept:
        return "P13", "there is one for this month already; it is set aside.", "Say both in one, or correct the month."
    if kind == "target":
        value = one["value"]
        if value is None:
            return "P12", "it says no value; it is set aside.", "Write the number, in the unit of the indicator."
        if value < 0 or (of_kind == "proportion" and value > 100):
            return "P16", "the figure can never be that; it is set aside.", "Write it in the unit of the indicator."
    return None
