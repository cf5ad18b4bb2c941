"""Agreement against published answers. ``table``: rows rater 1, columns rater 2."""

from __future__ import annotations

import math
from collections import Counter

import pandas as pd
import pytest
from scipy import special

from scrutiny_lib import stats
from scrutiny_lib.stats.unitizing import _observed

ABSTRACTORS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]
FOUR_OBSERVERS = [
    [1, 1, None, 1],
    [2, 2, 3, 2],
    [3, 3, 3, 3],
    [3, 3, 3, 3],
    [2, 2, 2, 2],
    [1, 2, 3, 4],
    [4, 4, 4, 4],
    [1, 1, 2, 1],
    [2, 2, 2, 2],
    [None, 5, 5, 5],
    [None, None, 1, 1],
    [None, None, 3, None],
]
DIAGNOSES = [  # one digit per rater
    *("444444", "222555", "233335", "555555", "222444", "113333", "333355", "113334", "114444", "555555"),
    *("144444", "124444", "222333", "144444", "224445", "333335", "111455", "111112", "224444", "133555"),
    *("555555", "244444", "224555", "114444", "144445", "222224", "111155", "224444", "133333", "555555"),
]


def test_dichotomy():
    """kripp2004_dichotomy: Krippendorff (2004) Content Analysis, 2nd ed., p. 224."""
    r = [[1, 0], [1, 1], [0, 1], [0, 0], [0, 0], [0, 1], [0, 0], [0, 1], [0, 0], [0, 0]]
    assert stats.percent_agreement(r).estimate == pytest.approx(0.6)
    assert stats.krippendorff_alpha(r).estimate == pytest.approx(0.095, abs=0.0006)


def test_ben_and_gerry():
    """kripp2011_ben_gerry: Krippendorff (2011) Computing Krippendorff's Alpha-Reliability, section B."""
    r = [list(pair) for pair in ("ab", "aa", "bb", "bb", "db", "cc", "cc", "cc", "ee", "dd", "dd", "ad")]
    assert stats.krippendorff_alpha(r).estimate == pytest.approx(0.692, abs=0.0006)


@pytest.mark.parametrize(
    ("level", "expected"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_four_observers_with_gaps(level, expected):
    """kripp2011_four_observers_missing: Krippendorff (2011), section C."""
    found = stats.krippendorff_alpha(FOUR_OBSERVERS, level)
    assert found.estimate == pytest.approx(expected, abs=0.0006)
    assert (found.n, found.of) == (11, 12)


def test_abstractors(from_table):
    """gwet_cont3x3abstractors: README of R irrCAC, standard errors and limits included."""
    a, b = from_table(ABSTRACTORS)
    r = pd.DataFrame({"a": a, "b": b})
    expected = {
        "percent": (stats.percent_agreement(r), 0.89, 0.03128898, (0.828, 0.952)),
        "cohen": (stats.cohen_kappa(a, b), 0.7964094, 0.05891072, (0.68, 0.913)),
        "scott": (stats.scott_pi(a, b), 0.7962397, 0.05905473, (0.679, 0.913)),
        "gwet": (stats.gwet_ac(r), 0.8493305, 0.04321747, (0.764, 0.935)),
        "brennan": (stats.brennan_prediger(r), 0.835, 0.04693346, (0.742, 0.928)),
    }
    for found, estimate, se, limits in expected.values():
        assert found.estimate == pytest.approx(estimate, abs=1e-6)
        assert (found.upper - found.lower) / 2 / special.stdtrit(99, 0.975) == pytest.approx(se, abs=1e-6)
        assert (found.lower, found.upper) == pytest.approx(limits, abs=0.0006)
    assert stats.krippendorff_alpha(r).estimate == pytest.approx(0.7972585, abs=1e-6)
    # the published limits of alpha are Gwet's, 0.680 to 0.914; the bootstrap lands close by
    redrawn = stats.krippendorff_alpha(r, bootstrap=4000, seed=1)
    assert (redrawn.lower, redrawn.upper) == pytest.approx((0.68, 0.914), abs=0.03)


def test_diagnoses():
    """fleiss1971_diagnoses: Fleiss (1971) Psychological Bulletin 76:378, table 1."""
    found = stats.fleiss_kappa([list(row) for row in DIAGNOSES])
    assert found.estimate == pytest.approx(0.4302445, abs=6e-7)


def test_randolph():
    """randolph_calculator and randolph2005_ex2: Randolph's online calculator; Randolph (2005) p. 17."""
    eight = [[1] * 7 + [2], [1] * 3 + [2] * 5]
    assert stats.fleiss_kappa(eight).estimate == pytest.approx(0.161905, abs=6e-6)
    assert stats.brennan_prediger(eight).estimate == pytest.approx(0.214286, abs=6e-6)
    three = [list(row) for row in ("YYY", "YYN", "YYN", "YYY")]
    assert stats.fleiss_kappa(three).estimate == pytest.approx(-0.2, abs=0.006)
    assert stats.brennan_prediger(three).estimate == pytest.approx(0.33, abs=0.006)


TABLES = {
    "cohen1960_ex1": ([[25, 12, 3], [13, 2, 15], [12, 16, 2]], {"percent": 0.29, "gwet": -0.048}, 0.0006),
    "cohen1968_weighted": ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], {"cohen": 0.492}, 0.0006),
    "artstein_poesio_ex1": (
        [[20, 10], [20, 50]],
        {"percent": 0.7, "brennan": 0.4, "scott": 0.341, "cohen": 0.348},
        0.0006,
    ),
    "zwick1988_ex2": (
        [[20, 10, 10, 0], [10, 10, 0, 0], [10, 0, 10, 0], [0, 0, 0, 20]],
        {"percent": 0.6, "brennan": 0.467, "scott": 0.444, "cohen": 0.444},
        0.0006,
    ),
    "brennan_prediger1981_ex1": (
        [[50, 0, 0], [10, 10, 10], [20, 0, 0]],
        {"percent": 0.6, "cohen": 0.27, "brennan": 0.4},
        0.006,
    ),
    "kripp2004_p246_a": (
        [[12, 9, 9], [9, 14, 9], [9, 9, 20]],
        {"percent": 0.46, "brennan": 0.19, "scott": 0.186, "cohen": 0.186},
        0.0006,
    ),
    "agresti1992_by_category": (
        [[22, 2, 2, 0], [5, 7, 14, 0], [0, 2, 36, 0], [0, 1, 17, 10]],
        {"cohen": 0.493},
        0.0011,
    ),
    "gwet_paradox_2x2": ([[80, 7], [8, 5]], {"percent": 0.85, "gwet": 0.808}, 0.0006),
    "gwet2008_hand": ([[8, 1], [0, 1]], {"percent": 0.9, "gwet": 0.8658, "scott": 0.6078}, 6e-5),
    "kripp1995_characters_A": ([[10, 0], [8, 6]], {"cohen": 0.385, "scott": 0.314, "alpha": 0.329}, 0.0011),
}
"""Sources: Cohen (1960) Educ Psych Meas 20:37; Cohen (1968) Psychological Bulletin 70:213 (200 patients, there as
proportions); Artstein & Poesio (2008) Computational Linguistics 34(4); Zwick (1988) Psychological Bulletin 103:374;
Brennan & Prediger (1981); Krippendorff (2004) p. 246; Agresti (1992); R irrCAC; Gwet (2008); Krippendorff (1995)
p. 57."""


@pytest.mark.parametrize("name", TABLES)
def test_tables(name, from_table):
    table, expected, tolerance = TABLES[name]
    a, b = from_table(table)
    r = list(zip(a, b, strict=True))
    functions = {
        "percent": lambda: stats.percent_agreement(r),
        "cohen": lambda: stats.cohen_kappa(a, b),
        "scott": lambda: stats.scott_pi(a, b),
        "gwet": lambda: stats.gwet_ac(r),
        "brennan": lambda: stats.brennan_prediger(r),
        "alpha": lambda: stats.krippendorff_alpha(r),
    }
    found = {measure: functions[measure]().estimate for measure in expected}
    assert found == pytest.approx(expected, abs=tolerance)


def test_one_category_against_the_rest(from_table):
    """agresti1992_by_category: pooled (Scott) and each coder's own habits (Cohen), category by category."""
    a, b = from_table(TABLES["agresti1992_by_category"][0])
    pooled = [stats.scott_pi([x == k for x in a], [x == k for x in b]).estimate for k in range(4)]
    own = [stats.cohen_kappa([x == k for x in a], [x == k for x in b]).estimate for k in range(4)]
    assert pooled == pytest.approx([0.781, 0.247, 0.402, 0.435], abs=0.0011)
    assert own == pytest.approx([0.781, 0.2663, 0.4405, 0.4587], abs=0.0011)


def test_everybody_gives_the_same_answer():
    """degenerate_one_category: undefined, whatever packages print."""
    r, a = [[1, 1]] * 4, [1] * 4
    assert stats.percent_agreement(r).estimate == 1.0
    for found in (
        stats.krippendorff_alpha(r),
        stats.krippendorff_alpha(r, bootstrap=50, seed=1),
        stats.cohen_kappa(a, a),
        stats.scott_pi(a, a),
        stats.fleiss_kappa(r),
        stats.gwet_ac(r, categories=[1, 2]),
        stats.brennan_prediger(r, categories=[1, 2]),
    ):
        assert math.isnan(found.estimate) and math.isnan(found.lower)
        assert found.method.startswith("not defined: ")


def spans(units, stretch=1):
    rows = [(coder, code, start * stretch, (start + length) * stretch) for coder, code, start, length in units]
    return pd.DataFrame(rows, columns=["coder", "code", "start", "end"])


PAIRS_OF_1995 = [
    *((0, "A", 2, 8), (0, "A", 14, 6), (1, "A", 4, 4), (1, "A", 15, 2)),
    *((0, "B", 0, 18), (1, "B", 0, 2), (1, "B", 2, 1), (1, "B", 3, 1), (1, "B", 4, 1), (1, "B", 5, 1)),
    *((1, "B", 6, 3), (1, "B", 9, 1)),
    *((0, "C", 2, 6), (0, "C", 10, 2), (0, "C", 14, 4), (0, "C", 20, 2)),
    *((1, "C", 0, 2), (1, "C", 4, 4), (1, "C", 10, 4), (1, "C", 16, 2), (1, "C", 20, 2)),
    *((0, "D", 0, 2), (0, "D", 2, 8), (0, "D", 10, 4), (0, "D", 14, 6), (0, "D", 20, 4)),
    *((1, "D", 0, 4), (1, "D", 4, 4), (1, "D", 8, 7), (1, "D", 15, 2), (1, "D", 17, 7)),
]


def test_unitizing_of_1995():
    """kripp1995_unitizing_alpha_u: Krippendorff (1995) p. 57; the paper has a small slip in the expected term."""
    table = spans(PAIRS_OF_1995)
    observed = {}
    for code, mine in table.groupby("code"):
        units = [mine.loc[mine["coder"] == coder, ["start", "end"]].to_numpy(dtype=float) for coder in (0, 1)]
        observed[code] = _observed(units, 24)
    assert observed == pytest.approx({"A": 0.03125, "B": 2.26736, "C": 0.02777, "D": 0.38715}, abs=1e-5)
    found = stats.unitizing_alpha(spans(PAIRS_OF_1995, 50_000), 24 * 50_000).drop("all").to_dict()
    assert found == pytest.approx({"A": 0.553, "B": -0.926, "C": 0.679, "D": 0.066}, abs=0.02)


def test_unitizing_of_2004():
    """Krippendorff (2004) Content Analysis, p. 254; printed values via DKPro Statistics' Krippendorff2004Test."""
    units = [
        *((0, "c", 225, 70), (0, "c", 370, 30), (1, "c", 220, 80), (1, "c", 355, 20), (1, "c", 400, 20)),
        *((0, "k", 180, 60), (0, "k", 300, 50), (1, "k", 180, 60), (1, "k", 300, 50)),
    ]
    found = stats.unitizing_alpha(spans(units), length=300, begin=150)
    assert found["c"] == pytest.approx(0.7286, abs=0.0001)
    assert found["k"] == pytest.approx(1.0, abs=0.0001)
    assert found["all"] == pytest.approx(0.8591, abs=0.0005)


def test_the_diagnoses_are_thirty_by_six():
    assert Counter(len(row) for row in DIAGNOSES) == {6: 30}
