# ruff: noqa: T201 (a script that prints)
"""A national quarter on one machine: many small reviews, and whether it goes on as fast as it began.

    python tests/benchmarks/bench_national.py [--reviews 612] [--jobs 2] [--cluster] [--keep FOLDER]

153 areas with four reviews each, two pages a review (tests/small_quarter.py). For every hundred reviews counted, and
for every hundred pages drawn: how long it took, how many a second, and how much memory all processes held at most
(pages that several share counted once; Linux). The last line of each sets the last full hundred beside the first.
With ``--cluster`` the same quarter is run again from its inputs, drawn by two workers of a Dask scheduler on this
machine's own address, of which one is killed when half of the pages are drawn; every page has to be the same, byte for
byte. Seconds depend on the machine; no time makes it fail. Leaves with 1 when a page is missing or another one.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks.tree import Watched, environment, watch  # noqa: E402
from tests.cluster_room import cluster  # noqa: E402
from tests.small_quarter import small_workspace  # noqa: E402

BIN = Path(sys.executable).parent
HUNDRED = 100
Line = tuple[float, float, str]


def by_hundreds(lines: Sequence[Line], begins: str) -> list[str]:
    """The lines of progress that begin with a word, a hundred at a time."""
    mine = [(second, held) for second, held, text in lines if re.match(rf"{begins} \d+/", text)]
    if not mine:
        return [f"  {begins}: nothing was told"]
    rows, began = [], mine[0][0]
    full: list[tuple[float, float]] = []
    for at in range(0, len(mine), HUNDRED):
        some = mine[at : at + HUNDRED]
        took, most = some[-1][0] - began, max(held for _, held in some)
        rows.append(f"  {begins} {at + 1:5}-{at + len(some):<5} {took:8.1f} s {len(some) / took:7.2f}/s {most:6.0f} MB")
        if len(some) == HUNDRED:
            full.append((took, most))
        began = some[-1][0]
    if len(full) > 1:
        (first, small), (last, large) = full[0], full[-1]
        rows.append(f"  the last full hundred took {last / first:.2f} times as long, {large / small:.2f} of the memory")
    return rows


def stages(lines: Sequence[Line], whole: Watched) -> list[str]:
    """When each stage began and ended, by the lines of progress."""
    told = {}
    for begins in ("Quarter", "Compute", "Release", "Render", "Made"):
        seconds = [second for second, _, text in lines if text.startswith(begins)]
        if seconds:
            told[begins] = (seconds[0], seconds[-1])
    rows = [
        f"  {begins:8} first told after {first:7.1f} s, last {last:7.1f} s" for begins, (first, last) in told.items()
    ]
    return [*rows, f"  ended after {whole.seconds:.1f} s; processor time {whole.cpu:.1f} s"]


def main() -> int:
    """Make the workspace, run its quarter, print."""
    options = argparse.ArgumentParser()
    options.add_argument("--reviews", type=int, default=612)
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--keep", type=Path, help="where to work, kept afterwards")
    options.add_argument("--cluster", action="store_true", help="again on two workers of Dask, one of them killed")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as made:
        folder = asked.keep or Path(made)
        began = time.perf_counter()
        quarter = small_workspace(folder / "workspace", asked.reviews)
        if asked.cluster:
            shutil.copytree(folder / "workspace", folder / "again")
        print(f"{asked.reviews} reviews made in {time.perf_counter() - began:.0f} s; load {os.getloadavg()[0]:.1f}")
        command = [str(BIN / "scrutiny"), "run", str(folder / "workspace"), "--quarter", quarter]
        done = watch([*command, "--jobs", str(asked.jobs)], environment(folder / "compiled"))
        again = watch(command, environment(folder / "compiled"))
        pages = sum(path.stem in ("executive", "hips") for path in (folder / "workspace" / "released").rglob("*.html"))
        print("\n".join([*stages(done.lines, done), *by_hundreds(done.lines, "Compute")]))
        print("\n".join(by_hundreds(done.lines, "Render")))
        print(f"{pages} pages in {done.seconds:.0f} s, {pages / done.seconds:.2f} a second; most memory ", end="")
        print(f"{done.megabytes:.0f} MB; with nothing changed {again.seconds:.1f} s; load {os.getloadavg()[0]:.1f}")
        if done.code or pages != 2 * asked.reviews:
            print("".join(text for _, _, text in done.lines if not text.startswith(("Compute", "Render", "Made"))))
            return 1
        return on_cluster(folder, quarter, 2 * asked.reviews) if asked.cluster else 0


def on_cluster(folder: Path, quarter: str, pages: int) -> int:
    """The same quarter, drawn by two workers, one of which is killed half-way; 1 where a page is not the same."""
    scratch = folder / "cluster"
    scratch.mkdir()
    with cluster(scratch, (), ()) as two:
        killed: list[str] = []

        def heard(line: str) -> None:
            found = re.match(r"Render (\d+)/", line)
            if found and not killed and int(found[1]) >= pages // 2:
                killed.append(line.split(":")[0])
                for process in two.alive(0):
                    os.kill(process, signal.SIGKILL)

        command = [str(BIN / "scrutiny"), "run", str(folder / "again"), "--quarter", quarter, "--cluster", two.address]
        done = watch(command, environment(folder / "compiled"), heard=heard, alone=False)
    here, there = released(folder / "workspace"), released(folder / "again")
    same = sum(there.get(name) == content for name, content in here.items())
    print(f"on a cluster, one worker killed at {killed[0] if killed else 'no time'}: {done.seconds:.0f} s, ", end="")
    print(f"{same} of {len(here)} files the same bytes, {len(there.keys() - here.keys())} more")
    print("\n".join(by_hundreds(done.lines, "Render")))
    if not killed or done.code or here != there:
        print("".join(text for _, _, text in done.lines if not text.startswith(("Compute", "Render", "Made"))))
        return 1
    return 0


def released(workspace: Path) -> dict[str, bytes]:
    """Every file that has left, by its path."""
    folder = workspace / "released"
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


if __name__ == "__main__":
    sys.exit(main())
