"""Every record check proves itself: its own examples are run, one test for each."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scrutiny_lib.batch.rules_list import check_rules, failing_examples, list_rules, rules_hold
from scrutiny_lib.errors import Refused
from scrutiny_lib.intake.record_checks import read_record_checks
from scrutiny_lib.intake.template import packaged_folder
from scrutiny_lib.lenses.record_checks import run_example, run_examples, wrong_examples
from scrutiny_lib.terms import CLOCK_STATES, EVENTS

CHECKS, PROBLEMS = read_record_checks([packaged_folder()])
EXAMPLES = [
    pytest.param(check, example, id=f"{check['id']}-{position}")
    for check in CHECKS.to_dict("records")
    for position, example in enumerate(check["examples"], start=1)
]


@pytest.mark.parametrize(("check", "example"), EXAMPLES)
def test_an_example_comes_out_as_it_says(check: dict[Any, Any], example: dict[str, Any]) -> None:
    assert run_example(check, example) == example["comes_out"]


def test_what_the_work_asks_for_is_there_with_all_its_states() -> None:
    assert not PROBLEMS
    limits = dict(zip(CHECKS["id"], CHECKS["limit_text"], strict=True))
    assert limits["decision"] == "1 working day"
    assert limits["assessment"] == limits["assessment_from_start"] == "45 working days"
    assert (limits["conference"], limits["core_group"]) == ("15 working days", "10 working days")
    assert limits["review_conference"] == "3 months, then every 6 months"
    assert limits["looked_after_review"] == "20 working days, then 3 months, then every 6 months"
    assert (limits["incident_notified"], limits["rapid_review"]) == ("5 working days", "15 working days")
    assert (limits["rereferral"], limits["nfa_and_back"]) == ("12 months", "6 months")
    assert {"plan_visits", "repeat_plan", "step_up", "step_down", "consent", "referrer_told"} <= set(limits)
    shown = {state for check in CHECKS["examples"] for example in check for state in example["comes_out"]}
    assert shown == set(CLOCK_STATES)


def test_only_what_the_brief_covers_counts_as_confirmed() -> None:
    confirmed = set(CHECKS.loc[CHECKS["confirmed"], "id"])
    assert confirmed == {
        "decision",
        "assessment",
        "conference",
        "core_group",
        "review_conference",
        "incident_notified",
    }
    assert set(CHECKS["checked_on"]) == {date(2026, 11, 21)}
    assert CHECKS["source"].ne("").all() and CHECKS["edition"].ne("").all()


def test_a_rule_that_has_been_changed_is_caught_by_its_examples() -> None:
    longer = CHECKS[CHECKS["id"] == "decision"].assign(limits=[[(2, "working days")]])
    wrong = run_examples(longer)
    assert wrong == [
        "decision, example 2: came out as 'met'; the example says 'not met'.",
        "decision, example 4: came out as 'too soon to tell'; the example says 'not met'.",
    ]


def test_the_list_says_everything_and_runs_the_examples(tmp_path: Path) -> None:
    said = "\n".join(list_rules(tmp_path))
    for check in CHECKS.to_dict("records"):
        assert f"{check['id']}: {check['title']}" in said and check["source"] in said and check["edition"] in said
    assert "at most 45 working days; day 0 is the day the referral was received" in said
    assert said.count("not confirmed by a person") == int((~CHECKS["confirmed"]).sum())
    assert f"{len(CHECKS)} checks with {len(EXAMPLES)} examples, all of them run: {len(EXAMPLES)} come out" in said
    assert rules_hold(tmp_path)


@pytest.fixture(name="workspace")
def _workspace(tmp_path: Path) -> Path:
    (tmp_path / "workspace.toml").write_text(
        'name = "Invented"\narea = "Portsmouth"\ninvented = true\nformat = 1\n[agencies]\npolice = "Police"\n',
        encoding="utf-8",
    )
    shutil.copytree(packaged_folder() / "record_checks", tmp_path / "audit_templates" / "record_checks")
    return tmp_path


def test_a_workspaces_own_limit_takes_the_place_of_ours_and_must_prove_itself(workspace: Path) -> None:
    own = workspace / "audit_templates" / "record_checks" / "child_protection.toml"
    text = own.read_text(encoding="utf-8")
    own.write_text(text.replace('limits = ["10 working days"]', 'limits = ["15 working days"]'), encoding="utf-8")
    said = list_rules(workspace)
    assert any("at most 15 working days; day 0 is the day the plan began" in line for line in said)
    assert not rules_hold(workspace)
    assert any(line.startswith("    plan_visits, example 2: came out as 'met'") for line in said)
    problems = check_rules(own)
    assert {(problem.rule, problem.file) for problem in problems} == {("P16", "child_protection.toml")}
    line = int(problems[0].cell.removeprefix("line "))
    assert text.splitlines()[line - 1].startswith("comes_out")
    assert failing_examples(read_record_checks([own.parents[1], packaged_folder()])[0]) == problems


def test_only_the_workspaces_own_examples_are_run_again_and_all_where_nobody_knows_whose_they_are(
    workspace: Path,
) -> None:
    assert failing_examples(read_record_checks([workspace / "audit_templates", packaged_folder()])[0]) == []
    longer = CHECKS.assign(
        limits=[
            [(2, "working days")] if name == "decision" else limits
            for name, limits in zip(CHECKS["id"], CHECKS["limits"], strict=True)
        ]
    )
    assert failing_examples(longer) == []
    unknown = failing_examples(longer.drop(columns=["folder", "position"]))
    assert [(one.rule, one.act, one.file, one.cell) for one in unknown] == [("P16", "STOP", "front_door.toml", "")] * 2
    assert unknown[0].fact == "Example 2 of the check 'decision' came out as 'met'; the example says 'not met'."
    assert "Correct the rule or its example" in unknown[0].cure
    assert failing_examples(longer.assign(folder=workspace))[1].fact.startswith("Example 4 of the check 'decision'")
    assert failing_examples(CHECKS.iloc[:0]) == []


def test_an_example_comes_out_the_same_alone_and_among_the_others() -> None:
    moved = CHECKS.assign(examples=[[{**one, "comes_out": []} for one in found] for found in CHECKS["examples"]])
    together = {(one.check["id"], one.position): one.came_out for one in wrong_examples(moved)}
    alone = {
        (check["id"], position): run_example(check, example)
        for check in CHECKS.to_dict("records")
        for position, example in enumerate(check["examples"], start=1)
    }
    assert together == {key: states for key, states in alone.items() if states} and len(together) > 80
    assert run_examples(moved)[0] == "decision, example 1: came out as 'met'; the example says no row."


def test_the_list_ends_with_the_words_of_a_reviews_own_events(tmp_path: Path) -> None:
    said = list_rules(tmp_path)
    start = said.index("Words for the column 'event' of a review's history.csv:")
    lines = [line.strip().removesuffix(",") for line in said[start + 1 : -1]]
    assert [word for line in lines for word in line.split(", ")] == list(EVENTS)  # none is broken over two lines
    assert said[-1].startswith("Its column 'spell' (may be left out) is any name") and "\n" not in said[-1]


def test_old_clocks_in_a_workspace_are_not_passed_over(workspace: Path) -> None:
    (workspace / "audit_templates" / "clocks.toml").write_text("[[clock]]\n", encoding="utf-8")
    with pytest.raises(Refused, match="Clocks are record checks now"):
        list_rules(workspace)
