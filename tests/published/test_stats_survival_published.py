"""Shares finished by each day against published answers and an official package."""

from __future__ import annotations

import math

import numpy as np
import pytest
from statsmodels.duration.survfunc import SurvfuncRight

from scrutiny_lib import stats

WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [place in (0, 1, 2, 4, 6, 9, 10, 14, 15) for place in range(21)]
"""Weeks of remission with 6-MP, and who relapsed: Freireich and others (1963) Blood 21:699–716, as in Kalbfleisch &
Prentice, Collett, and Kleinbaum & Klein: 6, 6, 6, 6+, 7, 9+, 10, 10+, 11+, 13, 16, 17+, 19+, 20+, 22, 23, 25+, …"""


def test_remissions_with_6_mp() -> None:
    curve = stats.time_to_event(WEEKS, RELAPSED)
    assert curve["day"].tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve["at_risk"].tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert np.diff(curve["finished"], prepend=0).tolist() == [3, 1, 1, 1, 1, 1, 1]
    printed = [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert (1 - curve["share"]).round(3).tolist() == printed


def test_median_remission() -> None:
    """Median 23 weeks with limits (13, not reached): SAS PROC LIFETEST, conftype=loglog, on the same data."""
    middle = stats.median_time(WEEKS, RELAPSED)
    assert (middle.estimate, middle.lower, middle.n, middle.of) == (23, 13, 9, 21)
    assert math.isnan(middle.upper) and "upper limit not reached" in middle.method


def test_standard_errors_printed_by_sas_give_our_limits() -> None:
    """PROC LIFETEST prints the survival .8571, .8067, .7529 with standard errors .0764, .0869, .0963."""
    curve = stats.time_to_event(WEEKS, RELAPSED)
    for row, error in zip(curve.to_dict("records"), [0.0764, 0.0869, 0.0963], strict=False):
        survival = 1 - row["share"]
        reach = 1.959964 * error / (survival * -math.log(survival))
        assert row["lower"] == pytest.approx(1 - survival ** math.exp(-reach), abs=0.001)
        assert row["upper"] == pytest.approx(1 - survival ** math.exp(reach), abs=0.001)


@pytest.mark.filterwarnings("ignore::RuntimeWarning:statsmodels")
@pytest.mark.parametrize("seed", range(5))
def test_statsmodels_gives_the_same(seed: int) -> None:
    chance = np.random.default_rng(seed)
    taken, over = chance.integers(0, 60, 300), chance.random(300) < 0.7
    theirs = SurvfuncRight(taken, over)
    curve = stats.time_to_event(taken, over, at=theirs.surv_times)
    assert curve["share"].to_numpy() == pytest.approx(1 - theirs.surv_prob, abs=1e-12)
    assert curve["at_risk"].tolist() == theirs.n_risk.tolist()
    middle, (lower, upper) = stats.median_time(taken, over), theirs.quantile_ci(0.5, method="cloglog")
    assert (middle.estimate, middle.lower, middle.upper) == (theirs.quantile(0.5), lower, upper)
