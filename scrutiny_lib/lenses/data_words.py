"""The words for one figure: what it is now, and what is not known.

Counts stand in ``sentence``, ``what_happened``, ``season`` and ``rate`` only; shares below ten have a decimal, so that
no small share reads like a small count. Nothing here names a person.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pandas as pd

from scrutiny_lib.lenses.data_charts import LIMITS, Choice, since
from scrutiny_lib.lenses.data_gaps import known_until
from scrutiny_lib.lenses.data_marks import Variation, rare_counts
from scrutiny_lib.lenses.data_months import (
    LATEST,
    Indicator,
    counted,
    figure,
    first_month,
    month_name,
    point_name,
    said,
    with_unit,
)
from scrutiny_lib.lenses.data_season import Compared, Contrast, together
from scrutiny_lib.stats.intervals import rate
from scrutiny_lib.stats.limits import beta_limits

_WHY_NOT = "The figures show that something moved, not why."


@dataclass(frozen=True)
class Seen:
    """One figure as the lens sees it: its months as drawn, chart, marks, comparison with last year, and gaps."""

    indicator: Indicator
    months: pd.DataFrame
    choice: Choice
    variation: Variation
    assurance: str
    season: Compared | None
    tested: Contrast
    as_at: date
    gaps: pd.DataFrame = field(default_factory=pd.DataFrame)
    dates: Sequence[date] = ()

    @property
    def known(self) -> pd.DataFrame:
        """The months with a value."""
        return self.months[self.months["value"].notna()]

    @property
    def points(self) -> int:
        """Months with a value since the last new baseline."""
        return int(since(self.months)["value"].notna().sum())


def sentence_of(seen: Seen) -> str:
    """What it is now, and what chance alone would do: one or two short sentences."""
    month, grain = seen.months.iloc[-1], seen.indicator.grain
    parts = []
    if seen.indicator.kind != "count" and not month["denominator"] > 0:
        parts.append(f"In {point_name(month['month'], seen.indicator)} it applied to nobody ([z]).")
    if seen.known.empty:
        return " ".join(parts)
    if seen.choice.chart == "rare":
        return " ".join([*parts, _rare(seen)])
    month = seen.known.iloc[-1]
    parts.append(_now(month, seen.indicator))
    if seen.choice.chart == "g":
        parts.append(_open_gap(seen))
    elif pd.notna(month["lower"]):
        parts.append(_limits(month, seen.indicator, seen.variation.stands_out))
    elif is_constant(seen):
        parts.append(f"Every {grain.one}{_since_new_start(seen)} is the same, so there are no limits.")
    elif is_still(seen):
        parts.append(f"It hardly ever differs from one {grain.one} to the next, so there are no limits.")
    elif seen.indicator.breaks and seen.months["period"].iloc[-1] > 1:
        start = month_name(first_month(since(seen.months)["month"].iloc[0], seen.indicator))
        few = f"there are too few {grain.many} to say what chance alone would do"
        parts.append(f"Since its new start in {start} {few}.")
    else:
        parts.append(f"There are too few {grain.many} to say what chance alone would do.")
    return " ".join(parts)


def is_constant(seen: Seen) -> bool:
    """Whether every month (or quarter) since the last new baseline is the same (and there are more than three)."""
    known = since(seen.months)["value"].dropna()
    return known.nunique() == 1 and len(known) > LATEST


def is_still(seen: Seen) -> bool:
    """Whether there are months enough for a chart, and no limits because they hardly ever differ."""
    return seen.choice.chart in LIMITS and bool(seen.months["lower"].isna().all())


def _since_new_start(seen: Seen) -> str:
    newest = since(seen.months)["month"].iloc[0]
    if newest == seen.months["month"].iloc[0]:
        return ""
    return f" since its new start in {month_name(first_month(newest, seen.indicator))}"


def rate_of(seen: Seen) -> str:
    """For a rate: the latest twelve months with exact or Byar limits, and whose population; for others nothing."""
    grain = seen.indicator.grain
    rows = seen.months.tail(grain.year)
    rows = rows[rows["value"].notna()]
    if seen.indicator.kind != "rate" or rows.empty:
        return ""
    year = together(rows, seen.indicator)
    found = rate(year.n, year.of, per=seen.indicator.per)
    value = with_unit(figure(found.estimate), seen.indicator)
    limits = f"between {figure(found.lower)} and {figure(found.upper)}, as far as chance goes"
    many = f"{len(rows)} {grain.many if len(rows) > 1 else grain.one}"
    missing = "" if len(rows) == grain.year else f" ({many} known)"
    whose = f" Population: {seen.indicator.population.rstrip('.')}." if seen.indicator.population else ""
    return f"{year.name}{missing}: {counted(year.n)}, which is {value} ({limits}).{whose}"


def not_known(seen: Seen) -> str:
    """What the figure cannot tell: what its definition says of that, holes, another definition, whose population."""
    grain, parts = seen.indicator.grain, [seen.indicator.not_known] if seen.indicator.not_known else []
    year = seen.months.tail(seen.indicator.grain.year)
    holes = year.loc[year["numerator"].isna(), "month"]
    if len(holes):
        parts.append(f"There is no figure for {listed([point_name(month, seen.indicator) for month in holes])}.")
    if grain.months == 1 and seen.months["month"].iloc[-1] < _last_whole_month(seen.as_at):
        parts.append(f"There is no figure after {month_name(seen.months['month'].iloc[-1])}.")
    changed = [month for month in seen.indicator.definition_changes if seen.months["month"].iloc[0] < month]
    recent = [month for month in changed if month <= seen.months["month"].iloc[-1]][-1:]
    parts += [f"What it counts changed in {month_name(month)}: months before are another figure." for month in recent]
    if seen.indicator.kind == "rate" and not seen.indicator.population:
        parts.append("Whose estimate the population is, and of which year, is not said.")
    if seen.dates and _dates_differ(seen):
        parts.append("The dates and the monthly numbers do not agree.")
    if seen.variation.stands_out:
        parts.append(_WHY_NOT)
    return " ".join(parts)


def _now(month: pd.Series[Any], indicator: Indicator) -> str:
    """The latest month: the count first, then the pace."""
    name, count = point_name(month["month"], indicator), counted(month["numerator"]).capitalize()
    if indicator.kind == "proportion":
        return f"In {name} it was {said(month['numerator'], month['denominator'], indicator)}."
    if indicator.kind == "count" or not month["numerator"]:
        return f"{count} in {name}."
    pace = "at that pace " if indicator.yearly else ""
    return f"{count} in {name} – {pace}{with_unit(figure(month['value']), indicator)}."


def _limits(month: pd.Series[Any], indicator: Indicator, moved: bool) -> str:
    """The average and what chance does around it; of a figure that moved both are of the time before and after."""
    mean, lower, upper = (float(month[name]) for name in ("mean", "lower", "upper"))
    ends = f"between {figure(lower)} and {figure(upper)}"
    average = with_unit(figure(mean), indicator) if indicator.kind == "proportion" else figure(mean)
    if indicator.kind == "count":
        ends = f"between {math.ceil(lower):,} and {math.floor(upper):,}"
    what = "average pace" if indicator.yearly else "average"
    whose = f"Before and after it moved together, the {what}" if moved else f"The {what}"
    return f"{whose} is {average}; by chance alone nearly all {indicator.grain.many} lie {ends}."


def _rare(seen: Seen) -> str:
    """A year's events with the exact Poisson interval of the pace behind them; of a share with the binomial one."""
    counts = rare_counts(seen.known, seen.indicator)
    grain = seen.indicator.grain
    last = counts.tail(grain.year)
    number, months = int(last["numerator"].sum()), len(last)
    of_all = float(last["denominator"].sum())
    found = rate(number, 1, per=1)
    lower, upper = found.lower, found.upper
    if seen.indicator.kind == "proportion":  # of so many no more than all can
        lower, upper = (of_all * limit for limit in beta_limits(number, int(of_all), 0.95))
    missed = not counts["numerator"].equals(seen.known["numerator"])
    of = f" of {of_all:,.0f}" if seen.indicator.kind == "proportion" else ""
    what = f"{counted(number).capitalize()}{of}{' missed it' if missed else ''}"
    long = f"{months} {grain.many}" if months > 1 else f"one {grain.one}"
    span = f"in the last {long} known, up to {month_name(last['month'].iloc[-1])}"
    bound = f"from {lower:.0f} to {upper:.0f}" if number else f"up to {upper:.0f}"
    return f"{what} {span}. So few say little: the usual number for {long} could be anything {bound}."


def _open_gap(seen: Seen) -> str:
    days, median = seen.gaps["days"].iloc[-1], seen.gaps["median"].iloc[-1]
    until = known_until(seen.months, seen.as_at)
    named = f"{until.day} {until:%B %Y}"
    return f"Up to {named} there were {days:,.0f} days without one; half of all gaps are {median:,.0f} days or shorter."


def _dates_differ(seen: Seen) -> bool:
    months = since(seen.months)
    first = months["month"].iloc[0]
    counts = pd.Series([f"{day:%Y-%m}" for day in seen.dates if f"{day:%Y-%m}" >= first], dtype=object).value_counts()
    told = months.set_index("month")["numerator"].dropna()
    return bool((counts.reindex(told.index).fillna(0) != told).any())


def _last_whole_month(as_at: date) -> str:
    """The last month that has ended by ``as_at``.

    >>> _last_whole_month(date(2025, 12, 31)), _last_whole_month(date(2025, 12, 30))
    ('2025-12', '2025-11')
    """
    return str(pd.Period(as_at + timedelta(days=1), "M") - 1)


def listed(names: Sequence[str]) -> str:
    """Words as a sentence lists them; nothing where there are none."""
    if not names:
        return ""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
