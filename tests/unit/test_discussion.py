"""The discussion workbook: written, filled in as people do, read back, and written again without losing a word."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from scrutiny_lib.audit.agree import COLUMNS, agree_answers, read_settled
from scrutiny_lib.audit.discussion import FACTS, LONGEST, look_at, write_discussion
from scrutiny_lib.audit.discussion_again import rewrite_discussion
from scrutiny_lib.audit.discussion_sheet import COLUMNS as READ
from scrutiny_lib.audit.discussion_sheet import read_discussion, typed_in
from scrutiny_lib.intake.text import without_control
from tests.audit_room import AGENCIES, CHILDREN, TEMPLATE, receive, retype, send

A, B, C = CHILDREN
FRONT, LISTS = "Read me first", "Answers"
ANSWER, REASON, DISSENT = "F", "G", "H"
"""The three columns to fill in, when three agencies have answered."""


@pytest.fixture
def table(tmp_path: Path) -> pd.DataFrame:
    """All say yes to n1, except for A the police, who are worried too: no. C is known to the police alone."""
    folder = tmp_path / "returns"
    send(folder, "police", A_n1="no", A_n2="no", A_worried="yes", A_worried_step="Told the duty team.", C_n3="later")
    send(folder, "school", C_known="no")
    send(folder, "health", C_known="no")
    return receive(folder).table


@pytest.fixture
def path(tmp_path: Path, table: pd.DataFrame) -> Path:
    """The workbook of the three children, blank. On A's sheet n1 stands on row 7, n3 on row 8; else n1 on row 6."""
    write_discussion(tmp_path / "discussion.xlsx", table, TEMPLATE, AGENCIES)
    return tmp_path / "discussion.xlsx"


def agreed(*rows: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=str)


def read(path: Path) -> tuple[list[list[str]], list[tuple[str, str, str, str]]]:
    """The rows read and the problems: rule, act, sheet, cell."""
    rows, problems = read_discussion(path, TEMPLATE, set(CHILDREN))
    assert not any(case in str(problems) for case in CHILDREN)
    return rows[list(COLUMNS)].to_numpy().tolist(), [(p.rule, p.act, p.sheet, p.cell) for p in problems]


def page_of(path: Path, sheet: str) -> list[list[str]]:
    return [[str(cell or "") for cell in row] for row in load_workbook(path)[sheet].values]


def test_worries_and_differences_stand_first(path: Path, table: pd.DataFrame) -> None:
    assert load_workbook(path).sheetnames == [FRONT, A, B, C, LISTS]
    page = page_of(path, A)
    assert page[2][0].startswith("Somebody is worried")
    to_fill = ["Agreed answer", "Reason", "Dissent", "Look at"]
    assert page[3][:9] == ["Question id", "Question", *AGENCIES.values(), *to_fill]
    assert [row[0] for row in page[4:8]] == ["life", "worried", "n1", "n3"]
    assert [text.split("\n")[0] for text in page[6][2:5]] == ["no", "yes", "yes"]
    assert page[5][2] == "yes\nTold the duty team."
    first = path.read_bytes()
    write_discussion(path, table.sample(frac=1, random_state=2), TEMPLATE, AGENCIES)
    assert path.read_bytes() == first


def test_facts_stand_below_to_be_read_and_only_three_columns_can_be_typed_in(path: Path) -> None:
    page = page_of(path, A)
    at = next(place for place, row in enumerate(page) if row[0] == FACTS)
    assert [row[0] for row in page[at + 2 :]] == ["n2", "n4"]
    assert [text.split("\n")[0] for text in page[at + 2][2:5]] == ["no", "yes", "yes"]
    book = load_workbook(path)
    assert all(sheet.protection.sheet for sheet in book)
    for name in CHILDREN:
        unlocked = {cell.coordinate for row in book[name].rows for cell in row if not cell.protection.locked}
        rows = (7, 8) if name == A else (6, 7)
        assert unlocked == {f"{column}{row}" for column in (ANSWER, REASON, DISSENT) for row in rows}


def test_the_front_page_leads_to_each_child_and_counts(tmp_path: Path, table: pd.DataFrame) -> None:
    path = tmp_path / "d.xlsx"
    write_discussion(path, table, TEMPLATE, AGENCIES, agreed((A, "n1", "no", "Seen.", "")))
    page = load_workbook(path, data_only=True)[FRONT]
    rows = [row for row in page.rows if row[0].value in CHILDREN]
    assert [row[0].hyperlink.location for row in rows] == [f"'{name}'!A1" for name in CHILDREN]
    assert [[cell.value for cell in row] for row in rows] == [
        [A, "yes: begin here", 1, "1 of 1"],
        [B, "", 0, "nothing to settle"],
        [C, "", 0, "nothing to settle"],
    ]


def test_answers_that_hold_commas_have_a_list_to_choose_from(path: Path) -> None:
    book = load_workbook(path)
    sources = {str(one.sqref): one.formula1 for one in book[A].data_validations.dataValidation}
    assert sources == {"F7": "'Answers'!$A$2:$A$6", "F8": "'Answers'!$B$2:$B$6"}
    listed = [row[1] for row in book[LISTS].values]
    assert listed[1:] == ["at once", "within 10 days, or so", "later", "not applicable", "not known to us"]


def test_questions_asked_once_are_left_out(tmp_path: Path, table: pd.DataFrame) -> None:
    questions = TEMPLATE.questions.assign(asked=["each child", "once", "each child", "each child"])
    template = type(TEMPLATE)(TEMPLATE.id, "1", "T", "P", TEMPLATE.agencies, questions)
    once = table[table["question"] == "n2"].iloc[:1].assign(case_id="")
    write_discussion(tmp_path / "d.xlsx", pd.concat([table, once]), template, AGENCIES)
    assert load_workbook(tmp_path / "d.xlsx").sheetnames == [FRONT, A, B, C, LISTS]
    assert "n2" not in {row[0] for row in page_of(tmp_path / "d.xlsx", A)}


def test_before_anything_came_back(tmp_path: Path) -> None:
    write_discussion(tmp_path / "d.xlsx", receive(tmp_path / "none").table, TEMPLATE)
    assert load_workbook(tmp_path / "d.xlsx").sheetnames == [FRONT]
    assert any("No returns yet" in row for row in page_of(tmp_path / "d.xlsx", FRONT))
    assert read(tmp_path / "d.xlsx") == ([], [])


def test_text_too_long_for_a_cell_is_cut_and_says_so(tmp_path: Path, table: pd.DataFrame) -> None:
    write_discussion(tmp_path / "d.xlsx", table.assign(shows="word " * 6600), TEMPLATE)
    shown = load_workbook(tmp_path / "d.xlsx")[B]["C6"].value
    assert shown.startswith("yes\nword") and shown.endswith("(cut here: see the return)")
    long = agreed((A, "n1", "no", "x" * LONGEST, "y" * (LONGEST + 1)))
    write_discussion(tmp_path / "d.xlsx", table, TEMPLATE, AGENCIES, long)
    (row,) = read(tmp_path / "d.xlsx")[0]
    assert row[3] == "x" * LONGEST and row[4].endswith("y (cut here: see agreed.csv)")


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        (("yes", "Seen.", ""), ""),
        (("yes", "", ""), "Say why."),
        (("partly", "Seen.", ""), "No agency gave this answer."),
        (("partly", "", ""), "No agency gave this answer. Say why."),
        (("", "", "Police"), "Choose the agreed answer."),
    ],
)
def test_what_still_has_to_be_looked_at_is_said_beside_the_row(
    tmp_path: Path, table: pd.DataFrame, filled: tuple[str, str, str], said: str
) -> None:
    write_discussion(tmp_path / "d.xlsx", table, TEMPLATE, AGENCIES, agreed((A, "n1", *filled)))
    assert (load_workbook(tmp_path / "d.xlsx", data_only=True)[A]["I7"].value or "") == said
    assert look_at(True, ["no", "yes", "yes"], *filled) == said


def test_what_was_filled_in_arrives(path: Path, table: pd.DataFrame) -> None:
    retype(path, {(A, "F7"): " Partly", (A, "G7"): "Named\nlate", (A, "H7"): "see =Police", (B, "F6"): "no"})
    rows, problems = read(path)
    assert rows == [[A, "n1", "partly", "Named\nlate", "see =Police"], [B, "n1", "no", "", ""]] and not problems
    settled, _ = read_settled(path.parent, TEMPLATE, set(CHILDREN))
    assert list(settled.columns) == list(READ) and set(settled["source"]) == {"discussion sheet"}
    result = agree_answers(table, settled, TEMPLATE)
    assert list(result.table.loc[result.table["basis"] == "agreed at discussion", "answer"]) == ["partly", "no"]


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({(A, "F7"): "mostly"}, ("A08", "HOLD", "2", "F7")),
        ({(A, "G7"): "Because"}, ("J02", "WARN", "", "")),
        ({(A, "H7"): "Police"}, ("J02", "WARN", "", "")),
        ({(A, "A7"): "n9", (A, "F7"): "yes"}, ("A07", "HOLD", "2", "F7")),
        ({(A, "A7"): "n2", (A, "F7"): "yes"}, ("D03", "HOLD", "2", "F7")),
        ({(A, "F4"): "Agreement"}, ("S09", "STOP", "2", "")),
        ({(A, "G4"): "Dissent"}, ("S09", "STOP", "2", "")),
        ({(A, "K7"): "A note"}, ("S13", "WARN", "2", "")),
        ({(A, "F7"): "=1/0"}, ("S18", "HOLD", "2", "F7")),
        ({(A, "F7"): "#NAME?"}, ("S19", "HOLD", "2", "F7")),
    ],
)
def test_what_cannot_be_used_is_said_by_sheet_and_cell(
    path: Path, typed: Mapping[tuple[str, str], Any], problem: tuple[str, str, str, str]
) -> None:
    retype(path, typed)
    assert read(path) == ([], [problem])


def test_what_is_typed_into_locked_places_is_not_read(path: Path) -> None:
    retype(path, {(A, "C7"): "partly", (A, "B7"): "Another question?", (A, "I7"): "Look!", (A, "A1"): "X"})
    assert read(path) == ([], [])


def test_headings_are_found_by_name(path: Path) -> None:
    book = load_workbook(path)
    book[A].insert_rows(1, 2)
    book[A].insert_cols(6)
    book[A]["G9"], book[A]["G6"] = "no", "Agreed judgement"
    book.save(path)
    rows, problems = read(path)
    assert rows == [[A, "n1", "no", "", ""]] and not problems


def test_two_sheets_for_one_child_stop_and_an_unknown_sheet_is_held(path: Path) -> None:
    book = load_workbook(path)
    book[A]["F7"] = "no"
    book.copy_worksheet(book[A]).title = f"{A} (2)"
    book[C].title = "C-ZZZZ9999"
    book["C-ZZZZ9999"]["F6"] = "yes"
    book.save(path)
    rows, problems = read(path)
    assert [row[:3] for row in rows] == [[A, "n1", "no"], [A, "n1", "no"]]
    assert ("I02", "STOP", "6", "") in problems and [one[0] for one in problems if one[1] == "HOLD"] == ["A06"]


def test_no_file_yet(tmp_path: Path) -> None:
    assert read(tmp_path / "discussion.xlsx") == ([], [])
    assert rewrite_discussion(tmp_path / "d.xlsx", receive(tmp_path).table, TEMPLATE)[0] == tmp_path / "d.xlsx"


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40).filter(
    lambda text: without_control(text)[1] == 0 and (not text or bool(text.strip())) and not text.startswith("#")
)


@given(st.lists(st.tuples(st.sampled_from(["", "yes", " No ", "mostly"]), TEXT, TEXT), min_size=3, max_size=3))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_was_typed_survives_being_written_again(
    tmp_path: Path, table: pd.DataFrame, texts: list[tuple[str, str, str]]
) -> None:
    path = tmp_path / "again.xlsx"
    keys = [(A, "n1"), (A, "n3"), (B, "n1")]
    rows = [(*key, *text) for key, text in zip(keys, texts, strict=True)]
    write_discussion(path, table, TEMPLATE, AGENCIES, agreed(*rows))
    before, _ = typed_in(path, TEMPLATE, set(CHILDREN))
    assert before is not None
    assert before[list(COLUMNS)].to_numpy().tolist() == [list(row) for row in rows if any(row[2:])]
    told, problems = rewrite_discussion(path, table.iloc[::-1], TEMPLATE, AGENCIES)
    after, _ = typed_in(told, TEMPLATE, set(CHILDREN))
    assert after is not None and told == path and not problems
    pd.testing.assert_frame_equal(before, after)
    assert len(list(tmp_path.glob("again*"))) == 1


def test_agreed_rows_fill_what_is_blank_and_never_what_was_typed(path: Path, table: pd.DataFrame) -> None:
    retype(path, {(A, "F7"): "no", (A, "G8"): "Slow"})
    rows = agreed((A, "n1", "yes", "From the file", ""), (A, "n3", "later", "Quick", "School"), (B, "n1", "no", "", ""))
    _, problems = rewrite_discussion(path, table, TEMPLATE, AGENCIES, rows)
    assert [(p.rule, p.act) for p in problems] == [("J04", "WARN")] and ": 1." in problems[0].fact
    assert "working copy: sheet 2, cell F7 (the other: discussion.xlsx," in problems[0].fact
    assert read(path)[0] == [
        [A, "n1", "no", "From the file", ""],
        [A, "n3", "later", "Slow", "School"],
        [B, "n1", "no", "", ""],
    ]


@pytest.mark.parametrize(
    "typed",
    [
        {(A, "K7"): "A note beside"},
        {(A, "A7"): "n9", (A, "F7"): "yes"},
        {(C, "G6"): "A child that is no longer looked at"},
        {(A, "G7"): "=1/0"},
    ],
)
def test_what_has_no_place_in_the_new_workbook_is_kept_beside_it(
    path: Path, table: pd.DataFrame, typed: Mapping[tuple[str, str], str]
) -> None:
    old = retype(path, typed).read_bytes()
    told, problems = rewrite_discussion(path, table[table["case_id"] != C], TEMPLATE, AGENCIES)
    kept = path.with_name("discussion-kept-1.xlsx")
    assert told == path and kept.read_bytes() == old and path.read_bytes() != old
    assert [(p.rule, p.act) for p in problems] == [("J05", "WARN")] and kept.name in problems[0].fact
    assert not rewrite_discussion(path, table[table["case_id"] != C], TEMPLATE, AGENCIES)[1]


def test_what_was_only_filled_in_from_what_is_agreed_is_not_called_typed(path: Path, table: pd.DataFrame) -> None:
    """A child was replaced: what the software had filled in stands in agreed.csv still, and nothing is lost."""
    rows = agreed((C, "n1", "no", "Seen.", ""), (C, "n1", "no", "", "Police"), (A, "n1", "no", "Late.", ""))
    write_discussion(path, table, TEMPLATE, AGENCIES, rows)
    told, problems = rewrite_discussion(path, table[table["case_id"] != C], TEMPLATE, AGENCIES, rows)
    assert told == path and not problems and len(list(path.parent.glob("discussion*"))) == 1
    write_discussion(path, table, TEMPLATE, AGENCIES, rows)
    retype(path, {(C, "H6"): "Somebody else's dissent"})
    assert [p.rule for p in rewrite_discussion(path, table[table["case_id"] != C], TEMPLATE, AGENCIES, rows)[1]] == [
        "J05"
    ]


def test_what_was_agreed_about_a_child_replaced_since_is_one_line(path: Path, table: pd.DataFrame) -> None:
    retype(path, {(A, "F7"): "no", (A, "G7"): "Late.", (C, "F6"): "no", (C, "F7"): "mostly"})
    (path.parent / "agreed.csv").write_text(f"case_id,question,answer\n{C},n1,yes\n", encoding="utf-8")
    settled, problems = read_settled(path.parent, TEMPLATE, {A, B}, replaced={C})
    found = agree_answers(table[table["case_id"] != C], settled, TEMPLATE, replaced={C})
    said = [(p.rule, p.act, p.fact) for p in [*problems, *found.problems]]
    assert said == [
        ("A18", "WARN", "3 agreed rows are about children who have been replaced: they are not counted.")
    ]
    assert C not in set(found.table["case_id"])


def test_a_sheet_somebody_added_is_kept(path: Path, table: pd.DataFrame) -> None:
    book = load_workbook(path)
    book.create_sheet("Notes")["A1"] = "Ask the school."
    book.save(path)
    assert [p.rule for p in rewrite_discussion(path, table, TEMPLATE, AGENCIES)[1]] == ["J05"]


def test_one_that_cannot_be_read_is_kept(path: Path, table: pd.DataFrame) -> None:
    path.write_bytes(path.read_bytes()[:3000])
    old = path.read_bytes()
    told, problems = rewrite_discussion(path, table, TEMPLATE, AGENCIES, agreed((A, "n1", "no", "Seen.", "")))
    assert told == path and path.with_name("discussion-kept-1.xlsx").read_bytes() == old
    assert [(p.rule, p.act) for p in problems] == [("J05", "WARN")]
    assert read(path)[0] == [[A, "n1", "no", "Seen.", ""]]


@pytest.mark.parametrize("mark", ["~$discussion.xlsx", ".~lock.discussion.xlsx#"])
def test_one_that_is_open_is_left_alone(path: Path, table: pd.DataFrame, mark: str) -> None:
    retype(path, {(A, "F7"): "no"})
    path.with_name(mark).write_bytes(b"")
    old = path.read_bytes()
    told, problems = rewrite_discussion(path, table, TEMPLATE, AGENCIES)
    assert told.name == "discussion-2.xlsx" and path.read_bytes() == old and read(told)[0] == [[A, "n1", "no", "", ""]]
    assert [(p.rule, p.act) for p in problems] == [("F16", "WARN")]
    assert rewrite_discussion(path, table, TEMPLATE, AGENCIES)[0].name == "discussion-3.xlsx"


def test_one_that_cannot_be_replaced_is_left_alone(
    path: Path, table: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def locked(self: Path, target: Path) -> Path:
        if target == path:
            raise PermissionError
        return replace(self, target)

    def held(self: Path, target: Path) -> Path:
        raise PermissionError

    monkeypatch.setattr(Path, "replace", locked)
    monkeypatch.setattr(Path, "rename", held)
    old = path.read_bytes()
    told, problems = rewrite_discussion(path, table, TEMPLATE, AGENCIES)
    assert told.name == "discussion-2.xlsx" and path.read_bytes() == old
    assert [p.rule for p in problems] == ["F16"] and not list(path.parent.glob("*.part"))
    path.write_bytes(old[:3000])
    told, problems = rewrite_discussion(path, table, TEMPLATE, AGENCIES)
    assert told.name == "discussion-3.xlsx" and path.read_bytes() == old[:3000]
    assert [p.rule for p in problems] == ["F16"]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_filled_in_saved_by_libreoffice_and_read_back(path: Path, tmp_path: Path, table: pd.DataFrame) -> None:
    write_discussion(path, table, TEMPLATE, AGENCIES, agreed((A, "n1", "partly", "Line 1\nLine 2 🙂", "'=x\"")))
    retype(path, {})  # saved by a program that keeps formulas without their values
    out = tmp_path / "saved"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", out, path]
    subprocess.run(command, capture_output=True, check=True)
    page = load_workbook(out / "discussion.xlsx", data_only=True)[A]
    assert page["I7"].value == "No agency gave this answer."
    assert read(out / "discussion.xlsx") == ([[A, "n1", "partly", "Line 1\nLine 2 🙂", "'=x\""]], [])
