"""The figures around a review: monthly indicators with what chance alone would do, and what others have published."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from scrutiny_lib.intake.published import symbol_of
from scrutiny_lib.lenses.results import NAN, Share, result, results_table
from scrutiny_lib.stats.intervals import rate
from scrutiny_lib.stats.spc import p_chart, xmr
from scrutiny_lib.tables import table

_FLAGS = {
    "outside": "A month of the latest quarter lies further from the average than chance alone would take it",
    "trend": "The latest months have moved one way for longer than chance alone would",
    "two of three": "Two of the latest three months lie further out than chance alone would take them",
    "shift": "The latest months lie on one side of the average for longer than chance alone would keep them there",
}
_WAYS = {("up", True): ", for the better", ("up", False): ", for the worse"}
_WAYS |= {("down", False): ", for the better", ("down", True): ", for the worse"}
_CAUTION = "About one such picture in five stands out by chance alone, so look for a reason before acting on it."
_NO_LIMITS: dict[str, Any] = {"mean": NAN, "lower": NAN, "upper": NAN, "signal": ""}


@dataclass(frozen=True)
class ChartRules:
    """When a monthly figure gets limits: the least months, and below which it is told in a sentence as a rare event.

    ``rare_mean`` is events a month on average, ``rare_events`` events in all.
    """

    minimum_points: int = 12
    rare_mean: float = 1.0
    rare_events: int = 10


class _Drawn(NamedTuple):
    """A month's value, mean, lower, upper, signal; how it was drawn; what it says."""

    months: pd.DataFrame
    chart: str
    sentence: str


def summarise_indicators(
    monthly: pd.DataFrame,
    definitions: pd.DataFrame,
    as_at: date,
    theme: str = "",
    rules: ChartRules | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Draw each indicator by the kind of number it is.

    Rare events get no limits but a sentence with an exact Poisson interval; with too few months there are no limits
    either; a proportion gets a p-chart, anything else an XmR chart.

    Parameters
    ----------
    monthly, definitions : DataFrame
        As :mod:`scrutiny_lib.intake.indicators` reads them. Months after ``as_at`` are left out.
    as_at : date
    theme : str
        The review's theme: says which line of enquiry an indicator speaks to.
    rules : ChartRules, optional

    Returns
    -------
    indicators : DataFrame
        The columns of ``indicators``: every month from the first to the last, in the unit of the indicator; a month
        that is missing, or has nothing to divide by, has no value. ``signal`` names the rule of the chart, or is "".
    indicator_notes : DataFrame
        The columns of ``indicator_notes``: what it means, how it was drawn (``chart`` is *xmr*, *p*, *rare* or *run*),
        what it says in a sentence, and ``flag``, a sentence where the latest quarter stands out.
    results : DataFrame
        ind.<indicator>.latest, kind *population*. For a plain count ``of`` is ``n`` and there is no share.
    """
    rules = rules or ChartRules()
    series, notes, rows = [], [], []
    usable = monthly[monthly["month"] <= f"{as_at:%Y-%m}"]
    for definition in definitions[definitions["id"].isin(usable["indicator"])].to_dict("records"):
        months = _months(usable[usable["indicator"] == definition["id"]], definition)
        if months["value"].isna().all():
            continue
        line = (definition["lines"] or {}).get(theme, "")
        drawn = _draw(months, definition, rules)
        series.append(drawn.months)
        notes.append(
            {
                "indicator": definition["id"],
                **{name: definition[name] for name in ("title", "definition", "unit", "direction")},
                "chart": drawn.chart,
                "sentence": drawn.sentence,
                "flag": _flag(drawn.months, definition["direction"]),
                "line": line,
            }
        )
        rows.append(_latest_row(drawn.months, definition, line))
    indicators = table("indicators", pd.concat(series, ignore_index=True)) if series else table("indicators")
    return indicators, table("indicator_notes", pd.DataFrame(notes)), results_table(rows)


def context(published: pd.DataFrame, area: str) -> pd.DataFrame:
    """Published figures beside our own: the measures published for ``area``, its rows first, nothing ranked.

    Symbols become the shorthand a page explains (u becomes ``[u]``); numbers stay as printed. Empty where nothing is
    published for ``area``.
    """
    mine = published["area"].str.casefold() == area.casefold()
    measures = published.loc[mine, "measure"].unique()
    kept = published[published["measure"].isin(measures)]
    ordered = pd.concat([kept[mine[kept.index]], kept[~mine[kept.index]]])
    values = [symbol_of(str(value)) or value for value in ordered["value"]]
    return table("published", ordered.assign(value=values))


def _months(rows: pd.DataFrame, definition: Mapping[Any, Any]) -> pd.DataFrame:
    """indicator, month, numerator, denominator, value: every month from the first to the last."""
    every = pd.period_range(rows["month"].min(), rows["month"].max(), freq="M").astype(str)
    full = rows.set_index("month")[["numerator", "denominator"]].reindex(every).astype(float)
    value = full["numerator"]
    if definition["kind"] != "count":
        value = _per(definition) * full["numerator"] / full["denominator"].where(full["denominator"] > 0)
    full = full.assign(indicator=definition["id"], value=value, **_NO_LIMITS)
    return full.rename_axis("month").reset_index()


def _per(definition: Mapping[Any, Any]) -> float:
    """What a share or rate is per: 100 for %, 10,000 for "per 10,000 children"."""
    found = re.search(r"per ([\d,]+)", definition["unit"])
    return float(found[1].replace(",", "")) if found else 100.0


def _draw(months: pd.DataFrame, definition: Mapping[Any, Any], rules: ChartRules) -> _Drawn:
    known = months[months["value"].notna()]
    latest = _said(known.iloc[-1], definition)
    events = known["numerator"]
    if events.mean() < rules.rare_mean or events.sum() < rules.rare_events:
        return _Drawn(months, "rare", _rare(known))
    if len(known) < rules.minimum_points:
        return _Drawn(months, "run", f"{latest} There are too few months to say what chance alone would do.")
    if definition["kind"] == "proportion":
        chart, name = p_chart(known["numerator"].to_numpy(), known["denominator"].to_numpy()), "p"
        limits = chart[["mean", "lower", "upper"]] * 100.0
    else:
        better = definition["direction"] if definition["direction"] in ("up", "down") else None
        chart, name = xmr(known["value"].to_numpy(), improvement=better), "xmr"
        limits = chart[["mean", "lower", "upper"]]
    limits = limits.assign(lower=limits["lower"].clip(lower=0), signal=chart["signal"])
    drawn = months.copy()
    for column in limits:
        drawn.loc[known.index, column] = limits[column].to_numpy()
    return _Drawn(drawn, name, f"{latest} {_chance(drawn.loc[known.index[-1]], definition)}")


def _said(month: pd.Series[Any], definition: Mapping[Any, Any]) -> str:
    return f"In {_name(month['month'])} it was {_shown(month, definition)}."


def _shown(month: pd.Series[Any], definition: Mapping[Any, Any]) -> str:
    n = int(month["numerator"])
    if definition["kind"] == "count":
        return f"{n:,}"
    if definition["kind"] == "proportion":
        return f"{f'{n:,}' if n else 'none'} of {int(month['denominator']):,} ({month['value']:.0f} in 100)"
    return f"{month['value']:.1f} {definition['unit']}"


def _chance(month: pd.Series[Any], definition: Mapping[Any, Any]) -> str:
    if pd.isna(month["lower"]):
        return "Every month is the same, so there is nothing to say about chance."
    digits = 0 if definition["kind"] != "rate" else 1
    mean, lower, upper = (f"{month[name]:.{digits}f}" for name in ("mean", "lower", "upper"))
    unit = " in 100" if definition["kind"] == "proportion" else ""
    return f"The average is {mean}{unit}; by chance alone most months would lie between {lower} and {upper}{unit}."


def _rare(known: pd.DataFrame) -> str:
    """A year's events with the exact Poisson interval: what a year like this could have brought."""
    last = known.tail(12)
    total, months = int(last["numerator"].sum()), len(last)
    found = rate(total, 1, per=1)
    counted = f"{total or 'None'} in the last {months} months counted, up to {_name(last['month'].iloc[-1])}."
    return (
        f"{counted} So few move by chance: with nothing changed, as many months could bring "
        f"{found.lower:.0f} to {found.upper:.0f}."
    )


def _flag(months: pd.DataFrame, direction: str) -> str:
    """A sentence where one of the latest three months stands out, by the last of them that does."""
    latest = months.tail(3)
    marked = latest[latest["signal"] != ""]
    if marked.empty:
        return ""
    month = marked.iloc[-1]
    way = _WAYS.get((direction, bool(month["value"] > month["mean"])), "")
    return f"{_FLAGS[month['signal']]}{way}. {_CAUTION}"


def _latest_row(months: pd.DataFrame, definition: Mapping[Any, Any], line: str) -> dict[str, Any]:
    month = months[months["value"].notna()].iloc[-1]
    n = int(month["numerator"])
    divided = definition["kind"] != "count"
    of = int(month["denominator"]) if divided else n
    share = Share(100 * n / of, NAN, NAN, "") if definition["kind"] == "proportion" else Share(NAN, NAN, NAN, "")
    return result(
        f"ind.{definition['id']}.latest",
        lens="data",
        line=line,
        question=f"ind.{definition['id']}",
        label=f"{definition['title']}, {_name(month['month'])}",
        answer="latest month",
        n=n,
        of=of,
        unit="cases" if divided else "events",
        kind="population",
        share=share,
        shown=_shown(month, definition),
        method=definition["definition"],
        source="data",
    )


def _name(month: str) -> str:
    return f"{pd.Period(month, 'M').to_timestamp():%B %Y}"
