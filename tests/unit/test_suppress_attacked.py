"""An attacker written apart from the solver tries random systems: no hidden cell is better known than stated."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from scrutiny_lib.release import suppress_system
from tests.outside_attacker import cheapest, check_answer, exact_range, random_cells, random_system

KINDS = {"two-way": (60, 3), "hierarchy": (15, 2), "linked": (60, 3), "three-way": (7, 2), "to date": (8, 2)}


@pytest.mark.parametrize("kind", KINDS)
def test_no_hidden_cell_is_better_known_than_stated(kind):
    many, size = KINDS[kind]
    ends: Counter[str] = Counter()
    for seed in range(many):
        cells, equations, released = random_system(seed, kind, size)
        if kind == "to date":
            before = {cell: value for cell, value in cells.items() if cell.startswith("before")}
            own = [(total, parts) for total, parts in equations if {total, *parts} <= set(before)]
            first = suppress_system(before, own)
            released = {cell for cell in before if first.shown[cell] != "[c]"}
        done = suppress_system(cells, equations, released=released)
        ends[check_answer(cells, equations, released, done)] += 1
    assert sum(ends.values()) == many and ends["shown"] > many / 3


@pytest.mark.parametrize("kind", ["two-way", "linked"])
def test_nothing_cheaper_is_safe(kind):
    """Against every pattern there is, where totals can stay."""
    compared = 0
    for seed in range(40):
        cells, equations = random_cells(np.random.default_rng(seed), kind)
        totals = {total for total, _ in equations}
        small = {cell for cell, value in cells.items() if 1 <= value <= 5}
        others = [cell for cell, value in cells.items() if value > 5 and cell not in totals]
        if not small or len(others) > 6:
            continue

        def safe(hidden, cells=cells, equations=equations, small=small):
            shown = set(cells) - hidden
            return all(exact_range(cells, equations, shown, cell)[1] > 5 for cell in small)

        least = cheapest(cells, others, small, safe)
        done = suppress_system(cells, equations)
        further = done.hidden.loc[done.hidden["why"] == "protects others", "cell"]
        if least is None:
            assert set(further) & totals
        else:
            assert not set(further) & totals and sum(cells[cell] for cell in further) == least
            compared += 1
    assert compared >= 5


def test_the_attacker_finds_what_is_not_safe():
    """It could fail: two hidden in every line and still one is known."""
    cells = {"K": 3, "N": 7, "A": 2, "B": 18, "small": 30, "county1": 20, "T": 40, "county2": 20, "L": 10}
    lines = [("county1", ["A", "B"]), ("small", ["A", "B", "K", "N"]), ("county2", ["K", "N", "L"])]
    lines += [("T", ["county1", "county2"]), ("T", ["small", "L"])]
    hidden = {"A", "B", "K", "L"}
    assert exact_range(cells, lines, set(cells) - hidden, "K") == (3, 3)
    assert exact_range(cells, lines, set(cells) - hidden - {"N"}, "K") == (1, 9)
