"""What happened to one figure: when it moved, what it did before and since, and how often its target was met.

The counts in these words are why ``what_happened`` is withheld with the months. Nothing here names a person.
"""

from __future__ import annotations

import pandas as pd

from scrutiny_lib.lenses.data_charts import LIMITS, since
from scrutiny_lib.lenses.data_marks import met_since, rare_counts, run_to_now
from scrutiny_lib.lenses.data_months import Indicator, counted, figure, first_month, latest, month_name, said, with_unit
from scrutiny_lib.lenses.data_season import Months, together
from scrutiny_lib.lenses.data_words import Seen
from scrutiny_lib.stats.signals import RUN

_ASSURED = {
    "met every month": "If things go on so, it will be met every {one}.",
    "now and then": "If things go on so, it will be met in some {many} and missed in others, by chance.",
    "not met": "If things go on so, it will not be met.",
    "cannot tell": "Whether it will be met cannot be told.",
}
_NEVER_YET = "If things go on so, chance alone may take it there in a {one} now and then."
_ALWAYS_YET = "If things go on so, chance alone may make it miss in a {one} now and then."
_SINCE = {
    True: "Since it moved it has been met in {met} of the {of} {many} from {month}.",
    False: "Since it moved it has been missed in each of the {of} {many} from {month}.",
}
_NO_WAY = "Neither higher nor lower is better in itself, so it is not judged against the target."


def what_happened(seen: Seen) -> str:
    """When it moved, with the months before, those since, and the latest quarter; then its target.

    Of a figure that did not move, or moved in the latest quarter: the latest quarter beside all months before.
    """
    if seen.known.empty:
        return ""
    parts = [_year_by_year(seen) if seen.choice.chart in ("rare", "g") else _moved(seen), _before_new_start(seen)]
    return " ".join(part for part in [*parts, _target(seen)] if part)


def up_to(seen: Seen) -> pd.DataFrame:
    """The months since the last new baseline up to the one that is flagged, the latest first."""
    rows = since(seen.months)
    return rows[rows["month"] <= seen.variation.month].iloc[::-1]


def from_when(seen: Seen) -> str:
    """The month in which the run of months began that the flagged one ends: on one side, or moving one way.

    A run of fewer than seven months on one side is none: chance makes those every day.
    """
    mark = seen.variation
    if seen.choice.chart in ("rare", "g"):
        return mark.month
    rows = up_to(seen)
    step = rows["value"].diff(-1) if mark.signal == "trend" else rows["value"] - rows["mean"]
    run = int(((step * step.iloc[0]) > 0).cummin().sum())
    if mark.signal == "trend":
        return str(rows["month"].iloc[run])
    return str(rows["month"].iloc[run - 1]) if run >= RUN else mark.month


def _moved(seen: Seen) -> str:
    """The months before the move, those since, and the latest quarter."""
    stretch, indicator = since(seen.months), seen.indicator
    lately = latest(stretch, indicator)
    now, before = (together(rows, indicator) for rows in (lately, stretch.iloc[: -len(lately)]))
    if not (seen.variation.stands_out and seen.choice.chart in LIMITS):
        return _beside(now, before, indicator)
    start = from_when(seen)
    month = stretch["month"]
    first = together(stretch[month < start], indicator)
    middle = together(stretch[(month >= start) & (month < lately["month"].iloc[0])], indicator)
    if not (first.of and middle.of and now.of):
        return _beside(now, before, indicator)
    way = "higher" if indicator.per * middle.n / middle.of > indicator.per * first.n / first.of else "lower"
    moved = f"It has been {way} since {month_name(first_month(start, indicator))}"
    return (
        f"{moved}. Before, {first.name}: {_level(first, indicator)}. {middle.name}: {_level(middle, indicator)}. "
        f"The latest quarter, {now.name}: {_told(now, indicator)}."
    )


def _before_new_start(seen: Seen) -> str:
    """What it was before the new baseline it is judged from; nothing where it counts another thing since then."""
    start, indicator = str(since(seen.months)["month"].iloc[0]), seen.indicator
    begun = first_month(start, indicator)
    earlier = seen.months[seen.months["period"] == seen.months["period"].iloc[-1] - 1]
    before = together(earlier, indicator)
    if not before.of or seen.choice.chart not in LIMITS:
        return ""
    if any(str(earlier["month"].iloc[-1]) < month <= start for month in indicator.definition_changes):
        return ""
    return f"Before its new start in {month_name(begun)}, {before.name}: {_level(before, indicator)}."


def _target(seen: Seen) -> str:
    """The target and who set it, in how many months it was met, and whether it will be if things go on so."""
    target, indicator = seen.months["target"].iloc[-1], seen.indicator
    if pd.isna(target):
        return ""
    grain = indicator.grain
    owner = indicator.owner_in(str(seen.months["month"].iloc[-1]))
    who = f" (set by {owner})" if owner else ""
    bound = {"up": "at least ", "down": "at most "}.get(indicator.direction, "")
    aim = f"{target:,.0f}" if target >= 10 and target == round(target) else figure(target)
    told = f"Target: {bound}{with_unit(aim, indicator)}{who}."
    if indicator.direction == "none":
        return f"{told} {_NO_WAY}"
    met = met_since(seen.months, indicator.direction)
    words = _ASSURED[seen.assurance]
    if seen.assurance == "now and then" and met.met in (0, met.of):
        words = _ALWAYS_YET if met.met else _NEVER_YET
    past = f" {met.said(grain.one, grain.many)}." if met.of else ""
    if seen.variation.stands_out and seen.choice.chart in LIMITS:
        past += _since_it_moved(seen)
    return f"{told}{past} {words.format(one=grain.one, many=grain.many)}"


def _since_it_moved(seen: Seen) -> str:
    """In how many of the months on one side of the average up to now the target was met; nothing where chance does
    such a run."""
    run, indicator = run_to_now(seen.months), seen.indicator
    met = met_since(run, indicator.direction) if len(run) else None
    if met is None or met.of < len(run):
        return ""
    start = month_name(first_month(str(run["month"].iloc[0]), indicator))
    words = _SINCE[met.met > 0].format(met=met.met, of=met.of, many=indicator.grain.many, month=start)
    return f" {words}"


def _beside(now: Months, before: Months, indicator: Indicator) -> str:
    """Shares and rates put together; counts as the number in a month."""
    if not now.of:
        return ""
    start, many = month_name(before.first) if before.of else "", indicator.grain.many
    if indicator.kind == "count":
        earlier = f" In the {many} before, since {start}: {_level(before, indicator)}." if before.of else ""
        return f"{now.name}: {_told(now, indicator)}.{earlier}"
    earlier = f" In the {many} before, since {start}: {_level(before, indicator)}." if before.of else ""
    return f"{now.name}: {said(now.n, now.of, indicator)}.{earlier}"


def _told(months: Months, indicator: Indicator) -> str:
    if indicator.kind != "count":
        return said(months.n, months.of, indicator)
    return f"{counted(months.n)}{f', which is {_level(months, indicator)}' if months.n else ''}"


def _level(months: Months, indicator: Indicator) -> str:
    """What it was in some months put together: a share, a pace, or the number in a month."""
    if indicator.kind == "count":
        return f"{figure(months.n / months.of)} a {indicator.grain.one}"
    value = figure(indicator.per * months.n / months.of)
    return f"a pace of {value}" if indicator.yearly else with_unit(value, indicator)


def _year_by_year(seen: Seen) -> str:
    counts = rare_counts(seen.months, seen.indicator)
    year = seen.indicator.grain.year
    now, before = (together(rows, seen.indicator) for rows in (counts.tail(year), counts.iloc[:-year].tail(year)))
    earlier = f" In the twelve months before: {counted(before.n)}." if before.of and len(counts) >= 2 * year else ""
    return f"{now.name}: {counted(now.n)}.{earlier}"
