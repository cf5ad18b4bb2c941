"""A last search of a finished page, file or folder for anything that must not leave.

The page is drawn from released tables only, so nothing here should ever be found; if something is, the page stays in.
What is found is said by kind and place, and never repeated.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from .leak_codes import decoded
from .leak_markup import Piece, hidden_text
from .leak_pieces import pieces_of
from .leak_search import Leak, Wanted, of_ordinary_words
from .leak_words import RUN_OF_WORDS, Identifiers, quote_hash, runs_of, words_of
from .markup import what_it_would_do
from .patterns import PERSONAL, counts_few, holds_nhs_number, plain_text

__all__ = ["Identifiers", "find_leaks", "leaks", "quote_hash", "visible_text"]

_CODES_IN_CODES = 2
_SPOKEN = "words in a row of somebody's free text"
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
    common = frozenset(filter(of_ordinary_words, identifiers.ids))
    ids = identifiers.ids - common
    lengths = {len(item) for item in ids}
    hidden, apart = hidden_text(page)
    lettered = Wanted(frozenset(filter(_beyond_blocks, ids)))
    named = any(not ids.isdisjoint(runs_of(words, length)) for words in map(words_of, blocks) for length in lengths)
    with_capitals = any(certain for _, certain in Wanted.of(map(" ".join, common)).search(text))
    if named or with_capitals or any(words_of(block) in ids for block in apart) or any(lettered.search(hidden.text)):
        found.append("an identifier that came in with the data")
    signed = frozenset(exempt)
    if any(identifiers.speaks(block, signed) for block in (*blocks, *apart)):
        found.append(_SPOKEN)
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
    if isinstance(identifiers, Identifiers):
        known, wanted = identifiers, Wanted.of(map(" ".join, identifiers.ids))
    else:
        given = [str(identifier) for identifier in identifiers]
        long = [text for text in given if len(words_of(text)) >= RUN_OF_WORDS]
        known, wanted = Identifiers.collect((), long), Wanted.of(text for text in given if text not in set(long))
    signed = frozenset(exempt)
    found: dict[Leak, None] = {}
    for piece in pieces_of(Path(path)):
        for what, certain in _found_in(piece, wanted, known, signed):
            found[Leak(piece.place, what, certain)] = None
    return list(found)


def _found_in(piece: Piece, wanted: Wanted, known: Identifiers, signed: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """What a piece of text holds, as it is written, in a code, and read from its end."""
    yield from wanted.search(piece.text)
    if piece.readable:
        said = plain_text(" | ".join(piece.blocks))
        yield from ((what, True) for what in _personal(said))
    if piece.as_printed:  # what stands there as printed was heard there, where a signed quote is whole
        if known.runs_in(piece.text) - known.runs_in(piece.as_printed):
            yield _SPOKEN, True
    elif known.speaks(piece.text, signed) or any(known.speaks(block, signed) for block in _to_hear(piece, known)):
        yield _SPOKEN, True
    texts = [piece.text]
    for _ in range(_CODES_IN_CODES):
        texts = list(dict.fromkeys(said for text in texts for said in decoded(text)))
        for text in texts:
            yield from ((what, certain) for what, certain in wanted.search(text) if certain)
            if known.speaks(text, signed):
                yield _SPOKEN, True


def _to_hear(piece: Piece, known: Identifiers) -> Iterable[str]:
    """The blocks in which a few words could stand by themselves; longer ones are heard with the whole text."""
    return dict.fromkeys(piece.blocks) if known.alone or known.said else ()


def _personal(said: str) -> Iterator[str]:
    for what, pattern in PERSONAL.items():
        if what != "a folder on a network" and pattern.search(said):
            yield what
    if holds_nhs_number(said):
        yield "an NHS number"
