"""One published measure as the lens uses it: a figure for each area and year, and the words for its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

import pandas as pd

from scrutiny_lib.intake.published import number_of, symbol_of, unit_of, year_of

NATIONS = ("england", "wales", "scotland", "northern ireland", "great britain", "united kingdom")
"""Areas whose figure is what the others are compared with."""

LEAST_YEARS = 3
"""An area with figures for fewer years is not drawn as a line; it may stand in a funnel."""


class Figure(NamedTuple):
    """One area in one year: the value as printed with shorthand for symbols, and its numbers where there are any."""

    area: str
    year: str
    at: int
    value: str
    number: float | None
    n: int | None
    of: int | None
    base: str

    @property
    def counted(self) -> bool:
        """Whether it has a numerator and a denominator."""
        return self.n is not None and self.of is not None


@dataclass(frozen=True)
class Measure:
    """A measure with its figures: our own area's first, the others in the order they came."""

    name: str
    unit: str
    own: str
    figures: tuple[Figure, ...]

    @property
    def kind(self) -> str:
        """proportion, rate or count."""
        return unit_of(self.unit)[0]

    @property
    def per(self) -> float:
        """What its value is per: 100 for a proportion, 10,000 for "per 10,000 children"."""
        return unit_of(self.unit)[1]

    @property
    def years(self) -> list[int]:
        """Every year from the first with a figure for our area to the last."""
        ours = [one.at for one in self.figures if one.area == self.own]
        return list(range(min(ours), max(ours) + 1))

    @property
    def drawn(self) -> list[str]:
        """The areas drawn as a line, our own first."""
        areas, least = dict.fromkeys(one.area for one in self.figures), min(LEAST_YEARS, len(self.years))
        return [area for area in areas if area == self.own or len(self.of_area(area)) >= least]

    @property
    def country(self) -> str:
        """The country the others are compared with; "" where there is none."""
        return next((one.area for one in self.figures if is_nation(one.area) and one.area != self.own), "")

    def of_area(self, area: str) -> dict[int, Figure]:
        """One area's figures by year."""
        return {one.at: one for one in self.figures if one.area == area}

    def of_year(self, at: int) -> list[Figure]:
        """One year's figures, our own area first."""
        return [one for one in self.figures if one.at == at]


def measures_of(published: pd.DataFrame, area: str) -> list[Measure]:
    """The measures published for ``area``, in the order of the table; capitals in the area's name do not matter."""
    found = []
    for (name, unit), rows in published.groupby(["measure", "unit"], sort=False):
        read = [_figure(row) for row in rows.to_dict("records")]
        ours = [one for one in read if one.area.casefold() == area.casefold()]
        if ours:
            others = [one for one in read if one.area.casefold() != area.casefold()]
            found.append(Measure(str(name), str(unit), ours[0].area, (*ours, *others)))
    return found


def is_nation(area: str) -> bool:
    """Whether an area is a whole country.

    >>> is_nation("England"), is_nation("Hampshire")
    (True, False)
    """
    return area.casefold() in NATIONS


def each(unit: str) -> str:
    """What stands after a value.

    >>> each("%"), each("per 10,000 children"), each("count")
    (' in 100', ' for every 10,000 children', '')
    """
    kind, _ = unit_of(unit)
    if kind == "count":
        return ""
    return " in 100" if kind == "proportion" else f" for every {unit[unit.lower().index('per ') + 4 :]}"


def said(figure: Figure, measure: Measure) -> str:
    """A figure in words, the count first where there is one."""
    if figure.number is None:
        return "no number"
    if not figure.counted or measure.kind == "count":
        return f"{figure.value}{each(measure.unit)}"
    if measure.kind == "rate":
        return f"{figure.n:,}, which is {figure.value}{each(measure.unit)}"
    of_what = figure.base.lstrip("0123456789,. ")
    counted = f"{f'{figure.n:,}' if figure.n else 'none'} of {figure.of:,}{' ' if of_what else ''}{of_what}"
    return f"{counted} ({figure.value} in 100)" if figure.n else counted


def headline(measure: Measure) -> str:
    """Our latest figure in words, or that the latest year has none.

    >>> headline(Measure("Plans", "%", "Ours", (Figure("Ours", "2023", 2023, "[c]", None, None, None, ""),)))
    'Ours has no published number for 2023'
    """
    last = max(measure.of_area(measure.own).values(), key=lambda one: one.at)
    if last.number is None:
        return f"{measure.own} has no published number for {last.year}"
    return f"{measure.own}, {last.year}: {said(last, measure)}"


def beside(measure: Measure) -> str:
    """What stands beside the latest figure: ours where the latest year has none, our first, and the country's."""
    ours = sorted(measure.of_area(measure.own).values(), key=lambda one: one.at)
    numbers = [one for one in ours if one.number is not None]
    if not numbers:
        return "No year has a number."
    first, last = numbers[0], numbers[-1]
    parts = [] if last is ours[-1] else [f"{last.year}: {said(last, measure)}"]
    parts += [f"{first.year}: {first.value}{each(measure.unit)}"] if first is not last else []
    country = measure.of_area(measure.country).get(last.at)
    if country is not None and country.number is not None:
        parts.append(f"{country.area}, {country.year}: {country.value}{each(measure.unit)}")
    return f"{'; '.join(parts)}." if parts else ""


def years_said(years: Sequence[int]) -> str:
    """Years as a person says them; three or more in a row as a span.

    >>> years_said([2014]), years_said([2014, 2016]), years_said([2014, 2021, 2022, 2023])
    ('2014', '2014 and 2016', '2014 and 2021 to 2023')
    """
    parts: list[str] = []
    for _, run in groupby(enumerate(sorted(years)), key=lambda pair: pair[1] - pair[0]):
        span = [str(year) for _, year in run]
        parts += [f"{span[0]} to {span[-1]}"] if len(span) > 2 else span
    return listed(parts)


def listed(parts: Sequence[str]) -> str:
    """Words as a sentence lists them.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _figure(row: Mapping[Any, Any]) -> Figure:
    value, year = str(row["value"]), str(row["year"])
    n, of = _whole(row["numerator"]), _whole(row["denominator"])
    shown, base = symbol_of(value) or value, row["base"]
    words = base if isinstance(base, str) else ""
    return Figure(str(row["area"]), year, year_of(year), shown, number_of(value), n, of, words)


def _whole(count: Any) -> int | None:
    return None if pd.isna(count) else int(count)
