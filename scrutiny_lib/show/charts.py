"""The other pictures: how many had a good answer, and levels given and agreed."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .palette import ACCENT, INK, MID, PALE, PAPER, QUIET, SOFT
from .style import Surface, house, text_width, wrapped

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


def draw_levels(counts: pd.DataFrame, shown: pd.DataFrame, width: float, beside: Sequence[str] = ()) -> str:
    """Levels given (rows) against levels agreed (columns), as SVG.

    The cells where both are the same have a frame: right of it the level given was too low, left of it too high, and
    the far corners say so. What was wrong is bold; two greys go up to half the fullest cell, and beyond.

    Parameters
    ----------
    counts : DataFrame
        Children in each pair of levels; ``NaN`` where hidden, which stays unshaded.
    shown : DataFrame
        The text for each pair, in the same shape.
    width : float
        Width of the picture in points.
    beside : sequence of str
        What to print at the end of each row: how many of them were wrong.
    """
    size = 12.5 if width > 400 else 10.5
    ends = max((text_width(words, size) for words in ("not right", *beside)), default=0) + 8 if beside else 0.0
    side = min(150.0, width * 0.27)
    room = (width - side - ends) / max(1, len(counts.columns))
    columns = [_in_lines(name, room, size) for name in counts.columns]
    rows = [_in_lines(name, side, size) for name in counts.index]
    head = 32 + 1.25 * size * max(name.count("\n") + 1 for name in columns)
    tall = 44.0
    height = head + tall * len(rows)
    with house():
        surface = Surface(width, height)
        surface.text(side, 12, "Level agreed", size, QUIET)
        if ends:
            surface.text(width, head - 8, "not right", size, ACCENT, "right", bold=True)
        surface.text(0, head - 8, "Level given", size, QUIET)
        numbers = counts.to_numpy(dtype=float)
        most = max(1.0, float(np.nan_to_num(numbers).max()))
        for (row, column), number in np.ndenumerate(numbers):
            x, y = side + column * room, head + row * tall
            shade = PAPER if np.isnan(number) or not number else PALE if 2 * number <= most else SOFT
            surface.bar(x + 1, y + 1, room - 2, tall - 2, shade, PALE)
        for at in range(min(counts.shape)):
            surface.frame(side + at * room + 3, head + at * tall + 3, room - 6, tall - 6, ACCENT)
        last = len(rows) - 1
        for (row, column), words in np.ndenumerate(shown.to_numpy()):
            x, y = side + (column + 0.5) * room, head + row * tall
            corner = {(0, last): "too low", (last, 0): "too high"}.get((row, column), "") if last else ""
            wrong = row != column and bool(words)
            surface.text(x, y + (24 if corner else 27), str(words), 14, ACCENT if wrong else INK, "center", bold=wrong)
            if corner:
                surface.text(x, y + tall - 7, corner, 10.5, QUIET, "center")
        for at, name in enumerate(columns):
            for line, words in enumerate(reversed(name.split("\n"))):
                surface.text(side + (at + 0.5) * room, head - 8 - 1.25 * size * line, words, size, INK, "center")
        for at, name in enumerate(rows):
            lines = name.split("\n")
            for line, words in enumerate(lines):
                y = head + (at + 0.5) * tall + size * (0.35 + 1.2 * (line - (len(lines) - 1) / 2))
                surface.text(0, y, words, size)
        for at, words in enumerate(beside):
            surface.text(width, head + (at + 0.5) * tall + 5, words, size, ACCENT, "right", bold=True)
        return surface.svg()


def _in_lines(name: object, room: float, size: float) -> str:
    """The name of a level in lines that fit a number of points; words stay whole."""
    return textwrap.fill(str(name), max(4, int(room / (0.6 * size))), break_long_words=False)
