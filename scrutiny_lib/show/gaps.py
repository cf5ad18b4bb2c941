"""Too low to the left, too high to the right, one square for each: in which direction levels go wrong, and how far."""

from __future__ import annotations

from dataclasses import dataclass

from .palette import ACCENT, INK, MID, PALE, QUIET
from .style import Surface, house, text_width, wrapped

_LABEL, _NOTE, _LINE = 14.0, 12.5, 18.0
_MIDDLE, _LARGEST = 74.0, 13.0


@dataclass(frozen=True)
class Gap:
    """One row: whom it is about, what to print at the right, and how many were too low, right and too high.

    ``low`` and ``high`` are pairs: by one level, and by two or more. Where ``right`` is ``None`` the counts may not be
    shown and nothing is drawn.
    """

    label: str
    shown: str
    low: tuple[int, int] = (0, 0)
    right: int | None = None
    high: tuple[int, int] = (0, 0)


def draw_gaps(gaps: list[Gap], width: float) -> str:
    """Rows of squares away from a middle line: to the left too low, to the right too high, as SVG.

    A square with a pale face is wrong by one level, a filled one by two or more. Where there are too many to count, the
    squares of a side run together into a bar of the same proportions.
    """
    labels = [wrapped(gap.label, gap.shown, _LABEL, width) for gap in gaps]
    heights = [_LINE * len(label) + (8 if gap.right is None else 32) for gap, label in zip(gaps, labels, strict=True)]
    low = max((sum(gap.low) for gap in gaps), default=0)
    high = max((sum(gap.high) for gap in gaps), default=0)
    room = width - _MIDDLE - 2 * 24
    unit = min(_LARGEST, room / max(1, max(low, 4) + max(high, 4)))
    left_most = width - _MIDDLE - 24 - _LARGEST * max(high, 4)
    middle = max(24 + unit * max(low, 4) + _MIDDLE / 2, min(width / 2, left_most))
    with house():
        surface = Surface(width, sum(heights) + 50)
        surface.text(middle - _MIDDLE / 2, 13, "← too low", _NOTE, ACCENT, "right", bold=True)
        surface.text(middle, 13, "right", _NOTE, QUIET, "center")
        surface.text(middle + _MIDDLE / 2, 13, "too high →", _NOTE, INK, "left", bold=True)
        top = 26.0
        for gap, label, height in zip(gaps, labels, heights, strict=True):
            for line, words in enumerate(label):
                surface.text(0, top + 13 + line * _LINE, words, _LABEL)
            surface.text(width, top + 13, gap.shown, _LABEL, align="right", bold=True)
            if gap.right is not None:
                _row(surface, gap, middle, top + _LINE * len(label) + 12, unit)
            top += height
        _key(surface, top + 6)
        return surface.svg()


def _row(surface: Surface, gap: Gap, middle: float, y: float, unit: float) -> None:
    surface.text(middle, y + 4.5, f"{gap.right:,}", 13, QUIET, "center")
    for side, counts, colour in ((-1, gap.low, ACCENT), (1, gap.high, INK)):
        begin = middle + side * _MIDDLE / 2
        surface.line(begin, y - 9, begin, y + 9, MID, 1)
        near, far = counts
        _squares(surface, begin, y, side, unit, near, PALE, colour)
        _squares(surface, begin + side * unit * near, y, side, unit, far, colour, colour)
        if near + far:
            end = begin + side * (unit * (near + far) + 6)
            surface.text(end, y + 4.5, f"{near + far:,}", 13, colour, "left" if side > 0 else "right", bold=True)


def _squares(surface: Surface, begin: float, y: float, side: int, unit: float, n: int, fill: str, edge: str) -> None:
    if not n:
        return
    if unit < 5:
        left = begin if side > 0 else begin - unit * n
        surface.bar(left, y - 6, unit * n, 12, fill, edge)
        return
    for at in range(n):
        x = begin + side * unit * (at + 0.5)
        surface.bar(x - unit / 2 + 1, y - unit / 2 + 1, unit - 2, unit - 2, fill, edge)


def _key(surface: Surface, y: float) -> None:
    x = 0.0
    for words, fill in (("by one level", PALE), ("by two or more", INK)):
        surface.bar(x, y + 2, 10, 10, fill, INK)
        surface.text(x + 15, y + 11.5, words, 12, QUIET)
        x += 15 + text_width(words, 12) + 16
