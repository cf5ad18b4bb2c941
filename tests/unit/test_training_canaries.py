"""Something to recognise somebody by, planted in every field about training: what is not printed reaches no page, and
what is printed is found by the last search."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from scrutiny_lib.batch.anybody import anybody_in, said_in
from scrutiny_lib.batch.plan import TRAINING
from scrutiny_lib.batch.quarter_pages import compute_quarter_page
from scrutiny_lib.batch.training import FOLDER, read_training_folder
from scrutiny_lib.intake.workspace import read_workspace
from scrutiny_lib.release import find_leaks
from scrutiny_lib.release.limits import LOOSEST, Limits
from scrutiny_lib.release.mask import mask_tables
from scrutiny_lib.release.prose import held_back
from scrutiny_lib.release.quote_search import find_unsigned
from scrutiny_lib.show.training import show_training
from tests.evaluation_room import PLAN

TINY = Path(__file__).parents[2] / "sample_cases" / "tiny"
NAME, QUARTER = "2025-26-q3-six-cases", "2025-26-Q3"
PERSON, MAIL, NUMBER, POSTCODE = "Zebedee Quillfeather", "z.quill@example.org", "943 476 5919", "PO5 4ZQ"
WORDS = "purple walrus eats seven lemon tarts every Tuesday"
CANARIES = (PERSON, "Quillfeather", MAIL, NUMBER, POSTCODE, WORDS, "walrus")
EVERYTHING = f"{PERSON} {MAIL} {NUMBER} {POSTCODE} {WORDS}"
COURSE = "Naming neglect"


def book(path: Path, rows: list[list[object]]) -> None:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    made.save(path)


def plant(root: Path, **printed: str) -> Path:
    """A workspace with a folder of training, canaries in every field that is not printed; ``printed`` may add some."""
    shutil.copytree(TINY, root, ignore=shutil.ignore_patterns("working", "released", "record"))
    folder = root / "reviews" / NAME / FOLDER
    folder.mkdir()
    course, role = printed.get("course", COURSE), printed.get("role", "Officer")
    (folder / "reach.csv").write_text(
        f"course,date,places,booked,attended,asked_for_by,comment\n{course},2025-06-11,60,52,40,A9,{EVERYTHING}\n"
    )
    needed = f"{course},police,{role},90,33,{EVERYTHING}"
    (folder / "need.csv").write_text(f"course,agency,role,need,trained,who\n{needed}\n")
    again = printed.get("question", "Would you come again?")
    plan = PLAN.replace('"Naming neglect"', f'"{course}"').replace('"Would you come again?"', f'"{again}"')
    (folder / "evaluations.toml").write_text(plan.replace("before.csv", f"before {PERSON} {NUMBER}.csv"))
    heads = ["Name", "E-mail", "Your code", "I can name neglect", "I ask the child first"]
    rows = [[PERSON, MAIL, f"{PERSON} {n}", "Disagree", 2] for n in range(40)]
    lines = [",".join(map(str, row)) for row in [heads, *rows]]
    (folder / f"before {PERSON} {NUMBER}.csv").write_text("\n".join(lines) + "\n")
    after = [*heads, "Looking back: before the course I could name neglect", again, "Anything else?"]
    book(folder / "after.xlsx", [after, *([*row[:3], "Agree", 4, "Neither", "Yes", EVERYTHING] for row in rows)])
    (folder / "managers.csv").write_text(f"Code of your colleague,I ask the child first\n{PERSON} 1,4\n")
    (folder / "programmes.toml").write_text(
        f'[[programme]]\nid = "p"\ntitle = "{printed.get("title", "The programme")}"\ncourse = "{course}"\n'
        f'indicator = "referrals"\nfirst_month = "2025-07"\n'
        f'what_else = "{printed.get("what_else", "Nothing else changed.")}"\n'
    )
    return root


def pages(root: Path) -> dict[str, tuple[str, str]]:
    """For each profile the released tables as text, and what is drawn of them."""
    workspace, _ = read_workspace(root)
    tables = compute_quarter_page(workspace, TRAINING, QUARTER).plain()
    found = {}
    for profile, kinds in LOOSEST.items():
        limits = Limits(profile, kinds, ((50, "fewer than half"), (100, "most")), 20)
        masked, _ = mask_tables(tables, limits)
        if limits.speaks_in_words:
            masked, _ = held_back(masked)
        found[profile] = (masked.to_json(), show_training(masked).html)
    return found


def test_what_is_not_printed_reaches_no_page_no_table_and_no_message(tmp_path: Path) -> None:
    root = plant(tmp_path / "w")
    for profile, (text, html) in pages(root).items():
        assert COURSE in html and "The programme" in text, profile
        assert not [canary for canary in CANARIES if canary.casefold() in f"{text}{html}".casefold()], profile
    workspace, _ = read_workspace(root)
    told = str(read_training_folder(root / "reviews" / NAME / FOLDER, workspace).problems)
    without_file = told.replace(f"before {PERSON} {NUMBER}.csv", "")
    assert not [canary for canary in CANARIES if canary.casefold() in without_file.casefold()]


@pytest.mark.parametrize("field", ["course", "title", "what_else", "question", "role"])
@pytest.mark.parametrize(
    ("canary", "kind"), [(MAIL, "an e-mail address"), (NUMBER, "an NHS number"), (POSTCODE, "a postcode")]
)
def test_what_is_printed_is_found_by_the_last_search(tmp_path: Path, field: str, canary: str, kind: str) -> None:
    root = plant(tmp_path / "w", **{field: f"Asking {canary} first"})
    shown = pages(root)["partnership"][1]
    assert canary in shown
    assert kind in find_leaks(shown, anybody_in(read_workspace(root)[0]), small_counts=False)


def test_what_somebody_wrote_on_a_form_is_found_wherever_it_is_printed(tmp_path: Path) -> None:
    root = plant(tmp_path / "w", what_else=f"They said: {WORDS}.")
    shown = pages(root)["partnership"][1]
    assert WORDS in shown
    assert find_unsigned(shown, said_in(read_workspace(root)[0]))


BROKEN: dict[str, Callable[[str], str]] = {
    "reach.csv": lambda text: text.replace("2025-06-11", PERSON).replace(",60,", f",{NUMBER},"),
    "need.csv": lambda text: text.replace(",90,", f",{MAIL},").replace("police", PERSON),
    "programmes.toml": lambda text: text.replace("2025-07", WORDS),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_message_about_a_field_repeats_none_of_it(tmp_path: Path, name: str) -> None:
    root = plant(tmp_path / "w")
    path = root / "reviews" / NAME / FOLDER / name
    path.write_text(BROKEN[name](path.read_text()))
    workspace, _ = read_workspace(root)
    problems = read_training_folder(path.parent, workspace).problems
    told = "\n".join(str(problem) for problem in problems if problem.file == name)
    assert told
    assert not [canary for canary in CANARIES if canary.casefold() in told.casefold()]
