"""The cheapest hidden cells of one part: a small programme that learns, cut by cut, what the reader could work out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from .attacker import Attack
from .cuts import Cut, Part, broken_cuts, line_cuts, one_more
from .equations import Mask, Need, Whole
from .programs import Floats, linear, mixed
from .thin import thin

HAIR = 1e-6
ROUNDS, LEARNED, PATIENCE, AT_ONCE = 60, 200, 2, 24
"""How often a cheapest choice is looked for before giving up, and a cheapest one in fractions; after how many it is
worth learning from those; how many cuts are looked for at a time."""
WORK = 100_000
"""How much looking for cheapest choices is worth: cuts times cells that the relaxed programme leaves in fractions,
added up. Nodes do not tell: most of the work is done before the first."""
GAPS = (0.03, 0.0)
"""How near to the cheapest a choice has to be while cuts are still being learned, and when they are."""


@dataclass(frozen=True, eq=False)
class Answer:
    """What is hidden in a part; ``reason`` is "" when it is safe; ``best``: nothing cheaper is."""

    hidden: Mask
    reason: str
    best: bool


def solve_part(part: Part, nodes: int, gap: float) -> Answer:
    """The cheapest safe pattern of one part.

    Parameters
    ----------
    part : Part
    nodes : int
        Limit of nodes of each of its programmes.
    gap : float
        How far from the cheapest, as a share, is good enough.

    Returns
    -------
    Answer
        ``reason`` "nothing safe": not even everything hidden would be safe (everything then is). Past the limits a
        safe pattern is put together cell by cell: ``best`` is then false.
    """
    everything = np.ones(len(part.must), dtype=bool)
    left, ways = Attack(part.matrix, part.room, everything, nodes).unsafe(part.needs)
    if left:
        return Answer(everything, "nothing safe", False)
    cuts, costs = dict.fromkeys(line_cuts(part)), _costs(part)
    near, work, best = 0, 0, everything
    for tried in range(ROUNDS):
        work += len(cuts) * (_learn_in_fractions(part, cuts) if tried >= PATIENCE else 1)
        found = _cheapest(part, list(cuts), nodes, max(gap, GAPS[near])) if work <= WORK else None
        if found is None or found.x is None:
            break
        chosen = (found.x > 0.5) | part.must
        safe = _learn_along(part, chosen, cuts, ways, nodes)
        best = min(safe, best, key=lambda pattern: float(costs[pattern].sum()))
        if costs[best].sum() <= found.mip_dual_bound * (1 + gap) + _hair(costs):
            return Answer(best, "", True)
        near = min(near + 1, len(GAPS) - 1) if np.array_equal(safe, chosen) else near
    return Answer(thin(part, best, ways, nodes), "", False)


def _learn_along(part: Part, chosen: Mask, cuts: dict[Cut, None], ways: list[Whole], nodes: int) -> Mask:
    """A safe pattern that holds the choice: what every new cut asks for is added until no need is open."""
    hidden, costs = chosen.copy(), _costs(part)
    while True:
        before = int(hidden.sum())
        left, more = Attack(part.matrix, part.room, hidden, nodes).unsafe(part.needs, ways, AT_ONCE)
        ways += more
        if not left:
            return hidden
        new = broken_cuts(part, hidden.astype(float), left, AT_ONCE)
        for cut in new or [_nothing_in_wholes(part, hidden, left[0], nodes)]:
            cuts[cut] = None
            reached = float(np.dot(cut.weights, hidden[list(cut.cells)]))
            worth = sorted((costs[at] / weight, at, weight) for at, weight in zip(cut.cells, cut.weights, strict=True))
            for _, at, weight in worth:
                if reached >= cut.far - HAIR:
                    break
                reached += 0.0 if hidden[at] else weight
                hidden[at] = True
        if int(hidden.sum()) == before:
            return np.ones(len(hidden), dtype=bool)


def _learn_in_fractions(part: Part, cuts: dict[Cut, None]) -> int:
    """Cuts from the relaxed programme while it breaks some; returns how many cells it leaves in fractions at last."""
    turn = 0
    for _ in range(LEARNED):
        matrix, far = _rows(list(cuts), len(part.must))
        found = linear(_costs(part), part.must.astype(float), np.ones(len(part.must)), covers=matrix, far=far)
        if found.x is None:
            return len(part.must)
        left_open = int(np.count_nonzero((found.x > HAIR) & (found.x < 1 - HAIR)))
        needs = part.needs[turn:] + part.needs[:turn]
        new = [cut for cut in broken_cuts(part, found.x, needs, AT_ONCE) if cut not in cuts]
        if not new:
            break
        turn = (turn + AT_ONCE // 2) % len(needs)
        cuts.update(dict.fromkeys(new))
    return left_open


def _hair(costs: Floats) -> float:
    """How much a bound may miss a cost by: less than any two patterns differ by where weights are whole numbers."""
    return 0.5 if np.all(costs == np.rint(costs)) else HAIR * max(1.0, float(costs.sum()))


def _cheapest(part: Part, cuts: list[Cut], nodes: int, gap: float) -> Any:
    """SciPy's result for the cheapest choice that fulfils the cuts."""
    matrix, far = _rows(cuts, len(part.must))
    return mixed(_costs(part), matrix, far, np.inf, part.must.astype(float), 1.0, nodes, gap)


def _costs(part: Part) -> Floats:
    """Weights such that of two equally cheap patterns the one with fewer cells is cheaper."""
    cost: Floats = np.where(part.must, 0.0, part.cost * (len(part.must) + 1) + 1)
    return cost


def _rows(cuts: list[Cut], size: int) -> tuple[sparse.csr_array, Floats]:
    """The cuts as rows of a matrix, and what each must reach."""
    starts = np.cumsum([0, *(len(cut.cells) for cut in cuts)])
    cells = np.array([at for cut in cuts for at in cut.cells], dtype=np.int64)
    weights = np.array([weight for cut in cuts for weight in cut.weights], dtype=float)
    return sparse.csr_array((weights, cells, starts), shape=(len(cuts), size)), np.array([cut.far for cut in cuts])


def _nothing_in_wholes(part: Part, chosen: Mask, need: Need, nodes: int) -> Cut:
    """The cut of a pattern that only whole numbers give away: beyond as much as can be added in vain, one more."""
    held = chosen.copy()
    for at in np.flatnonzero(~chosen):
        held[at] = True
        if Attack(part.matrix, part.room, held, nodes).reach(need) is not None:
            held[at] = False
    return one_more(part, np.flatnonzero(held).tolist())
