"""Closing the loop: what was agreed, was it done in time, and did it change anything, judged by somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.plural import many
from scrutiny_lib.tables import COLUMNS, table
from scrutiny_lib.terms import ACTION_STAGES

NOT_DUE, OVERDUE, NOT_JUDGED, NO_CHANGE, CHANGED = ACTION_STAGES

_LABELS = {
    "act.due": ("Actions due by now", "due"),
    "act.done": ("Actions due and done", "done"),
    "act.changed": ("Actions due, done and shown to have changed something", "changed something"),
    "act.overdue": ("Actions due and not done", "overdue"),
}
_METHOD = (
    "Counted over the actions due on or before the last day looked at. Changed something: judged so by somebody other "
    "than the owner, with what shows it."
)


def stage_of(action: Mapping[Any, Any], as_at: date) -> str:
    """Where one action stands at the end of a day: one of :data:`scrutiny_lib.terms.ACTION_STAGES`.

    What happened after ``as_at`` is not counted. An impact counts only when it was judged by somebody other than the
    owner, and *changed something* only with what shows it.
    """
    if not _by(action["done_on"], as_at):
        return OVERDUE if action["due"] <= as_at else NOT_DUE
    judged = action["impact"] and _by(action["impact_judged_on"], as_at)
    if not judged or judged_by_owner(action):
        return NOT_JUDGED
    if action["impact"] != "changed something":
        return NO_CHANGE
    return CHANGED if action["impact_evidence"] else NOT_JUDGED


def judged_by_owner(action: Mapping[Any, Any]) -> bool:
    """Whether nobody but the owner judged the impact (blank counts as the owner).

    >>> judged_by_owner({"owner": "Community  Health", "impact_judged_by": "community health"})
    True
    """
    judge = spelling(action["impact_judged_by"])
    return not judge or judge == spelling(action["owner"])


def summarise_actions(actions: pd.DataFrame, as_at: date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tracker as a page shows it, and its counts.

    Parameters
    ----------
    actions : DataFrame
        As :func:`scrutiny_lib.intake.actions_file.read_actions` gives it.
    as_at : date
        The day looked at; actions agreed later are left out.

    Returns
    -------
    actions : DataFrame
        The columns of ``actions``, with ``stage``, in order of due date. Where only the owner judged the impact,
        ``impact`` says so; what was judged or done after ``as_at`` is blank.
    results : DataFrame
        act.due, act.done, act.changed, act.overdue: ``of`` is all actions for the first, those due for the others.
    """
    known = _until(actions, "agreed_on", as_at)
    rows = [_row(action, as_at) for action in known.to_dict("records")]
    shown = table("actions", sorted(rows, key=lambda row: (row["due"], row["action_id"])))
    due = _until(shown, "due", as_at)
    counts = {
        "act.due": (len(due), len(shown)),
        "act.done": (int((due["stage"] != OVERDUE).sum()), len(due)),
        "act.changed": (int((due["stage"] == CHANGED).sum()), len(due)),
        "act.overdue": (int((due["stage"] == OVERDUE).sum()), len(due)),
    }
    return shown, table("results", [_result(result_id, n, of) for result_id, (n, of) in counts.items()])


def last_time(actions: pd.DataFrame, as_at: date) -> str:
    """One sentence on what became of what was agreed before.

    ``actions`` is as read, or as :func:`summarise_actions` gave it.
    """
    shown = actions if "stage" in actions else summarise_actions(actions, as_at)[0]
    due = _until(shown, "due", as_at)
    if due.empty:
        return "No action was due yet."
    done = int((due["stage"] != OVERDUE).sum())
    changed = int((due["stage"] == CHANGED).sum())
    return f"Of {many(len(due), 'actions')} due, {done} done, {changed} shown to have changed something."


def _row(action: Mapping[Any, Any], as_at: date) -> dict[str, Any]:
    row: dict[str, Any] = {name: action.get(name) for name in COLUMNS["actions"] if name != "stage"}
    row["stage"] = stage_of(action, as_at)
    if not _by(action["done_on"], as_at):
        row["done_on"] = None
    if not row["done_on"] or not _by(action["impact_judged_on"], as_at):
        row.update(impact="", impact_evidence="", impact_judged_by="", impact_judged_on=None)
    elif row["impact"] and judged_by_owner(action):
        row["impact"] = f"{row['impact']} (judged by the owner only, so not counted)"
    return row


def _result(result_id: str, n: int, of: int) -> dict[str, Any]:
    label, answer = _LABELS[result_id]
    return {
        "result_id": result_id,
        "lens": "",
        "line": "",
        "question": "act",
        "label": label,
        "answer": answer,
        "group": "all",
        "unit": "actions",
        "n": n,
        "of": of,
        "percent": 100 * n / of if of else float("nan"),
        "lower": float("nan"),
        "upper": float("nan"),
        "method": _METHOD,
        "kind": "actions",
        "shown": f"{n} of {many(of, 'actions')}",
        "source": "tracker",
    }


def _until(actions: pd.DataFrame, column: str, as_at: date) -> pd.DataFrame:
    """The actions whose date in ``column`` is not after ``as_at``."""
    return actions[pd.Series([_by(day, as_at) for day in actions[column]], index=actions.index, dtype=bool)]


def _by(day: date | None, as_at: date) -> bool:
    return day is not None and day <= as_at
