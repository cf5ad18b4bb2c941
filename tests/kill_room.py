"""Runs of a quarter that are killed – the command, one of its processes, or all of them – at a random moment, and what
they leave behind. Processes are found by a mark in their environment, and ended by their number. Linux only."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scrutiny_lib.batch.record import verify
from scrutiny_lib.release import Ledger
from tests.small_quarter import QUARTER, small_workspace

MARK = "SCRUTINY_TEST_OF_KILLS"
KINDS = ("the command", "one of its processes", "all of them")
SOON = 20.0
"""Seconds that processes whose command is gone are given to end by themselves."""
_MOMENTS = frozenset({"at", "ran_at", "seconds", "before", "hash", "head", "self_sha256", "took", "counted_in"})
_RUNS = frozenset({"number", "run", "runs", "ledger"})
"""What says in which run of several a review came out, and where in the ledger it stands: a review whose process was
killed comes out in the next run, the others in this one."""


@dataclass
class Killed:
    """One kill: what was killed, after how many seconds, and whether the command had ended before."""

    kind: str
    after: float
    ended: bool


@dataclass
class KilledRuns:
    """A small workspace as it was made, one run of it that nobody disturbed, and runs that somebody does.

    ``jobs`` pages are drawn at once; ``chance`` decides what is killed, and when: at most ``seconds`` after it began.
    """

    folder: Path
    chance: random.Random
    jobs: int = 2
    reviews: int = 2
    seconds: float = 0.0
    expected: dict[str, Any] = field(default_factory=dict)
    released: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        small_workspace(self.folder / "made", self.reviews, children=18)
        (self.folder / "temporary").mkdir()
        root = self.copy("undisturbed")
        began = time.monotonic()
        done = self.begin(root)
        said, _ = done.communicate(timeout=600)
        assert done.returncode == 0, said
        self.seconds = time.monotonic() - began
        self.expected, self.released = written(root), released(root)
        assert (
            len([name for name in self.released if name.endswith(("executive.html", "hips.html"))]) == 2 * self.reviews
        )

    def copy(self, name: str) -> Path:
        """The workspace as it was made, under another name."""
        return Path(shutil.copytree(self.folder / "made", self.folder / name / "workspace"))

    def begin(self, root: Path, mark: str = "") -> subprocess.Popen[str]:
        """Begin a run of the quarter."""
        command = [
            sys.executable,
            "-m",
            "scrutiny_lib",
            "run",
            str(root),
            "--quarter",
            QUARTER,
            "--jobs",
            str(self.jobs),
        ]
        more = {MARK: mark, "TMPDIR": str(self.folder / "temporary")}
        return subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, **more}
        )

    def kill_one(self, root: Path, kind: str) -> Killed:
        """Begin a run, kill at some moment, and wait until nothing of it is left."""
        mark = f"{kind} {self.chance.random()}"
        done = self.begin(root, mark)
        after = self.chance.uniform(0.0, self.seconds)
        with contextlib.suppress(subprocess.TimeoutExpired):
            done.wait(after)
        ended = done.poll() is not None
        self.seconds *= 0.9 if ended else 1.03  # so that about one in four comes too late, however fast the machine is
        if kind == "the command":
            done.kill()
        elif kind == "all of them":
            for _ in range(3):  # one that was begun meanwhile is found the next time
                for process in marked(mark):
                    kill(process)
        elif others := [process for process in marked(mark) if process != done.pid]:
            kill(self.chance.choice(others))
        done.communicate(timeout=600)
        assert (left := left_of(mark)) == [], left
        return Killed(kind, after, ended)

    def finish(self, root: Path) -> str:
        """Run it until its end; what it said."""
        mark = f"finish {self.chance.random()}"
        done = self.begin(root, mark)
        said, _ = done.communicate(timeout=600)
        assert done.returncode == 0, said
        assert left_of(mark) == []
        return said


def marked(mark: str) -> list[int]:
    """The numbers of the processes with this mark in their environment."""
    wanted, found = f"{MARK}={mark}".encode(), []
    for path in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if wanted in path.read_bytes().split(b"\0") and _state(path.parent) not in "ZX":
                found.append(int(path.parent.name))
    return found


def _state(process: Path) -> str:
    return (process / "stat").read_text().rpartition(")")[2].split()[0]


def kill(process: int) -> None:
    """End one process, if it is still there."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def left_of(mark: str) -> list[str]:
    """What still runs of a command that is gone, after a while: each with what it was begun with. It is ended then."""
    until = time.monotonic() + SOON
    while (running := marked(mark)) and time.monotonic() < until:
        time.sleep(0.05)
    said = []
    for process in running:
        with contextlib.suppress(OSError):
            said.append(Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()[:200])
        kill(process)
    return said


def released(root: Path) -> dict[str, bytes]:
    """Every file that has left, by its path."""
    folder = root / "released"
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def written(root: Path) -> dict[str, Any]:
    """What ledger and record say, without moments and durations, and the hashes that hang on these."""
    record = json.loads((root / "record" / f"{QUARTER}.json").read_text(encoding="utf-8"))
    lines = Ledger(root / "record" / "ledger.jsonl").entries()
    return {"record": timeless(record), "ledger": timeless([dict(line) for line in lines])}


def by_page(told: dict[str, Any]) -> dict[str, Any]:
    """The same, whichever of several runs a page came out in."""
    lines = sorted(timeless(told["ledger"], _RUNS), key=lambda line: str(line["page"]["path"]))
    return {"record": timeless(told["record"], _RUNS), "ledger": lines}


def timeless(told: Any, without: frozenset[str] = _MOMENTS) -> Any:
    """The same without moments, durations and what hangs on them, or without other entries."""
    if isinstance(told, dict):
        return {name: timeless(value, without) for name, value in told.items() if name not in without}
    return [timeless(value, without) for value in told] if isinstance(told, list) else told


def torn(runs: KilledRuns, root: Path) -> list[str]:
    """Released files that are not, byte for byte, what they are to be; and reviews of which only a part stands without
    the next run being able to know."""
    return [
        name
        for name, content in released(root).items()
        if not name.endswith(".part") and content != runs.released[name]
    ]


def problems(root: Path) -> list[str]:
    """What *verify* finds, but for a command that was interrupted, which the next run finishes by itself."""
    if not (root / "record" / "ledger.jsonl").is_file():
        return []
    found = [str(problem) for problem in verify(root)[1]]
    return [] if any("A command was interrupted" in one for one in found) else found


def left_over(folder: Path) -> Iterator[str]:
    """Files under temporary names, and notes of who is at work, that no command left should leave."""
    for path in folder.rglob("*"):
        if path.name.endswith(".part") or path.name == ".in-use-by":
            yield str(path.relative_to(folder))


def kill_and_finish(runs: KilledRuns, name: str, kinds: Sequence[str]) -> list[Killed]:
    """Kill one run after the other on one workspace, look at what stands after each, and finish what was begun; once a
    run has ended before it was killed there is nothing left to kill.

    Every page is in the end what it is after a run that nobody disturbed, the ledger is whole, and nothing is left.
    """
    root = runs.copy(name)
    kills = []
    for kind in kinds:
        kills.append(runs.kill_one(root, kind))
        assert torn(runs, root) == [], kills
        assert problems(root) == [], kills
        if kills[-1].ended:
            break
    runs.finish(root)
    assert released(root) == runs.released, kills
    if any(one.kind == KINDS[1] and not one.ended for one in kills):  # a review may have come out a run later
        assert by_page(written(root)) == by_page(runs.expected), kills
    else:
        assert written(root) == runs.expected, kills
    assert problems(root) == [] and list(left_over(root)) == [], kills
    shutil.rmtree(root.parent)
    return kills
