"""Whom a course did not reach: the groups with fewest first, and those nobody came from apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scrutiny_lib.lenses.training_verdict import Verdict

FEWEST_WHO_NEED = 6
"""People who need a course below which a group is not named: one of them could be known."""
ALL = "all"
RULE = (
    "name every group of which fewer than half of those who need a course have had it, those with fewest first, and "
    "among these the one with most people left to reach"
)
_BANDS = ((10, "fewer than one in ten"), (25, "fewer than one in four"), (50, "fewer than half"))
_NOBODY = "nobody"


def not_reached(rows: Sequence[Mapping[Any, Any]]) -> Verdict | None:
    """What a page says of the groups of which fewer than half have had one course; ``None`` where there is none.

    Parameters
    ----------
    rows : sequence of dict
        The rows of ``training_need`` of one course.

    Returns
    -------
    Verdict or None
        No people are counted. An agency stands for its roles, but a role that nobody came from is named as well. Where
        it is only known how many have had it at least, a group is put where even the most it can be would put it.
    """
    short = [(row, how) for row in rows if _number(row["need"]) >= FEWEST_WHO_NEED and (how := _how_few(row))]
    whole = {row["agency"] for row, _ in short if _everybody(row)}
    empty = {row["agency"] for row, how in short if _everybody(row) and how == _NOBODY}
    named = [
        (row, how)
        for row, how in short
        if row["agency"] not in empty
        if not _everybody(row) and (row["agency"] not in whole or how == _NOBODY)
    ] + [(row, how) for row, how in short if _everybody(row)]
    named = [(row, how) for row, how in named if str(row["agency"] or ALL) != ALL] or named
    if not named:
        return None
    order = [_NOBODY, *(word for _, word in _BANDS)]
    named.sort(key=lambda one: (order.index(one[1]), -_left(one[0])))
    return Verdict("not reached", _sentence(named, rows), f"Trained against need. Rule: {RULE}.")


def _sentence(named: Sequence[tuple[Mapping[Any, Any], str]], rows: Sequence[Mapping[Any, Any]]) -> str:
    groups: dict[str, list[str]] = {}
    for row, how in named:
        groups.setdefault(how, []).append(_group(row))
    agencies = {row["agency"] for row in rows if str(row["agency"] or ALL) != ALL}
    told = {row["agency"] for row, _ in named}
    if len(groups) == 1 and len(agencies) > 2 and agencies == told and all(_everybody(row) for row, _ in named):
        ((how, names),) = groups.items()
        few = f"In every agency {how} of those who need it" + (" has had it" if how == _NOBODY else " have had it")
        return f"{few}; most are left in {names[0]}."
    parts = []
    if nobody := groups.pop(_NOBODY, []):
        parts.append(f"Nobody who needs it has had it in {_listed(nobody)}.")
    some = [f"{_listed(names)} ({how})" for how, names in groups.items()]
    if some:
        begin = "Fewest" if len(some) > 1 else "Few"
        parts.append(f"{begin} of those who need it have had it in {'; then in '.join(some)}.")
    return " ".join(parts)


def _how_few(row: Mapping[Any, Any]) -> str:
    """In words, how few of a group are known to have had it; ``""`` for half or more, or where that is not known."""
    trained = row["trained"]
    if trained is None or trained != trained:
        return ""
    if not trained and not _at_least(row):
        return _NOBODY
    share = _number(row["upper"]) if _at_least(row) else _number(row["percent"])
    return next((word for limit, word in _BANDS if share < limit), "")


def _at_least(row: Mapping[Any, Any]) -> bool:
    """Whether ``trained`` is only the least it can be: some who came cannot be matched to those who need it."""
    return str(row["method"] or "").startswith("At least")


def _left(row: Mapping[Any, Any]) -> float:
    return _number(row["need"]) - _number(row["trained"])


def _everybody(row: Mapping[Any, Any]) -> bool:
    return str(row["role"] or ALL) == ALL


def _group(row: Mapping[Any, Any]) -> str:
    agency = "all agencies together" if str(row["agency"] or ALL) == ALL else str(row["agency"])
    return agency if _everybody(row) else f"{agency} – {row['role']}"


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _number(value: Any) -> float:
    """A count; 0 where there is none."""
    return 0.0 if value is None or value != value else float(value)
