"""A template with a question of every kind, for the tests of packs, returns, discussion and counting."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from scrutiny_lib.audit.packs import write_return
from scrutiny_lib.intake.return_sheets import FRONT_PAGE
from scrutiny_lib.intake.returns import Returns, read_returns
from scrutiny_lib.intake.template import Template, packaged_folder, read_template
from tests.audit_room import AGENCIES, CHILDREN, DRAWN, REVIEW

SENT = date(2025, 11, 5)
TOML = """\
id = "kinds"
edition = "2025.10"
title = "Neglect"
purpose = "To see neglect as the child lives it."
agencies = ["police", "school", "health"]

[[question]]
id = "k1"
scope = "child"
lens = "practice"
line = "L1"
ask = "How good was the plan?"
scale = "ofsted"

[[question]]
id = "k2"
scope = "child"
lens = "practice"
line = "L1"
ask = "Who was asked for what they knew?"
kind = "several of"
answers = ["school or college", "GP", "health visitor"]
help = "Anybody who was asked, by letter or by telephone."

[[question]]
id = "k3"
scope = "child"
lens = "practice"
line = "L2"
ask = "How many days from the first sign to a plan?"
kind = "number"
measure = "days"
lowest = 0
highest = 365

[[question]]
id = "k4"
scope = "child"
lens = "practice"
line = "L2"
ask = "When was the child last seen?"
kind = "date"

[[question]]
id = "k5"
scope = "child"
lens = "practice"
line = "L3"
ask = "What helped this family most?"
kind = "text"

[[question]]
id = "k6"
scope = "agency"
lens = "practice"
line = "L3"
ask = "How many hours did your service give?"
kind = "number"
measure = "hours"
whole = false
agencies = ["police"]

[[question]]
id = "k7"
scope = "agency"
lens = "practice"
line = "L3"
ask = "Which of these does your service have?"
kind = "several of"
answers = ["a lead", "a policy"]
asked = "once"
"""
CELLS = {"k1": "C10", "k2": "C11", "k3": "C16", "k4": "C17", "k5": "C19", "k6": "C20"}
"""Where each question stands on a child's sheet of the police."""
OPTIONS = {"school or college": "C12", "GP": "C13", "health visitor": "C14"}
PLAINLY = {
    "known": "yes", "life": "Quiet.", "worried": "no", "k1": "good", "k2": "school or college; GP", "k3": "12",
    "k4": "2025-07-03", "k5": "A neighbour.", "k6": "1.5", "k7": "a policy",
}  # fmt: skip


def read_kinds(folder: Path) -> Template:
    """The template, read from its file."""
    (folder / "kinds.toml").write_text(TOML, encoding="utf-8")
    template, problems = read_template(folder / "kinds.toml")
    assert template is not None and not problems, problems
    assert packaged_folder().is_dir()
    return template


def answers_of(**changes: str) -> dict[tuple[str, str], tuple[str, str, str]]:
    """Everything answered plainly; ``A_k3="5"`` changes one child's answer, ``k7=""`` what is asked once."""
    given = {}
    for case_id in CHILDREN:
        for name, answer in PLAINLY.items():
            if name != "k7":
                given[case_id, name] = (changes.get(f"{case_id[2]}_{name}", answer), "What the file says.", "Page 3")
    given["", "k7"] = (changes.get("k7", PLAINLY["k7"]), "", "")
    return given


def send_kinds(folder: Path, template: Template, agency: str = "police", number: int = 1, **changes: str) -> Path:
    """What an agency sends back."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{agency}{number}.xlsx"
    given = answers_of(**changes)
    write_return(path, REVIEW, template, DRAWN, agency, AGENCIES[agency], given, number=number, sent_on=SENT)
    return path


def type_in(path: Path, cells: dict[str, Any], sheet: str = CHILDREN[0], formats: dict[str, str] | None = None) -> Path:
    """Type into cells of one sheet as an auditor would."""
    book = load_workbook(path)
    for cell, value in cells.items():
        book[sheet][cell] = value
    for cell, look in (formats or {}).items():
        book[sheet][cell].number_format = look
    assert book[FRONT_PAGE] is not None
    book.save(path)
    return path


def receive_kinds(folder: Path, template: Template) -> Returns:
    """Read a folder of returns."""
    returns = read_returns(folder, template, set(CHILDREN), AGENCIES, REVIEW.name)
    for row in returns.received.to_dict("records"):
        assert row["rows"] == row["counted"] + row["blank"] + row["held"] + row["refused"]
    assert not any(case in str(returns.problems) for case in CHILDREN)
    return returns


def said(returns: Returns, question: str, case_id: str = CHILDREN[0], agency: str = "police") -> list[str]:
    """What one agency answered."""
    table = returns.table
    mine = (table["case_id"] == case_id) & (table["agency"] == agency) & (table["question"] == question)
    return [str(answer) for answer in table.loc[mine, "answer"]]
