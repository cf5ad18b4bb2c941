"""Counts of everybody who could have been looked at: who they are, and how often each time limit was met."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from .counts import HIDDEN, Asked, Count, Told, rows_by, whole_number
from .mask_clocks import ALL_STATES, FRAME


def size_of(review: str, whom: str) -> str:
    """The name of how many there are: ``sample`` (looked at) or ``frame`` (everybody who could have been).

    >>> size_of("r1", "frame")
    'size|r1|frame'
    """
    return f"size|{review}|{whom}"


def count_sizes(page: Asked, told: Told) -> None:
    """How many were looked at, of how many: both stand in sentences of the page and stay."""
    for whom, name, kind in (("sample", "children", "answers"), ("frame", "frame_size", "population")):
        value = whole_number(page.whole.about.get(name))
        if value is not None:
            shown = whole_number(page.masked.about.get(name)) is not None
            told.add(Count(size_of(page.review, whom), value, kind, "about", name, shown, 0, fixed=True))


def families_of(review: str, families: pd.DataFrame) -> dict[str, int]:
    """By the name of a count of who they are, how many families stand behind it.

    >>> rows = pd.DataFrame([("sex", "F", 9, 2)], columns=["attribute", "value", "in_frame", "in_sample"])
    >>> families_of("r1", rows)
    {'who|r1|sex|F|in_frame': 9, 'who|r1|sex|F|in_sample': 2}
    """
    return {
        f"who|{review}|{row['attribute']}|{row['value']}|{column}": int(row[column])
        for row in families.to_dict("records")
        for column in ("in_frame", "in_sample")
    }


def count_sample_frame(page: Asked, told: Told) -> None:
    """Who they are, by attribute: in the frame, in the sample, and (printed nowhere) in the frame but not drawn."""
    masked, whole = rows_by(page.masked["sample_frame"], "attribute", "value"), page.whole["sample_frame"]
    for attribute, rows in whole.groupby("attribute", sort=False):
        base, kept = f"who|{page.review}|{attribute}", any(str(attribute) == name for name, _ in masked)
        columns: dict[str, list[str]] = {"in_frame": [], "in_sample": []}
        for row in rows.to_dict("records"):
            place, seen = masked.get((str(attribute), str(row["value"])), (None, None))
            for column, names in columns.items():
                value = whole_number(row[column]) or 0
                shown = seen is not None and seen[column] != HIDDEN
                cell = f"{base}|{row['value']}|{column}"
                least = int(seen is not None)
                names.append(
                    told.add(
                        Count(cell, value, "attributes", "sample_frame", str(attribute), shown, least, place, column)
                    )
                )
            in_frame, in_sample = (columns[name][-1] for name in columns)
            rest = f"{base}|{row['value']}|not drawn"
            told.splits(in_frame, [in_sample], rest, "attributes", "sample_frame", str(attribute))
        for column, whom in (("in_frame", "frame"), ("in_sample", "sample")):
            total = _total(told, size_of(page.review, whom), f"{base}|Total|{column}", columns[column], kept)
            rest, part = f"{base}|not on record|{column}", str(attribute)
            told.splits(total, columns[column], rest, "attributes", "sample_frame", part, whole=kept)


def _total(told: Told, size: str, own: str, parts: Sequence[str], kept: bool) -> str:
    """The size a reader knows; where the page says none, the sum, which a reader may know all the same."""
    if size in told.counts and told.counts[size].value >= sum(told.counts[name].value for name in parts):
        return size
    value = sum(told.counts[name].value for name in parts)
    return told.add(Count(own, value, "attributes", "about", "", kept, least=0, fixed=kept, derived=not kept))


def count_clocks(page: Asked, told: Told) -> None:
    """How often each time limit was met, of those looked at, of everybody, and (printed nowhere) of the others."""
    masked, unit = rows_by(page.masked["clocks"], "rule", "whom"), page.whole.about.get("unit")
    for (rule, whom), (_, row) in rows_by(page.whole["clocks"], "rule", "whom").items():
        place, seen = masked.get((rule, whom), (None, None))
        over = whom == FRAME
        kind, base = ("population" if over else "answers"), f"clock|{page.review}|{rule}"
        names = []
        least = int(seen is not None and any(whole_number(seen[state]) is not None for state in ALL_STATES))
        for state in ALL_STATES:  # where all of a limit is hidden, zeros are hidden with it
            value = whole_number(row[state]) or 0
            shown = seen is not None and whole_number(seen[state]) is not None
            cell = f"{base}|{FRAME if over else 'sample'}|{state}"
            told.add(Count(cell, value, kind, "clocks", rule, shown, least, place, state, fixed=shown and not over))
            names.append(cell)
        size = size_of(page.review, FRAME if over else "sample")
        if row["unit"] == unit and size in told.counts:
            told.splits(size, names, f"{base}|{FRAME if over else 'sample'}|not told", kind, "clocks", rule, whole=True)
        if over:
            for state, cell in zip(ALL_STATES, names, strict=True):
                known = f"{base}|sample|{state}"
                if known in told.counts:
                    told.splits(cell, [known], f"{base}|not drawn|{state}", "population", "clocks", rule)
