"""Children in a frame: when they were born, who belongs together, who may be there twice; what the crosswalk holds."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from scrutiny_lib.intake.frame import COLUMNS
from tests.reading_room import REVIEW, frame_of


def with_frame(more: str) -> str:
    return REVIEW.replace('file = "frame.csv"\n', f'file = "frame.csv"\n{more}\n')


@pytest.mark.parametrize(
    ("born", "event", "band"),
    [
        ("2025-11-01", "referral_date,2025-06-01", "0-4"),  # referred before birth
        ("2025-11-01", "plan_start,2025-08-01", "0-4"),  # a plan for an unborn child
        ("2025-11-01", "referral_date,2024-06-01", "not known"),  # seventeen months before birth
        ("2025-11-01", "care_start,2025-10-31", "not known"),  # an unborn child does not come into care
        ("2025-11-01", "care_start,2025-11-01", "0-4"),
        ("2026-01-01", "referral_date,2025-12-01", "not known"),  # not born on the day looked at
    ],
)
def test_a_date_of_birth_after_the_event(tmp_path: Path, born: str, event: str, band: str) -> None:
    column, day = event.split(",")
    frame = frame_of(tmp_path, f"child_id,date_of_birth,{column}\n1,{born},{day}\n")
    assert list(frame.table["age_band"]) == [band] and frame.report.used == 1
    held = [(problem.rule, problem.act, problem.cell) for problem in frame.problems]
    assert held == ([] if band == "0-4" else [("D07", "HOLD", "B2")])
    assert frame.report.known_before_birth == (1 if band == "0-4" and born > day else 0)
    assert list(frame.crosswalk["date_of_birth"]) == [born if band == "0-4" else ""]


def test_unborn_until_long_after_the_expected_day(tmp_path: Path) -> None:
    text = "child_id,date_of_birth,expected_date_of_birth\n1,,2026-03-01\n2,,2025-12-20\n3,,2025-06-01\n"
    frame = frame_of(tmp_path, text)
    assert list(frame.table["age_band"]) == ["unborn", "unborn", "not known"] and frame.report.unborn == 2


def test_one_child_under_two_ids_is_pointed_out_and_not_linked(tmp_path: Path) -> None:
    text = (
        "child_id,first_name,surname,dob,nhs no,upn\n"
        "1,Ann,Canary,01/02/2014,943 476 5919,\n"
        "2,Bea,Newname,01/02/2014,9434765919.0,\n"  # the same NHS number
        "3,Cy,Canary,05/06/2015,,H801200001001\n"
        "4,Cy,Other,07/06/2015,,h801200001001\n"  # the same UPN
        "5,Dee,Canary,09/09/2016,,\n"
        "6,DEE,canary ,2016-09-09,,\n"  # the same name and date of birth
        "7,Eve,Canary,01/02/2014,,\n"  # a twin: another name
    )
    frame = frame_of(tmp_path, text)
    found = [(problem.act, problem.column, problem.cell) for problem in frame.problems if problem.rule == "I05"]
    assert found == [("WARN", "nhs_number", "E2, E3"), ("WARN", "upn", "F4, F5"), ("WARN", "last_name", "C6, C7")]
    assert frame.table["case_id"].nunique() == 7 == frame.report.used and frame.report.maybe_one == 6
    assert "Canary" not in str(frame.problems) + "".join(frame.report.lines())


def test_families_are_what_the_file_says(tmp_path: Path) -> None:
    review = with_frame('[frame.columns]\nfamily_id = "Home address"')
    text = (
        "child_id,surname,Home address\n"
        'A,Canary,"1, High Street"\n'
        "B,Canary,1 HIGH  STREET\n"  # two siblings stay two children
        "C,Canary,2 High Street\n"  # the same surname makes no family
        "D,Canary,\nE,Canary,-\n"
    )
    frame = frame_of(tmp_path, text, review)
    report = frame.report
    assert (report.families, report.sharing, report.without_family) == (2, 2, 2)
    first, second, third, *none = frame.table["family_id"]
    assert first == second != third and none == ["", ""] and frame.table["case_id"].nunique() == 5
    assert "2 families told apart; 2 children share theirs with another child." in report.lines()
    assert "High" not in frame.crosswalk.to_csv() and "family_id" not in frame.crosswalk


def test_a_home_is_not_a_family(tmp_path: Path) -> None:
    rows = "".join(f"{number},unknown\n" for number in range(13))
    frame = frame_of(tmp_path, "child_id,family_id\n" + rows)
    assert [(problem.rule, problem.act) for problem in frame.problems] == [("I19", "WARN")]


def test_the_same_number_in_full_width_digits_is_the_same_child(tmp_path: Path) -> None:
    one = frame_of(tmp_path / "a", "child_id,family_id\n9434765919,F1\n")
    two = frame_of(tmp_path / "b", "child_id,family_id\n９４３４７６５９１９,Ｆ１\n")
    assert one.table.equals(two.table)


def test_the_crosswalk_holds_what_a_list_needs_and_no_more(tmp_path: Path) -> None:
    text = (
        "child_id,name,dob,nhs_number,upn,postcode,address,phone,email,parents,agency_id_police,stage\n"
        "1,Jo Canary,01/02/2014,9434765919,H801200001001,PO1 1AA,1 High Street,023,a@b.example,Al Canary,N9,plan\n"
    )
    frame = frame_of(tmp_path, text)
    assert list(frame.crosswalk.columns) == [
        *("case_id", "child_id", "name", "date_of_birth", "parents", "agency_id_police"),
    ]
    assert list(frame.table.columns) == [*COLUMNS, "stage"]
    marked = frame_of(tmp_path / "b", "child_id,name,dob\n1,-,#N/A\n").crosswalk
    assert marked[["name", "date_of_birth"]].to_numpy().tolist() == [["", ""]]


def test_of_two_rows_that_differ_it_does_not_matter_which_comes_first(tmp_path: Path) -> None:
    rows = ["A1,plan,F,2015-01-02", "A1,need,F,2015-01-02", "B2,need,M,2014-01-02"]
    read = []
    for order in (rows, rows[::-1]):
        frame = frame_of(tmp_path / order[0][:2], "\n".join(["child_id,stage,sex,date_of_birth", *order]) + "\n")
        assert (frame.report.received, frame.report.used, frame.report.held) == (3, 2, 1)
        read.append(frame.table.sort_values("case_id").reset_index(drop=True))
    pd.testing.assert_frame_equal(read[0], read[1])
    assert sorted(read[0]["stage"]) == ["", "need"] and sorted(read[0]["sex"]) == ["F", "M"]
