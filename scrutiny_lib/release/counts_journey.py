"""Counts of the journey: everybody who came to each step, and every group, those put together as *all others* too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from .counts import Asked, Count, Told, rows_by, whole_number
from .counts_frame import size_of
from .mask_journey import COUNTS, EVERYBODY, OTHERS

Rows = dict[tuple[str, ...], tuple[int, dict[Any, Any]]]
"""Rows of a table by step, way of grouping and group."""
Names = dict[str, str]
"""By column, the name of the count in it."""
TABLE, KIND = "journey", "population"


class _Place(NamedTuple):
    """Where a count of the journey stands: the way of grouping it is part of, and its row as the page prints it."""

    part: str
    row: int | None
    seen: Mapping[Any, Any] | None

    def shows(self, column: str) -> bool:
        return self.seen is not None and whole_number(self.seen[column]) is not None


def count_journey(page: Asked, told: Told) -> None:
    """How many went on to each step, of how many, for how many it is too soon, and (printed nowhere) who stayed.

    Where a way of grouping is shown, all its groups count, those that were put together as *all others* one by one:
    they add up to everybody, at the first step they are who the children are, and who came to one step is counted at
    the next. So no group can be worked out from another page that puts others together.
    """
    masked = rows_by(page.masked["journey"], "step", "by", "group")
    whole = rows_by(page.whole["journey"], "step", "by", "group")
    before: dict[str, Names] = {}
    for (step, by, group), (_, row) in whole.items():
        if by in EVERYBODY:
            at, seen = masked.get((step, by, group), (None, None))
            base = f"journey|{page.review}|{step}"
            names = before[step] = _add(told, base, row, _Place("", at, seen), COUNTS)
            first, starts = size_of(page.review, "frame"), not str(row["from_step"] or "")
            if starts and first in told.counts and "n" in names:
                told.sums(first, [names["n"]])
            _follows(told, before.get(str(row["from_step"] or "")), names, base, "")
    for way in dict.fromkeys(by for _, by, _ in masked):
        if way not in EVERYBODY:
            _count_way(page, told, way, whole, masked)


def _add(told: Told, base: str, row: Mapping[Any, Any], place: _Place, columns: Iterable[str]) -> Names:
    """The counts of one row, and those of it who stayed."""
    names = {}
    for column in columns:
        value = whole_number(row[column])
        if value is not None:
            shown = place.shows(column)
            count = Count(f"{base}|{column}", value, KIND, TABLE, place.part, shown, 0, place.row, column)
            names[column] = told.add(count)
    if {"n", "of"} <= names.keys():
        told.splits(names["of"], [names["n"]], f"{base}|stayed", KIND, TABLE, place.part)
    return names


def _follows(told: Told, before: Names | None, names: Names, base: str, part: str) -> None:
    """Those counted at a step are those who came to the one before, but for whom it is too soon or who went on early.

    Where the page does not say for how many it is too soon, the difference is, to all appearance, that number.
    """
    if before is None or "n" not in before or "of" not in names:
        return
    counted, soon = names["of"], told.counts.get(names.get("too_soon", ""))
    if soon is not None and soon.shown and soon.value:
        both = told.counts[counted].value + soon.value
        sums = [counted, soon.cell]
        counted = told.rest(f"{base}|counted or too soon", both, KIND, TABLE, part)
        told.sums(counted, sums)
    went = before["n"]
    larger, smaller = (went, counted) if told.counts[went].value > told.counts[counted].value else (counted, went)
    told.splits(larger, [smaller], f"{base}|beside the step before", KIND, TABLE, part, whole=True)


def _count_way(page: Asked, told: Told, way: str, whole: Rows, masked: Rows) -> None:
    """One way of grouping, up to the last step of which the page tells the groups."""
    apart = list(dict.fromkeys(group for _, by, group in masked if by == way and group != OTHERS))
    merged = sorted({group for _, by, group in whole if by == way}.difference(apart))
    others = f"{OTHERS} ({' + '.join(merged)})"
    before: dict[tuple[str, str], Names] = {}
    for step in dict.fromkeys(step for step, by, _ in masked if by == way):
        together = masked.get((step, way, OTHERS))
        mine = {group: whole[step, way, group][1] for group in (*apart, *merged) if (step, way, group) in whole}
        places = {group: _Place(way, *masked.get((step, way, group), (None, None))) for group in mine}
        if together is not None:
            mine[others] = _summed([mine[group] for group in merged if group in mine])
            places[others] = _Place(way, *together)
        told_soon = any(place.shows("too_soon") for place in places.values())
        for group, row in mine.items():
            start = str(row["from_step"] or "")
            columns = (["n", "of", *(["too_soon"] if told_soon else [])]) if start else ["n"]
            base = f"journey|{page.review}|{step} {way}={group}"
            names = before[step, group] = _add(told, base, row, places[group], columns)
            _follows(told, before.get((start, group)), names, base, way)
            known = f"who|{page.review}|{way}|{group}|in_frame"
            if not start and known in told.counts:
                told.sums(known, [names["n"]])
        for column in COUNTS:
            cells = {group: names[column] for group in mine if column in (names := before[step, group])}
            if others in cells:
                told.sums(cells[others], [cells[group] for group in merged if group in cells])
            total = f"journey|{page.review}|{step}|{column}"
            parts = [cell for group, cell in cells.items() if group not in merged]
            if parts and total in told.counts:
                rest = f"journey|{page.review}|{step} no {way}|{column}"
                told.splits(total, parts, rest, KIND, TABLE, way, whole=True)


def _summed(rows: list[dict[Any, Any]]) -> dict[Any, Any]:
    values = {column: [whole_number(row[column]) for row in rows] for column in COUNTS}
    sums = {name: sum(one or 0 for one in some) if None not in some else None for name, some in values.items()}
    return {**sums, "from_step": rows[0]["from_step"] if rows else ""}
