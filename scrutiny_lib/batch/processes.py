"""Where the processes that draw pages come from: each is new, and none has ever seen a child's row.

Importing what every page needs takes longer than drawing most pages. On Linux a server process loads it once, with
nothing else in it, and every process is a copy of that one. Elsewhere each is started from nothing, which is slower
and gives the same bytes.
"""

from __future__ import annotations

import multiprocessing
import sys
from multiprocessing.context import BaseContext

WARM = sys.platform == "linux"
"""Whether processes are copies of one that has loaded everything: not where a system's own libraries forbid it."""

_LOADED = [
    "papermill",
    "ipykernel.kernelapp",
    "scrutiny_lib.batch.kernel",
    "scrutiny_lib.batch.open",
    "scrutiny_lib.batch.render",
    "scrutiny_lib.show.export",
]


def fresh_processes() -> BaseContext:
    """The context that new processes are asked from; the first time it is asked for, what they need begins to load."""
    if not WARM:
        return multiprocessing.get_context("spawn")
    from multiprocessing import forkserver

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_LOADED)
    forkserver.ensure_running()
    return context
