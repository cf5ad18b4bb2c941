"""Which level goes wrong most, and how sure that is."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from scrutiny_lib.lenses.design import Design
from scrutiny_lib.lenses.level_pairs import JUDGED, LevelPairs
from scrutiny_lib.lenses.level_worst import worst_level

LEVELS = ("level 1", "level 2", "level 3", "level 4")
COMMON: dict[str, Any] = {"lens": "threshold", "line": "L1", "unit": "referrals"}


def pairs(*given: tuple[int, int, int]) -> LevelPairs:
    """Cases as (level given, how many, how many of these too low by one)."""
    rows = [(level, level + (at < wrong)) for level, many, wrong in given for at in range(many)]
    table = pd.DataFrame(rows, columns=["given_place", "agreed_place"], dtype=float)
    table.index = pd.Index([f"C-{at}" for at in range(len(rows))])
    table["gap"], table["state"] = table["given_place"] - table["agreed_place"], JUDGED
    return LevelPairs(table, LEVELS, (), False)


def design(found: LevelPairs, kind: str = "simple random", chance: list[float] | None = None) -> Design:
    cases = found.table.index
    stratum = pd.Series("all", index=cases)
    strata = pd.DataFrame({"stratum": ["all"], "size": [500], "drawn": [len(cases)]})
    of = pd.Series(chance or [len(cases) / 500] * len(cases), index=cases)
    return Design(kind, strata, stratum, 500, chance_of=of)


def test_clearly_worst() -> None:
    """Ten of twenty against one of twenty: chance would seldom do as much."""
    found = pairs((0, 20, 1), (1, 20, 10))
    row = worst_level(found, design(found), COMMON)
    assert row is not None
    assert (row["answer"], row["n"], row["of"]) == ("level 2", 10, 20)
    assert row["lower"] < 50 < row["upper"]
    assert "We are fairly sure: if every level went wrong equally often" in row["method"]
    assert "less than 1 in 100 such audits" in row["method"]


def test_equal_rates_are_seldom_called_sure() -> None:
    """Four levels, all wrong in a quarter of cases: of 100 made-up audits fewer than one in ten says it is sure."""
    rng = np.random.default_rng(1)
    sure = 0
    for _ in range(100):
        found = pairs(*((level, 20, int(rng.binomial(20, 0.25))) for level in range(3)))
        row = worst_level(found, design(found), COMMON)
        sure += row is not None and "We are fairly sure" in row["method"]
    assert sure < 10


def test_families_drawn_whole_say_that_it_is_not_known() -> None:
    found = pairs((0, 20, 1), (1, 20, 10))
    row = worst_level(found, design(found, "families"), COMMON)
    assert row is not None and "whole families were drawn" in row["method"]


def test_not_clear_at_all() -> None:
    """Five of twenty against four of twenty: chance alone could turn the order round."""
    found = pairs((0, 20, 4), (1, 20, 5))
    row = worst_level(found, design(found), COMMON)
    assert row is not None and row["answer"] == "level 2"
    assert "We cannot be sure" in row["method"]


def test_levels_given_to_few_are_not_compared() -> None:
    """All five of the first were wrong, but so few stand behind them that nothing is said of it."""
    found = pairs((0, 5, 5), (1, 20, 2), (2, 20, 6))
    row = worst_level(found, design(found), COMMON)
    assert row is not None and row["answer"] == "level 3"
    few = pairs((0, 5, 5), (1, 20, 2))
    assert worst_level(few, design(few), COMMON) is None
    none = pairs((0, 20, 0), (1, 20, 0))
    assert worst_level(none, design(none), COMMON) is None


def test_each_counts_for_as_many_as_it_was_drawn_from() -> None:
    """Six of twenty at the first level and seven at the second; but the first six stand for four times as many."""
    found = pairs((0, 20, 6), (1, 20, 7))
    chance = [0.05] * 6 + [0.2] * 14 + [0.1] * 20
    row = worst_level(found, design(found, "proportional to size", chance), COMMON)
    assert row is not None and (row["answer"], row["n"], row["of"]) == ("level 1", 6, 20)
    assert "each counted once, another level was wrong more often" in row["method"]


def test_a_close_look_is_not_more_than_that() -> None:
    found = pairs((0, 6, 1), (1, 6, 3))
    row = worst_level(found, design(found, "close look"), COMMON)
    assert row is not None and row["answer"] == "level 2" and math.isnan(row["lower"])
    assert "on purpose" in row["method"] and "in 100" not in row["method"]
