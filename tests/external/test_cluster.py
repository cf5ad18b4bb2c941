"""Pages drawn by two worker processes on this machine: the same bytes, whatever becomes of the workers."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import dask
import pytest

from scrutiny_lib.batch import cluster as batch_cluster
from scrutiny_lib.batch.cluster import check_cluster, draw_on_cluster
from scrutiny_lib.batch.cluster_page import differences, tools
from scrutiny_lib.batch.drawn import find_drawn
from scrutiny_lib.batch.hashes import software
from scrutiny_lib.batch.workers import Done, Task
from scrutiny_lib.errors import ScrutinyError
from tests.cluster_room import KEY, Cluster, cluster, drawn_here, pages_to_draw, until

NANNY, ALONE = ("--nanny",), ("--no-nanny",)
SLOW = "import time; time.sleep(2); _ = 1"
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are looked up in /proc")


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Two workers, one watched by a nanny and one by nobody, for tests that take neither away."""
    with cluster(tmp_path_factory.mktemp("cluster"), NANNY, ALONE) as made:
        yield made


def drawn(made: Cluster, tasks: list[Task], **options: Any) -> tuple[list[Done], list[str]]:
    told: list[str] = []
    return list(draw_on_cluster(made.address, tasks, software(), told.append, **options)), told


def same_as_here(task: Task, folder: Path) -> bool:
    kept = find_drawn(task.arguments[1], KEY)
    return kept is not None and dict(kept.files) == drawn_here(task, folder)


def test_pages_of_a_cluster_are_those_of_this_machine_byte_for_byte(two: Cluster, tmp_path: Path) -> None:
    tasks = pages_to_draw(tmp_path, 5)
    done, told = drawn(two, tasks)
    assert sorted(one.task.name for one in done) == [task.name for task in tasks]
    assert [one.why for one in done] == [""] * 5
    assert all(same_as_here(task, tmp_path) for task in tasks)
    assert told == ["Cluster: 2 workers, 2 pages at once"]
    assert drawn(two, []) == ([], [])
    assert list((two.folder / "scratch").rglob("scrutiny-*")) == []


def test_what_is_kept_of_a_run_comes_back_too(two: Cluster, tmp_path: Path) -> None:
    [task] = pages_to_draw(tmp_path, 1)
    drawn(two, [task])
    tables = task.arguments[1]
    assert '"cells"' in tables.with_suffix(".ipynb").read_text(encoding="utf-8")
    assert tables.with_suffix(".log").read_text(encoding="utf-8").startswith("cell ")


def test_a_printed_page_is_the_same_too(two: Cluster, tmp_path: Path) -> None:
    pytest.importorskip("weasyprint")
    [task] = pages_to_draw(tmp_path, 1, pdf=True)
    [done], _ = drawn(two, [task])
    assert done.why == "" and same_as_here(task, tmp_path)


def test_tables_that_workers_find_themselves_give_the_same_page(two: Cluster, tmp_path: Path) -> None:
    [task] = pages_to_draw(tmp_path, 1)
    [done], _ = drawn(two, [task], shared=True)
    assert done.why == "" and same_as_here(task, tmp_path)


def test_an_error_in_a_cell_is_told_once_without_its_words_and_never_tried_again(two: Cluster, tmp_path: Path) -> None:
    times = tmp_path / "times"
    bad = f"open({str(times)!r}, 'a').write('once '); raise ValueError('Zebedee')"
    [failing] = pages_to_draw(tmp_path / "bad", 1, bad)
    [good] = pages_to_draw(tmp_path / "good", 1)
    good = replace(good, name="another · hips")
    done, told = drawn(two, [failing, good])
    why = {one.task.name: one.why for one in done}
    assert why[good.name] == "" and "failed (ValueError)" in why[failing.name]
    assert times.read_text(encoding="utf-8") == "once "
    logs = [path.read_text(encoding="utf-8", errors="replace") for path in two.folder.glob("*.log")]
    assert not any("Zebedee" in text for text in [*logs, *told, *why.values()])
    assert find_drawn(failing.arguments[1], KEY) is None
    assert failing.arguments[1].with_suffix(".ipynb").is_file()


def test_a_page_that_takes_too_long_is_ended_and_says_so(two: Cluster, tmp_path: Path) -> None:
    [task] = pages_to_draw(tmp_path, 1, "import time; time.sleep(600)")
    notebook, tables, pdf, limits, key = task.arguments
    task = replace(task, arguments=(notebook, tables, pdf, replace(limits, seconds=1.0), key))
    [done], _ = drawn(two, [task])
    assert "longer than the 1 seconds" in done.why


def test_other_software_on_a_worker_is_named_and_nothing_is_begun(two: Cluster, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    tasks = pages_to_draw(tmp_path, 1, f"open({str(begun)!r}, 'w')")
    mine = software()
    other = {**mine, "packages": {**mine["packages"], "pandas": "2.9.9"}, "library_sha256": "f" * 64}
    with pytest.raises(ScrutinyError) as raised:
        list(draw_on_cluster(two.address, tasks, other, lambda line: None))
    said = str(raised.value)
    assert f"pandas {mine['packages']['pandas']} there, 2.9.9 here" in said
    assert f"code of this software {mine['library_sha256'][:12]} there, ffffffffffff here" in said
    assert said.count("tcp://127.0.0.1:") == 2 and "Nothing was begun" in said and not begun.exists()
    with pytest.raises(ScrutinyError, match="Nothing was begun"):
        check_cluster(two.address, other, False)
    check_cluster(two.address, mine, False)


@LINUX
def test_pages_of_a_killed_worker_are_drawn_by_the_other_and_nothing_of_it_stays(tmp_path: Path) -> None:
    with cluster(tmp_path, ALONE, ALONE) as made:
        tasks = pages_to_draw(tmp_path, 6, SLOW)
        told: list[str] = []
        coming = draw_on_cluster(made.address, tasks, software(), told.append)
        done = [next(coming)]
        made.workers[0].send_signal(signal.SIGKILL)
        done.extend(coming)
        assert sorted(one.task.name for one in done) == [task.name for task in tasks]
        assert [one.why for one in done] == [""] * 6
        assert all(same_as_here(task, tmp_path) for task in tasks)
        assert "Cluster: 1 worker lost, 1 worker left" in told
        until(lambda: made.alive(0) == [])


@LINUX
def test_a_page_whose_own_process_was_killed_is_drawn_once_more(two: Cluster, tmp_path: Path) -> None:
    first = tmp_path / "first"
    kill = f"""
import os, pathlib, signal
if not pathlib.Path({str(first)!r}).exists():
    pathlib.Path({str(first)!r}).touch()
    os.kill(os.getppid(), signal.SIGKILL)
_ = 1
"""
    [task] = pages_to_draw(tmp_path, 1, kill)
    [done], _ = drawn(two, [task])
    assert done.why == "" and first.exists() and same_as_here(task, tmp_path)


@LINUX
def test_a_scheduler_that_goes_is_said_in_one_line_and_its_workers_end_themselves(tmp_path: Path) -> None:
    with cluster(tmp_path, NANNY, ALONE) as made:
        tasks = pages_to_draw(tmp_path, 6, SLOW)
        coming = draw_on_cluster(made.address, tasks, software(), lambda line: None)
        first = next(coming)
        made.scheduler.kill()
        with pytest.raises(ScrutinyError) as raised:
            list(coming)
        assert str(raised.value) == batch_cluster.GONE and "\n" not in batch_cluster.GONE
        assert same_as_here(first.task, tmp_path)
        until(lambda: made.alive(0) == made.alive(1) == [])


@LINUX
def test_a_worker_that_finds_no_scheduler_ends_itself(tmp_path: Path) -> None:
    with cluster(tmp_path) as made:
        made.scheduler.kill()
        made.scheduler.wait()
        number = made.add_worker("--death-timeout", "3")
        until(lambda: made.workers[number].poll() is not None)
        until(lambda: made.alive(number) == [])


def test_a_worker_that_comes_later_helps(tmp_path: Path) -> None:
    with cluster(tmp_path, ALONE) as made:
        tasks = pages_to_draw(tmp_path, 4, SLOW)
        coming = draw_on_cluster(made.address, tasks, software(), lambda line: None)
        done = [next(coming)]
        made.add_worker(*ALONE)
        until(lambda: "Registered to" in (made.folder / "worker1.log").read_text(encoding="utf-8", errors="replace"))
        made.workers[0].send_signal(signal.SIGKILL)
        done.extend(coming)
        assert sorted(one.task.name for one in done) == [task.name for task in tasks]
        assert [one.why for one in done] == [""] * 4


def test_without_a_worker_and_without_a_scheduler_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_cluster, "_FIRST_WORKER", 0.5)
    monkeypatch.setattr(batch_cluster, "_CONNECT", 1)
    with cluster(tmp_path) as made, pytest.raises(ScrutinyError, match="no worker yet"):
        drawn(made, pages_to_draw(tmp_path, 1))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for address in (f"127.0.0.1:{port}", "nonsense://1"):
        with pytest.raises(ScrutinyError, match="No Dask scheduler answers"):
            list(draw_on_cluster(address, pages_to_draw(tmp_path, 1), software(), lambda line: None))


def test_without_dask_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_cluster, "find_spec", lambda name: None)
    with pytest.raises(ScrutinyError, match=r"scrutiny-workbench\[cluster\]"):
        list(draw_on_cluster("127.0.0.1:1", pages_to_draw(tmp_path, 1), software(), lambda line: None))


def test_an_address_that_dask_is_not_set_up_for_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(ScrutinyError, match="needs certificates"):
        check_cluster("tls://127.0.0.1:1", software(), False)
    with (
        dask.config.set({"distributed.comm.require-encryption": True}),
        pytest.raises(ScrutinyError, match="where encryption is required"),
    ):
        check_cluster("127.0.0.1:1", software(), False)


def test_a_scheduler_that_went_while_nobody_looked_is_said_to_be_gone() -> None:
    class Closed:
        status = "closed"

        def nthreads(self) -> dict[str, int]:
            raise AttributeError("a client that gave up has no scheduler")

    with pytest.raises(ScrutinyError, match="The scheduler of the cluster is gone"):
        batch_cluster._Cluster(Closed(), {}, lambda line: None).look()


def test_what_a_page_is_made_with_is_all_of_the_software_and_the_system() -> None:
    mine, found = software(), tools(False)
    assert found.items() >= {**mine["packages"], "python": mine["python"]}.items()
    assert {"system", "zlib", "library_sha256", "version"} <= found.keys()
    assert differences(found, found) == [] and differences(found, {}) != []
    assert os.sep not in " ".join(found.values())
