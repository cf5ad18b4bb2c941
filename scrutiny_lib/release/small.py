"""Small numbers: which cells of a table must be hidden so that no small count can be worked out.

The reader knows the totals and every cell that is printed, and knows that zeros are printed, so that a hidden cell
holds at least 1. A count of 1 to ``limit`` is safe only if, from all that, it could still be more than ``limit``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def is_small(count: float | None, limit: int) -> bool:
    """Whether a count is one of 1 … ``limit``. Missing counts and zeros are not small; with ``limit`` 0 nothing is.

    >>> [is_small(count, 5) for count in (0, 1, 5, 6, None)]
    [False, True, True, False, False]
    """
    return count is not None and count == count and 1 <= count <= limit


def has_small_share(n: float | None, of: float | None, limit: int) -> bool:
    """Whether *n of N* gives a small count away: n itself, N itself, or those left over.

    >>> has_small_share(7, 9, 5), has_small_share(7, 14, 5), has_small_share(0, 12, 5)
    (True, False, False)
    """
    if n is None or of is None or n != n or of != of:
        return False
    return is_small(n, limit) or is_small(of, limit) or is_small(of - n, limit)


def hide_parts(parts: Sequence[int], limit: int, known: Sequence[int] = ()) -> set[int] | None:
    """Which parts of a whole to hide when a reader knows the whole.

    Parameters
    ----------
    parts : sequence of int
        Counts that add up to the whole. A zero is always printed, so that a hidden part holds at least 1.
    limit : int
    known : sequence of int, optional
        As many of each part as the reader knows from elsewhere (the audited among all); those left over are a count
        too.

    Returns
    -------
    set of int or None
        Places to hide: the small ones, and as many more (smallest first) as it takes until each could be more than
        ``limit`` from all the reader knows. ``None``: no safe pattern.

    >>> hide_parts([300, 40, 3, 0], 5), hide_parts([300, 40, 7], 5), hide_parts([300, 40, 8], 5, [9, 4, 6])
    ({1, 2}, set(), {1, 2})
    >>> hide_parts([3, 1], 5) is None
    True
    """
    least = list(known) or [0] * len(parts)
    if is_small(sum(parts), limit):
        return None
    hidden = {
        place
        for place, (count, low) in enumerate(zip(parts, least, strict=True))
        if is_small(count, limit) or (low and is_small(count - low, limit))
    }
    others = sorted((at for at, n in enumerate(parts) if n and at not in hidden), key=lambda at: (parts[at], at))
    while hidden:
        room = sum(parts[place] - max(1, least[place]) for place in hidden)
        most = {place: max(1, least[place]) + room for place in hidden}
        if all(
            (not is_small(parts[at], limit) or most[at] > limit)
            and (not least[at] or not is_small(parts[at] - least[at], limit) or most[at] - least[at] > limit)
            for at in hidden
        ):
            return hidden
        if not others:
            return None
        hidden.add(others.pop(0))
    return hidden


def join_bands(counts: Sequence[int], limit: int) -> list[tuple[int, int]] | None:
    """Neighbouring bands joined until none holds a small count: (first, last) place of each; ``None``: all are few.

    >>> join_bands([2, 9, 0, 4, 3, 20, 1], 5), join_bands([0, 3], 5), join_bands([], 5)
    ([(0, 1), (2, 4), (5, 6)], None, [])
    """
    joined: list[tuple[int, int]] = []
    first, held = 0, 0
    for place, count in enumerate(counts):
        held += count
        if held > limit:
            joined.append((first, place))
            first, held = place + 1, 0
    if held and not joined:
        return None
    if joined and first < len(counts):
        joined[-1] = (joined[-1][0], len(counts) - 1)
    return joined


def hide_sample_beside_frame(in_frame: Sequence[int], in_sample: Sequence[int], limit: int) -> set[int] | None:
    """Rows to hide in both columns of a table of frame and sample counts whose totals are printed.

    The reader also knows that no more can be in the sample than in the frame. Rows are added, smallest first, until
    every hidden small count could be more than ``limit`` (by linear programming over everything the reader knows).
    Zeros stay printed. ``None``: no safe pattern.

    >>> hide_sample_beside_frame([12, 2, 20], [10, 0, 12], 5) is None
    True
    >>> hide_sample_beside_frame([60, 70], [20, 20], 5)
    set()
    """
    if is_small(sum(in_frame), limit) or is_small(sum(in_sample), limit):
        return None
    pairs = list(zip(in_frame, in_sample, strict=True))
    hidden = {
        place
        for place, (whole, drawn) in enumerate(pairs)
        if any(is_small(count, limit) for count in (whole, drawn, whole - drawn))
    }
    others = sorted(
        (place for place in range(len(pairs)) if place not in hidden), key=lambda place: (pairs[place], place)
    )
    while hidden and not _could_be_more([pairs[place] for place in sorted(hidden)], limit):
        if not others:
            return None
        hidden.add(others.pop(0))
    return None if hidden and len(hidden) == len(pairs) else hidden


def _could_be_more(pairs: Sequence[tuple[int, int]], limit: int) -> bool:
    """Whether each small count in hidden rows (frame, sample) could be more than ``limit`` to an attacker."""
    from scipy.optimize import linprog

    n = len(pairs)
    sums = np.kron(np.eye(2), np.ones(n))
    totals = [sum(pair[column] for pair in pairs) for column in (0, 1)]
    in_frame = np.hstack([-np.eye(n), np.eye(n)])
    bounds = [(1, None) if pair[column] else (0, 0) for column in (0, 1) for pair in pairs]
    for place, count in enumerate([pair[column] for column in (0, 1) for pair in pairs]):
        if is_small(count, limit):
            aim = np.zeros(2 * n)
            aim[place] = -1
            best = linprog(aim, A_ub=in_frame, b_ub=np.zeros(n), A_eq=sums, b_eq=totals, bounds=bounds, method="highs")
            if best.fun is None or -best.fun <= limit + 1e-7:
                return False
    return True
