"""Values on a line from none to all, each with its range, beside the value the partnership set itself."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from .palette import ACCENT, INK, MID, PALE, PAPER, QUIET
from .style import Surface, house, text_width

_LABEL, _NOTE, _LINE, _PITCH = 14.0, 12.5, 18.0, 22.0


@dataclass(frozen=True)
class Mark:
    """One value between 0 and 1 with its name, and its range where there is one; no value means not defined."""

    name: str
    shown: str
    value: float | None
    lower: float | None = None
    upper: float | None = None
    point: bool = False


@dataclass(frozen=True)
class Line:
    """One row: what was judged, what to print at the right, and the marks under it."""

    label: str
    shown: str
    marks: tuple[Mark, ...]


def draw_lines(lines: list[Line], target: float | None, width: float) -> str:
    """Marks on lines from 0 to 1 with their ranges and the target, as SVG.

    The mark that is the point of the picture is filled with the accent, the others are grey rings. What is not defined
    is said in words in place of its mark.
    """
    labels = [textwrap.wrap(line.label, int(width / (0.55 * _LABEL))) for line in lines]
    heights = [
        _LINE * (len(label) + 1) + _PITCH * len(_told(line)) + 12 for line, label in zip(lines, labels, strict=True)
    ]
    names = max((text_width(f"{mark.name} 0.00", _NOTE) for line in lines for mark in line.marks), default=0)
    left, right = names + 14, width - 8
    head = 22.0 if target is not None else 0.0
    with house():
        surface = Surface(width, sum(heights) + head + 22)
        top = head
        if target is not None:
            x = left + (right - left) * target
            surface.line(x, head - 4, x, head + sum(heights), INK, 1.2)
            words = f"target {target:.2f}"
            surface.text(min(x, width - text_width(words, _NOTE) / 2), 13, words, _NOTE, INK, "center", bold=True)
        for line, label, height in zip(lines, labels, heights, strict=True):
            for at, words in enumerate([*label, line.shown]):
                _on_paper(surface, top + 13 + at * _LINE, words, at == len(label))
            y = top + _LINE * (len(label) + 1) + 10
            for mark in _told(line):
                _mark(surface, mark, y, left, right)
                y += _PITCH
            top += height
        for place, words, align in ((left, "0: chance", "left"), (right, "1: always alike", "right")):
            surface.text(place, top + 14, words, 12, QUIET, align=align)
        return surface.svg()


def _told(line: Line) -> list[Mark]:
    """The marks of a line; what is not defined for the same reason is said once."""
    told = {mark.shown if mark.value is None else mark.name: mark for mark in reversed(line.marks)}
    missing = [mark.name for mark in line.marks if mark.value is None]
    return [
        mark if mark.value is not None else Mark(" and ".join(missing), mark.shown, None)
        for mark in reversed(told.values())
    ]


def _on_paper(surface: Surface, y: float, words: str, bold: bool) -> None:
    """Words that a line behind them does not cross."""
    surface.bar(0, y - 13, text_width(words, _LABEL), 17, PAPER)
    surface.text(0, y, words, _LABEL, bold=bold)


def _mark(surface: Surface, mark: Mark, y: float, left: float, right: float) -> None:
    if mark.value is None:
        words = f"{mark.name} {mark.shown}"
        surface.bar(0, y - 8, text_width(words, _NOTE), 16, PAPER)
        surface.text(0, y + 4.5, words, _NOTE, QUIET)
        return
    colour = ACCENT if mark.point else QUIET
    surface.text(0, y + 4.5, f"{mark.name} {mark.shown}", _NOTE, colour, bold=mark.point)
    surface.line(left, y, right, y, PALE, 2)

    def place(value: float) -> float:
        return left + (right - left) * min(1.0, max(0.0, value))

    if mark.lower is not None and mark.upper is not None:
        surface.line(place(mark.lower), y, place(mark.upper), y, MID, 5)
    if mark.point:
        surface.dots([place(mark.value)], y, 6, ACCENT)
    else:
        surface.dots([place(mark.value)], y, 5, PAPER, QUIET)
