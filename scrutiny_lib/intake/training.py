"""Training: how many places were offered, taken and used, and what people could say before and after.

People are known by a code only; no names are read.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.data_files import Columns, read_csv, whole_number

WAVES = ("before", "after", "three months")
REACH_COLUMNS = ("course", "date", "places", "booked", "attended", "line")
EVALUATION_COLUMNS = ("course", "person_code", "wave", "question", "score")
SCORES = range(1, 6)


def read_reach(path: Path) -> tuple[pd.DataFrame, Problems]:
    """Read ``training/reach.csv``, one row for each day of a course, with :data:`REACH_COLUMNS`.

    Places, booked and attended are whole numbers, date is a date. Empty when a problem stops its use: more people
    attended than had booked, or a cell that cannot be read.
    """
    problems = Problems()
    frame = read_csv(path, REACH_COLUMNS, problems, optional=("line",))
    if frame is None:
        return pd.DataFrame(columns=list(REACH_COLUMNS)), problems
    cells = Columns(frame, problems, path.name)
    cells.once(["course", "date"])
    read = frame.assign(
        course=cells.filled("course"),
        date=cells.dates("date"),
        **{name: cells.counts(name) for name in ("places", "booked", "attended")},
    )
    numbers = read[["places", "booked", "attended"]].dropna()
    over = list(numbers.index[numbers["attended"] > numbers["booked"]])
    cells.note(over, "attended", "V14", "More attended than had booked.", "Count those who came unbooked as booked.")
    full = list(numbers.index[numbers["booked"] > numbers["places"]])
    fact = "More had booked than there were places."
    cells.note(full, "booked", "V14", fact, "Nothing to do if a waiting list was kept.", act="WARN")
    kept = read if not problems.stops() else read.iloc[:0]
    return kept.reset_index(drop=True), problems


def read_evaluations(path: Path) -> tuple[pd.DataFrame, Problems]:
    """Read ``training/evaluations.csv``, with :data:`EVALUATION_COLUMNS`; ``score`` is a whole number from 1 to 5.

    A row whose wave or score cannot be read is held: set aside and noted. The same person answering the same
    question twice in one wave stops the review.
    """
    problems = Problems()
    frame = read_csv(path, EVALUATION_COLUMNS, problems)
    if frame is None:
        return pd.DataFrame(columns=list(EVALUATION_COLUMNS)), problems
    cells = Columns(frame, problems, path.name, act="HOLD")
    cells.once(["course", "person_code", "wave", "question"])
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
    return read[read.notna().all(axis=1)].astype({"score": int}).reset_index(drop=True), problems


def _score(text: str) -> int | None:
    score = whole_number(text)
    return score if score in SCORES else None
