"""What a second person has to look at beside what redaction marks: counted relatives, and cuts that turn the
meaning."""

from __future__ import annotations

import re

from .patterns import counts_few

_KIN = re.compile(
    r"\b(?:my|his|her|their|our)\s+(?:\w+\s+){0,2}?(?:step|half|foster|grand|great)?[- ]?"
    r"(?:mum|mam|mom|mother|dad|father|parents?|brothers?|sisters?|siblings?|twins?|nan|nana|gran|grandad|grandma|aunt|auntie|"
    r"uncle|cousins?|niece|nephew|son|daughter|babies|baby|boyfriend|girlfriend|partner)s?\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\b(?:\d+|two|three|four|five|six|seven|both|eldest|oldest|youngest|middle|only|twins?|triplets?)\b", re.IGNORECASE
)
_TURNS = re.compile(r"\b(?:not|never|no|nobody|nothing|without|hardly|cannot|\w+n['’]t)\b", re.IGNORECASE)


def counts_relatives(words: str) -> bool:
    """Whether brothers, sisters or other relatives are counted or placed in a row.

    >>> counts_relatives("my two little sisters"), counts_relatives("my sister")
    (True, False)
    """
    return any(_COUNTED.search(found[0]) for found in _KIN.finditer(words))


def turns_meaning(left_out: str) -> bool:
    """Whether a cut leaves out a word that turns what is said into its contrary.

    >>> turns_meaning("did not"), turns_meaning("on Fridays")
    (True, False)
    """
    return bool(_TURNS.search(left_out))


def flags_of(words: str) -> list[str]:
    """What is to be looked at in words to be printed, in words of our own.

    >>> flags_of("I miss my two sisters"), flags_of("I miss home")
    (['relatives counted or placed in a row'], [])
    """
    if counts_relatives(words):
        return ["relatives counted or placed in a row"]
    return ["a small count of people"] if counts_few(words) else []
