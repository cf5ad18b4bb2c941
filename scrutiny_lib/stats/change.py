"""Did anything change? Tests and sizes of differences; always first minus second.

Paired scores: :func:`wilcoxon_signed_rank`, :func:`hodges_lehmann`, :func:`hedges_g_av`. Separate groups:
:func:`mann_whitney`, :func:`cliffs_delta`. Yes and no in pairs: :func:`mcnemar`. A series over time:
:func:`segmented_regression`. Many tests at once: :func:`adjust`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import special

from scrutiny_lib.errors import ScrutinyError
from scrutiny_lib.stats.effects import cliffs_delta, hedges_g_av
from scrutiny_lib.stats.limits import NAN, beta_limits, whole
from scrutiny_lib.stats.ranks import hodges_lehmann, mann_whitney, wilcoxon_signed_rank
from scrutiny_lib.stats.segmented import segmented_regression
from scrutiny_lib.stats.types import Test

__all__ = [
    "adjust",
    "cliffs_delta",
    "hedges_g_av",
    "hodges_lehmann",
    "mann_whitney",
    "mcnemar",
    "segmented_regression",
    "wilcoxon_signed_rank",
]


def mcnemar(b: int, c: int, *, confidence: float = 0.95) -> Test:
    """Did yes become no more often than no became yes? McNemar's test, exact.

    Parameters
    ----------
    b, c : int
        Pairs that are yes first and no second; pairs that are no first and yes second.
    confidence : float
        For the limits of the estimate.

    Returns
    -------
    Test
        ``statistic`` is (b − c)² ÷ (b + c); ``pvalue`` is exact (binomial), two-sided. ``estimate`` is b ÷ (b + c), the
        share of the changed pairs that changed from yes to no, with Clopper–Pearson limits: one half is no difference.
        ``n`` is b + c. With five changed pairs or fewer, p below 0.05 is impossible and ``method`` begins "cannot be
        tested"; with none it is undefined.

    Raises
    ------
    ScrutinyError
        For counts that are negative or not whole.

    Source: McNemar (1947) Psychometrika 12:153–157; published test: Agresti (1990) p. 350, p 3.716e-05.

    >>> test = mcnemar(150, 86)
    >>> round(test.statistic, 4), round(test.pvalue, 8)
    (17.3559, 3.716e-05)
    """
    b, c = whole(b, c)
    n = b + c
    if n == 0:
        return Test(NAN, NAN, NAN, NAN, NAN, "not defined: no pair changed", 0)
    p = min(1.0, 2 * float(special.bdtr(min(b, c), n, 0.5)))
    method = "McNemar, exact binomial"
    if n <= 5:
        method = f"cannot be tested: with 5 changed pairs or fewer, p below 0.05 is impossible; {method}"
    return Test((b - c) ** 2 / n, p, b / n, *beta_limits(b, n, confidence), method, n)


def adjust(
    pvalues: Sequence[float] | npt.NDArray[np.float64], method: Literal["holm", "bh"] = "holm"
) -> npt.NDArray[np.float64]:
    """p-values made fit for being one of many.

    Parameters
    ----------
    pvalues : numbers 0–1
        nan (not tested) stays nan and does not count.
    method : {"holm", "bh"}
        Holm: the chance of even one false alarm. Benjamini & Hochberg: the share of false ones among the alarms.

    Returns
    -------
    numpy array of floats, in the order given

    Raises
    ------
    ScrutinyError
        For a number outside 0–1 or another method.

    Sources: Holm (1979); Benjamini & Hochberg (1995) JRSS B 57:289–300, whose 15 p-values are the test.

    >>> adjust([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.06, 0.06]
    """
    p = np.asarray(pvalues, dtype=float)
    known = ~np.isnan(p)
    if p.ndim != 1 or ((p[known] < 0) | (p[known] > 1)).any():
        raise ScrutinyError("p-values must be a list of numbers between 0 and 1.")
    order = np.argsort(p[known], kind="stable")
    m = len(order)
    ranked = p[known][order]
    if method == "holm":
        raised = np.maximum.accumulate(ranked * np.arange(m, 0, -1))
    elif method == "bh":
        raised = np.minimum.accumulate((ranked * m / np.arange(1, m + 1))[::-1])[::-1]
    else:
        raise ScrutinyError("The method of adjustment must be holm or bh.")
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(raised, 1.0)
    result = np.full(p.shape, np.nan)
    result[known] = adjusted
    return result
