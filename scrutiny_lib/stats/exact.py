"""Do groups differ in a yes-or-no matter? The exact test for any number of groups, and when it could never tell."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import special

from scrutiny_lib.errors import ScrutinyError
from scrutiny_lib.stats.limits import NAN, whole
from scrutiny_lib.stats.types import Test

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

MOST_TABLES = 1_000_000
"""Tables with the same margins up to which they are all listed; beyond, the test is Pearson's chi-squared."""
ENOUGH_EXPECTED, LEAST_EXPECTED, MOST_BELOW = 5, 1, 0.2
"""Before chi-squared stands in for the exact test, no cell may be expected to hold less than the second of these, and
at most this share of the cells less than the first (Cochran 1954)."""
LEVEL = 0.05
_TIES = 1e-7

CANNOT = "cannot be tested"
"""How ``method`` begins where no table with these margins is rarer than 1 in 20."""


def freeman_halton(hits: Sequence[int], sizes: Sequence[int]) -> Test:
    """Do groups differ in how many of them show something? Fisher's exact test for two columns and any number of rows.

    Parameters
    ----------
    hits, sizes : sequences of int
        For each group, how many show it and how many there are. Groups of none are left out.

    Returns
    -------
    Test
        ``pvalue``: how often, with the same margins, chance alone gives a table as rare as this one or rarer;
        ``statistic``: the chance of this very table; ``estimate``: the highest share less the lowest, 0–1 (no limits);
        ``n``: all in the groups. Where even the rarest table with these margins has a p of more than 0.05, ``method``
        begins with :data:`CANNOT`. With more than :data:`MOST_TABLES` tables to list it is Pearson's chi-squared,
        where Cochran's rule allows that; where it does not, and with fewer than two groups, it is not defined (nan).

    Raises
    ------
    ScrutinyError
        For counts that cannot be, or lists of different length.

    Sources: Freeman & Halton (1951) Biometrika 38:141–149; two groups: Fisher (1935). That a test which cannot reach
    5 in 100 is none of the family: Tarone (1990) Biometrics 46:515–522. When chi-squared will do: Cochran (1954)
    Biometrics 10:417–451.

    >>> round(freeman_halton([3, 1], [4, 4]).pvalue, 4)
    0.4857
    >>> freeman_halton([1, 0, 0], [3, 3, 3]).method
    'cannot be tested: with these margins p of 0.05 or less is impossible; Freeman and Halton, exact'
    """
    if len(hits) != len(sizes):
        raise ScrutinyError("Each group needs a count of those who show it and a count of all.")
    seen, of = whole(*hits), whole(*sizes)
    if any(x > n for x, n in zip(seen, of, strict=True)):
        raise ScrutinyError("More were counted than were looked at. Check numerator and denominator.")
    kept = [(x, n) for x, n in zip(seen, of, strict=True) if n]
    if len(kept) < 2:
        return Test(NAN, NAN, NAN, NAN, NAN, "not defined: there are fewer than two groups", sum(of))
    return _tested(tuple(x for x, _ in kept), tuple(n for _, n in kept))


@lru_cache(maxsize=20_000)
def _tested(hits: tuple[int, ...], sizes: tuple[int, ...]) -> Test:
    shares = [x / n for x, n in zip(hits, sizes, strict=True)]
    apart, everybody = max(shares) - min(shares), sum(sizes)
    with_it = min(sum(hits), everybody - sum(hits))
    if _how_many_tables(sizes, with_it) > MOST_TABLES:
        return _chi_squared(hits, sizes, apart)
    chances = _log_chances(sizes, with_it)
    mine = hits if sum(hits) == with_it else tuple(n - x for x, n in zip(hits, sizes, strict=True))
    log_ways = sum(float(_log_choose(n, x)) for x, n in zip(mine, sizes, strict=True))
    log_mine = log_ways - float(_log_choose(everybody, with_it))
    p = min(1.0, float(np.exp(chances[chances <= log_mine + _TIES]).sum()))
    rarest = float(np.exp(chances[chances <= chances.min() + _TIES]).sum())
    method = "Freeman and Halton, exact"
    if rarest > LEVEL * (1 + _TIES):  # exactly 1 in 20 is not rounded past it
        method = f"{CANNOT}: with these margins p of {LEVEL} or less is impossible; {method}"
    return Test(math.exp(log_mine), p, apart, NAN, NAN, method, everybody)


def _log_choose(n: int, k: Whole | int) -> Floats:
    return np.asarray(special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - np.asarray(k) + 1))


def _how_many_tables(sizes: Sequence[int], with_it: int) -> float:
    """How many tables have these margins."""
    if len(sizes) == 2:  # one cell says the whole table
        return float(min(sizes[0], with_it) - max(0, with_it - sizes[1]) + 1)
    ways: Floats = np.ones(1)
    for size in sizes:
        ways = np.convolve(ways, np.ones(min(size, with_it) + 1))[: with_it + 1]
    return float(ways[with_it])


def _log_chances(sizes: Sequence[int], with_it: int) -> Floats:
    """The logarithm of the chance of every table with these margins; group by group, only what can still add up."""
    so_far: Whole = np.zeros(1, dtype=np.int64)
    chance: Floats = np.zeros(1)
    left = sum(sizes)
    for size in sizes:
        left -= size
        fewest = np.maximum(0, with_it - so_far - left)
        most = np.minimum(size, with_it - so_far)
        each = most - fewest + 1
        first = np.repeat(np.cumsum(each) - each, each)
        here = np.arange(int(each.sum())) - first + np.repeat(fewest, each)
        log_ways = _log_choose(size, np.arange(min(size, with_it) + 1))
        chance = np.repeat(chance, each) + log_ways[here]
        so_far = np.repeat(so_far, each) + here
    return chance - _log_choose(sum(sizes), with_it)


def _chi_squared(hits: Sequence[int], sizes: Sequence[int], apart: float) -> Test:
    seen, of = np.array(hits, dtype=float), np.array(sizes, dtype=float)
    share = seen.sum() / of.sum()
    expected = np.outer(of, [share, 1 - share])
    if expected.min() < LEAST_EXPECTED or (expected < ENOUGH_EXPECTED).mean() > MOST_BELOW:
        reason = "there are too many tables to list, and too few are expected in a cell for chi-squared"
        return Test(NAN, NAN, apart, NAN, NAN, f"not defined: {reason}", int(of.sum()))
    statistic = float(((seen - of * share) ** 2 / (of * share * (1 - share))).sum())
    p = float(special.chdtrc(len(of) - 1, statistic))
    return Test(statistic, p, apart, NAN, NAN, "Pearson's chi-squared: too many tables to list", int(of.sum()))
