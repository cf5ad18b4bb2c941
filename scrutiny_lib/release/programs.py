"""Linear and whole-number programmes: SciPy's HiGHS, called so that the same question gives the same answer.

Limits are numbers of nodes, never seconds. Every whole-number answer is checked in whole numbers before it is used:
what the arithmetic of the solver leaves open counts as not found.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import optimize

NODES = 20_000
"""Nodes a whole-number programme may look at, unless told otherwise."""

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


def whole_programme(cost: Floats, matrix: Any, wanted: Any, low: Any, high: Any, nodes: int = NODES) -> Whole | None:
    """Whole numbers x of least ``cost·x`` with ``matrix x = wanted`` and ``low ≤ x ≤ high``.

    Parameters
    ----------
    cost : array (cells)
    matrix : sparse array (equations × cells) of whole numbers
    wanted : array (equations), or 0
    low, high : array (cells) or one number
    nodes : int
        How many nodes may be looked at; past them the best found counts.

    Returns
    -------
    array of int, or None
        ``None``: none found. What is returned fulfils every equation and bound exactly; it is the best unless the
        limit was reached.
    """
    found = mixed(cost, matrix, wanted, wanted, low, high, nodes)
    return None if found.x is None else exact(found.x, matrix, wanted, low, high)


def mixed(
    cost: Floats, matrix: Any, from_: Any, to: Any, low: Any, high: Any, nodes: int = NODES, gap: float = 0.0
) -> Any:
    """SciPy's result for whole numbers x of least ``cost·x`` with ``from_ ≤ matrix x ≤ to`` and ``low ≤ x ≤ high``."""
    constraints = [optimize.LinearConstraint(matrix, from_, to)] if matrix.shape[0] else []
    whole: Any = np.ones(len(cost), dtype=np.int64)
    options: Any = {"node_limit": nodes, "mip_rel_gap": gap}
    with quiet():
        return optimize.milp(
            cost, integrality=whole, bounds=optimize.Bounds(low, high), constraints=constraints, options=options
        )


def linear(cost: Floats, low: Floats, high: Floats, kept: Any = None, covers: Any = None, far: Any = None) -> Any:
    """SciPy's result at a corner: least ``cost·x`` with ``low ≤ x ≤ high``, ``kept x = 0`` and ``covers x ≥ far``.

    ``status`` is 3 where nothing bounds it.
    """
    call: Any = optimize.linprog
    question: dict[str, Any] = {"bounds": np.column_stack([low, high]), "method": "highs-ds"}
    if kept is not None and kept.shape[0]:
        question |= {"A_eq": kept, "b_eq": np.zeros(kept.shape[0])}
    if covers is not None and covers.shape[0]:
        question |= {"A_ub": -covers, "b_ub": -far}
    found = call(cost, **question)
    return call(cost, options={"presolve": False}, **question) if found.status == 4 else found


def exact(x: Floats, matrix: Any, wanted: Any, low: Any, high: Any) -> Whole | None:
    """The whole numbers next to ``x``, if they fulfil every equation and bound exactly; else ``None``."""
    near: Whole = np.rint(x).astype(np.int64)
    fits = bool(np.all(matrix @ near == wanted)) and bool(np.all(near >= low)) and bool(np.all(near <= high))
    return near if fits else None


@contextmanager
def quiet() -> Iterator[None]:
    """Nothing that HiGHS writes by itself reaches the standard output of the process."""
    try:
        kept = os.dup(1)
    except OSError:
        yield
        return
    _flush()
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 (a file descriptor is wanted)
        os.dup2(nowhere.fileno(), 1)
        try:
            yield
        finally:
            _flush()
            os.dup2(kept, 1)
            os.close(kept)


def _flush() -> None:
    """Write out what C still holds back, and what Python does."""
    try:
        sys.stdout.flush()
        ctypes.CDLL(None if os.name == "posix" else "ucrtbase").fflush(None)
    except (OSError, ValueError, AttributeError):
        return
