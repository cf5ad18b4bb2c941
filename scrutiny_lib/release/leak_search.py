"""Identifiers as they are searched for in anything that is to leave: words in a row, whatever stands between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from .redact_fold import fold
from .redact_words import ordinary, words

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d{4})|(?<=\d{4})(?=[A-Za-z])")
_LEAST = 3
_LONGEST_GROUPS = 6

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
    """Identifiers by how they are told: words in a row, numbers in any grouping, ordinary words, parts of names."""

    rows: frozenset[tuple[str, ...]]
    squeezed: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()

    @classmethod
    def of(cls, identifiers: Iterable[str]) -> Wanted:
        """From identifiers as they came in; those under two letters are not searched for."""
        rows: set[tuple[str, ...]] = set()
        squeezed: set[str] = set()
        common: set[str] = set()
        parts: set[str] = set()
        for identifier in identifiers:
            said = _words(identifier)
            joined = "".join(said)
            if len(joined) < 2:
                continue
            if any(c.isdigit() for c in joined):
                if len(joined) >= 5:
                    squeezed.add(joined)
                rows.add(said)
            elif len(said) == 1:
                (common if _also_a_word(joined) else parts if len(joined) < _LEAST else set()).add(joined)
                if not _also_a_word(joined) and len(joined) >= _LEAST:
                    rows.add(said)
            else:
                rows.update((said, (*said[1:], said[0]), (said[-1], *said[:-1])))
                squeezed.add(joined)
                for word in said:
                    if len(word) >= _LEAST:
                        (common if _also_a_word(word) else parts).add(word)
        return cls(frozenset(rows), frozenset(squeezed), frozenset(common), frozenset(parts))

    def search(self, text: str) -> Iterator[tuple[str, bool]]:
        """What of them a text holds: kind, and whether it is certain. Each kind once.

        >>> list(Wanted.of(["943 476 5919", "Grace"]).search("No. 9434765919, says Grace; by the grace of"))
        [('an identifier that came in with the data', True), ('a name that is also an ordinary word', False)]
        """
        plain = fold(text).text
        written = [match[0].replace("'", "") for match in _WORD.finditer(re.sub(r"(?<=\w)'s\b", " ", plain))]
        small = [word.casefold() for word in written]
        humps = [hump.casefold() for word in written for hump in _HUMP.split(word)]
        whole = (self._rows(row) for row in ((small, humps) if humps != small else (small,)))
        if any(whole) or self._parted(small):
            yield IDENTIFIER, True
        if any(word[0].isupper() and word.casefold() in self.common for word in written):
            yield ORDINARY, False
        many = [word[:-1] for word in small if word.endswith("s")]
        if not all(self.parts.isdisjoint(row) for row in (small, humps, many)):
            yield PART, False

    def _parted(self, said: list[str]) -> bool:
        """Whether the two parts of a name stand with one word between: Alfie James Pritchard."""
        return not self.rows.isdisjoint(
            (first, last) for first, last in zip(said, said[2:], strict=False) if {first, last} <= self.parts
        )

    def _rows(self, words: list[str]) -> bool:
        for length in {len(row) for row in self.rows}:
            if not self.rows.isdisjoint(zip(*(words[k:] for k in range(length)), strict=False)):
                return True
        for length in range(1, _LONGEST_GROUPS + 1) if self.squeezed else ():
            groups = zip(*(words[k:] for k in range(length)), strict=False)
            if not self.squeezed.isdisjoint(map("".join, groups)):
                return True
        return False


def _words(text: str) -> tuple[str, ...]:
    return tuple(match[0].casefold().replace("'", "") for match in _WORD.finditer(fold(text).text))


def _also_a_word(name: str) -> bool:
    return ordinary(name) or name in words("names_that_are_words")
