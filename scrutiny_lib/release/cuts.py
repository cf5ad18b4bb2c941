"""What a pattern must hide so that one cell stays safe, learned from a reader who could work it out.

Any weighing of the equations, parts 1 and total −1, says how far a cell can move when the others move: the others that
are hidden. That gives a *cut*: an inequality every safe pattern fulfils, ``Σ weight · hidden ≥ far``. The weighing that
proves a pattern unsafe gives a cut which that pattern breaks (after Fischetti and Salazar, 1999 and 2001).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from .equations import Mask, Need, Whole
from .programs import Floats, linear

GRID, NEAR, SMALL = 5040.0, 1e-6, 1e-3
"""Weighings are multiples of 1/GRID where they are near one; SMALL is how much a printed cell may move while looking
for a weighing that asks for few of them."""


@dataclass(frozen=True)
class Cut:
    """``Σ weights[i] · hidden[cells[i]] ≥ far`` over cells that can be hidden; the always hidden are taken off."""

    cells: tuple[int, ...]
    weights: tuple[float, ...]
    far: float


@dataclass(frozen=True, eq=False)
class Part:
    """Cells that hang together (all that could be hidden), the equations between them, and what must stay safe."""

    matrix: Any
    room: Whole
    must: Mask
    cost: Floats
    needs: tuple[Need, ...]


def cut_of(part: Part, moves: Floats, need: Need) -> Cut | None:
    """The cut for one need from ``moves``, a weighed sum of the equations; ``None`` where it does not tell of the cell.

    Parameters
    ----------
    part : Part
    moves : array (cells)
        Weights with ``moves · change = 0`` for every change that keeps the equations.
    need : Need

    Returns
    -------
    Cut or None
        ``None`` also where the cells hidden in any case already fulfil it.
    """
    own = moves[need.at]
    if abs(own) < NEAR:
        return None
    pull = -moves / own
    pull[need.at] = 0.0
    far = float(need.far)
    weights: Any = np.zeros(len(moves))
    for sign in (need.sign,) if need.sign else (1, -1):
        turned = sign * pull
        weights += np.where(turned > NEAR, far, np.where(turned < -NEAR, np.minimum(far, -turned * part.room), 0.0))
    weights = np.minimum(weights, far)
    far -= float(weights[part.must].sum())
    if far <= NEAR:
        return None
    weights[part.must] = 0.0
    weights = np.round(np.minimum(weights, far), 9)
    cells = np.flatnonzero(weights > NEAR)
    return Cut(tuple(cells.tolist()), tuple(weights[cells].tolist()), round(far, 9))


def line_cuts(part: Part) -> list[Cut]:
    """The cuts of single equations: two hidden in a line, and enough of them."""
    lines = sparse.csr_array(part.matrix)
    found: dict[Cut, None] = {}
    for row in range(lines.shape[0]):
        inside = lines.indices[lines.indptr[row] : lines.indptr[row + 1]]
        moves = np.zeros(lines.shape[1])
        moves[inside] = lines.data[lines.indptr[row] : lines.indptr[row + 1]]
        for need in part.needs:
            if moves[need.at]:
                cut = cut_of(part, moves, need)
                if cut is not None:
                    found[cut] = None
    return list(found)


def broken_cuts(part: Part, chosen: Floats, needs: Sequence[Need], enough: int) -> list[Cut]:
    """Cuts that a choice (possibly in fractions) breaks, for these needs and what else the same weighings tell.

    Parameters
    ----------
    part : Part
    chosen : array (cells)
        How far each cell is hidden: 0 … 1.
    needs : sequence of Need
    enough : int
        Stop looking after so many.
    """
    found: dict[Cut, None] = {}
    for need in needs:
        if len(found) >= enough:
            break
        for sign in (need.sign,) if need.sign else (1, -1):
            moves = _weighing(part, chosen, need, sign)
            if moves is None:
                continue
            for other in (need, *(other for other in part.needs if other != need and abs(moves[other.at]) > NEAR)):
                cut = cut_of(part, moves, other)
                if cut is not None and breaks(cut, chosen):
                    found[cut] = None
    return list(found)


def breaks(cut: Cut, chosen: Floats) -> bool:
    """Whether a choice breaks a cut."""
    return float(np.dot(cut.weights, chosen[list(cut.cells)])) < cut.far - 1e-4 * max(1.0, cut.far)


def one_more(part: Part, hidden: Iterable[int]) -> Cut:
    """At least one cell beyond these must be hidden."""
    held = set(hidden)
    cells = tuple(at for at in range(len(part.must)) if not part.must[at] and at not in held)
    return Cut(cells, (1.0,) * len(cells), 1.0)


def _weighing(part: Part, chosen: Floats, need: Need, sign: int) -> Floats | None:
    """The weighing of the equations that bounds how far a cell can move under a choice; ``None``: far enough."""
    whole = bool(np.all((chosen < NEAR) | (chosen > 1 - NEAR)))
    share = np.maximum(chosen, SMALL / max(1, len(chosen)))
    far, hidden = float(need.far), chosen > 1 - NEAR
    low = -np.minimum(part.room, far) * share
    high = far * share
    if whole:
        low, high = np.where(hidden, -part.room, low), np.where(hidden, np.inf, high)
    low[need.at], high[need.at] = -float(part.room[need.at]), np.inf
    if sign > 0:
        high[need.at] = far
    else:
        low[need.at] = max(low[need.at], -far)
    cost = np.zeros(len(chosen))
    cost[need.at] = -sign
    found = linear(cost, low, high, part.matrix)
    if found.x is None or -found.fun >= far - NEAR:
        return None
    weighing = np.asarray(found.eqlin.marginals, dtype=float)
    snapped = np.rint(weighing * GRID) / GRID
    moves: Floats = part.matrix.T @ np.where(np.abs(snapped - weighing) < NEAR, snapped, weighing)
    moves[np.abs(moves) < NEAR] = 0.0
    return moves
