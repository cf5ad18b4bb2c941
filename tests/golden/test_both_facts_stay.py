"""Children's social care says that it told the school the outcome, the school says not, and police dissent.

Both facts stay, side by side. The level is one judgement with its reason and the dissent. Agreement is worked out on
the levels that each agency judged on its own, and never on the facts.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from scrutiny_lib import Tables, open_casework, open_tables
from tests.conftest import scrutiny
from tests.golden.test_five_of_eight import SCOPE, WORKSPACE

REVIEW = "2025-26-q3-told-or-not"
AGENCIES = {"social_care": "Children's social care", "education": "Schools", "police": "Police"}
CHILDREN = 6
REASON = "What the school knew was not known that day"
DISSENT = "Police: the danger at night was known that day"
LEVELS = {  # each agency on its own, child by child
    "social_care": ["level 2", "level 2", "level 3", "level 1", "level 2", "level 4"],
    "education": ["level 2", "level 3", "level 3", "level 1", "level 2", "level 4"],
    "police": ["level 4", "level 2", "level 3", "level 1", "level 3", "level 4"],
}
AGREED = ["level 2", "level 2", "level 3", "level 1", "level 2", "level 4"]
REVIEW_FILE = (
    """\
title = "Told or not"
kind = "multi-agency audit"
theme = "told"
quarter = "2025-26-Q3"
audiences = ["executive"]
practice = { from = 2025-07-01, to = 2025-09-30 }
fieldwork = { from = 2025-10-06, to = 2025-11-28 }

[sample]
design = "close look"
chosen_by = "Scrutiny analyst (A1)"
chosen_on = 2025-10-02
reason = "Six referrals by one school"

"""
    + "".join(f'[[sample.child]]\nid = "K-{n}"\nreason = "Referred by the school"\n\n' for n in range(CHILDREN))
    + "".join(f'[[agency]]\nid = "{name}"\ndue = 2025-11-07\n\n' for name in AGENCIES)
)
TEMPLATE = """\
id = "told"
edition = "2025.10"
title = "Told or not"
purpose = "To keep facts and judgements apart."
agencies = ["social_care", "education", "police"]

[[question]]
id = "f1"
scope = "agency"
lens = "practice"
line = "L1"
ask = "Was the school told the outcome?"
answers = ["yes", "no"]
good = ["yes"]
agencies = ["social_care", "education"]

[[question]]
id = "l1"
scope = "agency"
lens = "threshold"
line = "L1"
role = "level judged"
ask = "At which level would your service have put this child?"
scale = "threshold_levels"

[[question]]
id = "l2"
scope = "child"
lens = "threshold"
line = "L1"
role = "level agreed"
ask = "Which level was right?"
scale = "threshold_levels"
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Drawn, filled in by three agencies, settled, and run."""
    workspace = tmp_path_factory.mktemp("told") / "workspace"
    folder = workspace / "reviews" / REVIEW
    (workspace / "audit_templates").mkdir(parents=True)
    folder.mkdir(parents=True)
    head = WORKSPACE[: WORKSPACE.index("[[agency]]")].replace('area = "Northport"', 'area = "Portsmouth"')
    agencies = "".join(f'[[agency]]\nid = "{one}"\nname = "{name}"\n\n' for one, name in AGENCIES.items())
    (workspace / "workspace.toml").write_text(head + agencies, encoding="utf-8")
    (workspace / "audit_templates" / "told.toml").write_text(TEMPLATE, encoding="utf-8")
    key = workspace.parent / "keys" / "workspace" / f"{REVIEW}.txt"
    key.parent.mkdir(parents=True)
    key.write_text("an invented key of more than thirty-two bytes", encoding="utf-8")
    (folder / "review.toml").write_text(REVIEW_FILE, encoding="utf-8")
    (folder / "scope.toml").write_text(SCOPE, encoding="utf-8")
    rows = [f"K-{n},2014-03-17,F,level {1 + n % 4}" for n in range(CHILDREN)]
    (folder / "frame.csv").write_text(
        "\n".join(["child_id,date_of_birth,sex,level_given", *rows]) + "\n", encoding="utf-8"
    )
    sampled = scrutiny("sample", folder)
    assert sampled.returncode == 0, sampled.stdout + sampled.stderr
    (folder / "returns").mkdir()
    cases: list[str] = []
    for agency in AGENCIES:
        cases = fill_in(workspace / "working" / REVIEW / "packs", agency, folder / "returns")
    settled = ["case_id,question,answer,reason,dissent"]
    settled += [
        f"{case},l2,{level},{REASON if at == 0 else 'All alike'},{DISSENT if at == 0 else ''}"
        for at, (case, level) in enumerate(zip(cases, AGREED, strict=True))
    ]
    (folder / "agreed.csv").write_text("\n".join(settled) + "\n", encoding="utf-8")
    for step in (("returns", folder), ("run", workspace, "--quarter", "2025-26-Q3")):
        done = scrutiny(*step)
        assert done.returncode == 0, done.stdout + done.stderr
    return workspace


def fill_in(packs: Path, agency: str, returns: Path) -> list[str]:
    """One agency's workbook, filled in; the case ids in the order of its sheets."""
    path = packs / f"{REVIEW}-{agency}.xlsx"
    book = load_workbook(path)
    children = [sheet for sheet in book.worksheets if re.fullmatch("C-[0-9A-Z]{8}", sheet.title)]
    for at, sheet in enumerate(children):
        answers = {"known": "yes", "life": "Quiet.", "worried": "no", "l1": LEVELS[agency][at]}
        answers["f1"] = "yes" if agency == "social_care" else "no"
        answers["l2"] = AGREED[at]
        for row in sheet.iter_rows(min_row=1, max_row=40):
            if row[0].value in answers:
                row[2].value = answers[row[0].value]
    for row in book.worksheets[0].iter_rows(min_row=1, max_row=20):
        if row[0].value == "Date sent back":
            row[1].value = "05/11/2025"
    book.save(returns / path.name)
    return [sheet.title for sheet in children]


@pytest.fixture(scope="module")
def seen(made: Path) -> Tables:
    return open_tables(str(made), REVIEW)


def test_both_facts_stay(made: Path, seen: Tables) -> None:
    """Twelve answers: six times told, six times not told. Nobody is asked to agree on them."""
    facts = seen["results"].set_index("result_id")
    assert facts.loc["f1.yes", ["n", "of"]].tolist() == [6, 12]
    assert facts.loc["f1.no", ["n", "of"]].tolist() == [6, 12]
    returned = open_casework(made, REVIEW).returns.table
    both = returned[returned["question"] == "f1"].groupby("agency")["answer"].unique()
    assert list(both["social_care"]) == ["yes"] and list(both["education"]) == ["no"]
    assert not (open_casework(made, REVIEW).agreed.table["question"] == "f1").any()


def test_one_judgement_with_its_reason_and_the_dissent(made: Path, seen: Tables) -> None:
    results = seen["results"].set_index("result_id")
    assert results.loc["dissent.all", ["n", "of"]].tolist() == [1, 6]
    assert results.loc["dissent.l2", ["n", "of"]].tolist() == [1, 6]
    log = open_casework(made, REVIEW).worth_talking_about()["What was settled"]
    mine = log[(log["question"] == "l2") & (log["dissent"] == DISSENT)]
    assert set(mine["moderated_grade"]) == {"level 2"} and set(mine["reason"]) == {REASON}
    book = load_workbook(made / "working" / REVIEW / "worth-talking-about.xlsx")
    cells = {str(cell.value) for row in book["What was settled"].iter_rows() for cell in row}
    assert {REASON, DISSENT} <= cells
    discussion = load_workbook(made / "working" / REVIEW / "discussion.xlsx")
    printed = {str(cell.value) for sheet in discussion.worksheets for row in sheet.iter_rows() for cell in row}
    assert {REASON, DISSENT} <= printed


def test_no_agreement_on_facts(seen: Tables) -> None:
    assert set(seen["agreement"]["question"]) == {"level"}
    assert not any("f1" in name for name in seen["results"]["result_id"] if name.startswith("agreement."))
    overall = seen["agreement"].query("question == 'level' and who == 'all' and measure == 'percent'").iloc[0]
    assert overall["units"] == 6
    # pairs alike: child 1: 1 of 3, child 2: 1 of 3, 3 and 4: all, 5: 1 of 3, 6: all -> (3 × 1/3 + 3) / 6
    assert overall["value"] == pytest.approx(4 / 6)


def test_the_page_says_both_and_keeps_the_words_back(made: Path) -> None:
    page = (made / "released" / "2025-26-Q3" / REVIEW / "executive.html").read_text(encoding="utf-8")
    assert "Was the school told the outcome?" in page
    assert "dissent" in page
    assert DISSENT not in page and REASON not in page
