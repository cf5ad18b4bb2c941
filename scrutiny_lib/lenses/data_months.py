"""One monthly figure: what its definition says, its months without a hole, and its numbers as a person says them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pandas as pd

from scrutiny_lib.lenses.results import NAN

LATEST = 3
"""Months of the latest quarter: the last three on the calendar for which the figure is given."""


class Grain(NamedTuple):
    """What one point of a chart stands for: its name, that of many, how many months it holds, how many points are the
    latest that are judged (a quarter's), how many make a year, and the words for the latest and for as many points."""

    one: str
    many: str
    months: int
    latest: int
    year: int
    lately: str
    as_many: str


MONTH = Grain("month", "months", 1, LATEST, 12, "the latest three months", "Three months like these")
QUARTER = Grain("quarter", "quarters", 3, 1, 4, "the latest quarter", "A quarter like this")


@dataclass(frozen=True)
class Indicator:
    """What the lens needs of a definition; what a definition leaves out is blank.

    Attributes
    ----------
    id, title, definition, numerator, denominator, unit, kind, direction, agency, comparability, chart, population : str
        ``kind`` is *rate*, *proportion* or *count*, ``direction`` *up*, *down* or *none*; ``chart`` a kind of chart
        that the definition asks for, or ""; ``population`` whose estimate a rate stands on, and of which year.
    ask, not_known : str
        What to ask when it stands out, and what the figure cannot tell.
    seasonal : bool
    breaks, definition_changes : tuple of str
        Months (2024-04) from which mean and limits start afresh, in order; those of them with another definition.
    events : tuple
        month, kind (of ``terms.KINDS_OF_INDICATOR_EVENT``), what, by: all that is marked on its chart, in order.
    targets : tuple
        (from, value, owner), in order.
    grain : Grain
        Whether a point is a month or a quarter of the financial year; a quarter goes by its last month (2025-12).
    """

    id: str
    title: str
    definition: str
    numerator: str
    denominator: str
    unit: str
    kind: str
    direction: str
    agency: str = ""
    comparability: str = ""
    chart: str = ""
    population: str = ""
    ask: str = ""
    not_known: str = ""
    seasonal: bool = False
    breaks: tuple[str, ...] = ()
    definition_changes: tuple[str, ...] = ()
    events: tuple[tuple[str, str, str, str], ...] = ()
    targets: tuple[tuple[str, float, str], ...] = ()
    lines: Mapping[str, str] = field(default_factory=dict)
    grain: Grain = MONTH

    @property
    def per(self) -> float:
        """What a share or rate is per: 100 for %, 10,000 for "per 10,000 children", 1 for "per child" and a count."""
        if self.kind == "count":
            return 1.0
        found = re.search(r"\bper ([\d,]*\d)", self.unit)
        if found:
            return float(found[1].replace(",", ""))
        return 1.0 if self.kind == "rate" and re.search(r"\bper\b", self.unit) else 100.0

    @property
    def yearly(self) -> bool:
        """Whether a month's rate reads as a yearly pace: the definition says the population is divided by twelve."""
        return self.kind == "rate" and bool(re.search(r"divided by (?:twelve|12)\b", self.denominator, re.I))

    def owner_in(self, month: str) -> str:
        """Who set the target that holds in a month; "" where there is none or nobody is named."""
        owners = [owner for start, _, owner in self.targets if start <= month]
        return owners[-1] if owners else ""


def indicator_of(row: Mapping[Any, Any]) -> Indicator:
    """One row of the definitions as an :class:`Indicator`.

    >>> indicator_of({"id": "x", "title": "X", "definition": "", "numerator": "", "denominator": "", "unit": "%",
    ...     "kind": "proportion", "direction": "up", "changes": [{"from": "2024-04", "what": "Counted anew."}]}).breaks
    ('2024-04',)
    """
    changes, baselines = _listed(row.get("changes")), _listed(row.get("baselines"))
    events = [(_text(one["month"]), "event", _text(one["what"]), "") for one in _listed(row.get("events"))]
    events += [(_text(one["from"]), "definition", _text(one["what"]), "") for one in changes]
    for one in baselines:
        events.append((_text(one["from"]), "new baseline", _text(one["why"]), _text(one.get("agreed_by"))))
    targets = [
        (_text(one.get("from")), float(one["value"]), _text(one.get("owner"))) for one in _listed(row.get("targets"))
    ]
    names = ("id", "title", "definition", "numerator", "denominator", "unit", "kind", "comparability")
    more = ("chart", "population", "ask", "not_known")
    lines = row.get("lines")
    return Indicator(
        **{name: _text(row.get(name)) for name in (*names, *more)},
        direction=row["direction"] if row.get("direction") in ("up", "down") else "none",
        agency=_text(row.get("source")),
        seasonal=row.get("seasonal") is True or str(row.get("seasonal")) == "True",
        breaks=tuple(sorted({_text(one["from"]) for one in [*changes, *baselines]})),
        definition_changes=tuple(sorted({_text(one["from"]) for one in changes})),
        events=tuple(sorted(events)),
        targets=tuple(sorted(targets)),
        lines=lines if isinstance(lines, Mapping) else {},
        grain=MONTH,
    )


def months_of(rows: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """Every month from the first to the last that is given.

    Returns
    -------
    DataFrame
        indicator, month, numerator, denominator, value (in the indicator's unit), target, period (1, 2 … : a new one
        begins with each new baseline or definition). A month that is not given has no numerator and no value; one with
        nothing to divide by has no value.
    """
    every = pd.period_range(rows["month"].min(), rows["month"].max(), freq="M").astype(str)
    full = rows.set_index("month")[["numerator", "denominator"]].reindex(every).astype(float)
    value = full["numerator"]
    if indicator.kind != "count":
        value = indicator.per * full["numerator"] / full["denominator"].where(full["denominator"] > 0)
    target = [_target(indicator.targets, month) for month in every]
    period = [1 + sum(every[0] < start <= month for start in indicator.breaks) for month in every]
    full = full.assign(indicator=indicator.id, value=value, target=target, period=period)
    return full.rename_axis("month").reset_index()


def latest(months: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """The last three months on the calendar (or the last quarter), with or without values."""
    return months.tail(indicator.grain.latest)


def month_name(month: str) -> str:
    """
    >>> month_name("2025-12")
    'December 2025'
    """
    return f"{pd.Period(month, 'M').to_timestamp():%B %Y}"


def span_name(first: str, last: str) -> str:
    """
    >>> span_name("2025-10", "2025-12"), span_name("2024-11", "2025-01"), span_name("2025-10", "2025-10")
    ('October to December 2025', 'November 2024 to January 2025', 'October 2025')
    """
    start, end = month_name(first), month_name(last)
    if first == last:
        return end
    return f"{start.split()[0] if first[:4] == last[:4] else start} to {end}"


def point_name(month: str, indicator: Indicator) -> str:
    """The name of one point of the chart: its month, or the months of the quarter that ends with it."""
    return span_name(first_month(month, indicator), month)


def first_month(month: str, indicator: Indicator) -> str:
    """The month in which one point of the chart begins.

    >>> from dataclasses import replace
    >>> months = Indicator("x", "", "", "", "", "", "count", "down")
    >>> first_month("2025-12", months), first_month("2025-12", replace(months, grain=QUARTER))
    ('2025-12', '2025-10')
    """
    return str(pd.Period(month, "M") - (indicator.grain.months - 1))


def counted(number: float) -> str:
    """
    >>> counted(1234.0), counted(0)
    ('1,234', 'none')
    """
    return f"{number:,.0f}" if number else "none"


def figure(number: float) -> str:
    """A share or rate as it is said: one decimal below ten.

    >>> figure(782.8), figure(45.4), figure(4.0), figure(0), figure(0.04)
    ('783', '45', '4.0', '0', 'under 0.1')
    """
    if number == 0:
        return "0"
    if number < 0.05:
        return "under 0.1"
    return f"{number:.1f}" if number < 9.95 else f"{number:,.0f}"


def with_unit(number: str, indicator: Indicator) -> str:
    """A number in the indicator's unit, as words: in 100, a year for every 10,000 children, a month."""
    if indicator.kind == "proportion":
        return f"{number} in {indicator.per:,.0f}"
    if indicator.kind == "count":
        return number
    what = re.sub(r"^.*?\bper\b\s*[\d,]*\s*|%", "", indicator.unit)
    each = f"for every {indicator.per:,.0f} {what}".strip() if indicator.per > 1 else f"for every {what}"
    return f"{number} a year {each}" if indicator.yearly else f"{number} {each}"


def said(numerator: float, denominator: float, indicator: Indicator) -> str:
    """The count first, then what it is of: ``[z]`` where there is nothing to divide by.

    >>> share = Indicator("x", "", "", "", "", "%", "proportion", "up")
    >>> said(41, 60, share), said(0, 60, share), said(0, 0, share)
    ('41 of 60 (68 in 100)', 'none of 60', '[z]')
    >>> pace = Indicator("x", "", "", "", "Children, divided by twelve", "per 10,000 children", "rate", "none")
    >>> said(230, 2938, pace)
    '230 (at that pace 783 a year for every 10,000 children)'
    """
    if indicator.kind == "count":
        return counted(numerator)
    if not denominator > 0:
        return "[z]"
    value = with_unit(figure(indicator.per * numerator / denominator), indicator)
    if indicator.kind == "proportion":
        of = f"{counted(numerator)} of {denominator:,.0f}"
        return f"{of} ({value})" if numerator else of
    if not numerator:
        return "none"
    return f"{counted(numerator)} ({'at that pace ' if indicator.yearly else ''}{value})"


def no_limits(months: pd.DataFrame) -> pd.DataFrame:
    """The months with mean and limits that do not exist, and no signals."""
    return months.assign(mean=NAN, lower=NAN, upper=NAN, signal="", meaning="")


def _target(targets: Sequence[tuple[str, float, str]], month: str) -> float:
    known = [value for start, value, _ in targets if start <= month]
    return known[-1] if known else NAN


def _listed(cell: Any) -> list[Mapping[str, Any]]:
    return list(cell) if isinstance(cell, (list, tuple)) else []


def _text(cell: Any) -> str:
    return cell if isinstance(cell, str) else ""
