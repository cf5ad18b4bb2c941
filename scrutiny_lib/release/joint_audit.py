"""What readers can work out of what is hidden: the system of one part of the joint decision, attacked."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence, Set
from functools import lru_cache

import pandas as pd

from ..errors import Problems
from .attacker import Attack
from .counts import Count, Equation
from .equations import System, read_lines
from .joint_world import Component, World
from .small import is_small

AUDIT = ("cell", "why", "lower", "upper", "table")
"""Columns of what a reader can work out about each hidden count; ``upper`` is infinite where nothing bounds it."""
ALONE = ("sample_frame", "clocks", "respondents", "engagement_how", "training", "activities")
"""Tables in which a count can be hidden while the rest stays: cheaper to hide than what takes a whole part along."""
PICTURES = ("clock_days",)
DEAR, CHEAP = 50.0, 0.1
SMALL, PROTECTS = "small", "protects others"
Bounds = dict[str, tuple[float, float]]
"""By count: what a reader knows it holds at least, and at most."""


def system_of(
    world: World, cells: Iterable[str], equations: Collection[Equation], hidden: Set[str] | None = None
) -> System:
    """One component as the solver reads it; with ``hidden``, as an attacker does to whom nothing else is hidden."""
    named = sorted({*cells, *(cell for total, parts in equations for cell in (total, *parts))})
    given = world.fixed if hidden is None else world.shown - hidden
    shown = frozenset(cell for cell in named if cell in given)
    return System(
        {cell: world.values[cell] for cell in named},
        list(equations),
        {cell: world.limit.get(cell, 0) for cell in named if cell not in shown and world.values[cell] is not None},
        shown,
        frozenset(cell for cell in named if cell not in world.shown or cell in (hidden or ())),
        {cell: _weight(world, cell) for cell in named},
        families={cell: world.families[cell] for cell in named if cell in world.families},
        least={cell: world.least.get(cell, 0) for cell in named if cell not in world.shown},
    )


def _weight(world: World, cell: str) -> float:
    return sum(_costs(count) for _, count in world.tells.get(cell, [])) or 1.0


def _costs(count: Count) -> float:
    """A picture goes before a number of a table does, and a group of the journey before the journey."""
    if count.table in PICTURES:
        return CHEAP
    return 1.0 if count.table in ALONE or (count.table == "journey" and count.part) else DEAR


def small_of(world: World, cells: Iterable[str]) -> list[str]:
    """Those of these counts that are small, or behind which few families stand."""
    return [cell for cell in cells if world.is_small(cell)]


def is_exposed(
    world: World, cells: Set[str], hidden: Set[str], *, all_small: bool = False, equations: Collection[Equation]
) -> bool:
    """Whether a reader could be sure that a count that is not printed lies between 1 and its limit.

    ``cells`` and ``equations`` are a component of the world (or several). ``hidden`` are hidden as well. Asked of the
    counts nobody here knows (those an earlier release hid); with ``all_small`` of every small one. By how many a count
    was put right is no reader's to know where it is not printed any more: that all others stayed as they were is
    nowhere said. Raises :class:`~scrutiny_lib.errors.Refused` where the numbers do not fit.
    """
    asked = {
        cell
        for cell in cells
        if world.limit.get(cell, 0)
        and (cell not in world.shown or cell in hidden)
        and (world.values[cell] is None or (all_small and is_small(world.values[cell], world.limit[cell])))
        and world.since.get(cell, cell) not in hidden
        and (cell not in world.since or world.since[cell] in world.shown)
    }
    found = bounds_of(world, asked, world.components(world.shown - hidden, (cells, equations)), hidden) if asked else {}
    return any(lower >= 1 and upper <= world.limit[cell] for cell, (lower, upper) in found.items())


def audit_page(world: World, at: int, components: Sequence[Component], known: Bounds) -> pd.DataFrame:
    """Every count that one page hides, and what its readers can work out about it.

    ``components`` are those of the world where all is known that is printed; ``known`` holds what was worked out for
    other pages of these readers, and is added to.
    """
    told = world.on.get(at, [])
    mine = {cell: count for cell, count in told if cell not in world.shown and not count.derived}
    asked = mine.keys() - known.keys()
    known.update(bounds_of(world, asked, [one for one in components if not asked.isdisjoint(one[0])]))
    rows = []
    for cell in sorted(mine):
        small = world.is_small(cell)
        rows.append((mine[cell].cell, SMALL if small else PROTECTS, *known[cell], mine[cell].table))
    return pd.DataFrame(rows, columns=list(AUDIT))


def bounds_of(world: World, asked: Set[str], components: Iterable[Component], hidden: Set[str] = frozenset()) -> Bounds:
    """What a reader can work out about each of these counts, where ``hidden`` are hidden besides those not printed.

    ``components`` are those of the world where all is known but these.
    """
    found: Bounds = {}
    for cells, equations in components:
        mine = sorted(cells & asked)
        if not mine:
            continue
        if not any(cell in world.shown - hidden for total, parts in equations for cell in (total, *parts)):
            found |= {cell: (float(world.least.get(cell, 0)), math.inf) for cell in mine}
        elif len(equations) == 1:
            found |= _of_one_sum(world, mine, next(iter(equations)), cells)
        else:
            found |= _attacked(system_of(world, cells, equations, hidden), mine)
    return found


def _of_one_sum(world: World, asked: Sequence[str], equation: Equation, open_cells: Set[str]) -> Bounds:
    """What one sum says of the counts in it that are not printed.

    Raises ``Refused`` where no counts fit it.
    """
    total, parts = equation
    least = {cell: _least(world, cell) for cell in open_cells}
    printed = sum(world.values[cell] or 0 for cell in parts if cell not in open_cells)
    if total in open_cells:
        low = max(least[total], printed + sum(least[cell] for cell in parts if cell in open_cells))
        alone = not any(cell in open_cells for cell in parts)
        return {
            cell: (float(low), float(low) if alone else math.inf) if cell == total else (float(least[cell]), math.inf)
            for cell in asked
        }
    held = [cell for cell in parts if cell in open_cells]
    room = (world.values[total] or 0) - printed - sum(least[cell] for cell in held)
    if room < 0:
        problems = Problems()
        problems.add("E12", "No counts let a total be the sum of its parts.", "Look for a cell that was put right.")
        problems.raise_if_stops()
    return {cell: (float(least[cell] + (room if len(held) == 1 else 0)), float(least[cell] + room)) for cell in asked}


def _least(world: World, cell: str) -> int:
    least, value = world.least.get(cell, 0), world.values[cell]
    return least if value is None else min(least, value)


def _attacked(system: System, asked: Sequence[str]) -> Bounds:
    equations = tuple((total, tuple(parts)) for total, parts in system.equations)
    least = tuple(sorted(system.least.items()))
    return dict(_worked_out(tuple(system.values.items()), equations, system.fixed_hidden, least, tuple(asked)))


@lru_cache(maxsize=4096)
def _worked_out(
    values: tuple[tuple[str, int | None], ...],
    equations: tuple[Equation, ...],
    hidden: frozenset[str],
    least: tuple[tuple[str, int], ...],
    asked: tuple[str, ...],
) -> tuple[tuple[str, tuple[float, float]], ...]:
    """The bounds of each count asked about; the same numbers stand on many pages."""
    lines = read_lines(System(dict(values), equations, fixed_hidden=hidden, least=dict(least)))
    attack = Attack(lines.matrix, lines.room, lines.mask(hidden | {cell for cell, value in values if value is None}))
    found = []
    for cell in asked:
        at = lines.at[cell]
        held = float(lines.base[at])
        found.append((cell, (held - attack.furthest(at, -1), held + attack.furthest(at, 1))))
    return tuple(found)
