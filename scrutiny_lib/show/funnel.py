"""Step by step from the first contact to a plan: a bar for each step, as long as there are children in it."""

from __future__ import annotations

from dataclasses import dataclass

from .palette import ACCENT, MID, PALE, PAPER, QUIET
from .style import Surface, house, wrapped

_LABEL, _NOTE, _LINE = 14.0, 12.5, 18.0


@dataclass(frozen=True)
class Step:
    """One step: its words, what to print as *n of N*, how many reached it, out of how many, and what is said below."""

    label: str
    shown: str
    n: int
    of: int
    note: str = ""


def draw_funnel(steps: list[Step], width: float) -> str:
    """A bar for each step under the one before, all to the same scale, as SVG.

    The filled part reached the step; the pale part could have and did not, or not yet.
    """
    labels = [wrapped(step.label, step.shown, _LABEL, width) for step in steps]
    heights = [_LINE * len(label) + 30 + (17 if step.note else 0) for step, label in zip(steps, labels, strict=True)]
    scale = (width - 2) / max([1, *(max(step.of, step.n) for step in steps)])
    with house():
        surface = Surface(width, sum(heights))
        top = 0.0
        for step, label, height in zip(steps, labels, heights, strict=True):
            for line, words in enumerate(label):
                surface.text(0, top + 13 + line * _LINE, words, _LABEL)
            surface.text(width, top + 13, step.shown, _LABEL, align="right", bold=True)
            y = top + _LINE * len(label) + 3
            if step.of > step.n:
                surface.bar(1, y, step.of * scale, 14, PALE, MID)
            elif not step.n:
                surface.bar(1, y, 1, 14, PAPER, MID)
            if step.n:
                surface.bar(1, y, max(1.5, step.n * scale), 14, ACCENT)
            if step.note:
                surface.text(0, y + 29, step.note, _NOTE, QUIET)
            top += height
        return surface.svg()
