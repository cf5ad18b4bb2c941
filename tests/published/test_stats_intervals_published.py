"""Intervals against published answers. Facts and figures only; sources beside them."""

from __future__ import annotations

import math

import pytest
from scipy import special

from scrutiny_lib import stats
from scrutiny_lib.stats.limits import beta_limits, poisson_limits

PAIRS = [(81, 263), (15, 148), (0, 20), (1, 29)]
AGES_COUNT = [127, 25, 18, 21, 12, 27, 48, 27, 29, 32, 32, 34, 45, 65, 38, 68, 74, 82, 91]
AGES_PEOPLE = [636, 558, 609, 543, 384, 594, 669, 843, 660, 576, 606, 522, 426, 273, 300, 288, 153, 123, 207]
ESP2013 = [5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000, 7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500]
ESP2013 = [*ESP2013, 1000]


def limits(interval: stats.Interval) -> list[float]:
    return [interval.lower, interval.upper]


@pytest.mark.parametrize(
    ("pair", "expected"),
    list(zip(PAIRS, [(0.2553, 0.3662), (0.0624, 0.1605), (0.0, 0.1611), (0.0061, 0.1718)], strict=True)),
)
def test_wilson(pair, expected):
    """ci.wilson.newcombe: Newcombe RG (1998) Stat Med 17:857-872, table I, method 3."""
    assert limits(stats.wilson(*pair)) == pytest.approx(expected, abs=5.1e-5)


@pytest.mark.parametrize(
    ("pair", "expected"),
    list(zip(PAIRS, [(0.2527, 0.3676), (0.0578, 0.1617), (0.0, 0.1684), (0.0009, 0.1776)], strict=True)),
)
def test_clopper_pearson(pair, expected):
    """ci.clopper_pearson.newcombe: Newcombe RG (1998) Stat Med 17:857-872, table I, method 5."""
    assert limits(stats.clopper_pearson(*pair)) == pytest.approx(expected, abs=5.1e-5)


@pytest.mark.parametrize(
    ("four", "expected"),
    [
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.809)),
        ((6, 7, 2, 7), (0.0582, 0.8062)),
        ((5, 56, 0, 29), (-0.0381, 0.1926)),
    ],
)
def test_difference(four, expected):
    """ci.newcombe_diff: Newcombe RG (1998) Stat Med 17:873-890, table II, method 10."""
    assert limits(stats.difference(*four)) == pytest.approx(expected, abs=5.1e-5)


@pytest.mark.parametrize(
    ("count", "confidence", "expected"),
    [
        (65, 0.95, (50.163187710459454, 82.84913854593984)),
        (1045, 0.95, (982.5932018073325, 1110.33121298565)),
        (65, 0.998, (42.8802614714802, 94.00029084431802)),
        (1045, 0.998, (947.9407035610374, 1148.806160988033)),
    ],
)
def test_byar(count, confidence, expected):
    """ci.byar.phe: PHEindicatormethods, testdata_Byars_Wilson.xlsx."""
    assert limits(stats.byar(count, confidence=confidence)) == pytest.approx(expected, rel=1e-9)


def test_byar_where_the_formula_turns_negative():
    """ci.byar.phe.undefined: PHEindicatormethods, last row of testdata_Byars_Wilson.xlsx."""
    interval = stats.byar(1, confidence=0.998)
    assert math.isnan(interval.lower)
    assert interval.upper == pytest.approx(9.362180217908362, rel=1e-9)
    assert "not defined" in interval.method


@pytest.mark.parametrize(
    ("count", "population", "expected"),
    [
        (20, 100, (20, 12.211428834875937, 30.889880369197066)),
        (9856, 12345, (79.83799108950991, 78.26949058976757, 81.4300165427214)),
        (222, 3215, (6.905132192846033, 6.026574877652675, 7.87572937087185)),
    ],
)
def test_rate_from_ten(count, population, expected):
    """ci.rate_byar_ge10.phe: PHEindicatormethods, testdata_Rate.xlsx."""
    assert stats.rate(count, population, per=100)[:3] == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, (0, 3.688879)),
        (1, (0.025318, 5.571643)),
        (5, (1.623486, 11.668332)),
        (9, (4.115373, 17.084803)),
        (10, (4.795389, 18.390356)),
    ],
)
def test_exact_poisson(count, expected):
    """ci.poisson.exact.0to10: Garwood's exact limits, R poisson.test (printed to six decimals)."""
    assert poisson_limits(count, 0.95) == pytest.approx(expected, abs=6e-7)
    if count < 10:
        assert limits(stats.rate(count, 1, per=1)) == pytest.approx(expected, abs=6e-7)


@pytest.mark.parametrize(
    ("confidence", "expected"),
    [
        (0.95, (971.770906798568, 1117.894091547925)),
        (0.998, (932.3287880219904, 1162.0595999522059)),
    ],
)
def test_standardised_rate(confidence, expected):
    """dsr.phe.big: PHEindicatormethods, testdata_DSR_ISR.xlsx (Dobson with Byar)."""
    interval = stats.standardised_rate(AGES_COUNT, AGES_PEOPLE, ESP2013, per=10_000, confidence=confidence)
    assert interval.estimate == pytest.approx(1043.0247991469423, rel=1e-9)
    assert limits(interval) == pytest.approx(expected, rel=1e-9)
    assert (interval.n, interval.of) == (sum(AGES_COUNT), sum(AGES_PEOPLE))


def test_funnel_of_proportions():
    """funnel.proportion.phe: PHEindicatormethods, testdata_funnel_prop_outputs.csv (99.8 % is 0.001 each side)."""
    baseline = 10325813.850399999 / 12804440
    expected95 = [(35.933491, 100), (66.504234, 94.780661), (77.637263, 83.647632), (80.408963, 80.875933)]
    expected998 = [(10.150815, 100), (58.351036, 100), (75.904239, 85.380656), (80.274317, 81.010578)]
    for confidence, expected in ((0.95, expected95), (0.998, expected998)):
        funnel = stats.funnel_limits(baseline, [3, 30, 664, 110000], confidence=confidence)
        assert (100 * funnel["lower"]).to_list() == pytest.approx([low for low, _ in expected], rel=2e-6)
        assert (100 * funnel["upper"]).to_list() == pytest.approx([high for _, high in expected], rel=2e-6)


@pytest.mark.parametrize(
    ("m", "n", "N", "expected"),
    [
        (45, 100, 300, (111, 160)),
        (2, 100, 300, (2, 18)),
        (3, 10, 50, (5, 31)),
        (12, 15, 40, (23, 37)),
        (15, 15, 40, (33, 40)),
        (0, 15, 40, (0, 7)),
    ],
)
def test_finite_population(m, n, N, expected):
    """ci.hypergeom: exact test inversion, Buonaccorsi (1987), Wang (2015) doi:10.1080/01621459.2014.966191."""
    interval = stats.finite_population(m, n, N)
    assert [interval.lower * N, interval.upper * N] == pytest.approx(expected, abs=1e-9)


def test_stratified_mean():
    """strat.cochran.cities: Cochran (1977) s. 5.6-5.7, 64 US cities of 1930 (table 5.1), n = 24."""
    expected = {
        "srs": (([0], [52448], [24], [64]), 5594453, 2365),
        "proportional": (([0, 0], [53843, 5581], [6, 18], [16, 48]), 1882293, 1372),
        "equal": (([0, 0], [53843, 5581], [12, 12], [16, 48]), 1090827, 1044),
    }
    for given, variance, se in expected.values():
        interval = stats.stratified_mean(*given)
        t = special.stdtrit(24 - len(given[0]), 0.975)
        found = (interval.upper - interval.lower) / 2 / t * 64
        assert found == pytest.approx(se, rel=0.0005)
        assert found**2 == pytest.approx(variance, rel=0.0005)


def test_beta_limits_of_a_survey_proportion():
    """cluster.survey.apiclus1: the "beta" limits of R survey::svyciprop, from its estimate and logit standard error.

    The rule (effective size, change of degrees of freedom, beta limits) is the one stratified_proportion applies.
    """
    p, low, high, degrees, cases = 0.02185792354, 0.002304691299, 0.1777477665, 14, 183
    t = special.stdtrit(degrees, 0.975)
    se = (special.logit(high) - special.logit(low)) / 2 / t * p * (1 - p)
    effective = p * (1 - p) / se**2 * (special.stdtrit(cases - 1, 0.975) / t) ** 2
    assert beta_limits(effective * p, effective, 0.95) == pytest.approx((0.0002161468327, 0.1375077639), rel=1e-6)
