"""Every worked example that binds the statistics is repeated in these tests, under its own id; those of agreement are
worked out from their own data too."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from scipy import special

from scrutiny_lib import stats

LEVELS = ("nominal", "ordinal", "interval", "ratio")
NO_FUNCTION = re.compile(r"_custom|alpha_D[oe]|_z_h0|percent_agreement_pairs|by_category")
"""Keys for which the contract has no function; by category is repeated by hand beside the other published answers."""


@pytest.mark.parametrize("name", ["statistics.yaml", "agreement.yaml"])
def test_every_binding_example_is_repeated(name, shared):
    text = (shared / "goldens" / name).read_text(encoding="utf-8")
    items = re.split(r"^- id: ", text, flags=re.MULTILINE)[1:]
    binding = {item.split()[0] for item in items if "scope: contract" in item}
    assert binding
    ours = "\n".join(file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("test_stats_*.py"))
    assert {example for example in binding if example not in ours} == set()


def test_every_binding_figure_of_agreement_comes_out(shared):
    yaml = pytest.importorskip("yaml")
    cases = yaml.safe_load((shared / "goldens" / "agreement.yaml").read_text(encoding="utf-8"))["cases"]
    seen = set()
    for case in (case for case in cases if case["scope"] == "contract"):
        if case["layout"] == "spans":
            for code, expected in case["expect_alpha_u"].items():
                assert _unitizing(case)[code] == pytest.approx(expected, abs=case["tol"]), case["id"]
                seen.add(case["id"])
            continue
        found = _measures(case)
        for name, expected in case["expect"].items():
            if NO_FUNCTION.search(name):
                continue
            estimate, where = found[name].estimate, f"{case['id']} {name}"
            if expected == "undefined":
                assert math.isnan(estimate) and found[name].method.startswith("not defined"), where
            else:
                assert estimate == pytest.approx(expected, abs=case.get("tol", 1e-9)), where
            seen.add(case["id"])
        for name, expected in case.get("expect_se", {}).items():
            if not name.startswith("alpha"):  # limits of alpha are the bootstrap's
                reach = (found[name].upper - found[name].lower) / 2
                assert reach / special.stdtrit(found[name].n - 1, 0.975) == pytest.approx(expected, abs=case["tol"])
        for name, (lower, upper) in case.get("expect_ci95", {}).items():
            near = 0.03 if name.startswith("alpha") else 0.0006
            assert (found[name].lower, found[name].upper) == pytest.approx((lower, upper), abs=near)
    assert seen == {case["id"] for case in cases if case["scope"] == "contract"}


def _measures(case: dict[str, Any]) -> dict[str, stats.Interval]:
    """Every measure of one example, whatever the layout of its data."""
    rows = case["data"]
    if case["layout"] == "table":
        scale = case.get("n", 1)
        pairs = [(i, j) for i, row in enumerate(rows) for j, n in enumerate(row) for _ in range(round(n * scale))]
        rows = [list(pair) for pair in pairs]
    elif case["layout"] == "dist":
        rows = [[place for place, n in enumerate(row) for _ in range(n)] for row in rows]
    r = pd.DataFrame(rows)
    found = {
        "percent_agreement": stats.percent_agreement(r),
        "fleiss_kappa": stats.fleiss_kappa(r),
        "gwet_ac1": stats.gwet_ac(r),
        "brennan_prediger": stats.brennan_prediger(r),
        "randolph_free_marginal": stats.brennan_prediger(r),
        "alpha_nominal": stats.krippendorff_alpha(r, bootstrap=2000, seed=1),
    }
    if r.shape[1] == 2:
        a, b = r[0].tolist(), r[1].tolist()
        found |= {"cohen_kappa": stats.cohen_kappa(a, b), "scott_pi": stats.scott_pi(a, b)}
    if all(isinstance(value, (int, float)) for row in rows for value in row if value is not None):
        found |= {f"alpha_{level}": stats.krippendorff_alpha(r, level) for level in LEVELS[1:]}
    return found


def _unitizing(case: dict[str, Any]) -> pd.Series:
    stretch = case["stretch"]
    spans = [(coder, code, start * stretch, (start + long) * stretch) for coder, code, start, long in case["units"]]
    table = pd.DataFrame(spans, columns=["coder", "code", "start", "end"])
    return stats.unitizing_alpha(table, case["length"] * stretch, case["begin"] * stretch)
