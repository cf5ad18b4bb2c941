"""Limits for counts and rates of events, and how far areas of a given size stray by chance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from scrutiny_lib.errors import ScrutinyError
from scrutiny_lib.stats.limits import NAN, byar_limits, normal, poisson_limits, whole
from scrutiny_lib.stats.types import Interval, undefined

LEAST_FOR_BYAR = 10
"""Below this count Byar's approximation gives way to exact Poisson limits, and a standardised rate is not given."""


def byar(count: int, *, confidence: float = 0.95) -> Interval:
    """Byar's limits for a count of events.

    Returns counts; ``of`` is nan (a count has no denominator). For very small counts the formula for the lower limit
    turns negative: that limit is nan and ``method`` says so. Use :func:`rate`, which is exact there.

    Source: Breslow & Day (1987) *Statistical Methods in Cancer Research* II. Published test: PHEindicatormethods.

    >>> [round(v, 3) for v in byar(65)[:3]]
    [65.0, 50.163, 82.849]
    """
    (count,) = whole(count)
    lower, upper = byar_limits(count, confidence)
    method = "Byar" if not math.isnan(lower) else "Byar; lower limit not defined: the formula is negative for so few"
    return Interval(float(count), lower, upper, method, count, NAN, confidence)


def rate(count: int, population: float, per: float = 10_000, *, confidence: float = 0.95) -> Interval:
    """Events per ``per`` of the population, with limits: exact Poisson below 10 events, Byar from 10.

    Returns the rate and its limits per ``per``; undefined when the population is 0. Raises ScrutinyError for a
    negative or fractional count or a negative population.

    Sources: Garwood (1936) for the exact limits; Breslow & Day (1987). Published test: PHEindicatormethods.

    >>> [round(v, 3) for v in rate(20, 100, per=100)[:3]]
    [20.0, 12.211, 30.89]
    """
    (count,), population, per = whole(count), float(population), float(per)
    if not (math.isfinite(population) and population >= 0):
        raise ScrutinyError("The population must be a number, 0 or more.")
    normal(confidence)
    if population == 0:
        return undefined("the population is 0", count, population, confidence)
    few = count < LEAST_FOR_BYAR
    lower, upper = (poisson_limits if few else byar_limits)(count, confidence)
    each = per / population
    method = f"{'exact Poisson' if few else 'Byar'}, per {per:g}"
    return Interval(count * each, lower * each, upper * each, method, count, population, confidence)


def standardised_rate(
    counts: Sequence[float] | npt.NDArray[np.float64],
    populations: Sequence[float] | npt.NDArray[np.float64],
    weights: Sequence[float] | npt.NDArray[np.float64],
    per: float = 100_000,
    *,
    confidence: float = 0.95,
) -> Interval:
    """Directly standardised rate: the rate we would see if the population had the standard's make-up.

    Parameters
    ----------
    counts, populations, weights : one number per group (such as an age band), in the same order
        Events, people, and the standard population.
    per, confidence : float

    Returns
    -------
    Interval
        Per ``per``; ``n`` is all events, ``of`` all people. Below 10 events in all it is undefined.

    Sources: Dobson and others (1991) Stat Med 10:457–462 with Byar's limits. Published test: PHEindicatormethods.

    >>> round(standardised_rate([20, 30], [1000, 1000], [1, 3], per=1000).estimate, 3)
    27.5
    """
    x, people, standard = (np.asarray(v, dtype=float) for v in (counts, populations, weights))
    if not (x.shape == people.shape == standard.shape and x.ndim == 1):
        raise ScrutinyError("Counts, populations and weights must have one number for each group.")
    if not ((x >= 0).all() and (people > 0).all() and (standard >= 0).all() and standard.sum() > 0):
        raise ScrutinyError("Counts must be 0 or more, populations above 0, and the standard population not empty.")
    total = float(x.sum())
    if total < LEAST_FOR_BYAR:
        return undefined("fewer than 10 events in all", total, float(people.sum()), confidence)
    share = standard / standard.sum() / people
    estimate = float((share * x).sum())
    scale = math.sqrt(float((share**2 * x).sum()) / total)
    lower, upper = (estimate + scale * (limit - total) for limit in byar_limits(total, confidence))
    method, of = f"Dobson with Byar, per {per:g}", float(people.sum())
    return Interval(estimate * per, lower * per, upper * per, method, total, of, confidence)


def funnel_limits(
    baseline: float,
    denominators: Sequence[float] | npt.NDArray[np.float64],
    kind: Literal["proportion", "ratio"] = "proportion",
    *,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Control limits of a funnel plot: how far areas of this size stray from ``baseline`` by chance.

    Parameters
    ----------
    baseline : float
        The overall proportion (0–1), or for ratios the value of no difference (usually 1).
    denominators : sequence of numbers above 0
        Cases in each area; for ratios the *expected* events.
    kind : {"proportion", "ratio"}
        Normal limits about the baseline, cut at 0 and 1; or exact Poisson limits, interpolated between whole counts.
    confidence : float
        0.95 and 0.998 are the customary pair.

    Returns
    -------
    DataFrame
        One row per denominator, in order, with the fields of an Interval (``n`` is the count expected at the
        baseline, ``of`` the denominator). A denominator of 0 has nan limits.

    Source: Spiegelhalter (2005) Stat Med 24:1185–1202, appendix A.1. Published test: PHEindicatormethods funnels.

    >>> funnel_limits(0.5, [100]).round(3)[["lower", "upper"]].values.tolist()
    [[0.402, 0.598]]
    """
    size = np.asarray(denominators, dtype=float)
    z = normal(confidence)
    if size.ndim != 1 or not (size >= 0).all():
        raise ScrutinyError("Denominators must be numbers, 0 or more: one for each area.")
    base = np.where(size > 0, size, np.nan)
    if kind == "proportion":
        if not 0 <= baseline <= 1:
            raise ScrutinyError("The baseline of a proportion must lie between 0 and 1.")
        reach = z * np.sqrt(baseline * (1 - baseline) / base)
        lower, upper = np.clip(baseline - reach, 0, 1), np.clip(baseline + reach, 0, 1)
        method = "normal limits about the baseline"
    elif kind == "ratio":
        if not baseline > 0:
            raise ScrutinyError("The baseline of a ratio must be above 0.")
        lower, upper = (_poisson_quantile(q, baseline * base) / base for q in (special.ndtr(-z), special.ndtr(z)))
        method = "exact Poisson limits about the baseline, interpolated"
    else:
        raise ScrutinyError("The kind of funnel must be proportion or ratio.")
    return pd.DataFrame(
        {
            "estimate": np.full(len(size), float(baseline)),
            "lower": lower,
            "upper": upper,
            "method": method,
            "n": baseline * size,
            "of": size,
            "confidence": confidence,
        }
    )


def _poisson_quantile(q: float, mean: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Spiegelhalter's interpolated quantile: the smallest count reaching ``q``, less the part of it not needed."""
    count = np.maximum(np.ceil(special.pdtrik(q, mean) - 1e-9), 0)
    below = np.where(count > 0, special.pdtr(np.maximum(count - 1, 0), mean), 0.0)
    at = special.pdtr(count, mean)
    return np.asarray(np.maximum(count - (at - q) / (at - below), 0))
