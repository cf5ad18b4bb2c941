"""Beside the audited cases: voices, practitioners, training and figures, read and put through their lenses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from ..errors import Problems
from ..intake.assumptions import Assumptions, read_assumptions
from ..intake.findings_file import FindingsFile
from ..intake.indicators import read_indicator_definitions, read_indicators
from ..intake.published import read_published
from ..intake.template import find_audit_file, template_folders
from ..intake.training import read_evaluations, read_reach
from ..intake.workspace import Workspace
from ..lenses.data import ChartRules, context, summarise_indicators
from ..lenses.results import Design
from ..lenses.training import summarise_training
from ..tables import table
from .casework import Casework
from .level_and_time import summarise_level_and_time
from .practitioners import Practitioners, read_told_by_practitioners, summarise_told_by_practitioners
from .standards import Standards, read_standards
from .voices import Voices, read_voices
from .voices_counted import summarise_voices


@dataclass(frozen=True)
class Evidence:
    """Everything a review holds beside its returns, as read; tables of files that are not there are empty."""

    voices: Voices
    practitioners: Practitioners
    reach: pd.DataFrame
    evaluations: pd.DataFrame
    monthly: pd.DataFrame
    definitions: pd.DataFrame
    standards: Standards
    assumptions: Assumptions
    problems: Problems


def read_evidence(work: Casework) -> Evidence:
    """Read every file of a review beside frame and returns. A file that is not there is an empty table."""
    folder, problems = work.review.folder, Problems()

    def read(path: Path | None, reader: Callable[[Path], tuple[Any, Problems]]) -> Any:
        if path is None or not path.is_file():
            return None
        found, more = reader(path)
        problems.extend(more)
        return found

    definitions = _table(read(find_audit_file("indicators.toml", work.workspace), read_indicator_definitions))
    assumptions, more = read_assumed(work.workspace)
    problems.extend(more)
    standards = read_standards(work.workspace)
    problems.extend(standards.problems)
    voices = read_voices(work, assumptions.coding_second_share)
    problems.extend(voices.problems)
    told = read_told_by_practitioners(work, assumptions.coding_second_share)
    problems.extend(told.problems)
    return Evidence(
        voices=voices,
        practitioners=told,
        reach=_table(read(folder / "training" / "reach.csv", read_reach)),
        evaluations=_table(read(folder / "training" / "evaluations.csv", read_evaluations)),
        monthly=_table(read(folder / "indicators.csv", lambda path: read_indicators(path, definitions))),
        definitions=definitions,
        standards=standards,
        assumptions=assumptions,
        problems=problems,
    )


def read_assumed(workspace: Workspace) -> tuple[Assumptions, Problems]:
    """What the lenses assume: the packaged ``assumptions.toml``, then the partnership's own over it."""
    return read_assumptions([folder / "assumptions.toml" for folder in reversed(template_folders(workspace))])


def _table(found: Any, *columns: str) -> pd.DataFrame:
    return found if isinstance(found, pd.DataFrame) else pd.DataFrame(columns=list(columns), dtype=str)


def summarise_evidence(
    work: Casework, evidence: Evidence, design: Design, file: FindingsFile | None = None
) -> tuple[dict[str, pd.DataFrame], list[pd.DataFrame], dict[str, Any]]:
    """Put what was read through the lenses: the tables by name, one table of results for each lens, and what the page
    has to say about both."""
    frames, results, about = summarise_level_and_time(work, evidence.standards, evidence.assumptions, design)
    heard, counted = summarise_voices(work, evidence.voices, evidence.assumptions, design, file)
    frames |= heard
    results.append(counted)
    told, counts = summarise_told_by_practitioners(evidence.practitioners, evidence.assumptions)
    results.extend(counts)
    themes = [one for one in (heard["themes"], told["themes"]) if len(one)]
    frames |= {**told, "themes": table("themes", pd.concat(themes, ignore_index=True) if themes else None)}
    if len(evidence.reach) + len(evidence.evaluations):
        frames["training"], frames["training_change"], counted = summarise_training(
            evidence.reach, evidence.evaluations
        )
        results.append(counted)
    if len(evidence.monthly):
        assumed = evidence.assumptions
        rules = ChartRules(assumed.minimum_points, assumed.rare_mean, assumed.rare_events)
        frames["indicators"], frames["indicator_notes"], counted = summarise_indicators(
            evidence.monthly, evidence.definitions, work.review.as_at, work.review.theme, rules
        )
        results.append(counted)
    frames["published"] = published_context(work.workspace)
    children = evidence.voices.children
    about["coding_reopened"] = ", ".join(children.coded.reopened) if children else ""
    return frames, results, about


def published_context(workspace: Workspace) -> pd.DataFrame:
    """Published figures of the workspace's area and of those it is compared with, as printed."""
    read = []
    for path in sorted(workspace.published.glob("*.csv")) if workspace.published.is_dir() else []:
        found, problems = read_published(path)
        problems.raise_if_stops()
        read.append(found)
    return context(pd.concat(read, ignore_index=True), workspace.area) if read else table("published")
