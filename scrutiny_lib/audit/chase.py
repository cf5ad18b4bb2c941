"""Who owes what, since when: one line for each agency and part, those who owe most and longest first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import pandas as pd

from scrutiny_lib.audit.parts import due_day
from scrutiny_lib.audit.send_back import lines_of
from scrutiny_lib.intake.returns import ReturnFile, Returns
from scrutiny_lib.intake.review import Review
from scrutiny_lib.plural import many
from scrutiny_lib.stats.days import working_days_between

COLUMNS = (
    "agency",
    "part",
    "due",
    "returned",
    "days late",
    "children asked",
    "answered",
    "not answered for",
    "questions blank",
    "to put right",
    "last return number",
)
"""``returned`` is *no*, *yes* or *late*. ``days late`` are working days: from the due day to the day it was sent back,
or to today where a child is not answered for. ``to put right`` counts the lines of the workbook sent back to the
agency. ``last return number`` is 0 where none came."""


def chase_list(
    returns: Returns,
    review: Review,
    agencies: Mapping[str, str],
    drawn: pd.DataFrame,
    today: date,
    *,
    came_in: Mapping[int, date] | None = None,
    confirmed: Collection[tuple[str, str]] = (),
) -> pd.DataFrame:
    """Who owes what.

    Parameters
    ----------
    returns : Returns
        What came back.
    review : Review
        The agencies asked and their due dates.
    agencies : mapping of str to str
        Agency id -> name.
    drawn : DataFrame
        The children looked at: case_id and, where there is more than one, ``part``.
    today : date
        The day of asking.
    came_in : mapping of int to date, optional
        Part -> the day its children came in: a later part is due by :func:`scrutiny_lib.audit.parts.due_day`.
    confirmed : collection of (str, str)
        As for :func:`scrutiny_lib.audit.send_back.lines_of`.

    Returns
    -------
    DataFrame
        The columns of :data:`COLUMNS`, one row for each agency and part of the sample.
    """
    part_of = drawn["part"] if "part" in drawn.columns else pd.Series(1, index=drawn.index)
    rows = []
    for place, asked in enumerate(review.agencies):
        for part in sorted({int(part) for part in part_of}) or [1]:
            children = int((part_of == part).sum())
            mine = [file for file in returns.files if (file.agency, file.part) == (asked.id, part)]
            used = next((file for file in mine if file.state == "used"), None)
            answered = used.children["answered"] if used else 0
            due = due_day(asked.due, part, came_in or {})
            rows.append(
                {
                    "agency": agencies[asked.id],
                    "part": part,
                    "due": due.isoformat(),
                    "returned": _returned(used, due),
                    "days late": _days_late(used, due, children - answered, today),
                    "children asked": children,
                    "answered": answered,
                    "not answered for": children - answered,
                    "questions blank": sum(map(len, used.blank.values())) if used else 0,
                    "to put right": len(lines_of(returns, asked.id, review.name, part, confirmed=confirmed)),
                    "last return number": max((file.number for file in mine), default=0),
                    "place": place,
                }
            )
    table = pd.DataFrame(rows, columns=[*COLUMNS, "place"])
    order = ["not answered for", "days late", "to put right", "place", "part"]
    table = table.sort_values(order, ascending=[False, False, False, True, True], kind="stable")
    return table.drop(columns="place").reset_index(drop=True)


def _returned(used: ReturnFile | None, due: date) -> str:
    if used is None:
        return "no"
    return "late" if used.sent_on is not None and used.sent_on > due else "yes"


def _days_late(used: ReturnFile | None, due: date, owed: int, today: date) -> int:
    until = today if used is None or owed else used.sent_on or due
    return working_days_between(due, until) if until > due else 0


def chase_lines(chase: pd.DataFrame, today: date) -> list[str]:
    """The chase list in words, one sentence for each agency that owes something, then who has done everything.

    Parameters
    ----------
    chase : DataFrame
        From :func:`chase_list`.
    today : date
        The day of asking.

    >>> one = dict(zip(COLUMNS, ("Police", 1, "2025-11-07", "yes", 10, 8, 5, 3, 0, 0, 1)))
    >>> chase_lines(pd.DataFrame([one]), date(2025, 11, 21))
    ['Police owe 3 of 8 children, due 7 November 2025, 10 working days ago.']
    """
    several = (chase["part"] > 1).any()
    lines, done = [], []
    for row in chase.to_dict("records"):
        who = f"{row['agency']} (part {row['part']})" if several else str(row["agency"])
        due = date.fromisoformat(row["due"])
        if row["not answered for"]:
            asked = many(row["children asked"], "children")
            since = f"due {due.day} {due:%B %Y}, {_when(due, today)}"
            lines.append(f"{who} owe {row['not answered for']} of {asked}, {since}.")
        if row["questions blank"] or row["to put right"]:
            blank, right = row["questions blank"], row["to put right"]
            said = [f"{many(blank, 'questions')} left blank"] if blank else []
            said += [f"{many(right, 'lines')} to put right"] if right else []
            lines.append(f"{who}: {' and '.join(said)}.")
        elif not row["not answered for"]:
            done.append(who)
    return [*lines, *([f"Nothing owed: {', '.join(done)}."] if done else [])]


def _when(due: date, today: date) -> str:
    """How far a due day is from today, in working days."""
    if due == today:
        return "today"
    days = working_days_between(min(due, today), max(due, today))
    words = many(days, "working days")
    return f"in {words}" if due > today else f"{words} ago"
