"""How often a chart flags something by chance: the table is read as it says, and a small simulation agrees with it."""

from __future__ import annotations

import numpy as np
import pytest

from scrutiny_lib.errors import ScrutinyError
from scrutiny_lib.stats.chance import LATEST, SHARES, chance_of_flag
from scrutiny_lib.stats.spc import xmr_arrays


def test_more_points_and_more_of_them_looked_at_flag_more():
    for rows in SHARES.values():
        table = np.array(rows)
        assert table.shape[1] == 1 + len(LATEST)
        assert (np.diff(table[:, 0]) > 0).all() and (np.diff(table[:, 1:], axis=0) >= 0).all()
        assert (np.diff(table[:, 1:], axis=1) >= 0).all()


def test_between_two_lengths_a_straight_line():
    assert chance_of_flag(22) == pytest.approx((chance_of_flag(20) + chance_of_flag(24)) / 2)
    assert chance_of_flag(24, 2) == pytest.approx((chance_of_flag(24, 1) + chance_of_flag(24, 3)) / 2)
    assert chance_of_flag(500) == chance_of_flag(120)
    assert chance_of_flag(0) == chance_of_flag(3) == 0
    assert chance_of_flag(12, chart="p") == chance_of_flag(12, chart="u") < chance_of_flag(12)


@pytest.mark.parametrize("points", [12, 24, 36])
def test_what_it_says_happens(points):
    signal = xmr_arrays(np.random.default_rng(points).normal(size=(20_000, points))).signal > 0
    for latest in (1, 3):
        assert signal[:, -latest:].any(axis=1).mean() == pytest.approx(chance_of_flag(points, latest), abs=0.006)


@pytest.mark.parametrize("call", [(-1,), (2.5,), (24, 0), (24, 13), (24, 3, "g")])
def test_other_numbers_are_refused(call):
    with pytest.raises(ScrutinyError):
        chance_of_flag(*call)
