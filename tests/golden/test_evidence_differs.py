"""Eight cases, eleven practitioners and three families point one way and the figures another: the page shows all four.

Nothing averages them away: each kind of evidence stands with what it says and what it rests on, and no number is made
of two of them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from scrutiny_lib import open_tables
from scrutiny_lib.release.leaks import visible_text
from tests.conftest import scrutiny
from tests.golden.test_five_of_eight import REVIEW_FILE, WORKSPACE

REVIEW = "2025-26-q3-told-in-time"
TEMPLATE = """\
id = "told"
edition = "2025.10"
title = "Told in time"
purpose = "To count by eye."
agencies = ["police"]

[[question]]
id = "q1"
scope = "child"
lens = "practice"
line = "L1"
ask = "Was the family told in time what was decided?"
answers = ["yes", "no"]
good = ["yes"]
"""
SCOPE = """\
question = "Are families told in time?"
why = "Nobody had asked."
agreed_by = "Board"
agreed_on = 2025-09-25
hips_alignment = "None: invented"
sharing_basis = "None needed: invented"
keep_until = 2027-12-31

[[line]]
id = "L1"
question = "Are families told in time what was decided?"
cases = "Police records"
"""
FINDINGS = """\
[[finding]]
id = "F1"
line = "L1"
kind = "to improve"
rank = 1
title = "Families are told late"
statement = "The family was not told in time for {q1.no}."
for_others = "Families are often told late."
results = ["q1.no"]
strength = "limited"
strength_reason = "A close look, and the figures do not fit it."
by = "analyst A1"

[[finding.evidence]]
source = "cases"
says = "supports"
note = "Not told in time: {q1.no}."

[[finding.evidence]]
source = "data"
says = "contradicts"
note = "In the figures nearly all are told within a day."
results = ["ind.told.latest"]

[[finding.evidence]]
source = "practitioners"
says = "supports"
note = "They hear of the decision after the family has asked."
results = ["prac.took_part", "prac.families_hear_late"]

[[finding.evidence]]
source = "children and families"
says = "supports"
note = "Each of them said so."
results = ["voice.P9.parents_and_carers", "eng.parents.took_part"]

[[decision]]
body = "Board"
on = 2025-12-10
about = "all"
decision = "agreed"
"""
INDICATORS = """\
[[indicator]]
id = "told"
title = "Families told within a day"
definition = "Decisions of which the family was told within one working day."
numerator = "Told within a day"
denominator = "Decisions"
unit = "%"
kind = "proportion"
direction = "up"
source = "social_care"
lines = { told = "L1" }
comparability = "Invented."
"""


def write_table(path: Path, rows: Sequence[Sequence[object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def write_book(path: Path, sheets: dict[str, list[list[object]]]) -> None:
    book = Workbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    book.save(path)


def fill_in(pack: Path, returns: Path) -> list[str]:
    """Every child is known, and no family was told in time; the case ids come back."""
    book = load_workbook(pack)
    children = [sheet for sheet in book.worksheets if re.fullmatch("C-[0-9A-Z]{8}", sheet.title)]
    answers = {"known": "yes", "life": "Quiet.", "worried": "no", "q1": "no"}
    for sheet in children:
        for row in sheet.iter_rows(min_row=1, max_row=40):
            if row[0].value in answers:
                row[2].value = answers[row[0].value]
    for row in book.worksheets[0].iter_rows(min_row=1, max_row=20):
        if row[0].value == "Date sent back":
            row[1].value = "05/11/2025"
    returns.mkdir()
    book.save(returns / pack.name)
    return [sheet.title for sheet in children]


def what_else_is_known(folder: Path, cases: list[str]) -> None:
    """Eleven of fourteen practitioners in one workshop; three of five families; figures that say the opposite."""
    write_book(
        folder / "practitioners.xlsx",
        {
            "activities": [
                ["activity", "agencies", "invited", "took_part", "held_on"],
                ["Workshop", "Police", 14, 11, "15/10/2025"],
            ],
            "themes": [
                ["theme", "kind", "line", "activities", "raised_by"],
                ["Families hear late", "barrier", "L1", "all", "Police"],
            ],
        },
    )
    head = ["source", "case_id", "kind", "method", "text"]
    said = [[f"S{at}", case, "parents and carers", "said", "We heard it last."] for at, case in enumerate(cases[:3], 1)]
    write_table(folder / "voice" / "texts.csv", [head, *said])
    coder = [["coder", "role", "file", "locked_on"], ["A1", "first", "A1.csv", "2025-11-20"]]
    write_table(folder / "voice" / "coders.csv", coder)
    write_table(folder / "voice" / "coding" / "A1.csv", [["passage_id", "code"], *([row[0], "P9"] for row in said)])
    asked = [[case, "took part", ""] for case in cases[:3]] + [[case, "declined", "not known"] for case in cases[3:5]]
    head = ["group", "case_id", "people", "by_words", "outcome", "why"]
    log = [["parents and carers", case, 1, "yes", outcome, why] for case, outcome, why in asked]
    write_table(folder / "voice" / "engagement.csv", [head, *log])
    months = [f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13)][:23]
    figures = [["told", month, 190 + at % 5, 200, "Northport"] for at, month in enumerate(months)]
    write_table(folder / "indicators.csv", [["indicator", "month", "numerator", "denominator", "area"], *figures])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace after its quarter was run, pages for the Executive and for HIPS among it."""
    workspace = tmp_path_factory.mktemp("differs") / "workspace"
    folder = workspace / "reviews" / REVIEW
    (workspace / "audit_templates").mkdir(parents=True)
    folder.mkdir(parents=True)
    (workspace / "workspace.toml").write_text(WORKSPACE, encoding="utf-8")
    (workspace / "audit_templates" / "told.toml").write_text(TEMPLATE, encoding="utf-8")
    (workspace / "audit_templates" / "indicators.toml").write_text(INDICATORS, encoding="utf-8")
    key = workspace.parent / "keys" / "workspace" / f"{REVIEW}.txt"
    key.parent.mkdir(parents=True)
    key.write_text("an invented key of more than thirty-two bytes", encoding="utf-8")
    review = REVIEW_FILE.replace('"eight"', '"told"').replace("Eight children", "Told in time")
    (folder / "review.toml").write_text(review + '[[agency]]\nid = "police"\ndue = 2025-11-07\n', encoding="utf-8")
    (folder / "scope.toml").write_text(SCOPE, encoding="utf-8")
    (folder / "findings.toml").write_text(FINDINGS, encoding="utf-8")
    write_table(folder / "frame.csv", [["child_id", "sex"], *([f"K-{n}", "F"] for n in range(8))])
    sampled = scrutiny("sample", folder)
    assert sampled.returncode == 0, sampled.stdout + sampled.stderr
    pack = workspace / "working" / REVIEW / "packs" / f"{REVIEW}-police.xlsx"
    what_else_is_known(folder, fill_in(pack, folder / "returns"))
    done = scrutiny("run", workspace, "--quarter", "2025-26-Q3")
    assert done.returncode == 0, done.stdout + done.stderr
    return workspace


def page(made: Path, audience: str) -> str:
    return (made / "released" / "2025-26-Q3" / REVIEW / f"{audience}.html").read_text(encoding="utf-8")


def grid(html: str) -> dict[str, list[str]]:
    """The evidence grid of the only finding: kind of evidence -> its cells as text."""
    table = re.search(r"<table[^>]*>\s*<caption[^>]*>What each kind of evidence says.*?</table>", html, re.S)
    assert table
    rows = re.findall(r"<tr>\s*<th scope=\"row\".*?</tr>", table[0], re.S)
    cells = [re.findall(r"<t[hd].*?</t[hd]>", row, re.S) for row in rows]
    return {
        first: rest
        for first, *rest in ([" ".join(visible_text(one).replace("|", " ").split()) for one in row] for row in cells)
    }


def test_all_four_stand_there_with_what_they_say_and_what_they_rest_on(made: Path) -> None:
    shown = grid(page(made, "executive"))
    assert list(shown) == ["Cases", "Data", "Practitioners", "Children and families"]
    assert {source: cells[0].split()[-1] for source, cells in shown.items()} == {
        "Cases": "Supports",
        "Data": "Contradicts",
        "Practitioners": "Supports",
        "Children and families": "Supports",
    }
    assert shown["Cases"][1] == "8 children"
    assert shown["Data"][1].startswith("Families told within a day, November 2025: ")
    assert shown["Practitioners"][1] == "11 of 14 practitioners took part; raised in 1 of 1 activity"
    assert shown["Children and families"][1] == (
        "said of all 3 children whose parents or carers were heard; 3 of 5 parents and carers took part"
    )


def test_a_sentence_says_that_they_do_not_all_point_one_way(made: Path) -> None:
    sentence = (
        "The evidence does not all point one way: cases, practitioners and children and families support this; "
        "the data contradict it."
    )
    for audience in ("executive", "hips"):
        words = " ".join(visible_text(page(made, audience)).split())
        assert words.count(sentence) == 1
        assert "The evidence differs." in words


def test_no_number_is_made_of_two_kinds_of_evidence(made: Path) -> None:
    words = visible_text(page(made, "executive"))
    looked_at, asked, came, families, heard = 8, 14, 11, 5, 3
    parts = [(looked_at,), (asked, came), (families, heard)]
    sums = {
        sum(some) for at, first in enumerate(parts) for second in parts[at + 1 :] for some in product(first, second)
    }
    sums |= {sum(some) for some in product(*parts)}
    counts = {(int(n), int(of)) for n, of in re.findall(r"(\d+) of (?:the )?(\d+)", words)}
    assert {(came, asked), (heard, families)} <= counts
    bases = {looked_at, asked, families}
    assert not {of for _, of in counts} & (sums - bases)
    assert "22 of" not in words and "5 of 8" not in words and "11 of 8" not in words
    assert not set(open_tables(made, REVIEW)["results"]["of"]) & (sums - bases)


def test_readers_outside_get_the_words_and_no_small_number(made: Path) -> None:
    shown = grid(page(made, "hips"))
    assert [cells[0].split()[-1] for cells in shown.values()] == ["Supports", "Contradicts", "Supports", "Supports"]
    everything = " ".join(cell for cells in shown.values() for cell in cells)
    assert not re.search(r"\b(8|11|14|3|5) (of|children|practitioners)\b", everything)
