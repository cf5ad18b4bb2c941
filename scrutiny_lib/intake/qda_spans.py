"""Positions in a text, counted in one of the ways in which tools count them, as code points.

Method: Unicode Standard, section 3.9 (UTF-16).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CODE_POINTS = "code points"
UTF_16 = "utf-16"
CODE_POINTS_CRLF = "code points, CRLF as one"
UTF_16_CRLF = "utf-16, CRLF as one"
READINGS = (CODE_POINTS, UTF_16, CODE_POINTS_CRLF, UTF_16_CRLF)
"""The ways in which positions are counted, in the order in which they are tried."""

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Spans:
    """Selections as code points, end exclusive; ``fits`` is False for one outside the text, ending before it begins, or
    cutting a character in two, and its ``start`` and ``end`` mean nothing."""

    start: Whole
    end: Whole
    fits: Flags


class Letters:
    """A text as numbers, with the places of what is counted differently."""

    def __init__(self, text: str):
        self.points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        self.astral = self.points > 0xFFFF
        self.crlf = np.zeros(len(self.points), dtype=bool)
        self.crlf[1:] = (self.points[1:] == 10) & (self.points[:-1] == 13)

    def __len__(self) -> int:
        return len(self.points)

    def offsets(self, reading: str) -> Whole | None:
        """Where each letter begins, and the last ends; ``None`` where this is its own number."""
        wide = self.astral if reading in (UTF_16, UTF_16_CRLF) else None
        narrow = self.crlf if reading in (CODE_POINTS_CRLF, UTF_16_CRLF) else None
        if (wide is None or not wide.any()) and (narrow is None or not narrow.any()):
            return None
        widths = np.ones(len(self), dtype=np.int64)
        if wide is not None:
            widths += wide
        if narrow is not None:
            widths -= narrow
        return np.concatenate(([0], np.cumsum(widths)))

    def is_word(self, at: Whole) -> Flags:
        """Whether the letters at these places belong to a word; nothing before the first or after the last does."""
        return self._is(at, str.isalnum)

    def is_space(self, at: Whole) -> Flags:
        """Whether the letters at these places are white space."""
        return self._is(at, str.isspace)

    def is_one_of(self, at: Whole, letters: Collection[str]) -> Flags:
        """Whether the letters at these places are among some."""
        return self._is(at, letters.__contains__)

    def _is(self, at: Whole, kind: Callable[[str], bool]) -> Flags:
        inside = (at >= 0) & (at < len(self))
        found = np.zeros(len(at), dtype=bool)
        which, place = np.unique(self.points[at[inside]], return_inverse=True)
        answers = np.array([kind(chr(point)) for point in which], dtype=bool)
        found[inside] = answers[place] if len(which) else False
        return found


def spans_of(letters: Letters, start: Whole, end: Whole, reading: str) -> Spans:
    r"""Positions counted in one way as code points; the text is left as it is.

    >>> spans_of(Letters("😟\r\nno"), np.array([2, 4]), np.array([4, 6]), UTF_16).start.tolist()
    [1, 3]
    """
    offsets = letters.offsets(reading)
    if offsets is None:
        fits = (start >= 0) & (end <= len(letters)) & (start <= end)
        return Spans(start, end, fits)
    first, begins = _found(offsets, start)
    last, ends = _found(offsets, end)
    return Spans(first, last, begins & ends & (start <= end))


def _found(offsets: Whole, position: Whole) -> tuple[Whole, Flags]:
    """Which letter begins at a position, and whether one does. After CRLF counted as one, the letter after both."""
    index = np.searchsorted(offsets, position, side="right").astype(np.int64) - 1
    inside = np.clip(index, 0, len(offsets) - 1)
    return inside, (index >= 0) & (offsets[inside] == position)


def differ(one: Spans, other: Spans) -> Flags:
    """Which selections two readings put differently."""
    if one is other:
        return np.zeros(len(one.start), dtype=bool)
    elsewhere = (one.start != other.start) | (one.end != other.end)
    return np.asarray((one.fits != other.fits) | (one.fits & elsewhere), dtype=bool)
