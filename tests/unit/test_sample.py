"""The draw: the same children for the same seed, a fair share of every stratum, and a record that can be checked."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny_lib.audit.fingerprint import list_hash
from scrutiny_lib.audit.record import frame_hash, make_record, read_record, redraw, write_record
from scrutiny_lib.audit.sample import compare_with_frame, draw_sample, how_chosen, what_this_size_can_show
from scrutiny_lib.errors import Refused
from scrutiny_lib.intake.plan import ChosenChild
from tests.audit_room import PLAN, REVIEW


def make_frame(*sizes: int) -> pd.DataFrame:
    stages = [stage for stage, size in zip(("plan", "need", "early help"), sizes, strict=False) for _ in range(size)]
    return pd.DataFrame(
        {
            "case_id": [f"C-{number:08d}" for number in range(len(stages))],
            "stage": stages,
            "age_band": [("0-4", "5-10", "11-15", "unborn")[number % 4] for number in range(len(stages))],
            "sex": [("F", "M")[number % 2] for number in range(len(stages))],
        }
    )


FRAME = make_frame(30, 60, 10)
SIMPLE = replace(PLAN, design="simple random", strata=(), minimum=0)
CLOSE = replace(
    PLAN,
    design="close look",
    size=2,
    seed="",
    strata=(),
    reason="Both went missing in one week.",
    children=(ChosenChild("N0042", "First to go missing"), ChosenChild("N0007", "Went with the first")),
)
CROSSWALK = pd.DataFrame({"case_id": FRAME["case_id"], "child_id": [f"N{number:04d}" for number in range(100)]})


def test_strata_get_their_share_and_at_least_the_minimum() -> None:
    sample = draw_sample(FRAME, PLAN)
    assert sample.strata.to_dict("list") == {
        "stratum": ["early help", "need", "plan"],
        "size": [10, 60, 30],
        "drawn": [2, 7, 3],
        "chance": [0.2, 7 / 60, 0.1],
    }
    drawn = sample.table[sample.table["role"] == "sample"]
    assert drawn["stratum"].value_counts().to_dict() == {"need": 7, "plan": 3, "early help": 2}
    assert (drawn["stage"] == drawn["stratum"]).all()
    assert sample.table["order"].tolist() == list(range(1, len(sample.table) + 1))


def test_equal_shares() -> None:
    assert draw_sample(FRAME, replace(PLAN, method="equal")).strata["drawn"].tolist() == [4, 4, 4]


def test_the_reserve_is_ordered_and_comes_from_the_same_strata() -> None:
    table = draw_sample(FRAME, PLAN).table
    reserve = table[table["role"] == "reserve"]
    assert reserve["stratum"].value_counts().to_dict() == {"need": 2, "early help": 1, "plan": 1}
    assert reserve["order"].min() == 13


def test_a_larger_sample_keeps_those_already_drawn_at_random() -> None:
    small = draw_sample(FRAME, replace(SIMPLE, size=5)).table.head(5)["case_id"].tolist()
    assert draw_sample(FRAME, replace(SIMPLE, size=9)).table.head(5)["case_id"].tolist() == small


def test_another_seed_draws_others() -> None:
    first, second = (set(draw_sample(FRAME, replace(SIMPLE, seed=seed)).table["case_id"]) for seed in ("a", "b"))
    assert first != second


def test_two_columns_make_strata_of_their_combinations_and_empty_ones_are_named() -> None:
    frame = FRAME.assign(sex=np.where(FRAME["stage"] == "plan", "F", FRAME["sex"]))
    sample = draw_sample(frame, replace(PLAN, strata=("stage", "sex"), minimum=1))
    assert sample.strata.set_index("stratum")["size"].to_dict() == {
        "early help, F": 5, "early help, M": 5, "need, F": 30, "need, M": 30, "plan, F": 30, "plan, M": 0,
    }  # fmt: skip
    assert [(p.rule, p.act) for p in sample.problems] == [("V13", "WARN")] and "plan, M" in sample.problems[0].fact
    assert sample.strata["drawn"].sum() == 12 and np.isnan(sample.strata["chance"].iloc[-1])


def test_a_blank_stratum_is_a_stratum_of_its_own() -> None:
    frame = FRAME.assign(stage=FRAME["stage"].where(FRAME["stage"] != "early help", None))
    assert "not recorded" in draw_sample(frame, PLAN).strata["stratum"].tolist()


def test_a_declared_stratum_that_nobody_is_in_is_kept() -> None:
    stages = pd.Categorical(FRAME["stage"], ["early help", "need", "plan", "care"])
    strata = draw_sample(FRAME.assign(stage=stages), PLAN).strata
    assert strata.loc[strata["stratum"] == "care", ["size", "drawn"]].to_numpy().tolist() == [[0, 0]]


def refused(frame: pd.DataFrame, plan: Any, crosswalk: pd.DataFrame | None = None) -> str:
    with pytest.raises(Refused) as error:
        draw_sample(frame, plan, crosswalk)
    return str(error.value)


def test_more_than_there_are_is_refused_with_the_arithmetic() -> None:
    text = refused(make_frame(5, 3), PLAN)
    assert "asks for 12 children and the frame holds 8: 4 too many" in text and "V14" in text
    assert "5 children from each of 3 strata come to 15, and the sample asks for 12" in refused(
        FRAME, replace(PLAN, minimum=5)
    )


def test_a_stratum_below_the_minimum_is_taken_whole() -> None:
    sample = draw_sample(make_frame(30, 60, 1), PLAN)
    assert sample.strata["drawn"].tolist()[0] == 1 and sample.problems[0].rule == "V14"


def test_other_refusals() -> None:
    assert "column stage" in refused(FRAME.drop(columns="stage"), PLAN)
    assert "twice" in refused(pd.concat([FRAME, FRAME.head(1)]), PLAN)
    absent = replace(CLOSE, children=(*CLOSE.children, ChosenChild("N9999", "?")))
    text = refused(FRAME, absent, CROSSWALK)
    assert "Child 3 of the close look is not in the frame" in text and "9999" not in text
    twice = pd.concat([CROSSWALK, CROSSWALK.assign(case_id=CROSSWALK["case_id"].shift(-1))]).dropna()
    assert "Child 1 of the close look is in the frame more than once" in refused(FRAME, CLOSE, twice)


def test_a_close_look_takes_the_children_named_and_claims_no_chance() -> None:
    sample = draw_sample(FRAME, CLOSE, CROSSWALK)
    assert sample.table["case_id"].tolist() == ["C-00000042", "C-00000007"]
    assert sample.table["chance"].isna().all() and sample.table["role"].tolist() == ["sample", "sample"]
    assert sample.strata[["stratum", "size", "drawn"]].to_numpy().tolist() == [["named", 100, 2]]


@st.composite
def draws(draw: st.DrawFn) -> tuple[pd.DataFrame, Any, int]:
    sizes = draw(st.lists(st.integers(0, 25), min_size=3, max_size=3).filter(any))
    size = draw(st.integers(1, sum(sizes)))
    plan = replace(
        PLAN,
        design=draw(st.sampled_from(["stratified", "simple random"])),
        size=size,
        method=draw(st.sampled_from(["proportional", "equal"])),
        minimum=draw(st.integers(0, size // 3)),
        reserve=draw(st.sampled_from([0.0, 0.25, 1.0])),
        seed=draw(st.text(max_size=8)),
    )
    if plan.design == "simple random":
        plan = replace(plan, strata=(), minimum=0)
    return make_frame(*sizes), plan, draw(st.integers(0, 1000))


@given(draws())
@settings(max_examples=60, deadline=None)
def test_no_child_twice_the_numbers_add_up_and_row_order_never_matters(case: tuple[pd.DataFrame, Any, int]) -> None:
    frame, plan, shuffle = case
    before = frame.copy()
    sample = draw_sample(frame, plan)
    pd.testing.assert_frame_equal(frame, before)
    assert not sample.table["case_id"].duplicated().any()
    counts = sample.table["role"].value_counts()
    assert counts["sample"] == plan.size == sample.strata["drawn"].sum()
    assert (sample.strata["drawn"] <= sample.strata["size"]).all()
    assert sample.strata["size"].sum() == len(frame)
    drawn = sample.table[sample.table["role"] == "sample"]
    assert (1 / drawn["chance"]).sum() == pytest.approx(sample.strata.loc[sample.strata["drawn"] > 0, "size"].sum())
    again = draw_sample(frame.sample(frac=1, random_state=shuffle), plan)
    pd.testing.assert_frame_equal(again.table, sample.table)
    record = make_record(frame, plan, sample, REVIEW, "0badcafe")
    assert redraw(json.loads(json.dumps(record)), frame.sample(frac=1, random_state=shuffle)) == []


@pytest.fixture
def record() -> dict[str, Any]:
    return make_record(
        FRAME, PLAN, draw_sample(FRAME, PLAN), REVIEW, "0badcafe", [{"reason": "moved away", "children": 2}]
    )


def test_a_record_says_everything_needed_to_draw_again(tmp_path: Path, record: dict[str, Any]) -> None:
    write_record(tmp_path / "sample-record.json", record)
    read = read_record(tmp_path / "sample-record.json")
    assert read == record and redraw(read, FRAME) == []
    assert read["seed"] == "2025-26-Q3 neglect" and read["chosen_by"] == "Scrutiny analyst (A1)"
    assert read["chosen_on"] == "2025-10-02" and read["key_fingerprint"] == "0badcafe" and len(read["drawn"]) == 12
    assert [row["drawn"] for row in read["allocation"]] == [2, 7, 3] and read["exclusions"][0]["children"] == 2


def test_redraw_says_in_plain_words_what_differs(record: dict[str, Any]) -> None:
    fewer = FRAME[FRAME["case_id"] != record["drawn"][0]]
    text = " ".join(redraw(record, fewer))
    assert "it has 99 children and the record says 100" in text
    assert "1 of the 16 children of the record are not in this frame" in text
    assert "Of the children drawn, 1 of 12 are not those that come out now" in text
    assert "C-0" not in text

    sealed = "The record was changed after it was written."
    another = redraw({**record, "seed": "another"}, FRAME)
    assert another[0] == sealed and another[1].startswith("Of the children drawn,")
    assert redraw({**record, "chosen_by": "Somebody else"}, FRAME) == [sealed]
    assert redraw({name: entry for name, entry in record.items() if name != "sha256"}, FRAME) == []
    swapped = {**record, "drawn": record["drawn"][::-1]}
    tampered = "The list of the children drawn was changed after the record was written."
    assert redraw(swapped, FRAME) == [sealed, tampered, "The children drawn are the same, in another order."]
    shorter = {**record, "drawn": record["drawn"][:-1], "list_sha256": list_hash(record["drawn"][:-1])}
    assert redraw(shorter, FRAME) == [sealed, "The children drawn in the record number 11, and 12 come out now."]
    changed = FRAME.assign(sex="F")
    assert redraw(record, changed) == [
        "The frame is not quite the one that was drawn from, though both have 100 children."
    ]
    other_key = FRAME.assign(case_id=FRAME["case_id"] + "X")
    assert any("another key" in line for line in redraw(record, other_key))
    assert "It cannot be drawn again" in " ".join(redraw(record, FRAME.head(5)))


def test_a_close_look_is_checked_against_the_frame() -> None:
    sample = draw_sample(FRAME, CLOSE, CROSSWALK)
    record = make_record(FRAME, CLOSE, sample, REVIEW, "0badcafe")
    assert record["reasons"] == ["First to go missing", "Went with the first"] and "N00" not in json.dumps(record)
    assert redraw(record, FRAME) == []
    assert any("1 of the 2 children" in line for line in redraw(record, FRAME.drop(index=42)))


def test_a_record_of_a_newer_version_or_a_broken_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sample-record.json"
    for text, rule in (('{"format": 99}', "P08"), ("{", "F07"), ("[]", "F07"), ('{"format": 1}', "F07")):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(Refused, match=rule):
            read_record(path)


def test_the_hash_of_a_frame_sees_every_change_and_no_order() -> None:
    shuffled = FRAME.sample(frac=1, random_state=1)[FRAME.columns[::-1]]
    assert frame_hash(shuffled) == frame_hash(FRAME)
    assert frame_hash(FRAME.assign(sex=["M", *FRAME["sex"][1:]])) != frame_hash(FRAME)
    assert frame_hash(FRAME.rename(columns={"sex": "gender"})) != frame_hash(FRAME)


def test_one_sentence_says_how_children_were_chosen() -> None:
    strata = draw_sample(FRAME, PLAN).strata
    assert how_chosen(PLAN, strata, 12, 100) == (
        "12 children of 100 were drawn at random from 3 groups by stage, from each in proportion to its size and at "
        "least 2 from each where there were so many, on 2 October 2025 by Scrutiny analyst (A1), with the seed "
        "“2025-26-Q3 neglect”: whoever holds the frame and the review’s key can draw the same children again."
    )
    assert how_chosen(CLOSE, strata, 2, 100) == (
        "Two children of 100 were chosen on purpose on 2 October 2025 by Scrutiny analyst (A1): Both went missing in "
        "one week."
    )


def test_what_a_size_can_show_agrees_with_the_figures_known() -> None:
    too_few, missed = what_this_size_can_show(15, 40, "simple random")
    assert "up to 7 of the 40 children may still have it" in missed
    assert too_few.startswith("15 of 40 children are too few to say how often")
    assert what_this_size_can_show(20, 60, "simple random")[0].startswith("If 10 of the 20 children looked at show")
    assert "23 children have to be looked at" in what_this_size_can_show(12, 60, "stratified")[1]
    assert what_this_size_can_show(60, 60, "stratified")[0].startswith("All 60 children were looked at")
    assert len(what_this_size_can_show(8, 120, "close look")) == 2


def test_frame_and_sample_side_by_side() -> None:
    frame = FRAME.assign(disability=None, ethnicity=["White Irish", "African", "Own words", "Refused"] * 25)
    table = compare_with_frame(draw_sample(frame, PLAN).table, frame)
    assert table["attribute"].unique().tolist() == ["age_band", "sex", "ethnicity", "disability", "stage"]
    assert table.loc[table["attribute"] == "age_band", "value"].tolist() == ["unborn", "0-4", "5-10", "11-15"]
    sums = table.groupby("attribute")[["in_frame", "in_sample"]].sum()
    assert (sums["in_frame"] == 100).all() and (sums["in_sample"] == 12).all()
    assert table.loc[table["attribute"] == "disability", "value"].tolist() == ["not recorded"]
    groups = table.loc[table["attribute"] == "ethnicity", ["value", "in_frame"]].to_numpy().tolist()
    assert groups == [["Black", 25], ["Own words", 25], ["White", 25], ["not recorded", 25]]
