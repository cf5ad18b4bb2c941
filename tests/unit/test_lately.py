"""Children whom another review looked at lately: found whatever the keys, left out, and what that costs is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from scrutiny_lib.audit.lately import Lately, audited_lately, coverage_told, exclusion_of, months_before
from scrutiny_lib.audit.record import make_record, redraw, write_record
from scrutiny_lib.audit.sample import draw_sample
from tests.audit_room import PLAN, REVIEW

CHOSEN = date(2025, 10, 2)
OURS = replace(PLAN, leave_out_audited_within=12, chosen_on=CHOSEN, size=4, minimum=1, reserve=0.0)
FRAME = pd.DataFrame(
    {"case_id": [f"C-{own}" for own in range(10)], "family_id": "", "stage": ["plan"] * 4 + ["need"] * 6}
)
CROSSWALK = pd.DataFrame({"case_id": FRAME["case_id"], "child_id": [f" N{own}" for own in range(10)]})


def earlier(
    folder: Path,
    children: Sequence[int],
    chosen_on: date = date(2025, 4, 1),
    key: str = "other",
    prefix: str = "X",
    crosswalk: bool = True,
    **changes: Any,
) -> Path:
    """The working folder another review left: its children by own number, its codes with a prefix of their own."""
    folder.mkdir()
    frame = pd.DataFrame({"case_id": [f"{prefix}-{own}" for own in children], "family_id": "", "stage": "need"})
    plan = replace(
        PLAN, design="simple random", strata=(), minimum=0, size=len(frame), chosen_on=chosen_on, reserve=0.0
    )
    sample = draw_sample(frame, plan)
    record = make_record(frame, plan, sample, replace(REVIEW, name=folder.name), key)
    write_record(folder / "sample-record.json", {**record, **changes})
    sample.table.to_csv(folder / "sample.csv", index=False)
    if crosswalk:
        own_ids = pd.DataFrame({"case_id": frame["case_id"], "child_id": [f"N{own}" for own in children]})
        own_ids.to_csv(folder / "crosswalk.csv", index=False)
    return folder


def lately(*others: Path, plan: Any = OURS, frame: pd.DataFrame = FRAME, crosswalk: pd.DataFrame = CROSSWALK) -> Lately:
    return audited_lately(frame, crosswalk, "ours", plan, others)


def test_children_are_found_by_their_own_id_though_the_keys_differ(tmp_path: Path) -> None:
    found = lately(earlier(tmp_path / "b", [7, 2, 55]), earlier(tmp_path / "a", [3], prefix="C"))
    assert found == Lately(("C-2", "C-3", "C-7"), ("a", "b"), (), found.problems) and not found.problems


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (date(2024, 10, 1), False),
        (date(2024, 10, 2), True),
        (date(2025, 10, 2), True),
        (date(2025, 10, 3), False),
    ],
)
def test_only_the_months_before_count(tmp_path: Path, day: date, counts: bool) -> None:
    assert bool(lately(earlier(tmp_path / "a", [1], chosen_on=day)).case_ids) is counts


def test_months_have_different_lengths() -> None:
    assert months_before(date(2024, 2, 29), 12) == date(2023, 2, 28)
    assert months_before(date(2025, 1, 31), 2) == date(2024, 11, 30)
    assert months_before(date(2025, 12, 31), 24) == date(2023, 12, 31)


def test_a_plan_that_leaves_out_nobody_looks_at_nothing(tmp_path: Path) -> None:
    found = lately(tmp_path / "nowhere", plan=replace(OURS, leave_out_audited_within=0))
    assert found == Lately((), (), (), found.problems)


def test_without_a_crosswalk_the_codes_count_when_the_keys_are_the_same(tmp_path: Path) -> None:
    same = earlier(tmp_path / "same", [4], key="ours", prefix="C", crosswalk=False)
    found = lately(same)
    assert (found.case_ids, found.cannot_tell) == (("C-4",), ())
    other = earlier(tmp_path / "other", [5], key="theirs", prefix="C", crosswalk=False)
    found = lately(same, other)
    assert (found.case_ids, found.reviews, found.cannot_tell) == (("C-4",), ("same",), ("other",))
    assert [(problem.rule, problem.act) for problem in found.problems] == [("V20", "WARN")]
    assert "other cannot be told: its crosswalk" in found.problems[0].fact


def test_a_review_with_no_record_or_a_broken_one_cannot_be_told(tmp_path: Path) -> None:
    gone = earlier(tmp_path / "gone", [1])
    (gone / "sample-record.json").unlink()
    broken = earlier(tmp_path / "broken", [1])
    (broken / "sample-record.json").write_text("{", encoding="utf-8")
    never = tmp_path / "never"
    never.mkdir()
    found = lately(gone, broken, never, tmp_path / "absent")
    assert found.case_ids == () and found.cannot_tell == ("broken", "gone") and len(found.problems) == 2


def test_a_crosswalk_that_no_longer_holds_everybody_is_said_and_what_it_holds_is_used(tmp_path: Path) -> None:
    part = earlier(tmp_path / "part", [1, 2])
    pd.DataFrame({"case_id": ["X-1"], "child_id": ["N1"]}).to_csv(part / "crosswalk.csv", index=False)
    found = lately(part)
    assert found.case_ids == ("C-1",) and found.cannot_tell == ("part",)


def test_who_was_replaced_was_not_looked_at_and_who_came_in_was(tmp_path: Path) -> None:
    folder = earlier(tmp_path / "a", [1, 2])
    own_ids = pd.DataFrame({"case_id": ["X-1", "X-2", "X-3", "X-4"], "child_id": ["N1", "N2", "N3", "N4"]})
    own_ids.to_csv(folder / "crosswalk.csv", index=False)
    log = pd.DataFrame({"out": ["X-1", "X-3", "X-2"], "came_in": ["X-3", "X-4", ""], "reason": "not in scope"})
    log.to_csv(folder / "replacements-log.csv", index=False)
    assert lately(folder).case_ids == ("C-4",)


def test_every_referral_of_a_child_looked_at_is_left_out(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"case_id": ["R-1", "R-2", "R-3"], "child": ["C-1", "C-1", "C-2"], "family_id": "", "stage": "a"}
    )
    crosswalk = pd.DataFrame(
        {"case_id": ["R-1", "R-2", "R-3"], "child_id": ["N1", "N1", "N2"], "referral_id": list("abc")}
    )
    assert lately(earlier(tmp_path / "a", [1]), frame=frame, crosswalk=crosswalk).case_ids == ("R-1", "R-2")
    same = earlier(tmp_path / "b", [2], key="ours", prefix="C", crosswalk=False)
    assert lately(same, frame=frame, crosswalk=crosswalk).case_ids == ("R-3",)


def test_referrals_another_review_drew_are_compared_as_children(tmp_path: Path) -> None:
    folder = earlier(tmp_path / "a", [1, 2], key="ours", prefix="R", crosswalk=False)
    table = pd.read_csv(folder / "sample.csv", dtype=str)
    table.assign(child=["C-" + case[-1] for case in table["case_id"]]).to_csv(folder / "sample.csv", index=False)
    assert lately(folder).case_ids == ("C-1", "C-2")


def test_what_leaving_them_out_costs_is_counted_and_said(tmp_path: Path) -> None:
    found = lately(earlier(tmp_path / "a", [0, 1, 9]))
    (exclusion,) = exclusion_of(FRAME, OURS, found)
    assert exclusion["children"] == 3 and exclusion["share"] == 0.3
    assert exclusion["case_ids"] == ["C-0", "C-1", "C-9"] and exclusion["reviews"] == ["a"]
    assert exclusion["by_stratum"] == [
        {"stratum": "need", "in_frame": 6, "left_out": 1},
        {"stratum": "plan", "in_frame": 4, "left_out": 2},
    ]
    assert coverage_told(exclusion, 10) == (
        "3 of 10 children (30 %) were left out, looked at by another review within 12 months before; the largest share "
        "is missing from plan (2 of 4). The sample speaks for the other 7."
    )
    assert exclusion_of(FRAME, OURS, lately(tmp_path / "nobody")) == []
    sample = draw_sample(FRAME, OURS, left_out=found.case_ids)
    record = make_record(FRAME, OURS, sample, REVIEW, "ours", [exclusion])
    assert redraw(record, FRAME) == [] and sample.strata["size"].tolist() == [5, 2]
    assert not set(record["drawn"]) & set(found.case_ids)


def test_a_sample_without_strata_is_told_by_stage(tmp_path: Path) -> None:
    found = lately(earlier(tmp_path / "a", [9]))
    plan = replace(OURS, design="simple random", strata=())
    (exclusion,) = exclusion_of(FRAME, plan, found)
    assert [row["left_out"] for row in exclusion["by_stratum"]] == [1, 0]
    (plain,) = exclusion_of(FRAME.drop(columns="stage"), plan, found)
    assert plain["by_stratum"] == [{"stratum": "all", "in_frame": 10, "left_out": 1}]
    assert coverage_told(plain, 10).startswith("1 of 10 children (10 %) was left out, looked at")
