"""Decisions move a page on, and back: entered, taken back, or dated where no decision can be yet."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.conftest import Quarter, scrutiny

EXPLOITATION, THRESHOLD = "2025-26-q3-child-exploitation", "2025-26-q3-threshold-audit"
BOARD = '\n[[decision]]\nbody = "Board"\non = 2026-01-20\nabout = "all"\ndecision = "{}"\ndissent = ""\n'


def decide(quarter: Quarter, review: str, decision: str, day: str = "2026-01-20") -> None:
    path = quarter.workspace / "reviews" / review / "findings.toml"
    text = path.read_text(encoding="utf-8") + BOARD.format(decision).replace("2026-01-20", day)
    path.write_text(text, encoding="utf-8")


def test_the_decision_is_entered_and_the_hips_page_comes_out(quarter_copy: Quarter) -> None:
    decide(quarter_copy, THRESHOLD, "agreed")
    made = scrutiny("run", quarter_copy.workspace, "--quarter", quarter_copy.quarter)
    assert made.returncode == 0 and f"Waits: {THRESHOLD}" not in made.stdout
    executive = quarter_copy.page(THRESHOLD, "executive").read_text(encoding="utf-8")
    assert quarter_copy.page(THRESHOLD, "hips").is_file()
    assert "By the Board on 20 January 2026" in executive and ">Draft<" not in executive
    assert scrutiny("verify", quarter_copy.workspace).returncode == 0


def test_a_decision_taken_back_takes_the_hips_page_out_and_the_ledger_says_so(quarter_copy: Quarter) -> None:
    decide(quarter_copy, EXPLOITATION, "deferred")
    made = scrutiny("run", quarter_copy.workspace, "--quarter", quarter_copy.quarter)
    assert made.returncode == 0 and f"Waits: {EXPLOITATION} · hips" in made.stdout
    assert not quarter_copy.page(EXPLOITATION, "hips").exists()
    ledger = (quarter_copy.workspace / "record" / "ledger.jsonl").read_text(encoding="utf-8")
    assert '"what": "withdrawal"' in ledger
    assert scrutiny("verify", quarter_copy.workspace).returncode == 0


def test_a_decision_of_tomorrow_is_no_decision(quarter_copy: Quarter) -> None:
    decide(quarter_copy, THRESHOLD, "agreed", "2099-11-01")
    made = scrutiny("run", quarter_copy.workspace, "--quarter", quarter_copy.quarter)
    assert made.returncode == 1 and "after today" in made.stdout
    assert not quarter_copy.page(THRESHOLD, "hips").exists()


def test_one_audience_alone_leaves_the_others_on_record(quarter_copy: Quarter) -> None:
    path = quarter_copy.workspace / "reviews" / EXPLOITATION / "scope.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# a remark\n", encoding="utf-8")
    run = ("run", quarter_copy.workspace, "--quarter", quarter_copy.quarter)
    assert scrutiny(*run, "--audience", "hips").returncode == 0
    assert scrutiny("verify", quarter_copy.workspace).returncode == 0
    planned = scrutiny(*run, "--plan")
    assert f"{EXPLOITATION}: executive, hips, practitioners (to make)" in planned.stdout


def test_a_worry_about_a_child_outside_the_sample_stops_release_too(quarter_copy: Quarter) -> None:
    returns = quarter_copy.workspace / "reviews" / THRESHOLD / "returns"
    path: Path = returns / "police.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = next(sheet for sheet in book.worksheets if sheet.title.startswith("C-"))
    for row in sheet.iter_rows():
        if row[0].value == "worried":
            row[2].value = "yes"
    sheet.title = "C-ZZZZZZZZ"
    book.save(path)
    run = scrutiny("run", quarter_copy.workspace, "--quarter", quarter_copy.quarter)
    assert run.returncode == 1 and f"Failed: {THRESHOLD} · executive" in run.stdout
    found = scrutiny("returns", returns.parent)
    assert found.stdout.startswith("WORRIED NOW: 1 raised, 0 with a confirmed step, 1 waiting")
