"""Whether a logo is a picture and nothing else: no script, nothing fetched, nothing about who made it or when."""

from __future__ import annotations

import re
import zlib
from xml.parsers import expat

from scrutiny_lib.intake.ooxml import Forbidden, parse

MOST_POINTS = 2000
"""A PNG is at most this many points wide and high."""

_AGAIN = "Save it again from a drawing program as a plain picture, without information about it."
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHUNKS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs", b"IDAT", b"IEND"})
_SHAPES = frozenset(
    {"svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "defs", "clipPath", "mask"}
    | {"linearGradient", "radialGradient", "stop"}
)
_ATTRIBUTES = frozenset(
    {"xmlns", "version", "viewBox", "width", "height", "preserveAspectRatio", "id", "d", "points", "transform"}
    | {"x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy", "offset", "opacity"}
    | {"fill", "fill-rule", "fill-opacity", "clip-path", "clip-rule", "clipPathUnits", "mask", "maskUnits"}
    | {"stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-opacity"}
    | {"stroke-dasharray", "stroke-dashoffset", "stop-color", "stop-opacity", "gradientUnits", "gradientTransform"}
    | {"spreadMethod", "style", "role", "aria-hidden"}
)
_NAMESPACE = "http://www.w3.org/2000/svg"
_OUTSIDE = re.compile(r"url\((?!#[\w-]+\))|[\\@<>:]|/\*|expression", re.IGNORECASE)

Fault = tuple[str, str]


def check_logo(content: bytes, ending: str) -> list[Fault]:
    """What is wrong with a logo, as fact and cure; empty when it is a plain picture.

    Parameters
    ----------
    content : bytes
        The file.
    ending : str
        ``".png"`` or ``".svg"``. A PNG may hold the chunks that draw it, at most :data:`MOST_POINTS` points wide and
        high; an SVG shapes and colours alone: no script, style sheet, link, picture, text, title or comment.

    >>> check_logo(b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path d='M0 0h9v9z'/></svg>", ".svg")
    []
    """
    return _png(content) if ending == ".png" else _svg(content)


def _png(content: bytes) -> list[Fault]:
    if not content.startswith(_SIGNATURE):
        return [("The logo is no PNG, whatever its name says.", _AGAIN)]
    at, kinds = len(_SIGNATURE), list[bytes]()
    while at + 12 <= len(content) and (not kinds or kinds[-1] != b"IEND"):
        length = int.from_bytes(content[at : at + 4], "big")
        kind, end = content[at + 4 : at + 8], at + 8 + length
        if zlib.crc32(content[at + 4 : end]) != int.from_bytes(content[end : end + 4], "big"):
            return [("The logo is damaged.", _AGAIN)]
        kinds.append(kind)
        at = end + 4
    if kinds[:1] != [b"IHDR"] or kinds[-1:] != [b"IEND"] or b"IDAT" not in kinds:
        return [("The logo is damaged.", _AGAIN)]
    faults = []
    if at != len(content) or not _CHUNKS.issuperset(kinds):
        faults.append(("The logo holds more than a picture (who made it, when, or with what).", _AGAIN))
    if max(int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")) > MOST_POINTS:
        faults.append((f"The logo is more than {MOST_POINTS} points wide or high.", "Make it smaller."))
    return faults


def _plain(setting: str, value: str) -> bool:
    """Whether one setting of a shape only says what the shape looks like."""
    if setting == "xmlns":
        return value == _NAMESPACE
    if setting == "style":
        pairs = [pair.partition(":") for pair in value.split(";") if pair.strip()]
        return all(name.strip() != "style" and _plain(name.strip(), what) for name, _, what in pairs)
    return setting in _ATTRIBUTES and not _OUTSIDE.search(value)


def _svg(content: bytes) -> list[Fault]:
    names: list[str] = []
    wrong: set[str] = set()

    def start(name: str, attributes: dict[str, str]) -> None:
        names.append(name)
        if name not in _SHAPES or (len(names) == 1) != (name == "svg"):
            wrong.add("holds more than shapes (a script, text, a picture, a title or the like)")
        if not all(_plain(setting, value) for setting, value in attributes.items()):
            wrong.add("holds a setting that no shape needs, or points to something outside itself")
        if len(names) == 1 and "viewBox" not in attributes:
            wrong.add("does not say how large it is (viewBox)")

    def text(words: str) -> None:
        if words.strip():
            wrong.add("holds more than shapes (a script, text, a picture, a title or the like)")

    if b"<!" in content or content.count(b"<?") > content[:64].count(b"<?xml "):
        wrong.add("holds a remark or a declaration")
    try:
        parse(content, start, lambda name: None, text)
    except (Forbidden, expat.ExpatError, UnicodeDecodeError, ValueError):
        return [("The logo is no SVG that can be read safely.", _AGAIN)]
    cure = "Turn words into outlines and save it as plain (optimised) SVG, without title, description or metadata."
    return [(f"The logo {what}.", cure) for what in sorted(wrong)]
