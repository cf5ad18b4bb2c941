"""What a reader can work out about hidden cells from everything printed: exact bounds, and proofs of safety.

The reader knows every equation, every printed cell and that a hidden cell holds at least 1 where zeros are printed.
Bounds are bounds in whole numbers: a linear programme gives them where its corner is whole (every plain two-way
table), a whole-number programme elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from ..errors import Problems, Refused
from .equations import Mask, Need, System, Whole, read_lines
from .programs import NODES, Floats, exact, linear, whole_programme

NEAR = 1e-6
"""How far the arithmetic of a linear programme may be off."""


def audit(system: System, hidden: Iterable[str], lower: int = 1) -> pd.DataFrame:
    """What a reader can work out about every hidden cell.

    Parameters
    ----------
    system : System
    hidden : iterable of str
        The cells not printed; those of ``fixed_hidden`` and the unknown ones are hidden as well.
    lower : 0 or 1
        What the reader knows of every hidden cell (see ``System.least``).

    Returns
    -------
    DataFrame(cell, lower, upper)
        In the order of the names. A hidden cell could be anything from ``lower`` to ``upper`` as far as the reader can
        tell, and both can be reached; ``upper`` is infinite where nothing bounds it.

    Raises
    ------
    Refused
        The system does not hold together, or a hidden cell is not there.

    Notes
    -----
    Where a whole-number programme reaches its limit of nodes, the widest bound it reached is told: never a wider one
    than the truth.

    >>> system = System({"a": 3, "b": 9, "c": 2, "T": 14}, [("T", ["a", "b", "c"])])
    >>> audit(system, ["a", "c"]).to_dict("list")
    {'cell': ['a', 'c'], 'lower': [1, 1], 'upper': [4, 4]}
    """
    lines = read_lines(system, lower)
    unknown = {cell for cell, value in system.values.items() if value is None}
    named = {*hidden, *system.fixed_hidden, *unknown}
    if not named <= set(lines.at):
        problems = Problems()
        problems.add("E05", "A cell is named that is not there.", "Correct the name.", column="hidden")
        raise Refused(problems)
    mask = lines.mask(named)
    attack = Attack(lines.matrix, lines.room, mask)
    held = lines.base
    places = [int(at) for at in np.flatnonzero(mask)]
    upper = np.array([held[at] + attack.furthest(at, 1) for at in places], dtype=float)
    columns = {
        "cell": np.array([lines.names[at] for at in places], dtype=object),
        "lower": np.array([held[at] - attack.furthest(at, -1) for at in places], dtype=np.int64),
        "upper": upper if np.isinf(upper).any() else upper.astype(np.int64),
    }
    return pd.DataFrame(columns)


@dataclass(frozen=True, eq=False)
class _Block:
    """Hidden cells that hang together, and the equations between them."""

    cells: Whole
    matrix: Any
    low: Whole


class Attack:
    """One reader before one pattern of hidden cells. Answers are remembered as *ways*: other values all would fit.

    Parameters
    ----------
    matrix : sparse array (equations × cells)
        Parts 1, total −1.
    room : array (cells)
        How far each cell could fall if it were hidden.
    hidden : array of bool (cells)
    nodes : int
        Limit of nodes of a whole-number programme.
    """

    def __init__(self, matrix: Any, room: Whole, hidden: Mask, nodes: int = NODES):
        self.room, self.hidden, self.nodes = room, hidden, nodes
        places = np.flatnonzero(hidden)
        inner = matrix[:, places]
        rows = inner.shape[0]
        links = sparse.coo_array(inner)
        graph = sparse.coo_array(
            (np.ones(links.nnz), (links.coords[0], links.coords[1] + rows)), shape=(rows + len(places),) * 2
        )
        self._label = connected_components(graph, directed=False)[1]
        self._rows, self._places, self._inner = rows, places, inner
        self._order = {int(place): order for order, place in enumerate(places)}
        self._blocks: dict[int, _Block] = {}

    def furthest(self, at: int, sign: int) -> float:
        """How far a hidden cell could rise (``sign`` 1) or fall (−1): a whole number or infinity."""
        if sign < 0 and not int(self.room[at]):
            return 0
        way, best = self._way(self._block(at), at, sign, None)
        return np.inf if best == np.inf else 0 if way is None else sign * int(way[at])

    def unsafe(
        self, needs: Sequence[Need], known: Sequence[Whole] = (), enough: int | None = None
    ) -> tuple[list[Need], list[Whole]]:
        """Which needs are not met, and ways that prove the others.

        Parameters
        ----------
        needs : sequence of Need
        known : sequence of arrays
            Ways found before; one that moves only hidden cells still proves what it proved.
        enough : int, optional
            Stop after so many that are not met.

        Returns
        -------
        list of Need, list of arrays (cells)
            A way is a whole change of every hidden cell after which every equation still holds.
        """
        usable = [way for way in known if not np.any(way[~self.hidden])]
        open_needs = [need for need in needs if not any(meets(way, need) for way in usable)]
        ways: list[Whole] = []
        by_block: dict[int, list[Need]] = {}
        for need in open_needs:
            by_block.setdefault(self._name(need.at), []).append(need)
        left: list[Need] = []
        for together in by_block.values():
            waiting = self._jointly(together, ways)
            for need in waiting:
                if len(left) == enough:
                    return left, ways
                if any(meets(way, need) for way in ways):
                    continue
                found = self.reach(need)
                if found is None:
                    left.append(need)
                else:
                    ways.append(found)
        return left, ways

    def reach(self, need: Need) -> Whole | None:
        """A way that meets the need, proved in whole numbers, or ``None``."""
        for sign in (need.sign,) if need.sign else (1, -1):
            way, _ = self._way(self._block(need.at), need.at, sign, need.far)
            if way is not None and sign * int(way[need.at]) >= need.far:
                return way
        return None

    def _jointly(self, needs: list[Need], ways: list[Whole]) -> list[Need]:
        """One linear programme for many needs at once, again while it helps; those still open."""
        waiting = needs
        while len(waiting) > 1:
            block = self._block(waiting[0].at)
            place = {int(cell): order for order, cell in enumerate(block.cells)}
            cost, high = np.zeros(len(block.cells)), np.full(len(block.cells), np.inf)
            low = block.low.astype(float)
            for need in waiting:
                order, sign = place[need.at], need.sign or 1
                cost[order] -= sign / need.far
                if sign > 0:
                    high[order] = need.far
                else:
                    low[order] = max(low[order], -need.far)
            near = _corner(cost, block.matrix, low, high)
            change = None if near is None else exact(near, block.matrix, 0, block.low, np.inf)
            if change is None:
                break
            way = self._spread(block, change)
            still = [need for need in waiting if not meets(way, need)]
            if len(still) == len(waiting):
                break
            ways.append(way)
            waiting = still
        return waiting

    def _way(self, block: _Block, at: int, sign: int, far: int | None) -> tuple[Whole | None, float]:
        """The whole change that moves one cell furthest (no further than ``far``), and how far in fractions."""
        cost, low, high = np.zeros(len(block.cells)), block.low.astype(float), np.full(len(block.cells), np.inf)
        order = int(np.searchsorted(block.cells, at))
        cost[order] = -sign
        if far is not None and sign > 0:
            high[order] = far
        elif far is not None:
            low[order] = max(low[order], -far)
        near = _corner(cost, block.matrix, low, high)
        if near is None:
            return None, np.inf
        best = float(np.floor(sign * near[order] + NEAR))
        change = exact(near, block.matrix, 0, low, high)
        if best > 0 and (change is None or sign * change[order] < best):
            limit = high.copy() if sign > 0 else low.copy()
            limit[order] = sign * best
            low, high = (low, limit) if sign > 0 else (limit, high)
            change = whole_programme(cost, block.matrix, 0, low, high, self.nodes)
        return (None if change is None else self._spread(block, change)), best

    def _name(self, at: int) -> int:
        return int(self._label[self._rows + self._order[at]])

    def _block(self, at: int) -> _Block:
        name = self._name(at)
        if name not in self._blocks:
            own = self._label[self._rows :] == name
            rows = np.flatnonzero(self._label[: self._rows] == name)
            cells = self._places[own]
            self._blocks[name] = _Block(cells, self._inner[:, own][rows, :], -self.room[cells])
        return self._blocks[name]

    def _spread(self, block: _Block, change: Whole) -> Whole:
        way = np.zeros(len(self.room), dtype=np.int64)
        way[block.cells] = change
        return way


def meets(way: Whole, need: Need) -> bool:
    """Whether a way moves the cell of a need far enough."""
    moved = int(way[need.at])
    return abs(moved) >= need.far if need.sign == 0 else need.sign * moved >= need.far


def _corner(cost: Floats, matrix: Any, low: Floats, high: Floats) -> Floats | None:
    """The best corner of a linear programme through which staying put is always possible; ``None``: unbounded."""
    found = linear(cost, low, high, matrix)
    if found.status == 3:
        return None
    corner: Floats = np.zeros(len(cost)) if found.x is None else found.x
    return corner
