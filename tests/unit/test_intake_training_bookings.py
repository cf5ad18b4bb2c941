"""Reading bookings, and reach made of them."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.training import REACH_COLUMNS, read_reach
from scrutiny_lib.intake.training_bookings import BOOKING_COLUMNS, reach_of, read_bookings
from scrutiny_lib.intake.training_notice import notice_of, parse_moment
from scrutiny_lib.intake.training_rows import NOT_SAID, Received, find_lines
from scrutiny_lib.terms import OUTCOMES_OF_BOOKING

HEAD = ",".join(BOOKING_COLUMNS)
DAY = "Naming neglect,2025-01-22"
ROWS = (
    f"{DAY},police,Officer,attended,,09:30,p-1",
    f"{DAY},police,Officer,cancelled,2025-01-10 09:30,09:30,P2",
    f"{DAY},education,Teacher,cancelled,2025-01-22 08:00,09:30,P3",
    f"{DAY},education,Teacher,did not come,,09:30,P4",
    f"{DAY},education,Teacher,substitute came,,09:30,P5",
    f"{DAY},education,Teacher,cancelled,,09:30,P6",
)
AGENCIES = {"police": "Police", "education": "Schools and colleges"}


def read(
    folder: Path, *rows: str, agencies: dict[str, str] | None = None
) -> tuple[pd.DataFrame, Problems, tuple[str, int, int, int, int]]:
    path, received = folder / "bookings.csv", Received()
    path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    table, problems = read_bookings(path, agencies, received)
    return table, problems, received[0]


def found(problems: Problems) -> list[tuple[str, str, str, str]]:
    return [(problem.rule, problem.cell, problem.column, problem.act) for problem in problems]


def test_bookings(tmp_path: Path) -> None:
    table, problems, received = read(tmp_path, *ROWS, agencies=AGENCIES)
    assert tuple(table.columns) == BOOKING_COLUMNS and list(table.index) == [2, 3, 4, 5, 6, 7]
    assert table.iloc[0].tolist() == [
        *("Naming neglect", date(2025, 1, 22), "Police", "Officer", "attended", None, time(9, 30), "P1")
    ]
    assert table.iloc[1]["told_on"] == datetime(2025, 1, 10, 9, 30)
    assert found(problems) == [("V05", "line 7", "told_on", "WARN")], "cancelled, and nobody knows when"
    assert received == ("rows of bookings.csv", 6, 6, 0, 0)


def test_a_workbook_says_the_same_as_a_csv(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(list(BOOKING_COLUMNS))
    told = datetime(2025, 1, 10, 9, 30)
    book.active.append(["Naming neglect", date(2025, 1, 22), "police", "Officer", "cancelled", told, time(9, 30), "P2"])
    book.save(tmp_path / "bookings.xlsx")
    table, problems = read_bookings(tmp_path / "bookings.xlsx")
    same, _, _ = read(tmp_path, ROWS[1])
    assert not problems and table.to_dict("records") == same.to_dict("records")
    assert find_lines(tmp_path, "bookings", problems) is None and [problem.rule for problem in problems] == ["I02"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("attended", "came late", ("V02", "line 2", "outcome", "HOLD")),
        ("attended", "", ("V02", "line 2", "outcome", "HOLD")),
        ("2025-01-22,", "soon,", ("D01", "line 2", "date", "HOLD")),
        ("Naming neglect,", ",", ("V05", "line 2", "course", "HOLD")),
        ("09:30", "half past nine", ("D08", "line 2", "starts", "HOLD")),
        ("attended,", "cancelled,tomorrow", ("D01", "line 2", "told_on", "HOLD")),
        ("attended,", "cancelled,2025-01-22 09:31", ("D07", "line 2", "told_on", "HOLD")),
        ("attended,", "cancelled,2025-01-23", ("D07", "line 2", "told_on", "HOLD")),
        ("attended,", "did not come,2025-01-20 10:00", ("V04", "line 2", "told_on", "HOLD")),
        ("attended,", "attended,2025-01-20 10:00", ("V04", "line 2", "told_on", "WARN")),
        ("p-1", "jo@example.org", ("T19", "line 2", "person_code", "WARN")),
        ("police", "fire service", ("V02", "line 2", "agency", "WARN")),
    ],
)
def test_a_booking_that_cannot_be_is_named_and_the_rest_goes_on(
    tmp_path: Path, old: str, new: str, expected: tuple[str, str, str, str]
) -> None:
    bad = ROWS[0].replace(old, new, 1)
    table, problems, received = read(tmp_path, bad, ROWS[3], agencies=AGENCIES)
    assert found(problems) == [expected] and not problems.stops()
    held = int(expected[3] == "HOLD")
    assert received[1:] == (2, 2 - held, held, 0) and len(table) == 2 - held
    said = new.strip(",")
    assert not said or said not in str(problems), "a message never holds a value"


def test_an_agency_the_workspace_does_not_know_is_named_once_and_counts_for_the_course(tmp_path: Path) -> None:
    rows = [f"{DAY},Fire service,Officer,attended,,09:30,{code}" for code in ("A1", "A2", "A3")]
    table, problems, _ = read(tmp_path, *rows, agencies=AGENCIES)
    assert list(table["agency"]) == [NOT_SAID] * 3
    assert found(problems) == [("V02", "line 2", "agency", "WARN")] and "line 3, 4" in problems[0].fact


def test_the_same_booking_twice_counts_once_and_two_that_differ_not_at_all(tmp_path: Path) -> None:
    again = ROWS[0].replace("p-1", " P 1 ").replace("2025-01-22", "22/01/2025")
    table, problems, received = read(tmp_path, ROWS[0], again)
    assert (
        len(table) == 1
        and received[1:] == (2, 1, 0, 1)
        and found(problems) == [("I02", "line 3", "person_code", "WARN")]
    )
    table, problems, received = read(tmp_path, ROWS[0], ROWS[1].replace("P2", "P1"), ROWS[3])
    assert list(table.index) == [4] and received[1:] == (3, 1, 2, 0)
    assert found(problems) == [("I02", f"line {line}", "person_code", "HOLD") for line in (2, 3)]


def test_two_people_without_a_code_are_two_people(tmp_path: Path) -> None:
    row = ROWS[0].replace("p-1", "")
    table, problems, _ = read(tmp_path, row, row)
    assert len(table) == 2 and not problems


cells = st.sampled_from(["", "x", "2025-01-22", "2025-01-23 10:00", "09:30", "police", "P1", *OUTCOMES_OF_BOOKING])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.lists(cells, min_size=8, max_size=8).filter(any), min_size=1, max_size=6))
def test_received_is_used_held_and_refused(tmp_path: Path, rows: list[list[str]]) -> None:
    table, problems, (_, received, used, held, refused) = read(tmp_path, *map(",".join, rows), agencies=AGENCIES)
    assert received == len(rows) == used + held + refused and used == len(table) and not problems.stops()
    named = {problem.cell for problem in problems if problem.act == "HOLD"}
    assert len(named) == held, "every row set aside is named"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("12/01/2026 17:05", datetime(2026, 1, 12, 17, 5)),
        ("2026-01-12T17:05:00", datetime(2026, 1, 12, 17, 5)),
        ("12/01/2026 5.05 pm", datetime(2026, 1, 12, 17, 5)),
        ("2026-07-12 17:05+00:00", datetime(2026, 7, 12, 18, 5)),
        ("46034.5", datetime(2026, 1, 12, 12, 0)),
        ("46034", date(2026, 1, 12)),
        ("12/01/2026", date(2026, 1, 12)),
        ("12/01/2026 25:00", None),
        ("12/01/26 10:00", None),
        ("Monday", None),
    ],
)
def test_a_day_and_a_time(text: str, meant: date | None) -> None:
    assert parse_moment(text) == meant


def test_notice_is_as_exact_as_the_two_times() -> None:
    on, at = date(2025, 1, 22), time(9, 30)
    assert notice_of(on, at, datetime(2025, 1, 15, 9, 30)) == (168, 168)
    least, most = notice_of(on, None, datetime(2025, 1, 21)) or (0, 0)
    assert least == 24 and 47.9 < most < 48
    assert notice_of(on, at, on) is not None and notice_of(on, at, datetime(2025, 1, 22, 9, 31)) is None


def reach(folder: Path, *rows: str) -> pd.DataFrame:
    path = folder / "reach.csv"
    path.write_text("\n".join([",".join(REACH_COLUMNS), *rows]) + "\n", encoding="utf-8")
    return read_reach(path)[0]


def test_reach_of_bookings_counts_each_booking_once(tmp_path: Path) -> None:
    bookings, _, _ = read(tmp_path, *ROWS)
    made, problems = reach_of(bookings, reach(tmp_path, f"{DAY},30,6,2,L1,,,,,A04"))
    assert not problems and made.iloc[0].tolist() == [
        *("Naming neglect", date(2025, 1, 22), 30, 6, 2, "L1", 1, 1, 1, 1, "A04")
    ]  # one of six was cancelled and nobody knows when: neither in time nor late
    assert reach_of(bookings, made)[0].equals(made), "made once or twice, the same"


def test_bookings_and_reach_that_disagree_are_named_and_the_bookings_count(tmp_path: Path) -> None:
    bookings, _, _ = read(tmp_path, *ROWS)
    given_ = reach(
        tmp_path, f"{DAY},30,7,3,L1,,,1,,", "Naming neglect,2025-02-19,30,20,18,L1,,,,,", "Other,2025-02-19,9,8,7,,,,,,"
    )
    made, problems = reach_of(bookings, given_)
    assert found(problems) == [
        ("V14", "line 2", "booked, attended", "WARN"),
        ("V05", "line 3", "", "WARN"),
    ]
    assert list(made["booked"]) == [6, 20, 8]


def test_a_day_only_the_bookings_know_has_no_places(tmp_path: Path) -> None:
    bookings, _, _ = read(tmp_path, *ROWS)
    made, problems = reach_of(bookings, reach(tmp_path, "naming neglect,2025-02-19,30,20,18,L1,,,,,"))
    assert made.iloc[1][["course", "places", "booked"]].tolist() == ["naming neglect", None, 6]
    assert [problem.rule for problem in problems] == ["V05", "V05"] and not problems.stops()


def test_without_bookings_reach_stays_what_it_is(tmp_path: Path) -> None:
    as_read = reach(tmp_path, f"{DAY},30,6,2,L1,,,,,")
    made, problems = reach_of(pd.DataFrame(columns=list(BOOKING_COLUMNS)), as_read)
    assert made.equals(as_read) and not problems
