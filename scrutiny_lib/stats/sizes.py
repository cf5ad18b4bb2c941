"""How many cases are enough: to know a share, to meet a problem, to pass or fail practice, to see a change."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from scrutiny_lib.errors import ScrutinyError
from scrutiny_lib.stats.hypergeometric import accept_at_most, fisher_power
from scrutiny_lib.stats.limits import normal


def sample_size_proportion(
    p: float,
    margin: float,
    N: int | None = None,
    *,
    confidence: float = 0.95,
    method: Literal["normal", "wilson"] = "normal",
) -> tuple[int, float]:
    """Cases needed so that a proportion near ``p`` is known to within ``± margin``.

    Parameters
    ----------
    p, margin : float
        Expected proportion and half-width, both between 0 and 1.
    N : int, optional
        Cases in the population; given, the answer is corrected for it.
    confidence : float
    method : {"normal", "wilson"}
        Normal limits (Cochran 1977, 4.4), or half the width of Wilson's interval (without ``N`` only).

    Returns
    -------
    (int, float)
        Rounded **up**, and unrounded. Krejcie & Morgan's (1970) table rounds the same number to the nearest.

    Raises
    ------
    ScrutinyError
        When ``p``, ``margin`` or ``N`` cannot be.

    Published tests: Valliant, Dever & Kreuter (2018) ch. 3; Krejcie & Morgan (1970) table 1.

    >>> sample_size_proportion(0.5, 0.05, 300)[0]
    169
    """
    if not (0 <= p <= 1 and 0 < margin < 1 and 0 < confidence < 1) or (N is not None and N < 1):
        raise ScrutinyError("The proportion and the margin must lie between 0 and 1, and the population hold a case.")
    z2 = normal(confidence) ** 2
    spread = p * (1 - p)
    if method == "wilson":
        if N is not None:
            raise ScrutinyError("The Wilson method knows no population size. Leave N out, or use the normal method.")
        # margin² (1 + u)² = spread u + u²/4 with u = z²/n, solved for u
        b, a = spread - 2 * margin**2, 0.25 - margin**2
        exact = 0.0 if a <= 0 else z2 * 2 * a / (math.sqrt(b * b + 4 * a * margin**2) - b)
    else:
        exact = z2 * spread / margin**2
        if N is not None:
            exact = exact * N / (N - 1 + exact) if exact > 0 else 0.0
    return math.ceil(exact - 1e-9), exact


def discovery_size(prevalence: float, N: int, confidence: float = 0.95) -> int:
    """Fewest cases to look at to be this sure of meeting a problem at least once, if at least this many have it.

    Parameters
    ----------
    prevalence : float
        Share of the ``N`` cases with the problem, above 0; a part of a case counts as one more case.
    N : int
        Cases in the population, drawn from without replacement.
    confidence : float

    Returns
    -------
    int

    Source: hypergeometric probability of seeing none; checked against Cannon & Roe (1982).

    >>> discovery_size(0.10, 60)
    23
    """
    if not (0 < prevalence <= 1 and 0 < confidence < 1 and N >= 1):
        raise ScrutinyError("The prevalence must lie above 0 and up to 1, and the population must hold a case.")
    having = math.ceil(round(prevalence * N, 9))
    seen = np.arange(N)
    none = np.cumprod(np.maximum(N - having - seen, 0) / (N - seen))  # none[i]: P(no case found) after i + 1
    return int(np.argmax(none <= 1 - confidence + 1e-12)) + 1


def acceptance_plan(
    producer: tuple[float, float], consumer: tuple[float, float], N: int | None = None
) -> tuple[int, int]:
    """The smallest sample, and the most faults in it, by which to call practice good or not good.

    Parameters
    ----------
    producer : (share of faults, probability)
        Practice this good should pass with at least this probability.
    consumer : (share of faults, probability)
        Practice this bad should pass with at most this probability.
    N : int, optional
        Cases in the population (hypergeometric); without it, binomial. Shares that are no whole number of cases are
        taken the strict way: down for the producer, up for the consumer.

    Returns
    -------
    (int, int)
        ``n`` cases to look at; pass with ``c`` faults or fewer.

    Raises
    ------
    ScrutinyError
        When the two points cannot be told apart, even by looking at every case.

    Source: Schilling & Neubauer (2009) *Acceptance Sampling in Quality Control*. Test: R's AcceptanceSampling.

    >>> acceptance_plan((0.05, 0.95), (0.15, 0.075))
    (80, 7)
    """
    (good, sure), (bad, risk) = producer, consumer
    if not (0 <= good < bad <= 1 and 0 < risk < sure < 1) or (N is not None and N < 1):
        raise ScrutinyError("The good share must lie below the bad one, and pass with the higher probability.")
    if N is not None:
        good = math.floor(round(good * N, 9)) / N
        bad = math.ceil(round(bad * N, 9)) / N
    largest = 100_000 if N is None else N
    c, n = 0, 1
    while n <= largest:
        if accept_at_most(c, n, bad, N) > risk:
            n += 1
        elif accept_at_most(c, n, good, N) < sure:
            c += 1
        else:
            return n, c
    raise ScrutinyError("No sample can tell these two levels apart. Set them further apart, or accept more risk.")


def power_two_proportions(p1: float, p2: float, n1: int, n2: int) -> float:
    """Chance that a change from ``p1`` to ``p2`` shows (p ≤ 0.05, two-sided) by Fisher's exact test.

    Parameters
    ----------
    p1, p2 : float
        True proportions before and after, 0–1.
    n1, n2 : int
        Cases before and after.

    Returns
    -------
    float
        Power, 0–1; the sum over every pair of counts, no simulation. The test is that of R's ``fisher.test``.

    >>> round(power_two_proportions(0.5, 0.75, 12, 12), 2)
    0.14
    """
    if not (0 <= p1 <= 1 and 0 <= p2 <= 1 and n1 >= 1 and n2 >= 1):
        raise ScrutinyError("Proportions must lie between 0 and 1, and both groups must hold at least one case.")
    return fisher_power(p1, p2, int(n1), int(n2), 0.05)
