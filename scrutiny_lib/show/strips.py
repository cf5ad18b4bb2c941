"""Strips: one mark for each child, in the order of the answers, so that *n of N* can be counted on the page.

A strip of up to :data:`MOST_MARKS` is drawn as marks; a longer one as a bar in the same proportions. The first part
is the point the picture makes: it has the accent colour and, where there is an interval, the line under it.
"""

from __future__ import annotations

from dataclasses import dataclass

from .palette import ACCENT, INK, MID, PALE, PAPER, QUIET, SOFT
from .style import Surface, house, text_width, wrapped

MOST_MARKS = 80
_LABEL, _NOTE = 14.0, 13.0
_LINE = 18.0
_SIGN, _GAP = 9.0, 14.0


@dataclass(frozen=True)
class Part:
    """One answer in a strip: its word, how many gave it, and whether it is the point of the picture."""

    label: str
    n: int
    point: bool = False


@dataclass(frozen=True)
class Strip:
    """One row: what was asked, what to print as *n of N*, its parts, and the limits of the point in per cent.

    Without a label the *n of N* is not printed either: it then stands in the words above the picture.
    """

    label: str
    shown: str
    parts: tuple[Part, ...]
    lower: float | None = None
    upper: float | None = None

    @property
    def of(self) -> int:
        """How many the strip stands for."""
        return sum(part.n for part in self.parts)


@dataclass(frozen=True)
class _Place:
    """The words of one part: where they begin, on which line, and how the part is marked."""

    part: Part
    fill: str
    edge: str
    x: float
    line: int


def draw_strips(strips: list[Strip], width: float, named: bool = True, joined: bool = False) -> str:
    """Strips under one another, as SVG.

    Parameters
    ----------
    strips : list of Strip
        What to draw, top to bottom; strips that stand for nobody are left out.
    width : float
        Width of the picture in points.
    named : bool
        Whether the parts are labelled beneath (not needed where the *n of N* says it all).
    joined : bool
        Whether an arrow leads from each strip to the next: the steps of a chain.
    """
    strips = [strip for strip in strips if strip.of]
    pitches = [min(16.3, width / strip.of) for strip in strips]
    labels = [wrapped(strip.label, strip.shown, _LABEL, width) for strip in strips]
    keys = [_key(strip, pitch, width) if named else [] for strip, pitch in zip(strips, pitches, strict=True)]
    heights = [_height(strip, label, key) for strip, label, key in zip(strips, labels, keys, strict=True)]
    with house():
        surface = Surface(width, sum(heights))
        top = 0.0
        for at, (strip, label, key) in enumerate(zip(strips, labels, keys, strict=True)):
            _draw(surface, strip, label, key, top, pitches[at], width)
            top += heights[at]
            if joined and at < len(strips) - 1:
                surface.dots([5.5], top - 3, 4, MID, shape="v")
        return surface.svg()


def _height(strip: Strip, label: list[str], key: list[_Place]) -> float:
    interval = 16 if strip.lower is not None else 0
    between = 14 if label else 4
    return _LINE * len(label) + 22 + interval + 16 * (key[-1].line + 1 if key else 0) + between


def _draw(
    surface: Surface, strip: Strip, label: list[str], key: list[_Place], top: float, pitch: float, width: float
) -> None:
    for line, words in enumerate(label):
        surface.text(0, top + 13 + line * _LINE, words, _LABEL)
    if label:
        surface.text(width, top + 13, strip.shown, _LABEL, align="right", bold=True)
    y = top + _LINE * len(label) + 11
    _marks(surface, strip, y, pitch)
    y += 11
    if strip.lower is not None and strip.upper is not None:
        _likely(surface, strip.lower, strip.upper, y + 7, strip.of * pitch, width)
        y += 16
    for place in key:
        base = y + 13 + 16 * place.line
        surface.bar(place.x, base - 9, _SIGN, 9, place.fill, place.edge)
        colour = ACCENT if place.part.point else QUIET
        surface.text(place.x + _SIGN + 5, base, _words(place.part), _NOTE, colour, bold=place.part.point)


def _marks(surface: Surface, strip: Strip, y: float, pitch: float) -> None:
    """Filled accent for the point, then grey, pale, and rings for the last: apart without colour."""
    radius = min(6.2, pitch * 0.4)
    begin = 0
    for part, (fill, edge) in zip(strip.parts, _fills(strip.parts), strict=True):
        if strip.of > MOST_MARKS:
            surface.bar(begin * pitch, y - 8, part.n * pitch, 16, fill, edge)
        elif part.n:
            xs = [(begin + i + 0.5) * pitch for i in range(part.n)]
            surface.dots(xs, y, radius - 0.6 if edge else radius, fill, edge)
        begin += part.n


def _fills(parts: tuple[Part, ...]) -> list[tuple[str, str]]:
    """The fill and the edge of each part; of several that are the point each has its own, so that seams are seen."""
    points, between = [(ACCENT, ""), (PALE, ACCENT), (SOFT, ACCENT)] * len(parts), [(MID, ""), (PALE, MID)] * len(parts)
    fills = [points.pop(0) if part.point else between.pop(0) for part in parts]
    if not parts[-1].point:
        fills[-1] = (PAPER, MID)
    return fills


def _likely(surface: Surface, lower: float, upper: float, y: float, length: float, width: float) -> None:
    left, right = length * lower / 100, length * upper / 100
    surface.line(left, y, right, y, INK, 1.4)
    for x in (left, right):
        surface.line(x, y - 4, x, y + 4, INK, 1.4)
    words = "likely range"
    if right + 8 + text_width(words, 11) < width:
        surface.text(right + 8, y + 4, words, 11, QUIET)


def _words(part: Part) -> str:
    return f"{part.n:,} {part.label[:1].lower() + part.label[1:]}"


def _key(strip: Strip, pitch: float, width: float) -> list[_Place]:
    """Where each part's words stand: under where it begins as far as there is room, all on one line if they fit."""
    every = list(zip(strip.parts, _fills(strip.parts), strict=True))
    parts = [(part, fill, edge) for part, (fill, edge) in every if part.n]
    sizes = [_SIGN + 5 + text_width(_words(part), _NOTE) for part, _, _ in parts]
    begins = [pitch * sum(before.n for before, _, _ in parts[:at]) for at in range(len(parts))]
    places: list[_Place] = []
    x, line = 0.0, 0
    for at, (part, fill, edge) in enumerate(parts):
        rest = sum(sizes[at:]) + _GAP * (len(parts) - at - 1)
        if at and x + sizes[at] > width:
            x, line = 0.0, line + 1
        x = max(x, min(begins[at], width - rest))
        places.append(_Place(part, fill, edge, x, line))
        x += sizes[at] + _GAP
    return places
