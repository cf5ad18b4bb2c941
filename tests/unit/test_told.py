"""What is said of a sample: how it was chosen, what its size can show, and how it lies beside its frame."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from certificate_fixture import FRAME, PLAN, PLANS, SIMPLE, drawn
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scrutiny_lib.audit.beside_frame import compare_with_frame, differences_that_matter
from scrutiny_lib.audit.size_table import size_table
from scrutiny_lib.audit.told import by_reason, how_chosen, how_chosen_briefly, what_this_size_can_show
from scrutiny_lib.audit.unseen import drawn_to_meet, most_unseen
from scrutiny_lib.intake.plan import SamplePlan
from scrutiny_lib.stats.intervals import finite_population
from scrutiny_lib.stats.sizes import discovery_size, power_two_proportions

END = (
    "on 2 October 2025 by Scrutiny analyst (A1), with the seed “2025-26-Q3 exploitation”: whoever holds the frame and "
    "the review’s key can draw the same children again."
)


def chosen(name: str, **more: object) -> str:
    sample = drawn(PLANS[name])
    n = int((sample.table["role"] == "sample").sum())
    return how_chosen(PLANS[name], sample.strata, n, len(FRAME), facts=sample.about, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "way"),
    [
        (
            "stratified",
            "40 children of 311 were drawn at random from 3 groups by stage, from each in proportion to its size and "
            "at least 3 from each where there were so many",
        ),
        (
            "equal",
            "39 children of 311 were drawn at random from 3 groups by stage, from each in equal numbers and at least 3 "
            "from each where there were so many",
        ),
        (
            "neyman",
            "40 children of 311 were drawn at random from 3 groups by stage, more from the larger ones and from those "
            "where answers vary most, and at least 3 from each where there were so many",
        ),
        (
            "power",
            "40 children of 311 were drawn at random from 3 groups by stage, more from the larger ones, but less than "
            "in proportion, so that the small ones are seen as well, and at least 3 from each where there were so many "
            "and at most 20 from any",
        ),
        ("simple random", "40 children of 311 were drawn at random"),
        (
            "systematic",
            "40 children of 311 were drawn at random from a list sorted by locality and age band, every 7.78th from a "
            "place found by chance",
        ),
        (
            "families",
            "38 children of 311 were drawn at random as whole families: 25 families of 194, with every one of their "
            "children on the list",
        ),
        (
            "proportional to size",
            "40 children of 311 were drawn at random, each with a chance in proportion to contacts",
        ),
    ],
)
def test_every_design_is_told_in_one_sentence(name: str, way: str) -> None:
    assert chosen(name) == f"{way}, {END}"


def test_those_certain_to_be_drawn_are_counted() -> None:
    frame = FRAME.assign(contacts=["900", "800", *FRAME["contacts"][2:]])
    sample = drawn(PLANS["proportional to size"], frame)
    said = how_chosen(PLANS["proportional to size"], sample.strata, 40, 311, facts=sample.about)
    assert "in proportion to contacts (two children with the most were certain), on" in said


def test_a_close_look_says_what_the_choice_was_to_have() -> None:
    assert chosen("close look") == (
        "Three children of 311 were chosen on purpose on 2 October 2025 by Scrutiny analyst (A1): Three children whose "
        "way to help was different. The choice was to have at least 1 with sex “F” and at least 3 with stage “child "
        "protection”."
    )


def test_left_out_and_replaced_are_sentences_of_their_own() -> None:
    sample = drawn(PLAN, left_out=FRAME["case_id"].tolist()[:12])
    said = how_chosen(
        PLAN,
        sample.strata,
        40,
        311,
        exclusions=[{"reason": "audited in the last 12 months", "children": 12}, {"reason": "moved.", "children": 1}],
        replacements=by_reason(pd.DataFrame({"reason": ["not in scope", "record not available", "not in scope"]})),
    )
    assert said.startswith("40 children of 299 were drawn")
    assert said.endswith(
        "12 children were left out (audited in the last 12 months): this says nothing about them. One child was left "
        "out (moved): this says nothing about them. Three children were replaced from the reserve: 2 not in scope, 1 "
        "record not available."
    )
    assert "replaced" not in how_chosen(PLAN, sample.strata, 40, 311, replacements={})


def test_groups_nobody_was_drawn_from_are_named_as_such() -> None:
    strata = pd.DataFrame({"stratum": ["a", "b", "c"], "size": [90, 4, 0], "drawn": [10, 0, 0]})
    said = how_chosen(replace(PLAN, size=10, minimum=0), strata, 10, 94)
    assert "from 2 groups by stage" in said
    assert said.endswith("Nobody was drawn from 1 group with four children together: this says nothing about them.")


@pytest.mark.parametrize("name", PLANS)
def test_outside_readers_learn_the_way_and_no_number_of_any_group(name: str) -> None:
    said = how_chosen_briefly(
        PLANS[name], 40, 311, exclusions=[{"reason": "audited in the last 12 months", "children": 12}]
    )
    numbers = {word.strip("();,.") for word in said.split() if word.strip("();,.").isdigit()}
    assert numbers <= {"40", "311", "2", "2025", "12"} and "A1" not in said and "exploitation" not in said
    ways = {"systematic": "sorted by locality and age band", "families": "as whole families", "stratified": "by stage"}
    assert ways.get(name, "") in said


def test_only_the_reasons_of_replacements_are_read() -> None:
    rows = [{"reason": "", "out": "C-1"}, {"reason": "own words", "out": "C-2"}, {"reason": "not in scope"}]
    assert by_reason(rows) == {"not in scope": 1, "other": 1, "own words": 1}
    assert by_reason(pd.DataFrame({"reason": pd.Series([], dtype=str)})) == {}


# ---- what this size can show -----------------------------------------------------------------------------------


def cells(n: int, N: int, design: str = "simple random", **more: object) -> dict[str, tuple[str, str]]:
    table = size_table(n, N, design, **more)  # type: ignore[arg-type]
    return {row["what"]: (row["at_this_size"], row["needed"]) for row in table.to_dict("records")}


def test_the_facts_known_beforehand_stand_in_the_table() -> None:
    twelve, fifteen, sixty = cells(12, 60), cells(15, 40), cells(60, 600)
    assert "9 of 12 could stand for anything from 47 % to 92 %" in twelve["How often something happens"][0]
    assert twelve["How often something happens"][1] == "20 or more"
    assert fifteen["If none of 15 shows a concern"][0] == (
        "up to 7 of all 40 may still have it (18 %; 97.5 % sure); fewer than 6 do (95 % sure)"
    )
    assert fifteen["To meet a concern at least once (95 % sure)"][0].startswith("6 or more of all 40")
    assert twelve["To meet a concern at least once (95 % sure)"][1].startswith("23 if one in ten has it")
    assert twelve["A rise from 50 % to 75 % at a re-audit"][0] == "would show in 14 of 100 of the same size"
    assert sixty["A rise from 50 % to 75 % at a re-audit"][0] == "would show in 76 of 100 of the same size"


def test_the_ranges_are_the_exact_ones_and_the_sizes_suffice() -> None:
    table = cells(40, 311)
    limits = finite_population(10, 40, 311)
    low, high = round(limits.lower * 311), round(limits.upper * 311)
    assert table["If 10 of 40 show something (25 %)"][0] == f"{low} to {high} of all 311 (14–40 %)"
    assert table["If 20 of 40 show something (50 %)"][1] == "78, to be within 10 points"
    enough, fewer = finite_population(39, 78, 311), finite_population(39, 77, 311)
    assert enough.upper - enough.lower <= 0.2 < fewer.upper - fewer.lower
    assert table["A rise from 60 % to 80 % at a re-audit"][1] == "90 each time, to show in 80 of 100"
    assert power_two_proportions(0.6, 0.8, 90, 90) >= 0.8 > power_two_proportions(0.6, 0.8, 89, 89)
    assert table["To meet a concern at least once (95 % sure)"][0].startswith("21 or more of all 311")
    assert stats.hypergeom.pmf(0, 311, 21, 40) <= 0.05 < stats.hypergeom.pmf(0, 311, 20, 40)


def test_a_close_look_has_no_table_and_a_census_nothing_to_say() -> None:
    assert size_table(8, 120, "close look").empty
    assert size_table(0, 120, "stratified").empty and size_table(5, 9, "families").empty
    assert cells(60, 60) == {"How often something happens": ("exact: all 60 children are looked at", "")}


def test_where_families_are_drawn_families_are_counted() -> None:
    table = cells(38, 311, "families", families=25, families_in_frame=194)
    assert "up to 24 of all 194 may still have it" in table["If none of 25 shows a concern"][0]
    assert table["What is counted here"][0] == "families, not children"
    said = what_this_size_can_show(38, 311, "families", families=25, families_in_frame=194)
    assert "13 of the 25 families" in said[0] and "families, not children" in said[0]
    assert "brothers and sisters" in what_this_size_can_show(38, 311, "families")[0]


@given(st.integers(1, 60), st.integers(0, 200))
def test_of_one_stratum_the_unseen_are_the_exact_limit(n: int, more: int) -> None:
    N = n + more
    assert most_unseen([(N, n)], 0.025) == round(finite_population(0, n, N).upper * N)
    assert drawn_to_meet([(N, n)], max(1, N // 10)) == discovery_size(max(1, N // 10) / N, N)


def test_what_it_takes_never_contradicts_what_this_size_shows() -> None:
    chances = [20 / 454] * 20 + [20 / 80] * 20 + [20 / 203] * 20
    table = cells(60, 737, "stratified", chances=chances, unit="referrals")
    having = int(table["To meet a concern at least once (95 % sure)"][0].split()[0])
    parts = [(454, 20), (80, 20), (203, 20)]
    assert drawn_to_meet(parts, having) <= 60 < drawn_to_meet(parts, having - 1)
    assert table["A rise from 50 % to 75 % at a re-audit"] == (
        "would show in 60 of 100 of the same size",
        "about 92 this way each time, to show in 80 of 100",
    )


def test_unequal_chances_make_a_sample_worth_less() -> None:
    chances = [20 / 454] * 20 + [20 / 80] * 20 + [20 / 203] * 20
    table = cells(60, 737, "stratified", chances=chances, unit="referrals")
    assert table["What the 60 are worth, as chances differ"][0] == "as much as 42 drawn alike"
    assert "If 50 % show something, weighted" in table
    said = what_this_size_can_show(60, 737, "stratified", "referrals", chances=chances)
    assert "60 tell about as much as 42 drawn alike" in said[0] and "referrals" in said[0]
    alike = [6 / 23] * 6 + [13 / 51] * 13 + [21 / 83] * 21
    assert cells(40, 157, "stratified", chances=alike) == cells(40, 157)


@given(st.integers(1, 80), st.integers(0, 300))
def test_any_size_gives_text_in_every_cell_that_can_have_it(n: int, more: int) -> None:
    table = size_table(n, n + more, "simple random")
    assert list(table.columns) == ["what", "at_this_size", "needed"] and len(table) >= 1
    assert table[["what", "at_this_size"]].map(len).to_numpy().min() > 0
    assert not table.map(lambda text: "nan" in text).to_numpy().any()


# ---- the sample beside the frame -------------------------------------------------------------------------------


def small(sample: str, frame: str, stage: str = "") -> tuple[pd.DataFrame, pd.DataFrame]:
    """A frame with one sex per letter, and a sample of the first of each letter."""
    whole = pd.DataFrame({"case_id": [f"C-{at:04d}" for at in range(len(frame))], "sex": list(frame)})
    if stage:
        whole["stage"] = list(stage)
    left, places = list(frame), []
    for letter in sample:
        places.append(left.index(letter))
        left[places[-1]] = ""
    return whole.iloc[places].assign(role="sample"), whole


def test_shares_and_the_lead_agency_by_its_name() -> None:
    sample, frame = small("FFM", "FFFMM")
    lead = {"C-0000": "police", "C-0001": "police"}
    frame["agency_lead"] = frame["case_id"].map(lead).fillna("health")
    sample["agency_lead"] = sample["case_id"].map(lead).fillna("health")
    table = compare_with_frame(sample, frame, plan=replace(SIMPLE, size=3), agencies={"police": "Police"})
    assert table["attribute"].tolist() == ["sex", "sex", "agency_lead", "agency_lead"]
    assert table["value"].tolist() == ["F", "M", "Police", "health"]
    assert table["in_sample"].tolist() == [2, 1, 2, 1] and table["frame_share"].tolist() == [60, 40, 40, 60]
    assert table["sample_share"].tolist() == [66.7, 33.3, 66.7, 33.3]
    assert table["expected"].tolist() == [1.8, 1.2, 1.2, 1.8]
    plain = compare_with_frame(sample, frame)
    assert list(plain.columns) == ["attribute", "value", "in_frame", "in_sample"]


@given(st.integers(1, 30), st.integers(0, 30), st.integers(0, 30), st.randoms())
def test_the_tail_is_the_hypergeometric_one(n: int, having: int, more: int, chance: object) -> None:
    N = max(n, having) + more
    frame = pd.DataFrame({"case_id": [f"C-{at}" for at in range(N)], "sex": ["F"] * having + ["M"] * (N - having)})
    sample = frame.sample(n, random_state=chance.randint(0, 999)).assign(role="sample")  # type: ignore[attr-defined]
    row = compare_with_frame(sample, frame, plan=replace(SIMPLE, size=n)).iloc[0]
    known = stats.hypergeom(N, int(row["in_frame"]), n)
    x = int(row["in_sample"])
    assert row["tail"] == pytest.approx(min(1, 2 * min(known.cdf(x), known.sf(x - 1))), abs=1e-7)
    assert row["expected"] == pytest.approx(n * int(row["in_frame"]) / N, abs=0.006)


def test_planned_over_sampling_is_no_difference() -> None:
    sample, frame = small("F" * 20 + "M" * 20, "F" * 30 + "M" * 270, stage="p" * 30 + "n" * 270)
    equal = compare_with_frame(sample, frame, plan=replace(PLAN, method="equal", strata=("stage",), size=40))
    assert equal["expected"].tolist() == [20, 20, 20, 20] and equal["tail"].min() == 1
    assert differences_that_matter(equal, "stratified") == [
        "No difference beyond what this way of drawing and chance bring."
    ]
    alike = compare_with_frame(sample, frame, plan=replace(SIMPLE, size=40))
    assert differences_that_matter(alike, "simple random")[0] == (
        "Sex “M”: 20 of the 40 children drawn, 270 of the 300 in the frame. About 36 were likely; chance would seldom "
        "bring so few."
    )


def test_a_difference_is_named_with_n_of_n_and_once() -> None:
    sample, frame = small("F" * 2 + "M" * 38, "F" * 90 + "M" * 90 + "u" * 20)
    said = differences_that_matter(compare_with_frame(sample, frame, plan=replace(SIMPLE, size=40)), "simple random")
    assert said == [
        "Sex “F”: 2 of the 40 children drawn, 90 of the 200 in the frame. About 18 were likely; chance would seldom "
        "bring so few.",
        "Sex “M”: 38 of the 40 children drawn, 90 of the 200 in the frame. About 18 were likely; chance would seldom "
        "bring so many.",
        "Sex “u”: 0 of the 40 children drawn, 20 of the 200 in the frame. About 4 were likely; chance would seldom "
        "bring so few.",
    ]


def test_who_was_left_out_counts_in_the_frame_and_is_not_likely() -> None:
    sample, frame = small("M" * 10, "F" * 10 + "M" * 30)
    out = frame["case_id"].tolist()[:10]
    table = compare_with_frame(sample, frame, plan=replace(SIMPLE, size=10), left_out=out)
    assert table["in_frame"].tolist() == [10, 30] and table["expected"].tolist() == [0, 10]
    assert table["tail"].tolist() == [1, 1]
    assert "sex “F” (10)" in differences_that_matter(table, "simple random")[1]


def test_a_close_look_is_compared_and_not_judged() -> None:
    table = compare_with_frame(drawn(PLANS["close look"]).table, FRAME, plan=PLANS["close look"])
    assert "tail" not in table.columns and "frame_share" in table.columns
    said = differences_that_matter(table, "close look")
    assert said[0] == "The children were chosen on purpose, so they need not be like the frame."
    assert "sex “M” (124)" in said[1]


def test_what_was_not_worked_out_is_not_claimed() -> None:
    table = compare_with_frame(drawn(PLAN).table, FRAME)
    assert "was not worked out" in differences_that_matter(table, "stratified")[0]
    assert differences_that_matter([], "stratified") == ["Nothing in the frame can be compared with the sample."]


@pytest.mark.parametrize("name", ["families", "proportional to size", "stratified", "systematic"])
def test_on_average_what_is_likely_is_what_comes(name: str) -> None:
    met, likely, alarms = [], [], 0
    for number in range(60):
        plan: SamplePlan = replace(PLANS[name], seed=f"seed {number}", reserve=0.0)
        table = compare_with_frame(drawn(plan).table, FRAME, plan=plan)
        met.append(table["in_sample"].to_numpy(dtype=float))
        likely.append(table["expected"].to_numpy(dtype=float))
        alarms += not differences_that_matter(table, plan.design)[0].startswith("No difference")
    spread = np.std(met, axis=0, ddof=1) / np.sqrt(60)
    assert (np.abs(np.mean(met, axis=0) - np.mean(likely, axis=0)) <= 4 * spread + 0.02).all()
    assert alarms <= 9  # 5 in 100 at most: 3 of 60 on average
