"""Show again what nobody needs hidden, where the cheapest pattern was not found within the limits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .attacker import Attack
from .cuts import Part
from .equations import Mask, Whole


def thin(part: Part, pattern: Mask, ways: Sequence[Whole], nodes: int) -> Mask:
    """The pattern without the cells it is safe without, dearest first.

    Parameters
    ----------
    part : Part
    pattern : array of bool (cells)
        A safe one.
    ways : sequence of arrays
        Proofs known already.
    nodes : int
        Limit of nodes of a programme.
    """
    hidden, known = pattern, list(ways)
    for at in sorted(np.flatnonzero(hidden & ~part.must), key=lambda at: (-part.cost[at], at)):
        less = hidden.copy()
        less[at] = False
        left, more = Attack(part.matrix, part.room, less, nodes).unsafe(part.needs, known, enough=1)
        known += more
        hidden = hidden if left else less
    return hidden
