"""A last search of a finished page, file or folder for anything that must not leave.

The page is drawn from released tables only, so nothing here should ever be found; if something is, the page stays in.
What is found is said by kind and place, and never repeated.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from .leak_pieces import hidden_text, pieces_of
from .leak_search import Leak, Wanted
from .markup import what_it_would_do
from .patterns import PERSONAL, counts_few, holds_nhs_number, plain_text

RUN_OF_WORDS = 8
"""As many words in a row from somebody's free text count as that text; a shorter text counts from four words up."""

FORBIDDEN = {
    "a path of a machine": re.compile(r"(?:[A-Za-z]:\\(?!\\)[A-Za-z]|/(?:home|Users|root|tmp|var|opt|usr|mnt|work)/)"),
    "a traceback": re.compile(r"Traceback \(most recent call last\)"),
}
DATA = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]*)")
STYLES = re.compile(r"<style.*?</style>", re.DOTALL | re.IGNORECASE)
INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|cite|code|em|i|mark|q|s|small|span|strong|sub|sup|time|u)\b[^>]*>", re.IGNORECASE
)
BLOCK = re.compile(r"<[^>]*>", re.DOTALL)
WORD = re.compile(r"\w+(?:['’]\w+)?")
QUOTED = re.compile(r"(?=[“„«\"]\s*([^“”„«»\"|]{1,400})[”“»\"]|(?<!\w)[‘'‚]\s*([^‘|]{1,200}?)[’'](?!\w))")
"""What stands between quotation marks; an apostrophe inside a word does not close."""
SHORT = 4
"""A child's words fewer than this count where they stand alone: a block of their own, or between quotation marks."""


def visible_text(page: str) -> str:
    """What a reader can read of a page, pictures and their alternatives included, without tags; blocks end with a bar.

    >>> visible_text("<h2>Seen</h2><p>Most <b>children</b> were.</p>")
    '| Seen | | Most children were. |'
    """
    drawn = [_drawn(found) for found in DATA.findall(page)]
    alternatives = re.findall(r'(?:alt|title|aria-label)="([^"]*)"', page)
    text = " | ".join([page, *drawn])
    text = " | ".join([BLOCK.sub(" | ", INLINE.sub("", STYLES.sub("", text))), *alternatives])
    return " ".join(html.unescape(text).split())


def _drawn(data: str) -> str:
    try:
        return base64.b64decode(data).decode("utf-8", "replace")
    except ValueError:
        return ""


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
        kept = frozenset(_words(text) for text in (str(item).strip() for item in ids) if len(text) >= 5)
        runs = {run for text in texts for run in _runs(_words(str(text)), RUN_OF_WORDS)}
        heard = {_words(str(text)) for text in words} - {()}
        for said in heard:
            runs.update(_runs(said, min(RUN_OF_WORDS, max(SHORT, len(said)))))
        alone = frozenset(said for said in heard if len(said) < SHORT)
        return cls(
            kept - {()}, frozenset(runs), alone, frozenset(_spaced(said) for said in heard if len(said) >= SHORT)
        )

    def speaks(self, block: str, signed: Collection[str] = ()) -> bool:
        """Whether a block of visible text holds somebody's own words; one that is wholly a signed quote does not.

        >>> Identifiers.collect([], [], ["Nan's kitchen."]).speaks("She said “Nan’s kitchen” twice.")
        True
        """
        words = _words(block)
        if not words or (signed and _hash(words) in signed):
            return False
        if len(words) > 1 and words in self.alone:
            return True
        if any(self.runs.intersection(_runs(words, length)) for length in {len(run) for run in self.runs}):
            return True
        if not (self.alone or self.said):
            return False
        for match in QUOTED.finditer(block):
            quoted = _words(match[1] or match[2] or "")
            if not quoted or (signed and _hash(quoted) in signed):
                continue
            if quoted in self.alone or (len(quoted) >= SHORT and any(_spaced(quoted) in text for text in self.said)):
                return True
        return False


def quote_hash(words: str) -> str:
    """The mark by which a signed quote is known: SHA-256, in hexadecimal, of its words alone.

    Compatibility forms, dashes, apostrophes and capitals do not matter, nor what stands between words.

    >>> quote_hash("Nobody’s there, at 4pm!") == quote_hash("nobody's  there at ４PM")
    True
    """
    return _hash(_words(words))


def _hash(words: tuple[str, ...]) -> str:
    return hashlib.sha256(" ".join(words).encode("utf-8", "surrogatepass")).hexdigest()


def _spaced(words: tuple[str, ...]) -> str:
    return f" {' '.join(words)} "


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.casefold().replace("’", "'") for word in WORD.findall(plain_text(text)))


def _runs(words: tuple[str, ...], length: int) -> list[tuple[str, ...]]:
    return [words[start : start + length] for start in range(len(words) - length + 1)]


def find_leaks(page: str, identifiers: Identifiers, *, small_counts: bool, exempt: Iterable[str] = ()) -> list[str]:
    """What is wrong with a page, in words that repeat none of it. An empty list: nothing found.

    ``small_counts`` also looks for counts of one to five children, families or cases (group and public profiles).
    ``exempt`` are the hashes (:func:`quote_hash`) of quotes that are signed: a block of the page, or what stands
    between quotation marks, that is exactly such a quote is not searched for somebody's words; for all else it is.

    >>> find_leaks("<p>Most children were seen.</p>", Identifiers(), small_counts=True)
    []
    >>> find_leaks("<p>3 of 40 children were not.</p>", Identifiers(), small_counts=True)
    ['a count of 1 to 5 children, families or cases']
    """
    bare = DATA.sub("data:image/", page)
    drawn = [_drawn(picture) for picture in DATA.findall(page)]
    found = list(dict.fromkeys(what for part in (bare, *drawn) for what in what_it_would_do(part)))
    found += [what for what, pattern in FORBIDDEN.items() if pattern.search(bare)]
    text = visible_text(page)
    said = plain_text(text)
    found += [what for what, pattern in PERSONAL.items() if pattern.search(said)]
    if holds_nhs_number(said):
        found.append("an NHS number")
    blocks = text.split(" | ")
    lengths = {len(item) for item in identifiers.ids}
    hidden, apart = hidden_text(page)
    lettered = Wanted(frozenset(filter(_beyond_blocks, identifiers.ids)))
    named = any(identifiers.ids.intersection(_runs(_words(block), length)) for block in blocks for length in lengths)
    if named or any(_words(block) in identifiers.ids for block in apart) or any(lettered.search(hidden.text)):
        found.append("an identifier that came in with the data")
    signed = frozenset(exempt)
    if any(identifiers.speaks(block, signed) for block in (*blocks, *apart)):
        found.append("words in a row of somebody's free text")
    if small_counts and counts_few(text):
        found.append("a count of 1 to 5 children, families or cases")
    return found


def _beyond_blocks(row: tuple[str, ...]) -> bool:
    """Whether an identifier is searched for over the bounds of blocks too: one with a letter, and no date in words,
    which two cells of a table side by side can make up."""
    return any(map(str.isalpha, "".join(row))) and not any(word.isdigit() and len(word) < 3 for word in row)


def leaks(path: str | Path, identifiers: Iterable[str] | Identifiers, exempt: Iterable[str] = ()) -> list[Leak]:
    """Where an identifier survives in a file or a folder that is to leave.

    Looked through are the contents and the names of files and folders: HTML with what a reader does not see, every part
    of a workbook or other zip archive, notebooks with outputs and metadata, text and logs, the words that pictures
    (PNG, JPEG, SVG, also inside pages and notebooks) and PDF files carry about themselves.

    Parameters
    ----------
    path : path
        A file, or a folder with everything below it.
    identifiers : iterable of str, or Identifiers
        Names, ids, numbers, dates as they came in; numbers are found in any grouping.
    exempt : iterable of str
        Hashes of signed quotes (:func:`quote_hash`), which may hold somebody's words but no identifier.

    Returns
    -------
    list of Leak
        ``place`` (file and part, below ``path``), ``what`` and ``certain``; never the value. A name that is also an
        ordinary word, and a part of a name alone, are not certain: the approver looks. Empty when nothing is found.

    Raises
    ------
    OSError
        When a file is not there or cannot be read: what was not searched must not leave.
    """
    known = identifiers if isinstance(identifiers, Identifiers) else Identifiers()
    ids = map(" ".join, identifiers.ids) if isinstance(identifiers, Identifiers) else map(str, identifiers)
    wanted = Wanted.of(ids)
    signed = frozenset(exempt)
    found: dict[Leak, None] = {}
    for piece in pieces_of(Path(path)):
        for what, certain in wanted.search(piece.text):
            found[Leak(piece.place, what, certain)] = None
        if piece.readable:
            said = plain_text(" ".join(piece.blocks))
            for what, pattern in PERSONAL.items():
                if what != "a folder on a network" and pattern.search(said):
                    found[Leak(piece.place, what, True)] = None
            if holds_nhs_number(said):
                found[Leak(piece.place, "an NHS number", True)] = None
        if any(known.speaks(block, signed) for block in piece.blocks):
            found[Leak(piece.place, "words in a row of somebody's free text", True)] = None
    return list(found)
