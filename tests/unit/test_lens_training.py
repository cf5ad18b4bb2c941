"""Training: scores paired by people's own codes, what cannot be tested, drop-outs, response and reactions."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny_lib.intake.evaluations import (
    ANSWERED_COLUMNS,
    CHOSEN_COLUMNS,
    SCORE_COLUMNS,
    SENT_COLUMNS,
    Evaluations,
    frame_of_rows,
)
from scrutiny_lib.lenses.training import summarise_learning
from scrutiny_lib.lenses.training_bounds import bounds
from scrutiny_lib.lenses.training_change import measure_change
from scrutiny_lib.lenses.training_pairs import paired_scores
from scrutiny_lib.stats.change import adjust, hedges_g_av, hodges_lehmann, wilcoxon_signed_rank

REACH = pd.DataFrame(
    [
        ("Naming neglect", None, 30, 29, 26, "L1"),
        ("Naming neglect", None, 20, 15, 14, "L1"),
        ("Babies", None, 10, 12, 9, ""),
    ],
    columns=["course", "date", "places", "booked", "attended", "line"],
)
COURSE = "Naming neglect"
LATER = "three months"
REMEMBERED = "before, asked afterwards"
BEFORE = [2, 3, 2, 4, 3, 1, 2, 3]
AFTER = [4, 4, 3, 4, 5, 3, 2, 4]


def scored(
    wave: str, values: list[int], question: str = "q1", who: str = "person", level: str = "learning",
    course: str = COURSE, codes: list[str] | None = None, scale: tuple[int, int] = (1, 5),
) -> list[tuple[object, ...]]:  # fmt: skip
    """Scores of people P0, P1, … in one wave."""
    codes = codes or [f"P{i}" for i in range(len(values))]
    return [
        (course, code, wave, question, f"I can {question}", value, level, who, *scale)
        for code, value in zip(codes, values, strict=True)
    ]


def evaluations(*waves: list[tuple[object, ...]], **more: pd.DataFrame) -> Evaluations:
    """Evaluations of these scores, a form for each person and wave."""
    scores = frame_of_rows([row for rows in waves for row in rows], SCORE_COLUMNS)
    forms = scores[["course", "wave", "who", "person_code"]].drop_duplicates()
    return Evaluations(scores=scores, answered=forms, **more)


def change_of(*waves: list[tuple[object, ...]]) -> pd.DataFrame:
    return summarise_learning(evaluations(*waves), REACH)[0]["training_change"]


def shown(results: pd.DataFrame) -> dict[str, str]:
    return dict(zip(results["result_id"], results["shown"], strict=True))


def test_a_change_is_the_exact_test_of_each_persons_scores() -> None:
    frames, results = summarise_learning(evaluations(scored("before", BEFORE), scored("after", AFTER)), REACH)
    row = frames["training_change"].iloc[0]
    assert (row["pairs"], row["rose"], row["same"], row["fell"]) == (8, 6, 2, 0)
    assert row["change"] == hodges_lehmann(AFTER, BEFORE).estimate
    assert row["pvalue"] == wilcoxon_signed_rank(AFTER, BEFORE).pvalue
    assert (row["g"], row["g_lower"], row["g_upper"]) == hedges_g_av(AFTER, BEFORE)[:3]
    assert "higher than before it on a scale from 1 to 5" in row["sentence"] and "chance alone" in row["sentence"]
    assert "significant" not in row["sentence"]
    assert shown(results) == {"train.naming_neglect.change": "6 of 8 practitioners"}
    assert results["line"].tolist() == ["L1"]


@pytest.mark.parametrize(("pairs", "tested"), [(5, False), (6, True)])
def test_five_pairs_cannot_be_tested(pairs: int, tested: bool) -> None:
    row = change_of(scored("before", [1] * pairs), scored("after", [3] * pairs)).iloc[0]
    assert row["pairs"] == pairs
    assert ("cannot be tested" in row["sentence"]) is not tested
    for name in ("change", "lower", "pvalue", "adjusted", "g"):
        assert name == "g" or pd.isna(row[name]) is not tested
    assert not any(character.isdigit() for character in row["sentence"]) or tested


def test_six_pairs_of_which_few_changed_have_a_size_and_no_test() -> None:
    row = change_of(scored("before", [3] * 8), scored("after", [3, 3, 3, 3, 3, 4, 4, 4])).iloc[0]
    assert math.isnan(row["pvalue"]) and not math.isnan(row["change"])
    assert "too few people's scores changed" in row["sentence"].lower()


def test_no_sentence_counts_people() -> None:
    change = change_of(scored("before", BEFORE + [2] * 9), scored("after", AFTER))
    assert not any("17" in sentence or " 8 " in sentence or " 9 " in sentence for sentence in change["sentence"])


def test_people_are_paired_by_code_whatever_their_order_and_others_are_not() -> None:
    codes = [f"P{i}" for i in reversed(range(8))]
    row = change_of(scored("before", BEFORE), scored("after", AFTER[::-1], codes=codes)).iloc[0]
    assert row["change"] == hodges_lehmann(AFTER, BEFORE).estimate
    others = change_of(scored("before", BEFORE), scored("after", AFTER, codes=[f"Q{i}" for i in range(8)])).iloc[0]
    assert others["pairs"] == 0 and "could be put together" in others["sentence"]
    without = change_of(scored("before", BEFORE, codes=[""] * 8), scored("after", AFTER, codes=[""] * 8)).iloc[0]
    assert without["pairs"] == 0


def test_questions_answered_once_do_not_count_in_a_persons_mean() -> None:
    change = change_of(
        scored("before", [2] * 7), scored("before", [1] * 7, "q2"), scored("after", [4] * 7), scored("after", [5], "q2")
    )
    row = change[change["question"] == "all"].iloc[0]
    assert (row["pairs"], round(row["before"] * 7, 6)) == (7, 13.5)  # P0: the mean of 2 and 1; the others 2


def test_what_people_remember_of_before_is_never_pooled_with_what_they_said() -> None:
    said, remembered = scored("before", BEFORE), scored(REMEMBERED, [1] * 8)
    both = change_of(said, remembered, scored("after", AFTER))
    assert list(both["wave_from"]) == ["before", REMEMBERED]
    alone = change_of(said, scored("after", AFTER))
    compared = ["pairs", "before", "after", "change", "lower", "upper", "pvalue", "worst", "best"]
    pd.testing.assert_frame_equal(both.loc[[0], compared], alone[compared])
    assert "too big rather than too small" in both["sentence"][1]
    results = summarise_learning(evaluations(said, remembered, scored("after", AFTER)), REACH)[1]
    assert set(results["result_id"]) == {"train.naming_neglect.change", "train.naming_neglect.change_remembered"}


def test_three_months_later_and_what_faded_have_rows_of_their_own() -> None:
    waves = [scored("before", BEFORE), scored("after", AFTER), scored(LATER, BEFORE)]
    change = change_of(*waves)
    assert list(zip(change["wave_from"], change["wave_to"], strict=True)) == [
        ("before", "after"), ("before", LATER), ("after", LATER)
    ]  # fmt: skip
    assert "much the same as before it" in change["sentence"][1]
    assert "lower than at its end" in change["sentence"][2]
    assert "train.naming_neglect.change_three_months" in set(
        summarise_learning(evaluations(*waves), REACH)[1]["result_id"]
    )


def test_line_managers_stand_apart() -> None:
    waves = [
        scored(wave, values, "b1", who, "behaviour")
        for who in ("person", "line manager")
        for wave, values in (("before", BEFORE), (LATER, AFTER))
    ]
    frames, results = summarise_learning(evaluations(*waves), REACH)
    assert list(frames["training_change"]["who"]) == ["person", "line manager"]
    assert "line managers scored them" in frames["training_change"]["sentence"][1]
    assert list(results["result_id"]) == [
        "train.naming_neglect.behaviour",
        "train.naming_neglect.behaviour.line_manager",
    ]


def test_questions_with_other_scales_are_put_on_one_of_a_hundred_for_all_together() -> None:
    change = change_of(
        scored("before", [1] * 7), scored("after", [3] * 7),
        scored("before", [0] * 7, "q2", scale=(0, 10)), scored("after", [10] * 7, "q2", scale=(0, 10)),
    )  # fmt: skip
    every = change[change["question"] == "all"].iloc[0]
    assert (every["low"], every["high"], every["before"], every["after"]) == (0, 100, 0, 75)
    assert "75 higher than before it on a scale from 0 to 100" in every["sentence"]
    assert change[change["question"] == "q2"].iloc[0]["change"] == 10


def test_what_was_lost_since_the_end_does_not_weigh_on_what_was_learned() -> None:
    two = [scored("before", BEFORE), scored(LATER, AFTER)]
    three = change_of(*two, scored("after", [5, 3, 4, 5, 5, 4, 2, 5]))
    row = three[(three["wave_from"] == "before") & (three["wave_to"] == LATER)].iloc[0]
    since = three[three["wave_from"] == "before"]
    assert row["adjusted"] == adjust(since["pvalue"].to_numpy())[list(since.index).index(row.name)]


def test_all_comparisons_of_courses_are_adjusted_together_and_questions_apart() -> None:
    waves = [
        scored(wave, values, question, course=course)
        for course in ("A", "B")
        for question in ("q1", "q2")
        for wave, values in (("before", BEFORE), ("after", AFTER if course == "A" else BEFORE[::-1]))
    ]
    change = change_of(*waves)
    for together in (True, False):
        rows = change[(change["question"] == "all") == together]
        assert rows["adjusted"].tolist() == adjust(rows["pvalue"].to_numpy()).tolist()
    assert (change["question"] == "all").sum() == 2 and len(change) == 6


@given(
    st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=12),
    st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), max_size=8),
)
def test_whatever_those_who_left_would_have_said_the_mean_lies_within_the_bounds(
    stayed: list[tuple[int, int]], left: list[tuple[int, int]]
) -> None:
    one, two = zip(*stayed, strict=True)
    worst, best = bounds(one, two, [first for first, _ in left], 1, 5)
    truth = np.mean([second - first for first, second in [*stayed, *left]])
    assert worst - 1e-9 <= truth <= best + 1e-9
    if not left:
        assert worst == pytest.approx(best)


def test_the_bounds_are_of_everybody_who_answered_the_first_time() -> None:
    row = change_of(scored("before", [*BEFORE, 2, 4]), scored("after", AFTER)).iloc[0]
    kept = sum(AFTER) - sum(BEFORE)
    assert row["worst"] == pytest.approx((kept - 1 - 3) / 10) and row["best"] == pytest.approx((kept + 3 + 1) / 10)
    assert "cannot turn that round" in row["sentence"]
    many = change_of(scored("before", [*BEFORE, *[4] * 12]), scored("after", AFTER)).iloc[0]
    assert "the average change would be −" in many["sentence"]


def test_people_without_a_code_count_among_those_who_left() -> None:
    coded = scored("before", BEFORE)
    row = change_of(coded, scored("before", [4, 2], codes=["", ""]), scored("after", AFTER)).iloc[0]
    same = change_of(coded, scored("before", [4, 2], codes=["X", "Y"]), scored("after", AFTER)).iloc[0]
    assert (row["worst"], row["best"]) == pytest.approx((same["worst"], same["best"]))


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=6, max_size=20))
def test_a_change_turned_round_is_the_same_the_other_way(people: list[tuple[int, int]]) -> None:
    one, two = (list(values) for values in zip(*people, strict=True))
    there = measure_change(paired_scores(evaluations(scored("before", one), scored("after", two)).scores)).iloc[0]
    back = measure_change(paired_scores(evaluations(scored("before", two), scored("after", one)).scores)).iloc[0]
    assert there["change"] == -back["change"] and (there["rose"], there["fell"]) == (back["fell"], back["rose"])
    assert there["pvalue"] == back["pvalue"] or (math.isnan(there["pvalue"]) and math.isnan(back["pvalue"]))


def test_response_says_who_was_found_again_and_what_was_sent() -> None:
    sent = frame_of_rows([(COURSE, "before", "person", 12), (COURSE, LATER, "line manager", 5)], SENT_COLUMNS)
    frames, _ = summarise_learning(
        evaluations(scored("before", BEFORE), scored("after", AFTER[:5]), scored(LATER, [3], codes=["NEW"]), sent=sent),
        REACH,
    )
    rows = frames["training_response"].set_index(["who", "wave"])
    assert rows.loc[("person", "before"), ["sent", "answered", "paired", "unpaired"]].tolist() == [12, 8, 5, 3]
    assert rows.loc[("person", "after"), ["answered", "paired", "unpaired"]].tolist() == [5, 5, 0]
    assert pd.isna(rows.loc[("person", "after"), "sent"])
    assert rows.loc[("person", LATER), ["answered", "paired", "unpaired"]].tolist() == [1, 0, 1]
    assert rows.loc[("line manager", LATER), ["sent", "answered"]].tolist() == [5, 0]
    assert "too few" in rows.loc[("person", "after"), "sentence"]


def test_those_who_left_are_set_beside_those_who_stayed_in_words() -> None:
    stayed, left = [4] * 8, [1] * 8
    frames, _ = summarise_learning(evaluations(scored("before", stayed + left), scored("after", stayed)), REACH)
    sentence = frames["training_response"].set_index("wave").loc["after", "sentence"]
    assert sentence == "Those who did not answer again had begun lower than the others, by more than chance would do."


def test_reactions_are_counted_good_answers_first_and_never_compared() -> None:
    chosen = frame_of_rows(
        [(COURSE, "after", "pace", "The pace", answer, answer == "right", f"P{i}")
         for i, answer in enumerate(["too fast", "right", "right"])], CHOSEN_COLUMNS
    )  # fmt: skip
    useful = scored("after", [5, 5, 2], "use", level="reaction")
    frames, _ = summarise_learning(evaluations(useful, chosen=chosen), REACH)
    rows = frames["training_reaction"]
    told = [tuple(row) for row in rows[["question", "answer", "n", "of"]].to_numpy()]
    assert told[:2] == [("pace", "right", 2, 3), ("pace", "too fast", 1, 3)]
    assert told[2:4] == [("use", "scored 5 (best)", 2, 3), ("use", "scored 4", 0, 3)] and len(told) == 7
    assert frames["training_change"].empty


def test_behaviour_asked_once_is_counted_and_says_who_answered_when() -> None:
    once = scored(LATER, [4, 5], "b1", "line manager", "behaviour")
    rows = summarise_learning(evaluations(once), REACH)[0]["training_reaction"]
    assert set(rows["label"]) == {"I can b1 (three months later, line managers)"} and rows["n"].sum() == 2


def test_inputs_stay_as_they_were_and_nothing_makes_nothing() -> None:
    given_ = evaluations(scored("before", BEFORE), scored("after", AFTER))
    before = given_.scores.copy()
    summarise_learning(given_, REACH)
    pd.testing.assert_frame_equal(given_.scores, before)
    frames, results = summarise_learning(Evaluations(), pd.DataFrame())
    assert all(frame.empty for frame in frames.values()) and results.empty
    assert list(Evaluations().answered.columns) == list(ANSWERED_COLUMNS)


@pytest.mark.parametrize(("moved", "way"), [(1, "higher than lower"), (-1, "lower than higher")])
def test_a_small_shift_of_many_is_not_called_chance_and_the_same_in_one_breath(moved: int, way: str) -> None:
    first = [3] * 40
    row = change_of(scored("before", first), scored("after", [3 + moved] * 10 + [3] * 30)).iloc[0]
    assert row["change"] == 0 and row["pvalue"] < 0.05
    assert f"More people went {way}, by more than chance would do, and on the whole by very little" in row["sentence"]
    assert "chance alone would give" not in row["sentence"]
