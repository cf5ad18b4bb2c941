"""Clocks and levels, counted by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from scrutiny_lib.intake.template import QUESTION_COLUMNS, Template
from scrutiny_lib.lenses.results import Design
from scrutiny_lib.lenses.threshold import clock_state, summarise_clocks, summarise_levels

AS_AT = date(2025, 9, 30)
CLOCK = {
    "id": "assessment",
    "title": "Assessment in 45 working days",
    "from": "referral_date",
    "to": "assessment_end",
    "limit": 45,
    "unit": "working days",
    "applies_when": {"outcome": ["assessment"]},
    "source": "Guidance",
    "edition": "2023",
    "confirmed": True,
}


def child(start: object, end: object, outcome: str = "assessment") -> dict[str, object]:
    return {"referral_date": start, "assessment_end": end, "outcome": outcome}


@pytest.mark.parametrize(
    ("row", "state"),
    [
        (child(date(2025, 3, 3), date(2025, 5, 8)), "met"),  # day 45: three bank holidays on the way
        (child(date(2025, 3, 3), date(2025, 5, 9)), "not met"),  # day 46
        (child(date(2025, 9, 1), None), "too soon to tell"),
        (child(date(2025, 9, 1), date(2025, 10, 3)), "too soon to tell"),  # ends after the day looked at
        (child(date(2025, 3, 3), None), "not met"),
        (child(None, date(2025, 5, 8)), "cannot tell"),
        (child(date(2025, 5, 8), date(2025, 3, 3)), "cannot tell"),
        (child(date(2025, 3, 3), date(2025, 3, 4), ""), "cannot tell"),
        (child(date(2025, 3, 3), None, "no further action"), "not applicable"),
        (child("2025-03-03", pd.Timestamp("2025-03-10"), " Assessment "), "met"),
        (child(date(2025, 10, 2), None), "too soon to tell"),
        (child(pd.NaT, pd.NaT), "cannot tell"),
    ],
)
def test_the_states_of_a_clock(row: dict[str, object], state: str) -> None:
    assert clock_state(row, CLOCK, AS_AT) == state


def test_a_clock_for_every_child_with_a_beginning_does_not_apply_without_one() -> None:
    clock = {**CLOCK, "applies_when": {}, "unit": "days", "limit": 3}
    assert clock_state({"referral_date": None, "assessment_end": None}, clock, AS_AT) == "not applicable"
    assert clock_state({"referral_date": date(2025, 9, 6), "assessment_end": date(2025, 9, 9)}, clock, AS_AT) == "met"


def test_clocks_count_what_can_be_told_apart_from_what_cannot() -> None:
    children = pd.DataFrame(
        [
            child(date(2025, 3, 3), date(2025, 4, 1)),
            child(date(2025, 3, 3), date(2025, 4, 1)),
            child(date(2025, 3, 3), None),
            child(date(2025, 9, 15), None),
            child(None, None),
            child(date(2025, 3, 3), None, "no further action"),
        ]
    )
    unconfirmed = {**CLOCK, "id": "unread", "confirmed": False}
    elsewhere = {**CLOCK, "id": "elsewhere", "to": "returned_on"}
    table, results = summarise_clocks(children, pd.DataFrame([CLOCK, unconfirmed, elsewhere]), AS_AT)
    assert list(table["rule"]) == ["assessment"]
    counts = table.iloc[0][["met", "not_met", "too_soon", "cannot_tell", "not_applicable"]].tolist()
    assert counts == [2, 1, 1, 1, 1]
    shown = dict(zip(results["result_id"], results["shown"], strict=True))
    assert shown["clock.assessment.met"] == "2 of 3 children"
    assert shown["clock.assessment.not_met"] == "1 of 3 children"
    assert shown["clock.assessment.too_soon"] == "1 of 5 children"
    assert shown["clock.assessment.cannot_tell"] == "1 of 5 children"


LEVELS = ["level 1", "level 2", "level 3"]


def template() -> Template:
    def question(name: str, scope: str, role: str) -> dict[str, object]:
        fixed = {
            "lens": "threshold",
            "line": "L1",
            "ask": name,
            "answers": LEVELS,
            "good": [],
            "agencies": ["p", "s"],
            "asked": "each child",
        }
        return {"id": name, "scope": scope, "role": role, "help": "", "chain": "", "ordered": True, **fixed}

    rows = [question("t1", "agency", "level judged"), question("t2", "child", "level agreed")]
    return Template("t", "1", "T", "", ("p", "s"), pd.DataFrame(rows, columns=list(QUESTION_COLUMNS)))


def close_look(children: list[str]) -> Design:
    strata = pd.DataFrame({"stratum": ["all"], "size": [50], "drawn": [len(children)]})
    return Design("close look", strata, pd.Series("all", index=children), 50)


def test_levels_given_and_agreed() -> None:
    children = pd.DataFrame({"case_id": list("ABCDE"), "level_given": ["Level 1", "level 2", "level 3", "level 1", ""]})
    agreed = pd.DataFrame(
        {
            "case_id": list("ABCDE"),
            "question": "t2",
            "answer": ["level 1", "level 3", "level 1", "", "level 2"],
        }
    )
    returns = pd.DataFrame(
        [
            ("A", "p", "t1", "level 1"),
            ("A", "s", "t1", "level 1"),
            ("B", "p", "t1", "level 2"),
            ("B", "s", "t1", "level 3"),
        ],
        columns=["case_id", "agency", "question", "answer"],
    )
    grid, results = summarise_levels(returns, agreed, children, template(), close_look(list("ABCDE")), LEVELS)
    assert len(grid) == 9 and grid["n"].sum() == 3
    rows = results.set_index("result_id")
    assert rows.at["level.right", "shown"] == "1 of 3 children"
    assert rows.at["level.too_low", "shown"] == "1 of 3 children"
    assert rows.at["level.too_high", "shown"] == "1 of 3 children"
    assert rows.at["level.agreement.percent", "shown"] == "50 in 100"
    assert {"level.agreement.alpha", "level.agreement.ac1"} <= set(rows.index)


def test_equal_allocation_is_weighted_and_the_count_stays_what_was_counted() -> None:
    children = pd.DataFrame({"case_id": [f"a{i}" for i in range(15)] + [f"b{i}" for i in range(15)]})
    children["level_given"] = "level 1"
    right = [True] * 12 + [False] * 3 + [True] * 3 + [False] * 12
    agreed = pd.DataFrame(
        {
            "case_id": children["case_id"],
            "question": "t2",
            "answer": ["level 1" if ok else "level 2" for ok in right],
        }
    )
    strata = pd.DataFrame({"stratum": ["a", "b"], "size": [20, 400], "drawn": [15, 15]})
    design = Design("stratified", strata, pd.Series(["a"] * 15 + ["b"] * 15, index=children["case_id"]), 420)
    none = pd.DataFrame(columns=["case_id", "agency", "question", "answer"])
    rows = summarise_levels(none, agreed, children, template(), design, LEVELS, "referrals")[1].set_index("result_id")
    assert rows.at["level.right", "shown"] == "15 of 30 referrals"
    assert rows.at["level.right", "percent"] == pytest.approx(100 * (0.8 * 20 + 0.2 * 400) / 420)
    assert "weighted" in rows.at["level.right", "method"]


def test_without_a_level_there_is_nothing() -> None:
    children = pd.DataFrame({"case_id": ["A"]})
    none = pd.DataFrame(columns=["case_id", "agency", "question", "answer"])
    grid, results = summarise_levels(none, none, children, template(), close_look(["A"]), LEVELS)
    assert grid.empty and results.empty
