"""Drawing and sample sizes against published answers."""

from __future__ import annotations

import pytest

from scrutiny_lib import stats
from scrutiny_lib.stats.hypergeometric import accept_at_most


def test_sample_size():
    """ss.prop.infinite: PracTools nPropMoe.Rd (Valliant, Dever & Kreuter 2018, ch. 3), p = 0.5."""
    expected = [9603.6470517, 2400.9117629, 1067.0718946, 600.2279407]
    expected += [384.1458821, 266.7679737, 195.992797, 150.0569852]
    found = [stats.sample_size_proportion(0.5, margin / 100) for margin in range(1, 9)]
    assert [exact for _, exact in found] == pytest.approx(expected, rel=1e-8)
    assert [n for n, _ in found] == [9604, 2401, 1068, 601, 385, 267, 196, 151]


def test_sample_size_of_a_finite_population():
    """ss.krejcie_morgan: Krejcie & Morgan (1970) Educ Psychol Meas 30:607-610, table 1 – rounded to the *nearest*."""
    sizes = [10, 50, 100, 200, 300, 400, 500, 1000, 5000, 10000]
    found = [stats.sample_size_proportion(0.5, 0.05, N) for N in sizes]
    assert [round(exact) for _, exact in found] == [10, 44, 80, 132, 169, 196, 217, 278, 357, 370]
    assert all(n >= exact > n - 1 for n, exact in found)


def test_sample_size_of_the_health_audit_guide():
    """ss.heiw_epiinfo: HEIW "All about audit", Epi Info: 155.714; the page itself prints 155, cut."""
    n, exact = stats.sample_size_proportion(0.7, 0.05, 300)
    assert n == 156
    assert exact == pytest.approx(155.714, rel=1e-5)


def test_sample_size_by_wilson():
    """ss.wilson: PracTools nWilson.Rd, p = 0.1, half-width 0.05."""
    assert stats.sample_size_proportion(0.1, 0.05, method="wilson")[1] == pytest.approx(140.9727633, rel=1e-7)


def test_discovery():
    """accept.discovery: smallest n at which missing all D of N has probability 5 % or less."""
    pairs = [(50, 5), (60, 6), (100, 5), (100, 10), (200, 10), (500, 25), (1000, 10)]
    found = [stats.discovery_size(D / N, N) for N, D in pairs]
    assert found == [22, 23, 45, 25, 51, 56, 258]
    missing = [accept_at_most(0, n, D / N, N) for n, (N, D) in zip(found, pairs, strict=True)]
    expected = [0.0463856, 0.0464364, 0.0462063, 0.0478866, 0.0486207, 0.0474538, 0.0497958]
    assert missing == pytest.approx(expected, rel=1e-6)


def test_acceptance_sizes_of_the_gao():
    """accept.gao: US GAO Financial Audit Manual fig. 450.1, via PracTools nAuditAttr.Rd."""
    for N, expected in ((5000, [45, 76, 105, 131, 157]), (None, [45, 77, 105, 132, 158])):
        found = [next(n for n in range(1, 400) if accept_at_most(c, n, 0.05, N) <= 0.1) for c in range(5)]
        assert found == expected


def test_acceptance_plan():
    """R package AcceptanceSampling, manual of find.plan: PRP (0.05, 0.95), CRP (0.15, 0.075) gives n = 80, c = 7."""
    assert stats.acceptance_plan((0.05, 0.95), (0.15, 0.075)) == (80, 7)


def test_lot_quality_assurance():
    """lqas.19_13: Valadez' plan n = 19, decision value 13, 80 % against 50 %."""
    assert accept_at_most(12, 19, 0.8, None) == pytest.approx(0.0676, abs=7e-5)
    assert 1 - accept_at_most(12, 19, 0.5, None) == pytest.approx(0.0835, abs=7e-5)


def test_neyman_of_practools():
    """alloc.neyman.practools: PracTools man/strAlloc.Rd, example 1."""
    sizes = [215, 65, 252, 50, 149, 144]
    spread = [26787207.0, 10645109.0, 6909676.0, 11085034.0, 9817762.0, 44553355.0]
    expected = [34.641682835, 4.16194711, 10.473487332, 3.333804445, 8.79897038, 38.590107898]
    assert stats.exact_allocation(sizes, 100, "neyman", sd=spread) == pytest.approx(expected, rel=1e-9)
    assert stats.allocate(sizes, 100, "neyman", sd=spread).sum() == 100


def test_neyman_of_cochran():
    """strat.cochran.cities: Cochran (1977) table 5.1."""
    given = {"sizes": [16, 48], "n": 24, "method": "neyman", "sd": [53843**0.5, 5581**0.5]}
    assert stats.exact_allocation(**given) == pytest.approx([12.2084, 11.7916], rel=0.0005)
    assert stats.allocate(**given).tolist() == [12, 12]


def test_power_allocation():
    """alloc.power.svy: svy 0.35.0, power 0.5."""
    assert stats.allocate([1000, 9000], 100, "power", power=0.5).tolist() == [25, 75]


def test_minima_bind():
    """trap.alloc.min_n: svy 0.35.0 gives [1, 9] and [0, 2, 10] here."""
    assert stats.allocate([5, 95], 10, minimum=3).tolist() == [3, 7]
    assert stats.allocate([5, 15, 80], 12, minimum=3).tolist() == [3, 3, 6]


def test_power_of_a_re_audit():
    """Facts this project prints: a rise from 50 % to 75 % shows in 14 of 100 with 12 + 12 cases, 76 with 60 + 60."""
    assert stats.power_two_proportions(0.5, 0.75, 12, 12) == pytest.approx(0.14, abs=0.005)
    assert stats.power_two_proportions(0.5, 0.75, 60, 60) == pytest.approx(0.76, abs=0.005)
