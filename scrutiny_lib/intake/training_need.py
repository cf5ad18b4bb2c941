"""Who needs a course: people by agency and role, and how many of them have had it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.training_notice import ATTENDED, SUBSTITUTE
from scrutiny_lib.intake.training_rows import NOT_SAID, Received, Sieve, read_lines
from scrutiny_lib.intake.training_teams import read_teams as read_teams

NEED_COLUMNS = ("course", "agency", "role", "need", "trained")
ALL = "all"
"""The role of a row that stands for everybody of an agency."""


def read_need(
    path: Path, agencies: Mapping[str, str] | None = None, received: Received | None = None
) -> tuple[pd.DataFrame, Problems]:
    """Read ``training/need.csv`` or ``.xlsx``.

    Parameters
    ----------
    path : Path
        Needs course, agency and need; role (blank: everybody of the agency) and trained may be absent.
    agencies : mapping, optional
        The workspace's agencies, id to name; a row of another agency is held.
    received : list, optional
        What was received, used, held and refused is added here.

    Returns
    -------
    need : DataFrame
        :data:`NEED_COLUMNS`; the index is the line or row in the file. Counts are whole numbers of people; ``trained``
        is ``None`` where blank: bookings have to say (:func:`fill_trained`).
    problems : Problems
        Held are rows that cannot be read (V02, V05, V07), more trained than need it (V14), a row for everybody of an
        agency beside rows by role (V04), and all rows of one role that differ (I02; the same row twice counts once).
    """
    problems = Problems()
    frame = read_lines(path, NEED_COLUMNS, problems, optional=("role", "trained"))
    if frame is None:
        return pd.DataFrame(columns=list(NEED_COLUMNS)), problems
    cells = Sieve(frame, problems, path.name)
    blank = frame.index[frame["agency"] == ""]
    cells.note(blank, "agency", "V05", "The cell is blank.", "Fill it in.")
    read = frame.assign(
        course=cells.filled("course"),
        agency=cells.agency(agencies, act="HOLD"),
        role=frame["role"].map(lambda cell: ALL if spelling(cell) in ("", ALL) else cell),
        need=cells.counts("need"),
        trained=cells.counts("trained", blank=True),
    )
    over = [
        line
        for line, need, trained in read[["need", "trained"]].itertuples(name=None)
        if need is not None and trained is not None and trained > need
    ]
    fact, cure = "More people are trained than need it.", "Count only those of them who are there and need it now."
    cells.note(over, "trained", "V14", fact, cure)
    cells.apart(read, ["course", "agency", "role"], "This role of the agency")
    _check_everybody(read, cells)
    return cells.kept(read, received), problems


def _check_everybody(read: pd.DataFrame, cells: Sieve) -> None:
    """A row for everybody of an agency does not stand beside rows by role: it would be counted twice."""
    by_role = {
        (spelling(course), spelling(agency))
        for line, course, agency, role in read[["course", "agency", "role"]].itertuples(name=None)
        if course is not None and role != ALL and line not in cells.held
    }
    everybody = [
        line
        for line, course, agency, role in read[["course", "agency", "role"]].itertuples(name=None)
        if course is not None and role == ALL and (spelling(course), spelling(agency)) in by_role
    ]
    fact = "Everybody of this agency is there by role already."
    cells.note(everybody, "role", "V04", fact, "Keep the rows by role, or this one alone.")


def fill_trained(need: pd.DataFrame, bookings: pd.DataFrame) -> tuple[pd.DataFrame, Problems]:
    """How many different people of those who need a course came to it, where ``need.csv`` does not say.

    Parameters
    ----------
    need, bookings : DataFrame
        As :func:`read_need` and :func:`scrutiny_lib.intake.training_bookings.read_bookings` give them.

    Returns
    -------
    need : DataFrame
        :data:`NEED_COLUMNS` and ``more``: how many more may have had the course than ``trained`` says, because they
        gave no code, came in another's place, or are of no agency or role that is known (0 where ``need.csv`` says how
        many are trained). ``trained`` stays ``None`` where a course has no bookings or nobody of them gave a code, and
        where the codes are more than the people who need it.
    problems : Problems
        Where ``trained`` cannot be worked out (V05), where the codes are more than the need (V14), and agencies and
        roles with bookings for a course that the need does not know (V02). All are noted only; every line is of
        ``need.csv`` but that of the last kind, which is of the bookings.
    """
    problems = Problems()
    trained, more = list(need["trained"]), [0] * len(need)
    came = bookings[bookings["outcome"].isin([ATTENDED, SUBSTITUTE])] if len(bookings) else bookings
    courses = came["course"].map(spelling)
    coded = set(courses[(came["person_code"] != "") & (came["outcome"] == ATTENDED)])
    for position, (at, row) in enumerate(zip(need.index, need.to_dict("records"), strict=True)):
        if not pd.isna(row["trained"]):
            continue
        place = {"file": "need.csv", "cell": f"{need.index.name or 'row'} {at}", "column": "trained", "act": "WARN"}
        course = spelling(row["course"])
        if course not in coded:
            fact = "How many have had the course is neither given nor in bookings with codes."
            problems.add("V05", fact, "Fill it in.", **place)
            continue
        mine = came[(courses == course) & _of(came, row)]
        by_code = mine["outcome"].eq(ATTENDED) & mine["person_code"].ne("")
        people = int(mine.loc[by_code, "person_code"].nunique())
        if people > row["need"]:
            fact = "More different people came to the course than are said to need it; it is not counted."
            problems.add("V14", fact, "Correct the need, or say how many of those who need it have had it.", **place)
            continue
        trained[position] = people
        unmatched = int((~by_code).sum()) + int(((courses == course) & _of_nobody(came, row, need)).sum())
        more[position] = min(unmatched, row["need"] - people)
    _note_unasked(need, came, problems)
    counts = pd.Series([None if pd.isna(count) else int(count) for count in trained], index=need.index, dtype="object")
    return need.assign(trained=counts, more=more), problems


def _of(bookings: pd.DataFrame, row: Mapping[Any, Any]) -> pd.Series[bool]:
    """Which bookings are of the agency and role of a row of need."""
    same = bookings["agency"].map(spelling) == spelling(row["agency"])
    return same if row["role"] == ALL else same & (bookings["role"].map(spelling) == spelling(row["role"]))


def _of_nobody(bookings: pd.DataFrame, row: Mapping[Any, Any], need: pd.DataFrame) -> pd.Series[bool]:
    """Which bookings may be of a row of need although nothing says so: those of no agency the workspace knows, and
    those of the agency with a role that the need does not have."""
    nowhere = bookings["agency"].eq(NOT_SAID)
    if row["role"] == ALL:
        return nowhere
    same = [spelling(row[name]) for name in ("course", "agency")]
    rows = zip(need["course"], need["agency"], need["role"], strict=True)
    roles = {spelling(role) for course, agency, role in rows if [spelling(course), spelling(agency)] == same}
    return nowhere | (bookings["agency"].map(spelling).eq(same[1]) & ~bookings["role"].map(spelling).isin(roles))


def _note_unasked(need: pd.DataFrame, came: pd.DataFrame, problems: Problems) -> None:
    """Bookings, once for each agency and role, of a course whose need is known for others only."""
    asked = need["course"].map(spelling) if len(need) else pd.Series(dtype=str)
    known, seen = set(asked), set[tuple[str, str, str]]()
    for at, booking in zip(came.index, came.to_dict("records"), strict=True):
        course = spelling(booking["course"])
        key = (course, spelling(booking["agency"]), spelling(booking["role"]))
        if key in seen or course not in known:
            continue
        seen.add(key)
        rows = need[asked == course].to_dict("records")
        if not any(spelling(row["agency"]) == key[1] and spelling(row["role"]) in (key[2], ALL) for row in rows):
            fact = "People of this agency and role came to the course, and need.csv does not say that they need it."
            cure = "Add them to need.csv, or spell agency and role as there."
            at_line = f"{came.index.name or 'row'} {at}"
            problems.add("V02", fact, cure, file="bookings", cell=at_line, column="role", act="WARN")
