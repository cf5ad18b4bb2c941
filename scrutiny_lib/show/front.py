"""The findings that stand on the front, each with its number and how far that may be said of everybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..intake.assumptions import LEAST_FOR_INTERVAL
from ..tables import Tables
from ..terms import PROBABILITY_DESIGNS
from .answers import Row, by_question, everybody, rows_of
from .points import Headline, headline
from .text import plain, whole, words_only

MOST = 3
"""How many findings to improve, and how many requests, the front holds."""


def front_findings(tables: Tables) -> tuple[list[tuple[Row, Headline]], list[tuple[Row, Headline]]]:
    """The findings to improve, worst first, and one that works well, each with the number beside it."""
    results = by_question(everybody(tables["results"]))
    findings = [(row, headline(row, results)) for row in rows_of(tables["findings"].sort_values("rank", kind="stable"))]
    works = [one for one in findings if plain(one[0]["kind"]) == "good practice"]
    improve = [one for one in findings if plain(one[0]["kind"]) != "good practice"]
    return improve[:MOST], works[:1]


def likely_of(number: Headline, about: Mapping[str, Any]) -> str:
    """The range among everybody of the number beside a finding, in short, or why there is none.

    Nothing where these readers are given words, where cases were chosen on purpose (that shows no range of any number),
    or where the number is not of what was drawn and of no agency's answers.

    >>> about = {"profile": "partnership", "design": "simple random", "children": 40, "frame_size": 157}
    >>> likely_of(Headline("16 of 29 children", ({"unit": "children", "of": 29},), (38.6, 70.9)), about)
    'likely 39 to 71 in 100 of all it applies to'
    >>> likely_of(Headline("32 of 70 agencies' answers", ({"unit": "agencies' answers", "of": 70},)), about)
    'no range for answers of agencies'
    """
    frame, children = whole(about.get("frame_size")), whole(about.get("children"))
    if not number.rows or words_only(about) or frame is None:
        return ""
    if plain(about.get("design")) not in PROBABILITY_DESIGNS:
        return ""
    unit, of = plain(number.rows[0]["unit"], "children"), whole(number.rows[0]["of"])
    if unit.endswith("answers"):
        return "no range for answers of agencies"
    if unit != plain(about.get("unit"), "children"):
        return ""
    if number.limits is None:
        few = of is not None and of < LEAST_FOR_INTERVAL
        return f"no range, fewer than {LEAST_FOR_INTERVAL}" if few else "no range"
    those = "it applies to" if of is not None and children is not None and of < children else f"{frame:,}"
    lower, upper = number.limits
    return f"likely {lower:.0f} to {upper:.0f} in 100 of all {those}"
