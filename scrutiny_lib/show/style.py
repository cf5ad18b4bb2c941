"""The house style of every picture, and the surface they are drawn on.

Pictures are SVG, drawn on a ``Figure`` of their own (never through pyplot's current figure), in one accent colour
and three greys that stay apart when printed without colour. The same drawing always gives the same bytes.
"""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import matplotlib
import seaborn as sns
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from .palette import DARK, INK, MID, QUIET
from .squeeze import squeeze

FONTS = "'Segoe UI',-apple-system,Roboto,Arial,'Liberation Sans',system-ui,sans-serif"

_RC = {
    "font.family": ["DejaVu Sans"],
    "svg.fonttype": "none",
    "svg.hashsalt": "scrutiny",
    "text.parse_math": False,
    "figure.dpi": 72,
    "axes.facecolor": "none",
    "text.color": INK,
    "axes.edgecolor": MID,
    "axes.labelcolor": INK,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
}


@contextmanager
def house() -> Iterator[None]:
    """The house style, for the length of a ``with`` block; whatever was set before is put back."""
    settings: Any = {**sns.axes_style("white"), **_RC}
    with matplotlib.rc_context(settings):
        yield


def svg(figure: Figure) -> str:
    """A figure as SVG text without date or metadata, in the page's fonts, with its colours for dark devices.

    Must be called inside :func:`house`. Text stays text, so a reader can select it; a ``$`` is a dollar sign.
    """
    figure.patch.set_visible(False)
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata={"Date": None})
    drawn = stream.getvalue()
    drawn = re.sub(r"\s*<metadata>.*?</metadata>", "", drawn[drawn.index("<svg") :], flags=re.DOTALL)
    drawn = re.sub(r"font-family: [^;\"]*;? ?", "", drawn)
    drawn = re.sub(r"font: (?:(\d+|bold) )?([\d.]+px) '[^;\"]*", _font, drawn)
    return squeeze(drawn, FONTS, DARK)


def _font(found: re.Match[str]) -> str:
    """The size and weight of a text; its family is said once for the whole picture."""
    return f"font-size: {found[2]}" + (f"; font-weight: {found[1]}" if found[1] else "")


def text_width(words: str, size: float) -> float:
    """About how wide a line of text is, in points; generous, because readers' fonts differ."""
    return len(words) * size * 0.56


def wrapped(label: str, shown: str, size: float, width: float) -> list[str]:
    """A label in lines that leave room for what is printed at the right of the first."""
    return textwrap.wrap(label, int((width - text_width(shown, size) - 20) / (0.53 * size)))


class Surface:
    """A drawing surface measured in points from its top left corner: x to the right, y downwards."""

    def __init__(self, width: float, height: float):
        self.figure = Figure(figsize=(width / 72, height / 72))
        self._place = Affine2D().scale(1, -1).translate(0, height)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float = 13,
        colour: str = INK,
        align: str = "left",
        bold: bool = False,
    ) -> None:
        """Words whose baseline begins (or ends, or is centred) at a point."""
        weight = "bold" if bold else "normal"
        self._add(Text(x, y, words, fontsize=size, color=colour, ha=align, va="baseline", fontweight=weight))

    def dots(self, xs: Sequence[float], y: float, radius: float, fill: str, edge: str = "", shape: str = "o") -> None:
        """A row of marks of one size; ``radius`` in points. Without ``edge`` they have none."""
        self._add(
            Line2D(
                xs,
                [y] * len(xs),
                linestyle="",
                marker=shape,
                markersize=2 * radius,
                markerfacecolor=fill,
                markeredgecolor=edge or fill,
                markeredgewidth=1.3 if edge else 0,
            )
        )

    def bar(self, x: float, y: float, width: float, height: float, fill: str, edge: str = "") -> None:
        """A filled rectangle from its top left corner."""
        self._add(Rectangle((x, y), width, height, facecolor=fill, edgecolor=edge or fill, linewidth=bool(edge)))

    def frame(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """An empty rectangle from its top left corner."""
        self._add(Rectangle((x, y), width, height, fill=False, edgecolor=colour, linewidth=2))

    def line(self, x0: float, y0: float, x1: float, y1: float, colour: str = INK, width: float = 1.0) -> None:
        """A straight line."""
        self._add(Line2D([x0, x1], [y0, y1], color=colour, linewidth=width, solid_capstyle="butt"))

    def path(self, points: Sequence[tuple[float, float]], colour: str = INK, width: float = 1.0) -> None:
        """A line through several points."""
        xs, ys = zip(*points, strict=True)
        self._add(Line2D(xs, ys, color=colour, linewidth=width, solid_joinstyle="miter", solid_capstyle="butt"))

    def svg(self) -> str:
        """What was drawn, as SVG text."""
        return svg(self.figure)

    def _add(self, artist: Artist) -> None:
        artist.set_transform(self._place)
        self.figure.add_artist(artist)
