"""Before and after, against published answers."""

from __future__ import annotations

import numpy as np
import pytest

from scrutiny_lib import stats

BEFORE = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3]
AFTER = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
MOVIE1 = [9, 7, 8, 9, 8, 9, 9, 10, 9, 9]
MOVIE2 = [9, 6, 7, 8, 7, 9, 8, 8, 8, 7]
BH1995 = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719]
BH1995 += [0.6528, 0.759, 1]
SICILY_EVENTS = [
    *(728, 659, 791, 734, 757, 726, 760, 740, 720, 814, 795, 858, 887, 766, 851, 769, 781, 756, 766, 752, 765, 831),
    *(879, 928, 914, 808, 937, 840, 916, 828, 845, 818, 860, 839, 887, 886, 831, 796, 833, 820, 877, 758, 767, 738),
    *(781, 843, 850, 908, 1021, 859, 976, 888, 962, 838, 810, 876, 843, 936, 912),
]
SICILY_PEOPLE = [
    *(379875.3, 376495.5, 377040.8, 377116.4, 377383.4, 374113.1, 379513.3, 376295.5, 374653.2, 378485.6, 375955.5),
    *(378349.7, 376762.4, 379032.3, 379360.4, 376162.0, 377972.4, 381830.7, 379888.6, 380872.2, 380966.9, 381240.4),
    *(382104.9, 381802.7, 381656.3, 383680.0, 383504.2, 386462.9, 383783.1, 380836.8, 383483.0, 380906.2, 382926.8),
    *(384052.4, 384449.6, 383428.4, 388153.2, 388373.2, 386470.1, 386033.2, 383686.4, 385509.3, 385901.9, 386516.6),
    *(388436.5, 383255.2, 390148.7, 385874.9, 391613.6, 391750.4, 394005.6, 391364.9, 391664.6, 389022.3, 391878.5),
    *(388575.3, 392989.0, 390018.8, 390712.3),
]


def test_signed_rank():
    """wilcoxon.hollander_wolfe: Hollander & Wolfe (1973) p. 29f, R ?wilcox.test (depression scale)."""
    test = stats.wilcoxon_signed_rank(BEFORE, AFTER)
    assert test.statistic == 40
    assert test.pvalue == pytest.approx(0.0390625, rel=1e-6)
    assert test.n == 9
    assert (test.statistic - (45 - test.statistic)) / 45 == pytest.approx(0.7777778, rel=1e-6)  # rank biserial
    middle = stats.hodges_lehmann(BEFORE, AFTER)
    assert middle[:3] == pytest.approx((0.46, 0.01, 0.786), rel=1e-6)
    assert (test.estimate, test.lower, test.upper) == middle[:3]


def test_signed_rank_with_ties_and_zeros():
    """wilcoxon.ties_zeros: R coin::wilcoxsign_test(distribution="exact"); scipy's "exact" gives 0.0977 here."""
    differences = [0, 1, 1, 2, -1, 0, 1, 2, 1, 0, -1, 1]
    test = stats.wilcoxon_signed_rank(differences, [0] * 12)
    assert test.pvalue == pytest.approx(0.11328125, rel=1e-8)
    assert test.n == 9


def test_mann_whitney():
    """mannwhitney.hollander_wolfe: Hollander & Wolfe (1973) p. 69f, R ?wilcox.test (permeability)."""
    x = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
    y = [1.15, 0.88, 0.9, 0.74, 1.21]
    test = stats.mann_whitney(x, y)
    assert test.statistic == 35
    assert test.pvalue == pytest.approx(0.2544123, rel=1e-6)


def test_hedges_g_av():
    """hedges.lakens: Lakens D (2013) Front Psychol 4:863, table 1 (R effectsize gives g_z = 1.37 instead)."""
    assert stats.hedges_g_av(MOVIE1, MOVIE2).estimate == pytest.approx(1.08, abs=0.006)


def test_cliffs_delta():
    """cliffs_delta.effsize: R package effsize, ?cliff.delta."""
    treatment, control = [10, 10, 20, 20, 20, 30, 30, 30, 40, 50], [10, 20, 30, 40, 40, 50]
    found = stats.cliffs_delta(treatment, control)
    assert found.estimate == pytest.approx(-0.25, rel=1e-12)
    assert (found.lower, found.upper) == pytest.approx((-0.7265846, 0.3890062), rel=1e-6)


def test_many_tests():
    """multiplicity.bh1995: Benjamini & Hochberg (1995) JRSS B 57:289-300, s. 3.2."""
    holm, bh = stats.adjust(BH1995, "holm"), stats.adjust(BH1995, "bh")
    assert bh[:5] == pytest.approx([0.0015, 0.003, 0.0095, 0.035625, 0.0603], rel=1e-9)
    assert holm[:5] == pytest.approx([0.0015, 0.0056, 0.0247, 0.114, 0.2211], rel=1e-9)
    assert ((holm <= 0.05).sum(), (bh <= 0.05).sum()) == (3, 4)


def test_mcnemar():
    """mcnemar.agresti: Agresti (1990) p. 350, R ?mcnemar.test (approval ratings: 150 against 86)."""
    test = stats.mcnemar(150, 86)
    assert test.statistic == pytest.approx(17.3559, rel=1e-5)
    assert test.pvalue == pytest.approx(3.715936e-05, rel=1e-5)
    assert test.estimate == pytest.approx(150 / 236)


def test_interrupted_series():
    """its.sicily.newey_west: Lopez Bernal, Cummins & Gasparrini (2017) IJE 46:348-355 and its data."""
    rate = np.array(SICILY_EVENTS) / np.array(SICILY_PEOPLE) * 1e5
    table = stats.segmented_regression(rate, 37)
    assert table["estimate"].to_list() == pytest.approx([194.10874, 1.0358486, -24.844364, 0.12722044], rel=1e-6)
    assert table["se"].to_list() == pytest.approx([4.85032073, 0.22860398, 7.70461906, 0.50287331], rel=1e-6)
    assert table.attrs["lags"] == 3
    assert table["hac_se"].to_list() == pytest.approx([4.2179169, 0.18475161, 7.6088798, 0.44081576], rel=1e-6)
    assert table.loc["step", "both"]
