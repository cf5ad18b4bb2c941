"""One figure month by month: its line, average, limits, target and new baselines, with what happened as numbers above.

A month without a figure is a gap in the line: nothing is drawn across it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .palette import ACCENT, INK, MID, PAPER, QUIET
from .style import house, svg, text_width
from .text import month, months_within, plain, quarter_months, short_month

Floats = npt.NDArray[np.float64]
_LARGE, _LABEL, _BETWEEN = 300, 12.0, 14.0


def draw_run(
    series: pd.DataFrame,
    width: float,
    height: float = 170,
    events: Sequence[tuple[int, str]] = (),
    ceiling: float | None = None,
    labels: bool = False,
) -> str:
    """One figure month by month with its mean and limits, as SVG.

    A month that stands out is a diamond, a larger one where it lies outside the limits. Mean and limits break where a
    new baseline begins; a target is a line of dots and dashes.

    Parameters
    ----------
    series : DataFrame
        In order of month: ``month`` (``"2025-07"``, a quarter ``"2025-26-Q3"``, or words printed as they are),
        ``value``, ``mean``, ``lower``, ``upper`` (numbers; ``NaN`` leaves a gap) and ``signal`` (text; empty when
        nothing stands out). May hold ``target`` (numbers) and ``period`` (the baseline a month belongs to). At least
        one value is a number.
    width, height : float
        Size of the picture in points.
    events : sequence of (position, words)
        What to print above a month (0 is the first): numbers whose meaning stands below the picture.
    ceiling : float, optional
        The most the figure can be (100 for a share in per cent): no tick stands above it.
    labels : bool
        Print names at the ends of the lines: for a picture that stands alone.
    """
    value = series["value"].to_numpy(dtype=float)
    lines = {name: _numbers(series, name) for name in ("mean", "lower", "upper", "target")}
    ends = _ends(value, lines) if labels else _last(value)
    right = 14 + max((text_width(words, _LABEL + 1) for _, words, _ in ends), default=0)
    low, high = _range(np.concatenate([value, *lines.values()]), ceiling)
    with house():
        figure = Figure(figsize=(width / 72, height / 72))
        axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
        axes.set(ylim=(low, high), xlim=(-0.5, len(value) - 0.5))
        _bands(axes, lines, _periods(series))
        _marks(axes, value, series["signal"].astype(str).str.strip().to_numpy(), width)
        left = 10 + _value_axis(axes, ceiling)
        room = width - left - right
        foot = _month_axis(axes, [str(name) for name in series["month"]], room, width if labels else 0)
        head = _events(axes, events, room / len(value))
        tall = height - 10 - foot - head
        axes.set_position((left / width, foot / height, room / width, tall / height))
        _print_ends(axes, ends, len(value) - 0.5, tall / (high - low))
        return svg(figure)


def said_number(value: float) -> str:
    """A number as a chart prints it: whole from ten up, else one decimal at most.

    >>> said_number(782.83), said_number(64.0), said_number(3.24)
    ('783', '64', '3.2')
    """
    return f"{value:,.0f}" if abs(value) >= 9.95 or value == round(value) else f"{value:,.1f}"


def plain_axes(axes: Axes) -> None:
    """The house look of axes: no names, no tick marks, no frame but the line below."""
    axes.set(xlabel="", ylabel="")
    axes.tick_params(length=0, labelsize=_LABEL, labelcolor=QUIET)
    sns.despine(ax=axes, left=True)


def _numbers(series: pd.DataFrame, name: str) -> Floats:
    if name not in series:
        return np.full(len(series), np.nan)
    return np.asarray(pd.to_numeric(series[name], errors="coerce").to_numpy(dtype=float))


def _periods(series: pd.DataFrame) -> list[tuple[int, int]]:
    """From and to (exclusive) of the months that share one baseline."""
    if "period" not in series:
        return [(0, len(series))]
    names = series["period"].ffill().bfill().astype(str).to_numpy()
    breaks = [at for at in range(1, len(names)) if names[at] != names[at - 1]]
    return list(pairwise([0, *breaks, len(names)]))


def _range(numbers: Floats, ceiling: float | None) -> tuple[float, float]:
    low, high = float(np.nanmin(numbers)), float(np.nanmax(numbers))
    room = (high - low or abs(high) or 1.0) * 0.12
    top = high + room if ceiling is None else min(high + room, ceiling + 0.03 * (ceiling - min(0.0, low)))
    return (min(0.0, low) - 0.02 * room if low < room * 4 else low - room), top


def _bands(axes: Axes, lines: dict[str, Floats], periods: list[tuple[int, int]]) -> None:
    """Mean, limits and target as steps, broken where a baseline begins or a month has none."""
    looks: dict[str, dict[str, Any]] = {
        "lower": {"color": MID, "linewidth": 1.0, "linestyle": (0, (4, 3))},
        "upper": {"color": MID, "linewidth": 1.0, "linestyle": (0, (4, 3))},
        "mean": {"color": MID, "linewidth": 1.4},
    }
    for name, look in looks.items():
        for start, end in periods:
            axes.plot(*_steps(lines[name], start, end), **look)
    axes.plot(*_steps(lines["target"], 0, len(lines["target"])), color=INK, linewidth=1.1, linestyle=(0, (7, 2, 1, 2)))
    for start, _ in periods[1:]:
        axes.axvline(start - 0.5, color=MID, linewidth=0.8)


def _steps(line: Floats, start: int, end: int) -> tuple[Floats, Floats]:
    """A level line half a month to either side of each month."""
    at = np.arange(start, end, dtype=float)
    return np.column_stack([at - 0.46, at + 0.46]).ravel(), np.repeat(line[start:end], 2)


def _marks(axes: Axes, value: Floats, signal: npt.NDArray[np.object_], width: float) -> None:
    x = np.arange(len(value))
    known = ~np.isnan(value)
    stands_out = (signal != "") & known
    outside = stands_out & (signal == "outside")
    size = min(16.0, (width / len(value)) ** 2 / 4)
    axes.plot(x, value, color=ACCENT, linewidth=1.8)
    axes.scatter(x[known & ~stands_out], value[known & ~stands_out], s=size, color=ACCENT, zorder=3)
    axes.scatter(x[stands_out & ~outside], value[stands_out & ~outside], s=24, marker="D", color=INK, zorder=4)
    axes.scatter(x[outside], value[outside], s=60, marker="D", color=INK, zorder=4)


def _value_axis(axes: Axes, ceiling: float | None) -> float:
    """Few ticks, none above the ceiling or below nothing; how wide their words are, in points."""
    axes.locator_params(axis="y", nbins=4)
    low, high = axes.get_ylim()
    top = high if ceiling is None else ceiling
    ticks = [tick for tick in axes.get_yticks() if low <= tick <= top + 1e-9 and (tick >= 0 or low < -1)]
    words = [plain(float(tick)) for tick in ticks]
    axes.set_yticks(ticks, words)
    plain_axes(axes)
    return max((text_width(word, _LABEL) for word in words), default=0.0)


def _month_axis(axes: Axes, months: list[str], room: float, width: float) -> float:
    """The first and the last month (or quarter), and each April between them where there is room; how tall it is.

    Where the names of the first and the last would touch, the year stands below.
    """
    last = len(months) - 1
    ticks = [0, last] if last else [0]
    if width > _LARGE and last:
        by_quarter = bool(quarter_months(months[0]))
        apart = (120 if by_quarter else 75) * len(months) / (width - 120)
        year = 4 if by_quarter else 12
        ticks[1:1] = [
            at
            for at in range(1, last)
            if months_within(months[at])[0][5:] == "04" and min(at, last - at) > 1.2 * apart and apart < year
        ]
    words = [short_month(months[at]) for at in ticks]
    if sum(text_width(word, _LABEL) + 8 for word in words) > room:
        words = [word.replace("\u00a0", "\n") for word in words]
    axes.set_xticks(ticks, words)
    if last:
        axes.get_xticklabels()[0].set_horizontalalignment("left")
        axes.get_xticklabels()[-1].set_horizontalalignment("right")
    return 24 + _BETWEEN * any("\n" in word for word in words)


def _events(axes: Axes, events: Sequence[tuple[int, str]], step: float) -> float:
    """Words above their months, a row higher where they would touch; the room they take, in points."""
    until: list[float] = []
    for at, words in sorted(events):
        x, wide = at * step, text_width(words, _LABEL) + 4
        row = next((n for n, end in enumerate(until) if x - wide / 2 > end), len(until))
        until[row : row + 1] = [x + wide / 2]
        axes.axvline(at, color=QUIET, linewidth=0.8, linestyle=(0, (1, 2)), zorder=1)
        axes.annotate(
            words, (at, 1), xycoords=("data", "axes fraction"), xytext=(0, 4 + _BETWEEN * row), va="bottom",
            textcoords="offset points", ha="center", fontsize=_LABEL, fontweight="bold", color=INK,
            annotation_clip=False, bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.5},
        )  # fmt: skip
    return _BETWEEN * len(until)


def _last(value: Floats) -> list[tuple[float, str, str]]:
    return [] if np.isnan(value[-1]) else [(float(value[-1]), said_number(float(value[-1])), ACCENT)]


def _ends(value: Floats, lines: dict[str, Floats]) -> list[tuple[float, str, str]]:
    """Where each line ends: height, words, colour; the figure itself first."""
    names = {"mean": "average", "upper": "upper limit", "lower": "lower limit", "target": "target"}
    colours = {"target": INK}
    ends = _last(value)
    for name, words in names.items():
        known = lines[name][~np.isnan(lines[name])]
        if len(known):
            ends.append((float(known[-1]), f"{words} {said_number(float(known[-1]))}", colours.get(name, QUIET)))
    return ends


def _print_ends(axes: Axes, ends: list[tuple[float, str, str]], x: float, scale: float) -> None:
    """Words at the ends of lines, moved apart until none stands on another; ``scale`` is points per unit."""
    placed: list[tuple[float, float, str, str]] = []
    floor = -np.inf
    for height, words, colour in sorted(ends):
        at = max(height * scale, floor)
        floor = at + _LABEL + 2
        placed.append((height, at - height * scale, words, colour))
    for height, moved, words, colour in placed:
        axes.annotate(
            words, (x, height), xytext=(6, moved), textcoords="offset points", va="center", color=colour,
            fontsize=_LABEL + (colour == ACCENT), fontweight="bold" if colour == ACCENT else "normal",
            annotation_clip=False,
        )  # fmt: skip


def months_named(months: Sequence[str]) -> str:
    """Months (or quarters) in words, neighbours joined.

    >>> months_named(["2025-07", "2025-08", "2025-09", "2025-12"])
    'July 2025 to September 2025 and December 2025'
    """
    periods = sorted(pd.Period(name, "M") for point in months for name in months_within(point))
    runs: list[list[pd.Period]] = []
    for one in periods:
        if runs and one == runs[-1][-1] + 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    said = [month(str(run[0])) + (f" to {month(str(run[-1]))}" if len(run) > 1 else "") for run in runs]
    return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)
