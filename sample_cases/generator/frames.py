"""The frames of the reviews: every child that could have been drawn, as children's social care would list them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from generator.chance import deal, pick, unit, whole
from generator.people import Row, age_on, person
from generator.record import give_record
from generator.year import EVERY
from scrutiny_lib.intake.review import Review
from scrutiny_lib.stats.days import add_working_days

OWN_IDS = {
    "police": "N",
    "health_community": "HC",
    "health_hospital": "Q",
    "education": "ED",
    "housing": "T",
    "voluntary": "VS",
}
"""How each agency's own ids begin; those of children's social care are the child ids."""
MISSING = ("times_missing", "returned_on", "return_interview")


def make_frames(year: list[Row], calibration: dict[str, Any]) -> dict[str, list[Row]]:
    """One frame for each review, by the review's folder. Dates after the quarter's last day are not known yet."""
    return {
        "2025-26-q1-neglect": _until(date(2025, 6, 30), _neglect(calibration)),
        "2025-26-q2-child-mental-health": _until(date(2025, 9, 30), _mental_health(year)),
        "2025-26-q3-child-exploitation": _until(date(2025, 12, 31), _exploitation(year, calibration)),
        "2025-26-q3-threshold-audit": _until(date(2025, 12, 31), _in_summer(year)),
    }


def _until(last_day: date, rows: list[Row]) -> list[Row]:
    """The rows without any date later than a day, but for dates of birth (an unborn child has one to come)."""
    later = [
        key
        for key in rows[0]
        if key.endswith(("_date", "_on", "_start", "_end", "_discussion", "_interview"))
    ]
    return [
        {key: "" if key in later and value > last_day.isoformat() else value for key, value in row.items()}
        for row in rows
    ]


def team_of(row: Row, review: Review) -> Row:
    """The team that dealt with the referral, where the review asks for it."""
    return {review.team: f"T{whole(1, 6, 'team', row['referral_id'])}"} if review.team else {}


def _once(rows: list[Row]) -> list[Row]:
    """The first row of each child."""
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row["child_id"], row)
    return list(first.values())


def _between(year: list[Row], first: str, last: str) -> list[Row]:
    return [row for row in year if first <= row["referral_date"] <= last]


def _in_summer(year: list[Row]) -> list[Row]:
    """Every referral of July to September: a threshold audit looks at referrals."""
    return _between(year, "2025-07-01", "2025-09-30")


def _mental_health(year: list[Row]) -> list[Row]:
    return _once(
        [row for row in _between(year, "2025-04-01", "2025-06-30") if row["need"] == "mental health"]
    )


def _neglect(calibration: dict[str, Any]) -> list[Row]:
    """Children open because of neglect on 31 March 2025: most were referred before the invented year began."""
    ages = {"unborn": 0.01, "0-4": 0.37, "5-10": 0.36, "11-15": 0.22, "16-17": 0.04}
    stages = {"assessment": 96, "child in need plan": 118, "child protection plan": 86}
    rows = _open("N", date(2025, 3, 31), stages, ages, calibration, "neglect")
    return [{key: value for key, value in row.items() if key not in MISSING} for row in rows]


def _exploitation(year: list[Row], calibration: dict[str, Any]) -> list[Row]:
    """Children about whom exploitation was a worry in the summer: referred then, or open already."""
    ages = {"5-10": 0.03, "11-15": 0.55, "16-17": 0.42}
    stages = {
        "early help": 38,
        "assessment": 22,
        "child in need plan": 48,
        "child protection plan": 24,
        "looked after": 20,
    }
    referred = [
        row
        for row in _in_summer(year)
        if row["need"] == "exploitation or missing" and row["stage"] != "no further work"
    ]
    rows = [dict(row) for row in _once(referred)]
    rows += _open("E", date(2025, 9, 30), stages, ages, calibration, "exploitation or missing")
    for row in rows:
        _go_missing(row)
    return rows


def _open(
    prefix: str,
    on: date,
    stages: dict[str, int],
    ages: dict[str, float],
    calibration: dict[str, Any],
    need: str,
) -> list[Row]:
    """Children whose work was open on a day, by stage; brothers and sisters share a family and a stage."""
    rows: list[Row] = []
    for stage, count in stages.items():
        family, members = "", 0
        for turn in range(count):
            child = f"INV{prefix}{len(rows) + 1001:05d}"
            if not family or members >= 3 or unit("with", child) > 0.35:
                family, members = f"FAM{prefix}{len(rows) + 1001:05d}", 0
            members += 1
            row = person(child, family, on + timedelta(days=92), calibration["invented"], ages)
            row |= {"stage": stage, "agency_lead": "social_care", "need": need}
            rows.append(_history(row, on, stage, need, turn))
    order = sorted(rows, key=lambda row: row["referral_date"])
    named = [
        {"referral_id": f"R24-{prefix}{place:04d}", "conference_needed": "no", **row}
        for place, row in enumerate(order, 1)
    ]
    for row in named:
        give_record(row, calibration["invented"]["record"])
    return [{column: row.get(column, "") for column in EVERY} for row in named]


def _history(row: Row, on: date, stage: str, need: str, turn: int) -> Row:
    """Dates that fit the stage: an assessment began lately, a plan some months ago."""
    child = row["child_id"]
    back = {"assessment": (8, 60), "early help": (30, 200), "looked after": (200, 700)}.get(stage, (90, 330))
    row["referral_date"] = add_working_days(on - timedelta(days=whole(*back, "back", child)), 0).isoformat()
    decision = add_working_days(
        row["referral_date"], pick({0: 0.5, 1: 0.4, 2: 0.06, 4: 0.04}, "decision", child)
    )
    row["decision_date"] = decision.isoformat()
    row["referral_source"] = pick(
        {"School": 0.28, "Police": 0.26, "Health": 0.22, "Council service": 0.14, "Individual": 0.10},
        "source",
        child,
    )
    row["rereferral"] = "yes" if unit("rereferral", row["family_id"]) < 0.31 else "no"
    row["outcome"], row["level_given"] = "assessment", "level 3"
    row["assessment_start"] = row["decision_date"]
    days = pick({15: 0.25, 28: 0.3, 38: 0.25, 44: 0.15, 52: 0.05}, "assessment", child) - whole(
        0, 6, "fewer", child
    )
    row["assessment_end"] = add_working_days(row["referral_date"], days).isoformat()
    if stage in ("child protection plan", "looked after"):
        row |= {"outcome": "strategy discussion", "level_given": "level 4", "conference_needed": "yes"}
        discussion = add_working_days(decision, whole(0, 12, "discussion", child))
        conference = add_working_days(
            discussion, pick({14: 0.5, 15: 0.31, 18: 0.12, 24: 0.07}, "conference", child)
        )
        row |= {"strategy_discussion": discussion.isoformat(), "conference_date": conference.isoformat()}
        row["plan_category"] = (
            "neglect"
            if need == "neglect"
            else deal(10, {"neglect": 2, "emotional": 5, "physical": 2, "sexual": 1}, "category", stage)[
                turn % 10
            ]
        )
    return row


def _go_missing(row: Row) -> None:
    """How often the child was missing in the summer, when it last came back, and when the interview was held."""
    child = row["child_id"]
    times = pick({0: 0.28, 1: 0.24, 2: 0.18, 3: 0.12, 5: 0.10, 8: 0.08}, "missing", child)
    back = date(2025, 7, 4) + timedelta(days=whole(0, 86, "returned", child))
    days = pick({1: 0.12, 2: 0.14, 3: 0.10, 4: 0.12, 5: 0.13, 7: 0.10, 9: 0.05, 0: 0.24}, "interview", child)
    row["times_missing"] = str(times)
    row["returned_on"] = back.isoformat() if times else ""
    row["return_interview"] = (back + timedelta(days=days)).isoformat() if times and days else ""


def own_ids(row: Row, agencies: Sequence[str], on: date) -> Row:
    """The id by which each agency itself holds the child, blank where it does not know it.

    That of children's social care is the child id itself.
    """
    own = {"agency_id_social_care": row["child_id"]} if "social_care" in agencies else {}
    return own | {
        f"agency_id_{agency}": f"{OWN_IDS[agency]}{whole(100_000, 999_999, 'own id', agency, row['child_id'])}"
        if is_known(row, agency, on)
        else ""
        for agency in agencies
        if agency in OWN_IDS
    }


def is_known(row: Row, agency: str, on: date) -> bool:
    """Whether an agency knows the child: schools from five years on, community health most of all the youngest."""
    age = age_on(row, on)
    shares = {
        "social_care": 1.0,
        "police": 0.62 if age < 10 else 0.80,
        "health_community": 0.98 if age < 6 else 0.84,
        "health_hospital": 0.60,
        "education": 0.97 if age >= 5 else 0.30,
        "housing": 0.48,
        "voluntary": 0.40 if age < 10 else 0.58,
    }
    return unit("known", agency, row["child_id"]) < shares[agency]
