"""How big a difference is, free of the scale's unit."""

from __future__ import annotations

import math

import numpy as np

from scrutiny_lib.stats.limits import NAN, normal, student
from scrutiny_lib.stats.ranks import Numbers, numbers, pairs
from scrutiny_lib.stats.types import Interval, undefined


def hedges_g_av(first: Numbers, second: Numbers, *, confidence: float = 0.95) -> Interval:
    """Standardised mean difference of paired scores, first minus second: g_av.

    The mean difference over the average of the two standard deviations, times Hedges' correction
    1 − 3 ÷ (4 · 2n − 9). It is not g_z (over the standard deviation of the differences), which is bigger the more
    alike the two scores of a person are.

    Parameters
    ----------
    first, second : numbers in the same order
        Pairs with a missing score are left out.
    confidence : float

    Returns
    -------
    Interval
        In standard deviations; ``n = of`` pairs used. Approximate normal limits by the delta method. Undefined below
        two pairs or when nobody differs from anybody.

    Raises
    ------
    ScrutinyError
        When the lists differ in length or hold what is no number.

    Sources: Lakens (2013) Front Psychol 4:863, eq. 10 (published test: 1.08); limits after Bonett (2015) J Educ Behav
    Stat 40:366–376.

    >>> round(hedges_g_av([9, 7, 8, 9, 8, 9, 9, 10, 9, 9], [9, 6, 7, 8, 7, 9, 8, 8, 8, 7]).estimate, 2)
    1.08
    """
    one, two = pairs(first, second)
    n = len(one)
    if n < 2:
        return undefined("there are fewer than two pairs", n, n, confidence)
    sd1, sd2 = float(one.std(ddof=1)), float(two.std(ddof=1))
    spread = (sd1 + sd2) / 2
    if spread < 1e-12 * max(1.0, float(np.abs(one).max()), float(np.abs(two).max())):
        return undefined("the scores do not vary", n, n, confidence)
    d = float((one - two).mean()) / spread
    shared = float(((one - one.mean()) * (two - two.mean())).sum()) / (n - 1)  # covariance = r sd1 sd2
    r2 = (shared / (sd1 * sd2)) ** 2 if sd1 > 0 and sd2 > 0 else 0.0
    of_mean = max(sd1**2 + sd2**2 - 2 * shared, 0.0) / (n - 1)
    of_spread = (sd1**2 + sd2**2 + 2 * r2 * sd1 * sd2) / (8 * (n - 1))
    correction = 1 - 3 / (8 * n - 9)
    reach = normal(confidence) * math.sqrt(of_mean + d * d * of_spread) / spread * correction
    g = d * correction
    return Interval(g, g - reach, g + reach, "Hedges' g_av, delta-method limits", n, n, confidence)


def cliffs_delta(a: Numbers, b: Numbers, *, confidence: float = 0.95) -> Interval:
    """How often a score of ``a`` is higher than one of ``b``, less how often it is lower: −1 to 1.

    Parameters
    ----------
    a, b : numbers
        Missing scores are left out.
    confidence : float

    Returns
    -------
    Interval
        ``n = of`` scores used. Limits nan when a group has fewer than two scores or the groups do not overlap at all.
        Undefined when a group is empty.

    Raises
    ------
    ScrutinyError
        For what is no number.

    Sources: Cliff (1993) Psychological Bulletin 114:494–509; asymmetric limits of Feng & Cliff (2004) with
    t(n1 + n2 − 2). Published test: R package effsize, −0.25 (−0.727 to 0.389).

    >>> iv = cliffs_delta([10, 10, 20, 20, 20, 30, 30, 30, 40, 50], [10, 20, 30, 40, 40, 50])
    >>> [round(v, 3) for v in iv[:3]]
    [-0.25, -0.727, 0.389]
    """
    one, two = (scores[~np.isnan(scores)] for scores in (numbers(a), numbers(b)))
    n1, n2 = len(one), len(two)
    n = n1 + n2
    if n1 == 0 or n2 == 0:
        return undefined("one of the two groups is empty", n, n, confidence)
    wins = np.sign(one[:, None] - two[None, :])
    d = float(wins.mean())
    if min(n1, n2) < 2 or abs(d) == 1:
        why = "a group has one score only" if min(n1, n2) < 2 else "the groups do not overlap"
        return Interval(d, NAN, NAN, f"Cliff's delta; limits not defined: {why}", n, n, confidence)
    rows = float(((wins.mean(axis=1) - d) ** 2).sum())
    columns = float(((wins.mean(axis=0) - d) ** 2).sum())
    cells = float(((wins - d) ** 2).sum())
    variance = (n2**2 * rows + n1**2 * columns - cells) / (n1 * n2 * (n1 - 1) * (n2 - 1))
    variance = max(variance, (1 - d * d) / (n1 * n2 - 1))
    t2v = student(n - 2, confidence) ** 2 * variance
    reach = math.sqrt(t2v) * math.sqrt((1 - d * d) ** 2 + t2v)
    lower, upper = ((d - d**3 + sign * reach) / (1 - d * d + t2v) for sign in (-1, 1))
    return Interval(d, lower, upper, f"Cliff's delta, t({n - 2})", n, n, confidence)
