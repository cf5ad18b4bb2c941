"""Hidden cells against published answers: handbooks, test suites of other tools, classic examples."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from scrutiny_lib.release import suppress, suppress_system
from scrutiny_lib.release.attacker import audit
from scrutiny_lib.release.equations import System
from scrutiny_lib.release.pattern import solve_pattern

Item = dict[str, Any]


@pytest.fixture(scope="module")
def goldens(shared: Path) -> Item:
    yaml = pytest.importorskip("yaml")
    return yaml.safe_load((shared / "goldens" / "disclosure.yaml").read_text(encoding="utf-8"))


def table_of(item: Item) -> pd.DataFrame:
    return pd.DataFrame(item["inner"], [str(row) for row in item["rows"]], [str(column) for column in item["cols"]])


def cells_of(item: Item) -> tuple[dict[str, int], list[tuple[str, list[str]]]]:
    """A table of the list with its totals, called T there."""
    rows, columns, inner = item["rows"], item["cols"], item["inner"]
    cells = {f"{r}|{c}": inner[i][j] for i, r in enumerate(rows) for j, c in enumerate(columns)}
    lines = [(f"{r}|T", [f"{r}|{c}" for c in columns]) for r in rows]
    lines += [(f"T|{c}", [f"{r}|{c}" for r in rows]) for c in columns]
    cells |= {total: sum(cells[part] for part in parts) for total, parts in lines}
    cells["T|T"] = sum(map(sum, inner))
    return cells, [*lines, ("T|T", [f"{r}|T" for r in rows]), ("T|T", [f"T|{c}" for c in columns])]


def systems(goldens: Item) -> list[tuple[str, Item, dict[str, int], list[tuple[str, list[str]]], list[str], list[str]]]:
    """Every audit and optimum of the list: id, what is expected, cells, equations, primary, frozen."""
    found = []
    for item in goldens["tables"]:
        cells, lines = cells_of(item)
        totals = [cell for cell in cells if "T" in cell.split("|")]
        found += [
            (item["id"], case, cells, lines, item.get("primary", []), totals)
            for case in [*item["audits"], *item.get("optima", [])]
        ]
    for item in goldens["equation_systems"]:
        for case in [*item["audits"], *item.get("optima", [])]:
            lines = [(total, parts) for name in case["use"] for total, parts in item["equations"][name]]
            found.append((item["id"], case, item["values"], lines, item["primary"], case.get("frozen", [])))
    return found


def test_every_interval_comes_out(goldens):
    """G01 … G13: what a reader can work out about hidden cells, as printed there."""
    seen = 0
    for name, case, cells, lines, _, _ in systems(goldens):
        if "intervals" in case:
            told = audit(System(cells, lines), case["suppressed"], case["lb"]).set_index("cell")
            assert set(told.index) == set(case["suppressed"])
            got = {cell: [told.at[cell, "lower"], told.at[cell, "upper"]] for cell in case["intervals"]}
            assert got == case["intervals"], name
            seen += len(got)
    assert seen >= 40


def test_every_optimum_comes_out(goldens):
    """G02, G03, G05, G07, G09: the least that has to be hidden, and where there is one answer, that answer."""
    seen = set()
    for name, case, cells, lines, primary, frozen in systems(goldens):
        if "weight" not in case:
            continue
        rule = case["rule"]
        needs = (
            {}
            if rule.get("not_exact")
            else {cell: (rule["upper_at_least"], rule.get("lower_at_most")) for cell in primary}
        )
        system = System(
            cells, lines, {}, frozenset(frozen), weights=case["weight"], primary=frozenset(primary), needs=needs
        )
        found = solve_pattern(system, case["lb"])
        further = {cell for cell, why in found.why.items() if why == "protects others"}
        assert found.safe and found.best and found.cost == case["secondary_total"], name
        assert further <= set(case["any_one_of"]) if "any_one_of" in case else further == set(case["secondary"]), name
        seen.add(name.split("_")[0])
    assert seen == {"G02", "G03", "G05", "G07", "G09"}


def test_every_published_total_adds_up(goldens):
    """G01: its own margins; G15: cells of one person, and the totals of the table."""
    [first] = [item for item in goldens["tables"] if item["id"].startswith("G01")]
    assert {cell: cells_of(first)[0][cell] for cell in first["published_margins"]} == first["published_margins"]
    [married] = [item for item in goldens["other_table_facts"] if item["id"].startswith("G15")]
    cells, _ = cells_of(married)
    assert {cell: cells[cell] for cell in married["expect"]["totals"]} == married["expect"]["totals"]
    assert [cell for cell, count in cells.items() if count == 1] == married["expect"]["cells_equal_1"]
    done = suppress(table_of(married))
    assert {"Single|Female", "Single|Male", "Single|Total", "Divorced|Female"} <= set(done.hidden["cell"])
    small = done.audit[done.audit["cell"].isin([cell.replace("|T", "|Total") for cell in cells])]
    assert (small["upper"] > 5).all()


def test_acro_trap(goldens):
    """G07: the margins stay true, and the small cell cannot be had from them."""
    [item] = [item for item in goldens["tables"] if item["id"].startswith("G07")]
    done = suppress(table_of(item))
    assert sorted(done.hidden["cell"]) == ["A|x", "A|y", "B|x", "B|y"]
    assert list(done.shown["Total"]) == [48, 84, 78, 210] and list(done.shown.loc["Total"]) == [67, 66, 77, 210]
    told = done.audit.set_index("cell")[["lower", "upper"]].apply(list, axis=1).to_dict()
    assert told == {"A|x": [1, 16], "A|y": [7, 22], "B|x": [1, 16], "B|y": [28, 43]}


def test_what_only_a_comparison_gives_away(goldens):
    """G13, G14: where both wholes were printed before, nothing keeps the difference."""
    [areas] = [item for item in goldens["other_table_facts"] if item["id"].startswith("G14")]
    cells, lines = {}, []
    for row, (whole, part, rest) in enumerate(zip(areas["larger"], areas["smaller"], areas["difference"], strict=True)):
        for column, numbers in enumerate(zip(whole, part, rest, strict=True)):
            names = [f"{kind} {row} {column}" for kind in ("larger", "smaller", "difference")]
            cells |= dict(zip(names, numbers, strict=True))
            lines.append((names[0], names[1:]))
    printed = [cell for cell in cells if not cell.startswith("difference")]
    done = suppress_system(cells, lines, released=printed)
    assert done.shown is None and done.reason == "nothing safe"
    assert set(done.hidden["why"]) == {"withheld"} and done.audit.empty
    [linked] = [item for item in goldens["equation_systems"] if item["id"].startswith("G13")]
    lines = [(total, parts) for group in linked["equations"].values() for total, parts in group]
    printed = [cell for cell in linked["values"] if not cell.startswith("female")]
    assert suppress_system(linked["values"], lines, released=printed).shown is None
    free = suppress_system(linked["values"], lines)
    assert free.shown is not None and (free.audit.set_index("cell").loc[linked["primary"], "upper"] > 5).all()


def test_what_one_contributor_can_say_of_another(goldens):
    """G17: who knows the total and their own share knows an upper bound of the largest."""
    [item] = [item for item in goldens["other_table_facts"] if item["id"].startswith("G17")]
    checked = 0
    for case in item["items"]:
        estimate = case.get("attacker_upper_estimate_x1")
        if estimate:
            cells = {"X": case["X"], "x1": case["x1"], "x2": case["x2"], "rest": case["X"] - case["x1"] - case["x2"]}
            told = audit(System(cells, [("X", ["x1", "x2", "rest"])]), ["x1", "rest"], lower=0).set_index("cell")
            assert told.at["x1", "upper"] == estimate
            checked += 1
    assert checked == 2
