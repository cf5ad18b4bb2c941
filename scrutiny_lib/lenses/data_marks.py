"""What the latest months did (variation), and whether a figure that goes on like this meets its target (assurance)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import pandas as pd

from scrutiny_lib.lenses.data_charts import since
from scrutiny_lib.lenses.data_many import LEVEL, Spread
from scrutiny_lib.lenses.data_months import LATEST, Indicator, latest
from scrutiny_lib.lenses.data_season import Contrast, chance_of, together

RARE_LEVEL = 0.01
"""Rare events stand out when chance alone brings three months like the latest less often than this."""
_CHANCE_ONLY = Spread(1.0, 0)
_BY_WAY = {("up", "up"): "improvement", ("up", "down"): "concern", ("down", "up"): "concern"}
_BY_WAY |= {("down", "down"): "improvement", ("none", "up"): "high", ("none", "down"): "low"}
_WAY_OF = {(direction, mark): way for (direction, way), mark in _BY_WAY.items()}


class Variation(NamedTuple):
    """What the latest three months did.

    ``mark`` is a word of ``terms.VARIATION``; ``signal`` the rule that flagged, ``month`` the last month it flagged;
    ``why`` a word for what stands in the way: *old* (no figure lately), *no limits*, *season* (like last year), *rare*;
    ``way`` whether the figure went *up* or *down*.
    """

    mark: str
    signal: str = ""
    month: str = ""
    why: str = ""
    way: str = ""

    @property
    def stands_out(self) -> bool:
        """Whether it needs a look."""
        return self.mark not in ("as usual", "cannot tell")


def is_old(months: pd.DataFrame, as_at: date) -> bool:
    """Whether the last month with a value lies more than three months before ``as_at``."""
    known = months.loc[months["value"].notna(), "month"]
    return known.empty or (pd.Period(as_at, "M") - pd.Period(known.iloc[-1], "M")).n > LATEST


def variation_of_months(drawn: pd.DataFrame, indicator: Indicator, season: float, old: bool) -> Variation:
    """From the signals of a chart of months.

    A figure with a season that its chart flags, while it is like the same months a year before (``season``: the chance
    of such a difference, nan where it is not known), moves as usual: that is what the season does.
    """
    if old:
        return Variation("cannot tell", why="old")
    last = latest(drawn, indicator)
    if last["lower"].isna().all():
        return Variation("cannot tell", why="no limits")
    marked = last[last["signal"] != ""]
    if marked.empty:
        return Variation("as usual")
    month = marked.iloc[-1]
    if indicator.seasonal and not math.isnan(season) and season > LEVEL:
        return Variation("as usual", str(month["signal"]), str(month["month"]), "season")
    way = _WAY_OF[(indicator.direction, str(month["meaning"]))]
    return Variation(str(month["meaning"]), str(month["signal"]), str(month["month"]), way=way)


def variation_of_gaps(
    gaps: pd.DataFrame, dates: Sequence[date], indicator: Indicator, months: pd.DataFrame
) -> Variation:
    """From the gaps that ended in the latest three months; longer gaps are fewer events. The open one is not used."""
    closed = gaps[~gaps["open"].astype(bool)]
    if closed.empty or closed["lower"].isna().all():
        return Variation("cannot tell", why="no limits")
    start = latest(months, indicator)["month"].iloc[0]
    ended = pd.Series([f"{day:%Y-%m}" for day in dates[1:]], index=closed.index)
    marked = closed[(ended >= start) & (closed["signal"] != "")]
    if marked.empty:
        return Variation("as usual")
    gap = marked.iloc[-1]
    way = "down" if gap["days"] > gap["median"] else "up"
    mark = _BY_WAY[(indicator.direction, way)]
    return Variation(mark, str(gap["signal"]), str(ended[marked.index[-1]]), way=way)


def rare_counts(months: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """The months with what is rare as the numerator: those who miss it, where nearly everybody reaches it."""
    missed = months["denominator"] - months["numerator"]
    if indicator.kind != "proportion" or not missed.sum() < months["numerator"].sum():
        return months
    return months.assign(numerator=missed)


def variation_of_rare(months: pd.DataFrame, indicator: Indicator, old: bool) -> tuple[Variation, Contrast]:
    """From the exact test of the latest three months against those before; and that test.

    There are no limits to tell by, so it *cannot tell* unless chance alone would bring such months less than once in
    a hundred times.
    """
    if old:
        return Variation("cannot tell", why="old"), Contrast(math.nan, "")
    counts = rare_counts(since(months), indicator)
    lately = latest(counts, indicator)
    now, before = together(lately, indicator), together(counts.iloc[: -len(lately)], indicator)
    more = now.n * before.of > before.n * now.of
    flipped = not counts["numerator"].equals(since(months)["numerator"])
    tested = Contrast(chance_of(now, before, indicator, _CHANCE_ONLY), "up" if more != flipped else "down")
    if math.isnan(tested.pvalue) or tested.pvalue > RARE_LEVEL:
        return Variation("cannot tell", why="rare"), tested
    mark = _BY_WAY[(indicator.direction, tested.way)]
    return Variation(mark, "outside", str(months["month"].iloc[-1]), "rare", tested.way), tested


def assurance_of(drawn: pd.DataFrame, indicator: Indicator) -> str:
    """A word of ``terms.ASSURANCE``: whether a figure that goes on as it is will meet its target.

    *met every month* when even the worse limit meets it, *not met* when not even the better one does, *now and then*
    between. Without limits, or without a direction that is better, it *cannot tell*; months that are all the same are
    judged by that one value.

    Source: NHS England *Making data count*, assurance icons.
    """
    target = float(drawn["target"].iloc[-1])
    if math.isnan(target):
        return "no target"
    known = since(drawn)
    known = known[known["value"].notna()]
    if indicator.direction == "none" or known.empty:
        return "cannot tell"
    month = known.iloc[-1]
    lower, upper = float(month["lower"]), float(month["upper"])
    if math.isnan(lower) and len(known) > LATEST and known["value"].nunique() == 1:
        lower = upper = float(month["value"])
    if math.isnan(lower) or math.isnan(upper):
        return "cannot tell"
    worse, better = (lower, upper) if indicator.direction == "up" else (-upper, -lower)
    target = target if indicator.direction == "up" else -target
    if worse >= target:
        return "met every month"
    return "now and then" if better >= target else "not met"
