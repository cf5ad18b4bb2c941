"""How far two readers agreed on a code, in words that cannot be taken for how many said it."""

from __future__ import annotations

from ..terms import RELIABILITY
from .answers import Row
from .text import plain

WORDS = {RELIABILITY[0]: "two readers agreed"}
"""Words for the reliability of a code that a reader would take for something else."""
HEAD = "Was it read alike?"
"""The head of the column that says so."""


def in_words(word: str) -> str:
    """A word for the reliability of a code as a reader is told it.

    >>> in_words("firm"), in_words("tentative")
    ('two readers agreed', 'tentative')
    """
    return WORDS.get(word, word)


def read_alike(row: Row) -> str:
    """How far two readers agreed on the code of a row.

    >>> read_alike({"reliability": "firm"})
    'two readers agreed'
    """
    return in_words(plain(row["reliability"]))
