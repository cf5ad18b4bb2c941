"""The difference of two estimates out of their own limits, whatever method those limits came from."""

from __future__ import annotations

import math

from scrutiny_lib.stats.types import Interval, undefined


def hybrid_difference(first: Interval, second: Interval) -> Interval:
    """First minus second, with limits put together from the two intervals: Newcombe's way for any pair of limits.

    Parameters
    ----------
    first, second : Interval
        Of two independent samples, in the same unit and of the same confidence.

    Returns
    -------
    Interval
        In the unit of the two; ``n = of`` is both bases together. Undefined where one of the two has no limits. With
        Wilson's limits it is :func:`scrutiny_lib.stats.intervals.difference`, but for limits beyond −1 and 1.

    Sources: Newcombe (1998) Stat Med 17:873–890, method 10; for any limits: Zou & Donner (2008) Stat Med 27:1693–1702.

    >>> from scrutiny_lib.stats.intervals import wilson
    >>> [round(v, 4) for v in hybrid_difference(wilson(56, 70), wilson(48, 80))[:3]]
    [0.2, 0.0524, 0.3339]
    """
    both = first.of + second.of
    if any(math.isnan(limit) for one in (first, second) for limit in one[:3]):
        return undefined("one of the two has no limits", both, both, first.confidence)
    gap = first.estimate - second.estimate
    lower = gap - math.hypot(first.estimate - first.lower, second.upper - second.estimate)
    upper = gap + math.hypot(first.upper - first.estimate, second.estimate - second.lower)
    return Interval(gap, lower, upper, "hybrid of the two limits", both, both, first.confidence)
