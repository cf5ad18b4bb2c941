"""Which places of a list each design takes, once the list is in its order: nothing here is random by itself.

Chance comes in from outside, as an order of the cases and a start between 0 and 1, both made from a seed
(:func:`scrutiny_lib.stats.draw.keyed_order`, :func:`scrutiny_lib.stats.draw.keyed_uniforms`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from scrutiny_lib.errors import ScrutinyError

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def first_in_groups(
    order: Ints, groups: npt.NDArray[np.integer], counts: Sequence[int] | Ints, skip: Sequence[int] | Ints | None = None
) -> Ints:
    """The first so many of each group, in the order of drawing.

    Parameters
    ----------
    order : whole numbers
        Every case once, first drawn first.
    groups : whole numbers from 0, one per case
        Which group (stratum) the case at this place of the list is in.
    counts : one whole number per group
        How many of it to take.
    skip : one whole number per group, optional
        How many of its first to pass over (those that were taken before): so a reserve follows its sample.

    Returns
    -------
    numpy array of int64
        Positions into the list, in the order of drawing. A group that has fewer gives what it has. What is taken from
        a group depends on its own cases alone.

    Method: simple random sampling without replacement within each group, when the order is a random one.

    >>> order, groups = np.array([3, 0, 2, 1]), np.array([0, 1, 0, 1])
    >>> first_in_groups(order, groups, [1, 2]).tolist()
    [3, 0, 1]
    """
    counts = np.asarray(counts, dtype=np.int64)
    passed = np.zeros_like(counts) if skip is None else np.asarray(skip, dtype=np.int64)
    turn = groups[order]
    if len(counts) <= np.iinfo(np.int16).max:
        turn = turn.astype(np.int16)  # sorted by counting, not by comparing
    by_group = np.argsort(turn, kind="stable")
    sizes = np.bincount(turn, minlength=len(counts)) if len(turn) else np.zeros_like(counts)
    begin = np.cumsum(sizes) - sizes
    taken = [
        by_group[first + past : first + min(past + count, size)]
        for first, past, count, size in zip(begin, passed, counts, sizes, strict=True)
    ]
    ranks = np.sort(np.concatenate(taken)) if taken else np.empty(0, dtype=np.int64)
    return np.asarray(order[ranks], dtype=np.int64)


def every_so_many(N: int, n: int, start: float) -> Ints:
    """The places of a systematic sample: every ``N / n``-th of ``N`` cases, the interval being a fraction.

    Place ``i`` (from 0) is ``(start + i) × N / n`` rounded down, in exact whole-number arithmetic: each place has the
    chance ``n / N`` exactly, whatever the remainder of ``N / n``.

    Parameters
    ----------
    N, n : int
        Cases in the list, and to take.
    start : float
        From 0 up to but not 1, at random.

    Raises
    ------
    ScrutinyError
        When more are to be taken than there are, or the start is out of range.

    Source: fractional interval method, Särndal, Swensson & Wretman (1992) 3.4; Madow & Madow (1944).

    >>> every_so_many(10, 4, 0.5).tolist()
    [1, 3, 6, 8]
    """
    if not 0 <= n <= N:
        raise ScrutinyError("More cases are to be drawn than there are. Ask for fewer, or widen the list.")
    if not 0 <= start < 1:
        raise ScrutinyError("The start of a systematic sample lies between 0 and 1.")
    top, bottom = float(start).as_integer_ratio()
    return np.array([(top + i * bottom) * N // (bottom * n) for i in range(n)], dtype=np.int64)


def chances_by_size(sizes: Sequence[float] | Floats, n: int) -> Floats:
    """The chance of each case to be among ``n`` when chances go by size.

    ``n × size / all sizes``; a case for which that is 1 or more is taken for certain, the others share what is left in
    the same way, and so on until every chance is below 1. They add up to ``n``.

    Parameters
    ----------
    sizes : positive numbers, one per case
    n : int

    Raises
    ------
    ScrutinyError
        When a size is not a positive number, or there are fewer cases than ``n``.

    Source: Särndal, Swensson & Wretman (1992) 3.6.2. Published test: R's ``inclusionprobabilities(1:20, 12)``.

    >>> chances_by_size([1, 2, 3, 14], 2).round(3).tolist()
    [0.167, 0.333, 0.5, 1.0]
    """
    size = np.asarray(sizes, dtype=float)
    if size.ndim != 1 or not np.isfinite(size).all() or (size <= 0).any():
        raise ScrutinyError("Every case needs a size that is a positive number.")
    if not 0 <= n <= len(size):
        raise ScrutinyError("More cases are to be drawn than there are. Ask for fewer, or widen the list.")
    chance, certain = np.zeros(len(size)), np.zeros(len(size), dtype=bool)
    more = ~certain
    while more.any():
        left = n - int(certain.sum())
        chance = np.where(certain, 1.0, left * size / (math.fsum(size[~certain]) or 1.0))
        more = ~certain & (chance >= 1 - 1e-12)
        certain |= more
    return chance


def by_size(order: Ints, chances: Floats, start: float) -> Ints:
    """A sample with these chances, one place at a time along the order: randomised systematic sampling.

    Those that are certain come first, in the order; then the chances of the others are laid end to end in the order
    and every case is taken in whose stretch one of ``start``, ``start + 1``, ``start + 2``, … falls.

    Parameters
    ----------
    order : whole numbers
        Every case once.
    chances : floats, one per case
        From :func:`chances_by_size`; they add up to a whole number.
    start : float
        From 0 up to but not 1, at random.

    Returns
    -------
    numpy array of int64
        Positions into the list, as many as the chances add up to: the certain ones, then the others in the order.

    Source: Goodman & Kish (1950); Hartley & Rao (1962). Its variance: Deville (1999), as in
    :func:`scrutiny_lib.stats.designs.unequal_proportion`.

    >>> by_size(np.array([2, 0, 1, 3]), np.array([0.5, 0.25, 0.25, 1.0]), 0.3).tolist()
    [3, 0]
    """
    if not 0 <= start < 1:
        raise ScrutinyError("The start of a systematic sample lies between 0 and 1.")
    turn = chances[order]
    certain, others = order[turn >= 1], order[turn < 1]
    along = np.cumsum(chances[others])
    n = round(float(along[-1])) if len(along) else 0
    points = (start + np.arange(n)) * (along[-1] / n if n else 1.0)  # the last bits of a sum must not lose a case
    places = np.minimum(np.searchsorted(along, points, side="right"), len(along) - 1)
    return np.concatenate([certain, others[places]])


def successive(sizes: Sequence[float] | Floats, uniforms: Floats) -> Ints:
    """An order in which each next case comes with a chance in proportion to its size among those that are left.

    Positions in falling order of ``uniform`` to the power of ``1 / size``.

    Source: Rosén (1997) sequential sampling; Efraimidis & Spirakis (2006) Information Processing Letters 97:181–185.

    >>> successive([1.0, 5.0], np.array([0.5, 0.5])).tolist()
    [1, 0]
    """
    return np.argsort(-np.log(uniforms) / np.asarray(sizes, dtype=float), kind="stable").astype(np.int64)
