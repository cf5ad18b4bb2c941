"""The tracker on the console: overdue first, then not yet due, done, and done and shown to have changed something."""

from __future__ import annotations

from pathlib import Path

from ..errors import ScrutinyError
from ..intake.actions_file import read_actions
from ..intake.review import read_review
from ..intake.workspace import find_reviews, read_workspace
from ..loop import last_time, summarise_actions
from ..stats.days import quarter as quarter_dates
from ..terms import ACTION_STAGES

ORDER = ("overdue", *(stage for stage in ACTION_STAGES if stage != "overdue"))


def list_actions(root: Path, quarter: str = "") -> list[str]:
    """Every action by stage, as at the last day of ``quarter`` (the newest review's, where none is given)."""
    workspace, problems = read_workspace(root)
    problems.raise_if_stops()
    path = workspace.root / "actions.csv"
    if not path.is_file():
        raise ScrutinyError("There is no tracker yet: put actions.csv into the workspace.")
    if not quarter:
        read = [read_review(folder, workspace)[0] for folder in find_reviews(workspace)]
        quarter = max((review.quarter for review in read if review is not None), default="")
        if not quarter:
            raise ScrutinyError("Say as at the end of which quarter, for example: --quarter 2025-26-Q3")
    as_at = quarter_dates(quarter)[1]
    table, found = read_actions(path)
    found.raise_if_stops()
    actions, _ = summarise_actions(table, as_at)
    lines = [f"Actions as at {as_at.day} {as_at:%B %Y}. {last_time(actions, as_at)}"]
    for stage in ORDER:
        rows = actions[actions["stage"] == stage].to_dict("records")
        lines.append(f"{stage[0].upper()}{stage[1:]}: {len(rows)}")
        lines.extend(f"  {row['action_id']}  due {row['due']}  {row['owner']}: {row['action']}" for row in rows)
    return lines
