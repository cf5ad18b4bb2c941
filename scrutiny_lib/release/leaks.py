"""A last search of a finished page for anything that must not leave.

The page is drawn from released tables only, so nothing here should ever be found; if something is, the page stays in.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

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
    """What must not appear: ids and names as they came in, and runs of words from free text."""

    ids: frozenset[tuple[str, ...]] = frozenset()
    runs: frozenset[tuple[str, ...]] = field(default_factory=frozenset)

    @classmethod
    def collect(cls, ids: Iterable[str], texts: Iterable[str], words: Iterable[str] = ()) -> Identifiers:
        """From identifiers (those under five characters are too common to search for), free texts, and ``words``:
        what children and families said or showed, of which shorter pieces count too."""
        kept = frozenset(_words(text) for text in (str(item).strip() for item in ids) if len(text) >= 5)
        runs = {run for text in texts for run in _runs(_words(str(text)), RUN_OF_WORDS)}
        for text in words:
            said = _words(str(text))
            runs.update(_runs(said, min(RUN_OF_WORDS, max(4, len(said)))))
        return cls(kept - {()}, frozenset(runs))


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.casefold().replace("’", "'") for word in WORD.findall(plain_text(text)))


def _runs(words: tuple[str, ...], length: int) -> list[tuple[str, ...]]:
    return [words[start : start + length] for start in range(len(words) - length + 1)]


def find_leaks(page: str, identifiers: Identifiers, *, small_counts: bool) -> list[str]:
    """What is wrong with a page, in words that repeat none of it. An empty list: nothing found.

    ``small_counts`` also looks for counts of one to five children, families or cases (group and public profiles).

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
    blocks = [_words(block) for block in text.split(" | ")]
    for what, wanted in (
        ("an identifier that came in with the data", identifiers.ids),
        ("words in a row of somebody's free text", identifiers.runs),
    ):
        lengths = {len(item) for item in wanted}
        if any(wanted.intersection(_runs(block, length)) for block in blocks for length in lengths):
            found.append(what)
    if small_counts and counts_few(text):
        found.append("a count of 1 to 5 children, families or cases")
    return found
