"""A small review, its template and its children, for the tests of packs, returns, risk and agreement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import load_workbook

from scrutiny_lib.audit.packs import write_return
from scrutiny_lib.intake.plan import SamplePlan
from scrutiny_lib.intake.return_sheets import questions_for
from scrutiny_lib.intake.returns import Returns, read_returns
from scrutiny_lib.intake.review import AgencyAsked, FrameSource, Review
from scrutiny_lib.intake.scope import Scope
from scrutiny_lib.intake.template import QUESTION_COLUMNS, Template

AGENCIES = {"police": "Police", "school": "Schools & colleges", "health": "Community health"}
CHILDREN = ("C-AAAA1111", "C-BBBB2222", "C-CCCC3333")


def question(
    name: str, scope: str, line: str, ask: str, answers: list[str], agencies: list[str], **more: str
) -> dict[str, Any]:
    given = {"id": name, "scope": scope, "lens": "practice", "line": line, "ask": ask, "answers": answers}
    return {
        **given,
        "good": answers[:1],
        "agencies": agencies,
        "help": "",
        "chain": "",
        "role": "",
        "ordered": True,
        "asked": "each child",
        **more,
    }


EVERYBODY = list(AGENCIES)
YES_PARTLY_NO = ["yes", "partly", "no"]
TEMPLATE = Template(
    id="neglect",
    edition="2025.10",
    title="Neglect",
    purpose="To see neglect as the child lives it.",
    agencies=tuple(AGENCIES),
    questions=pd.DataFrame(
        [
            question("n1", "child", "L2", "Was neglect named?", YES_PARTLY_NO, EVERYBODY),
            question("n2", "agency", "L1", "Were you invited?", ["yes", "no"], EVERYBODY, help="To any meeting."),
            question(
                "n3",
                "child",
                "L1",
                "How long until a plan, if ever?",
                ["at once", "within 10 days, or so", "later"],
                EVERYBODY,
            ),
            question("n4", "agency", "L2", "Was attendance looked at?", YES_PARTLY_NO, ["school"]),
        ],
        columns=list(QUESTION_COLUMNS),
    ),
)
ASKED_ONCE = replace(
    TEMPLATE,
    questions=pd.DataFrame(
        [
            *TEMPLATE.questions.to_dict("records"),
            question("s1", "agency", "L1", "Is there a lead?", ["yes", "no"], EVERYBODY, asked="once"),
            question("s2", "agency", "L2", "How well is it known?", ["well", "badly"], ["school"], asked="once"),
        ],
        columns=list(QUESTION_COLUMNS),
    ),
)
PLAN = SamplePlan(
    design="stratified",
    size=12,
    seed="2025-26-Q3 neglect",
    strata=("stage",),
    method="proportional",
    minimum=2,
    reserve=0.25,
    chosen_by="Scrutiny analyst (A1)",
    chosen_on=date(2025, 10, 2),
    reason="",
    children=(),
)
REVIEW = Review(
    name="2025-26-q3-neglect",
    folder=Path("reviews/2025-26-q3-neglect"),
    title="Neglect",
    kind="deep dive",
    theme="neglect",
    quarter="2025-26-Q3",
    audiences=("executive", "hips"),
    as_at=date(2025, 12, 31),
    reported=None,
    practice=(date(2025, 7, 1), date(2025, 9, 30)),
    fieldwork=(date(2025, 10, 6), date(2025, 11, 28)),
    frame=FrameSource(Path("frame.csv"), "table", 6, {}),
    sample=PLAN,
    agencies=tuple(AgencyAsked(agency, date(2025, 11, 7)) for agency in AGENCIES),
    scope=Scope(
        question="Do we see neglect as the child lives it?",
        why="It was missed.",
        agreed_by="Board",
        agreed_on=date(2025, 9, 1),
        hips_alignment="",
        sharing_basis="Working together",
        keep_until=date(2026, 12, 31),
        scrutineer_comment="",
        lines=pd.DataFrame({"line": ["L1", "L2", "L3"], "question": ["In time?", "Named?", "Heard?"]}),
    ),
    notebook="30_deep_dive",
)
DRAWN = pd.DataFrame(
    {"case_id": [*CHILDREN, "C-DDDD4444"], "order": [1, 2, 3, 4], "role": ["sample", "sample", "sample", "reserve"]}
)

Answers = dict[tuple[str, str], tuple[str, str, str]]


def answered(agency: str, **changes: str) -> Answers:
    """Everything answered plainly: known, nobody worried, the first answer to each question.

    ``changes`` sets one child's answer: ``A_n1="no"`` for the child C-AAAA1111 and question n1.
    """
    plainly = {"known": "yes", "life": "Quiet.", "worried": "no", "worried_step": ""}
    asked = questions_for(TEMPLATE, agency)
    answers: Answers = {}
    for case_id in CHILDREN:
        for name, listed in zip(asked["id"], asked["answers"], strict=True):
            given = changes.get(f"{case_id[2]}_{name}", plainly.get(name, listed[0] if listed else ""))
            answers[case_id, name] = (given, "What the file says.", "Visit of 3 July")
    return answers


def send(
    folder: Path, agency: str, name: str = "", number: int = 1, sent_on: date | None = None, **changes: str
) -> Path:
    """What an agency sends back: its pack, filled."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (name or f"{agency}.xlsx")
    answers = answered(agency, **changes)
    write_return(path, REVIEW, TEMPLATE, DRAWN, agency, AGENCIES[agency], answers, number=number, sent_on=sent_on)
    return path


def retype(path: Path, cells: Mapping[tuple[str, str], Any]) -> Path:
    """Open a workbook as an auditor would, type into (sheet, cell), and save it."""
    book = load_workbook(path)
    for (sheet, cell), value in cells.items():
        book[sheet][cell] = value
    book.save(path)
    return path


def receive(folder: Path) -> Returns:
    """Read a folder of returns of this review."""
    return read_returns(folder, TEMPLATE, set(CHILDREN), AGENCIES, REVIEW.name)
