"""Need: reading it, working out who has had a course, and saying whom it did not reach."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny_lib.intake.training import REACH_COLUMNS
from scrutiny_lib.intake.training_bookings import BOOKING_COLUMNS
from scrutiny_lib.intake.training_need import NEED_COLUMNS, fill_trained, read_need, read_teams
from scrutiny_lib.intake.training_rows import Received
from scrutiny_lib.lenses.training_need import summarise_need
from scrutiny_lib.stats.intervals import wilson

AGENCIES = {"police": "Police", "education": "Schools and colleges"}
REACH = pd.DataFrame([{"course": "Naming neglect", "line": "L1"}]).reindex(columns=list(REACH_COLUMNS))


def write(folder: Path, *rows: str, head: str = ",".join(NEED_COLUMNS)) -> Path:
    path = folder / "need.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def bookings(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    """Bookings of (agency, role, outcome, code)."""
    made = [
        ("Naming neglect", date(2025, 1, 22), agency, role, outcome, None, None, code)
        for agency, role, outcome, code in rows
    ]
    return pd.DataFrame(made, columns=list(BOOKING_COLUMNS), dtype="object").rename_axis("line")


def need(*rows: tuple[str, str, int, int | None], course: str = "Naming neglect") -> pd.DataFrame:
    made = [(course, *row) for row in rows]
    return pd.DataFrame(made, columns=list(NEED_COLUMNS), dtype="object").rename_axis("line")


def test_need(tmp_path: Path) -> None:
    received: Received = []
    rows = ("Naming neglect,police,Officer,40,12", "Naming neglect,education,,71,")
    table, problems = read_need(write(tmp_path, *rows), AGENCIES, received)
    assert not problems and received == [("rows of need.csv", 2, 2, 0, 0)]
    assert table.values.tolist() == [
        ["Naming neglect", "Police", "Officer", 40, 12],
        ["Naming neglect", "Schools and colleges", "all", 71, None],
    ]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("Naming neglect,police,Officer,40,41", ("V14", "trained")),
        ("Naming neglect,police,Officer,-4,", ("V07", "need")),
        ("Naming neglect,police,Officer,4.5,", ("V07", "need")),
        ("Naming neglect,police,Officer,forty,", ("V07", "need")),
        ("Naming neglect,police,Officer,,", ("V07", "need")),
        ("Naming neglect,police,Officer,40,10%", ("V07", "trained")),
        ("Naming neglect,fire,Officer,40,", ("V02", "agency")),
        ("Naming neglect,,Officer,40,", ("V05", "agency")),
        (",police,Officer,40,", ("V05", "course")),
        ("Naming neglect,education,all,90,", ("V04", "role")),
    ],
)
def test_need_that_cannot_be_is_named_and_the_rest_goes_on(tmp_path: Path, row: str, found: tuple[str, str]) -> None:
    received: Received = []
    path = write(tmp_path, row, "Naming neglect,education,Teacher,71,")
    table, problems = read_need(path, AGENCIES, received)
    assert [(problem.rule, problem.column, problem.cell, problem.act) for problem in problems] == [
        (*found, "line 2", "HOLD")
    ]
    assert list(table["role"]) == ["Teacher"] and received[0][1:] == (2, 1, 1, 0)


def test_one_role_twice(tmp_path: Path) -> None:
    rows = ("Naming neglect,police,Officer,40,", "Naming neglect,Police,officer,40,", "Naming neglect,education,x,5,")
    received: Received = []
    assert len(read_need(write(tmp_path, *rows), AGENCIES, received)[0]) == 2 and received[0][1:] == (3, 2, 0, 1)
    table, problems = read_need(write(tmp_path, rows[0], rows[1].replace("40", "41"), rows[2]), AGENCIES)
    assert list(table["role"]) == ["x"] and [problem.cell for problem in problems] == ["line 2", "line 3"]


def test_people_are_counted_once_by_their_codes() -> None:
    came = bookings(
        ("police", "Officer", "attended", "A"),
        ("police", "officer", "attended", "A"),  # the same person on a second day
        ("police", "Officer", "attended", "B"),
        ("police", "Officer", "attended", ""),  # somebody, perhaps A or B again
        ("police", "Officer", "did not come", "C"),
        ("police", "Sergeant", "attended", "D"),
    )
    filled, problems = fill_trained(need(("police", "Officer", 40, None), ("police", "Sergeant", 3, None)), came)
    assert filled[["trained", "more"]].values.tolist() == [[2, 1], [1, 0]] and not problems


def test_what_cannot_be_worked_out_is_named_and_not_guessed() -> None:
    came = bookings(
        *[("police", "Officer", "attended", code) for code in "ABC"], ("housing", "Officer", "attended", "D")
    )
    filled, problems = fill_trained(need(("police", "Officer", 2, None), ("education", "Teacher", 9, None)), came)
    assert list(filled["trained"]) == [None, 0]
    assert [(problem.rule, problem.file) for problem in problems] == [("V14", "need.csv"), ("V02", "bookings")]
    other, problems = fill_trained(need(("police", "Officer", 20, None), course="Another course"), came)
    assert list(other["trained"]) == [None] and [problem.rule for problem in problems] == ["V05"]


def test_trained_against_need_with_limits() -> None:
    table, results = summarise_need(
        need(
            ("Police", "Officer", 40, 12),
            ("Police", "Sergeant", 10, 10),
            ("Housing", "all", 20, 0),
            course="naming neglect",
        ),
        bookings(),
        REACH,
    )
    assert table[["course", "agency", "role", "trained", "need"]].values.tolist() == [
        ["Naming neglect", "Police", "Officer", 12, 40],
        ["Naming neglect", "Police", "Sergeant", 10, 10],
        ["Naming neglect", "Police", "all", 22, 50],
        ["Naming neglect", "Housing", "all", 0, 20],
        ["Naming neglect", "all", "all", 22, 70],
    ]
    limits = wilson(12, 40)
    assert table.iloc[0][["percent", "lower", "upper"]].tolist() == pytest.approx(
        [30, 100 * limits.lower, 100 * limits.upper]
    )
    assert list(table["sentence"]) == [
        "Police, Officer: 12 of 40 have had it; 28 have not.",
        "Police, Sergeant: all 10 have had it.",
        "Police: 22 of 50 have had it; 28 have not.",
        "Housing: nobody of 20 has had it.",
        "All who need it: 22 of 70 have had it; 48 have not. Nobody from Housing has had it.",
    ]
    assert results[["result_id", "line", "shown"]].values.tolist() == [
        ["train.naming_neglect.trained", "L1", "22 of 70 practitioners"]
    ]


def test_whom_it_reached_less_is_said_only_beyond_chance() -> None:
    far = summarise_need(need(("Police", "all", 60, 6), ("Schools", "all", 60, 40)), bookings(), REACH)[0]
    assert "It reached fewer of Police than of the others" in far.iloc[-1]["sentence"]
    near = summarise_need(need(("Police", "all", 60, 30), ("Schools", "all", 60, 36)), bookings(), REACH)[0]
    assert "fewer" not in near.iloc[-1]["sentence"]


def test_people_who_cannot_be_matched_widen_the_limits() -> None:
    came = bookings(("police", "Officer", "attended", "A"), ("police", "Officer", "substitute came", "B"))
    table, _ = summarise_need(need(("police", "Officer", 10, None)), came, REACH)
    row = table.iloc[0]
    assert row["sentence"] == "police, Officer: at least 1 of 10 have had it; up to 9 have not."
    assert (row["lower"], row["upper"]) == pytest.approx((100 * wilson(1, 10).lower, 100 * wilson(2, 10).upper))


def test_unknown_is_not_none_and_nobody_in_need_has_no_share() -> None:
    table, results = summarise_need(need(("Police", "all", 10, None), ("Housing", "all", 0, 0)), bookings(), REACH)
    assert pd.isna(table["trained"]).tolist() == [True, False, True] and table["percent"].isna().all()
    assert "not known" in table.iloc[0]["sentence"] and results.empty


counts = st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda pair: (max(pair), min(pair)))


@given(st.lists(counts, min_size=1, max_size=6))
def test_the_whole_is_the_sum_of_its_parts(rows: list[tuple[int, int]]) -> None:
    given_ = need(*[(f"A{at % 2}", f"role {at}", wanted, had) for at, (wanted, had) in enumerate(rows)])
    table, _ = summarise_need(given_, bookings(), REACH)
    parts, whole = table[table["role"] != "all"], table.iloc[-1]
    assert (parts["need"].sum(), parts["trained"].sum()) == (whole["need"], whole["trained"])
    shares = table.dropna(subset=["percent"])
    assert ((shares["lower"] <= shares["percent"]) & (shares["percent"] <= shares["upper"])).all()
    assert shares[["lower", "upper"]].stack().between(0, 100).all()


def test_teams(tmp_path: Path) -> None:
    path = tmp_path / "teams.csv"
    path.write_text(
        "team,trained_on,course\nT1,2025-01-22,Naming neglect\nT2,,\nT3,soon,\n"
        "T4,,\nT4,2025-01-22,\nT5,,\nT5,,\n,,\n,,x\n",
        encoding="utf-8",
    )
    received: Received = []
    table, problems = read_teams(path, received)
    assert table.values.tolist() == [["T1", date(2025, 1, 22), "Naming neglect"], ["T2", None, ""], ["T5", None, ""]]
    assert [(problem.rule, problem.cell) for problem in problems] == [
        ("V05", "line 10"),
        ("D01", "line 4"),
        ("I02", "line 5"),
        ("I02", "line 6"),
        ("I02", "line 8"),
    ]
    assert received == [("rows of teams.csv", 8, 3, 4, 1)]


def test_everybody_twice_beside_a_role_is_held_and_counted_once(tmp_path: Path) -> None:
    received: Received = []
    rows = ("Naming neglect,police,,40,", "Naming neglect,police,all,40,", "Naming neglect,police,Officer,40,")
    table, _ = read_need(write(tmp_path, *rows), AGENCIES, received)
    assert list(table["role"]) == ["Officer"] and received == [("rows of need.csv", 3, 1, 2, 0)]


def test_never_more_than_need_it() -> None:
    came = bookings(("police", "Officer", "attended", "A"), *[("police", "Officer", "attended", "")] * 9)
    filled, _ = fill_trained(need(("police", "Officer", 4, None)), came)
    assert filled[["trained", "more"]].values.tolist() == [[1, 3]]


def test_nobody_is_not_said_where_somebody_of_no_known_agency_or_role_came() -> None:
    came = bookings(("Police", "constable", "attended", "A1"), ("not said", "", "attended", "A2"))
    asked = need(("Police", "officer", 40, None), ("Schools and colleges", "lead", 30, None))
    filled = fill_trained(asked, came)[0]
    assert filled["trained"].tolist() == [0, 0] and filled["more"].tolist() == [2, 1]
    told = summarise_need(asked, came, REACH)[0]
    assert not told["sentence"].str.contains("[Nn]obody").any() and told["method"].str.startswith("At least").all()
    named = fill_trained(asked, bookings(("Schools and colleges", "lead", "attended", "A1")))[0]
    assert named["more"].tolist() == [0, 0]
