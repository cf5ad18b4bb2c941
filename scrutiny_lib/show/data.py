"""The figures around it: one small picture for each monthly figure, and what is published about the four areas."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from ..tables import Tables
from .answers import Row, rows_of
from .charts import draw_run
from .layout import fill, html_table, picture
from .section import Section
from .text import month, number, plain, sentence, short_month

_MULTIPLE, _YEARS = 340, 6
SIGNALS = {"outside": "outside", "trend": "moving one way", "two of three": "near the edge", "shift": "on one side"}
"""The chart rules in plain words, for the table."""

_NUMBERS = ("value", "mean", "lower", "upper")


def show_data(tables: Tables) -> Section:
    """Monthly figures with their mean and limits, flagged months marked; published figures as printed, not ranked."""
    notes, series = rows_of(tables["indicator_notes"]), tables["indicators"]
    multiples = [_multiple(note, series[series["indicator"] == note["indicator"]]) for note in notes]
    html = fill("data", multiples=multiples, published=_published(tables["published"]))
    return Section("data", _heading(notes), str(html))


def _heading(notes: list[Row]) -> str:
    if not notes:
        return "The figures around it"
    flagged = sum(bool(plain(note["flag"])) for note in notes)
    if len(notes) == 1:
        return "The figure around it stands out" if flagged else "The figure around it moves as chance alone would"
    which = f"{number(flagged).capitalize()} of the {number(len(notes))} figures"
    return f"{which} {'stand' if flagged > 1 else 'stands'} out from what chance would do"


def _multiple(note: Row, rows: pd.DataFrame) -> dict[str, Any]:
    """One figure: its title, picture, sentence and definition."""
    series = rows.sort_values("month").copy()
    for name in _NUMBERS:
        series[name] = pd.to_numeric(series[name], errors="coerce").astype(float)
    title, unit = plain(note["title"]), plain(note["unit"]).replace("count", "number a month")
    better = {"up": "Higher is better.", "down": "Lower is better."}.get(plain(note["direction"]), "")
    said = [sentence(plain(note["sentence"])), sentence(plain(note["flag"]))]
    defined = f"{sentence(plain(note['definition']))} {better}".strip()
    return {
        "title": title,
        "picture": _run(f"{title}, {unit}" if unit else title, series, [*said, defined]),
        "sentences": [line for line in (*said, defined) if line],
    }


def _run(title: str, series: pd.DataFrame, said: list[str]) -> Markup | None:
    if not series["value"].notna().any():
        return None
    series["signal"] = series["signal"].map(plain)
    rows = [
        [
            short_month(row["month"]),
            row["value"],
            row["mean"],
            row["lower"],
            row["upper"],
            SIGNALS.get(row["signal"], ""),
        ]
        for row in rows_of(series)
    ]
    data = html_table(
        title, ["Month", "Value", "Average", "Lower limit", "Upper limit", "Stands out"], rows, range(1, 5)
    )
    first, last = rows_of(series)[0], rows_of(series)[-1]
    marked = [month(row["month"]) for row in rows_of(series) if row["signal"]]
    alt = (
        f"{title}: {plain(first['value'], 'no value')} in {month(first['month'])}, "
        f"{plain(last['value'], 'no value')} in {month(last['month'])}. {said[0]} "
        + (f"Standing out: {', '.join(marked)}." if marked else "No month stands out.")
    )
    drawable = series.assign(month=[short_month(value) for value in series["month"]])
    return picture(title, alt, lambda width: draw_run(drawable, width), data, said, widths=(_MULTIPLE,))


def _published(published: pd.DataFrame) -> list[Markup]:
    """A table for each measure, areas down the side in the order they came (no ranks), years along the top."""
    tables = []
    for (measure, unit), rows in published.groupby(["measure", "unit"], sort=False, dropna=False):
        every = sorted({plain(year) for year in rows["year"]})
        years = every[-_YEARS:]
        areas = list(dict.fromkeys(plain(area) for area in rows["area"]))
        cells = {(plain(row["area"]), plain(row["year"])): plain(row["value"]) for row in rows_of(rows)}
        body = [[area, *(cells.get((area, year), "[x]") for year in years)] for area in areas]
        caption = plain(measure) + (f" ({plain(unit)})" if plain(unit) else "")
        sources = list(dict.fromkeys(plain(source) for source in rows["source"] if plain(source)))
        bases = list(dict.fromkeys(plain(base) for base in rows["base"]))
        notes = [
            f"Of: {bases[0]}." if len(bases) == 1 and bases[0] else "",
            f"Source: {'; '.join(sources)}." if sources else "",
            f"The latest {number(_YEARS)} of {number(len(every))} years." if len(every) > _YEARS else "",
        ]
        note = " ".join(part for part in notes if part)
        tables.append(html_table(caption, ["Area", *years], body, range(1, len(years) + 1), note))
    return tables
