# ruff: noqa: T201 (a script that prints)
"""Hiding small counts: how long it takes, and what acro leaves open on the same tables.

    python tests/benchmarks/bench_suppress.py [quarter]

Two-way tables of 4 × 5, 8 × 8 and 20 × 12 cells (66 of them small), with true totals; with ``quarter`` also a whole
quarter of four areas as one system (areas within HIPS; stages by age and by sex, indicators by month, quarter and year
to date, training by course and agency, answers). The peer needs an interpreter of its own that has acro 1.0.2: name it
in the environment variable ACRO_PYTHON, else the current one is asked; where it is absent that is said. Its limit is
set to ours. What it leaves open is found by the attacker of tests/outside_attacker.py, who knows the true totals, as a
reader does who sees them in any other table. Seconds depend on the machine; no time makes it fail. Leaves with 1 when a
small cell of ours is not protected.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import pandas as pd

from scrutiny_lib.release import suppress
from scrutiny_lib.release.attacker import audit
from scrutiny_lib.release.equations import System
from scrutiny_lib.release.pattern import solve_pattern
from tests.outside_attacker import Cells, Equations, cross, programme_range, two_way

SHAPES = (((4, 5), 5), ((8, 8), 14), ((20, 12), 66))
LIMIT = 5

# what the peer runs: one record per child, a table of the two answers, its own suppression switched on
PEER = """
import contextlib, io, json, sys, time, warnings
warnings.simplefilter("ignore")
counts = json.loads(sys.argv[1])
hushed = io.StringIO()
with contextlib.redirect_stdout(hushed), contextlib.redirect_stderr(hushed):
    import logging
    logging.disable(logging.CRITICAL)
    import pandas as pd
    import acro
    session = acro.ACRO(suppress=True)
    session.config["safe_threshold"] = int(sys.argv[2]) + 1
    rows = [(f"r{i:02}", f"c{j:02}") for i, row in enumerate(counts) for j, n in enumerate(row) for _ in range(n)]
    people = pd.DataFrame(rows, columns=["r", "c"])
    began = time.perf_counter()
    table = session.crosstab(people["r"], people["c"])
    seconds = time.perf_counter() - began
hidden = [[int(i[1:]), int(j[1:])] for i in table.index for j in table.columns if pd.isna(table.at[i, j])]
print(json.dumps([seconds, hidden]))
"""


def make_counts(shape: tuple[int, int], small: int, seed: int = 7) -> np.ndarray:
    """Invented counts of 6 to 59, so many of them small."""
    rng = np.random.default_rng(seed)
    counts = rng.integers(LIMIT + 1, 60, shape)
    counts.flat[rng.choice(counts.size, small, replace=False)] = rng.integers(1, LIMIT + 1, small)
    return counts


def make_quarter(seed: int = 1) -> tuple[Cells, Equations]:
    """An invented quarter of four areas: every table with its totals, tables that share a number joined by it."""
    rng = np.random.default_rng(seed)
    cells: Cells = {}
    equations: Equations = []

    def tree(name: str, many: int) -> dict[str, list[str]]:
        return {name: [f"{name}{at}" for at in range(many)]}

    def add(prefix: str, counts: np.ndarray, *others: dict[str, list[str]]) -> None:
        more, lines = cross(counts, [tree("area", 4), *others])
        cells.update({f"{prefix} {cell}": value for cell, value in more.items()})
        equations.extend((f"{prefix} {total}", [f"{prefix} {part}" for part in parts]) for total, parts in lines)

    children = rng.poisson(rng.gamma(1.2, 12, (4, 6, 7, 3)))
    add("age", children.sum(axis=3), tree("stage", 6), tree("age", 7))
    add("sex", children.sum(axis=2), tree("stage", 6), tree("sex", 3))
    equations += [(cell, [f"age{cell[3:-3]}age"]) for cell in cells if cell.startswith("sex") and cell.endswith("|sex")]
    months = {"to date": ["Q1", "Q2", "Q3"], "Q1": ["4", "5", "6"], "Q2": ["7", "8", "9"], "Q3": ["10", "11", "12"]}
    for number in range(12):
        add(f"indicator {number}", rng.poisson(rng.gamma(1.0, 9, (4, 9))), months)
    add("training", rng.poisson(rng.gamma(1.0, 7, (4, 6, 8))), tree("course", 6), tree("agency", 8))
    add("answers", rng.poisson(rng.gamma(0.8, 6, (4, 15, 3))), tree("question", 15), tree("answer", 3))
    return cells, equations


def ask_peer(counts: np.ndarray) -> tuple[float, list[list[int]]] | None:
    """Seconds and hidden inner cells (row, column) of acro in a process of its own, or ``None``."""
    python = os.environ.get("ACRO_PYTHON") or sys.executable
    given = [python, "-c", PEER, json.dumps(counts.tolist()), str(LIMIT)]
    try:
        run = subprocess.run(given, capture_output=True, text=True, timeout=300, check=False)
        seconds, hidden = json.loads(run.stdout.splitlines()[-1])
        return seconds, hidden
    except (OSError, subprocess.TimeoutExpired, IndexError, ValueError):
        return None


def left_open(cells: Cells, lines: Equations, hidden: set[str]) -> tuple[int, int, int]:
    """Small cells printed; hidden ones a reader knows exactly; hidden ones known to be small."""
    small = {cell for cell, value in cells.items() if 1 <= value <= LIMIT}
    found = programme_range(cells, lines, set(cells) - hidden, small & hidden)
    exact = sum(high - low < 0.5 for low, high in found.values())
    return len(small - hidden), exact, sum(high < LIMIT + 0.5 for _, high in found.values())


def main(quarter: bool = False) -> int:
    """Time both on the same tables, attack both."""
    open_cells = 0
    for shape, small in SHAPES:
        counts = make_counts(shape, small)
        rows, columns = ([f"{letter}{at}" for at in range(many)] for letter, many in zip("rc", shape, strict=True))
        began = time.perf_counter()
        done = suppress(pd.DataFrame(counts, rows, columns), LIMIT)
        seconds = time.perf_counter() - began
        cells, lines = two_way(counts)
        hidden = {"R|".join(cell.split("Total|")) for cell in done.hidden["cell"]}
        hidden = {"|C".join(cell.split("|Total")) for cell in hidden}
        ours = left_open(cells, lines, hidden)
        open_cells += sum(ours)
        print(f"{shape[0]} x {shape[1]}, {small} small: hidden and attacked in {seconds:.2f} s")
        print(f"  scrutiny_lib: {len(hidden)} hidden; small ones printed {ours[0]}, exact {ours[1]}, open {ours[2]}")
        peer = ask_peer(counts)
        if peer is None:
            print("  no comparison: acro cannot be run here; name an interpreter that has it in ACRO_PYTHON")
            continue
        theirs = {f"r{row}|c{column}" for row, column in peer[1]}
        printed, exact, known = left_open(cells, lines, theirs)
        print(f"  acro: {len(theirs)} hidden in {peer[0]:.2f} s;", end=" ")
        print(f"small ones printed {printed}, exact {exact}, open {known}")
    if quarter:
        cells, lines = make_quarter()
        totals = frozenset(total for total, _ in lines)
        system = System(cells, lines, dict.fromkeys(cells, LIMIT), last_resort=totals)
        began = time.perf_counter()
        pattern = solve_pattern(system)
        solved = time.perf_counter()
        told = audit(system, pattern.hidden).set_index("cell")
        ended = time.perf_counter()
        small_cells = [cell for cell, value in cells.items() if 1 <= value <= LIMIT]
        open_cells += int((told.loc[small_cells, "upper"] <= LIMIT).sum()) + (not pattern.safe)
        print(f"a quarter: {len(cells)} cells, {len(lines)} equations, {len(small_cells)} small")
        print(
            f"  {len(pattern.hidden)} hidden in {solved - began:.1f} s (the least there is: {pattern.best}),", end=" "
        )
        print(f"attacked in {ended - solved:.1f} s")
    return 1 if open_cells else 0


if __name__ == "__main__":
    sys.exit(main("quarter" in sys.argv[1:]))
