"""Counts of the bands of days over everybody: how many took so long, and the finest bands these were joined of."""

from __future__ import annotations

from typing import Any

import pandas as pd

from .counts import Asked, Count, Told, whole_number
from .mask_clocks import FRAME
from .mask_days import Band, finest_bands

TABLE, KIND = "clock_days", "population"
STATES = {"met": ((False, False),), "too_soon": ((True, False),), "not_met": ((False, True), (True, True))}
"""By answer of a check, the bands that add up to it: whether still open, and whether beyond the limit."""


def count_days(page: Asked, told: Told) -> None:
    """How many took so long, by every check of which the page shows bands (and so, at their ends, a curve).

    The bands that are shown are sums of finer ones, which have the same ends on every page, and these add up to those
    who met the limit, did not, or for whom it is too soon. How many took up to the end of a band is a count as well:
    another page, or this one in an earlier edition, may join others up to the same day.
    """
    days, checks = page.whole["clock_days"], page.whole["clocks"]
    seen = page.masked["clock_days"]
    for rule, rows in seen[seen["whom"].eq(FRAME)].groupby("rule", sort=False):
        limits = checks.loc[checks["rule"].eq(rule) & checks["whom"].eq(FRAME), "limit"]
        if len(limits) == 1:
            whole = days[days["rule"].eq(rule) & days["whom"].eq(FRAME)]
            _count_check(page.review, str(rule), whole, str(limits.iloc[0]), rows.to_dict("records"), told)


def _count_check(
    review: str, rule: str, whole: pd.DataFrame, limit: str, shown: list[dict[Any, Any]], told: Told
) -> None:
    parts = finest_bands(whole, limit, 1)
    for state, places in STATES.items():
        every: list[str] = []
        if not any(_of(shown, parts.get(place, [])) for place in places):
            continue
        for place in places:
            finest, so_far = parts[place], 0
            base = f"days|{review}|{rule}|{FRAME}|{'open' if place[0] else 'done'}"
            for band in _of(shown, finest):
                inside = [one for one in finest if band["from_day"] <= one.first <= band["to_day"]]
                n = whole_number(band["n"]) or 0
                cell = told.add(Count(_called(base, inside), n, KIND, TABLE, rule, True, 0))
                told.sums(cell, [_finest(told, base, one, rule) for one in inside])
                so_far += n
                until = [one for one in finest if one.first <= band["to_day"]]
                up_to = told.add(Count(_called(base, until), so_far, KIND, TABLE, rule, True, 0))
                told.sums(up_to, [_finest(told, base, one, rule) for one in until])
            every += [_finest(told, base, one, rule) for one in finest]
        total = f"clock|{review}|{rule}|{FRAME}|{state}"
        if total in told.counts:
            told.sums(total, every)


def _of(shown: list[dict[Any, Any]], finest: list[Band]) -> list[dict[Any, Any]]:
    """The bands the page shows that are made of these, from the first day on."""
    if not finest:
        return []
    still = "yes" if finest[0].still else "no"
    mine = [band for band in shown if band["open"] == still and finest[0].first <= band["from_day"] <= finest[-1].last]
    return sorted(mine, key=lambda band: float(band["from_day"]))


def _finest(told: Told, base: str, band: Band, rule: str) -> str:
    return told.add(Count(_called(base, [band]), band.n, KIND, TABLE, rule, False, 0))


def _called(base: str, bands: list[Band]) -> str:
    """A band goes by its days; the last one by its first day alone, because the longest of all is told roundly."""
    return f"{base}|{bands[0].first} {'and more' if bands[-1].beyond else f'to {bands[-1].last}'}"
