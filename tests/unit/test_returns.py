"""Returns: every row is accounted for, nothing is guessed, and a worried auditor is never lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny_lib.intake.return_sheets import Row, plain
from scrutiny_lib.intake.returns import Returns
from tests.audit_room import AGENCIES, CHILDREN, receive, retype, send


def rules(returns: Returns, *acts: str) -> list[str]:
    return [problem.rule for problem in returns.problems if not acts or problem.act in acts]


def answer(returns: Returns, case_id: str, agency: str, question: str) -> list[str]:
    table = returns.table
    return table.loc[
        (table["case_id"] == case_id) & (table["agency"] == agency) & (table["question"] == question), "answer"
    ].tolist()


def test_every_agency_answers_and_nothing_is_wrong(tmp_path: Path) -> None:
    for agency in AGENCIES:
        send(tmp_path, agency)
    returns = receive(tmp_path)
    assert not returns.problems
    assert returns.received["agency"].tolist() == list(AGENCIES)
    assert returns.table.groupby("agency").size().to_dict() == {"police": 18, "school": 21, "health": 18}
    assert not returns.table.duplicated(["case_id", "agency", "question"]).any()


def test_answers_are_matched_whatever_their_case_spaces_or_width(tmp_path: Path) -> None:
    path = send(tmp_path, "police")
    retype(
        path, {(CHILDREN[0], "C12"): "yes", (CHILDREN[0], "C10"): " \u00a0ＹＥＳ ", (CHILDREN[0], "C11"): "AT  once"}
    )
    returns = receive(tmp_path)
    assert answer(returns, CHILDREN[0], "police", "n2") == ["yes"]
    assert answer(returns, CHILDREN[0], "police", "n3") == ["at once"]


def test_a_child_an_agency_does_not_know_is_not_known_for_all_its_questions(tmp_path: Path) -> None:
    send(tmp_path, "police", A_known="no", A_n1="", A_n2="", A_n3="")
    returns = receive(tmp_path)
    for question in ("n1", "n2", "n3"):
        assert answer(returns, CHILDREN[0], "police", question) == ["not known to us"]
    assert "A09" not in rules(returns)
    assert returns.received.loc[0, ["answered", "known"]].tolist() == [3, 2]


def test_not_known_and_yet_answered_is_read_as_not_known_and_said(tmp_path: Path) -> None:
    send(tmp_path, "police", A_known="no")
    returns = receive(tmp_path)
    assert answer(returns, CHILDREN[0], "police", "n1") == ["not known to us"] and rules(returns, "WARN")[0] == "A09"


def test_a_higher_return_number_supersedes_and_says_what_changed(tmp_path: Path) -> None:
    send(tmp_path, "police", "first.xlsx")
    send(tmp_path, "police", "second.xlsx", number=2, A_n1="no", B_n1="no")
    returns = receive(tmp_path)
    assert answer(returns, CHILDREN[0], "police", "n1") == ["no"]
    assert sorted(returns.received["state"]) == ["not returned", "not returned", "superseded", "used"]
    assert any("2 answers differ" in problem.fact for problem in returns.problems)
    assert not returns.problems.stops()


def test_worried_comes_first_and_not_known_does_not_hide_it(tmp_path: Path) -> None:
    send(tmp_path, "school", B_n1="banana")
    send(tmp_path, "police", C_worried="yes", C_known="no", A_n1="banana")
    returns = receive(tmp_path)
    assert returns.problems[0].rule == "W01" and returns.problems[0].fact == "Police is worried about a child now."
    assert returns.problems[0].sheet == "4" and returns.problems[0].cell == "C7"
    assert answer(returns, CHILDREN[2], "police", "worried") == ["yes"]


@pytest.mark.parametrize("typed", ["Yes - urgent", "YES", "?", "not sure"])
def test_whatever_is_not_a_plain_no_counts_as_worried(tmp_path: Path, typed: str) -> None:
    send(tmp_path, "police", A_worried=typed)
    returns = receive(tmp_path)
    assert returns.problems[0].rule == "W01" and answer(returns, CHILDREN[0], "police", "worried") == ["yes"]


def test_a_step_without_an_answer_counts_as_worried(tmp_path: Path) -> None:
    send(tmp_path, "police", A_worried="", A_worried_step="Told the duty team on Monday.")
    assert receive(tmp_path).problems[0].rule == "W01"


@pytest.mark.parametrize("fault", ["another edition", "another review", "a later return says no"])
def test_a_worry_in_a_return_that_is_not_used_stops_the_review(tmp_path: Path, fault: str) -> None:
    path = send(tmp_path, "police", A_worried="yes")
    if fault == "another edition":
        retype(path, {("Read me first", "B6"): "2024.1"})
    elif fault == "another review":
        retype(path, {("Read me first", "B4"): "2025-26-q1-neglect"})
    else:
        send(tmp_path, "police", "later.xlsx", number=2)
    first = receive(tmp_path).problems[0]
    assert (first.rule, first.act) == ("W01", "WARN")
    assert len(receive(tmp_path).worries) >= 1, "it is the worry that stops the release"


def test_the_agency_may_be_named_by_its_id(tmp_path: Path) -> None:
    path = retype(send(tmp_path, "school"), {("Read me first", "B5"): "school"})
    assert receive(path.parent).received.loc[1, "state"] == "used"


def test_an_empty_or_missing_folder_means_nobody_returned(tmp_path: Path) -> None:
    returns = receive(tmp_path / "returns")
    assert rules(returns) == ["S23"] * 3 and returns.received["state"].tolist() == ["not returned"] * 3


@given(
    st.dictionaries(
        st.tuples(st.sampled_from("ABC"), st.sampled_from(["known", "worried", "n1", "n2", "n3", "n4"])),
        st.sampled_from(["", "yes", "no", "partly", "Later ", "not applicable", "N/A", "=1+1", "yes, no", "‮evil"]),
        max_size=8,
    )
)
@settings(max_examples=25, deadline=None)
def test_rows_are_counted_blank_held_or_refused_and_never_lost(
    tmp_path_factory: pytest.TempPathFactory, typed: dict[tuple[str, str], str]
) -> None:
    folder = tmp_path_factory.mktemp("returns")
    send(folder, "school", **{f"{child}_{question}": text for (child, question), text in typed.items()})
    returns = receive(folder)
    row = returns.received.set_index("agency").loc["school"]
    assert row["rows"] == 24 == row["counted"] + row["blank"] + row["held"] + row["refused"]
    assert row["held"] == len([p for p in returns.problems if p.act == "HOLD"])
    shown = str(returns.problems)
    assert not any(case_id in shown for case_id in CHILDREN)


def test_plain_and_worries() -> None:
    assert plain("Ｎｏ\u00a0 ") == "no"
    assert not Row("worried", "NO ", "", "", "C7").worries and not Row("worried", "", "", "", "C7").worries
