"""A reader who wants to know: written apart from the library, with nothing of it.

``exact_range`` tries whole numbers one after another (small systems); ``programme_range`` asks a linear programme over
the cells themselves (large ones). Both know every equation, what is printed, and that a hidden cell holds at least
``least``. ``cheapest`` tries every pattern there is. ``random_cells`` makes systems to attack.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations, product
from math import inf

import numpy as np
from scipy.optimize import linprog

Cells = dict[str, int]
Equations = list[tuple[str, list[str]]]
Ranges = dict[str, tuple[float, float]]


def narrow(ranges: Ranges, equations: Sequence[tuple[str, Sequence[str]]]) -> Ranges | None:
    """Ranges after every equation was thought through as often as it helps; ``None``: a contradiction."""
    now = dict(ranges)
    changed = True
    while changed:
        changed = False
        for total, parts in equations:
            low, high = sum(now[part][0] for part in parts), sum(now[part][1] for part in parts)
            wanted = {total: (low, high)}
            for part in parts:
                rest_low = low - now[part][0]
                rest_high = sum(now[other][1] for other in parts if other != part)
                wanted[part] = (now[total][0] - rest_high, now[total][1] - rest_low)
            for cell, (least, most) in wanted.items():
                new = (max(now[cell][0], least), min(now[cell][1], most))
                if new[0] > new[1]:
                    return None
                if new != now[cell]:
                    now[cell], changed = new, True
    return now


def possible(ranges: Ranges, equations: Sequence[tuple[str, Sequence[str]]]) -> bool:
    """Whether whole numbers in these ranges fulfil every equation."""
    now = narrow(ranges, equations)
    if now is None:
        return False
    open_cells = [cell for cell, (low, high) in now.items() if low < high]
    if not open_cells:
        return True
    cell = min(open_cells, key=lambda name: (now[name][1] - now[name][0], name))
    low, high = now[cell]
    return any(possible({**now, cell: (value, value)}, equations) for value in range(int(low), int(high) + 1))


def exact_range(
    cells: Mapping[str, int], equations: Equations, shown: Iterable[str], cell: str, least: int = 1
) -> tuple[float, float]:
    """The least and most a hidden cell could hold, by trying; four times all there is counts as unbounded."""
    printed, far = set(shown), 4 * max([100, *cells.values()])
    ranges: Ranges = {
        name: (value, value) if name in printed else (min(least, value), far) for name, value in cells.items()
    }
    now = narrow(ranges, equations)
    assert now is not None, "the true values do not fit"
    low, high = (int(end) for end in now[cell])
    while not possible({**now, cell: (low, low)}, equations):
        low += 1
    while not possible({**now, cell: (high, high)}, equations):
        high -= 1
    return low, inf if high > far // 2 else high


def programme_range(
    cells: Mapping[str, int], equations: Equations, shown: Iterable[str], wanted: Iterable[str], least: int = 1
) -> dict[str, tuple[float, float]]:
    """The least and most each wanted cell could hold in fractions."""
    printed = set(shown)
    names = list(cells)
    place = {name: at for at, name in enumerate(names)}
    rows = np.zeros((len(equations), len(names)))
    for row, (total, parts) in enumerate(equations):
        rows[row, place[total]] -= 1
        for part in parts:
            rows[row, place[part]] += 1
    bounds = [(value, value) if name in printed else (min(least, value), None) for name, value in cells.items()]
    found = {}
    for cell in wanted:
        aim = np.zeros(len(names))
        aim[place[cell]] = 1
        ends = [
            linprog(sign * aim, A_eq=rows, b_eq=np.zeros(len(rows)), bounds=bounds, method="highs") for sign in (1, -1)
        ]
        found[cell] = (ends[0].fun, inf if ends[1].fun is None else -ends[1].fun)
    return found


def cheapest(
    cells: Mapping[str, int],
    candidates: Sequence[str],
    always: Iterable[str],
    safe: Callable[[set[str]], bool],
) -> int | None:
    """The least total value of further cells to hide, by trying every set of them; ``None``: no set is safe."""
    fixed, best = set(always), None
    for size in range(len(candidates) + 1):
        for chosen in combinations(candidates, size):
            cost = sum(cells[cell] for cell in chosen)
            if (best is None or cost < best) and safe(fixed | set(chosen)):
                best = cost
    return best


def two_way(counts: np.ndarray) -> tuple[Cells, Equations]:
    """A table with its totals."""
    rows, columns = counts.shape
    return cross(counts, [{"R": [f"r{at}" for at in range(rows)]}, {"C": [f"c{at}" for at in range(columns)]}])


def cross(counts: np.ndarray, trees: Sequence[Mapping[str, Sequence[str]]]) -> tuple[Cells, Equations]:
    """A table of any number of ways, each a tree ``{total: parts}`` (its first entry the whole; leaves in order)."""
    cells: Cells = {}
    equations: Equations = []
    ways = []
    for tree in trees:
        leaves = [part for parts in tree.values() for part in parts if part not in tree]
        names = [*leaves, *reversed(tree)]
        under = {leaf: {leaf} for leaf in leaves}
        for total in reversed(list(tree)):
            under[total] = set().union(*(under[part] for part in tree[total]))
        ways.append((leaves, names, under))
    for chosen in product(*(names for _, names, _ in ways)):
        index = np.ix_(
            *([way[0].index(leaf) for leaf in sorted(way[2][name])] for way, name in zip(ways, chosen, strict=True))
        )
        cells["|".join(chosen)] = int(counts[index].sum())
        for at, tree in enumerate(trees):
            if chosen[at] in tree:
                parts = ["|".join([*chosen[:at], part, *chosen[at + 1 :]]) for part in tree[chosen[at]]]
                equations.append(("|".join(chosen), parts))
    return cells, equations


def random_counts(rng: np.random.Generator, shape: tuple[int, ...], small: float, zero: float = 0.1) -> np.ndarray:
    """Counts of 6 … 40, a share of them small, a share zero."""
    counts = rng.integers(6, 41, shape)
    draw = rng.random(shape)
    counts = np.where(draw < small, rng.integers(1, 6, shape), counts)
    return np.where(draw > 1 - zero, 0, counts)


def random_cells(rng: np.random.Generator, kind: str, size: int = 3) -> tuple[Cells, Equations]:
    """Cells and equations: ``"two-way"``, ``"hierarchy"``, ``"linked"`` or ``"three-way"``."""

    def few() -> int:
        return int(rng.integers(2, size + 1))

    small = float(rng.choice([0.1, 0.25, 0.5]))
    if kind == "two-way":
        return two_way(random_counts(rng, (few(), few()), small))
    if kind == "hierarchy":
        areas, own, columns = few(), few(), few()
        tree = {"R": [f"a{at}" for at in range(areas)]}
        tree |= {f"a{at}": [f"a{at}.{of}" for of in range(own)] for at in range(areas)}
        counts = random_counts(rng, (areas * own, columns), small)
        return cross(counts, [tree, {"C": [f"c{at}" for at in range(columns)]}])
    if kind == "linked":
        leaves = [f"x{at}" for at in range(2 * size)]
        cells = dict(zip(leaves, (int(n) for n in random_counts(rng, (2 * size,), small)), strict=True))
        equations: Equations = []
        for grouping in ("g", "h"):
            order = [leaves[at] for at in rng.permutation(len(leaves))]
            cut = int(rng.integers(2, len(order) - 1))
            for number, members in enumerate((order[:cut], order[cut:])):
                cells[f"{grouping}{number}"] = sum(cells[leaf] for leaf in members)
                equations.append((f"{grouping}{number}", members))
            cells["T"] = sum(cells[leaf] for leaf in leaves)
            equations.append(("T", [f"{grouping}0", f"{grouping}1"]))
        return cells, equations
    shape = (few(), few(), 2)
    trees = [{"ABC"[way]: [f"{'abc'[way]}{at}" for at in range(many)]} for way, many in enumerate(shape)]
    return cross(random_counts(rng, shape, small), trees)


def random_system(seed: int, kind: str, size: int = 3) -> tuple[Cells, Equations, set[str]]:
    """Cells, equations and what earlier releases printed; kinds as :func:`random_cells`, and ``"to date"``.

    *To date*: a table stood in an earlier release as a whole; now its cells have grown. Elsewhere two of five systems
    have some cells printed before.
    """
    rng = np.random.default_rng(seed)
    if kind != "to date":
        cells, equations = random_cells(rng, kind, size)
        could = [cell for cell, value in cells.items() if value == 0 or value > 5]
        many = int(rng.integers(0, len(could) // 2 + 1)) if rng.random() < 0.4 else 0
        return cells, equations, {could[at] for at in rng.permutation(len(could))[:many]}
    shape = (int(rng.integers(1, size + 1)), int(rng.integers(2, size + 1)))
    before, lines = two_way(random_counts(rng, shape, 0.25))
    since, _ = two_way(random_counts(rng, shape, 0.25, 0.4))
    cells = {f"{when} {cell}": n for when, table in (("before", before), ("since", since)) for cell, n in table.items()}
    cells |= {f"now {cell}": before[cell] + since[cell] for cell in before}
    equations = [
        (f"{when} {total}", [f"{when} {part}" for part in parts])
        for when in ("before", "since", "now")
        for total, parts in lines
    ]
    equations += [(f"now {cell}", [f"before {cell}", f"since {cell}"]) for cell in before]
    return cells, equations, set()


def check_answer(cells: Cells, equations: Equations, released: set[str], done: object, limit: int = 5) -> str:
    """Attack what came out: every interval as stated, every small cell safe, nothing withheld that could be shown.

    Returns "shown" or "withheld".
    """
    shown, audit = done.shown, done.audit.set_index("cell")  # type: ignore[attr-defined]
    small = [cell for cell, value in cells.items() if 1 <= value <= limit and cell not in released]
    if shown is None:
        open_cells = {cell for cell, value in cells.items() if value == 0} | released
        assert any(exact_range(cells, equations, open_cells, cell)[1] <= limit for cell in small), (
            "withheld for nothing"
        )
        return "withheld"
    printed = {cell for cell in cells if shown[cell] != "[c]"}
    assert all(shown[cell] == cells[cell] for cell in printed)
    assert released | {cell for cell, value in cells.items() if value == 0} <= printed
    assert not printed & set(small)
    hidden = [cell for cell in cells if cell not in printed]
    assert list(audit.index) == hidden
    for cell in hidden:
        found = exact_range(cells, equations, printed, cell)
        assert (audit.at[cell, "lower"], audit.at[cell, "upper"]) == found, cell
        assert cell not in small or found[1] > limit, cell
    return "shown"
