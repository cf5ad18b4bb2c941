"""What a picture of the page shows, read back from its SVG: the dots, and the lines as the points they go through."""

from __future__ import annotations

import re
from xml.etree import ElementTree

Point = tuple[float, float]


def pieces(svg: str, clipped: bool = False) -> list[list[Point]]:
    """Every piece of every path, as its points (ends of curves only); with ``clipped`` those inside a plot alone."""
    paths = [path for path in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}path")]
    return [piece for path in paths if not clipped or path.get("clip-path") for piece in _pieces(str(path.get("d")))]


def dots(svg: str) -> set[Point]:
    """Where a round pen was set down and not moved."""
    return {piece[0] for piece in pieces(svg) if len(piece) == 2 and piece[0] == piece[1]}


def lines(svg: str) -> list[list[Point]]:
    """The lines inside a plot: pieces that go somewhere and do not come back to where they began."""
    return [piece for piece in pieces(svg, clipped=True) if piece[0] != piece[-1]]


def _pieces(d: str) -> list[list[Point]]:
    made: list[list[Point]] = []
    x = y = 0.0
    for letter, said in re.findall(r"([A-Za-z])([^A-Za-z]*)", d):
        numbers = [float(number) for number in re.findall(r"-?(?:\d+(?:\.\d+)?|\.\d+)", said)]
        match letter:
            case "M" | "m":
                x, y = (numbers[0], numbers[1]) if letter == "M" else (x + numbers[0], y + numbers[1])
                made.append([(round(x, 1), round(y, 1))])
                steps: list[Point] = []
            case "h":
                steps = [(step, 0.0) for step in numbers]
            case "v":
                steps = [(0.0, step) for step in numbers]
            case "l":
                steps = list(zip(numbers[::2], numbers[1::2], strict=True))
            case "q" | "c":
                size = 4 if letter == "q" else 6
                steps = [(numbers[at - 2], numbers[at - 1]) for at in range(size, len(numbers) + 1, size)]
            case "z":
                x, y = made[-1][0]
                made[-1].append(made[-1][0])
                steps = []
            case _:
                raise AssertionError(f"a command that is not written here: {letter}")
        for dx, dy in steps:
            x, y = x + dx, y + dy
            made[-1].append((round(x, 1), round(y, 1)))
    return made
