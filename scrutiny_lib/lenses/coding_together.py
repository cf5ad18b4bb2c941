"""How far coders agreed over all codes together: one minus what they differed in ÷ what chance would differ in, each
summed over the codes, as Krippendorff adds up his alpha for marked stretches (2004, p. 254).

To pool all answers instead would flatter: codes that are given often and codes that are given rarely would look like
agreement. And passages, not single answers, are drawn again for the interval, since one passage carries many answers.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from scrutiny_lib.lenses.coding_twice import Twice
from scrutiny_lib.stats.types import Interval, undefined

Floats = npt.NDArray[np.float64]
_CELLS_AT_ONCE = 4_000_000


def together(twice: Twice, bootstrap: int, seed: int = 0, confidence: float = 0.95) -> tuple[float, Interval, float]:
    """Percent agreement (0–1), nominal alpha and Gwet's AC1 over all codes of ``twice`` together.

    Parameters
    ----------
    twice : Twice
    bootstrap : int
        How many times the passages are drawn again; 0 gives no limits (nan).
    seed : int
        The same seed gives the same limits.
    confidence : float

    Returns
    -------
    (float, Interval, float)
        nan where nothing was read twice or there is no code; alpha and AC1 also where everybody gave the same answer
        to every passage, for each code. A single code gives what its own figures are.
    """
    units = len(twice.passages)
    if not units or not twice.codes:
        return math.nan, undefined("no passage was read twice", 0, 0, confidence), math.nan
    readers = twice.read.sum(axis=1).astype(float)
    yes = twice.given.sum(axis=2).T.astype(float)  # passages × codes
    no = readers[:, None] - yes
    apart = 2 * yes * no / (readers[:, None] - 1)
    percent = 1 - float((apart / readers[:, None]).mean())
    alpha = float(_alphas(np.ones((1, units)), apart, yes, readers)[0])
    if math.isnan(alpha):
        return percent, undefined("everybody gave the same answer", units, units, confidence), math.nan
    varied = (yes.sum(axis=0) > 0) & (no.sum(axis=0) > 0)
    shares = (yes / readers[:, None]).mean(axis=0)[varied]
    by_chance = float((1 - 2 * shares * (1 - shares)).sum())
    ac1 = 1 - float((apart / readers[:, None]).mean(axis=0)[varied].sum()) / by_chance
    lower, upper = _limits(apart, yes, readers, bootstrap, seed, confidence)
    lower, upper = min(lower, alpha), max(upper, alpha)
    name = f"1 − Σ observed ÷ Σ expected, {bootstrap} bootstrap draws of passages"
    return percent, Interval(alpha, lower, upper, name, units, units, confidence), ac1


def _limits(
    apart: Floats, yes: Floats, readers: Floats, bootstrap: int, seed: int, confidence: float
) -> tuple[float, float]:
    """Percentiles of the alphas of passages drawn again; nan where they do not differ or none is asked for."""
    rng, units, redrawn = np.random.default_rng(seed), len(readers), [np.empty(0)]
    step = max(1, _CELLS_AT_ONCE // units)
    for start in range(0, bootstrap, step):
        times = rng.multinomial(units, np.full(units, 1 / units), size=min(step, bootstrap - start)).astype(float)
        redrawn.append(_alphas(times, apart, yes, readers))
    defined = np.concatenate(redrawn)
    defined = defined[~np.isnan(defined)]
    if not len(defined) or defined.min() == defined.max():
        return math.nan, math.nan
    lower, upper = np.quantile(defined, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(lower), float(upper)


def _alphas(times: Floats, apart: Floats, yes: Floats, readers: Floats) -> Floats:
    """Alpha of several collections of passages (rows of ``times``: how often each passage is in it)."""
    total = (times @ readers)[:, None]
    given = times @ yes
    observed = (times @ apart).sum(axis=1)
    expected = (2 * given * (total - given) / (total - 1)).sum(axis=1)
    return np.asarray(np.where(expected > 0, 1 - observed / np.where(expected > 0, expected, 1), np.nan))
