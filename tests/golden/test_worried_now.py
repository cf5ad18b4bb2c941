"""A child found to be at risk comes before everything: shown first, and nothing of that review leaves."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.conftest import Quarter, scrutiny

REVIEW = "2025-26-q3-child-exploitation"


def unconfirm(workspace: Path) -> Path:
    """Take the confirmation out of ``risk.csv``, as if nobody had confirmed the step yet."""
    folder = workspace / "reviews" / REVIEW
    path = folder / "risk.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["confirmed_by"] = row["confirmed_on"] = ""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return folder


def test_a_confirmed_worry_is_shown_first_and_does_not_stop_release(quarter: Quarter) -> None:
    shown = scrutiny("returns", quarter.workspace / "reviews" / REVIEW)
    assert shown.stdout.splitlines()[0] == "WORRIED NOW: 1 raised, 1 with a confirmed step, 0 waiting."


def test_something_held_is_a_problem_found(quarter_copy: Quarter) -> None:
    folder = quarter_copy.workspace / "reviews" / REVIEW
    with (folder / "risk.csv").open("a", encoding="utf-8") as file:
        file.write("C-00000000,police,,,,,\n")
    shown = scrutiny("returns", folder)
    assert "[W03, HOLD]" in shown.stdout and ", STOP]" not in shown.stdout and shown.returncode == 1


def test_an_unconfirmed_worry_heads_every_check_and_stops_only_that_review(quarter_copy: Quarter) -> None:
    folder = unconfirm(quarter_copy.workspace)
    before = quarter_copy.page(REVIEW, "executive").read_bytes()

    returns = scrutiny("returns", folder)
    assert returns.returncode == 1 and returns.stdout.startswith(
        "WORRIED NOW: 1 raised, 0 with a confirmed step, 1 waiting"
    )

    where = returns.stdout.splitlines()[2:4]
    assert where[0].startswith("  Schools and colleges: education return 1 (") and "cell C7" in where[0]
    rows = quarter_copy.workspace / "working" / REVIEW / "worried-now.csv"
    assert where[1].endswith(str(rows))
    with rows.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["case_id"] not in returns.stdout and row["agency"] == "education" and row["confirmed_by"] == ""

    check = scrutiny("check", folder)
    lines = check.stdout.splitlines()
    assert check.returncode == 1
    assert "WORRIED NOW" in "\n".join(lines[:4]) and "[RISK, STOP]" in next(line for line in lines if "]" in line)

    run = scrutiny("run", quarter_copy.workspace, "--quarter", "2025-26-Q3", "--force")
    assert run.returncode == 1
    assert f"Failed: {REVIEW} · executive" in run.stdout and "risk.csv" in run.stdout
    assert "threshold-audit" in "".join(line for line in run.stdout.splitlines() if line.startswith("Made"))
    assert quarter_copy.page(REVIEW, "executive").read_bytes() == before
