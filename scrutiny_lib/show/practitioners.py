"""What practitioners told us: who was asked, what gets in the way, what helps. No names are known to the page."""

from __future__ import annotations

import pandas as pd

from ..tables import Tables
from ..terms import KINDS_OF_VOICE
from .answers import rows_of
from .layout import fill, html_table
from .section import Section
from .text import count, plain, short_day, whole


def show_practitioners(tables: Tables) -> Section:
    """Barriers and what works, most widely raised first, and the activities in which practitioners were asked."""
    themes = tables["themes"]
    theirs = themes[~themes["source"].isin(KINDS_OF_VOICE)]
    activities = rows_of(tables["activities"])
    held = [
        [row["activity"], plain(row["agencies"]), short_day(row["held_on"]), row["invited"], row["took_part"]]
        for row in activities
    ]
    table = html_table(
        "How practitioners were asked", ["Activity", "Agencies", "Held on", "Invited", "Took part"], held, (3, 4)
    )
    html = fill(
        "practitioners",
        barriers=_said(theirs, "barrier"),
        works=_said(theirs, "what works"),
        activities=table if activities else None,
        took_part=_took_part(tables["activities"]),
    )
    return Section("practitioners", "What practitioners told us", str(html))


def _said(themes: pd.DataFrame, kind: str) -> list[tuple[str, str]]:
    rows = sorted(rows_of(themes[themes["kind"] == kind]), key=lambda row: -(whole(row["weight"]) or 0))
    return [(plain(row["theme"]), _weight(row["weight"])) for row in rows]


def _weight(weight: object) -> str:
    activities = whole(weight)
    return plain(weight) if activities is None else f"raised in {count(activities, 'activity', 'activities')}"


def _took_part(activities: pd.DataFrame) -> str:
    """How many of those invited took part, when every number is known."""
    invited, came = ([whole(value) for value in activities[name]] for name in ("invited", "took_part"))
    if not invited or None in invited or None in came:
        return ""
    total, there = sum(n or 0 for n in invited), sum(n or 0 for n in came)
    return f"{there:,} of the {total:,} invited took part, in {count(len(invited), 'activity', 'activities')}."
