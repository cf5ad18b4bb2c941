"""The path of an SVG picture: read as matplotlib writes it, written from point to point in few characters.

A tenth of a point is finer than anybody sees. Each step is reckoned from where the line as written has got to, so
that rounding never adds up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

Path = list[tuple[str, tuple[float, ...]]]
"""The commands of a path in absolute numbers: ``M`` and ``L`` with a point, ``Q`` with two, ``C`` with three, ``Z``."""

_TOKEN = re.compile(r"[MLQCZz]|-?\d+(?:\.\d+)?(?:e-?\d+)?")
_POINTS = {"M": 2, "L": 2, "Q": 4, "C": 6, "Z": 0}


def read_path(d: str) -> Path:
    """The commands of a path that has a letter before every point, as matplotlib writes it.

    >>> read_path("M 0 0 L 3 4 z ")
    [('M', (0.0, 0.0)), ('L', (3.0, 4.0)), ('Z', ())]
    """
    tokens = _TOKEN.findall(d)
    path: Path = []
    at = 0
    while at < len(tokens):
        letter = tokens[at].upper()
        end = at + 1 + _POINTS[letter]
        path.append((letter, tuple(float(token) for token in tokens[at + 1 : end])))
        at = end
    return path


def dots(path: Path) -> float | None:
    """The radius of a path that is a circle about the origin as matplotlib draws it; ``None`` for any other path.

    >>> dots(read_path("M 0 -2 L 2 0 L 0 2 z"))
    """
    if [letter for letter, _ in path] != ["M", *["C"] * 8, "Z"]:
        return None
    ends = [numbers[-2:] for _, numbers in path if numbers]
    radius = max(abs(number) for end in ends for number in end)
    apart = [abs((x * x + y * y) ** 0.5 - radius) for x, y in ends]
    return radius if max(apart) < 0.1 * radius + 0.06 else None


def write_path(path: Path) -> str:
    """A path in as few characters as it takes.

    >>> write_path([("M", (1.0, 2.0)), ("L", (1.0, 5.26)), ("L", (0.5, 5.0)), ("Z", ())])
    'M1 2v3.3l-.5-.3z'
    """
    words: list[str] = []
    here, start = (0, 0), (0, 0)
    for letter, numbers in _straight(path):
        tenths = [round(10 * number) for number in numbers]
        points = list(zip(tenths[::2], tenths[1::2], strict=True))
        steps = [(x - here[0], y - here[1]) for x, y in points]
        if letter == "Z":
            words.append("z")
            here = start
            continue
        if letter == "M" and not words:
            words.append("M" + _numbers(points))
        elif letter == "L" and not steps[0][1]:
            words.append("h" + _numbers([steps[0][:1]]))
        elif letter == "L" and not steps[0][0]:
            words.append("v" + _numbers([steps[0][1:]]))
        else:
            step = letter.lower() + _numbers(steps)
            again = letter != "M" and words[-1][0] == step[0]
            words.append(step if not again else (" " if step[1] != "-" else "") + step[1:])
        here = points[-1]
        start = here if letter == "M" else start
    return "".join(words)


def _straight(path: Path) -> Path:
    """A path without the points in the middle of a level line."""
    kept: Path = []
    for letter, numbers in path:
        if letter == "L" and len(kept) > 1 and kept[-1][0] == "L":
            (x0, y0), (x1, y1), (x2, y2) = _point(kept[-2]), _point(kept[-1]), _point((letter, numbers))
            if y0 == y1 == y2 and (x0 < x1 < x2 or x0 > x1 > x2):
                kept[-1] = (letter, numbers)
                continue
        kept.append((letter, numbers))
    return kept


def _point(command: tuple[str, tuple[float, ...]]) -> tuple[float, float]:
    """Where a command ends, in whole tenths."""
    x, y = command[1][-2:]
    return round(10 * x), round(10 * y)


def _numbers(points: Sequence[tuple[int, ...]]) -> str:
    """Numbers in tenths as text, with a space only where there would be no telling them apart."""
    written = ""
    for tenths in (number for point in points for number in point):
        whole, tenth = divmod(abs(tenths), 10)
        digits = (str(whole) if whole or not tenth else "") + (f".{tenth}" if tenth else "")
        written += ("-" if tenths < 0 else " " if written else "") + digits
    return written
