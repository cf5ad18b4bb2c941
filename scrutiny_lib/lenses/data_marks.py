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
from scrutiny_lib.stats.signals import RUN

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

    Only months since the last new baseline or definition count: those before are another figure. Unlike the mark of
    *Making data count*, which speaks of the latest month alone, this one speaks of all three.

    A figure with a season that its chart flags, while it is like the same months a year before (``season``: the chance
    of such a difference, nan where it is not known), moves as usual: that is what the season does.
    """
    if old:
        return Variation("cannot tell", why="old")
    last = latest(since(drawn), indicator)
    if last["value"].isna().all():
        return Variation("cannot tell", why="old")
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
    gaps: pd.DataFrame, dates: Sequence[date], indicator: Indicator, months: pd.DataFrame, old: bool
) -> Variation:
    """From the gaps that ended in the latest three months; longer gaps are fewer events. The open one is not used."""
    if old:
        return Variation("cannot tell", why="old")
    closed = gaps[~gaps["open"].astype(bool)]
    if closed.empty or closed["lower"].isna().all():
        return Variation("cannot tell", why="no limits")
    start = latest(months, indicator)["month"].iloc[0]
    ended = pd.Series([f"{day:%Y-%m}" for day in dates[1:]], index=closed.index)
    marked = closed[(ended >= start) & (closed["signal"] != "")]
    if marked.empty:
        return Variation("as usual")
    gap = marked.iloc[-1]
    level = closed["days"].iloc[marked.index[-1] - 1] if gap["signal"] == "trend" else gap["median"]
    way = "down" if gap["days"] > level else "up"
    mark = _BY_WAY[(indicator.direction, way)]
    return Variation(mark, str(gap["signal"]), str(ended[marked.index[-1]]), way=way)


def assurance_since(word: str, variation: Variation) -> str:
    """The word of assurance of a figure once it stands out.

    Its limits are then those of the time before and after it moved, so that nothing is forecast from them, unless the
    move takes it further the way that they say already.

    >>> assurance_since("now and then", Variation("concern")), assurance_since("not met", Variation("concern"))
    ('cannot tell', 'not met')
    >>> assurance_since("now and then", Variation("as usual")), assurance_since("no target", Variation("concern"))
    ('now and then', 'no target')
    """
    further = (word, variation.mark) in (("not met", "concern"), ("met every month", "improvement"))
    return word if word == "no target" or further or not variation.stands_out else "cannot tell"


def run_to_now(months: pd.DataFrame) -> pd.DataFrame:
    """The latest months since the last new baseline that lie on one side of the average, where they are so many that
    chance seldom does it (:data:`~scrutiny_lib.stats.signals.RUN`); otherwise none.

    Parameters
    ----------
    months : DataFrame
        value, mean and period as numbers, in the order of the months.
    """
    known = months[months["value"].notna()]
    if known.empty:
        return known
    known = known[known["period"].eq(known["period"].iloc[-1])]
    side = known["value"] - known["mean"]
    run = int((side[::-1] * side.iloc[-1] > 0).cummin().sum())
    return known.tail(run) if run >= RUN else known.tail(0)


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


class Met(NamedTuple):
    """In how many months the latest target was met, of how many known; ``set_within``: whether it was set in them, and
    all of them since are known."""

    met: int
    of: int
    set_within: bool

    def said(self, one: str, many: str) -> str:
        """
        >>> Met(0, 21, True).said("month", "months"), Met(45, 45, False).said("month", "months")
        ('Met in 0 of the 21 months since it was set', 'Met in all 45 months known')
        """
        known = " since it was set" if self.set_within else " known"
        points = one if self.of == 1 else many
        if self.met == self.of > 1:
            return f"Met in all {self.of} {points}{known}"
        return f"Met in {self.met} of the {self.of} {points}{known}"


def met_since(months: pd.DataFrame, direction: str) -> Met:
    """In how many of the months with a value the latest target was met since it has been that.

    Parameters
    ----------
    months : DataFrame
        value and target as numbers, in the order of the months; not empty.
    direction : str
        *up* or *down*; otherwise, and without a target, nothing is met of nothing.
    """
    target = months["target"].iloc[-1]
    if pd.isna(target) or direction not in ("up", "down"):
        return Met(0, 0, False)
    same = months["target"].eq(target)[::-1].cummin()[::-1]
    known = months.loc[same & months["value"].notna(), "value"]
    met = known >= target if direction == "up" else known <= target
    return Met(int(met.sum()), len(known), not bool(same.iloc[0]) and len(known) == int(same.sum()))


def assurance_of(drawn: pd.DataFrame, indicator: Indicator) -> str:
    """A word of ``terms.ASSURANCE``: whether a figure that goes on as it is will meet its target.

    *met every month* when even the worse limit meets it, *not met* when not even the better one does, *now and then*
    between. Without limits, or without a direction that is better, it *cannot tell*; months that are all the same are
    judged by that one value. Nor can it tell where one of the latest months did what the limits say it never does:
    such a figure is not going on as it was.

    Source: NHS England *Making data count*, assurance icons, which go by the limits alone.
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
    up = indicator.direction == "up"
    lately = latest(drawn, indicator)["value"].dropna()
    met = lately >= target if up else lately <= target
    if (lower if up else -upper) >= (target if up else -target):
        return "met every month" if met.all() else "cannot tell"
    if (upper if up else -lower) >= (target if up else -target):
        return "now and then"
    return "cannot tell" if met.any() else "not met"
