"""Which cells to hide: the cheapest pattern from which no reader can work out a small number.

Found by whole-number programming: a pattern fulfilling what is known so far (*cuts*), the reader's attack on it, what
that teaches as further cuts, and again, until the reader finds nothing. Every cell called safe has a proof in whole
numbers: other values of all hidden cells that fulfil every equation.
"""

from __future__ import annotations

from dataclasses import dataclass

from .attacker import Attack
from .equations import Lines, Mask, System, read_lines
from .master import solve_part
from .parts import parts_of
from .programs import NODES

NOTHING_SAFE, LIMITS_REACHED = "nothing safe", "limits reached"
SMALL, SMALL_TOTAL, PROTECTS, ALREADY, ASKED = (
    "small",
    "small total",
    "protects others",
    "hidden already",
    "asked for",
)


@dataclass(frozen=True)
class Pattern:
    """Which cells are hidden, and whether that is safe.

    ``why`` says for each hidden cell: ``"small"``, ``"small total"``, ``"protects others"``, ``"hidden already"`` or
    ``"asked for"`` (named as primary). ``cost`` is the weight of those that protect others. ``safe``: every cell that
    needs it is protected, proved in whole numbers; otherwise ``reason`` is ``"nothing safe"`` or ``"limits reached"``
    and ``unprotected`` names the cells. ``best``: no cheaper pattern exists (up to the gap asked for).
    """

    hidden: frozenset[str]
    why: dict[str, str]
    cost: float
    safe: bool
    reason: str = ""
    unprotected: frozenset[str] = frozenset()
    best: bool = True


def solve_pattern(system: System, lower: int = 1, nodes: int = NODES, gap: float = 0.0) -> Pattern:
    """The cheapest pattern that protects every small cell of a system.

    Parameters
    ----------
    system : System
    lower : 0 or 1
        What a reader knows of every hidden cell: 1 where zeros are printed (a zero is then never hidden).
    nodes : int
        How many nodes each whole-number programme may look at.
    gap : float
        How far from the cheapest, as a share, is good enough.

    Returns
    -------
    Pattern
        A small cell could, for a reader, be more than its limit; a primary cell that is not small could be something
        else. Totals of ``last_resort`` are hidden only in parts of the system where nothing else helps. Among equally
        cheap patterns those with fewer cells come first. Not safe (``safe`` false): nothing may be printed on the
        strength of it.

    Raises
    ------
    Refused
        The system does not hold together (see :func:`~scrutiny_lib.release.equations.read_lines`).

    >>> system = System({"a": 3, "b": 12, "c": 20, "T": 35}, [("T", ["a", "b", "c"])], {"a": 5}, last_resort={"T"})
    >>> found = solve_pattern(system)
    >>> found.safe, found.why, found.cost
    (True, {'a': 'small', 'b': 'protects others'}, 12)
    """
    lines = read_lines(system, lower)
    hidden, best = lines.must.copy(), True
    failed: dict[int, str] = {}
    for part in parts_of(lines, lines.may & ~lines.last):
        answer = solve_part(part, nodes, gap)
        if answer.reason:
            failed.update(dict.fromkeys(part.protects, answer.reason))
        else:
            hidden[part.places[answer.hidden]] = True
            best &= answer.best
    if failed and lines.last.any():
        again, failed = failed, {}
        for part in parts_of(lines, lines.may):
            if again.keys() & set(part.protects):
                answer = solve_part(part.dear(lines.last), nodes, gap)
                hidden[part.places] = answer.hidden
                best &= answer.best
                failed.update(dict.fromkeys(part.protects, answer.reason) if answer.reason else {})
    return _tell(system, lines, hidden, failed, best, nodes)


def _tell(system: System, lines: Lines, hidden: Mask, failed: dict[int, str], best: bool, nodes: int) -> Pattern:
    """The pattern in names, after a last attack on all of it."""
    left, _ = Attack(lines.matrix, lines.room, hidden, nodes).unsafe(lines.needs)
    unprotected = {need.at for need in left}
    reasons = {failed.get(at, LIMITS_REACHED) for at in unprotected}
    reason = (LIMITS_REACHED if LIMITS_REACHED in reasons else NOTHING_SAFE) if unprotected else ""
    totals = {total for total, _ in system.equations} | system.last_resort
    why: dict[str, str] = {}
    for cell in lines.cells(hidden):
        if cell in system.fixed_hidden or system.values[cell] is None:
            why[cell] = ALREADY
        elif system.small(cell):
            why[cell] = SMALL_TOTAL if cell in totals else SMALL
        else:
            why[cell] = ASKED if lines.must[lines.at[cell]] else PROTECTS
    cost = sum(float(lines.cost[lines.at[cell]]) for cell, reason_of in why.items() if reason_of == PROTECTS)
    whole = int(cost) if cost == int(cost) else cost
    open_cells = frozenset(lines.names[at] for at in unprotected)
    return Pattern(frozenset(why), why, whole, not unprotected, reason, open_cells, best and not unprotected)
