"""What a reader can add up: cells, the totals between them, and which of them are small.

A :class:`System` holds every number anybody could print or work out, with the equations *total = sum of parts* that
join them: one table, linked tables, hierarchies, earlier releases. :func:`read_lines` checks it (all problems at once)
and lays it out as numbers for the solver and the attacker.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from ..errors import Problems
from .programs import whole_programme
from .small import is_small

LARGEST = 10**9
"""No count of children, and nothing a linear programme still treats exactly, is more than this."""

Mask = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class System:
    """Cells, the equations between them, and what has to be protected.

    Parameters
    ----------
    values : mapping of str to int or None
        Every cell anybody could print or work out; ``None``: nobody here knows it (a cell that an earlier release
        hid): always hidden, never printed.
    equations : sequence of (str, sequence of str)
        ``(total, parts)``: the total is the sum of its parts.
    limits : mapping of str to int
        A cell of 1 … its limit is small. A cell left out has limit 0: never small.
    fixed_shown : frozenset of str
        Printed whatever the solver finds: earlier releases, and what must stay.
    fixed_hidden : frozenset of str
        Hidden whatever the solver finds, at no cost: by a mask, or because it is printed nowhere.
    weights : mapping of str to float, "value" or "count"
        What hiding a cell costs: its value, 1, or its own weight (a cell left out of the mapping: its value).
    last_resort : frozenset of str
        Cells (totals) hidden only where nothing else helps.
    families : mapping of str to int, optional
        How many families stand behind a cell; 1 … limit families make it small as well.
    primary : frozenset of str, optional
        Cells hidden whatever their value; one that is not small must not be determined exactly.
    needs : mapping of str to (int or None, int or None), optional
        For a primary cell: the attacker's upper bound at least, and the lower bound at most, this.
    least : mapping of str to int, optional
        What a reader knows a hidden cell holds at least. Left out: ``lower``, or 0 where the cell itself is 0.
    """

    values: Mapping[str, int | None]
    equations: Sequence[tuple[str, Sequence[str]]]
    limits: Mapping[str, int] = field(default_factory=dict)
    fixed_shown: frozenset[str] = frozenset()
    fixed_hidden: frozenset[str] = frozenset()
    weights: Mapping[str, float] | str = "value"
    last_resort: frozenset[str] = frozenset()
    families: Mapping[str, int] = field(default_factory=dict)
    primary: frozenset[str] = frozenset()
    needs: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)
    least: Mapping[str, int] = field(default_factory=dict)

    def small(self, cell: str) -> bool:
        """Whether a cell is small: its count, or the families behind it (an unknown or a zero cell is not)."""
        limit, value = self.limits.get(cell, 0), self.values.get(cell)
        return is_small(value, limit) or (bool(value) and is_small(self.families.get(cell), limit))


@dataclass(frozen=True)
class Need:
    """What has to stay possible for one cell: that it is ``far`` more (``sign`` 1) or less (−1), or (0) not exact."""

    at: int
    far: int
    sign: int


@dataclass(frozen=True, eq=False)
class Lines:
    """A checked system as numbers; cells in the order of their names.

    ``matrix`` has a row per equation (parts 1, total −1); ``base`` fulfils it: the true values, unknown cells filled
    in. ``must`` are hidden in any case, ``may`` can be, ``last`` only as a last resort; ``room`` is how far a hidden
    cell could fall in a reader's eyes.
    """

    names: tuple[str, ...]
    at: Mapping[str, int]
    matrix: Any
    base: Whole
    room: Whole
    must: Mask
    may: Mask
    last: Mask
    cost: npt.NDArray[np.float64]
    needs: tuple[Need, ...]

    def mask(self, cells: Iterable[str]) -> Mask:
        """The cells of these names."""
        chosen = np.zeros(len(self.names), dtype=bool)
        chosen[[self.at[cell] for cell in cells]] = True
        return chosen

    def cells(self, mask: Mask) -> list[str]:
        """The names of the cells of a mask, in order."""
        return [self.names[at] for at in np.flatnonzero(mask)]


def read_lines(system: System, lower: int = 1) -> Lines:
    """Check a system and lay it out as numbers.

    Parameters
    ----------
    system : System
    lower : 0 or 1
        What a reader knows of every hidden cell: 1 where zeros are printed.

    Raises
    ------
    Refused
        With every problem: a value that is no whole number from 0, cells that are not there, totals that are not the
        sum of their parts, a cell both printed and hidden.

    >>> lines = read_lines(System({"a": 3, "b": 9, "T": 12}, [("T", ["a", "b"])], {"a": 5, "b": 5}))
    >>> lines.names, lines.base.tolist(), lines.must.tolist(), lines.room.tolist()
    (('T', 'a', 'b'), [12, 3, 9], [False, True, False], [11, 2, 8])
    """
    problems = Problems()
    if lower not in (0, 1) or isinstance(lower, bool):
        problems.add("E01", "lower is neither 0 nor 1.", "Give 1 where zeros are printed, else 0.")
    values = _read_values(system.values, problems)
    _check_equations(system, values, problems)
    _check_choices(system, values, lower, problems)
    problems.raise_if_stops()

    names = tuple(sorted(values))
    at = {name: place for place, name in enumerate(names)}
    matrix = _matrix(system.equations, at)
    least = np.array([_least(system, cell, values[cell], lower) for cell in names], dtype=np.int64)
    base = _fill_in(matrix, np.array([-1 if values[cell] is None else values[cell] for cell in names]), least, problems)
    problems.raise_if_stops()
    shown, unknown = system.fixed_shown, {cell for cell, value in values.items() if value is None}
    small = {cell for cell in names if cell not in shown and system.small(cell)}
    must = small | unknown | system.fixed_hidden | system.primary | set(system.needs)
    may = [cell not in must and cell not in shown and (values[cell] or 0) >= lower for cell in names]
    return Lines(
        names,
        at,
        matrix,
        base,
        base - least,
        np.array([cell in must for cell in names], dtype=bool),
        np.array(may, dtype=bool),
        np.array([cell in system.last_resort for cell in names], dtype=bool),
        np.array([_weight(system.weights, cell, values[cell]) for cell in names], dtype=float),
        tuple(_needs(system, names, base, small | unknown | system.primary | set(system.needs))),
    )


def as_whole(value: object) -> int | None:
    """A whole number from 0, or ``None`` for anything else (text, true and false, missing, negative, a fraction).

    >>> [as_whole(value) for value in (3, 3.0, 3.5, -1, True, "3", float("nan"), None)]
    [3, 3, None, None, None, None, None, None]
    """
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.integer, np.floating)):
        return None
    if not math.isfinite(value) or value != int(value) or value < 0:
        return None
    return int(value)


def _read_values(values: Mapping[str, int | None], problems: Problems) -> dict[str, int | None]:
    """Every value as a whole number; positions in messages count the cells as given."""
    read: dict[str, int | None] = {}
    for number, (cell, value) in enumerate(values.items(), start=1):
        read[cell] = None if value is None else as_whole(value)
        if not isinstance(cell, str) or not cell:
            problems.add("E02", "A cell has no name.", "Give every cell a text as its name.", cell=f"cell {number}")
        if value is not None and read[cell] is None:
            fact = "A value is not a whole number from 0."
            problems.add("E03", fact, "Give counts only; leave nothing missing.", cell=f"cell {number}")
        elif (read[cell] or 0) > LARGEST:
            problems.add("E03", "A value is too large to be a count.", "Give counts of people.", cell=f"cell {number}")
    return read


def _check_equations(system: System, values: Mapping[str, int | None], problems: Problems) -> None:
    """Every equation names cells that are there, each once, and holds."""
    for number, (total, parts) in enumerate(system.equations, start=1):
        place = f"equation {number}"
        if isinstance(parts, str) or not parts:
            problems.add("E04", "An equation has no list of parts.", "Give the total and a list of parts.", cell=place)
            continue
        named = [total, *parts]
        if any(cell not in values for cell in named):
            problems.add("E05", "An equation names a cell that is not there.", "Add or correct it.", cell=place)
        elif max(Counter(named).values()) > 1:
            problems.add("E06", "An equation names a cell twice.", "Name every cell once.", cell=place)
        elif None not in map(values.get, named) and sum(values[cell] or 0 for cell in parts) != values[total]:
            fact = "A total is not the sum of its parts."
            problems.add("E07", fact, "Correct the cells or the equation; nothing is released.", cell=place)


def _check_choices(system: System, values: Mapping[str, int | None], lower: int, problems: Problems) -> None:
    """Limits, weights and lists of cells fit the cells."""
    asked = system.primary | set(system.needs)
    lists: dict[str, Iterable[str]] = {
        "fixed_shown": system.fixed_shown,
        "fixed_hidden": system.fixed_hidden,
        "last_resort": system.last_resort,
        "primary": asked,
    }
    for column, cells in lists.items():
        if any(cell not in values for cell in cells):
            problems.add("E05", "A cell is named that is not there.", "Correct the name.", column=column)
    for column, numbers in {"limits": system.limits, "families": system.families, "least": system.least}.items():
        if any(as_whole(number) is None for number in numbers.values()):
            problems.add("E08", "A number is not a whole number from 0.", "Give whole numbers from 0.", column=column)
    hidden = system.fixed_hidden | asked | {cell for cell, value in values.items() if value is None}
    if hidden & system.fixed_shown:
        fact = "A cell is both printed already and to be hidden."
        problems.add("E09", fact, "What was printed cannot be hidden: take it off a list.", column="fixed_shown")
    if any(values.get(cell) is not None and (values[cell] or 0) < lower for cell in asked):
        fact = "A cell of 0 is to be hidden, and zeros are printed."
        problems.add("E10", fact, "Take it off the list, or give lower=0.", column="primary")
    weights = system.weights
    if weights not in ("value", "count") and not isinstance(weights, Mapping):
        problems.add("E11", "The weights are of no known kind.", 'Give "value", "count" or a weight per cell.')
    elif isinstance(weights, Mapping) and any(not math.isfinite(w) or w < 0 for w in weights.values()):
        problems.add("E11", "A weight is not a number from 0.", "Give numbers from 0.", column="weights")


def _matrix(equations: Sequence[tuple[str, Sequence[str]]], at: Mapping[str, int]) -> Any:
    """A row per equation: parts 1, total −1."""
    rows, columns, signs = [], [], []
    for row, (total, parts) in enumerate(equations):
        for cell, sign in [(total, -1), *((part, 1) for part in parts)]:
            rows.append(row)
            columns.append(at[cell])
            signs.append(sign)
    shape = (len(equations), len(at))
    return sparse.csc_array((np.array(signs, dtype=np.int64), (rows, columns)), shape=shape)


def _least(system: System, cell: str, value: int | None, lower: int) -> int:
    """What a reader knows a hidden cell holds at least; never more than it holds."""
    least = system.least.get(cell, lower)
    return least if value is None else min(least, value)


def _fill_in(matrix: Any, values: Whole, least: Whole, problems: Problems) -> Whole:
    """The values with the unknown ones (−1) filled in so that every equation holds."""
    base = np.array(values, dtype=np.int64)
    unknown = base < 0
    if not unknown.any():
        return base
    base[unknown] = 0
    rest, wanted = matrix[:, unknown], -(matrix @ base)
    found = whole_programme(np.ones(int(unknown.sum())), rest, wanted, least[unknown], np.inf)
    if found is None:
        fact = "No whole numbers in the cells hidden earlier let every total be the sum of its parts."
        problems.add("E12", fact, "Look for an equation or a printed cell that was revised since.")
        return base
    base[unknown] = found
    return base


def _weight(weights: Mapping[str, float] | str, cell: str, value: int | None) -> float:
    """What hiding a cell costs."""
    if isinstance(weights, Mapping):
        return float(weights.get(cell, value or 0))
    return 1.0 if weights == "count" else float(value or 0)


def _needs(system: System, names: Sequence[str], base: Whole, asked: set[str]) -> list[Need]:
    """What must stay possible for every cell that has to be protected, as distances from its value."""
    found: list[Need] = []
    for at, cell in enumerate(names):
        if cell not in asked:
            continue
        limit, held = system.limits.get(cell, 0), int(base[at])
        if cell in system.needs:
            most, fewest = system.needs[cell]
            found += [Need(at, most - held, 1)] if most is not None and most > held else []
            found += [Need(at, held - fewest, -1)] if fewest is not None and fewest < held else []
        if held <= limit and (system.values[cell] is None or is_small(held, limit)):
            found.append(Need(at, limit + 1 - held, 1))
        elif system.values[cell] is not None and cell not in system.needs:
            found.append(Need(at, 1, 0))
    return found
