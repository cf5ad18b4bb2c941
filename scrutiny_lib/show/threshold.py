"""Threshold and time: whether the level was right, and whether things happened in the time the guidance gives."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ..tables import Tables
from .answers import Row, by_question, everybody, named, rows_of
from .charts import draw_levels
from .layout import fill, html_table, picture
from .questions import question_list
from .section import Section
from .strips import Part, Strip, draw_strips
from .text import flat, opening, plain, singular, whole

_STATES = {"not_met": "not in time", "met": "in time", "too_soon": "too soon to tell", "cannot_tell": "cannot tell"}
_LEVELS = ("level.right", "level.too_low", "level.too_high")
_AGREEMENT = "level.agreement."
_NOT_COUNTED = "How many is not shown to these readers; the share is told in words where enough {} were looked at."


def show_threshold(tables: Tables) -> Section:
    """Levels given and agreed as a grid, then each clock with its limit and where that is written."""
    results, unit = everybody(tables["results"]), plain(tables.about.get("unit"), "children")
    lens = results[results["lens"] == "threshold"]
    judged = [row for row in rows_of(named(lens, lambda result: result in _LEVELS)) if plain(row["shown"])]
    apart = rows_of(named(lens, lambda result: result.startswith(_AGREEMENT)))
    asked = named(lens, lambda result: not result.startswith(("clock.", "level.")))
    html = fill(
        "threshold",
        placeholder=bool(judged) and plain(tables.about.get("threshold_confirmed")) == "no",
        judged=judged,
        levels=_levels(tables["levels"], unit),
        agreement=agreement_table(apart) if apart else None,
        questions=question_list(by_question(asked)),
        clocks=_clocks(rows_of(tables["clocks"]), named(lens, lambda result: result.startswith("clock.")), unit),
    )
    return Section("threshold", _heading(judged, rows_of(tables["clocks"])), str(html))


def agreement_table(rows: list[Row]) -> Markup:
    """How far people who judged the same thing on their own agreed: always several measures together."""
    caption = plain(rows[0]["label"], "How far people who judged the same thing agreed")
    return html_table(caption, ["Measure", "Value"], [[opening(plain(row["answer"])), row["shown"]] for row in rows])


def _heading(judged: list[Row], clocks: list[Row]) -> str:
    """What was found about the level; else what was late most often; else the subject."""
    low = next((plain(row["shown"]) for row in judged if plain(row["result_id"]) == "level.too_low"), "")
    if low and "[" not in low:
        return f"The level given was too low for {low}"
    strips = [drawn for drawn in map(_strip, clocks) if drawn is not None and drawn.parts[0].n]
    if not strips:
        return "Threshold and time"
    worst = max(strips, key=lambda drawn: drawn.parts[0].n / (drawn.parts[0].n + drawn.parts[1].n))
    return f"Most often late: {worst.label} ({worst.shown.removesuffix(' late')})"


def _levels(levels: pd.DataFrame, unit: str) -> Markup | None:
    if levels.empty:
        return None
    order = list(dict.fromkeys([*map(plain, levels["level_given"]), *map(plain, levels["level_agreed"])]))
    numbers = pd.DataFrame(0.0, index=order, columns=order)
    words = pd.DataFrame("", index=order, columns=order)
    for row in rows_of(levels):
        place, n = (plain(row["level_given"]), plain(row["level_agreed"])), whole(row["n"])
        numbers.loc[place] = float("nan") if n is None else n
        words.loc[place] = "" if n == 0 else plain(row["n"], "[x]")
    rows = [[given, *(words.loc[given, agreed] or "0" for agreed in order)] for given in order]
    caption = f"{opening(unit)} by level given (down) and level agreed (across)"
    data = html_table(caption, ["Level given", *order], rows, range(1, len(order) + 1))
    pairs = [(given, agreed) for given in order for agreed in order if words.loc[given, agreed]]
    alt = "; ".join(f"given {given}, agreed {agreed}: {plain(words.loc[given, agreed])}" for given, agreed in pairs)
    message = "Level given (down the side) and level agreed by the audit (along the top). Framed: the two are the same."
    return picture(message, f"{opening(unit)}: {alt}.", lambda width: draw_levels(numbers, words, width), data)


def _clocks(clocks: list[Row], told: pd.DataFrame, unit: str) -> Markup | None:
    """The clocks that can be drawn as a picture, with limits and sources in a table; in words alone otherwise."""
    if not clocks:
        return None
    said = {plain(row["result_id"]): plain(row["shown"]) for row in rows_of(told)}
    rows = [[clock["title"], clock["limit"], _in_words(clock, said), flat(plain(clock["source"]))] for clock in clocks]
    heads = ["What", "Limit", "How many", "Where it is written"]
    hidden = any(_uncounted(clock) for clock in clocks)
    data = html_table(
        "Time limits, and how they were met", heads, rows, note=_NOT_COUNTED.format(unit) if hidden else ""
    )
    strips = [drawn for drawn in map(_strip, clocks) if drawn is not None]
    if not strips:
        return data
    alt = " ".join(f"{drawn.label}: {', '.join(f'{part.n} {part.label}' for part in drawn.parts)}." for drawn in strips)
    message = f"What did not happen in the time the guidance gives. Each dot is one {singular(unit)}."
    return picture(message, alt, lambda width: draw_strips(strips, width), data)


def _in_words(clock: Row, said: dict[str, str]) -> str:
    """Each state with its count, as words where the page shows no numbers."""
    counts = {state: whole(clock[state]) for state in _STATES}
    if _uncounted(clock):
        told = {state: said.get(f"clock.{plain(clock['rule'])}.{state}", "") for state in _STATES}
        return "; ".join(f"{_STATES[state]}: {words}" for state, words in told.items() if words) or "not shown"
    return ", ".join(f"{count} {_STATES[state]}" for state, count in counts.items() if count) or "applied to nobody"


def _uncounted(clock: Row) -> bool:
    return all(whole(clock[state]) is None for state in _STATES)


def _strip(clock: Row) -> Strip | None:
    counts = {state: whole(clock[state]) for state in _STATES}
    if any(count is None for count in counts.values()) or not any(counts.values()):
        return None
    parts = tuple(Part(_STATES[state], count or 0, point=state == "not_met") for state, count in counts.items())
    told = (counts["met"] or 0) + (counts["not_met"] or 0)
    return Strip(plain(clock["title"]), f"{counts['not_met']:,} of {told:,} late", parts)
