"""Events too rare for a line: a dot for each in its month, and the days that passed between one and the next."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.figure import Figure

from .palette import ACCENT, INK, MID, PAPER, QUIET
from .run_charts import plain_axes, said_number
from .style import Surface, house, svg, text_width
from .text import short_month, true

Floats = npt.NDArray[np.float64]
_LABEL, _FOOT = 12.0, 24.0
MOST_DOTS = 6
"""So many dots stand above one month; more are one larger dot with their number."""


def draw_events(series: pd.DataFrame, width: float) -> str:
    """A dot for each event above its month, as SVG; the line below breaks where a month has no figure.

    Parameters
    ----------
    series : DataFrame
        In order of month: ``month`` and ``value`` (events; ``NaN`` where there is no figure).
    width : float
        Width of the picture in points.
    """
    value = series["value"].to_numpy(dtype=float)
    left, step = 4.0, (width - 8) / len(value)
    radius = min(5.0, 0.42 * step)
    most = min(MOST_DOTS, max(1, int(np.nanmax(value, initial=0))))
    floor = 12 + most * (2 * radius + 2)
    with house():
        surface = Surface(width, floor + _FOOT)
        for at, events in enumerate(value):
            x = left + (at + 0.5) * step
            if np.isnan(events):
                continue
            surface.line(x - 0.5 * step, floor, x + 0.5 * step, floor, MID, 1.2)
            if events > MOST_DOTS:
                surface.dots([x], floor - radius - 3, radius, ACCENT)
                surface.text(x, floor - 2 * radius - 7, said_number(float(events)), _LABEL, ACCENT, "center", bold=True)
                continue
            for dot in range(int(events)):
                surface.dots([x], floor - radius - 3 - dot * (2 * radius + 2), radius, ACCENT)
        surface.text(left, floor + 17, short_month(series["month"].iloc[0]), _LABEL, QUIET)
        surface.text(width - 4, floor + 17, short_month(series["month"].iloc[-1]), _LABEL, QUIET, "right")
        return surface.svg()


def draw_days_between(gaps: pd.DataFrame, width: float, height: float = 170) -> str:
    """Days between one rare event and the next with their median and limits, as SVG.

    The gap that has not ended yet is drawn hollow: it may still grow, and the limits do not use it. A gap that stands
    out is a diamond.

    Parameters
    ----------
    gaps : DataFrame
        In order of time: ``days``, ``median``, ``lower``, ``upper`` (numbers; ``NaN`` leaves a gap), ``signal`` (text;
        empty when nothing stands out) and ``open`` (whether the gap has not ended).
    width, height : float
        Size of the picture in points.
    """
    numbers = gaps[["days", "median", "lower", "upper"]].apply(pd.to_numeric, errors="coerce").to_numpy(dtype=float)
    days, median, lower, upper = numbers.T
    unfinished = np.array([true(value) for value in gaps["open"]], dtype=bool)
    stands_out = gaps["signal"].fillna("").astype(str).str.strip().ne("").to_numpy() & ~unfinished
    x = np.arange(len(days))
    last = "" if np.isnan(days[-1]) else f"{said_number(float(days[-1]))}{' so far' if unfinished[-1] else ''}"
    right = 16 + text_width(last, _LABEL + 1)
    with house():
        figure = Figure(figsize=(width / 72, height / 72))
        axes = figure.add_axes((44 / width, 24 / height, 1 - (44 + right) / width, 1 - 34 / height))
        for limit in (lower, upper):
            axes.plot(x, limit, color=MID, linewidth=1, linestyle=(0, (4, 3)))
        axes.plot(x, median, color=MID, linewidth=1.4)
        axes.plot(x[~unfinished], days[~unfinished], color=ACCENT, linewidth=1.8)
        if unfinished[-1] and len(days) > 1:
            axes.plot(x[-2:], days[-2:], color=ACCENT, linewidth=1.2, linestyle=(0, (1, 2)))
        closed = ~unfinished & ~stands_out
        axes.scatter(x[closed], days[closed], s=16, color=ACCENT, zorder=3)
        axes.scatter(x[stands_out], days[stands_out], s=40, marker="D", color=INK, zorder=4)
        axes.scatter(x[unfinished], days[unfinished], s=30, facecolor=PAPER, edgecolor=ACCENT, linewidth=1.5, zorder=4)
        top = float(np.nanmax(np.concatenate([days, upper, median])))
        axes.set(ylim=(-0.02 * (top or 1), 1.12 * (top or 1)), xlim=(-0.5, len(days) - 0.5))
        axes.locator_params(axis="y", nbins=4, integer=True)
        axes.set_yticks([tick for tick in axes.get_yticks() if 0 <= tick <= 1.12 * (top or 1)])
        plain_axes(axes)
        ends = {0: "first gap", len(days) - 1: "latest"}
        axes.set_xticks(list(ends), list(ends.values()))
        axes.get_xticklabels()[0].set_horizontalalignment("left")
        axes.get_xticklabels()[-1].set_horizontalalignment("right")
        axes.annotate(
            last, (x[-1], days[-1] if last else 0), xytext=(8, 0), textcoords="offset points", va="center",
            color=ACCENT, fontsize=_LABEL + 1, fontweight="bold", annotation_clip=False,
        )  # fmt: skip
        return svg(figure)
