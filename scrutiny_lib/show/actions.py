"""Actions: what is newly asked, and what became of what was asked before, with its impact judged by somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from ..tables import Tables
from ..terms import ACTION_STAGES
from .answers import rows_of
from .layout import fill, html_table
from .section import Section
from .text import count, day, number, opening, plain, sentence, short_day


def show_actions(tables: Tables) -> Section:
    """New recommendations with their status, then earlier actions by stage."""
    actions = tables["actions"]
    html = fill(
        "actions",
        new=_new(tables["recommendations"]),
        heading=heading_of_earlier(tables.about),
        earlier=_earlier(actions, day(tables.about.get("as_at"))),
        sentence=plain(tables.about.get("last_time")) or last_time(actions),
    )
    return Section("actions", _heading(actions, day(tables.about.get("as_at"))), str(html))


def heading_of_earlier(about: Mapping[str, Any]) -> str:
    """The heading over what became of actions: those of all reviews, and up to which day they are counted.

    >>> heading_of_earlier({"as_at": "2025-11-30"}), heading_of_earlier({})
    ('Actions of all reviews, to 30 November 2025', 'Actions of all reviews')
    """
    until = day(about.get("as_at"))
    return f"Actions of all reviews, to {until}" if until else "Actions of all reviews"


def last_time(actions: pd.DataFrame) -> str:
    """What became of earlier actions, in one sentence; nothing when there were none.

    >>> from scrutiny_lib.tables import table
    >>> last_time(table("actions", [{"stage": "overdue"}, {"stage": "changed something"}]))
    'Of two actions due, one is done and one is shown to have changed something.'
    """
    stages = [plain(stage) for stage in actions["stage"]]
    changed = stages.count("changed something")
    due = len(stages) - stages.count("not yet due")
    done = sum(stage.startswith("done") for stage in stages) + changed
    if not due:
        return ""
    shown = "none has yet been" if not changed else f"{number(changed)} {'is' if changed == 1 else 'are'}"
    return (
        f"Of {count(due, 'action')} due, {number(done)} {'is' if done == 1 else 'are'} done and {shown} shown to "
        "have changed something."
    )


def _heading(actions: pd.DataFrame, until: str) -> str:
    overdue = [plain(stage) for stage in actions["stage"]].count("overdue")
    if not overdue:
        return "Actions, and what became of them"
    late = f"{number(overdue).capitalize()} {'action is' if overdue == 1 else 'actions are'} overdue"
    return f"{late} on {until}" if until else late


def _new(recommendations: pd.DataFrame) -> Markup | None:
    if recommendations.empty:
        return None
    rows = [
        [
            sentence(plain(row["text"])),
            row["who"],
            short_day(row["by_when"]),
            opening(plain(row["status"], "proposed")),
        ]
        for row in rows_of(recommendations)
    ]
    return html_table("What we ask now", ["What", "Who", "By when", "Status"], rows)


def _earlier(actions: pd.DataFrame, until: str) -> Markup | None:
    """Overdue first, then in the order of the stages; within a stage the earliest due date first."""
    if actions.empty:
        return None
    order = {stage: at for at, stage in enumerate(("overdue", *ACTION_STAGES))}
    rows = sorted(
        rows_of(actions), key=lambda row: (order.get(plain(row["stage"]), len(order)), plain(row["due"], "9999"))
    )
    cells = [
        [
            row["action"],
            row["owner"],
            short_day(row["due"]),
            opening(plain(row["stage"])),
            plain(row["impact_evidence"]) or opening(plain(row["impact"])),
            ", ".join(part for part in (plain(row["impact_judged_by"]), short_day(row["impact_judged_on"])) if part),
        ]
        for row in rows
    ]
    heads = ["Action", "Owner", "Due", "Where it stands", "What changed for children", "Judged by"]
    stood = f", by any review, and where it stood on {until}" if until else ""
    return html_table(f"What was asked before{stood}", heads, cells)
