"""Is it chance? One test for each figure, made milder where its months vary more than chance, and many figures at once.

The test is always the same: the latest three months against the months before them (since the last new baseline), or
for a figure with a season against the same three months a year before. Shares: Fisher's exact test; numbers and rates:
the exact test of two Poisson counts, given their sum. Where months vary more than chance alone would make them, the
result is divided by how much more (in standard errors) and read off Student's t, with 0.6 degrees of freedom for each
difference between two months. Simulated, at 5 in 100, this flags 2 to 6 in 100 figures to which nothing has happened
(8 to 10 in 100 of those whose months vary four times as much and of which only a year is known).

It does not keep that level where a month leans on the month before: with an autocorrelation of 0.2 it flags about 13 in
100, with 0.4 13 to 30, with 0.6 nearly 40; together with a chart's own flag in the same direction, as a figure must to
survive, 5, 4 to 14 and 17. The pages say so. ``tests/slow`` repeats all of it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from scrutiny_lib.lenses.results import NAN
from scrutiny_lib.stats.chance import chance_of_flag
from scrutiny_lib.stats.change import adjust
from scrutiny_lib.stats.limits import beta_limits, normal, student

LEVEL = 0.05
"""A figure survives among many when its p-value, adjusted after Benjamini and Hochberg, is no more than this."""
FREEDOM = 0.6
"""Degrees of freedom that a mean of moving ranges has for each of them."""


_TAILS, _TIES = 40.0, 1e-7


@dataclass(frozen=True)
class Spread:
    """How many times as much months vary as chance alone would make them, and how many months say so.

    >>> Spread(0.9, 24).slack, round(Spread(2.0, 24).slack, 2)
    (1.0, 2.19)
    """

    times: float
    months: int

    @property
    def slack(self) -> float:
        """What the distance from an estimate to its limits is multiplied by; 1 where months vary as chance would."""
        if not self.times > 1 or self.months < 2:
            return 1.0
        return self.times * student(FREEDOM * (self.months - 1), 0.95) / normal(0.95)

    def milder(self, pvalue: float) -> float:
        """The p-value where months vary so much; nan stays nan."""
        if math.isnan(pvalue) or not self.times > 1 or self.months < 2:
            return pvalue
        away = -float(special.ndtri(max(pvalue, 1e-300) / 2)) / self.times
        return min(1.0, 2 * float(special.stdtr(FREEDOM * (self.months - 1), -away)))


def two_shares(x1: int, n1: int, x0: int, n0: int) -> float:
    """How often chance alone makes two shares differ as much as ``x1`` of ``n1`` and ``x0`` of ``n0``: Fisher's p.

    nan where one of them is a share of nothing.

    >>> round(two_shares(3, 4, 1, 4), 4), two_shares(500_000, 1_000_000, 501_000, 1_000_000) > 0.15
    (0.4857, True)
    """
    if not (n1 and n0):
        return NAN
    total, everybody = x1 + x0, n1 + n0
    share = total / everybody
    middle, spread = n1 * share, math.sqrt(n1 * share * (1 - share) * n0 / everybody)
    reach = _TAILS * (spread + 1)  # beyond it no table matters, and of a million there are few enough within it
    first, last = max(0, total - n0, math.floor(middle - reach)), min(n1, total, math.ceil(middle + reach))
    if not first <= x1 <= last:
        return 0.0
    tables = np.arange(first, last + 1)
    chances = _log_ways(n1, tables) + _log_ways(n0, total - tables) - _log_ways(everybody, np.array(total))
    return min(1.0, float(np.exp(chances[chances <= chances[x1 - first] + _TIES]).sum()))


def two_counts(x1: int, exposure1: float, x0: int, exposure0: float) -> float:
    """How often chance alone makes two counts differ this much: exact, two-sided (twice the smaller tail).

    Given their sum the first is binomial, with its part of the exposure as the chance. nan without events or exposure.

    Source: Przyborowski & Wilenski (1940) Biometrika 31:313–323.

    >>> two_counts(5, 1, 5, 1), round(two_counts(10, 1, 2, 1), 4)
    (1.0, 0.0386)
    """
    total = x1 + x0
    if total == 0 or not (exposure1 > 0 and exposure0 > 0):
        return NAN
    part = exposure1 / (exposure1 + exposure0)
    few = float(special.bdtr(x1, total, part))
    many = 1.0 if x1 == 0 else float(special.bdtrc(x1 - 1, total, part))
    return min(1.0, 2 * min(few, many))


def rate_ratio(x1: int, exposure1: float, x0: int, exposure0: float, slack: float = 1.0) -> tuple[float, float, float]:
    """The first rate as a multiple of the second, with exact 95 % limits: estimate, lower, upper.

    Clopper and Pearson's limits for the first count's part of the sum, turned into a ratio; ``slack`` stretches them on
    the logarithm. Without events all three are nan; without events in the second only the lower limit is a number.

    Source: Breslow & Day (1987) *Statistical Methods in Cancer Research* II, § 3.2.

    >>> [round(number, 2) for number in rate_ratio(30, 1, 20, 1)]
    [1.5, 0.82, 2.79]
    """
    total = x1 + x0
    if total == 0 or not (exposure1 > 0 and exposure0 > 0):
        return NAN, NAN, NAN
    scale = exposure0 / exposure1
    low, high = beta_limits(x1, total, 0.95)
    lower = scale * low / (1 - low)
    upper = scale * high / (1 - high) if high < 1 else math.inf
    if not x0:
        return math.inf, lower, math.inf
    ratio = scale * x1 / x0
    if not x1:
        return 0.0, 0.0, upper
    return ratio, ratio * (lower / ratio) ** slack, ratio * (upper / ratio) ** slack


def _log_ways(of: int, some: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    return np.asarray(special.gammaln(of + 1) - special.gammaln(some + 1) - special.gammaln(of - some + 1))


def among_many(pvalues: Sequence[float]) -> list[float]:
    """Each p-value as one of many (Benjamini and Hochberg); those that are nan stay nan and do not count.

    >>> among_many([0.01, float("nan"), 0.04])
    [0.02, nan, 0.04]
    """
    values = np.asarray(pvalues, dtype=float)
    there = ~np.isnan(values)
    if there.any():
        values = values.copy()
        values[there] = adjust(values[there], "bh")
    return [float(value) for value in values]


def false_alarm(chart: str, points: int, latest: int = 3) -> float:
    """The share of charts (*xmr*, *p* or *u*) of so many points that flag their latest ones (months: three; quarters:
    one) by chance alone.

    >>> false_alarm("xmr", 24)
    0.037
    """
    return chance_of_flag(points, latest, "xmr" if chart == "xmr" else "p")
