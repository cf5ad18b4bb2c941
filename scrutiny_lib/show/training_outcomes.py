"""What stands beside the courses: answers of the audit, monthly figures before and after, and what people wrote."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ..lenses.training_change import CHANCE, signed
from ..lenses.training_practice import ASSOCIATION
from ..lenses.training_results import MOVED
from ..tables import Tables
from .answers import Row, rows_of
from .layout import fill, html_table, picture
from .read_alike import HEAD, read_alike
from .text import count, figure, listed, month, number, plain, sentence, short_month, true, whole
from .training_charts import Changed, Moved, draw_changes, draw_series

_HEADS = ("Group", "What was said", "How many", HEAD)
FEWEST_MONTHS = 8
MOST_DRAWN = 10
_BEYOND = {True: "yes", False: "no", None: "not tested"}


def practice_parts(tables: Tables) -> list[Markup]:
    """Audit answers of trained beside untrained teams: an association, whichever way it points."""
    rows = rows_of(tables["training_practice"])
    if not rows:
        return []
    heads = ["Question of the audit", "Trained teams", "Other teams", "Difference, in 100 (likely range)",
             "More than chance"]  # fmt: skip
    body = [
        [
            row["label"],
            _of(row["trained_n"], row["trained_of"]),
            _of(row["other_n"], row["other_of"]),
            _difference(row),
            _BEYOND[_beyond_chance(row)],
        ]
        for row in rows
    ]
    note = "Good answers, of the cases the question applied to. More than chance: among all the questions compared."
    data = html_table("The audit's answers, in trained and in other teams", heads, body, (1, 2, 3), note)
    differ = [row for row in rows if _beyond_chance(row)]
    lines = [_line(row) for row in differ]
    drawn = [_drawn(row) for row in (rows if len(rows) <= MOST_DRAWN else differ[:MOST_DRAWN])]
    drawn = [row for row in drawn if row.moved[0].value is not None]
    message = _practice_message(rows, len(differ))
    if not drawn:
        return [fill("training_lines", lines=[message, *lines]), fill("aside", summary="Every question", inside=data)]
    alt = message + " " + "; ".join(f"{row.label} {row.moved[0].name} {row.moved[0].shown}" for row in drawn) + "."
    key = "In cases out of 100, trained less other teams. A filled dot is more than chance would do; a ring is not."
    return [picture(message, alt, lambda width: draw_changes(drawn, width), data, [*lines, key, ASSOCIATION])]


def _practice_message(rows: list[Row], differ: int) -> str:
    asked = count(len(rows), "question")
    if not differ:
        return f"Trained beside other teams: of {asked} of the audit none differs by more than chance would do."
    which = f"{number(differ)} of {asked} of the audit {'differs' if differ == 1 else 'differ'}"
    return f"Trained beside other teams: {which} by more than chance would do. This is an association."


def _line(row: Row) -> str:
    return f"{plain(row['label'])} {plain(row['sentence']).removesuffix(ASSOCIATION).strip()}".strip()


def _drawn(row: Row) -> Changed:
    name = f"{_of(row['trained_n'], row['trained_of'])} beside {_of(row['other_n'], row['other_of'])},"
    middle, low, high = (figure(row[column]) for column in ("difference", "lower", "upper"))
    shown = "" if middle is None else signed(middle, 0)
    return Changed(plain(row["label"]), (Moved(name, shown, middle, low, high, sure=bool(_beyond_chance(row))),))


def _of(n: object, of: object) -> str:
    if whole(n) is None or whole(of) is None:
        return "[c]" if "[c]" in (plain(n), plain(of)) else "[x]"
    return f"{plain(n)} of {plain(of)}"


def _difference(row: Row) -> str:
    """In cases out of 100, with its likely range."""
    numbers = [figure(row[name]) for name in ("difference", "lower", "upper")]
    said = [signed(value, 0) for value in numbers if value is not None]
    return "[x]" if not said else f"{said[0]} ({said[1]} to {said[2]})" if len(said) == 3 else said[0]


def _beyond_chance(row: Row) -> bool | None:
    """Whether a difference is more than chance would do; ``None`` where it was not tested."""
    value = figure(row["adjusted"])
    return None if value is None else value < CHANCE


def results_heading(tables: Tables) -> str:
    """How many monthly figures stepped when a programme began, and how many moved before it or some months after."""
    rows = rows_of(tables["training_results"])
    moved = [found["apart"].endswith("before") for row in rows if (found := MOVED.search(plain(row["sentence"])))]
    many = {
        "stepped when a programme began": sum(true(row["changed"]) for row in rows),
        "moved before the programme began": sum(moved),
        "moved some months after it began": len(moved) - sum(moved),
    }
    said = [f"{number(n)} {words}" for words, n in many.items() if n]
    return f"What monthly figures did: {listed(said) if said else 'no step that can be told from chance'}"


def results_parts(tables: Tables) -> list[Markup]:
    """For each programme the figure before and after, the line through it, and where it would have gone without."""
    series = tables["training_series"]
    return [
        _programme(row, series[series["programme"].map(plain) == plain(row["programme"])])
        for row in rows_of(tables["training_results"])
    ]


def _programme(row: Row, series: pd.DataFrame) -> Markup:
    numbers = series.sort_values("month").assign(
        **{name: pd.to_numeric(series[name], errors="coerce") for name in ("value", "fitted", "expected", "comparison")}
    )
    else_ = plain(row["what_else"])
    lines = [sentence(plain(row["sentence"])), sentence(f"What else changed then: {else_}") if else_ else ""]
    drawn = _picture(row, numbers, lines) if numbers["value"].notna().any() else None
    return fill("training_programme", title=plain(row["title"]), picture=drawn, lines=[line for line in lines if line])


def _picture(row: Row, series: pd.DataFrame, lines: list[str]) -> Markup:
    start, unit = plain(row["from_month"])[:7], plain(row["unit"])
    heads = ["Month", "Figure", "As it went", "As before it", "Comparison"]
    columns = ["value", "fitted", "expected", "comparison"]
    body = [[short_month(one["month"]), *(one[name] for name in columns)] for one in rows_of(series)]
    data = html_table(f"Month by month{f', {unit}' if unit else ''}", heads, body, range(1, 5))
    first, last = rows_of(series.dropna(subset=["value"]))[0], rows_of(series.dropna(subset=["value"]))[-1]
    alt = (
        f"{plain(first['value'])} in {month(first['month'])}, {plain(last['value'])} in {month(last['month'])}; the "
        f"programme begins in {month(start)}. {' '.join(lines)}"
    )
    key = (
        "Dots: the figure. Solid line: as it went. Dashed line: where its course before the programme would have "
        "led." if series["fitted"].notna().any() else ""
    )  # fmt: skip
    if series["comparison"].notna().any():
        key += " Pale line: the comparison."
    return picture(_message(row), alt, lambda width: draw_series(series, start, width), data, [key.strip()])


def _message(row: Row) -> str:
    start = month(plain(row["from_month"])[:7])
    points = [whole(row[name]) for name in ("before_points", "after_points")]
    if figure(row["pvalue"]) is None:
        few = any(one is not None and one < FEWEST_MONTHS for one in points)
        why = "there are fewer than eight months on one side" if few else "it cannot be tested"
        return f"Before and after {start}: described only, because {why}."
    if true(row["changed"]):
        return f"The figure stepped in {start}, by more than chance would do."
    moved = MOVED.search(plain(row["sentence"]))
    if moved is not None:
        return f"{moved.group()}."
    return f"No step in {start} that can be told from chance."


def codes_part(tables: Tables) -> Markup | None:
    """What people wrote in their own words, coded."""
    rows = sorted(rows_of(tables["training_codes"]), key=lambda row: plain(row["group"]))
    if not rows:
        return None
    told = any(plain(row["shown"]) for row in rows)
    body = [
        [
            None if at and rows[at - 1]["group"] == row["group"] else row["group"],
            row["name"],
            *([row["shown"]] if told else []),
            read_alike(row),
        ]
        for at, row in enumerate(rows)
    ]
    heads = _HEADS if told else (*_HEADS[:2], _HEADS[3])
    note = "Counted over people who wrote anything, not over remarks. Who writes chose to."
    table = html_table("What people wrote on their forms, coded", heads, body, note=note)
    groups = dict.fromkeys(plain(row["group"]) for row in rows)
    said = fill("training_lines", lines=[f"What they wrote falls under: {'; '.join(groups)}."])
    return said + fill("fold", summary="What people wrote, code by code", inside=table)
