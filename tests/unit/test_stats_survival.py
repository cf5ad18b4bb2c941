"""Time to an event, counted by hand and by rule."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny_lib.errors import ScrutinyError
from scrutiny_lib.stats.survival import median_time, time_to_event

CASES = st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=80)


def split(cases: list[tuple[int, bool]]) -> tuple[list[int], list[bool]]:
    return [days for days, _ in cases], [ended for _, ended in cases]


def test_four_cases_counted_by_hand() -> None:
    """After the open one of day 2 leaves, each later finish weighs more."""
    curve = time_to_event([1, 2, 3, 4], [True, False, True, False], at=[0, 1, 2, 3, 4, 5])
    assert curve["at_risk"].tolist() == [4, 4, 3, 2, 1, 0]
    assert curve["finished"].tolist() == [0, 1, 1, 2, 2, 2]
    assert curve["share"].tolist()[:5] == pytest.approx([0, 0.25, 0.25, 0.625, 0.625])
    assert math.isnan(curve["share"].iloc[5])


def test_an_open_case_on_the_day_of_a_finish_was_still_at_risk() -> None:
    assert time_to_event([5, 5], [True, False])["share"].tolist() == [0.5]


def test_finished_on_the_day_it_began() -> None:
    assert time_to_event([0, 0, 3, 3], [True, True, True, False], at=[0])["share"].tolist() == [0.5]


def test_what_is_not_defined_is_said() -> None:
    nobody = time_to_event([], [], at=[1])
    assert nobody["share"].isna().all() and nobody.attrs["note"] == "nobody was looked at"
    assert time_to_event([], []).empty
    open_all = time_to_event([3, 4], [False, False], at=[0, 4, 5])
    assert open_all["share"].tolist()[:2] == [0, 0] and math.isnan(open_all["share"].iloc[2])
    assert open_all[["lower", "upper"]].isna().all(axis=None) and "nobody has finished" in open_all.attrs["note"]
    done = time_to_event([3, 4], [True, True], at=[4, 99])
    assert done["share"].tolist() == [1, 1] and done["lower"].isna().all()
    assert done.attrs["note"] == ""


def test_the_middle_is_not_reached_until_half_have_finished() -> None:
    assert "not reached" in median_time([1, 2, 3, 4], [True, False, False, False]).method
    assert median_time([1, 2, 3, 4], [True, True, False, False]).estimate == 2
    assert "nobody was looked at" in median_time([], []).method


@pytest.mark.parametrize(
    ("days", "ended", "at"),
    [
        ([1, 2], [True], None),
        ([-1], [True], None),
        ([float("nan")], [True], None),
        ([float("inf")], [False], None),
        ([1], [True], [float("nan")]),
    ],
)
def test_what_cannot_be_is_refused_without_quoting_it(days: list[float], ended: list[bool], at: object) -> None:
    with pytest.raises(ScrutinyError) as told:
        time_to_event(days, ended, at=at)  # type: ignore[arg-type]
    assert "nan" not in str(told.value) and "-1" not in str(told.value)


@given(CASES)
def test_with_nothing_open_it_is_the_plain_share(cases: list[tuple[int, bool]]) -> None:
    days = [taken for taken, _ in cases]
    curve = time_to_event(days, [True] * len(days), at=range(62))
    assert curve["share"].to_numpy() == pytest.approx(curve["finished"].to_numpy() / len(days))


@given(CASES)
def test_shares_rise_stay_between_their_limits_and_never_below_counting_open_ones_as_never(
    cases: list[tuple[int, bool]],
) -> None:
    days, ended = split(cases)
    curve = time_to_event(days, ended, at=range(max(days) + 1))
    share = curve["share"].to_numpy()
    assert (np.diff(share) >= -1e-12).all() and (share >= 0).all() and (share <= 1 + 1e-12).all()
    assert (share >= curve["finished"].to_numpy() / len(days) - 1e-9).all()
    known = curve.dropna()
    assert (known["lower"] <= known["share"] + 1e-9).all() and (known["share"] <= known["upper"] + 1e-9).all()
    assert (curve["at_risk"].diff().dropna() <= 0).all()


@given(CASES, st.randoms())
def test_the_order_of_the_cases_does_not_matter(cases: list[tuple[int, bool]], chance: object) -> None:
    shuffled = list(cases)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    pd.testing.assert_frame_equal(time_to_event(*split(cases)), time_to_event(*split(shuffled)))
