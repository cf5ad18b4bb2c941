"""Worried now, said only of those who could have said it; rows for ``risk.csv`` that lose nothing typed."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from scrutiny_lib.audit.risk import COLUMNS, RiskReport, check_risk
from scrutiny_lib.batch.worried import FILE, Heard, worried_lines, write_worried
from scrutiny_lib.errors import Problems

NOBODY = "WORRIED NOW: nobody answered that they are worried about a child now"


def report(tmp_path: Path, *confirmed: str) -> RiskReport:
    """C-1 by the police and C-2 by a school; those of ``confirmed`` have a complete row in risk.csv."""
    rows = [("C-1", "police", "worried", "yes", "police return 1 (0000aaaa), sheet 6, cell C7"),
            ("C-2", "school", "worried", "yes", "school return 1 (0000bbbb), sheet 2, cell C7")]  # fmt: skip
    raised = pd.DataFrame(rows, columns=["case_id", "agency", "question", "answer", "place"])
    done = [(case, dict(zip(raised.case_id, raised.agency, strict=True))[case], "Head", "2025-11-03", "Seen", "A1",
             "2025-11-04") for case in confirmed]  # fmt: skip
    risk = pd.DataFrame(done, columns=list(COLUMNS))
    return check_risk(raised, risk, {"police": "Police", "school": "Schools"})


def heard(risk: RiskReport, review: str = "neglect") -> Heard:
    return Heard(review, 6, 2, True, len(risk.raised), risk.waiting)


@pytest.mark.parametrize(
    ("reviews", "said"),
    [
        ([Heard("a", 6)], "WORRIED NOW: nothing has come back yet, so nobody can have said."),
        ([], "WORRIED NOW: nothing has come back yet, so nobody can have said."),
        (
            [Heard("a", 6, 0, came=True)],
            "WORRIED NOW: nothing has come back that can be used, so nobody can have said.",
        ),
        ([Heard("a", 6, 2, came=True)], f"{NOBODY}, of the agencies that have answered (2 of 6)."),
        ([Heard("a", 6, 6, came=True)], f"{NOBODY}."),
        ([Heard("a", 6, 6, True), Heard("b", 3)], f"{NOBODY}, of the agencies that have answered (6 of 9)."),
    ],
)
def test_nobody_is_said_only_of_those_who_answered(reviews: list[Heard], said: str) -> None:
    assert worried_lines(reviews) == [said]


def test_each_that_waits_is_named_by_agency_and_place_and_no_case_id(tmp_path: Path) -> None:
    lines = worried_lines([heard(report(tmp_path, "C-2"))])
    assert lines[0] == "WORRIED NOW: 2 raised, 1 with a confirmed step, 1 waiting."
    assert lines[1].startswith("  Act on this before anything else.")
    assert lines[2:] == ["  Police: police return 1 (0000aaaa), sheet 6, cell C7."]
    assert "C-1" not in "".join(lines)
    both = worried_lines([heard(report(tmp_path, "C-2")), heard(report(tmp_path, "C-1", "C-2"), "other")])
    assert both[0].startswith("WORRIED NOW: 4 raised, 3 with") and both[2].startswith("  neglect, Police: ")
    assert len(worried_lines([heard(report(tmp_path, "C-1", "C-2"))])) == 1


def test_rows_for_the_file_keep_what_was_typed_until_it_is_confirmed(tmp_path: Path) -> None:
    path, problems = tmp_path / "working" / FILE, Problems()
    assert write_worried(path, report(tmp_path), problems)
    assert path.read_text(encoding="utf-8").splitlines() == [
        ",".join(COLUMNS), "C-1,police,,,,,", "C-2,school,,,,,"
    ]  # fmt: skip
    path.write_text(path.read_text(encoding="utf-8").replace("police,,", "police,Head,", 1), encoding="utf-8")
    assert write_worried(path, report(tmp_path, "C-2"), problems)
    assert path.read_text(encoding="utf-8").splitlines()[1:] == ["C-1,police,Head,,,,"]
    assert not write_worried(path, report(tmp_path, "C-1", "C-2"), problems) and not path.exists()
    assert not problems


def test_one_that_cannot_be_read_is_left_as_it_is(tmp_path: Path) -> None:
    path, problems = tmp_path / FILE, Problems()
    path.write_text("who,what\nme,this\n", encoding="utf-8")
    assert write_worried(path, report(tmp_path), problems)
    assert path.read_text(encoding="utf-8") == "who,what\nme,this\n" and problems
