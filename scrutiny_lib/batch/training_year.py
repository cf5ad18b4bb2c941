"""Training of a financial year up to a quarter, judged once: every page of the quarter says the same of a course.

What chance can do is reckoned among all courses of the year up to the quarter. The page of one review takes its own
courses out of that; it does not judge them again among themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from ..errors import Problems, ScrutinyError
from ..intake.actions_file import read_actions
from ..intake.findings_file import read_findings
from ..intake.text import header as spelling
from ..intake.training_programmes import FOLDER
from ..intake.workspace import Workspace
from ..lenses.results import slug
from ..lenses.training_points import training_points
from ..stats.days import quarter as quarter_dates
from ..tables import table
from ..terms import KINDS_OF_TRAINING_POINT
from .figures import QuarterFigures, read_quarter_figures, reviews_of_year
from .training import TrainingRead, read_training_folder
from .training_counted import (
    ACTION_COLUMNS,
    RECOMMENDATION_COLUMNS,
    Around,
    courses_named,
    has_training,
    summarise_training,
    together,
)

BY_COURSE = (
    "training",
    "training_charges",
    "training_need",
    "training_response",
    "training_reaction",
    "training_change",
)
"""Tables that the page of a review takes from the year: the rows of its own courses."""


@dataclass(frozen=True)
class YearOfTraining:
    """All courses of a financial year up to a quarter, put through the lenses together.

    Attributes
    ----------
    read : TrainingRead or None
        All reviews' training as one; ``None`` where nobody was trained.
    frames : dict of str to DataFrame
        Every table about training, as :func:`~.training_counted.summarise_training` gives them.
    results : list of DataFrame
    shared : list of str
        Courses that stand beside several reviews.
    figures : QuarterFigures
        The monthly figures, where a programme names one.
    problems : Problems
        Of every file read; what stops a review is among them, and that review's training is then left out.
    """

    read: TrainingRead | None = None
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    results: list[pd.DataFrame] = field(default_factory=list)
    shared: list[str] = field(default_factory=list)
    figures: QuarterFigures = field(default_factory=QuarterFigures)
    problems: Problems = field(default_factory=Problems)


def judge_year(workspace: Workspace, quarter: str) -> YearOfTraining:
    """Every course of the reviews of a quarter's financial year, up to that quarter, judged among all of them.

    Raises :class:`~scrutiny_lib.errors.Refused` where the tracker of actions cannot be read.
    """
    reviews, problems = reviews_of_year(workspace, quarter), Problems()
    reads = []
    for review in reviews:
        read = read_training_folder(review.folder / FOLDER, workspace)
        problems.extend(read.problems)
        if has_training(read) and not read.problems.stops():
            reads.append(replace(read, reach=read.reach.assign(line="")))
    if not reads:
        return YearOfTraining(problems=problems)
    whole, asked = together(reads), []
    for review in reviews:
        if (path := review.folder / "findings.toml").is_file():
            with suppress(ScrutinyError):  # findings that cannot be read stop the page of their review
                asked.append(read_findings(path).recommendations.assign(review=review.name))
    recommended = pd.concat(asked, ignore_index=True) if asked else pd.DataFrame(columns=list(RECOMMENDATION_COLUMNS))
    figures = read_quarter_figures(workspace, quarter) if len(whole.programmes) else QuarterFigures()
    problems.extend(figures.problems)
    if figures.problems.stops():
        figures = QuarterFigures()
    around = Around(read_tracker(workspace), recommended, figures.dataset.monthly, figures.definitions)
    frames, results = summarise_training(whole, around, quarter_dates(quarter)[1])
    return YearOfTraining(whole, frames, results, in_several(reads, frames["training"]), figures, problems)


def read_tracker(workspace: Workspace) -> pd.DataFrame:
    """The tracker of actions, empty where there is none. Raises ``Refused`` with what stops its reading."""
    path = workspace.root / "actions.csv"
    if not path.is_file():
        return pd.DataFrame(columns=list(ACTION_COLUMNS))
    read, problems = read_actions(path)
    problems.raise_if_stops()
    return read


def as_judged_in_year(
    year: YearOfTraining, read: TrainingRead, frames: Mapping[str, pd.DataFrame], results: Sequence[pd.DataFrame]
) -> tuple[dict[str, pd.DataFrame], list[pd.DataFrame], list[str]]:
    """What one review's page says of training: its own courses, as they are judged among all of the year.

    Parameters
    ----------
    year : YearOfTraining
    read : TrainingRead
        What the review holds.
    frames, results
        As :func:`~.training_counted.summarise_training` gives them for the review alone. What it asked for, the
        audit's answers and its own monthly figures stay; a course that the year could not read stays as well.

    Returns
    -------
    frames : dict of str to DataFrame
    results : list of DataFrame
    shared : list of str
        Those of its courses that stand beside other reviews too: their numbers hold people of these.
    """
    own, known = courses_named(read), courses_named(year.read) if year.read is not None else {}
    if not own or not own.keys() <= known.keys():
        return dict(frames), list(results), []
    taken = {name: _of_courses(year.frames[name], own) for name in (*BY_COURSE, "training_points")}
    lines = dict(zip(frames["training"]["course"], frames["training"]["line"].fillna(""), strict=True))
    taken["training"] = taken["training"].assign(line=[lines.get(name, "") for name in taken["training"]["course"]])
    asked = _asked(frames["training_asked"], year.frames["training_asked"])
    unheld = training_points({"training_asked": asked[asked["course"].fillna("").eq("")]})
    points: list[Mapping[Any, Any]] = [*taken["training_points"].to_dict("records"), *unheld.to_dict("records")]
    points.sort(key=lambda point: KINDS_OF_TRAINING_POINT.index(point["kind"]))
    taken |= {"training_asked": asked, "training_points": table("training_points", points)}
    names = {slug(known[key]): name for key, name in own.items()}
    counted = [_of_results(rows, names, lines) for rows in year.results]
    return {**frames, **taken}, counted, [own[key] for name in year.shared if (key := spelling(name)) in own]


def _of_courses(frame: pd.DataFrame, own: Mapping[str, str]) -> pd.DataFrame:
    """The rows of some courses, each course spelt as the review spells it."""
    names = [own.get(spelling(str(name or "")), "") for name in frame["course"]]
    kept = frame.assign(course=pd.Series(names, index=frame.index, dtype=object))
    return kept[kept["course"].ne("")].reset_index(drop=True)


def _asked(mine: pd.DataFrame, year: pd.DataFrame) -> pd.DataFrame:
    """What the review asked for: that no course answers it is said only where no course of the year does."""
    unheld = {spelling(name) for name in year.loc[year["course"].fillna("").eq(""), "asked_for_by"]}
    named = mine["course"].fillna("").ne("")
    return mine[named | mine["asked_for_by"].map(spelling).isin(unheld)].reset_index(drop=True)


def _of_results(rows: pd.DataFrame, names: Mapping[str, str], lines: Mapping[str, str]) -> pd.DataFrame:
    """The results of some courses (``names``: as the review spells them, by how their ids do), each with the line of
    enquiry that the review gave it."""
    found: list[Mapping[Any, Any]] = []
    for row in rows.to_dict("records"):
        _, course, rest = str(row["result_id"]).split(".", 2)
        if course in names:
            result_id = f"train.{slug(names[course])}.{rest}"
            found.append({**row, "result_id": result_id, "question": result_id, "line": lines.get(names[course], "")})
    return table("results", found)


def in_several(reads: Sequence[TrainingRead], training: pd.DataFrame) -> list[str]:
    """Courses beside several reviews: a page of an earlier quarter may tell a part of them, and the rest could be
    worked out."""
    beside = Counter(course for read in reads for course in {spelling(name) for name in read.reach["course"]})
    return [course for course in training["course"] if beside[spelling(course)] > 1]
