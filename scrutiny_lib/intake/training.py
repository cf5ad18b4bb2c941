"""Training: how many places were offered, taken and used, and what people could say before and after.

People are known by a code only; no names are read.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.data_files import Columns, read_csv, whole_number
from scrutiny_lib.intake.training_rows import Received, Sieve, read_lines
from scrutiny_lib.terms import WAVES

OUTCOMES = ("cancelled_in_time", "cancelled_late", "absent", "substitutes")
"""What became of bookings that were not simply used. Substitutes are among those who attended."""
REACH_COLUMNS = ("course", "date", "places", "booked", "attended", "line", *OUTCOMES, "asked_for_by")
EVALUATION_COLUMNS = ("course", "person_code", "wave", "question", "score")
SCORES = range(1, 6)


def read_reach(path: Path, received: Received | None = None) -> tuple[pd.DataFrame, Problems]:
    """Read ``training/reach.csv``, one row for each day of a course.

    Parameters
    ----------
    path : Path
        Needs course, date, places, booked and attended; the rest of :data:`REACH_COLUMNS` may be absent. Everybody who
        came has *attended*, substitutes too; *cancelled_in_time*, *cancelled_late* and *absent* are the bookings
        that nobody used. *asked_for_by* names actions or recommendations, with semicolons between several.
    received : list, optional
        What was received, used, held and refused is added here.

    Returns
    -------
    reach : DataFrame
        :data:`REACH_COLUMNS`; the index is the line in the file. Counts are whole numbers, ``None`` where not known;
        date is a date. Booked and attended may both be blank where the bookings are to say (noted).
    problems : Problems
        A row is held whose numbers or date cannot be read (V07, D01) or do not add up (V14), and every row of a day
        that is there twice with different figures (I02). More booked than places is noted only.
    """
    problems = Problems()
    optional = ("line", *OUTCOMES, "asked_for_by")
    frame = read_lines(path, REACH_COLUMNS, problems, optional=optional)
    if frame is None:
        return pd.DataFrame(columns=list(REACH_COLUMNS)), problems
    cells = Sieve(frame, problems, path.name)
    read = frame.assign(
        course=cells.filled("course"),
        date=cells.dates("date"),
        places=cells.counts("places"),
        **{name: cells.counts(name, blank=True) for name in ("booked", "attended", *OUTCOMES)},
    )
    _check_counted(frame, cells)
    for row in (dict(zip(["at", *read.columns], row, strict=True)) for row in read.itertuples(name=None)):
        _check_sums(row, cells)
    cells.apart(read, ["course", "date"], "This day of the course")
    return cells.kept(read, received), problems


def _check_counted(frame: pd.DataFrame, cells: Sieve) -> None:
    """Booked and attended are both given, or neither is and bookings have to say."""
    blank = frame[["booked", "attended"]] == ""
    neither, one = blank.all(axis=1), blank.any(axis=1) & ~blank.all(axis=1)
    fact, cure = "Neither booked nor attended is given: bookings have to say.", "Fill them in, or add the bookings."
    cells.note(frame.index[neither], "booked", "V05", fact, cure, "WARN")
    for name in ("booked", "attended"):
        cells.note(frame.index[one & blank[name]], name, "V05", "The cell is blank.", "Fill it in.")


def _check_sums(row: dict[str, Any], cells: Sieve) -> None:
    """Whether the counts of one row can all be true together."""
    at, places, booked, attended = row["at"], row["places"], row["booked"], row["attended"]
    if booked is None or attended is None:
        return
    unused = [row[name] for name in OUTCOMES[:3]]
    outcomes = attended + sum(count or 0 for count in unused)
    if attended > booked:
        cure = "Count those who came unbooked as booked."
        cells.note([at], "attended", "V14", "More attended than had booked.", cure)
    elif outcomes > booked:
        fact = "Attended, cancelled and absent are together more than booked."
        cells.note([at], "booked", "V14", fact, "Count each booking once; substitutes are among those who attended.")
    elif outcomes < booked and None not in unused:
        fact = "Attended, cancelled and absent are together fewer than booked."
        cells.note([at], "booked", "V14", fact, "Say what became of the rest; until then it is not known.", "WARN")
    if (row["substitutes"] or 0) > attended:
        fact, cure = "There are more substitutes than people who attended.", "Count each substitute as attended."
        cells.note([at], "substitutes", "V14", fact, cure)
    if places is not None and booked > places:
        fact, cure = "More had booked than there were places.", "Nothing to do if a waiting list was kept."
        cells.note([at], "booked", "V14", fact, cure, "WARN")


def read_evaluations(path: Path) -> tuple[pd.DataFrame, Problems]:
    """Read ``training/evaluations.csv``, with :data:`EVALUATION_COLUMNS`; ``score`` is a whole number from 1 to 5.

    A row whose wave or score cannot be read is held: set aside and noted. The index is that of the rows in the file.
    """
    problems = Problems()
    frame = read_csv(path, EVALUATION_COLUMNS, problems)
    if frame is None:
        return pd.DataFrame(columns=list(EVALUATION_COLUMNS)), problems
    cells = Columns(frame, problems, path.name, act="HOLD")
    fact, cure = (
        "It is not a whole number from 1 to 5.",
        "Write one digit; leave the row out if nobody answered.",
    )
    read = frame.assign(
        course=cells.filled("course"),
        person_code=cells.filled("person_code"),
        wave=cells.listed("wave", WAVES),
        question=cells.filled("question"),
        score=cells.read("score", _score, "V07", fact, cure),
    )
    return read[read.notna().all(axis=1)].astype({"score": int}), problems


def _score(text: str) -> int | None:
    score = whole_number(text)
    return score if score in SCORES else None
