"""From every number of every finding to the question an agency was asked and to a file on disk, on the pages of a run.

Read from the HTML alone, as the scrutineer would; then compared with the template, the record and the files.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from pathlib import Path

import lxml.html
import pytest

from tests.conftest import Quarter

REVIEWS = {"2025-26-q3-child-exploitation": "child_exploitation", "2025-26-q3-threshold-audit": "threshold_audit"}
ROLES = {"Agreed judgements": "agreed judgements", "Agencies’ returns": "return", "Monthly figures": "indicators"}


def rows_under(page: lxml.html.HtmlElement, caption: str) -> list[list[str]]:
    """The rows of one table as text, each with its own heading repeated where it stands once for several."""
    table = next(each for each in page.iter("table") if (each.findtext("caption") or "").startswith(caption))
    rows, heading = [], ""
    for row in table.find("tbody").iter("tr"):
        cells = [re.sub(r"\s+", " ", cell.text_content()).strip() for cell in row]
        if row[0].tag == "th":
            heading = cells.pop(0)
        rows.append([heading, *cells])
    return rows


def page_of(quarter: Quarter, review: str, audience: str) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(quarter.page(review, audience).read_text(encoding="utf-8"))


@pytest.mark.parametrize("review", REVIEWS)
def test_every_number_of_a_finding_leads_to_its_question(review: str, quarter: Quarter, repository: Path) -> None:
    written = tomllib.loads((quarter.workspace / "reviews" / review / "findings.toml").read_text(encoding="utf-8"))
    tool = repository / "audit_templates" / f"{REVIEWS[review]}.toml"
    asked = {one["id"]: one["ask"] for one in tomllib.loads(tool.read_text(encoding="utf-8"))["question"]}
    page = page_of(quarter, review, "executive")
    trail = rows_under(page, "Where each number of a finding comes from")
    said = re.sub(r"\s+", " ", page.text_content())
    followed = 0
    for finding in written["finding"]:
        notes = [item.get("note", "") for item in finding.get("evidence", [])]
        for result in dict.fromkeys(re.findall(r"\{([^}]+)\}", " ".join([finding["statement"], *notes]))):
            (found,) = (row for row in trail if row[0] == finding["title"] and row[3].endswith(f" {result}"))
            _, number, _, question, source = found
            assert number in said.replace("All ", "all ") and source
            name = result.split(".")[0]
            assert name not in asked or question.startswith(asked[name])
            followed += 1
    assert followed > 10


@pytest.mark.parametrize("review", REVIEWS)
def test_a_fingerprint_on_the_page_is_that_of_a_file_on_disk(review: str, quarter: Quarter, repository: Path) -> None:
    page = page_of(quarter, review, "executive")
    files = [path for folder in (review,) for path in (quarter.workspace / "reviews" / folder).rglob("*")]
    prints = {hashlib.sha256(path.read_bytes()).hexdigest()[:12] for path in files if path.is_file()}
    told: dict[str, list[str]] = {}
    for row in rows_under(page, "What was read"):
        told.setdefault(row[0], []).extend(row[1].split())
    returned_by = [row[2] for row in rows_under(page, "What was read") if row[0] == "Agencies’ returns"]
    assert all(returned_by) and len(returned_by) == len(set(returned_by)), "an agency beside each return"
    for kind in ROLES:
        assert set(told[kind]) <= prints and told[kind]
    record = json.loads((quarter.workspace / "record" / f"{quarter.quarter}.json").read_text(encoding="utf-8"))
    inputs = record["reviews"][review]["inputs"]
    recorded = {role: {one["sha256"][:12] for one in inputs if one["role"] == role} for role in ROLES.values()}
    assert {ROLES[kind]: set(told[kind]) for kind in ROLES} == recorded
    tool = repository / "audit_templates" / f"{REVIEWS[review]}.toml"
    assert hashlib.sha256(tool.read_bytes()).hexdigest()[:12] in page.text_content()


def test_readers_outside_get_no_fingerprint_of_a_single_file(quarter: Quarter) -> None:
    review = "2025-26-q3-child-exploitation"  # the Board has not decided on the other, so its page for HIPS waits
    text = quarter.page(review, "hips").read_text(encoding="utf-8")
    record = json.loads((quarter.workspace / "record" / f"{quarter.quarter}.json").read_text(encoding="utf-8"))
    inputs = {one["sha256"][:12] for one in record["reviews"][review]["inputs"] if one["role"] != "template"}
    assert "One fingerprint over all of it" in text and not [sha for sha in inputs if sha in text]
