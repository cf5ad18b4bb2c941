"""Records of the Standard Safeguarding Dataset brought together: the latest of each child, and what belongs to it.

A record is joined only by an id that both name and only when both are of the same child; where an id is missing
nothing is guessed. Of several records the one that began last counts, of those of one day the one with the
greater row id, so that the order of the rows in a file never matters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from scrutiny_lib.intake.census_checks import day_of
from scrutiny_lib.intake.columns import CHILD


class Joined(NamedTuple):
    """The table with the columns of another; how many records of that one name an id of another child, and
    how many name none of the ids."""

    table: pd.DataFrame
    of_another_child: int
    without_id: int


def latest_of_each(table: pd.DataFrame, facts: Mapping[str, Any]) -> dict[str, int]:
    """The position of each child's latest record, by child; rows without a child are left out.

    ``facts`` say which column identifies a ``row`` and which says when it ``began``.

    >>> visits = pd.DataFrame({"child_id": ["a", "b", "a"], "on_date": ["1/2/2025", "2025-01-01", "2025-01-03"]})
    >>> latest_of_each(visits, {"began": "on_date"})
    {'a': 0, 'b': 1}
    """
    ages = _ages(table, facts)
    found: dict[str, int] = {}
    for position, child in enumerate(table[CHILD]):
        if child and (child not in found or ages[position] > ages[found[child]]):
            found[child] = position
    return found


def join(table: pd.DataFrame, other: pd.DataFrame, facts: Mapping[str, Any], on: Sequence[str]) -> Joined:
    """Give each row of a table what the latest record of another says.

    Parameters
    ----------
    table, other : DataFrame
        Text, with ``child_id`` (``other`` may lack it).
    facts : mapping
        Which column of ``other`` identifies a ``row`` and which says when it ``began``.
    on : sequence of str
        Columns of ids, the closest first; a further one is used only where the closer ones say nothing.

    Returns
    -------
    Joined
        Columns that both have keep what they hold and are filled where they are blank.
    """
    names = [name for name in on if name in table and name in other]
    children = list(other.get(CHILD, pd.Series("", index=other.index)))
    keys = {name: list(other[name]) for name in names}
    ages = _ages(other, facts)
    order = sorted(range(len(other)), key=lambda position: ages[position], reverse=True)
    listed: dict[tuple[str, str], list[int]] = {}
    for position in order:
        for name in names:
            if keys[name][position]:
                listed.setdefault((name, keys[name][position]), []).append(position)
    rows = list(zip(table[CHILD], *(table[name] for name in names), strict=True))
    found = [_found(row, names, keys, children, listed) for row in rows]
    new = table.copy()
    for column in other.columns:
        values = list(other[column])
        given = pd.Series(["" if at is None else values[at] for at in found], index=table.index, dtype="str")
        if column != CHILD:
            new[column] = new[column].mask(new[column] == "", given) if column in new else given
    return Joined(
        new,
        _strangers(rows, names, keys, children),
        sum(not any(ids) for ids in zip(*keys.values(), strict=True)) if names else len(other),
    )


def families(table: pd.DataFrame) -> tuple[dict[str, str], int]:
    """The family of each child, and how many children are in more than one.

    Families that share a child are one: treated as two, their children would count as independent.

    >>> families(pd.DataFrame({"child_id": ["a", "b", "b", "c"], "family_id": ["1", "1", "2", "2"]}))
    ({'a': '1', 'b': '1', 'c': '1'}, 1)
    """
    head: dict[str, str] = {}

    def top(family: str) -> str:
        while head.setdefault(family, family) != family:
            head[family] = head[head[family]]
            family = head[family]
        return family

    of_child: dict[str, str] = {}
    several = set()
    for child, family in sorted(zip(table[CHILD], table["family_id"], strict=True)):
        if child and family:
            first = of_child.setdefault(child, family)
            if first != family:
                several.add(child)
            one, other = sorted((top(first), top(family)))
            head[other] = one
    return {child: top(family) for child, family in of_child.items()}, len(several)


def _ages(table: pd.DataFrame, facts: Mapping[str, Any]) -> list[tuple[str, int, str, tuple[str, ...]]]:
    """What orders records: the day they began, then the row id (numbers as numbers), then all they hold."""
    blank = pd.Series("", index=table.index, dtype="str")
    began = table.get(facts.get("began", ""), blank)
    ids = table.get(facts.get("row", ""), blank)
    rows = table.itertuples(index=False, name=None)
    return [
        (str(day_of(day) or ""), len(own), own, row) for day, own, row in zip(began, ids, rows, strict=True)
    ]


def _found(
    row: tuple[str, ...],
    names: Sequence[str],
    keys: Mapping[str, Sequence[str]],
    children: Sequence[str],
    listed: Mapping[tuple[str, str], Sequence[int]],
) -> int | None:
    """The latest record of the same child that no closer id speaks against."""
    child, own = row[0], dict(zip(names, row[1:], strict=True))
    for number, name in enumerate(names):
        closer = [near for near in names[:number] if own[near]]
        for position in listed.get((name, own[name]), ()):
            if children[position] in ("", child) and not any(keys[near][position] for near in closer):
                return position
    return None


def _strangers(
    rows: Sequence[tuple[str, ...]],
    names: Sequence[str],
    keys: Mapping[str, Sequence[str]],
    children: Sequence[str],
) -> int:
    """How many records name an id of the table, but another child than the table does."""
    count = 0
    for number, name in enumerate(names, start=1):
        pairs = {(row[number], row[0]) for row in rows if row[number]}
        ids = {own for own, _ in pairs}
        count += sum(
            own in ids and bool(child) and (own, child) not in pairs
            for own, child in zip(keys[name], children, strict=True)
        )
    return count
