"""Reach: places, what became of bookings, and which recommendations asked for which course."""

from __future__ import annotations

from datetime import date, datetime, time

import pandas as pd

from scrutiny_lib.intake.training import REACH_COLUMNS
from scrutiny_lib.intake.training_bookings import BOOKING_COLUMNS
from scrutiny_lib.intake.training_charges import BAND_COLUMNS, Charges
from scrutiny_lib.lenses.training_reach import summarise_reach

NOTHING = pd.DataFrame(columns=list(BOOKING_COLUMNS))
ACTIONS = pd.DataFrame(
    [
        ("A04", "2024-25 babies at risk", "R1", "Midwives open a shared plan"),
        ("A05", "2024-25 babies at risk", "Ask fathers", "Train every health visitor to ask fathers by name"),
        ("A06", "2024-25 babies at risk", "", "A Saturday morning for fathers"),
    ],
    columns=["action_id", "review", "recommendation", "action"],
)
RECOMMENDATIONS = pd.DataFrame(
    [
        ("2024-25 babies at risk", "R1", "One plan before birth, and training on it"),
        ("2024-25 babies at risk", "R2", "Workshops for family hubs"),
        ("2024-25 missing", "R2", "Know every child"),
    ],
    columns=["review", "id", "text"],
)


def reach(*rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(REACH_COLUMNS), dtype="object")


def day(
    course: str, counts: tuple[int | None, ...], asked: str = "", line: str = "L1", on: int = 1
) -> tuple[object, ...]:
    places, booked, attended, *rest = counts
    return (course, date(2025, 1, on), places, booked, attended, line, *(rest or [None] * 4), asked)


def shown(results: pd.DataFrame) -> dict[str, str]:
    return dict(zip(results["result_id"], results["shown"], strict=True))


def test_days_of_a_course_add_up() -> None:
    days = reach(
        day("Naming neglect", (30, 29, 26, 1, 1, 1, 2)),
        day("naming neglect", (20, 15, 14, 0, 1, 0, 0), on=2),
        day("Babies", (10, 12, 9)),
    )
    training, asked, results = summarise_reach(days, NOTHING, ACTIONS[:0], RECOMMENDATIONS[:0])
    assert training.iloc[0].tolist() == ["Naming neglect", "L1", 2, 50, 44, 40, 1, 2, 1, 2, ""]
    assert training.iloc[1].tolist() == ["Babies", "L1", 1, 10, 12, 9, None, None, None, None, ""]
    assert shown(results) == {
        "train.naming_neglect.booked": "44 of 50 places",
        "train.naming_neglect.attended": "40 of 44 places",
        "train.naming_neglect.absent": "1 of 44 places",
        "train.naming_neglect.cancelled_late": "2 of 44 places",
        "train.babies.attended": "9 of 12 places",
    }  # more booked than there were places: no share of places
    assert asked.empty and set(results["kind"]) == {"people"}


def test_one_day_that_is_not_known_leaves_the_course_unknown() -> None:
    days = reach(day("Babies", (10, 9, 8, 1, 0, 0, 0)), day("Babies", (10, 9, 8), on=2))
    training, _, results = summarise_reach(days, NOTHING, ACTIONS[:0], RECOMMENDATIONS[:0])
    assert training.iloc[0][["attended", "absent"]].tolist() == [16, None]
    assert "train.babies.absent" not in shown(results)


def test_bookings_make_reach_and_the_terms_say_what_is_in_time() -> None:
    told = [datetime(2024, 12, 20), datetime(2024, 12, 29, 9), datetime(2024, 12, 31, 9)]
    rows = [("Babies", date(2025, 1, 1), "Police", "", "cancelled", at, time(9), "") for at in told]
    rows.append(("Babies", date(2025, 1, 1), "Police", "", "substitute came", None, time(9), ""))
    bookings = pd.DataFrame(rows, columns=list(BOOKING_COLUMNS), dtype="object")
    days = reach(day("Babies", (10, 12, 9)))
    training, _, _ = summarise_reach(days, bookings, ACTIONS[:0], RECOMMENDATIONS[:0])
    assert training.iloc[0, 3:10].tolist() == [10, 4, 1, 1, 2, 0, 1]
    bands = pd.DataFrame([(48, 9e9, 0, "free"), (0, 24, 1, "all")], columns=list(BAND_COLUMNS))
    terms = Charges("x", "Here", 100, True, bands)
    training, _, _ = summarise_reach(days, bookings, ACTIONS[:0], RECOMMENDATIONS[:0], terms)
    assert training.iloc[0, 3:10].tolist() == [10, 4, 1, 2, 1, 0, 1]


def test_what_asked_for_a_course_and_what_nobody_answers() -> None:
    days = reach(
        day("Babies", (10, 9, 8), "A04; R9"),
        day("Babies", (10, 9, 8), "a04", on=2),
    )
    training, asked, _ = summarise_reach(days, NOTHING, ACTIONS, RECOMMENDATIONS)
    assert training.iloc[0]["asked_for_by"] == "A04; R9; a04"
    assert asked[["asked_for_by", "course", "held"]].values.tolist() == [
        ["A04", "Babies", 2],
        ["R9", "Babies", 1],
        ["2024-25 babies at risk R2", "", 0],
        ["A05", "", 0],
    ]  # R1 speaks of training and is answered by the action that carries it out; A06 does not speak of training
    whole = "2024-25 babies at risk: One plan before birth, and training on it – Midwives open a shared plan"
    assert asked.iloc[0]["asked"] == whole
    assert "No action and no recommendation has the id" in asked.iloc[1]["sentence"]
    assert "no course says that it answers it" in asked.iloc[3]["sentence"]


def test_a_recommendation_is_named_alone_only_where_no_other_has_its_id() -> None:
    days = reach(day("Hubs", (10, 9, 8), "R2; 2024-25 missing R2; R1"))
    asked = summarise_reach(days, NOTHING, ACTIONS[:0], RECOMMENDATIONS)[1].set_index("asked_for_by")["asked"]
    assert asked["R2"] == "" and asked["2024-25 missing R2"] == "Know every child"
    assert asked["R1"] == "One plan before birth, and training on it"


def test_nothing_held_is_no_table_and_no_result() -> None:
    training, asked, results = summarise_reach(reach(), NOTHING, ACTIONS[:0], RECOMMENDATIONS[:0])
    assert training.empty and asked.empty and results.empty
