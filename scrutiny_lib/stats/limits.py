"""The bare formulas for limits, without names or bases: what the rest of this room builds its intervals from."""

from __future__ import annotations

import math

from scipy import special

from scrutiny_lib.errors import ScrutinyError

NAN = math.nan


def normal(confidence: float) -> float:
    """How many standard errors make limits of this confidence; refuses what is no confidence.

    >>> round(normal(0.95), 3)
    1.96
    """
    if not 0 < confidence < 1:
        raise ScrutinyError("The confidence must lie between 0 and 1, such as 0.95.")
    return float(special.ndtri(0.5 + confidence / 2))


def student(df: float, confidence: float) -> float:
    """The same from Student's t with ``df`` degrees of freedom.

    >>> round(student(10, 0.95), 3)
    2.228
    """
    normal(confidence)
    return float(special.stdtrit(df, 0.5 + confidence / 2))


def beta_limits(x: float, n: float, confidence: float) -> tuple[float, float]:
    """Clopper & Pearson's limits (1934) for ``x`` of ``n``, which need not be whole.

    >>> beta_limits(0, 10, 0.95)[0]
    0.0
    """
    normal(confidence)
    tail = (1 - confidence) / 2
    lower = 0.0 if x <= 0 else float(special.betaincinv(x, n - x + 1, tail))
    upper = 1.0 if x >= n else float(special.betaincinv(x + 1, n - x, 1 - tail))
    return lower, upper


def poisson_limits(count: float, confidence: float) -> tuple[float, float]:
    """Exact limits for a Poisson count (Garwood 1936).

    >>> [round(limit, 3) for limit in poisson_limits(5, 0.95)]
    [1.623, 11.668]
    """
    normal(confidence)
    tail = (1 - confidence) / 2
    lower = 0.0 if count == 0 else float(special.gammaincinv(count, tail))
    return lower, float(special.gammaincinv(count + 1, 1 - tail))


def byar_limits(count: float, confidence: float) -> tuple[float, float]:
    """Byar's approximation to them (Breslow & Day 1987); the lower limit is nan where the formula turns negative.

    >>> [round(limit, 3) for limit in byar_limits(65, 0.95)]
    [50.163, 82.849]
    """
    z = normal(confidence)
    lower = NAN
    if count > 0:
        root = 1 - 1 / (9 * count) - z / (3 * math.sqrt(count))
        lower = count * root**3 if root >= 0 else NAN
    more = count + 1
    return lower, more * (1 - 1 / (9 * more) + z / (3 * math.sqrt(more))) ** 3


def whole(*counts: float) -> tuple[int, ...]:
    """Counts as plain ints; refuses those that are not whole numbers, 0 or more.

    >>> whole(0, 3.0)
    (0, 3)
    """
    for count in counts:
        if not (math.isfinite(count) and count >= 0 and count == math.floor(count)):
            raise ScrutinyError("Counts must be whole numbers, 0 or more.")
    return tuple(int(count) for count in counts)


def share(x: float, n: float) -> tuple[int, int]:
    """``x`` of ``n`` as plain ints; refuses more counted than were looked at.

    >>> share(3, 4.0)
    (3, 4)
    """
    part, all_of_them = whole(x, n)
    if part > all_of_them:
        raise ScrutinyError("More were counted than were looked at. Check numerator and denominator.")
    return part, all_of_them
