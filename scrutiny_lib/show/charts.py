"""The other pictures: how many had a good answer, levels given and agreed, and one figure month by month."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from .style import ACCENT, INK, MID, PALE, PAPER, QUIET, SOFT, Surface, house, svg, text_width, wrapped

_LABEL, _LINE = 14.0, 18.0


@dataclass(frozen=True)
class Share:
    """One question: its words, what to print as *n of N*, the share in per cent, and its limits if there are any."""

    label: str
    shown: str
    percent: float
    lower: float | None = None
    upper: float | None = None


def draw_shares(shares: list[Share], width: float) -> str:
    """A dot for each share on a line from none to all, with its interval as a thicker line, as SVG."""
    labels = [wrapped(share.label, share.shown, _LABEL, width) for share in shares]
    heights = [_LINE * len(label) + 32 for label in labels]
    with house():
        surface = Surface(width, sum(heights) + 20)
        top, left, right = 0.0, 8.0, width - 8.0
        span = (right - left) / 100
        for share, label, height in zip(shares, labels, heights, strict=True):
            for line, words in enumerate(label):
                surface.text(0, top + 13 + line * _LINE, words, _LABEL)
            surface.text(width, top + 13, share.shown, _LABEL, align="right", bold=True)
            y = top + _LINE * len(label) + 11
            surface.line(left, y, right, y, PALE, 2)
            if share.lower is not None and share.upper is not None:
                surface.line(left + span * share.lower, y, left + span * share.upper, y, MID, 5)
            surface.dots([left + span * share.percent], y, 6, ACCENT)
            top += height
        for x, words, align in ((0, "none", "left"), (width / 2, "half", "center"), (width, "all", "right")):
            surface.text(x, top + 8, words, 12.5, QUIET, align=align)
        return surface.svg()


def draw_levels(counts: pd.DataFrame, shown: pd.DataFrame, width: float) -> str:
    """Levels given (rows) against levels agreed (columns), as SVG.

    Two shades: up to half the fullest cell, and more than half. The cells where both are the same have a frame.

    Parameters
    ----------
    counts : DataFrame
        Children in each pair of levels; ``NaN`` where hidden, which stays unshaded.
    shown : DataFrame
        The text for each pair, in the same shape.
    width : float
        Width of the picture in points.
    """
    side, size = min(150.0, width * 0.3), 12.5 if width > 400 else 11.0
    columns = [_in_lines(name, (width - side) / len(counts.columns), size) for name in counts.columns]
    rows = [_in_lines(name, side, size) for name in counts.index]
    head = 14 + 1.25 * size * max(name.count("\n") + 1 for name in columns)
    height = head + 40 * len(counts.index)
    with house():
        figure = Figure(figsize=(width / 72, height / 72))
        axes = figure.add_axes((side / width, 0.0, 1 - side / width, 1 - head / height))
        numbers = counts.to_numpy(dtype=float)
        most = max(1.0, float(np.nan_to_num(numbers).max()))
        steps = np.where(np.isnan(numbers), np.nan, np.ceil(2 * numbers / most))
        shades = ListedColormap([PAPER, PALE, SOFT])
        sns.heatmap(steps, ax=axes, cmap=shades, vmin=0, vmax=2, cbar=False, linewidths=2, linecolor=PALE)
        for (row, column), words in np.ndenumerate(shown.to_numpy()):
            axes.text(column + 0.5, row + 0.5, words, ha="center", va="center", fontsize=14, color=INK)
        for at in range(min(counts.shape)):
            axes.plot(
                [at + 0.04, at + 0.96, at + 0.96, at + 0.04, at + 0.04],
                [at + 0.06, at + 0.06, at + 0.94, at + 0.94, at + 0.06],
                color=ACCENT, linewidth=2,
            )  # fmt: skip
        axes.xaxis.tick_top()
        axes.set_xticks(np.arange(len(columns)) + 0.5, columns)
        axes.set_yticks(np.arange(len(rows)) + 0.5, rows)
        axes.tick_params(length=0, labelsize=size, labelcolor=INK, pad=6)
        axes.tick_params(axis="y", rotation=0)
        return svg(figure)


def _in_lines(name: object, room: float, size: float) -> str:
    """The name of a level in lines that fit a number of points; words stay whole."""
    return textwrap.fill(str(name), max(4, int(room / (0.6 * size))), break_long_words=False)


def draw_run(series: pd.DataFrame, width: float, height: float = 170) -> str:
    """One figure month by month with its mean and limits, as SVG.

    A month that stands out is a diamond, a larger one where it lies outside the limits.

    Parameters
    ----------
    series : DataFrame
        In order of month: ``month``, ``value``, ``mean``, ``lower``, ``upper`` (numbers; ``NaN`` leaves a gap) and
        ``signal`` (text; empty when nothing stands out).
    width, height : float
        Size of the picture in points.
    """
    x = np.arange(len(series))
    value = series["value"].to_numpy(dtype=float)
    last = "" if np.isnan(value[-1]) else f"{value[-1]:,.0f}" if value[-1] == round(value[-1]) else f"{value[-1]:,.1f}"
    right = 16 + text_width(last, 14)
    with house():
        figure = Figure(figsize=(width / 72, height / 72))
        axes = figure.add_axes((44 / width, 24 / height, 1 - (44 + right) / width, 1 - 34 / height))
        for limit in ("lower", "upper"):
            axes.step(
                x, series[limit].to_numpy(dtype=float), where="mid", color=MID, linewidth=1, linestyle=(0, (4, 3))
            )
        axes.step(x, series["mean"].to_numpy(dtype=float), where="mid", color=MID, linewidth=1.4)
        axes.plot(x, value, color=ACCENT, linewidth=1.8)
        stands_out = series["signal"].astype(str).str.strip().ne("").to_numpy() & ~np.isnan(value)
        axes.scatter(x[~stands_out], value[~stands_out], s=16, color=ACCENT, zorder=3)
        outside = stands_out & series["signal"].eq("outside").to_numpy()
        axes.scatter(x[stands_out & ~outside], value[stands_out & ~outside], s=24, marker="D", color=INK, zorder=4)
        axes.scatter(x[outside], value[outside], s=70, marker="D", color=INK, zorder=4)
        seen = np.concatenate([value, series["lower"].to_numpy(dtype=float), series["upper"].to_numpy(dtype=float)])
        low, high = float(np.nanmin(seen)), float(np.nanmax(seen))
        room = (high - low or abs(high) or 1.0) * 0.12
        axes.set(ylim=(min(0.0, low) if low < room * 4 else low - room, high + room), xlim=(-0.5, len(x) - 0.5))
        axes.set_xlabel("")
        axes.set_ylabel("")
        axes.locator_params(axis="y", nbins=4)
        axes.set_xticks([0, len(x) - 1], [str(series["month"].iloc[0]), str(series["month"].iloc[-1])])
        axes.tick_params(length=0, labelsize=12, labelcolor=QUIET)
        axes.get_xticklabels()[0].set_horizontalalignment("left")
        axes.get_xticklabels()[-1].set_horizontalalignment("right")
        sns.despine(ax=axes, left=True)
        if last:
            axes.annotate(
                last, (x[-1], value[-1]), xytext=(8, 0), textcoords="offset points", va="center", color=ACCENT,
                fontsize=13, fontweight="bold", annotation_clip=False,
            )  # fmt: skip
        return svg(figure)
