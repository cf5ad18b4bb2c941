"""Closing the loop: stages, counts, and an impact that only counts when somebody else judged it."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from scrutiny_lib.intake.actions_file import ACTION_COLUMNS
from scrutiny_lib.loop import last_time, stage_of, summarise_actions
from scrutiny_lib.tables import COLUMNS

AS_AT = date(2025, 12, 31)


def action(name: str = "A1", **more: object) -> dict[str, object]:
    row: dict[str, object] = dict.fromkeys(ACTION_COLUMNS, "")
    row.update(action_id=name, review="r", action="Do it", owner="Police", agreed_on=date(2025, 1, 9))
    row.update(due=date(2025, 6, 30), done_on=None, impact_review_on=None, impact_judged_on=None)
    row.update(more)
    return row


DONE = {"done_on": date(2025, 6, 1)}
JUDGED = {
    "impact_judged_by": "Scrutiny subgroup",
    "impact_judged_on": date(2025, 9, 1),
    "impact_evidence": "Re-read",
}


@pytest.mark.parametrize(
    ("more", "stage"),
    [
        ({}, "overdue"),
        ({"due": date(2026, 1, 1)}, "not yet due"),
        ({"due": AS_AT}, "overdue"),
        (DONE, "done, impact not yet judged"),
        ({"done_on": date(2026, 1, 5)}, "overdue"),
        (DONE | JUDGED | {"impact": "changed something"}, "changed something"),
        (
            DONE | JUDGED | {"impact": "changed something", "impact_evidence": ""},
            "done, impact not yet judged",
        ),
        (DONE | JUDGED | {"impact": "no change yet"}, "done, no change shown"),
        (DONE | JUDGED | {"impact": "cannot tell"}, "done, no change shown"),
        (
            DONE | JUDGED | {"impact": "changed something", "impact_judged_by": " police"},
            "done, impact not yet judged",
        ),
        (
            DONE | JUDGED | {"impact": "changed something", "impact_judged_on": date(2026, 1, 9)},
            "done, impact not yet judged",
        ),
    ],
)
def test_stages(more: dict[str, object], stage: str) -> None:
    assert stage_of(action(**more), AS_AT) == stage


def actions() -> pd.DataFrame:
    changed = DONE | JUDGED | {"impact": "changed something"}
    rows = [
        action("A1"),
        action("A2", **DONE),
        action("A3", **changed),
        action("A4", **(changed | {"impact_judged_by": "Police"})),
        action("A5", due=date(2026, 3, 31)),
        action("A6", agreed_on=date(2026, 1, 8), due=date(2026, 5, 1)),
    ]
    return pd.DataFrame(rows, columns=list(ACTION_COLUMNS))


def test_the_sentence_and_the_counts_agree() -> None:
    table, results = summarise_actions(actions(), AS_AT)
    shown = dict(zip(results["result_id"], results["shown"], strict=True))
    assert shown == {
        "act.due": "4 of 5 actions",
        "act.done": "3 of 4 actions",
        "act.changed": "1 of 4 actions",
        "act.overdue": "1 of 4 actions",
    }
    sentence = "Of 4 actions due, 3 done, 1 shown to have changed something."
    assert last_time(actions(), AS_AT) == last_time(table, AS_AT) == sentence
    assert list(table.columns) == list(COLUMNS["actions"])
    assert set(results["kind"]) == {"actions"}


def test_an_impact_judged_by_its_owner_is_said_so() -> None:
    table = summarise_actions(actions(), AS_AT)[0].set_index("action_id")
    assert "judged by the owner only" in table.at["A4", "impact"]
    assert table.at["A3", "impact"] == "changed something"


def test_what_comes_later_is_not_known_yet() -> None:
    early = summarise_actions(actions(), date(2025, 8, 1))[0].set_index("action_id")
    assert early.at["A3", "stage"] == "done, impact not yet judged"
    assert early.at["A3", "impact"] == "" and early.at["A3", "impact_evidence"] == ""


def test_nothing_due() -> None:
    assert last_time(actions(), date(2025, 2, 1)) == "No action was due yet."
    assert summarise_actions(actions().iloc[:0], AS_AT)[1]["n"].sum() == 0


def test_the_input_is_untouched() -> None:
    before = actions()
    summarise_actions(before, AS_AT)
    pd.testing.assert_frame_equal(before, actions())
