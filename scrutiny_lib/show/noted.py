"""What was noted of a monthly figure (another provider, a new rota) beside the finding that rests on the figure.

A figure that moved when something else changed says so where it is used as evidence, not only under its own picture.
"""

from __future__ import annotations

import re

import pandas as pd

from ..tables import Tables
from ..terms import KINDS_OF_INDICATOR_EVENT, SOURCES_OF_EVIDENCE
from .answers import Row, rows_of
from .indicator_pictures import event_in_words
from .text import plain

DATA = SOURCES_OF_EVIDENCE[1]
MOST = 3
"""How many of them stand in a row of the evidence grid, the latest ones; all of them stand under the figure."""
_FIGURE = re.compile(r"ind\.([^.@]+)")


def noted_of_figures(tables: Tables, finding: str) -> str:
    """What happened to the figures that a finding's data rest on, each with its month, earliest first.

    ``""`` where the finding names no figure, nothing was noted, or these readers are not told.

    >>> from scrutiny_lib.tables import table
    >>> frames = {
    ...     "numbers": table("numbers", [{"finding_id": "F1", "place": "data", "result_id": "ind.visits.latest"}]),
    ...     "indicator_events": table("indicator_events", [
    ...         {"indicator": "visits", "month": "2025-01", "kind": "event", "what": "Another provider"}])}
    >>> noted_of_figures(Tables({}, frames), "F1"), noted_of_figures(Tables({}, frames), "F2")
    ('Noted of this figure: January 2025: Another provider.', '')
    """
    numbers = tables["numbers"]
    named = numbers[(numbers["finding_id"] == finding) & (numbers["place"] == DATA)]["result_id"]
    figures = {match[1] for name in named if (match := _FIGURE.match(str(name)))}
    events = _events(tables["indicator_events"], figures)
    if not events:
        return ""
    said = " ".join(event_in_words(row) for row in events)
    return f"Noted of {'this figure' if len(figures) == 1 else 'these figures'}: {said}"


def _events(frame: pd.DataFrame, figures: set[str]) -> list[Row]:
    """The latest events of some figures, in order of month; another definition or baseline is no event."""
    mine = frame[frame["indicator"].isin(figures) & (frame["kind"] == KINDS_OF_INDICATOR_EVENT[0])]
    rows = sorted(rows_of(mine), key=lambda row: plain(row["month"]))
    return rows[-MOST:]
