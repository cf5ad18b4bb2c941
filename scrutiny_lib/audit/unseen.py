"""What a sample that meets nothing may have missed, wherever it is, and how many it takes not to miss it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

Strata = Sequence[tuple[int, int]]
"""Of each stratum: who is in it, and how many were drawn."""
_HAIR = 1e-12


def most_unseen(strata: Strata, unsure: float) -> int:
    """Most cases with something that a sample can miss altogether with a chance above ``unsure``.

    Parameters
    ----------
    strata : sequence of (int, int)
        Size and number drawn of each stratum, every one drawn simply. One stratum is a simple random sample.
    unsure : float
        0.05 for being 95 % sure; 0.025 for the upper end of a two-sided range at 95 %.

    Returns
    -------
    int
        The cautious figure: the cases are taken to be where the draw would most easily miss them. A stratum nobody was
        drawn from may be full of them.

    Method: the chance to meet none is a product of hypergeometric chances; each case more in a stratum multiplies it
    by a factor that only falls, so taking the largest factor each time gives the most cases.

    >>> most_unseen([(40, 15)], 0.025), most_unseen([(40, 15)], 0.05)
    (7, 5)
    >>> most_unseen([(30, 15), (10, 0)], 0.05)
    13
    """
    factors = [np.log((size - n - np.arange(size - n)) / (size - np.arange(size - n))) for size, n in strata]
    chance = np.cumsum(np.sort(np.concatenate([np.empty(0), *factors]))[::-1])
    return int((chance > math.log(unsure + _HAIR)).sum())


def drawn_to_meet(strata: Strata, having: int, unsure: float = 0.05) -> int:
    """Fewest to draw, in the same shares by stratum, that miss ``having`` cases with a chance of ``unsure`` at most.

    Wherever the cases are; of one stratum this is :func:`scrutiny_lib.stats.sizes.discovery_size`. Everybody, where
    strata were drawn from so unequally that nothing less will do.

    >>> drawn_to_meet([(60, 12)], 6)
    23
    """
    n, N = (sum(counts) for counts in ((drawn for _, drawn in strata), (size for size, _ in strata)))
    low, high = 1, N
    while low < high:
        middle = (low + high) // 2
        shares = [(size, min(size, math.floor(middle * drawn / n + 0.5))) for size, drawn in strata]
        if most_unseen(shares, unsure) < having:
            high = middle
        else:
            low = middle + 1
    return low
