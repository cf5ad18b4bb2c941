"""What practitioners told a review: activities and themes, workshop notes and a survey, read and counted.

``practitioners.xlsx`` holds activities and themes; the folder ``practitioners/`` texts, both coders' work and what an
online survey exported. Every part may be missing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from ..errors import Problems
from ..intake.assumptions import Assumptions
from ..intake.practitioner_survey import Survey, read_survey
from ..intake.practitioners import read_practitioners
from ..lenses.practitioner_codes import count_practitioner_codes
from ..lenses.practitioner_survey import summarise_survey
from ..lenses.practitioners import summarise_practitioners
from ..plural import many
from ..tables import table
from .casework import Casework
from .voices import CodedTexts, read_coded_texts

FOLDER, BOOK = "practitioners", "practitioners.xlsx"

SURVEY_HINT = """\
# Practitioners' survey: put its export here as survey.csv or survey.xlsx, and say which column is which question.
# Columns that are not named are not read; names and e-mail addresses never are. Take the # away to begin.
# Notes of workshops stand beside it in texts.csv, as in voice/, with the activity in the column raised_by; coders.csv,
# coding/ and settled.xlsx are as in voice/ too.
# agency = "WRITE THE HEADING OF THE COLUMN WITH THE AGENCY"
# agencies = ["Police", "Schools and colleges"]   # the only words that are kept of it

# [[question]]
# column = "WRITE ITS HEADING"
# id = "ps1"
# kind = "one of"                  # or "several of", "text" (words: they are coded with the notes of workshops)
# answers = ["often", "seldom"]    # every answer the survey offers
# good = ["often"]
# line = "L1"
"""
"""``survey.toml`` of a new review: all of it still to be written."""


@dataclass(frozen=True)
class Practitioners:
    """What practitioners told one review, as read. ``said`` is ``None`` where there are no texts, and restricted."""

    activities: pd.DataFrame = field(default_factory=pd.DataFrame)
    themes: pd.DataFrame = field(default_factory=pd.DataFrame)
    survey: Survey = field(default_factory=Survey)
    said: CodedTexts | None = None
    problems: Problems = field(default_factory=Problems)


def read_told_by_practitioners(work: Casework, second_share: float) -> Practitioners:
    """Read everything practitioners told a review; ``second_share`` is the part of the passages that is coded twice."""
    folder, problems = work.review.folder / FOLDER, Problems()
    activities, themes = pd.DataFrame(), pd.DataFrame()
    if (work.review.folder / BOOK).is_file():
        activities, themes, more = read_practitioners(work.review.folder / BOOK)
        problems.extend(more)
    survey, more = read_survey(folder)
    problems.extend(more)
    said = read_coded_texts(work, folder, work.review.voice.practitioners_codebook, second_share, beside=survey.texts)
    if said is not None:
        problems.extend(said.problems)
        problems.extend(_unknown_activities(said, activities))
    return Practitioners(activities, themes, survey, said, problems)


def _unknown_activities(said: CodedTexts, activities: pd.DataFrame) -> Problems:
    """Texts raised in an activity that is not on the sheet: it would be counted as one more."""
    problems = Problems()
    notes = said.texts.table[said.texts.table["source_type"] != "survey answer"]
    listed = set(activities["activity"]) if len(activities) else None
    strange = sum(name not in listed for name in notes["raised_by"]) if listed is not None else 0
    if strange:
        fact = f"Raised in an activity that is not on the sheet 'activities': {many(strange, 'texts')}."
        cure = f"Write its name in both as in {BOOK}."
        problems.add("V03", fact, cure, file="texts.csv", column="raised_by", act="WARN")
    return problems


def summarise_told_by_practitioners(
    told: Practitioners, assumptions: Assumptions
) -> tuple[dict[str, pd.DataFrame], list[pd.DataFrame]]:
    """The tables *activities*, *themes*, *practitioner_codes* and *respondents*, and tables of results."""
    frames: dict[str, pd.DataFrame] = {"themes": table("themes")}
    results = []
    if len(told.activities):
        frames["activities"], frames["themes"], counted = summarise_practitioners(told.activities, told.themes)
        results.append(counted)
    if told.said is not None:
        said = told.said
        frames["practitioner_codes"], counted = count_practitioner_codes(
            said.texts.table, said.passages, said.settled, said.coding(assumptions), said.codebook, told.survey.whose
        )
        results.append(counted)
    if len(told.survey.respondents):
        frames["respondents"], counted = summarise_survey(told.survey)
        results.append(counted)
    return frames, results
