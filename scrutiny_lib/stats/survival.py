"""How long things take when some are not finished yet: shares finished by each day, and the middle one.

What is still open has taken *at least* so many days. Leaving it out makes a service look faster than it is, and
counting it as finished does too; the Kaplan–Meier estimate uses it up to the day on which it was last seen open.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from scrutiny_lib.errors import ScrutinyError
from scrutiny_lib.stats.limits import NAN, normal
from scrutiny_lib.stats.types import Interval, undefined

Numbers = Sequence[float] | npt.NDArray[np.float64] | pd.Series
Flags = Sequence[bool] | npt.NDArray[np.bool_] | pd.Series

NOBODY = "nobody was looked at"
NONE_FINISHED = "nobody has finished yet: the share is 0 and has no limits"
_ROUNDING = 1e-12


def time_to_event(days: Numbers, ended: Flags, at: Numbers | None = None, confidence: float = 0.95) -> pd.DataFrame:
    """The share finished by each day, counting what is still open for as long as it was seen (Kaplan–Meier).

    Parameters
    ----------
    days : sequence of numbers, 0 or more
        For each case, how long it took, or has taken so far. Any unit of time; the answer is in the same.
    ended : sequence of bool, as long as ``days``
        True where the case is finished; False where it was still open after so many days.
    at : sequence of numbers, optional
        The days to tell; by default each day on which somebody finished.
    confidence : float

    Returns
    -------
    DataFrame
        One row per day of ``at``, in its order: ``day``, ``at_risk`` (cases seen for so long and not finished on an
        earlier day), ``finished`` (cases finished by that day), ``share`` and its limits ``lower`` and ``upper``, all
        three from 0 to 1. ``frame.attrs["note"]`` is empty or says what is not defined.

    Undefined: beyond the last day on which anybody was seen, unless everybody had finished, the share is nan. Where
    nobody (share 0) or everybody (share 1) has finished, the formula has no limits: ``lower`` and ``upper`` are nan.
    With no case at all every share is nan.

    Raises
    ------
    ScrutinyError
        When a time is missing, infinite or below 0, or the two are not of the same length.

    Sources: Kaplan & Meier (1958) JASA 53:457–481, with log(−log) limits (Greenwood's variance, Borgan & Liestøl 1990),
    as ``scipy.stats.ecdf`` has them. Published test: remissions with 6-MP, Freireich and others (1963), as in
    Kalbfleisch & Prentice and in Collett.

    >>> curve = time_to_event([6, 6, 6, 6, 7, 9], [True, True, True, False, True, False])
    >>> curve[["day", "at_risk", "finished", "share"]].values.tolist()
    [[6.0, 6.0, 3.0, 0.5], [7.0, 2.0, 4.0, 0.75]]
    """
    taken, over = _cases(days, ended)
    normal(confidence)
    asked = np.unique(taken[over]) if at is None else np.asarray(at, dtype=float)
    if asked.ndim != 1 or not np.isfinite(asked).all():
        raise ScrutinyError("The days to tell must be numbers.")
    share, lower, upper = _curve(taken, over, asked, confidence)
    frame = pd.DataFrame(
        {
            "day": asked,
            "at_risk": len(taken) - np.searchsorted(np.sort(taken), asked, side="left"),
            "finished": np.searchsorted(np.sort(taken[over]), asked, side="right"),
            "share": share,
            "lower": lower,
            "upper": upper,
        }
    )
    frame.attrs["note"] = NOBODY if not len(taken) else "" if over.any() else NONE_FINISHED
    return frame


def median_time(days: Numbers, ended: Flags, *, confidence: float = 0.95) -> Interval:
    """The day by which half have finished, counting what is still open for as long as it was seen.

    Parameters are those of :func:`time_to_event`.

    Returns
    -------
    Interval
        In the unit of ``days``; ``n`` is the number finished, ``of`` the number of cases. *Not reached* (nan, said in
        ``method``) when fewer than half are known to have finished by the last day seen; a limit that is not reached
        is nan, and ``method`` says so.

    Raises ScrutinyError as :func:`time_to_event` does.

    Source: Brookmeyer & Crowley (1982) Biometrics 38:29–41, with log(−log) limits. Published test: as above.

    >>> median_time([6, 6, 6, 6, 7, 9], [True, True, True, False, True, False]).estimate
    6.0
    """
    taken, over = _cases(days, ended)
    of, n = len(taken), int(over.sum())
    if not of:
        return undefined(NOBODY, n, of, confidence)
    curve = time_to_event(taken, over, confidence=confidence)
    middle = _first(curve, "share")
    if math.isnan(middle):
        return undefined("not reached: fewer than half are known to have finished", n, of, confidence)
    lower, upper = _first(curve, "upper"), _first(curve, "lower")
    method = "Kaplan–Meier, Brookmeyer and Crowley's limits"
    missing = [name for name, limit in (("lower", lower), ("upper", upper)) if math.isnan(limit)]
    if missing:
        method += f"; {' and '.join(missing)} limit not reached"
    return Interval(middle, lower, upper, method, n, of, confidence)


def _first(curve: pd.DataFrame, column: str) -> float:
    """The first day on which a share or a limit of it is half or more; nan when it never is."""
    reached = curve.loc[curve[column] >= 0.5 - _ROUNDING, "day"]
    return float(reached.iloc[0]) if len(reached) else NAN


def _cases(days: Numbers, ended: Flags) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    taken, over = np.asarray(days, dtype=float), np.asarray(ended, dtype=bool)
    if taken.ndim != 1 or taken.shape != over.shape:
        raise ScrutinyError("For each case give one time, and whether it has finished.")
    if not (np.isfinite(taken).all() and (taken >= 0).all()):
        raise ScrutinyError("Times must be numbers, 0 or more. Leave out cases whose time is not known.")
    return taken, over


def _curve(
    taken: npt.NDArray[np.float64], over: npt.NDArray[np.bool_], asked: npt.NDArray[np.float64], confidence: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Shares finished with their limits; survival upside down."""
    if not len(taken):
        nothing = np.full(len(asked), NAN)
        return nothing, nothing.copy(), nothing.copy()
    from scipy.stats import CensoredData, ecdf  # half a second that most who use this package never need

    open_still = ecdf(CensoredData.right_censored(taken, ~over)).sf
    share = 1 - open_still.evaluate(asked)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # no limits at 0 and 1: told in the docstring
        limits: Any = open_still.confidence_interval(confidence, method="log-log")
    lower, upper = 1 - limits.high.evaluate(asked), 1 - limits.low.evaluate(asked)
    bare = (share <= _ROUNDING) | (share >= 1 - _ROUNDING)
    beyond = (asked > taken.max()) & (share < 1 - _ROUNDING)
    share = np.where(share <= _ROUNDING, 0.0, share)
    unknown = bare | beyond
    return np.where(beyond, NAN, share), np.where(unknown, NAN, lower), np.where(unknown, NAN, upper)
