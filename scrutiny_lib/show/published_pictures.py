"""Pictures of published figures: areas year by year, and areas by size with what chance alone would do."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..lenses.published_funnel import limits_at
from .palette import ACCENT, INK, MID, QUIET, SOFT
from .style import house, svg, text_width

_SMALL, _TALL, _LINE = 12.5, 14.0, 14
_MOST_NAMED = 8
_DASHES = (0, (4, 3))


@dataclass(frozen=True)
class Line:
    """One area year by year: its name, a number for each year (nan: a gap), and whether it is ours or a country."""

    name: str
    values: tuple[float, ...]
    ours: bool = False
    country: bool = False


def draw_trend(lines: Sequence[Line], years: Sequence[int], width: float, height: float = 230) -> str:
    """Areas year by year with their names at the ends of the lines, as SVG; a year without a number is a gap.

    Our own line is dark, a country's dashed, all others grey. A line that ends early says up to which year.
    """
    named = [line for line in lines if len(lines) <= _MOST_NAMED or line.ours or line.country]
    ends = {line.name: _end(line, years) for line in named}
    right = 12 + max((text_width(part, _SMALL) for parts in ends.values() for part in parts), default=0)
    with house():
        figure, axes = _axes(width, height, right)
        for line in sorted(lines, key=lambda one: (one.ours, one.country)):
            colour = ACCENT if line.ours else QUIET if line.country else MID
            values = np.array(line.values, dtype=float)
            axes.plot(
                years, values, color=colour, linewidth=2.2 if line.ours else 1.2,
                linestyle=_DASHES if line.country else "-", marker="o", markersize=4 if line.ours else 2.2,
                zorder=4 if line.ours else 3,
            )  # fmt: skip
        known = [value for line in lines for value in line.values if not np.isnan(value)]
        top = max(known, default=1.0) * 1.06 or 1.0
        axes.set(ylim=(min(0.0, *known) if known else 0.0, top), xlim=(years[0] - 0.4, years[-1] + 0.4))
        axes.set_xticks(sorted({years[0], years[len(years) // 2], years[-1]}))
        _name_ends(axes, named, ends, height)
        return svg(figure)


def draw_spread(areas: pd.DataFrame, own: str, unit: str, across: str, width: float, height: float = 230) -> str:
    """Areas by size, the country's value as a line, and both limits about it, as SVG.

    Parameters
    ----------
    areas : DataFrame
        ``area``, ``value``, ``of`` and ``centre`` as in ``funnels``; numbers.
    own : str
        Our own area, drawn dark and named; all others are grey dots.
    unit : str
        Of the measure.
    across : str
        What the size is: named under the picture.
    width, height : float
        Size of the picture in points.
    """
    sizes, values = areas["of"].to_numpy(dtype=float), areas["value"].to_numpy(dtype=float)
    centre = float(areas["centre"].iloc[0])
    low, high = sizes.min() * 0.75, sizes.max() * 1.06
    steps = np.linspace(low, high, 60)
    with house():
        figure, axes = _axes(width, height, 36, 44)
        axes.axhline(centre, color=QUIET, linewidth=1.2)
        seen = [values]
        for confidence, style, word, end in ((0.95, _DASHES, "95", "lower"), (0.998, "-", "99.8", "upper")):
            limits = limits_at(centre, steps.tolist(), unit, confidence)
            for side in ("lower", "upper"):
                axes.plot(steps, limits[side], color=MID, linewidth=1, linestyle=style)
            seen.append(limits[["lower", "upper"]].to_numpy().ravel())
            axes.annotate(
                word, (high, float(limits[end].iloc[-1])), xytext=(4, 0), textcoords="offset points",
                va="bottom" if end == "upper" else "top", color=QUIET, fontsize=_SMALL - 1, annotation_clip=False,
            )  # fmt: skip
        ours = (areas["area"] == own).to_numpy()
        axes.scatter(sizes[~ours], values[~ours], s=26, color=SOFT, edgecolor=QUIET, linewidth=0.8, zorder=3)
        axes.scatter(sizes[ours], values[ours], s=70, color=ACCENT, zorder=4)
        every = np.concatenate(seen)
        room = (every.max() - every.min() or 1.0) * 0.08
        axes.set(ylim=(max(0.0, every.min() - room), every.max() + room), xlim=(low, high))
        axes.locator_params(axis="x", nbins=4)
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        axes.set_xlabel(across, fontsize=_SMALL, color=QUIET)
        for x, y in zip(sizes[ours], values[ours], strict=True):
            _name_ours(axes, own, (x, y), np.column_stack([sizes[~ours], values[~ours]]))
        return svg(figure)


def _name_ours(axes: Axes, own: str, at: tuple[float, float], others: np.ndarray[Any, Any]) -> None:
    """Our name beside our dot, on the side where fewest other dots lie under it, within the picture."""
    here, dots = axes.transData.transform(at), axes.transData.transform(others) if len(others) else others
    wide, tall = text_width(own, _SMALL + 1), _SMALL + 1
    sides = {
        (9, 0): ("left", "center"),
        (-9, 0): ("right", "center"),
        (0, 9): ("center", "bottom"),
        (0, -9): ("center", "top"),
    }
    room = axes.bbox

    def under(side: tuple[int, int]) -> tuple[int, int]:
        middle = here + np.sign(side) * np.array([wide / 2 + 9, tall / 2 + 9])
        out = middle[0] - wide / 2 < room.x0 - 2 or middle[0] + wide / 2 > room.x1 or middle[1] + tall > room.y1 + 8
        hits = sum(abs(x - middle[0]) < wide / 2 + 3 and abs(y - middle[1]) < tall / 2 + 4 for x, y in dots)
        return int(out or middle[1] - tall < room.y0), hits

    best = min(sides, key=under)
    across, up = sides[best]
    axes.annotate(
        own, at, xytext=best, textcoords="offset points", ha=across, va=up, color=ACCENT, fontsize=_SMALL + 1,
        fontweight="bold",
    )  # fmt: skip


def _axes(width: float, height: float, right: float, bottom: float = 26) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width / 72, height / 72))
    left = 44
    axes = figure.add_axes((left / width, bottom / height, 1 - (left + right) / width, 1 - (bottom + 10) / height))
    axes.locator_params(axis="y", nbins=4)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.tick_params(length=0, pad=5, labelsize=_SMALL, labelcolor=QUIET)
    sns.despine(ax=axes, left=True)
    return figure, axes


def _end(line: Line, years: Sequence[int]) -> list[str]:
    """The name at the end of a line, with the last year where it ends early."""
    last = _last(line)
    name = line.name if last is None or last == len(years) - 1 else f"{line.name}, to {years[last]}"
    return textwrap.wrap(name, _LINE)


def _last(line: Line) -> int | None:
    known = [at for at, value in enumerate(line.values) if not np.isnan(value)]
    return known[-1] if known else None


def _name_ends(axes: Axes, lines: Sequence[Line], ends: dict[str, list[str]], height: float) -> None:
    """The names beside the ends of their lines, moved up or down so that none lies on another."""
    low, high = axes.get_ylim()
    point = (high - low) / (height - 36)
    wanted = [(line, line.values[last]) for line in lines if (last := _last(line)) is not None]
    wanted.sort(key=lambda pair: pair[1])
    heights = [len(ends[line.name]) * _TALL * point for line, _ in wanted]
    for (line, _), y in zip(wanted, _apart([y for _, y in wanted], heights, low, high), strict=True):
        axes.annotate(
            "\n".join(ends[line.name]), (1, y), xycoords=("axes fraction", "data"), xytext=(6, 0),
            textcoords="offset points", va="center", color=ACCENT if line.ours else INK, fontsize=_SMALL,
            fontweight="bold" if line.ours else "normal", linespacing=1.05, annotation_clip=False,
        )  # fmt: skip


def _apart(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Places as near as can be to those wanted (in order, lowest first) at which labels of these heights do not meet.

    >>> _apart([1, 1.5, 8], [2, 2, 2], 0, 10)
    [1.0, 3.0, 8.0]
    """
    places: list[float] = []
    floor = low
    for want, tall in zip(wanted, heights, strict=True):
        places.append(max(float(want), floor + tall / 2))
        floor = places[-1] + tall / 2
    ceiling = max(high, low + sum(heights))
    for at in range(len(places) - 1, -1, -1):
        places[at] = min(places[at], ceiling - heights[at] / 2)
        ceiling = places[at] - heights[at] / 2
    return places
