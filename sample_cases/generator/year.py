"""The invented year of referrals, held to the published figures in ``calibration.toml``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from generator.chance import deal, pick, shuffled, unit, whole
from generator.people import Row, age_on, person
from generator.record import RECORD, give_record
from scrutiny_lib.stats.days import add_working_days, is_working_day

COLUMNS = (
    "referral_id", "child_id", "family_id", "date_of_birth", "expected_date_of_birth", "sex", "ethnicity", "disability",
    "locality", "stage",
    "agency_lead", "referral_date", "decision_date", "referral_source", "assessment_start", "assessment_end",
    "strategy_discussion", "conference_needed", "conference_date", "plan_category", "outcome", "level_given",
    "rereferral", "need",
)  # fmt: skip
EVERY = (*COLUMNS, *RECORD)
NEEDS_BY_AGE = {"neglect": (0, 14), "mental health": (8, 17), "exploitation or missing": (10, 17)}


def make_year(calibration: dict[str, Any]) -> list[Row]:
    """Every referral of the year, in order of date."""
    rows = list(_referrals(calibration))
    _give_earlier(rows, calibration)
    _give_sources(rows, calibration)
    _give_outcomes(rows, calibration)
    _give_assessments(rows, calibration)
    _give_conferences(rows, calibration)
    for row in rows:
        _give_stage(row)
        give_record(row, calibration["invented"]["record"])
    return [{column: row.get(column, "") for column in EVERY} for row in rows]


def _days(calibration: dict[str, Any]) -> list[date]:
    """One date for each referral: the published number in each month, on working days but for a few of the police's."""
    first, dates = calibration["year"]["first_day"], []
    for place, count in enumerate(calibration["months"]["counts"]):
        start = date(first.year + (first.month + place - 1) // 12, (first.month + place - 1) % 12 + 1, 1)
        month = [start + timedelta(days=day) for day in range(31)]
        month = [day for day in month if day.month == start.month]
        working = [day for day in month if is_working_day(day)]
        for turn in range(count):
            days = month if unit("weekend", start, turn) < 0.06 else working
            dates.append(days[whole(0, len(days) - 1, "day", start, turn)])
    return sorted(dates)


def _referrals(calibration: dict[str, Any]) -> Iterator[Row]:
    """Dates, children and families. Brothers and sisters come together; some children come again."""
    dates, known = _days(calibration), calibration["referrals"]
    again = set(shuffled(range(900, known["total"]), "again")[: known["total"] - known["children"]])
    made: list[Row] = []
    for place, day in enumerate(dates):
        row: Row = {
            "referral_id": f"R25-{place + 1:05d}",
            "referral_date": day.isoformat(),
            "agency_lead": "social_care",
        }
        if place in again:
            before = _once_before(made, day, place)
            row |= {key: before[key] for key in COLUMNS[1:9]} | {"rereferral": "yes", "need": before["need"]}
        else:
            sibling = made[-1] if made and _comes_along(made, day, place) else None
            family = sibling["family_id"] if sibling else f"FAM{place + 10001:06d}"
            row |= person(
                f"INV{place + 10001:06d}",
                family,
                day,
                calibration["invented"],
                calibration["invented"]["age"],
            )
            row |= {"rereferral": "no", "sibling": "yes" if sibling else ""}
            row["need"] = _need(row, day, calibration, sibling)
        made.append(row)
        yield row


def _once_before(made: list[Row], day: date, place: int) -> Row:
    """A child referred at least three weeks ago."""
    limit = (day - timedelta(days=21)).isoformat()
    old = [row for row in made[-900:-100] if row["referral_date"] < limit]
    return old[whole(0, len(old) - 1, "who again", place)]


def _comes_along(made: list[Row], day: date, place: int) -> bool:
    """Whether this child is a brother or sister of the one before, referred on the same day; four at most."""
    last = made[-1]
    if last["referral_date"] != day.isoformat() or last["rereferral"] == "yes":
        return False
    return (
        sum(row["family_id"] == last["family_id"] for row in made[-4:]) < 4 and unit("sibling", place) < 0.38
    )


def _give_earlier(rows: list[Row], calibration: dict[str, Any]) -> None:
    """Families known from the year before, whole families at a time, until the published number is reached."""
    wanted = calibration["referrals"]["within_a_year"] - sum(row["rereferral"] == "yes" for row in rows)
    by_family: dict[str, list[Row]] = {}
    for row in rows:
        if row["rereferral"] == "no":
            by_family.setdefault(row["family_id"], []).append(row)
    for family in shuffled(list(by_family), "earlier"):
        if len(by_family[family]) <= wanted:
            wanted -= len(by_family[family])
            for row in by_family[family]:
                row["rereferral"] = "yes"


def _need(row: Row, day: date, calibration: dict[str, Any], sibling: Row | None) -> str:
    """The main worry: brothers and sisters share it where it fits the age."""
    age = age_on(row, day)
    shares = {
        need: share
        for need, share in calibration["invented"]["need"].items()
        if NEEDS_BY_AGE.get(need, (-1, 18))[0] <= age <= NEEDS_BY_AGE.get(need, (-1, 18))[1]
    }
    return sibling["need"] if sibling and sibling["need"] in shares else pick(shares, "need", row["child_id"])


def _give_sources(rows: list[Row], calibration: dict[str, Any]) -> None:
    shares = {name: count for name, count in calibration["referral_source"].items() if name != "source"}
    for row, source, before in zip(rows, deal(len(rows), shares, "source"), [None, *rows], strict=False):
        row["referral_source"] = before["referral_source"] if before and row.get("sibling") else source


def _give_outcomes(rows: list[Row], calibration: dict[str, Any]) -> None:
    shares = calibration["invented"]["outcome"]
    levels = {
        "information and advice": {"level 1": 0.25, "level 2": 0.75},
        "assessment": {"level 3": 0.82, "level 4": 0.18},
        "strategy discussion": {"level 4": 1.0},
    }
    for row, outcome, before in zip(rows, deal(len(rows), shares, "outcome"), [None, *rows], strict=False):
        together = before and row.get("sibling") and unit("same", row["referral_id"]) < 0.7
        row["outcome"] = before["outcome"] if before and together else outcome
        row["level_given"] = pick(levels[row["outcome"]], "level", row["referral_id"])
        wait = pick({0: 0.55, 1: 0.37, 2: 0.04, 3: 0.03, 5: 0.01}, "decision", row["referral_id"])
        row["decision_date"] = add_working_days(row["referral_date"], wait).isoformat()


def _in_bands(rows: list[Row], bands: list[list[int]], words: str) -> Iterator[tuple[Row, int]]:
    """Each row with a number of working days: bands in the published shares, even within a band."""
    shares = {(low, high): float(count) for low, high, count in bands}
    for row, (low, high) in zip(rows, deal(len(rows), shares, words), strict=True):
        yield row, whole(low, high, words, row["referral_id"])


def _give_assessments(rows: list[Row], calibration: dict[str, Any]) -> None:
    assessed = [row for row in rows if row["outcome"] != "information and advice"]
    for row, days in _in_bands(assessed, calibration["assessment_days"]["bands"], "assessment"):
        row["assessment_start"] = row["decision_date"]
        end = add_working_days(row["referral_date"], days).isoformat()
        row["assessment_end"] = max(end, row["decision_date"])
        if row["outcome"] == "strategy discussion":
            row["strategy_discussion"] = add_working_days(
                row["decision_date"], whole(0, 3, "strategy", row["referral_id"])
            ).isoformat()


def _give_conferences(rows: list[Row], calibration: dict[str, Any]) -> None:
    bands = calibration["conference_days"]["bands"]
    discussed = [row for row in rows if row["outcome"] == "strategy discussion"]
    for row in rows:
        row["conference_needed"] = "no"
    held = shuffled(discussed, "conference")[: sum(count for _, _, count in bands)]
    held.sort(key=lambda row: row["referral_id"])
    for row, days in _in_bands(held, bands, "conference"):
        row["conference_needed"] = "yes"
        row["conference_date"] = add_working_days(row["strategy_discussion"], days).isoformat()
    shares = {name: count for name, count in calibration["plans"].items() if name != "source"}
    planned = shuffled(held, "plan")[: sum(shares.values())]
    for row, category in zip(planned, deal(len(planned), shares, "category"), strict=True):
        row |= {"plan_category": category, "need": "neglect" if category == "neglect" else f"{category} harm"}


def _give_stage(row: Row) -> None:
    """Where the child is now, from what happened."""
    if row.get("plan_category"):
        row["stage"] = "child protection plan"
    elif row["outcome"] == "information and advice":
        row["stage"] = "no further work"
    else:
        shares = {"assessment": 0.30, "child in need plan": 0.30, "early help": 0.20, "no further work": 0.20}
        row["stage"] = pick(shares, "stage", row["referral_id"])
