"""Programmes of training whose results are looked for in a monthly figure (``training/programmes.toml``)."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.data_files import check_ids
from scrutiny_lib.intake.positions import line_of
from scrutiny_lib.intake.toml import Key, check_table, read_toml

FOLDER, PROGRAMMES = "training", "programmes.toml"
"""The folder of a review that holds its training, and the file there that names results looked for in a figure."""

_PROGRAMME = {
    "id": Key("id", required=True),
    "title": Key("text", required=True),
    "course": Key("text", required=True),
    "indicator": Key("id", required=True),
    "first_month": Key("text", required=True),
    "comparison": Key("id"),
    "what_else": Key("text", required=True),
}
PROGRAMME_COLUMNS = tuple(_PROGRAMME)
_MONTH = re.compile(r"(?:19|20)\d{2}-(?:0[1-9]|1[0-2])")


def read_programmes(path: Path) -> tuple[pd.DataFrame, Problems]:
    """Read which programmes are looked for in which figure, with :data:`PROGRAMME_COLUMNS`, in the order of the file.

    Parameters
    ----------
    path : Path
        A file of ``[[programme]]`` tables. ``first_month`` is the month the programme began, ``indicator`` and
        ``comparison`` are ids of monthly figures, and ``what_else`` says what else changed in those months: without it
        no result may be told.

    Returns
    -------
    (DataFrame, Problems)
        All text; ``comparison`` is "" where there is none. Empty, without a problem, where the file is not there, and
        empty when a problem stops its use: a setting that is missing or not known (P12, P01), a month that is none
        (M07), a figure that is to be compared with itself (P01), two programmes with one id (P13).
    """
    problems = Problems()
    if not path.is_file():
        return pd.DataFrame(columns=list(PROGRAMME_COLUMNS)), problems
    data = read_toml(path, problems)
    rows = check_table(data or {}, {"programme": Key("tables", inside=_PROGRAMME)}, problems, path)["programme"]
    for position, row in enumerate(rows, start=1):
        where = f"programme[{position}]"
        if row["first_month"] and not _MONTH.fullmatch(row["first_month"]):
            place = line_of(path, where, "first_month")
            fact = f"The first month of programme {position} is no month."
            problems.add("M07", fact, "Write it as 2025-07, in quotes.", file=path.name, cell=place)
        if row["comparison"] and row["comparison"] == row["indicator"]:
            place = line_of(path, where, "comparison")
            fact = f"Programme {position} would compare a figure with itself."
            cure = "Name the same figure of another area, or leave the line out."
            problems.add("P01", fact, cure, file=path.name, cell=place)
    check_ids(rows, "programme", path, problems)
    return pd.DataFrame(rows if not problems.stops() else [], columns=list(PROGRAMME_COLUMNS)), problems
