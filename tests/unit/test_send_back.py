"""What goes back to an agency: everything it has to put right, with links, and nothing that is not its business."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from scrutiny_lib.audit.send_back import HEADINGS, lines_of, write_send_back
from scrutiny_lib.intake.returns import Returns, read_returns
from tests import audit_room
from tests.audit_room import AGENCIES, CHILDREN, REVIEW, TEMPLATE, receive, retype

SENT = date(2025, 11, 5)
NAMES = {agency: f"{REVIEW.name}-{agency}-to-put-right.xlsx" for agency in AGENCIES}


def send(folder: Path, agency: str, name: str = "", **more: Any) -> Path:
    return audit_room.send(folder, agency, name, **{"sent_on": SENT, **more})


def write(folder: Path, returns: Returns) -> list[Path]:
    return write_send_back(folder, returns, REVIEW, TEMPLATE, AGENCIES)


def table(path: Path) -> list[dict[str, Any]]:
    """The rows below the headings, by heading; the link of the cell under ``link``."""
    page = load_workbook(path).active
    rows = list(page.iter_rows())
    at = next(place for place, row in enumerate(rows) if row[0].value == HEADINGS[0])
    found = []
    for row in rows[at + 1 :]:
        values = dict(zip(HEADINGS, (cell.value for cell in row), strict=True))
        target = row[3].hyperlink
        found.append({**values, "link": f"{target.target}#{target.location}" if target else ""})
    return found


def test_an_agency_with_nothing_to_put_right_gets_no_workbook(tmp_path: Path) -> None:
    for agency in AGENCIES:
        send(tmp_path / "returns", agency)
    assert write(tmp_path / "out", receive(tmp_path / "returns")) == []
    assert list((tmp_path / "out").iterdir()) == []


def test_each_fault_has_a_line_that_opens_the_cell(tmp_path: Path) -> None:
    send(tmp_path / "returns", "police", A_n1="banana")
    (path,) = write(tmp_path / "out", receive(tmp_path / "returns"))
    assert path.name == NAMES["police"]
    (line,) = table(path)
    assert (line["Child"], line["Question id"], line["Question"]) == (CHILDREN[0], "n1", "Was neglect named?")
    assert line["link"] == f"{REVIEW.name}-police.xlsx#'{CHILDREN[0]}'!C13" and line["Cell (opens it)"] == "C13"
    assert line["What is wrong"] == "The answer is not on the list." and line["Done"] is None


def test_blank_questions_have_one_line_for_each_child(tmp_path: Path) -> None:
    send(tmp_path / "returns", "police", A_n1="", A_n2="", A_life="", B_n3="")
    lines = table(write(tmp_path / "out", receive(tmp_path / "returns"))[0])
    assert [(line["Child"], line["What is wrong"], line["Cell (opens it)"]) for line in lines] == [
        (CHILDREN[0], "Left blank: life, n1, n2.", "C6"),
        (CHILDREN[1], "Left blank: n3.", "C11"),
    ]


def test_a_child_who_is_not_known_leaves_nothing_blank(tmp_path: Path) -> None:
    send(tmp_path / "returns", "police", A_known="no", A_life="", A_worried="", A_n1="", A_n2="", A_n3="")
    lines = lines_of(receive(tmp_path / "returns"), "police", REVIEW.name)
    assert not [line for line in lines if "blank" in line.wrong]


def test_a_missing_sheet_has_a_line_without_a_link(tmp_path: Path) -> None:
    path = send(tmp_path / "returns", "police")
    book = load_workbook(path)
    del book[CHILDREN[1]]
    book.save(path)
    (line,) = table(write(tmp_path / "out", receive(tmp_path / "returns"))[0])
    assert (line["Child"], line["link"]) == (CHILDREN[1], "") and "is missing" in line["What is wrong"]


def test_worries_come_first_with_the_safeguarding_wording(tmp_path: Path) -> None:
    send(tmp_path / "returns", "police", A_n1="banana", B_worried="yes", C_worried="yes", C_worried_step="Duty team.")
    lines = table(write(tmp_path / "out", receive(tmp_path / "returns"))[0])
    assert [(line["Child"], line["Question id"]) for line in lines[:2]] == [
        (CHILDREN[1], "worried_step"),
        (CHILDREN[2], "worried"),
    ]
    assert "today" in lines[0]["What to do"] and "not a referral" in lines[1]["What to do"]


def test_a_worry_that_says_what_was_done_is_no_fault(tmp_path: Path) -> None:
    send(tmp_path / "returns", "police", B_worried="yes", B_worried_step="Told the duty team at once.")
    assert write(tmp_path / "out", receive(tmp_path / "returns")) == []


def test_a_worry_that_was_confirmed_does_not_go_back(tmp_path: Path) -> None:
    send(tmp_path / "returns", "police", A_n1="banana", B_worried="yes", C_worried="yes")
    returns = receive(tmp_path / "returns")
    done = {(CHILDREN[1], "police"), (CHILDREN[2], "school")}
    (path,) = write_send_back(tmp_path / "out", returns, REVIEW, TEMPLATE, AGENCIES, confirmed=done)
    assert [line["Child"] for line in table(path)] == [CHILDREN[2], CHILDREN[0]], "only the police's own was confirmed"
    assert len(lines_of(returns, "police", REVIEW.name, confirmed={*done, (CHILDREN[2], "police")})) == 1


def test_what_is_only_the_partnership_s_business_stays_with_it(tmp_path: Path) -> None:
    path = send(tmp_path / "returns", "police", "Audit J Smith.xlsx")
    (tmp_path / "returns" / "copy.xlsx").write_bytes(path.read_bytes())
    assert write(tmp_path / "out", receive(tmp_path / "returns")) == []


def test_no_value_and_no_name_is_in_it(tmp_path: Path) -> None:
    path = send(tmp_path / "returns", "police", "Audit J Smith.xlsx", A_n1="Smith", A_life="About Smith")
    book = load_workbook(path)
    book[CHILDREN[1]].title = "Smith"
    book[CHILDREN[2]]["A13"] = "Smith"
    book.save(path)
    (made,) = write(tmp_path / "out", receive(tmp_path / "returns"))
    text = "\n".join(str(value) for row in load_workbook(made).active.values for value in row)
    assert "Smith" not in text and "sheet 3 of the workbook" in text


def test_a_return_that_cannot_be_used_says_why(tmp_path: Path) -> None:
    retype(send(tmp_path / "returns", "police"), {(CHILDREN[0], "C4"): None})
    lines = table(write(tmp_path / "out", receive(tmp_path / "returns"))[0])
    assert lines[0]["Child"] == CHILDREN[0] and "heading" in lines[0]["What is wrong"]


def test_two_returns_with_one_number_ask_the_agency_which(tmp_path: Path) -> None:
    send(tmp_path / "returns", "police", "one.xlsx")
    send(tmp_path / "returns", "police", "two.xlsx", A_n1="no")
    lines = table(write(tmp_path / "out", receive(tmp_path / "returns"))[0])
    assert "next return number" in lines[0]["What to do"]


def test_a_later_part_links_into_its_own_workbook(tmp_path: Path) -> None:
    drawn = audit_room.DRAWN.assign(part=[1, 1, 2, 1])
    folder = tmp_path / "returns"
    folder.mkdir()
    answers = audit_room.answered("police", C_n1="banana")
    for part in (1, 2):
        path = folder / f"{part}.xlsx"
        audit_room.write_return(path, REVIEW, TEMPLATE, drawn, "police", "Police", answers, part=part, sent_on=SENT)
    parts = {CHILDREN[2]: 2}
    returns = read_returns(folder, TEMPLATE, set(CHILDREN), AGENCIES, REVIEW.name, parts=parts)
    (line,) = table(write(tmp_path / "out", returns)[0])
    assert line["link"] == f"{REVIEW.name}-police-part-2.xlsx#'{CHILDREN[2]}'!C13"
    assert (
        len(lines_of(returns, "police", REVIEW.name, 1)) == 0 and len(lines_of(returns, "police", REVIEW.name, 2)) == 1
    )


def test_the_same_faults_give_the_same_bytes_and_a_cured_return_takes_its_list_away(tmp_path: Path) -> None:
    send(tmp_path / "returns", "police", A_n1="banana")
    first = write(tmp_path / "out", receive(tmp_path / "returns"))[0].read_bytes()
    (path,) = write(tmp_path / "out", receive(tmp_path / "returns"))
    assert path.read_bytes() == first
    send(tmp_path / "returns", "police")
    assert write(tmp_path / "out", receive(tmp_path / "returns")) == [] and not path.exists()


@pytest.mark.parametrize("words", ["same folder", "raise the return number", "Write no names", "7 November 2025"])
def test_it_says_what_to_do_with_it(tmp_path: Path, words: str) -> None:
    send(tmp_path / "returns", "police", A_n1="banana")
    page = load_workbook(write(tmp_path / "out", receive(tmp_path / "returns"))[0]).active
    assert any(words in str(row[0].value) for row in page.iter_rows(max_row=6))
