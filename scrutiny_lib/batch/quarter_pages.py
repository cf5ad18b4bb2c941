"""The quarter's own pages: what training changed across the year's reviews, and what became of every action."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from ..errors import Problems, ScrutinyError
from ..intake.actions_file import read_actions
from ..intake.review import read_review
from ..intake.training import read_evaluations, read_reach
from ..intake.workspace import Workspace, find_reviews
from ..lenses.training import summarise_training
from ..loop import last_time, summarise_actions
from ..stats.days import quarter as quarter_dates
from ..tables import Tables, table
from .plan import ACTIONS, TRAINING
from .standards import read_standards, unconfirmed_levels

TITLES = {TRAINING: "What training changed", ACTIONS: "Actions and what they changed"}
QUESTIONS = {
    TRAINING: "Whom did training reach this year, what did people say before and after, and how far to trust it?",
    ACTIONS: "Where an earlier review named an action, was it taken promptly, and was its impact looked at again?",
}
HOW = {
    TRAINING: "Every course of this year's reviews is counted; what people said of themselves is not what they do.",
    ACTIONS: "Every action on the tracker is counted; an impact counts only when judged by somebody else.",
}


def compute_quarter_page(workspace: Workspace, name: str, quarter: str) -> Tables:
    """The tables of one of the quarter's own pages. Raises ``Refused`` with every problem of the files it reads."""
    if name not in TITLES:
        raise ScrutinyError(f"There is no review of that name. The quarter's own pages are: {', '.join(TITLES)}.")
    as_at = quarter_dates(quarter)[1]
    about = {
        "review": name,
        "title": TITLES[name],
        "kind": "quarterly report",
        "quarter": quarter.replace("-Q", " Q"),
        "area": workspace.area,
        "partnership": workspace.name,
        "short_name": workspace.short_name,
        "invented": workspace.invented,
        "marking": workspace.marking,
        "as_at": as_at.isoformat(),
        "question": QUESTIONS[name],
        "how_sure": HOW[name],
        "status": "information",
        "status_line": f"As at {as_at.day} {as_at:%B %Y}. Nothing on this page waits for a decision of the Board.",
        "unconfirmed": unconfirmed_levels(read_standards(workspace).threshold(as_at)),
        "audience": "working",
        "profile": "working",
    }
    frames, more = _training(workspace, quarter) if name == TRAINING else ({}, {})
    actions, counted, sentence = _actions(workspace, as_at)
    if name == ACTIONS:
        frames = {"actions": actions, "results": counted}
    said = {"last_time": sentence} if name == ACTIONS else {}
    return Tables({**about, **more, **said}).with_frames(None, **frames)


def _actions(workspace: Workspace, as_at: date) -> tuple[pd.DataFrame, pd.DataFrame, str | None]:
    path = workspace.root / "actions.csv"
    if not path.is_file():
        return table("actions"), table("results"), None
    read, problems = read_actions(path)
    problems.raise_if_stops()
    actions, counted = summarise_actions(read, as_at)
    return actions, counted, last_time(actions, as_at)


def _training(workspace: Workspace, quarter: str) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Courses of every review of the same financial year, up to this quarter."""
    reach: list[pd.DataFrame] = []
    evaluations: list[pd.DataFrame] = []
    problems = Problems()
    for folder in find_reviews(workspace):
        review, _ = read_review(folder, workspace)
        if review is None or review.quarter[:7] != quarter[:7] or review.quarter > quarter:
            continue
        for name, reader, read in (("reach", read_reach, reach), ("evaluations", read_evaluations, evaluations)):
            path = folder / "training" / f"{name}.csv"
            if path.is_file():
                found, more = reader(path)
                problems.extend(more)
                read.append(found.assign(line="") if "line" in found else found)
    problems.raise_if_stops()
    if not reach:
        return {}, {}
    answers = pd.concat(evaluations, ignore_index=True) if evaluations else pd.DataFrame(columns=["course"])
    training, change, counted = summarise_training(pd.concat(reach, ignore_index=True), answers)
    return {"training": training, "training_change": change, "results": counted}, {"courses": len(training)}
