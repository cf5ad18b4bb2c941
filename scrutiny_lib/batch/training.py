"""What a review holds about training: bookings, need, teams, programmes, and what people said of courses, as read.

Everything stands in the folder ``training/``, and every part of it may be missing. Answers in words are coded as those
of practitioners are, with a codebook of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from ..errors import Problems
from ..intake.assumptions import Assumptions
from ..intake.evaluations import Evaluations
from ..intake.template import find_audit_file
from ..intake.text import header as spelling
from ..intake.texts import RECEIVED_COLUMNS
from ..intake.training import REACH_COLUMNS, read_reach
from ..intake.training_bookings import BOOKING_COLUMNS, reach_of, read_bookings
from ..intake.training_charges import Charges, read_charges
from ..intake.training_form_plan import EVALUATIONS
from ..intake.training_forms import read_evaluations_folder
from ..intake.training_need import NEED_COLUMNS, read_need, read_teams
from ..intake.training_programmes import FOLDER, PROGRAMME_COLUMNS, PROGRAMMES, read_programmes
from ..intake.training_rows import Received, find_lines
from ..intake.training_teams import TEAM_COLUMNS
from ..intake.workspace import Workspace
from ..lenses.training_codes import count_training_codes
from ..plural import many
from ..tables import table
from ..terms import PRACTITIONERS_VOICE
from .casework import Casework
from .voices import CodedTexts, read_coded_texts

CHARGES = "training_charges.toml"

EVALUATIONS_HINT = """\
# Evaluations of courses: put the exports of the online forms here, and say which column is which question.
# Columns that are not named are not read; names and e-mail addresses never are. Take the # away to begin.
# Where nobody uses an online form, evaluations.csv (a score from 1 to 5 a row) is enough. Answers in words are coded as
# practitioners' are: coders.csv, coding/ and settled.xlsx stand in this folder too.

# [[scale]]                        # the points of a scale, first to last as the form shows them
# id = "agree"
# answers = ["Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"]   # or lowest = 1, highest = 5
# best = "last"                    # which end is good; or "first"

# [[question]]
# id = "q1"
# ask = "WRITE THE QUESTION, which is its heading too"
# level = "learning"               # or "reaction", "behaviour"
# scale = "agree"                  # or kind = "one of" (with answers, good), kind = "text"

# [[form]]
# files = ["before.xlsx"]          # .csv or .xlsx
# course = "WRITE THE COURSE, as in reach.csv"
# wave = "before"                  # or "after", "three months"
# code = "WRITE THE HEADING OF THE COLUMN WITH THE CODE PEOPLE MADE UP"
# asks = ["q1"]
# who = "person"                   # or "line manager"
# headings = 1                     # how many rows of headings the export has

# [[form.question]]                # where a question stands under another heading, or asks afterwards about before
# id = "q1"
# column = "WRITE ITS HEADING"
# wave = "before, asked afterwards"

# [[sent]]                         # how many were asked, where that is known
# course = "WRITE THE COURSE"
# wave = "before"
# sent = 26
"""
"""``evaluations.toml`` of a new review: all of it still to be written."""

PROGRAMMES_HINT = """\
# Results that are looked for in a monthly figure, before and after a programme began. Take the # away to begin.

# [[programme]]
# id = "first"
# title = "WRITE WHAT THE PROGRAMME IS CALLED"
# course = "WRITE THE COURSE, as in reach.csv"
# indicator = "WRITE AN ID OF indicators.toml"
# first_month = "2025-07"          # the first month in which it could have made a difference
# comparison = ""                  # the id of a figure that it could not have changed, such as another area's
# what_else = "WRITE WHAT ELSE CHANGED AT THAT TIME, or that nothing did"
"""
"""``programmes.toml`` of a new review: all of it still to be written."""


def _none(columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(columns=list(columns))


@dataclass(frozen=True, repr=False)
class TrainingRead:
    """Everything about training in one folder, as read. Restricted: codes and words of people stand in it.

    Attributes
    ----------
    reach : DataFrame
        A day of a course a row; where there are bookings, made of them.
    bookings, need, teams, programmes : DataFrame
        As their readers in :mod:`scrutiny_lib.intake` give them; empty where the file is not there.
    charges : Charges or None
        The charging terms of the workspace's area, where it has any.
    evaluations : Evaluations
    said : CodedTexts or None
        Answers in words and notes with everything coders did; ``None`` where there are none.
    received : DataFrame
        what, received, used, held, refused: of every file, and of the answers. They add up.
    problems : Problems
    """

    reach: pd.DataFrame = field(default_factory=lambda: _none(REACH_COLUMNS))
    bookings: pd.DataFrame = field(default_factory=lambda: _none(BOOKING_COLUMNS))
    charges: Charges | None = None
    need: pd.DataFrame = field(default_factory=lambda: _none(NEED_COLUMNS))
    teams: pd.DataFrame = field(default_factory=lambda: _none(TEAM_COLUMNS))
    evaluations: Evaluations = field(default_factory=Evaluations)
    programmes: pd.DataFrame = field(default_factory=lambda: _none(PROGRAMME_COLUMNS))
    said: CodedTexts | None = None
    received: pd.DataFrame = field(default_factory=lambda: _none(RECEIVED_COLUMNS))
    problems: Problems = field(default_factory=Problems)


def read_training(work: Casework, second_share: float) -> TrainingRead:
    """Read everything about training of a review; ``second_share`` is the part of the passages that is coded twice."""
    read = read_training_folder(work.review.folder / FOLDER, work.workspace)
    said = read_said_of_training(work, read.evaluations, second_share)
    problems = Problems([*read.problems, *(said.problems if said else ())])
    return replace(read, said=said, problems=problems)


def person_codes(read: TrainingRead) -> set[str]:
    """Codes of people long enough to be looked for on a page: five characters or more, with a letter and a digit."""
    given = read.evaluations
    found = {
        str(code)
        for part in (read.bookings, given.scores, given.chosen, given.answered)
        for code in part["person_code"]
    }
    return {code for code in found if len(code) >= 5 and re.search(r"[^\W\d_]", code) and re.search(r"\d", code)}


def read_said_of_training(work: Casework, evaluations: Evaluations, second_share: float) -> CodedTexts | None:
    """Answers in words to the evaluations of a review, and notes that stand beside them in ``texts.csv``, with what
    coders did; ``None`` where there are none."""
    return read_coded_texts(
        work,
        work.review.folder / FOLDER,
        work.review.voice.training_codebook,
        second_share,
        beside=evaluations.texts,
        kinds=(PRACTITIONERS_VOICE,),
    )


def read_training_folder(folder: Path, workspace: Workspace) -> TrainingRead:
    """The same of one folder, without what people coded: for the page of the quarter."""
    problems, received = Problems(), Received()

    def read(
        name: str, reader: Callable[[Path], tuple[pd.DataFrame, Problems]], columns: tuple[str, ...]
    ) -> pd.DataFrame:
        path = find_lines(folder, name, problems)
        if path is None:
            return _none(columns)
        found, more = reader(path)
        problems.extend(more)
        return found

    agencies = workspace.agencies
    counted = read("reach", lambda path: read_reach(path, received), REACH_COLUMNS)
    bookings = read("bookings", lambda path: read_bookings(path, agencies, received), BOOKING_COLUMNS)
    need = read("need", lambda path: read_need(path, agencies, received), NEED_COLUMNS)
    teams = read("teams", lambda path: read_teams(path, received), TEAM_COLUMNS)
    charges, more = _charges(workspace)
    problems.extend(more)
    reach, more = reach_of(bookings, counted, charges)
    problems.extend(more)
    evaluations, more = read_evaluations_folder(folder)
    problems.extend(more)
    programmes, more = read_programmes(folder / PROGRAMMES)
    problems.extend(more)
    problems.extend(
        _courses_not_held(reach, {"need.csv": need, "programmes.toml": programmes, EVALUATIONS: evaluations.sent})
    )
    files = pd.DataFrame(received, columns=list(RECEIVED_COLUMNS))
    parts = [part for part in (files, evaluations.received) if len(part)]
    everything = pd.concat(parts, ignore_index=True) if parts else _none(RECEIVED_COLUMNS)
    return TrainingRead(reach, bookings, charges, need, teams, evaluations, programmes, None, everything, problems)


def _courses_not_held(reach: pd.DataFrame, named: Mapping[str, pd.DataFrame]) -> Problems:
    """Courses that are named and that no day was held of: most likely they are written otherwise."""
    problems, held = Problems(), {spelling(course) for course in reach["course"]}
    for file, rows in named.items():
        strange = sum(spelling(course) not in held for course in rows["course"]) if held else 0
        if strange:
            fact = f"The course is not one of reach.csv or bookings.csv: {strange} of {many(len(rows), 'entries')}."
            cure = "Write it as there; left so, it is a course of its own."
            problems.add("V05", fact, cure, file=file, column="course", act="WARN")
    return problems


def _charges(workspace: Workspace) -> tuple[Charges | None, Problems]:
    """The terms of the workspace's area: the partnership's own file where it has one, else the packaged."""
    path = find_audit_file(CHARGES, workspace)
    return (None, Problems()) if path is None else read_charges(path, workspace.area)


def summarise_said_of_training(
    training: TrainingRead, assumptions: Assumptions
) -> tuple[dict[str, pd.DataFrame], list[pd.DataFrame]]:
    """The table *training_codes*, and its results; nothing where nobody wrote anything."""
    said = training.said
    if said is None:
        return {"training_codes": table("training_codes")}, []
    frame, counted = count_training_codes(
        said.texts.table,
        said.passages,
        said.settled,
        said.coding(assumptions),
        said.codebook,
        training.evaluations.whose,
    )
    return {"training_codes": frame}, [counted]
