# ruff: noqa: T201 (a script that prints)
"""A quarter's pages three ways, in one run on the same released tables and the same notebooks.

    python tests/benchmarks/bench_quarter.py [--reviews 12] [--small] [--jobs 2] [--skip-commands] [--keep FOLDER]

(a) the ``papermill`` command and ``jupyter nbconvert``, one page after another; (b) ``papermill.execute_notebook`` and
nbconvert's exporter in a pool of processes; (c) ours, twice: our engine and the HTML page alone, like for like with
(a) and (b), and a whole ``scrutiny run`` with everything else it does (count, release, spreadsheet, Word file,
briefing, search, record). The limit is the processor time that the cells need by themselves, libraries loaded,
divided by the cores. Then a run with nothing changed, and one with one input changed. Each review is the deep dive of
``sample_cases`` under another name (without training and monthly figures: these have pages of their own), for two
audiences; ``--small`` takes small ones (tests/small_quarter.py).

Every way draws once before it is timed, so that compiled modules and files are at hand for all. Seconds depend on the
machine and on what else runs there: ratios travel. Memory is that of all processes of a way, shared pages counted
once, looked at twice a second (Linux). Leaves with 1 when a page is missing anywhere, never for a time.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import re
import shutil
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks.tree import Watched, environment, watch  # noqa: E402

QUARTER = "2025-26-Q3"
SAMPLE = "2025-26-q3-child-exploitation"
NOTEBOOK = ROOT / "notebooks" / "30_deep_dive.ipynb"
BIN = Path(sys.executable).parent
Job = dict[str, Any]


def make_workspace(folder: Path, reviews: int, small: bool) -> None:
    """``reviews`` reviews of the quarter, each for two audiences, and nothing else that is due."""
    if small:
        from tests.small_quarter import small_workspace

        small_workspace(folder, reviews)
        return
    folder.mkdir(parents=True)
    sample = ROOT / "sample_cases"
    for name in ("workspace.toml", "sample-key.txt"):
        shutil.copy(sample / name, folder / name)
    for name in ("published", "audit_templates"):
        shutil.copytree(sample / name, folder / name)
    for number in range(1, reviews + 1):
        review = folder / "reviews" / f"{SAMPLE}-{number:02d}"
        shutil.copytree(sample / "reviews" / SAMPLE, review)
        told = (review / "review.toml").read_text(encoding="utf-8")
        told = told.replace('title = "Child exploitation"', f'title = "Child exploitation, part {number}"')
        told = told.replace('["executive", "hips", "practitioners"]', '["executive", "hips"]')
        (review / "review.toml").write_text(told, encoding="utf-8")
        (review / "indicators.csv").unlink()  # with monthly figures or training the quarter has pages of its own
        shutil.rmtree(review / "training")
        found = (review / "findings.toml").read_text(encoding="utf-8")
        found = re.sub(r"\{ind\.[^}]*\}", "fewer than before", found)
        (review / "findings.toml").write_text(found, encoding="utf-8")
        for path in (review / "returns").iterdir():
            rename_return(path, review.name)


def rename_return(path: Path, review: str) -> None:
    """Make a return of the sample's review one of ``review``."""
    with zipfile.ZipFile(path) as book:
        members = {name: book.read(name) for name in book.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in members.items():
            book.writestr(name, content.replace(f">{SAMPLE}<".encode(), f">{review}<".encode()))


def jobs_of(workspace: Path, out: Path) -> list[Job]:
    """What each way draws: the released tables of each page, and the parameters the notebook is given."""
    found = []
    for tables in sorted((workspace / "working" / QUARTER).glob("*/*.json")):
        if tables.stem in ("executive", "hips") and tables.parent.name.startswith("2025-26-q3"):
            name = f"{tables.parent.name}-{tables.stem}"
            parameters = {
                "workspace": "",
                "review": tables.parent.name,
                "audience": tables.stem,
                "tables": str(tables.resolve()),
            }
            found.append({"notebook": str(NOTEBOOK), "out": str(out / name), "parameters": parameters})
    return found


def by_commands(job: Job, env: dict[str, str]) -> list[Watched]:
    """(a) One page: the two commands."""
    given = [part for name, value in job["parameters"].items() for part in ("-p", name, value)]
    executed = f"{job['out']}.ipynb"
    run = [str(BIN / "papermill"), "--no-progress-bar", job["notebook"], executed, *given]
    page = [str(BIN / "jupyter"), "nbconvert", "--to", "html", executed]
    return [watch(run, env), watch(page, env)]


def in_pool(jobs: Sequence[Job], processes: int) -> None:
    """(b) All pages, by papermill's and nbconvert's functions in a pool of processes."""
    with ProcessPoolExecutor(processes) as pool:
        list(pool.map(_by_papermill, jobs))


def _by_papermill(job: Job) -> None:
    import papermill
    from nbconvert import HTMLExporter

    executed = f"{job['out']}.ipynb"
    papermill.execute_notebook(job["notebook"], executed, job["parameters"], progress_bar=False)
    html, _ = HTMLExporter().from_filename(executed)
    Path(f"{job['out']}.html").write_text(html, encoding="utf-8")


def by_engine(jobs: Sequence[Job], processes: int) -> None:
    """(c) All pages, by our engine and our page, nothing else."""
    from scrutiny_lib.batch.workers import Task, in_fresh_processes

    # as a run does it: what takes longest first
    large = sorted(jobs, key=lambda job: -Path(job["parameters"]["tables"]).stat().st_size)
    tasks = [Task(job["out"], one_by_engine, (job,), 600.0) for job in large]
    for done in in_fresh_processes(tasks, processes):
        if done.why:
            print(done.task.name, done.why)


def one_by_engine(job: Job) -> None:
    """One page by our engine."""
    from scrutiny_lib.batch.cells import CellLimits
    from scrutiny_lib.batch.render import _execute
    from scrutiny_lib.show.export import render_html
    from scrutiny_lib.tables import Tables

    tables = Tables.load(Path(job["parameters"]["tables"]))
    run = _execute(Path(job["notebook"]), Path(f"{job['out']}.ipynb"), job["parameters"], CellLimits())
    Path(f"{job['out']}.html").write_text(render_html(run, tables.about), encoding="utf-8")


def cells_alone(jobs: Sequence[Job], processes: int) -> None:
    """The limit: the cells of each page in a copy of a process that has everything loaded, so many at once; prints the
    processor seconds of all."""
    import scrutiny_lib
    from scrutiny_lib.batch import processes as ours

    for name in [*ours.LIBRARIES, *(f"scrutiny_lib.{place}" for place in scrutiny_lib._DOOR.values())]:
        __import__(name)
    context = multiprocessing.get_context("fork")
    waiting, running, used = list(jobs), list[Any](), 0.0
    while waiting or running:
        while waiting and len(running) < processes:
            hear, tell = context.Pipe(duplex=False)
            context.Process(target=_cells_of, args=(tell, waiting.pop())).start()
            tell.close()
            running.append(hear)
        for hear in wait(running):
            used += hear.recv()
            running.remove(hear)
    print(used)


def _cells_of(tell: Any, job: Job) -> None:
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    from scrutiny_lib.batch.shell import new_shell, run_cells

    run = parameterize_notebook(load_notebook_node(job["notebook"]), job["parameters"])
    cells = [(str(cell.source), False) for cell in run.cells if cell.cell_type == "code"]
    with tempfile.TemporaryDirectory() as folder:
        shell = new_shell(Path(folder))
        began = time.process_time()
        ran = list(run_cells(shell, cells))
        used = time.process_time() - began
    if len(ran) == len(cells) and all(one["well"] for one in ran):
        tell.send(used)


def again(what: str, jobs: Sequence[Job], processes: int, env: dict[str, str], folder: Path) -> Watched:
    """Run one of the functions above over the jobs in a process of its own."""
    path = folder / "jobs.json"
    path.write_text(json.dumps([list(jobs), processes]), encoding="utf-8")
    code = (
        "import json, pathlib, tests.benchmarks.bench_quarter as b; "
        f"b.{what}(*json.loads(pathlib.Path({str(path)!r}).read_text()))"
    )
    return watch([sys.executable, "-c", code], env)


def scrutiny(workspace: Path, processes: int, env: dict[str, str]) -> Watched:
    """A whole run of the quarter."""
    return watch([str(BIN / "scrutiny"), "run", str(workspace), "--quarter", QUARTER, "--jobs", str(processes)], env)


def clocked(workspace: Path, processes: int, env: dict[str, str], notes: Path) -> Watched:
    """A whole run with a clock on every stage (tests/benchmarks/stages.py)."""
    code = "from tests.benchmarks.stages import main; main()"
    command = [sys.executable, "-c", code, "run", str(workspace), "--quarter", QUARTER, "--jobs", str(processes)]
    return watch(command, {**env, "SCRUTINY_STAGES": str(notes), "SCRUTINY_STARTED": str(time.time())})


def breakdown(notes: Path, whole: Watched) -> list[str]:
    """Where a clocked run spent its time: processor seconds of each stage, without those of stages within it."""
    rows = [json.loads(line) for line in notes.read_text(encoding="utf-8").splitlines()]
    cpu: dict[str, float] = {}
    wall: dict[str, float] = {}
    for row in rows:
        cpu[row["stage"]] = cpu.get(row["stage"], 0) + row.get("own_cpu", row["cpu"])
        wall[row["stage"]] = wall.get(row["stage"], 0) + row["seconds"]
    missing = cpu.pop("missing", None)
    cpu["around the cells"] = cpu.get("around the cells", 0) - cpu.get("cells", 0)
    lines = [f"  {'stage':20} {'processor':>10} {'of all':>7} {'waited for':>11}"]
    for stage, used in sorted(cpu.items(), key=lambda item: -item[1]):
        lines.append(f"  {stage:20} {used:8.1f} s {used / whole.cpu:6.0%} {wall.get(stage, 0):9.1f} s")
    rest = whole.cpu - sum(cpu.values())
    lines.append(f"  {'everything else':20} {rest:8.1f} s {rest / whole.cpu:6.0%}")
    lines.append(f"  {'all':20} {whole.cpu:8.1f} s {1:6.0%} {whole.seconds:9.1f} s on the wall")
    if missing is not None:
        names = sorted({row["what"] for row in rows if row["stage"] == "missing"})
        lines.append(f"  not there any more, so not clocked: {', '.join(names)}")
    return lines


def pages(paths: Iterable[Path]) -> int:
    """How many pages there are."""
    return sum(1 for path in paths if not path.name.endswith("-briefing.html"))


def main() -> int:
    """Measure all, print a table."""
    options = argparse.ArgumentParser()
    options.add_argument("--reviews", type=int, default=12)
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--small", action="store_true")
    options.add_argument("--skip-commands", action="store_true", help="leave out (a), the slowest")
    options.add_argument("--keep", type=Path, help="where to work, kept afterwards")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as made:
        return measure(asked, asked.keep or Path(made))


def measure(asked: argparse.Namespace, folder: Path) -> int:
    """All ways, in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    env = environment(folder / "compiled", TQDM_DISABLE="1")
    out = {name: folder / name for name in ("warm", "commands", "pool", "engine")}
    for place in out.values():
        place.mkdir(exist_ok=True)
    whole, wanted = folder / "whole", 2 * asked.reviews
    print(f"{wanted} pages, {asked.jobs} at once, {os.cpu_count()} processors; load before: {os.getloadavg()[0]:.1f}")

    first = folder / "first"
    make_workspace(first, 1, asked.small)
    told = scrutiny(first, asked.jobs, env)
    warm = jobs_of(first, out["warm"])
    if len(warm) != 2:
        print(told.wrote())
        return 1
    by_commands(warm[0], env)
    for what in ("in_pool", "by_engine", "cells_alone"):
        again(what, warm, asked.jobs, env, folder)

    make_workspace(whole, asked.reviews, asked.small)
    make_workspace(folder / "clocked", asked.reviews, asked.small)
    everything = scrutiny(whole, asked.jobs, env)
    made = pages((whole / "released").rglob("*.html"))
    jobs = jobs_of(whole, out["engine"])
    ours = again("by_engine", jobs, asked.jobs, env, folder)
    alone = again("cells_alone", jobs, 1, env, folder)
    together = again("cells_alone", jobs, asked.jobs, env, folder)
    limit = float(together.wrote()) / asked.jobs
    pool = again("in_pool", jobs_of(whole, out["pool"]), asked.jobs, env, folder)
    parts = [] if asked.skip_commands else [by_commands(job, env) for job in jobs_of(whole, out["commands"])]
    commands = [one for pair in parts for one in pair]

    notes = folder / "stages.jsonl"
    split = clocked(folder / "clocked", asked.jobs, env, notes)
    unchanged = [scrutiny(whole, asked.jobs, env) for _ in range(3)]
    found = next(iter(sorted((whole / "reviews").iterdir()))) / "findings.toml"
    found.write_text(found.read_text(encoding="utf-8").replace('title = "', 'title = "Again: ', 1), encoding="utf-8")
    changed = scrutiny(whole, asked.jobs, env)
    print(f"load after: {os.getloadavg()[0]:.1f}\n")

    alone_seconds = float(alone.wrote())
    print(f"limit: the cells need {limit * asked.jobs:.1f} s of processor time, {asked.jobs} at once", end=" ")
    print(f"({alone_seconds:.1f} s one at a time): {limit:.2f} s on the wall at best")
    print(f"{'':38} {'wall':>8} {'/ limit':>8} {'processor':>10} {'memory':>8} {'pages':>6}")
    if commands:
        seconds, used = sum(one.seconds for one in commands), sum(one.cpu for one in commands)
        most = max(one.megabytes for one in commands)
        line("(a) papermill, then nbconvert", seconds, used, most, limit, pages(out["commands"].glob("*.html")))
    line("(b) papermill in a pool", pool.seconds, pool.cpu, pool.megabytes, limit, pages(out["pool"].glob("*.html")))
    drawn = pages(out["engine"].glob("*.html"))
    line("(c) our engine, HTML only", ours.seconds, ours.cpu, ours.megabytes, limit, drawn)
    line("(c) scrutiny run, everything", everything.seconds, everything.cpu, everything.megabytes, limit, made)
    for name, mine in (("engine, HTML only", ours), ("whole run", everything)):
        than = [f"{pool.seconds / mine.seconds:.1f} times as fast as (b)"]
        if commands:
            than.insert(0, f"{sum(one.seconds for one in commands) / mine.seconds:.1f} times as fast as (a)")
        print(f"  {name}: {', '.join(than)}, {mine.seconds / limit:.2f} times the limit")
    print("nothing changed: " + ", ".join(f"{one.seconds:.2f} s" for one in unchanged))
    news = pages(Path(text.split()[1]) for _, _, text in changed.lines if text.startswith("Made"))
    print(f"one input changed: {changed.seconds:.2f} s, {news} of {wanted} pages made")
    print("\nWhere a whole run spends its time (clocked, a run of its own):")
    print("\n".join(breakdown(notes, split)))
    if split.code or everything.code:
        print((split if split.code else everything).wrote())
    counts = {made, drawn, pages(out["pool"].glob("*.html"))}
    counts |= {pages(out["commands"].glob("*.html"))} if commands else set()
    return 0 if counts == {wanted} else 1


def line(name: str, seconds: float, cpu: float, megabytes: float, limit: float, made: int) -> None:
    """One way, in a row."""
    print(f"{name:38} {seconds:6.1f} s {seconds / limit:8.2f} {cpu:8.1f} s {megabytes:5.0f} MB {made:6}")


if __name__ == "__main__":
    sys.exit(main())
