"""What one profile may see of monthly figures: a month that counts a few children gives them away, and so does the
average of a series it stands in.

Such a figure is told by quarter where no quarter is small (:mod:`scrutiny_lib.lenses.data_quarters`), never with a
month beside it: no month of the series, no result of its latest month, no revision of a month and no programme measured
by it leaves. Which months are small is decided over every month any table of the page knows, with what it was before it
was put right. Pages are judged one by one: see the lens for what an earlier page can give away and how that is closed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ..lenses.data_many import false_alarm
from ..lenses.data_months import MONTH, QUARTER
from ..lenses.data_quarters import given_away, quarter_name, small_months
from ..tables import Tables, table
from .limits import Limits
from .small import has_small_share, is_small

Withheld = list[dict[str, Any]]
RARE = ("rare", "g")
"""Charts of events so rare that a month is nearly always small: they are told by the year."""
WITH_LIMITS = ("xmr", "p", "u")
YEAR = 12
BY_QUARTER = "Single months count very few children, so these are told by quarter."
WHOLE = "Some months count very few children, and the average would give them away."


def small_series(tables: Tables, limits: Limits) -> set[str]:
    """The ids of monthly figures with a small count in any month: events, what they are counted of, or those left.

    Those told by quarter are among them: whatever else rests on their months stays withheld.
    """
    return set(_small_months(tables, limits))


def told_by_quarter(tables: Tables, limits: Limits) -> set[str]:
    """The ids of the figures with a small month that are told by quarter: those with no small quarter."""
    limit, months, told = limits.by_kind["population"], tables["indicators"], set()
    few = _small_months(tables, limits)
    for name, quarters in tables["quarters"].groupby("indicator", sort=False):
        if name not in few or not quarters["value"].notna().any():
            continue
        mine = months[months["indicator"] == name].sort_values("month")
        open_to = {quarter_name(month) for month in given_away(mine, few[str(name)], limit)}
        shown = quarters[quarters["numerator"].notna()]
        if not _has_small(shown, limit) and not shown["month"].isin(open_to).any():
            told.add(str(name))
    return told


def months_hidden(tables: Tables, limits: Limits) -> set[str]:
    """The ids of results that count one month of a figure told by quarter."""
    return {f"ind.{name}.latest" for name in told_by_quarter(tables, limits)}


def mask_figures(tables: Tables, limits: Limits, withheld: Withheld) -> dict[str, pd.DataFrame]:
    """The tables of monthly figures as one profile may see them; ``quarters`` and ``quarter_notes`` are empty.

    A figure with a small count in any month is told by quarter (``indicators`` holds its quarters, ``month`` their
    names such as 2025-26-Q3, and ``indicator_notes`` what is said of them). Where a quarter is small too it goes whole,
    with its gaps, events and revisions. Of rare events the sentence stays where no year it is about is small.
    """
    limit, series, notes = limits.by_kind["population"], tables["indicators"], tables["indicator_notes"]
    small, quarterly = small_series(tables, limits), told_by_quarter(tables, limits)
    by_year = {
        str(name)
        for name, rows in series[series["indicator"].isin(small)].groupby("indicator", sort=False)
        if not _has_small_year(rows.sort_values("month"), limit)
    }
    told = notes["chart"].isin(RARE) & notes["indicator"].isin(by_year)
    gone = notes["indicator"].isin(small) & ~told
    for why, names in ((BY_QUARTER, quarterly), (WHOLE, small - quarterly)):
        titles = "; ".join(notes.loc[notes["indicator"].isin(names), "title"].astype(str))
        if names:
            withheld.append({"what": f"Month by month: {titles}", "why": why})
    revisions = tables["indicator_revisions"]
    hidden = revisions["indicator"].isin(small)
    for part in ("before", "now"):
        hidden |= pd.to_numeric(revisions[part], errors="coerce").between(1, limit)
    quarters, quarter_notes = tables["quarters"], tables["quarter_notes"]
    months = series[~series["indicator"].isin(small)]
    shown = _instead(notes, gone, quarter_notes[quarter_notes["indicator"].isin(quarterly)])
    events = tables["indicator_events"]
    return {
        "indicators": _joined("indicators", months, quarters[quarters["indicator"].isin(quarterly)]),
        "indicator_notes": shown.assign(pvalue=None, adjusted=None),  # exact tests of counts
        "indicator_gaps": tables["indicator_gaps"].iloc[:0] if limit else tables["indicator_gaps"],
        "indicator_events": events[~events["indicator"].isin(small - quarterly)],
        "indicator_revisions": revisions[~hidden],
        "quarters": quarters.iloc[:0],
        "quarter_notes": quarter_notes.iloc[:0],
    }


def told_of_figures(about: Mapping[str, Any], frames: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """What the page says of all its figures together, counted over those this profile sees (``frames``, masked)."""
    if "figures" not in about:
        return {}
    notes, series = frames["indicator_notes"], frames["indicators"]
    series = series[series["value"].notna()]
    last = series.groupby("indicator")["period"].transform("last")
    points = series[series["period"].eq(last) | series["period"].isna()].groupby("indicator").size()
    quarterly = set(series.loc[series["month"].astype(str).str.contains("Q"), "indicator"])
    judged = notes[notes["chart"].isin(WITH_LIMITS) & notes["variation"].ne("cannot tell")]
    charts = [
        false_alarm(chart, int(points.get(name, 0)), (QUARTER if name in quarterly else MONTH).latest)
        for chart, name in zip(judged["chart"], judged["indicator"], strict=True)
    ]
    survives = notes["survives"].map(lambda cell: cell is True or cell == 1).astype(bool)
    flagged = notes["flag"].map(bool).astype(bool)
    return {
        "figures": len(notes),
        "figures_not_told": max(int(about["figures"]) - len(notes), 0),
        "figures_flagged": int(flagged.sum()),
        "figures_by_chance": round(sum(charts), 2),
        "figures_survive": [str(title) for title in notes.loc[survives & flagged, "title"]],
    }


def _small_months(tables: Tables, limits: Limits) -> dict[str, list[str]]:
    """The small months of each figure that has any."""
    limit, revisions = limits.by_kind["population"], tables["indicator_revisions"]
    found = {
        str(name): small_months(rows, revisions, limit)
        for name, rows in tables["indicators"].groupby("indicator", sort=False)
    }
    return {name: months for name, months in found.items() if months}


def _has_small(rows: pd.DataFrame, limit: int) -> bool:
    pairs = zip(rows["numerator"], rows["denominator"], strict=True)
    return any(is_small(n, limit) or has_small_share(n, of, limit) for n, of in pairs)


def _has_small_year(months: pd.DataFrame, limit: int) -> bool:
    """Whether one of the years that a sentence may be about counts few: the latest twelve months (on the calendar, or
    those known) and the twelve before; those who miss it count too, where nearly everybody reaches it."""
    known = months[months["numerator"].notna()]
    years = [months.tail(YEAR), known.tail(YEAR)]
    if len(months) >= 2 * YEAR:
        years.append(months.iloc[-2 * YEAR : -YEAR])
    sums = [rows[["numerator", "denominator"]].apply(pd.to_numeric, errors="coerce").sum(min_count=1) for rows in years]
    return _has_small(pd.DataFrame(sums), limit)


def _instead(notes: pd.DataFrame, gone: pd.Series[bool], quarterly: pd.DataFrame) -> pd.DataFrame:
    """The notes that stay, and those by quarter where the ones by month stood."""
    order = {name: at for at, name in enumerate(notes["indicator"])}
    both = _joined("indicator_notes", notes[~gone], quarterly)
    return both.sort_values("indicator", key=lambda names: names.map(order), kind="stable").reset_index(drop=True)


def _joined(name: str, first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Both as one table; a table without rows has no say in what kind of column it is."""
    parts = [part for part in (first, second) if len(part)]
    return table(name, pd.concat(parts, ignore_index=True) if parts else None)
