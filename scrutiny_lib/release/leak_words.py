"""What somebody said or wrote, as it is looked for in anything that is to leave: runs of words, unless signed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from .patterns import plain_text
from .redact_fold import fold

RUN_OF_WORDS = 8
"""As many words in a row from somebody's free text count as that text; a shorter text counts from four words up."""
SHORT = 4
"""A child's words fewer than this count where they stand alone: a block of their own, or between quotation marks."""
WORD = re.compile(r"\w+(?:['’]\w+)?")
QUOTED = re.compile(r"(?=[“„«\"]\s*([^“”„«»\"|]{1,400})[”“»\"]|(?<!\w)[‘'‚]\s*([^‘|]{1,200}?)[’'](?!\w))")
"""What stands between quotation marks; an apostrophe inside a word does not close."""
_AROUND, _SHORT_TEXT = 60, 2000


@dataclass(frozen=True)
class Identifiers:
    """What must not appear: ids and names as they came in, and runs of words from free text.

    ``alone`` are a child's words too few to search for inside a sentence: they count where they stand alone, as a
    block of a page or between quotation marks (one word: between quotation marks only). ``said`` are all of a child's
    words; of these a piece between quotation marks counts from four words up."""

    ids: frozenset[tuple[str, ...]] = frozenset()
    runs: frozenset[tuple[str, ...]] = field(default_factory=frozenset)
    alone: frozenset[tuple[str, ...]] = field(default_factory=frozenset)
    said: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def collect(cls, ids: Iterable[str], texts: Iterable[str], words: Iterable[str] = ()) -> Identifiers:
        """From identifiers (those under five characters are too common to search for), free texts, and ``words``:
        what children and families said or showed, of which shorter pieces count too."""
        kept = frozenset(words_of(text) for text in (str(item).strip() for item in ids) if len(text) >= 5)
        runs = {run for text in texts for run in runs_of(words_of(str(text)), RUN_OF_WORDS)}
        heard = {words_of(str(text)) for text in words} - {()}
        for said in heard:
            runs.update(runs_of(said, min(RUN_OF_WORDS, max(SHORT, len(said)))))
        alone = frozenset(said for said in heard if len(said) < SHORT)
        return cls(
            kept - {()}, frozenset(runs), alone, frozenset(_spaced(said) for said in heard if len(said) >= SHORT)
        )

    def with_ids_of(self, others: Identifiers) -> Identifiers:
        """These, with the ids and names of others as well; one set for all reviews whose own are among those."""
        return replace(self, ids=others.ids if self.ids <= others.ids else self.ids | others.ids)

    def speaks(self, block: str, signed: Collection[str] = ()) -> bool:
        """Whether a text holds somebody's own words; what is word for word a signed quote does not count.

        >>> Identifiers.collect([], [], ["Nan's kitchen."]).speaks("She said “Nan’s kitchen” twice.")
        True
        """
        if not (self.runs or self.alone or self.said):
            return False
        if len(block) > _SHORT_TEXT:
            return self._speaks(block, signed)
        key = block, frozenset(signed)
        if key not in self._heard:
            self._heard[key] = self._speaks(block, signed)
        return self._heard[key]

    @cached_property
    def _heard(self) -> dict[tuple[str, frozenset[str]], bool]:
        """What was found of short texts: the same ones stand in every form of a page."""
        return {}

    def _speaks(self, block: str, signed: Collection[str]) -> bool:
        words = words_of(block)
        return bool(words) and self._hears(words, block, signed) and not _is_signed(words, block, signed)

    def _hears(self, words: tuple[str, ...], block: str, signed: Collection[str]) -> bool:
        if len(words) > 1 and words in self.alone:
            return True
        if any(not _is_in_signed(words, start, end, signed) for start, end in self._stretches(words)):
            return True
        if not (self.alone or self.said):
            return False
        for match in QUOTED.finditer(block):
            said = match[1] or match[2] or ""
            quoted = words_of(said)
            if not quoted or _is_signed(quoted, said, signed):
                continue
            if quoted in self.alone or (len(quoted) >= SHORT and any(_spaced(quoted) in text for text in self.said)):
                return True
        return False

    def runs_in(self, text: str) -> set[tuple[str, ...]]:
        """The runs of somebody's own words that stand in a text, signed or not."""
        words = words_of(text)
        return {run for length in self._lengths for run in runs_of(words, length)} & self.runs

    @cached_property
    def _lengths(self) -> list[int]:
        return sorted({len(run) for run in self.runs})

    def _stretches(self, words: tuple[str, ...]) -> Iterator[tuple[int, int]]:
        """From where to where words of a text stand in somebody's own, in stretches as long as they go."""
        for length in self._lengths:
            runs = runs_of(words, length)
            if self.runs.isdisjoint(runs):
                continue
            start = end = -1
            for at, run in enumerate(runs):
                if run in self.runs:
                    if end <= at:
                        if end > 0:
                            yield start, end
                        start = at
                    end = at + length
            yield start, end


def quote_hash(words: str) -> str:
    """The mark by which a signed quote is known: SHA-256, in hexadecimal, of its words alone.

    Compatibility forms, accents, dashes, apostrophes and capitals do not matter, nor what stands between words.

    >>> quote_hash("Nobody’s there, at 4pm!") == quote_hash("nobody's  there at ４PM")
    True
    """
    return _hash(words_of(words))


@lru_cache(maxsize=16384)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in the form in which they are compared.

    >>> words_of("Nan’s house, 2 o'clock")
    ("nan's", 'house', '2', "o'clock")
    """
    return _short_words(text) if len(text) <= _SHORT_TEXT else _all_words(text)


def _all_words(text: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in WORD.findall(fold(plain_text(text)).text))


_short_words = lru_cache(maxsize=20_000)(_all_words)


def runs_of(words: tuple[str, ...], length: int) -> list[tuple[str, ...]]:
    """Every run of so many words."""
    return list(zip(*(words[start:] for start in range(length)), strict=False))


def _hash(words: tuple[str, ...]) -> str:
    return hashlib.sha256(" ".join(words).encode("utf-8", "surrogatepass")).hexdigest()


def _is_signed(words: tuple[str, ...], said: str, signed: Collection[str]) -> bool:
    """Whether words are a signed quote, by the hash of its words or of its text as it stands."""
    return bool(signed) and (
        _hash(words) in signed or hashlib.sha256(said.strip().encode("utf-8", "surrogatepass")).hexdigest() in signed
    )


def _is_in_signed(words: tuple[str, ...], start: int, end: int, signed: Collection[str]) -> bool:
    """Whether a stretch of words stands in a signed quote that is there as a whole."""
    return bool(signed) and any(
        _hash(words[first:last]) in signed
        for first in range(max(0, start - _AROUND), start + 1)
        for last in range(end, min(len(words), end + _AROUND) + 1)
    )


def _spaced(words: tuple[str, ...]) -> str:
    return f" {' '.join(words)} "
