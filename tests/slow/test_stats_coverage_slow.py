"""Simulations: limits that cover as often as they say."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats as reference

from scrutiny_lib import stats

pytestmark = pytest.mark.slow


def covered(interval: stats.Interval, truth: float) -> bool:
    return interval.lower <= truth + 1e-12 and truth - 1e-12 <= interval.upper


def test_finite_population_covers_at_least_95_in_100_for_every_population():
    """Exact limits: at least 95 %, and 98 % on average, at 12 of 60."""
    N, n = 60, 12
    intervals = [stats.finite_population(x, n, N) for x in range(n + 1)]
    coverage = []
    for having in range(N + 1):
        chance = reference.hypergeom(N, having, n).pmf(np.arange(n + 1))
        coverage.append(sum(p for p, i in zip(chance, intervals, strict=True) if covered(i, having / N)))
    assert min(coverage) >= 0.95 - 1e-9
    assert np.mean(coverage) == pytest.approx(0.98, abs=0.01)


@pytest.mark.parametrize(("function", "least"), [(stats.clopper_pearson, 0.95), (stats.wilson, 0.83)])
def test_binomial_limits(function, least):
    n = 40
    intervals = [function(x, n) for x in range(n + 1)]
    coverage = []
    for truth in np.linspace(0.005, 0.995, 199):
        chance = reference.binom(n, truth).pmf(np.arange(n + 1))
        coverage.append(sum(p for p, i in zip(chance, intervals, strict=True) if covered(i, truth)))
    assert min(coverage) >= least
    assert 0.945 <= np.mean(coverage) <= 0.985


@pytest.mark.parametrize("mean", [2, 8, 15, 60])
def test_rates(mean):
    counts = np.arange(0, 200)
    chance = reference.poisson(mean).pmf(counts)
    coverage = sum(p for p, x in zip(chance, counts, strict=True) if covered(stats.rate(int(x), 1, per=1), mean))
    assert 0.945 <= coverage <= 0.995


def test_difference_of_proportions():
    coverage = []
    for p1, p2, n1, n2 in [(0.5, 0.75, 24, 30), (0.1, 0.2, 20, 20), (0.9, 0.4, 15, 40), (0.3, 0.3, 12, 12)]:
        total = 0.0
        for x1, a in enumerate(reference.binom(n1, p1).pmf(np.arange(n1 + 1))):
            for x2, b in enumerate(reference.binom(n2, p2).pmf(np.arange(n2 + 1))):
                total += a * b * covered(stats.difference(x1, n1, x2, n2), p1 - p2)
        coverage.append(total)
    assert min(coverage) > 0.93


def test_stratified_limits():
    rng = np.random.default_rng(20)
    sizes, drawn = np.array([40, 90, 300]), np.array([8, 15, 25])
    having = np.array([30, 36, 45])
    truth = having.sum() / sizes.sum()
    values = [rng.normal(m, s, N) for m, s, N in zip((10, 20, 30), (2, 5, 4), sizes, strict=True)]
    mean = sum(v.sum() for v in values) / sizes.sum()
    hits = shares = 0
    for _ in range(3000):
        x = [rng.hypergeometric(h, N - h, n) for h, N, n in zip(having, sizes, drawn, strict=True)]
        shares += covered(stats.stratified_proportion(x, drawn, sizes), truth)
        seen = [rng.choice(v, n, replace=False) for v, n in zip(values, drawn, strict=True)]
        variances = [v.var(ddof=1) for v in seen]
        hits += covered(stats.stratified_mean([v.mean() for v in seen], variances, drawn, sizes), mean)
    assert 0.93 <= hits / 3000 <= 0.97
    assert 0.93 <= shares / 3000 <= 0.97


def test_cluster_limits():
    rng = np.random.default_rng(21)
    sizes = rng.integers(1, 5, 120)
    level = rng.normal(0, 1, 120)
    families = [rng.normal(level[k], 1, sizes[k]) for k in range(120)]
    truth = np.concatenate(families).mean()
    hits = 0
    for _ in range(3000):
        drawn = rng.choice(120, 25, replace=False)
        values = np.concatenate([families[k] for k in drawn])
        hits += covered(stats.cluster_mean(values, np.repeat(drawn, sizes[drawn]), 120), truth)
    assert 0.93 <= hits / 3000 <= 0.97


def test_agreement_limits():
    """Two raters who see the truth in 8 of 10 cases, 60 units: Gwet's limits, and the bootstrap of alpha."""
    rng = np.random.default_rng(22)

    def rated(units):
        truth = rng.choice(3, units, p=[0.5, 0.3, 0.2])
        return np.column_stack([np.where(rng.random(units) < 0.8, truth, rng.integers(0, 3, units)) for _ in range(2)])

    large = rated(400_000)
    truth = {
        "gwet": stats.gwet_ac(large).estimate,
        "alpha": stats.krippendorff_alpha(large).estimate,
        "cohen": stats.cohen_kappa(large[:, 0], large[:, 1]).estimate,
    }
    hits = dict.fromkeys(truth, 0)
    for seed in range(1000):
        r = rated(60)
        hits["gwet"] += covered(stats.gwet_ac(r), truth["gwet"])
        hits["cohen"] += covered(stats.cohen_kappa(r[:, 0], r[:, 1]), truth["cohen"])
        hits["alpha"] += covered(stats.krippendorff_alpha(r, bootstrap=400, seed=seed), truth["alpha"])
    assert all(0.92 <= count / 1000 <= 0.97 for count in hits.values()), hits


def test_sizes_of_differences():
    rng = np.random.default_rng(23)
    hits = {"g": 0, "delta": 0, "middle": 0}
    spread = np.array([[1, 0.6], [0.6, 1.3]])
    d = 0.5 / ((1 + math.sqrt(1.3)) / 2)
    delta = 2 * reference.norm.cdf(0.5 / math.sqrt(2.3)) - 1
    for _ in range(2000):
        x, y = rng.multivariate_normal([0.5, 0], spread, 25).T
        hits["g"] += covered(stats.hedges_g_av(x, y), d)
        hits["middle"] += covered(stats.hodges_lehmann(x, y), 0.5)
        independent = rng.normal(0, math.sqrt(1.3), 30)
        hits["delta"] += covered(stats.cliffs_delta(x, independent), delta)
    assert all(0.93 <= count / 2000 <= 0.97 for count in hits.values()), hits
