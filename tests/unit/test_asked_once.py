"""A question asked once of the agency itself: sent, sent back, counted over agencies and never over children."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from scrutiny_lib.audit.send_back import lines_of
from scrutiny_lib.intake.return_sheets import ABOUT_AGENCY
from scrutiny_lib.intake.returns import Returns, read_returns
from scrutiny_lib.intake.template import QUESTION_COLUMNS
from scrutiny_lib.lenses.practice import summarise_practice
from scrutiny_lib.lenses.results import Design
from tests import audit_room
from tests.audit_room import AGENCIES, CHILDREN, DRAWN, REVIEW, TEMPLATE, question, retype

ONCE = [
    question("o1", "agency", "L1", "Do you have a lead for neglect?", ["yes", "no"], list(AGENCIES), asked="once"),
    question("o2", "agency", "L1", "Is it in the training plan?", ["yes", "no"], ["school"], asked="once"),
]
QUESTIONS = pd.concat([TEMPLATE.questions, pd.DataFrame(ONCE, columns=list(QUESTION_COLUMNS))], ignore_index=True)
TOOL = replace(TEMPLATE, questions=QUESTIONS)
STRATA = pd.DataFrame({"stratum": ["all"], "size": [40], "drawn": [3]})
DESIGN = Design("close look", STRATA, pd.Series("all", index=list(CHILDREN)), 40)
NO_AGREED = pd.DataFrame(columns=["case_id", "question", "answer"])


def send(folder: Path, agency: str, part: int = 1, **once: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    answers = audit_room.answered(agency) | {("", name): (text, "Policy 7", "") for name, text in once.items()}
    path = folder / f"{agency}-{part}.xlsx"
    audit_room.write_return(
        path, REVIEW, TOOL, DRAWN.assign(part=[1, 1, 2, 1]) if part > 1 else DRAWN, agency, AGENCIES[agency], answers,
        sent_on=date(2025, 11, 5), part=part,
    )  # fmt: skip
    return path


def receive(folder: Path, parts: dict[str, int] | None = None) -> Returns:
    return read_returns(folder, TOOL, set(CHILDREN), AGENCIES, REVIEW.name, parts=parts)


def test_the_answer_has_no_child(tmp_path: Path) -> None:
    send(tmp_path, "police", o1="yes")
    send(tmp_path, "school", o1="no", o2="not applicable")
    returns = receive(tmp_path)
    once = returns.table[returns.table["case_id"] == ""][["agency", "question", "answer"]].to_numpy().tolist()
    assert once == [["police", "o1", "yes"], ["school", "o1", "no"], ["school", "o2", "not applicable"]]
    assert {problem.rule for problem in returns.problems} == {"S23"}
    received = returns.received.set_index("agency")
    assert received.loc["school", ["answered", "known", "rows", "counted", "blank"]].tolist() == [3, 3, 26, 23, 3]


def test_a_blank_one_is_missing_and_goes_back_to_the_agency(tmp_path: Path) -> None:
    send(tmp_path, "school", o1="yes")
    returns = receive(tmp_path)
    assert returns.files[1].blank == {"": ["o2"]}
    (line,) = lines_of(returns, "school", REVIEW.name)
    assert (line.child, line.wrong) == ("", "Left blank: o2.")


def test_an_answer_not_on_the_list_is_held(tmp_path: Path) -> None:
    retype(send(tmp_path, "police", o1="yes"), {(ABOUT_AGENCY, "C6"): "perhaps"})
    returns = receive(tmp_path)
    assert [p.rule for p in returns.problems.of("HOLD")] == ["A08"] and "" not in set(returns.table["case_id"])


def test_the_sheet_left_out_is_said(tmp_path: Path) -> None:
    audit_room.send(tmp_path, "police", sent_on=date(2025, 11, 5))
    assert "A14" in {problem.rule for problem in receive(tmp_path).problems}


def test_a_later_part_does_not_ask_again(tmp_path: Path) -> None:
    send(tmp_path, "police", o1="yes")
    send(tmp_path, "police", part=2)
    returns = receive(tmp_path, {CHILDREN[2]: 2})
    assert (returns.table["case_id"] == "").sum() == 1 and "A14" not in {p.rule for p in returns.problems}


@pytest.fixture
def counted(tmp_path: Path) -> pd.DataFrame:
    send(tmp_path, "police", o1="yes")
    send(tmp_path, "school", o1="not known to us", o2="yes")
    table = receive(tmp_path).table
    return summarise_practice(table, NO_AGREED, TOOL, DESIGN, list(AGENCIES)).set_index("result_id")


def test_it_is_counted_over_the_agencies_asked(counted: pd.DataFrame) -> None:
    row = counted.loc["o1.yes"]
    assert (row["n"], row["of"], row["unit"], row["kind"]) == (1, 1, "agencies", "answers")
    assert (counted.loc["o1.not_known_to_us", "n"], counted.loc["o1.not_known_to_us", "of"]) == (1, 3)
    assert counted.loc["o2.not_applicable", "of"] == 1, "only the schools were asked"
    assert pd.isna(row["lower"]) and "have not come back" in row["method"]


def test_it_changes_nothing_that_is_counted_over_children(tmp_path: Path, counted: pd.DataFrame) -> None:
    send(tmp_path / "without", "police")
    assert (counted.loc["n2.yes", "n"], counted.loc["n2.yes", "of"]) == (6, 6)
    assert not counted.index.str.contains("@").any()


def test_an_agency_that_sent_nothing_is_not_available(tmp_path: Path) -> None:
    table = receive(tmp_path).table
    results = summarise_practice(table, NO_AGREED, TOOL, DESIGN, list(AGENCIES)).set_index("result_id")
    assert results.loc["o1.yes", "shown"] == "[x]"
