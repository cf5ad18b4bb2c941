"""Limits for samples that were not drawn simply: by strata, or by whole groups (families, teams)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from scrutiny_lib.errors import ScrutinyError
from scrutiny_lib.stats.effective import korn_graubard
from scrutiny_lib.stats.limits import NAN, student
from scrutiny_lib.stats.types import Interval, undefined

Floats = npt.NDArray[np.float64]
Numbers = Sequence[float] | Floats


def _strata(drawn: Numbers, sizes: Numbers, *others: Numbers) -> list[Floats]:
    columns = [np.asarray(v, dtype=float) for v in (drawn, sizes, *others)]
    if any(c.ndim != 1 or c.shape != columns[0].shape for c in columns) or columns[0].size == 0:
        raise ScrutinyError("Every stratum needs one number of each kind: drawn, size and what was seen.")
    if (columns[0] < 0).any() or not (columns[0] <= columns[1]).all():
        raise ScrutinyError("A stratum cannot have more cases drawn than it holds.")
    if any((c != np.round(c)).any() for c in columns[:2]):
        raise ScrutinyError("Cases drawn and sizes of strata must be whole numbers.")
    if columns[1].sum() == 0:
        raise ScrutinyError("The strata hold no cases at all.")
    return columns


def stratified_mean(
    means: Numbers, variances: Numbers, drawn: Numbers, sizes: Numbers, *, confidence: float = 0.95
) -> Interval:
    """The mean over the population from a stratified sample, each stratum counting by its size.

    Parameters
    ----------
    means, variances : one number per stratum
        Mean and variance (divisor drawn − 1) of the cases drawn there.
    drawn, sizes : one whole number per stratum
        Cases drawn and cases in the stratum.
    confidence : float

    Returns
    -------
    Interval
        In the unit of the means; ``n`` cases drawn of ``of`` in the population. Limits by Student's t with (drawn −
        strata) degrees of freedom and the finite-population correction. Undefined when a stratum that has cases was
        not drawn from; the limits alone are nan when a stratum's single draw leaves its spread unknown.

    Raises
    ------
    ScrutinyError
        When the strata do not fit together.

    Source: Cochran (1977) *Sampling Techniques* 5.6; published test: his 64 cities (table 5.1).

    >>> iv = stratified_mean([10, 20], [4, 9], [5, 5], [100, 300])
    >>> round(iv.estimate, 3), round(iv.lower, 3), round(iv.upper, 3)
    (17.5, 15.145, 19.855)
    """
    n, N, mean, variance = _strata(drawn, sizes, means, variances)
    total, population = int(n.sum()), int(N.sum())
    if ((N > 0) & (n == 0)).any():
        return undefined("a stratum was not drawn from", total, population, confidence)
    live = N > 0
    weight = N[live] / population
    estimate = float((weight * mean[live]).sum())
    alone = (n == 1) & (N > 1)
    if alone.any():
        method = "stratified; limits not defined: a stratum has one case drawn, so its spread is unknown"
        return Interval(estimate, NAN, NAN, method, total, population, confidence)
    spread = np.where(n[live] == N[live], 0.0, variance[live])
    se = math.sqrt(float((weight**2 * (1 - n[live] / N[live]) * spread / n[live]).sum()))
    if (n == N).all():
        return Interval(estimate, estimate, estimate, "every case was seen", total, population, confidence)
    df = total - int(live.sum())
    reach = student(df, confidence) * se
    method = f"stratified, t({df}) with finite-population correction"
    return Interval(estimate, estimate - reach, estimate + reach, method, total, population, confidence)


def stratified_proportion(x: Numbers, drawn: Numbers, sizes: Numbers, *, confidence: float = 0.95) -> Interval:
    """The proportion over the population from a stratified sample, with limits that stay between 0 and 1.

    Parameters
    ----------
    x, drawn, sizes : one whole number per stratum
        Cases that show it, cases drawn, cases in the stratum.
    confidence : float

    Returns
    -------
    Interval
        Proportions 0–1; ``n`` is all that show it, ``of`` all drawn (so ``estimate`` is not ``n / of``: strata count
        by size). When every stratum is all or nothing, the estimated variance is 0 and Clopper–Pearson limits for
        the drawn cases are given instead. Undefined as for :func:`stratified_mean`.

    Raises
    ------
    ScrutinyError
        When the strata do not fit together.

    Source: Korn & Graubard (1998) Survey Methodology 24:193–201, as in R's ``survey::svyciprop(method="beta")``.

    >>> iv = stratified_proportion([3, 9], [10, 20], [50, 400])
    >>> [round(v, 3) for v in iv[:3]]
    [0.433, 0.236, 0.647]
    """
    n, N, seen = _strata(drawn, sizes, x)
    if (seen < 0).any() or not (seen <= n).all():
        raise ScrutinyError("More were counted than were looked at in a stratum. Check numerator and denominator.")
    share = seen / np.where(n > 0, n, 1)
    variance = share * (1 - share) * n / np.where(n > 1, n - 1, 1)
    mean = stratified_mean(share, variance, n, N, confidence=confidence)
    hits, looked = int(seen.sum()), int(n.sum())
    if math.isnan(mean.lower) or (n == N).all():
        return mean._replace(n=hits, of=looked)
    df = looked - int((N > 0).sum())
    se = (mean.upper - mean.lower) / (2 * student(df, confidence))
    p = min(max(mean.estimate, 0.0), 1.0)
    method = "stratified, Korn–Graubard (beta)" if se > 1e-12 else "stratified, no variance: Clopper–Pearson exact"
    lower, upper = korn_graubard(p, se**2, looked, df, confidence)
    return Interval(p, lower, upper, method, hits, looked, confidence)


def cluster_mean(
    values: Sequence[float] | Floats | pd.Series,
    clusters: Sequence[object] | pd.Series,
    size: int,
    *,
    confidence: float = 0.95,
) -> Interval:
    """The mean (or, of 0s and 1s, the proportion) when whole clusters were drawn at random, such as families.

    Parameters
    ----------
    values : numbers, one per case
        Missing values are left out.
    clusters : one label per case
    size : int
        Clusters in the population.
    confidence : float

    Returns
    -------
    Interval
        Ratio estimator with limits by Student's t with (clusters − 1) degrees of freedom and the finite-population
        correction; ``n`` clusters drawn of ``of`` in the population. With one cluster the limits are nan; with none
        it is undefined; with all of them there is no doubt left.

    Raises
    ------
    ScrutinyError
        When values and labels do not match, a label is missing, or more clusters were seen than there are.

    Source: Cochran (1977) *Sampling Techniques* 9A.1 (6.9 for the ratio), as R's ``survey::svymean`` of a
    one-stage cluster sample.

    >>> iv = cluster_mean([1, 0, 1, 1, 0], ["a", "a", "b", "c", "c"], 20)
    >>> round(iv.estimate, 3), iv.n, iv.of
    (0.6, 3, 20)
    """
    y, group = np.asarray(values, dtype=float), pd.Series(list(clusters), dtype=object)
    if y.ndim != 1 or len(y) != len(group):
        raise ScrutinyError("Every value needs the label of its cluster.")
    known = ~np.isnan(y)
    if group[known].isna().any():
        raise ScrutinyError("A case has no cluster label. Fill it in, or give the case a label of its own.")
    codes, labels = pd.factorize(group[known])
    m = len(labels)
    if m > size:
        raise ScrutinyError("There are more clusters in the sample than in the population. Check the population.")
    if m == 0:
        return undefined("nothing was looked at", 0, size, confidence)
    cases = np.bincount(codes, minlength=m)
    totals = np.bincount(codes, weights=y[known], minlength=m)
    estimate = float(totals.sum() / cases.sum())
    if m == size:
        return Interval(estimate, estimate, estimate, "every cluster was seen", m, size, confidence)
    if m == 1:
        method = "cluster ratio; limits not defined: one cluster says nothing about the others"
        return Interval(estimate, NAN, NAN, method, m, size, confidence)
    residual = float(((totals - estimate * cases) ** 2).sum()) / (m - 1)
    se = math.sqrt((1 - m / size) * residual / m) / float(cases.mean())
    reach = student(m - 1, confidence) * se
    method = f"cluster ratio, t({m - 1}) with finite-population correction"
    return Interval(estimate, estimate - reach, estimate + reach, method, m, size, confidence)
