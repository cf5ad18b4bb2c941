"""Simulations of drawing: 20,000 draws of each design show the chances it states, and its limits cover as they say."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy import stats as reference

from scrutiny_lib import stats
from scrutiny_lib.audit.designs import Choice, Listed, choose
from scrutiny_lib.audit.strata import strata_of
from scrutiny_lib.stats.choose import by_size, chances_by_size, every_so_many
from scrutiny_lib.stats.survey import cluster_share, stratified_share, unequal_share
from tests.audit_room import PLAN

pytestmark = pytest.mark.slow
DRAWS = 20_000
CHILDREN = 40
FRAME = pd.DataFrame(
    {
        "case_id": [f"C-{number:03d}" for number in range(CHILDREN)],
        "family_id": ["" if number % 4 == 0 else f"F-{number // 3:02d}" for number in range(CHILDREN)],
        "stage": ["plan"] * 6 + ["need"] * 24 + ["early help"] * 10,
        "age": [number % 17 for number in range(CHILDREN)],
        "contacts": [str((1, 2, 2, 3, 5, 30)[number % 6]) for number in range(CHILDREN)],
    }
)
SIMPLE = replace(PLAN, design="simple random", strata=(), minimum=0, size=11, reserve=0.5)
DESIGNS = {
    "simple random": SIMPLE,
    "stratified": replace(SIMPLE, design="stratified", strata=("stage",), method="equal", minimum=3, maximum=5),
    "systematic": replace(SIMPLE, design="systematic", sort=("stage", "age")),
    "families": replace(SIMPLE, design="families", size=7),
    "proportional to size": replace(SIMPLE, design="proportional to size", size_by="contacts"),
}


def many(design: str) -> tuple[np.ndarray, np.ndarray, Choice]:
    """How often each child was in the sample, how often first in the reserve of its stratum, and one draw."""
    plan = DESIGNS[design]
    codes, levels = strata_of(FRAME, plan.strata)
    listed = Listed(FRAME, codes, levels, np.zeros(len(levels), dtype=np.int64))
    drawn, next_in = np.zeros(CHILDREN), np.zeros(CHILDREN)
    for number in range(DRAWS):
        choice = choose(listed, replace(plan, seed=f"seed {number}"))
        drawn[choice.sample] += 1
        next_in[choice.reserve[0]] += 1
    return drawn, next_in, choice


@pytest.mark.parametrize("design", DESIGNS)
def test_every_child_has_the_chance_that_is_stated(design: str) -> None:
    drawn, next_in, choice = many(design)
    chance = choice.chance
    certain = chance == 1
    assert (drawn[certain] == DRAWS).all()
    assert certain.sum() == (6 if design == "proportional to size" else 0)
    z = (drawn - DRAWS * chance)[~certain] / np.sqrt(DRAWS * chance * (1 - chance))[~certain]
    # the most extreme of so many children, at one in a thousand for all of them together
    assert np.abs(z).max() < reference.norm.ppf(1 - 0.001 / 2 / CHILDREN), z
    assert 0.4 < (z**2).mean() < 1.8
    if design == "simple random":
        assert reference.chisquare(drawn).pvalue > 0.001 and reference.chisquare(next_in).pvalue > 0.001
        # counts of a sample without replacement vary less than those with: the right distribution
        assert reference.chi2.sf((z**2).sum() * (CHILDREN - 1) / CHILDREN, CHILDREN - 1) > 0.001


def test_pairs_of_a_simple_random_sample_are_met_as_often_as_they_should() -> None:
    plan, listed = SIMPLE, Listed(FRAME, np.zeros(CHILDREN, dtype=np.int64), ["all"], np.zeros(1, dtype=np.int64))
    together = np.zeros((CHILDREN, CHILDREN))
    for number in range(DRAWS):
        taken = choose(listed, replace(plan, seed=f"pairs {number}")).sample
        together[np.ix_(taken, taken)] += 1
    chance = 11 * 10 / (CHILDREN * (CHILDREN - 1))
    pairs = together[np.triu_indices(CHILDREN, 1)]
    z = (pairs - DRAWS * chance) / np.sqrt(DRAWS * chance * (1 - chance))
    assert np.abs(z).max() < reference.norm.ppf(1 - 0.001 / 2 / len(pairs))
    assert (z**2).mean() == pytest.approx(1, abs=0.2)


# -- limits


def covers(interval: stats.Interval, truth: float) -> bool:
    return interval.lower <= truth + 1e-12 and truth - 1e-12 <= interval.upper


@pytest.mark.parametrize(("n", "N"), [(20, 60), (24, 120), (40, 157), (60, 300), (60, 737)])
def test_exact_limits_cover_at_least_95_in_100_whatever_the_truth(n: int, N: int) -> None:
    intervals = [stats.finite_population(x, n, N) for x in range(n + 1)]
    lower, upper = (np.array([getattr(found, side) for found in intervals]) for side in ("lower", "upper"))
    coverage = []
    for having in range(N + 1):
        chance = reference.hypergeom(N, having, n).pmf(np.arange(n + 1))
        inside = (lower <= having / N + 1e-12) & (having / N - 1e-12 <= upper)
        coverage.append(chance[inside].sum())
    assert min(coverage) >= 0.95 - 1e-9
    assert 0.95 <= np.mean(coverage) <= 0.985


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5])
@pytest.mark.parametrize("trend", [0.0, 3.0])
def test_a_sorted_list_is_covered_too(share: float, trend: float) -> None:
    """Taken as a simple random sample, systematic draws from a list with or without a trend are covered."""
    rng = np.random.default_rng(int(100 * share + trend))
    N, n, hits = 240, 40, 0
    limits = {x: stats.finite_population(x, n, N) for x in range(n + 1)}
    for _ in range(DRAWS):
        lean = np.log(share / (1 - share)) + trend * np.linspace(-1, 1, N)
        shows = rng.random(N) < 1 / (1 + np.exp(-lean))
        x = int(shows[every_so_many(N, n, rng.random())].sum())
        hits += covers(limits[x], shows.mean())
    assert hits / DRAWS >= 0.95


SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
SLOPES = ((1.5, 0.7), (1.0, 1.0), (0.3, 1.2))
"""How the share changes from the first stratum to the last."""


def stratified_coverage(function: object, sizes: list[int], drawn: list[int], share: float, slope: object) -> float:
    rng = np.random.default_rng(int(1000 * share))
    having = [round(N * min(1, share * by)) for N, by in zip(sizes, np.linspace(*slope, len(sizes)), strict=True)]
    x = np.column_stack([rng.hypergeometric(h, N - h, n, 4000) for h, N, n in zip(having, sizes, drawn, strict=True)])
    truth = sum(having) / sum(sizes)
    seen, often = np.unique(x, axis=0, return_counts=True)
    return (
        sum(count for row, count in zip(seen, often, strict=True) if covers(function(row, drawn, sizes), truth)) / 4000
    )


@pytest.mark.parametrize(
    ("sizes", "drawn", "most"),
    [
        ([96, 118, 86], [15, 19, 14], 0.97),
        ([454, 80, 203], [20, 20, 20], 0.97),
        ([40, 90, 300], [8, 15, 25], 0.97),
        ([20, 400], [15, 15], 0.98),
    ],
)
def test_stratified_limits_cover_in_proportion_and_out_of_it(sizes: list[int], drawn: list[int], most: float) -> None:
    """Averaged over shares; and, which matters more, no share is covered badly. The last is as uneven as can be."""
    coverage = [stratified_coverage(stratified_share, sizes, drawn, p, slope) for p in SHARES for slope in SLOPES]
    assert 0.93 <= np.mean(coverage) <= most, coverage
    assert min(coverage) >= 0.915, coverage


def test_why_strata_hold_the_limits_of_korn_and_graubard() -> None:
    """By themselves these cover as little as 44 % where a large stratum is drawn from lightly."""
    given = ([20, 400], [15, 15], 0.05, (1.5, 0.7))
    assert stratified_coverage(stats.stratified_proportion, *given) < 0.5
    assert stratified_coverage(stratified_share, *given) > 0.93


@pytest.mark.parametrize(("M", "m"), [(60, 20), (120, 30), (300, 40)])
def test_limits_of_families_cover(M: int, m: int) -> None:
    """Families of one to five; brothers and sisters from strangers (0) to all alike (1); averaged over shares."""
    rng = np.random.default_rng(M)
    coverage = []
    for alike in (0.0, 0.3, 1.0):
        for share in (0.1, 0.2, 0.35, 0.5, 0.8):
            sizes = rng.choice([1, 2, 3, 4, 5], M, p=[0.45, 0.3, 0.15, 0.07, 0.03])
            chance = np.full(M, share)
            if alike == 1:
                chance = (rng.random(M) < share).astype(float)
            elif alike:
                weight = (1 - alike) / alike
                chance = rng.beta(share * weight, (1 - share) * weight, M)
            shows = rng.binomial(sizes, chance)
            truth = shows.sum() / sizes.sum()
            hits = looked = 0
            for _ in range(1200):
                drawn = rng.choice(M, m, replace=False)
                values = np.concatenate(
                    [np.arange(size) < some for size, some in zip(sizes[drawn], shows[drawn], strict=True)]
                )
                if len(values) >= 20:
                    looked += 1
                    hits += covers(cluster_share(values.astype(float), np.repeat(drawn, sizes[drawn]), M), truth)
            coverage.append(hits / looked)
    assert 0.93 <= np.mean(coverage) <= 0.97, coverage
    assert min(coverage) >= 0.90, coverage


@pytest.mark.parametrize(("N", "n", "spread"), [(120, 30, 0.5), (300, 40, 0.7), (80, 40, 0.7), (1000, 60, 1.0)])
def test_limits_of_unequal_chances_cover(N: int, n: int, spread: float) -> None:
    """Sizes from alike to very uneven; what is looked for rarer, as common or commoner with size; averaged."""
    rng = np.random.default_rng(N + n)
    coverage = []
    for lean in (-1.0, 0.0, 1.0):
        for share in (0.1, 0.2, 0.35, 0.5, 0.8):
            size = np.ceil(np.exp(rng.normal(1, spread, N)))
            chance = chances_by_size(size, n)
            rank = (np.log(size) - np.log(size).mean()) / np.log(size).std()
            shows = rng.random(N) < 1 / (1 + np.exp(-(np.log(share / (1 - share)) + lean * rank)))
            hits = 0
            for _ in range(1500):
                drawn = by_size(rng.permutation(N), chance, rng.random())
                hits += covers(unequal_share(shows[drawn].astype(float), chance[drawn]), shows.mean())
            coverage.append(hits / 1500)
    assert 0.93 <= np.mean(coverage) <= 0.97, coverage
    assert min(coverage) >= 0.88, coverage


@cache
def simple_limits(x: int, n: int, N: int) -> tuple[float, float]:
    found = stats.finite_population(x, n, N)
    return found.lower, found.upper


def test_brothers_and_sisters_do_not_spoil_a_sample_of_children() -> None:
    """Families of three who are all alike, children drawn one by one: exact limits hold, as share_of says."""
    rng = np.random.default_rng(40)
    N, n, hits = 150, 36, 0
    shows = np.repeat(rng.random(N // 3) < 0.3, 3)
    for _ in range(DRAWS):
        lower, upper = simple_limits(int(shows[rng.permutation(N)[:n]].sum()), n, N)
        hits += lower <= shows.mean() <= upper
    assert hits / DRAWS >= 0.95
