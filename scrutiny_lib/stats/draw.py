"""Drawing cases: a keyed order anybody can repeat. Sharing out between strata is in :mod:`.allocation`, how many are
enough in :mod:`.sizes`, which places of the order each design takes in :mod:`.choose`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import cast

import numpy as np
import numpy.typing as npt
from pandas.util import hash_array

from scrutiny_lib.errors import ScrutinyError
from scrutiny_lib.stats.allocation import allocate, exact_allocation
from scrutiny_lib.stats.sizes import (
    acceptance_plan,
    discovery_size,
    power_two_proportions,
    sample_size_proportion,
)

__all__ = [
    "acceptance_plan",
    "allocate",
    "discovery_size",
    "exact_allocation",
    "keyed_order",
    "power_two_proportions",
    "sample_size_proportion",
]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def keyed_order(ids: Iterable[str | int], seed: str | int) -> Ints:
    """The order in which cases are drawn: positions into ``ids``, first drawn first.

    The order depends on the seed and the ids alone: not on the order of the rows, the machine or a library's version.
    A child who joins the list changes nobody else's place relative to each other.

    To repeat it by other means: let ``key`` be the first 16 characters of the hexadecimal SHA-256 of the seed's UTF-8
    text; sort the ids by ``pandas.util.hash_array(ids, hash_key=key)``, that is SipHash-2-4 of their UTF-8 text under
    the 16 bytes of ``key``, mixed once more by SplitMix64's finaliser. Whole numbers count as their decimal text; of
    two ids with the same 64 bits (once in some 37 million lists of a million) the smaller text comes first.

    Parameters
    ----------
    ids : iterable of str or int
        One per case, no two the same.
    seed : str or int
        Any text, fixed before the draw and written down.

    Returns
    -------
    numpy array of int64
        ``ids[order[0]]`` is drawn first. Empty for no ids.

    Raises
    ------
    ScrutinyError
        When an id is missing, or appears twice: the draw would not give every child the same chance.

    Source: SipHash, Aumasson & Bernstein (2012); SplitMix64, Steele, Lea & Flood (2014). Ordering by a keyed hash is
    "permanent random number" sampling (Ohlsson 1995).

    >>> keyed_order(["a", "b", "c"], "2025-26 Q3 exploitation").tolist()
    [2, 1, 0]
    """
    given = list(ids)
    texts = given if set(map(type, given)) <= {str} else [_id_text(value) for value in given]
    words = keyed_numbers(cast(list[str], texts), seed)
    order = np.argsort(words)
    if (words[order[1:]] == words[order[:-1]]).any():
        order = np.array(sorted(range(len(texts)), key=lambda place: (words[place], texts[place])), dtype=np.int64)
        if any(texts[first] == texts[second] for first, second in pairwise(order)):
            raise ScrutinyError(
                "An identifier appears more than once in the list to draw from. Remove the repeated lines, or give "
                "every case its own identifier, and draw again."
            )
    return order.astype(np.int64)


def keyed_numbers(texts: Sequence[str], seed: str | int) -> npt.NDArray[np.uint64]:
    """One number of 64 bits for each text, evenly spread, from seed and text alone; see :func:`keyed_order`.

    >>> keyed_numbers(["a"], "s") == keyed_numbers(["b", "a"], "s")[1]
    array([ True])
    """
    key = hashlib.sha256(_id_text(seed).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    column: npt.NDArray[np.object_] = np.empty(len(texts), dtype=object)
    column[:] = texts
    try:
        return hash_array(column, hash_key=key, categorize=False)
    except UnicodeEncodeError:  # half a character, which no file can hold but a program can
        column[:] = [text.encode("utf-8", "surrogatepass") for text in texts]
        return hash_array(column, hash_key=key, categorize=False)


def keyed_uniforms(texts: Sequence[str], seed: str | int) -> Floats:
    """Numbers spread evenly between 0 and 1, never quite either, from :func:`keyed_numbers`: the first 52 bits, plus a
    half, over 2 to the power of 52. They are exact doubles, the same on every machine.

    >>> keyed_uniforms(["a", "b"], "s").round(3).tolist()
    [0.074, 0.036]
    """
    return np.asarray(((keyed_numbers(texts, seed) >> np.uint64(12)).astype(float) + 0.5) / 2.0**52)


def _id_text(value: object) -> str:
    if isinstance(value, str):
        return str(value)
    if isinstance(value, (int, np.integer)) and not isinstance(value, bool):
        return str(int(value))
    raise ScrutinyError(
        "Every case needs an identifier that is text or a whole number, and so does the seed. Fill in the missing "
        "ones, and draw again."
    )
