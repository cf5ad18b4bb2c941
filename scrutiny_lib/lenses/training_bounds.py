"""What those who did not answer again could have changed: the worst and the best that a scale allows."""

from __future__ import annotations

from scrutiny_lib.lenses.results import NAN
from scrutiny_lib.stats.ranks import Numbers, numbers, pairs


def bounds(before: Numbers, after: Numbers, left: Numbers, low: float, high: float) -> tuple[float, float]:
    """The mean change if everybody who dropped out had changed as badly, and as well, as the scale allows.

    Parameters
    ----------
    before, after : numbers in the same order
        Scores of people who answered both times.
    left : numbers
        First scores of people who answered the first time only.
    low, high : float
        The ends of the scale; high is good.

    Returns
    -------
    worst, best : float
        In points of the scale, over everybody who answered the first time: those who stayed count with their own
        change, those who left with ``low`` (or ``high``) less their first score. Whatever they would have answered,
        the true mean lies between. Both nan where nobody answered both times. People who never answered at all are
        in neither.

    Source: Horowitz & Manski (2000) J Am Stat Assoc 95:77–84, for an outcome on a bounded scale.

    >>> bounds([2, 3], [4, 4], [2, 2], 1, 5)
    (0.25, 2.25)
    """
    one, two = pairs(before, after)
    gone = numbers(left)
    if not len(one):
        return NAN, NAN
    everybody = len(one) + len(gone)
    kept = float((two - one).sum())
    worst = (kept + float((low - gone).sum())) / everybody
    best = (kept + float((high - gone).sum())) / everybody
    return worst, best
