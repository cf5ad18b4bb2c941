"""From contact to plan, counted by eye and by rule."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.history import History
from scrutiny_lib.lenses.journey import summarise_journey
from scrutiny_lib.lenses.journey_steps import STEPS, follow
from scrutiny_lib.stats.days import working_days_between
from scrutiny_lib.stats.intervals import wilson
from scrutiny_lib.tables import COLUMNS

AS_AT = date(2025, 12, 31)
SIX = {
    "A": {
        "referral": "2025-09-01",
        "assessment starts": "2025-09-10",
        "section 47 starts": "2025-09-12",
        "initial conference": "2025-09-26",
        "plan starts": "2025-09-26",
    },
    "B": {"referral": "2025-09-02", "assessment starts": "2025-09-20"},
    "C": {"referral": "2025-09-03"},
    "D": {"referral": "2025-09-04", "section 47 starts": "2025-09-08", "initial conference": "2025-09-25"},
    "E": {"referral": "2025-12-15", "assessment starts": "2025-12-20"},
    "F": {"referral": "2025-12-16"},
}
"""D has an enquiry and no assessment; E and F came in December, and E is assessed already."""
SOURCES = {"A": "school", "B": "school", "C": "police", "D": "police", "E": "school", "F": ""}


def history(
    dates: dict[str, dict[str, str]], sources: dict[str, str] | None = None, spells: pd.DataFrame | None = None
) -> History:
    """A frame of referrals: the case, the child and the spell have one name each."""
    rows = [(case, f"child {case}", case, event, on) for case, found in dates.items() for event, on in found.items()]
    events = pd.DataFrame(rows, columns=["case_id", "child", "spell", "event", "on"], dtype="str")
    if spells is None:
        spells = pd.DataFrame(
            {"case_id": list(dates), "child": [f"child {case}" for case in dates], "spell": list(dates), "part_of": ""}
        )
        spells["referral_source"] = [(sources or {}).get(case, "") for case in dates]
    return History(spells, events, pd.DataFrame(), Problems(), "")


def numbers(journey: pd.DataFrame, by: str = "", group: str = "all") -> dict[str, tuple[int, int, int]]:
    """n, of and too soon of each step."""
    mine = journey[(journey["by"] == by) & (journey["group"] == group)]
    return {row["step"]: (row["n"], row["of"], row["too_soon"]) for row in mine.to_dict("records")}


def test_six_referrals_counted_by_eye() -> None:
    journey, results = summarise_journey(history(SIX, SOURCES), AS_AT)
    assert tuple(journey.columns) == COLUMNS["journey"]
    assert numbers(journey) == {
        "referral": (6, 6, 0),
        "assessment": (3, 4, 2),  # A, B and, on the way to an enquiry, D; E and F are too soon
        "section_47": (2, 3, 1),  # A and D of A, B and D; E is too soon
        "initial_conference": (2, 2, 0),
        "plan": (1, 2, 0),
    }
    everyone = journey[journey["by"] == ""]
    assert list(everyone["order"]) == [1, 2, 3, 4, 5]
    assert list(everyone["from_step"]) == ["", "referral", "assessment", "section_47", "initial_conference"]
    assert everyone["percent"].iloc[1] == 75 and math.isnan(everyone["percent"].iloc[0])
    assert everyone["lower"].isna().all()  # fewer than twenty
    shown = dict(zip(results["result_id"], results["shown"], strict=True))
    assert shown["journey.referral"] == "all 6 referrals"
    assert shown["journey.assessment"] == "3 of 4 referrals"
    assert shown["journey.assessment.too_soon"] == "2 of 6 referrals"
    assert shown["journey.assessment.not_on_record"] == "1 of 4 assessments"
    assert shown["journey.plan"] == "1 of 2 initial conferences"
    assert shown["journey.plan.from_start"] == "1 of 4 referrals"
    assert set(results["kind"]) == {"population"} and set(results["source"]) == {"data"}
    assert results["result_id"].is_unique


def test_by_source_counted_by_eye() -> None:
    journey, _ = summarise_journey(history(SIX, SOURCES), AS_AT)
    assert list(dict.fromkeys(journey["group"])) == ["all", "police", "school", "not recorded"]
    assert "level_given" not in set(journey["by"])
    assert numbers(journey, "referral_source", "school") == {
        "referral": (3, 3, 0),
        "assessment": (2, 2, 1),
        "section_47": (1, 2, 1),
        "initial_conference": (1, 1, 0),
        "plan": (1, 1, 0),
    }
    assert numbers(journey, "referral_source", "not recorded") == {"referral": (1, 1, 0), "assessment": (0, 0, 1)}


def test_the_latest_are_too_soon_to_tell_whatever_has_happened_to_them() -> None:
    """46 working days after the referral it can be told, 45 after it cannot: the clock's own limit."""
    day = AS_AT
    while working_days_between(day, AS_AT) < 46:
        day -= timedelta(days=1)
    told = {"A": {"referral": day.isoformat(), "assessment starts": day.isoformat()}}
    assert numbers(summarise_journey(history(told), AS_AT)[0])["assessment"] == (1, 1, 0)
    while working_days_between(day, AS_AT) > 45:
        day += timedelta(days=1)
    soon = {"A": {"referral": day.isoformat(), "assessment starts": day.isoformat()}}
    journey, results = summarise_journey(history(soon), AS_AT)
    assert numbers(journey)["assessment"] == (0, 0, 1)
    row = results.set_index("result_id").loc["journey.assessment"]
    assert row["shown"] == "[x]" and math.isnan(row["percent"])


def test_what_happens_after_the_last_day_has_not_happened() -> None:
    journey, _ = summarise_journey(history(SIX), date(2025, 9, 9))
    assert numbers(journey)["referral"] == (4, 4, 0)
    assert numbers(journey)["assessment"] == (0, 0, 4)


def test_ranges_from_twenty_on_and_what_they_mean() -> None:
    many = {f"c{i}": {"referral": "2025-06-02"} for i in range(40)}
    for i in range(30):
        many[f"c{i}"]["assessment starts"] = "2025-06-20"
    journey, results = summarise_journey(history(many), AS_AT)
    row = journey.set_index("step").loc["assessment"]
    limits = wilson(30, 40)
    assert (row["lower"], row["upper"]) == pytest.approx((100 * limits.lower, 100 * limits.upper))
    told = results.set_index("result_id").loc["journey.assessment", "method"]
    assert "what chance alone would do" in told and "Not on record in this source" in told
    assert "contacts, section 47 enquiries, initial conferences, child protection plans" in told


def with_contacts(events: list[tuple[str, str, str, str, str]]) -> History:
    """Contacts in spells of their own, with no case in a frame of referrals."""
    table = pd.DataFrame(events, columns=["case_id", "child", "spell", "event", "on"], dtype="str")
    spells = table[["case_id", "child", "spell"]].drop_duplicates().assign(part_of="", referral_source="school")
    return History(spells, table, pd.DataFrame(), Problems(), "")


def test_a_contact_leads_to_the_childs_next_referral_within_two_weeks() -> None:
    journey, _ = summarise_journey(
        with_contacts(
            [
                ("", "x", "x1", "contact", "2025-06-02"),  # too long before
                ("", "x", "x2", "contact", "2025-07-01"),
                ("X", "x", "X", "referral", "2025-07-04"),
                ("X", "x", "X", "assessment starts", "2025-07-10"),
                ("", "y", "y1", "contact", "2025-06-20"),  # another child, no referral
                ("Z", "z", "Z", "referral", "2025-06-01"),  # a referral without a contact
                ("Z", "z", "Z", "assessment starts", "2025-06-03"),
                ("", "w", "w1", "contact", "2024-01-01"),  # long before anybody of the frame
                ("", "v", "v1", "referral", "2025-06-10"),  # no case of the frame
            ]
        ),
        AS_AT,
    )
    assert numbers(journey)["contact"] == (3, 3, 0)
    assert numbers(journey)["referral"] == (1, 3, 0)
    assert numbers(journey)["assessment"] == (2, 2, 0)  # both referrals, with and without a contact


def test_contacts_known_only_where_a_referral_followed_are_no_step() -> None:
    both = {case: {"contact": found["referral"], **found} for case, found in SIX.items()}
    journey, results = summarise_journey(history(both, SOURCES), AS_AT)
    assert "contact" not in set(journey["step"])
    assert results["method"].str.contains("only where a referral followed").any()
    assert numbers(journey) == numbers(summarise_journey(history(SIX, SOURCES), AS_AT)[0])


def test_strategy_discussions_stand_in_where_enquiries_are_not_held() -> None:
    dates = {"A": {"referral": "2025-03-03", "strategy discussion": "2025-03-05"}, "B": {"referral": "2025-03-03"}}
    journey, results = summarise_journey(history(dates), AS_AT)
    assert numbers(journey)["strategy_discussion"] == (1, 2, 0)
    assert results["method"].str.contains("stand for section 47 enquiries").any()
    dates["B"]["section 47 starts"] = "2025-03-05"
    assert set(summarise_journey(history(dates), AS_AT)[0]["step"]) == {"referral", "section_47"}


def test_a_journey_counts_from_its_first_step_on_record_and_no_earlier() -> None:
    dates = {
        "A": {"referral": "2025-03-03"},
        "B": {"section 47 starts": "2025-03-05", "initial conference": "2025-03-20"},  # the referral is not there
        "C": {"section 47 starts": "2025-03-05"},
    }
    journey, _ = summarise_journey(history(dates), AS_AT)
    assert numbers(journey)["referral"] == (1, 1, 0)
    assert numbers(journey)["section_47"] == (0, 1, 0)
    assert numbers(journey)["initial_conference"] == (1, 2, 0)


def test_a_second_assessment_under_a_referral_belongs_to_its_journey() -> None:
    events = [
        ("A", "a", "A", "referral", "2025-03-03"),
        ("", "a", "S1", "assessment starts", "2025-03-05"),
        ("", "a", "S2", "plan starts", "2025-05-05"),  # of no referral and of no case: not of this frame
    ]
    spells = pd.DataFrame(
        [("A", "a", "A", ""), ("", "a", "S1", "A"), ("", "a", "S2", "")],
        columns=["case_id", "child", "spell", "part_of"],
    )
    table = pd.DataFrame(events, columns=["case_id", "child", "spell", "event", "on"])
    journey, _ = summarise_journey(History(spells, table, pd.DataFrame(), Problems(), ""), AS_AT)
    assert numbers(journey) == {"referral": (1, 1, 0), "assessment": (1, 1, 0), "plan": (0, 1, 0)}


def test_only_journeys_that_began_in_a_period() -> None:
    journey, _ = summarise_journey(history(SIX), AS_AT, period=(date(2025, 9, 1), date(2025, 9, 30)))
    assert numbers(journey)["referral"] == (4, 4, 0) and numbers(journey)["assessment"] == (3, 4, 0)


def test_nothing_on_record_gives_empty_tables() -> None:
    journey, results = summarise_journey(history({"A": {"visit": "2025-03-03"}}), AS_AT)
    assert journey.empty and results.empty and tuple(journey.columns) == COLUMNS["journey"]


EVENTS = ("contact", "referral", "assessment starts", "section 47 starts", "initial conference", "plan starts")
CASES = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from(EVENTS), st.dates(date(2025, 1, 1), date(2026, 1, 31)), max_size=6),
        st.sampled_from(["school", "police", "", "[x]"]),
    ),
    min_size=1,
    max_size=25,
)


def drawn(cases: list[tuple[dict[str, date], str]], referred: bool = False) -> History:
    dates = {f"c{i}": {event: day.isoformat() for event, day in found.items()} for i, (found, _) in enumerate(cases)}
    if referred:
        for found in dates.values():
            found.pop("contact", None)
            found.setdefault("referral", "2025-02-03")
    return history(dates, {f"c{i}": source for i, (_, source) in enumerate(cases)})


@settings(max_examples=40)
@given(CASES)
def test_the_base_of_a_step_is_everybody_who_came_to_the_one_before(cases: list[tuple[dict[str, date], str]]) -> None:
    made = drawn(cases)
    journey, results = summarise_journey(made, AS_AT)
    ways = follow(made, AS_AT)
    everyone = journey[journey["by"] == ""].to_dict("records")
    assert len(everyone) == (len(ways.steps) if len(ways.first) else 0)
    for place, row in enumerate(everyone):
        came = ways.came_to(max(place - 1, 0)).sum()
        assert row["n"] <= row["of"] and row["of"] + row["too_soon"] == came
    assert (results["n"] <= results["of"]).all()


@settings(max_examples=40)
@given(CASES)
def test_groups_add_up_to_everybody(cases: list[tuple[dict[str, date], str]]) -> None:
    known = ({"referral": date(2025, 2, 3)}, "school")
    journey, _ = summarise_journey(drawn([known, *cases]), AS_AT)
    columns = ["n", "of", "too_soon"]
    everyone = journey[journey["by"] == ""].set_index("step")[columns].astype(int)
    groups = journey[journey["by"] == "referral_source"].groupby("step")[columns].sum().astype(int)
    assert (groups.reindex(everyone.index, fill_value=0) == everyone).all(axis=None)


@settings(max_examples=40)
@given(CASES)
def test_from_the_start_counts_never_rise(cases: list[tuple[dict[str, date], str]]) -> None:
    _, results = summarise_journey(drawn(cases, referred=True), AS_AT)
    rows = results.set_index("result_id")
    ids = [name for name in rows.index if name.endswith(".from_start")]
    counts = rows.loc[[name for name in ["journey.referral", *ids] if name in rows.index], ["n", "of"]]
    assert (counts.diff().dropna() <= 0).all(axis=None)


@settings(max_examples=40)
@given(CASES, st.randoms())
def test_the_order_of_the_rows_does_not_matter(cases: list[tuple[dict[str, date], str]], chance: object) -> None:
    made = drawn(cases)
    places = list(range(len(made.events)))
    chance.shuffle(places)  # type: ignore[attr-defined]
    mixed = History(made.spells.iloc[::-1], made.events.iloc[places], pd.DataFrame(), Problems(), "")
    for one, other in zip(summarise_journey(made, AS_AT), summarise_journey(mixed, AS_AT), strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_waits_are_those_of_the_record_checks() -> None:
    days = {step.id: step for step in STEPS}
    assert days["assessment"].by_day - days["referral"].from_day == 45
    assert days["initial_conference"].by_day - days["section_47"].from_day == 15
    assert days["referral"].by_day - days["contact"].from_day == 1
