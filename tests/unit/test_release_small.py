"""One-way tables: what is hidden is enough, proved by an attacker who tries every filling."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from scrutiny_lib.release.small import has_small_share, hide_in_one_way, hide_sample_beside_frame, is_small

LIMIT = 5


def possible(counts: list[int], hidden: set[int]) -> dict[int, set[int]]:
    """Every value each hidden cell can have, found by trying all fillings of at least 1 with the known sum."""
    rest = sum(counts[place] for place in hidden)
    places = sorted(hidden)
    values: dict[int, set[int]] = {place: set() for place in places}
    for filling in product(range(1, rest + 1), repeat=len(places)):
        if sum(filling) == rest:
            for place, value in zip(places, filling, strict=True):
                values[place].add(value)
    return values


@given(st.lists(st.integers(0, 14), min_size=1, max_size=4))
def test_an_attacker_who_knows_the_total_cannot_tell_that_a_small_cell_is_small(counts: list[int]) -> None:
    hidden = hide_in_one_way(counts, LIMIT)
    if hidden is None:
        return
    assert all(place in hidden for place, count in enumerate(counts) if is_small(count, LIMIT))
    for place, values in possible(counts, hidden).items():
        if is_small(counts[place], LIMIT):
            assert max(values) > LIMIT


def test_the_published_one_way_example_hides_one_more_cell() -> None:
    # a 3, b 12, c 20, d 25, total 60: hiding a alone gives it away; the cheapest safe pattern adds b
    assert hide_in_one_way([3, 12, 20, 25], LIMIT) == {0, 1}


def test_a_small_total_or_nothing_but_small_cells_is_withheld() -> None:
    assert hide_in_one_way([3, 1], LIMIT) is None
    assert hide_in_one_way([1, 1, 4], LIMIT) is None


def test_two_small_cells_whose_sum_is_small_are_not_left_alone() -> None:
    # 1 and 2 hidden by themselves add up to 3: both would be known to be small
    assert hide_in_one_way([1, 2, 30, 40], LIMIT) == {0, 1, 2}


def test_what_is_left_over_is_a_count_too() -> None:
    assert has_small_share(38, 40, LIMIT)
    assert not has_small_share(34, 40, LIMIT)
    assert not has_small_share(None, 40, LIMIT)


@given(st.lists(st.tuples(st.integers(0, 14), st.integers(0, 8)), min_size=2, max_size=3))
def test_an_attacker_on_frame_and_sample_together_cannot_tell_that_a_small_cell_is_small(
    drawn: list[tuple[int, int]],
) -> None:
    frame = [max(count) for count in drawn]
    sample = [min(count) for count in drawn]
    hidden = hide_sample_beside_frame(frame, sample, LIMIT)
    if not hidden:
        return
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
