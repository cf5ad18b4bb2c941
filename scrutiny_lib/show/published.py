"""What is published about the areas: each measure year by year, areas by size, and what to know before comparing."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from ..lenses.published_measure import Measure, beside, each, headline, is_nation, measures_of
from ..tables import Tables
from .answers import Row, rows_of
from .layout import fill, html_table, picture
from .published_pictures import Line, draw_spread, draw_trend
from .section import Section
from .text import figure, listed, number, opening, plain

_SMALL = 340
_PLACES = {
    "within": "within both",
    "above 95": "above the inner",
    "below 95": "below the inner",
    "above 99.8": "above the outer",
    "below 99.8": "below the outer",
}
_NUMBERS = ("value", "n", "of", "centre", "lower", "upper", "lower_998", "upper_998")


def show_published(tables: Tables) -> Section:
    """Published figures in a section of their own; empty, and left out of the page, where nothing is published."""
    return Section("published", _heading(tables["funnels"]), str(published_part(tables, headed=False)))


def published_part(tables: Tables, headed: bool = True) -> Markup:
    """Published figures: for each measure its years by area, areas by size with limits, and cautions; never ranked.

    Areas stand in the order they came, ours first. Empty where nothing is published. ``headed``: with a heading.
    """
    published = tables["published"]
    if published.empty:
        return Markup("")
    published = published.assign(unit=[plain(unit) for unit in published["unit"]])
    notes = {(plain(note["measure"]), plain(note["unit"])): note for note in rows_of(tables["published_notes"])}
    own = next((plain(note["area"]) for note in notes.values()), plain(published["area"].iloc[0]))
    funnels = tables["funnels"]
    measures = [
        _measure(
            measure,
            notes.get((measure.name, measure.unit), {}),
            funnels[(funnels["measure"] == measure.name) & (measure.kind != "count")],  # numbers stand by themselves
            _sources(published[published["measure"] == measure.name]),
        )
        for measure in measures_of(published, own)
    ]
    heading = _heading(funnels) if headed else ""
    return fill(
        "published",
        measures=measures,
        own=own,
        funnels=len(funnels) > 0,
        heading=heading,
        folded=headed,
        outside=_mostly_outside(funnels),
    )


def _heading(funnels: pd.DataFrame) -> str:
    """That areas differ by more than chance, where they do in most funnels."""
    differ = _differ(funnels)
    if 2 * sum(differ) > len(differ):
        return "Areas differ by more than chance would make them: look at each over its own years"
    return "What is published about the areas"


def _differ(funnels: pd.DataFrame) -> list[bool]:
    """Of each funnel, whether most areas lie outside what chance alone would do."""
    return [
        2 * sum(plain(place) != "within" for place in rows["place"]) > len(rows)
        for _, rows in funnels.groupby("measure", sort=False)
    ]


def _mostly_outside(funnels: pd.DataFrame) -> str:
    """Said once for all funnels in which most areas lie outside the limits; blank where there is none."""
    differ = _differ(funnels)
    if not any(differ):
        return ""
    many = f"{number(sum(differ))} of the {number(len(differ))}" if len(differ) > 1 else "this"
    pictures = "pictures" if len(differ) > 1 else "picture"
    return (
        f"In {many} {pictures} by size most areas lie outside the curves: areas differ by more than chance alone would "
        "make them, and lying outside says little about any one of them."
    )


def _set_beside(measure: Measure, funnel: pd.DataFrame) -> str:
    """Our latest number beside the country's and the neighbours' of that year, in plain words.

    Not where there is no funnel: what is too few, or recorded as none, is not set beside others.
    """
    if funnel.empty:
        return ""
    ours = max((one for one in measure.of_area(measure.own).values() if one.counted), key=lambda one: one.at)
    words = []
    neighbours = [area for area in measure.drawn if area.casefold().startswith("neighbours")]
    for area in [measure.country, *neighbours]:
        other = measure.of_area(area).get(ours.at)
        if other is None or other.number is None or ours.number is None:
            continue
        way = "higher than" if ours.number > other.number else "lower than"
        if ours.number == other.number:
            way = "the same as"
        elif area == measure.country and plain(funnel["place"].iloc[0]) == "within":
            way = "no further than chance alone would take it from"
        words.append(f"{way} {area if area == measure.country else 'the middle of its neighbours'} ({other.value})")
    return f"In {ours.year} {measure.own} ({ours.value}{each(measure.unit)}) was {listed(words)}." if words else ""


def _sources(rows: pd.DataFrame) -> list[str]:
    return list(dict.fromkeys(plain(source) for source in rows["source"] if plain(source)))


def _measure(measure: Measure, note: Row, funnel: pd.DataFrame, sources: list[str]) -> dict[str, Any]:
    """One measure: its heading, its pictures, and the sentences that go with them."""
    better = {"up": "Higher is better for children.", "down": "Lower is better for children."}
    title = f"{measure.name}, in 100" if measure.unit == "%" else ", ".join(filter(None, (measure.name, measure.unit)))
    return {
        "title": title,
        "trend": _trend(title, measure, plain(note.get("gap")), sources, _set_beside(measure, funnel)),
        "spread": _spread(title, measure, funnel, plain(note.get("funnel"))) if len(funnel) else None,
        "funnel": plain(note.get("funnel")),
        "notes": " ".join(filter(None, (better.get(plain(note.get("direction"))), plain(note.get("comparability"))))),
    }


def _trend(title: str, measure: Measure, gap: str, sources: list[str], others: str) -> Markup:
    """Year by year: the drawn areas as lines; a count only for our own area, because areas differ in size."""
    areas, years = measure.drawn, measure.years
    lines = [_line(measure, area) for area in areas if measure.kind != "count" or area == measure.own]
    ends = [_ends(measure, line.name) for line in lines]
    alt = " ".join([f"{title}, {years[0]} to {years[-1]}.", *ends, gap]).strip()
    source = f"Source: {'; '.join(sources)}." if sources else ""
    return picture(
        headline(measure),
        alt,
        lambda width: draw_trend(lines, years, width),
        _table(title, measure, source),
        [others, beside(measure), gap],
        widths=(_SMALL,),
    )


def _line(measure: Measure, area: str) -> Line:
    figures = measure.of_area(area)
    numbers = [figures[year].number if year in figures else None for year in measure.years]
    values = tuple(float("nan") if number is None else number for number in numbers)
    return Line(area, values, area == measure.own, is_nation(area))


def _ends(measure: Measure, area: str) -> str:
    """The first and the latest number of an area, in words."""
    known = [one for _, one in sorted(measure.of_area(area).items()) if one.number is not None]
    if not known:
        return f"{area}: no number."
    return f"{area}: " + ", ".join(
        f"{one.value}{each(measure.unit)} in {one.year}" for one in dict.fromkeys((known[0], known[-1]))
    ) + "."  # fmt: skip


def _table(title: str, measure: Measure, source: str) -> Markup:
    """The drawn areas by year as printed; whichever are more stand down the side."""
    areas, years = measure.drawn, measure.years
    figures = {area: measure.of_area(area) for area in areas}
    cells = [[figures[area][year].value if year in figures[area] else "[x]" for year in years] for area in areas]
    words = [next((one.year for one in measure.of_year(year)), str(year)) for year in years]
    if len(areas) > len(years):
        return html_table(title, ["Area", *words], _headed(areas, cells), range(1, len(years) + 1), source)
    turned = [list(column) for column in zip(*cells, strict=True)]
    return html_table(title, ["Year", *areas], _headed(words, turned), range(1, len(areas) + 1), source)


def _headed(heads: list[str], cells: list[list[str]]) -> list[list[str]]:
    return [[head, *rest] for head, rest in zip(heads, cells, strict=True)]


def _spread(title: str, measure: Measure, funnel: pd.DataFrame, says: str) -> Markup:
    """Areas by size in the funnel's year, with both limits."""
    rows = funnel.copy()
    for name in _NUMBERS:
        rows[name] = [figure(value) for value in rows[name]]
    drawn = rows.dropna(subset=["value", "of", "centre"])
    year = plain(rows["year"].iloc[0])
    ours = next((plain(value) for value in rows["sentence"] if plain(value)), "")
    across = _across(measure, year)
    message = _finding(measure.own, [plain(place) for place in rows["place"]], year)
    table = html_table(
        f"{title}, {year}: areas by size",
        ["Area", "Value", "Counted", across, "Inner limits", "Outer limits", "It lies"],
        [
            [
                plain(row["area"]),
                _number(row["value"]),
                f"{row['n']:,.0f}",
                f"{row['of']:,.0f}",
                f"{_number(row['lower'])} to {_number(row['upper'])}",
                f"{_number(row['lower_998'])} to {_number(row['upper_998'])}",
                _PLACES.get(plain(row["place"]), ""),
            ]
            for row in rows_of(rows)
        ],
        range(1, 6),
    )
    return picture(
        message,
        f"{message}. {ours} {says}",
        lambda width: draw_spread(drawn, measure.own, measure.unit, across, width),
        table,
        [ours, says],
        widths=(_SMALL,),
    )


def _finding(own: str, places: list[str], year: str) -> str:
    """What the picture shows, our own area's place first in the list; where most lie outside it is said elsewhere."""
    outside, mine = sum(place != "within" for place in places), places[0]
    if 2 * outside > len(places):
        return f"{year}: {own} among other areas, by size"
    if mine == "within":
        return f"{year}: {own} lies within what chance alone would do"
    return f"{year}: {own} lies {mine.split()[0]} what chance alone would do {mine.split()[1]} times of 100"


def _across(measure: Measure, year: str) -> str:
    """What an area's size is counted in: the words of the base without their number."""
    bases = (one.base for one in measure.figures if one.year == year and one.counted)
    words = next((base.lstrip("0123456789,. ") for base in bases if base), "")
    return opening(words) or ("People" if measure.kind == "rate" else "All counted")


def _number(value: float | None) -> str:
    return "[x]" if value is None or pd.isna(value) else f"{value:,.1f}"
