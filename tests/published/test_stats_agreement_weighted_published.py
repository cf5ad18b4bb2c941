"""Agreement against further published answers: weights, gaps and standard errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from scipy import special

from scrutiny_lib import stats
from tests.published.test_stats_agreement_published import ABSTRACTORS, FOUR_OBSERVERS

SIX_RATERS = [
    *([0, 0, 0, 6, 0], [0, 3, 0, 0, 3], [0, 1, 4, 0, 1], [0, 0, 0, 0, 6], [0, 3, 0, 3, 0], [2, 0, 4, 0, 0]),
    *([0, 0, 4, 0, 2], [2, 0, 3, 1, 0], [2, 0, 0, 4, 0], [0, 0, 0, 0, 6], [1, 0, 0, 5, 0], [1, 1, 0, 4, 0]),
    *([0, 3, 3, 0, 0], [1, 0, 0, 5, 0], [0, 2, 0, 3, 1]),
]
"""distrib.6raters of R irrCAC: patients by diagnosis, counts of six psychiatrists (after Fleiss 1971)."""

FOUR_IN_TWO_GROUPS = {
    "a": [3, 2, 2, 2, 3, 3, 0, 0, 0, 3, 0, 0, 0, 0, 3],
    "b": [0, 1, 1, 0, 1, 1, 4, 3, 0, 1, 4, 3, 2, 0, 1],
    "c": [1, 1, 1, 2, 0, 0, 0, 1, 4, 0, 0, 1, 2, 4, 0],
}
"""cac.dist4cat of R irrCAC."""

FOURTEEN_RATERS = [
    *([0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1], [7, 7, 0, 0, 0]),
    *([3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7]),
]
"""The worked example of Fleiss' kappa in the encyclopedia's article of that name."""

SEXUAL_FUN = [[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]]
"""Agresti (1990) Categorical Data Analysis; ``SexualFun`` of R vcd."""

SAS_TABLE = [[0, 4, 1], [0, 8, 0], [0, 1, 5]]



def spread(counts: list[list[int]]) -> list[list[Any]]:
    """Raters one by one from how many chose each category, with gaps where fewer rated."""
    most = max(sum(row) for row in counts)
    rows = [[place + 1 for place, n in enumerate(row) for _ in range(n)] for row in counts]
    return [row + [None] * (most - len(row)) for row in rows]


def standard_error(found: stats.Interval, units: int) -> float:
    """Back from the lower limit, which is never clipped at 1."""
    return (found.estimate - found.lower) / float(special.stdtrit(units - 1, 0.975))


SIX, WIDE = spread(SIX_RATERS), range(1, 6)
RAW: dict[str, tuple[Callable[[], stats.Interval], int, float, float, float]] = {
    # README of R irrCAC: four raters with gaps (Krippendorff's data), 12 units
    "four raters, percent": (lambda: stats.percent_agreement(FOUR_OBSERVERS), 12, 0.8181818, 0.12561, 5e-8),
    "four raters, AC1": (lambda: stats.gwet_ac(FOUR_OBSERVERS), 12, 0.77544, 0.14295, 5e-6),
    "four raters, Fleiss": (lambda: stats.fleiss_kappa(FOUR_OBSERVERS), 12, 0.76117, 0.15302, 5e-6),
    "four raters, Brennan": (lambda: stats.brennan_prediger(FOUR_OBSERVERS), 12, 0.77273, 0.14472, 5e-6),
    # its vignette on weights
    "four raters, AC2": (lambda: stats.gwet_ac(FOUR_OBSERVERS, "quadratic"), 12, 0.914, 0.10396, 5e-6),
    "four raters, Brennan weighted": (
        lambda: stats.brennan_prediger(FOUR_OBSERVERS, "quadratic"),
        *(12, 0.90152, 0.11089, 5e-6),
    ),
    # README and vignette: six raters
    "six raters, AC1": (lambda: stats.gwet_ac(SIX), 15, 0.4448007, 0.08418757, 5e-8),
    "six raters, Fleiss": (lambda: stats.fleiss_kappa(SIX), 15, 0.4139265, 0.08119291, 5e-8),
    "six raters, Brennan": (lambda: stats.brennan_prediger(SIX), 15, 0.4388889, 0.08312142, 5e-8),
    "six raters, AC2": (lambda: stats.gwet_ac(SIX, "quadratic", WIDE), 15, 0.4837438, 0.1058227, 5e-8),
    "six raters, Brennan weighted": (
        lambda: stats.brennan_prediger(SIX, "quadratic", WIDE),
        *(15, 0.4177778, 0.1067493, 5e-8),
    ),
}


@pytest.mark.parametrize("name", RAW)
def test_raw_ratings_of_irrcac(name: str) -> None:
    """README and the vignette "weighting" of R irrCAC 1.0: coefficients and standard errors."""
    call, units, estimate, error, tolerance = RAW[name]
    found = call()
    assert found.estimate == pytest.approx(estimate, abs=tolerance)
    assert standard_error(found, units) == pytest.approx(error, abs=5e-6 if name.startswith("four") else 5e-8)


def test_published_limits_of_irrcac() -> None:
    """The same sources, limits to their three digits; the upper ones are clipped at 1."""
    printed = {
        "four raters, percent": (0.542, 1),
        "four raters, AC1": (0.461, 1),
        "four raters, Fleiss": (0.424, 1),
        "four raters, Brennan": (0.454, 1),
        "four raters, AC2": (0.685, 1),
        "four raters, Brennan weighted": (0.657, 1),
        "six raters, AC1": (0.264, 0.625),
        "six raters, Fleiss": (0.24, 0.588),
        "six raters, Brennan": (0.261, 0.617),
        "six raters, AC2": (0.257, 0.711),
        "six raters, Brennan weighted": (0.189, 0.647),
    }
    for name, limits in printed.items():
        found = RAW[name][0]()
        assert (found.lower, found.upper) == pytest.approx(limits, abs=0.0006), name


def test_alpha_of_irrcac() -> None:
    """README and vignette: alpha without and with squared distances (the level interval)."""
    assert stats.krippendorff_alpha(FOUR_OBSERVERS).estimate == pytest.approx(0.74342, abs=5e-6)
    assert stats.krippendorff_alpha(FOUR_OBSERVERS, "interval").estimate == pytest.approx(0.84911, abs=5e-6)
    assert stats.krippendorff_alpha(SIX).estimate == pytest.approx(0.4204384, abs=5e-8)
    assert stats.krippendorff_alpha(SIX, "interval", WIDE).estimate == pytest.approx(0.259511, abs=5e-7)


def test_abstractors_with_quadratic_weights(from_table) -> None:
    """The vignette "weighting" of R irrCAC: the 100 records of the two abstractors."""
    a, b = from_table(ABSTRACTORS)
    r = pd.DataFrame({"a": a, "b": b})
    for found, estimate, error, limits in (
        (stats.cohen_kappa(a, b, "quadratic", range(3)), 0.8921569, 0.03535151, (0.822, 0.962)),
        (stats.gwet_ac(r, "quadratic", range(3)), 0.9402369, 0.01792019, (0.905, 0.976)),
        (stats.brennan_prediger(r, "quadratic", range(3)), 0.9175, 0.02346673, (0.871, 0.964)),
    ):
        assert found.estimate == pytest.approx(estimate, abs=5e-8)
        assert standard_error(found, 100) == pytest.approx(error, abs=5e-8)
        assert (found.lower, found.upper) == pytest.approx(limits, abs=0.0006)
    assert stats.krippendorff_alpha(r, "interval").estimate == pytest.approx(0.8926487, abs=5e-8)


def test_four_raters_of_two_groups() -> None:
    """README of R irrCAC: AC1 of cac.dist4cat is 0.3518903."""
    counts = [list(row) for row in zip(*FOUR_IN_TWO_GROUPS.values(), strict=True)]
    assert stats.gwet_ac(spread(counts)).estimate == pytest.approx(0.3518903, abs=5e-8)


def test_fourteen_raters() -> None:
    """The worked example of the encyclopedia, 0.210, repeated in the tests of statsmodels."""
    assert stats.fleiss_kappa(spread(FOURTEEN_RATERS)).estimate == pytest.approx(0.210, abs=0.0005)


def test_cohen_of_vcd(from_table) -> None:
    """R vcd, Kappa(SexualFun): 0.1293 (0.0686) unweighted, 0.2374 (0.07832) with equal spacing."""
    a, b = from_table(SEXUAL_FUN)
    for weights, estimate, error in ((None, 0.1293, 0.0686), ("linear", 0.2374, 0.07832)):
        found = stats.cohen_kappa(a, b, weights, range(4))
        assert found.estimate == pytest.approx(estimate, abs=5e-5)
        assert standard_error(found, 91) == pytest.approx(error, abs=5e-6)


def test_cohen_of_sas(from_table) -> None:
    """A SAS printout in the tests of statsmodels: kappa 0.4842 (0.1380), weighted 0.4701 (0.1457)."""
    a, b = from_table(SAS_TABLE)
    for weights, estimate, error in ((None, 0.4842, 0.1380), ("linear", 0.4701, 0.1457)):
        found = stats.cohen_kappa(a, b, weights, range(3))
        assert found.estimate == pytest.approx(estimate, abs=5e-5)
        assert standard_error(found, 19) == pytest.approx(error, abs=5e-5)


def test_cohen_of_irr() -> None:
    """R irr, kappa2(anxiety[, 2:3]) as the tests of statsmodels print it: steps of the scale count by place (nobody
    gave a 5), −0.006289308, "equal" 0.1459075, "squared" 0.2520325."""
    second = [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4]
    third = [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2]
    printed = {None: -0.006289308, "linear": 0.1459075, "quadratic": 0.2520325}
    for weights, estimate in printed.items():
        assert stats.cohen_kappa(second, third, weights).estimate == pytest.approx(estimate, abs=5e-8)


def test_alpha_of_the_package_krippendorff() -> None:
    """Its docstring: three raters with many gaps, nominal 0.691358, interval 0.810845."""
    raters = [
        [None, None, None, None, None, 3, 4, 1, 2, 1, 1, 3, 3, None, 3],
        [1, None, 2, 1, 3, 3, 4, 3, None, None, None, None, None, None, None],
        [None, None, 2, 1, 3, 4, 4, None, 2, 1, 1, 3, 3, None, 4],
    ]
    r = [list(unit) for unit in zip(*raters, strict=True)]
    assert stats.krippendorff_alpha(r).estimate == pytest.approx(0.691358, abs=5e-7)
    assert stats.krippendorff_alpha(r, "interval").estimate == pytest.approx(0.810845, abs=5e-7)


def test_artstein_and_poesio_of_nltk(from_table) -> None:
    """nltk.metrics.agreement on Artstein & Poesio's example: pi 0.79953, S 0.82, agreement 0.88."""
    a, b = from_table([[46, 6, 0], [0, 32, 0], [0, 6, 10]])
    assert stats.percent_agreement(list(zip(a, b, strict=True))).estimate == pytest.approx(0.88)
    assert stats.scott_pi(a, b).estimate == pytest.approx(0.79953, abs=5e-6)
    assert stats.brennan_prediger(list(zip(a, b, strict=True))).estimate == pytest.approx(0.82, abs=0.005)
