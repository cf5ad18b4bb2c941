"""The latest three months beside the same three a year before, or beside all the months since the last new baseline."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import pandas as pd

from scrutiny_lib.lenses.data_charts import since
from scrutiny_lib.lenses.data_many import LEVEL, Spread, rate_ratio, two_counts, two_shares
from scrutiny_lib.lenses.data_months import Indicator, counted, figure, first_month, latest, said, span_name
from scrutiny_lib.lenses.results import NAN
from scrutiny_lib.stats.intervals import difference

_TWICE = 2.0


class Months(NamedTuple):
    """Some months put together: names, events, what those are of (months, for a plain count), the first month."""

    name: str
    n: int
    of: float
    first: str


class Contrast(NamedTuple):
    """How often chance alone would make months as different (nan: cannot be told), and whether they went up or down."""

    pvalue: float
    way: str


class Compared(NamedTuple):
    """A comparison in a sentence, and how often chance alone would make one as far apart (nan: cannot be told)."""

    sentence: str
    pvalue: float


def together(rows: pd.DataFrame, indicator: Indicator) -> Months:
    """All the months with a value as one; shares and rates of all their denominators.

    >>> rows = pd.DataFrame({"month": ["2025-10", "2025-11"], "numerator": [1.0, 2.0], "denominator": [4.0, 4.0],
    ...     "value": [25.0, 50.0]})
    >>> together(rows, Indicator("x", "", "", "", "", "%", "proportion", "up"))
    Months(name='October to November 2025', n=3, of=8.0, first='2025-10')
    """
    known = rows[rows["value"].notna()]
    if known.empty:
        return Months("", 0, 0.0, "")
    of = float(len(known)) if indicator.kind == "count" else float(known["denominator"].sum())
    first, last = str(known["month"].iloc[0]), str(known["month"].iloc[-1])
    start = first_month(first, indicator)
    return Months(span_name(start, last), int(known["numerator"].sum()), of, start)


def chance_of(now: Months, before: Months, indicator: Indicator, spread: Spread) -> float:
    """How often chance alone makes the two as different as they are; see :mod:`scrutiny_lib.lenses.data_many`."""
    if indicator.kind == "proportion":
        return spread.milder(two_shares(now.n, int(now.of), before.n, int(before.of)))
    return spread.milder(two_counts(now.n, now.of, before.n, before.of))


def compare_with_before(months: pd.DataFrame, indicator: Indicator, spread: Spread) -> Contrast:
    """Two tests as one: the latest three months, and the latest twelve, against what came before since the last new
    baseline.

    For a figure with a season: the latest three against the same three a year before (nothing else where they are not
    all known), and the latest twelve against the twelve before. The smaller p-value is doubled, because it is the
    smaller of two; where only one can be made it stands alone. nan where there is nothing to compare.
    """
    stretch, full, lately = since(months), indicator.grain.year, indicator.grain.latest
    quarter = stretch.iloc[:-lately]
    if indicator.seasonal:
        quarter = stretch.iloc[:-full].tail(lately) if _comparable(months, indicator) == "" else stretch.iloc[:0]
    year = stretch.iloc[:-full].tail(full) if indicator.seasonal else stretch.iloc[:-full]
    pairs = [(latest(stretch, indicator), quarter)]
    if len(year) >= full:
        pairs.append((stretch.tail(full), year))
    found = []
    for now, before in ((together(rows, indicator), together(others, indicator)) for rows, others in pairs):
        pvalue = chance_of(now, before, indicator, spread)
        if not math.isnan(pvalue):
            found.append(Contrast(pvalue, "up" if now.n * before.of > before.n * now.of else "down"))
    if not found:
        return Contrast(math.nan, "")
    least = min(found)
    return least._replace(pvalue=min(1.0, len(found) * least.pvalue))


def compare_season(months: pd.DataFrame, indicator: Indicator, spread: Spread) -> Compared:
    """The latest three months beside the same three a year before, for a figure with a season.

    Shares: Newcombe's difference. Numbers and rates: their ratio with exact conditional limits. Both are stretched
    where months vary more than chance alone would make them. Whether it is more than chance goes by the exact test, as
    the mark does. Months that are missing, or another definition or a new baseline in between, leave nothing to
    compare, and the sentence says so.
    """
    why_not = _comparable(months, indicator)
    if why_not:
        return Compared(why_not, NAN)
    now, then = latest(months, indicator), latest(months.iloc[: -indicator.grain.year], indicator)
    first, second = together(now, indicator), together(then, indicator)
    pvalue = chance_of(first, second, indicator, spread)
    before = f"The same {_these(indicator)} a year before: {_told(second, indicator)}."
    both = f"{first.name}: {_told(first, indicator)}. {before}"
    if math.isnan(pvalue) or pvalue > LEVEL:
        return Compared(f"{both} Chance alone could make that difference.", pvalue)
    if indicator.kind == "proportion":
        return Compared(f"{both} {_points(first, second, spread)}", pvalue)
    return Compared(f"{both} {_times(first, second, spread)}", pvalue)


def _comparable(months: pd.DataFrame, indicator: Indicator) -> str:
    """Why the latest three months cannot be set beside the same months a year before; "" where they can."""
    grain, these = indicator.grain, _these(indicator)
    now, before = latest(months, indicator), latest(months.iloc[: -grain.year], indicator)
    if len(months) < grain.year + grain.latest:
        return f"The same {these} a year before {_are(indicator)} not known, so its season cannot be allowed for."
    if now["value"].isna().any() or before["value"].isna().any():
        words = f"Not all of {grain.lately} and the same {these} a year before are known"
        return f"{words}, so its season cannot be allowed for."
    new = [month for month in indicator.breaks if before["month"].iloc[0] < month <= now["month"].iloc[-1]]
    if new:
        what = "What it counts has changed" if set(new) & set(indicator.definition_changes) else "It has a new baseline"
        return f"{what} since the same {these} a year before: no comparison."
    return ""


def _these(indicator: Indicator) -> str:
    return indicator.grain.one if indicator.grain.latest == 1 else indicator.grain.many


def _are(indicator: Indicator) -> str:
    return "is" if indicator.grain.latest == 1 else "are"


def _told(months: Months, indicator: Indicator) -> str:
    """Of a rate that reads as a yearly pace the count alone: the population hardly differs from year to year."""
    alone = indicator.kind == "count" or indicator.yearly
    return counted(months.n) if alone else said(months.n, months.of, indicator)


def _points(first: Months, second: Months, spread: Spread) -> str:
    gap = difference(first.n, int(first.of), second.n, int(second.of))
    lower = max(-1.0, gap.estimate - spread.slack * (gap.estimate - gap.lower))
    upper = min(1.0, gap.estimate + spread.slack * (gap.upper - gap.estimate))
    if lower <= 0 <= upper:
        return "That is more than chance alone would do."
    ends = sorted(abs(100 * end) for end in (lower, upper))
    way = "higher" if gap.estimate > 0 else "lower"
    limits = f"between {figure(ends[0])} and {figure(ends[1])}"
    return f"That is {figure(abs(100 * gap.estimate))} in 100 {way} ({limits}): more than chance alone would do."


def _times(first: Months, second: Months, spread: Spread) -> str:
    ratio, lower, upper = rate_ratio(first.n, first.of, second.n, second.of, spread.slack)
    if not (ratio > 0 and math.isfinite(ratio)) or lower <= 1 <= upper:
        return "That is more than chance alone would do."
    return f"That is {_more(ratio)} (between {_more(lower)} and {_more(upper)}): beyond what chance alone would do."


def _more(ratio: Any) -> str:
    if ratio >= _TWICE:
        return f"{ratio:.1f} times as many"
    return f"{abs(100 * (ratio - 1)):.0f}% {'more' if ratio >= 1 else 'fewer'}"
