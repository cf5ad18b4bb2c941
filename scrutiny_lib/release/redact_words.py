"""The packaged lists of words that redaction knows: names in use, short forms, ordinary words, places and the like."""

from __future__ import annotations

import re
from functools import cache

from scrutiny_lib.intake.template import packaged_folder

from .redact_fold import fold_word

FOLDER = "redaction"


def word_set(text: str) -> frozenset[str]:
    """The words of a text, as a set.

    >>> sorted(word_set("his her"))
    ['her', 'his']
    """
    return frozenset(text.split())


def _lines(name: str) -> list[str]:
    text = (packaged_folder() / FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


@cache
def words(name: str) -> frozenset[str]:
    """The words of one list, plain and in small letters.

    >>> "grace" in words("ordinary_words"), "alfie" in words("ordinary_words")
    (True, False)
    """
    return frozenset(fold_word(word) for line in _lines(name) for word in line.split())


@cache
def phrases(name: str) -> frozenset[tuple[str, ...]]:
    """The lines of one list, each as the words it is made of."""
    return frozenset(tuple(fold_word(word) for word in line.split()) for line in _lines(name))


@cache
def single(name: str) -> frozenset[str]:
    """The lines of one list that are one word."""
    return frozenset(line[0] for line in phrases(name) if len(line) == 1)


@cache
def forms() -> dict[str, frozenset[str]]:
    """Name -> the other forms it goes by.

    >>> sorted(forms()["zoey"])
    ['zo', 'zoe', 'zoey', 'zoie']
    """
    found: dict[str, set[str]] = {}
    for line in _lines("short_forms"):
        family = [fold_word(word) for word in line.replace("-", " ").split()]
        for word in family:
            found.setdefault(word, set()).update(family)
    return {name: frozenset(others) for name, others in found.items()}


@cache
def given_names() -> frozenset[str]:
    """Given names in use, short forms included."""
    return words("given_names") | frozenset(forms())


@cache
def ordinary(word: str) -> bool:
    """Whether a folded word is an ordinary English word, with its usual endings.

    >>> ordinary("houses"), ordinary("shouted"), ordinary("jayden")
    (True, True, False)
    """
    known = words("ordinary_words")
    if word in known:
        return True
    if _DRAWN_OUT.search(word):
        return ordinary(_DRAWN_OUT.sub(r"\1", word)) or ordinary(_DRAWN_OUT.sub(r"\1\1", word))
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            stem = word[: len(word) - len(ending)] + instead
            if stem in known or (len(stem) > 3 and not instead and stem[-1] == stem[-2] and stem[:-1] in known):
                return True
    return False


_DRAWN_OUT = re.compile(r"(.)\1{2,}")
_ENDINGS = (
    ("s", ""),
    ("es", ""),
    ("ies", "y"),
    ("ed", ""),
    ("ed", "e"),
    ("ied", "y"),
    ("ing", ""),
    ("ing", "e"),
    ("er", ""),
    ("er", "e"),
    ("ers", ""),
    ("ers", "e"),
    ("ier", "y"),
    ("iest", "y"),
    ("est", ""),
    ("est", "e"),
    ("ly", ""),
    ("ily", "y"),
    ("y", ""),
    ("ness", ""),
    ("less", ""),
    ("ful", ""),
    ("fully", ""),
)
