"""Shares and their limits: what a sample lets us say, and what it does not."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from scrutiny_lib.lenses.results import Design, results_table, share_of, shown_count, slug
from scrutiny_lib.stats.intervals import finite_population, stratified_proportion
from scrutiny_lib.tables import COLUMNS


def design(kind: str, sizes: dict[str, int], drawn: dict[str, int]) -> Design:
    strata = pd.DataFrame({"stratum": list(sizes), "size": list(sizes.values()), "drawn": list(drawn.values())})
    children = [(f"{name}{i}", name) for name, n in drawn.items() for i in range(n)]
    stratum_of = pd.Series([name for _, name in children], index=[child for child, _ in children])
    return Design(kind, strata, stratum_of, sum(sizes.values()))


def hits(of: Design, yes: dict[str, int], applies: dict[str, int] | None = None) -> pd.Series:
    parts = []
    for name, children in of.stratum_of.groupby(of.stratum_of).groups.items():
        mine = list(children)[: (applies or {}).get(name, len(children))]
        parts.append(pd.Series([i < yes[name] for i in range(len(mine))], index=mine))
    return pd.concat(parts)


def all_of(of: Design) -> pd.Series:
    return pd.Series(True, index=of.stratum_of.index)


def test_simple_random_limits_are_whole_children_of_the_frame() -> None:
    plan = design("simple random", {"a": 100}, {"a": 25})
    share = share_of(hits(plan, {"a": 5}), all_of(plan), plan)
    expected = finite_population(5, 25, 100)
    assert share.percent == 20
    assert (share.lower, share.upper) == pytest.approx((100 * expected.lower, 100 * expected.upper))


def test_where_it_applies_to_part_of_the_sample_the_frame_is_scaled() -> None:
    plan = design("simple random", {"a": 100}, {"a": 40})
    share = share_of(hits(plan, {"a": 6}, {"a": 20}), all_of(plan), plan)
    expected = finite_population(6, 20, 50)
    assert (share.lower, share.upper) == pytest.approx((100 * expected.lower, 100 * expected.upper))
    assert "likely to apply" in share.method


@pytest.mark.parametrize(("of", "limits"), [(19, False), (20, True), (21, True)])
def test_twenty_children_must_apply(of: int, limits: bool) -> None:
    plan = design("simple random", {"a": 100}, {"a": 30})
    share = share_of(hits(plan, {"a": 4}, {"a": of}), all_of(plan), plan)
    assert math.isnan(share.lower) is not limits


def test_a_minimum_can_be_raised_and_not_lowered() -> None:
    plan = design("simple random", {"a": 100}, {"a": 25})
    strict = Design(plan.kind, plan.strata, plan.stratum_of, plan.N, minimum=30)
    loose = Design(plan.kind, plan.strata, plan.stratum_of, plan.N, minimum=1)
    assert math.isnan(share_of(hits(plan, {"a": 4}), all_of(plan), strict).lower)
    assert math.isnan(share_of(hits(plan, {"a": 1}, {"a": 5}), all_of(plan), loose).lower)


def test_strata_drawn_alike_keep_the_raw_share() -> None:
    plan = design("stratified", {"a": 100, "b": 200}, {"a": 10, "b": 20})
    share = share_of(hits(plan, {"a": 4, "b": 6}), all_of(plan), plan)
    expected = stratified_proportion([4, 6], [10, 20], [100, 200])
    assert share.percent == pytest.approx(100 * 10 / 30)
    assert (share.lower, share.upper) == pytest.approx((100 * expected.lower, 100 * expected.upper))
    assert "weighted" not in share.method


def test_strata_drawn_unlike_are_weighted_and_it_says_so() -> None:
    plan = design("stratified", {"a": 20, "b": 400}, {"a": 15, "b": 15})
    share = share_of(hits(plan, {"a": 12, "b": 3}), all_of(plan), plan)
    assert share.percent == pytest.approx(100 * (0.8 * 20 + 0.2 * 400) / 420)
    assert share.lower < share.percent < share.upper
    assert "weighted" in share.method


def test_a_stratum_without_anybody_it_applies_to_drops_out() -> None:
    plan = design("stratified", {"a": 50, "b": 300}, {"a": 10, "b": 30})
    share = share_of(hits(plan, {"a": 0, "b": 9}, {"a": 0, "b": 30}), all_of(plan), plan)
    expected = stratified_proportion([9], [30], [300])
    assert (share.lower, share.upper) == pytest.approx((100 * expected.lower, 100 * expected.upper))


@pytest.mark.parametrize(("applies", "why"), [({"a": 1, "b": 25}, "one child only"), ({"a": 10, "b": 25}, "Korn")])
def test_one_child_in_a_stratum_leaves_no_interval(applies: dict[str, int], why: str) -> None:
    plan = design("stratified", {"a": 50, "b": 300}, {"a": 10, "b": 30})
    share = share_of(hits(plan, {"a": 0, "b": 9}, applies), all_of(plan), plan)
    assert why in share.method


def test_a_stratum_nobody_answered_for_leaves_no_interval() -> None:
    plan = design("stratified", {"a": 50, "b": 300}, {"a": 10, "b": 30})
    known = all_of(plan)[plan.stratum_of == "b"]
    share = share_of(hits(plan, {"a": 0, "b": 9}, {"a": 0, "b": 30}), known, plan)
    assert math.isnan(share.lower) and "no answer is known" in share.method


def test_counts_as_text() -> None:
    assert shown_count(2, 2, "children") == "all 2 children"
    assert shown_count(0, 1, "agencies' answers") == "none of 1 agency's answer"
    assert shown_count(1, 1, "activities") == "1 of 1 activity"
    assert slug("the same, or worse") == "the_same_or_worse"


def test_no_rows_still_make_the_table() -> None:
    assert list(results_table([]).columns) == list(COLUMNS["results"])
