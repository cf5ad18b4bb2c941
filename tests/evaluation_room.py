"""A folder ``training`` with exports of online forms, as tests fill it: everybody in it is made up."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import openpyxl

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.evaluations import Evaluations
from scrutiny_lib.intake.training_forms import read_evaluations_folder

PLAN = """\
[[scale]]
id = "agree"
answers = ["Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"]
no_opinion = ["Not applicable"]

[[scale]]
id = "five"
lowest = 1
highest = 5

[[question]]
id = "name_it"
ask = "I can name neglect"
level = "learning"
scale = "agree"

[[question]]
id = "ask_it"
ask = "I ask the child first"
level = "behaviour"
scale = "five"

[[question]]
id = "again"
ask = "Would you come again?"
kind = "one of"
answers = ["Yes", "No", "Perhaps"]
good = ["Yes"]

[[question]]
id = "words"
ask = "Anything else?"
kind = "text"

[[form]]
files = ["before.csv"]
course = "Naming neglect"
wave = "before"
code = "Your code"
asks = ["name_it", "ask_it"]

[[form]]
files = ["after.xlsx"]
course = "Naming neglect"
wave = "after"
code = "Your code"
asks = ["name_it", "ask_it", "again", "words"]

[[form.question]]
id = "name_it"
column = "Looking back: before the course I could name neglect"
wave = "before, asked afterwards"

[[form]]
files = ["managers.csv"]
course = "Naming neglect"
wave = "three months"
who = "line manager"
code = "Code of your colleague"
asks = ["ask_it"]

[[sent]]
course = "Naming neglect"
wave = "before"
sent = 6
"""
"""Two questions with scores asked before and after, one remembered, one of a list, own words, the manager's form."""

BEFORE = ["ID", "Start time", "Email", "Name", "Your code", "I can name neglect", "I ask the child first"]
AFTER = [
    "Timestamp", "Your code", "I can name neglect", "I ask the child first", "Would you come again?",
    "Anything else?", "Looking back: before the course I could name neglect",
]  # fmt: skip
MANAGER = ["Respondent ID", "Code of your colleague", "I ask the child first"]
CANARIES = ("canary", "bird", "jo12", "jo-12", "sam7", "sam 7", "toast", "wobble")
"""Words that stand in codes, names and answers: none of them may be in a message."""


def write(path: Path, rows: Sequence[Sequence[object]]) -> None:
    """One export, as .csv or .xlsx by its ending."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(list(row))
        book.save(path)
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def room(
    folder: Path,
    before: Sequence[Sequence[object]] = (),
    after: Sequence[Sequence[object]] = (),
    managers: Sequence[Sequence[object]] = (),
    plan: str = PLAN,
) -> Path:
    """The folder with the plan and the three exports below their headings."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "evaluations.toml").write_text(plan, encoding="utf-8")
    write(folder / "before.csv", [BEFORE, *before])
    write(folder / "after.xlsx", [AFTER, *after])
    write(folder / "managers.csv", [MANAGER, *managers])
    return folder


def asked(code: object, name_it: object, ask_it: object) -> list[object]:
    """A row of the form before the course."""
    return ["1", "45000.4", "canary@x.example", "Canary Bird", code, name_it, ask_it]


def read(folder: Path) -> tuple[Evaluations, Problems]:
    """What is read: everything received is used, held or refused, and no message holds a word of it."""
    found, problems = read_evaluations_folder(folder)
    counts = found.received
    assert (counts["received"] == counts["used"] + counts["held"] + counts["refused"]).all()
    assert not any(word in str(problems).casefold() for word in CANARIES)
    return found, problems


def rules(problems: Problems) -> list[tuple[str, str]]:
    """Rule and act of each problem, sorted."""
    return sorted((problem.rule, problem.act) for problem in problems)


def places(problems: Problems, rule: str) -> list[tuple[str, str, str]]:
    """File, cell and column of the problems of one rule."""
    return [(problem.file, problem.cell, problem.column) for problem in problems if problem.rule == rule]


def scores(found: Evaluations) -> dict[tuple[str, str, str, str], int]:
    """The scores by question, wave, who and code; those without a code under a number."""
    rows = found.scores[["question", "wave", "who", "person_code", "score"]].itertuples(index=False, name=None)
    return {(q, wave, who, code or f"no code {n}"): score for n, (q, wave, who, code, score) in enumerate(rows)}


def received(found: Evaluations, what: str) -> list[int]:
    """received, used, held, refused of one thing."""
    row = found.received[found.received["what"] == what]
    assert len(row) == 1, what
    return [int(number) for number in row.iloc[0, 1:]]
