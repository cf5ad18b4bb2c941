"""The tests of training keep their level on samples as tiny as courses have, with ties and with people who did not
change: not simulated where every outcome can be counted out."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest
from scipy import stats as reference

from scrutiny_lib import stats

pytestmark = pytest.mark.slow
LEVEL = 0.05

DIFFERENCES = [
    (1, 1, 1, 1, 1),
    (1, 1, 1, 1, 1, 1),
    (0, 0, 0, 1, 1, 1, 1, 1, 1),
    (0, 1, 1, 1, 2, 2, 3),
    (1, 2, 3, 4, 5, 6, 7),
    (0, 0, 1, 1, 1, 1, 1, 2, 2, 2),
    (1, 1, 1, 1, 1, 1, 1, 1, 1, 1),
    (0, 1, 1, 2, 2, 2, 3, 3, 4, 4, 4),
    (0.5, 0.5, 1, 1, 1.5, 1.5, 2, 2, 2.5, 3),
    (0.1, 0.2, 0.3, 0.3, 0.4, 0.5, 0.5, 0.6, 0.7, 0.8, 0.9),
]
"""By how much people's scores differ, whichever way: scales from 1 to 5 tie and leave many unchanged."""


@pytest.mark.parametrize("sizes", DIFFERENCES, ids=str)
def test_signed_ranks_keep_their_level_whatever_ties(sizes: Sequence[float]) -> None:
    """If nothing changed, each difference is up or down by the toss of a coin: of all tosses, at most 5 in 100."""
    seen = {}
    hits = total = 0
    for signs in itertools.product((1, -1), repeat=sum(size != 0 for size in sizes)):
        toss = iter(signs)
        gaps = tuple(sorted(size * next(toss) if size else 0.0 for size in sizes))
        if gaps not in seen:
            seen[gaps] = stats.wilcoxon_signed_rank(gaps, [0.0] * len(gaps)).pvalue
        total += 1
        hits += seen[gaps] <= LEVEL
    assert hits / total <= LEVEL
    if sum(size != 0 for size in sizes) <= 5:
        assert hits == 0
    # a p-value of p or less comes about with a chance of p or less, all the way
    values = np.array(list(seen.values()))
    weights = np.array([_orders(gaps, sizes) for gaps in seen])
    for p in np.unique(values):
        assert weights[values <= p + 1e-12].sum() / weights.sum() <= p + 1e-9


def _orders(gaps: Sequence[float], sizes: Sequence[float]) -> int:
    """In how many tosses these differences come about."""
    ways = 1
    for size in {abs(size) for size in sizes} - {0}:
        ways *= math.comb(sum(abs(gap) == size for gap in gaps), sum(gap == size for gap in gaps))
    return ways


@pytest.mark.parametrize(
    "scores",
    [
        (1, 2, 3, 4, 5, 6, 7, 8),
        (3, 3, 3, 4, 4, 4, 5, 5),
        (1, 3, 3, 3, 4, 4, 4, 4, 5),
        (2, 2, 2, 2, 2, 3, 3, 3, 3, 3),
        (1, 1, 2, 2, 3, 3, 4, 4, 5, 5),
    ],
    ids=str,
)
@pytest.mark.parametrize("first", [2, 3, 4])
def test_rank_sums_keep_their_level_whatever_ties(scores: Sequence[float], first: int) -> None:
    """Every way of dealing the scores to two groups."""
    values = []
    for taken in itertools.combinations(range(len(scores)), first):
        one = [scores[at] for at in taken]
        two = [scores[at] for at in range(len(scores)) if at not in taken]
        values.append(stats.mann_whitney(one, two).pvalue)
    found = np.array(values)
    assert (found <= LEVEL).mean() <= LEVEL
    for p in np.unique(found):
        assert (found <= p + 1e-12).mean() <= p + 1e-9


@pytest.mark.parametrize("pairs", [4, 6, 9, 14, 25])
def test_changed_answers_keep_their_level(pairs: int) -> None:
    values = np.array([stats.mcnemar(b, pairs - b).pvalue for b in range(pairs + 1)])
    chance = reference.binom(pairs, 0.5).pmf(np.arange(pairs + 1))
    assert chance[values <= LEVEL].sum() <= LEVEL
    assert pairs > 5 or (values > LEVEL).all()


@cache
def _pvalue(gaps: tuple[int, ...]) -> float:
    return stats.wilcoxon_signed_rank(gaps, [0] * len(gaps)).pvalue


@pytest.mark.parametrize("pairs", [6, 8, 12, 20])
def test_people_on_a_scale_of_five_who_learnt_nothing(pairs: int) -> None:
    """Scores before and after from the same people, a step off now and then: at most 5 in 100 courses look as if
    something had changed."""
    rng = np.random.default_rng(pairs)
    person = rng.choice([2, 3, 3, 4], (20_000, pairs))
    waves = [np.clip(person + rng.choice([-1, 0, 0, 1], person.shape), 1, 5) for _ in range(2)]
    gaps = np.sort(waves[1] - waves[0], axis=1)
    found = np.array([_pvalue(tuple(row)) for row in gaps.tolist()])
    tested = ~np.isnan(found)
    assert (found[tested] <= LEVEL).mean() <= LEVEL + 0.002


def covered(interval: stats.Interval, truth: float) -> bool:
    return bool(interval.lower <= truth + 1e-9 and truth - 1e-9 <= interval.upper)


@pytest.mark.parametrize("pairs", [6, 8, 12, 20])
def test_the_typical_change_is_covered(pairs: int) -> None:
    """Hodges–Lehmann limits on a scale of five on which half rose by one, symmetric about it; ties make them wide."""
    rng = np.random.default_rng(pairs)
    hits = 0
    for _ in range(3_000):
        gaps = 1 + rng.choice([-1, 0, 0, 1], pairs)
        hits += covered(stats.hodges_lehmann(gaps, np.zeros(pairs)), 1.0)
    assert hits / 3_000 >= 0.95


@pytest.mark.parametrize(("pairs", "least"), [(6, 0.9), (8, 0.92), (12, 0.93), (20, 0.93)])
def test_the_size_of_a_change_is_covered(pairs: int, least: float) -> None:
    """Hedges' g_av with its interval, few pairs, two waves that go together."""
    rng = np.random.default_rng(pairs)
    spread = np.array([[1.0, 0.6], [0.6, 1.0]])
    hits = 0
    for _ in range(3_000):
        after, before = rng.multivariate_normal([0.6, 0], spread, pairs).T
        hits += covered(stats.hedges_g_av(after, before), 0.6)
    assert least <= hits / 3_000 <= 0.99
