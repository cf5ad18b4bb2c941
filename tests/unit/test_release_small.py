"""Small counts: what is hidden is enough, proved by an attacker who tries every filling."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny_lib.release.limits import Limits
from scrutiny_lib.release.small import has_small_share, hide_sample_beside_frame, is_small

LIMIT = 5


def test_the_published_one_way_example_hides_one_more_cell() -> None:
    # a 3, b 12, c 20, d 25, total 60: hiding a alone gives it away; the cheapest safe pattern adds b
    assert hide_sample_beside_frame([3, 12, 20, 25], [3, 12, 20, 25], LIMIT) == {0, 1}


def test_a_small_total_or_nothing_but_small_cells_is_withheld() -> None:
    assert hide_sample_beside_frame([3, 1], [3, 1], LIMIT) is None
    assert hide_sample_beside_frame([1, 1, 4], [1, 1, 4], LIMIT) is None
    assert hide_sample_beside_frame([90, 90], [3, 1], LIMIT) is None


def test_two_small_cells_whose_sum_is_small_are_not_left_alone() -> None:
    # 1 and 2 hidden by themselves add up to 3: both would be known to be small
    assert hide_sample_beside_frame([1, 2, 30, 40], [1, 2, 30, 40], LIMIT) == {0, 1, 2}


def test_what_is_left_over_is_a_count_too() -> None:
    assert has_small_share(38, 40, LIMIT)
    assert not has_small_share(34, 40, LIMIT)
    assert not has_small_share(None, 40, LIMIT)


def small(pair: tuple[int, int]) -> bool:
    return any(is_small(count, LIMIT) for count in pair)


@given(st.lists(st.tuples(st.integers(0, 14), st.integers(0, 8)), min_size=2, max_size=3))
def test_an_attacker_on_frame_and_sample_together_cannot_tell_that_a_small_cell_is_small(
    drawn: list[tuple[int, int]],
) -> None:
    frame = [max(count) for count in drawn]
    sample = [min(count) for count in drawn]
    hidden = hide_sample_beside_frame(frame, sample, LIMIT)
    if hidden is None:
        return
    assert all(place in hidden for place, pair in enumerate(zip(frame, sample, strict=True)) if small(pair))
    places = sorted(hidden)
    values: dict[tuple[int, int], set[int]] = {}
    fillings = [possible_column(column, places) for column in (frame, sample)]
    for one, other in product(*fillings):
        if all(s <= f for f, s in zip(one, other, strict=True)):
            for number, place in enumerate(places):
                values.setdefault((0, place), set()).add(one[number])
                values.setdefault((1, place), set()).add(other[number])
    for (column, place), found in values.items():
        if is_small((frame, sample)[column][place], LIMIT):
            assert max(found) > LIMIT


def possible_column(counts: list[int], places: list[int]) -> list[tuple[int, ...]]:
    """Every filling of the hidden cells of one column: at least 1 where the count is not 0, with the known sum."""
    rest = sum(counts[place] for place in places)
    ranges = [range(1, rest + 1) if counts[place] else range(1) for place in places]
    return [filling for filling in product(*ranges) if sum(filling) == rest]


@pytest.mark.parametrize("of", range(20, 60))
def test_a_share_in_words_is_never_sure_to_be_a_few(of: int) -> None:
    """With "fewer than a quarter" of twenty the reader would know of three to five."""
    steps = ((10, "few"), (25, "quarter"), (45, "half"), (55, "about"), (75, "more"), (90, "most"), (100, "all"))
    limits = Limits("group", {"answers": LIMIT}, steps, 20)
    meant: dict[str, list[int]] = {}
    for n in range(of + 1):
        meant.setdefault(limits.share(n, of, "children", of), []).append(n)
    assert (set(meant) == {""}) == (of < 25)
    for words, counts in meant.items():
        assert not words or 0 in counts or max(counts) > LIMIT
        assert not words or of in counts or of - min(counts) > LIMIT
