"""A last search of a finished page for anything that must not leave.

The page is drawn from released tables only, so nothing here should ever be found; if something is, the page stays in.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

RUN_OF_WORDS = 8
"""As many words in a row from somebody's free text count as that text."""

PSEUDONYM = re.compile(r"\b[CFR]-[0-9A-HJKMNP-TV-Z]{8}\b")
SMALL_COUNT = re.compile(
    r"(?<![\w.,–-])(?:[1-5]|one|two|three|four|five)(?:\s+(?:of|out of)\s+(?:the\s+)?\w+)?\s+(?:[a-z-]+\s+){0,2}?"
    r"(?:child|children|famil(?:y|ies)|cases?|siblings?|brothers?|sisters?|boys?|girls?|bab(?:y|ies)|"
    r"referrals?|young people|parents?)\b",
    re.IGNORECASE,
)
SMALL_OF = re.compile(
    r"(?<![\w.,–-])(?:[1-5]\s+(?:of|out of)\s+(?:the\s+)?\d+|\d+\s+(?:of|out of)\s+(?:the\s+)?[1-5])\b"
    r"(?!\s+(?:[a-z]+\s+)?(?:agenc|action|month|course|place|day|week|quarter|area|line|recommend|indicator|table|row))"
)
FORBIDDEN = {
    "a script": re.compile(r"<\s*script|\son[a-z]+\s*=|javascript:", re.IGNORECASE),
    "a reference to somewhere outside the page": re.compile(
        r"""(?:src|href|action|srcset)\s*=\s*["']?\s*(?!data:image/|#)[a-z/.]""", re.IGNORECASE
    ),
    "an import in a style": re.compile(r"@import|url\(\s*[\"']?(?!data:|#)", re.IGNORECASE),
    "a path of a machine": re.compile(r"(?:[A-Za-z]:\\(?!\\)[A-Za-z]|/(?:home|Users|root|tmp|var|opt|usr|mnt|work)/)"),
    "a traceback": re.compile(r"Traceback \(most recent call last\)"),
}
STYLES = re.compile(r"<style.*?</style>", re.DOTALL | re.IGNORECASE)
INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|cite|code|em|i|mark|q|s|small|span|strong|sub|sup|time|u)\b[^>]*>", re.IGNORECASE
)
BLOCK = re.compile(r"<[^>]*>", re.DOTALL)
WORD = re.compile(r"\w+(?:['’]\w+)?")


def visible_text(page: str) -> str:
    """What a reader can read of a page, alternatives of pictures included, without tags; blocks end with a bar.

    >>> visible_text("<h2>Seen</h2><p>Most <b>children</b> were.</p>")
    '| Seen | | Most children were. |'
    """
    alternatives = " | ".join(re.findall(r'(?:alt|title|aria-label)="([^"]*)"', page))
    text = BLOCK.sub(" | ", INLINE.sub("", STYLES.sub("", page)))
    return " ".join(html.unescape(f"{text} | {alternatives}" if alternatives else text).split())


@dataclass(frozen=True)
class Identifiers:
    """What must not appear: ids as they came in, and runs of words from free text. Holds no more than it needs."""

    ids: frozenset[str] = frozenset()
    runs: frozenset[tuple[str, ...]] = field(default_factory=frozenset)

    @classmethod
    def collect(cls, ids: Iterable[str], texts: Iterable[str]) -> Identifiers:
        """From identifiers (those under five characters are too common to search for) and free texts."""
        kept = frozenset(text.casefold() for text in (str(item).strip() for item in ids) if len(text) >= 5)
        return cls(kept, frozenset(run for text in texts for run in _runs(str(text))))


def _runs(text: str) -> list[tuple[str, ...]]:
    words = [word.casefold() for word in WORD.findall(text)]
    return [tuple(words[start : start + RUN_OF_WORDS]) for start in range(len(words) - RUN_OF_WORDS + 1)]


def find_leaks(page: str, identifiers: Identifiers, *, small_counts: bool) -> list[str]:
    """What is wrong with a page, in words that repeat none of it. An empty list: nothing found.

    ``small_counts`` also looks for counts of one to five children, families or cases (group and public profiles).

    >>> find_leaks("<p>Most children were seen.</p>", Identifiers(), small_counts=True)
    []
    >>> find_leaks("<p>3 of 40 children were not.</p>", Identifiers(), small_counts=True)
    ['a count of 1 to 5 children, families or cases']
    """
    found = [what for what, pattern in FORBIDDEN.items() if pattern.search(page)]
    text = visible_text(page)
    if PSEUDONYM.search(page):
        found.append("a case id")
    tokens = {token.casefold() for token in re.findall(r"[\w-]+", text)}
    if identifiers.ids & tokens:
        found.append("an identifier that came in with the data")
    if identifiers.runs and identifiers.runs.intersection(_runs(text)):
        found.append(f"{RUN_OF_WORDS} words in a row of somebody's free text")
    if small_counts and (SMALL_COUNT.search(text) or SMALL_OF.search(text)):
        found.append("a count of 1 to 5 children, families or cases")
    return found
