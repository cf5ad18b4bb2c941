r"""Whether two texts say the same words though a tool handled one of them, and which place of one is which in the
other.

Tools that take in a text may write line ends in another way, drop the byte order mark and signs that cannot be seen,
put an accent together or take it apart, turn a tab or a hard space into a space, and add or cut blank lines at either
end. None of it changes a word; every position after it is another one. Our text stays as it is: positions move to it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

_LINE_ENDS = "\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_NOT_SEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f\ufeff]")


class _Units(NamedTuple):
    """The letters of a text as they compare, and where each begins: a line end is one, a letter with its accents is
    one. ``lead`` and ``core`` are how many stand before the first word, and from there to the end of the last."""

    keys: tuple[str, ...]
    starts: tuple[int, ...]
    lead: int
    core: int


def comparable(text: str) -> str:
    r"""A text as it is compared: two texts of the same words give the same.

    >>> comparable("\ufeffCafe\u0301\r\nis\u00a0open.\r\n") == comparable("Caf\u00e9\nis open.")
    True
    """
    units = _units(text)
    return "".join(units.keys[units.lead : units.lead + units.core])


def places_in(ours: str, theirs: str) -> Sequence[int] | None:
    r"""Where every position of their text is in ours; ``None`` where the two do not say the same words.

    The answer has one place more than their text has characters: its end is a position too. A position that is inside
    one of our letters (between CR and LF, say) becomes the next.

    >>> at = places_in("I\r\nsleep.", "I\nsleep.\n")
    >>> [at[place] for place in (0, 1, 2, 8, 9)]
    [0, 1, 3, 9, 9]
    >>> places_in("I sleep.", "I sleep well.") is None
    True
    """
    if ours == theirs:
        return range(len(ours) + 1)
    mine, other = _units(ours), _units(theirs)
    core = mine.keys[mine.lead : mine.lead + mine.core]
    if core != other.keys[other.lead : other.lead + other.core]:
        return None
    to = (*mine.starts, len(ours))
    number = dict(zip(other.starts, range(len(other.starts)), strict=True))
    shift, at = mine.lead - other.lead, len(other.starts)
    places = []
    for place in range(len(theirs), -1, -1):
        at = number.get(place, at)
        places.append(to[min(max(at + shift, 0), len(to) - 1)])
    return places[::-1]


@lru_cache(maxsize=64)
def _units(text: str) -> _Units:
    keys: list[str] = []
    starts: list[int] = []
    for at, letter in enumerate(text):
        if _NOT_SEEN.match(letter) or (letter == "\n" and text[max(at - 1, 0)] == "\r"):
            continue
        if unicodedata.combining(letter) and keys and not keys[-1].isspace():
            keys[-1] += letter
            continue
        starts.append(at)
        keys.append("\n" if letter in _LINE_ENDS else " " if letter.isspace() else letter)
    keys = [key if key.isascii() else unicodedata.normalize("NFC", key) for key in keys]
    words = [number for number, key in enumerate(keys) if not key.isspace()]
    lead = words[0] if words else 0
    return _Units(tuple(keys), tuple(starts), lead, words[-1] + 1 - lead if words else 0)
