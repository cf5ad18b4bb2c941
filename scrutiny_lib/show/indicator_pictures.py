"""The picture of one monthly figure, what it shows in words, and its numbers in a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from .answers import Row, rows_of
from .indicator import HIDDEN, Indicator
from .layout import html_table, picture
from .rare_charts import draw_days_between, draw_events
from .run_charts import draw_run, months_named, said_number
from .text import day, figure, listed, missing, month, months_within, opening, plain, short_month, true

SIGNALS = {"outside": "outside", "trend": "moving one way", "two of three": "near the edge", "shift": "on one side"}
"""The chart rules in plain words, for the table."""

_KINDS = {"event": "", "definition": "counted in another way: ", "new baseline": "new baseline: "}
_PARTS = {"numerator": "counted", "denominator": "of how many"}
_LARGE = 215


def figure_picture(
    one: Indicator,
    message: str | Markup,
    beneath: Sequence[str],
    widths: Sequence[float],
    data: Markup,
    large: bool = False,
) -> Markup | None:
    """The picture of one figure with what stands under it; ``None`` where there is no number to draw.

    Days between rare events are drawn where there are any; events too rare for that as dots; else the months as a
    line. A large picture names its lines and has the numbers of what happened above the months.
    """
    series = one.numbers
    chart = plain(one.note["chart"])

    def draw_gaps(width: float) -> str:
        return draw_days_between(one.gaps, width, _height(width, large))

    if chart == "g" and len(one.gaps) and all(figure(days) is not None for days in one.gaps["days"]):
        return picture(message, _gaps_alt(one), draw_gaps, data, beneath, widths)
    if chart in ("g", "rare") and not one.is_share:
        events = series.assign(value=pd.to_numeric(series["numerator"], errors="coerce"))
        if events["value"].notna().any():
            alt = _alt(one, events, f"{one.title}, number a month")
            return picture(message, alt, lambda width: draw_events(events, width), data, beneath, widths)
    if not series["value"].notna().any():
        return None
    ticks = _ticks(one, series) if large else []
    ceiling = 100.0 if one.is_share else None

    def draw(width: float) -> str:
        return draw_run(series, width, _height(width, large), ticks, ceiling, labels=large)

    alt = _alt(one, series, one.named)
    return picture(message, f"Drawn large: {alt}" if large else alt, draw, data, beneath, widths)


def figure_table(one: Indicator, counts: bool = False) -> Markup:
    """The months in a table (with what was counted, of how many, where ``counts``), or the days between rare events;
    nothing where no month is told."""
    if plain(one.note["chart"]) == "g" and len(one.gaps):
        return _gaps_table(one)
    columns = [("Value", "value"), ("Average", "mean"), ("Lower limit", "lower"), ("Upper limit", "upper")]
    if counts and one.months["denominator"].notna().any():
        columns[:0] = [("Counted", "numerator"), ("Of", "denominator")]
    columns += [("Target", "target")] if one.months["target"].notna().any() else []
    columns = [pair for pair in columns if pair[1] == "value" or one.months[pair[1]].notna().any()]
    rows = [
        [
            short_month(row["month"]),
            *(_cell(row[name], name) for _, name in columns),
            SIGNALS.get(plain(row["signal"]), ""),
        ]
        for row in rows_of(one.months)
    ]
    if not rows:
        return Markup()
    heads = [opening(one.point), *(head for head, _ in columns), "Stands out"]
    return html_table(one.named, heads, rows, range(1, len(columns) + 1))


def figure_events(one: Indicator, kind: str = "") -> list[str]:
    """What happened (of one ``kind``, or all), with its month, in the order of the numbers above the months."""
    return [event_in_words(row) for row in one.events if kind in ("", plain(row["kind"]))]


def revisions_table(rows: list[Row], title: str, named: bool = False) -> Markup | None:
    """Months whose figure is not what last quarter's file said, and who supplied the new one; ``None`` without any."""
    if not rows:
        return None
    supplied = {(plain(row["supplied_by"]), plain(row["supplied_on"])) for row in rows}
    heads = ["Month", "Part", "Before", "Now", "Supplied by", "Supplied on"]
    cells: list[list[Any]] = [
        [
            short_month(row["month"]),
            _PARTS.get(plain(row["part"]), row["part"]),
            row["before"],
            row["now"],
            plain(row["supplied_by"], "not said"),
            day(row["supplied_on"]),
        ]
        for row in rows
    ]
    source = ""
    if len(supplied) == 1:  # said once above the table, which is then narrow enough for a telephone
        by, on = plain(rows[0]["supplied_by"]), day(rows[0]["supplied_on"])
        source = f"Supplied by {by}{f' on {on}' if on else ''}." if by else "Nobody said who supplied the change."
        heads, cells = heads[:4], [row[:4] for row in cells]
    if not named:
        return html_table(title, heads, cells, (2, 3), source)
    full = [[plain(row["title"]), *rest] for row, rest in zip(rows, cells, strict=True)]
    return html_table(title, ["Figure", *heads], full, (3, 4), source)


def _cell(cell: Any, name: str) -> Any:
    """A cell of the table; where no target was set yet it is empty, not missing."""
    return Markup() if name == "target" and missing(cell) else cell


def _height(width: float, large: bool) -> float:
    return _LARGE if large else 0.44 * width


def event_in_words(row: Row) -> str:
    """What happened, with its month and who agreed it."""
    by = f" ({plain(row['by'])})" if plain(row["by"]) else ""
    what = f"{_KINDS.get(plain(row['kind']), '')}{plain(row['what'])}"
    return f"{month(row['month'])}: {what.removesuffix('.')}{by}."


def _ticks(one: Indicator, series: pd.DataFrame) -> list[tuple[int, str]]:
    """The numbers of what happened, by position; several of one month stand together."""
    places = {month: at for at, name in enumerate(series["month"]) for month in months_within(name)}
    numbers: dict[int, list[str]] = {}
    for number, row in enumerate(one.events, start=1):
        if plain(row["month"])[:7] in places:
            numbers.setdefault(places[plain(row["month"])[:7]], []).append(str(number))
    return [(at, " ".join(words)) for at, words in numbers.items()]


def _alt(one: Indicator, series: pd.DataFrame, named: str) -> str:
    """What somebody who cannot see the picture needs to know of it."""
    known = series[series["value"].notna()]
    first, last = known.iloc[0], known.iloc[-1]
    said = [
        f"{named}: {said_number(first['value'])} in {month(first['month'])}, "
        f"{said_number(last['value'])} in {month(last['month'])}."
    ]
    limits = known[known["lower"].notna() & known["upper"].notna()]
    if len(limits):
        end = limits.iloc[-1]
        low, high = end["lower"], end["upper"]
        if plain(one.note["kind"]) == "count":  # a month counts whole ones, and those that lie between
            low, high = math.ceil(low), math.floor(high)
        now = "is now" if end["month"] == last["month"] else f"was, up to {month(end['month'])},"
        said.append(
            f"The average {now} {said_number(end['mean'])}; chance alone would keep it between "
            f"{said_number(low)} and {said_number(high)}."
        )
    else:
        said.append("No limits are drawn.")
    if (known["target"].notna()).any():
        said.append(f"The target is {one.target}.")
    out: dict[str, list[str]] = {way: [] for way in (" (above the average)", " (below the average)", "")}
    for row in rows_of(known[known["signal"].ne("")]):
        side = ("below", "above")[row["value"] >= row["mean"]]
        out[f" ({side} the average)" if pd.notna(row["mean"]) else ""].append(plain(row["month"]))
    standing = [f"{months_named(months)}{way}" for way, months in out.items() if months]
    said.append(f"Standing out: {'; '.join(standing)}." if standing else f"No {one.point} stands out.")
    lost = [plain(name) for name in series.loc[series["value"].isna(), "month"]]
    if lost:
        said.append(f"No figure can be shown for {months_named(lost)}.")
    return " ".join(said)


def _gaps_alt(one: Indicator) -> str:
    rows = rows_of(one.gaps)
    closed = [row for row in rows if not true(row["open"])]
    days = [said_number(figure(row["days"]) or 0) for row in closed]
    said = [f"{one.title}, days from one to the next: {listed(days)}." if days else f"{one.title}."]
    ends = rows[-1]
    median, low, high = (figure(ends[name]) for name in ("median", "lower", "upper"))
    if median is not None:
        said.append(f"In the middle {said_number(median)} days.")
    if low is not None and high is not None:
        said.append(f"Chance alone would keep them between {said_number(low)} and {said_number(high)}.")
    if true(ends["open"]):
        said.append(f"Since the last one {said_number(figure(ends['days']) or 0)} days have passed so far.")
    out = [plain(row["gap"]) for row in closed if plain(row["signal"]) not in ("", HIDDEN)]
    said.append(f"Standing out: number {listed(out)}." if out else "No gap stands out.")
    return " ".join(said)


def _gaps_table(one: Indicator) -> Markup:
    rows = [
        [
            f"{plain(row['gap'])}{' (not ended)' if true(row['open']) else ''}",
            *(row[name] for name in ("days", "median", "lower", "upper")),
            SIGNALS.get(plain(row["signal"]), ""),
        ]
        for row in rows_of(one.gaps)
    ]
    heads = ["Gap", "Days", "Middle", "Lower limit", "Upper limit", "Stands out"]
    return html_table(f"{one.title}, days from one to the next", heads, rows, range(1, 5))
