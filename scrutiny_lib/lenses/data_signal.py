"""A figure that stands out: what the chart saw and since when, whether it is chance, what to ask. Holds no counts."""

from __future__ import annotations

import math

import pandas as pd

from scrutiny_lib.lenses.data_charts import LIMITS
from scrutiny_lib.lenses.data_happened import from_when, up_to
from scrutiny_lib.lenses.data_many import LEVEL, false_alarm
from scrutiny_lib.lenses.data_months import Grain, first_month, month_name, point_name
from scrutiny_lib.lenses.data_words import Seen, is_constant, is_still, listed

FEWEST_TOGETHER = 2
_DRIFTED = (
    "they or the latest year differ from what came before by more than chance alone would make one of so many figures "
    "differ: see what comes next."
)
LEANING = "of those that are slow to change, such as waiting lists, two to five times as many"
_SLOW = "A figure that is slow to change, such as a waiting list, does so by chance more often."
GAPS_BY_CHANCE = "Of 100 figures to which nothing has happened, at most two stand out like this by chance."
"""What charts cry wolf where a month leans on the month before (autocorrelation 0.2 to 0.4), and what g-charts do in
their latest quarter: both simulated in ``tests/slow``."""
_WAYS = {"improvement": "for the better", "concern": "for the worse"}
_ASK = {
    "concern": "What changed around {month}: the work, what is counted, or who is counted? What do the people who do "
    "the work see?",
    "improvement": "What was done around {month}? Does it last, and would it help elsewhere?",
    "high": "What is behind the change around {month}, and is it good or bad for children?",
}
_ASK["low"] = _ASK["high"]
_ASK_EVENT = "What changed around {month}? Did what happened in {events} do it, and how?"
_ASK_LASTS = "Does it last, and would it help elsewhere?"
_NEAR = 2
"""So many months before or after a move something that happened may belong to it."""
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
        if is_constant(seen):
            return "Nothing varies, so there is nothing to judge."
        return "It hardly varies: nothing to judge." if is_still(seen) else f"There are too few {grain.many} to judge."
    if mark.why == "season" and not mark.stands_out:
        return _like_last_year(grain)
    if mark.why == "rare":
        if mark.stands_out:
            return f"{grain.as_many} would come by chance less than once in a hundred times."
        latest = "latest quarter shows" if grain.latest == 1 else "latest months show"
        return f"So few go up and down by chance. The {latest} no change, and cannot rule one out."
    if not mark.stands_out and adjusted <= LEVEL:
        return f"The chart flags none of {grain.lately}. Taken together, {_DRIFTED}"
    if not mark.stands_out:
        return "It moves as chance alone would move it."
    verdict = _verdict(seen, adjusted, together_with)
    if seen.season is not None and math.isnan(seen.season.pvalue):
        alone = "Its season could not be allowed for: that alone may be why."
        return alone if survives(seen, adjusted) else f"{alone} {verdict}"
    return verdict


def ask_of(seen: Seen) -> str:
    """What to ask where the figure needs attention (it stands out, or will not meet its target); otherwise nothing."""
    parts = []
    if seen.variation.stands_out:
        own = seen.indicator.ask if seen.variation.mark != "improvement" else ""
        parts = [own] if own else []
        start = first_month(from_when(seen), seen.indicator)
        events = _near(seen, start)
        words = _ASK_EVENT if events else _ASK[seen.variation.mark]
        parts.append(words.format(month=month_name(start), events=events))
        if events and seen.variation.mark == "improvement":
            parts.append(_ASK_LASTS)
    if seen.assurance == "not met":
        parts.append(_ASK_TARGET)
    return " ".join(parts)


def _near(seen: Seen, start: str) -> str:
    """The months in which something is known to have happened within two months of a move.

    What it was is told by ``indicator_events`` alone: a person wrote it, so it may have to be withheld.
    """
    at = pd.Period(start, "M")
    months = [month for month, kind, _, _ in seen.indicator.events if kind != "new baseline"]
    near = [month_name(month) for month in dict.fromkeys(months) if abs((pd.Period(month, "M") - at).n) <= _NEAR]
    return listed(near)


def survives(seen: Seen, adjusted: float) -> bool:
    """Whether it moved further, the way it is flagged, than chance would make one of so many figures move."""
    return adjusted <= LEVEL and seen.tested.way == seen.variation.way


def _false_alarms(seen: Seen) -> str:
    if seen.choice.chart not in LIMITS:
        return GAPS_BY_CHANCE
    chance = false_alarm(seen.choice.chart, seen.points, seen.indicator.grain.latest)
    share = max(1, round(100 * chance))
    return f"Of 100 figures to which nothing has happened, about {share} stand out like this by chance; {LEANING}."


def _like_last_year(grain: Grain) -> str:
    same = grain.one if grain.latest == 1 else grain.many
    return (
        f"It stands out from the average of all {grain.many}, but no more than chance would from the same {same} a "
        "year before: that is what its season does."
    )


def _verdict(seen: Seen, adjusted: float, together_with: int) -> str:
    """One verdict: hardly chance, or perhaps chance; of a figure that stands alone how often chance does the like."""
    if math.isnan(adjusted) or together_with < FEWEST_TOGETHER:
        return _false_alarms(seen)
    if survives(seen, adjusted):
        return f"Hardly. Looked at together with all the other figures, this one still stands out. {_SLOW}"
    return (
        "It may be. With so many figures looked at, chance alone could have made this one stand out: look for a "
        f"reason, and at the next {seen.indicator.grain.many}, before acting."
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
        if mark.signal == "trend":
            return f"up to {month} the days between one and the next grew {short} each time."
        return f"the days between one and the next are {short} than chance alone makes them."
    rows = up_to(seen)
    side = "above" if rows["value"].iloc[0] > rows["mean"].iloc[0] else "below"
    start = month_name(first_month(from_when(seen), seen.indicator))
    month = month if grain.months == 1 or mark.signal in ("outside", "two of three") else month_name(mark.month)
    if mark.signal == "trend":
        way = "risen" if mark.way == "up" else "fallen"
        return f"it has {way} {one} after {one} from {start} to {month}."
    if mark.signal == "shift":
        return f"every {one} from {start} to {month} lies {side} the average, longer than chance alone would keep it."
    run = len(rows[rows["month"] >= from_when(seen)])
    longer = f", the last of {run} {many} in a row {side} it" if run > 1 else ""
    if mark.signal == "outside":
        return f"{month} lies further {side} the average than chance alone would take it{longer}."
    return f"two of three {many} up to {month} lie far {side} the average, as chance alone seldom makes them{longer}."
