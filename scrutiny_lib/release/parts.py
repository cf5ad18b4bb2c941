"""The parts of a system that can be solved one by one, without what cannot matter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from .cuts import Part
from .equations import Lines, Mask, Need, Whole


@dataclass(frozen=True, eq=False)
class PlacedPart(Part):
    """A part and where its cells stand in the whole system; ``protects`` are the places of its needs."""

    places: Whole
    protects: tuple[int, ...]

    def dear(self, last: Mask) -> PlacedPart:
        """The same part with the cells of last resort dearer than all others together."""
        resort = last[self.places] & ~self.must
        others = float(self.cost[~resort & ~self.must].sum())
        return replace(self, cost=np.where(resort, self.cost + others + 1, self.cost))


def parts_of(lines: Lines, may: Mask) -> list[PlacedPart]:
    """The parts with something to protect when ``may`` (and what is hidden in any case) can be hidden.

    A cell that stands alone in an equation with nothing else hidden can be worked out: hiding it serves nobody. Such
    cells are taken away until none is left. A cell in need that was taken away comes as a part of its own, with
    nothing that could protect it.

    >>> from .equations import System, read_lines
    >>> lines = read_lines(System({"a": 3, "b": 9, "T": 12}, [("T", ["a", "b"])], {"a": 5}))
    >>> [part.places.tolist() for part in parts_of(lines, lines.may)]
    [[0, 1, 2]]
    """
    moving = lines.must | may
    count: Any = sparse.csr_array(abs(lines.matrix))
    while True:
        alone = np.flatnonzero(count @ moving.astype(np.int64) == 1)
        if not len(alone):
            break
        fixed = np.unique(count[alone, :].indices)
        moving[fixed] = False
    places = np.flatnonzero(moving)
    inner = lines.matrix[:, places]
    links = sparse.coo_array(inner)
    rows = inner.shape[0]
    graph = sparse.coo_array(
        (np.ones(links.nnz), (links.coords[0], links.coords[1] + rows)), shape=(rows + len(places),) * 2
    )
    label = connected_components(graph, directed=False)[1]
    by_part: dict[int, list[Need]] = {}
    order = {int(place): at for at, place in enumerate(places)}
    found: list[PlacedPart] = []
    for need in lines.needs:
        if need.at in order:
            by_part.setdefault(int(label[rows + order[need.at]]), []).append(need)
        else:
            found.append(_stuck(lines, need))
    for name, needs in by_part.items():
        own = places[label[rows:] == name]
        found.append(_part(lines, lines.matrix[np.flatnonzero(label[:rows] == name), :], own, needs))
    return found


def _part(lines: Lines, matrix: Any, places: Whole, needs: list[Need]) -> PlacedPart:
    """One part, its cells counted from 0."""
    order = {int(place): at for at, place in enumerate(places)}
    return PlacedPart(
        matrix[:, places],
        lines.room[places],
        lines.must[places],
        lines.cost[places],
        tuple(replace(need, at=order[need.at]) for need in needs),
        places,
        tuple(need.at for need in needs),
    )


def _stuck(lines: Lines, need: Need) -> PlacedPart:
    """A cell that can be worked out whatever is hidden: an equation of its own keeps it where it is."""
    alone = sparse.csc_array(np.ones((1, 1), dtype=np.int64))
    at = slice(need.at, need.at + 1)
    place, own = np.array([need.at]), (replace(need, at=0),)
    return PlacedPart(alone, lines.room[at], lines.must[at], lines.cost[at], own, place, (need.at,))
