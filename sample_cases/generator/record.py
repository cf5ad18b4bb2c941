"""What the record says besides: contact, consent, feedback, steps up and down, plans, closing, and what came again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from generator.chance import pick, unit, whole
from generator.people import Row
from scrutiny_lib.stats.days import add_working_days

RECORD = (
    "contact_date", "section_47_start", "plan_start", "plan_end", "core_group_date", "care_start", "closure_date",
    "consent", "consent_reason", "referrer_told", "step", "step_reason", "previous_plans",
)  # fmt: skip
"""Columns beside those of the year: dates first, then what is said."""
HISTORY = ("referral_id", "child_id", "event", "on")


def give_record(row: Row, shares: dict[str, Any]) -> None:
    """Fill the columns of one referral. Much is blank, as in records: a blank is told apart from a no."""
    own = row["referral_id"] if "referral_id" in row else row["child_id"]
    before = pick({0: 0.86, 1: 0.10, 3: 0.04}, "contact", own)
    row["contact_date"] = (date.fromisoformat(row["referral_date"]) - timedelta(days=before)).isoformat()
    if row.get("strategy_discussion") and (row["conference_needed"] == "yes" or unit("enquiry", own) < 0.9):
        row["section_47_start"] = row["strategy_discussion"]
    _give_plan(row, own)
    if row["stage"] in ("no further work", "early help"):
        row["closure_date"] = row.get("assessment_end") or row["decision_date"]
    high = "high" if row["level_given"] == "level 4" else "lower"
    row["consent"] = pick(shares["consent"][high], "consent", own)
    if row["consent"] == "no" and unit("reason", own) < shares["reason_given"][high]:
        row["consent_reason"] = pick(shares["why_not_asked"][high], "why not asked", own)
    source = row["referral_source"]
    told = shares["referrer_told"].get(source, shares["referrer_told"]["other"])
    row["referrer_told"] = "not applicable" if source == "Anonymous" else pick(told, "told", own)
    _give_step(row, own, shares)


def _give_plan(row: Row, own: str) -> None:
    if not row.get("plan_category"):
        return
    row["plan_start"] = row["conference_date"]
    days = pick({4: 0.10, 7: 0.25, 9: 0.30, 10: 0.20, 13: 0.09, 17: 0.03, -1: 0.03}, "core group", own)
    if days > 0:
        row["core_group_date"] = add_working_days(row["plan_start"], days).isoformat()
    row["previous_plans"] = pick({"0": 0.76, "1": 0.15, "2": 0.03, "": 0.06}, "plans before", own)
    if row["stage"] == "looked after":
        care = date.fromisoformat(row["plan_start"]) + timedelta(days=whole(10, 60, "care", own))
        row["care_start"] = care.isoformat()
        row["plan_end"] = row["care_start"]


def _give_step(row: Row, own: str, shares: dict[str, Any]) -> None:
    """Down to early help after an assessment; up from early help into children's social care."""
    if row["stage"] == "early help" and row["outcome"] != "information and advice":
        row["step"] = "step down"
    elif row["outcome"] != "information and advice" and unit("step up", own) < shares["stepped_up"]:
        row["step"] = "step up"
    if row.get("step"):
        why = pick(shares["why_step"][row["step"]], "why step", own)
        row["step_reason"] = why if unit("step reason", own) < shares["step_reason"] else ""


def what_came_again(rows: list[Row], last_day: date) -> list[Row]:
    """Review conferences and visits of plans, and reviews of children in care, up to a day: one row for each."""
    events = [event for row in rows for event in (*_of_plan(row, last_day), *_of_care(row, last_day))]
    return [event for event in events if event["on"] <= last_day.isoformat()]


def _of_plan(row: Row, last_day: date) -> list[Row]:
    if not row.get("plan_start"):
        return []
    end = min(date.fromisoformat(row["plan_end"]) if row.get("plan_end") else last_day, last_day)
    events = _every(row, "review conference", row["plan_start"], (84, 170), end, {0: 0.80, 9: 0.14, 40: 0.06})
    day, turn = date.fromisoformat(row["plan_start"]), 0
    while (day := add_working_days(day, whole(6, 10, "seen", row["child_id"], turn) + _late(row, turn))) <= end:
        events.append(_event(row, "visit", day))
        turn += 1
    return events


def _late(row: Row, turn: int) -> int:
    return pick({0: 0.90, 4: 0.07, 11: 0.03}, "seen late", row["child_id"], turn)


def _of_care(row: Row, last_day: date) -> list[Row]:
    if not row.get("care_start"):
        return []
    first = add_working_days(row["care_start"], pick({17: 0.4, 19: 0.35, 20: 0.15, 24: 0.10}, "first", row["child_id"]))
    late = {0: 0.84, 8: 0.11, 30: 0.05}
    later = _every(row, "looked-after review", first.isoformat(), (86, 175), last_day, late)
    return [_event(row, "looked-after review", first), *later]


def _every(
    row: Row, event: str, start: str, days: tuple[int, int], end: date, late: dict[int, float]
) -> list[Row]:
    """The first so many days after a start, the others so many days after the one before; some of them late."""
    day, turn, found = date.fromisoformat(start), 0, []
    while True:
        further = days[min(turn, 1)] + pick(late, event, "late", row["child_id"], turn)
        day = add_working_days(day + timedelta(days=further - whole(0, 12, event, row["child_id"], turn)), 0)
        if day > end:
            return found
        found.append(_event(row, event, day))
        turn += 1


def _event(row: Row, event: str, on: date) -> Row:
    return {"referral_id": row["referral_id"], "child_id": row["child_id"], "event": event, "on": on.isoformat()}
