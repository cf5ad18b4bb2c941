"""Interrupted time series: did level or slope change when something was done?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from scrutiny_lib.errors import ScrutinyError
from scrutiny_lib.stats.limits import student
from scrutiny_lib.stats.ranks import numbers

Floats = npt.NDArray[np.float64]

TERMS = ("level", "trend", "step", "slope change")
LEAST_ON_EACH_SIDE = 8
ENOUGH_POINTS = 50
ROUNDING = 1e-12
FALSE_ALARMS = (
    (16, "19 to 26", "5 to 13"),
    (20, "16 to 24", "5 to 14"),
    (24, "14 to 26", "5 to 14"),
    (30, "17 to 28", "5 to 15"),
    (36, "14 to 31", "5 to 15"),
    (48, "12 to 33", "5 to 15"),
)
"""Points; of 100 series in which nothing changed, how many show a step (p < 0.05) by Newey–West errors alone, and by
both methods. Simulated with this function's errors over autocorrelation 0 to 0.4 and wherever the intervention lies,
eight points or more from either end (by both methods it makes no difference where); ``tests/slow`` repeats it. At 60
points it is still 5 to 14 by both."""


class Fits(NamedTuple):
    """Regressions of several series: arrays of series × terms (:data:`TERMS`)."""

    estimate: Floats
    se: Floats
    pvalue: Floats
    hac_se: Floats
    hac_pvalue: Floats


def segmented_regression(
    y: Sequence[float] | npt.NDArray[np.float64] | pd.Series, intervention: int, hac_lags: int | None = None
) -> pd.DataFrame:
    """Level, trend, step and change of slope of a series about an intervention.

    Fits ``y = level + trend · time + step · [time ≥ intervention] + slope change · max(0, time − (intervention − 1))``
    with time 1, 2, … by least squares.

    Parameters
    ----------
    y : numbers in time order, none missing
    intervention : int
        Number of the first point after the change; the first point of the series is 1.
    hac_lags : int, optional
        Lags of the Newey–West errors; left out, ⌊4 (n ÷ 100)^(2/9)⌋.

    Returns
    -------
    DataFrame
        One row per term (``level, trend, step, slope change``): ``estimate``; ``se, lower, upper, pvalue`` by ordinary
        least squares; ``hac_se, hac_lower, hac_upper, hac_pvalue`` by Newey–West with small-sample correction; all
        with Student's t. ``both`` is True where both p-values are below 0.05: only then say that it changed. Where the
        line leaves no remainder but rounding, the errors are 0 and p is 0, or 1 for a term that is 0 itself.
        ``attrs["lags"]`` holds the lags, ``attrs["note"]`` what to say beside it. With fewer than eight points on
        either side the series is described only: everything but the estimates is nan and ``both`` is False.

    Raises
    ------
    ScrutinyError
        When a point is missing, or there are fewer than two points on a side or five in all.

    Sources: Wagner and others (2002) J Clin Pharm Ther 27:299–309; Lopez Bernal, Cummins & Gasparrini (2017) IJE
    46:348–355 (published test: their Sicily series); Newey & West (1987).

    >>> table = segmented_regression([1, 2, 1, 2, 1, 2, 1, 2, 5, 6, 5, 6, 5, 6, 5, 6], intervention=9)
    >>> table.loc["step", "estimate"].round(3).item(), table.loc["step", "both"].item()
    (3.619, True)
    """
    series = numbers(y)
    n = len(series)
    before, after = intervention - 1, n - intervention + 1
    if np.isnan(series).any():
        raise ScrutinyError("The series has gaps. Fill them from the source, or start after them.")
    if intervention != int(intervention) or min(before, after) < 2 or n < 5:
        raise ScrutinyError(
            "There must be five points, and two on each side of the intervention. Its number counts from 1."
        )
    if hac_lags is not None and (hac_lags != int(hac_lags) or not 0 <= hac_lags < n):
        raise ScrutinyError("The lags must be a whole number, 0 or more, and fewer than the points.")
    lags = usual_lags(n) if hac_lags is None else int(hac_lags)
    fits = segmented_arrays(series[None, :], int(intervention), lags)
    estimate, reach = fits.estimate[0], student(n - 4, 0.95)
    columns = {"estimate": estimate}
    for prefix, se, pvalue in (("", fits.se[0], fits.pvalue[0]), ("hac_", fits.hac_se[0], fits.hac_pvalue[0])):
        columns[f"{prefix}se"] = se
        columns[f"{prefix}lower"] = estimate - reach * se
        columns[f"{prefix}upper"] = estimate + reach * se
        columns[f"{prefix}pvalue"] = pvalue
    table = pd.DataFrame(columns, index=pd.Index(TERMS, name="term"))
    if min(before, after) < LEAST_ON_EACH_SIDE:
        table.loc[:, table.columns != "estimate"] = np.nan
    table["both"] = (table["pvalue"] < 0.05) & (table["hac_pvalue"] < 0.05)
    table.attrs["lags"] = lags
    table.attrs["note"] = _note(n, min(before, after))
    return table


def usual_lags(points: int) -> int:
    """Lags of the Newey–West errors for a series of this length.

    >>> usual_lags(24), usual_lags(59)
    (2, 3)
    """
    return int(4 * (points / 100) ** (2 / 9))


def segmented_arrays(values: Floats, intervention: int, lags: int) -> Fits:
    """Segmented regressions of many series of one length at once; see :func:`segmented_regression`.

    Parameters
    ----------
    values : series × points, none missing
    intervention, lags : int

    Returns
    -------
    Fits

    Source of the errors: Newey & West (1987) Econometrica 55:703–708, with Bartlett's weights and n ÷ (n − 4).

    >>> rows = np.array([[1.0, 2, 1, 2, 1, 2, 1, 2, 5, 6, 5, 6, 5, 6, 5, 6]])
    >>> segmented_arrays(rows, 9, 2).estimate[0, :3].round(3).tolist()
    [1.286, 0.048, 3.619]
    """
    n = values.shape[1]
    time = np.arange(1, n + 1, dtype=float)
    design = np.column_stack([np.ones(n), time, time >= intervention, np.maximum(0, time - (intervention - 1))])
    turned, corner = np.linalg.qr(design)
    undo = np.linalg.inv(corner)
    inverse = undo @ undo.T
    estimate = values @ turned @ undo.T
    left = values - estimate @ design.T
    size = np.abs(values).max(axis=1, keepdims=True)
    exact = np.abs(left).max(axis=1, keepdims=True) <= ROUNDING * n * size
    left = np.where(exact, 0.0, left)
    se = np.sqrt((left**2).sum(axis=1, keepdims=True) / (n - 4) * np.diag(inverse))
    pulls = left[:, :, None] * design
    middle = np.einsum("kti,ktj->kij", pulls, pulls)
    for lag in range(1, lags + 1):
        along = np.einsum("kti,ktj->kij", pulls[:, lag:], pulls[:, : n - lag])
        middle += (1 - lag / (lags + 1)) * (along + along.transpose(0, 2, 1))
    spread = np.einsum("ia,kab,bi->ki", inverse, middle, inverse) * n / (n - 4)
    hac_se = np.sqrt(np.maximum(spread, 0))
    nothing = np.abs(estimate) <= ROUNDING * n**2 * np.maximum(size, np.finfo(float).tiny)
    pvalues = [np.where(exact, np.where(nothing, 1.0, 0.0), _two_sided(estimate, each, n - 4)) for each in (se, hac_se)]
    return Fits(np.where(exact & nothing, 0.0, estimate), se, pvalues[0], hac_se, pvalues[1])


def _two_sided(estimate: Floats, se: Floats, df: int) -> Floats:
    t = np.abs(estimate) / np.where(se > 0, se, np.nan)
    return np.asarray(2 * special.stdtr(df, -t))


def false_alarms(points: int) -> str:
    """Of 100 series of about this length in which nothing changed, how many show a step by both methods, to be printed
    below 50 points; from there on "".

    >>> false_alarms(24), false_alarms(60)
    ('5 to 14 of 100', '')
    """
    return "" if points >= ENOUGH_POINTS else f"{_nearest(points)[2]} of 100"


def _nearest(points: int) -> tuple[int, str, str]:
    return min(FALSE_ALARMS, key=lambda row: abs(row[0] - points))


def _note(n: int, least: int) -> str:
    if least < LEAST_ON_EACH_SIDE:
        return "described only: fewer than eight points on one side of the change"
    if n >= ENOUGH_POINTS:
        return ""
    points, alone, both = _nearest(n)
    return (
        f"with about {points} points, of 100 series in which nothing changed {both} show a step by both methods "
        f"(by Newey–West errors alone {alone})"
    )
