"""A workspace with as many small reviews as asked for, each valid and each with its own answers, for tests and
benchmarks of whole quarters. Every child in it is invented."""

from __future__ import annotations

from datetime import date
from hashlib import blake2b
from pathlib import Path

from scrutiny_lib.audit.packs import write_return
from scrutiny_lib.batch.casework import Casework
from scrutiny_lib.intake.return_sheets import questions_for
from scrutiny_lib.intake.review import read_review
from scrutiny_lib.intake.workspace import Workspace, read_workspace
from tests.reading_room import KEY, REVIEW, SCALES, SCOPE, TEMPLATE, WORKSPACE

QUARTER = "2025-26-Q3"
AUDIENCES = ("executive", "hips")
AGENCIES = ("social_care", "police")
LEAST = 18
"""A third of them are looked at, and fewer than six would be a small number on every page."""

_HEAD = "child_id,family_id,date_of_birth,sex,ethnicity,stage,locality,referral_date"
_FINDINGS = """\
[[finding]]
id = "F1"
line = "L1"
kind = "to improve"
rank = 1
title = "The home is not always seen"
statement = "The home was seen for {ne01.yes}."
for_others = "The home is not always seen."
results = ["ne01.yes", "ne01.partly", "ne01.no"]
strength = "limited"
strength_reason = "A few children, looked at closely."
by = "analyst A1"

[[finding.evidence]]
source = "cases"
says = "supports"
note = "Not seen for {ne01.no}."

[[decision]]
body = "Board"
on = 2025-12-16
about = "all"
decision = "agreed"
dissent = ""
"""


def name_of(number: int) -> str:
    """The folder of one review; numbers begin with 1."""
    return f"2025-26-q3-small-{number:04d}"


def small_workspace(folder: Path, reviews: int, children: int = 24, first: int = 1) -> str:
    """Write a workspace with ``reviews`` reviews into ``folder``, each of a frame of ``children`` children (at least
    18) of whom a third are looked at, each for two audiences, both released without a second person; returns their
    quarter.

    The same numbers give the same workspace. ``first`` is the number of the first review: more of them can be added
    to a workspace later.
    """
    if children < LEAST:
        raise ValueError(f"A small review has at least {LEAST} children.")
    templates = folder / "audit_templates"
    templates.mkdir(parents=True, exist_ok=True)
    (folder / "sample-key.txt").write_bytes(KEY + b"\n")
    _write(folder / "workspace.toml", WORKSPACE)
    _write(templates / "neglect.toml", TEMPLATE)
    _write(templates / "scales.toml", SCALES)
    workspace, problems = read_workspace(folder)
    problems.raise_if_stops()
    for number in range(first, first + reviews):
        small_review(workspace, number, children)
    return QUARTER


def small_review(workspace: Workspace, number: int, children: int) -> Path:
    """Write one review with everything that came back, and give its folder."""
    folder = workspace.reviews / name_of(number)
    folder.mkdir(parents=True, exist_ok=True)
    title = f'title = "Neglect, area {number}"'
    review = REVIEW.replace('title = "Neglect"', title).replace("size = 4", f"size = {children // 3}")
    _write(folder / "review.toml", review.replace('Q3 neglect"', f'Q3 neglect {number}"'))
    _write(folder / "scope.toml", SCOPE)
    _write(folder / "findings.toml", _FINDINGS)
    _write(folder / "frame.csv", _frame(number, children))
    read, problems = read_review(folder, workspace)
    problems.raise_if_stops()
    assert read is not None
    work = Casework(workspace, read)
    for agency in AGENCIES:
        _send(work, agency, number)
    return folder


def _frame(number: int, children: int) -> str:
    rows = [
        f"{number:05d}-{child:03d},{number:05d}-{child // 2:03d},{2009 + child % 9}-{child % 12 + 1:02d}-15,"
        f"{'FM'[child % 2]},WBRI,{('plan', 'in need')[child % 2]},{('North', 'South')[child % 3 == 0]},"
        f"2025-0{7 + child % 3}-{child % 28 + 1:02d}"
        for child in range(children)
    ]
    return "\n".join([_HEAD, *rows]) + "\n"


def _send(work: Casework, agency: str, number: int) -> None:
    """What one agency sends back about every child drawn."""
    plainly = {"known": "yes", "life": "", "worried": "no", "worried_step": ""}
    asked = questions_for(work.template, agency)
    answers = {
        (case, question): (plainly.get(question, _answer(number, at, question, listed)), "", "Record")
        for at, case in enumerate(work.drawn["case_id"])
        for question, listed in zip(asked["id"], asked["answers"], strict=True)
    }
    path = work.review.folder / "returns" / f"{agency}.xlsx"
    path.parent.mkdir(exist_ok=True)
    name, sent_on = work.agencies[agency], date(2025, 11, 5)
    write_return(path, work.review, work.template, work.sample.table, agency, name, answers, sent_on=sent_on)


def _answer(number: int, child: int, question: str, listed: list[str]) -> str:
    """One of the answers of a question, by the numbers alone; agencies say the same of the same child."""
    chance = blake2b(f"{number} {child} {question}".encode(), digest_size=2).digest()[0]
    return listed[chance % max(1, len(listed) - 2)] if listed else ""


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
