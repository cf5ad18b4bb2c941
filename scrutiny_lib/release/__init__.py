"""The one guarded door: what may leave, for whom, and the ledger that proves what left.

Nothing reaches a page for an audience except through :func:`release_quarter`. It fails closed: what cannot be shown
safely is withheld and the page says so.
"""

from .gate import Candidate, Outcome, release_quarter
from .leak_search import Leak
from .leaks import Identifiers, find_leaks, leaks, quote_hash
from .ledger import Ledger
from .limits import Limits, read_limits
from .redact import Mark, redact
from .suppress import Suppressed, suppress, suppress_system

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
