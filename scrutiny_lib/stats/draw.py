"""Drawing cases: a keyed order anybody can repeat, and allocation to strata. How many are enough: :mod:`.sizes`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Literal, cast

import numpy as np
import numpy.typing as npt
from pandas.util import hash_array

from scrutiny_lib.errors import ScrutinyError
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

Allocation = Literal["proportional", "equal", "neyman", "power"]
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
    order = np.argsort(words, kind="stable")
    same = words[order[1:]] == words[order[:-1]]
    if same.any():
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


def _id_text(value: object) -> str:
    if isinstance(value, str):
        return str(value)
    if isinstance(value, (int, np.integer)) and not isinstance(value, bool):
        return str(int(value))
    raise ScrutinyError(
        "Every case needs an identifier that is text or a whole number, and so does the seed. Fill in the missing "
        "ones, and draw again."
    )


def allocate(
    sizes: Sequence[int] | Ints,
    n: int,
    method: Allocation = "proportional",
    minimum: int = 0,
    sd: Sequence[float] | Floats | None = None,
    power: float = 0.5,
) -> Ints:
    """How many cases to draw from each stratum, in whole cases that add up to ``n``.

    :func:`exact_allocation`, rounded by largest remainder; a tie goes to the larger stratum, then to the earlier one.

    Parameters
    ----------
    sizes : one whole number per stratum
        Cases in the stratum.
    n : int
        Cases to draw in all.
    method : {"proportional", "equal", "neyman", "power"}
        Weights: the size; 1; size × sd (Neyman 1934); size to ``power`` (Bankier 1988), times ``sd`` when given.
    minimum : int
        At least this many from every stratum; a stratum smaller than that is taken whole. It binds.
    sd : one number per stratum, for "neyman" and (as coefficient of variation) "power" only
    power : float
        Exponent for ``method="power"``.

    Returns
    -------
    numpy array of int64, in the order of ``sizes``

    Raises
    ------
    ScrutinyError
        When ``n`` is more than there are cases, less than the minima need, or the weights make no sense.

    Sources: Cochran (1977) *Sampling Techniques* 5.5–5.9; the published 64 cities of his table 5.1 are the test.

    >>> allocate([5, 15, 80], 12, minimum=3).tolist()
    [3, 3, 6]
    """
    exact = exact_allocation(sizes, n, method, minimum, sd, power)
    # a share that is whole but for the last bits of a double must not lose a case
    exact = np.where(np.isclose(exact, np.round(exact), rtol=0, atol=1e-9), np.round(exact), exact)
    whole = np.floor(exact).astype(np.int64)
    left = int(n) - int(whole.sum())
    if left > 0:
        remainder = np.round(exact - whole, 12)
        first = np.lexsort((np.arange(len(exact)), -np.asarray(sizes, dtype=float), -remainder))
        whole[first[:left]] += 1
    return whole


def exact_allocation(
    sizes: Sequence[int] | Ints,
    n: int,
    method: Allocation = "proportional",
    minimum: int = 0,
    sd: Sequence[float] | Floats | None = None,
    power: float = 0.5,
) -> Floats:
    """The allocation before rounding: shares in proportion to the weights, held between minimum and stratum size.

    Parameters, errors and sources as for :func:`allocate`. A stratum held at a bound leaves the others to share the
    rest in proportion (for Neyman weights that is the optimum under those bounds). Returns floats that add up to ``n``.

    >>> exact_allocation([10, 30], 10).tolist()
    [2.5, 7.5]
    """
    size = np.asarray(sizes, dtype=float)
    if size.ndim != 1 or not np.isfinite(size).all() or (size < 0).any() or (size != np.round(size)).any():
        raise ScrutinyError("Stratum sizes must be whole numbers, 0 or more: one for each stratum.")
    if n != int(n) or n < 0 or minimum != int(minimum) or minimum < 0:
        raise ScrutinyError("The number to draw and the minimum for each stratum must be whole numbers, 0 or more.")
    lowest = np.minimum(size, minimum)
    if n > size.sum():
        raise ScrutinyError("More cases are to be drawn than the strata hold. Ask for fewer, or widen the list.")
    if n < lowest.sum():
        raise ScrutinyError(
            "The minimum for each stratum needs more cases than are to be drawn. Lower the minimum, join small "
            "strata, or draw more."
        )
    weights = _weights(size, method, sd, power)
    weights = weights / (weights.max(initial=0.0) or 1.0)
    weights = np.where(weights > 1e-12, weights, 0.0)  # a weight that small is no weight
    shares = _fill(weights, lowest, np.where(weights > 0, size, lowest), n)
    if n - shares.sum() > 1e-9:  # every stratum with weight is full: the rest goes by size to those without
        shares = shares + _fill(size - shares, np.zeros_like(size), size - shares, n - shares.sum())
    return shares


def _weights(size: Floats, method: str, sd: Sequence[float] | Floats | None, power: float) -> Floats:
    if sd is not None and method in ("proportional", "equal"):
        raise ScrutinyError("A spread (sd) is used by the methods neyman and power only. Leave it out.")
    spread = np.ones_like(size) if sd is None else np.asarray(sd, dtype=float)
    if spread.shape != size.shape or not np.isfinite(spread).all() or (spread < 0).any():
        raise ScrutinyError("The spread (sd) must be one number, 0 or more, for each stratum.")
    if method == "proportional":
        return size
    if method == "equal":
        return (size > 0).astype(float)
    if method == "neyman":
        if sd is None:
            raise ScrutinyError("Neyman allocation needs the spread (sd) of every stratum.")
        return size * spread
    if method == "power":
        return np.asarray(np.where(size > 0, size**power, 0.0) * spread)
    raise ScrutinyError("The method of allocation must be proportional, equal, neyman or power.")


def _fill(weights: Floats, low: Floats, high: Floats, total: float) -> Floats:
    """Shares ``clip(level × weight, low, high)`` with the level at which they add up to ``total`` (or all are full)."""
    live = weights > 0
    if not live.any() or total >= high.sum():
        return high.copy()

    def poured(level: float) -> Floats:
        return np.where(live, np.clip(level * weights, low, high), low)

    # the sum is piecewise linear in the level, with bends where a stratum leaves its minimum or becomes full
    divisor = np.where(live, weights, 1.0)
    leaves, fills = low / divisor, high / divisor
    bends = np.unique(np.concatenate([[0.0], leaves[live], fills[live]]))
    sums = np.array([poured(level).sum() for level in bends])
    at = min(int(np.searchsorted(sums, total, side="right")), len(bends) - 1)
    shares = poured(bends[at - 1])
    moving = live & (leaves <= bends[at - 1]) & (fills > bends[at - 1])
    if moving.any():
        level = bends[at - 1] + (total - sums[at - 1]) / weights[moving].sum()
        shares = np.where(moving, np.clip(level * weights, low, high), shares)
    return shares
