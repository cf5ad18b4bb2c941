"""How often each time limit was met: what may be seen of the counts, and of the results that rest on them.

Over everybody who could have been drawn the counts of one limit are parts of a whole that a reader knows. Where one is
small, more are hidden with it, and then neither its days, nor its curve, nor a result that would give it away is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ..tables import table
from .limits import Limits
from .small import hide_parts, is_small

STATES = ("met", "not_met", "too_soon", "cannot_tell")
ALL_STATES = (*STATES, "not_applicable")
AUDITED, FRAME = "audited", "frame"
PREFIX = "frame.clock."
Hidden = dict[str, frozenset[str]]
"""By rule: the states whose counts over everybody are hidden."""
Withheld = list[dict[str, Any]]


def mask_clocks(
    clocks: pd.DataFrame, journey: pd.DataFrame, about: Mapping[str, Any], limits: Limits, withheld: Withheld
) -> tuple[pd.DataFrame, Hidden]:
    """The table ``clocks`` for one profile, and which counts over everybody it hides.

    Over the audited cases: exact, or no count at all where a profile speaks in words. Over everybody who could have
    been drawn: ``[c]`` for small counts and for as many more as it takes, or for all of a limit. Those beyond the
    audited (everybody without them) are taken for counts too, for every profile: some readers have two pages. So are
    those of the frame (``frame_size`` of ``about``, counted in its ``unit``) that a limit says nothing about, and so
    is the difference between those a limit applies to (or does not) and those of a step of the ``journey`` (as
    counted, before it was masked), or those another limit applies to: who had a conference is counted by both. Where
    two limits apply to as many, the differences between their answers are counts as well: one may lie within the other.
    """
    if clocks.empty:
        return clocks, {}
    masked = clocks.astype({state: object for state in ALL_STATES})
    audited = clocks[clocks["whom"].ne(FRAME)]
    if len(audited) and limits.speaks_in_words:
        masked.loc[audited.index, list(ALL_STATES)] = None
        why = "Small counts stand behind them."
        withheld.append({"what": "How often each time limit was met, in numbers", "why": why})
    exact = audited.drop_duplicates("rule").set_index("rule")
    limit = limits.by_kind["population"]
    told, frail = _steps(journey, limit)
    hidden: Hidden = {}
    shown: list[tuple[int, ...]] = []
    for place, row in clocks[clocks["whom"].eq(FRAME)].iterrows():
        known = exact.loc[row["rule"]] if row["rule"] in exact.index else None
        size = about.get("frame_size") if row["unit"] == about.get("unit") else None
        states = _hidden_states(row, known, size, limit)
        totals = _totals(row, size)
        near = any(is_small(abs(total - other), limit) for total in totals for other in told)
        counts = tuple(_count(row[state]) for state in STATES)
        apart = [abs(n - m) for other in shown if sum(other) == sum(counts) for n, m in zip(counts, other, strict=True)]
        if near or totals & frail or any(is_small(count, limit) for count in apart):
            states = frozenset(ALL_STATES)
        if len(states) < len(ALL_STATES):
            told = told | totals
            shown.append(counts)
        if states:
            hidden[str(row["rule"])] = states
            masked.loc[place, list(states)] = "[c]"
    titles = list(dict.fromkeys(str(title) for title in clocks.loc[clocks["rule"].isin(hidden), "title"]))
    if titles:
        why = "Few stand behind some of these counts; others are hidden with them, so that none can be worked out."
        withheld.append({"what": f"Some counts over everybody: {'; '.join(titles)}", "why": why})
    return table("clocks", masked), hidden


def _steps(journey: pd.DataFrame, limit: int) -> tuple[set[int], set[int]]:
    """How many came to each step of the journey; and the frail ones of these, that no other number may give away.

    A step is frail where few came to it, or all but a few of those that came to the one before.
    """
    counts = {
        (_count(row["n"]), _count(row["of"]), _count(row["too_soon"]))
        for row in journey[journey["by"].fillna("").astype(str).isin(["", "all"])].to_dict("records")
    }
    frail = {n for n, of, _ in counts if is_small(n, limit) or is_small(of - n, limit)}
    return {number for n, of, soon in counts for number in (n, of, of + soon, of - n)} - {0}, frail


def _totals(row: pd.Series[Any], size: int | None) -> set[int]:
    """How many a limit applies to and does not, as far as a reader can tell."""
    applies, spared = sum(_count(row[state]) for state in STATES), _count(row["not_applicable"])
    return {applies, spared, *([size - applies] if size is not None else [])} - {0}


def _hidden_states(row: pd.Series[Any], known: pd.Series[Any] | None, size: int | None, limit: int) -> frozenset[str]:
    counts = [_count(row[state]) for state in STATES]
    least = [min(_count(known[state]), n) if known is not None else 0 for state, n in zip(STATES, counts, strict=True)]
    places = hide_parts(counts, limit, least)
    spared = _count(row["not_applicable"])
    beyond = spared - _count(known["not_applicable"]) if known is not None else 0
    left = size - sum(counts) - spared if size is not None else None
    if places is None or any(is_small(count, limit) for count in (spared, left, beyond)):
        return frozenset(ALL_STATES)
    return frozenset(STATES[place] for place in places)


def _count(value: Any) -> int:
    return 0 if value is None or value != value else int(value)


def hides_clock(result_id: str, hidden: Mapping[str, frozenset[str]]) -> bool:
    """Whether a result counts over everybody something that the table hides, or is counted of something hidden.

    Met and not met are counted of the two together, the other states of all four.

    >>> hidden = {"decision": frozenset({"too_soon", "cannot_tell"})}
    >>> [hides_clock(f"frame.clock.decision.{state}", hidden) for state in ("met", "too_soon")]
    [False, True]
    """
    if not result_id.startswith(PREFIX):
        return False
    rule, _, state = result_id.removeprefix(PREFIX).rpartition(".")
    told = ("met", "not_met")
    return bool(hidden.get(rule, frozenset()).intersection(told if state in told else ALL_STATES))
