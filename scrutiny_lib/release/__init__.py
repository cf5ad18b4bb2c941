"""The one guarded door: what may leave, for whom, and the ledger that proves what left.

Nothing reaches a page for an audience except through :func:`release_quarter`. It fails closed: what cannot be shown
safely is withheld and the page says so. What needs the solvers is loaded when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .leak_search import Leak
from .leaks import Identifiers, find_leaks, leaks, quote_hash
from .ledger import Ledger
from .limits import Limits, read_limits
from .redact import Mark, redact

if TYPE_CHECKING:
    from .gate import Candidate, Outcome, release_quarter
    from .suppression import Suppressed, suppress, suppress_system

_IN = {
    "Candidate": "gate",
    "Outcome": "gate",
    "release_quarter": "gate",
    "Suppressed": "suppression",
    "suppress": "suppression",
    "suppress_system": "suppression",
}

__all__ = [
    "Candidate",
    "Identifiers",
    "Leak",
    "Ledger",
    "Limits",
    "Mark",
    "Outcome",
    "Suppressed",
    "find_leaks",
    "leaks",
    "quote_hash",
    "read_limits",
    "redact",
    "release_quarter",
    "suppress",
    "suppress_system",
]


def __getattr__(name: str) -> Any:
    if name not in _IN:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_IN[name]}"), name)
