"""Differences by rank, for scores whose steps need not be equal: exact tests that take ties seriously."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from scrutiny_lib.errors import ScrutinyError
from scrutiny_lib.stats.limits import NAN, normal
from scrutiny_lib.stats.types import Interval, Test, undefined

Floats = npt.NDArray[np.float64]
Numbers = Sequence[float] | Floats | pd.Series

EXACT_PAIRS = 500
EXACT_TWO_GROUPS = 100
"""Up to this many observations the null distribution is counted out; beyond it the normal approximation serves."""
TOO_FEW_PAIRS = 5


def numbers(values: Any) -> Floats:
    """A list of numbers as an array; missing is nan. Raises ScrutinyError for what is no number.

    >>> numbers([1, None]).tolist()
    [1.0, nan]
    """
    try:
        array = pd.to_numeric(pd.Series(list(values))).to_numpy(dtype=float, na_value=np.nan)
    except (ValueError, TypeError):
        raise ScrutinyError("Scores must be numbers, with nan where one is missing.") from None
    if np.isinf(array).any():
        raise ScrutinyError("Scores must be finite numbers.")
    return np.asarray(array)


def pairs(first: Any, second: Any) -> tuple[Floats, Floats]:
    """Two lists of scores in the same order, without the pairs of which one is missing.

    >>> pairs([1, 2], [3, None])[0].tolist()
    [1.0]
    """
    one, two = numbers(first), numbers(second)
    if one.shape != two.shape:
        raise ScrutinyError("Pairs need both lists in the same order and of the same length.")
    known = ~(np.isnan(one) | np.isnan(two))
    return one[known], two[known]


def _gaps(one: Floats, two: Floats) -> Floats:
    """Differences, rid of rounding: 0.3 − 0.2 and 0.2 − 0.1 must tie, and 0.1 + 0.2 − 0.3 be 0."""
    scale = max(np.abs(one).max(initial=0), np.abs(two).max(initial=0)) or 1.0
    return np.asarray(np.round(one - two, 12 - math.ceil(math.log10(scale))))


def _doubled_ranks(values: Floats) -> npt.NDArray[np.int64]:
    """Twice the mid-ranks: whole numbers, ties and all."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((2 * np.cumsum(counts) - counts + 1)[inverse.ravel()], dtype=np.int64)


def _signed_sums(ranks: npt.NDArray[np.int64]) -> Floats:
    """Probabilities of every sum of ranks when each is taken or left with chance one half."""
    chance = np.zeros(int(ranks.sum()) + 1)
    chance[0] = 1.0
    reach = 0
    for rank in np.sort(ranks).tolist():
        chance[rank : reach + rank + 1] += chance[: reach + 1].copy()
        reach += rank
        chance[: reach + 1] /= 2
    return chance


def _chosen_sums(ranks: npt.NDArray[np.int64], size: int) -> Floats:
    """Probabilities of every sum of ``size`` ranks drawn without replacement."""
    ways = np.zeros((size + 1, int(ranks.sum()) + 1))
    ways[0, 0] = 1.0
    for rank in np.sort(ranks).tolist():
        ways[1:, rank:] += ways[:-1, : ways.shape[1] - rank].copy()
    return np.asarray(ways[size] / ways[size].sum())


def _lowest(chance: Floats, tail: float) -> int:
    """Smallest value whose cumulative probability reaches ``tail``."""
    return int(np.searchsorted(np.cumsum(chance), tail))


def wilcoxon_signed_rank(first: Numbers, second: Numbers, *, confidence: float = 0.95) -> Test:
    """Do paired scores differ? Wilcoxon's signed-rank test, exact with ties; pairs without a difference are dropped.

    Parameters
    ----------
    first, second : numbers in the same order
        The differences are first minus second. Pairs with a missing score are left out.
    confidence : float
        For the limits of the estimate.

    Returns
    -------
    Test
        ``statistic`` is V, the sum of the ranks of the positive differences; ``pvalue`` two-sided, conditional on the
        ties as they are; ``estimate, lower, upper`` those of :func:`hodges_lehmann` over *all* pairs; ``n`` pairs that
        differ. With five or fewer, p below 0.05 is impossible and ``method`` begins "cannot be tested". With no pair
        that differs everything but the estimate is undefined (nan). Beyond 500 pairs the normal approximation with
        tie and continuity correction is used, and ``method`` says so.

    Raises
    ------
    ScrutinyError
        When the lists differ in length or hold what is no number.

    Sources: Wilcoxon (1945); Hollander & Wolfe (1973) p. 29 (published test: V 40, p 0.0390625); ties as R's
    ``coin::wilcoxsign_test(distribution = "exact")``.

    >>> test = wilcoxon_signed_rank([1, 2, 2, -1, 1, 2, 1, -1, 1, 0], [0] * 10)
    >>> test.statistic, round(test.pvalue, 4), test.n
    (38.0, 0.0859, 9)
    """
    one, two = pairs(first, second)
    middle = hodges_lehmann(one, two, confidence=confidence)
    size = (middle.estimate, middle.lower, middle.upper)
    gaps = _gaps(one, two)
    gaps = gaps[gaps != 0]
    n = len(gaps)
    if n == 0:
        return Test(NAN, NAN, *size, "not defined: no pair differs", 0)
    ranks = _doubled_ranks(np.abs(gaps))
    doubled = int(ranks[gaps > 0].sum())
    if n <= EXACT_PAIRS:
        chance = _signed_sums(ranks)
        p = 2 * min(float(chance[: doubled + 1].sum()), float(chance[doubled:].sum()))
        method = "Wilcoxon signed-rank, exact with ties"
    else:
        away = abs(doubled - ranks.sum() / 2) / 2
        p = 2 * float(special.ndtr(-max(away - 0.5, 0) / math.sqrt(float((ranks.astype(float) ** 2).sum()) / 16)))
        method = "Wilcoxon signed-rank, normal approximation with ties"
    if n <= TOO_FEW_PAIRS:
        few = f"with {TOO_FEW_PAIRS} pairs that differ or fewer, p below 0.05 is impossible"
        method = f"cannot be tested: {few}; {method}"
    return Test(doubled / 2, min(p, 1.0), *size, method, n)


def hodges_lehmann(first: Numbers, second: Numbers, *, confidence: float = 0.95) -> Interval:
    """The typical difference of paired scores (first minus second): the median of all averages of two differences.

    Parameters as for :func:`wilcoxon_signed_rank`; every pair counts, those without a difference too.

    Returns
    -------
    Interval
        In the unit of the scores; ``n = of`` pairs used. Limits by the signed-rank distribution without ties; nan where
        there are too few pairs for this confidence (five for 95 %). Undefined without pairs.

    Source: Hodges & Lehmann (1963); Hollander & Wolfe (1973) 3.2–3.3 (published test: 0.46, 0.01 to 0.786).

    >>> hodges_lehmann([3, 5, 4, 6, 7, 5], [2, 3, 3, 4, 4, 4])[:3]
    (1.5, 1.0, 3.0)
    """
    one, two = pairs(first, second)
    n = len(one)
    tail = (1 - confidence) / 2
    z = normal(confidence)
    if n == 0:
        return undefined("there are no pairs", 0, 0, confidence)
    gaps = _gaps(one, two)
    row, column = np.triu_indices(n)
    averages = np.sort((gaps[row] + gaps[column]) / 2)
    estimate = float(np.median(averages))
    if n <= EXACT_PAIRS:
        place = _lowest(_signed_sums(np.arange(1, n + 1)), tail)
    else:
        place = int(len(averages) / 2 - z * math.sqrt(n * (n + 1) * (2 * n + 1) / 24))
    if place < 1:
        return Interval(estimate, NAN, NAN, "Hodges–Lehmann; limits not defined: too few pairs", n, n, confidence)
    lower, upper = float(averages[place - 1]), float(averages[-place])
    return Interval(estimate, lower, upper, "Hodges–Lehmann, limits by signed ranks", n, n, confidence)


def mann_whitney(a: Numbers, b: Numbers, *, confidence: float = 0.95) -> Test:
    """Do two separate groups differ? The Mann–Whitney (Wilcoxon rank-sum) test, exact with ties.

    Parameters
    ----------
    a, b : numbers
        Missing scores are left out.
    confidence : float
        For the limits of the estimate.

    Returns
    -------
    Test
        ``statistic`` is W: pairs in which ``a`` is higher, ties counting half. ``pvalue`` two-sided: outcomes at least
        as far from the middle, conditional on the ties. ``estimate`` is the median of all differences a − b, with
        limits by the distribution without ties (nan where the groups are too small). ``n`` is all scores. Undefined
        when a group is empty or nothing varies. Beyond 100 scores the normal approximation is used.

    Raises
    ------
    ScrutinyError
        For what is no number.

    Sources: Mann & Whitney (1947); Hollander & Wolfe (1973) p. 69 (published test: W 35, p 0.2544).

    >>> test = mann_whitney([0.80, 0.83, 1.89, 1.04, 1.45], [1.15, 0.88, 0.90, 0.74, 1.21])
    >>> test.statistic, round(test.pvalue, 4)
    (15.0, 0.6905)
    """
    one, two = (scores[~np.isnan(scores)] for scores in (numbers(a), numbers(b)))
    n1, n2 = len(one), len(two)
    n = n1 + n2
    if n1 == 0 or n2 == 0:
        return Test(NAN, NAN, NAN, NAN, NAN, "not defined: one of the two groups is empty", n)
    pooled = np.concatenate([one, two])
    ranks = _doubled_ranks(_gaps(pooled, np.zeros(n)))
    apart = np.sort(_gaps(np.repeat(one, n2), np.tile(two, n1)))
    estimate = float(np.median(apart))
    doubled = int(ranks[:n1].sum())
    statistic = (doubled - n1 * (n1 + 1)) / 2
    if (ranks == ranks[0]).all():
        return Test(statistic, NAN, estimate, NAN, NAN, "not defined: every score is the same", n)
    middle = n1 * (n + 1)
    away = abs(doubled - middle)
    tail, z = (1 - confidence) / 2, normal(confidence)
    if n <= EXACT_TWO_GROUPS:
        chance = _chosen_sums(ranks, n1)
        sums = np.abs(np.arange(len(chance)) - middle)
        p = float(chance[sums >= away].sum())
        untied = _chosen_sums(np.arange(1, n + 1), n1)[n1 * (n1 + 1) // 2 :]
        place = _lowest(untied, tail)
        method = "Mann–Whitney, exact with ties"
    else:
        _, counts = np.unique(ranks, return_counts=True)
        ties = float((counts.astype(float) ** 3 - counts).sum())
        sigma = math.sqrt(n1 * n2 / 12 * (n + 1 - ties / (n * (n - 1))))
        p = 2 * float(special.ndtr(-max(away / 2 - 0.5, 0) / sigma))
        place = int(n1 * n2 / 2 - z * math.sqrt(n1 * n2 * (n + 1) / 12))
        method = "Mann–Whitney, normal approximation with ties"
    lower, upper = (float(apart[place - 1]), float(apart[-place])) if place >= 1 else (NAN, NAN)
    return Test(statistic, min(p, 1.0), estimate, lower, upper, method, n)
