"""Whom a course did not reach: the groups with fewest first, and those nobody came from apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scrutiny_lib.lenses.training_verdict import Verdict

FEWEST_WHO_NEED = 6
"""People who need a course below which a group is not named: one of them could be known."""
ALL = "all"
RULE = "name every group of which fewer than half of those who need a course are known to have had it, fewest first"
_BANDS = ((10, "fewer than one in ten"), (25, "fewer than one in four"), (50, "fewer than half"))
_NOBODY = "nobody"


def not_reached(rows: Sequence[Mapping[Any, Any]], counted: bool = True) -> Verdict | None:
    """What a page says of the groups of which fewer than half have had one course; ``None`` where there is none.

    Parameters
    ----------
    rows : sequence of dict
        The rows of ``training_need`` of one course.
    counted : bool
        Whether each group stands with its numbers, such as "Police (2 of 140)"; else it stands under "fewer than one in
        ten" and the like, for those who may not see how many people there are.

    Returns
    -------
    Verdict or None
        Groups of which fewest have had it come first, among these those with most people left to reach. An agency
        stands for its roles, but a role that nobody came from is named as well. Where it is only known how many have
        had it at least, the sentence says "are known to have had it".
    """
    short = [(row, how) for row in rows if _number(row["need"]) >= FEWEST_WHO_NEED and (how := _how_few(row))]
    whole = {row["agency"] for row, _ in short if _everybody(row)}
    empty = {row["agency"] for row, how in short if _everybody(row) and how == _NOBODY}
    roles = [(row, how) for row, how in short if not _everybody(row) and row["agency"] not in empty]
    named = [(row, how) for row, how in short if _everybody(row)]
    named += [(row, how) for row, how in roles if row["agency"] not in whole or how == _NOBODY]
    named = [(row, how) for row, how in named if str(row["agency"] or ALL) != ALL] or named
    if not named:
        return None
    order = [_NOBODY, *(word for _, word in _BANDS)]
    named.sort(key=lambda one: (order.index(one[1]), _share(one[0]) if counted else 0, -_left(one[0])))
    if counted:
        named = [(row, how if how == _NOBODY else _BANDS[-1][1]) for row, how in named]
    return Verdict("not reached", _sentence(named, counted), f"Trained against need. Rule: {RULE}.")


def _sentence(named: Sequence[tuple[Mapping[Any, Any], str]], counted: bool) -> str:
    groups: dict[str, list[str]] = {}
    for row, how in named:
        groups.setdefault(how, []).append(_group(row) + (_counts(row) if counted else ""))
    known = "are known to have" if any(_at_least(row) for row, how in named if how != _NOBODY) else "have"
    parts = []
    for at, (how, names) in enumerate(groups.items()):
        whom = f" of those who need it {known} had it"
        if how == _NOBODY:
            whom = " who needs it has had it"
        elif at and _NOBODY not in groups:
            whom = ""
        parts.append(f"{how[:1].upper()}{how[1:]}{whom}: {'; '.join(names)}.")
    return " ".join(parts)


def _counts(row: Mapping[Any, Any]) -> str:
    return f" ({_number(row['trained']):,.0f} of {_number(row['need']):,.0f})"


def _how_few(row: Mapping[Any, Any]) -> str:
    """In words, how few of a group are known to have had it; ``""`` for half or more, or where that is not known."""
    trained = row["trained"]
    if trained is None or trained != trained:
        return ""
    if not trained and not _at_least(row):
        return _NOBODY
    return next((word for limit, word in _BANDS if _share(row) < limit), "")


def _share(row: Mapping[Any, Any]) -> float:
    """Of 100 who need it, how many are known to have had it."""
    return 100 * _number(row["trained"]) / _number(row["need"])


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


def _number(value: Any) -> float:
    """A count; 0 where there is none."""
    return 0.0 if value is None or value != value else float(value)
