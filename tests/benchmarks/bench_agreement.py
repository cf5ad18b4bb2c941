# ruff: noqa: T201 (a script that prints)
"""Ordinal alpha with limits from 1,000 redrawn sets of units, beside the package krippendorff in the same run.

    python tests/benchmarks/bench_agreement.py [units] [raters] [draws]

The peer has no bootstrap of its own; it gets the cheapest one its interface allows: its counts of values by unit are
made once, units are drawn again as rows of them, and alpha is asked for each set. Where the package is not installed
that is said. Seconds depend on the machine; the ratio is what counts. Leaves with 1 when the two alphas differ by more
than the twelfth digit; no time makes it fail.
"""

from __future__ import annotations

import importlib.util
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import numpy.typing as npt

from scrutiny_lib.stats import krippendorff_alpha

UNITS, RATERS, DRAWS, TIMES, SCALE = 5_000, 4, 1_000, 5, (1, 2, 3, 4, 5)
GAPS, AT_LEAST, DIGITS = 0.15, 4.0, 1e-12

Floats = npt.NDArray[np.float64]


def make_ratings(units: int, raters: int) -> Floats:
    """Invented ratings on a scale of five, one step off the truth now and then, with gaps."""
    rng = np.random.default_rng(1)
    truth = rng.choice(SCALE, units)
    ratings = np.clip(truth[:, None] + rng.integers(-1, 2, (units, raters)), SCALE[0], SCALE[-1]).astype(float)
    ratings[rng.random(ratings.shape) < GAPS] = np.nan
    return ratings


def timed(call: Callable[[], object], times: int = TIMES) -> float:
    """Median seconds."""
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)


def peer_bootstrap(ratings: Floats, draws: int) -> list[float]:
    """The peer's alpha of each redrawn set of units."""
    import krippendorff

    counts = (ratings[:, :, None] == np.array(SCALE)).sum(axis=1)
    rng = np.random.default_rng(1)
    return [
        float(
            krippendorff.alpha(
                value_counts=counts[rng.integers(0, len(counts), len(counts))],
                value_domain=SCALE,
                level_of_measurement="ordinal",
            )
        )
        for _ in range(draws)
    ]


def main(units: int = UNITS, raters: int = RATERS, draws: int = DRAWS) -> int:
    """Time both, compare, and check that they give the same alpha."""
    ratings = make_ratings(units, raters)
    ours = krippendorff_alpha(ratings, "ordinal", SCALE, bootstrap=draws, seed=1)
    again = krippendorff_alpha(ratings, "ordinal", SCALE, bootstrap=draws, seed=1)
    same = ours == again
    seconds = timed(lambda: krippendorff_alpha(ratings, "ordinal", SCALE, bootstrap=draws, seed=1))
    alone = timed(lambda: krippendorff_alpha(ratings, "ordinal", SCALE))
    print(f"ordinal alpha of {units:,} units by {raters} raters, {np.isnan(ratings).mean():.0%} of it missing")
    print(f"alpha {ours.estimate:.12f}, limits {ours.lower:.4f} to {ours.upper:.4f}")
    print(f"scrutiny_lib, {draws:,} draws     {seconds:8.4f} s   (alpha alone {alone:.4f})")
    print(f"the same again with the same seed: {'yes' if same else 'NO'}")
    if importlib.util.find_spec("krippendorff") is None:
        print("no comparison: the package krippendorff is not installed")
        return 0 if same else 1
    import krippendorff

    theirs = float(krippendorff.alpha(ratings.T, value_domain=SCALE, level_of_measurement="ordinal"))
    their_alone = timed(lambda: krippendorff.alpha(ratings.T, value_domain=SCALE, level_of_measurement="ordinal"))
    their_draws: list[float] = []
    their_seconds = timed(lambda: their_draws.extend(peer_bootstrap(ratings, draws)), 1)
    lower, upper = np.quantile(their_draws, [0.025, 0.975])
    print(f"krippendorff, {draws:,} draws     {their_seconds:8.4f} s   (alpha alone {their_alone:.4f})")
    print(f"its limits {lower:.4f} to {upper:.4f}")
    print(f"times as fast as krippendorff: {their_seconds / seconds:.1f} (at least {AT_LEAST:.0f} is asked for)")
    gap = abs(theirs - ours.estimate)
    print(f"the two alphas differ by {gap:.1e}: {'equal to 12 digits' if gap <= DIGITS else 'NOT EQUAL'}")
    return 0 if same and gap <= DIGITS else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:4])))
