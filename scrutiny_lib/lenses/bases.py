"""What a piece of evidence rests on, in words: how many were looked at, how many of those heard said it, and which
figures.

It is put together from the results a person named and from nothing else, so that nobody types it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scrutiny_lib.plural import one_of

_HEARD = {
    ".told_us": ("said by ", "{of} heard by us"),
    ".recorded": ("on record for ", "{of} with such a record"),
    ".parents_and_carers": ("said of ", "{of} whose parents or carers were heard"),
}
"""How the base of a code is said, by the kind of voice at the end of its id: what those counted did, and who they are.
"""
_NOBODY = "voice.none."
"""How the ids begin of those who were not heard: they said nothing."""


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
        For a figure its name with its value; for taking part, how many did; for what people said, how many of those
        heard or asked said it, and in how many of the activities it was raised; else how many it was counted over,
        once for each unit. Counts of different kinds of people stand side by side: they are never added up.

    >>> cases = {"result_id": "cx05.no", "lens": "practice", "label": "", "unit": "children", "n": 3, "of": 8}
    >>> asked = {"result_id": "prac.took_part", "lens": "practitioners", "unit": "practitioners", "n": 11, "of": 14}
    >>> base_of([cases]), base_of([cases, asked]), base_of([{**cases, "of": None}])
    ('8 children', '8 children; 11 of 14 practitioners took part', '')
    >>> raised = {"result_id": "prac.news_late", "lens": "practitioners", "unit": "activities", "n": 2, "of": 4}
    >>> base_of([raised]), base_of([raised, {**raised, "n": 4}]), base_of([{**raised, "n": 4}])
    ('raised in 2 of 4 activities', 'raised in 2 to 4 of 4 activities, by theme', 'raised in all 4 activities')
    """
    parts: dict[str, set[int]] = {}
    sayers: dict[tuple[str, str], set[int]] = {}
    said: list[str | tuple[str, str]] = []
    for row in rows:
        n, of, unit = _count(row.get("n")), _count(row.get("of")), str(row.get("unit") or "")
        name = str(row["result_id"])
        words: str | tuple[str, str]
        if row.get("lens") == "data":
            shown = str(row.get("shown") or "")
            words = f"{row['label']}: {shown}" if shown and not shown.startswith("[") else str(row["label"])
        elif of is None:
            continue
        elif name.endswith(".took_part"):
            words = f"{n:,} of {of:,} {unit} took part" if n is not None else ""
        else:
            did, whom = _said_by(row)
            if did is not None and n is not None:
                words = (did, _counted(whom.format(of=f"{{}} {unit}"), {of}))
                sayers.setdefault(words, set()).add(n)
            else:
                words = whom.format(of=f"{{}} {unit}")
                parts.setdefault(words, set()).add(of)
        if words and words not in said:
            said.append(words)
    return "; ".join(
        _sayers(words, sayers[words]) if isinstance(words, tuple)
        else _counted(words, parts[words]) if words in parts else words
        for words in said
    )  # fmt: skip


def _said_by(row: Mapping[Any, Any]) -> tuple[str | None, str]:
    """What those counted did, and who was asked; ``None`` for the first where nobody is counted for saying it."""
    name = str(row["result_id"])
    heard = next((words for end, words in _HEARD.items() if name.endswith(end)), None)
    if heard is not None:
        return (None, "{of}") if name.startswith(_NOBODY) else heard
    if row.get("lens") != "practitioners":
        return None, "{of}"
    return "raised in " if row.get("unit") == "activities" else "", "{of}"


def _sayers(words: tuple[str, str], n: set[int]) -> str:
    """How many said it of all who were heard; where themes differ in it, the least and the greatest.

    >>> _sayers(("said by ", "14 children heard by us"), {5}), _sayers(("", "24 practitioners"), {0})
    ('said by 5 of 14 children heard by us', 'none of 24 practitioners')
    """
    (did, whom), least, greatest = words, min(n), max(n)
    if least != greatest:
        return f"{did}{least:,} to {greatest:,} of {whom}, by theme"
    if whom.startswith(f"{greatest:,} ") and greatest > 1:
        return f"{did}all {whom}"
    return f"{did}{f'{greatest:,}' if greatest else 'none'} of {whom}"


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
