"""Limits for a share whose variance is known from the design: Korn and Graubard's effective number of cases."""

from __future__ import annotations

from scrutiny_lib.stats.limits import beta_limits, student


def korn_graubard(
    share: float,
    variance: float,
    n: int,
    df: float,
    confidence: float = 0.95,
    *,
    most: float | None = None,
    without_variance: float | None = None,
) -> tuple[float, float]:
    """Limits that stay between 0 and 1: Clopper and Pearson's for as many cases as would give this variance.

    Parameters
    ----------
    share, variance : float
        The estimate (0–1) and its variance under the design.
    n : int
        Cases looked at.
    df : float
        Degrees of freedom of the variance.
    confidence : float
    most : float, optional
        The effective number is never taken above this: a variance estimated from few cases can come out far too small.
    without_variance : float, optional
        The effective number where the variance is nought because all cases are alike; ``n`` unless given.

    Returns
    -------
    (lower, upper)

    Source: Korn & Graubard (1998) Survey Methodology 24:193–201, as in R's ``survey::svyciprop(method="beta")``.

    >>> [round(limit, 4) for limit in korn_graubard(0.2, 0.2 * 0.8 / 50, 50, 49)]
    [0.1003, 0.3372]
    """
    if variance <= 1e-24:
        effective = float(n if without_variance is None else without_variance)
    else:
        effective = share * (1 - share) / variance * (student(n - 1, confidence) / student(df, confidence)) ** 2
    effective = effective if most is None else min(effective, most)
    return beta_limits(effective * share, effective, confidence)
