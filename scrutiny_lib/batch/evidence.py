"""Beside the audited cases: voices, practitioners, training and figures, read and put through their lenses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from ..errors import Problems
from ..intake.assumptions import Assumptions, read_assumptions
from ..intake.indicators import read_indicator_definitions, read_indicators
from ..intake.practitioners import read_practitioners
from ..intake.published import read_published
from ..intake.template import template_folders
from ..intake.training import read_evaluations, read_reach
from ..intake.voice import Codebook, read_codebook, read_codings, read_engagement, read_passages
from ..intake.workspace import Workspace
from ..lenses.data import ChartRules, context, summarise_indicators
from ..lenses.practitioners import summarise_practitioners
from ..lenses.results import Design
from ..lenses.training import summarise_training
from ..lenses.voice import summarise_voice
from ..tables import table
from .casework import Casework
from .level_and_time import summarise_level_and_time
from .standards import Standards, read_standards

CODEBOOK = "codebooks/voice_starter.toml"


@dataclass(frozen=True)
class Evidence:
    """Everything a review holds beside its returns, as read; tables of files that are not there are empty."""

    engagement: pd.DataFrame
    passages: pd.DataFrame
    codings: pd.DataFrame
    codebook: Codebook | None
    activities: pd.DataFrame
    themes: pd.DataFrame
    reach: pd.DataFrame
    evaluations: pd.DataFrame
    monthly: pd.DataFrame
    definitions: pd.DataFrame
    standards: Standards
    assumptions: Assumptions
    problems: Problems


def packaged(workspace: Workspace, name: str) -> Path | None:
    """A data file of the audit templates: the partnership's own, else the packaged one, else ``None``."""
    for folder in template_folders(workspace):
        if (folder / name).is_file():
            return folder / name
    return None


def read_evidence(work: Casework) -> Evidence:
    """Read every file of a review beside frame and returns. A file that is not there is an empty table."""
    folder, problems = work.review.folder, Problems()

    def read(path: Path | None, reader: Callable[[Path], tuple[Any, Problems]]) -> Any:
        if path is None or not path.is_file():
            return None
        found, more = reader(path)
        problems.extend(more)
        return found

    codebook = read(packaged(work.workspace, CODEBOOK), read_codebook)
    definitions = _table(read(packaged(work.workspace, "indicators.toml"), read_indicator_definitions))
    activities, themes = pd.DataFrame(), pd.DataFrame()
    if (folder / "practitioners.xlsx").is_file():
        activities, themes, more = read_practitioners(folder / "practitioners.xlsx")
        problems.extend(more)
    passages = _table(read(folder / "voice" / "passages.csv", read_passages), "passage_id", "case_id", "kind", "text")
    coded = folder / "voice" / "codings.csv"
    codings = read(coded, lambda path: read_codings(path, codebook, passages)) if codebook else None
    assumptions, more = read_assumptions(
        [folder / "assumptions.toml" for folder in reversed(template_folders(work.workspace))]
    )
    problems.extend(more)
    standards = read_standards(work.workspace)
    problems.extend(standards.problems)
    return Evidence(
        engagement=_table(read(folder / "voice" / "engagement.csv", read_engagement)),
        passages=passages,
        codings=_table(codings, "passage_id", "coder", "code"),
        codebook=codebook,
        activities=activities,
        themes=themes,
        reach=_table(read(folder / "training" / "reach.csv", read_reach)),
        evaluations=_table(read(folder / "training" / "evaluations.csv", read_evaluations)),
        monthly=_table(read(folder / "indicators.csv", lambda path: read_indicators(path, definitions))),
        definitions=definitions,
        standards=standards,
        assumptions=assumptions,
        problems=problems,
    )


def _table(found: Any, *columns: str) -> pd.DataFrame:
    return found if isinstance(found, pd.DataFrame) else pd.DataFrame(columns=list(columns), dtype=str)


def summarise_evidence(
    work: Casework, evidence: Evidence, design: Design
) -> tuple[dict[str, pd.DataFrame], list[pd.DataFrame], dict[str, Any]]:
    """Put what was read through the lenses: the tables by name, one table of results for each lens, and what the page
    has to say about both."""
    frames, results, about = summarise_level_and_time(work, evidence.standards, evidence.assumptions, design)
    drawn, agreed = work.drawn, work.agreed.table
    themes = []
    if evidence.codebook is not None and len(evidence.passages) + len(evidence.engagement):
        counted, said, frames["engagement"] = summarise_voice(
            evidence.passages, evidence.codings, evidence.codebook, evidence.engagement, agreed, work.template,
            list(drawn["case_id"]), work.unit,
        )  # fmt: skip
        results.append(counted)
        themes.append(said)
    if len(evidence.activities):
        frames["activities"], raised, counted = summarise_practitioners(evidence.activities, evidence.themes)
        results.append(counted)
        themes.append(raised)
    if themes:
        frames["themes"] = table("themes", pd.concat(themes, ignore_index=True))
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
    return frames, results, about


def published_context(workspace: Workspace) -> pd.DataFrame:
    """Published figures of the workspace's area and of those it is compared with, as printed."""
    read = []
    for path in sorted(workspace.published.glob("*.csv")) if workspace.published.is_dir() else []:
        found, problems = read_published(path)
        problems.raise_if_stops()
        read.append(found)
    return context(pd.concat(read, ignore_index=True), workspace.area) if read else table("published")
