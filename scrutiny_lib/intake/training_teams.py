"""Which teams were trained, and when."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.training_rows import Received, Sieve, read_lines

TEAM_COLUMNS = ("team", "trained_on", "course")


def read_teams(path: Path, received: Received | None = None) -> tuple[pd.DataFrame, Problems]:
    """Read ``training/teams.csv`` or ``.xlsx``: one row for each team, or for each team and course.

    Returns
    -------
    teams : DataFrame
        :data:`TEAM_COLUMNS`; the index is the line or row in the file. ``trained_on`` is a date, ``None`` for a team
        that was not trained; ``course`` may be ``""``.
    problems : Problems
        Held are rows that cannot be read (V05, D01) and all rows of one team and course that differ (I02; the same row
        twice counts once).
    """
    problems = Problems()
    frame = read_lines(path, TEAM_COLUMNS, problems, optional=("course",))
    if frame is None:
        return pd.DataFrame(columns=list(TEAM_COLUMNS)), problems
    cells = Sieve(frame, problems, path.name)
    read = frame.assign(team=cells.filled("team"), trained_on=cells.dates("trained_on", blank=True))
    cells.apart(read.assign(course=read["course"] + " "), ["team", "course"], "This team")
    return cells.kept(read, received), problems
