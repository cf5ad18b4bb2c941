"""Where the processes that draw pages come from: each is new, and none has ever seen a child's row.

Importing what every page needs takes longer than drawing most pages. On Linux a server process loads it once, with
nothing else in it, and every process is a copy of that one. Elsewhere each is started from nothing, which is slower
and gives the same bytes.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from types import ModuleType

WARM = sys.platform == "linux"
"""Whether processes are copies of one that has loaded everything: not where a system's own libraries forbid it."""

_LOADED = ["scrutiny_lib.batch.warm"]
LIBRARIES = (
    "papermill",
    "ipykernel.jsonutil",
    "IPython.core.application",
    "IPython.core.completer",
    "IPython.core.magics",
    "IPython.core.oinspect",
    "IPython.core.pylabtools",
    "matplotlib_inline.backend_inline",
    "matplotlib.backends.backend_svg",
    "matplotlib.backends.backend_agg",
    "pandas.core.methods.to_dict",
    "scrutiny_lib.batch.shell",
    "scrutiny_lib.batch.count_all",
    "scrutiny_lib.batch.open",
    "scrutiny_lib.batch.draw",
    "scrutiny_lib.batch.engine",
    "scrutiny_lib.show.export",
    "scrutiny_lib.show.outputs",
    "scrutiny_lib.show.promised",
)
"""What every process loads, besides what notebooks ask of the package."""
_MINE, _LONGEST = [0], 60


def fresh_processes() -> BaseContext:
    """The context that new processes are asked from; the first time it is asked for, what they need begins to load."""
    if not WARM:
        return multiprocessing.get_context("spawn")
    from multiprocessing import forkserver

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_LOADED)
    with _without_main(), _short_paths():
        forkserver.ensure_running()
    return context


def start(process: BaseProcess) -> None:
    """Start a process that was asked from the context above, without the program that asks: a script that calls
    papermill, without ``if __name__ == "__main__"``, would be run by it once more."""
    with _without_main():
        process.start()


@contextlib.contextmanager
def _short_paths() -> Iterator[None]:
    """The server is spoken to through a file, whose path may have 108 bytes: not all folders for such files are so
    short."""
    given = tempfile.tempdir
    if len(os.fsencode(tempfile.gettempdir())) > _LONGEST and os.access("/tmp", os.W_OK):
        tempfile.tempdir = "/tmp"
    try:
        yield
    finally:
        tempfile.tempdir = given


@contextlib.contextmanager
def _without_main() -> Iterator[None]:
    mine = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = mine


def is_fresh() -> bool:
    """Whether this process is one of those and nothing else, so that a copy of it is as fresh as it is."""
    return _MINE[0] == os.getpid()


def begin_fresh() -> None:
    """What a process says of itself that was asked from the context above, before it does anything."""
    _MINE[0] = os.getpid()
    end_with_parent()


def end_with_parent() -> None:
    """This process ends when the one that asked for it does, however that ended: nobody waits for its work any more.

    On Linux the system says so by a signal; elsewhere a process comes to the end of its one piece of work.
    """
    parent = multiprocessing.parent_process()
    if sys.platform == "linux" and parent is not None:
        import fcntl

        end = parent.sentinel
        signal.signal(signal.SIGIO, signal.SIG_DFL)
        fcntl.fcntl(end, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(end, fcntl.F_SETFL, fcntl.fcntl(end, fcntl.F_GETFL) | os.O_ASYNC)
        if not parent.is_alive():
            os._exit(1)
