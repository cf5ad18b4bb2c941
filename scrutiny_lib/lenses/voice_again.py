"""What has changed since the last review: code by code, and only where the two samples can tell."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from scrutiny_lib.lenses.results import NAN
from scrutiny_lib.lenses.voice_codes import FIRM, NOT_REPORTED
from scrutiny_lib.stats.hybrid import hybrid_difference
from scrutiny_lib.stats.types import Interval
from scrutiny_lib.tables import table

_CANNOT = (
    "Whether this is more or less than in {quarter} cannot be told: that needs two samples drawn at random, with at "
    "least twenty {unit} in each."
)
_OPEN = (
    "Whether this is more or less than in {quarter} cannot be told: it may be anything from {lower} in 100 fewer to "
    "{upper} in 100 more."
)
_MOVED = "{way} than in {quarter}: likely by {lower} to {upper} in 100."
_MANY = " Of {many} such comparisons here, one in twenty would look like a change by chance alone."
_TENTATIVE = " Tentative: in one of the two, how far two people agree on this code is not known well enough."
_MANY_FROM = 5
"""From so many comparisons it is said that some would look like a change by chance."""


@dataclass(frozen=True)
class Earlier:
    """What an earlier review of the same matter counted.

    Parameters
    ----------
    review, quarter : str
        Which review it was, and its quarter as it is told.
    codes : DataFrame
        Its table ``voice_codes``, as it was counted for the analyst: kind, code, n, of, percent, lower, upper,
        reliability; with the codes that nobody carried. Limits stand only where that sample was drawn at random and
        large enough. Within one codebook ids of codes never change meaning, whatever its edition.
    codebook : str
        The id of its codebook; ``""``: that of the review it is put beside.
    """

    review: str
    quarter: str
    codes: pd.DataFrame
    codebook: str = ""


def compare_with_earlier(voice_codes: pd.DataFrame, earlier: Earlier | None, codebook: str = "") -> pd.DataFrame:
    """Each code used both times, within one kind of voice: then, now, and the difference where it can be told.

    Parameters
    ----------
    voice_codes : DataFrame
        ``voice_codes`` of this review, with the codes that nobody carried: what is no longer said is a change too.
    earlier : Earlier, optional
        ``None`` gives an empty table; so does one that was coded with another codebook, for there an id means
        something else.
    codebook : str
        The id of this review's codebook.

    Returns
    -------
    DataFrame
        Table ``voice_before``. ``difference``, ``lower`` and ``upper`` are points of percent, now less then, nan where
        one of the two has no limits: Newcombe's hybrid of the two samples' own limits, which hold what each sample's
        design says. ``sentence`` holds no count of children. A code that may not be reported in one of the two reviews
        has no row.
    """
    if earlier is None or (earlier.codebook or codebook) != codebook:
        return table("voice_before")
    now = voice_codes[voice_codes["reliability"] != NOT_REPORTED]
    then = earlier.codes[(earlier.codes["reliability"] != NOT_REPORTED) & earlier.codes["n"].notna()]
    keys = ["kind", "code"]
    figures = [*keys, "n", "of", "percent", "lower", "upper", "reliability"]
    both = now.merge(then[figures], on=keys, suffixes=("", "_then"))
    both = both[(both["n"] > 0) | (both["n_then"] > 0)]
    tested = int((both["lower"].notna() & both["lower_then"].notna()).sum())
    return table("voice_before", [_row(row, earlier.quarter, tested) for row in both.to_dict("records")])


def _row(row: Mapping[Any, Any], quarter: str, tested: int) -> dict[str, Any]:
    gap = hybrid_difference(_interval(row, ""), _interval(row, "_then"))
    told = not math.isnan(gap.lower)
    sentence = _sentence(gap, quarter, row["unit"])
    if told and not gap.lower <= 0 <= gap.upper:
        sentence += _MANY.format(many=tested) if tested >= _MANY_FROM else ""
        sentence += "" if row["reliability"] == row["reliability_then"] == FIRM else _TENTATIVE
    return {
        **{name: row[name] for name in ("kind", "code", "name")},
        "before_n": int(row["n_then"]),
        "before_of": int(row["of_then"]),
        "now_n": int(row["n"]),
        "now_of": int(row["of"]),
        "difference": gap.estimate if told else NAN,
        "lower": gap.lower,
        "upper": gap.upper,
        "sentence": sentence,
    }


def _interval(row: Mapping[Any, Any], when: str) -> Interval:
    percent, lower, upper = (_number(row[f"{name}{when}"]) for name in ("percent", "lower", "upper"))
    return Interval(percent, lower, upper, "", float(row[f"n{when}"]), float(row[f"of{when}"]), 0.95)


def _number(value: Any) -> float:
    return NAN if value is None or value is pd.NA else float(value)


def _sentence(gap: Interval, quarter: str, unit: str) -> str:
    """What can be said, without a count.

    >>> _sentence(Interval(20.0, 5.2, 33.4, "", 150, 150, 0.95), "2024-25 Q3", "children")
    'More than in 2024-25 Q3: likely by 5 to 33 in 100.'
    """
    if math.isnan(gap.lower):
        return _CANNOT.format(quarter=quarter, unit=unit)
    if gap.lower <= 0 <= gap.upper:
        return _OPEN.format(quarter=quarter, lower=f"{-gap.lower:.0f}", upper=f"{gap.upper:.0f}")
    ends = sorted((abs(gap.lower), abs(gap.upper)))
    way = "More" if gap.lower > 0 else "Less"
    return _MOVED.format(way=way, quarter=quarter, lower=f"{ends[0]:.0f}", upper=f"{ends[1]:.0f}")
