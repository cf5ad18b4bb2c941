"""What a piece of evidence rests on, in words: how many were looked at, asked or heard, and which figures.

It is put together from the results a person named and from nothing else, so that nobody types it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scrutiny_lib.lenses.results import one_of

_HEARD = {
    ".told_us": "{of} heard by us",
    ".recorded": "{of} with such a record",
    ".parents_and_carers": "{of} whose parents or carers were heard",
}
"""How the base of a code is said, by the kind of voice at the end of its id."""


def base_of(rows: Sequence[Mapping[Any, Any]]) -> str:
    """What some results rest on; ``""`` where no number may be seen, or none was named.

    Parameters
    ----------
    rows : sequence of mapping
        Results as one audience may see them: result_id, lens, label, unit, n, of, shown. Numbers that are hidden
        are missing.

    Returns
    -------
    str
        For a figure its name with its value; for taking part, how many did; else how many it was counted over, once
        for each unit. Counts of different kinds of people stand side by side: they are never added up.

    >>> cases = {"result_id": "cx05.no", "lens": "practice", "label": "", "unit": "children", "n": 3, "of": 8}
    >>> asked = {"result_id": "prac.took_part", "lens": "practitioners", "unit": "practitioners", "n": 11, "of": 14}
    >>> base_of([cases]), base_of([cases, asked]), base_of([{**cases, "of": None}])
    ('8 children', '8 children; 11 of 14 practitioners took part', '')
    """
    parts: dict[str, set[int]] = {}
    said: list[str] = []
    for row in rows:
        n, of, unit = _count(row.get("n")), _count(row.get("of")), str(row.get("unit") or "")
        name = str(row["result_id"])
        if row.get("lens") == "data":
            shown = str(row.get("shown") or "")
            words = f"{row['label']}: {shown}" if shown and not shown.startswith("[") else str(row["label"])
        elif of is None:
            continue
        elif name.endswith(".took_part"):
            words = f"{n:,} of {of:,} {unit} took part" if n is not None else ""
        else:
            ending = next((words for end, words in _HEARD.items() if name.endswith(end)), "{of}")
            words = ending.format(of=f"{{}} {unit}")
            parts.setdefault(words, set()).add(of)
        if words and words not in said:
            said.append(words)
    return "; ".join(_counted(words, parts[words]) if words in parts else words for words in said)


def _counted(words: str, of: set[int]) -> str:
    """One base; where questions differ in it, the least and the greatest.

    >>> _counted("{} children", {8}), _counted("{} children", {1}), _counted("{} children", {24, 38})
    ('8 children', '1 child', '24 to 38 children, by question')
    """
    least, greatest = min(of), max(of)
    if least != greatest:
        return words.format(f"{least:,} to {greatest:,}") + ", by question"
    if greatest == 1:
        unit = words.removeprefix("{} ").split(" ")[0]
        words = words.replace(unit, one_of(unit), 1)
    return words.format(f"{greatest:,}")


def _count(value: Any) -> int | None:
    return None if value is None or value != value else int(value)
