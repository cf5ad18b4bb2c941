"""The tracker of actions: what was agreed, who does it by when, and what difference it made."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.data_files import Columns, read_csv
from scrutiny_lib.stats.days import is_day_off
from scrutiny_lib.terms import IMPACTS

ACTION_COLUMNS = (
    "action_id",
    "review",
    "recommendation",
    "action",
    "owner",
    "agreed_on",
    "due",
    "done_on",
    "impact_expected",
    "impact_review_on",
    "impact_judged_by",
    "impact_judged_on",
    "impact",
    "impact_evidence",
)


def read_actions(path: Path) -> tuple[pd.DataFrame, Problems]:
    """Read ``actions.csv``, with :data:`ACTION_COLUMNS`; dates are dates, or ``None`` where blank.

    No action is ever set aside: a row that cannot be read stops, because a tracker that drops an action lies. An
    impact needs who judged it and when; one judged before the action was done, or done before it was agreed, stops
    too. A day off as the due date of what is not done yet is pointed out (D18). Empty when a problem stops its use.
    """
    problems = Problems()
    frame = read_csv(path, ACTION_COLUMNS, problems, optional=("recommendation", "impact_expected"))
    if frame is None:
        return pd.DataFrame(columns=list(ACTION_COLUMNS)), problems
    cells = Columns(frame, problems, path.name)
    cells.once(["action_id"])
    read = frame.assign(
        **{name: cells.filled(name) for name in ("action_id", "review", "action", "owner")},
        agreed_on=cells.dates("agreed_on"),
        due=cells.dates("due"),
        done_on=cells.dates("done_on", blank=True),
        impact_review_on=cells.dates("impact_review_on", blank=True),
        impact_judged_on=cells.dates("impact_judged_on", blank=True),
        impact=cells.listed("impact", IMPACTS, blank=True).map(lambda word: word or ""),
    )
    _check_order(read, cells)
    open_due = read.loc[read["done_on"].isna(), "due"]
    cells.note(
        [line for line, day in open_due.items() if isinstance(day, date) and is_day_off(day)],
        "due",
        "D18",
        "The action is due on a Saturday, a Sunday or a bank holiday, when few can finish it.",
        "Agree a working day with its owner, or leave it if that day is meant.",
        "WARN",
    )
    judged = read["impact"] != ""
    for name in ("impact_judged_by", "impact_judged_on"):
        blank = judged & read[name].map(lambda value: not value)
        fact = "An impact is given and this is blank."
        cells.note(read.index[blank], name, "A02", fact, "Say who judged it, and when.")
    unproven = (read["impact"] == "changed something") & (read["impact_evidence"] == "")
    fact = "It says that something changed, and not what shows it."
    cells.note(
        read.index[unproven],
        "impact_evidence",
        "A03",
        fact,
        "Say what shows it. Until then it is not counted.",
        "WARN",
    )
    return (read if not problems.stops() else read.iloc[:0]).reset_index(drop=True), problems


def _check_order(read: pd.DataFrame, cells: Columns) -> None:
    for earlier, later in (("agreed_on", "done_on"), ("done_on", "impact_judged_on"), ("agreed_on", "due")):
        wrong = [
            line
            for line, first, second in read[[earlier, later]].itertuples(name=None)
            if first is not None and second is not None and second < first
        ]
        fact = f"This is before {earlier}."
        cells.note(wrong, later, "A01", fact, "Correct one of the two dates.")
    undone = read.index[read["impact"].ne("") & read["done_on"].isna()]
    cells.note(
        undone,
        "done_on",
        "A04",
        "An impact is given for an action that is not done.",
        "Say when it was done.",
    )
