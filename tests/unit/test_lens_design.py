"""Shares beside samples of every design: the estimate, its limits, and when there are none."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest

from scrutiny_lib.lenses.design import LEAST_FAMILIES, Design, share_of
from scrutiny_lib.stats.intervals import finite_population, stratified_proportion
from scrutiny_lib.stats.survey import cluster_share, stratified_share, unequal_share

CASES = [f"C-{number:02d}" for number in range(40)]
ALL = pd.DataFrame({"stratum": ["all"], "size": [200], "drawn": [40], "chance": [0.2]})
IN_ONE = pd.Series("all", index=CASES)
KNOWN = pd.Series(True, index=CASES)
FAMILY = pd.Series([f"F-{number // 2:02d}" for number in range(40)], index=CASES)
CHANCE = pd.Series([0.1 if number < 20 else 0.4 for number in range(40)], index=CASES)
SYSTEMATIC = Design("systematic", ALL, IN_ONE, 200)
FAMILIES = Design("families", ALL, IN_ONE, 200, family_of=FAMILY, families=90)
BY_SIZE = Design("proportional to size", ALL, IN_ONE, 200, chance_of=CHANCE)


def hits(*places: int, of: int = 40) -> pd.Series:
    return pd.Series([place in places for place in range(of)], index=CASES[:of])


def test_systematic_is_taken_as_simple_and_says_so() -> None:
    share, expected = share_of(hits(1, 5, 9), KNOWN, SYSTEMATIC), finite_population(3, 40, 200)
    assert (share.percent, share.lower, share.upper) == pytest.approx((7.5, 100 * expected.lower, 100 * expected.upper))
    assert "exact hypergeometric" in share.method and "Taken as for a simple random sample" in share.method


def test_families_are_what_was_drawn() -> None:
    share = share_of(hits(0, 1, 8), KNOWN, FAMILIES)
    expected = cluster_share(hits(0, 1, 8).astype(float).tolist(), FAMILY.tolist(), 90)
    assert (share.percent, share.lower, share.upper) == pytest.approx((7.5, 100 * expected.lower, 100 * expected.upper))
    assert "whole families were drawn" in share.method and "likely" not in share.method


def test_brothers_and_sisters_alike_say_less_than_as_many_strangers() -> None:
    together, apart = share_of(hits(*range(16)), KNOWN, FAMILIES), share_of(hits(*range(0, 32, 2)), KNOWN, FAMILIES)
    assert together.percent == apart.percent == 40
    assert together.upper - together.lower > 1.3 * (apart.upper - apart.lower)


def test_families_it_does_not_apply_to_are_scaled_out() -> None:
    share = share_of(hits(0, 4, of=30), KNOWN, FAMILIES)
    expected = cluster_share(hits(0, 4, of=30).astype(float).tolist(), FAMILY.tolist()[:30], round(90 * 15 / 20))
    assert (share.lower, share.upper) == pytest.approx((100 * expected.lower, 100 * expected.upper))
    assert "Families count by the part of them" in share.method


def test_few_families_or_unknown_ones_leave_no_interval() -> None:
    few = replace(FAMILIES, family_of=pd.Series([f"F-{number % (LEAST_FAMILIES - 1)}" for number in range(40)], CASES))
    assert "too few families" in share_of(hits(1), KNOWN, few).method
    for unknown in (replace(FAMILIES, family_of=None), replace(FAMILIES, families=None)):
        share = share_of(hits(1), KNOWN, unknown)
        assert math.isnan(share.lower) and share.percent == 2.5 and "not known" in share.method


def test_each_child_stands_for_as_many_as_its_chance_says() -> None:
    share = share_of(hits(0, 1, 2, 3, 30), KNOWN, BY_SIZE)
    assert share.percent == pytest.approx(100 * (4 * 10 + 2.5) / (20 * 10 + 20 * 2.5))
    expected = unequal_share(hits(0, 1, 2, 3, 30).astype(float).tolist(), CHANCE.tolist())
    assert (share.lower, share.upper) == pytest.approx((100 * expected.lower, 100 * expected.upper))
    assert "weighted: some children had a greater chance" in share.method
    alike = share_of(hits(0, 1, 20, 21), KNOWN, BY_SIZE)
    assert alike.percent == 10 and "weighted" not in alike.method


def test_unknown_chances_or_only_certain_ones_leave_no_limits() -> None:
    assert "not known" in share_of(hits(1), KNOWN, replace(BY_SIZE, chance_of=None)).method
    certain = CHANCE.where(CHANCE.index == "C-00", 1.0)
    share = share_of(hits(1), KNOWN, replace(BY_SIZE, chance_of=certain))
    assert math.isnan(share.lower) and "only one child was drawn by chance" in share.method


@pytest.mark.parametrize("design", [SYSTEMATIC, FAMILIES, BY_SIZE], ids=lambda design: design.kind)
def test_twenty_children_must_apply(design: Design) -> None:
    assert math.isnan(share_of(hits(1, of=19), KNOWN, design).lower)
    assert not math.isnan(share_of(hits(1, of=20), KNOWN, design).lower)


def test_a_stratum_that_answered_all_alike_widens_the_limits_and_it_is_said() -> None:
    strata = pd.DataFrame({"stratum": ["a", "b"], "size": [20, 400], "drawn": [15, 25]})
    design = Design("stratified", strata, pd.Series(["a"] * 15 + ["b"] * 25, index=CASES), 420)
    share = share_of(hits(*range(9)), KNOWN, design)
    held, plain = (function([9, 0], [15, 25], [20, 400]) for function in (stratified_share, stratified_proportion))
    assert share.upper == pytest.approx(100 * held.upper) and share.upper > 200 * plain.upper
    assert "Widened" in share.method and "weighted" in share.method


def test_no_method_holds_a_count() -> None:
    designs = (SYSTEMATIC, FAMILIES, BY_SIZE)
    assert not any(sign.isdigit() for design in designs for sign in share_of(hits(1, 2, of=30), KNOWN, design).method)
