"""Everything the readers of one profile may hold at once: the counts of their pages and of earlier releases.

Readers of the partnership may hold every page, those of a group the pages for groups and for the public, everybody else
the public ones. Counts with the same name are the same number; a number that was put right since it was released is
another count, and so is whatever hidden part of an earlier sum cannot be what it is now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from ..terms import PROFILES
from .counts import HIDDEN, Count, Equation, Told, kind_of
from .equations import LARGEST
from .limits import Limits
from .small import is_small

Component = tuple[Set[str], Collection[Equation]]
"""Counts that depend on each other, and the equations they are in."""


def may_hold(readers: str, profile: str) -> bool:
    """Whether readers of one profile may hold a page made for another.

    >>> may_hold("partnership", "group"), may_hold("public", "group")
    (True, False)
    """
    return PROFILES.index(readers) <= PROFILES.index(profile)


@dataclass
class World:
    """Counts by name (``None``: nobody here knows it), which are printed, which of these for good, and the equations.

    ``tells`` says where on today's pages a count stands: the number of the page, and the count as it is there; ``on``
    the same, by the number of the page.
    ``put_right`` are counts as they are now and the names under which they were printed before as another number;
    ``since`` are the counts of by how many, with the count as it is now. ``twins`` are counts of a review that has the
    frame of another, and stand under that one's name: everybody in it is the same children.
    """

    limits: Limits
    values: dict[str, int | None] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    fixed: set[str] = field(default_factory=set)
    least: dict[str, int] = field(default_factory=dict)
    limit: dict[str, int] = field(default_factory=dict)
    equations: dict[Equation, None] = field(default_factory=dict)
    tells: dict[str, list[tuple[int, Count]]] = field(default_factory=dict)
    on: dict[int, list[tuple[str, Count]]] = field(default_factory=dict)
    families: dict[str, int] = field(default_factory=dict)
    put_right: dict[tuple[str, str], None] = field(default_factory=dict)
    since: dict[str, str] = field(default_factory=dict)
    twins: dict[str, str] = field(default_factory=dict)

    def add_page(
        self, number: int, told: Told, review: str, families: Mapping[str, int] | None = None, twin: str = ""
    ) -> dict[str, str]:
        """Take in one page of today, with how many ``families`` stand behind its counts. ``twin`` is a review taken in
        before whose frame holds the same children.

        Returns its names as they are here, where two pages differ about a number.
        """
        for cell, count in told.counts.items():
            other = _under(cell, twin)
            if other and self.values.get(other) == count.value:
                self.twins[cell] = other
        names = {cell: self._today(cell, count.value, review) for cell, count in told.counts.items()}
        for cell, count in told.counts.items():
            name = names[cell]
            self._know(name, count.value, count.least, self.limits.by_kind[count.kind])
            if count.shown:
                self.shown.add(name)
                if count.fixed:
                    self.fixed.add(name)
            self.tells.setdefault(name, []).append((number, count))
            self.on.setdefault(number, []).append((name, count))
            if cell in (families or {}):
                self.families[name] = min((families or {})[cell], self.families.get(name, LARGEST))
        for total, parts in told.equations:
            self.equations[names[total], tuple(names[part] for part in parts)] = None
        return names

    def _today(self, cell: str, value: int, review: str) -> str:
        cell = self.twins.get(cell, cell)
        return cell if self.values.get(cell, value) == value else f"{cell} ({review})"

    def _know(self, name: str, value: int | None, least: int, limit: int) -> None:
        if self.values.get(name) is None:
            self.values[name] = value
        self.least[name] = max(least, self.least.get(name, 0))
        self.limit[name] = max(limit, self.limit.get(name, 0))

    def add_earlier(self, number: int, told: Mapping[str, Any], own: bool) -> dict[str, str]:
        """Take in one earlier release: what it printed stays printed. ``own``: made for these very readers.

        Returns its names as they are here.
        """
        cells: Mapping[str, Any] = {self._of(cell): value for cell, value in (told.get("cells") or {}).items()}
        names = {cell: self._name(cell, value, number) for cell, value in cells.items()}
        self.put_right.update(dict.fromkeys((cell, name) for cell, name in names.items() if name != cell))
        known = [(self._of(total), [self._of(part) for part in parts]) for total, parts in told.get("equations") or []]
        equations = [one for one in known if one[0] in cells and all(part in cells for part in one[1])]
        self._put_apart(cells, names, equations, number)
        limits = told.get("limits") or {}
        for cell, value in cells.items():
            printed = isinstance(value, int)
            limit = int(limits.get(kind_of(cell), 0)) if own else 0
            self._know(names[cell], value if printed else None, int(value == HIDDEN), limit)
            if printed:
                self.shown.add(names[cell])
                self.fixed.add(names[cell])
        for total, parts in equations:
            self.equations[names[total], tuple(names[part] for part in parts)] = None
        return names

    def _of(self, cell: Any) -> str:
        return self.twins.get(str(cell), str(cell))

    def _name(self, cell: str, value: Any, number: int) -> str:
        known = self.values.get(cell)
        if not isinstance(value, int) or known is None or known == value:
            return cell
        return f"{cell} (as released in line {number})"

    def _put_apart(
        self,
        cells: Mapping[str, Any],
        names: dict[str, str],
        equations: Sequence[tuple[str, Sequence[str]]],
        number: int,
    ) -> None:
        """Give hidden counts of a sum that no longer holds a name of their own: something in it was put right."""
        changed = True
        while changed:
            changed = False
            for total, parts in equations:
                if self._holds(cells, names, total, parts):
                    continue
                for cell in (total, *parts):
                    if not isinstance(cells[cell], int) and names[cell] == cell:
                        names[cell], changed = f"{cell} (hidden in line {number})", True

    def _holds(self, cells: Mapping[str, Any], names: Mapping[str, str], total: str, parts: Sequence[str]) -> bool:
        def known(cell: str) -> int | None:
            return cells[cell] if isinstance(cells[cell], int) else self.values.get(names[cell])

        whole, held = known(total), [known(part) for part in parts]
        summed = sum(value for value in held if value is not None)
        put_right = any(names[cell] != cell for cell in (total, *parts))
        if put_right and (whole is None or None in held):
            return False  # what is hidden in it may have been put right as well
        if whole is None:
            return True
        return summed == whole if None not in held else summed <= whole

    def is_small(self, cell: str) -> bool:
        """Whether a count is small, or so few families stand behind it."""
        value, limit = self.values[cell], self.limit.get(cell, 0)
        return is_small(value, limit) or (bool(value) and is_small(self.families.get(cell), limit))

    def fill_in(self) -> None:
        """Work out what nobody here noted: the one count of a sum that is missing, and those that must all be zero."""
        changed = True
        while changed:
            changed = False
            for total, parts in self.equations:
                missing = [cell for cell in (total, *parts) if self.values[cell] is None]
                if not missing or (total in missing and len(missing) > 1):
                    continue
                held = sum(self.values[part] or 0 for part in parts)
                left = held if total in missing else (self.values[total] or 0) - held
                if left >= 0 and (len(missing) == 1 or left == 0):
                    self.values.update(dict.fromkeys(missing, left))
                    changed = True

    def components(self, known: Set[str], within: Component | None = None) -> list[Component]:
        """Counts that depend on each other where those ``known`` are given, with the equations they are in. ``within``
        is one such component where fewer were known: nothing outside it is looked at."""
        cells, equations = (self.values.keys(), self.equations.keys()) if within is None else within
        leader: dict[str, str] = {}

        def find(name: str) -> str:
            while leader.setdefault(name, name) != name:
                leader[name] = leader[leader[name]]
                name = leader[name]
            return name

        open_cells = {cell for cell in cells if cell not in known}
        for total, parts in equations:
            loose = [cell for cell in (total, *parts) if cell in open_cells]
            for cell in loose[1:]:
                leader[find(cell)] = find(loose[0])
        groups: dict[str, set[str]] = {}
        for cell in sorted(open_cells):
            groups.setdefault(find(cell), set()).add(cell)
        mine: dict[str, list[Equation]] = {}
        for equation in equations:
            first = next((cell for cell in (equation[0], *equation[1]) if cell in open_cells), None)
            if first is not None:
                mine.setdefault(find(first), []).append(equation)
        return [(cells, mine.get(root, [])) for root, cells in groups.items()]


def link_in_time(world: World, cells: Iterable[str]) -> None:
    """Numbers of one financial year to a quarter: those to an earlier quarter and what came between; and those beside
    single reviews of the year and the others."""
    to_date: dict[tuple[str, str, str], dict[str, str]] = {}
    beside: dict[tuple[str, str, str], list[str]] = {}
    for cell in cells:
        if not cell.startswith("train|"):
            continue
        pieces = cell.split("|")
        if len(pieces) != 4:
            continue
        _, course, scope, column = pieces
        word, _, period = scope.partition(" ")
        key = (course, period[:7], column)
        if word == "to":
            to_date.setdefault(key, {})[period] = cell
        elif word == "in":
            beside.setdefault(key, []).append(cell)
    for key, found in to_date.items():
        ordered = [found[period] for period in sorted(found)]
        for before, after in pairwise(ordered):
            _leaves(world, after, [before], f"{after} since the quarter before")
        for period, cell in found.items():
            parts = [one for one in beside.get(key, []) if one.split("|")[2][3:13] <= period]
            if parts:
                _leaves(world, cell, sorted(parts), f"{cell} beside others")


def link_frames(world: World, inner: str, outer: str) -> None:
    """Everybody of one review's frame is in another's too: the difference is a count of those who are not.

    How many these are says nothing of them; who they are, and what became of them, does.
    """
    for cell in sorted(world.values):
        pieces = cell.split("|")
        if len(pieces) > 1 and pieces[1] == inner and _is_of_a_frame(pieces):
            whole = "|".join([pieces[0], outer, *pieces[2:]])
            if whole in world.values:
                _leaves(world, whole, [cell], f"{whole} not in {inner}")


def link_editions(world: World) -> None:
    """A count over everybody in a frame that was put right since it was printed: by how many it was is a count of those
    children. How many are in the frame at all says nothing of them, nor does a count of them all; monthly figures are
    put right every month."""
    for now, before in world.put_right:
        pieces = now.split("|")
        if _is_of_a_frame(pieces) and not _is_everybody(world, now, before, f"size|{pieces[1]}|frame"):
            larger, smaller = sorted((now, before), key=lambda cell: world.values[cell] or 0, reverse=True)
            rest = f"{now} put right, {before}"
            _leaves(world, larger, [smaller], rest)
            world.since[rest] = now


def _is_everybody(world: World, now: str, before: str, size: str) -> bool:
    """Whether a count is the size of the frame, and was before it was put right."""
    was = size + before.removeprefix(now)
    sizes = world.values.get(size), world.values.get(was, world.values.get(size))
    return None not in sizes and sizes == (world.values[now], world.values[before])


def _is_of_a_frame(pieces: Sequence[str]) -> bool:
    """Counts over everybody: who they are, how often each limit was met, how many days it took, how far they came."""
    return (
        (pieces[0] == "who" and pieces[-1] == "in_frame")
        or (pieces[0] in ("clock", "days") and "frame" in pieces[3:4])
        or pieces[0] == "journey"
    )


def _under(cell: str, review: str) -> str:
    """The name under which another review with the same frame tells a count over everybody; ``""``: it is none."""
    pieces = cell.split("|")
    if review and (_is_of_a_frame(pieces) or (pieces[0] == "size" and pieces[-1] == "frame")):
        return "|".join([pieces[0], review, *pieces[2:]])
    return ""


def _leaves(world: World, total: str, parts: Sequence[str], rest: str) -> None:
    """An equation of a total, parts of it, and the rest that nobody prints; nothing where that would be below zero."""
    values = [world.values.get(cell) for cell in (total, *parts)]
    left = None
    if None not in values:
        left = (values[0] or 0) - sum(value or 0 for value in values[1:])
        if left < 0:
            return
    world.values.setdefault(rest, left)
    world.least.setdefault(rest, 0)
    world.limit[rest] = max(world.limit.get(total, 0), *(world.limit.get(part, 0) for part in parts))
    world.equations[total, (*parts, rest)] = None
