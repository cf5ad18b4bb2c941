"""The four rules of a process chart, for many series at once: arrays of series × points."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

SIGNALS = ("", "outside", "trend", "two of three", "shift")
"""What a point can be part of, in order of precedence."""
RUN = 7
ROUNDING = 1e-12


class Chart(NamedTuple):
    """Charts of several series of one length. ``signal`` holds positions in :data:`SIGNALS`; ``direction`` of a signal
    is 1 for up (above the mean, rising), −1 for down and 0 for none."""

    value: Floats
    mean: Floats
    lower: Floats
    upper: Floats
    moving_range: Floats
    signal: npt.NDArray[np.int8]
    direction: npt.NDArray[np.int8]


def apply_rules(
    value: Floats, centre: Floats, limits: tuple[Floats, Floats, Floats, Floats], ranges: Floats | None = None
) -> Chart:
    """Find the signals of each series.

    Parameters
    ----------
    value : series × points
        nan where a point is missing: it breaks runs.
    centre, limits : anything that broadcasts to the shape of ``value``
        Mean (or median); then lower limit, edges of the outer thirds, upper limit. nan limits: no signals.
    ranges : series × points, optional
        Moving ranges, carried along.

    Source: ``NHSRplotthedots``, functions of special cause; its published cases are the tests.

    >>> chart = apply_rules(np.array([[1.0, 9.0]]), np.array([[2.0]]), tuple(np.array([[x]]) for x in (0, 1, 3, 4)))
    >>> [SIGNALS[code] for code in chart.signal[0]]
    ['', 'outside']
    """
    low, near_low, near_high, high = limits
    gap = value - centre
    # a point is on the mean, or on a limit, when only rounding keeps it off
    off = ROUNDING * np.maximum(np.abs(centre), np.abs(value))
    above, below = gap > off, gap < -off
    edge = ROUNDING * np.maximum(np.abs(low), np.abs(high))
    outside = (value > high + edge) | (value < low - edge)
    near = ~outside & ((value > near_high + edge) | (value < near_low - edge))
    step = np.diff(value, axis=1)
    points = value.shape[1]
    up = _cover(_all_of(step > 0, RUN - 1), RUN, points)
    down = _cover(_all_of(step < 0, RUN - 1), RUN, points)
    shift = _cover(_all_of(above, RUN) | _all_of(below, RUN), RUN, points)
    pairs = _two_of(near) & (_all_of(above, 3) | _all_of(below, 3))
    two = near & _cover(pairs, 3, points)
    found = np.select([outside, up | down, two, shift], [1, 2, 3, 4], 0)
    signal = np.where(np.isnan(low) | np.isnan(high), 0, found).astype(np.int8)
    centre, low, high = (np.broadcast_to(line, value.shape) for line in (centre, low, high))
    side = above.astype(np.int8) - below.astype(np.int8)
    following = np.pad(np.sign(np.nan_to_num(step)), ((0, 0), (0, 1)))  # at a turn of two trends the later one counts
    trend = np.where(up & down, following, np.where(up, 1, -1))
    direction = np.where(signal == 2, trend, np.where(signal > 0, side, 0)).astype(np.int8)
    ranges = np.full(value.shape, np.nan) if ranges is None else ranges
    return Chart(value, centre, low, high, ranges, signal, direction)


def _all_of(flags: Bools, length: int) -> Bools:
    """Whether ``length`` flags in a row hold, for each place such a row can begin."""
    windows = max(flags.shape[1] - length + 1, 0)
    result = np.ones((flags.shape[0], windows), dtype=bool)
    for offset in range(length):
        result &= flags[:, offset : offset + windows]
    return result


def _two_of(flags: Bools) -> Bools:
    """Whether two or more of three flags in a row hold, for each place such a row can begin."""
    windows = max(flags.shape[1] - 2, 0)
    first, second, third = (flags[:, offset : offset + windows] for offset in range(3))
    return (first & second) | (first & third) | (second & third)


def _cover(windows: Bools, length: int, points: int) -> Bools:
    """Points that lie in any of the windows of ``length`` points that hold."""
    series, places = windows.shape
    result = np.zeros((series, points), dtype=bool)
    for offset in range(length if places else 0):
        result[:, offset : offset + places] |= windows
    return result
