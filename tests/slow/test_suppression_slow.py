"""Two thousand random systems attacked from outside, and large ones attacked with linear programmes."""

from __future__ import annotations

import numpy as np
import pytest

from scrutiny_lib.release import suppress_system
from tests.outside_attacker import check_answer, programme_range, random_counts, random_system, two_way

pytestmark = pytest.mark.slow
KINDS = {"two-way": (700, 3), "hierarchy": (300, 3), "linked": (500, 3), "three-way": (200, 2), "to date": (300, 2)}


@pytest.mark.parametrize("kind", KINDS)
def test_no_hidden_cell_is_better_known_than_stated(kind):
    many, size = KINDS[kind]
    ends = []
    for seed in range(10_000, 10_000 + many):
        cells, equations, released = random_system(seed, kind, size)
        if kind == "to date":
            before = {cell: value for cell, value in cells.items() if cell.startswith("before")}
            own = [(total, parts) for total, parts in equations if {total, *parts} <= set(before)]
            first = suppress_system(before, own)
            released = {cell for cell in before if first.shown[cell] != "[c]"}
        ends.append(check_answer(cells, equations, released, suppress_system(cells, equations, released=released)))
    assert len(ends) == many and ends.count("shown") > many / 3


@pytest.mark.parametrize("shape", [(8, 8), (20, 12), (30, 20)])
def test_large_tables_against_a_linear_programme(shape):
    """A two-way table: what the programme finds in fractions is what is stated in whole numbers."""
    for seed in range(3):
        cells, equations = two_way(random_counts(np.random.default_rng(seed), shape, 0.15, 0.03))
        done = suppress_system(cells, equations)
        hidden = set(done.hidden["cell"])
        found = programme_range(cells, equations, set(cells) - hidden, hidden)
        told = done.audit.set_index("cell")
        for cell in hidden:
            assert (told.at[cell, "lower"], told.at[cell, "upper"]) == pytest.approx(found[cell], abs=1e-6)
            assert cells[cell] > 5 or found[cell][1] > 5.5
        assert all(cell in hidden for cell, value in cells.items() if 1 <= value <= 5)
