"""The monthly figures of a quarter, for every page that needs them: definitions, dataset, and what it changed."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field

import pandas as pd

from ..errors import Problems, ScrutinyError
from ..intake.dataset import Dataset, read_dataset
from ..intake.indicators import read_indicator_definitions
from ..intake.review import Review, read_review
from ..intake.template import find_audit_file
from ..intake.workspace import Workspace, find_reviews
from .quarters import canonical_quarter

DATASET, DEFINITIONS = "dataset", "indicators.toml"


@dataclass(frozen=True)
class QuarterFigures:
    """What the monthly figures mean, the figures themselves, and every problem of both."""

    definitions: pd.DataFrame = field(default_factory=pd.DataFrame)
    dataset: Dataset = field(default_factory=Dataset)
    problems: Problems = field(default_factory=Problems)


def read_quarter_figures(workspace: Workspace, quarter: str) -> QuarterFigures:
    """The workspace's dataset as it stood in a quarter; without one, the figures of the year's reviews together."""
    definitions, problems = read_definitions(workspace)
    if definitions.empty:
        return QuarterFigures(problems=problems)
    folders = [(review.name, review.folder) for review in reviews_of_year(workspace, quarter)]
    dataset, more = read_dataset(workspace.root / DATASET, quarter, definitions, folders, workspace.area)
    problems.extend(more)
    return QuarterFigures(definitions, dataset, problems)


def read_definitions(workspace: Workspace) -> tuple[pd.DataFrame, Problems]:
    """What each monthly figure means, the agency it comes from by its name; empty where there is no such file."""
    path = find_audit_file(DEFINITIONS, workspace)
    if path is None:
        return pd.DataFrame(), Problems()
    definitions, problems = read_indicator_definitions(path, workspace.invented)
    named = [workspace.agencies.get(str(agency), str(agency or "")) for agency in definitions["source"]]
    return definitions.assign(source=named), problems


def newest_quarter(workspace: Workspace) -> str:
    """The quarter of the newest file of the dataset; ``""`` where there is none."""
    found = set()
    for path in (workspace.root / DATASET).glob("*"):
        with suppress(ScrutinyError):
            found.add(canonical_quarter(path.stem))
    return max(found, default="")


def reviews_of_year(workspace: Workspace, quarter: str) -> list[Review]:
    """The reviews of a quarter's financial year up to that quarter, by name; one that cannot be read is passed over."""
    found = (read_review(folder, workspace)[0] for folder in find_reviews(workspace))
    return [one for one in found if one is not None and one.quarter[:7] == quarter[:7] and one.quarter <= quarter]
