"""Which chart a monthly figure gets, by the kind of number it is, and its mean, limits and signals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from scrutiny_lib.lenses.data_months import Grain, Indicator, first_month, month_name, no_limits
from scrutiny_lib.lenses.results import NAN
from scrutiny_lib.stats.spc import LEAST_GAPS, RANGE_TO_ITS_LIMIT, p_chart, u_chart, xmr

MORE_THAN_CHANCE = 1.3
"""Months that vary this many times as much as chance alone would (Laney's sigma z) get an XmR chart.

Of series that do move by chance alone 12 to 14 in 100 are above it with 12 months, 5 or 6 with 24 and 1 or 2 with 48;
that does them no harm. Of series whose months vary 1.5 times as much as chance, a p- or u-chart would flag the latest
quarter of 7 to 17 in 100 though nothing had changed, and of those that vary twice as much 21 to 40; chosen by this rule
it is 2 to 6 in 100 of either, and 1 to 5 where months move by chance alone (counts of 40 and more a month; with four a
month and bursts, up to 14, whatever the chart). With a limit of 1.4 it would be up to 8, with 1.2 up to 6 and more
series lose the chart that suits them. Simulated: ``tests/unit/test_lens_data_charts.py``.
"""
RANGE_TO_SPREAD = 1.128
"""Mean range of two normal values, in standard deviations."""

LIMITS = ("xmr", "p", "u")
"""The charts of months that have limits."""

_WHY = {
    "p": "In {many} with fewer cases chance takes it further, so the limits are wider there (p-chart).",
    "u": "The limits show how far such numbers move when nothing changes (u-chart).",
    "xmr": (
        "Its {many} vary more than chance alone would make them. The limits come from how much one {one} usually "
        "differs from the next (XmR chart)."
    ),
    "constant": "Every {one} is the same. Nothing varies, so there are no limits.",
}
_NAMES = {"xmr": "an XmR chart", "p": "a p-chart", "u": "a u-chart", "g": "a g-chart"}
_NAMES |= {"rare": "a sentence", "run": "a line without limits"}
_MEANING = {"up": {"up": "improvement", "down": "concern"}, "down": {"up": "concern", "down": "improvement"}}
_MEANING["none"] = {"up": "high", "down": "low"}


@dataclass(frozen=True)
class ChartRules:
    """When a monthly figure gets limits: the least months, and below which it is told in a sentence as a rare event.

    ``rare_mean`` is events a month on average, ``rare_events`` events in all.
    """

    minimum_points: int = 12
    rare_mean: float = 1.0
    rare_events: int = 10


class Choice(NamedTuple):
    """A kind of chart (of ``terms.KINDS_OF_CHART``), why it is that one, in a sentence, and how many times as much its
    months vary as chance alone would make them (nan where that cannot be told)."""

    chart: str
    why: str
    spread: float


def choose_chart(months: pd.DataFrame, indicator: Indicator, rules: ChartRules, gaps: int = 0) -> Choice:
    """The chart that suits the figure; see the sentence that comes with it.

    Rare events (on average fewer than ``rare_mean`` a month, or fewer than ``rare_events`` in all) are drawn by the
    gaps between them where the dates give ten ``gaps`` or more, and told in a sentence otherwise. A share that is
    nearly always reached is rare in those who miss it. Too few months, or months that are all the same, have no
    limits. A share gets a p-chart, a rate or count a u-chart, and either an XmR chart where its months vary more than
    :data:`MORE_THAN_CHANCE` times as much as chance would make them. A chart the definition asks for goes before all
    of this where it can be drawn.

    Sources: NHS England *Making data count*; sigma z: Laney (2002) Quality Engineering 14:531–537.
    """
    known = months[months["value"].notna()]
    long = _long_enough(known, rules)
    part = known[known["period"] == long[-1]] if long else known.iloc[:0]
    spread = spread_of(part, indicator)
    choice = Choice(*_by_rule(known, part, indicator, rules, gaps, spread), spread)
    wanted = indicator.chart
    if not wanted or wanted == choice.chart:
        return choice
    if _can(wanted, choice.chart, part, indicator, gaps):
        return Choice(wanted, f"Its definition asks for {_NAMES[wanted]}.", spread)
    return choice._replace(why=f"Its definition asks for {_NAMES[wanted]}, which cannot be drawn. {choice.why}")


def spread_of(part: pd.DataFrame, indicator: Indicator) -> float:
    """How many times as much the months vary as chance alone would make them (Laney's sigma z); nan if that cannot be.

    From the mean difference between one month and the next, each in standard errors of a share or of a Poisson count,
    without differences of 3.267 times their mean or more: a jump or a drift over the years does not count as spread.
    """
    base = part["denominator"] if indicator.kind != "count" else pd.Series(1.0, index=part.index)
    if len(part) < 2 or not base.sum() > 0:
        return NAN
    mean = part["numerator"].sum() / base.sum()
    variance = mean * (1 - mean) if indicator.kind == "proportion" else mean
    if not variance > 0:
        return NAN
    z = (part["numerator"] / base - mean) / np.sqrt(variance / base)
    at = part["month"].map(lambda month: pd.Period(month, "M").ordinal)
    ranges: npt.NDArray[np.float64] = z.diff().abs().where(at.diff() == indicator.grain.months).dropna().to_numpy()
    kept = ranges[ranges < RANGE_TO_ITS_LIMIT * ranges.mean()] if len(ranges) else ranges
    return float(kept.mean() / RANGE_TO_SPREAD) if len(kept) else NAN


def draw_chart(months: pd.DataFrame, choice: Choice, indicator: Indicator, rules: ChartRules) -> pd.DataFrame:
    """The months with mean, lower, upper (in the indicator's unit), signal and meaning.

    Each stretch between new baselines has its own limits, or none where it holds fewer than ``minimum_points`` months
    or does not vary. Shares stay within 0 and 100, everything else at or above 0. ``meaning`` of a signal is
    *improvement* or *concern*, or *high* or *low* where no direction is better.
    """
    drawn = no_limits(months)
    if choice.chart not in LIMITS:
        return drawn
    known = months[months["value"].notna()]
    for period in _long_enough(known, rules):
        part = months.loc[months["period"] == period]
        if part["value"].nunique() > 1:
            limits = _limits(part, choice.chart, indicator)
            for column in limits:
                drawn.loc[part.index, column] = limits[column].to_numpy()
    return drawn


def since(months: pd.DataFrame) -> pd.DataFrame:
    """The months of the last stretch: since the newest baseline or definition."""
    newest = int(months["period"].iloc[-1])
    return months[months["period"] == newest]


def _by_rule(
    known: pd.DataFrame, part: pd.DataFrame, indicator: Indicator, rules: ChartRules, gaps: int, spread: float
) -> tuple[str, str]:
    grain = indicator.grain
    few = _few(known["numerator"], rules, grain)
    why = {name: words.format(one=grain.one, many=grain.many) for name, words in _WHY.items()}
    if few and gaps >= LEAST_GAPS:
        return "g", f"{few}: the chart shows how many days passed between one and the next (g-chart)."
    if few:
        return "rare", f"{few}: a chart of {grain.many} would raise false alarms, so a sentence says what is known."
    if part.empty:
        return "run", _too_short(known, rules, indicator)
    if part["value"].nunique() == 1:
        return "run", why["constant"]
    missed = known["denominator"] - known["numerator"]
    if indicator.kind == "proportion" and missed.mean() < rules.rare_mean:
        rare = f"Fewer than {rules.rare_mean:g} a {grain.one} is not among them"
        return "rare", f"{rare}: too rare for a chart of {grain.many}."
    if spread > MORE_THAN_CHANCE:
        return "xmr", why["xmr"]
    chart = "p" if indicator.kind == "proportion" else "u"
    short = since(known)
    if len(short) >= rules.minimum_points:
        return chart, why[chart]
    return chart, f"{why[chart]} {_too_short(short, rules, indicator)}"


def _few(events: pd.Series[Any], rules: ChartRules, grain: Grain) -> str:
    """Why events are rare; "" where they are not."""
    if events.mean() < rules.rare_mean:
        return f"Fewer than {rules.rare_mean:g} a {grain.one}"
    return f"Fewer than {rules.rare_events} in all" if events.sum() < rules.rare_events else ""


def _too_short(known: pd.DataFrame, rules: ChartRules, indicator: Indicator) -> str:
    few = f"fewer than {rules.minimum_points} {indicator.grain.many}"
    if known["period"].nunique() > 1 or known["period"].iloc[0] > 1:
        start = month_name(first_month(since(known)["month"].iloc[0], indicator))
        return f"Since its new start in {start} there are {few}: no limits yet."
    return f"{few.capitalize()}: a line without limits."


def _can(wanted: str, chosen: str, part: pd.DataFrame, indicator: Indicator, gaps: int) -> bool:
    """Whether the chart a definition asks for can be drawn, and does not raise false alarms where events are rare."""
    if wanted == "run":
        return True
    if wanted == "rare":
        return chosen == "g"
    if wanted == "g":
        return gaps >= LEAST_GAPS
    if chosen in ("rare", "g") or part.empty or part["value"].nunique() < 2:
        return False
    return wanted == "xmr" or (wanted == "p") == (indicator.kind == "proportion")


def _long_enough(known: pd.DataFrame, rules: ChartRules) -> list[int]:
    """The stretches with enough months, in order."""
    sizes = known["period"].value_counts().sort_index()
    return [int(period) for period in sizes.index[sizes >= rules.minimum_points]]


def _limits(part: pd.DataFrame, chart: str, indicator: Indicator) -> pd.DataFrame:
    if chart == "p":
        made = p_chart(part["numerator"], part["denominator"], improvement="up")
    elif chart == "u":
        exposure = part["denominator"] if indicator.kind != "count" else part["numerator"] * 0 + 1
        made = u_chart(part["numerator"], exposure, improvement="up")
    else:
        made = xmr(part["value"], improvement="up")
    scale = 1.0 if chart == "xmr" else indicator.per
    top = indicator.per if indicator.kind == "proportion" else np.inf
    for name in ("mean", "lower", "upper"):
        made[name] = (made[name] * scale).clip(0, top)
    ways = made["meaning"].map({"improvement": "up", "concern": "down"})
    made["meaning"] = ways.map(_MEANING[indicator.direction]).fillna("")
    return made[["mean", "lower", "upper", "signal", "meaning"]]
