"""A figure that stands out: what the chart saw and since when, whether it is chance, what to ask. Holds no counts."""

from __future__ import annotations

import math

import pandas as pd

from scrutiny_lib.lenses.data_charts import since
from scrutiny_lib.lenses.data_many import LEVEL, false_alarm
from scrutiny_lib.lenses.data_months import Grain, first_month, month_name, point_name
from scrutiny_lib.lenses.data_words import Seen, is_constant
from scrutiny_lib.stats.signals import RUN

FEWEST_TOGETHER = 2
_WAYS = {"improvement": "for the better", "concern": "for the worse"}
_ASK = {
    "concern": "What changed around {month}: the work, what is counted, or who is counted? What do the people who do "
    "the work see?",
    "improvement": "What was done around {month}? Does it last, and would it help elsewhere?",
    "high": "What is behind the change around {month}, and is it good or bad for children?",
}
_ASK["low"] = _ASK["high"]
_ASK_TARGET = "What would have to change for the target to be met, and is it the right target?"


def flag_of(seen: Seen) -> str:
    """A sentence where the latest three months stand out; otherwise nothing. It holds no count."""
    mark = seen.variation
    if not mark.stands_out:
        return ""
    way = f" {_WAYS[mark.mark]}" if mark.mark in _WAYS else ""
    return f"Stands out{way}: {_signal(seen)}"


def chance_in_words(seen: Seen, adjusted: float, together_with: int) -> str:
    """Whether it is chance; ``together_with`` figures were tested at once and ``adjusted`` allows for that."""
    mark, grain = seen.variation, seen.indicator.grain
    if mark.why == "old":
        return f"There is no figure for {grain.lately}, so there is nothing to judge."
    if mark.why == "no limits":
        few = f"There are too few {grain.many} to judge."
        return "Nothing varies, so there is nothing to judge." if is_constant(seen) else few
    if mark.why == "season" and not mark.stands_out:
        return _like_last_year(grain)
    if mark.why == "rare":
        if mark.stands_out:
            return f"{grain.as_many} would come by chance less than once in a hundred times."
        latest = "latest quarter shows" if grain.latest == 1 else "latest months show"
        return f"So few go up and down by chance. The {latest} no change, and cannot rule one out."
    if not mark.stands_out:
        return "It moves as chance alone would move it."
    return f"{_false_alarms(seen)} {_survives(seen, adjusted, together_with)}".strip()


def ask_of(seen: Seen) -> str:
    """What to ask where the figure needs attention (it stands out, or will not meet its target); otherwise nothing."""
    parts = []
    if seen.variation.stands_out:
        own = seen.indicator.ask if seen.variation.mark != "improvement" else ""
        parts = [own] if own else []
        start = month_name(first_month(_from_when(seen), seen.indicator))
        parts.append(_ASK[seen.variation.mark].format(month=start))
    if seen.assurance == "not met":
        parts.append(_ASK_TARGET)
    return " ".join(parts)


def survives(seen: Seen, adjusted: float) -> bool:
    """Whether it moved further, the way it is flagged, than chance would make one of so many figures move."""
    return adjusted <= LEVEL and seen.tested.way == seen.variation.way


def _false_alarms(seen: Seen) -> str:
    if seen.choice.chart not in ("xmr", "p", "u"):
        return ""
    chance = false_alarm(seen.choice.chart, seen.points, seen.indicator.grain.latest)
    share = max(1, round(100 * chance))
    return f"Of 100 figures to which nothing has happened, about {share} stand out like this by chance."


def _like_last_year(grain: Grain) -> str:
    same = grain.one if grain.latest == 1 else grain.many
    return (
        f"It stands out from the average of all {grain.many}, but no more than chance would from the same {same} a "
        "year before: that is what its season does."
    )


def _survives(seen: Seen, adjusted: float, together_with: int) -> str:
    grain = seen.indicator.grain
    if math.isnan(adjusted) or together_with < FEWEST_TOGETHER:
        return ""
    if survives(seen, adjusted):
        return "Looked at together with all the other figures, this one still does."
    return (
        "Looked at together with all the other figures, chance alone could have done it: look for a reason, and at the "
        f"next {grain.many}, before acting."
    )


def _signal(seen: Seen) -> str:
    """What the rule saw, with its months."""
    mark, grain = seen.variation, seen.indicator.grain
    one, many, month = grain.one, grain.many, point_name(mark.month, seen.indicator)
    if seen.choice.chart == "rare":
        differ = "differs" if grain.latest == 1 else "differ"
        return f"{grain.lately} {differ} from those before by more than chance alone would make them."
    if seen.choice.chart == "g":
        short = "longer" if mark.way == "down" else "shorter"
        return f"the days between one and the next are {short} than chance alone makes them."
    rows = _up_to(seen)
    side = "above" if rows["value"].iloc[0] > rows["mean"].iloc[0] else "below"
    start = month_name(first_month(_from_when(seen), seen.indicator))
    month = month if grain.months == 1 or mark.signal in ("outside", "two of three") else month_name(mark.month)
    if mark.signal == "trend":
        way = "risen" if mark.way == "up" else "fallen"
        return f"it has {way} {one} after {one} from {start} to {month}."
    if mark.signal == "shift":
        return f"every {one} from {start} to {month} lies {side} the average, longer than chance alone would keep it."
    run = len(rows[rows["month"] >= _from_when(seen)])
    longer = f", the last of {run} {many} in a row {side} it" if run > 1 else ""
    if mark.signal == "outside":
        return f"{month} lies further {side} the average than chance alone would take it{longer}."
    return f"two of three {many} up to {month} lie far {side} the average, as chance alone seldom makes them{longer}."


def _up_to(seen: Seen) -> pd.DataFrame:
    """The months since the last new baseline up to the one that is flagged, the latest first."""
    rows = since(seen.months)
    return rows[rows["month"] <= seen.variation.month].iloc[::-1]


def _from_when(seen: Seen) -> str:
    """The month in which the run of months began that the flagged one ends: on one side, or moving one way.

    A run of fewer than seven months on one side is none: chance makes those every day.
    """
    mark = seen.variation
    if seen.choice.chart in ("rare", "g"):
        return mark.month
    rows = _up_to(seen)
    step = rows["value"].diff(-1) if mark.signal == "trend" else rows["value"] - rows["mean"]
    run = int(((step * step.iloc[0]) > 0).cummin().sum())
    if mark.signal == "trend":
        return str(rows["month"].iloc[run])
    return str(rows["month"].iloc[run - 1]) if run >= RUN else mark.month
