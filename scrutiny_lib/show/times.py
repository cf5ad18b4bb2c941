"""How long things took: a dot for each on a line of days with the limit marked, and the share done by each day."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from .palette import ACCENT, INK, MID, PALE, PAPER, QUIET
from .style import Surface, house, text_width

_NOTE, _AXIS = 12.5, 12.0
_PITCH, _MOST_ROWS, _BARS, _CURVE = 9.5, 9, 74.0, 110.0

Place = Callable[[float], float]
"""Where a day lies across the picture, in points."""


@dataclass(frozen=True)
class Days:
    """Some things that took (or, still open, have taken so far) between two numbers of days, both included."""

    first: float
    last: float
    n: int
    open: bool = False


@dataclass(frozen=True)
class Reached:
    """The share done by the end of a day, in per cent, with its range where there is one."""

    day: float
    percent: float
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True)
class _Cluster:
    """What stands together in a lane: between which points across, how many, and whether past the limit."""

    left: float
    right: float
    n: int
    late: bool

    @property
    def across(self) -> int:
        """How many dots fit side by side."""
        return max(1, int((self.right - self.left) // _PITCH))


def draw_times(days: list[Days], curve: list[Reached], limit: float | None, unit: str, width: float) -> str:
    """Dots over a line of days, what was done above what is still open, and under them the curve, as SVG.

    Parameters
    ----------
    days : list of Days
        Drawn as dots, hollow where still open; where they span several days the dots fill that stretch in no order.
        Where there are too many to count they become bars with their counts. May be empty.
    curve : list of Reached
        In order of day; drawn over the same line of days; may be empty. Points further than a day apart are joined by
        straight lines and marked, because nothing is known between them.
    limit : float, optional
        Where the limit is marked; what lies past it has the accent.
    unit : str
        What the line counts, for its label: *working days*.
    width : float
        Width of the picture in points.
    """
    end = max([one.first for one in days] + [one.day for one in curve] + [limit or 0, 1])
    beyond = any(one.last > end for one in days)
    left, right = 44.0, width - 12.0
    scale = (right - left) / ((end + 1) * (1.35 if beyond else 1.03))

    def place(day: float) -> float:
        return min(left + scale * day, right)

    lanes = [(words, _clusters([one for one in days if one.open is still], limit, place, scale))
             for words, still in (("done", False), ("open", True))]  # fmt: skip
    lanes = [(words, clusters) for words, clusters in lanes if clusters]
    as_bars = any(math.ceil(one.n / one.across) > _MOST_ROWS for _, clusters in lanes for one in clusters)
    talls = [_BARS if as_bars else 8 + _PITCH * max(math.ceil(one.n / one.across) for one in lane) for _, lane in lanes]
    base = 24 + sum(talls) + 6 * len(talls)
    low = base + (14 if lanes and curve else 0) + (_CURVE if curve else 0)
    with house():
        surface = Surface(width, low + 38)
        if limit is not None:
            words = f"limit: {limit:,.0f} {unit if limit != 1 else unit.removesuffix('s')}"
            _limit(surface, place(limit + 1), words, low, width)
        y = 24.0
        for (words, clusters), tall in zip(lanes, talls, strict=True):
            y += tall
            surface.text(left - 6, y - 1, words, _AXIS, QUIET, "right")
            _lane(surface, clusters, words == "open", y, as_bars, tall)
            surface.line(left, y + 1, right, y + 1, MID, 1)
            y += 6
        if curve:
            _curve(surface, curve, limit, low, place)
            for share, words in ((0, "none"), (50, "half"), (100, "all")):
                surface.text(left - 6, low - _CURVE * share / 100 + 4, words, _AXIS, QUIET, "right")
        _axis(surface, limit, end, beyond, low, place, unit)
        return surface.svg()


def _clusters(days: list[Days], limit: float | None, place: Place, scale: float) -> list[_Cluster]:
    """Single days gathered into columns as wide as a dot that never reach across the limit; stretches as they are."""
    step = max(1, math.ceil(_PITCH / scale))
    begin = limit if limit is not None else 0.0
    found: dict[tuple[float, float], int] = {}
    for one in days:
        if one.last > one.first:
            span = (one.first, one.last)
        else:
            last = begin + step * math.ceil((one.first - begin) / step)
            span = (max(0.0, last - step + 1), last)
        found[span] = found.get(span, 0) + one.n
    return [
        _Cluster(place(first), max(place(last + 1), place(first) + 4), n, limit is not None and first > limit)
        for (first, last), n in sorted(found.items())
    ]


def _lane(surface: Surface, clusters: list[_Cluster], still: bool, base: float, as_bars: bool, tall: float) -> None:
    highest = max(one.n for one in clusters)
    for one in clusters:
        colour = ACCENT if one.late else MID
        fill, edge = (PAPER, colour) if still else (colour, "")
        if as_bars:
            high = (tall - 20) * one.n / highest
            surface.bar(one.left + 1, base - high, max(2.0, one.right - one.left - 2), high, fill, edge)
            words, x = f"{one.n:,}", (one.left + one.right) / 2
            room = text_width(words, _AXIS)
            surface.bar(x - room / 2, base - high - 15, room, 14, PAPER)
            surface.text(x, base - high - 4, words, _AXIS, QUIET, "center")
            continue
        across = min(one.across, one.n) if one.n > one.across else one.across
        begin = (one.left + one.right) / 2 - _PITCH * min(across, one.n) / 2
        for row in range(math.ceil(one.n / across)):
            xs = [begin + _PITCH * (at + 0.5) for at in range(min(across, one.n - row * across))]
            surface.dots(xs, base - 5 - _PITCH * row, 3.5 if still else 4.0, fill, edge)


def _limit(surface: Surface, x: float, words: str, bottom: float, width: float) -> None:
    surface.line(x, 18, x, bottom, INK, 1.4)
    half = text_width(words, _NOTE) / 2
    surface.text(min(max(x, half), width - half), 13, words, _NOTE, INK, "center", bold=True)


def _curve(surface: Surface, curve: list[Reached], limit: float | None, low: float, place: Place) -> None:
    """Up from none to all, the range in pale grey behind, and a mark where the limit is."""

    def level(percent: float) -> float:
        return low - _CURVE * percent / 100

    known = every_day(curve)
    for one, after in pairwise(curve):
        if one.lower is not None and one.upper is not None and known:
            x = place(one.day + 1)
            surface.bar(x, level(one.upper), place(after.day + 1) - x, level(one.lower) - level(one.upper), PALE)
    for share in (0, 50, 100):
        surface.line(place(0), level(share), place(1e9), level(share), MID, 0.6)
    points = [(place(0), level(0))]
    for one in curve:
        points += [(place(one.day + 1), points[-1][1])] if known else []
        points.append((place(one.day + 1), level(one.percent)))
    surface.path(points, ACCENT, 2)
    marked = [one for one in curve if not known or one.day == limit]
    for one in marked:
        x = place(one.day + 1)
        if one.lower is not None and one.upper is not None and not known:
            surface.line(x, level(one.lower), x, level(one.upper), MID, 4)
        surface.dots([x], level(one.percent), 4.5, ACCENT)


def every_day(curve: list[Reached]) -> bool:
    """Whether a curve is known day by day, and not only at a few days.

    >>> every_day([Reached(0, 5), Reached(1, 9)]), every_day([Reached(22, 40), Reached(45, 78)])
    (True, False)
    """
    return all(after.day - one.day <= 1 for one, after in pairwise(curve)) and len(curve) > 1


def _axis(surface: Surface, limit: float | None, end: float, beyond: bool, low: float, place: Place, unit: str) -> None:
    y, last = low + 16, f"more than {end - 1:,.0f}" if beyond else f"{end:,.0f}"
    surface.text(place(0), y, "0", _AXIS, QUIET, "center")
    surface.text(place(1e9), y, last, _AXIS, QUIET, "right")
    if limit is not None and place(limit) - place(0) > 24 and place(1e9) - text_width(last, _AXIS) - place(limit) > 24:
        surface.text(place(limit + 1), y, f"{limit:,.0f}", _AXIS, INK, "center", bold=True)
    surface.text((place(0) + place(1e9)) / 2, low + 33, unit, _AXIS, QUIET, "center")
