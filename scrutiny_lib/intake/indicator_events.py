"""Dates of rare events, one by one: restricted, and read for the days between them only."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.data_files import Columns, read_csv
from scrutiny_lib.intake.text import header as spelling

EVENT_COLUMNS = ("indicator", "on")


def read_event_dates(path: Path, definitions: pd.DataFrame) -> tuple[pd.DataFrame, Problems]:
    """Read ``indicator_events.csv``: a row for each event, by indicator and date.

    Parameters
    ----------
    path : Path
        Columns indicator (an id or title of ``definitions``) and on (a date). Two events may lie on one day.
    definitions : DataFrame
        As :func:`scrutiny_lib.intake.indicator_definitions.read_indicator_definitions` reads them.

    Returns
    -------
    DataFrame
        :data:`EVENT_COLUMNS`; ``on`` is a ``date``. A row whose indicator is not defined (M06), is no count (M12), or
        whose date cannot be read (D01) is held. No message says a date.
    Problems
    """
    problems = Problems()
    frame = read_csv(path, EVENT_COLUMNS, problems)
    if frame is None:
        return no_events(), problems
    cells = Columns(frame, problems, path.name, act="HOLD")
    known = {spelling(one[name]): one["id"] for one in definitions.to_dict("records") for name in ("title", "id")}
    counts = set(definitions.loc[definitions["kind"] == "count", "id"])
    fact, cure = "The indicator is not defined.", "Use an id of indicators.toml, or define it there."
    read = frame.assign(
        indicator=cells.read("indicator", lambda cell: known.get(spelling(cell)), "M06", fact, cure),
        on=cells.dates("on"),
    )
    other = read["indicator"].notna() & ~read["indicator"].isin(counts)
    fact = "Dates are given for an indicator that is a share or a rate; they are set aside."
    cells.note(read.index[other], "indicator", "M12", fact, "Give dates only for events that are counted.")
    kept = read[read.notna().all(axis=1) & ~other]
    return kept.sort_values(list(EVENT_COLUMNS), kind="stable").reset_index(drop=True), problems


def no_events() -> pd.DataFrame:
    """An empty table of events."""
    return pd.DataFrame(columns=list(EVENT_COLUMNS), dtype="object")
