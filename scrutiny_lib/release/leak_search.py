"""Identifiers as they are searched for in anything that is to leave: words in a row, whatever stands between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from .leak_dates import dates_in, day_of
from .redact_fold import fold
from .redact_words import ordinary, words

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d{4})|(?<=\d{4})(?=[A-Za-z])")
_LETTERS = re.compile(r"(?<![^\W_])[^\W_](?:[\W_]{1,14}[^\W_](?![^\W_])){3,60}")
_CAPITAL = re.compile(r"(?<![^\W_])[A-Z][^\W_]*")
_MOVED = str.maketrans("abcdefghijklmnopqrstuvwxyz", "nopqrstuvwxyzabcdefghijklm")
_COUNT = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?![\w,]|[ ]\d)")
_DIGITS = re.compile(r"(?<![\w.])\d(?:[ .\-/]?\d){5,}(?![\w])")
_DECIMAL = re.compile(r"(?<![\w.,/-])(?:0|[1-9]\d{0,5})\.\d+(?![\w.,/-]*\d)")
_NO_WORDS = re.compile(
    r"(?<![^\W_])(?=[0-9a-f]*[a-f])(?![0-9a-f]*\d{10})(?:[0-9a-f]{12}|[0-9a-f]{64})(?![^\W_])"
    r"|#(?=[0-9a-f]*[a-f])[0-9a-f]{6}(?![^\W_])"
)
"""The fingerprints of files, as the evidence trail prints them, and colours: their digits are nobody's number."""
_SEVERAL = re.compile(r"(?<![^\W_])[A-Z][^\W_]*(?:'[^\W_]+)*(?:(?:[ \n_]|,[ \n]?|-)[A-Z][^\W_]*(?:'[^\W_]+)*)+")
"""Words with capitals that stand in a row in one sentence."""
_LEAST, _LEAST_DIGITS = 3, 5
_LONGEST_GROUPS = 6
_LONG_WORD = 120
_SURE_NUMBER, _SURE_WORD, _ANYWHERE = 10, 7, 8
"""A number of this many digits is found in pieces, whatever stands between them; a name of this many letters in two;
an identifier of this many characters, letters among them, inside longer words, backwards and with its letters moved."""

IDENTIFIER = "an identifier that came in with the data"
ORDINARY = "a name that is also an ordinary word"
PART = "a part of a name"


class Leak(NamedTuple):
    """Where something survives that must not leave, what it is, and whether that is certain; never the value."""

    place: str
    what: str
    certain: bool


@dataclass(frozen=True)
class Wanted:
    """Identifiers by how they are told: words in a row, numbers in any grouping, ordinary words, parts of names, days.

    ``squeezed`` are those found however they are grouped, ``solid`` numbers found only where nothing but a single
    divider stands between their digits, ``anywhere`` those long enough to be found inside longer words. ``several`` are
    names of which every word is an ordinary one (Will Young): certain only where each has its capital and they stand
    side by side in one sentence.
    """

    rows: frozenset[tuple[str, ...]]
    squeezed: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    solid: frozenset[str] = frozenset()
    days: frozenset[date] = frozenset()
    anywhere: frozenset[str] = field(default_factory=frozenset)
    several: frozenset[tuple[str, ...]] = field(default_factory=frozenset)

    @classmethod
    def of(cls, identifiers: Iterable[str]) -> Wanted:
        """From identifiers as they came in; those under two letters, and numbers under five digits, are too common to
        be searched for."""
        return _wanted(frozenset(map(str, identifiers)))

    def search(self, text: str) -> Iterator[tuple[str, bool]]:
        """What of them a text holds: kind, and whether it is certain. Each kind once.

        Numbers with commas after every third digit are counts, and no identifier.

        >>> list(Wanted.of(["943 476 5919", "Grace"]).search("No. 9434765919, says Grace; by the grace of"))
        [('an identifier that came in with the data', True), ('a name that is also an ordinary word', False)]
        >>> list(Wanted.of(["14/03/2011"]).search("March 14, 2011"))
        [('an identifier that came in with the data', True)]
        """
        plain = _COUNT.sub(" # ", fold(text).text)
        bare = _DECIMAL.sub(" # ", _NO_WORDS.sub(" # ", plain))
        small = _split(re.sub(r"(?<=\w)'s\b", " ", bare))
        apart = _HUMP.sub(" ", bare)
        humps = _split(apart) if apart != bare else small
        if (
            self._rows(small)
            or (humps is not small and self._rows(humps))
            or self._parted(small)
            or self._otherwise(plain, set(small))
            or self._turned(small)
            or self._in_capitals(apart)
        ):
            yield IDENTIFIER, True
        if self.common and any(word.casefold() in self.common for word in set(_CAPITAL.findall(plain))):
            yield ORDINARY, False
        every = {*small, *humps}
        if not self.parts.isdisjoint(every) or not self.parts.isdisjoint(
            word[:-1] for word in every if word[-1] == "s"
        ):
            yield PART, False

    def _otherwise(self, plain: str, small: set[str]) -> bool:
        """Whether an identifier stands there as a day, with dividers, letter by letter, or inside a longer word."""
        if self.days and not self.days.isdisjoint(dates_in(plain)):
            return True
        numbers = {re.sub(r"\D", "", found) for found in _DIGITS.findall(plain)}
        if not self.solid.isdisjoint(numbers) or not self.squeezed.isdisjoint(numbers):
            return True
        for found in set(_LETTERS.findall(plain)):
            said = re.sub(r"[\W_]", "", found).casefold()
            if said.isdigit() and len(said) < _SURE_NUMBER:
                continue
            if (said,) in self.rows or said in self.squeezed or self._inside(said):
                return True
        return any(self._inside(word) for word in small if _ANYWHERE < len(word) <= _LONG_WORD)

    def _in_capitals(self, plain: str) -> bool:
        """Whether a name that is made of ordinary words stands there as a name: side by side, each with its capital."""
        lengths = {len(row) for row in self.several}
        for found in set(_SEVERAL.findall(plain)) if lengths else ():
            words = _split(found)
            if any(tuple(words[at : at + length]) in self.several for length in lengths for at in range(len(words))):
                return True
        return False

    def _turned(self, small: list[str]) -> bool:
        """Whether a long identifier stands there read from the end, or with its letters moved by half the alphabet."""
        ways = ([word[::-1] for word in reversed(small)], " ".join(small).translate(_MOVED).split())
        return any(self._grouped(words, self.anywhere) for words in ways)

    def _inside(self, said: str) -> bool:
        return any(
            said[start : start + length] in self.anywhere
            for length in _lengths(self.anywhere)
            for start in range(len(said) - length + 1)
        )

    def _parted(self, said: list[str]) -> bool:
        """Whether the two parts of a name stand with one word between: Alfie James Pritchard."""
        return not self.rows.isdisjoint(
            (first, last) for first, last in zip(said, said[2:], strict=False) if {first, last} <= self.parts
        )

    def _rows(self, words: list[str]) -> bool:
        firsts = _firsts(self.rows)
        for at in (at for at, word in enumerate(words) if word in firsts):
            if any(tuple(words[at : at + length]) in self.rows for length in firsts[words[at]]):
                return True
        return self._grouped(words, self.squeezed)

    @staticmethod
    def _grouped(words: list[str], wanted: frozenset[str]) -> bool:
        """Whether some words in a row make up an identifier, wherever it is divided."""
        beginnings = _beginnings(wanted)
        for at in (at for at, word in enumerate(words) if word in beginnings):
            said = ""
            for word in words[at : at + _LONGEST_GROUPS]:
                said += word
                if said in wanted:
                    return True
                if said not in beginnings:
                    break
        return False


def _split(text: str) -> list[str]:
    return [word.replace("'", "") for word in _WORD.findall(text.casefold())]


@lru_cache(maxsize=8)
def _firsts(rows: frozenset[tuple[str, ...]]) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for row in rows:
        found.setdefault(row[0], set()).add(len(row))
    return {first: tuple(lengths) for first, lengths in found.items()}


@lru_cache(maxsize=16)
def _beginnings(wanted: frozenset[str]) -> frozenset[str]:
    return frozenset(one[:length] for one in wanted for length in range(1, len(one) + 1))


@lru_cache(maxsize=8)
def _lengths(identifiers: frozenset[str]) -> tuple[int, ...]:
    return tuple(sorted({len(identifier) for identifier in identifiers}))


@lru_cache(maxsize=8)
def _wanted(identifiers: frozenset[str]) -> Wanted:
    rows: set[tuple[str, ...]] = set()
    squeezed: set[str] = set()
    solid: set[str] = set()
    common: set[str] = set()
    parts: set[str] = set()
    days: set[date] = set()
    several: set[tuple[str, ...]] = set()
    for identifier in identifiers:
        said = _words(identifier)
        joined = "".join(said)
        day = day_of(identifier)
        if day is not None:
            days.add(day)
        elif joined.isdigit():
            rows.update([(joined,)] if len(joined) >= _LEAST_DIGITS else [])
            (squeezed if len(joined) >= _SURE_NUMBER else solid).add(joined)
        elif (any(c.isdigit() for c in joined) or "@" in identifier) and len(joined) >= 2:
            rows.add(said)
            squeezed.update([joined] if len(joined) >= 5 else [])
        elif len(said) == 1 and len(joined) >= 2:
            (common if _also_a_word(joined) else parts if len(joined) < _LEAST else set()).add(joined)
            if not _also_a_word(joined) and len(joined) >= _LEAST:
                rows.add(said)
                squeezed.update([joined] if len(joined) >= _SURE_WORD else [])
        elif len(joined) >= 2:
            orders = {said, (*said[1:], said[0]), (said[-1], *said[:-1])}
            if of_ordinary_words(said):
                several |= orders
                rows.update(("".join(order),) for order in orders)
            else:
                rows |= orders
                squeezed.update(map("".join, orders))
            for word in said:
                if len(word) >= _LEAST:
                    (common if _also_a_word(word) else parts).add(word)
    anywhere = {one for one in squeezed if len(one) >= (_SURE_NUMBER if one.isdigit() else _ANYWHERE)}
    return Wanted(
        frozenset(rows),
        frozenset(squeezed),
        frozenset(common),
        frozenset(parts),
        frozenset(solid),
        frozenset(days),
        frozenset(anywhere),
        frozenset(several),
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(match[0].casefold().replace("'", "") for match in _WORD.finditer(fold(text).text))


def of_ordinary_words(name: tuple[str, ...]) -> bool:
    """Whether every word of a name or id is an ordinary word as well, so that a sentence can hold them by chance.

    >>> of_ordinary_words(("will", "young")), of_ordinary_words(("grace", "pritchard"))
    (True, False)
    """
    return all(map(_also_a_word, name))


def _also_a_word(name: str) -> bool:
    return ordinary(name) or name in words("names_that_are_words")
