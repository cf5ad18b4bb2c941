"""Every design of a sample: who is in it, with what chance, in any order of the rows; and what a plan may not say."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny_lib.audit.families import families_known, family_of
from scrutiny_lib.audit.record import CHANGED, make_record, plan_of, read_record, redraw, write_record
from scrutiny_lib.audit.recorded import recorded_sample
from scrutiny_lib.audit.sample import Sample, draw_sample
from scrutiny_lib.errors import Problems, Refused
from scrutiny_lib.intake.plan import PLAN as KEYS
from scrutiny_lib.intake.plan import ChosenChild, Quota, SamplePlan, check_plan, make_plan
from scrutiny_lib.intake.toml import check_table
from scrutiny_lib.lenses.design import Design
from scrutiny_lib.stats.draw import keyed_order
from scrutiny_lib.terms import PROBABILITY_DESIGNS
from tests.audit_room import PLAN, REVIEW

FRAME = pd.DataFrame(
    {
        "case_id": [f"C-{number:04d}" for number in range(60)],
        "family_id": ["" if number % 5 == 0 else f"F-{number // 3:02d}" for number in range(60)],
        "age": [number % 18 for number in range(60)],
        "stage": [("plan", "need", "early help")[number % 3] for number in range(60)],
        "locality": [("north", "south", "east", None)[number % 4] for number in range(60)],
        "contacts": [str(1 + number % 7) for number in range(60)],
    }
)
SIMPLE = replace(PLAN, design="simple random", strata=(), minimum=0, size=12)
SYSTEMATIC = replace(SIMPLE, design="systematic", sort=("locality", "age"))
FAMILIES = replace(SIMPLE, design="families", size=8)
BY_SIZE = replace(SIMPLE, design="proportional to size", size_by="contacts")
STRATIFIED = replace(PLAN, size=12, minimum=2, maximum=6)
EVERY = {plan.design: plan for plan in (SIMPLE, SYSTEMATIC, FAMILIES, BY_SIZE, STRATIFIED)}


def in_role(sample: Sample, role: str = "sample") -> pd.DataFrame:
    return sample.table[sample.table["role"] == role]


def refused(frame: pd.DataFrame, plan: SamplePlan, **more: Any) -> str:
    with pytest.raises(Refused) as error:
        draw_sample(frame, plan, **more)
    return str(error.value)


def test_every_probability_design_is_here() -> None:
    assert set(EVERY) == set(PROBABILITY_DESIGNS)


# -- what holds for every design


@given(
    st.sampled_from(sorted(EVERY)),
    st.text(max_size=6),
    st.integers(1, 60),
    st.sampled_from([0.0, 0.25, 2.0]),
    st.integers(0, 999),
    st.sets(st.integers(0, 59), max_size=30),
)
@settings(max_examples=60, deadline=None)
def test_nobody_twice_the_reserve_apart_and_any_row_order(
    design: str, seed: str, size: int, reserve: float, shuffle: int, out: set[int]
) -> None:
    left_out = FRAME["case_id"].iloc[sorted(out)].tolist()
    there = FRAME[~FRAME["case_id"].isin(left_out)]
    units = family_of(there).nunique() if design == "families" else len(there)
    plan = replace(EVERY[design], seed=seed, size=min(size, units), reserve=reserve, minimum=0, maximum=0)
    before = FRAME.copy()
    sample = draw_sample(FRAME, plan, left_out=left_out)
    pd.testing.assert_frame_equal(FRAME, before)
    assert sample.table["case_id"].is_unique and not set(sample.table["case_id"]) & set(left_out)
    drawn, kept = in_role(sample), in_role(sample, "reserve")
    assert (sample.table["role"].tolist()) == ["sample"] * len(drawn) + ["reserve"] * len(kept)
    assert (sample.table["part"] == 1).all() and sample.table["order"].tolist() == list(range(1, len(sample.table) + 1))
    assert sample.strata["size"].sum() == len(there) and sample.strata["drawn"].sum() == len(drawn)
    assert drawn["chance"].between(0, 1, inclusive="right").all()
    counted = family_of(drawn).nunique() if design == "families" else len(drawn)
    assert counted == plan.size
    shuffled = FRAME.sample(frac=1, random_state=shuffle)
    pd.testing.assert_frame_equal(draw_sample(shuffled, plan, left_out=left_out).table, sample.table)
    reasons = [{"reason": "looked at lately", "children": len(left_out), "case_ids": left_out}]
    record = json.loads(json.dumps(make_record(FRAME, plan, sample, REVIEW, "0badcafe", reasons)))
    assert redraw(record, shuffled) == []
    if 10 <= plan.size <= units - 10:  # of fewer, another seed may by chance draw the same
        assert redraw({**record, "seed": seed + "x"}, FRAME) != []


@pytest.mark.parametrize("design", sorted(EVERY))
def test_the_reserve_is_who_comes_next_and_a_larger_one_only_goes_on(design: str) -> None:
    some, more = (draw_sample(FRAME, replace(EVERY[design], reserve=share)) for share in (0.25, 1.0))
    assert in_role(some)["case_id"].tolist() == in_role(more)["case_id"].tolist()
    for stratum in some.strata["stratum"]:
        first, longer = (
            of["case_id"].loc[of["stratum"] == stratum].tolist()
            for of in (in_role(some, "reserve"), in_role(more, "reserve"))
        )
        assert longer[: len(first)] == first and len(first) < len(longer)


@pytest.mark.parametrize("design", sorted(EVERY))
def test_a_record_of_every_design_can_be_read_back_and_drawn_again(design: str, tmp_path: Path) -> None:
    plan, sample = EVERY[design], draw_sample(FRAME, EVERY[design])
    record = make_record(FRAME, plan, sample, REVIEW, "0badcafe", unit="children", told=["Twelve children."])
    write_record(tmp_path / "sample-record.json", record)
    sample.table.to_csv(tmp_path / "sample.csv", index=False)
    read = read_record(tmp_path / "sample-record.json")
    assert read == record and plan_of(read) == plan and redraw(read, FRAME) == []
    assert (read["format"], read["order"], read["frame"]["families"]) == (2, "siphash-2-4", families_known(FRAME))
    again = recorded_sample(tmp_path / "sample-record.json", plan, FRAME, "0badcafe")
    pd.testing.assert_frame_equal(again.table, sample.table, check_dtype=False)
    pd.testing.assert_frame_equal(again.strata, sample.strata, check_dtype=False)
    assert again.about == sample.about
    for changed in (replace(plan, seed="another"), replace(plan, leave_out_audited_within=6)):
        with pytest.raises(Refused, match="V16"):
            recorded_sample(tmp_path / "sample-record.json", changed, FRAME, "0badcafe")


@pytest.mark.parametrize("design", sorted(EVERY))
def test_more_than_there_are_is_refused_with_the_arithmetic(design: str) -> None:
    families = family_of(FRAME).nunique()
    there, units = (families, "families") if design == "families" else (60, "children")
    plan = replace(EVERY[design], size=there + 3, maximum=0)
    assert f"asks for {there + 3} {units} and the frame holds {there}: 3 too many" in refused(FRAME, plan)
    if design != "families":
        gone = FRAME["case_id"].head(10).tolist()
        assert "holds 50 after 10 were left out: 13 too many" in refused(FRAME, plan, left_out=gone)


# -- strata


def test_a_cap_binds_and_the_others_take_up_what_is_left() -> None:
    frame = pd.concat([FRAME, FRAME.assign(case_id="D" + FRAME["case_id"], stage="plan")])
    sample = draw_sample(frame, replace(STRATIFIED, size=24, minimum=5, maximum=12))
    assert sample.strata[["stratum", "size", "drawn"]].to_numpy().tolist() == [
        ["early help", 20, 6],
        ["need", 20, 6],
        ["plan", 80, 12],
    ]


@pytest.mark.parametrize(
    ("minimum", "maximum", "said"),
    [
        (0, 3, "At most 3 children from each of 3 strata come to 9, and the sample asks for 12."),
        (5, 0, "At least 5 children from each of 3 strata come to 15, and the sample asks for 12."),
        (5, 4, "At least 5 and at most 4 children from each stratum cannot both be."),
    ],
)
def test_bounds_that_cannot_be_are_refused_with_the_arithmetic(minimum: int, maximum: int, said: str) -> None:
    plan = replace(STRATIFIED, minimum=minimum, maximum=maximum, size=12 if maximum != 4 else 15)
    text = refused(FRAME, plan)
    assert said in text and "V14" in text


@given(st.data(), st.sampled_from(["proportional", "equal", "power", "neyman"]), st.integers(0, 4), st.integers(0, 9))
@settings(max_examples=60, deadline=None)
def test_minimum_and_maximum_bind_in_every_way_of_sharing_out(
    data: st.DataObject, method: str, minimum: int, more: int
) -> None:
    sizes = data.draw(st.lists(st.integers(0, 25), min_size=3, max_size=3).filter(any))
    stages = [stage for stage, size in zip(("plan", "need", "care"), sizes, strict=True) for _ in range(size)]
    frame = pd.DataFrame({"case_id": [f"C-{at:03d}" for at in range(len(stages))]})
    frame["stage"] = pd.Categorical(stages, ["care", "need", "plan"])
    maximum = minimum + more or 1
    least, most = (sum(min(size, bound) for size in sizes) for bound in (minimum, maximum))
    size = data.draw(st.integers(max(least, 1), max(most, 1)))
    bounds = {"method": method, "minimum": minimum, "maximum": maximum, "size": size}
    plan = replace(STRATIFIED, **bounds, sd=dict.fromkeys(stages, 0.4))
    strata = draw_sample(frame, plan if method in ("power", "neyman") else replace(plan, sd={})).strata
    assert strata["stratum"].tolist() == ["care", "need", "plan"] and strata["drawn"].sum() == size
    assert (strata["drawn"] >= strata["size"].clip(upper=minimum)).all()
    assert (strata["drawn"] <= strata["size"].clip(upper=maximum)).all()


def test_neyman_looks_hardest_where_answers_vary_most() -> None:
    plan = replace(STRATIFIED, method="neyman", minimum=1, maximum=0)
    sample = draw_sample(FRAME, replace(plan, sd={"need": 0.5, "plan": 0.25, "early help": 0.25}))
    assert sample.strata["drawn"].tolist() == [3, 6, 3]
    text = refused(FRAME, replace(plan, sd={"need": 0.5, "plans": 0.1}))
    assert "'early help' has no spread" in text and "'plan' has no spread" in text and "P12" in text
    strange = draw_sample(FRAME, replace(plan, sd={"need": 0.5, "plan": 0.25, "early help": 0.25, "care": 0.1}))
    assert [(problem.rule, problem.act) for problem in strange.problems] == [("P16", "WARN")]


def test_power_lies_between_equal_and_proportional() -> None:
    frame = FRAME.assign(stage=["plan"] * 48 + ["need"] * 12)
    drawn = {
        power: draw_sample(frame, replace(STRATIFIED, method="power", power=power, minimum=0, maximum=0))
        .strata.set_index("stratum")["drawn"]
        .to_dict()
        for power in (0.0, 0.5, 1.0)
    }
    assert drawn == {0.0: {"need": 6, "plan": 6}, 0.5: {"need": 4, "plan": 8}, 1.0: {"need": 2, "plan": 10}}


def test_a_stratum_that_was_left_out_whole_is_kept_with_0_and_named() -> None:
    gone = FRAME.loc[FRAME["stage"] == "need", "case_id"].tolist()
    sample = draw_sample(FRAME, STRATIFIED, left_out=gone)
    assert sample.strata[["stratum", "size", "drawn"]].to_numpy().tolist() == [
        ["early help", 20, 6],
        ["need", 0, 0],
        ["plan", 20, 6],
    ]
    assert sample.about == {"left_out": 20}
    assert [(problem.rule, problem.act) for problem in sample.problems] == [("V13", "WARN")]
    assert "Everybody in the stratum 'need' was left out" in sample.problems[0].fact


@given(st.integers(0, 59), st.text(max_size=5))
@settings(max_examples=60, deadline=None)
def test_with_the_allocation_held_one_late_case_changes_only_its_stratum(late: int, seed: str) -> None:
    plan = replace(STRATIFIED, method="equal", minimum=0, maximum=0, seed=seed)
    everybody, before = draw_sample(FRAME, plan), draw_sample(FRAME.drop(index=late), plan)
    assert everybody.strata["drawn"].tolist() == before.strata["drawn"].tolist()
    for stratum in everybody.strata["stratum"]:
        now, then = (of.table[of.table["stratum"] == stratum] for of in (everybody, before))
        if stratum != FRAME["stage"].iloc[late]:
            assert now[["case_id", "role"]].to_numpy().tolist() == then[["case_id", "role"]].to_numpy().tolist()
        else:
            assert len(set(now["case_id"]) - set(then["case_id"])) <= 1


# -- systematic


def test_systematic_takes_every_fifth_of_the_sorted_list() -> None:
    sample = draw_sample(FRAME, SYSTEMATIC)
    order = keyed_order(FRAME["case_id"], PLAN.seed)
    turn = FRAME.iloc[order].assign(blank=FRAME["locality"].isna())
    in_line = turn.sort_values(["blank", "locality", "age"], kind="stable")["case_id"].tolist()
    places = [in_line.index(case_id) for case_id in in_role(sample)["case_id"]]
    assert np.diff(places).tolist() == [5] * 11 and 0 <= places[0] < 5
    assert sample.about["interval"] == 5.0 and sample.about["sorted_by"] == ["locality", "age"]
    assert int(sample.about["start"]) == places[0]
    assert (sample.table["chance"] == 0.2).all() and (sample.table["stratum"] == "all").all()
    # 15 in each locality: a spread that a simple random sample would seldom have
    assert in_role(sample)["locality"].fillna("").value_counts().tolist() == [3, 3, 3, 3]


def test_a_fractional_interval_takes_the_number_asked_for() -> None:
    sample = draw_sample(FRAME, replace(SYSTEMATIC, size=13))
    assert len(in_role(sample)) == 13 and sample.about["interval"] == pytest.approx(60 / 13, abs=1e-6)
    assert sample.strata["chance"].tolist() == [13 / 60]


def test_age_bands_are_sorted_from_young_to_old() -> None:
    bands = ["0-4", "5-10", "11-15", "16-17", "18+", "unborn"]
    frame = FRAME.assign(age_band=[bands[number % 6] for number in range(60)])
    sample = draw_sample(frame, replace(SYSTEMATIC, sort=("age_band",), size=6))
    assert in_role(sample)["age_band"].tolist() == ["unborn", "0-4", "5-10", "11-15", "16-17", "18+"]
    assert "S09" in refused(frame, replace(SYSTEMATIC, sort=("team",)))


# -- families


def test_every_child_of_a_drawn_family_is_in_the_sample() -> None:
    sample = draw_sample(FRAME, FAMILIES)
    family = family_of(FRAME)
    drawn, kept = in_role(sample)["case_id"], in_role(sample, "reserve")["case_id"]
    assert family[drawn].nunique() == 8 and family[kept].nunique() == 2
    assert set(family.index[family.isin(family[drawn])]) == set(drawn)
    assert set(family.index[family.isin(family[kept])]) == set(kept)
    families = family.nunique()
    assert (sample.table["chance"] == 8 / families).all()
    assert sample.about == {"families_in_frame": families, "families_drawn": 8, "families_in_reserve": 2}
    assert family[drawn].drop_duplicates().tolist() == [
        [*family.unique()][place] for place in keyed_order(list(family.unique()), PLAN.seed)[:8]
    ]


def test_a_child_without_a_family_is_one_and_two_referrals_of_a_child_are_together() -> None:
    frame = pd.DataFrame(
        {"case_id": ["R-1", "R-2", "R-3"], "family_id": ["", None, "F-1"], "child": ["C-1", "C-1", "C-2"]}
    )
    assert family_of(frame).tolist() == ["C-1", "C-1", "F-1"]
    assert families_known(frame) == 2 and families_known(frame.assign(family_id="")) is None
    assert "I02" in refused(frame.assign(family_id=["C-1", "", "F-1"]), replace(FAMILIES, size=1))
    assert "family_id" in refused(FRAME.drop(columns="family_id"), FAMILIES)


# -- proportional to size


def test_chances_go_by_size_and_add_up() -> None:
    sample = draw_sample(FRAME, replace(BY_SIZE, reserve=5))
    assert len(sample.table) == 60
    size = sample.table["contacts"].astype(float)
    assert sample.table["chance"].to_numpy() == pytest.approx(12 * size.to_numpy() / size.sum())
    assert sample.table["chance"].sum() == pytest.approx(12)
    assert sample.about == {"certain": 0, "size_by": "contacts", "size_in_all": float(size.sum())}
    assert sample.strata["chance"].isna().all() and sample.strata["drawn"].tolist() == [12]


def test_the_very_large_are_certain_and_come_first() -> None:
    frame = FRAME.assign(contacts=["1"] * 57 + ["40", "100", "5000"])
    sample = draw_sample(frame, BY_SIZE)
    assert set(sample.table["case_id"].head(3)) == {"C-0057", "C-0058", "C-0059"}
    assert sample.about["certain"] == 3 and sample.table["chance"].head(3).tolist() == [1, 1, 1]
    assert sample.table["chance"].iloc[3:].to_numpy() == pytest.approx(9 / 57)


@pytest.mark.parametrize("wrong", ["0", "-3", "", None, "many", "1e3", "nan", "inf", "1,5"])
def test_a_size_that_is_none_stops_the_draw_with_the_count(wrong: str | None) -> None:
    frame = FRAME.assign(contacts=[wrong, "2.5", *["1"] * 58])
    text = refused(frame, BY_SIZE)
    assert "One child of the frame has no positive number" in text and "V18" in text and "column contacts" in text
    assert draw_sample(frame, BY_SIZE, left_out=["C-0000"]).about["left_out"] == 1
    assert "2 children of the frame have" in refused(frame.assign(contacts=[wrong, wrong, *["1"] * 58]), BY_SIZE)


# -- close look

CLOSE = replace(
    SIMPLE,
    design="close look",
    size=3,
    seed="",
    reason="To learn.",
    children=tuple(ChosenChild(f"N{number}", "why") for number in (3, 1, 2)),
    quotas=(Quota("stage", "need", 1), Quota("locality", "west", 2), Quota("age", "2", 1)),
)
CROSSWALK = pd.DataFrame({"case_id": FRAME["case_id"], "child_id": [f"N{number}" for number in range(60)]})


def test_quotas_are_counted_and_what_is_short_is_said() -> None:
    sample = draw_sample(FRAME, CLOSE, CROSSWALK)
    assert sample.about["quotas"] == [
        {"column": "stage", "value": "need", "at_least": 1, "chosen": 1, "met": True},
        {"column": "locality", "value": "west", "at_least": 2, "chosen": 0, "met": False},
        {"column": "age", "value": "2", "at_least": 1, "chosen": 1, "met": True},
    ]
    assert [(problem.rule, problem.act) for problem in sample.problems] == [("V15", "WARN")]
    assert "Quota 2" in sample.problems[0].fact and "west" not in str(sample.problems)
    record = make_record(FRAME, CLOSE, sample, REVIEW, "0badcafe")
    assert record["quotas"] == sample.about["quotas"] and record["facts"] == {} and redraw(record, FRAME) == []
    assert "S09" in refused(FRAME, replace(CLOSE, quotas=(Quota("team", "a", 1),)), crosswalk=CROSSWALK)


def test_a_child_looked_at_lately_or_named_twice_is_refused() -> None:
    text = refused(FRAME, CLOSE, crosswalk=CROSSWALK, left_out=["C-0001"])
    assert "Child 2 of the close look is left out, because another review" in text
    crosswalk = CROSSWALK.assign(referral_id=[f"R{number}" for number in range(60)])
    twice = replace(CLOSE, children=(*CLOSE.children, ChosenChild("R2", "again")))
    assert "Child 4 of the close look is named twice" in refused(FRAME, twice, crosswalk=crosswalk)


# -- records


def test_a_record_of_the_first_format_is_read_and_says_why_it_cannot_be_drawn_again(tmp_path: Path) -> None:
    sample = draw_sample(FRAME, SIMPLE)
    new = make_record(FRAME, SIMPLE, sample, REVIEW, "0badcafe")
    first = ("made_with", "review", "quarter", "as_at", "key_fingerprint", "exclusions", "design", "size", "seed")
    first += ("strata", "method", "minimum", "reserve", "chosen_by", "chosen_on", "reason", "allocation", "drawn")
    record = {"format": 1, **{key: new[key] for key in (*first, "reserve_in_order", "reasons")}}
    record["frame"] = {"children": 60, "sha256": "0" * 64, "columns": list(FRAME.columns)}
    write_record(tmp_path / "sample-record.json", record)
    sample.table.drop(columns="part").to_csv(tmp_path / "sample.csv", index=False)
    again = recorded_sample(tmp_path / "sample-record.json", SIMPLE, FRAME, "0badcafe")
    pd.testing.assert_frame_equal(again.table, sample.table, check_dtype=False)
    read = read_record(tmp_path / "sample-record.json")
    (said,) = redraw(read, FRAME)
    assert "earlier version, which drew in another order" in said
    assert "1 of the 15 children" in redraw(read, FRAME[FRAME["case_id"] != record["drawn"][0]])[1]


def test_redraw_finds_what_was_tampered_with() -> None:
    out = FRAME["case_id"].head(4).tolist()
    sample = draw_sample(FRAME, STRATIFIED, left_out=out)
    reasons = [{"reason": "lately", "children": 4, "case_ids": out}]
    record = make_record(FRAME, STRATIFIED, sample, REVIEW, "0badcafe", reasons)
    assert redraw(record, FRAME) == []
    assert redraw({**record, "exclusions": []}, FRAME)
    assert any("left out before the draw are not in this frame" in line for line in redraw(record, FRAME.iloc[1:]))
    assert "was changed after" in redraw({**record, "drawn": record["drawn"][1:]}, FRAME)[0]
    allocation = [{**row, "children": row["children"] + 1} for row in record["allocation"]]
    assert redraw({**record, "allocation": allocation}, FRAME) == [
        CHANGED,
        "The strata, their sizes or their shares are not those that come out now."
    ]
    twice = redraw(record, pd.concat([FRAME, FRAME.tail(1)]))
    assert any(line.startswith("It cannot be drawn again: ") for line in twice)


def test_a_record_is_strict_json_whatever_it_is_told(tmp_path: Path) -> None:
    rows = pd.DataFrame({"value": ["a"], "expected": [np.nan], "n": [np.int64(3)]})
    record = make_record(FRAME, SIMPLE, draw_sample(FRAME, SIMPLE), REVIEW, "k", compared=rows, size_table=rows)
    assert record["compared"] == record["size_table"] == [{"value": "a", "expected": None, "n": 3}]
    write_record(tmp_path / "r.json", record)
    assert "NaN" not in (tmp_path / "r.json").read_text(encoding="utf-8")


def test_a_column_of_the_frame_that_is_called_like_one_of_ours_gives_way() -> None:
    sample = draw_sample(FRAME.assign(part="x", role="y"), SIMPLE)
    assert sample.table.columns.is_unique and set(sample.table["role"]) == {"sample", "reserve"}


def test_the_design_of_a_sample_as_the_lenses_need_it() -> None:
    sample = draw_sample(FRAME, FAMILIES)
    design = Design.of(sample, "families")
    assert design.stratum_of.index.tolist() == in_role(sample)["case_id"].tolist()
    assert design.families == sample.about["families_in_frame"] and design.N == 60
    assert design.family_of is not None and design.family_of.nunique() == 8
    left = Design.of(draw_sample(FRAME, BY_SIZE, left_out=["C-0000"]), "proportional to size")
    assert left.N == 59 and left.chance_of is not None and left.chance_of.between(0, 1).all()


# -- the plan in review.toml


def planned(tmp_path: Path, **given: Any) -> tuple[SamplePlan, Problems]:
    base = {"design": "stratified", "size": 12, "seed": "s", "strata": ["stage"], "chosen_by": "A1"}
    sample = {**base, "chosen_on": PLAN.chosen_on, **given}
    path, problems = tmp_path / "review.toml", Problems()
    path.write_text("[sample]\n", encoding="utf-8")
    clean = check_table({key: value for key, value in sample.items() if value is not None}, KEYS, problems, path)
    check_plan(clean, problems, path)
    return make_plan(clean), problems


def test_every_key_of_a_plan_arrives(tmp_path: Path) -> None:
    quota = {"column": "sex", "value": "F", "at_least": 3}
    plan, problems = planned(tmp_path, method="power", power=1, minimum=2, maximum=9, leave_out_audited_within=12)
    assert not problems
    assert (plan.method, plan.power, plan.minimum, plan.maximum) == ("power", 1.0, 2, 9)
    assert plan.leave_out_audited_within == 12 and plan.quotas == () and plan.sd == {}
    children = [{"id": "1", "reason": "x"}]
    close, problems = planned(
        tmp_path, design="close look", size=None, seed=None, strata=None, child=children, quota=[quota], reason="x"
    )
    assert not problems and close.quotas == (("sex", "F", 3),) and close.size == 1
    old = SamplePlan("simple random", 3, "s", (), "proportional", 0, 0.25, "A1", PLAN.chosen_on, "", ())
    assert (old.maximum, old.sort, old.size_by, old.leave_out_audited_within) == (0, (), "", 0)


@pytest.mark.parametrize(
    ("given", "rule", "act"),
    [
        ({"minimum": 4, "maximum": 3}, "V14", "STOP"),
        ({"power": 1.5}, "P16", "STOP"),
        ({"leave_out_audited_within": -1}, "P16", "STOP"),
        ({"maximum": -1}, "P16", "STOP"),
        ({"reserve": 6}, "P16", "STOP"),
        ({"method": "neyman"}, "P12", "STOP"),
        ({"strata": ["stage", "stage"]}, "P13", "STOP"),
        ({"sort": ["stage"]}, "P16", "WARN"),
        ({"size_by": "contacts"}, "P16", "WARN"),
        ({"quota": [{"column": "sex", "value": "F"}]}, "P16", "WARN"),
        ({"design": "systematic", "strata": None}, "P12", "STOP"),
        ({"design": "systematic", "strata": None, "sort": ["Not a name"]}, "P11", "STOP"),
        ({"design": "proportional to size", "strata": None}, "P12", "STOP"),
        ({"design": "families"}, "P16", "WARN"),
        ({"design": "families", "strata": None, "size": None}, "P12", "STOP"),
        ({"design": "simple random", "strata": None, "minimum": 3}, "P16", "WARN"),
    ],
)
def test_what_does_not_go_together_is_said(tmp_path: Path, given: dict[str, Any], rule: str, act: str) -> None:
    problems = planned(tmp_path, **given)[1]
    assert [(problem.rule, problem.act) for problem in problems] == [(rule, act)]


def test_a_chance_is_never_claimed_for_a_close_look() -> None:
    sample = draw_sample(FRAME, CLOSE, CROSSWALK)
    assert sample.table["chance"].isna().all() and math.isnan(sample.strata["chance"].iloc[0])


def test_spreads_are_numbers_of_0_or_more(tmp_path: Path) -> None:
    path = tmp_path / "review.toml"
    path.write_text("[sample]\n", encoding="utf-8")
    base = {"design": "stratified", "size": 12, "seed": "s", "strata": ["stage"], "chosen_by": "A1", "method": "neyman"}
    clean = check_table({**base, "chosen_on": PLAN.chosen_on}, KEYS, Problems(), path)
    assert make_plan({**clean, "sd": {"need": 0.5, "plan": 1}}).sd == {"need": 0.5, "plan": 1.0}
    for wrong in (-0.1, math.nan, math.inf):
        problems = Problems()
        check_plan({**clean, "sd": {"need": wrong}}, problems, path)
        assert [(problem.rule, problem.act) for problem in problems] == [("P11", "STOP")]
