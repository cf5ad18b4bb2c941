"""Statements with numbers put in, for each kind of reader; decisions; and what stops in the file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from scrutiny_lib.findings import check_findings, recommendation_status, status, write_findings
from scrutiny_lib.intake.findings_file import FindingsFile, read_findings

TEXT = """
[[finding]]
id = "F2"
line = "L2"
kind = "good practice"
rank = 2
title = "Schools notice first"
statement = "{q2.yes} were noticed <b>{not a result}</b> & 100%."
results = ["q2.yes"]
strength = "limited"
strength_reason = "Small."
by = "A1"

[[finding]]
id = "F1"
line = "L1"
kind = "to improve"
rank = 1
title = "Nobody told the child"
statement = "For {q1.no} nobody went back; {q1.yes} heard."
for_others = "Children are seldom told what came of it."
results = ["q1.yes", "q1.no"]
strength = "strong"
strength_reason = "Drawn at random."
by = "A1"

[[finding.evidence]]
source = "cases"
says = "supports"
note = "Told: {q1.yes}."

[[finding.evidence]]
source = "data"
says = "silent"
note = "No figure is kept."

[[recommendation]]
id = "R1"
finding = "F1"
text = "Tell children"
who = "All"
by_when = 2026-03-31

[[recommendation]]
id = "R2"
finding = "F2"
text = "Go on"
who = "Schools"
by_when = 2026-03-31

[[decision]]
body = "Executive"
on = 2025-12-10
about = "all"
decision = "agreed"

[[decision]]
body = "Board"
on = 2025-12-16
about = "all"
decision = "agreed as amended"
dissent = "One agency asked for more time."

[[decision]]
body = "Board"
on = 2025-12-16
about = "R2"
decision = "deferred"
"""
RESULTS = pd.DataFrame(
    [("q1.no", "11 of 38 children"), ("q1.yes", "27 of 38 children"), ("q2.yes", "all 38 children")],
    columns=["result_id", "shown"],
)
ABOUT = {"as_at": "2025-12-31"}


def read(folder: Path, text: str = TEXT) -> FindingsFile:
    path = folder / "findings.toml"
    path.write_text(text, encoding="utf-8")
    return read_findings(path)


def test_numbers_are_put_in_and_nothing_else_is_touched(tmp_path: Path) -> None:
    file = read(tmp_path)
    assert not file.problems.stops()
    made = write_findings(file, RESULTS, ABOUT, "partnership")
    statements = made["findings"].set_index("finding_id")["statement"]
    assert list(statements.index) == ["F1", "F2"]
    assert statements["F1"] == "For 11 of 38 children nobody went back; 27 of 38 children heard."
    assert statements["F2"] == "All 38 children were noticed <b>{not a result}</b> & 100%."
    assert made["evidence"]["note"].tolist() == ["Told: 27 of 38 children.", "No figure is kept."]
    assert made["withheld"].empty


@pytest.mark.parametrize("profile", ["group", "public"])
def test_readers_outside_see_no_number_and_a_finding_without_words_for_them_is_withheld(
    tmp_path: Path, profile: str
) -> None:
    made = write_findings(read(tmp_path), RESULTS, ABOUT, profile)
    assert made["findings"]["statement"].tolist() == ["Children are seldom told what came of it."]
    assert made["evidence"][["says", "note"]].to_numpy().tolist() == [
        ["supports", ""],
        ["silent", "No figure is kept."],
    ]
    assert made["withheld"]["what"].tolist() == ["Finding F2"]
    assert made["recommendations"]["recommendation_id"].tolist() == ["R1"]
    everything = " ".join(made[name].to_csv() for name in ("findings", "evidence", "recommendations", "withheld"))
    assert "of 38" not in everything


def test_a_number_the_gate_took_away_withholds_the_finding(tmp_path: Path) -> None:
    made = write_findings(read(tmp_path), RESULTS[RESULTS["result_id"] != "q1.no"], ABOUT, "partnership")
    assert made["findings"]["finding_id"].tolist() == ["F2"]
    assert made["withheld"]["what"].tolist() == ["Finding F1"]


def test_an_unknown_profile_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="profile"):
        write_findings(read(tmp_path), RESULTS, ABOUT, "everybody")


def test_an_unknown_result_names_the_finding_and_the_closest(tmp_path: Path) -> None:
    file = read(tmp_path, TEXT.replace('"q1.yes", "q1.no"', '"q1.yess", "q1.no"'))
    problems = check_findings(file, RESULTS)
    assert [problem.rule for problem in problems] == ["N01"]
    assert "F1" in problems[0].fact and "q1.yes" in problems[0].cure
    assert not check_findings(read(tmp_path), RESULTS)


def test_status_follows_the_board_on_or_before_the_day(tmp_path: Path) -> None:
    decisions = read(tmp_path).decisions
    assert status(decisions, date(2025, 12, 31)) == (
        "agreed",
        "Agreed by the Board on 16 December 2025, as amended.",
    )
    assert status(decisions, date(2025, 12, 15))[0] == "draft"
    rejected = decisions.assign(decision="rejected")
    assert status(rejected) == ("draft", "Draft: rejected by the Board on 16 December 2025.")
    assert status(decisions.iloc[:0], date(2025, 12, 31))[0] == "draft"


def test_a_recommendation_follows_what_was_decided_about_it(tmp_path: Path) -> None:
    decisions = read(tmp_path).decisions
    assert recommendation_status("R1", decisions)["status"] == "agreed as amended"
    assert recommendation_status("R1", decisions)["dissent"].startswith("One agency")
    assert recommendation_status("R2", decisions)["status"] == "deferred"
    assert recommendation_status("R1", decisions, date(2025, 12, 15))["status"] == "proposed"


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('for_others = "Children', 'for_others = "3 of 8 children: children', "N04"),
        ('for_others = "Children', 'for_others = "{q1.no} children', "N03"),
        ('text = "Tell children"', 'text = "Tell {q1.no}"', "N03"),
        ('finding = "F2"', 'finding = "F9"', "N02"),
        ('about = "R2"', 'about = "R9"', "N02"),
        ('id = "F2"', 'id = "F1"', "P13"),
        ('kind = "good practice"', 'kind = "good"', "P01"),
        ('strength = "limited"', 'strenght = "limited"', "P01"),
        ("on = 2025-12-10", 'on = "10 December"', "P11"),
    ],
)
def test_what_stops(tmp_path: Path, old: str, new: str, rule: str) -> None:
    file = read(tmp_path, TEXT.replace(old, new))
    found = [problem for problem in file.problems if problem.rule == rule]
    assert found and file.problems.stops() and all(problem.cell for problem in found)
    assert file.findings.empty and file.decisions.empty
    assert "3 of 8" not in str(file.problems)


@pytest.mark.parametrize(
    ("monday", "rules"),
    [("Tell the child the same day.", {"N06"}), ("Tell the child within 4 hours.", set()), ("Tell the child.", set())],
)
def test_a_to_do_with_another_time_than_was_recommended_is_pointed_out(
    tmp_path: Path, monday: str, rules: set[str]
) -> None:
    text = TEXT.replace('text = "Tell children"', 'text = "Tell children within four hours"')
    text = text.replace('for_others = "Children are', f'on_monday = ["{monday}"]\nfor_others = "Children are')
    assert text.count("within four hours") == text.count(monday) == 1
    file = read(tmp_path, text)
    found = [problem for problem in file.problems if problem.rule != "N05"]
    assert {problem.rule for problem in found} == rules and not file.problems.stops()
    assert all(problem.cell == f"line {text[: text.index(monday)].count(chr(10)) + 1}" for problem in found)


def test_a_count_typed_by_hand_is_pointed_out(tmp_path: Path) -> None:
    file = read(tmp_path, TEXT.replace("Told: {q1.yes}.", "Told: 27 of 38."))
    assert {problem.rule for problem in file.problems} == {"N05"} and not file.problems.stops()
    note = write_findings(file, RESULTS, ABOUT, "group")["evidence"]["note"].tolist()[0]
    assert note == ""
