# ruff: noqa: T201 (a script that prints)
"""XmR charts with all rules of 10,000 series of 36 points, beside the package statprocon in the same run.

    python tests/benchmarks/bench_spc.py [series] [points] [a Python that has statprocon]

statprocon is asked for the same: values, both limits and the mean, and its three rules; it does so for one series at a
time, in an environment of its own where a Python is named. Its limits must be ours without screening, to the digits it
rounds to. Our flags are held against the slow ones of tests/unit/test_stats_reference.py, on every series. Seconds
depend on the machine; the ratio is what counts. Leaves with 1 when a limit or a flag differs; no time makes it fail.
"""

from __future__ import annotations

import importlib.util
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import numpy.typing as npt

from scrutiny_lib.stats import xmr
from scrutiny_lib.stats.signals import SIGNALS
from scrutiny_lib.stats.spc import xmr_arrays
from tests.unit.test_stats_reference import slow_xmr

SERIES, POINTS, TIMES, AT_LEAST, ONE_BY_ONE = 10_000, 36, 5, 30.0, 500
THEIR_DIGITS = 0.0005 * (1 + 2.66 + 1) * 1.01
"""They round mean, mean range and limit to three places, one after the other."""

PEER = """
import json, sys, time
from statprocon import XmR
series = json.load(sys.stdin)
began = time.perf_counter()
limits = []
for values in series:
    chart = XmR(values)
    drawn = chart.to_dict()
    chart.rule_1_x_indices_beyond_limits()
    chart.rule_2_runs_about_central_line()
    chart.rule_3_runs_near_limits()
    limits.append((drawn["x_lnpl"][0], drawn["x_cl"][0], drawn["x_unpl"][0]))
seconds = time.perf_counter() - began
json.dump({"seconds": seconds, "limits": [[float(one) for one in three] for three in limits]}, sys.stdout)
"""


def make_series(series: int, points: int) -> npt.NDArray[np.float64]:
    """Invented series: noise, whole numbers that tie, and in every third a trend or a jump."""
    rng = np.random.default_rng(1)
    values = rng.normal(50, 6, (series, points))
    values[::2] = rng.poisson(8, values[::2].shape)
    values[::3] += np.linspace(0, 1, points) * rng.choice([-12, 0, 8], (len(values[::3]), 1))
    values[1::3, points // 2 :] += rng.choice([-4, 0, 6], (len(values[1::3]), 1))
    return values.round(3)


def timed(call: Callable[[], object], times: int = TIMES) -> float:
    """Median seconds."""
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)


def flags_that_differ(values: npt.NDArray[np.float64]) -> int:
    """Points whose flag is not that of the slow reference."""
    found = np.array(SIGNALS, dtype=object)[xmr_arrays(values).signal]
    slow = [slow_xmr(row, True).signal for row in values.tolist()]
    return int((found != np.array(slow, dtype=object)).sum())


def main(series: int = SERIES, points: int = POINTS, python: str = "") -> int:
    """Time both, compare, and check flags and limits."""
    values = make_series(series, points)
    chart = xmr_arrays(values)
    seconds = timed(lambda: xmr_arrays(values))
    single = timed(lambda: [xmr(row) for row in values[:ONE_BY_ONE]], 1) / min(ONE_BY_ONE, series) * series
    print(f"XmR with all rules of {series:,} series of {points} points, {(chart.signal > 0).mean():.1%} flagged")
    print(f"scrutiny_lib, all at once         {seconds:8.4f} s")
    print(f"scrutiny_lib, one table each      {single:8.4f} s (from {min(ONE_BY_ONE, series)} of them)")
    wrong = flags_that_differ(values)
    print(f"flags that differ from the slow reference, of {values.size:,}: {wrong}")
    if not python and importlib.util.find_spec("statprocon") is None:
        print("no comparison: the package statprocon is not installed; name a Python that has it")
        return 1 if wrong else 0
    their_seconds, theirs = peer(values, python or sys.executable)
    seconds = max(seconds, timed(lambda: xmr_arrays(values)))
    print(f"statprocon, one at a time         {their_seconds:8.4f} s")
    print(f"times as fast as statprocon: {their_seconds / seconds:.0f} (at least {AT_LEAST:.0f} is asked for)")
    plain = xmr_arrays(values, screen=False)
    gap = float(np.abs(np.column_stack([plain.lower[:, 0], plain.mean[:, 0], plain.upper[:, 0]]) - theirs).max())
    right = gap <= THEIR_DIGITS
    print(f"limits without screening differ by at most {gap:.1e}: {'equal as it rounds' if right else 'NOT EQUAL'}")
    return 0 if right and not wrong else 1


def peer(values: npt.NDArray[np.float64], python: str) -> tuple[float, npt.NDArray[np.float64]]:
    """Seconds of the peer, without its start, and its lower limit, mean and upper limit of each series."""
    run = [python, "-c", PEER]
    answer = subprocess.run(run, input=json.dumps(values.tolist()), capture_output=True, text=True, check=True)
    found = json.loads(answer.stdout)
    return found["seconds"], np.array(found["limits"])


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3]), *sys.argv[3:4]))
