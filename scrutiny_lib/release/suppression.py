"""Small numbers hidden so that nobody can work them out, and what a reader could still say of each: the proof.

:func:`suppress` takes one two-way table of counts, :func:`suppress_system` any cells joined by totals (three-way and
linked tables, hierarchies, earlier releases). Both hide as little as possible and then attack the result: every
hidden cell comes with the interval a reader can work out. What cannot be made safe is not shown at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from ..errors import Problems, Refused
from .attacker import audit
from .equations import System, as_whole
from .pattern import Pattern, solve_pattern

HIDDEN, TOTAL = "[c]", "Total"


@dataclass(frozen=True, eq=False)
class Suppressed:
    """What may be shown, what is hidden and why, and what a reader can work out.

    Attributes
    ----------
    shown : DataFrame, Series or None
        ``"[c]"`` where hidden. :func:`suppress`: the table with row and column *Total*; :func:`suppress_system`: a
        Series by cell. ``None``: the table is withheld.
    hidden : DataFrame(cell, why)
        *small*, *small total*, *asked for* (named as primary), *protects others*; *withheld* for every cell of a table
        that is withheld.
    audit : DataFrame(cell, lower, upper)
        For every hidden cell of a table that is shown: a reader can say that it is from ``lower`` to ``upper``, no
        more; ``upper`` is infinite where nothing bounds it.
    reason : str
        ``""``, or why the table is withheld: *nothing safe*, *limits reached*, *nothing left to show* (all of a
        table but noughts would be hidden).
    alike : DataFrame(group, cell)
        Small groups that are all in one cell: hiding its number does not hide that, because zeros are printed. Nothing
        may be released before such a group is put together with another. ``group`` is the total, ``cell`` where its
        members are.
    """

    shown: pd.DataFrame | pd.Series | None
    hidden: pd.DataFrame
    audit: pd.DataFrame
    reason: str = ""
    alike: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["group", "cell"]))


def suppress(
    table: pd.DataFrame,
    limit: int = 5,
    primary: Iterable[str] | None = None,
    weight: str | Mapping[str, float] = "value",
    lower: int = 1,
) -> Suppressed:
    """Hide the small counts of a two-way table, and as few others as protect them.

    Parameters
    ----------
    table : DataFrame
        Inner counts (whole numbers from 0), without totals. Cells are named ``"row|column"``, totals ``"row|Total"``,
        ``"Total|column"``, ``"Total|Total"``.
    limit : int
        Counts of 1 … ``limit`` are small, totals too.
    primary : iterable of str, optional
        Further cells to hide, whatever they hold; a reader must not be able to tell them exactly.
    weight : "value", "count" or mapping of cell to number
        What hiding one more cell costs. Totals that are not small are hidden only where nothing else helps.
    lower : 0 or 1
        What a reader knows of a hidden cell: 1 where zeros are printed (they then always are), 0 otherwise.

    Returns
    -------
    Suppressed
        Every hidden cell of 1 … ``limit`` could be more than ``limit`` for a reader. The same table gives the same
        answer, whatever the order of its rows and columns.

    Raises
    ------
    Refused
        With every problem: no counts, labels that occur twice or are called *Total*, cells named that are not there.

    Notes
    -----
    Exact cell suppression by mixed-integer programming: Fischetti and Salazar (1999), *Mathematical Programming* 84,
    283-312; (2001) *Management Science* 47, 1008-1027. Zeros are never hidden with ``lower=1``, so that a small group
    whose members are all alike is still seen to be so: ``alike`` names it.

    >>> table = pd.DataFrame([[3, 20, 25], [14, 30, 40], [50, 16, 12]], ["A", "B", "C"], ["x", "y", "z"])
    >>> done = suppress(table)
    >>> done.shown
             x    y   z Total
    A      [c]  [c]  25    48
    B      [c]  [c]  40    84
    C       50   16  12    78
    Total   67   66  77   210
    >>> done.audit[done.audit["cell"] == "A|x"].to_dict("records")
    [{'cell': 'A|x', 'lower': 1, 'upper': 16}]
    """
    counts = _read_table(table)
    rows, columns = [str(row) for row in table.index], [str(column) for column in table.columns]
    cells = {f"{row}|{column}": counts[at, to] for at, row in enumerate(rows) for to, column in enumerate(columns)}
    equations = [(f"{row}|{TOTAL}", [f"{row}|{column}" for column in columns]) for row in rows]
    equations += [(f"{TOTAL}|{column}", [f"{row}|{column}" for row in rows]) for column in columns]
    for total, parts in equations:
        cells[total] = sum(cells[part] for part in parts)
    whole = f"{TOTAL}|{TOTAL}"
    equations += [(whole, [f"{row}|{TOTAL}" for row in rows]), (whole, [f"{TOTAL}|{column}" for column in columns])]
    cells[whole] = sum(cells[f"{row}|{TOTAL}"] for row in rows)
    done = suppress_system(cells, equations, limit, weight=weight, primary=primary or (), lower=lower)
    if done.shown is None:
        return done
    if len(done.hidden) and not any(cells[cell] for cell in set(cells).difference(done.hidden["cell"])):
        return replace(_withheld(cells, "nothing left to show"), alike=done.alike)
    grid = [[done.shown[f"{row}|{column}"] for column in [*columns, TOTAL]] for row in [*rows, TOTAL]]
    shown = pd.DataFrame(grid, [*table.index, TOTAL], [*table.columns, TOTAL], dtype=object)
    shown.index.name, shown.columns.name = table.index.name, table.columns.name
    return replace(done, shown=shown)


def suppress_system(
    cells: Mapping[str, int],
    equations: Sequence[tuple[str, Sequence[str]]],
    limit: int = 5,
    released: Iterable[str] = (),
    weight: str | Mapping[str, float] = "value",
    *,
    primary: Iterable[str] = (),
    lower: int = 1,
    families: Mapping[str, int] | None = None,
) -> Suppressed:
    """Hide the small counts among cells joined by totals: linked tables, hierarchies, earlier releases.

    Parameters
    ----------
    cells : mapping of str to int
        Every count by its name.
    equations : sequence of (str, sequence of str)
        ``(total, parts)``: the total is the sum of its parts. A cell may stand in many of them.
    limit : int
        Counts of 1 … ``limit`` are small.
    released : iterable of str
        Cells printed in earlier releases: known to readers, so never hidden.
    weight : "value", "count" or mapping of cell to number
        What hiding one more cell costs. Totals that are not small are hidden only where nothing else helps.
    primary : iterable of str
        Further cells to hide, whatever they hold.
    lower : 0 or 1
        What a reader knows of a hidden cell (see :func:`suppress`).
    families : mapping of str to int, optional
        How many families stand behind a cell; 1 … ``limit`` make it small as well.

    Returns
    -------
    Suppressed
        ``shown`` is a Series by cell, in the order given.

    Raises
    ------
    Refused
        With every problem: values that are no counts, cells named that are not there, totals that are not the sum of
        their parts.

    >>> done = suppress_system({"a": 3, "b": 12, "c": 20, "T": 35}, [("T", ["a", "b", "c"])])
    >>> done.shown.to_dict(), done.reason
    ({'a': '[c]', 'b': '[c]', 'c': 20, 'T': 35}, '')
    >>> suppress_system({"a": 3, "b": 12, "T": 15}, [("T", ["a", "b"])], released={"T", "b"}).reason
    'nothing safe'
    """
    problems = Problems()
    if as_whole(limit) is None:
        problems.add("E08", "The limit is not a whole number from 0.", "Give a whole number from 0.", column="limit")
    for column, named in {"released": released, "primary": primary}.items():
        if isinstance(named, str):
            problems.add("E05", "A text was given where a list of cells is wanted.", "Give a list.", column=column)
    if any(value is None for value in cells.values()):
        problems.add("E03", "A value is missing.", "Give every count, or leave the cell out.", column="cells")
    lines = _read_lines(equations, problems)
    problems.raise_if_stops()
    system = System(
        cells,
        lines,
        dict.fromkeys(cells, as_whole(limit) or 0),
        fixed_shown=frozenset(released),
        weights=weight,
        last_resort=frozenset(total for total, _ in lines),
        families=families or {},
        primary=frozenset(primary),
    )
    return replace(_told(system, solve_pattern(system, lower), lower), alike=_alike(system))


def _alike(system: System) -> pd.DataFrame:
    """Small totals all of which are in one of several parts."""
    found = []
    for total, parts in system.equations:
        held = [part for part in parts if system.values[part]]
        if len(parts) > 1 and len(held) == 1 and system.small(total):
            found.append((total, held[0]))
    return pd.DataFrame(found, columns=["group", "cell"])


def _read_lines(equations: Iterable[Any], problems: Problems) -> list[tuple[str, Sequence[str]]]:
    """Every equation as a total and its parts."""
    lines: list[tuple[str, Sequence[str]]] = []
    for number, line in enumerate(equations, start=1):
        try:
            total, parts = line
            lines.append((total, parts if isinstance(parts, str) else tuple(parts)))
        except (TypeError, ValueError):
            fact = "An equation is not a total and a list of parts."
            problems.add("E04", fact, "Give the total and a list of parts.", cell=f"equation {number}")
    return lines


def _withheld(cells: Iterable[str], reason: str) -> Suppressed:
    hidden = pd.DataFrame({"cell": list(cells), "why": "withheld"})
    return Suppressed(None, hidden, pd.DataFrame(columns=["cell", "lower", "upper"]), reason)


def _told(system: System, pattern: Pattern, lower: int) -> Suppressed:
    """The pattern as readers will see it, with the attack on it."""
    named = [cell for cell in system.values if cell in pattern.hidden]
    if not pattern.safe:
        return _withheld(system.values, pattern.reason)
    hidden = pd.DataFrame({"cell": named, "why": [pattern.why[cell] for cell in named]}, dtype=object)
    seen = audit(system, named, lower).set_index("cell").loc[named].reset_index()
    values = [HIDDEN if cell in pattern.hidden else as_whole(value) for cell, value in system.values.items()]
    return Suppressed(pd.Series(values, list(system.values), dtype=object), hidden, seen)


def _read_table(table: pd.DataFrame) -> dict[tuple[int, int], int]:
    """The counts by place (row, column); every problem of the table at once."""
    problems = Problems()
    if not isinstance(table, pd.DataFrame) or table.empty:
        problems.add("E13", "There is no table with rows and columns.", "Give a DataFrame of counts.")
        raise Refused(problems)
    sides = {"row": table.index, "column": table.columns}
    texts = {side: ["" if _missing(label) else str(label) for label in labels] for side, labels in sides.items()}
    for side, labels in texts.items():
        if "" in labels:
            problems.add("E14", f"A {side} has no label.", f"Give every {side} a label.")
        if TOTAL in labels:
            problems.add("E14", f"A {side} is called Total.", "Give inner counts only: totals are worked out here.")
        if len(set(labels)) < len(labels):
            problems.add("E14", f"Two {side}s have the same label.", "Give every label once.")
    counts: dict[tuple[int, int], int] = {}
    for row in range(len(table.index)):
        for column in range(len(table.columns)):
            count = as_whole(table.iat[row, column])
            if count is None:
                fact, place = "A count is not a whole number from 0.", f"row {row + 1}, column {column + 1}"
                problems.add("E03", fact, "Give counts only; leave nothing missing.", cell=place)
            else:
                counts[row, column] = count
    names = [f"{row}|{column}" for row in [*texts["row"], TOTAL] for column in [*texts["column"], TOTAL]]
    if len(set(names)) < len(names) and not problems:
        problems.add("E14", "Two cells would have the same name.", 'Take the sign "|" out of the labels.')
    problems.raise_if_stops()
    return counts


def _missing(label: Any) -> bool:
    """Whether a label is none, or empty."""
    return label is None or label == "" or (pd.api.types.is_scalar(label) and bool(pd.isna(label)))
