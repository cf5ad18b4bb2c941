"""Run a command and watch everything it starts: how long, how much processor time, how much memory at the most."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

EVERY = 0.5
"""Seconds between two looks at the memory."""


@dataclass
class Watched:
    """One command: exit code; seconds on the wall; processor time of it and all it started; the most megabytes these
    held at once (pages that several share counted once; ``nan`` where the system does not say); what it wrote, line by
    line with the second and the megabytes held then."""

    code: int
    seconds: float
    cpu: float
    megabytes: float
    lines: list[tuple[float, float, str]] = field(default_factory=list)

    def wrote(self) -> str:
        """All that it wrote."""
        return "".join(line for _, _, line in self.lines)


def environment(cache: Path, **more: str) -> dict[str, str]:
    """Of the processes measured: compiled modules are kept, as an installation keeps them."""
    root = str(Path(__file__).resolve().parents[2])
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(cache), "PYTHONPATH": root, **more}


def watch(
    command: Sequence[str],
    env: Mapping[str, str],
    *,
    cwd: Path | None = None,
    heard: Callable[[str], None] = lambda line: None,
    alone: bool = True,
) -> Watched:
    """Run ``command`` to its end, and wait for whatever it left behind; nothing else may be run meanwhile, unless it is
    not ``alone``: then nothing is waited for, and the processor time is not that of all it started."""
    _adopt_orphans()
    before, began = _used(), time.perf_counter()
    held: list[float] = []
    ended = threading.Event()
    looks = threading.Thread(target=_look, args=(held, ended), daemon=True)
    process = subprocess.Popen(
        list(command), env=dict(env), cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    looks.start()
    lines: list[tuple[float, float, str]] = []
    assert process.stdout is not None
    for line in process.stdout:
        lines.append((time.perf_counter() - began, held[-1] if held else 0.0, line))
        heard(line.rstrip())
    code = process.wait()
    seconds = time.perf_counter() - began
    ended.set()
    looks.join()
    with suppress(ChildProcessError):
        while alone:
            os.waitpid(-1, 0)
    return Watched(code, seconds, _used() - before, max(held, default=float("nan")), lines)


def _used() -> float:
    told = resource.getrusage(resource.RUSAGE_CHILDREN)
    return told.ru_utime + told.ru_stime


def _adopt_orphans() -> None:
    """Make this process the parent of what its children leave behind, so that its processor time is counted too."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(36, 1)


def _look(held: list[float], ended: threading.Event) -> None:
    while not ended.wait(EVERY):
        held.append(sum(_megabytes(process) for process in _below(os.getpid())))


def _below(root: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            told = path.read_text().rpartition(")")[2].split()
            children.setdefault(int(told[1]), []).append(int(path.parent.name))
    found, todo = list[int](), list(children.get(root, []))
    while todo:
        found.append(todo.pop())
        todo += children.get(found[-1], [])
    return found


def _megabytes(process: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0
