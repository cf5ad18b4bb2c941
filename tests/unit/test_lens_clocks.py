"""What the record checks add up to, counted by hand and by rule."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.history import History
from scrutiny_lib.intake.record_checks import read_record_checks
from scrutiny_lib.lenses.clocks import STATE_IDS, summarise_checks
from scrutiny_lib.lenses.record_checks import check_records
from scrutiny_lib.lenses.results import Design
from scrutiny_lib.tables import COLUMNS
from scrutiny_lib.terms import CLOCK_STATES

MET, NOT_MET, TOO_SOON, CANNOT_TELL, NOT_APPLICABLE = CLOCK_STATES
CHECK = {
    "id": "assessment",
    "title": "Assessment in 45 working days",
    "kind": "time limit",
    "unit": "assessments",
    "limit": 45,
    "limit_unit": "working days",
    "limit_text": "45 working days",
    "source": "Guidance",
    "edition": "2023",
    "confirmed": True,
}


def thing(case: str, state: str, days: float = math.nan, open_still: bool = False, end: str = "") -> dict[str, object]:
    """One thing checked; what is finished has an end."""
    return {
        "check": "assessment",
        "case_id": case,
        "child": case,
        "spell": case,
        "nth": 0,
        "start": "2025-03-03",
        "due": "",
        "end": end or ("2025-04-01" if state in (MET, NOT_MET) and not open_still else ""),
        "days": days,
        "open": open_still,
        "state": state,
        "why": "",
    }


SIX = pd.DataFrame(
    [
        thing("A", MET, 10),
        thing("B", MET, 45),
        thing("C", NOT_MET, 46),
        thing("D", NOT_MET, 120, open_still=True),
        thing("E", TOO_SOON, 12, open_still=True),
        thing("F", CANNOT_TELL),
        thing("G", NOT_APPLICABLE),
    ]
)


def checks(**other: object) -> pd.DataFrame:
    return pd.DataFrame([{**CHECK, **other}])


def close_look(cases: list[str]) -> Design:
    strata = pd.DataFrame({"stratum": ["all"], "size": [50], "drawn": [len(cases)]})
    return Design("close look", strata, pd.Series("all", index=cases), 50)


def at_random(cases: list[str], kind: str = "simple random", size: int = 400) -> Design:
    strata = pd.DataFrame({"stratum": ["all"], "size": [size], "drawn": [len(cases)]})
    return Design(kind, strata, pd.Series("all", index=cases), size)


def audited(states: pd.DataFrame = SIX, design: Design | None = None, **other: object):
    return summarise_checks(states, checks(**other), whom="audited", unit="children", design=design)


def test_five_states_are_counted_and_the_base_of_met_is_what_can_be_told() -> None:
    frames, results = audited()
    row = frames["clocks"].iloc[0]
    assert row[["met", "not_met", "too_soon", "cannot_tell", "not_applicable"]].tolist() == [2, 2, 1, 1, 1]
    assert (row["limit"], row["source"], row["unit"], row["confirmed"]) == (
        "45 working days",
        "Guidance (2023)",
        "children",
        "yes",
    )
    shown = dict(zip(results["result_id"], results["shown"], strict=True))
    assert shown == {
        "clock.assessment.met": "2 of 4 children",
        "clock.assessment.not_met": "2 of 4 children",
        "clock.assessment.too_soon": "1 of 6 children",
        "clock.assessment.cannot_tell": "1 of 6 children",
    }
    assert set(results["kind"]) == {"answers"} and results["lower"].isna().all()


def test_everybody_has_ids_of_their_own_and_no_range() -> None:
    frames, results = summarise_checks(SIX, checks(), whom="frame", unit="referrals", design=None)
    assert results["result_id"].iloc[0] == "frame.clock.assessment.met"
    assert set(results["kind"]) == {"population"} and set(results["source"]) == {"data"}
    assert results["lower"].isna().all() and results["method"].str.contains("everybody").all()
    assert set(frames["clocks"]["whom"]) == set(frames["clock_days"]["whom"]) == {"frame"}


def test_what_nobody_has_confirmed_is_counted_and_marked() -> None:
    frames, results = audited(confirmed=False)
    assert list(frames["clocks"]["confirmed"]) == ["no"] and list(frames["clocks"]["met"]) == [2]
    assert results["method"].str.contains("Nobody has confirmed").all()


def test_days_are_told_one_by_one_and_the_longest_together() -> None:
    rows = pd.concat([SIX, pd.DataFrame([thing("H", NOT_MET, 300), thing("I", MET, 10)])])
    days = audited(rows)[0]["clock_days"]
    assert days[["from_day", "to_day", "n", "open"]].values.tolist() == [
        [10, 10, 2, "no"],
        [12, 12, 1, "yes"],
        [45, 45, 1, "no"],
        [46, 46, 1, "no"],
        [91, 120, 1, "yes"],
        [91, 300, 1, "no"],
    ]


def test_a_short_limit_is_drawn_to_ten_days_past_it() -> None:
    rows = pd.DataFrame([thing("A", NOT_MET, 11), thing("B", NOT_MET, 12)])
    days = audited(rows, limit=1, limit_text="1 working day")[0]["clock_days"]
    assert days[["from_day", "to_day"]].values.tolist() == [[11, 11], [12, 12]]
    assert audited(rows, limit=3, limit_unit="months")[0]["clock_days"].empty


def test_closed_without_it_is_not_finished() -> None:
    rows = pd.DataFrame([{**thing("A", NOT_MET, 60), "end": ""}])
    assert audited(rows)[0]["clock_days"]["open"].tolist() == ["yes"]


def twenty() -> pd.DataFrame:
    """Ten finished on day 5, five still open on day 20, five finished on day 50."""
    rows = [thing(f"a{i}", MET, 5) for i in range(10)] + [thing(f"b{i}", TOO_SOON, 20, True) for i in range(5)]
    return pd.DataFrame(rows + [thing(f"c{i}", NOT_MET, 50) for i in range(5)])


def test_the_curve_counts_what_is_open_for_as_long_as_it_was_seen() -> None:
    frames, _ = summarise_checks(twenty(), checks(), whom="frame", unit="children", design=None)
    curve = frames["curves"].set_index("day")
    assert list(curve.index) == list(range(91))
    assert curve["percent"].loc[[0, 4, 5, 49, 50]].tolist() == pytest.approx([0, 0, 50, 50, 100])
    assert curve["at_risk"].loc[[0, 5, 6, 20, 21, 51]].tolist() == [20, 20, 10, 10, 5, 0]
    assert curve.at[5, "lower"] < 50 < curve.at[5, "upper"] and math.isnan(curve.at[4, "lower"])


def test_a_curve_needs_twenty_that_can_be_told() -> None:
    few = twenty().iloc[1:]
    frames, _ = summarise_checks(few, checks(), whom="frame", unit="children", design=None)
    assert frames["curves"].empty and not frames["clock_days"].empty


def test_a_curve_of_the_audited_says_no_more_than_the_way_they_were_drawn() -> None:
    rows, cases = twenty(), list(twenty()["case_id"])
    drawn = audited(rows, at_random(cases))[0]["curves"]
    assert drawn.set_index("day").at[5, "lower"] < 50
    chosen = audited(rows, close_look(cases))[0]["curves"]
    assert chosen["lower"].isna().all() and len(chosen) == 91
    assert audited(rows, at_random(cases, "proportional to size"))[0]["curves"].empty
    strata = pd.DataFrame({"stratum": ["x", "y"], "size": [20, 400], "drawn": [10, 10]})
    unequal = Design("stratified", strata, pd.Series(["x"] * 10 + ["y"] * 10, index=cases), 420)
    assert audited(rows, unequal)[0]["curves"].empty


def test_a_range_only_where_each_case_has_one_row() -> None:
    cases = [f"a{i}" for i in range(30)]
    rows = pd.DataFrame([thing(case, MET if i < 24 else NOT_MET, 5) for i, case in enumerate(cases)])
    one = audited(rows, at_random(cases))[1].set_index("result_id")
    assert one.at["clock.assessment.met", "lower"] < 80 < one.at["clock.assessment.met", "upper"]
    assert one.at["clock.assessment.met", "shown"] == "24 of 30 children"
    twice = pd.concat([rows, rows.iloc[:1].assign(nth=1)])
    more = audited(twice, at_random(cases))[1].set_index("result_id")
    assert math.isnan(more.at["clock.assessment.met", "lower"])
    assert more.at["clock.assessment.met", "shown"] == "25 of 31 assessments"
    assert "one case may have several" in more.at["clock.assessment.met", "method"]
    in_turn, _ = audited(rows, at_random(cases), kind="in turn")
    assert in_turn["clocks"]["unit"].tolist() == ["assessments"] and in_turn["curves"].empty


def test_strata_drawn_more_heavily_are_weighted() -> None:
    cases = [f"x{i}" for i in range(15)] + [f"y{i}" for i in range(15)]
    met = [i % 15 < (12 if case[0] == "x" else 3) for i, case in enumerate(cases)]
    rows = pd.DataFrame([thing(case, MET if ok else NOT_MET, 5) for case, ok in zip(cases, met, strict=True)])
    strata = pd.DataFrame({"stratum": ["x", "y"], "size": [20, 400], "drawn": [15, 15]})
    design = Design("stratified", strata, pd.Series([case[0] for case in cases], index=cases), 420)
    row = audited(rows, design)[1].set_index("result_id").loc["clock.assessment.met"]
    assert (row["n"], row["of"]) == (15, 30)
    assert row["percent"] == pytest.approx(100 * (0.8 * 20 + 0.2 * 400) / 420)
    assert "weighted" in row["method"]


def test_only_audited_cases_and_only_cases_of_the_frame() -> None:
    rows = pd.concat([SIX, pd.DataFrame([thing("", MET, 3), thing("Z", MET, 3)])])
    frames, _ = audited(rows, close_look(list("ABCDEFG")))
    assert frames["clocks"]["met"].tolist() == [2]
    whole, _ = summarise_checks(rows, checks(), whom="frame", unit="children", design=None)
    assert whole["clocks"]["met"].tolist() == [3]


def test_nothing_checked_gives_empty_tables_with_their_columns() -> None:
    frames, results = audited(SIX.iloc[:0])
    assert {name: tuple(frame.columns) for name, frame in frames.items()} == {
        name: COLUMNS[name] for name in ("clocks", "clock_days", "curves")
    }
    assert results.empty
    with pytest.raises(ValueError):
        summarise_checks(SIX, checks(), whom="sample", unit="children", design=None)


def test_inputs_stay_as_they_were() -> None:
    rows, before = twenty(), twenty()
    audited(rows, at_random(list(rows["case_id"])))
    pd.testing.assert_frame_equal(rows, before)


@given(st.lists(st.tuples(st.sampled_from(CLOCK_STATES), st.integers(0, 200)), min_size=1, max_size=60))
def test_states_add_up_to_rows_and_days_to_what_the_limit_applied_to(drawn: list[tuple[str, int]]) -> None:
    states = pd.DataFrame(
        [thing(f"c{i}", state, days, open_still=state == TOO_SOON) for i, (state, days) in enumerate(drawn)]
    )
    frames, results = summarise_checks(states, checks(), whom="frame", unit="children", design=None)
    row = frames["clocks"].iloc[0]
    assert sum(row[name] for name in STATE_IDS.values()) == len(drawn)
    timed = row["met"] + row["not_met"] + row["too_soon"]
    assert frames["clock_days"]["n"].sum() == timed
    assert (frames["clock_days"]["from_day"] <= frames["clock_days"]["to_day"]).all()
    assert (results["n"] <= results["of"]).all()


RULES = """
[[check]]
id = "assessment"
title = "Assessment in 45 working days"
plain = "The assessment was finished in nine weeks."
kind = "time limit"
unit = "referrals"
from = ["referral"]
to = "assessment ends"
limit = 45
limit_unit = "working days"
day0 = "the day of the referral"
source = "Guidance"
edition = "2023"
checked_on = 2026-11-21
confirmed = true
[[check.example]]
says = "On day 45."
events = ["2025-03-03 referral", "2025-05-08 assessment ends"]
as_at = 2025-09-30
comes_out = ["met"]
[[check.example]]
says = "A day late."
events = ["2025-03-03 referral", "2025-05-09 assessment ends"]
as_at = 2025-09-30
comes_out = ["not met"]
"""


def test_from_a_history_to_the_counts(tmp_path: Path) -> None:
    (tmp_path / "record_checks").mkdir()
    (tmp_path / "record_checks" / "one.toml").write_text(RULES, encoding="utf-8")
    rules, problems = read_record_checks([tmp_path])
    assert not problems.stops()
    dates = {
        "met on day 45": ("2025-03-03", "2025-05-08"),
        "one day late": ("2025-03-03", "2025-05-09"),
        "open and late": ("2025-03-03", ""),
        "open on day 21": ("2025-09-01", ""),
        "ends tomorrow": ("2025-09-01", "2025-10-01"),
        "the wrong way round": ("2025-05-08", "2025-03-03"),
    }
    events = [(case, case, case, "referral", start) for case, (start, _) in dates.items()]
    events += [(case, case, case, "assessment ends", end) for case, (_, end) in dates.items() if end]
    spells = pd.DataFrame({"case_id": list(dates), "child": list(dates), "spell": list(dates)})
    table = pd.DataFrame(events, columns=["case_id", "child", "spell", "event", "on"])
    history = History(spells, table, pd.DataFrame(), Problems(), "")
    states = check_records(history, rules, date(2025, 9, 30))
    frames, _ = summarise_checks(states, rules, whom="frame", unit="referrals", design=None)
    row = frames["clocks"].iloc[0]
    assert row[["met", "not_met", "too_soon", "cannot_tell", "not_applicable"]].tolist() == [1, 2, 2, 1, 0]
    days = frames["clock_days"]
    assert days[["from_day", "n", "open"]].values.tolist() == [
        [21, 2, "yes"],
        [45, 1, "no"],
        [46, 1, "no"],
        [91, 1, "yes"],
    ]


@pytest.mark.parametrize("kind", ["time limit", "not again"])
def test_where_nothing_can_be_told_of_anybody_nothing_is_said_so_far(kind: str) -> None:
    """Nought of three *not met so far* would read as good news."""
    unknown = pd.DataFrame([thing(case, CANNOT_TELL) for case in "ABC"])
    frames, results = audited(unknown, kind=kind)
    assert frames["clocks"].loc[0, ["so_far", "not_met", "cannot_tell"]].tolist() == ["no", 0, 3]
    by_id = results.set_index("result_id")
    assert by_id.loc["clock.assessment.not_met", ["answer", "n", "of", "shown"]].tolist() == [NOT_MET, 0, 0, "[z]"]
    assert by_id.loc["clock.assessment.cannot_tell", "shown"] == "all 3 children"
