"""What a record is held against: threshold documents, the crosswalk of their levels, and the record checks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from ..errors import Problems
from ..intake.crosswalk import LevelCrosswalk, check_crosswalk, read_level_crosswalk
from ..intake.record_checks import read_record_checks
from ..intake.template import template_folders
from ..intake.thresholds import Threshold, read_thresholds, threshold_on
from ..intake.workspace import Workspace
from .rules_list import failing_examples


@dataclass(frozen=True)
class Standards:
    """The partnership's own files come before the packaged ones; ``problems`` are those of all of them."""

    area: str
    thresholds: tuple[Threshold, ...]
    crosswalk: LevelCrosswalk
    checks: pd.DataFrame
    problems: Problems

    def threshold(self, day: date, edition: str = "") -> Threshold | None:
        """The area's threshold document of an edition; without one, that in force on a day; ``None``: there is none."""
        named = [one for one in self.thresholds if (one.area, one.edition) == (self.area, edition)]
        return named[0] if named else threshold_on(list(self.thresholds), self.area, day)


def read_standards(workspace: Workspace) -> Standards:
    """Read every threshold document, the crosswalk of levels and every record check a workspace goes by."""
    folders = template_folders(workspace)
    thresholds, problems = read_thresholds(folders)
    crosswalk, more = read_level_crosswalk(folders)
    problems.extend(more)
    problems.extend(check_crosswalk(crosswalk, [one for one in thresholds if one.area == workspace.area]))
    checks, more = read_record_checks(folders)
    problems.extend(more)
    problems.extend(failing_examples(checks))
    return Standards(workspace.area, tuple(thresholds), crosswalk, checks, problems)


def unconfirmed_levels(*thresholds: Threshold | None) -> list[str]:
    """What every page says while nobody has confirmed the names of the levels; empty once somebody has."""
    open_still = dict.fromkeys((one.area, one.edition) for one in thresholds if one is not None and not one.confirmed)
    return [
        f"The levels of need of {area} ({edition}) have not been confirmed by the partnership: read their names as "
        "placeholders."
        for area, edition in open_still
    ]
