"""A monthly figure by quarter of the financial year, for readers who may not see a month that counts very few.

A quarter is the sum of its three months: of what is counted, and of what it is counted of. Of a rate whose population
is divided by twelve that is a quarter of the population, so that the pace of a year stays the pace of a year. A quarter
with a missing month, or with a new baseline inside, has no value.

Quarters and months of one figure must never stand side by side, since a quarter less two of its months is the third.
An earlier page may have shown the months before the first that counted very few, while there was none. The quarter of
that month has no value where what is left after those months is few (:func:`given_away`). What this cannot close: a
page whose figures begin in the middle of a quarter, after the last such month of it; begin them in April.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from scrutiny_lib.lenses.data_months import QUARTER, Indicator
from scrutiny_lib.tables import table

SMALL = 5
"""Up to how many (and at least one) are very few: the least limit of any reader outside the audit."""


def small_months(months: pd.DataFrame, revisions: pd.DataFrame | None = None, limit: int = SMALL) -> list[str]:
    """The months that count 1 … ``limit``, are counted of so few, or leave so few over; in order.

    Parameters
    ----------
    months : DataFrame
        indicator, month, numerator, denominator of one figure.
    revisions : DataFrame, optional
        The table ``indicator_revisions``: a month whose count was so small before it was put right is one of them.
    limit : int

    >>> months = pd.DataFrame({"indicator": "x", "month": ["2025-04", "2025-05", "2025-06"],
    ...     "numerator": [8, 5, 0], "denominator": [20, 9, 7]})
    >>> small_months(months)
    ['2025-05']
    """
    few = _few(_numbers(months["numerator"]), _numbers(months["denominator"]), limit)
    found = set(months.loc[few, "month"].astype(str))
    if revisions is not None and len(revisions):
        mine = revisions[revisions["indicator"].isin(months["indicator"])]
        for name in ("before", "now"):
            found |= set(mine.loc[_numbers(mine[name]).between(1, limit), "month"].astype(str))
    return sorted(found)


def quarters_of(months: pd.DataFrame, indicator: Indicator, few: Sequence[str]) -> pd.DataFrame:
    """The quarters, as :func:`scrutiny_lib.lenses.data_months.months_of` gives months.

    Parameters
    ----------
    months : DataFrame
        Every month of one figure, as ``months_of`` gives them.
    indicator : Indicator
    few : sequence of str
        Its months that count very few, in order.

    Returns
    -------
    DataFrame
        indicator, month (the last of the quarter), numerator, denominator, value, target (of a plain count three
        times a month's), period. From the first quarter with a value to the last; one between them that has none
        has no numerator either. Empty without any.
    """
    counts = indicator.kind == "count"
    hidden, rows = given_away(months, few), []
    for end, part in months.groupby(months["month"].map(_end_of), sort=True):
        known = part["numerator"].notna() & (counts | part["denominator"].notna())
        whole = len(part) == QUARTER.months and known.all() and part["period"].nunique() == 1 and end not in hidden
        sums = part[["numerator", "denominator"]].sum(min_count=1) if whole else {"numerator": np.nan}
        last = part.iloc[-1]
        rows.append(
            {
                "indicator": indicator.id,
                "month": str(end),
                "numerator": sums["numerator"],
                "denominator": sums.get("denominator", np.nan),
                "target": last["target"] * (QUARTER.months if counts else 1),
                "period": last["period"],
            }
        )
    quarters = pd.DataFrame(rows)
    there = np.flatnonzero(quarters["numerator"].notna())
    quarters = quarters.iloc[there[0] : there[-1] + 1] if len(there) else quarters.iloc[:0]
    of = quarters["denominator"]
    value = quarters["numerator"] if counts else indicator.per * quarters["numerator"] / of.where(of > 0)
    return quarters.assign(value=value).reset_index(drop=True)


def given_away(months: pd.DataFrame, few: Sequence[str], limit: int = SMALL) -> set[str]:
    """The last month of the quarter that an earlier page with single months would take apart; nothing where none would.

    That is the quarter of the first month that counts very few, where it is not its first month and the months from
    then on together count 1 … ``limit``, are counted of so few or leave so few over.

    >>> months = pd.DataFrame({"month": ["2025-04", "2025-05", "2025-06"], "numerator": [8, 9, 4],
    ...     "denominator": [20, 20, 20]})
    >>> given_away(months, ["2025-06"]), given_away(months, ["2025-04"]), given_away(months, ["2025-05"])
    ({'2025-06'}, set(), set())
    """
    if not few or few[0] == _first_of(few[0]):
        return set()
    end = _end_of(few[0])
    rest = months[(months["month"] >= few[0]) & (months["month"] <= end)]
    sums = rest[["numerator", "denominator"]].apply(_numbers).sum(min_count=1).to_frame().T
    return {end} if _few(sums["numerator"], sums["denominator"], limit).any() else set()


def by_quarter(indicator: Indicator) -> Indicator:
    """The same figure with quarters as its points."""
    return replace(indicator, grain=QUARTER)


def with_quarters(drawn: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The table ``quarters`` of all figures: ``month`` holds the name of the quarter (2025-26-Q3)."""
    if not drawn:
        return table("quarters")
    frame = pd.concat(drawn, ignore_index=True)
    return table("quarters", frame.assign(month=frame["month"].map(quarter_name)))


def quarter_name(month: str) -> str:
    """The quarter of the financial year that a month lies in.

    >>> quarter_name("2025-12"), quarter_name("2026-03"), quarter_name("1999-06")
    ('2025-26-Q3', '2025-26-Q4', '1999-00-Q1')
    """
    quarter = pd.Period(month, "M").asfreq("Q-MAR")
    return f"{quarter.qyear - 1}-{quarter.qyear % 100:02d}-Q{quarter.quarter}"


def _end_of(month: str) -> str:
    return str(pd.Period(month, "M").asfreq("Q-MAR").asfreq("M", "end"))


def _first_of(month: str) -> str:
    return str(pd.Period(month, "M").asfreq("Q-MAR").asfreq("M", "start"))


def _few(n: pd.Series[float], of: pd.Series[float], limit: int) -> pd.Series[bool]:
    return n.between(1, limit) | of.between(1, limit) | (of - n).between(1, limit)


def _numbers(column: pd.Series[float]) -> pd.Series[float]:
    return pd.to_numeric(column, errors="coerce").astype(float)
