"""What every function of this room hands back: a number with its limits, its method and its base."""

from __future__ import annotations

import math
from typing import NamedTuple


class Interval(NamedTuple):
    """An estimate with its limits. What is undefined is ``nan``, with the reason in ``method``; never 0 or 1.

    Proportions run from 0 to 1. ``float(interval)`` is the estimate.

    Attributes
    ----------
    estimate, lower, upper : float
        The estimate and the two limits, in the same unit.
    method : str
        How it was worked out, or ``"not defined: …"`` with the reason.
    n, of : float
        Numerator (or units used) and denominator; ``of`` is ``nan`` where there is none, as for a plain count.
    confidence : float
        Share of such intervals that hold the true value, such as 0.95.

    >>> float(Interval(0.5, 0.2, 0.8, "made up", 5, 10, 0.95))
    0.5
    """

    estimate: float
    lower: float
    upper: float
    method: str
    n: float
    of: float
    confidence: float

    def __float__(self) -> float:
        return float(self.estimate)


def undefined(reason: str, n: float, of: float, confidence: float) -> Interval:
    """An interval that does not exist, and why.

    >>> undefined("nobody was asked", 0, 0, 0.95).method
    'not defined: nobody was asked'
    """
    return Interval(math.nan, math.nan, math.nan, f"not defined: {reason}", n, of, confidence)


class Test(NamedTuple):
    """A test of no difference. Differences are first minus second; what is undefined is ``nan`` (see ``method``).

    Attributes
    ----------
    statistic, pvalue : float
        The test's own statistic and its two-sided probability.
    estimate, lower, upper : float
        How big the difference is, with 95 % limits; the function says in which unit.
    method : str
        How it was worked out, or why it cannot be.
    n : int
        Observations (or pairs) the test rests on.

    >>> Test(1.0, 0.5, 0.0, -1.0, 1.0, "made up", 4).pvalue
    0.5
    """

    statistic: float
    pvalue: float
    estimate: float
    lower: float
    upper: float
    method: str
    n: int

    def __float__(self) -> float:
        return float(self.estimate)


Test.__test__ = False  # type: ignore[attr-defined]  # a result, not a test case for pytest to collect
