"""From the first contact to a plan: how many of everybody reached each step, and by who referred and at which level."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from ..audit.beside_frame import attribute_name
from ..plural import one_of
from ..tables import Tables
from .answers import Row, rows_of
from .charts import Share, draw_shares
from .funnel import Step, draw_funnel
from .layout import fill, html_table, picture
from .section import Section
from .text import figure, opening, plain, whole

_ALL = ("", "all")
_WIDTH = 340
_WAYS = {
    "referral_source": "who made the referral",
    "level_given": "the level given",
    "locality": "where the child lives",
}


def show_journey(tables: Tables) -> Section:
    """The steps as bars for everybody; then each step by who referred and by level, side by side.

    A section without html, which the page leaves out, where fewer than two steps were counted.
    """
    journey = tables["journey"]
    if journey["step"].nunique() < 2:
        return Section("journey", "", "")
    journey = journey.assign(by=journey["by"].map(plain)).sort_values("order", kind="stable")
    everyone = rows_of(journey[journey["by"].isin(_ALL)])
    titles = {plain(row["step"]): plain(row["title"]) for row in rows_of(journey)}
    ways = [by for by in dict.fromkeys(journey["by"]) if by not in _ALL]
    html = fill(
        "journey",
        funnel=_funnel(everyone, titles) if everyone else None,
        groups=[_grouped(by, rows_of(journey[journey["by"] == by]), titles) for by in ways],
        soon=any((whole(row["too_soon"]) or 0) > 0 for row in rows_of(journey)),
    )
    return Section("journey", _heading(everyone, rows_of(tables["results"])), str(html))


def _heading(steps: list[Row], results: list[Row]) -> str:
    """How many of those at the first step came to the last, when that may be told; else how many at each; else the
    subject."""
    first, last = (steps[0], steps[-1]) if len(steps) > 1 else (None, None)
    if first is None or last is None:
        return "From contact to plan"
    name = f"journey.{plain(last['step'])}.from_start"
    for row in results:
        n, of = whole(row["n"]), whole(row["of"])
        if plain(row["result_id"]) == name and n is not None and of:
            who, led, what = plain(row["label"]).partition(" that ")
            if led:
                return f"{n:,} of {of:,} {_lower(who)} {what}"
            return f"{_way(first, last)}: {_lower(plain(row['label']))}, {n:,} of {of:,}"
    ends = [whole(row["n"]) for row in (first, last)]
    if None in ends:
        return "From contact to plan"
    began, ended = (_lower(plain(row["title"])) for row in (first, last))
    return f"{_way(first, last)}: {ends[0]:,} {began}, {ends[1]:,} {ended}"


def _way(first: Row, last: Row) -> str:
    return f"The way from {one_of(_lower(plain(first['title'])))} to {one_of(_lower(plain(last['title'])))}"


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _funnel(steps: list[Row], titles: dict[str, str]) -> Markup:
    data = _table("How many reached each step", steps, titles)
    drawn = [
        Step(plain(row["title"]), _shown(row), n, of, _note(row, titles))
        for row in steps
        if (n := whole(row["n"])) is not None and (of := whole(row["of"]) or n) is not None
    ]
    if len(drawn) < len(steps):
        return data
    alt = "; ".join(f"{step.label}: {step.shown}{f', {step.note}' if step.note else ''}" for step in drawn) + "."
    message = "Each bar is a step. Filled: those who reached it; pale: those who could have and did not, or not yet."
    return picture(message, alt, lambda width: draw_funnel(drawn, width), data)


def _shown(row: Row) -> str:
    n, of = whole(row["n"]), whole(row["of"])
    if n is None:
        return "[c]"
    return f"{n:,}" if of is None or not plain(row["from_step"]) else f"{n:,} of {of:,}"


def _note(row: Row, titles: dict[str, str]) -> str:
    """The rate with its base, and how many it is too soon to tell about."""
    percent, before = figure(row["percent"]), titles.get(plain(row["from_step"]), "")
    soon = whole(row["too_soon"]) or 0
    said = f"{percent:.0f} in 100 of the {_lower(before)}" if percent is not None and before else ""
    return "; ".join(part for part in (said, f"{soon:,} too soon to tell" if soon else "") if part)


def _table(caption: str, rows: list[Row], titles: dict[str, str]) -> Markup:
    ranged = any(figure(row["lower"]) is not None for row in rows)
    heads = [
        "Step",
        "How many",
        "In 100 of the step before",
        *(["Likely range, in 100"] if ranged else []),
        "Too soon to tell",
    ]
    body = [
        [
            plain(row["title"]),
            _shown(row),
            f"{percent:.0f}" if (percent := figure(row["percent"])) is not None and plain(row["from_step"]) else "",
            *([_range(row)] if ranged else []),
            plain(row["too_soon"]),
        ]
        for row in rows
    ]
    return html_table(caption, heads, body)


def _range(row: Row) -> str:
    lower, upper = figure(row["lower"]), figure(row["upper"])
    return "" if lower is None or upper is None else f"{lower:.0f} to {upper:.0f}"


def _grouped(by: str, rows: list[Row], titles: dict[str, str]) -> dict[str, Any]:
    """One way of grouping: a small picture for each step with a dot for each group, and all of it in one table."""
    words = _WAYS.get(by) or attribute_name(by).lower()
    steps = list(dict.fromkeys(plain(row["step"]) for row in rows if plain(row["from_step"])))
    by_step = {step: [row for row in rows if plain(row["step"]) == step] for step in steps}
    alike = {step: said for step, some in by_step.items() if (said := _all_or_none(titles[step], some))}
    multiples = [
        drawn
        for step, some in by_step.items()
        if step not in alike and (drawn := _multiple(step, some, titles)) is not None
    ]
    groups = list(dict.fromkeys(plain(row["group"]) for row in rows))
    every = list(dict.fromkeys(plain(row["step"]) for row in rows))
    cells = {(plain(row["group"]), plain(row["step"])): _cell(row) for row in rows}
    body = [[opening(group), *(cells.get((group, step), "") for step in every)] for group in groups]
    table = html_table(
        f"How many reached each step, by {words}", [opening(words), *(titles[step] for step in every)], body
    )
    return {"words": words, "multiples": multiples, "alike": list(alike.values()), "table": table}


def _all_or_none(title: str, rows: list[Row]) -> str:
    """What needs no picture: a step that all or none of every group took; nothing where one group took it in part."""
    told = [row for row in rows if (of := whole(row["of"])) and whole(row["n"]) in (0, of)]
    if not rows or len(told) < len(rows):
        return ""
    shown = [f"{opening(plain(row['group']))} {_shown(row)}" for row in rows]
    return f"{title}, all or none in every group: {'; '.join(shown)}."


def _cell(row: Row) -> str:
    soon = whole(row["too_soon"])
    return _shown(row) + (f" ({soon:,} too soon)" if soon else "")


def _multiple(step: str, rows: list[Row], titles: dict[str, str]) -> Markup | None:
    """One step: the share of each group that reached it, with its likely range; groups too small are said beneath."""
    shares, hidden = [], []
    for row in rows:
        percent, n = figure(row["percent"]), whole(row["n"])
        if percent is None or n is None:
            hidden.append(opening(plain(row["group"])))
        elif whole(row["of"]):
            shares.append(Share(opening(plain(row["group"])), _shown(row), percent, *_limits(row)))
    if not shares:
        return None
    before = titles.get(plain(rows[0]["from_step"]), "")
    message = f"{titles[step]}, of the {_lower(before)}"
    alt = f"{message}. " + "; ".join(f"{one.label} {one.shown}" for one in shares) + "."
    left_out = f"[c] or nobody yet: {'; '.join(hidden)}." if hidden else ""
    body = [[opening(plain(row["group"])), _cell(row), _range(row)] for row in rows]
    data = html_table(message, ["Group", "How many", "Likely range, in 100"], body)
    return picture(message, alt, lambda width: draw_shares(shares, width), data, [left_out], widths=(_WIDTH,))


def _limits(row: Row) -> tuple[float | None, float | None]:
    lower, upper = figure(row["lower"]), figure(row["upper"])
    return (None, None) if lower is None or upper is None else (lower, upper)
