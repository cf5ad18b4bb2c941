"""Training: reach, paired scores, and what cannot be tested."""

from __future__ import annotations

import pandas as pd
import pytest

from scrutiny_lib.lenses.training import summarise_training
from scrutiny_lib.stats.change import hodges_lehmann, wilcoxon_signed_rank

REACH = pd.DataFrame(
    [
        ("Naming neglect", None, 30, 29, 26, "L1"),
        ("Naming neglect", None, 20, 15, 14, "L1"),
        ("Babies", None, 10, 12, 9, ""),
    ],
    columns=["course", "date", "places", "booked", "attended", "line"],
)
BEFORE = [2, 3, 2, 4, 3, 1, 2, 3]
AFTER = [4, 4, 3, 4, 5, 3, 2, 4]


def evaluations(before: list[int], after: list[int], wave: str = "after") -> pd.DataFrame:
    rows = [("Naming neglect", f"P{i}", "before", "q1", score) for i, score in enumerate(before)]
    rows += [("Naming neglect", f"P{i}", wave, "q1", score) for i, score in enumerate(after)]
    return pd.DataFrame(rows, columns=["course", "person_code", "wave", "question", "score"])


def test_reach_is_attended_of_booked_of_places() -> None:
    made, change, results = summarise_training(REACH, evaluations([], []))
    assert made.set_index("course").loc["Naming neglect", ["places", "booked", "attended"]].tolist() == [
        50,
        44,
        40,
    ]
    shown = dict(zip(results["result_id"], results["shown"], strict=True))
    assert shown["train.naming_neglect.booked"] == "44 of 50 places"
    assert shown["train.naming_neglect.attended"] == "40 of 44 places"
    assert "train.babies.booked" not in shown  # more booked than there were places: no share of places
    assert change.empty


def test_change_is_the_exact_test_of_each_persons_scores() -> None:
    _, change, results = summarise_training(REACH, evaluations(BEFORE, AFTER))
    row = change.iloc[0]
    assert row["pairs"] == 8
    assert row["change"] == pytest.approx(hodges_lehmann(AFTER, BEFORE).estimate)
    assert row["pvalue"] == pytest.approx(wilcoxon_signed_rank(AFTER, BEFORE).pvalue)
    assert "higher on a scale from 1 to 5" in row["sentence"] and "chance alone" in row["sentence"]
    assert "significant" not in row["sentence"]
    shown = dict(zip(results["result_id"], results["shown"], strict=True))
    assert shown["train.naming_neglect.change"] == "6 of 8 practitioners"


@pytest.mark.parametrize(("pairs", "tested"), [(5, False), (6, True)])
def test_five_pairs_cannot_be_tested(pairs: int, tested: bool) -> None:
    row = summarise_training(REACH, evaluations(BEFORE[:pairs], AFTER[:pairs]))[1].iloc[0]
    assert ("cannot be tested" in row["sentence"]) is not tested
    assert pd.isna(row["pvalue"]) is not tested
    assert not any(character.isdigit() for character in row["sentence"]) or tested


def test_people_who_answered_once_are_not_pairs() -> None:
    answers = evaluations(BEFORE, AFTER[:6])
    assert summarise_training(REACH, answers)[1].iloc[0]["pairs"] == 6


def test_questions_answered_once_do_not_count() -> None:
    answers = evaluations([2], [4])
    more = pd.DataFrame([("Naming neglect", "P0", "before", "q2", 1)], columns=answers.columns)
    row = summarise_training(REACH, pd.concat([answers, more]))[1].iloc[0]
    assert (row["before"], row["after"]) == (2, 4)


def test_three_months_later_is_a_row_of_its_own() -> None:
    both = pd.concat([evaluations(BEFORE, AFTER), evaluations([], AFTER, "three months")])
    change, results = summarise_training(REACH, both)[1:]
    assert list(change["course"]) == ["Naming neglect", "Naming neglect, three months later"]
    assert "train.naming_neglect.change_three_months" in set(results["result_id"])


def test_a_few_changed_scores_among_many_are_not_tested() -> None:
    row = summarise_training(REACH, evaluations(BEFORE, [*BEFORE[:-2], 4, 4]))[1].iloc[0]
    assert "to tell that from chance" in row["sentence"]


def test_the_same_scores_are_said_plainly() -> None:
    row = summarise_training(REACH, evaluations(BEFORE, BEFORE))[1].iloc[0]
    assert "the same scores before and after" in row["sentence"]
