"""The Board's figures: all of them in one minute, then a page for each that needs attention."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from ..tables import Tables
from .answers import Row, rows_of
from .attention_words import attention_in_words, chance_in_words
from .indicator import Indicator, indicators_of
from .indicator_pictures import event_in_words, figure_events, figure_picture, figure_table, revisions_table
from .layout import fill, html_table
from .palette import NARROW, WIDE
from .section import Section
from .text import figure, listed, month, months_from_to, number, opening, plain, short_month

_WIDTH, _ACROSS, _FEW = 230, 6, 6
_SAME = "Nothing is known to have changed in these months."


def show_figures(tables: Tables) -> Section:
    """Every figure as a small picture with what it does and whether it meets its target, in the order defined.

    What needs attention is said first, with how many figures chance alone would make stand out. Under the pictures
    stand all numbers in tables, and every month whose figure was changed since last quarter.
    """
    indicators = indicators_of(tables)
    revisions = rows_of(tables["indicator_revisions"])
    html = fill(
        "figures",
        said=attention_in_words(tables, indicators),
        multiples=[_multiple(one) for one in indicators],
        tables=_all_numbers([one for one in indicators if len(one.months)]),
        untold=[one.title for one in indicators if not len(one.months)],
        quarterly=any(one.by_quarter for one in indicators),
        revised=_revised(revisions),
        revisions=revisions_table(revisions, "What was changed since last quarter", named=True),
    )
    return Section("figures", _heading(tables, indicators), str(html))


def show_attention(tables: Tables) -> Section:
    """For each figure that stands out or does not meet its target: what it is, what happened, is it chance, what we do
    not know, what to ask, what was revised and by whom, and what changed in how it is counted.

    Without such a figure the section has nothing to show, and the page leaves it out.
    """
    indicators = [one for one in indicators_of(tables) if one.needs_attention]
    if not indicators:
        return Section("attention", "No figure needs a closer look", "")
    html = fill("attention", figures=[_closely(one) for one in indicators])
    if len(indicators) == 1:
        return Section("attention", f"{indicators[0].title} needs a closer look", str(html))
    named = [one.title for one in indicators]
    which = listed(named) if len(named) == 2 else f"{opening(number(len(named)))} figures"
    return Section("attention", f"{which} need a closer look", str(html))


def _heading(tables: Tables, indicators: list[Indicator]) -> str:
    """What stands out and how much of it chance alone would bring."""
    flagged, of = sum(one.stands_out for one in indicators), len(indicators)
    if of < 2:
        return "The figures of the quarter"
    said = f"{opening(number(flagged))} of the {number(of)} figures {'stands' if flagged == 1 else 'stand'} out"
    expected = figure(tables.about.get("figures_by_chance"))
    if not flagged:
        return f"None of the {number(of)} figures stands out"
    return said if expected is None else f"{said}; chance alone would bring {chance_in_words(expected)}"


def _multiple(one: Indicator) -> dict[str, Any]:
    message = fill("figure_name", one=one, link=one.needs_attention)
    told = [*one.said("sentence", "season", "definition"), one.better, *figure_events(one)]
    data = fill("figure_told", lines=told, table=figure_table(one))
    drawn = figure_picture(one, message, [one.marks, one.latest], (_WIDTH,), data)
    return {"picture": drawn, "message": message, "beneath": [one.marks, *told[:1]], "data": data}


def _all_numbers(indicators: list[Indicator]) -> list[Markup]:
    """The value of every figure in every month (or quarter), a few figures in each table."""
    made = []
    for quarterly in (False, True):
        mine = [one for one in indicators if one.by_quarter is quarterly]
        made += _numbers(mine, *(("By quarter", "Quarter") if quarterly else ("Month by month", "Month")))
    return made


def _numbers(indicators: list[Indicator], title: str, head: str) -> list[Markup]:
    made = []
    for start in range(0, len(indicators), _ACROSS):
        some = indicators[start : start + _ACROSS]
        cells = {(one.id, plain(row["month"])): row["value"] for one in some for row in rows_of(one.months)}
        months = sorted({name for _, name in cells})
        rows = [[short_month(name), *(cells.get((one.id, name), "") for one in some)] for name in months]
        heads = [head, *(one.named for one in some)]
        made.append(html_table(title, heads, rows, range(1, len(heads))))
    return made


def _revised(revisions: list[Row]) -> str:
    """How many months were changed since last quarter, of which figures, and who supplied the change."""
    if not revisions:
        return ""
    titles = list(dict.fromkeys(plain(row["title"]) for row in revisions))
    who = [name for name in dict.fromkeys(plain(row["supplied_by"]) for row in revisions) if name]
    months = len({(plain(row["title"]), plain(row["month"])) for row in revisions})
    where = f", in {listed(titles)}" if len(titles) > 1 else ""
    by = f"The change was supplied by {listed(who)}." if who else "Nobody said who supplied the change."
    were = "month was" if months == 1 else "months were"
    return f"{opening(number(months))} {were} changed since last quarter's figures{where}. {by}"


def _closely(one: Indicator) -> dict[str, Any]:
    """What the page of one figure says, part by part; a part with nothing to say is left out."""
    months = [plain(name) for name in one.months["month"]]
    message = f"{one.named}, {months_from_to(months[0], months[-1])}" if months else one.named
    parts = [
        ("What it is", [_what_it_is(one)]),
        ("What happened", [*(one.said("what_happened") or one.said("sentence", "flag")), *one.said("season", "rate")]),
        ("Is it chance?", one.said("by_chance", "why_chart")),
        ("What we do not know", one.said("not_known", "comparability")),
        (one.whom_to_ask, [*one.said("ask"), *_asked_about(one)]),
        ("What changed in how it is counted", figure_events(one, "definition") or [_SAME] * bool(months)),
    ]
    return {
        "one": one,
        "picture": figure_picture(one, message, [], (WIDE, NARROW), Markup(), large=True),
        "events": figure_events(one),
        "parts": [(head, lines) for head, lines in parts if lines],
        "revised": _revised(one.revisions),
        "revisions": revisions_table(one.revisions, "The months that were changed"),
        "few": len(one.revisions) <= _FEW,
        "data": figure_table(one, counts=True),
    }


def _asked_about(one: Indicator) -> list[str]:
    """What is known to have happened in the months that its questions name."""
    asked = " ".join(one.said("ask"))
    named = [row for row in one.events if plain(row["kind"]) != "new baseline" and month(row["month"]) in asked]
    return [event_in_words(row) for row in named]


def _what_it_is(one: Indicator) -> str:
    """Its definition, what is counted and of what, where it comes from, and which way is better."""
    part, of, agency = (plain(one.note[name]) for name in ("numerator", "denominator", "agency"))
    said = one.said("definition")
    if part:
        said.append(f"Counted: {part}{f'; of: {of}' if of else ''}.")
    if agency:
        said.append(f"It comes from {agency.replace('_', ' ')}.")
    return " ".join([*said, one.better])
