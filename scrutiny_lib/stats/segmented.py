"""Interrupted time series: did level or slope change when something was done?"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from scrutiny_lib.errors import ScrutinyError
from scrutiny_lib.stats.limits import student
from scrutiny_lib.stats.ranks import numbers

TERMS = ("level", "trend", "step", "slope change")
LEAST_ON_EACH_SIDE = 8
ENOUGH_POINTS = 50
FALSE_ALARMS = ((16, "19 to 26", "5 to 13"), (24, "14 to 22", "4 to 15"), (48, "12 to 18", "5 to 15"))
"""Points; of 100 series in which nothing changed, how many show a step (p < 0.05) by Newey–West errors alone, and by
both methods. Simulated with this function's errors over autocorrelation 0 to 0.4; ``tests/slow`` repeats it."""


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
        with Student's t. ``both`` is True where both p-values are below 0.05: only then say that it changed.
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
    import statsmodels.api as sm  # slow to load, and few need it

    time = np.arange(1, n + 1, dtype=float)
    design = np.column_stack([np.ones(n), time, time >= intervention, np.maximum(0, time - before)])
    lags = math.floor(4 * (n / 100) ** (2 / 9)) if hac_lags is None else int(hac_lags)
    plain = sm.OLS(series, design).fit()
    robust = sm.OLS(series, design).fit(
        cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True}, use_t=True
    )
    reach = student(n - 4, 0.95)
    columns = {"estimate": plain.params}
    for prefix, fit in (("", plain), ("hac_", robust)):
        columns[f"{prefix}se"] = fit.bse
        columns[f"{prefix}lower"] = plain.params - reach * fit.bse
        columns[f"{prefix}upper"] = plain.params + reach * fit.bse
        columns[f"{prefix}pvalue"] = fit.pvalues
    table = pd.DataFrame(columns, index=pd.Index(TERMS, name="term"))
    if min(before, after) < LEAST_ON_EACH_SIDE:
        table.loc[:, table.columns != "estimate"] = np.nan
    table["both"] = (table["pvalue"] < 0.05) & (table["hac_pvalue"] < 0.05)
    table.attrs["lags"] = lags
    table.attrs["note"] = _note(n, min(before, after))
    return table


def _note(n: int, least: int) -> str:
    if least < LEAST_ON_EACH_SIDE:
        return "described only: fewer than eight points on one side of the change"
    if n >= ENOUGH_POINTS:
        return ""
    points, alone, both = min(FALSE_ALARMS, key=lambda row: abs(row[0] - n))
    return (
        f"with about {points} points, of 100 series in which nothing changed {both} show a step by both methods "
        f"(by Newey–West errors alone {alone})"
    )
