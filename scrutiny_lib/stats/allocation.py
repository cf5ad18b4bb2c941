"""How a sample is shared out between strata: weights, least and most from each, whole cases that add up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from scrutiny_lib.errors import ScrutinyError

Allocation = Literal["proportional", "equal", "neyman", "power"]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def allocate(
    sizes: Sequence[int] | Ints,
    n: int,
    method: Allocation = "proportional",
    minimum: int = 0,
    sd: Sequence[float] | Floats | None = None,
    power: float = 0.5,
    *,
    maximum: int | None = None,
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
    maximum : int, optional
        At most this many from any stratum. It binds.

    Returns
    -------
    numpy array of int64, in the order of ``sizes``

    Raises
    ------
    ScrutinyError
        When ``n`` is more than there are cases (or than the maxima allow), less than the minima need, or the weights
        make no sense.

    Sources: Cochran (1977) *Sampling Techniques* 5.5–5.9; the published 64 cities of his table 5.1 are the test.

    >>> allocate([5, 15, 80], 12, minimum=3).tolist()
    [3, 3, 6]
    >>> allocate([5, 15, 80], 12, maximum=6).tolist()
    [1, 5, 6]
    """
    exact = exact_allocation(sizes, n, method, minimum, sd, power, maximum=maximum)
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
    *,
    maximum: int | None = None,
) -> Floats:
    """The allocation before rounding: shares in proportion to the weights, held between least and most.

    Parameters, errors and sources as for :func:`allocate`. A stratum held at a bound leaves the others to share the
    rest in proportion (for Neyman weights that is the optimum under those bounds). Returns floats that add up to ``n``.

    >>> exact_allocation([10, 30], 10).tolist()
    [2.5, 7.5]
    >>> exact_allocation([10, 30], 10, maximum=6).tolist()
    [4.0, 6.0]
    """
    size = np.asarray(sizes, dtype=float)
    if size.ndim != 1 or not np.isfinite(size).all() or (size < 0).any() or (size != np.round(size)).any():
        raise ScrutinyError("Stratum sizes must be whole numbers, 0 or more: one for each stratum.")
    bounds = (n, minimum, 0 if maximum is None else maximum)
    if any(bound != int(bound) or bound < 0 for bound in bounds):
        raise ScrutinyError(
            "The number to draw and the least and most for each stratum must be whole numbers, 0 or more."
        )
    if maximum is not None and minimum > maximum:
        raise ScrutinyError("The minimum for each stratum is above the maximum. Raise the one or lower the other.")
    lowest = np.minimum(size, minimum)
    highest = size if maximum is None else np.minimum(size, maximum)
    if n > size.sum():
        raise ScrutinyError("More cases are to be drawn than the strata hold. Ask for fewer, or widen the list.")
    if n > highest.sum():
        raise ScrutinyError("The maximum for each stratum leaves fewer cases than are to be drawn. Raise it.")
    if n < lowest.sum():
        raise ScrutinyError(
            "The minimum for each stratum needs more cases than are to be drawn. Lower the minimum, join small "
            "strata, or draw more."
        )
    weights = _weights(size, method, sd, power)
    weights = weights / (weights.max(initial=0.0) or 1.0)
    weights = np.where(weights > 1e-12, weights, 0.0)  # a weight that small is no weight
    shares = _fill(weights, lowest, np.where(weights > 0, highest, lowest), n)
    if n - shares.sum() > 1e-9:  # every stratum with weight is full: the rest goes by size to those without
        shares = shares + _fill(highest - shares, np.zeros_like(size), highest - shares, n - shares.sum())
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
