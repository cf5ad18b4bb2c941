"""Which level goes wrong most often, and how sure that is: a sentence for somebody who is no statistician."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ..plural import one_of
from ..terms import PROBABILITY_DESIGNS
from .answers import Row, rows_of
from .text import figure, opening, plain, whole

_SURE = re.compile(r"(.*?(?:audits|goes wrong most|same level)\.)")
"""The part of the method of *level.worst* that says how sure it is; what follows says how it was counted."""
_UNSURE = "We cannot be sure: "
"""How that part begins where chance alone may well have picked the level: then none is named."""
NONE_STANDS_OUT = "No level stands out as going wrong more often than the others"


@dataclass(frozen=True)
class Given:
    """One level as it was given: how many got it, for how many of these it was too low and too high, and wrong in all.

    The first two are 0 where the direction may not be told.
    """

    level: str
    of: int
    low: int
    high: int
    wrong: int

    @property
    def share(self) -> float:
        """The share that was wrong, 0 to 1."""
        return self.wrong / self.of


def levels_given(levels: pd.DataFrame) -> list[Given] | None:
    """Every level that was given to somebody, lowest first; ``None`` where there is no count or one is hidden.

    Parameters
    ----------
    levels : DataFrame
        level_given, level_agreed, n; the levels in their order, lowest first.
    """
    order, rows = order_of(levels), rows_of(levels)
    counts = [whole(row["n"]) for row in rows]
    if not rows or any(count is None for count in counts):
        return None
    found = []
    for level in order:
        gaps = [
            (order.index(plain(row["level_agreed"])) - order.index(level), count or 0)
            for row, count in zip(rows, counts, strict=True)
            if plain(row["level_given"]) == level
        ]
        of = sum(count for _, count in gaps)
        if of:
            low, high = (sum(n for gap, n in gaps if side * gap > 0) for side in (1, -1))
            found.append(Given(level, of, low, high, low + high))
    return found


def order_of(levels: pd.DataFrame) -> list[str]:
    """The levels named in a table, in the order in which they come."""
    return list(dict.fromkeys([*map(plain, levels["level_given"]), *map(plain, levels["level_agreed"])]))


def worst_of(given: list[Given]) -> Given | None:
    """The level that was wrong most often, by its share; of equals the one given more often. ``None`` if none was."""
    wrong = [one for one in given if one.wrong]
    return max(wrong, key=lambda one: (one.share, one.of)) if wrong else None


def which_goes_wrong(worst: Given, unit: str) -> str:
    """The level, how often it was wrong, and in which direction.

    >>> which_goes_wrong(Given("Early help", 20, 8, 1, 9), "referrals")
    'Of the 20 referrals given “Early help”, 9 should have had another level: 8 a higher one, 1 a lower one.'
    """
    parts = [(n, words) for n, words in ((worst.low, "a higher one"), (worst.high, "a lower one")) if n]
    if len(parts) == 2:
        way = ": " + ", ".join(f"{n:,} {words}" for n, words in parts)
    elif not parts:
        way = ""
    else:
        way = f", {'every time ' if worst.wrong > 1 else ''}{parts[0][1]}"
    noun = unit if worst.of > 1 else one_of(unit)
    given = f"{worst.of:,} {noun} given “{opening(worst.level)}”"
    return f"Of the {given}, {worst.wrong:,} should have had another level{way}."


def worst_told(row: Row, given: list[Given] | None) -> Given:
    """The level that the result *level.worst* names, with its directions where they are known from ``given``."""
    level, n, of = plain(row["answer"]), whole(row["n"]) or 0, whole(row["of"]) or 0
    found = next((one for one in given or [] if (one.level, one.wrong, one.of) == (level, n, of)), None)
    return found or Given(level, of, 0, 0, n)


def none_stands_out(row: Row) -> tuple[str, str, str]:
    """Where chance alone may well have picked the level: that none stands out, why, and the heading; no level is named.

    Blank, all three, where one does stand out.

    >>> none_stands_out({"method": "We cannot be sure: chance alone would do it in about 47 in 100 such audits."})[:2]
    ('No level stands out as going wrong more often than the others.', 'Chance alone would do it in about 47 in 100 \
such audits.')
    >>> none_stands_out({"method": "It is likely: chance alone would do it in about 12 in 100 such audits."})
    ('', '', '')
    """
    said = _SURE.match(plain(row["method"]))
    if said is None or not said[1].startswith(_UNSURE):
        return "", "", ""
    return f"{NONE_STANDS_OUT}.", opening(said[1].removeprefix(_UNSURE)), NONE_STANDS_OUT


def only_named(row: Row) -> tuple[str, str, str]:
    """Where for how many it was wrong may not be told: which level it is, how sure that is, and the heading."""
    said, level = _SURE.match(plain(row["method"])), opening(plain(row["answer"]))
    which = (
        f"“{level}” was wrong most often among those looked at. For how many is hidden, so that nobody can be "
        "recognised."
    )
    return which, said[1] if said else "", f"“{level}” goes wrong most often when it is given"


def how_sure_which(worst: Given, given: list[Given] | None, row: Row | None, about: Mapping[str, Any]) -> str:
    """How sure it is that this level goes wrong more often than the others do.

    The result *level.worst* says it in its ``method``, from drawing the cases again; its range is told with it. Where
    there is no such result, too few were given each level to say.
    """
    unit = plain(about.get("unit"), "children")
    others = [one for one in given or [] if one.level != worst.level]
    n, of = sum(one.wrong for one in others), sum(one.of for one in others)
    beside = f"All other levels together were wrong for {n:,} of {of:,}. " if of else ""
    if row is not None:
        said = _SURE.match(plain(row["method"]))
        return f"{beside}{_range(row, worst, unit)}{said[1] if said else ''}".strip()
    if plain(about.get("design")) not in PROBABILITY_DESIGNS:
        return f"We chose these {unit} on purpose: this shows what happened to them, not which level goes wrong most."
    if not of:
        return "No other level was given, so there is nothing to set it beside."
    return (
        f"{beside}Too few were given each level to be sure which goes wrong most; take it as a question to follow up."
    )


def _range(row: Row, worst: Given, unit: str) -> str:
    lower, upper = figure(row["lower"]), figure(row["upper"])
    if lower is None or upper is None:
        return ""
    level = opening(worst.level)
    return f"Among all {unit} given “{level}”, likely between {lower:.0f} and {upper:.0f} in 100 are wrong. "


def heading_of(worst: Given, unit: str) -> str:
    """The heading of the section: which level was wrong most often.

    >>> heading_of(Given("Early help", 20, 8, 1, 9), "referrals")
    '“Early help” was wrong most often: another level was agreed for 9 of 20 referrals'
    """
    noun = unit if worst.of > 1 else one_of(unit)
    said = f"another level was agreed for {worst.wrong:,} of {worst.of:,} {noun}"
    return f"“{opening(worst.level)}” was wrong most often: {said}"
