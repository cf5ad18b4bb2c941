"""The quarter's own pages: what training changed across the year's reviews, what became of every action, and the
multi-agency dataset."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd

from ..errors import ScrutinyError
from ..intake.published import read_published_folder
from ..intake.workspace import Workspace
from ..lenses.data import ChartRules, summarise_indicators
from ..lenses.published import published_context
from ..loop import last_time, summarise_actions
from ..stats.days import quarter as quarter_dates
from ..tables import Tables, table
from .evidence import read_assumed
from .figures import read_quarter_figures
from .plan import ACTIONS, FIGURES, TRAINING
from .training_year import YearOfTraining, judge_year, read_tracker

TITLES = {
    TRAINING: "What training changed",
    ACTIONS: "Actions and what they changed",
    FIGURES: "The multi-agency dataset",
}
QUESTIONS = {
    TRAINING: "Whom did training reach this year, what did people say before and after, and how far to trust it?",
    FIGURES: "Which of the agencies' monthly figures moved by more than chance alone would, and what should we ask?",
    ACTIONS: "Where an earlier review named an action, was it taken promptly, and was its impact looked at again?",
}
HOW = {
    TRAINING: "These are all courses beside the reviews of this financial year up to now, not a sample. Scores are "
    "what people say of themselves, which is not what they do.",
    FIGURES: "These are whole counts that agencies supplied, not a sample. Whole counts too move up and down by chance "
    "from month to month; the pictures show how far.",
    ACTIONS: "Every action on the tracker is counted; an impact counts only when judged by somebody else.",
}
WAITS = {
    TRAINING: "What to repeat or change is proposed by printed rules, for those who plan training to decide.",
    FIGURES: "The questions on this page are for the Board to ask.",
    ACTIONS: "Nothing on this page waits for a decision of the Board.",
}


def compute_quarter_page(workspace: Workspace, name: str, quarter: str, year: YearOfTraining | None = None) -> Tables:
    """The tables of one of the quarter's own pages. Raises ``Refused`` with every problem of the files it reads.

    ``year`` is what :func:`~.training_year.judge_year` gives, where it was judged already.
    """
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
        "how_sure_in_words": HOW[name],
        "status": "information",
        "status_line": f"As at {as_at.day} {as_at:%B %Y}. {WAITS[name]}",
        "audience": "working",
        "profile": "working",
    }
    made: dict[str, Callable[[], tuple[dict[str, pd.DataFrame], dict[str, Any]]]] = {
        TRAINING: lambda: _training(year or judge_year(workspace, quarter), as_at),
        ACTIONS: lambda: _actions(workspace, as_at),
        FIGURES: lambda: _figures(workspace, quarter, as_at),
    }
    frames, more = made[name]()
    return Tables({**about, **more}).with_frames(None, **frames)


def _actions(workspace: Workspace, as_at: date) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    actions, counted = summarise_actions(read_tracker(workspace), as_at)
    told = {"last_time": last_time(actions, as_at), "actions_to": as_at.isoformat()}
    return {"actions": actions, "results": counted}, told


def _training(year: YearOfTraining, as_at: date) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Courses of every review of the same financial year, up to this quarter."""
    year.problems.raise_if_stops()
    if year.read is None:
        return {}, {}
    frames = dict(year.frames)
    if len(year.read.programmes):  # the gate looks at the figures themselves for small counts
        looked_at, figures = {*year.read.programmes["indicator"], *year.read.programmes["comparison"]}, year.figures
        monthly, revisions = figures.dataset.monthly, figures.dataset.revisions
        drawn = summarise_indicators(monthly[monthly["indicator"].isin(looked_at)], figures.definitions, as_at)
        frames["indicators"] = drawn.indicators
        frames["indicator_revisions"] = revisions[revisions["indicator"].isin(looked_at)]
    filled = [rows for rows in year.results if len(rows)]
    results = table("results", pd.concat(filled, ignore_index=True)) if filled else table("results")
    return {**frames, "results": results}, {"courses": len(frames["training"]), "shared_courses": year.shared}


def _figures(workspace: Workspace, quarter: str, as_at: date) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Every figure of the dataset, and what was put right since last quarter."""
    figures = read_quarter_figures(workspace, quarter)
    figures.problems.raise_if_stops()
    assumed, dataset = read_assumed(workspace)[0], figures.dataset
    drawn = summarise_indicators(
        dataset.monthly,
        figures.definitions,
        as_at,
        rules=ChartRules(assumed.minimum_points, assumed.rare_mean, assumed.rare_events),
        event_dates=dataset.events,
        revisions=dataset.revisions,
    )
    frames = {
        "indicators": drawn.indicators,
        "indicator_notes": drawn.indicator_notes,
        "indicator_gaps": drawn.indicator_gaps,
        "indicator_events": drawn.indicator_events,
        "indicator_revisions": dataset.revisions,
        "quarters": drawn.quarters,
        "quarter_notes": drawn.quarter_notes,
        "results": drawn.results,
    }
    published, problems = read_published_folder(workspace.published)
    problems.raise_if_stops()
    frames |= published_context(published.figures, workspace.area, published.measures)
    return frames, {**drawn.about, "unconfirmed": list(published.unconfirmed)}
