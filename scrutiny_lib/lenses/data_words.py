"""The words for one figure: what it is now, what happened, whether it is chance, what is not known, what to ask.

Counts stand in ``sentence``, ``what_happened``, ``season`` and ``rate`` only; shares below ten have a decimal, so that
no small share reads like a small count. Nothing here names a person.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from scrutiny_lib.lenses.data_charts import Choice, since
from scrutiny_lib.lenses.data_marks import Variation, rare_counts
from scrutiny_lib.lenses.data_months import (
    LATEST,
    Indicator,
    counted,
    figure,
    first_month,
    latest,
    month_name,
    point_name,
    said,
    with_unit,
)
from scrutiny_lib.lenses.data_season import Compared, Contrast, Months, together
from scrutiny_lib.stats.intervals import rate

_ASSURED = {
    "met every month": "Going on like this it is met every {one}.",
    "now and then": "Going on like this it is met in some {many} and missed in others.",
    "not met": "Going on like this it will not be met.",
    "cannot tell": "Whether it will be met cannot be told yet.",
}
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
        parts.append(_limits(month, seen.indicator))
    elif is_constant(seen):
        parts.append(f"Every {grain.one} is the same, so there are no limits.")
    elif seen.indicator.breaks and seen.months["period"].iloc[-1] > 1:
        start = month_name(first_month(since(seen.months)["month"].iloc[0], seen.indicator))
        few = f"there are too few {grain.many} to say what chance alone would do"
        parts.append(f"Since its new start in {start} {few}.")
    else:
        parts.append(f"There are too few {grain.many} to say what chance alone would do.")
    return " ".join(parts)


def is_constant(seen: Seen) -> bool:
    """Whether every month (or quarter) is the same (and there are more than three)."""
    return seen.known["value"].nunique() == 1 and len(seen.known) > LATEST


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


def what_happened(seen: Seen) -> str:
    """The latest three months beside those before, and the target."""
    if seen.known.empty:
        return ""
    stretch = since(seen.months)
    lately, grain = latest(stretch, seen.indicator), seen.indicator.grain
    parts = []
    if seen.choice.chart in ("rare", "g"):
        parts.append(_year_by_year(seen))
    else:
        now, before = (together(rows, seen.indicator) for rows in (lately, stretch.iloc[: -len(lately)]))
        parts.append(_beside(now, before, seen.indicator))
    target = seen.months["target"].iloc[-1]
    if pd.notna(target):
        owner = seen.indicator.owner_in(str(seen.months["month"].iloc[-1]))
        who = f" (set by {owner})" if owner else ""
        bound = {"up": "at least ", "down": "at most "}.get(seen.indicator.direction, "")
        assured = _ASSURED[seen.assurance].format(one=grain.one, many=grain.many)
        aim = f"{target:,.0f}" if target >= 10 and target == round(target) else figure(target)
        parts.append(f"Target: {bound}{with_unit(aim, seen.indicator)}{who}. {assured}")
    return " ".join(part for part in parts if part)


def not_known(seen: Seen) -> str:
    """What the figure cannot tell: what its definition says of that, holes, another definition, whose population."""
    parts = [seen.indicator.not_known] if seen.indicator.not_known else []
    year = seen.months.tail(seen.indicator.grain.year)
    holes = year.loc[year["numerator"].isna(), "month"]
    if len(holes):
        parts.append(f"There is no figure for {_listed([point_name(month, seen.indicator) for month in holes])}.")
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


def _limits(month: pd.Series[Any], indicator: Indicator) -> str:
    mean, lower, upper = (float(month[name]) for name in ("mean", "lower", "upper"))
    ends = f"between {figure(lower)} and {figure(upper)}"
    average = with_unit(figure(mean), indicator) if indicator.kind == "proportion" else figure(mean)
    if indicator.kind == "count":
        ends = f"between {math.ceil(lower):,} and {math.floor(upper):,}"
    what = "average pace" if indicator.yearly else "average"
    return f"The {what} is {average}; by chance alone nearly all {indicator.grain.many} lie {ends}."


def _beside(now: Months, before: Months, indicator: Indicator) -> str:
    """Shares and rates put together; counts as the number in a month."""
    if not now.of:
        return ""
    start, many = month_name(before.first) if before.of else "", indicator.grain.many
    if indicator.kind == "count":
        earlier = f" In the {many} before, since {start}: {_each(before, indicator)}." if before.of else ""
        each = f", which is {_each(now, indicator)}" if now.n else ""
        return f"{now.name}: {counted(now.n)}{each}.{earlier}"
    value = figure(indicator.per * before.n / before.of) if before.of else ""
    value = f"a pace of {value}" if indicator.yearly else with_unit(value, indicator)
    earlier = f" In the {many} before, since {start}: {value}." if before.of else ""
    return f"{now.name}: {said(now.n, now.of, indicator)}.{earlier}"


def _each(months: Months, indicator: Indicator) -> str:
    return f"{figure(months.n / months.of)} a {indicator.grain.one}"


def _rare(seen: Seen) -> str:
    """A year's events with the exact Poisson interval of the pace behind them."""
    counts = rare_counts(seen.known, seen.indicator)
    grain = seen.indicator.grain
    last = counts.tail(grain.year)
    number, months = int(last["numerator"].sum()), len(last)
    found = rate(number, 1, per=1)
    missed = not counts["numerator"].equals(seen.known["numerator"])
    of = f" of {last['denominator'].sum():,.0f}" if seen.indicator.kind == "proportion" else ""
    what = f"{counted(number).capitalize()}{of}{' missed it' if missed else ''}"
    long = f"{months} {grain.many}" if months > 1 else f"one {grain.one}"
    span = f"in the last {long} known, up to {month_name(last['month'].iloc[-1])}"
    bound = f"from {found.lower:.0f} to {found.upper:.0f}" if number else f"up to {found.upper:.0f}"
    return f"{what} {span}. So few say little: the usual number for {long} could be anything {bound}."


def _open_gap(seen: Seen) -> str:
    days, median = seen.gaps["days"].iloc[-1], seen.gaps["median"].iloc[-1]
    until = f"{seen.as_at.day} {seen.as_at:%B %Y}"
    return f"Up to {until} there were {days:,.0f} days without one; half of all gaps are {median:,.0f} days or shorter."


def _year_by_year(seen: Seen) -> str:
    counts = rare_counts(seen.months, seen.indicator)
    year = seen.indicator.grain.year
    now, before = (together(rows, seen.indicator) for rows in (counts.tail(year), counts.iloc[:-year].tail(year)))
    earlier = f" In the twelve months before: {counted(before.n)}." if before.of and len(counts) >= 2 * year else ""
    return f"{now.name}: {counted(now.n)}.{earlier}"


def _dates_differ(seen: Seen) -> bool:
    months = since(seen.months)
    first = months["month"].iloc[0]
    counts = pd.Series([f"{day:%Y-%m}" for day in seen.dates if f"{day:%Y-%m}" >= first], dtype=object).value_counts()
    told = months.set_index("month")["numerator"].dropna()
    return bool((counts.reindex(told.index).fillna(0) != told).any())


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
