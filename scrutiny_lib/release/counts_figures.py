"""Counts of monthly figures: single months, quarters of the financial year, and twelve months together."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..lenses.data_quarters import quarter_name
from .counts import Asked, Count, Told, whole_number
from .mask_figures import RARE, YEAR

PARTS = ("numerator", "denominator")


def count_figures(page: Asked, told: Told) -> None:
    """Every month and quarter of each figure, and the years that the sentence about rare events is about.

    Counted of a population, only the events are people; counted of other events (a share), those they are counted of
    and those left over are people too.
    """
    area, masked = str(page.whole.about.get("area") or ""), page.masked
    seen = {(str(one), str(month)) for one, month in masked["indicators"][["indicator", "month"]].itertuples(False)}
    notes = page.whole["indicator_notes"].set_index("indicator")
    kept = masked["indicator_notes"]
    by_year = set(kept.loc[kept["chart"].isin(RARE), "indicator"].astype(str))
    for name, months in page.whole["indicators"].groupby("indicator", sort=False):
        indicator, share = str(name), _is_share(notes, str(name), months)
        base = f"ind|{area}|{indicator}"
        points = months.assign(month=months["month"].astype(str))
        for row in points.to_dict("records"):
            _point(told, base, row["month"], row, share, (indicator, row["month"]) in seen)
        for quarter, part in points.groupby(points["month"].map(quarter_name), sort=False):
            if len(part) == 3 and part["numerator"].notna().all():
                _together(told, base, str(quarter), part, share, (indicator, str(quarter)) in seen)
        if indicator in by_year:
            _years(told, base, points.sort_values("month"), (indicator, points["month"].max()) in seen)
    _revisions(page, told, area)


def _is_share(notes: pd.DataFrame, indicator: str, months: pd.DataFrame) -> bool:
    if indicator in notes.index and isinstance(notes["kind"].get(indicator), str):
        return str(notes["kind"][indicator]) == "proportion"
    counted = months[["numerator", "denominator"]].apply(pd.to_numeric, errors="coerce").dropna()
    return bool(len(counted)) and bool((counted["denominator"] >= counted["numerator"]).all())


def _point(told: Told, base: str, when: str, row: dict[Any, Any], share: bool, shown: bool) -> None:
    n, of = (whole_number(row[name]) for name in PARTS)
    if n is None:
        return
    part = base.rpartition("|")[2]
    cell = told.add(Count(f"{base}|{when}|numerator", n, "population", "indicators", part, shown, 0))
    if share and of is not None:
        whole = told.add(Count(f"{base}|{when}|denominator", of, "population", "indicators", part, shown, 0))
        told.splits(whole, [cell], f"{base}|{when}|left over", "population", "indicators", part)


def _together(told: Told, base: str, when: str, months: pd.DataFrame, share: bool, shown: bool) -> None:
    """A quarter, and how it adds up from its months."""
    row = {name: pd.to_numeric(months[name], errors="coerce").sum(min_count=3) for name in PARTS}
    _point(told, base, when, row, share, shown)
    for name in (*PARTS, "left over"):
        parts = [f"{base}|{month}|{name}" for month in months["month"]]
        if f"{base}|{when}|{name}" in told.counts and all(part in told.counts for part in parts):
            told.sums(f"{base}|{when}|{name}", parts)


def _years(told: Told, base: str, months: pd.DataFrame, monthly: bool) -> None:
    """The last twelve months on record and the twelve before, which the sentence about rare events may be about."""
    known = months[months["numerator"].notna()]
    part = base.rpartition("|")[2]
    for rows in (known.tail(YEAR), months.iloc[-2 * YEAR : -YEAR]):
        cells = [f"{base}|{month}|numerator" for month in rows["month"]]
        if len(rows) == YEAR and all(cell in told.counts for cell in cells) and not monthly:
            value = sum(told.counts[cell].value for cell in cells)
            year = f"{base}|{rows['month'].iloc[0]} to {rows['month'].iloc[-1]}|numerator"
            told.sums(told.add(Count(year, value, "population", "indicators", part, True, 0)), cells)


def _revisions(page: Asked, told: Told, area: str) -> None:
    """What a month was before it was put right, where a page says so."""
    for row in page.masked["indicator_revisions"].to_dict("records"):
        value, name = whole_number(row["before"]), str(row["indicator"])
        if value is not None and row["part"] in PARTS:
            cell = f"ind|{area}|{name}|{row['month']}|{row['part']} before it was put right"
            told.add(Count(cell, value, "population", "indicator_revisions", name, True, 0))
