"""Who was asked, who was heard, and for whom there is no voice and why."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from markupsafe import Markup

from ..plural import one_of
from .answers import rows_of
from .layout import fill, html_table, picture
from .strips import Part, Strip, draw_strips
from .text import opening, plain, whole

WHOM = {
    "child": "Heard at all, by us or in the record",
    "told us": "Told us themselves",
    "recorded": "We have their words or signs from the record",
    "parents and carers": "Their parents or carers told us",
}
"""The rows of the picture: first the one that counts most."""
HEARD = "heard"


def who_was_heard(silence: pd.DataFrame, unit: str) -> Markup | None:
    """For each kind of voice how many were heard and why the others were not, as one picture with its table.

    ``silence`` is the table of that name. ``None`` where it is empty. Where a count may not be shown the table stands
    alone.
    """
    rows = rows_of(silence)
    if not rows:
        return None
    cells = [[WHOM.get(plain(row["whom"]), plain(row["whom"])), row["reason"], row["n"], row["of"]] for row in rows]
    heads = [opening(unit), "Why not", "How many", "Of"]
    for at in range(len(cells) - 1, 0, -1):
        if cells[at][0] == cells[at - 1][0]:
            cells[at][0] = None
    table = html_table("For whom there is no voice, and why", heads, cells, (2, 3))
    strips = [_strip(whom, [row for row in rows if plain(row["whom"]) == whom], unit) for whom in WHOM]
    drawn = [strip for strip in strips if strip is not None]
    if len(drawn) < len({plain(row["whom"]) for row in rows}):
        return table
    said = [
        f"{strip.label}: {strip.shown}. Not heard – "
        + "; ".join(f"{part.label} ({part.n})" for part in strip.parts if part.n and not part.point)
        + "."
        for strip in drawn
    ]
    message = f"Each dot is one {one_of(unit)}; a filled dot was heard."
    strips_alone = [replace(strip, parts=_heard_or_not(strip)) for strip in drawn]
    alt = f"Who was heard. {' '.join(said)}"
    return picture(message, alt, lambda width: draw_strips(strips_alone, width, named=False), table, beneath=said)


def _heard_or_not(strip: Strip) -> tuple[Part, ...]:
    heard = strip.parts[0]
    return (heard, Part("not heard", strip.of - heard.n))


def told_what_came_of_it(engagement: pd.DataFrame, how: pd.DataFrame) -> list[str]:
    """For each group, how many of those who took part were told what came of it, and how many are still to be told."""
    said = []
    for row in rows_of(engagement):
        took_part, told = whole(row["took_part"]), whole(row["told_result"])
        if not took_part or told is None:
            continue
        group = plain(row["group"])
        mine = how[(how["group"] == group) & (how["what"] == "told the result")]
        planned = sum(whole(n) or 0 for n in mine.loc[mine["value"] == "planned", "n"])
        rest = took_part - told - planned
        parts = [f"{told:,} of the {took_part:,} {group} who took part have been told what came of it"]
        parts += [f"{planned:,} are to be told"] if planned else []
        parts += [f"for {rest:,} it is not known or has not been done"] if rest > 0 else []
        said.append("; ".join(parts) + ".")
    return said


def _strip(whom: str, rows: list[dict[str, object]], unit: str) -> Strip | None:
    counts = [whole(row["n"]) for row in rows]
    of = whole(rows[0]["of"]) if rows else None
    if not of or any(count is None for count in counts):
        return None
    heard = of - sum(count or 0 for count in counts)
    parts = [Part(HEARD, heard, True)]
    parts += [Part(plain(row["reason"]), count or 0) for row, count in zip(rows, counts, strict=True) if count]
    return Strip(WHOM[whom], f"{heard:,} of {of:,} {unit}", tuple(parts))


def who_was_asked(engagement: pd.DataFrame, how: pd.DataFrame) -> Markup | None:
    """How many people were asked and what they answered; and how, by whom and with what support. ``None`` where no
    log was kept."""
    if engagement.empty:
        return None
    columns = ("asked", "took_part", "declined", "no_answer", "not_asked", "told_result")
    counts = [[opening(plain(row["group"])), *(row[name] for name in columns)] for row in rows_of(engagement)]
    heads = ["Group", "Asked", "Took part", "Declined", "No answer", "Not asked", "Told what came of it"]
    note = "People, also those outside the audited cases. Told what came of it: of those who took part."
    made = html_table("Who was asked to take part", heads, counts, range(1, 7), note)
    rows = [row for row in rows_of(how) if plain(row["value"])]
    if not rows:
        return made
    cells = [
        [f"{opening(plain(row['group']))}: {plain(row['what'])}", row["value"], row["n"], row["of"]] for row in rows
    ]
    for at in range(len(cells) - 1, 0, -1):
        if cells[at][0] == cells[at - 1][0]:
            cells[at][0] = None
    caption = "How they were asked, with what support, and why some were not heard"
    return made + fill(
        "fold", summary=caption, inside=html_table(caption, ["Group", "What", "How many", "Of"], cells, (2, 3))
    )
