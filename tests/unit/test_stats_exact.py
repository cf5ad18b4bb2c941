"""The exact test for any number of groups, against an enumeration in whole numbers and against scipy."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from scrutiny_lib.errors import ScrutinyError
from scrutiny_lib.stats import exact
from scrutiny_lib.stats.exact import CANNOT, freeman_halton
from scrutiny_lib.stats.hybrid import hybrid_difference
from scrutiny_lib.stats.intervals import difference, wilson
from scrutiny_lib.stats.types import undefined

GROUPS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=2, max_size=4)


def enumerated(hits: list[int], sizes: list[int]) -> tuple[Fraction, Fraction]:
    """p and the least p that these margins can give, in whole numbers, straight from the definition."""
    ways = {
        table: math.prod(math.comb(n, x) for n, x in zip(sizes, table, strict=True))
        for table in itertools.product(*(range(n + 1) for n in sizes))
        if sum(table) == sum(hits)
    }
    whole, mine = sum(ways.values()), ways[tuple(hits)]
    p = Fraction(sum(count for count in ways.values() if count <= mine), whole)
    return p, Fraction(sum(count for count in ways.values() if count == min(ways.values())), whole)


@settings(max_examples=300, deadline=None)
@given(GROUPS)
@example([(0, 1), (0, 5), (0, 7), (1, 7)])  # the rarest table has exactly 1 in 20
def test_it_is_what_an_enumeration_in_whole_numbers_gives(groups: list[tuple[int, int]]) -> None:
    hits, sizes = [min(pair) for pair in groups], [max(pair) for pair in groups]
    found = freeman_halton(hits, sizes)
    if sum(n > 0 for n in sizes) < 2:
        assert math.isnan(found.pvalue)
        assert found.method.startswith("not defined")
        return
    p, rarest = enumerated(hits, sizes)
    assert found.pvalue == pytest.approx(float(p), abs=1e-10)
    assert found.method.startswith(CANNOT) == (rarest > Fraction(1, 20))


@pytest.mark.parametrize(("a", "b", "c", "d"), [(3, 1, 1, 3), (8, 2, 1, 5), (12, 40, 30, 20), (0, 7, 9, 2)])
def test_two_groups_are_fishers_test(a: int, b: int, c: int, d: int) -> None:
    expected = scipy_stats.fisher_exact([[a, b], [c, d]]).pvalue
    assert freeman_halton([a, c], [a + b, c + d]).pvalue == pytest.approx(expected, rel=1e-9)


def test_the_order_of_the_groups_and_which_column_is_counted_make_no_difference() -> None:
    first = freeman_halton([5, 1, 0, 9], [12, 9, 11, 14])
    assert freeman_halton([9, 0, 1, 5], [14, 11, 9, 12]).pvalue == pytest.approx(first.pvalue)
    assert freeman_halton([7, 8, 11, 5], [12, 9, 11, 14]).pvalue == pytest.approx(first.pvalue)


def test_with_too_many_tables_to_list_it_is_chi_squared_where_that_will_do() -> None:
    hits, sizes = [120, 150, 90, 130], [300, 400, 300, 350]
    found = freeman_halton(hits, sizes)
    table = np.array([hits, np.array(sizes) - hits]).T
    assert found.method.startswith("Pearson's chi-squared")
    assert found.pvalue == pytest.approx(scipy_stats.chi2_contingency(table, correction=False).pvalue)


def test_and_not_defined_where_it_will_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact, "MOST_TABLES", 2)
    found = freeman_halton([1, 0, 3, 1, 0], [9, 31, 33, 34, 35])
    assert math.isnan(found.pvalue)
    assert found.method.startswith("not defined")


def test_counts_that_cannot_be_are_refused() -> None:
    for hits, sizes in (([3], [2]), ([1, 2], [3]), ([-1, 2], [3, 4])):
        with pytest.raises(ScrutinyError):
            freeman_halton(hits, sizes)


def test_a_hybrid_of_wilson_limits_is_newcombes_interval() -> None:
    ours = hybrid_difference(wilson(56, 70), wilson(48, 80))
    newcombe = difference(56, 70, 48, 80)
    assert ours[:3] == pytest.approx(newcombe[:3])
    assert math.isnan(hybrid_difference(wilson(5, 9), undefined("chosen on purpose", 4, 8, 0.95)).estimate)
