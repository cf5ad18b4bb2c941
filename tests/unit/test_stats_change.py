"""Before and after: exact tests against counting every case, sizes of differences, series with an interruption."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as reference

from scrutiny_lib import stats
from scrutiny_lib.errors import ScrutinyError
from scrutiny_lib.stats.segmented import segmented_arrays

scores = st.one_of(st.integers(1, 5), st.just(math.nan))
pairs = st.lists(st.tuples(scores, scores), max_size=9)
groups = st.tuples(st.lists(st.integers(1, 5), max_size=6), st.lists(st.integers(1, 5), max_size=5))


@settings(deadline=None, max_examples=60)
@given(pairs)
def test_signed_rank_against_every_pattern_of_signs(rows):
    first, second = [a for a, _ in rows], [b for _, b in rows]
    test = stats.wilcoxon_signed_rank(first, second)
    gaps = np.array([a - b for a, b in rows if not math.isnan(a - b) and a != b])
    assert test.n == len(gaps)
    if not len(gaps):
        assert math.isnan(test.pvalue) and test.method.startswith("not defined: ")
        return
    ranks = reference.rankdata(np.abs(gaps))
    v = ranks[gaps > 0].sum()
    every = np.array([np.dot(signs, ranks) for signs in itertools.product((0, 1), repeat=len(gaps))])
    middle = ranks.sum() / 2
    assert test.statistic == v
    assert test.pvalue == pytest.approx(np.mean(np.abs(every - middle) >= abs(v - middle)))
    assert test.method.startswith("cannot be tested") == (len(gaps) <= 5)


@settings(deadline=None, max_examples=60)
@given(groups)
def test_mann_whitney_against_every_split(two):
    a, b = two
    test = stats.mann_whitney(a, b)
    assert test.n == len(a) + len(b)
    if not a or not b or len(set(a + b)) == 1:
        assert math.isnan(test.pvalue) and test.method.startswith("not defined: ")
        return
    ranks = reference.rankdata(a + b)
    every = np.array([sum(chosen) for chosen in itertools.combinations(ranks, len(a))])
    middle = len(a) * (len(a) + len(b) + 1) / 2
    w = ranks[: len(a)].sum()
    assert test.statistic == pytest.approx(sum((x > y) + (x == y) / 2 for x in a for y in b))
    assert test.pvalue == pytest.approx(np.mean(np.abs(every - middle) >= abs(w - middle) - 1e-9))


@settings(deadline=None, max_examples=60)
@given(pairs.filter(len))
def test_swapping_the_two_turns_the_sign(rows):
    first, second = [a for a, _ in rows], [b for _, b in rows]
    for function in (stats.hodges_lehmann, stats.hedges_g_av, stats.wilcoxon_signed_rank):
        one, other = function(first, second), function(second, first)
        assert one.estimate == pytest.approx(-other.estimate, nan_ok=True)
        assert one.lower == pytest.approx(-other.upper, nan_ok=True)
    assert stats.wilcoxon_signed_rank(first, second).pvalue == pytest.approx(
        stats.wilcoxon_signed_rank(second, first).pvalue, nan_ok=True
    )


@settings(deadline=None, max_examples=60)
@given(pairs)
def test_sizes_of_paired_differences_lie_within_their_limits(rows):
    first, second = [a for a, _ in rows], [b for _, b in rows]
    used = sum(not math.isnan(a - b) for a, b in rows)
    for found in (stats.hodges_lehmann(first, second), stats.hedges_g_av(first, second)):
        assert found.n == found.of == used
        if math.isnan(found.estimate):
            assert found.method.startswith("not defined: ")
        elif not math.isnan(found.lower):
            assert found.lower <= found.estimate <= found.upper


@settings(deadline=None, max_examples=60)
@given(groups)
def test_cliffs_delta_by_counting(two):
    a, b = two
    found = stats.cliffs_delta(a, b)
    if not a or not b:
        assert math.isnan(found.estimate)
        return
    assert found.estimate == pytest.approx(np.mean([np.sign(x - y) for x in a for y in b]))
    if not math.isnan(found.lower):
        assert -1 <= found.lower <= found.estimate <= found.upper <= 1
        turned = stats.cliffs_delta(b, a)
        assert turned.lower == pytest.approx(-found.upper)


def test_rounding_does_not_break_ties():
    """0.3 − 0.2 and 0.2 − 0.1 differ by a hair in binary, and 0.1 + 0.2 − 0.3 is not 0."""
    assert 0.3 - 0.2 != 0.2 - 0.1
    decimal = stats.wilcoxon_signed_rank([0.3, 0.2, 0.1 + 0.2, 0.7, 0.1, 0.9], [0.2, 0.1, 0.3, 0.4, 0.4, 0.1])
    whole = stats.wilcoxon_signed_rank([3, 2, 3, 7, 1, 9], [2, 1, 3, 4, 4, 1])
    assert (decimal.statistic, decimal.pvalue, decimal.n) == (whole.statistic, whole.pvalue, whole.n)


def test_large_samples_use_the_normal_approximation_and_say_so():
    rng = np.random.default_rng(4)
    a, b = rng.integers(1, 6, 700), rng.integers(1, 6, 700)
    paired = stats.wilcoxon_signed_rank(a, b)
    assert "normal approximation" in paired.method
    assert paired.pvalue == pytest.approx(
        reference.wilcoxon(a - b, method="asymptotic", correction=True).pvalue, rel=1e-6
    )
    apart = stats.mann_whitney(a, b)
    assert apart.pvalue == pytest.approx(reference.mannwhitneyu(a, b, method="asymptotic").pvalue, rel=1e-6)
    assert paired.lower <= paired.estimate <= paired.upper and apart.lower <= apart.estimate <= apart.upper


def test_exact_and_normal_meet():
    rng = np.random.default_rng(9)
    a, b = rng.normal(0.2, 1, 400), rng.normal(size=400)
    exact = stats.wilcoxon_signed_rank(a, b)
    assert "exact" in exact.method
    assert exact.pvalue == pytest.approx(reference.wilcoxon(a - b, method="asymptotic").pvalue, rel=0.05)
    small = stats.mann_whitney(a[:50], b[:45])
    assert small.pvalue == pytest.approx(reference.mannwhitneyu(a[:50], b[:45], method="exact").pvalue, rel=1e-9)


def test_too_few_pairs_for_limits():
    five = stats.hodges_lehmann([1, 2, 3, 4, 5], [0, 0, 0, 0, 0])
    assert five.estimate == 3 and math.isnan(five.lower) and "too few" in five.method
    six = stats.hodges_lehmann([1, 2, 3, 4, 5, 6], [0] * 6)
    assert (six.lower, six.upper) == (1, 6)
    assert math.isnan(stats.hodges_lehmann([], []).estimate)


def test_sizes_that_are_not_defined():
    assert "do not vary" in stats.hedges_g_av([3, 3, 3], [2, 2, 2]).method
    assert "two pairs" in stats.hedges_g_av([3], [2]).method
    assert "overlap" in stats.cliffs_delta([5, 6, 7], [1, 2, 3]).method
    assert stats.cliffs_delta([5, 6, 7], [1, 2, 3]).estimate == 1
    assert "one score" in stats.cliffs_delta([2], [1, 2, 3]).method


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 60), st.integers(0, 60))
def test_mcnemar(b, c):
    test = stats.mcnemar(b, c)
    if b + c == 0:
        assert math.isnan(test.pvalue) and test.method.startswith("not defined: ")
        return
    assert test.pvalue == pytest.approx(reference.binomtest(b, b + c).pvalue)
    assert test.lower <= test.estimate <= test.upper
    assert test.method.startswith("cannot be tested") == (b + c <= 5)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.one_of(st.floats(0, 1), st.just(math.nan)), max_size=12))
def test_adjusted_probabilities(p):
    known = np.array([value for value in p if not math.isnan(value)])
    holm, bh = stats.adjust(p), stats.adjust(p, "bh")
    assert np.isnan(holm).tolist() == [math.isnan(value) for value in p]
    kept = ~np.isnan(holm)
    assert (known <= bh[kept] + 1e-15).all() and (bh[kept] <= holm[kept] + 1e-15).all() and (holm[kept] <= 1).all()
    if len(known):
        assert bh[kept] == pytest.approx(reference.false_discovery_control(known))
        assert holm[kept].min() == pytest.approx(min(1, known.min() * len(known)))


def test_a_step_without_noise_is_found_exactly():
    y = [2 + 0.5 * t + (3 if t >= 13 else 0) + 0.25 * max(0, t - 12) for t in range(1, 31)]
    table = stats.segmented_regression(y, 13)
    assert table.index.to_list() == ["level", "trend", "step", "slope change"]
    assert table["estimate"].to_list() == pytest.approx([2, 0.5, 3, 0.25])


def test_short_series_are_described_only():
    table = stats.segmented_regression(list(range(20)), 15)
    assert table["pvalue"].isna().all() and not table["both"].any()
    assert "described only" in table.attrs["note"]
    assert "12 to 33" in stats.segmented_regression(np.random.default_rng(1).normal(size=44), 20).attrs["note"]
    assert stats.segmented_regression(np.random.default_rng(1).normal(size=60), 20).attrs["note"] == ""
    assert stats.segmented_regression(np.random.default_rng(1).normal(size=60), 20, hac_lags=5).attrs["lags"] == 5


@pytest.mark.parametrize(("points", "place"), [(16, 9), (24, 9), (59, 37), (12, 5)])
def test_series_at_once_are_those_of_statsmodels(points, place):
    regression = pytest.importorskip("statsmodels.api")
    values = np.random.default_rng(points).normal(size=(20, points)).cumsum(axis=1)
    time = np.arange(1, points + 1.0)
    design = np.column_stack([np.ones(points), time, time >= place, np.maximum(0, time - (place - 1))])
    for lags in (0, 1, 3):
        fits = segmented_arrays(values, place, lags)
        for row, series in enumerate(values):
            plain = regression.OLS(series, design).fit()
            hac = {"maxlags": lags, "use_correction": True}
            robust = regression.OLS(series, design).fit(cov_type="HAC", cov_kwds=hac, use_t=True)
            assert fits.estimate[row] == pytest.approx(plain.params)
            assert fits.se[row] == pytest.approx(plain.bse) and fits.pvalue[row] == pytest.approx(plain.pvalues)
            assert fits.hac_se[row] == pytest.approx(robust.bse)
            assert fits.hac_pvalue[row] == pytest.approx(robust.pvalues)


@pytest.mark.parametrize("level", [0, 5, 0.1, 1e6])
def test_where_nothing_is_left_over_nothing_is_found_that_is_not_there(level):
    """A still series, a straight line and a clean step: rounding must not turn into a p-value."""
    still = stats.segmented_regression([level] * 20, 11)
    assert still.loc["step", ["pvalue", "hac_pvalue"]].to_list() == [1, 1] and not still.loc["step", "both"]
    line = stats.segmented_regression([level + 0.3 * month for month in range(20)], 11)
    assert not line.loc[["step", "slope change"], "both"].any() and line.loc["trend", "both"]
    step = stats.segmented_regression([level] * 10 + [level + 5] * 10, 11)
    assert step.loc["step", "both"] and step.loc["step", "estimate"] == pytest.approx(5)
    assert not step.loc["slope change", "both"]


@pytest.mark.parametrize(
    "call",
    [
        lambda: stats.wilcoxon_signed_rank([1, 2], [1]),
        lambda: stats.wilcoxon_signed_rank(["Amy"], [1]),
        lambda: stats.mann_whitney([1, math.inf], [1]),
        lambda: stats.mcnemar(-1, 2),
        lambda: stats.mcnemar(1.5, 2),
        lambda: stats.adjust([0.5, 1.5]),
        lambda: stats.adjust([0.5], "none"),
        lambda: stats.segmented_regression([1, 2, math.nan, 4, 5, 6], 3),
        lambda: stats.segmented_regression([1, 2, 3, 4, 5, 6], 2),
        lambda: stats.segmented_regression([1, 2, 3, 4, 5, 6], 6),
        lambda: stats.segmented_regression([1, 2, 3, 4, 5, 6], 3, hac_lags=-1),
    ],
)
def test_bad_input_is_refused_without_quoting_it(call):
    with pytest.raises(ScrutinyError) as caught:
        call()
    assert "Amy" not in str(caught.value)


def test_input_is_left_as_it_was():
    first, second = pd.Series([3.0, 1, None, 5]), pd.Series([1.0, 2, 3, 4])
    before = first.copy(), second.copy()
    stats.wilcoxon_signed_rank(first, second)
    stats.cliffs_delta(first, second)
    pd.testing.assert_series_equal(first, before[0])
    pd.testing.assert_series_equal(second, before[1])
