"""The one guarded door: what may leave, for whom, and the ledger that proves what left.

Nothing reaches a page for an audience except through :func:`release_quarter`. It fails closed: what cannot be shown
safely is withheld and the page says so.
"""

from .gate import Candidate, Outcome, release_quarter
from .leaks import Identifiers, find_leaks
from .ledger import Ledger
from .limits import Limits, read_limits

__all__ = [
    "Candidate",
    "Identifiers",
    "Ledger",
    "Limits",
    "Outcome",
    "find_leaks",
    "read_limits",
    "release_quarter",
]
