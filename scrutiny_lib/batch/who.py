"""Who does something that the ledger keeps for good, and why, as they type it."""

from __future__ import annotations

from ..errors import ScrutinyError
from ..release import Identifiers, find_leaks
from ..release.leak_search import PART, Wanted

UNSEEN = "The name or the reason holds a character that cannot be seen. Type it anew, instead of copying it."
FOUND = "The name or the reason holds something by which somebody could be found. Say it without."


def who_and_why(by: str, why: str) -> tuple[str, str]:
    """Name and reason with single spaces. Refused where either has no letter, or holds what cannot be seen.

    >>> who_and_why("Kim\\u00a0 Lee", "Read every word ")
    ('Kim Lee', 'Read every word')
    """
    by, why = " ".join(by.split()), " ".join(why.split())
    if not any(map(str.isalpha, by)) or not any(map(str.isalpha, why)):
        raise ScrutinyError("Say who does it and why: --by NAME --why TEXT.")
    if not (by.isprintable() and why.isprintable()):
        raise ScrutinyError(UNSEEN)
    return by, why


def check_who_and_why(by: str, why: str, identifiers: Identifiers) -> None:
    """Refuse a name or reason that would put an identifier into the ledger; in a reason, part of a name counts."""
    named = any(certain or what == PART for what, certain in Wanted.of(map(" ".join, identifiers.ids)).search(why))
    if named or find_leaks(f"{by} | {why}", identifiers, small_counts=False):
        raise ScrutinyError(FOUND)
