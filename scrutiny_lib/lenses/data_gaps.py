"""Rare events by their dates: how many days passed between one and the next, and since the last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd

from scrutiny_lib.lenses.data_months import Indicator
from scrutiny_lib.stats.spc import g_chart
from scrutiny_lib.tables import table


def dates_of(event_dates: pd.DataFrame | None, indicator: Indicator, as_at: date) -> list[date]:
    """The days on which it happened, in order, up to ``as_at`` and since its last new baseline. Two on a day stay two.

    >>> found = pd.DataFrame({"indicator": ["x", "x", "y"], "on": ["2025-03-02", "2024-01-01", "2025-01-01"]})
    >>> [f"{day}" for day in dates_of(found, Indicator("x", "", "", "", "", "", "count", "down"), date(2025, 12, 31))]
    ['2024-01-01', '2025-03-02']
    """
    if event_dates is None or event_dates.empty:
        return []
    days = pd.to_datetime(event_dates.loc[event_dates["indicator"] == indicator.id, "on"]).dt.date
    start = max((one for one in indicator.breaks if one <= f"{as_at:%Y-%m}"), default="")
    return sorted(day for day in days if day <= as_at and f"{day:%Y-%m}" >= start)


def known_until(months: pd.DataFrame, as_at: date) -> date:
    """The last day of which anything is known: the end of the last month that is given, ``as_at`` if earlier.

    >>> known_until(pd.DataFrame({"month": ["2025-08", "2025-09"]}), date(2025, 12, 31))
    datetime.date(2025, 9, 30)
    """
    return min(as_at, pd.Period(months["month"].iloc[-1], "M").end_time.date())


def gap_table(dates: Sequence[date], indicator: Indicator, as_at: date) -> pd.DataFrame:
    """The gaps as a g-chart.

    Returns
    -------
    DataFrame
        The table ``indicator_gaps``, in order: ``days`` from one to the next (0 where two fell on one day), with the
        median and limits of :func:`scrutiny_lib.stats.spc.g_chart` and its signals. The last row is the ``open`` gap
        from the last one to ``as_at``: it is drawn, and neither the median nor the limits nor a rule uses it.

    >>> days = [date(2025, 1, 1), date(2025, 1, 11), date(2025, 2, 1)]
    >>> gap_table(days, Indicator("x", "", "", "", "", "", "count", "down"), date(2025, 3, 1))["days"].tolist()
    [10, 21, 28]
    """
    if not dates:
        return table("indicator_gaps")
    gaps = [(later - earlier).days for earlier, later in pairwise(dates)]
    chart = g_chart(gaps)
    rows: list[dict[str, Any]] = [
        {
            "indicator": indicator.id,
            "gap": position,
            "days": days,
            "median": chart["mean"].iloc[0],
            "lower": chart["lower"].iloc[0],
            "upper": chart["upper"].iloc[0],
            "signal": signal,
            "open": False,
        }
        for position, (days, signal) in enumerate(zip(gaps, chart["signal"], strict=True), start=1)
    ]
    limits = {name: rows[0][name] if rows else None for name in ("median", "lower", "upper")}
    rows.append(
        {
            "indicator": indicator.id,
            "gap": len(gaps) + 1,
            "days": (as_at - dates[-1]).days,
            **limits,
            "signal": "",
            "open": True,
        }
    )
    return table("indicator_gaps", rows)
