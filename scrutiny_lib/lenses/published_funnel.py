"""How far areas of a given size stray from the country by chance alone, for the latest year with a number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import special

from scrutiny_lib.intake.published import unit_of
from scrutiny_lib.lenses.published_compare import recorded_none
from scrutiny_lib.lenses.published_measure import Figure, Measure, each, is_nation, listed
from scrutiny_lib.stats.rates import funnel_limits

LEAST_AREAS = 5
"""With fewer areas in a year there is no funnel: too few to see how areas differ."""

PLACES = ("within", "above 95", "above 99.8", "below 95", "below 99.8")
"""Where an area lies: within both limits, or above or below the inner (95) or the outer (99.8) one."""

_INNER, _OUTER = 0.95, 0.998
_MORE_THAN_CHANCE = 0.01


class Funnel(NamedTuple):
    """The rows of ``funnels``, our own area first, and what there is to say of all areas together."""

    rows: list[dict[str, Any]]
    sentence: str


def limits_at(centre: float, of: Sequence[float], unit: str, confidence: float) -> pd.DataFrame:
    """Lower and upper limit (columns of that name) at each size of area, in the unit of the measure.

    Parameters
    ----------
    centre : float
        The country's value, in the unit of the measure.
    of : sequence of float
        Denominators: what the shares are of, or people.
    unit : str
        Of the measure. A share has the limits of a proportion (0 to 100), a rate those of the ratio between the
        events counted and those expected at the country's rate (exact Poisson).
    confidence : float
        0.95 or 0.998.

    >>> limits_at(50, [100], "%", 0.95).round(1).values.tolist()
    [[40.2, 59.8]]
    """
    kind, per = unit_of(unit)
    if kind == "proportion":
        found = funnel_limits(centre / per, of, "proportion", confidence=confidence)[["lower", "upper"]] * per
    else:
        expected = np.asarray(of, dtype=float) * centre / per
        found = funnel_limits(1, expected, "ratio", confidence=confidence)[["lower", "upper"]] * centre
    return found


def draw_limits(measure: Measure) -> Funnel:
    """One measure's funnel: each area with both limits at its size, and where it lies.

    The year is the latest in which our area has counts; areas without, and those that record none at all where
    chance cannot explain it, are left out and named. Where there can be no funnel the sentence says why.
    """
    if measure.kind == "count":
        return Funnel([], "Numbers of areas of different size are not set side by side.")
    ours = [one for at, one in sorted(measure.of_area(measure.own).items()) if one.counted]
    if not ours:
        return Funnel([], "")
    mine = ours[-1]
    none = recorded_none(measure)
    if mine.at in none.get(measure.own, []):
        return Funnel([], f"Not set beside others: {measure.own} records none in {mine.year}.")
    areas = [one for one in measure.of_year(mine.at) if one.counted and one.of and not is_nation(one.area)]
    areas = [one for one in areas if one.at not in none.get(one.area, [])]
    if len(areas) < LEAST_AREAS:
        return Funnel([], f"Not set beside others: too few areas have counts for {mine.year}.")
    country = measure.of_area(measure.country).get(mine.at)
    centre, whose = _centre(measure, country, areas)
    if not centre or (measure.kind == "proportion" and centre >= measure.per):
        return Funnel([], f"Not set beside others: {whose} has {centre:g}{each(measure.unit)} in {mine.year}.")
    rows = _rows(measure, areas, centre)
    rows[0]["sentence"] = _ours(measure, mine, rows[0], whose)
    return Funnel(rows, " ".join([*_left_out(measure, mine, none), _all(rows)]))


def _centre(measure: Measure, country: Figure | None, areas: Sequence[Figure]) -> tuple[float, str]:
    """The country's value; where it has none, that of all the areas together."""
    if country is not None and country.counted and country.of:
        return measure.per * (country.n or 0) / country.of, country.area
    if country is not None and country.number is not None:
        return country.number, country.area
    total = sum(one.n or 0 for one in areas), sum(one.of or 0 for one in areas)
    return measure.per * total[0] / total[1], "all areas"


def _rows(measure: Measure, areas: Sequence[Figure], centre: float) -> list[dict[str, Any]]:
    sizes = [float(one.of or 0) for one in areas]
    inner = limits_at(centre, sizes, measure.unit, _INNER).to_dict("records")
    outer = limits_at(centre, sizes, measure.unit, _OUTER).to_dict("records")
    rows = []
    for one, near, far in zip(areas, inner, outer, strict=True):
        value = measure.per * (one.n or 0) / (one.of or 1)
        rows.append(
            {
                "measure": measure.name,
                "year": one.year,
                "area": one.area,
                "value": value,
                "n": one.n,
                "of": one.of,
                "centre": centre,
                "lower": near["lower"],
                "upper": near["upper"],
                "lower_998": far["lower"],
                "upper_998": far["upper"],
                "place": _place(value, near, far),
                "sentence": "",
            }
        )
    return rows


def _place(value: float, inner: dict[Any, Any], outer: dict[Any, Any]) -> str:
    if value > inner["upper"]:
        return "above 99.8" if value > outer["upper"] else "above 95"
    if value < inner["lower"]:
        return "below 99.8" if value < outer["lower"] else "below 95"
    return "within"


def _ours(measure: Measure, mine: Figure, row: dict[str, Any], whose: str) -> str:
    """Where our own area lies, in words."""
    lies = {
        "within": "lies within that",
        "above 95": f"lies above that, though below the outer limit ({_short(row['upper_998'])})",
        "below 95": f"lies below that, though above the outer limit ({_short(row['lower_998'])})",
        "above 99.8": f"lies above that, and above the outer limit ({_short(row['upper_998'])})",
        "below 99.8": f"lies below that, and below the outer limit ({_short(row['lower_998'])})",
    }[row["place"]]
    return (
        f"With {mine.base or f'{mine.of:,}'}, chance alone would take an area from {_short(row['centre'])} ({whose}) "
        f"to between {_short(row['lower'])} and {_short(row['upper'])}, 95 times of 100. "
        f"{measure.own}, {mine.value}, {lies}."
    )


def _all(rows: Sequence[dict[str, Any]]) -> str:
    """How many areas lie outside the limits, and what that means for reading one of them."""
    outside = sum(row["place"] != "within" for row in rows)
    far = sum(row["place"].endswith("99.8") for row in rows)
    if 2 * outside > len(rows):
        many = f"{'All' if outside == len(rows) else f'{outside} of the'} {len(rows)} areas lie outside"
        which = " both limits" if far == outside else f" the inner limits, {far} of them outside the outer ones"
        return f"{many}{which}."
    how_many = f"{outside or 'None'} of the {len(rows)} areas {'lies' if outside == 1 else 'lie'}"
    if special.bdtrc(outside - 1, len(rows), 1 - _INNER) < _MORE_THAN_CHANCE:
        more = "chance alone would put about a twentieth of them there, so areas differ by more than chance"
        return f"{how_many} outside the inner limits; {more}."
    return f"{how_many} outside the inner limits; chance alone would put about a twentieth of them there."


def _left_out(measure: Measure, mine: Figure, none: dict[str, list[int]]) -> list[str]:
    """Why it is not the last year, and which areas are not in the funnel."""
    said = []
    if mine.at != measure.years[-1]:
        said.append(f"{mine.year} is the latest year with counts for {measure.own}.")
    without = [
        f"{one.area} ({one.value if one.number is None else 'records none'})"
        for one in measure.of_year(mine.at)
        if not is_nation(one.area) and (one.number is None or one.at in none.get(one.area, []))
    ]
    if without:
        said.append(f"Left out: {listed(without)}.")
    return said


def _short(value: float) -> str:
    return f"{value:,.1f}"
