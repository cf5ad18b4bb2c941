"""Every worked example of statistics.yaml that binds, worked out from its own inputs and held against its own figures.

The other published tests carry the figures themselves and run without that file; here nothing is typed in again, so a
figure copied wrongly cannot hide. An example without a way to work it out fails.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from scipy import special

from scrutiny_lib import stats
from scrutiny_lib.stats.days import bank_holidays
from scrutiny_lib.stats.hypergeometric import accept_at_most
from scrutiny_lib.stats.signals import SIGNALS, apply_rules

Given = dict[str, Any]
Found = Iterator[tuple[str, Any, Any]]
"""What it is, what comes out, what was printed."""
NOT_OURS = {
    "mcnemar.agresti": {"chi2_cc", "p_cc"},  # with a correction for continuity; ours is exact
    "hedges.lakens": {"t_independent", "t_paired", "r", "hedges_g_s", "cohens_dz"},  # other measures of the same films
    "wilcoxon.ties_zeros": {"p_zero_pratt", "trap_scipy_method_exact", "trap_normal_cc"},  # other treatments of zeros
    "trap.xmr.rare_counts": {"anchor_lpl", "anchor_upl", "anchor_points_flagged"},  # what must not come out
    "trap.alloc.min_n": {"svy"},  # what must not come out
}
"""Figures for which the contract has no function, or which another package gives and ours must not."""


def limits(interval: stats.Interval) -> list[float]:
    return [interval.lower, interval.upper]


def wilson(given: Given, expected: Given) -> Found:
    yield "limits", [limits(stats.wilson(x, n, confidence=given["confidence"])) for x, n in given["pairs_x_n"]], None


def clopper_pearson(given: Given, expected: Given) -> Found:
    pairs = given["pairs_x_n"]
    yield "limits", [limits(stats.clopper_pearson(x, n, confidence=given["confidence"])) for x, n in pairs], None


def difference(given: Given, expected: Given) -> Found:
    yield "limits", [limits(stats.difference(*four, confidence=given["confidence"])) for four in given["a_m_b_n"]], None


def byar(given: Given, expected: Given) -> Found:
    for name, confidence in zip(("c95", "c998"), given["confidence"], strict=True):
        yield name, [limits(stats.byar(count, confidence=confidence)) for count in given["counts"]], None


def byar_undefined(given: Given, expected: Given) -> Found:
    found = stats.byar(given["count"], confidence=given["confidence"])
    yield "upper", found.upper, None
    assert expected["lower"].startswith("NA")
    yield "lower", math.isnan(found.lower), True


def rate(given: Given, expected: Given) -> Found:
    pairs = given["numerators_denominators"]
    made = [stats.rate(x, n, per=given["multiplier"], confidence=given["confidence"]) for x, n in pairs]
    yield "value", [one.estimate for one in made], None
    yield "limits", [limits(one) for one in made], None


def standardised(given: Given, expected: Given) -> Found:
    for name, confidence in (("c95", 0.95), ("c998", 0.998)):
        found = stats.standardised_rate(
            given["count"], given["pop"], given["esp2013"], per=given["multiplier"], confidence=confidence
        )
        yield name, limits(found), None
    yield "value", found.estimate, None


def screened(given: Given, expected: Given) -> Found:
    chart = stats.xmr(given["y"], screen=given["screen_outliers"])
    for name, column in (("mean", "mean"), ("lpl", "lower"), ("upl", "upper")):
        yield name, chart[column].unique().tolist(), [expected[name]]


def snapshots(given: Given, expected: Given) -> Found:
    freak = [10 if place == 14 else value for place, value in enumerate(given["y_r1"])]
    for name, values, screen in (
        ("r1_screened", given["y_r1"], True),
        ("r2_screened", freak, True),
        ("r3_unscreened", freak, False),
    ):
        yield name, stats.xmr(values, screen=screen).loc[0, ["mean", "lower", "upper"]].tolist(), None


def ends(values: list[float], mean: float, rule: str) -> list[int]:
    """For each point 1 (or −1) where a window of seven that ends there is flagged for the rule: from the flags."""
    wide = tuple(np.array([[edge]]) for edge in (-99.0, -98.0, 98.0, 99.0))
    chart = apply_rules(np.array([values], dtype=float), np.array([[mean]]), wide)
    flagged = [SIGNALS[code] == rule for code in chart.signal[0]]
    way = chart.direction[0].tolist()
    return [
        way[at] if at >= 6 and all(flagged[at - 6 : at + 1]) and len(set(way[at - 6 : at + 1])) == 1 else 0
        for at in range(len(values))
    ]


def seven_trend(given: Given, expected: Given) -> Found:
    found = {name: ends(values, 0.0 if min(values) > 0 else 50.0, "trend") for name, values in given["series"].items()}
    yield "window_end_flag", list(found.values()), list(expected["window_end_flag"].values())


def seven_one_side(given: Given, expected: Given) -> Found:
    # 1 where flagged; the sign is the side, which the example does not print
    found = [[abs(end) for end in ends(values, 0.0, "shift")] for values in given["relative_to_mean"]]
    yield "window_end_flag", found, None


def rare(given: Given, expected: Given) -> Found:
    chart = stats.xmr(given["y"])
    yield "anchor_mean", chart["mean"].unique().tolist(), [expected["anchor_mean"]]
    yield "flags", int((chart["signal"] != "").sum()), 0
    yield "limits", bool(chart[["lower", "upper"]].isna().all(axis=None)), True


def sizes(given: Given, expected: Given) -> Found:
    yield "n", [stats.sample_size_proportion(given["p"], margin)[1] for margin in given["moe"]], None


def sizes_finite(given: Given, expected: Given) -> Found:
    # chi² 3.841, P 0.5, d 0.05, as the source says; rounded to the nearest
    yield "n", [round(stats.sample_size_proportion(0.5, 0.05, N)[1]) for N in given["N"]], None


def size_finite(given: Given, expected: Given) -> Found:
    n, exact = stats.sample_size_proportion(given["p"], given["moe"], given["N"])
    yield "n_ceil", n, None
    yield "n_unrounded", exact, None


def size_wilson(given: Given, expected: Given) -> Found:
    yield "n", stats.sample_size_proportion(given["p"], given["half_width"], method="wilson")[1], None


def discovery(given: Given, expected: Given) -> Found:
    found = [stats.discovery_size(D / N, N) for N, D in given["N_D"]]
    yield "n", found, None
    pairs = zip(found, given["N_D"], strict=True)
    yield "p_zero", [accept_at_most(0, n, D / N, N) for n, (N, D) in pairs], None


def hypergeometric(given: Given, expected: Given) -> Found:
    found = [[round(N * limit) for limit in limits(stats.finite_population(m, n, N))] for m, n, N in given["m_n_N"]]
    yield "M_limits", found, None


def cochran(given: Given, expected: Given) -> Found:
    sizes, spread, n = given["N_h"], given["S2_h"], given["n"]
    designs = {
        "srs": ([0], [given["S2_pop"]], [n], [sum(sizes)]),
        "proportional_6_18": ([0, 0], spread, [6, 18], sizes),
        "equal_12_12": ([0, 0], spread, [12, 12], sizes),
    }
    found = {}
    for name, design in designs.items():
        interval = stats.stratified_mean(*design)
        reach = (interval.upper - interval.lower) / 2
        found[name] = sum(sizes) * reach / special.stdtrit(n - len(design[0]), 0.975)
    yield "se_total", list(found.values()), [expected["se_total"][name] for name in found]
    variances = [expected["var_total"][name.split("_")[0]] for name in found]
    yield "var_total", [se**2 for se in found.values()], variances
    deviations = [math.sqrt(one) for one in spread]
    yield "neyman_unrounded", stats.exact_allocation(sizes, n, "neyman", sd=deviations).tolist(), None
    yield "neyman", stats.allocate(sizes, n, "neyman", sd=deviations).tolist(), None


def neyman(given: Given, expected: Given) -> Found:
    yield "n_h", stats.exact_allocation(given["N_h"], given["n"], "neyman", sd=given["S_h"]).tolist(), None


def power(given: Given, expected: Given) -> Found:
    yield "n_h", stats.allocate(given["N_h"], given["n"], "power", power=given["power"]).tolist(), None


def minima(given: Given, expected: Given) -> Found:
    found = [stats.allocate(case["N_h"], case["n"], minimum=case["min_n"]).tolist() for case in given["cases"]]
    yield "feasible_and_required", found, None
    assert found != expected["svy"]


def signed_rank(given: Given, expected: Given) -> Found:
    test = stats.wilcoxon_signed_rank(given["before"], given["after"])
    yield "V", test.statistic, None
    yield "p_two_sided", test.pvalue, None
    yield "p_greater", test.pvalue / 2, None  # the distribution is symmetric
    middle = stats.hodges_lehmann(given["before"], given["after"])
    yield "hodges_lehmann", middle.estimate, None
    yield "ci95", limits(middle), None
    most = test.n * (test.n + 1) / 2
    yield "rank_biserial", (2 * test.statistic - most) / most, None


def ties_and_zeros(given: Given, expected: Given) -> Found:
    yield "p_zero_wilcoxon", stats.wilcoxon_signed_rank(given["d"], [0] * len(given["d"])).pvalue, None


def rank_sum(given: Given, expected: Given) -> Found:
    test = stats.mann_whitney(given["x"], given["y"])
    yield "W", test.statistic, None
    yield "p_two_sided", test.pvalue, None
    yield "p_greater", test.pvalue / 2, None  # no ties: the distribution is symmetric


def hedges(given: Given, expected: Given) -> Found:
    for name in ("1", "2"):
        films = given[f"movie{name}"]
        yield f"mean{name}", float(np.mean(films)), None
        yield f"sd{name}", float(np.std(films, ddof=1)), None
    yield "hedges_g_av", stats.hedges_g_av(given["movie1"], given["movie2"]).estimate, None


def cliff(given: Given, expected: Given) -> Found:
    yield "delta", stats.cliffs_delta(given["treatment"], given["control"]).estimate, None


def many(given: Given, expected: Given) -> Found:
    p = given["p"]
    holm, bh = stats.adjust(p, "holm"), stats.adjust(p, "bh")
    bonferroni = sum(len(p) * one <= given["alpha"] for one in p)
    rejected = [bonferroni, int((holm <= given["alpha"]).sum()), int((bh <= given["alpha"]).sum())]
    yield "rejected", rejected, [expected["rejected"][name] for name in ("bonferroni", "holm", "bh")]
    yield "bh_adjusted", bh[: len(expected["bh_adjusted"])].tolist(), None
    yield "holm_adjusted", holm[: len(expected["holm_adjusted"])].tolist(), None


def mcnemar(given: Given, expected: Given) -> Found:
    (_, b), (c, _) = given["table"]
    test = stats.mcnemar(b, c)
    yield "chi2_uncorrected", test.statistic, None
    yield "p_exact", test.pvalue, None


def holidays(given: Given, expected: Given) -> Found:
    found = [sum(day.year == year and day.weekday() < 5 for day in bank_holidays()) for year in given["years"]]
    yield "weekday_bank_holidays", found, None


def due(given: Given, expected: Given) -> Found:
    for name, days in (("plus15", 15), ("plus45", 45)):
        yield name, [stats.add_working_days(start, days).isoformat() for start in given["start"]], None


WORKED: dict[str, Callable[[Given, Given], Found]] = {
    "ci.wilson.newcombe": wilson,
    "ci.clopper_pearson.newcombe": clopper_pearson,
    "ci.newcombe_diff": difference,
    "ci.byar.phe": byar,
    "ci.byar.phe.undefined": byar_undefined,
    "ci.rate_byar_ge10.phe": rate,
    "dsr.phe.big": standardised,
    "xmr.mdc.screened": screened,
    "xmr.nhsr.snapshot": snapshots,
    "rules.seven_trend": seven_trend,
    "rules.seven_one_side": seven_one_side,
    "trap.xmr.rare_counts": rare,
    "ss.prop.infinite": sizes,
    "ss.krejcie_morgan": sizes_finite,
    "ss.heiw_epiinfo": size_finite,
    "ss.wilson": size_wilson,
    "accept.discovery": discovery,
    "ci.hypergeom": hypergeometric,
    "strat.cochran.cities": cochran,
    "alloc.neyman.practools": neyman,
    "alloc.power.svy": power,
    "trap.alloc.min_n": minima,
    "wilcoxon.hollander_wolfe": signed_rank,
    "wilcoxon.ties_zeros": ties_and_zeros,
    "mannwhitney.hollander_wolfe": rank_sum,
    "hedges.lakens": hedges,
    "cliffs_delta.effsize": cliff,
    "multiplicity.bh1995": many,
    "mcnemar.agresti": mcnemar,
    "wd.bank_holiday_counts": holidays,
    "wd.due_dates": due,
}


def same(found: Any, expected: Any, rel: float) -> bool:
    """Whether figures are the same to the digits printed; absolutely too, for a printed 0.0 and small proportions."""
    if isinstance(expected, (list, tuple)):
        pairs = zip(found, expected, strict=True)
        return len(found) == len(expected) and all(same(a, b, rel) for a, b in pairs)
    if isinstance(expected, (str, bool)):
        return bool(found == expected)
    return bool(found == pytest.approx(expected, rel=rel, abs=rel)) if rel else bool(found == expected)


def test_every_binding_figure_of_statistics_comes_out(shared):
    yaml = pytest.importorskip("yaml")
    items = yaml.safe_load((shared / "goldens" / "statistics.yaml").read_text(encoding="utf-8"))["goldens"]
    binding = {item["id"]: item for item in items if item["scope"] == "contract"}
    assert set(binding) == set(WORKED)
    wrong = []
    for name, item in binding.items():
        seen = set()
        for figure, found, printed in WORKED[name](item["input"], item["expected"]):
            expected = item["expected"][figure] if printed is None else printed
            seen.add(figure)
            if not same(found, expected, item["rel_tolerance"]):
                wrong.append((name, figure, found, expected))
        assert set(item["expected"]) - NOT_OURS.get(name, set()) <= seen, name
    assert wrong == []


def test_a_wrong_figure_would_be_seen():
    assert same([[1.0, 2.0]], [[1.0, 2.0]], 1e-9) and not same([[1.0, 2.0]], [[1.0, 2.1]], 1e-3)
    assert not same(3, 4, 0) and same(0.0, 0.0, 5.1e-5) and not same("2026-01-02", "2026-01-03", 0)
