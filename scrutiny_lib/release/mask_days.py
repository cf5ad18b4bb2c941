"""How many days things took: bands so wide that nobody's own number of days, and no small count, can be read off.

For the audited cases the bands go by the limit: up to half of it, up to it, up to twice it, more. Over everybody they
are finer and joined until none holds a small count. A curve is told at the ends of those bands and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd

from ..tables import table
from .limits import Limits
from .mask_clocks import FRAME, Hidden, Withheld
from .small import is_small, join_bands

SPLIT_FROM = 5
"""The least limit that is split in halves: half of a shorter one would be a day or two."""
BANDS_TO_LIMIT = 9
WHY = "So few stand behind some lengths of time that somebody's own could be worked out."


class Band(NamedTuple):
    """From a day to a day, how many, whether these are still open; ``beyond``: the last band, of what took longer."""

    first: int
    last: int
    n: int
    still: bool
    beyond: bool = False


def mask_days(
    days: pd.DataFrame, curves: pd.DataFrame, clocks: pd.DataFrame, hidden: Hidden, limits: Limits, withheld: Withheld
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables ``clock_days`` and ``curves`` for one profile.

    ``clocks`` is the table before it was masked, ``hidden`` what its mask hides over everybody. Shares of a curve are
    rounded to whole per cent and come without the number at risk, which would count those of a single day.
    """
    bands: list[dict[str, Any]] = []
    points: list[dict[str, Any]] = []
    left_out: list[str] = []
    for (rule, whom), rows in days.groupby(["rule", "whom"], sort=False):
        if whom != FRAME and limits.speaks_in_words:
            continue
        mine = clocks[(clocks["rule"] == rule) & (clocks["whom"] == whom)]
        safe = len(mine) == 1 and not (whom == FRAME and hidden.get(str(rule)))
        made = _bands(rows, mine.iloc[0], limits.by_kind["population"] if whom == FRAME else 0) if safe else []
        looked_at = days[(days["rule"] == rule) & (days["whom"] != FRAME)]
        if whom == FRAME and _gives_away_the_rest(made, looked_at, limits.by_kind["population"]):
            made = []
        if not made:
            left_out += [str(title) for title in mine["title"]]
        common = {"rule": rule, "whom": whom}
        bands += [
            {**common, "from_day": one.first, "to_day": one.last, "n": one.n, "open": "yes" if one.still else "no"}
            for one in made
        ]
        ends = [one.last for one in made if not one.beyond and not one.still]
        points += _points(curves[(curves["rule"] == rule) & (curves["whom"] == whom)], ends)
    if limits.speaks_in_words and days["whom"].ne(FRAME).any():
        withheld.append({"what": "How many days things took for those looked at", "why": WHY})
    if left_out:
        withheld.append({"what": f"How many days it took: {'; '.join(dict.fromkeys(left_out))}", "why": WHY})
    return table("clock_days", bands), table("curves", points)


Parts = dict[tuple[bool, bool], list[Band]]
"""Bands by whether they are still open, and whether they lie beyond the limit."""


def _bands(rows: pd.DataFrame, clock: pd.Series[Any], limit: int) -> list[Band]:
    """The days of one rule in bands, first of what has ended, then of what is open; none where that is not safe."""
    parts = finest_bands(rows, str(clock["limit"]), limit)
    made = _safe(parts, clock, limit) if limit and parts else list(parts.values())
    return [band for part in made for band in part if band.n]


def finest_bands(rows: pd.DataFrame, limit_text: str, limit: int) -> Parts:
    """The bands of one rule before any are joined, those of nobody with them; none where its days cannot be told.

    ``limit`` is that of small counts; with 0 (the audited cases) the bands go by the time limit alone.
    """
    found = re.search(r"\d+", limit_text)
    if found is None or rows[["from_day", "to_day", "n"]].isna().any(axis=None):
        return {}
    most = int(found[0])
    step = max(1, round(most / BANDS_TO_LIMIT))
    wide = [most // 2, most, 2 * most] if most >= SPLIT_FROM else [most]
    cuts = sorted({most, *range(step, 2 * most + 1, step)}) if limit else wide
    parts: Parts = {}
    for still in (False, True):
        mine = rows[rows["open"].eq("yes") == still]
        usable = [cut for cut in (cuts if limit or not still else [most]) if not _straddles(mine, cut)]
        if most not in usable:
            return {}
        counted = _counted(mine, usable, still, max(most, SPLIT_FROM))
        parts[still, False] = [band for band in counted if band.last <= most and not band.beyond]
        parts[still, True] = [band for band in counted if band.last > most or band.beyond]
    return parts


def _gives_away_the_rest(bands: Sequence[Band], looked_at: pd.DataFrame, limit: int) -> bool:
    """Whether a band holds only a few besides those looked at, whose days some readers are told too."""
    for band in bands:
        mine = looked_at[looked_at["open"].eq("yes") == band.still]
        inside = mine["from_day"].astype(float).between(band.first, band.last)
        if is_small(band.n - int(mine.loc[inside, "n"].sum()), limit):
            return True
    return False


def _straddles(rows: pd.DataFrame, cut: int) -> bool:
    return bool(((rows["from_day"].astype(float) <= cut) & (rows["to_day"].astype(float) > cut)).any())


def _counted(rows: pd.DataFrame, cuts: Sequence[int], still: bool, unit: int) -> list[Band]:
    """How many lie between one cut and the next, and beyond the last, where the end is rounded up by ``unit``."""
    longest = int(rows["to_day"].max()) if len(rows) else 0
    ends = [*cuts, max(cuts[-1] + 1, -(-longest // unit) * unit)]
    made = []
    for first, last in zip([0, *(cut + 1 for cut in cuts)], ends, strict=True):
        inside = rows["from_day"].astype(float).between(first, last)
        made.append(Band(first, last, int(rows.loc[inside, "n"].sum()), still, beyond=last == ends[-1]))
    return made


def _safe(parts: Parts, clock: pd.Series[Any], limit: int) -> list[list[Band]]:
    """Bands without a small count that add up to the counts of the clock; nothing where they do not add up.

    What is late is told only where neither those finished late nor those still open are few, because a reader knows
    how many they are together.
    """
    sums = {place: sum(band.n for band in bands) for place, bands in parts.items()}
    late = (sums[False, True], sums[True, True])
    told = [int(clock[state]) for state in ("met", "too_soon", "not_met")]
    if [sums[False, False], sums[True, False], sum(late)] != told:
        return []
    dropped = {(False, True), (True, True)} if any(is_small(count, limit) for count in late) else set()
    made = []
    for place, bands in parts.items():
        joined = None if place in dropped else join_bands([band.n for band in bands], limit)
        made.append([_between(bands, first, last) for first, last in joined or []])
    return made


def _between(bands: Sequence[Band], first: int, last: int) -> Band:
    inside = bands[first : last + 1]
    return Band(inside[0].first, inside[-1].last, sum(one.n for one in inside), inside[0].still, inside[-1].beyond)


def _points(curve: pd.DataFrame, ends: Sequence[int]) -> list[dict[str, Any]]:
    """The curve at the ends of bands only: what it was after the last day told up to there."""
    told = curve[curve["percent"].notna()].sort_values("day", kind="stable")
    points = []
    for end in ends:
        before = told[told["day"].astype(float) <= end]
        if len(before) and end <= told["day"].astype(float).max():
            last = before.iloc[-1]
            shares = {name: _rounded(last[name]) for name in ("percent", "lower", "upper")}
            points.append({"rule": last["rule"], "whom": last["whom"], "day": end, **shares, "at_risk": None})
    return points


def _rounded(share: Any) -> float | None:
    return None if share is None or share != share else float(round(share))
