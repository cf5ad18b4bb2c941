"""A picture in fewer characters: what matplotlib writes as SVG, said once and without what nobody sees.

A page holds dozens of pictures inside itself, so their weight is the weight of the page. Groups and ids that nothing
refers to go, marks of one kind become one path, places are said from point to point in tenths of a point, and what
neighbours share is said once around them. What is drawn, and in which order, stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from defusedxml.ElementTree import fromstring
from markupsafe import escape

from .svg_path import Path, dots, read_path, write_path

Box = tuple[float, float, float, float]
"""The room something takes: left, top, right and bottom, in points."""

_SVG, _HREF = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
_NOTHING_SAID = {
    ("text-anchor", "start"),
    ("stroke-dashoffset", "0"),
    ("stroke-linejoin", "round"),
    ("stroke-width", "1"),
}
"""What holds anyway, by SVG's own rules or for the whole picture."""
_BLACK = "#000000"
_OF_STROKES = ("stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-dasharray", "stroke-dashoffset")


@dataclass
class _Drawn:
    """Things drawn that look the same: one path, or texts; and the room each takes (a text has none known)."""

    look: dict[str, str]
    path: Path = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    room: list[Box] = field(default_factory=list)

    def takes(self, other: _Drawn) -> bool:
        """Whether another can be part of this: alike, and nothing would show which of the two is in front."""
        if self.look != other.look or "stroke-dasharray" in self.look:
            return False
        fill, stroke = self.look.get("fill"), self.look.get("stroke", "none")
        one_colour = fill == stroke or "none" in (fill, stroke)
        return bool(self.texts and other.texts) or bool(self.path and other.path and one_colour)

    def hides(self, other: _Drawn) -> bool:
        """Whether it matters which of the two is in front. Texts are set so that they do not lie on each other."""
        if self.texts and other.texts:
            return False
        if self.texts or other.texts:
            return True
        return any(
            left < far and right > near and top < low and bottom > high
            for left, top, right, bottom in self.room
            for near, high, far, low in other.room
        )


def squeeze(svg: str, fonts: str, dark: Mapping[str, str]) -> str:
    """The same picture in fewer characters, with its fonts and its colours for dark devices.

    Parameters
    ----------
    svg : str
        What matplotlib wrote, from ``<svg``, with text as text. Anything else than its paths, marks, clips and texts
        is left out.
    fonts : str
        The font family of all text.
    dark : mapping
        Each colour, and what it becomes on a device set to dark.

    >>> line = '<path d="M 1 2 L 9.04 2" style="fill: none; stroke: #000000"/>'
    >>> picture = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 4"><g id="line2d_1">{line}</g></svg>'
    >>> print(squeeze(picture, "Arial", {}).replace("><", ">|<").split("|")[1])
    <path stroke="#000000" d="M1 2h8"/>
    """
    root = fromstring(svg)
    marks = {element.get("id"): element for element in root.iter(f"{_SVG}path") if element.get("id")}
    clips = [element.get("id") for element in root.iter(f"{_SVG}clipPath")]
    names = {f"url(#{name})": f"url(#c{at})" for at, name in enumerate(clips)}
    clipped = "".join(_clip(element, at) for at, element in enumerate(root.iter(f"{_SVG}clipPath")))
    things = _joined(_things(root, {}, marks, names))
    sizes = Counter(size for thing in things if (size := thing.look.get("font-size")) for _ in thing.texts)
    usual = {"fill": "none", "stroke-linejoin": "round", "font-family": fonts}
    usual |= {"font-size": sizes.most_common(1)[0][0]} if sizes else {}
    body = clipped + "".join(_written(thing, usual) for thing in things)
    colours = sorted(
        f'[{what}="{light}"]{{{what}:{colour}}}'
        for light, colour in dark.items()
        for what in ("fill", "stroke")
        if f'{what}="{light}"' in body
    )
    rules = f"<style>@media(prefers-color-scheme:dark){{{''.join(colours)}}}</style>" if colours else ""
    box = str(root.get("viewBox"))
    width, height = box.split()[2:]
    size = f'viewBox="{box}" width="{width}" height="{height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}{_attributes(usual)}>{rules}{body}</svg>'


def _clip(element: Any, at: int) -> str:
    """A rectangle nothing is drawn outside of."""
    sides = "".join(f' {side}="{element[0].get(side)}"' for side in ("x", "y", "width", "height"))
    return f'<clipPath id="c{at}"><rect{sides}/></clipPath>'


def _style(element: Any) -> dict[str, str]:
    parts = (part.split(":", 1) for part in (element.get("style") or "").split(";") if ":" in part)
    said = {name.strip(): value.strip() for name, value in parts}
    return {name: value.removesuffix("px") for name, value in said.items() if (name, value) not in _NOTHING_SAID}


def _things(
    element: Any, around: dict[str, str], marks: Mapping[str, Any], names: Mapping[str, str]
) -> Iterator[_Drawn]:
    """What an element and those in it draw, in order, each with its whole look."""
    kind, look = element.tag.removeprefix(_SVG), {**around, **_style(element)}
    if element.get("clip-path"):
        look["clip-path"] = names[element.get("clip-path")]
    if kind == "text":
        yield _Drawn({"fill": _BLACK, **look}, texts=[_text(element)])
    elif kind == "path" and not element.get("id") and element.get("d"):
        yield _path(look, read_path(element.get("d")))
    elif kind == "use":
        mark = marks[element.get(_HREF).removeprefix("#")]
        yield from _mark({**look, **_style(mark)}, read_path(mark.get("d")), (element.get("x"), element.get("y")))
    elif kind in ("svg", "g"):
        for inner in element:
            yield from _things(inner, look, marks, names)


def _tidy(look: dict[str, str]) -> dict[str, str]:
    """A look without what is said of strokes where there are none."""
    if look.get("stroke", "none") == "none":
        return {name: value for name, value in look.items() if name not in (*_OF_STROKES, "stroke")}
    return look


def _mark(look: dict[str, str], path: Path, at: tuple[str, str]) -> Iterator[_Drawn]:
    """A mark at a point. A disc is a dot of a round pen; a ring is two, the smaller in front."""
    x, y = float(at[0]), float(at[1])
    look, round_pen = _tidy(look), dots(path)
    if round_pen is None:
        yield _path(look, [(letter, _moved(numbers, x, y)) for letter, numbers in path])
        return
    edge = float(look.get("stroke-width", "1")) if "stroke" in look else 0.0
    clip = {name: value for name, value in look.items() if name == "clip-path"}
    pens = [(look["stroke"], 2 * round_pen + edge)] if edge else []
    inner = 2 * round_pen - edge if edge else 2 * round_pen
    if look.get("fill", _BLACK) != look.get("stroke"):
        pens.append((look.get("fill", _BLACK), inner))
    for colour, wide in pens:
        pen = {"fill": "none", "stroke": colour, "stroke-width": f"{wide:.1f}".removesuffix(".0")}
        yield _path({**clip, **pen, "stroke-linecap": "round"}, [("M", (x, y)), ("L", (x, y))])


def _moved(numbers: tuple[float, ...], x: float, y: float) -> tuple[float, ...]:
    return tuple(number + (y if at % 2 else x) for at, number in enumerate(numbers))


def _path(look: dict[str, str], path: Path) -> _Drawn:
    """A path with the room it takes, its pen included."""
    numbers = [point for _, points in path for point in points]
    pen = float(look.get("stroke-width", "1")) / 2 + 0.1 if look.get("stroke", "none") != "none" else 0.0
    xs, ys = numbers[::2], numbers[1::2]
    room = (min(xs) - pen, min(ys) - pen, max(xs) + pen, max(ys) + pen)
    return _Drawn({"fill": _BLACK, **_tidy(look)}, path, room=[room])


def _text(element: Any) -> str:
    place = "".join(f' {name}="{_tenth(element.get(name))}"' for name in ("x", "y") if element.get(name))
    turned = str(element.get("transform") or "")
    turn = "" if turned.startswith("rotate(-0 ") or not turned else f' transform="{turned}"'
    return f"<text{place}{turn}>{escape(element.text or '')}</text>"


def _tenth(number: str) -> str:
    return f"{float(number):.1f}".removesuffix(".0")


def _joined(things: Iterator[_Drawn]) -> list[_Drawn]:
    """What looks the same drawn as one, wherever nothing between the two is hidden by it or hides it."""
    made: list[_Drawn] = []
    for thing in things:
        for earlier in reversed(made):
            if earlier.takes(thing):
                earlier.path = [*earlier.path, *thing.path]
                earlier.texts += thing.texts
                earlier.room += thing.room
                break
            if earlier.hides(thing):
                made.append(thing)
                break
        else:
            made.append(thing)
    return made


def _written(thing: _Drawn, usual: Mapping[str, str]) -> str:
    """A path, or texts; what several texts share in their look is said once, on a group."""
    said = _attributes({name: value for name, value in thing.look.items() if usual.get(name) != value})
    if thing.path:
        return f'<path{said} d="{write_path(thing.path)}"/>'
    if len(thing.texts) == 1:
        return thing.texts[0].replace("<text", f"<text{said}", 1)
    return f"<g{said}>{''.join(thing.texts)}</g>"


def _attributes(said: Mapping[str, str]) -> str:
    return "".join(f' {name}="{value}"' for name, value in said.items())
