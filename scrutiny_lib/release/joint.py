"""The joint decision: every page of a quarter at once, beside everything that was ever released.

For the readers of each profile in turn (the partnership first, who may hold every page; then groups; then everybody)
the counts of all pages they may hold and of every release that shares a count form one system. What its solver hides is
hidden on each of those pages; where nothing safe is found, the parts involved are withheld. Hiding only ever adds, so
that what was decided for one profile stays true after the next.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from ..errors import Refused
from ..tables import Tables
from ..terms import PROFILES
from .counts import HIDDEN, Asked, Count, Equation, Told
from .counts_told import counts_told
from .equations import System
from .joint_apply import Notes, hide, withhold
from .joint_audit import AUDIT, Bounds, audit_page, is_exposed, small_of, system_of
from .joint_world import World, link_editions, link_frames, link_in_time, may_hold
from .limits import Limits
from .pattern import solve_pattern

NODES = 20_000
"""How many nodes each whole-number programme of the solver may look at."""
STUCK = (
    "What the page has to say of how many there are, beside what was released before, would give a small number away. "
    "Nothing can be hidden on it to prevent that: ask whoever keeps the ledger."
)
Part = tuple[str, str]
"""A part of a table."""


@dataclass
class Page:
    """One page while it is decided on."""

    asked: Asked
    tables: Tables
    notes: Notes
    told: Told
    names: dict[str, str] = field(default_factory=dict)
    stopped: str = ""
    audit: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(AUDIT)))
    equations: dict[str, Any] = field(default_factory=dict)


def decide_jointly(
    pages: Sequence[Asked], earlier: Sequence[Mapping[str, Any]], limits: Mapping[str, Limits]
) -> list[Page]:
    """Decide on all pages together.

    Parameters
    ----------
    pages : sequence of Asked
        Each with its tables as its own mask left them. Their order does not matter to the outcome.
    earlier : sequence of mapping
        The ledger's entries; those with ``equations`` are what readers may already hold, withdrawn or not.
    limits : mapping of str to Limits
        By profile.

    Returns
    -------
    list of Page
        In the order given: ``tables`` with more hidden, ``notes`` on everything withheld, ``audit`` (every hidden
        count with what a reader can work out), ``equations`` for the ledger, and ``stopped``, which says why where the
        page cannot leave at all.
    """
    made = [Page(page, page.masked, [dict(note) for note in page.withheld], counts_told(page)) for page in pages]
    order = sorted(range(len(made)), key=lambda at: (made[at].asked.review, made[at].asked.audience))
    for readers in PROFILES:
        mine = [at for at in order if may_hold(readers, made[at].asked.profile)]
        if mine:
            _decide_for(readers, made, mine, earlier, limits[readers])
    return made


def _decide_for(
    readers: str, made: list[Page], mine: Sequence[int], earlier: Sequence[Mapping[str, Any]], limits: Limits
) -> None:
    """Hide and withhold until nothing small can be worked out by these readers; then say what they can work out."""
    left = -1
    while True:
        world = _world(readers, made, mine, earlier, limits)
        hidden, gone, stuck = _solve(world)
        if not hidden and not gone:
            break
        if len(world.shown) == left:  # what was to be hidden is still there: nothing leaves
            stuck |= set(mine)
            break
        left = len(world.shown)
        counts: dict[int, list[Count]] = {}
        for cell in hidden:
            for at, count in world.tells[cell]:
                if count.shown:
                    counts.setdefault(at, []).append(count)
        for at in mine:
            page = made[at]
            page.tables = hide(page.asked, page.tables, counts.get(at, []), page.notes)
            for name, part in gone.get(at, ()):
                page.tables = withhold(page.asked, page.tables, name, part, page.notes)
            asked = page.asked
            page.told = counts_told(replace(asked, masked=page.tables, withheld=()))
        _no_further(made, mine, hidden, world)
    bounds: Bounds = {}
    components = world.components(world.shown)
    says = {
        equation
        for _, equations in components
        for equation in equations
        if any(cell in world.shown for cell in (equation[0], *equation[1]))
    }
    for at in mine:
        if at in stuck:
            made[at].stopped = STUCK
        if made[at].asked.profile == readers:
            made[at].audit = audit_page(world, at, components, bounds)
            made[at].equations = _for_the_ledger(world, made[at], says)


def _no_further(made: list[Page], mine: Sequence[int], hidden: Sequence[str], world: World) -> None:
    """A count that is still shown after it was to be hidden takes its part with it, so that every round hides more."""
    for cell in hidden:
        for at in sorted({at for at, _ in world.tells[cell]} & set(mine)):
            page = made[at]
            told = (page.told.counts.get(own) for own, name in page.names.items() if name == cell)
            for count in told:
                if count is not None and count.shown and not count.fixed:
                    page.tables = withhold(page.asked, page.tables, count.table, count.part, page.notes)


def _world(
    readers: str, made: list[Page], mine: Sequence[int], earlier: Sequence[Mapping[str, Any]], limits: Limits
) -> World:
    world = World(limits)
    frames = {made[at].asked.review: made[at].asked.frame_ids for at in mine if made[at].asked.frame_ids}
    first: dict[frozenset[str], str] = {}
    for at in mine:
        asked = made[at].asked
        twin = first.setdefault(asked.frame_ids, asked.review) if asked.frame_ids else asked.review
        known = "" if twin == asked.review else twin
        made[at].names = world.add_page(at, made[at].told, asked.review, asked.families, known)
    for number, entry in enumerate(earlier, start=1):
        told, profile = entry.get("equations"), str(entry.get("profile"))
        if isinstance(told, Mapping) and profile in PROFILES and may_hold(readers, profile):
            world.add_earlier(int(entry.get("number") or number), told, profile == readers)
    for inner, ids in frames.items():
        for outer, all_ids in frames.items():
            if inner != outer and ids <= all_ids:
                link_frames(world, inner, outer)
    link_editions(world)
    link_in_time(world, sorted(world.values))
    world.fill_in()
    return world


def _solve(world: World) -> tuple[list[str], dict[int, list[Part]], set[int]]:
    """Counts to hide, parts to withhold by page, and pages that cannot leave: over all components, for this round."""
    hidden: list[str] = []
    gone: dict[int, dict[Part, None]] = {}
    stuck: set[int] = set()
    for cells, equations in world.components(world.fixed):
        if not any(cell in world.tells for cell in cells) or not _at_risk(world, cells):
            continue
        found = _pattern(world, cells, equations)
        if found is not None:
            hidden += sorted(cell for cell in found & world.shown)
            continue
        places = [
            (at, (count.table, count.part))
            for cell in sorted(cells)
            for at, count in world.tells.get(cell, [])
            if count.shown and not count.fixed
        ]
        for at, part in places:
            gone.setdefault(at, {})[part] = None
        if not places and _is_sure(world, cells, equations):
            named = {cell for equation in equations for cell in (equation[0], *equation[1])}
            stuck |= {at for cell in named for at, count in world.tells.get(cell, []) if count.fixed}
    return hidden, {at: list(parts) for at, parts in gone.items()}, stuck


def _at_risk(world: World, cells: Set[str]) -> bool:
    """Whether any of these counts is small, or any that nobody knows could be."""
    return bool(small_of(world, cells)) or any(world.values[cell] is None for cell in cells)


def _pattern(world: World, cells: Set[str], equations: Collection[Equation]) -> frozenset[str] | None:
    """All counts to hide among these; ``None``: nothing safe was found."""
    system: System = system_of(world, cells, equations)
    try:
        found = solve_pattern(system, nodes=NODES)
        if not found.safe or is_exposed(world, cells, found.hidden, equations=equations):
            return None
    except Refused:
        return None
    return found.hidden


def _is_sure(world: World, cells: Set[str], equations: Collection[Equation]) -> bool:
    """Whether a reader could be sure of a small count, of which nothing is left to hide.

    That a count is at most a few is no disclosure by itself: it may be nobody.
    """
    try:
        return is_exposed(world, cells, frozenset(), all_small=True, equations=equations)
    except Refused:
        return True


def _for_the_ledger(world: World, page: Page, says: Set[Equation]) -> dict[str, Any]:
    """What the page tells, as later releases need it; sums with nothing hidden in them say nothing more. ``says`` are
    the sums of the world that say something."""
    told, here = page.told, page.names
    names = {cell: cell if cell in world.twins else name for cell, name in here.items()}
    kept = [
        (total, parts)
        for total, parts in told.equations
        if (here[total], tuple(here[part] for part in parts)) in says
        and any(not told.counts[cell].shown and not told.counts[cell].derived for cell in (total, *parts))
    ]
    needed = {cell for total, parts in kept for cell in (total, *parts)}
    cells: dict[str, Any] = {}
    for cell, count in sorted(told.counts.items()):
        if count.shown or cell in needed:
            cells[names[cell]] = count.value if count.shown else HIDDEN if count.least else None
    return {
        "cells": cells,
        "equations": sorted([names[total], [names[part] for part in parts]] for total, parts in kept),
        "limits": dict(sorted(world.limits.by_kind.items())) if cells else {},
    }


def not_safe_beside(page: Mapping[str, Any], profile: str, earlier: Sequence[Mapping[str, Any]]) -> str:
    """Why a page may not leave beside what was released by now, or ``""``.

    ``page`` is what :func:`decide_jointly` noted for the ledger; what is hidden is unknown here, so that only what a
    reader could be sure of counts: that a hidden number lies between 1 and its limit.
    """
    for readers in PROFILES:
        if not may_hold(readers, profile):
            continue
        world = World(Limits(readers, {}, (), 0))
        mine = set(world.add_earlier(0, page, profile == readers).values())
        for number, entry in enumerate(earlier, start=1):
            told, other = entry.get("equations"), str(entry.get("profile"))
            if isinstance(told, Mapping) and other in PROFILES and may_hold(readers, other):
                world.add_earlier(int(entry.get("number") or number), told, other == readers)
        link_editions(world)
        link_in_time(world, sorted(world.values))
        try:
            for cells, equations in world.components(world.shown):
                beside = bool(mine & {cell for total, parts in equations for cell in (total, *parts)})
                if beside and is_exposed(world, cells, frozenset(), all_small=True, equations=equations):
                    return AGAIN
        except Refused:
            return AGAIN
    return ""


AGAIN = (
    "Beside what was released since this draft was made, a small number could be worked out. Run the quarter again: it "
    "hides more, and the draft it makes has to be approved anew."
)
