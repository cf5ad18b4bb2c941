"""Agreement: plain readings of the definitions, gaps, order, and what is not defined."""

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
from scrutiny_lib.stats.ratings import nearness

answers = st.sampled_from([1, 2, 3, 5, None])
tables = st.integers(2, 4).flatmap(
    lambda raters: st.lists(st.lists(answers, min_size=raters, max_size=raters), min_size=1, max_size=9)
)
LEVELS = ("nominal", "ordinal", "interval", "ratio")


def plain_alpha(r, level):
    """Krippendorff's own recipe: coincidences of values, pair by pair."""
    units = [[value for value in row if value is not None] for row in r]
    units = [unit for unit in units if len(unit) > 1]
    pooled = [value for unit in units for value in unit]
    if len(set(pooled)) < 2:
        return math.nan
    times = {value: pooled.count(value) for value in sorted(set(pooled))}

    def gap(a, b):
        if level == "nominal":
            return float(a != b)
        if level == "interval":
            return (a - b) ** 2
        if level == "ratio":
            return ((a - b) / (a + b)) ** 2
        low, high = min(a, b), max(a, b)
        between = sum(n for value, n in times.items() if low <= value <= high)
        return (between - (times[low] + times[high]) / 2) ** 2

    n = len(pooled)
    observed = sum(gap(a, b) / (len(unit) - 1) for unit in units for a, b in itertools.permutations(unit, 2)) / n
    expected = sum(gap(a, b) for a, b in itertools.permutations(pooled, 2)) / (n * (n - 1))
    return 1 - observed / expected


@settings(deadline=None, max_examples=60)
@given(tables, st.sampled_from(LEVELS))
def test_alpha_against_its_definition(r, level):
    assert stats.krippendorff_alpha(r, level).estimate == pytest.approx(plain_alpha(r, level), nan_ok=True)


@settings(deadline=None, max_examples=60)
@given(tables)
def test_percent_against_its_definition(r):
    shares = []
    for row in r:
        pairs = list(itertools.combinations([value for value in row if value is not None], 2))
        if pairs:
            shares.append(sum(a == b for a, b in pairs) / len(pairs))
    found = stats.percent_agreement(r)
    assert found.estimate == pytest.approx(np.mean(shares) if shares else math.nan, nan_ok=True)
    assert (found.n, found.of) == (len(shares), len(r))


COEFFICIENTS = {
    "percent": stats.percent_agreement,
    "fleiss": stats.fleiss_kappa,
    "gwet": stats.gwet_ac,
    "gwet quadratic": lambda r: stats.gwet_ac(r, "quadratic"),
    "gwet ordinal": lambda r: stats.gwet_ac(r, "ordinal"),
    "brennan linear": lambda r: stats.brennan_prediger(r, "linear"),
    "alpha": lambda r: stats.krippendorff_alpha(r, bootstrap=30, seed=3),
    "cohen": lambda r: stats.cohen_kappa([row[0] for row in r], [row[1] for row in r]),
    "cohen quadratic": lambda r: stats.cohen_kappa([row[0] for row in r], [row[1] for row in r], "quadratic"),
    "scott": lambda r: stats.scott_pi([row[0] for row in r], [row[1] for row in r]),
}


@pytest.mark.parametrize("name", COEFFICIENTS)
@settings(deadline=None, max_examples=60)
@given(tables)
def test_estimates_lie_within_their_limits(name, r):
    found = COEFFICIENTS[name](r)
    assert found.of == len(r) and found.n <= found.of
    if math.isnan(found.estimate):
        assert math.isnan(found.lower) and found.method.startswith("not defined: ")
    else:
        assert found.estimate <= 1 + 1e-12
        assert math.isnan(found.lower) == math.isnan(found.upper)
        if math.isnan(found.lower):
            assert "limits not defined: " in found.method
        else:
            assert found.lower <= found.estimate + 1e-12 and found.estimate <= found.upper + 1e-12 <= 1 + 2e-12


@pytest.mark.parametrize("name", COEFFICIENTS)
@settings(deadline=None, max_examples=60)
@given(tables, st.randoms())
def test_neither_units_nor_their_order_matter(name, r, random):
    shuffled = list(r)
    random.shuffle(shuffled)
    assert COEFFICIENTS[name](shuffled)[0] == pytest.approx(COEFFICIENTS[name](r)[0], nan_ok=True)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=30))
def test_cohen_and_scott_from_the_table(pairs):
    a, b = zip(*pairs, strict=True)
    if len(set(a) | set(b)) < 2:
        assert math.isnan(stats.cohen_kappa(a, b).estimate)
        return
    agreed = np.mean([x == y for x, y in pairs])
    own = sum(np.mean(np.array(a) == k) * np.mean(np.array(b) == k) for k in range(4))
    pooled = sum(np.mean(np.array(a + b) == k) ** 2 for k in range(4))
    assert stats.cohen_kappa(a, b).estimate == pytest.approx((agreed - own) / (1 - own))
    assert stats.scott_pi(a, b).estimate == pytest.approx((agreed - pooled) / (1 - pooled))


def test_quadratic_kappa_by_squares():
    """Fleiss & Cohen (1973): 1 less mean squared gap over its expectation under independence."""
    a, b = [1, 2, 3, 3, 2, 1, 3], [1, 3, 3, 2, 2, 1, 3]
    gaps = np.subtract.outer(np.array(a), np.array(b)) ** 2
    expected = 1 - np.mean((np.array(a) - b) ** 2) / gaps.mean()
    assert stats.cohen_kappa(a, b, "quadratic").estimate == pytest.approx(expected)


def test_gaps_and_several_raters_after_gwet():
    """Gwet (2014) ch. 5 in a plain loop: divisor n(n − 1), units judged once count in the shares only."""
    r = [[1, 1, 2], [2, 2, None], [3, None, None], [1, 1, 1], [3, 3, 3], [1, 3, 3], [2, 2, 2]]
    scale = [1, 2, 3]
    n, rated = len(r), [[value for value in row if value is not None] for row in r]
    twice = [unit for unit in rated if len(unit) > 1]
    share = {k: np.mean([unit.count(k) / len(unit) for unit in rated]) for k in scale}
    agreement = {
        i: sum(unit.count(k) * (unit.count(k) - 1) for k in scale) / (len(unit) * (len(unit) - 1))
        for i, unit in enumerate(rated)
        if len(unit) > 1
    }
    pa = np.mean(list(agreement.values()))
    pe = sum(share[k] * (1 - share[k]) for k in scale) / 2
    ac = (pa - pe) / (1 - pe)
    scores = []
    for i, unit in enumerate(rated):
        part = n / len(twice) * (agreement[i] - pe) / (1 - pe) if i in agreement else 0.0
        chance = sum(unit.count(k) * (1 - share[k]) for k in scale) / len(unit) / 2
        scores.append(part - 2 * (1 - ac) * (chance - pe) / (1 - pe))
    se = math.sqrt(sum((score - ac) ** 2 for score in scores) / (n * (n - 1)))
    found = stats.gwet_ac(r)
    assert found.estimate == pytest.approx(ac)
    assert found.estimate - found.lower == pytest.approx(reference.t.ppf(0.975, n - 1) * se)
    assert (found.n, found.of) == (6, 7)


def test_categories_nobody_used_count_for_chance():
    r = [["a", "a"], ["a", "b"], ["b", "b"]]
    wide = ["a", "b", "c", "d"]
    assert stats.brennan_prediger(r, categories=wide).estimate == pytest.approx((2 / 3 - 1 / 4) / (3 / 4))
    assert stats.gwet_ac(r, categories=wide).estimate > stats.gwet_ac(r).estimate
    assert stats.krippendorff_alpha(r, categories=wide).estimate == stats.krippendorff_alpha(r).estimate


def test_words_with_an_order():
    scale = ["universal", "early help", "child in need", "child protection"]
    words = [[scale[i], scale[j]] for i, j in [(0, 0), (1, 2), (2, 2), (3, 3), (3, 1)]]
    places = [[i, j] for i, j in [(0, 0), (1, 2), (2, 2), (3, 3), (3, 1)]]
    assert stats.krippendorff_alpha(words, "ordinal", categories=scale).estimate == pytest.approx(
        stats.krippendorff_alpha(places, "ordinal").estimate
    )
    a, b = zip(*words, strict=True)
    x, y = zip(*places, strict=True)
    assert stats.cohen_kappa(a, b, "linear", scale).estimate == pytest.approx(
        stats.cohen_kappa(x, y, "linear", range(4)).estimate
    )
    assert stats.gwet_ac(words, "quadratic", scale).estimate == pytest.approx(
        stats.gwet_ac(places, "quadratic", range(4)).estimate
    )


@pytest.mark.parametrize(
    "call",
    [
        lambda: stats.krippendorff_alpha([["low", "high"]], "ordinal"),
        lambda: stats.krippendorff_alpha([["low", "high"]], "interval"),
        lambda: stats.krippendorff_alpha([[1, -1]], "ratio"),
        lambda: stats.krippendorff_alpha([[1, 2]], "best"),
        lambda: stats.krippendorff_alpha([[1, math.inf], [1, 2]], "interval"),
        lambda: stats.krippendorff_alpha([["Amy Secret", "b"]], categories=["a", "b"]),
        lambda: stats.gwet_ac([["a", "b"]], "linear"),
        lambda: stats.gwet_ac([["a", "b"]], "cubic", ["a", "b"]),
        lambda: stats.brennan_prediger([["a", "b"]], categories=["a", "b", "a"]),
        lambda: stats.cohen_kappa(["a"], ["a", "b"]),
        lambda: stats.cohen_kappa(["a", "b"], ["a", "b"], "linear"),
    ],
)
def test_bad_input_is_refused_without_quoting_it(call):
    with pytest.raises(ScrutinyError) as caught:
        call()
    assert "Amy" not in str(caught.value)


PLAIN = [["a", "b"], ["a", "a"], ["b", "b"], ["a", None]]
FORMS = {
    "frame": pd.DataFrame(PLAIN),
    "frame of text": pd.DataFrame(PLAIN, dtype="string"),
    "categories": pd.DataFrame(PLAIN).astype("category"),
    "frame with NA": pd.DataFrame([[pd.NA if value is None else value for value in row] for row in PLAIN]),
    "array of objects": np.array(PLAIN, dtype=object),
    "array of text, where NaN became a word": np.array([["a", "b"], ["a", "a"], ["b", "b"], ["a", np.nan]]),
    "array of numbers": np.array([[1, 2], [1, 1], [2, 2], [1, np.nan]]),
    "whole numbers and fractions": pd.DataFrame({"x": [1, 1, 2, 1], "y": [2.0, 1.0, 2.0, np.nan]}),
    "whole numbers with NA": pd.DataFrame([[1, 2], [1, 1], [2, 2], [1, pd.NA]], dtype="Int64"),
    "whole numbers among objects": np.array([[1, 2], [1, 1], [2, 2], [1, None]], dtype=object),
    "true and false": pd.DataFrame([[True, False], [True, True], [False, False], [True, None]]),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_ratings_in_any_form(form):
    functions = (
        *(stats.percent_agreement, stats.fleiss_kappa, stats.gwet_ac, stats.brennan_prediger),
        *(stats.krippendorff_alpha, COEFFICIENTS["alpha"]),
    )
    for function in functions:
        found, expected = function(FORMS[form]), function(PLAIN)
        assert found[:3] == pytest.approx(expected[:3], nan_ok=True) and found[4:] == expected[4:]


def test_nothing_judged_twice():
    for r in ([[1, None], [None, 2]], [[None, None]], np.empty((0, 2)), [[1], [2]]):
        for function in (stats.percent_agreement, stats.fleiss_kappa, stats.gwet_ac, stats.krippendorff_alpha):
            found = function(r)
            assert math.isnan(found.estimate) and "judged twice" in found.method
    assert math.isnan(stats.cohen_kappa([], []).estimate)
    assert math.isnan(stats.scott_pi([1, None], [None, 1]).estimate)


def test_bootstrap_is_repeatable_and_only_when_asked():
    r = [[1, 1], [1, 2], [2, 2], [3, 3], [3, 1], [2, 2], [1, 1], [3, 3]]
    assert math.isnan(stats.krippendorff_alpha(r).lower)
    one = stats.krippendorff_alpha(r, "ordinal", bootstrap=200, seed=7)
    assert one == stats.krippendorff_alpha(r, "ordinal", bootstrap=200, seed=7)
    assert one != stats.krippendorff_alpha(r, "ordinal", bootstrap=200, seed=8)
    assert stats.krippendorff_alpha(r, bootstrap=9) == stats.krippendorff_alpha(r, bootstrap=9, seed=0)
    narrow = stats.krippendorff_alpha(r, "ordinal", bootstrap=200, seed=7, confidence=0.5)
    assert narrow.upper - narrow.lower < one.upper - one.lower


def test_perfect_agreement_that_varies_is_one_and_its_limits_are_not_defined():
    r = [["a", "a"], ["b", "b"], ["c", "c"]] * 8
    found = stats.krippendorff_alpha(r, bootstrap=100, seed=1)
    assert found.estimate == 1.0 and math.isnan(found.lower) and "limits not defined" in found.method
    assert stats.gwet_ac(r).estimate == pytest.approx(1.0)


@pytest.mark.parametrize("level", LEVELS)
def test_a_long_scale_counts_like_a_short_one(level):
    """Steps nobody used make the rows of counts too long to compare as one number; nothing else may change."""
    rng = np.random.default_rng(4)
    r = np.where(rng.random((40, 3)) < 0.2, np.nan, rng.integers(1, 6, (40, 3)))
    short, long = (stats.krippendorff_alpha(r, level, range(1, top), bootstrap=60, seed=2) for top in (6, 90))
    assert short[:3] == pytest.approx(long[:3])
    wide = rng.integers(1, 90, (30, 3)).tolist()
    assert stats.krippendorff_alpha(wide, level).estimate == pytest.approx(plain_alpha(wide, level))


def test_bootstrap_redraws_units():
    """The bootstrap of the vectorised form against redrawing rows one by one with the same draws."""
    rng = np.random.default_rng(0)
    r = rng.integers(1, 4, (12, 3)).tolist()
    kinds, times = np.unique([[row.count(k) for k in (1, 2, 3)] for row in r], axis=0, return_counts=True)
    draws = np.random.default_rng(5).multinomial(12, times / 12, size=60)
    alphas = []
    for draw in draws:
        rows = [[k for k, n in zip((1, 2, 3), kind, strict=True) for _ in range(n)] for kind in kinds]
        alphas.append(plain_alpha([row for row, n in zip(rows, draw, strict=True) for _ in range(n)], "ordinal"))
    found = stats.krippendorff_alpha(r, "ordinal", bootstrap=60, seed=5)
    assert (found.lower, found.upper) == pytest.approx(np.quantile(alphas, [0.025, 0.975]))


def test_kappa_counts_steps_of_its_scale_and_ac_the_values():
    """A step nobody used: declared, it is a step for both; undeclared, only the values of numbers tell."""
    a, b, whole = [1, 2, 4, 4, 1], [1, 4, 4, 2, 2], [1, 2, 3, 4]
    places = {1: 0, 2: 1, 4: 2}
    by_place = stats.cohen_kappa([places[x] for x in a], [places[x] for x in b], "linear").estimate
    assert stats.cohen_kappa(a, b, "linear").estimate == pytest.approx(by_place)
    assert stats.cohen_kappa(a, b, "linear", whole).estimate != pytest.approx(by_place)
    r = list(zip(a, b, strict=True))
    near = nearness("linear", [1, 2, 4])
    assert near[0].tolist() == pytest.approx([1, 2 / 3, 0])
    assert stats.gwet_ac(r, "linear").estimate != pytest.approx(stats.gwet_ac(r, "linear", whole).estimate)


def test_nearness_of_numbers_goes_by_value():
    assert nearness("linear", [1, 2, 5])[0].tolist() == [1, 0.75, 0]
    assert nearness("ordinal", ["a", "b", "c"])[0].tolist() == pytest.approx([1, 2 / 3, 0])


def test_input_is_left_as_it_was():
    r = pd.DataFrame({"a": ["x", "y", None], "b": ["x", None, "y"]})
    before = r.copy()
    for function in (stats.percent_agreement, stats.gwet_ac, stats.krippendorff_alpha):
        function(r)
    pd.testing.assert_frame_equal(r, before)


def marked(*rows):
    return pd.DataFrame(rows, columns=["coder", "code", "start", "end"])


def test_unitizing_is_blind_to_order_and_to_where_the_text_begins():
    rows = [("i", "x", 3, 9), ("j", "x", 4, 9), ("i", "y", 12, 20), ("j", "x", 15, 18)]
    there = [(coder, code, start + 100, end + 100) for coder, code, start, end in rows]
    one = stats.unitizing_alpha(marked(*rows), 40)
    assert one.index.to_list() == ["x", "y", "all"]
    assert one.to_dict() == stats.unitizing_alpha(marked(*rows[::-1]), 40).to_dict()
    assert one.to_dict() == pytest.approx(stats.unitizing_alpha(marked(*there), 40, begin=100).to_dict())


def test_unitizing_perfect_missed_and_merged():
    same = [(coder, "x", start, end) for coder in "ijk" for start, end in ((3, 9), (20, 30))]
    assert stats.unitizing_alpha(marked(*same), 50)["x"] == pytest.approx(1.0)
    assert stats.unitizing_alpha(marked(*same), 50, coders="ijkl")["x"] < 1.0
    apart = stats.unitizing_alpha(marked(("i", "x", 0, 5), ("j", "x", 20, 30)), 50)
    assert apart["x"] < 0
    overlapping = marked(("i", "x", 3, 7), ("i", "x", 5, 9), ("j", "x", 3, 9))
    assert stats.unitizing_alpha(overlapping, 50)["x"] == pytest.approx(1.0)
    touching = marked(("i", "x", 3, 6), ("i", "x", 6, 9), ("j", "x", 3, 9))
    assert stats.unitizing_alpha(touching, 50)["x"] < 1.0


def test_unitizing_not_defined_and_refused():
    alone = stats.unitizing_alpha(marked(("i", "x", 0, 5)), 50)
    assert alone.isna().all() and "one coder" in alone.attrs["note"]
    assert stats.unitizing_alpha(marked(), 50, coders=["i", "j"]).isna().all()
    for rows, coders in (
        ([("i", "x", 5, 5)], None),
        ([("i", "x", -1, 5)], None),
        ([("i", "x", 0, 51)], None),
        ([("i", "x", "a", 5)], None),
        ([("i", None, 0, 5)], None),
        ([("i", "x", 0, 5)], ["j", "k"]),
    ):
        with pytest.raises(ScrutinyError):
            stats.unitizing_alpha(marked(*rows), 50, coders=coders)
    with pytest.raises(ScrutinyError, match="start, end"):
        stats.unitizing_alpha(pd.DataFrame({"coder": [], "code": []}), 50)
