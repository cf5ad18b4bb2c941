"""Beside the audited cases: voices, practitioners, training and figures, read and put through their lenses."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ..errors import Problems, Refused
from ..intake.actions_file import read_actions
from ..intake.assumptions import Assumptions, read_assumptions
from ..intake.dates import parse_date
from ..intake.findings_file import FindingsFile
from ..intake.indicator_events import no_events, read_event_dates
from ..intake.indicators import find_indicators, read_indicators
from ..intake.published import Published, read_published_folder
from ..intake.template import template_folders
from ..intake.workspace import Workspace
from ..lenses.data import ChartRules, summarise_indicators
from ..lenses.published import published_context
from ..lenses.results import Design
from ..tables import table
from .casework import Casework
from .figures import read_definitions
from .level_and_time import summarise_level_and_time
from .practitioners import Practitioners, read_told_by_practitioners, summarise_told_by_practitioners
from .standards import Standards, read_standards
from .training import TrainingRead, read_training, summarise_said_of_training
from .training_counted import ACTION_COLUMNS, Around, Audited, asked_about, has_training, summarise_training
from .training_year import YearOfTraining, as_judged_in_year, judge_year
from .voices import Voices, read_voices
from .voices_counted import summarise_voices


@dataclass(frozen=True)
class Evidence:
    """Everything a review holds beside its returns, as read; tables of files that are not there are empty."""

    voices: Voices
    practitioners: Practitioners
    training: TrainingRead
    monthly: pd.DataFrame
    events: pd.DataFrame
    definitions: pd.DataFrame
    published: Published
    standards: Standards
    assumptions: Assumptions
    problems: Problems


def read_evidence(work: Casework) -> Evidence:
    """Read every file of a review beside frame and returns. A file that is not there is an empty table."""
    assumptions, problems = read_assumed(work.workspace)
    standards = read_standards(work.workspace)
    problems.extend(standards.problems)
    voices = read_voices(work, assumptions.coding_second_share)
    problems.extend(voices.problems)
    told = read_told_by_practitioners(work, assumptions.coding_second_share)
    problems.extend(told.problems)
    training = read_training(work, assumptions.coding_second_share)
    problems.extend(training.problems)
    if len(training.teams) and not _knows_teams(work):
        fact = "Which teams were trained is known, but not which team worked with a child."
        cure = 'Name the frame\'s column in review.toml: [training] team = "team". Until then nothing is compared.'
        problems.add("P01", fact, cure, file="teams.csv", act="WARN")
    definitions, monthly, events = _read_monthly(work, problems)
    published, more = read_published_folder(work.workspace.published)
    problems.extend(more)
    return Evidence(
        voices=voices,
        practitioners=told,
        training=training,
        monthly=monthly,
        events=events,
        definitions=definitions,
        published=published,
        standards=standards,
        assumptions=assumptions,
        problems=problems,
    )


def _knows_teams(work: Casework) -> bool:
    """Whether the frame says which team worked with a child; a frame that cannot be read is told of elsewhere."""
    if not work.review.team:
        return False
    with suppress(Refused):
        return work.review.team in work.frame.table
    return True


def _read_monthly(work: Casework, problems: Problems) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """What monthly figures mean, those of the review, and dates of rare events; a file that is not there is empty."""
    folder, monthly, events = work.review.folder, pd.DataFrame(), no_events()
    given = find_indicators(folder)
    definitions, more = read_definitions(work.workspace)
    problems.extend(more)
    if definitions.empty:
        return definitions, monthly, events
    if given is not None:
        monthly, more = read_indicators(given, definitions, work.workspace.area)
        problems.extend(more)
    if (dates := folder / "indicator_events.csv").is_file():
        events, more = read_event_dates(dates, definitions)
        problems.extend(more)
    return definitions, monthly, events


def read_assumed(workspace: Workspace) -> tuple[Assumptions, Problems]:
    """What the lenses assume: the packaged ``assumptions.toml``, then the partnership's own over it."""
    return read_assumptions([folder / "assumptions.toml" for folder in reversed(template_folders(workspace))])


def summarise_evidence(
    work: Casework,
    evidence: Evidence,
    design: Design,
    file: FindingsFile | None = None,
    trained: Callable[[str], YearOfTraining] | None = None,
) -> tuple[dict[str, pd.DataFrame], list[pd.DataFrame], dict[str, Any]]:
    """Put what was read through the lenses: the tables by name, one table of results for each lens, and what the page
    has to say about both.

    ``trained`` gives all training of the year up to a quarter, among which the review's courses are judged; left out,
    it is read for this review.
    """
    frames, results, about = summarise_level_and_time(work, evidence.standards, evidence.assumptions, design)
    heard, counted = summarise_voices(work, evidence.voices, evidence.assumptions, design, file)
    frames |= heard
    results.append(counted)
    told, counts = summarise_told_by_practitioners(evidence.practitioners, evidence.assumptions)
    results.extend(counts)
    themes = [one for one in (heard["themes"], told["themes"]) if len(one)]
    frames |= {**told, "themes": table("themes", pd.concat(themes, ignore_index=True) if themes else None)}
    if has_training(evidence.training):
        around = _around(work, evidence, file)
        alone = summarise_training(evidence.training, around, work.review.as_at, _audited(work))
        quarter = work.review.quarter
        year = trained(quarter) if trained is not None else judge_year(work.workspace, quarter)
        judged, counts, about["shared_courses"] = as_judged_in_year(year, evidence.training, *alone)
        said, more = summarise_said_of_training(evidence.training, evidence.assumptions)
        frames |= {**judged, **said}
        results += [*counts, *more]
    if len(evidence.monthly):
        assumed = evidence.assumptions
        rules = ChartRules(assumed.minimum_points, assumed.rare_mean, assumed.rare_events)
        figures = summarise_indicators(
            evidence.monthly, evidence.definitions, work.review.as_at, work.review.theme, rules, evidence.events
        )
        frames["indicators"], frames["indicator_notes"] = figures.indicators, figures.indicator_notes
        frames["indicator_gaps"], frames["indicator_events"] = figures.indicator_gaps, figures.indicator_events
        frames["quarters"], frames["quarter_notes"] = figures.quarters, figures.quarter_notes
        results.append(figures.results)
        about |= figures.about
    published = evidence.published
    context = published_context(published.figures, work.workspace.area, published.measures, work.review.theme)
    frames |= context
    about["published_elsewhere"] = len(context["published"]) < len(published.figures)
    about["unconfirmed"] = [*about["unconfirmed"], *(published.unconfirmed if len(context["published"]) else ())]
    children = evidence.voices.children
    about["coding_reopened"] = ", ".join(children.coded.reopened) if children else ""
    return frames, results, about


def _around(work: Casework, evidence: Evidence, file: FindingsFile | None) -> Around:
    tracker = work.workspace.root / "actions.csv"
    actions = read_actions(tracker)[0] if tracker.is_file() else pd.DataFrame(columns=list(ACTION_COLUMNS))
    recommended = {} if file is None else {"recommendations": file.recommendations.assign(review=work.review.name)}
    return Around(
        actions=asked_about(evidence.training, actions, work.review.name),
        monthly=evidence.monthly,
        definitions=evidence.definitions,
        **recommended,
    )


def _audited(work: Casework) -> Audited | None:
    """The audited cases with the team that worked with each, where the frame says so."""
    frame, team = work.frame.table, work.review.team
    if team not in frame:
        return None
    referred = frame["referral_date"] if "referral_date" in frame else pd.Series("", index=frame.index)
    days = {case: parse_date(str(day))[0] for case, day in zip(frame["case_id"], referred, strict=True)}
    return Audited(
        work.agreed.table,
        work.template,
        dict(zip(frame["case_id"], frame[team].fillna("").astype(str), strict=True)),
        work.review.practice[0],
        {case: day for case, day in days.items() if day is not None},
    )
