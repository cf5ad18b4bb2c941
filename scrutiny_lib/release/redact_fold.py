"""Text as it is searched, with the way back: each folded character knows what of the original it stands for.

Compatibility forms, accents, look-alike letters of other alphabets, dashes, quotation marks, kinds of space and digits
become their plain form; characters without a width disappear. What has been taken out already (``[name]``) is one
character that no search matches.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

BARRIER = "\ufffc"
"""Stands in folded text for what has been taken out."""

_OWN = {
    "ł": "l",
    "Ł": "L",
    "ø": "o",
    "Ø": "O",
    "đ": "d",
    "Đ": "D",
    "ß": "ss",
    "æ": "ae",
    "Æ": "Ae",
    "œ": "oe",
    "Œ": "Oe",
    "ı": "i",
    "ð": "d",
    "Ð": "D",
    "þ": "th",
    "Þ": "Th",
    "ħ": "h",
    "ŧ": "t",
    "\ufffc": "?",
}
_LOOK_ALIKE = dict(
    zip(
        "АВЕЅІЈКМНОРСТХУаеѕіјорсухкԛԝһӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορτυχɑɡɩ",
        "ABESIJKMHOPCTXYaesijopcyxkqwhlABEZHIKMNOPTYXaikvoptuxagi",
        strict=True,
    )
)
_MARKS = dict.fromkeys("‘’‚‛ʼʹˈ′´`＇ˊˋ", "'") | dict.fromkeys("“”„‟«»″", '"') | {"−": "-", "•": "•", "…": "."}


_PLAIN_RUN = re.compile(r"[\x00-_a-\x7f]+|.", re.DOTALL)
_PLAIN = frozenset(map(chr, [*range(0x60), *range(0x61, 0x80)]))


@dataclass(frozen=True)
class Folded:
    """Folded text; ``starts[i]`` and ``ends[i]`` are where its character ``i`` begins and ends in the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def back(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original that a stretch of the folded text stands for."""
        return self.starts[start], self.ends[end - 1]


@lru_cache(maxsize=4096)
def plain(character: str) -> str:
    """The plain form of one character; empty for one that has no width.

    >>> plain("é"), plain("７"), plain("А"), plain("’"), plain(chr(0x200B))
    ('e', '7', 'A', "'", '')
    """
    if character < "\x80" and character != "`":
        return character
    for known in (_OWN, _LOOK_ALIKE, _MARKS):
        if character in known:
            return known[character]
    kind = unicodedata.category(character)
    if kind in ("Mn", "Me", "Cf"):
        return ""
    if kind == "Zs":
        return " "
    if kind in ("Zl", "Zp") or character == "\x85":
        return "\n"
    if kind == "Pd":
        return "-"
    if kind == "Nd":
        return str(unicodedata.decimal(character))
    if kind == "Cs":
        return "?"
    return "".join(
        _OWN.get(c, _LOOK_ALIKE.get(c, c))
        for c in unicodedata.normalize("NFKD", character)
        if unicodedata.category(c) not in ("Mn", "Me", "Cf")
    )


def fold(text: str, taken: Iterable[tuple[int, int]] = (), placeholders: re.Pattern[str] | None = None) -> Folded:
    """Fold a text. ``taken`` are stretches of the original already taken out, ``placeholders`` what stands for them.

    >>> fold("Zoë’s").text
    "Zoe's"
    """
    gone = sorted({*taken, *((m.start(), m.end()) for m in placeholders.finditer(text))} if placeholders else taken)
    if not gone and text.isascii() and "`" not in text:
        return Folded(text, range(len(text)), range(1, len(text) + 1))
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for start, end in [*gone, (len(text), len(text))]:
        for run in _PLAIN_RUN.finditer(text, at, start):
            first, last = run.span()
            if last - first > 1 or text[first] in _PLAIN:
                pieces.append(run[0])
                starts.extend(range(first, last))
                ends.extend(range(first + 1, last + 1))
                continue
            place, character = first, text[first]
            plainly = plain(character)
            if not plainly:
                if ends and ends[-1] == place and unicodedata.combining(character):
                    ends[-1] = place + 1
                continue
            pieces.append(plainly)
            starts.extend([place] * len(plainly))
            ends.extend([place + 1] * len(plainly))
        if end > start:
            pieces.append(BARRIER)
            starts.append(start)
            ends.append(end)
        at = max(at, end)
    return Folded("".join(pieces), starts, ends)


def fold_word(word: str) -> str:
    """A word as it is looked up: plain, in small letters, without apostrophes.

    >>> fold_word("O’Neill"), fold_word("ZOË")
    ('oneill', 'zoe')
    """
    return "".join(plain(c) for c in word).casefold().replace("'", "")
