"""Two agencies that each know only five of eight children: every base is right, and no name gets anywhere.

The names are canaries, invented and found nowhere else: in the frame, and so in the identification lists, and in
nothing else that is made from it.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from scrutiny_lib import open_tables
from tests.conftest import scrutiny

REVIEW = "2025-26-q3-eight-children"
FIRST = ("Quilla", "Zebedeus", "Ysolde", "Wrenna", "Oberric", "Thessaly", "Umbrel", "Vexia")
LAST = "Canarybird"
BORN = "2014-03-17"
KNOWN = {"police": range(0, 5), "health_community": range(3, 8)}

WORKSPACE = """\
format = 1
name = "Invented Partnership"
short_name = "IP"
area = "Northport"
invented = true
marking = "Official – sensitive (invented cases)"

[release]
without_second_person = ["executive", "hips"]

[[agency]]
id = "police"
name = "Police"

[[agency]]
id = "health_community"
name = "Community health"
"""
REVIEW_FILE = """\
title = "Eight children"
kind = "deep dive"
theme = "eight"
quarter = "2025-26-Q3"
audiences = ["executive", "hips"]
reported = 2025-12-16
practice = { from = 2025-07-01, to = 2025-09-30 }
fieldwork = { from = 2025-10-06, to = 2025-11-28 }

[frame]
file = "frame.csv"

[sample]
design = "close look"
chosen_by = "Scrutiny analyst (A1)"
chosen_on = 2025-10-02
reason = "All eight children of one street"

""" + "".join(f'[[sample.child]]\nid = "K-{n}"\nreason = "Lives there"\n\n' for n in range(8))
AGENCIES = "".join(f'[[agency]]\nid = "{name}"\ndue = 2025-11-07\n\n' for name in KNOWN)
SCOPE = """\
question = "Were the eight children seen?"
why = "Nobody had asked."
agreed_by = "Board"
agreed_on = 2025-09-25
hips_alignment = "None: invented"
sharing_basis = "None needed: invented"
keep_until = 2027-12-31

[[line]]
id = "L1"
question = "Was it seen?"
cases = "Both agencies' records"
"""
TEMPLATE = """\
id = "eight"
edition = "2025.10"
title = "Eight children"
purpose = "To count by eye."
agencies = ["police", "health_community"]

[[question]]
id = "q1"
scope = "child"
lens = "practice"
line = "L1"
ask = "Was the harm named?"
answers = ["yes", "no"]
good = ["yes"]

[[question]]
id = "q2"
scope = "agency"
lens = "practice"
line = "L1"
ask = "Were you invited to the meeting?"
answers = ["yes", "no"]
good = ["yes"]
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which the sample was drawn, both workbooks were filled in and sent back, and the quarter run."""
    workspace = tmp_path_factory.mktemp("eight") / "workspace"
    folder = workspace / "reviews" / REVIEW
    (workspace / "audit_templates").mkdir(parents=True)
    folder.mkdir(parents=True)
    (workspace / "workspace.toml").write_text(WORKSPACE, encoding="utf-8")
    (workspace / "audit_templates" / "eight.toml").write_text(TEMPLATE, encoding="utf-8")
    key = workspace.parent / "keys" / "workspace" / f"{REVIEW}.txt"
    key.parent.mkdir(parents=True)
    key.write_text("an invented key of more than thirty-two bytes", encoding="utf-8")
    (folder / "review.toml").write_text(REVIEW_FILE + AGENCIES, encoding="utf-8")
    (folder / "scope.toml").write_text(SCOPE, encoding="utf-8")
    rows = [f"K-{n},{first},{LAST},{BORN},F,POL/{n}/77" for n, first in enumerate(FIRST)]
    head = "child_id,first_name,last_name,date_of_birth,sex,agency_id_police"
    (folder / "frame.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    sampled = scrutiny("sample", folder)
    assert sampled.returncode == 0, sampled.stdout + sampled.stderr
    (folder / "returns").mkdir()
    for agency, known in KNOWN.items():
        fill_in(workspace / "working" / REVIEW / "packs" / f"{REVIEW}-{agency}.xlsx", set(known), folder / "returns")
    for step in (("returns", folder), ("run", workspace, "--quarter", "2025-26-Q3")):
        done = scrutiny(*step)
        (workspace / f"said-{step[0]}.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
        assert done.returncode == 0, done.stdout + done.stderr
    return workspace


def fill_in(pack: Path, known: set[int], returns: Path) -> None:
    """Children known are answered with yes and, every second one, no; of the others only that they are not known."""
    book = load_workbook(pack)
    children = [sheet for sheet in book.worksheets if re.fullmatch("C-[0-9A-Z]{8}", sheet.title)]
    assert len(children) == 8
    for number, sheet in enumerate(children):
        answers = {"known": "yes" if number in known else "no"}
        if number in known:
            answers |= {"life": "Quiet.", "worried": "no", "q1": "no" if number % 2 else "yes", "q2": "yes"}
        for row in sheet.iter_rows(min_row=1, max_row=40):
            if row[0].value in answers:
                row[2].value = answers[row[0].value]
    front = book.worksheets[0]
    for row in front.iter_rows(min_row=1, max_row=20):
        if row[0].value == "Date sent back":
            row[1].value = "05/11/2025"
    book.save(returns / f"{pack.stem} {FIRST[0]} {LAST}.xlsx")  # a child's name in the name of the file


def test_every_base_is_right(made: Path) -> None:
    """Children 1–3 are known to police alone, 4 and 5 to both, 6–8 to community health alone."""
    tables = open_tables(made, REVIEW)
    rows = tables["results"][["result_id", "n", "of", "unit"]].to_numpy().tolist()
    counts = {name: (n, of, unit) for name, n, of, unit in rows}
    assert counts["q1.yes"] == (4, 8, "children")
    assert counts["q1.no"] == (4, 8, "children")
    assert counts["q1.not_known_to_us"] == (0, 8, "children")
    assert counts["q2.yes"] == (10, 10, "agencies' answers")
    assert counts["q2.not_known_to_us"] == (6, 16, "agencies' answers")
    assert tables["agencies"][["asked", "returned", "known"]].to_numpy().tolist() == [[8, 8, 5], [8, 8, 5]]


def test_the_page_says_so(made: Path) -> None:
    page = (made / "released" / "2025-26-Q3" / REVIEW / "executive.html").read_text(encoding="utf-8")
    assert "4 of 8 children" in page and "10 agencies" in page
    assert "5 of 8" in page or ">5<" in page
    assert "of 5 children" not in page


def inside(path: Path) -> str:
    """Everything in a file, a workbook's parts unpacked, and its name."""
    data = [path.name.encode()]
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as package:
            data += [part.filename.encode() + package.read(part) for part in package.infolist()]
    else:
        data.append(path.read_bytes())
    return b"\n".join(data).decode("utf-8", "replace")


def test_no_name_in_any_workbook_log_or_page(made: Path) -> None:
    allowed = {"crosswalk.csv"}
    looked, leaking = 0, []
    for path in sorted(item for item in made.rglob("*") if item.is_file()):
        place = path.relative_to(made).parts
        if place[0] == "reviews" or "lists" in place or path.name in allowed:
            continue
        looked += 1
        text = inside(path)
        canaries = (*FIRST, LAST, BORN, "17/03/2014", "POL/0/77", "K-0")
        leaking += [f"{canary} in {'/'.join(place)}" for canary in canaries if canary in text]
    assert looked > 10 and not leaking


def test_the_canaries_are_alive(made: Path) -> None:
    """The same search finds them where they are meant to be."""
    listed = inside(next((made / "working" / REVIEW / "lists").glob("*police*.xlsx")))
    assert all(name in listed for name in (FIRST[0], LAST, "POL/0/77"))
