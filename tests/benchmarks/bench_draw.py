# ruff: noqa: T201 (a script that prints)
"""A stratified draw from a million cases, beside samplics' in the same run; and the same cases in any row order.

    python tests/benchmarks/bench_draw.py [cases]

The peer needs an interpreter of its own that has samplics 0.6.1: name it in the environment variable SAMPLICS_PYTHON,
else the current one is asked; where it is absent that is said. Seconds depend on the machine; the ratio is what counts.
Leaves with 1 when other cases come out in another row order, or when the draw is less than three times as fast.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import pandas as pd

from scrutiny_lib.audit.fingerprint import frame_hash
from scrutiny_lib.audit.sample import draw_sample
from scrutiny_lib.intake.plan import SamplePlan

CASES, DRAWN, TIMES, AT_LEAST = 1_000_000, 10_000, 5, 3.0
STAGES = ("assessment", "child in need plan", "child protection plan", "early help", "leaving care", "looked after")

# what the peer runs: the same cases and strata, the same number from each, without replacement
PEER = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
import numpy as np
from samplics.sampling import SampleSelection
from samplics.utils.types import SelectMethod
cases, sizes, times = json.loads(sys.argv[1])
rng = np.random.default_rng(1)
ids = np.array([f"C-{number:08X}" for number in rng.permutation(cases)])
stage = np.array(list(sizes))[rng.integers(0, len(sizes), cases)]
seconds = []
for _ in range(times):
    began = time.perf_counter()
    selection = SampleSelection(method=SelectMethod.srs_wor, strat=True, wr=False)
    drawn = selection.select(samp_unit=ids, samp_size=sizes, stratum=stage, to_dataframe=True, sample_only=True)
    seconds.append(time.perf_counter() - began)
    assert len(drawn) == sum(sizes.values())
print(json.dumps(seconds))
"""


def make_frame(cases: int) -> pd.DataFrame:
    """Invented cases in six strata, in no order; the peer makes the same."""
    rng = np.random.default_rng(1)
    ids = [f"C-{number:08X}" for number in rng.permutation(cases)]
    return pd.DataFrame({"case_id": ids, "stage": np.array(STAGES)[rng.integers(0, len(STAGES), cases)]})


def time_peer(cases: int, sizes: dict[str, int]) -> tuple[list[float], str]:
    """Seconds of each draw of samplics in a process of its own, or none and the reason."""
    python = os.environ.get("SAMPLICS_PYTHON") or sys.executable
    given = json.dumps([cases, sizes, TIMES])
    try:
        run = subprocess.run([python, "-c", PEER, given], capture_output=True, text=True, timeout=900, check=False)
        return json.loads(run.stdout.splitlines()[-1]), ""
    except (OSError, subprocess.TimeoutExpired, IndexError, ValueError):
        return [], "samplics cannot be run here; name an interpreter that has it in SAMPLICS_PYTHON"


def main(cases: int = CASES) -> int:
    """Time both, compare, and check the order."""
    frame = make_frame(cases)
    drawn = min(DRAWN, cases // 10)
    words = ("stratified", drawn, "a seed", ("stage",), "proportional", 5, 0.0, "A1", date(2025, 10, 2), "", ())
    plan = SamplePlan(*words)
    ours = []
    for _ in range(TIMES):
        began = time.perf_counter()
        sample = draw_sample(frame, plan)
        ours.append(time.perf_counter() - began)
    shuffled = frame.sample(frac=1, random_state=7)
    again = draw_sample(shuffled, plan)
    same = again.table["case_id"].tolist() == sample.table["case_id"].tolist()
    began = time.perf_counter()
    same = frame_hash(shuffled) == frame_hash(frame) and same
    hashed = (time.perf_counter() - began) / 2

    print(f"{drawn:,} of {cases:,} cases in {len(STAGES)} strata, {TIMES} times each, median seconds")
    print(f"scrutiny_lib.draw_sample   {statistics.median(ours):8.3f}   (best {min(ours):.3f})")
    print(f"the frame's hash           {hashed:8.3f}")
    print(f"the same cases in shuffled rows: {'yes' if same else 'NO'}")
    sizes = {stratum: int(count) for stratum, count in sample.strata.set_index("stratum")["drawn"].items()}
    seconds, absent = time_peer(cases, sizes)
    if absent:
        print(f"no comparison: {absent}")
        return 0 if same else 1
    ratio = statistics.median(seconds) / statistics.median(ours)
    print(f"samplics SampleSelection   {statistics.median(seconds):8.3f}   (best {min(seconds):.3f})")
    print(f"times as fast as samplics: {ratio:.1f} (at least {AT_LEAST:.0f} is asked for)")
    return 0 if same and ratio >= AT_LEAST else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
