"""Process charts: which months of a series differ by more than the month-to-month noise.

Every chart is a DataFrame with one row per point and the columns ``value, mean, lower, upper, moving_range, signal``.
``signal`` is ``""`` or the first of these rules that the point is part of:

``outside``
    Beyond the limits.
``trend``
    Seven points in a row, each higher (or each lower) than the one before; a tie breaks the trend.
``two of three``
    Two of three points in a row in the outer third between mean and limit, all three on one side of the mean.
``shift``
    Seven points in a row on one side of the mean; a point on the mean breaks the run.

With ``improvement="up"`` or ``"down"`` a seventh column ``meaning`` says ``improvement`` or ``concern`` for each
signal. Where nothing varies there are no limits and no signals: ``lower`` and ``upper`` are nan and
``chart.attrs["note"]`` says why.

By chance alone, of 100 XmR charts of 24 points in which nothing changed 19 flag something (outside 9, trend 1, two of
three 3, shift 9), of charts of shares and rates with ten or more counted each month 14 to 17 (23 with three a month),
and of g-charts of 24 gaps 2 to 8. How often the latest months do is in :mod:`scrutiny_lib.stats.chance`.

Source of the rules: NHS England *Making data count*, as in ``NHSRplotthedots``, whose published results are the tests.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from scrutiny_lib.errors import ScrutinyError
from scrutiny_lib.stats.signals import SIGNALS, Chart, apply_rules

Floats = npt.NDArray[np.float64]
Numbers = Sequence[float] | Floats | pd.Series
Improvement = Literal["up", "down"] | None

MEAN_RANGE_TO_LIMIT = 2.66
RANGE_TO_ITS_LIMIT = 3.267
LEAST_GAPS = 10
BEYOND, NEARLY_BEYOND = 0.00135, 0.02275
"""Share of honest points beyond each limit of a g-chart, and each outer third: as for three and two standard errors."""

_NUMBERS = ["value", "mean", "lower", "upper", "moving_range"]
_NAMES = np.array(SIGNALS, dtype=object)

STILL = (
    "no limits: the series does not vary, or is still but for a few jumps. For rare events use a g-chart of the gaps "
    "between them, or below ten gaps the count with its exact Poisson limits."
)


def xmr(
    values: Numbers,
    screen: bool = True,
    improvement: Improvement = None,
    rebase: Sequence[int] = (),
) -> pd.DataFrame:
    """An XmR chart (individual values and moving ranges) of one series in time order.

    Parameters
    ----------
    values : sequence of numbers
        One per month (or other step). A missing month is nan: it breaks runs and has no moving range.
    screen : bool
        Leave moving ranges of 3.267 times their mean or more out of the mean range, once, so that one freak does not
        widen the limits. The limits are the mean ± 2.66 mean ranges.
    improvement : None, "up" or "down"
        Which way is better; adds the column ``meaning``.
    rebase : sequence of int
        Positions (0 is the first point) at which mean and limits start afresh; runs do not cross them.

    Returns
    -------
    DataFrame
        See the head of this module. ``moving_range`` is that of all points, screened or not.

    Raises
    ------
    ScrutinyError
        When a value is infinite, ``improvement`` is another word or ``rebase`` lies outside the series.

    Sources: Wheeler (1993) *Understanding Variation*; published tests: NHSRplotthedots.

    >>> chart = xmr([1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1])
    >>> chart.loc[4, ["mean", "lower", "upper"]].astype(float).round(2).to_list(), chart.loc[4, "signal"]
    ([1.94, -0.72, 4.6], 'outside')
    """
    series = _series(values)
    return _frame(xmr_arrays(series[None, :], screen, rebase), improvement)


def xmr_arrays(values: Floats, screen: bool = True, rebase: Sequence[int] = ()) -> Chart:
    """XmR charts of many series of the same length at once, as arrays of series × points; see :func:`xmr`.

    >>> xmr_arrays(np.array([[1.0, 2.0, 1.0, 2.0]])).upper.round(2)[0, 0].item()
    4.16
    """
    points = values.shape[1]
    starts = sorted({0, *rebase})
    if any(start != int(start) or not 0 <= start < max(points, 1) for start in starts):
        raise ScrutinyError("A position in rebase lies outside the series. The first point is 0.")
    parts = []
    for start, end in zip(starts, [*starts[1:], points], strict=True):
        part = values[:, start:end]
        ranges = np.abs(np.diff(part, axis=1, prepend=np.nan))
        centre = _mean(part)
        average = _mean(ranges)
        if screen:
            average = _mean(np.where(ranges < RANGE_TO_ITS_LIMIT * average, ranges, np.nan))
        size = np.where(np.isnan(part), 0, np.abs(part)).max(axis=1, initial=0, keepdims=True)
        average = np.where(average > 1e-12 * size, average, np.nan)
        reach = MEAN_RANGE_TO_LIMIT * average
        limits = (centre - reach, centre - reach * 2 / 3, centre + reach * 2 / 3, centre + reach)
        parts.append(apply_rules(part, centre, limits, ranges))
    return Chart(*(np.concatenate(columns, axis=1) for columns in zip(*parts, strict=True)))


def p_chart(x: Numbers, n: Numbers, *, improvement: Improvement = None) -> pd.DataFrame:
    """A chart of shares, ``x`` of ``n`` each month; limits are wider where ``n`` is smaller.

    Values, mean and limits are proportions 0–1; the limits are three standard errors, cut at 0 and 1. A month with
    ``n = 0`` is missing. No limits when the overall share is 0 or 1. ``moving_range`` is nan.

    Raises ScrutinyError when more were counted than looked at.

    Source: Montgomery *Introduction to Statistical Quality Control* ch. 7; published test: his orange-juice cans.

    >>> p_chart([12, 8, 10], [50, 50, 100]).round(3)["upper"].to_list()
    [0.301, 0.301, 0.257]
    """
    part, whole = _series(x), _series(n)
    if part.shape != whole.shape or (part > whole).any() or (part < 0).any():
        raise ScrutinyError("Each month needs its count and how many were looked at, and the first is never more.")
    return _rated(part, whole, improvement, share=True)


def u_chart(x: Numbers, exposure: Numbers, *, improvement: Improvement = None) -> pd.DataFrame:
    """A chart of rates: ``x`` events in ``exposure`` (children, days) each month.

    Values, mean and limits are events per unit of exposure; the limits are three Poisson standard errors, cut at 0. A
    month without exposure is missing. No limits when there were no events at all. ``moving_range`` is nan. With the
    same exposure every month it is a c-chart.

    Raises ScrutinyError for negative numbers.

    Source: Montgomery ch. 7; published test: his circuit boards (exposure 1).

    >>> u_chart([4, 9, 5], [1, 1, 1]).round(2)["upper"].to_list()
    [13.35, 13.35, 13.35]
    """
    events, exposed = _series(x), _series(exposure)
    if events.shape != exposed.shape or (events < 0).any() or (exposed < 0).any():
        raise ScrutinyError("Each month needs its events and its exposure, both 0 or more.")
    return _rated(events, exposed, improvement, share=False)


def g_chart(gaps: Numbers, *, improvement: Improvement = None) -> pd.DataFrame:
    """A chart for rare events: how many days (or cases) passed without one before the next.

    Parameters
    ----------
    gaps : whole numbers, 0 or more, in time order
        Ten or more; with fewer there are no limits (give the count with its exact Poisson limits instead).
    improvement : None, "up" or "down"
        Longer gaps are "up".

    Returns
    -------
    DataFrame
        ``mean`` holds the **median** gap, because a shift rule about the mean of such lopsided numbers cries wolf (22
        of 100 honest series; about the median 4). Limits are the 0.135 and 99.865 percentiles of the geometric
        distribution with the same mean; the outer third begins at the 2.275 and 97.725 percentiles. ``moving_range``
        is nan.

    Raises
    ------
    ScrutinyError
        For gaps that are negative or not whole.

    Sources: Benneyan (2001) Health Care Manag Sci 4:305–318 (g-charts); probability limits after Provost & Murray
    (2011) *The Health Care Data Guide*.

    >>> g_chart([3, 10, 0, 7, 22, 5, 1, 9, 14, 2]).loc[0, ["mean", "lower", "upper"]].to_list()
    [6.0, 0.0, 51.0]
    """
    series = _series(gaps)
    known = series[~np.isnan(series)]
    if (known < 0).any() or (known != np.round(known)).any():
        raise ScrutinyError("Gaps must be whole numbers, 0 or more.")
    average = float(known.mean()) if len(known) else 0.0
    if len(known) < LEAST_GAPS or average == 0:
        edges = [math.nan] * 4
    else:
        edges = [_geometric(q, average) for q in (BEYOND, NEARLY_BEYOND, 1 - NEARLY_BEYOND, 1 - BEYOND)]
    median = float(np.median(known)) if len(known) else math.nan
    chart = _frame(_one(series, median, edges), improvement)
    if len(known) < LEAST_GAPS:
        chart.attrs["note"] = "no limits: fewer than ten gaps; give the count with its exact Poisson limits"
    return chart


def _one(value: Floats, centre: float, edges: Sequence[float | Floats]) -> Chart:
    """One series (points) with its centre and four edges (one number, or one per point) as a chart."""
    low, near_low, near_high, high = (np.atleast_2d(np.asarray(edge, dtype=float)) for edge in edges)
    return apply_rules(value[None, :], np.array([[centre]]), (low, near_low, near_high, high))


def _geometric(q: float, average: float) -> float:
    """Smallest whole number of steps without an event that has probability ``q`` or more of not being passed."""
    return max(math.ceil(math.log1p(-q) / math.log(average / (1 + average)) - 1 - 1e-9), 0)


def _series(values: Any) -> Floats:
    """The values as an array of numbers, nan where one is missing."""
    try:
        if isinstance(values, np.ndarray) and values.dtype.kind in "fiu":
            series = values.astype(float)
        else:
            series = pd.to_numeric(pd.Series(list(values))).to_numpy(dtype=float, na_value=np.nan)
    except (ValueError, TypeError):
        raise ScrutinyError("A series must be numbers, with nan where a month is missing.") from None
    if series.ndim != 1 or np.isinf(series).any():
        raise ScrutinyError("A series must be numbers, with nan where a month is missing.")
    return np.asarray(series)


def _rated(part: Floats, whole: Floats, improvement: Improvement, share: bool) -> pd.DataFrame:
    used = (whole > 0) & ~np.isnan(part)
    base = np.where(used, whole, np.nan)
    total = float(whole[used].sum())
    mean = float(part[used].sum()) / total if total else np.nan
    variance = mean * (1 - mean) if share else mean
    sigma = np.sqrt(variance / base) if variance > 0 else np.full(len(base), np.nan)
    edges = [mean + errors * sigma for errors in (-3, -2, 2, 3)]
    top = 1.0 if share else np.inf
    return _frame(_one(part / base, mean, [np.clip(edge, 0, top) for edge in edges]), improvement)


def _mean(values: Floats) -> Floats:
    known = ~np.isnan(values)
    count = known.sum(axis=1, keepdims=True)
    total = np.where(known, values, 0).sum(axis=1, keepdims=True)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _frame(chart: Chart, improvement: Improvement) -> pd.DataFrame:
    if improvement not in (None, "up", "down"):
        raise ScrutinyError("Improvement must be up, down or left out.")
    numbers = np.column_stack([getattr(chart, name)[0] for name in _NUMBERS])
    frame = pd.DataFrame(numbers, columns=_NUMBERS)
    frame["signal"] = _NAMES[chart.signal[0]]
    if improvement is not None:
        better = chart.direction[0] * (1 if improvement == "up" else -1)
        frame["meaning"] = np.select([better > 0, better < 0], ["improvement", "concern"], "")
    if (np.isnan(chart.lower[0]) & ~np.isnan(chart.value[0])).any():
        frame.attrs["note"] = STILL
    return frame
