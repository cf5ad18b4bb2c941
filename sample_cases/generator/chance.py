"""Chance that can be repeated: keyed hashes instead of a random stream, and only exact arithmetic on them.

A value depends on the words it is asked with and on nothing else: not on what was drawn before, not on the version
of a library. Adding a child or a question leaves all the others as they were.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TypeVar

Item = TypeVar("Item")
_KEY = b"scrutiny workbench sample cases"


def unit(*words: object) -> float:
    """A number from 0 up to, and not including, 1."""
    text = "\x1f".join(str(word) for word in words)
    digest = hashlib.blake2b(text.encode("utf-8"), key=_KEY, digest_size=8).digest()
    return (int.from_bytes(digest, "big") >> 11) / 2**53


def bell(*words: object) -> float:
    """About a standard normal number: twelve uniform ones added up. No function that differs between machines."""
    return sum(unit(*words, turn) for turn in range(12)) - 6.0


def whole(low: int, high: int, *words: object) -> int:
    """A whole number from ``low`` to ``high``, both included."""
    return low + int(unit(*words) * (high - low + 1))


def pick(shares: Mapping[Item, float], *words: object) -> Item:
    """One of the keys, with chances in proportion to the values."""
    at = unit(*words) * sum(shares.values())
    for item, share in shares.items():
        at -= share
        if at < 0:
            return item
    return list(shares)[-1]


def shuffled(items: Sequence[Item], *words: object) -> list[Item]:
    """The items in an order that depends on the words and on each item's place."""
    return [items[place] for place in sorted(range(len(items)), key=lambda place: unit(*words, place))]


def split(total: int, shares: Sequence[float]) -> list[int]:
    """Whole numbers that add up to ``total``, in proportion to the shares (largest remainders).

    >>> split(7, [1, 1, 1])
    [3, 2, 2]
    """
    exact = [total * share / sum(shares) for share in shares]
    counts = [int(value) for value in exact]
    by_remainder = sorted(range(len(shares)), key=lambda place: (counts[place] - exact[place], place))
    for place in by_remainder[: total - sum(counts)]:
        counts[place] += 1
    return counts


def deal(total: int, shares: Mapping[Item, float], *words: object) -> list[Item]:
    """``total`` items with exactly the shares asked for, as whole numbers allow, shuffled."""
    counts = split(total, list(shares.values()))
    items = [item for item, count in zip(shares, counts, strict=True) for _ in range(count)]
    return shuffled(items, *words)
