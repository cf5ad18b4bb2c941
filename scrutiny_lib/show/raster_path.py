"""The path of an SVG picture as points and what leads to each, for drawing it again."""

from __future__ import annotations

import re
from itertools import pairwise

from matplotlib.path import Path

Point = tuple[float, float]

_TOKEN = re.compile(r"([A-Za-z])|([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|[\s,]+|(.)")
_TAKES = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Q": 4, "Z": 0}
_LEADS = {"M": (Path.MOVETO,), "L": (Path.LINETO,), "Q": (Path.CURVE3,) * 2, "C": (Path.CURVE4,) * 3}


def pieces(d: str) -> list[tuple[list[Point], list[int]]]:
    """The pieces of a path, one for each ``M``: absolute points, and matplotlib's code for each.

    Raises ``ValueError`` for anything but lines and curves.

    >>> pieces("M1 2h3v-.5z")
    [([(1.0, 2.0), (4.0, 2.0), (4.0, 1.5), (1.0, 2.0)], [1, 2, 2, 79])]
    """
    made: list[tuple[list[Point], list[int]]] = []
    here = start = (0.0, 0.0)
    for letter, numbers in _commands(d):
        kind, base = letter.upper(), here if letter.islower() else (0.0, 0.0)
        if kind == "Z":
            points, here = [start], start
            codes = [int(Path.CLOSEPOLY)]
        else:
            points = _points(kind, numbers, base, here)
            here = points[-1]
            codes = [int(code) for code in _LEADS["L" if kind in "HV" else kind]]
        if kind == "M":
            start = here
            made.append(([], []))
        elif not made:
            raise ValueError("a path begins without a place")
        elif made[-1][1][-1] == Path.CLOSEPOLY and kind != "Z":
            made.append(([start], [int(Path.MOVETO)]))
        made[-1][0].extend(points)
        made[-1][1].extend(codes)
    return made


def is_dot(points: list[Point]) -> bool:
    """Whether a piece goes nowhere: with a round pen that is a dot.

    >>> is_dot([(1, 2), (1, 2)]), is_dot([(1, 2), (1, 3)])
    (True, False)
    """
    return all(one == other for one, other in pairwise(points))


def _commands(d: str) -> list[tuple[str, list[float]]]:
    """Each letter with as many numbers as it takes; further numbers are the same again (after ``M``, lines)."""
    found: list[tuple[str, list[float]]] = []
    letter, waiting = "", list[float]()
    for said, number, odd in _TOKEN.findall(d):
        if odd or (said and (said.upper() not in _TAKES or waiting)) or (number and not letter):
            raise ValueError("not a path of lines and curves")
        if said:
            letter = said
            if said in "Zz":
                found.append((said, []))
        elif number:
            waiting.append(float(number))
            if _TAKES[letter.upper()] == len(waiting):
                found.append((letter, waiting))
                letter, waiting = {"M": "L", "m": "l"}.get(letter, letter), []
    if waiting:
        raise ValueError("a path ends too early")
    return found


def _points(kind: str, numbers: list[float], base: Point, here: Point) -> list[Point]:
    if kind == "H":
        return [(base[0] + numbers[0], here[1])]
    if kind == "V":
        return [(here[0], base[1] + numbers[0])]
    return [(base[0] + x, base[1] + y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
