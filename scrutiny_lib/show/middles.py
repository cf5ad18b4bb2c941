"""Numbers told by their middle: a dot for the median, a band for the middle half, each question on its own line."""

from __future__ import annotations

from dataclasses import dataclass

from .palette import ACCENT, MID, PALE, QUIET
from .style import Surface, house, text_width, wrapped

_LABEL, _NOTE, _LINE = 14.0, 12.5, 18.0


@dataclass(frozen=True)
class Middle:
    """One question: what to print at the right, its quarters as numbers, and as they are said with their measure."""

    label: str
    shown: str
    quarters: tuple[float, float, float]
    said: tuple[str, str, str]


def draw_middles(middles: list[Middle], width: float) -> str:
    """A line from 0 for each question, with its middle half as a band and its median as a dot, as SVG."""
    labels = [wrapped(one.label, one.shown, _LABEL, width) for one in middles]
    heights = [_LINE * len(label) + 52 for label in labels]
    with house():
        surface = Surface(width, sum(heights))
        top, left, right = 0.0, 8.0, width - 8.0
        for one, label, height in zip(middles, labels, heights, strict=True):
            for line, words in enumerate(label):
                surface.text(0, top + 13 + line * _LINE, words, _LABEL)
            surface.text(width, top + 13, one.shown, _LABEL, align="right", bold=True)
            y = top + _LINE * len(label) + 12
            least, most = min(0.0, one.quarters[0]), max(one.quarters[2] * 1.25, 1.0)
            low, middle, high = (left + (right - left) * (value - least) / (most - least) for value in one.quarters)
            surface.line(left, y, right, y, PALE, 2)
            surface.line(low, y, high, y, MID, 6)
            surface.dots([middle], y, 6, ACCENT)
            words = f"half: {one.said[1]} or less; middle half: {one.said[0]} to {one.said[2]}"
            surface.text(min(max(0.0, low), max(0.0, width - text_width(words, _NOTE))), y + 22, words, _NOTE, QUIET)
            top += height
        return surface.svg()
