"""Bookings on courses, one a row: who booked (by agency and role, never by name) and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.free_text import identifying
from scrutiny_lib.intake.training_notice import ABSENT, ATTENDED, CANCELLED, notice_of, parse_clock, parse_moment
from scrutiny_lib.intake.training_reach_of import reach_of as reach_of
from scrutiny_lib.intake.training_rows import Received, Sieve, read_lines, same_code
from scrutiny_lib.terms import OUTCOMES_OF_BOOKING

BOOKING_COLUMNS = ("course", "date", "agency", "role", "outcome", "told_on", "starts", "person_code")
OPTIONAL = ("role", "told_on", "starts", "person_code")


def read_bookings(
    path: Path, agencies: Mapping[str, str] | None = None, received: Received | None = None
) -> tuple[pd.DataFrame, Problems]:
    """Read ``training/bookings.csv`` or ``.xlsx``.

    Parameters
    ----------
    path : Path
        Needs course, date, agency and outcome; the rest of :data:`BOOKING_COLUMNS` may be absent.
    agencies : mapping, optional
        The workspace's agencies, id to name. A booking of another agency, or of none, counts for its course and for
        the agency *not said*.
    received : list, optional
        What was received, used, held and refused is added here.

    Returns
    -------
    bookings : DataFrame
        :data:`BOOKING_COLUMNS`; the index is the line or row in the file. ``told_on`` is a datetime, a date where no
        time is given, ``None`` where blank; ``starts`` a time of day or ``None``; codes are compared form
        (:func:`scrutiny_lib.intake.training_rows.same_code`), ``""`` where there is none.
    problems : Problems
        Held are rows that cannot be read (V02, V05, D01, D08), cancelled after the course had begun (D07), with a time
        of cancelling and the outcome *did not come* (V04), and all rows of one person on one day that differ (I02; the
        same row twice counts once). A code that holds an identifier is left out (T19).
    """
    problems = Problems()
    frame = read_lines(path, BOOKING_COLUMNS, problems, optional=OPTIONAL)
    if frame is None:
        return pd.DataFrame(columns=list(BOOKING_COLUMNS)), problems
    cells = Sieve(frame, problems, path.name)
    cure = "Write the day and the time, such as 12/01/2026 17:05."
    read = frame.assign(
        course=cells.filled("course"),
        date=cells.dates("date"),
        agency=cells.agency(agencies, act="WARN"),
        outcome=cells.listed("outcome", OUTCOMES_OF_BOOKING),
        told_on=cells.read("told_on", parse_moment, "D01", "It is not a date and a time.", cure, blank=True),
        starts=cells.read("starts", parse_clock, "D08", "It is not a time of day.", "Write it as 09:30.", blank=True),
        person_code=_codes(cells),
    )
    _check_told(read, cells)
    cells.apart(read, ["course", "date", "person_code"], "This person's booking")
    return cells.kept(read, received), problems


def _codes(cells: Sieve) -> pd.Series[Any]:
    """The codes as they are compared; none where one gives a person away."""
    codes = cells.frame["person_code"]
    telling = codes.map(lambda code: bool(identifying(code)))
    fact, cure = "The code looks like an identifier of a person; it is left out.", "Let people make up a code."
    cells.note(codes.index[telling], "person_code", "T19", fact, cure, "WARN")
    return codes.mask(telling, "").map(same_code)


def _check_told(read: pd.DataFrame, cells: Sieve) -> None:
    """Whether the time of cancelling fits the outcome and comes before the course."""
    for line, on, outcome, told, starts in read[["date", "outcome", "told_on", "starts"]].itertuples(name=None):
        if line in cells.held or on is None:
            continue
        if told is None:
            if outcome == CANCELLED:
                fact, cure = "It does not say when this was cancelled: its notice is not known.", "Fill it in."
                cells.note([line], "told_on", "V05", fact, cure, "WARN")
        elif notice_of(on, starts, told) is None:
            cure = "Correct one of the two times; if nobody said so before, write 'did not come'."
            cells.note([line], "told_on", "D07", "It was cancelled after the course had begun.", cure)
        elif outcome == ABSENT:
            fact, cure = "The booking was cancelled, and the person did not come.", "Keep the one that is meant."
            cells.note([line], "told_on", "V04", fact, cure)
        elif outcome == ATTENDED:
            fact, cure = "A booking that was used was also cancelled; it counts as used.", "Clear the cell."
            cells.note([line], "told_on", "V04", fact, cure, "WARN")
