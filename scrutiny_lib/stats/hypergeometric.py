"""The hypergeometric distribution, as the rest of this room needs it: counts met when drawing without replacement.

``scipy.stats`` has it too, but takes half a second to import; the tests compare the two.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import special

Floats = npt.NDArray[np.float64]


def _log_choose(n: npt.ArrayLike, k: npt.ArrayLike) -> Floats:
    n, k = np.asarray(n, dtype=float), np.asarray(k, dtype=float)
    return np.asarray(special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1))


def _binomial(n: int, p: float) -> Floats:
    k = np.arange(n + 1)
    return np.asarray(np.exp(_log_choose(n, k) + special.xlogy(k, p) + special.xlog1py(n - k, -p)))


def pmf(low: int, high: int, N: int, having: int, n: int) -> Floats:
    """Probabilities of meeting ``low … high`` when ``n`` of ``N`` cases are drawn and ``having`` of them have it.

    Returns one float per count; 0 for counts that cannot be.

    >>> pmf(0, 2, 4, 2, 2).round(3).tolist()
    [0.167, 0.667, 0.167]
    """
    counts = np.arange(low, high + 1)
    can = (counts >= max(0, n - (N - having))) & (counts <= min(n, having))
    result = np.zeros(len(counts))
    k = counts[can]
    result[can] = np.exp(_log_choose(having, k) + _log_choose(N - having, n - k) - _log_choose(N, n))
    return result


def at_most(x: int, N: int, having: int, n: int) -> float:
    """Probability of meeting ``x`` or fewer.

    >>> round(at_most(1, 4, 2, 2), 3)
    0.833
    """
    return min(float(pmf(0, x, N, having, n).sum()), 1.0) if x >= 0 else 0.0


def at_least(x: int, N: int, having: int, n: int) -> float:
    """Probability of meeting ``x`` or more.

    >>> round(at_least(1, 4, 2, 2), 3)
    0.833
    """
    return min(float(pmf(x, n, N, having, n).sum()), 1.0) if x > 0 else 1.0


def accept_at_most(c: int, n: int, share: float, N: int | None) -> float:
    """Probability of ``c`` or fewer faults in ``n``: binomial, or hypergeometric when the population ``N`` is given.

    >>> accept_at_most(0, 2, 0.5, None)
    0.25
    """
    if c >= n:
        return 1.0
    if N is None:
        return float(special.bdtr(c, n, share))
    return at_most(c, N, round(share * N), n)


def fisher_power(p1: float, p2: float, n1: int, n2: int, level: float) -> float:
    """Probability that Fisher's exact test (two-sided, tables no likelier than the one seen) gives ``p ≤ level``.

    >>> fisher_power(0.5, 0.5, 3, 3, 0.05)
    0.0
    """
    first, second = _binomial(n1, p1), _binomial(n2, p2)
    power = 0.0
    for total in range(n1 + n2 + 1):
        low, high = max(0, total - n2), min(n1, total)
        table = pmf(low, high, n1 + n2, n1, total)
        by_size = np.argsort(table)
        running = np.cumsum(table[by_size])
        # the p-value of a table adds every table at most as likely, with R's allowance for rounding
        last = np.searchsorted(table[by_size], table * (1 + 1e-7), side="right") - 1
        x1 = np.arange(low, high + 1)[running[last] <= level]
        power += float((first[x1] * second[total - x1]).sum())
    return power
