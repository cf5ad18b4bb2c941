"""Limits for shares, counts and rates: what a sample lets us say, and how surely.

Every function returns an :class:`~scrutiny_lib.stats.types.Interval`. Proportions run from 0 to 1. What is undefined is
``nan`` with the reason in ``method``. Impossible input (more seen than looked at, a negative count) raises
:class:`~scrutiny_lib.errors.ScrutinyError`.
"""

from __future__ import annotations

import math

from scrutiny_lib.stats.designs import cluster_mean, stratified_mean, stratified_proportion
from scrutiny_lib.stats.hypergeometric import at_least, at_most
from scrutiny_lib.stats.limits import beta_limits, normal, share
from scrutiny_lib.stats.rates import byar, funnel_limits, rate, standardised_rate
from scrutiny_lib.stats.types import Interval, undefined

__all__ = [
    "byar",
    "clopper_pearson",
    "cluster_mean",
    "difference",
    "finite_population",
    "funnel_limits",
    "rate",
    "standardised_rate",
    "stratified_mean",
    "stratified_proportion",
    "wilson",
]


def wilson(x: int, n: int, *, confidence: float = 0.95) -> Interval:
    """Wilson's score interval for a proportion: ``x`` of ``n``.

    Returns proportions 0–1; ``n = 0`` is undefined. Raises ScrutinyError for counts that cannot be.

    Source: Wilson (1927) JASA 22:209–212. Published test: Newcombe (1998) Stat Med 17:857–872, table I, method 3.

    >>> [round(v, 4) for v in wilson(81, 263)[:3]]
    [0.308, 0.2553, 0.3662]
    """
    x, n = share(x, n)
    z = normal(confidence)
    if n == 0:
        return undefined("nothing was looked at", x, n, confidence)
    middle = 2 * x + z * z
    reach = z * math.sqrt(z * z + 4 * x * (1 - x / n))
    lower = 0.0 if x == 0 else (middle - reach) / (2 * (n + z * z))
    upper = 1.0 if x == n else (middle + reach) / (2 * (n + z * z))
    return Interval(x / n, lower, upper, "Wilson score", x, n, confidence)


def clopper_pearson(x: int, n: int, *, confidence: float = 0.95) -> Interval:
    """The exact binomial interval for a proportion: ``x`` of ``n``. Never too narrow, often too wide.

    Returns proportions 0–1; ``n = 0`` is undefined. Raises ScrutinyError for counts that cannot be.

    Source: Clopper & Pearson (1934) Biometrika 26:404–413. Published test: Newcombe (1998), table I, method 5.

    >>> [round(v, 4) for v in clopper_pearson(81, 263)[:3]]
    [0.308, 0.2527, 0.3676]
    """
    x, n = share(x, n)
    if n == 0:
        return undefined("nothing was looked at", x, n, confidence)
    lower, upper = beta_limits(float(x), float(n), confidence)
    return Interval(x / n, lower, upper, "Clopper–Pearson exact", x, n, confidence)


def finite_population(x: int, n: int, N: int, *, confidence: float = 0.95) -> Interval:
    """Limits for the share of all ``N`` cases, when ``x`` of ``n`` drawn at random without replacement show it.

    Exact: the limits are the smallest and largest number of cases in the population under which a sample like this
    would not be unusually high or low, divided by ``N``. They cover at least ``confidence``.

    Returns proportions 0–1 that are whole cases of ``N``. ``n = 0`` is undefined; ``n = N`` leaves no doubt.
    Raises ScrutinyError for counts that cannot be.

    Source: inversion of the hypergeometric test, Buonaccorsi (1987) American Statistician 41:215–218; Wang (2015)
    JASA 110:1188–1199. Test: the limits in ``tests/published``.

    >>> iv = finite_population(12, 15, 40)
    >>> round(iv.lower * 40), round(iv.upper * 40)
    (23, 37)
    """
    (x, n), (_, N) = share(x, n), share(n, N)
    normal(confidence)
    if n == 0:
        return undefined("nothing was looked at", x, n, confidence)
    tail = (1 - confidence) / 2 * (1 + 1e-10)  # a probability of exactly the tail, but for rounding, is rejected
    low, high = x, N - (n - x)  # what the population can hold at all
    first, last = low, high
    while first < last:  # smallest count under which x or more is not too unlikely
        middle = (first + last) // 2
        if at_least(x, N, middle, n) > tail:
            last = middle
        else:
            first = middle + 1
    lower = first
    first, last = low, high
    while first < last:  # largest count under which x or fewer is not too unlikely
        middle = (first + last + 1) // 2
        if at_most(x, N, middle, n) > tail:
            first = middle
        else:
            last = middle - 1
    return Interval(x / n, lower / N, first / N, f"exact hypergeometric, population {N}", x, n, confidence)


def difference(x1: int, n1: int, x2: int, n2: int, *, confidence: float = 0.95) -> Interval:
    """Difference of two independent proportions, first minus second.

    Returns −1 to 1; ``n`` and ``of`` are ``n1 + n2``. Undefined when either group is empty. Raises ScrutinyError for
    counts that cannot be.

    Source: Newcombe's hybrid score interval without continuity correction, Newcombe (1998) Stat Med 17:873–890,
    method 10; published test: its table II.

    >>> [round(v, 4) for v in difference(56, 70, 48, 80)[:3]]
    [0.2, 0.0524, 0.3339]
    """
    first, second = wilson(x1, n1, confidence=confidence), wilson(x2, n2, confidence=confidence)
    both = int(n1 + n2)
    if n1 == 0 or n2 == 0:
        return undefined("one of the two groups is empty", both, both, confidence)
    gap = first.estimate - second.estimate
    lower = gap - math.hypot(first.estimate - first.lower, second.upper - second.estimate)
    upper = gap + math.hypot(first.upper - first.estimate, second.estimate - second.lower)
    return Interval(gap, max(lower, -1.0), min(upper, 1.0), "Newcombe hybrid score", both, both, confidence)
