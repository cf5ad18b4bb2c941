"""The history of each case: what happened to whom on which day, out of every kind of source.

A frame says who could have been drawn; a history says what happened to them, and keeps every row that a frame leaves
out because a child is there more than once. Nothing in it points at a child: children and spells are pseudonyms."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.columns import MARKS
from scrutiny_lib.intake.frame import Frame
from scrutiny_lib.intake.history_file import FILE, add_events, read_events
from scrutiny_lib.intake.history_make import EVENTS, received_table, sorted_spells
from scrutiny_lib.intake.history_rows import Account
from scrutiny_lib.intake.history_sources import READERS
from scrutiny_lib.intake.review import Review

COLUMN_EVENTS: dict[str, str] = {
    "contact_date": "contact",
    "early_help_start": "early help starts",
    "early_help_end": "early help ends",
    "referral_date": "referral",
    "decision_date": "decision",
    "referrer_told_on": "referrer told",
    "assessment_start": "assessment starts",
    "assessment_end": "assessment ends",
    "strategy_discussion": "strategy discussion",
    "section_47_start": "section 47 starts",
    "section_47_end": "section 47 ends",
    "conference_date": "initial conference",
    "plan_start": "plan starts",
    "core_group_date": "core group",
    "review_conference": "review conference",
    "last_visit": "visit",
    "plan_end": "plan ends",
    "step_up_on": "step up",
    "step_down_on": "step down",
    "closure_date": "referral closed",
    "care_start": "comes into care",
    "looked_after_review": "looked-after review",
    "care_end": "leaves care",
    "returned_on": "comes back",
    "return_interview": "return interview",
    "incident_known_on": "incident known",
    "incident_date": "incident known",
    "incident_notified_on": "incident notified",
    "rapid_review_on": "rapid review done",
}
"""What happened on the day that a column of a frame holds."""

INSTEAD = {"incident_date": "incident_known_on"}
"""A column that is read only where another is blank."""

ONE_OF_SEVERAL = ("review conference", "visit", "looked-after review")
"""What happens again and again, and of which one column can hold only the last."""

_WHO = ("case_id", "child", "family_id", "age", "age_band", "sex", "ethnicity")
_REASONS = ("consent_reason", "step_reason")
GIVEN = "given"
"""What stands for a reason in somebody's own words: that there is one is all that a check needs to know."""


@dataclass(frozen=True)
class History:
    """What happened, by child and spell.

    Parameters
    ----------
    spells : DataFrame
        One row for each spell (a referral, a period of care, a plan …): ``case_id`` of the frame (``""`` where the
        frame has no row for it), ``child``, ``spell``, ``part_of`` (the spell of the referral under which it is a
        further assessment or plan, else ``""``), then facts as text under the frame's own names.
    events : DataFrame
        ``case_id``, ``child``, ``spell``, ``event`` (one of :data:`scrutiny_lib.terms.EVENTS`) and ``on`` (ISO text),
        in order of child, spell, day and event, each once.
    received : DataFrame
        ``what``, ``received``, ``used``, ``held``, ``refused`` for each kind of row read; the last three add up to
        the first.
    problems : Problems
        What is wrong in the rows, apart from what reading the frame has said already.
    covers_from : str
        The first day from which the source holds everything that happened, as ISO text; ``""`` when nobody can say.
    only_latest : tuple of str
        Events of which the source holds only the last one of each spell: what came before it is not known, and must
        not be taken as not having happened. ``history.csv`` takes an event out of these only when it has rows of it
        for every child that the source has it for.
    holds : frozenset of str
        Events that the source has room for, whether or not any is there: where there is a column and nothing in it,
        nobody did it; where there is no column, nobody can say.
    """

    spells: pd.DataFrame
    events: pd.DataFrame
    received: pd.DataFrame
    problems: Problems
    covers_from: str
    only_latest: tuple[str, ...] = ()
    holds: frozenset[str] = frozenset()


def history_of_frame(frame: Frame) -> History:
    """The history that a frame itself holds: one spell for each of its rows, an event for each date in it.

    Dates are as the frame has read them; blanks and marks such as ``[x]`` are no events. Facts are all other columns
    but those that say who a child is; of reasons in somebody's own words only that they are :data:`GIVEN`.
    ``received`` counts the rows of the frame's file. ``covers_from`` is the first ``referral_date`` (``""`` without
    one): right where the file holds every referral from then on, as a frame should; what came before is not there.
    """
    table, report = frame.table, frame.report
    child = table["child"] if "child" in table else table["case_id"]
    who = pd.DataFrame({"case_id": table["case_id"], "child": child, "spell": table["case_id"]}).astype("str")
    days = {name: _days(table, name) for name in COLUMN_EVENTS if name in table}
    facts = {
        str(name): _given(table[name]) if name in _REASONS else table[name].astype("str")
        for name in table
        if name not in _WHO and name not in days
    }
    found = {event for name, event in COLUMN_EVENTS.items() if name in days}
    referred = days.get("referral_date", pd.Series(dtype="str"))
    account = Account("Rows of the frame", report.received, report.used, report.held, report.refused)
    return History(
        spells=sorted_spells(who.assign(part_of="", **facts)),
        events=_events(who, days),
        received=received_table([account]),
        problems=Problems(),
        covers_from=str(referred[referred != ""].min()) if (referred != "").any() else "",
        only_latest=tuple(event for event in ONE_OF_SEVERAL if event in found),
        holds=frozenset(found),
    )


def read_history(review: Review, key: bytes, frame: Frame) -> History:
    """Everything that the review's source says happened, and the review's own ``history.csv`` besides.

    A table gives what :func:`history_of_frame` gives; Annex A all lists of the workbook; the census every episode; the
    SSD and the looked-after return every table that is there. Where the source cannot be used the tables are empty,
    and the frame's problems have said why. ``history.csv`` (see :mod:`scrutiny_lib.intake.history_file`) may stand
    beside any of them. ``problems`` leaves out what the frame's say already.

    Annex A and the census hold what happened since a certain day only: see ``covers_from`` of
    :data:`scrutiny_lib.intake.history_sources.READERS`.
    """
    reader = READERS.get(review.frame.source)
    if reader is None:
        history = history_of_frame(frame)
    else:
        gathered, covers_from = reader(review)
        spells, events, received = gathered.tables(key, frame.table)
        latest = tuple(event for event in ONE_OF_SEVERAL if event in gathered.latest)
        history = History(spells, events, received, gathered.problems, covers_from, latest)
    path = review.folder / FILE
    if path.is_file():
        problems = Problems(history.problems)
        rows, account = read_events(path, key, (history.spells, history.events), frame, problems)
        events, spells = add_events(history.events, history.spells, rows, frame)
        received = pd.concat([history.received, received_table([account])], ignore_index=True)
        latest = tuple(event for event in history.only_latest if not _told_for_all(event, rows, history.events))
        history = History(spells, events, received, problems, history.covers_from, latest, history.holds)
    known = set(frame.problems)
    return replace(history, problems=Problems(problem for problem in history.problems if problem not in known))


def _told_for_all(event: str, rows: pd.DataFrame, events: pd.DataFrame) -> bool:
    """Whether rows of ``history.csv`` tell of this event, and do so for every child that the source has it for."""
    told = set(rows.loc[rows["event"] == event, "child"])
    return bool(told) and set(events.loc[events["event"] == event, "child"]) <= told


def _days(table: pd.DataFrame, name: str) -> pd.Series:
    """The days of a column, ``""`` for blanks and marks, and where another column comes first and has one."""
    days = table[name].astype("str")
    days = days.where(days.str[:1].str.isdigit(), "")
    first = INSTEAD.get(name, "")
    return days.where(_days(table, first) == "", "") if first in table else days


def _given(reasons: pd.Series) -> pd.Series:
    """Which reasons are given, without their words."""
    text = reasons.astype("str")
    return text.where((text == "") | text.isin(MARKS), GIVEN)


def _events(who: pd.DataFrame, days: dict[str, pd.Series]) -> pd.DataFrame:
    """The events of the rows in order; sorted by numbers that stand for the texts, because there may be a million."""
    rows = np.lexsort([who["spell"].to_numpy(), who["child"].to_numpy()])
    rank = np.empty(len(who), dtype=int)
    rank[rows] = np.arange(len(who))
    events = sorted(set(COLUMN_EVENTS.values()))
    parts = []
    for name, column in days.items():
        there = np.flatnonzero((column != "").to_numpy())
        number = events.index(COLUMN_EVENTS[name])
        parts.append(pd.DataFrame({"row": there, "on": column.to_numpy()[there], "event": number}))
    every = pd.concat(parts) if parts else pd.DataFrame({"row": [], "on": [], "event": []})
    at = every["row"].to_numpy(dtype=int)
    codes, texts = pd.factorize(every["on"].astype("str"), sort=True)
    happened = every["event"].to_numpy(dtype=int)
    order = np.lexsort([happened, codes, rank[at]])
    three = np.stack([rank[at], codes, happened])[:, order]
    order = order[np.append(True, (np.diff(three) != 0).any(axis=0))[: len(order)]]
    made = who.take(at[order]).reset_index(drop=True)
    made["event"] = pd.Series(events, dtype="str").take(happened[order]).array
    made["on"] = pd.Series(texts, dtype="str").take(codes[order]).array
    return made[list(EVENTS)]
