"""A small cluster on this machine's own address, and pages to draw on it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from scrutiny_lib.batch.cells import CellLimits
from scrutiny_lib.batch.notebooks import notebooks_folder
from scrutiny_lib.batch.render import render_page
from scrutiny_lib.batch.workers import Task
from scrutiny_lib.tables import Tables, table

NOTEBOOK = "60_actions_and_impact"
KEY = "the same inputs"
MARK = "SCRUTINY_TEST_WORKER"


@dataclass
class Cluster:
    """A scheduler, its workers, and the folder they use."""

    address: str
    folder: Path
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)

    def add_worker(self, *options: str) -> int:
        """Start one worker, as the README says; returns its number."""
        number = len(self.workers)
        self.marks.append(uuid4().hex)
        self.workers.append(
            self._start(
                f"worker{number}",
                *("worker", self.address, "--host", "127.0.0.1", "--nworkers", "1", "--nthreads", "1"),
                *("--death-timeout", "60", "--no-dashboard", "--local-directory", str(self.folder / "scratch")),
                *options,
                mark=self.marks[-1],
            )
        )
        return number

    def _start(self, name: str, *words: str, mark: str) -> subprocess.Popen[bytes]:
        return _dask(self.folder / f"{name}.log", *words, mark=mark)

    def alive(self, number: int) -> list[int]:
        """Every process that a worker started and that is still there, itself included."""
        return [pid for pid in _pids() if f"{MARK}={self.marks[number]}" in _environment(pid)]

    def close(self) -> None:
        """End everything."""
        for process in (*self.workers, self.scheduler):
            process.terminate()
        for process in (*self.workers, self.scheduler):
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for number in range(len(self.workers)):
            for pid in self.alive(number):
                os.kill(pid, signal.SIGKILL)


def _dask(log: Path, *words: str, mark: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, MARK: mark}
    with log.open("wb") as file:
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *words], stdout=file, stderr=subprocess.STDOUT, env=environment
        )


@contextmanager
def cluster(folder: Path, *options: Sequence[str]) -> Iterator[Cluster]:
    """A scheduler with one worker for each of ``options``."""
    about = folder / "scheduler.json"
    words = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--dashboard-address", "127.0.0.1:0")
    scheduler = _dask(folder / "scheduler.log", "scheduler", *words, "--scheduler-file", str(about), mark="scheduler")
    made = Cluster("", folder, scheduler)
    try:
        until(lambda: about.is_file() and about.read_bytes().endswith(b"}"))
        made.address = json.loads(about.read_text(encoding="utf-8"))["address"]
        for one in options:
            made.add_worker(*one)
        until(lambda: all("Registered to" in _log(folder, number) for number in range(len(options))))
        yield made
    finally:
        made.close()


def _log(folder: Path, number: int) -> str:
    return (folder / f"worker{number}.log").read_text(encoding="utf-8", errors="replace")


def _pids() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _environment(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/environ").read_text(encoding="utf-8", errors="replace").split("\0")
    except OSError:
        return []


def until(true: Callable[[], bool], seconds: float = 120) -> None:
    """Wait until something is so."""
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it never came about"
        time.sleep(0.1)


def notebook_with(folder: Path, source: str) -> Path:
    """The packaged notebook of actions with one cell more."""
    notebook = json.loads((notebooks_folder() / f"{NOTEBOOK}.ipynb").read_text(encoding="utf-8"))
    cell = {"cell_type": "code", "id": "mine", "metadata": {}, "execution_count": None, "outputs": []}
    notebook["cells"].append({**cell, "source": source})
    path = folder / f"{NOTEBOOK}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def pages_to_draw(folder: Path, count: int, source: str = "", *, pdf: bool = False) -> list[Task]:
    """So many pages, each of other tables, that the same notebook is to draw."""
    notebook = notebook_with(folder / "notebook", source) if source else notebooks_folder() / f"{NOTEBOOK}.ipynb"
    tasks = []
    for number in range(1, count + 1):
        rows = [{"action_id": f"A{at}", "action": "Ask every child", "owner": "Police"} for at in range(number)]
        about = {"title": f"Actions {number}", "review": "actions-and-impact", "audience": "hips", "profile": "group"}
        path = folder / f"review-{number}" / "hips.json"
        Tables(about).with_frames(None, actions=table("actions", rows)).save(path)
        tasks.append(Task(f"review-{number} · hips", render_page, (notebook, path, pdf, CellLimits(), KEY), 300.0))
    return tasks


def drawn_here(task: Task, folder: Path) -> dict[str, bytes]:
    """The page as this machine draws it by itself."""
    notebook, tables, pdf, limits, _ = task.arguments
    return render_page(notebook, tables, folder / f"{task.name}.ipynb", pdf=pdf, limits=limits)
