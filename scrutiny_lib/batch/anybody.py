"""What no page may hold, whichever review it came from: everybody's words, and by what somebody could be found.

A finding, an action or a title can repeat what a child of another review said, and a text that had to be set aside was
said all the same. So the last search looks for the words of every review of the workspace, read from the files
themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd

from ..errors import Problems, ScrutinyError
from ..intake.dates import parse_date
from ..intake.practitioner_survey import read_survey
from ..intake.review import read_review
from ..intake.texts import FILES, Texts, read_texts
from ..intake.texts_files import MAX_BYTES, text_files
from ..intake.texts_rows import decode, read_exactly
from ..intake.training_forms import read_evaluations_folder
from ..intake.training_programmes import FOLDER as TRAINING
from ..intake.workspace import Workspace, find_reviews
from ..release import Identifiers
from ..release.quote_search import Said
from ..terms import KINDS_OF_VOICE, PRACTITIONERS_VOICE
from .casework import Casework
from .training import person_codes, read_training_folder
from .training_year import YearOfTraining, judge_year
from .typed import typed_in

RECORDED = KINDS_OF_VOICE[1]
_POINTS_AT = re.compile(r"agency_id_|parent_")
"""Columns of the crosswalk, besides ids and names, by which somebody could be found."""


@dataclass(frozen=True)
class Everybody:
    """What is looked for on every page of a workspace, read once however many pages a run makes.

    What is written between two runs is seen by the second: each makes one of its own.
    """

    workspace: Workspace
    _years: dict[str, YearOfTraining] = field(default_factory=dict, init=False, repr=False, compare=False)

    def trained(self, quarter: str) -> YearOfTraining:
        """The courses of the year up to a quarter, judged together: :func:`~.training_year.judge_year`."""
        if quarter not in self._years:
            self._years[quarter] = judge_year(self.workspace, quarter)
        return self._years[quarter]

    def knowing(self, quarter: str, year: YearOfTraining) -> Everybody:
        """The same, told what another process has found of the courses of the year up to ``quarter``."""
        self._years[quarter] = year
        return self

    @cached_property
    def said(self) -> Said:
        """The words of every review: :func:`said_in`."""
        return said_in(self.workspace)

    @cached_property
    def identifiers(self) -> Identifiers:
        """By what anybody in any frame could be found: :func:`anybody_in`."""
        return anybody_in(self.workspace)


def said_in(workspace: Workspace) -> Said:
    """Every text of every review: used, set aside, or lying in the folder without being named."""
    spoken, written = list[str](), list[str]()
    for folder in find_reviews(workspace):
        voices, _ = read_texts(folder / "voice")
        told, _ = read_texts(folder / "practitioners")
        survey, _ = read_survey(folder / "practitioners")
        trained, _ = read_texts(folder / "training", (PRACTITIONERS_VOICE,))
        answers, _ = read_evaluations_folder(folder / "training")
        for texts in (voices, told, survey.texts, trained, answers.texts):
            for source, kind in texts.table[["source", "kind"]].itertuples(index=False):
                (written if kind in (RECORDED, PRACTITIONERS_VOICE) else spoken).append(texts.words[source])
        spoken += _set_aside(folder / "voice", voices)
        written += _set_aside(folder / "practitioners", told)
        written += [*_set_aside(folder / "training", trained), *answers.aside]
    return Said.collect(dict.fromkeys(spoken), dict.fromkeys(written))


def _set_aside(folder: Path, texts: Texts) -> list[str]:
    """The words of rows and files that are not used."""
    used = set(texts.words.values())
    found = list[str]()
    for name in FILES:
        if (folder / name).is_file():
            frame = read_exactly(folder / name, ("source", "text"), "text", Problems(), optional=("text",))
            found += [] if frame is None else frame["text"].astype(str).tolist()
    for path in text_files(folder).values():
        if path.stat().st_size <= MAX_BYTES:
            read = decode(path.read_bytes())
            found += [read[0]] if read else []
    return [words for words in found if words.strip() and words not in used]


def anybody_in(workspace: Workspace) -> Identifiers:
    """By what anybody in any frame could be found, and what was typed by which somebody could be reached
    (:func:`~scrutiny_lib.batch.typed.typed_in`). A review whose frame cannot be read is passed over: it is told of as
    a review that failed."""
    found = typed_in(workspace)
    for folder in find_reviews(workspace):
        found |= person_codes(read_training_folder(folder / TRAINING, workspace))
        try:
            review, _ = read_review(folder, workspace)
            found |= set() if review is None else ids_of(Casework(workspace, review))
        except ScrutinyError:
            continue
    return Identifiers.collect(found, ())


def ids_of(work: Casework) -> set[str]:
    """Every id, name and date of birth that came in with a review."""
    ids: set[str] = set()
    for part in (work.frame.crosswalk, work.frame.table):
        for column in part.columns:
            if column in ("case_id", "name", "parents") or column.endswith("_id") or _POINTS_AT.match(column):
                ids.update(part[column].dropna().astype(str))
        if {"first_name", "last_name"} <= set(part.columns):
            names = part[["first_name", "last_name"]].dropna().astype(str).to_numpy().tolist()
            both = [(first, last) for first, last in names if first and last]
            ids.update(text for first, last in both for text in (f"{first} {last}", f"{last}, {first}"))
    return (ids | set(_born(work.frame.crosswalk, work.review.as_at))) - {""}


def _born(crosswalk: pd.DataFrame, as_at: date) -> Iterable[str]:
    """Dates of birth in the ways people write them; not those of the last two years, which other dates may equal."""
    if "date_of_birth" not in crosswalk:
        return set()
    days = [parse_date(str(text))[0] for text in crosswalk["date_of_birth"]]
    old = [day for day in days if day and day.year < as_at.year - 1]
    return {text for day in old for text in (day.isoformat(), f"{day:%d/%m/%Y}", f"{day.day} {day:%B %Y}")}
