"""What the second coder gets: a fifth by the keyed draw, and every quotation."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny_lib.audit.second_coding import second_passages
from scrutiny_lib.errors import ScrutinyError


def of(*ids: str) -> pd.DataFrame:
    return pd.DataFrame({"passage_id": list(ids)})


def numbered(count: int) -> pd.DataFrame:
    return of(*(f"p{number}" for number in range(count)))


@pytest.mark.parametrize(("count", "drawn"), [(0, 0), (1, 1), (4, 1), (5, 1), (6, 2), (10, 2), (35, 7), (36, 8)])
def test_a_fifth_is_rounded_up_and_is_at_least_one(count: int, drawn: int) -> None:
    assert len(second_passages(numbered(count), 0.2, "s")) == drawn


def test_every_quotation_is_coded_twice_whether_drawn_or_not() -> None:
    drawn = second_passages(numbered(10), 0.2, "s")
    other = [f"p{number}" for number in range(10) if f"p{number}" not in drawn][:3]
    got = second_passages(numbered(10), 0.2, "s", {*other, drawn[0], "not a passage"})
    assert got[:2] == drawn and sorted(got[2:]) == sorted(other)


def test_all_means_all() -> None:
    assert sorted(second_passages(numbered(7), "all", "s", {"p1"})) == [f"p{number}" for number in range(7)]


@pytest.mark.parametrize("share", [0, -0.1, 1.01])
def test_a_share_that_is_none_is_refused(share: float) -> None:
    with pytest.raises(ScrutinyError, match="share"):
        second_passages(numbered(5), share, "s")


def test_a_passage_that_is_there_twice_is_refused() -> None:
    with pytest.raises(ScrutinyError):
        second_passages(of("p1", "p1"), 0.2, "s")


def test_another_seed_draws_others() -> None:
    assert len({tuple(second_passages(numbered(50), 0.2, seed)) for seed in "abcdef"}) == 6


ids = st.lists(st.text(min_size=1, max_size=6), unique=True, max_size=40)


@given(ids, st.data())
def test_the_order_of_the_rows_does_not_matter(names: list[str], data: st.DataObject) -> None:
    mixed = data.draw(st.permutations(names))
    quoted = set(data.draw(st.lists(st.sampled_from(names), max_size=5))) if names else set()
    got = second_passages(of(*names), 0.2, "seed", quoted)
    assert got == second_passages(of(*mixed), 0.2, "seed", quoted)
    assert len(set(got)) == len(got) and quoted <= set(got) <= set(names)


@given(ids, st.floats(0.01, 1))
def test_a_larger_share_only_adds(names: list[str], share: float) -> None:
    more = second_passages(of(*names), "all", "seed")
    assert second_passages(of(*names), share, "seed") == more[: len(second_passages(of(*names), share, "seed"))]
