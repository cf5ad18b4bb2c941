"""A notebook's cells in a process of their own, which runs nothing else before or after.

Where processes can be copied, it is a copy of one that has loaded its libraries and done nothing with them; elsewhere
it is started from nothing. Either way a run finds no state, no open figure, no random stream and no folder of another.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Any

from ..errors import ScrutinyError
from .processes import WARM, end_with_parent, fresh_processes, is_fresh, start

_GONE = "The process that ran the cells was ended from outside"


@dataclass(frozen=True)
class CellLimits:
    """How long the cells of one notebook may run in all, in seconds, and how much memory they may take, in megabytes
    beyond what the libraries take (kept where the system can keep it: on Linux)."""

    seconds: float = 600.0
    megabytes: int = 4096


@dataclass(frozen=True)
class Ran:
    """One cell that ran: whether it went well, its number among those that ran, and outputs (nbformat 4.5) by the order
    of the cells: its own, and those of earlier cells that it showed anew."""

    well: bool
    execution_count: int
    outputs: dict[int, list[dict[str, Any]]]


class FreshCells:
    """The cells of one notebook (source, and whether it may go wrong) in a fresh process, from the first on.

    They run in an empty folder of their own, or in ``folder``. It is a context: the process is ended on leaving,
    whatever it does then.
    """

    def __init__(self, cells: Sequence[tuple[str, bool]], limits: CellLimits, folder: Path | None = None) -> None:
        self._ends_at = time.monotonic() + limits.seconds
        self._limits = limits
        self._folder = tempfile.TemporaryDirectory(prefix="scrutiny-", ignore_cleanup_errors=True)
        context: Any = multiprocessing.get_context("fork") if _may_copy() else fresh_processes()
        self._hear, tell = context.Pipe(duplex=False)
        own, empty = Path(self._folder.name), Path(self._folder.name) / "cells"
        empty.mkdir()
        given = (tell, list(cells), limits, own, folder or empty)
        self._process: BaseProcess = context.Process(target=_serve, args=given)
        start(self._process)
        tell.close()

    def __enter__(self) -> FreshCells:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _end_with_children(self._process)
        self._process.join()
        self._hear.close()
        self._folder.cleanup()

    def __iter__(self) -> Iterator[Ran]:
        """Each cell as it has run, up to the first that goes wrong.

        Raises :class:`~scrutiny_lib.errors.ScrutinyError` when the process takes too long, or ends before its time.
        """
        while (told := self._next()) is not None:
            outputs = {int(at): shown for at, shown in told["outputs"].items()}
            yield Ran(told["well"], told["execution_count"], outputs)

    def _next(self) -> dict[str, Any] | None:
        if not self._hear.poll(max(0.0, self._ends_at - time.monotonic())):
            raise ScrutinyError(f"The cells took longer than the {self._limits.seconds:g} seconds they may.")
        try:
            told: dict[str, Any] | None = json.loads(self._hear.recv_bytes())
        except (EOFError, OSError):
            self._process.join(5)
            raise ScrutinyError(_why_gone(self._process.exitcode)) from None
        except ValueError:
            raise ScrutinyError("What the cells showed could not be understood.") from None
        return told


def _may_copy() -> bool:
    """Whether this process may be copied: it is itself fresh, does nothing else meanwhile, and its system allows it.

    Whoever calls papermill by hand has a state of their own, and none of it may pass into a notebook."""
    return WARM and is_fresh() and len(list(Path("/proc/self/task").iterdir())) == 1


def _end_with_children(process: BaseProcess) -> None:
    """End it, if it has not ended, and every process that its cells began and left behind."""
    if sys.platform != "win32" and process.pid is not None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()


def _why_gone(code: int | None) -> str:
    if code is not None and code < 0:
        by = "for want of memory, perhaps" if -code == 9 else f"signal {-code}"
        return f"{_GONE} ({by})."
    return "A cell ended its process before the last cell had run."


def _serve(tell: Connection, cells: Sequence[tuple[str, bool]], limits: CellLimits, own: Path, folder: Path) -> None:
    _alone(folder)
    _keep_to(limits.megabytes)
    from .shell import new_shell, run_cells

    shell, mine, as_json = new_shell(own), os.getpid(), json.JSONEncoder().encode
    for ran in run_cells(shell, cells):
        if os.getpid() != mine:  # a copy that a cell made of this process, and let run on
            os._exit(1)
        tell.send_bytes(as_json(ran).encode())
    tell.send_bytes(b"null")
    os._exit(0)  # threads and exit handlers that cells left behind have nothing to say any more


def _alone(folder: Path) -> None:
    """A session, a place to work and a random state of its own, silence about what libraries warn of; it ends when the
    process that asked for it does."""
    if sys.platform != "win32":
        os.setsid()
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    end_with_parent()
    os.chdir(folder)
    os.environ["PYTHONWARNINGS"] = "ignore"  # a library's warning may hold a value, and is no part of a page
    sys.warnoptions[:] = ["ignore"]
    warnings.simplefilter("ignore")
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()


def _keep_to(megabytes: int) -> None:
    if sys.platform == "linux":
        import resource

        own = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmData"))
        most = int(own.split()[1]) * 1024 + megabytes * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
