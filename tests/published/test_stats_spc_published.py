"""Process charts against published answers."""

from __future__ import annotations

import numpy as np
import pytest

from scrutiny_lib import stats
from scrutiny_lib.stats.signals import SIGNALS, apply_rules

SNAPSHOT = [
    *(-0.56047564655, -0.23017748948, 1.55870831415, 0.07050839142, 0.12928773516, 1.71506498688, 0.46091620599),
    *(-1.26506123461, -0.68685285189, -0.4456619701, 1.22408179744, 0.35981382706, 0.40077145059, 0.11068271595),
    *(-0.55584113475, 1.7869131368, 0.49785047823, -1.96661715663, 0.70135590156, -0.47279140773),
]
CANS = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]
BOARDS = [21, 24, 16, 12, 15, 5, 28, 20, 31, 25, 20, 24, 16, 19, 10, 17, 13, 22, 18, 39, 30, 24, 16, 19, 17, 15]


def without(values, *numbers):
    return [value for number, value in enumerate(values, 1) if number not in numbers]


def of(chart):
    return chart.loc[0, ["mean", "lower", "upper"]].astype(float).to_list()


def test_screened_moving_ranges():
    """xmr.mdc.screened: NHSRplotthedots, vignette deviations (default)."""
    y = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
    assert of(stats.xmr(y)) == pytest.approx([1.94, -0.72, 4.6], abs=0.0051)


def test_snapshots():
    """xmr.nhsr.snapshot: NHSRplotthedots, _snaps/ptd_spc_standard.md (r1, r2, r3)."""
    freak = [*SNAPSHOT[:14], 10, *SNAPSHOT[15:]]
    assert of(stats.xmr(SNAPSHOT)) == pytest.approx([0.1416238, -3.01138, 3.294627], rel=1e-6)
    assert of(stats.xmr(freak)) == pytest.approx([0.6694159, -2.383666, 3.722497], rel=1e-6)
    assert of(stats.xmr(freak, screen=False)) == pytest.approx([0.6694159, -4.596625, 5.935457], rel=1e-6)


@pytest.mark.parametrize(
    ("y", "ends"),
    [
        ([1, 2, 3, 4, 5, 6, 7], [6]),
        ([2, 1, 2, 3, 4, 5, 6, 7, 3], [7]),
        ([1, 2, 3, 3, 4, 5, 6], []),
        ([7, 6, 5, 4, 3, 2, 1], [6]),
    ],
)
def test_seven_in_a_row_rising_or_falling(y, ends):
    """rules.seven_trend: NHSRplotthedots, test-ptd_calculate_point_type.R; all seven points of a window are flagged."""
    wide = tuple(np.array([[edge]]) for edge in (-99.0, -98.0, 98.0, 99.0))
    chart = apply_rules(np.array([y], dtype=float), np.array([[float(y[0])]]), wide)
    flagged = {place for end in ends for place in range(end - 6, end + 1)}
    assert {place for place, code in enumerate(chart.signal[0]) if SIGNALS[code] == "trend"} == flagged
    assert {int(chart.direction[0, place]) for place in flagged} <= {1 if y[0] < 7 else -1}


@pytest.mark.parametrize(
    ("side", "ends"),
    [
        ([1] * 6, []),
        ([1] * 8 + [-1], [6, 7]),
        ([-1] * 8 + [1], [6, 7]),
        ([1, 1, 1, 0, 1, 1, 1], []),
        ([0] + [1] * 7, [7]),
    ],
)
def test_seven_on_one_side(side, ends):
    """rules.seven_one_side: the same source; a point on the mean breaks the run and is itself never flagged."""
    wide = tuple(np.array([[edge]]) for edge in (-99.0, -98.0, 98.0, 99.0))
    chart = apply_rules(np.array([side], dtype=float), np.array([[0.0]]), wide)
    flagged = {place for end in ends for place in range(end - 6, end + 1)}
    assert {place for place, code in enumerate(chart.signal[0]) if SIGNALS[code] == "shift"} == flagged


def test_rare_events_have_no_limits():
    """trap.xmr.rare_counts: three events in 24 months, of which NHSRplotthedots flags all 24."""
    y = [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]
    chart = stats.xmr(y)
    assert chart["lower"].isna().all() and chart["upper"].isna().all()
    assert (chart["signal"] == "").all()
    assert chart["mean"].to_list() == pytest.approx([0.125] * 24, rel=1e-9)
    assert "g-chart" in chart.attrs["note"]


def test_shares():
    """pchart.montgomery.7_1: Montgomery, 6th ed., example 7.1 (orange-juice cans), samples 15 and 23 left out."""
    kept = without(CANS, 15, 23)
    assert of(stats.p_chart(kept, [50] * 28)) == pytest.approx([0.215, 0.0407, 0.3893], rel=0.0011)


def test_counts():
    """cchart.montgomery.7_3: Montgomery, 6th ed., example 7.3 (circuit boards), samples 6 and 20 left out."""
    kept = without(BOARDS, 6, 20)
    assert of(stats.u_chart(kept, [1] * 24)) == pytest.approx([19.67, 6.36, 32.97], rel=0.0006)
