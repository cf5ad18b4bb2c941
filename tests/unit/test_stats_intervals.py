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
from scrutiny_lib.stats.effective import korn_graubard
from scrutiny_lib.stats.survey import cluster_share, stratified_share, unequal_share

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
        lambda: cluster_share([1, 2], ["a", "b"], 9),
        lambda: unequal_share([1, 0], [0.5]),
        lambda: unequal_share([1, 0], [0.5, 0.0]),
        lambda: unequal_share([1, 0], [0.5, 1.5]),
        lambda: unequal_share([1, 0.5], [0.5, 0.5]),
        lambda: unequal_share([1, 0], [0.5, 0.5], confidence=95),
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


def test_korn_and_graubard_as_r_has_them():
    """cluster.survey.apiclus1: svyciprop(~I(ell==0), dclus1), 183 schools of 15 districts: logit limits give the
    variance, and from it come the limits of method "beta"."""
    p, logit = 0.02185792354, (0.002304691299, 0.1777477665)
    reach = (math.log(logit[1] / (1 - logit[1])) - math.log(logit[0] / (1 - logit[0]))) / 2
    variance = (reach / reference.t.ppf(0.975, 14) * p * (1 - p)) ** 2
    limits = korn_graubard(p, variance, 183, 14)
    assert limits == pytest.approx((0.0002161468327, 0.1375077639), rel=1e-6)


def test_an_effective_number_is_held_down_and_alike_cases_count_as_told():
    assert korn_graubard(0.5, 1e-6, 40, 39, most=40) == pytest.approx(korn_graubard(0.5, 0.25 / 40, 40, 39))
    assert korn_graubard(0.0, 0.0, 40, 39, without_variance=12) == korn_graubard(0.0, 0.0, 12, 11)


strata = st.lists(st.tuples(st.integers(0, 12), st.integers(2, 12), st.integers(0, 30)), min_size=1, max_size=5)


@settings(deadline=None, max_examples=80)
@given(strata)
def test_a_stratified_share_is_never_narrower_than_korn_and_graubard(rows):
    x, n = [min(hit, n) for hit, n, _ in rows], [n for _, n, _ in rows]
    sizes = [n + more for _, n, more in rows]
    plain, held = stats.stratified_proportion(x, n, sizes), stratified_share(x, n, sizes)
    assert held.estimate == plain.estimate and (held.n, held.of) == (plain.n, plain.of)
    assert 0 <= held.lower <= plain.lower + 1e-12 and plain.upper - 1e-12 <= held.upper <= 1
    assert ("widened" in held.method) == ((held.lower, held.upper) != (plain.lower, plain.upper))
    turned = stratified_share([m - k for k, m in zip(x, n, strict=True)], n, sizes)
    assert turned.lower == pytest.approx(1 - held.upper, abs=1e-9)


def test_a_stratum_that_answered_all_alike_still_counts():
    """9 of 15 in a stratum of 20, none of 15 in one of 400: those 400 are not known to be without it."""
    given = [9, 0], [15, 15], [20, 400]
    plain, held = stats.stratified_proportion(*given), stratified_share(*given)
    assert plain.upper < 0.04 < 0.15 < held.upper
    worth = 15 * 399 / 385  # what 15 of 400 are worth without an end to the population
    high = reference.beta.ppf(0.975, 0.5, worth + 0.5)
    other = reference.beta.ppf(0.975, 0.6 * 15 * 19 / 5 + 0.5, 0.4 * 15 * 19 / 5 + 0.5) - 0.6
    assert held.upper == pytest.approx(9 / 15 * 20 / 420 + math.hypot(400 / 420 * high, 20 / 420 * other))
    assert stratified_share([3, 9], [10, 20], [50, 400]) == stats.stratified_proportion([3, 9], [10, 20], [50, 400])
    assert math.isnan(stratified_share([1, 0], [5, 1], [10, 10]).lower)


def test_shares_of_families():
    values, labels = [1, 0, 1, 1, 0, 0, 0], list("aabccde")
    found, mean = cluster_share(values, labels, 20), stats.cluster_mean(values, labels, 20)
    assert found.estimate == mean.estimate == pytest.approx(3 / 7) and (found.n, found.of) == (5, 20)
    variance = ((mean.upper - mean.estimate) / reference.t.ppf(0.975, 4)) ** 2
    assert (found.lower, found.upper) == pytest.approx(korn_graubard(3 / 7, variance, 7, 4))
    alike = cluster_share([0, 0, 0, 0], ["a", "a", "b", "c"], 20)
    assert (alike.lower, alike.upper) == stats.clopper_pearson(0, 3)[1:3]
    assert math.isnan(cluster_share([1, 0], ["a", "a"], 9).lower)
    assert cluster_share([1, 0], ["a", "b"], 2).method == "every cluster was seen"
    assert math.isnan(cluster_share([], [], 9).estimate)


def test_equal_chances_are_a_simple_sample():
    values = [1, 0, 0, 1, 0, 0, 0, 1]
    found = unequal_share(values, [0.2] * 8)
    assert found.estimate == 3 / 8 and (found.n, found.of) == (3, 8)
    variance = (1 - 0.2) * np.var(values, ddof=1) / 8
    assert (found.lower, found.upper) == pytest.approx(korn_graubard(3 / 8, variance, 8, 7, most=8 / 0.8))


def test_unequal_chances_by_hand():
    """Weights 2, 4, 4, 1: the estimate is (2 + 4) of 11; the certain case adds nothing to the variance."""
    found = unequal_share([1, 1, 0, 0], [0.5, 0.25, 0.25, 1.0])
    p = 6 / 11
    assert found.estimate == pytest.approx(p)
    part = np.array([0.5, 0.75, 0.75]) * 3 / 2
    residual = np.array([2 * (1 - p), 4 * (1 - p), -4 * p])
    centre = (part * residual).sum() / part.sum()
    variance = (part * (residual - centre) ** 2).sum() / 11**2
    assert (found.lower, found.upper) == pytest.approx(korn_graubard(p, variance, 4, 2, most=4 * 11 / 7))
    alike = unequal_share([0, 0, 0], [0.5, 0.25, 0.25])
    assert alike.upper == pytest.approx(korn_graubard(0, 0, 3, 2, without_variance=100 / 36 * 10 / 7, most=30 / 7)[1])


def test_chances_that_leave_nothing_to_say():
    assert math.isnan(unequal_share([], []).estimate)
    sure = unequal_share([1, 0], [1.0, 1.0])
    assert (sure.lower, sure.estimate, sure.upper) == (0.5, 0.5, 0.5)
    alone = unequal_share([1, 0], [1.0, 0.5])
    assert alone.estimate == pytest.approx(1 / 3) and math.isnan(alone.lower) and "one case" in alone.method


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
