"""Pages are drawn by processes that hold nothing but libraries, and come out the same however these were started."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scrutiny_lib.batch import anybody, cells
from scrutiny_lib.batch.anybody import Everybody
from scrutiny_lib.batch.notebooks import notebooks_folder
from scrutiny_lib.batch.processes import WARM
from scrutiny_lib.batch.render import render_page
from scrutiny_lib.batch.workers import Task, in_fresh_processes
from scrutiny_lib.errors import ScrutinyError
from scrutiny_lib.intake.workspace import read_workspace
from tests.conftest import REPOSITORY, Quarter

PAGE = "actions-and-impact"


HELD: list[str] = []


def seen() -> tuple[list[str], int, bool]:
    """In a process that is asked: what it holds of this one, its threads, and whether it may be copied."""
    return HELD, len(list(Path("/proc/self/task").iterdir())), cells._may_copy()


@pytest.mark.skipif(not WARM, reason="processes are copied on Linux only")
def test_a_process_that_draws_has_one_thread_and_holds_nothing_of_the_one_that_counted() -> None:
    HELD.append("a child's row")
    (done,) = in_fresh_processes([Task("seen", seen, (), 120)], 1)
    assert done.result == ([], 1, True)


def of_the_server() -> tuple[int, str | None, list[str]]:
    """In a process that is asked: threads of the one it is a copy of, and what loading has left or not loaded."""
    import seaborn

    drawn = seaborn.kdeplot(x=[1.0, 2.0, 4.0], cumulative=True).lines[0].get_ydata()
    from scipy import stats

    real = [name for name in ("norm", "ecdf") if hasattr(stats, name)]
    threads = len(list(Path(f"/proc/{os.getppid()}/task").iterdir()))
    return threads, os.environ.get("OPENBLAS_NUM_THREADS"), [*real, f"{max(drawn):.1f}"]


@pytest.mark.skipif(not WARM, reason="processes are copied on Linux only")
def test_what_is_copied_has_one_thread_and_what_it_left_out_is_there_when_asked_for() -> None:
    (done,) = in_fresh_processes([Task("server", of_the_server, (), 120)], 1)
    assert done.result == (1, os.environ.get("OPENBLAS_NUM_THREADS"), ["norm", "ecdf", "1.0"]), done.why


def test_a_page_is_the_same_where_every_process_is_started_from_nothing(
    quarter: Quarter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells, "WARM", False)
    monkeypatch.setattr(cells, "fresh_processes", lambda: multiprocessing.get_context("spawn"))
    tables = quarter.workspace / "working" / quarter.quarter / PAGE / "hips.json"
    made = render_page(notebooks_folder() / "60_actions_and_impact.ipynb", tables, tmp_path / "hips.ipynb")
    assert made[".html"] == quarter.page(PAGE, "hips").read_bytes()


def double(number: int) -> int:
    return 2 * number


def refuse(child: str) -> None:
    raise ScrutinyError("Nothing can be told.")


def fail(child: str) -> None:
    raise KeyError(child)


def sleep(child: str) -> None:
    time.sleep(300)


def end_at_once(child: str) -> None:
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


def test_one_that_fails_hangs_or_is_ended_takes_no_other_with_it() -> None:
    tasks = [Task(do.__name__, do, ("Kai",), 100) for do in (refuse, fail, end_at_once)]
    tasks += [Task("sleep", sleep, ("Kai",), 4)]
    tasks += [Task(f"double {number}", double, (number,), 100) for number in range(4)]
    done = {one.task.name: one for one in in_fresh_processes(tasks, 2)}
    assert [done[f"double {number}"].result for number in range(4)] == [0, 2, 4, 6]
    assert done["refuse"].why == "Nothing can be told." and not done["refuse"].unexpected
    assert "KeyError in test_processes.py, line" in done["fail"].why and done["fail"].unexpected
    assert "longer than the 4 seconds" in done["sleep"].why
    assert "ended from outside" in done["end_at_once"].why
    assert not any("Kai" in one.why for one in done.values())


def test_what_all_pages_have_in_common_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, _ = read_workspace(REPOSITORY / "sample_cases")
    whole, times, read = anybody.said_in(workspace), [0], anybody.said_in

    def counted(of: object) -> object:
        times[0] += 1
        return read(of)  # type: ignore[arg-type]

    monkeypatch.setattr(anybody, "said_in", counted)
    everybody = Everybody(workspace)
    assert everybody.said == everybody.said == whole and times == [1]
    assert len(whole.runs) > 50 and len(everybody.identifiers.ids) > 100


@pytest.mark.skipif(not WARM, reason="processes are not asked from a server here")
def test_a_long_path_for_temporary_files_is_no_hindrance(tmp_path: Path) -> None:
    folder = tmp_path / ("a folder with a long name " * 4)
    folder.mkdir()
    code = (
        "from scrutiny_lib.batch.workers import Task, in_fresh_processes as each\n"
        "print([(done.result, done.why) for done in each([Task('one', abs, (-7,), 60.0)], 1)])\n"
    )
    env = {**os.environ, "TMPDIR": str(folder)}
    ran = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=120)
    assert ran.stdout == "[(7, '')]\n", ran.stderr[-500:]
