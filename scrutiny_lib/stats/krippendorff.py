"""Krippendorff's alpha for coded units: any number of raters, gaps, four kinds of scale, limits by bootstrap."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Literal

import numpy as np

from scrutiny_lib.errors import ScrutinyError
from scrutiny_lib.stats.limits import NAN, normal
from scrutiny_lib.stats.ratings import Floats, Table, is_number, read_ratings
from scrutiny_lib.stats.types import Interval, undefined

LEVELS = ("nominal", "ordinal", "interval", "ratio")
Level = Literal["nominal", "ordinal", "interval", "ratio"]
_CELLS_AT_ONCE = 4_000_000


def krippendorff_alpha(
    r: Table,
    level: Level = "nominal",
    categories: Iterable[Any] | None = None,
    bootstrap: int = 0,
    seed: int | None = None,
    *,
    confidence: float = 0.95,
) -> Interval:
    """Krippendorff's alpha: 1 − observed disagreement ÷ disagreement expected by chance.

    Parameters
    ----------
    r : units × raters
        DataFrame, array or list of rows; missing is NaN or None. Units with fewer than two ratings are left out.
    level : {"nominal", "ordinal", "interval", "ratio"}
        What the differences between categories mean. Words have an order only through ``categories``; interval and
        ratio need numbers (ratio: 0 or more).
    categories : iterable, optional
        The declared scale, in order.
    bootstrap : int
        How many times to draw the units again for the limits; 0 gives no limits (nan).
    seed : int, optional
        Seed of that draw; None is 0, so the same data always give the same limits.
    confidence : float

    Returns
    -------
    Interval
        1 is perfect, 0 is chance, below 0 worse than chance. ``n`` units used of ``of`` given. Undefined when no unit
        was judged twice or every rater gave the same answer. Limits are the percentiles of the redrawn alphas, each
        with its own chance term; draws in which nothing varies have no alpha and are left out, and counted.

    Raises
    ------
    ScrutinyError
        For a level of another name, ratings off the scale, or ratings that do not suit the level.

    Source: Krippendorff (2011) *Computing Krippendorff's Alpha-Reliability*; (2004) *Content Analysis*, ch. 11.
    Published test: his four observers with gaps: 0.743, 0.815, 0.849, 0.797.

    >>> round(krippendorff_alpha([["a", "a"], ["a", "b"], ["b", "b"], ["b", "b"]]).estimate, 3)
    0.533
    """
    if level not in LEVELS:
        raise ScrutinyError("The level of alpha must be nominal, ordinal, interval or ratio.")
    normal(confidence)
    ratings = read_ratings(r, categories, level == "ordinal")
    counts = ratings.counts()
    given = len(counts)
    counts = counts[counts.sum(axis=1) >= 2]
    used = len(counts)
    if used == 0:
        return undefined("no unit was judged twice", 0, given, confidence)
    if (counts.sum(axis=0) > 0).sum() == 1:
        return undefined("every rater gave the same answer to every unit", used, given, confidence)
    values = _values(ratings.scale, level)
    kinds, times = _kinds_of_unit(counts)
    estimate = float(_alphas(times[None, :], kinds, values, level)[0])
    name = f"Krippendorff's alpha, {level}"
    if bootstrap <= 0:
        return Interval(estimate, NAN, NAN, f"{name}; no limits asked for", used, given, confidence)
    rng = np.random.default_rng(0 if seed is None else seed)
    step = max(1, _CELLS_AT_ONCE // max(kinds.size, 1))
    redrawn = []
    for start in range(0, bootstrap, step):
        drawn = rng.multinomial(used, times / used, size=min(step, bootstrap - start)).astype(float)
        redrawn.append(_alphas(drawn, kinds, values, level))
    alphas = np.concatenate(redrawn)
    defined = alphas[~np.isnan(alphas)]
    lower, upper = np.quantile(defined, [(1 - confidence) / 2, (1 + confidence) / 2]) if len(defined) else (NAN, NAN)
    if math.isnan(lower) or lower == upper:
        name += "; limits not defined: the draws do not differ"
        return Interval(estimate, NAN, NAN, name, used, given, confidence)
    name += f", {bootstrap} bootstrap draws of units"
    if len(defined) < bootstrap:
        name += f" ({bootstrap - len(defined)} without variation left out)"
    # the percentiles need not embrace the estimate of a very small or skewed set of units
    lower, upper = min(float(lower), estimate), max(float(upper), estimate)
    return Interval(estimate, lower, upper, name, used, given, confidence)


def _kinds_of_unit(counts: Floats) -> tuple[Floats, Floats]:
    """Units rated alike are counted together: the different rows, in order, and how often each occurs.

    Where they fit into a whole number, rows are compared as the digits of one, which is several times as fast.
    """
    base, q = int(counts.max()) + 1, counts.shape[1]
    if q * math.log2(base) >= 52:  # beyond what a float holds exactly
        kinds, times = np.unique(counts, axis=0, return_counts=True)
        return kinds, times.astype(float)
    digits = counts @ (float(base) ** np.arange(q - 1, -1, -1))
    _, first, times = np.unique(digits, return_index=True, return_counts=True)
    return counts[first], times.astype(float)


def _values(scale: list[Any], level: Level) -> Floats:
    """Where each category stands, for the levels at which that matters; its place otherwise."""
    if level in ("nominal", "ordinal"):
        return np.arange(len(scale), dtype=float)
    if not all(is_number(value) for value in scale):
        raise ScrutinyError("Interval and ratio need numbers. Use nominal, or ordinal with the scale in order.")
    values = np.array(scale, dtype=float)
    if level == "ratio" and (values < 0).any():
        raise ScrutinyError("A ratio scale has no values below 0. Use interval.")
    return values


def _alphas(times: Floats, kinds: Floats, values: Floats, level: Level) -> Floats:
    """Alpha for several collections of units at once; nan where nothing varies.

    Parameters
    ----------
    times : collections × kinds of unit
        How often each kind of unit is in each collection.
    kinds : kinds of unit × categories
        How many raters gave each category.
    values : categories
    level : str

    Disagreement of all ordered pairs within units, over that of all ordered pairs of the pooled answers. For squared
    differences of positions x both are 2(m Σx² − (Σx)²), without a loop over pairs. The ordinal metric is the squared
    difference of the mid-ranks in the pooled answers, so its positions change with each collection.
    """
    raters = kinds.sum(axis=1)
    pooled = times @ kinds
    total = pooled.sum(axis=1)
    if level == "nominal":
        observed = times @ ((raters**2 - (kinds**2).sum(axis=1)) / (raters - 1))
        expected = (total**2 - (pooled**2).sum(axis=1)) / (total - 1)
    elif level == "ratio":
        sums = values[:, None] + values[None, :]
        gap = ((values[:, None] - values[None, :]) / np.where(sums > 0, sums, 1)) ** 2
        observed = times @ (((kinds @ gap) * kinds).sum(axis=1) / (raters - 1))
        expected = ((pooled @ gap) * pooled).sum(axis=1) / (total - 1)
    elif level == "interval":
        x = values - values.mean()
        observed = times @ (2 * (raters * (kinds @ x**2) - (kinds @ x) ** 2) / (raters - 1))
        expected = 2 * (total * (pooled @ x**2) - (pooled @ x) ** 2) / (total - 1)
    else:
        x = np.cumsum(pooled, axis=1) - pooled / 2 - total[:, None] / 2
        within = 2 * (raters * (x**2 @ kinds.T) - (x @ kinds.T) ** 2) / (raters - 1)
        observed = (times * within).sum(axis=1)
        expected = 2 * (total * (pooled * x**2).sum(axis=1) - (pooled * x).sum(axis=1) ** 2) / (total - 1)
    varied = (pooled > 0).sum(axis=1) > 1
    return np.asarray(np.where(varied, 1 - observed / np.where(varied, expected, 1), np.nan))
