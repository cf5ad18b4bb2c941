"""Returns: every row is accounted for, nothing is guessed, and a worried auditor is never lost."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell

from scrutiny_lib.intake.return_sheets import Row, plain
from scrutiny_lib.intake.returns import ChosenReturn, Returns, read_returns
from tests import audit_room
from tests.audit_room import AGENCIES, CHILDREN, DRAWN, REVIEW, TEMPLATE, receive, retype

SENT = date(2025, 11, 5)


def send(folder: Path, agency: str, name: str = "", number: int = 1, sent_on: date | None = SENT, **more: str) -> Path:
    """What an agency sends back, with the date it must give."""
    return audit_room.send(folder, agency, name, number, sent_on, **more)


def front_cell(path: Path, label: str) -> tuple[str, str]:
    """Where the value beside a label of the front page stands."""
    page = load_workbook(path)["Read me first"]
    return "Read me first", next(f"B{row[0].row}" for row in page.iter_rows(max_row=20) if row[0].value == label)


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
    assert answer(returns, CHILDREN[0], "police", "n1") == ["not known to us"] and "A09" in rules(returns, "WARN")


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
        retype(path, {front_cell(path, "Edition"): "2024.1"})
    elif fault == "another review":
        retype(path, {front_cell(path, "Review"): "2025-26-q1-neglect"})
    else:
        send(tmp_path, "police", "later.xlsx", number=2)
    first = receive(tmp_path).problems[0]
    assert (first.rule, first.act) == ("W01", "WARN")
    assert len(receive(tmp_path).worries) >= 1, "it is the worry that stops the release"


def test_the_agency_may_be_named_by_its_id(tmp_path: Path) -> None:
    path = send(tmp_path, "school")
    retype(path, {front_cell(path, "Agency"): "school"})
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


def read(folder: Path, **more: object) -> Returns:
    """Read with the fieldwork's first day and a day of reading."""
    given = {"fieldwork": REVIEW.fieldwork[0], "today": date(2025, 11, 28), **more}
    return read_returns(folder, TEMPLATE, set(CHILDREN), AGENCIES, REVIEW.name, **given)  # type: ignore[arg-type]


def send_part(folder: Path, agency: str, part: int, number: int = 1, **changes: str) -> Path:
    """The workbook of one part, children A and B in part 1 and C in part 2, filled."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{REVIEW.name}-{agency}-part-{part}-{number}.xlsx"
    drawn = DRAWN.assign(part=[1, 1, 2, 1])
    answers = audit_room.answered(agency, **changes)
    audit_room.write_return(
        path, REVIEW, TEMPLATE, drawn, agency, AGENCIES[agency], answers, number=number, sent_on=SENT, part=part
    )
    return path


def test_a_return_is_called_by_agency_number_and_hash_and_never_by_its_file(tmp_path: Path) -> None:
    path = send(tmp_path, "police", "Quilla Canarybird.xlsx", number=2, A_n1="banana")
    returns = receive(tmp_path)
    label = returns.received["file"][0]
    assert label == f"police return 2 ({hashlib.sha256(path.read_bytes()).hexdigest()[:8]})"
    assert {problem.file for problem in returns.problems if problem.rule in ("A08", "S14")} == {label}
    assert rules(returns).count("F22") == 1
    shown = str(returns.problems) + returns.received.to_csv() + returns.table.to_csv() + returns.log.to_csv()
    assert "Quilla" not in shown and "Canarybird" not in shown


def test_only_names_that_may_hold_a_person_s_are_counted(tmp_path: Path) -> None:
    for agency, name in (("police", "Police return 2.xlsx"), ("school", "SCHOOLS & Colleges final.xlsx")):
        send(tmp_path, agency, name)
    assert "F22" not in rules(receive(tmp_path))
    send(tmp_path, "health", "Quilla health.xlsx")
    (problem,) = [problem for problem in receive(tmp_path).problems if problem.rule == "F22"]
    assert problem.fact.startswith("1 file of this folder has a name that may hold a person's name")
    assert "Rename it if it does." in problem.cure


def test_several_children_replaced_are_one_line_for_each_return(tmp_path: Path) -> None:
    send(tmp_path, "police")
    send(tmp_path, "school")
    returns = read_returns(tmp_path, TEMPLATE, {CHILDREN[0]}, AGENCIES, REVIEW.name, replaced=set(CHILDREN[1:]))
    found = [problem for problem in returns.problems if problem.rule == "A18"]
    assert len(found) == 2 and all("since: 2;" in problem.fact and not problem.sheet for problem in found)
    received = returns.received[returns.received["state"] == "used"]
    assert (received["rows"] == received[["counted", "blank", "held", "refused"]].sum(axis=1)).all()
    assert (received["refused"] > 0).all()


@pytest.mark.parametrize("given", ["police.xlsx", "education return", "", "a1b2c3d", "a1b2c3d4e"])
def test_a_line_that_names_a_return_by_anything_else_than_its_characters_says_what_to_write(
    tmp_path: Path, given: str
) -> None:
    first, _ = two_with_one_number(tmp_path)
    found = read_returns(
        tmp_path, TEMPLATE, set(CHILDREN), AGENCIES, REVIEW.name, chosen=[choice(first, file_hash=given)]
    ).problems
    said = [problem for problem in found if problem.file == "review.toml"]
    assert [(problem.rule, problem.act) for problem in said] == [("F18", "WARN")]
    assert "eight characters" in said[0].cure and not (given and given in str(said[0]))


@pytest.mark.parametrize(
    "name", ["police.xlsx", f"{REVIEW.name}-police (1).xlsx", f"Copy of {REVIEW.name}-police.xlsx"]
)
def test_a_file_that_can_only_be_a_pack_is_not_warned_about(tmp_path: Path, name: str) -> None:
    send(tmp_path, "police", name)
    assert "F22" not in rules(receive(tmp_path))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (None, "does not say when"),
        ("soon", "not a date"),
        ("31/02/2026", "not a date"),
        (date(2025, 12, 24), "in the future"),
        ("5 October", "not a date"),
        (date(2025, 10, 1), "before the fieldwork"),
    ],
)
def test_the_date_sent_back_is_looked_at(tmp_path: Path, typed: object, words: str) -> None:
    path = send(tmp_path, "police")
    retype(path, {front_cell(path, "Date sent back"): typed})
    found = [problem for problem in read(tmp_path).problems if problem.rule == "A16"]
    assert len(found) == 1 and words in found[0].fact and found[0].act == "WARN"


def test_a_pack_without_the_label_part_is_part_one(tmp_path: Path) -> None:
    path = send(tmp_path, "police")
    sheet, cell = front_cell(path, "Part")
    retype(path, {(sheet, cell): None, (sheet, cell.replace("B", "A")): None})
    received = receive(tmp_path).received
    assert received.loc[0, ["state", "part"]].tolist() == ["used", 1]


def test_each_part_knows_its_own_children(tmp_path: Path) -> None:
    send_part(tmp_path, "police", 1)
    send_part(tmp_path, "police", 2)
    parts = {CHILDREN[2]: 2}
    returns = read(tmp_path, parts=parts)
    received = returns.received[["agency", "part", "state", "asked", "answered"]].to_numpy().tolist()
    assert received[:2] == [["police", 1, "used", 2, 2], ["police", 2, "used", 1, 1]]
    assert received[2:] == [[agency, part, "not returned", n, 0] for agency in ("school", "health")
                            for part, n in ((1, 2), (2, 1))]  # fmt: skip
    assert set(returns.table["case_id"]) == set(CHILDREN) and "I11" not in rules(returns)
    assert "for part 2" in str(returns.problems)
    assert not returns.table.duplicated(["case_id", "agency", "question"]).any()


def test_a_return_of_one_part_does_not_supersede_another(tmp_path: Path) -> None:
    send_part(tmp_path, "police", 1)
    send_part(tmp_path, "police", 2, number=5)
    assert read(tmp_path, parts={CHILDREN[2]: 2}).received["state"].tolist()[:2] == ["used", "used"]


def test_a_sheet_of_another_part_is_said_and_counted_as_refused(tmp_path: Path) -> None:
    send(tmp_path, "police")
    returns = read(tmp_path, parts={CHILDREN[2]: 2})
    row = returns.received.iloc[0]
    assert (row["asked"], row["answered"], row["refused"]) == (2, 2, 7)
    found = [problem for problem in returns.problems if problem.rule == "A13"]
    assert [(p.sheet, p.act) for p in found] == [("4", "HOLD")] and CHILDREN[2] not in set(returns.table["case_id"])


def test_a_part_that_is_not_there_refuses_the_return(tmp_path: Path) -> None:
    send_part(tmp_path, "police", 2)
    assert "A12" in rules(read(tmp_path), "REJECT")


def test_a_child_replaced_since_is_not_counted_and_holds_nothing_up(tmp_path: Path) -> None:
    send(tmp_path, "police", C_worried="yes", C_worried_step="Told the duty team.")
    returns = read_returns(tmp_path, TEMPLATE, set(CHILDREN[:2]), AGENCIES, REVIEW.name, replaced={CHILDREN[2]})
    assert rules(returns, "WARN").count("A18") == 1 and not rules(returns, "HOLD")
    assert set(returns.table["case_id"]) == set(CHILDREN[:2])
    assert returns.worries["case_id"].tolist() == [CHILDREN[2]], "and yet nobody's worry is lost"


def choice(path: Path, **more: object) -> ChosenReturn:
    given = {"agency": "police", "part": 1, "why": "They told us", "by": "A1", "on": SENT, **more}
    file_hash = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
    return ChosenReturn(**{"file_hash": file_hash, **given})  # type: ignore[arg-type]


def two_with_one_number(folder: Path) -> tuple[Path, Path]:
    return send(folder, "police", "one.xlsx"), send(folder, "police", "two.xlsx", A_n1="no")


def test_two_with_one_number_ask_which_and_say_how_to_answer(tmp_path: Path) -> None:
    first, _ = two_with_one_number(tmp_path)
    problem = next(p for p in receive(tmp_path).problems if p.rule == "F18")
    assert problem.act == "STOP" and choice(first).file_hash in problem.fact and "review.toml" in problem.cure


def test_the_analyst_s_line_settles_which(tmp_path: Path) -> None:
    _, second = two_with_one_number(tmp_path)
    returns = read(tmp_path, chosen=[choice(second)])
    assert not returns.problems.stops() and answer(returns, CHILDREN[0], "police", "n1") == ["no"]
    assert returns.log[["question", "change"]].to_numpy().tolist() == [["n1", "changed"]]


def test_the_analyst_s_line_may_choose_a_lower_number(tmp_path: Path) -> None:
    first = send(tmp_path, "police", "first.xlsx")
    send(tmp_path, "police", "second.xlsx", number=2, A_n1="no")
    returns = read(tmp_path, chosen=[choice(first)])
    assert answer(returns, CHILDREN[0], "police", "n1") == ["yes"]
    assert returns.log[["from_number", "to_number"]].to_numpy().tolist() == [[2, 1]]
    assert "by the analyst's line" in str(returns.problems)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"file_hash": "00000000"}, "not in the folder"),
        ({"agency": "fire"}, "does not have"),
        ({"part": 7}, "does not have"),
        ({"agency": "school"}, "cannot be used"),
    ],
)
def test_a_line_that_cannot_be_followed_is_said(tmp_path: Path, change: dict[str, object], words: str) -> None:
    path = send(tmp_path, "police")
    returns = read(tmp_path, chosen=[choice(path, **change)])
    assert [words in p.fact for p in returns.problems if p.file == "review.toml"] == [True]
    assert returns.received.loc[0, "state"] == "used"


def test_two_lines_that_contradict_each_other_stop(tmp_path: Path) -> None:
    first, second = two_with_one_number(tmp_path)
    assert read(tmp_path, chosen=[choice(first), choice(second)]).problems.stops()


def test_the_log_says_what_changed_and_never_what_to(tmp_path: Path) -> None:
    send(tmp_path, "police", "first.xlsx", B_n1="")
    send(tmp_path, "police", "second.xlsx", number=3, A_n1="no", B_n1="partly", C_n2="")
    log = read(tmp_path).log
    assert list(log.columns) == [
        "agency", "part", "from_file", "to_file", "from_number", "to_number", "case_id", "question", "change", "place",
    ]  # fmt: skip
    changes = log[["case_id", "question", "change"]].to_numpy().tolist()
    assert changes == [[CHILDREN[0], "n1", "changed"], [CHILDREN[1], "n1", "changed"], [CHILDREN[2], "n2", "changed"]]
    assert set(log["from_number"]) == {1} and set(log["to_number"]) == {3}
    assert log["place"].str.startswith("police return 3 (").all() and "partly" not in log.to_csv()


def test_what_was_not_there_before_is_added_and_what_is_gone_removed(tmp_path: Path) -> None:
    empty = {(CHILDREN[0], f"{column}13"): None for column in "CDE"}
    retype(send(tmp_path, "police", "first.xlsx"), empty)
    gone = {(CHILDREN[1], f"{column}13"): None for column in "CDE"}
    retype(send(tmp_path, "police", "second.xlsx", number=2), gone)
    log = read(tmp_path).log
    assert log[["question", "change"]].to_numpy().tolist() == [["n1", "added"], ["n1", "removed"]]


def test_an_exact_copy_is_set_aside_and_changes_nothing(tmp_path: Path) -> None:
    path = send(tmp_path, "police")
    (tmp_path / "copy.xlsx").write_bytes(path.read_bytes())
    returns = receive(tmp_path)
    assert sorted(returns.received["state"])[-2:] == ["superseded", "used"] and returns.log.empty
    assert "F18" in rules(returns, "WARN")


def test_a_worry_on_a_sheet_that_lost_its_headings_is_not_lost(tmp_path: Path) -> None:
    path = send(tmp_path, "police", B_worried="yes")
    retype(path, {(CHILDREN[1], "C4"): None, (CHILDREN[1], "A4"): None})
    returns = receive(tmp_path)
    assert returns.problems[0].rule == "W01" and returns.worries["case_id"].tolist() == [CHILDREN[1]]
    row = returns.received.iloc[0]
    assert row["state"] == "refused" and row["refused"] == row["rows"] == 21


def test_a_worry_without_what_was_done_is_pointed_out(tmp_path: Path) -> None:
    send(tmp_path, "police", B_worried="yes")
    send(tmp_path, "school", B_worried="yes", B_worried_step="Told the head at once.")
    found = [problem for problem in receive(tmp_path).problems if problem.rule == "A17"]
    assert len(found) == 1 and found[0].file.startswith("police") and found[0].cell == "C8"


def test_everything_can_be_traced_in_the_files(tmp_path: Path) -> None:
    send(tmp_path, "police", A_n1="", B_n2="banana", C_worried="yes")
    file = receive(tmp_path).files[0]
    assert file.cases == dict(zip(["2", "3", "4"], CHILDREN, strict=True))
    assert file.blank == {CHILDREN[0]: ["n1"], CHILDREN[2]: ["worried_step"]} and not file.missing
    assert file.question_at[("3", "C10")] == "n2" and file.worried == [("4", "C7")]


CELLS = st.tuples(st.sampled_from(CHILDREN), st.integers(1, 20), st.integers(1, 7))
TEXTS = st.sampled_from(
    [
        "",
        "yes",
        "no",
        "n1",
        "worried",
        "known",
        "Question id",
        "Your answer",
        "#REF!",
        "=1+1",
        "example",
        "x" * 1200,
        7,
        True,
    ]
)
DAMAGE = st.one_of(
    st.tuples(st.just("type"), CELLS, TEXTS),
    st.tuples(st.just("delete row"), CELLS, st.integers(1, 3)),
    st.tuples(st.just("insert row"), CELLS, st.integers(1, 3)),
    st.tuples(st.just("move row"), CELLS, st.integers(1, 20)),
    st.tuples(st.just("delete column"), CELLS, st.just(1)),
    st.tuples(st.just("merge"), CELLS, st.integers(1, 3)),
    st.tuples(st.just("remove sheet"), CELLS, st.just(1)),
    st.tuples(st.just("rename sheet"), CELLS, st.sampled_from(["Smith", "c-aaaa1111 ", "About your agency"])),
)


def damage(path: Path, how: list[tuple[str, tuple[str, int, int], object]]) -> None:
    """Do to a return what people do to workbooks."""
    book = load_workbook(path)
    for kind, (child, row, column), more in how:
        if child not in book.sheetnames:
            continue
        page = book[child]
        if kind == "type" and not isinstance(page.cell(row, column), MergedCell):
            page.cell(row, column).value = more
        elif kind == "delete row":
            page.delete_rows(row, int(str(more)))
        elif kind == "insert row":
            page.insert_rows(row, int(str(more)))
        elif kind == "move row":
            page.move_range(f"A{row}:F{row}", rows=int(str(more)) - row)
        elif kind == "delete column":
            page.delete_cols(column)
        elif kind == "merge":
            page.merge_cells(start_row=row, end_row=row + int(str(more)), start_column=column, end_column=column + 1)
        elif kind == "remove sheet" and len(book.sheetnames) > 2:
            del book[child]
        elif kind == "rename sheet" and more not in book.sheetnames:
            page.title = str(more)
    book.save(path)


@given(st.lists(DAMAGE, min_size=1, max_size=5), st.booleans())
@settings(max_examples=60, deadline=None)
def test_whatever_is_done_to_a_workbook_every_row_is_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, how: list[tuple[str, tuple[str, int, int], object]], worried: bool
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    damage(send(folder, "school", B_worried="yes" if worried else "no"), how)
    send(folder, "police")
    returns = receive(folder)
    received = returns.received
    assert (received["rows"] == received[["counted", "blank", "held", "refused"]].sum(axis=1)).all()
    assert (received[["counted", "blank", "held", "refused"]] >= 0).all(axis=None)
    row = received.set_index("agency").loc["school"]
    own = returns.table[(returns.table["agency"] == "school") & (returns.table["answer"] != "not known to us")]
    assert len(own) <= row["counted"], "an answer that counts stands in a row that was counted"
    assert not returns.table.duplicated(["case_id", "agency", "question"]).any()
    assert (row["held"] + row["refused"] == 0) or len(returns.problems.of("HOLD", "REJECT", "STOP", "WARN"))
    assert not any(case_id in str(returns.problems) for case_id in CHILDREN)
    assert received.set_index("agency").loc["police", "counted"] == 18, "another return is untouched"


def test_an_empty_table_keeps_its_columns(tmp_path: Path) -> None:
    returns = receive(tmp_path)
    assert isinstance(returns.log, pd.DataFrame) and list(returns.table.columns)[:3] == [
        "case_id",
        "agency",
        "question",
    ]
    assert [file.state for file in returns.files] == ["not returned"] * 3
