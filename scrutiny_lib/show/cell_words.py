"""A count in words: what the joint decision calls by table, review and row, as the page calls it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..tables import Tables
from .text import plain

KINDS: Mapping[str, str] = {
    "activity": "Activity",
    "answer": "Answer",
    "clock": "Time",
    "ind": "Monthly figure",
    "journey": "The way through",
    "level": "Level",
    "respondents": "Who answered",
    "size": "Size",
    "support": "Support",
    "train": "Course",
    "who": "Children looked at",
}
"""What a count's first word stands for."""
PARTS: Mapping[str, str] = {
    "cannot_tell": "cannot be told",
    "denominator": "of how many",
    "frame": "all in question",
    "in_frame": "among all",
    "in_sample": "among those looked at",
    "n": "how many",
    "numerator": "how many",
    "of": "of how many",
    "sample": "those looked at",
}
"""Columns and groups in words; any other only loses its underscores."""
NAMED = (
    ("results", "result_id", "label"),
    ("clocks", "rule", "title"),
    ("journey", "step", "title"),
    ("indicator_notes", "indicator", "title"),
    ("training_programme", "course", "title"),
)
"""Tables that give a row its name in words."""
_PERIOD = re.compile(r"\d{4}-\d{2}(-Q\d)?")


def names_in(tables: Tables) -> dict[str, str]:
    """The names in words of rules, steps, figures, courses and answers, by the name the tables use."""
    found: dict[str, str] = {}
    for name, key, title in NAMED:
        frame = tables[name] if name in tables.frames else None
        if frame is None or not {key, title} <= set(frame.columns):
            continue
        for row in frame.to_dict("records"):
            if plain(row[title]):
                answer = plain(row.get("answer"))
                found[plain(row[key])] = f"{plain(row[title])} – {answer}" if answer else plain(row[title])
    return found


def cell_in_words(cell: str, review: str, names: Mapping[str, str]) -> tuple[str, str]:
    """One count as the page calls it, without the review's own name; and its month or quarter, if it has one.

    >>> cell_in_words("clock|r1|decision|frame|too_soon", "r1", {"decision": "Decision in a day"})
    ('Time: Decision in a day, all in question, too soon', '')
    >>> cell_in_words("ind|Portsmouth|nrm|2025-26-Q3|numerator", "r1", {})
    ('Monthly figure: Portsmouth, nrm, how many', '2025-26-Q3')
    """
    kind, *parts = cell.split("|")
    when = [part for part in parts if _PERIOD.fullmatch(part)]
    said = [
        names.get(part) or PARTS.get(part) or plain(part).replace("_", " ")
        for part in parts
        if part != review and part not in when
    ]
    return f"{KINDS.get(kind, kind)}: {', '.join(said)}".replace(f" {review}", ""), ", ".join(when)
