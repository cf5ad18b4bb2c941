"""Actions: what is newly asked, and what became of what was asked before, with its impact judged by somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from ..tables import Tables
from ..terms import ACTION_STAGES
from .answers import rows_of
from .layout import fill, html_table
from .section import Section
from .text import count, day, number, opening, plain, sentence, short_day, words_only

QUARTERLY = "quarterly report"
"""The kind of the quarter's own pages."""
FOLDED = "What was asked before, action by action"
MOST = 8
"""How many overdue actions the first screen has a line for."""


def show_actions(tables: Tables) -> Section:
    """New recommendations with their status, then earlier actions by stage: on a review's page for readers outside the
    partnership, whose actions they are not, folded."""
    actions = tables["actions"]
    earlier = _earlier(actions, counted_to(tables.about))
    others = words_only(tables.about) and plain(tables.about.get("kind")) != QUARTERLY
    html = fill(
        "actions",
        new=_new(tables["recommendations"]),
        heading=heading_of_earlier(tables.about),
        earlier=earlier,
        folded=fill("fold", summary=FOLDED, inside=earlier) if others and earlier else None,
        sentence=plain(tables.about.get("last_time")) or last_time(actions),
    )
    return Section("actions", _heading(actions, counted_to(tables.about)), str(html))


def counted_to(about: Mapping[str, Any]) -> str:
    """The day up to which actions are counted: on every page of a quarter its last, whenever its figures end.

    >>> counted_to({"as_at": "2025-11-30", "actions_to": "2025-12-31"}), counted_to({"as_at": "2025-11-30"})
    ('31 December 2025', '30 November 2025')
    """
    return day(about.get("actions_to") or about.get("as_at"))


def heading_of_earlier(about: Mapping[str, Any]) -> str:
    """The heading over what became of actions: those of all reviews before, and up to which day they are counted.

    >>> heading_of_earlier({"as_at": "2025-12-31"}), heading_of_earlier({})
    ('All earlier reviews, to 31 December 2025', 'All earlier reviews')
    """
    until = counted_to(about)
    return f"All earlier reviews, to {until}" if until else "All earlier reviews"


def earlier_in_a_line(about: Mapping[str, Any]) -> str:
    """What became of all actions before, whose they are and to which day; nothing where it was not written down.

    >>> earlier_in_a_line({"as_at": "2025-12-31", "last_time": "Of 13 actions due, 10 done."})
    'All earlier reviews, to 31 December 2025: of 13 actions due, 10 done.'
    """
    said = plain(about.get("last_time"))
    return f"{heading_of_earlier(about)}: {said[:1].lower()}{said[1:]}" if said else ""


def overdue_in_short(tables: Tables) -> list[Markup]:
    """A line for each action that is overdue, the longest first: what, whose, and since when."""
    late = [row for row in rows_of(tables["actions"]) if plain(row["stage"]) == "overdue"]
    late.sort(key=lambda row: plain(row["due"], "9999"))
    line = Markup("<strong>{}:</strong> {} Due {}.")
    said = [line.format(plain(row["owner"]), sentence(plain(row["action"])), day(row["due"])) for row in late[:MOST]]
    if not said:
        return [Markup("Nothing is overdue.")] if len(tables["actions"]) else []
    more = [f"{number(len(late) - MOST).capitalize()} more stand below."] if len(late) > MOST else []
    return [escape(f"{_overdue(len(late))} on {counted_to(tables.about)}."), *said, *map(escape, more)]


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
        to = f", to {until}" if until and len(actions) else ""
        return f"Actions, and what became of those of earlier reviews{to}"
    return f"{_overdue(overdue)} on {until}" if until else _overdue(overdue)


def _overdue(many: int) -> str:
    whose = "action of an earlier review is" if many == 1 else "actions of earlier reviews are"
    return f"{number(many).capitalize()} {whose} overdue"


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
    order = {stage: at for at, stage in enumerate(dict.fromkeys(("overdue", *ACTION_STAGES)))}
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
    stood = f", by all earlier reviews, and where it stood on {until}" if until else ""
    return html_table(f"What was asked before{stood}", heads, cells)
