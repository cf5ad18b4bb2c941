"""Limits: what holds for every count, what is undefined, what is refused."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise
from math import comb

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import stats as reference

from scrutiny_lib import stats
from scrutiny_lib.errors import ScrutinyError
from scrutiny_lib.stats import hypergeometric

counts = st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
confidences = st.sampled_from([0.8, 0.95, 0.998])


@settings(deadline=None, max_examples=60)
@given(counts, confidences)
def test_proportions_hold_their_estimate(pair, confidence):
    x, n = pair
    for function in (stats.wilson, stats.clopper_pearson):
        found = function(x, n, confidence=confidence)
        assert (found.n, found.of, found.confidence) == (x, n, confidence)
        if n == 0:
            assert math.isnan(found.estimate) and math.isnan(found.lower) and math.isnan(found.upper)
            assert found.method.startswith("not defined: ")
        else:
            assert 0 <= found.lower <= found.estimate <= found.upper <= 1


@settings(deadline=None, max_examples=60)
@given(counts)
def test_proportions_mirror(pair):
    x, n = pair
    if n:
        for function in (stats.wilson, stats.clopper_pearson, lambda a, b: stats.finite_population(a, b, b + 7)):
            one, other = function(x, n), function(n - x, n)
            assert one.lower == pytest.approx(1 - other.upper, abs=1e-12)


@settings(deadline=None, max_examples=60)
@given(counts, st.integers(0, 100))
def test_a_finite_population_narrows_the_limits(pair, unseen):
    x, n = pair
    found = stats.finite_population(x, n, n + unseen)
    if n == 0:
        assert math.isnan(found.estimate)
        return
    assert found.lower <= found.estimate <= found.upper
    N = n + unseen
    assert found.lower * N == pytest.approx(round(found.lower * N))
    assert x <= round(found.lower * N) and round(found.upper * N) <= N - (n - x)
    if unseen == 0:
        assert found.lower == found.upper == found.estimate


@settings(deadline=None, max_examples=60)
@given(counts.filter(lambda pair: pair[1] > 0), st.integers(0, 40))
@example((0, 1), 39)  # exactly one in forty
@example((1, 1), 39)
def test_finite_population_against_every_possible_population(pair, unseen):
    """A slow, plain reading of the definition in exact fractions: what is no likelier than one in forty is rejected."""
    x, n = pair
    N = n + unseen
    low, high = [], []
    for having in range(x, N - (n - x) + 1):
        ways = [comb(having, k) * comb(N - having, n - k) for k in range(n + 1)]
        if Fraction(sum(ways[x:]), sum(ways)) > Fraction(1, 40):
            low.append(having)
        if Fraction(sum(ways[: x + 1]), sum(ways)) > Fraction(1, 40):
            high.append(having)
    found = stats.finite_population(x, n, N)
    assert (round(found.lower * N), round(found.upper * N)) == (min(low), max(high))


def test_more_cases_seen_say_more():
    widths = [(i := stats.finite_population(n // 5, n, 300)).upper - i.lower for n in (10, 50, 100, 200, 300)]
    assert all(later < earlier for earlier, later in pairwise(widths))


@settings(deadline=None, max_examples=60)
@given(counts, counts)
def test_difference(first, second):
    found = stats.difference(*first, *second)
    if first[1] == 0 or second[1] == 0:
        assert math.isnan(found.estimate)
        return
    assert -1 <= found.lower <= found.estimate <= found.upper <= 1
    turned = stats.difference(*second, *first)
    assert turned.estimate == pytest.approx(-found.estimate)
    assert turned.lower == pytest.approx(-found.upper)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 500), st.floats(1, 1e6))
def test_rate(count, population):
    found = stats.rate(count, population)
    assert 0 <= found.lower <= found.estimate <= found.upper
    assert found.estimate == pytest.approx(count / population * 10_000)
    assert ("exact" in found.method) == (count < 10)


def test_undefined_rates():
    assert math.isnan(stats.rate(3, 0).estimate)
    few = stats.standardised_rate([3, 6], [100, 200], [1, 1])
    assert math.isnan(few.estimate) and "fewer than 10" in few.method
    assert math.isnan(stats.byar(0).lower) and stats.byar(0).upper > 0
    assert math.isnan(stats.byar(0).of)


@pytest.mark.parametrize(
    "call",
    [
        lambda: stats.wilson(5, 3),
        lambda: stats.wilson(-1, 3),
        lambda: stats.wilson(1.5, 3),
        lambda: stats.wilson(float("nan"), 3),
        lambda: stats.wilson(1, 3, confidence=95),
        lambda: stats.clopper_pearson(5, 3),
        lambda: stats.finite_population(1, 5, 4),
        lambda: stats.finite_population(6, 5, 40),
        lambda: stats.byar(-1),
        lambda: stats.rate(2.5, 100),
        lambda: stats.rate(2, -100),
        lambda: stats.standardised_rate([1, 2], [10], [1, 1]),
        lambda: stats.standardised_rate([1, 20], [10, 0], [1, 1]),
        lambda: stats.funnel_limits(1.5, [10]),
        lambda: stats.funnel_limits(0.5, [-1]),
        lambda: stats.funnel_limits(0.5, [1], "rate"),
        lambda: stats.funnel_limits(0, [1], "ratio"),
        lambda: stats.stratified_mean([1], [1], [3], [2]),
        lambda: stats.stratified_mean([1, 2], [1], [3], [4]),
        lambda: stats.stratified_mean([], [], [], []),
        lambda: stats.stratified_mean([1], [1], [0], [0]),
        lambda: stats.stratified_proportion([4], [3], [9]),
        lambda: stats.cluster_mean([1, 2], ["a"], 4),
        lambda: stats.cluster_mean([1, 2], ["a", None], 4),
        lambda: stats.cluster_mean([1, 2], ["a", "b"], 1),
    ],
)
def test_impossible_input_is_refused(call):
    with pytest.raises(ScrutinyError):
        call()


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(2, 12), st.integers(0, 30)), min_size=1, max_size=5))
def test_stratified_proportion(strata):
    x = [min(hit, n) for hit, n, _ in strata]
    n = [n for _, n, _ in strata]
    sizes = [n + more for _, n, more in strata]
    found = stats.stratified_proportion(x, n, sizes)
    share = sum(N * a / b for a, b, N in zip(x, n, sizes, strict=True)) / sum(sizes)
    assert found.estimate == pytest.approx(share)
    assert -1e-12 <= found.lower <= found.estimate + 1e-12 and found.estimate - 1e-12 <= found.upper <= 1 + 1e-12
    assert (found.n, found.of) == (sum(x), sum(n))


def test_stratified_proportion_without_variance():
    found = stats.stratified_proportion([0, 0], [10, 20], [50, 400])
    exact = stats.clopper_pearson(0, 30)
    assert (found.lower, found.upper) == (exact.lower, exact.upper)
    assert "Clopper–Pearson" in found.method


def test_stratified_limits_that_cannot_be():
    unseen = stats.stratified_proportion([1, 0], [5, 0], [10, 10])
    assert math.isnan(unseen.estimate) and "not drawn from" in unseen.method
    alone = stats.stratified_proportion([1, 0], [5, 1], [10, 10])
    assert alone.estimate == pytest.approx(0.1) and math.isnan(alone.lower) and "one case" in alone.method
    census = stats.stratified_mean([1, 5], [2, 0], [4, 1], [4, 1])
    assert census.lower == census.estimate == census.upper == pytest.approx(1.8)


def test_one_stratum_is_a_simple_sample():
    values = np.array([3.0, 5, 4, 8, 6])
    found = stats.stratified_mean([values.mean()], [values.var(ddof=1)], [5], [40])
    se = math.sqrt((1 - 5 / 40) * values.var(ddof=1) / 5)
    assert found.upper - found.estimate == pytest.approx(reference.t.ppf(0.975, 4) * se)


def test_clusters_of_one_are_a_simple_sample():
    values = [3.0, 5, 4, 8, 6]
    simple = stats.stratified_mean([np.mean(values)], [np.var(values, ddof=1)], [5], [40])
    clustered = stats.cluster_mean(values, list("abcde"), 40)
    assert clustered[:3] == pytest.approx(simple[:3])


def test_clusters_by_hand():
    found = stats.cluster_mean([1, 0, 1, 1, 0, None], ["a", "a", "b", "c", "c", "d"], 20)
    totals, sizes = np.array([1, 1, 1]), np.array([2, 1, 2])
    variance = (1 - 3 / 20) / 3 * ((totals - 0.6 * sizes) ** 2).sum() / 2 / sizes.mean() ** 2
    assert found.upper - found.estimate == pytest.approx(reference.t.ppf(0.975, 2) * math.sqrt(variance))
    assert math.isnan(stats.cluster_mean([1, 2], ["a", "a"], 9).lower)
    assert math.isnan(stats.cluster_mean([], [], 9).estimate)
    assert stats.cluster_mean([1, 2], ["a", "b"], 2).lower == 1.5


def test_funnels():
    funnel = stats.funnel_limits(1, [0, 5, 50, 500], "ratio")
    assert funnel.loc[0, ["lower", "upper"]].isna().all()
    width = (funnel["upper"] - funnel["lower"]).to_list()[1:]
    assert width == sorted(width, reverse=True)
    assert ((funnel["lower"] < 1) & (funnel["upper"] > 1)).iloc[1:].all()
    big = stats.funnel_limits(1, [1e6], "ratio").iloc[0]
    assert big["upper"] - 1 == pytest.approx(1.96 / 1000, rel=0.01)
    assert list(funnel.columns) == list(stats.Interval._fields)


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 80), st.data())
def test_hypergeometric_against_scipy(N, data):
    having, n = data.draw(st.integers(0, N)), data.draw(st.integers(0, N))
    x = data.draw(st.integers(0, n))
    drawn = reference.hypergeom(N, having, n)
    assert hypergeometric.pmf(0, n, N, having, n) == pytest.approx(drawn.pmf(np.arange(n + 1)), abs=1e-12)
    assert hypergeometric.at_most(x, N, having, n) == pytest.approx(drawn.cdf(x), abs=1e-12)
    assert hypergeometric.at_least(x, N, having, n) == pytest.approx(drawn.sf(x - 1), abs=1e-12)


def test_results_are_plain_numbers():
    for found in (stats.wilson(np.int64(3), np.int64(9)), stats.rate(np.int64(3), np.float64(9))):
        assert type(found.lower) is float
    assert float(stats.wilson(1, 2)) == 0.5


def test_input_is_left_as_it_was():
    values = pd.Series([1.0, 0, 1, 1])
    labels = pd.Series(list("aabb"))
    before = values.copy(), labels.copy()
    stats.cluster_mean(values, labels, 9)
    pd.testing.assert_series_equal(values, before[0])
    pd.testing.assert_series_equal(labels, before[1])
