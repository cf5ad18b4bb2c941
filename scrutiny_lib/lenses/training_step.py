"""The months about the beginning of a programme that can be tested, and the step that is found in them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from scrutiny_lib.lenses.data_months import Indicator
from scrutiny_lib.lenses.results import NAN
from scrutiny_lib.stats.segmented import LEAST_ON_EACH_SIDE, segmented_regression

_NEVER = "9999"
BESIDE = 6
"""Months either side of a programme's first in which a step is looked for as well."""


@dataclass(frozen=True)
class Months:
    """Months of one figure about the month a programme began (month, value).

    Attributes
    ----------
    known : DataFrame
        Months with a value that were counted as the programme's first month was.
    tested : DataFrame
        Those that can be tested: in a row, eight or more on each side; empty where there is no such stretch.
    notes : list of str
        What to say of those left out, or why nothing is tested.
    """

    known: pd.DataFrame
    tested: pd.DataFrame
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Step:
    """How far a figure stood, in a programme's first month, from where its course before would have led.

    ``lower, upper, pvalue`` by ordinary least squares, ``hac_pvalue`` by Newey–West; ``both`` find a step. ``lines``
    has a row for each month tested: month, fitted, expected (from the first month on).
    """

    estimate: float
    lower: float
    upper: float
    pvalue: float
    hac_pvalue: float
    both: bool
    lines: pd.DataFrame


def split(months: pd.DataFrame, start: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The months before ``start``, and those from it on."""
    return months[months["month"] < start], months[months["month"] >= start]


def enough(months: pd.DataFrame, start: str) -> bool:
    """Whether there are eight months or more on each side."""
    return min(map(len, split(months, start))) >= LEAST_ON_EACH_SIDE


def stretch(months: pd.DataFrame, start: str) -> pd.DataFrame:
    """The months in a row, none without a value, about ``start``; one side is empty where it lies beside a hole.

    >>> months = pd.DataFrame({"month": ["2025-01", "2025-02", "2025-03", "2025-04"], "value": [1, None, 3, 4]})
    >>> stretch(months, "2025-04")["month"].to_list()
    ['2025-03', '2025-04']
    """
    missing = months.loc[months["value"].isna(), "month"]
    first = max((month for month in missing if month < start), default="")
    last = min((month for month in missing if month >= start), default=_NEVER)
    return months[(months["month"] > first) & (months["month"] < last)]


def months_about(months: pd.DataFrame, indicator: Indicator, start: str) -> Months:
    """What can be used and tested of a figure's months (every month, those missing without a value).

    Months counted by another definition than the programme's first month are left out; with months missing, only the
    stretch in a row about that month is tested.
    """
    notes = []
    changes = indicator.definition_changes
    since = max((month for month in changes if month <= start), default="")
    until = min((month for month in changes if month > start), default=_NEVER)
    inside = months[(months["month"] >= since) & (months["month"] < until)]
    known = inside[inside["value"].notna()]
    cut = int(months["value"].notna().sum()) - len(known)
    if since == start:
        notes.append("The way it is counted changed in the same month, so the months before cannot be compared.")
    elif cut:
        notes.append(f"{cut} {'month was' if cut == 1 else 'months were'} counted in another way and are left out.")
    row = stretch(inside, start)
    nothing = known.iloc[:0]
    if not enough(row, start):
        few = "With fewer than eight months" + (" in a row" if enough(known, start) else "")
        notes.append(f"{few} on one side it is described only: nobody can say whether it is more than chance.")
        return Months(known, nothing, notes)
    if row["value"].nunique() == 1:
        return Months(known, nothing, [*notes, "It is the same every month, so there is nothing to test."])
    if len(row) < len(known):
        notes.append(f"Months are missing: the tests rest on the {len(row)} months in a row about the beginning.")
    if indicator.seasonal:
        notes.append("It moves with the seasons, which the tests do not allow for.")
    return Months(known, row, notes)


def step_of(months: pd.DataFrame, start: str) -> Step:
    """The step at ``start`` in months (month, value) in a row, eight or more on each side."""
    place = len(split(months, start)[0]) + 1
    found = segmented_regression(months["value"], place)
    terms = dict(zip(found.index, found["estimate"], strict=True))
    time = np.arange(1, len(months) + 1, dtype=float)
    course = terms["level"] + terms["trend"] * time
    since = time >= place
    fitted = course + terms["step"] * since + terms["slope change"] * np.maximum(0, time - (place - 1))
    row = found.to_dict("index")["step"]
    return Step(
        float(row["estimate"]),
        float(row["lower"]),
        float(row["upper"]),
        float(row["pvalue"]),
        float(row["hac_pvalue"]),
        bool(row["both"]),
        pd.DataFrame({"month": months["month"].to_numpy(), "fitted": fitted, "expected": np.where(since, course, NAN)}),
    )


def best_month(months: pd.DataFrame, start: str) -> str:
    """The month, up to six either side of ``start``, at which a step explains months (month, value) in a row best.

    Best is what leaves the least sum of squares. Eight months or more stay on each side; ``start`` itself is the answer
    unless another month leaves clearly less than rounding alone would.
    """
    names = months["month"].to_list()
    near = {str(pd.Period(start, "M") + by) for by in range(-BESIDE, BESIDE + 1)}
    tried = [name for name in names if name in near and enough(months, name)]
    left = {name: _left_over(months, name) for name in tried}
    best = min(tried, key=lambda name: left[name], default=start)
    return best if left.get(best, 0.0) < left.get(start, 0.0) * (1 - 1e-9) else start


def _left_over(months: pd.DataFrame, start: str) -> float:
    """What the line with a step at one month leaves unexplained, as a sum of squares."""
    left = months["value"].to_numpy(dtype=float) - step_of(months, start).lines["fitted"].to_numpy(dtype=float)
    return float(np.sum(left**2))
