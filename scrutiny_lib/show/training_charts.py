"""Pictures of training: change about a line of no change, each with its likely range, and a figure before and after."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .palette import ACCENT, INK, MID, PALE, PAPER, QUIET, SOFT
from .run_charts import plain_axes, said_number
from .style import Surface, house, svg, text_width
from .text import short_month

_LABEL, _NOTE, _LINE, _PITCH, _HEAD, _FOOT = 14.0, 12.5, 18.0, 23.0, 20.0, 18.0
_ABOVE = 15.0
"""What a line of words above its marks takes, where there is no room beside them."""
_STEPS = (0.5, 1, 2, 5, 10, 20, 25, 50)
_TICK = 44.0
"""The least room for a number under the scale."""
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Moved:
    """One comparison: its name, the number as printed, the change, its limits, and what drop-outs could do to it.

    Without a value there is nothing to draw and ``shown`` says why. ``sure``: it is more than chance would do.
    """

    name: str
    shown: str
    value: float | None
    lower: float | None = None
    upper: float | None = None
    worst: float | None = None
    best: float | None = None
    sure: bool = False


@dataclass(frozen=True)
class Changed:
    """One row of a picture: a course (or a question) and its comparisons."""

    label: str
    moved: tuple[Moved, ...]


def draw_changes(rows: list[Changed], width: float) -> str:
    """Changes on lines about *no change*, as SVG.

    A filled dot is more than chance would do, a ring is not; the band is the likely range, the thin line how far those
    who did not answer again could move the average. All rows have one scale.
    """
    labels = [textwrap.wrap(row.label, int(width / (0.53 * _LABEL))) for row in rows]
    moved = [one for row in rows for one in row.moved if one.value is not None]
    names = max((text_width(f"{one.name} {one.shown}", _NOTE) for one in moved), default=0) + 16
    above = names > 0.55 * width
    left, right = 8.0 if above else names, width - 8
    pitch = _PITCH + _ABOVE if above else _PITCH
    heights = [_LINE * len(label) + pitch * len(row.moved) + 14 for row, label in zip(rows, labels, strict=True)]
    low, high = _reach_of(moved)

    def place(value: float) -> float:
        return left + (right - left) * (value - low) / (high - low)

    with house():
        surface = Surface(width, sum(heights) + _HEAD + _FOOT)
        surface.text(place(0), 12, "no change", 12, INK, "center")
        if place(0) - left > 75:
            surface.text(left, 12, "← lower", 12, QUIET)
        if right - place(0) > 85:
            surface.text(right, 12, "higher →", 12, QUIET, "right")
        top = _HEAD
        for row, label, height in zip(rows, labels, heights, strict=True):
            for at, words in enumerate(label):
                surface.text(0, top + 13 + at * _LINE, words, _LABEL, bold=True)
            y = top + _LINE * len(label) + 10
            for one in row.moved:
                _one(surface, one, y, (left, right), place, _ABOVE if above else 0.0)
                y += pitch
            top += height
        for value in _ticks(low, high, max(2, int((right - left) / _TICK))):
            surface.line(place(value), top - 4, place(value), top, QUIET, 1)
            said = "0" if not value else f"{'+' if value > 0 else '−'}{abs(value):g}"
            surface.text(place(value), top + 13, said, 12, QUIET, "center")
        return surface.svg()


def _reach_of(moved: list[Moved]) -> tuple[float, float]:
    """The ends of the scale: wide enough for every range, and for the line of no change."""
    ends = [0.0]
    for one in moved:
        ends += [value for value in (one.value, one.lower, one.upper, one.worst, one.best) if value is not None]
    low, high = min(ends), max(ends)
    room = 0.06 * (high - low or 1.0)
    return low - room, high + 3 * room


def _ticks(low: float, high: float, most: int) -> list[float]:
    """Round numbers along the scale, no more than ``most`` of them.

    >>> _ticks(-0.4, 2.6, 6), _ticks(-37, 55, 6)
    ([0.0, 0.5, 1.0, 1.5, 2.0, 2.5], [-20, 0, 20, 40])
    """
    for step in _STEPS:
        found = [step * at for at in range(math.ceil(low / step), math.floor(high / step) + 1)]
        if len(found) <= most:
            return found
    return [0.0]


def _one(
    surface: Surface, one: Moved, y: float, ends: tuple[float, float], at: Callable[[float], float], above: float
) -> None:
    """One comparison: its words at the left, or ``above``, and its marks on the scale, about the line of no change."""
    colour = ACCENT if one.sure else QUIET
    words = f"{one.name} {one.shown}"
    if one.value is None:
        surface.text(0, y + 4.5, words, _NOTE, QUIET)
        return
    surface.text(0, y + 4.5, words, _NOTE, colour, bold=one.sure)
    y += above
    surface.line(ends[0], y, ends[1], y, PALE, 1)
    surface.line(at(0), y - (_ABOVE / 2 if above else _PITCH / 2), at(0), y + _PITCH / 2, INK, 1.1)
    if one.worst is not None and one.best is not None:
        surface.line(at(one.worst), y, at(one.best), y, SOFT, 2)
        for end in (one.worst, one.best):
            surface.line(at(end), y - 3, at(end), y + 3, SOFT, 1.4)
    if one.lower is not None and one.upper is not None:
        surface.line(at(one.lower), y, at(one.upper), y, MID, 6)
    if one.sure:
        surface.dots([at(one.value)], y, 6, ACCENT)
    else:
        surface.dots([at(one.value)], y, 5, PAPER, QUIET)


@dataclass(frozen=True)
class Bar:
    """One wave of an evaluation: its name, what is printed, and how many were found again, answered and were asked."""

    name: str
    shown: str
    found: int
    answered: int
    asked: int


@dataclass(frozen=True)
class Answered:
    """One course and its waves."""

    course: str
    bars: tuple[Bar, ...]


def draw_answered(courses: list[Answered], width: float) -> str:
    """Bars for each wave of each course, all to one scale, as SVG: found again, answered, asked."""
    bars = [bar for one in courses for bar in one.bars]
    names = max(text_width(bar.name, _NOTE) for bar in bars) + 10
    shown = max(text_width(bar.shown, _NOTE) for bar in bars) + 10
    beside = width - names - shown > 120
    stacked = not beside and any(text_width(f"{bar.name} {bar.shown}", _NOTE) + 20 > width for bar in bars)
    left, right, pitch = (names, width - shown, 19.0) if beside else (0.0, width, 50.0 if stacked else 34.0)
    scale = (right - left) / max([1, *(bar.asked for bar in bars)])
    with house():
        surface = Surface(width, sum(_LINE + 12 + pitch * len(one.bars) for one in courses))
        top = 0.0
        for one in courses:
            surface.text(0, top + 13, one.course, _LABEL, bold=True)
            top += _LINE + 2
            for bar in one.bars:
                surface.text(0, top + 12, bar.name, _NOTE, QUIET)
                if stacked:
                    surface.text(0, top + 27, bar.shown, _NOTE, INK)
                else:
                    surface.text(width, top + 12, bar.shown, _NOTE, INK, "right")
                y = top + (2 if beside else 32 if stacked else 17)
                if bar.asked > bar.answered:
                    surface.bar(left, y, bar.asked * scale, 11, PALE, MID)
                if bar.answered > bar.found:
                    surface.bar(left, y, bar.answered * scale, 11, MID)
                if bar.found:
                    surface.bar(left, y, bar.found * scale, 11, ACCENT)
                top += pitch
            top += 10
        return surface.svg()


def draw_series(series: pd.DataFrame, start: str, width: float, height: float = 230) -> str:
    """A figure before and after a programme began, as SVG.

    Parameters
    ----------
    series : DataFrame
        In order of month: month (``"2025-07"``), value, fitted (the line through it), expected (where its course
        before would have led) and comparison, numbers; ``NaN`` leaves a gap.
    start : str
        The month the programme began.
    width, height : float
        Size of the picture in points.
    """
    lines = {name: _numbers(series, name) for name in ("value", "fitted", "expected", "comparison")}
    months = [str(month) for month in series["month"]]
    began = next((at for at, month in enumerate(months) if month >= start), len(months))
    ends = _ends(lines)
    right = 14 + max((text_width(words, 12.5) for _, words, _ in ends), default=0)
    with house():
        figure = Figure(figsize=(width / 72, height / 72))
        axes = figure.add_axes((44 / width, 26 / height, (width - 44 - right) / width, (height - 48) / height))
        x = np.arange(len(months))
        axes.plot(x, lines["comparison"], color=SOFT, linewidth=1.6)
        axes.plot(x, lines["value"], color=MID, linewidth=1.0)
        axes.scatter(x, lines["value"], s=14, color=QUIET, zorder=3)
        axes.plot(x, lines["expected"], color=INK, linewidth=1.4, linestyle=(0, (4, 3)), zorder=4)
        for side in (x < began, x >= began):
            axes.plot(x[side], lines["fitted"][side], color=ACCENT, linewidth=2.2, zorder=5)
        axes.axvline(began - 0.5, color=INK, linewidth=1.0)
        axes.annotate(
            "programme begins", (began - 0.5, 1), xycoords=("data", "axes fraction"), xytext=(0, 4),
            textcoords="offset points", ha="center" if 0.2 < began / max(1, len(x)) < 0.8 else "right",
            fontsize=12, color=INK, annotation_clip=False,
        )  # fmt: skip
        _scale(axes, np.concatenate(list(lines.values())), months)
        _named(axes, ends, len(months) - 1)
        return svg(figure)


def _numbers(series: pd.DataFrame, name: str) -> Floats:
    return np.asarray(pd.to_numeric(series[name], errors="coerce").to_numpy(dtype=float))


def _ends(lines: dict[str, Floats]) -> list[tuple[float, str, str]]:
    """height, words, colour of what is printed at the right of each line."""
    words = {
        "comparison": ("comparison", QUIET), "fitted": ("as it went", ACCENT), "expected": ("as before it", INK),
        "value": ("", QUIET),
    }  # fmt: skip
    found = []
    for name, (said, colour) in words.items():
        known = lines[name][~np.isnan(lines[name])]
        if len(known) and (said or np.isnan(lines["fitted"]).all()):
            found.append((float(known[-1]), f"{said} {said_number(float(known[-1]))}".strip(), colour))
    return found


def _scale(axes: Axes, seen: Floats, months: list[str]) -> None:
    low, high = float(np.nanmin(seen)), float(np.nanmax(seen))
    room = (high - low or abs(high) or 1.0) * 0.12
    axes.set(ylim=(min(0.0, low) if low < room * 4 else low - room, high + room), xlim=(-0.5, len(months) - 0.5))
    axes.locator_params(axis="y", nbins=4)
    axes.set_xticks([0, len(months) - 1], [short_month(months[0]), short_month(months[-1])])
    plain_axes(axes)
    axes.get_xticklabels()[0].set_horizontalalignment("left")
    axes.get_xticklabels()[-1].set_horizontalalignment("right")


def _named(axes: Axes, ends: list[tuple[float, str, str]], x: float) -> None:
    """Words at the right, moved apart so that none stands on another."""
    low, high = axes.get_ylim()
    step = (high - low) * 0.09
    floor = -np.inf
    for height, words, colour in sorted(ends):
        at = max(height, floor)
        floor = at + step
        axes.annotate(
            words, (x, at), xytext=(8, 0), textcoords="offset points", va="center", color=colour, fontsize=12,
            fontweight="bold" if colour == ACCENT else "normal", annotation_clip=False,
        )  # fmt: skip
