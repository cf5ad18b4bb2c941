"""A picture of the page as a PNG, for programs that do not draw SVG.

Reads what this package's own pictures are made of (paths, texts, rectangles nothing is drawn outside of, groups that
say something for all in them) and draws it again with matplotlib, in the font that comes with it. Anything else makes
no picture rather than a wrong one.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from xml.etree.ElementTree import Element, ParseError

import matplotlib
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Circle, PathPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Transform
from PIL import Image

from .raster_path import is_dot, pieces

DPI = 150
"""Dots to an inch where the picture is as wide as it was drawn; on A4 it is shown a little smaller."""
COLOURS = 48
"""Colours kept: the house's few, and those between them at the edges of letters."""
_PAPER = (255, 255, 255)
_SMALLER = 0.92
"""The font that comes with matplotlib is wider than those of readers' devices, for which the room was reckoned."""
_LARGEST = 5000
_SVG = "{http://www.w3.org/2000/svg}"
_ALIGN = {"start": "left", "middle": "center", "end": "right"}
_LOOKS = frozenset({
    "fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-dasharray", "font-size",
    "font-weight", "font-family", "text-anchor", "clip-path",
})  # fmt: skip
_PLACES = frozenset({"x", "y", "d", "transform", "id", "viewBox", "width", "height", "version"})
_MOVED = r"translate\((-?[\d.]+)[ ,]+(-?[\d.]+)\)"
_TURNED = r"rotate\((-?[\d.]+)(?:[ ,]+-?[\d.]+[ ,]+-?[\d.]+)?\)"
_RC = {"text.parse_math": False, "lines.scale_dashes": False, "font.family": ["DejaVu Sans"], "path.simplify": False}
Look = Mapping[str, str]


@lru_cache(maxsize=256)
def png_of(svg: str) -> bytes | None:
    """The picture as PNG on white, or ``None`` where it holds something that is not drawn here.

    The same picture gives the same bytes. The file holds no date, no name of a program and no other metadata.

    >>> png_of('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>')[:4]
    b'\\x89PNG'
    >>> png_of("<svg>no picture")
    """
    try:
        root = fromstring(svg)
        left, top, width, height = (float(number) for number in root.get("viewBox", "").split())
        if (left, top) != (0, 0) or not (0 < width < _LARGEST and 0 < height < _LARGEST):
            return None
        with matplotlib.rc_context(_RC):  # type: ignore[arg-type]
            return _png(_figure(root, width, height))
    except (ParseError, DefusedXmlException, ValueError, KeyError):
        return None


def _figure(root: Element, width: float, height: float) -> Figure:
    figure = Figure(figsize=(width / 72, height / 72), dpi=DPI, facecolor="white")
    place = Affine2D().scale(1 / 72, -1 / 72).translate(0, height / 72) + figure.dpi_scale_trans
    clips = {f"url(#{clip.get('id')})": _rectangle(clip[0]) for clip in root.iter(f"{_SVG}clipPath")}
    for artist, look in _artists(root, {}, place):
        figure.add_artist(artist)
        if look.get("clip-path", "none") != "none":
            artist.set_clip_path(clips[look["clip-path"]], place)
    return figure


def _png(figure: Figure) -> bytes:
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]
    drawn = Image.frombuffer("RGBA", canvas.get_width_height(), _rgba(canvas), "raw", "RGBA", 0, 1)
    stream = io.BytesIO()
    few = drawn.convert("RGB").quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    colours = few.getpalette() or []
    lightest = max(range(0, len(colours), 3), key=lambda at: sum(colours[at : at + 3]))
    few.putpalette([*colours[:lightest], *_PAPER, *colours[lightest + 3 :]])
    few.save(stream, "PNG")
    return stream.getvalue()


def _rgba(canvas: FigureCanvasAgg) -> bytes:
    return bytes(canvas.buffer_rgba())  # type: ignore[no-untyped-call]


def _artists(element: Element, around: Look, place: Transform) -> Iterator[tuple[Artist, Look]]:
    """What an element and those in it draw, in order, each with its whole look."""
    kind, look = element.tag.removeprefix(_SVG), {**around, **_look(element)}
    if kind in ("style", "clipPath"):
        return
    if kind in ("svg", "g") and not element.get("transform"):
        for inner in element:
            yield from _artists(inner, look, place)
    elif kind == "path" and not element.get("transform"):
        yield from ((artist, look) for artist in _paths(element.get("d", ""), look, place))
    elif kind == "text" and not len(element):
        yield _text(element, look, place), look
    else:
        raise ValueError("an element that is not drawn here")


def _look(element: Element) -> dict[str, str]:
    said = {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
    if not said.keys() <= _LOOKS | _PLACES:
        raise ValueError("an attribute that is not known here")
    return {name: value for name, value in said.items() if name in _LOOKS}


def _paths(d: str, look: Look, place: Transform) -> Iterator[Artist]:
    """A path as one patch, and a disc for each piece of it that goes nowhere under a round pen."""
    points, codes = list[tuple[float, float]](), list[int]()
    fill, stroke = look.get("fill", "#000000"), look.get("stroke", "none")
    pen = float(look.get("stroke-width", "1"))
    for piece, leads in pieces(d):
        if stroke != "none" and look.get("stroke-linecap") == "round" and is_dot(piece):
            yield Circle(piece[0], pen / 2, facecolor=stroke, edgecolor="none", transform=place)
        else:
            points += piece
            codes += leads
    if not points:
        return
    dashes = [float(part) for part in re.split(r"[\s,]+", look.get("stroke-dasharray", "none")) if part != "none"]
    yield PathPatch(
        Path(points, codes),
        facecolor=fill,
        edgecolor=stroke,
        linewidth=pen if stroke != "none" else 0,
        linestyle=(0, dashes) if dashes else "solid",
        capstyle={"square": "projecting", "round": "round"}.get(look.get("stroke-linecap", ""), "butt"),
        joinstyle=look.get("stroke-linejoin", "miter"),
        transform=place,
    )


def _text(element: Element, look: Look, place: Transform) -> Artist:
    x, y, turn = _where(element)
    return Text(
        x,
        y,
        element.text or "",
        fontsize=float(look["font-size"].removesuffix("px")) * _SMALLER,
        color=look.get("fill", "#000000"),
        ha=_ALIGN[look.get("text-anchor", "start")],
        va="baseline",
        fontweight=700 if look.get("font-weight", "") in ("bold", "600", "650", "700") else 400,
        rotation=turn,
        rotation_mode="anchor",
        transform=place,
    )


def _where(element: Element) -> tuple[float, float, float]:
    """The place a text begins at, and how far it is turned, against the clock."""
    x, y, turn = float(element.get("x", "0")), float(element.get("y", "0")), 0.0
    said = element.get("transform", "")
    if not re.fullmatch(rf"({_MOVED})? ?({_TURNED})?", said):
        raise ValueError("a move or turn that is not known here")
    if found := re.search(_MOVED, said):
        x, y = x + float(found[1]), y + float(found[2])
    if found := re.search(_TURNED, said):
        turn = -float(found[1])
    return x, y, turn


def _rectangle(element: Element) -> Path:
    x, y, width, height = (float(element.attrib[side]) for side in ("x", "y", "width", "height"))
    return Path([(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)], closed=True)
