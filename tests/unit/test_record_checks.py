"""Record checks: files that cannot be used, and what comes out for histories that an eye can follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.history import History
from scrutiny_lib.intake.record_checks import read_record_check_file, read_record_checks
from scrutiny_lib.intake.template import packaged_folder
from scrutiny_lib.lenses.record_checks import STATES, check_records, needs

CHECKS, _ = read_record_checks([packaged_folder()])
FRONT_DOOR = (packaged_folder() / "record_checks" / "front_door.toml").read_text(encoding="utf-8")
AS_AT = date(2025, 12, 31)


def history(events: Sequence[str], covers_from: str = "", **facts: Sequence[str]) -> History:
    """``"A1 2025-10-01 referral"``: the child's letter and the number of the spell, the day, the event."""
    rows = [(line.split(" ", 2)[0], line.split(" ", 2)[1], line.split(" ", 2)[2]) for line in events]
    spells = sorted({spell for spell, _, _ in rows})
    table = pd.DataFrame({"case_id": spells, "child": [spell[0] for spell in spells], "spell": spells, "part_of": ""})
    for name, values in facts.items():
        table[name] = list(values)
    made = pd.DataFrame(
        [(spell, spell[0], spell, event, on) for spell, on, event in rows],
        columns=["case_id", "child", "spell", "event", "on"],
    )
    made = made.sort_values(["child", "spell", "on", "event"], ignore_index=True)
    return History(table, made, pd.DataFrame(), Problems(), covers_from)


def states(found: History, check: str, as_at: date = AS_AT) -> list[tuple[str, str, str, str, str]]:
    """Spell, start, due, end and state of every row of one check."""
    rows = check_records(found, CHECKS[CHECKS["id"] == check], as_at)
    return [tuple(row) for row in rows[["spell", "start", "due", "end", "state"]].itertuples(index=False)]


def read(folder: Path, old: str, new: str) -> tuple[pd.DataFrame, Problems]:
    assert old in FRONT_DOOR
    path = folder / "front_door.toml"
    path.write_text(FRONT_DOOR.replace(old, new, 1), encoding="utf-8")
    return read_record_check_file(path)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('limit_unit = "working days"', 'limit_unit = "weeks"', "P01"),
        ("limit = 1\n", 'limit = "one"\n', "P11"),
        ("limit = 1\n", "limit = 0\n", "P16"),
        ("limit = 1\n", "limit = -3\n", "P16"),
        ("limit = 1\n", "", "P12"),
        ("limit = 1\n", "limt = 1\n", "P01"),
        ('to = "decision"', 'to = "desision"', "P01"),
        ('from = "referral"', 'from = ["referal"]', "P01"),
        ('kind = "time limit"', 'kind = "clock"', "P01"),
        ('look = "back"\n', 'look = "sideways"\n', "P01"),
        ('id = "consent"', 'id = "decision"', "P13"),
        ("confirmed = true", "confrimed = true", "P01"),
        ("any_of = { consent", "limit = 3\nany_of = { consent", "P16"),
        ("any_of = { consent", "any_of = { note = [], consent", "P11"),
        ('applies_when = [{ nfa = ["yes"] }', 'applies_when = [{ nfa = "yes" }', "P11"),
        ('{ event = ["step up"] }', '{ event = ["step upp"] }', "P01"),
        ('said_again = ["yes"]\n', "", "P12"),
        ('limit = 12\nlimit_unit = "months"', 'limit = 12\nlimit_unit = "days"', "P16"),
        ('comes_out = ["met"]', 'comes_out = ["in time"]', "P01"),
        ('"2022-06-01 referral", "2022-06-06', '"1 June 2022 referral", "2022-06-06', "P11"),
        ('"2022-06-01 referral", "2022-06-06', '"2022-06-31 referral", "2022-06-06', "P11"),
        ('"2022-06-01 referral", "2022-06-06', '"2022-06-01 referal", "2022-06-06', "P01"),
        ("as_at = 2022-06-30", 'as_at = "2022-06-30"', "P11"),
    ],
)
def test_a_check_that_cannot_be_used_is_named_by_file_line_and_rule(
    tmp_path: Path, old: str, new: str, rule: str
) -> None:
    checks, problems = read(tmp_path, old, new)
    assert checks.empty and rule in {problem.rule for problem in problems}
    assert all(problem.cell.startswith("line ") and problem.file == "front_door.toml" for problem in problems)
    assert not any(word in str(problems) for word in ("desision", "confrimed", "sideways", "step upp"))


def test_a_misspelt_event_is_answered_with_the_nearest(tmp_path: Path) -> None:
    assert "Did you mean 'decision'?" in str(read(tmp_path, 'to = "decision"', 'to = "desision"')[1])


def test_a_misspelt_setting_is_one_problem_and_not_two(tmp_path: Path) -> None:
    assert [problem.rule for problem in read(tmp_path, "limit = 1\n", "limt = 1\n")[1]] == ["P01"]


def test_a_check_without_its_proof_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    one = FRONT_DOOR[FRONT_DOOR.index("[[check]]") : FRONT_DOOR.index("[[check.example]]")]
    path.write_text(one, encoding="utf-8")
    checks, problems = read_record_check_file(path)
    assert checks.empty and [problem.rule for problem in problems] == ["P12"]
    assert "comes out as met and one as not met" in problems[0].fact


def test_all_problems_of_all_files_come_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "record_checks"
    folder.mkdir()
    (folder / "a.toml").write_text(FRONT_DOOR.replace("limit = 1\n", "limit = 0\n"), encoding="utf-8")
    (folder / "b.toml").write_text(FRONT_DOOR.replace('to = "decision"', 'to = "no"'), encoding="utf-8")
    found = {(problem.file, problem.rule) for problem in read_record_checks([tmp_path])[1]}
    assert {("a.toml", "P16"), ("b.toml", "P01"), ("b.toml", "P13")} <= found


def test_an_own_check_of_the_same_id_comes_first(tmp_path: Path) -> None:
    (tmp_path / "record_checks").mkdir()
    own = FRONT_DOOR[: FRONT_DOOR.index('[[check]]\nid = "referrer_told"')].replace("within one working day", "here")
    (tmp_path / "record_checks" / "own.toml").write_text(own, encoding="utf-8")
    checks, problems = read_record_checks([tmp_path, packaged_folder()])
    assert not problems and len(checks) == len(CHECKS)
    assert checks.set_index("id").loc["decision", "title"] == "Decision on a referral here"


def test_what_a_check_goes_by() -> None:
    by = CHECKS.set_index("id")
    assert needs(by.loc["decision"]) == {"referral", "decision"}
    assert needs(by.loc["rereferral"]) == {"referral", "rereferral"}
    assert needs(by.loc["assessment"]) == {"referral", "assessment ends", "outcome", "assessment starts"}
    assert needs(by.loc["referrer_told"]) == {"referral", "referrer told", "referrer_told"}


def test_the_states_of_a_time_limit_and_what_each_row_says() -> None:
    found = history(
        [
            "A1 2025-10-03 referral", "A1 2025-10-06 decision",
            "B1 2025-10-03 referral", "B1 2025-10-07 decision",
            "C1 2025-12-30 referral",
            "D1 2025-12-31 referral", "D1 2026-01-02 decision",
            "E1 2025-10-07 referral", "E1 2025-10-06 decision",
            "F1 2025-10-06 decision",
            "G1 2025-10-06 contact",
        ]
    )  # fmt: skip
    assert states(found, "decision") == [
        ("A1", "2025-10-03", "2025-10-06", "2025-10-06", "met"),
        ("B1", "2025-10-03", "2025-10-06", "2025-10-07", "not met"),
        ("C1", "2025-12-30", "2025-12-31", "", "too soon to tell"),
        ("D1", "2025-12-31", "2026-01-02", "", "too soon to tell"),
        ("E1", "2025-10-07", "2025-10-08", "2025-10-06", "cannot tell"),
        ("F1", "", "", "2025-10-06", "cannot tell"),
        ("G1", "", "", "", "not applicable"),
    ]
    rows = check_records(found, CHECKS[CHECKS["id"] == "decision"], AS_AT).set_index("spell")
    assert list(rows.reset_index().columns.sort_values()) == sorted(STATES)
    assert rows["days"].tolist()[:4] == [1, 2, 1, 0] and rows["days"].iloc[4:].isna().all()
    assert rows["open"].tolist() == [False, False, True, True, False, False, False]
    assert rows["why"].tolist()[4:] == [
        "The end comes before the beginning.",
        "No day is written down to count from.",
        "Nothing began that could be timed.",
    ]


def test_dates_beyond_the_calendar_cannot_be_told_and_stop_nothing() -> None:
    found = history(
        [
            "A1 2009-12-30 referral", "A1 2010-01-04 decision",
            "B1 2030-12-31 referral", "B1 2031-01-02 decision",
            "C1 2025-10-03 referral", "C1 2025-10-06 decision",
            "D1 2030-12-30 referral", "D1 2030-12-31 decision",
        ]
    )  # fmt: skip
    rows = check_records(found, CHECKS[CHECKS["id"] == "decision"], date(2031, 6, 30)).set_index("spell")
    assert rows["state"].tolist() == ["cannot tell", "cannot tell", "met", "met"]
    assert set(rows["why"]) == {"A date lies beyond the years whose bank holidays are known.", ""}
    months = history(["A1 2008-11-30 plan starts", "A1 2009-02-28 review conference", "A1 2009-03-01 plan ends"])
    assert [row[-1] for row in states(months, "review_conference")] == ["met"]


def test_a_check_whose_events_or_columns_the_record_has_not_is_left_out() -> None:
    found = history(["A1 2025-10-03 referral", "A1 2025-10-06 decision"])
    assert set(check_records(found, CHECKS, AS_AT)["check"]) == {"decision", "rereferral"}
    empty = history([])
    assert list(check_records(empty, CHECKS, AS_AT).columns) == list(STATES) and not len(
        check_records(empty, CHECKS, AS_AT)
    )


def test_without_an_outcome_the_assessments_that_began_are_timed() -> None:
    events = ["A1 2025-07-01 referral", "A1 2025-07-02 assessment starts", "A1 2025-07-31 assessment ends"]
    events += ["B1 2025-07-01 referral"]
    assert [row[-1] for row in states(history(events), "assessment")] == ["met", "not applicable"]
    by_outcome = history(events, outcome=["information and advice", "assessment"])
    assert [row[-1] for row in states(by_outcome, "assessment")] == ["not applicable", "not met"]
    blank = history(events, outcome=["", "[x]"])
    assert [row[-1] for row in states(blank, "assessment")] == ["cannot tell", "cannot tell"]


def test_where_nothing_began_a_blank_condition_means_that_it_does_not_apply() -> None:
    events = ["A1 2025-07-01 referral", "B1 2025-07-01 referral", "C1 2025-07-01 referral"]
    events += ["C1 2025-07-02 strategy discussion", "D1 2025-07-21 initial conference", "E1 2025-07-01 referral"]
    found = history(events, conference_needed=["", "yes", "[x]", "", "no"])
    rows = check_records(found, CHECKS[CHECKS["id"] == "conference"], AS_AT)
    assert list(zip(rows["spell"], rows["state"], rows["why"], strict=True)) == [
        ("A1", "not applicable", "Nothing began that could be timed."),
        ("B1", "cannot tell", "No day is written down to count from."),
        ("C1", "cannot tell", "It is not written down whether it applies."),
        ("D1", "cannot tell", "It is not written down whether it applies."),
        ("E1", "not applicable", "It does not apply."),
    ]
    nobody = found.events[found.events["event"] != "strategy discussion"]
    empty_column = replace(found, events=nobody, holds=frozenset({"strategy discussion"}))
    assert [row[-1] for row in states(empty_column, "conference")][:3] == [
        "not applicable", "cannot tell", "not applicable",
    ]  # fmt: skip
    assert states(replace(found, events=nobody), "conference") == []  # no room for a beginning: left out


def test_with_room_for_one_beginning_of_two_a_blank_condition_stays_open() -> None:
    check = CHECKS[CHECKS["id"] == "core_group"].assign(applies_when=[[{"needed": ["yes"]}]])
    events = ["A1 2025-07-01 core group", "A1 2025-06-20 plan starts", "B1 2025-06-20 referral"]
    found = history(events, needed=["", ""])
    assert list(check_records(found, check, AS_AT)["state"]) == ["cannot tell", "cannot tell"]
    both = replace(found, holds=frozenset({"initial conference"}))
    assert list(check_records(both, check, AS_AT)["state"]) == ["cannot tell", "not applicable"]


def test_a_referral_dated_twice_is_no_re_referral_to_itself() -> None:
    """One spell is one referral; the child's next spell is another."""
    found = history(
        ["A1 2025-05-01 referral", "A1 2025-05-03 referral", "A2 2025-09-01 referral"], covers_from="2024-01-01"
    )
    assert [(row[0], row[1], row[-1]) for row in states(found, "rereferral")] == [
        ("A1", "2025-05-01", "met"),
        ("A2", "2025-09-01", "not met"),
    ]


def test_a_further_assessment_of_a_referral_is_not_timed_from_the_referral_but_from_its_own_start() -> None:
    events = ["A1 2025-01-06 referral", "A1 2025-01-06 assessment starts", "A1 2025-02-03 assessment ends"]
    events += ["A2 2025-06-02 assessment starts", "A2 2025-06-30 assessment ends"]
    found = history(events)
    found.spells.loc[found.spells["spell"] == "A2", ["part_of", "case_id"]] = ["A1", ""]
    assert [row[0] for row in states(found, "assessment")] == ["A1"]
    assert [row[0] for row in states(found, "assessment_from_start")] == ["A1", "A2"]


def test_assessments_that_overlap_end_in_the_order_in_which_they_began() -> None:
    events = ["A1 2025-01-02 assessment ends", "A1 2025-01-06 assessment starts", "A1 2025-01-13 assessment starts"]
    events += ["A1 2025-02-03 assessment ends", "A1 2025-02-10 assessment ends", "A1 2025-12-01 assessment starts"]
    assert [(row[1], row[3], row[4]) for row in states(history(events), "assessment_from_start")] == [
        ("", "2025-01-02", "cannot tell"),
        ("2025-01-06", "2025-02-03", "met"),
        ("2025-01-13", "2025-02-10", "met"),
        ("2025-12-01", "", "too soon to tell"),
    ]


def test_one_beginning_and_one_end_belong_together_even_in_the_wrong_order() -> None:
    events = ["A1 2025-02-03 assessment starts", "A1 2025-01-02 assessment ends"]
    assert [row[1:] for row in states(history(events), "assessment_from_start")] == [
        ("2025-02-03", "2025-04-07", "2025-01-02", "cannot tell")
    ]


def test_every_review_received_is_one_row_and_the_next_one_due_another() -> None:
    found = history(
        [
            "A1 2025-01-06 comes into care",
            "A1 2024-12-01 looked-after review",
            "A1 2025-02-03 looked-after review",
            "A2 2025-02-03 looked-after review",
            "A1 2025-05-03 looked-after review",
            "A1 2025-11-04 looked-after review",
            "A1 2026-01-15 looked-after review",
            "B1 2025-01-06 comes into care",
            "B1 2025-01-10 leaves care",
            "B1 2025-06-02 looked-after review",
            "B3 2025-12-01 comes into care",
            "C1 2025-03-03 looked-after review",
        ]
    )
    rows = check_records(found, CHECKS[CHECKS["id"] == "looked_after_review"], AS_AT)
    received = rows[rows["end"] != ""]
    assert len(received) == 8
    assert received[["spell", "nth", "start", "due", "end", "state"]].values.tolist() == [
        ["A1", 0, "", "", "2024-12-01", "not applicable"],
        ["A1", 0, "2025-01-06", "2025-02-03", "2025-02-03", "met"],
        ["A2", 0, "", "", "2025-02-03", "not applicable"],
        ["A1", 1, "2025-02-03", "2025-05-03", "2025-05-03", "met"],
        ["A1", 2, "2025-05-03", "2025-11-03", "2025-11-04", "not met"],
        ["A1", 0, "", "", "2026-01-15", "not applicable"],
        ["B1", 0, "", "", "2025-06-02", "not applicable"],
        ["C1", 0, "", "", "2025-03-03", "cannot tell"],
    ]
    due = rows[rows["end"] == ""]
    assert due[["spell", "nth", "start", "due", "state", "open"]].values.tolist() == [
        ["A1", 3, "2025-11-04", "2026-05-04", "too soon to tell", True],
        ["B3", 0, "2025-12-01", "2025-12-31", "too soon to tell", True],
    ]


def test_a_period_ends_when_the_next_begins_and_a_review_missed_before_that_is_not_forgotten() -> None:
    found = history(
        ["A1 2025-01-06 comes into care", "A2 2025-06-02 comes into care", "A1 2025-06-20 looked-after review"]
    )
    assert [(row[0], row[1], row[3], row[4]) for row in states(found, "looked_after_review", date(2025, 7, 31))] == [
        ("A2", "2025-06-02", "2025-06-20", "met"),
        ("A1", "2025-01-06", "", "not met"),
        ("A2", "2025-06-20", "", "too soon to tell"),
    ]


def test_where_only_the_last_review_is_held_what_came_before_is_not_taken_as_missing() -> None:
    events = ["A1 2024-01-08 plan starts", "A1 2025-09-01 review conference"]
    events += ["B1 2024-01-08 plan starts", "B1 2024-03-01 review conference"]
    whole = history(events)
    assert [row[-1] for row in states(whole, "review_conference")] == ["not met", "met", "too soon to tell", "not met"]
    latest = replace(whole, only_latest=("review conference",))
    assert [row[-1] for row in states(latest, "review_conference")] == [
        "cannot tell",
        "met",
        "too soon to tell",
        "not met",
    ]


def test_coming_back_is_looked_for_among_all_spells_of_the_child() -> None:
    found = history(
        [
            "A1 2024-06-03 referral", "A1 2024-06-20 referral closed",
            "A2 2025-03-03 referral", "A2 2025-04-30 referral closed",
            "B1 2024-06-03 referral", "B1 2024-06-03 referral closed",
            "C1 2024-03-30 referral",
        ],
        covers_from="2024-04-01",
    )  # fmt: skip
    assert [row[-1] for row in states(found, "closed_and_back")] == [
        "not met",
        "too soon to tell",
        "met",
        "not applicable",
    ]
    assert [(row[0], row[3], row[-1]) for row in states(found, "rereferral")] == [
        ("A1", "", "cannot tell"),
        ("A2", "2024-06-03", "not met"),
        ("B1", "", "cannot tell"),
        ("C1", "", "cannot tell"),
    ]


def test_a_source_with_one_row_for_each_child_can_never_say_that_nobody_came_back() -> None:
    found = history(["A 2024-05-01 referral", "A 2024-06-20 referral closed"], covers_from="2024-04-01")
    assert [row[-1] for row in states(found, "closed_and_back")] == ["cannot tell"]


def test_what_is_written_down_in_any_of_several_places() -> None:
    found = history(
        [f"{child}1 2025-10-01 referral" for child in "ABCDE"] + ["E1 2025-10-02 referrer told"],
        consent=["yes", "no", "no", "", "not applicable"],
        consent_reason=["", "given", "", "", ""],
        referrer_told=["yes", "no", "", "Not applicable", "no"],
    )
    assert [row[-1] for row in states(found, "consent")] == ["met", "met", "not met", "not met", "not applicable"]
    assert [row[-1] for row in states(found, "referrer_told")] == [
        "met",
        "not met",
        "cannot tell",
        "not applicable",
        "met",
    ]
    shorter = replace(found, spells=found.spells.drop(columns="consent_reason"))
    told = check_records(shorter, CHECKS[CHECKS["id"] == "consent"], AS_AT)
    assert told["state"].tolist() == ["met", "cannot tell", "cannot tell", "cannot tell", "not applicable"]


def test_the_history_is_left_as_it_was_and_every_case_has_a_row() -> None:
    found = history(
        ["A1 2025-10-03 referral", "A1 2025-10-06 decision", "A2 2025-10-03 comes into care", "B1 2025-10-03 contact"]
    )
    found.spells["case_id"] = found.spells["child"]
    before = found.spells.copy(), found.events.copy()
    rows = check_records(found, CHECKS[CHECKS["id"] == "decision"], AS_AT)
    assert rows[["case_id", "spell", "state"]].values.tolist() == [["A", "A1", "met"], ["B", "B1", "not applicable"]]
    assert found.spells.equals(before[0]) and found.events.equals(before[1])
