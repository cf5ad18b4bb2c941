"""Pages are drawn by processes that hold nothing but libraries, and come out the same however these were started."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from jupyter_client.manager import AsyncKernelManager

from scrutiny_lib.batch import anybody, kernel
from scrutiny_lib.batch.anybody import Everybody
from scrutiny_lib.batch.processes import WARM, fresh_processes
from scrutiny_lib.batch.render import notebooks_folder, render_page
from scrutiny_lib.intake.workspace import read_workspace
from tests.conftest import REPOSITORY, Quarter

PAGE = "actions-and-impact"


HELD: list[str] = []


def seen() -> tuple[list[str], int, str]:
    """In a process that is asked: what it holds of this one, its threads, and the kind of its next kernel."""
    return HELD, len(list(Path("/proc/self/task").iterdir())), kernel.kernels().__name__


@pytest.mark.skipif(not WARM, reason="processes are copied on Linux only")
def test_a_process_that_draws_has_one_thread_and_holds_nothing_of_the_one_that_counted() -> None:
    HELD.append("a child's row")
    with ProcessPoolExecutor(1, mp_context=fresh_processes()) as pool:
        assert pool.submit(seen).result(timeout=120) == ([], 1, "Kernels")


def test_a_page_is_the_same_where_every_process_is_started_from_nothing(
    quarter: Quarter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel, "kernels", lambda: AsyncKernelManager)
    tables = quarter.workspace / "working" / quarter.quarter / PAGE / "hips.json"
    made = render_page(notebooks_folder() / "60_actions_and_impact.ipynb", tables, tmp_path / "hips.ipynb")
    assert made[".html"] == quarter.page(PAGE, "hips").read_bytes()


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
