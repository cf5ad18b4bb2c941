"""A pack goes through LibreOffice itself: filled in by its own keyboard command, saved, read back, nothing lost."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from scrutiny_lib.audit.packs import Before, write_packs, write_return
from scrutiny_lib.intake.return_sheets import ABOUT_AGENCY, ANSWER_LISTS, FRONT_PAGE, HEADINGS, questions_for
from scrutiny_lib.intake.returns import Returns, read_returns
from scrutiny_lib.intake.template import Template
from tests.audit_room import AGENCIES, ASKED_ONCE, CHILDREN, DRAWN, REVIEW, TEMPLATE, answered

DRIVER = Path(__file__).with_name("fill_in_libreoffice.py")
BEFORE: Before = {
    ("school", "", "s1"): ("yes", date(2025, 6, 20)),
    ("school", CHILDREN[1], "n1"): ("partly", date(2025, 6, 20)),
}
EVIDENCE = {
    "What the record shows": [
        "=A1 is how the note begins, and 1+1 is not sumed up",
        "Zoë’s Großmutter: “ängstlich” 😀 naïve",
        "- no visit\nsecond line",
        "x" * 990 + " ends here",
        "007",
        "1E5",
        "TRUE",
    ],
    "Where to find it": ["12/03/2025", "1/2", "2025-03-12", "50 %", "+44 row 3", "p. 7", "@case note"],
}
Cells = dict[tuple[str, str, str], str]
"""(sheet, question, heading) -> what is typed."""


@pytest.fixture(scope="session")
def in_libreoffice() -> Callable[..., dict[str, Any]]:
    """Do a task in LibreOffice by the driver, with an interpreter that can speak to it."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    beside = Path(office).resolve().parent
    tried = [beside / "python", beside / "python.exe", Path("/usr/bin/python3"), Path(sys.executable)]
    asked = (subprocess.run([one, "-c", "import uno"], capture_output=True) for one in tried if one.is_file())
    able = next((answer.args[0] for answer in asked if answer.returncode == 0), None)
    if able is None:
        pytest.skip("no interpreter here has LibreOffice's module uno (python3-uno)")

    def run(**task: Any) -> dict[str, Any]:
        task |= {"office": office}
        done = subprocess.run([able, DRIVER], input=json.dumps(task), capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def cells_of(path: Path) -> dict[tuple[str, str, str], str]:
    """(sheet, question, heading) -> cell, of every sheet of a pack that has questions."""
    found = {}
    for page in load_workbook(path).worksheets:
        if page.title in (FRONT_PAGE, ANSWER_LISTS):
            continue
        headings = {page.cell(4, column).value: column for column in range(1, page.max_column + 1)}
        for row in range(5, page.max_row + 1):
            for heading in HEADINGS[2:]:
                name = page.cell(row, 1).value
                if name:
                    found[page.title, name, heading] = page.cell(row, headings[heading]).coordinate
    return found


def everything(path: Path, template: Template, agency: str) -> tuple[list[list[str]], list[list[str]], Cells]:
    """What to choose, what to type, and both by question: every open cell of a pack, no two alike where it can be."""
    answers = dict(questions_for(template, agency)[["id", "answers"]].itertuples(index=False, name=None))
    choose, type_, filled = [], [], {}
    for number, ((sheet, name, heading), cell) in enumerate(cells_of(path).items()):
        if heading in EVIDENCE:
            text = EVIDENCE[heading][number // 3 % len(EVIDENCE[heading])]
            type_.append([sheet, cell, text])
        elif answers[name]:
            text = "yes" if name == "known" else answers[name][number // 3 % len(answers[name])]
            choose.append([sheet, cell, text])
        else:
            text = "Täglich 😀: " + "one day like another; " * 40
            type_.append([sheet, cell, text.strip()])
        filled[sheet, name, heading] = text.strip()
    return choose, type_, filled


def front_cell(path: Path, label: str) -> str:
    page = load_workbook(path)[FRONT_PAGE]
    return next(f"B{row[0].row}" for row in page.iter_rows(max_row=20) if row[0].value == label)


def returned(folder: Path, template: Template) -> Returns:
    return read_returns(folder, template, set(CHILDREN), AGENCIES, REVIEW.name)


@pytest.mark.parametrize(
    ("template", "before"), [(TEMPLATE, {}), (ASKED_ONCE, BEFORE)], ids=["plain", "asked once, asked again"]
)
def test_every_answer_typed_in_libreoffice_arrives(
    tmp_path: Path, in_libreoffice: Callable[..., dict[str, Any]], template: Template, before: Before
) -> None:
    pack = write_packs(tmp_path / "packs", REVIEW, template, DRAWN, AGENCIES, "scrutiny@example.org", before)[1]
    choose, type_, filled = everything(pack, template, "school")
    front = [[FRONT_PAGE, front_cell(pack, "Date sent back"), "2025-11-06"]]
    front += [[FRONT_PAGE, front_cell(pack, "Return number"), "2"]]
    locked = [[CHILDREN[0], cell, "typed"] for cell in ("A1", "A5", "B5", "B9", "F20", "H3")]
    locked += [[FRONT_PAGE, "B4", "typed"], [FRONT_PAGE, "A40", "typed"], [ANSWER_LISTS, "A4", "typed"]]
    (tmp_path / "returns").mkdir()
    back = tmp_path / "returns" / pack.name
    told = in_libreoffice(
        open=str(pack), save=str(back), choose=choose, type=type_ + front + locked, tabs=[CHILDREN[0], "A1", 7]
    )

    assert told["not_offered"] == [] and told["untyped"] == [place[:2] for place in locked]
    assert told["active"] == FRONT_PAGE == told["sheets"][0] and told["selected"][FRONT_PAGE] == "A1"
    assert {told["selected"][child] for child in CHILDREN} == {"C5"}
    assert all(told["messages"][f"{sheet}!{cell}"] for sheet, cell, _ in choose + type_ + front)
    assert told["tabs"] == ["C5", "D5", "E5", "C6", "D6", "E6", "C7"]
    shown = load_workbook(pack, data_only=True)[FRONT_PAGE]
    assert told["before"] == [
        ["" if cell is None else str(cell) for cell in row] for row in shown.iter_rows(1, 60, 1, 2, values_only=True)
    ]

    returns = returned(back.parent, template)
    read = {
        (row["case_id"] or ABOUT_AGENCY, row["question"], heading): row[key]
        for row in returns.table.to_dict("records")
        for heading, key in zip(HEADINGS[2:], ("answer", "shows", "where"), strict=True)
    }
    assert read == filled
    school = returns.received.set_index("agency").loc["school"]
    assert school[["state", "number", "sent_on", "answered", "known"]].tolist() == ["used", 2, "2025-11-06", 3, 3]
    assert school["rows"] == school["counted"] == len(filled) / 3
    silent, raised = ("S23", "W01"), [problem.rule for problem in returns.problems]
    assert [rule for rule in raised if rule not in silent] == [] and raised.count("S23") == 2

    sent, saved = load_workbook(pack), load_workbook(back)
    assert [validated(page) for page in saved] == [validated(page) for page in sent]
    assert [tinted(page) for page in saved] == [tinted(page) for page in sent]
    assert all(page.protection.sheet for page in saved)


def validated(page: Any) -> set[str]:
    """The cells of a sheet that have a rule about what may be typed."""
    return set().union(*(each_cell(rule.sqref) for rule in page.data_validations.dataValidation))


def tinted(page: Any) -> set[str]:
    """The cells of a sheet that change their look with what is in them."""
    return set().union(*(each_cell(block.sqref) for block in page.conditional_formatting))


def each_cell(blocks: Any) -> set[tuple[int, int]]:
    return {cell for block in blocks.ranges for cell in block.cells}


def test_the_front_page_counts_in_libreoffice_as_it_does_here(
    tmp_path: Path, in_libreoffice: Callable[..., dict[str, Any]]
) -> None:
    answers = answered("school", A_known="no", B_worried="yes", C_n1="")
    path = tmp_path / "filled.xlsx"
    write_return(path, REVIEW, TEMPLATE, DRAWN, "school", AGENCIES["school"], answers)
    told = in_libreoffice(
        open=str(path), save=str(tmp_path / "saved.xlsx"), choose=[],
        type=[[CHILDREN[1], "C8", "Told the duty desk on 3 July."]], tabs=[CHILDREN[0], "A1", 1],
    )  # fmt: skip
    first, second, third = CHILDREN
    assert [row for row in told["before"] if row[0] in CHILDREN] == [
        [first, "Not known to your service: nothing more to do"],
        [second, "All 7 answered – say who was told about the worry"],
        [third, "6 of 7 answered"],
    ]
    assert [second, "All 7 answered"] in told["after"]
