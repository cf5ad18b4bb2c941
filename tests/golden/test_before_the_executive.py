"""The week before the Executive: HIPS waits, the decision is entered, a second person looks, the page comes out."""

from __future__ import annotations

import re
from pathlib import Path

from scrutiny_lib.release.leaks import visible_text
from tests.conftest import copy_workspace, scrutiny

QUARTER, REVIEW = "2025-26-Q3", "2025-26-q3-threshold-audit"
SMALL = re.compile(r"\b[1-5] of \d+ (?:referrals|children)")
DECISIONS = """
[[decision]]
body = "Executive"
on = 2026-01-14
about = "all"
decision = "agreed"
dissent = ""

[[decision]]
body = "Board"
on = 2026-01-20
about = "all"
decision = "agreed as amended"
dissent = "Health asked to look again in a year."
"""


def test_the_week_before_the_executive(tmp_path: Path) -> None:
    workspace = copy_workspace(tmp_path / "sample_cases")
    settings, findings = workspace / "workspace.toml", workspace / "reviews" / REVIEW / "findings.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('["executive", "hips"]', '["executive"]'), encoding="utf-8")
    run = ("run", workspace, "--quarter", QUARTER, "--review", REVIEW)
    pages = workspace / "released" / QUARTER / REVIEW
    executive, hips = pages / "executive.html", pages / "hips.html"

    # Monday: the batch runs. The Executive reads a draft with exact counts; HIPS waits for the Board.
    monday = scrutiny(*run)
    assert monday.returncode == 0, monday.stdout + monday.stderr
    assert re.search(rf"Waits: {REVIEW} · hips\..*Board", monday.stdout) and not hips.exists()
    page = visible_text(executive.read_text(encoding="utf-8"))
    assert "Draft" in page[:3000] and "roposed" in page and SMALL.search(page)

    # The decisions are entered. The batch runs again: the page for HIPS is a draft for a second person to look at.
    findings.write_text(findings.read_text(encoding="utf-8") + DECISIONS, encoding="utf-8")
    after = scrutiny(*run)
    assert after.returncode == 0, after.stdout + after.stderr
    assert f"Draft: {REVIEW} · hips." in after.stdout and not hips.exists()
    page = visible_text(executive.read_text(encoding="utf-8"))
    assert "By the Board on 20 January 2026" in page and "Health asked to look again in a year" in page
    draft = workspace / "working" / QUARTER / REVIEW / "drafts" / "hips.html"
    check = workspace / "working" / QUARTER / REVIEW / "hips-check.html"
    assert str(check) in after.stdout and draft.is_file()
    assert "To check before it leaves" in check.read_text(encoding="utf-8")

    # Whoever wrote the findings cannot approve it; somebody else can.
    command = ("approve", workspace, REVIEW, "hips", "--why", "Read the draft and the checker's page")
    own = scrutiny(*command, "--by", "Analyst A1")
    assert own.returncode == 2 and "somebody else" in own.stderr and not hips.exists()
    made = scrutiny(*command, "--by", "Kim Lee")
    assert made.returncode == 0 and str(hips) in made.stdout, made.stdout + made.stderr

    # The HIPS page says in words what the Executive's says in small counts, and names nobody.
    words = visible_text(hips.read_text(encoding="utf-8"))
    assert not SMALL.search(words) and re.search(r"(few or none|most|fewer than half|about half) of the", words)
    assert "Kim Lee" not in words and "A second person has checked" in words and "Draft" not in words[:3000]
    assert scrutiny("verify", workspace).returncode == 0
