# ruff: noqa: T201 (a script that prints)
"""How long it takes, and how much memory, to read and check 480 children's sheets, beside ``pandas.read_excel``.

Run it as it stands: ``python tests/benchmarks/bench_returns.py``. It builds eight agencies' workbooks of sixty
children and thirty questions in a temporary folder, then reads the same files in the same run, each way in turn:
``read_returns`` with every check on, ``pandas.read_excel`` (openpyxl, all sheets as text), and the same with the
engine *calamine* where python-calamine is installed. Time is the median of five; memory is the peak of a process that
does nothing else. Every workbook is invented.
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import pandas as pd  # noqa: E402

from scrutiny_lib.intake.returns import read_returns  # noqa: E402
from scrutiny_lib.intake.template import Template  # noqa: E402

AGENCIES = {f"agency_{letter}": f"Agency {letter.upper()}" for letter in "abcdefgh"}
CHILDREN = [f"C-{number:08X}" for number in range(0x1A2B3C00, 0x1A2B3C00 + 60)]
QUESTIONS, TIMES = 30, 5
ANSWERS = ["yes, in full", "in part", "no"]
REVIEW = "2025-26-q3-large"


def template() -> Template:
    """Thirty questions that every agency is asked about every child."""
    from tests.audit_room import question

    asked = [
        question(
            f"q{number:02d}",
            "child" if number % 3 else "agency",
            "L1",
            f"Question {number}: does the record show that this was thought about, and by whom?",
            ANSWERS,
            list(AGENCIES),
            help="Look in the plan, the visits and the last review." if number % 4 == 0 else "",
        )
        for number in range(1, QUESTIONS + 1)
    ]
    return Template("large", "1", "Large", "To be timed.", tuple(AGENCIES), pd.DataFrame(asked))


def build(folder: Path) -> None:
    """What eight agencies send back: everything answered, with a sentence of evidence and a reference."""
    from scrutiny_lib.audit.packs import write_return
    from scrutiny_lib.intake.return_sheets import questions_for
    from scrutiny_lib.intake.review import AgencyAsked
    from tests.audit_room import REVIEW as SMALL

    tool = template()
    review = replace(SMALL, name=REVIEW, agencies=tuple(AgencyAsked(agency, date(2025, 11, 7)) for agency in AGENCIES))
    drawn = pd.DataFrame({"case_id": CHILDREN, "order": range(60), "role": "sample", "part": 1})
    plainly = {"known": "yes", "life": "Shares a room with two brothers; likes school.", "worried": "no"}
    for place, (agency, name) in enumerate(AGENCIES.items()):
        filled = {
            (case_id, asked): (
                plainly.get(asked, ANSWERS[(row + child + place) % 3] if asked.startswith("q") else ""),
                f"The plan of {1 + row % 28} July says so, and the visit after it ({child}/{row}).",
                f"Record {place}-{child}, page {row}",
            )
            for child, case_id in enumerate(CHILDREN)
            for row, asked in enumerate(questions_for(tool, agency)["id"])
        }
        path = folder / f"{REVIEW}-{agency}.xlsx"
        write_return(path, review, tool, drawn, agency, name, filled, sent_on=date(2025, 11, 5))


def read_ours(folder: Path) -> None:
    """Every check on; the answers must all have arrived."""
    found = read_returns(folder, template(), set(CHILDREN), AGENCIES, REVIEW)
    counts = found.received[["rows", "counted", "blank", "held", "refused"]].sum().tolist()
    assert counts == [16320, 15840, 480, 0, 0] and not found.problems, (counts, str(found.problems)[:500])


def read_pandas(folder: Path, engine: str = "openpyxl") -> None:
    """The same files, every sheet, every cell as text, nothing checked."""
    found = {path.name: pd.read_excel(path, sheet_name=None, dtype=str, engine=engine) for path in folder.iterdir()}
    assert sum(map(len, found.values())) == 8 * 62


WAYS: dict[str, Callable[[Path], None]] = {
    "read_returns, all checks on": read_ours,
    "pandas.read_excel (openpyxl)": read_pandas,
}
if find_spec("python_calamine"):
    WAYS["pandas.read_excel (calamine)"] = lambda folder: read_pandas(folder, "calamine")


def alone(way: str, folder: Path) -> dict[str, float]:
    """Memory in MB of a new process that imports what it needs and reads once: at the start, and at its peak."""
    command = [sys.executable, __file__, "--one", way, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def peak_memory() -> float:
    """The most this process ever held, in MB.

    ``ru_maxrss`` of a child begins at what its parent held when it was started, so on Linux the kernel's own
    high-water mark of the new program is read in its place.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.findall(r"VmHWM:\s*(\d+) kB", status.read_text())[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)


def one(way: str, folder: Path) -> None:
    """The child process of :func:`alone`."""
    template()
    before = peak_memory()
    WAYS[way](folder)
    print(json.dumps({"before": before, "peak": peak_memory()}))


def main() -> None:
    """Build, time, print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build(folder)
        size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
        print(f"8 workbooks, 480 children's sheets, {QUESTIONS} questions and the four fixed ones: {size:.1f} MB")
        times: dict[str, list[float]] = {way: [] for way in WAYS}
        for _ in range(TIMES):
            for way, read in WAYS.items():
                begun = perf_counter()
                read(folder)
                times[way].append(perf_counter() - begun)
        memory = {way: alone(way, folder) for way in WAYS}
        base = median(times["pandas.read_excel (openpyxl)"])
        peak = memory["pandas.read_excel (openpyxl)"]["peak"]
        print(f"{'':32}{'median s':>10}{'of pandas':>12}{'peak MB':>10}{'of pandas':>12}{'added MB':>10}")
        for way in WAYS:
            spent, used = median(times[way]), memory[way]["peak"]
            added = used - memory[way]["before"]
            print(f"{way:32}{spent:>10.2f}{spent / base:>12.2f}{used:>10.0f}{used / peak:>12.2f}{added:>10.0f}")
        print(f"read_returns is {base / median(times['read_returns, all checks on']):.1f} times as fast as pandas.")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], Path(sys.argv[3]))
    else:
        main()
