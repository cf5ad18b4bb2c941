"""One quarter, end to end, as a stranger runs it: the pages, a second run, and what verify finds."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pandas as pd
import pytest

from scrutiny_lib import open_casework
from scrutiny_lib.intake.quotes import read_quotes
from scrutiny_lib.release.leaks import Identifiers, find_leaks, quote_hash, visible_text
from scrutiny_lib.tables import Tables
from tests.conftest import Quarter, scrutiny

EXPLOITATION, THRESHOLD = "2025-26-q3-child-exploitation", "2025-26-q3-threshold-audit"


def identifiers(workspace: Path) -> Identifiers:
    """Everything that came in and must not go out: every id of the year, and every free text of the reviews."""
    ids: set[str] = set()
    texts: set[str] = set()
    for path in [workspace / "referrals.csv", *workspace.glob("reviews/*/frame.csv")]:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                ids.update(value for name, value in row.items() if value and name.endswith("_id"))
    for row in said_in(workspace):
        texts.add(row["text"])
    return Identifiers.collect(ids, (), texts)


def said_in(workspace: Path) -> list[dict[str, str]]:
    """Every text of every review, with its words, from the files themselves."""
    rows = []
    for path in workspace.glob("reviews/*/voice/texts.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                words = path.parent / "texts" / row["file"]
                rows.append(row | {"text": row["text"] or words.read_text(encoding="utf-8")})
    return rows


def may_be_quoted(workspace: Path, audience: str) -> set[str]:
    """The hashes of the quotations somebody else signed, of texts whose use for this audience was agreed to."""
    agreed = {row["text"] for row in said_in(workspace) if row.get(f"agreed_{audience}") == "yes"}
    quotes = pd.concat([read_quotes(path)[0] for path in workspace.glob("reviews/*/quotes.xlsx")])
    signed = quotes[(quotes["signed_by"] != "") & (quotes["signed_by"] != quotes["chosen_by"])]
    return {quote_hash(words) for words in signed["to_print"] if any(words in text for text in agreed)}


def test_the_first_run_makes_every_page_that_is_due(quarter: Quarter) -> None:
    assert quarter.first.returncode == 0, quarter.first.stdout + quarter.first.stderr
    made = {f"{path.parent.name}/{path.name}" for path in quarter.pages()}
    assert made == {
        f"{EXPLOITATION}/executive.html",
        f"{EXPLOITATION}/hips.html",
        f"{THRESHOLD}/executive.html",
        "training-impact/executive.html",
        "training-impact/hips.html",
        "actions-and-impact/executive.html",
        "actions-and-impact/hips.html",
        "multi-agency-dataset/executive.html",
    }
    assert re.search(rf"Waits: {THRESHOLD} · hips\..*Board", quarter.first.stdout)
    assert "Draft: multi-agency-dataset · board. A second person has not approved it" in quarter.first.stdout
    check = quarter.workspace / "working" / quarter.quarter / "multi-agency-dataset" / "board-check.html"
    assert f"To check: {check}" in quarter.first.stdout and check.is_file()


def test_no_page_holds_anything_that_must_not_leave(quarter: Quarter) -> None:
    known = identifiers(quarter.workspace)
    assert len(known.ids) > 1000 and len(known.runs) > 50
    for path in (one for one in quarter.files() if one.suffix == ".html"):
        page, audience = path.read_text(encoding="utf-8"), path.stem.removesuffix("-briefing")
        signed = may_be_quoted(quarter.workspace, audience)
        assert find_leaks(page, known, small_counts=audience != "executive", exempt=signed) == [], path.name
        assert not re.search(r"<(script|iframe|object|embed|form|link)\b", page)
        assert str(quarter.workspace) not in page and "In [" not in page and "import " not in visible_text(page)


def test_every_page_carries_the_policy_that_stops_scripts_and_requests(quarter: Quarter) -> None:
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    for path in quarter.pages():
        page = path.read_text(encoding="utf-8").replace("&#39;", "'")
        assert policy in page and '<html lang="en-GB"' in page


def test_the_first_lines_say_what_was_asked_found_how_sure_and_what_next(quarter: Quarter) -> None:
    for review in (EXPLOITATION, THRESHOLD):
        start = visible_text(quarter.page(review, "executive").read_text(encoding="utf-8"))[:6000].casefold()
        for words in ("what we asked", "what we found", "how sure", "what we ask", "last time", "invented"):
            assert words in start, (review, words)


def test_draft_and_agreed_are_said_as_they_are(quarter: Quarter) -> None:
    agreed = visible_text(quarter.page(EXPLOITATION, "executive").read_text(encoding="utf-8"))
    draft = visible_text(quarter.page(THRESHOLD, "executive").read_text(encoding="utf-8"))
    assert "Agreed" in agreed[:3000] and "Draft" not in agreed[:3000]
    assert "draft" in draft[:3000].casefold() and "proposed" in draft.casefold()


def test_the_executive_reads_exact_counts_and_hips_reads_words(quarter: Quarter) -> None:
    executive = visible_text(quarter.page(EXPLOITATION, "executive").read_text(encoding="utf-8"))
    hips = visible_text(quarter.page(EXPLOITATION, "hips").read_text(encoding="utf-8"))
    assert len(re.findall(r"\d+ of \d+ children", executive)) > 10
    counted = set(re.findall(r"\d+ of \d+ children", hips))
    assert "40 of 157 children" in counted and all(told.endswith(" of 157 children") for told in counted), "of them all"
    assert "of the children" in hips


def test_a_second_run_changes_nothing(quarter_copy: Quarter) -> None:
    before = {path: path.read_bytes() for path in quarter_copy.files()}
    ledger = (quarter_copy.workspace / "record" / "ledger.jsonl").read_bytes()
    again = scrutiny("run", quarter_copy.workspace, "--quarter", quarter_copy.quarter)
    assert again.returncode == 0
    assert "Everything is unchanged" in again.stdout
    assert {path: path.read_bytes() for path in quarter_copy.files()} == before
    assert (quarter_copy.workspace / "record" / "ledger.jsonl").read_bytes() == ledger


def test_verify_says_whole(quarter: Quarter) -> None:
    found = scrutiny("verify", quarter.workspace)
    others = len(quarter.files()) - 8
    said = f"Whole: 8 pages, {others} other files, 1 record, a ledger of 8 lines"
    assert found.returncode == 0 and found.stdout.startswith(said) and others >= 8


@pytest.mark.parametrize("name", ["hips.html", "hips-tables.xlsx"])
def test_verify_names_a_file_with_one_byte_changed(quarter_copy: Quarter, name: str) -> None:
    path = quarter_copy.page(EXPLOITATION, "hips").with_name(name)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    found = scrutiny("verify", quarter_copy.workspace)
    assert found.returncode == 1 and f"{EXPLOITATION}/{name}" in found.stdout


@pytest.mark.parametrize("number", [0, 3, -1])
def test_verify_names_a_ledger_line_that_was_removed(quarter_copy: Quarter, number: int) -> None:
    path = quarter_copy.workspace / "record" / "ledger.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    place = f"line {number + 1 if number >= 0 else len(lines)}"
    del lines[number]
    path.write_bytes(b"".join(lines))
    found = scrutiny("verify", quarter_copy.workspace)
    assert found.returncode == 1 and f"ledger.jsonl, {place}" in found.stdout


def test_an_altered_page_is_kept_as_evidence_and_said(quarter_copy: Quarter) -> None:
    path = quarter_copy.page(EXPLOITATION, "executive")
    path.write_text(path.read_text(encoding="utf-8").replace("25 of 40", "24 of 40"), encoding="utf-8")
    again = scrutiny("run", quarter_copy.workspace, "--quarter", quarter_copy.quarter)
    assert again.returncode == 1 and "Altered" in again.stdout
    (kept,) = (quarter_copy.workspace / "working" / quarter_copy.quarter / "altered").iterdir()
    assert "24 of 40" in kept.read_text(encoding="utf-8")
    assert scrutiny("verify", quarter_copy.workspace).returncode == 0


def test_a_sample_on_record_is_not_drawn_again_by_accident(quarter_copy: Quarter) -> None:
    folder = quarter_copy.workspace / "reviews" / EXPLOITATION
    assert scrutiny("sample", folder).returncode == 0
    record = quarter_copy.workspace / "working" / EXPLOITATION / "sample-record.json"
    before = record.read_bytes()
    review = (folder / "review.toml").read_text(encoding="utf-8")
    (folder / "review.toml").write_text(review.replace('seed = "', 'seed = "another '), encoding="utf-8")
    again = scrutiny("sample", folder)
    assert again.returncode == 2 and "V16" in again.stderr and record.read_bytes() == before
    run = scrutiny("run", quarter_copy.workspace, "--quarter", quarter_copy.quarter)
    assert run.returncode == 1 and "V16" in run.stdout
    (folder / "review.toml").write_text(review, encoding="utf-8")
    assert scrutiny("sample", folder).returncode == 0 and record.read_bytes() == before


def test_a_frame_brought_up_to_date_leaves_the_children_who_were_drawn(quarter_copy: Quarter) -> None:
    folder = quarter_copy.workspace / "reviews" / EXPLOITATION
    assert scrutiny("sample", folder).returncode == 0
    frame = folder / "frame.csv"
    frame.write_text(frame.read_text(encoding="utf-8").replace(",early help,", ",assessment,"), encoding="utf-8")
    record = quarter_copy.workspace / "working" / EXPLOITATION / "sample-record.json"
    kept = json.loads(record.read_text(encoding="utf-8"))
    work = open_casework(quarter_copy.workspace, EXPLOITATION)
    assert list(work.drawn["case_id"]) == kept["drawn"]


def test_verify_names_a_removed_page_a_stranger_and_a_changed_record(quarter_copy: Quarter) -> None:
    quarter_copy.page(THRESHOLD, "executive").unlink()
    quarter_copy.page(THRESHOLD, "public").write_text("x", encoding="utf-8")
    record = quarter_copy.workspace / "record" / f"{quarter_copy.quarter}.json"
    record.write_text(
        record.read_text(encoding="utf-8").replace('"invented": true', '"invented": false'), encoding="utf-8"
    )
    found = scrutiny("verify", quarter_copy.workspace)
    assert found.returncode == 1
    for place in (f"{THRESHOLD}/executive.html", f"{THRESHOLD}/public.html", f"{quarter_copy.quarter}.json"):
        assert place in found.stdout


def test_the_record_names_inputs_by_role_and_hash_only(quarter: Quarter) -> None:
    record = json.loads((quarter.workspace / "record" / "2025-26-Q3.json").read_text(encoding="utf-8"))
    inputs = record["reviews"][EXPLOITATION]["inputs"]
    assert {"frame", "return", "voice", "findings", "template"} <= {item["role"] for item in inputs}
    assert all(set(item) == {"role", "sha256"} for item in inputs)


def test_a_quarter_has_one_count_of_actions_and_one_verdict_on_a_course(quarter: Quarter) -> None:
    """Also where the figures of a review end before the quarter does, and whichever page says it."""
    made = {
        name: Tables.load(quarter.workspace / "working" / quarter.quarter / name / "executive.json")
        for name in (EXPLOITATION, THRESHOLD, "actions-and-impact", "training-impact")
    }
    counted = [made[name] for name in (EXPLOITATION, THRESHOLD, "actions-and-impact")]
    assert counted[0].about["as_at"] == "2025-11-30" and len({one.about["last_time"] for one in counted}) == 1
    stages = [one["actions"].set_index("action_id")["stage"].to_dict() for one in counted]
    assert stages[0] == stages[1] == stages[2]
    for name in (EXPLOITATION, THRESHOLD, "actions-and-impact"):
        for audience in ("executive", "hips"):
            page = quarter.page(name, audience)
            said = visible_text(page.read_text(encoding="utf-8")) if page.is_file() else ""
            assert said.count("All earlier reviews, to 31 December 2025") == (2 if said else 0), (name, audience)
    verdicts = {
        name: {row["course"]: row["sentence"] for row in made[name]["training_points"].to_dict("records")
               if row["course"] and row["kind"] in ("repeat", "stop", "cannot tell")}
        for name in (EXPLOITATION, THRESHOLD, "training-impact")
    }  # fmt: skip
    for name in (EXPLOITATION, THRESHOLD):
        assert len(verdicts[name]) == 2 and verdicts[name].items() <= verdicts["training-impact"].items()


def test_a_changed_statement_makes_only_that_review_again(quarter_copy: Quarter) -> None:
    path = quarter_copy.workspace / "reviews" / EXPLOITATION / "findings.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# a remark\n", encoding="utf-8")
    planned = scrutiny("run", quarter_copy.workspace, "--quarter", "2025-26 Q3", "--plan")
    assert planned.returncode == 0
    assert re.search(rf"{EXPLOITATION}: executive, hips, practitioners \(to make\)", planned.stdout)
    assert re.search(rf"{THRESHOLD}: executive, hips \(unchanged\)", planned.stdout)


def test_out_replaces_released_and_record_only(quarter_copy: Quarter, tmp_path: Path) -> None:
    out = tmp_path / "elsewhere"
    made = scrutiny(
        "run", quarter_copy.workspace, "--quarter", "2025-26-Q3", "--review", "actions-and-impact", "--out", out
    )
    assert made.returncode == 0, made.stdout + made.stderr
    assert sorted(path.name for path in out.iterdir()) == ["record", "released"]
    assert scrutiny("verify", out).returncode == 0
    again = (out / "released" / "2025-26-Q3" / "actions-and-impact" / "hips.html").read_bytes()
    assert again == quarter_copy.page("actions-and-impact", "hips").read_bytes(), "same inputs, same bytes"
