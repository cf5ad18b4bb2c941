"""Shares from samples that were not drawn simply, with limits that keep their promise when few have something.

Each gives an :class:`~scrutiny_lib.stats.types.Interval` between 0 and 1. Korn and Graubard's limits are the ground;
where an estimated variance can come out far too small they are held back, as simulation showed they must be
(``tests/slow``).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from scrutiny_lib.errors import ScrutinyError
from scrutiny_lib.stats.designs import cluster_mean, stratified_proportion
from scrutiny_lib.stats.effective import korn_graubard
from scrutiny_lib.stats.limits import NAN, normal, student
from scrutiny_lib.stats.types import Interval, undefined

Floats = npt.NDArray[np.float64]
Numbers = Sequence[float] | Floats


def stratified_share(x: Numbers, drawn: Numbers, sizes: Numbers, *, confidence: float = 0.95) -> Interval:
    """The proportion from a stratified sample: Korn and Graubard's limits, but no narrower than the strata's own allow.

    Where everybody in a large stratum answered alike, the estimated variance knows nothing of that stratum, and
    :func:`~scrutiny_lib.stats.designs.stratified_proportion` may cover far less than it says (15 drawn from each of
    two strata of 20 and 400, of whom 2 and 14 have it: 44 % instead of 95 %). The limits are therefore moved out, where
    they must be, to those made of the strata's own limits by squaring and adding.

    Parameters, errors and what is undefined as for :func:`~scrutiny_lib.stats.designs.stratified_proportion`.

    Sources: Korn & Graubard (1998); strata's limits put together as by Zou & Donner (2008) Statistics in Medicine
    27:1693–1702, each with Jeffreys' prior (Brown, Cai & DasGupta 2001) and its finite-population correction.

    >>> plain, held = (function([9, 0], [15, 15], [20, 400]) for function in (stratified_proportion, stratified_share))
    >>> round(plain.upper, 3), round(held.upper, 3), held.method
    (0.035, 0.169, 'stratified, Korn–Graubard (beta), widened to the limits of the strata')
    """
    found = stratified_proportion(x, drawn, sizes, confidence=confidence)
    seen, n, N = (np.asarray(column, dtype=float) for column in (x, drawn, sizes))
    if math.isnan(found.lower) or (n == N).all():
        return found
    live = N > 0
    weight, share = N[live] / N.sum(), seen[live] / n[live]
    low, high = _strata_limits(seen[live], n[live], N[live], confidence)
    lower = found.estimate - math.sqrt(float((weight**2 * (share - low) ** 2).sum()))
    upper = found.estimate + math.sqrt(float((weight**2 * (high - share) ** 2).sum()))
    if lower >= found.lower and upper <= found.upper:
        return found
    lower, upper = max(min(lower, found.lower), 0.0), min(max(upper, found.upper), 1.0)
    return found._replace(lower=lower, upper=upper, method=f"{found.method}, widened to the limits of the strata")


def _strata_limits(x: Floats, n: Floats, N: Floats, confidence: float) -> tuple[Floats, Floats]:
    """Jeffreys' limits for each stratum, for as many cases as would tell as much without an end to the population."""
    tail = (1 - confidence) / 2
    share = x / n
    seen_all = n == N
    effective = n * np.where(seen_all, 1.0, (N - 1) / np.where(seen_all, 1.0, N - n))
    a, b = effective * share + 0.5, effective * (1 - share) + 0.5
    low = np.where(x == 0, 0.0, special.betaincinv(a, b, tail))
    high = np.where(x == n, 1.0, special.betaincinv(a, b, 1 - tail))
    return np.where(seen_all, share, low), np.where(seen_all, share, high)


def cluster_share(
    values: Sequence[float] | Floats | pd.Series,
    clusters: Sequence[object] | pd.Series,
    size: int,
    *,
    confidence: float = 0.95,
) -> Interval:
    """The proportion when whole clusters were drawn, such as families, with limits between 0 and 1.

    Parameters
    ----------
    values : 0s and 1s, one per case
        Missing values are left out.
    clusters : one label per case
    size : int
        Clusters in the population.
    confidence : float

    Returns
    -------
    Interval
        The ratio estimate and variance of :func:`~scrutiny_lib.stats.designs.cluster_mean`, Korn and Graubard's
        limits; ``n`` clusters of ``of`` in the population. Where all cases are alike the clusters count as cases,
        because those of one cluster may be alike for one reason. Undefined, without limits, or without doubt as there.

    Raises
    ------
    ScrutinyError
        As for :func:`~scrutiny_lib.stats.designs.cluster_mean`, or when a value is neither 0 nor 1.

    Source: Cochran (1977) 9A.1; Korn & Graubard (1998). Published test: R's ``svyciprop`` of the sample ``apiclus1``.

    >>> iv = cluster_share([1, 0, 1, 1, 0, 0, 0], ["a", "a", "b", "c", "c", "d", "e"], 20)
    >>> [round(value, 3) for value in iv[:3]]
    [0.429, 0.173, 0.716]
    """
    y = np.asarray(values, dtype=float)
    cases = int((~np.isnan(y)).sum())
    _zeros_and_ones(y[~np.isnan(y)])
    found = cluster_mean(values, clusters, size, confidence=confidence)
    if math.isnan(found.lower) or found.n == found.of:
        return found
    df = found.n - 1
    variance = ((found.upper - found.estimate) / student(df, confidence)) ** 2
    lower, upper = korn_graubard(found.estimate, variance, cases, df, confidence, without_variance=found.n)
    method = f"cluster ratio, Korn–Graubard (beta), t({df})"
    return found._replace(lower=lower, upper=upper, method=method)


def unequal_share(values: Numbers | pd.Series, chances: Numbers | pd.Series, *, confidence: float = 0.95) -> Interval:
    """The proportion when cases were drawn with unequal chances, each standing for as many as its chance says.

    Parameters
    ----------
    values : 0s and 1s, one per case
    chances : numbers above 0 and up to 1, one per case
        Of being in the sample; 1 for those that were certain.
    confidence : float

    Returns
    -------
    Interval
        Hájek's estimate, the sum of values over chances by the sum of 1 over chances; ``n`` cases that show it of
        ``of`` looked at (so ``estimate`` is not ``n / of``). Korn and Graubard's limits from the fixed-entropy variance
        (cases enter with weights ``(1 − chance) n / (n − 1)``; the certain ones have none), the effective number held
        at that of a simple random sample as large. Where all are alike, Kish's effective number. Undefined when nothing
        was looked at; without doubt when all were certain; limits nan when all but one were.

    Raises
    ------
    ScrutinyError
        When values and chances do not match, or cannot be.

    Sources: Hájek (1964, 1971); Deville (1999) Survey Methodology 25:193–203; Tillé (2006) 7.5. With equal chances it
    is the variance of a simple random sample, which the tests use.

    >>> iv = unequal_share([1, 1, 0, 0, 0, 1], [0.5, 0.5, 0.25, 0.25, 0.25, 1.0])
    >>> round(iv.estimate, 4), iv.n, iv.of
    (0.2941, 3, 6)
    """
    y, chance = np.asarray(values, dtype=float), np.asarray(chances, dtype=float)
    if y.ndim != 1 or y.shape != chance.shape:
        raise ScrutinyError("Every value needs the chance of its case to be drawn.")
    if not ((chance > 0) & (chance <= 1)).all():
        raise ScrutinyError("A chance to be drawn lies above 0 and is at most 1.")
    _zeros_and_ones(y)
    normal(confidence)
    n, hits = len(y), int(y.sum())
    if n == 0:
        return undefined("nothing was looked at", 0, 0, confidence)
    weight = 1 / chance
    total = float(weight.sum())
    estimate = float((weight * y).sum() / total)
    open_cases = int((chance < 1).sum())
    if open_cases == 0:
        return Interval(estimate, estimate, estimate, "every case was seen", hits, n, confidence)
    if open_cases == 1:
        method = "unequal chances; limits not defined: one case says nothing about the others"
        return Interval(estimate, NAN, NAN, method, hits, n, confidence)
    part = (1 - chance) * open_cases / (open_cases - 1)
    residual = weight * (y - estimate)
    centre = float((part * residual).sum() / part.sum())
    variance = float((part * (residual - centre) ** 2).sum()) / total**2
    simple = total / max(total - n, 1.0)  # what the end of the population is worth to a simple random sample
    kish = total**2 / float((weight**2).sum())
    lower, upper = korn_graubard(
        estimate, variance, n, open_cases - 1, confidence, most=n * simple, without_variance=kish * simple
    )
    method = f"unequal chances, Hájek, Korn–Graubard (beta), t({open_cases - 1})"
    return Interval(estimate, lower, upper, method, hits, n, confidence)


def _zeros_and_ones(values: Floats) -> None:
    if not np.isin(values, (0.0, 1.0)).all():
        raise ScrutinyError("A share counts cases that show something: the values must be 0 or 1.")
