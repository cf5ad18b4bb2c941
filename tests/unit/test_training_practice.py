"""Answers about the work of trained teams beside those about others: an association, never more."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny_lib.intake.template import Template
from scrutiny_lib.lenses.training_practice import ASSOCIATION, sides, summarise_practice
from scrutiny_lib.stats.change import adjust
from scrutiny_lib.stats.exact import freeman_halton
from scrutiny_lib.stats.intervals import difference

TRAINED_ON, AS_AT = date(2025, 1, 22), date(2025, 4, 1)
QUESTION = {
    "scope": "child", "role": "", "kind": "one of", "answers": ["yes", "partly", "no"], "good": ["yes"], "ask": "Heard?"
}  # fmt: skip


def template(*questions: dict[str, Any]) -> Template:
    return cast(Template, SimpleNamespace(questions=pd.DataFrame([{**QUESTION, **question} for question in questions])))


def teams(*rows: tuple[str, date | None]) -> pd.DataFrame:
    return pd.DataFrame([(*row, "") for row in rows], columns=["team", "trained_on", "course"], dtype="object")


FOUR = teams(("A", TRAINED_ON), ("B", TRAINED_ON), ("C", None), ("D", None))


def cases(trained: str, other: str, question: str = "q1") -> tuple[pd.DataFrame, dict[str, str]]:
    """Answers as letters (y, p, n; - not applicable): cases of teams A and B in turn, then of C and D."""
    words = {"y": "yes", "p": "partly", "n": "no", "-": "not applicable"}
    rows, team_of = [], {}
    for group, names in ((trained, "AB"), (other, "CD")):
        for at, letter in enumerate(group):
            case_id = f"{names}{at}"
            rows.append((case_id, question, words[letter]))
            team_of[case_id] = names[at % 2]
    return pd.DataFrame(rows, columns=["case_id", "question", "answer"]), team_of


def test_good_answers_on_both_sides_with_an_exact_test() -> None:
    answers, team_of = cases("yyyyyyyypn-", "ypnnnnnnnn")
    row = summarise_practice(answers, FOUR, team_of, template({"id": "q1"}), AS_AT).iloc[0]
    assert row[["trained_n", "trained_of", "other_n", "other_of"]].tolist() == [8, 10, 1, 10]
    gap = difference(8, 10, 1, 10)
    assert row[["difference", "lower", "upper"]].tolist() == pytest.approx([100 * value for value in gap[:3]])
    assert row["pvalue"] == row["adjusted"] == pytest.approx(freeman_halton([8, 1], [10, 10]).pvalue)
    assert "more often" in row["sentence"] and row["sentence"].endswith(ASSOCIATION)
    assert "significant" not in row["sentence"] and not any(letter.isdigit() for letter in row["sentence"])


def test_many_questions_at_once_are_adjusted() -> None:
    answers, team_of = cases("yyyyyyyyyy", "yynnnnnnnn")
    more, _ = cases("yyyyyyyyyy", "yyyynnnnnn", "q2")
    few, _ = cases("y", "n", "q3")
    made = summarise_practice(
        pd.concat([answers, more, few]), FOUR, team_of, template(*({"id": f"q{at}"} for at in (1, 2, 3))), AS_AT
    )
    assert list(made["adjusted"][:2]) == pytest.approx(adjust(list(made["pvalue"][:2])).tolist())
    assert pd.isna(made["pvalue"][2]) and "could never tell" in made["sentence"][2]
    assert "no larger than chance" not in made["sentence"][0]


def test_a_difference_that_chance_makes_is_said_so() -> None:
    answers, team_of = cases("yyyyyynnnn", "yyyyynnnnn")
    row = summarise_practice(answers, FOUR, team_of, template({"id": "q1"}), AS_AT).iloc[0]
    assert "no larger than chance alone" in row["sentence"]


def test_one_among_many_questions_is_said_to_be_one_among_many() -> None:
    made = [
        cases("yyyyyyyynn", "yyynnnnnnn", "q1"),
        *(cases("yyyyyynnnn", "yyyyynnnnn", f"q{at}") for at in range(2, 8)),
    ]
    answers, questions = pd.concat([one for one, _ in made]), [{"id": f"q{at}"} for at in range(1, 8)]
    first = summarise_practice(answers, FOUR, made[0][1], template(*questions), AS_AT).iloc[0]
    assert first["lower"] > 0 and first["adjusted"] > 0.05
    assert first["sentence"].startswith("Alone it would stand out; of so many questions")


def test_only_practice_after_the_training_counts_as_trained() -> None:
    team_of = {"1": "A", "2": "A", "3": "A", "4": "C", "5": "Z", "6": ""}
    practised = {"1": date(2025, 1, 23), "2": date(2025, 1, 22), "3": date(2024, 6, 1)}
    assert sides(FOUR, team_of, AS_AT, practised) == {"1": True, "2": False, "3": False, "4": False}


def test_where_the_day_is_not_known_a_team_trained_meanwhile_is_left_out() -> None:
    assert sides(FOUR, {"1": "A", "4": "C"}, TRAINED_ON, {}) == {"4": False}
    assert sides(FOUR, {"1": "A", "4": "C"}, AS_AT, {}) == {"1": True, "4": False}


def test_a_team_trained_twice_counts_from_the_first_time() -> None:
    twice = teams(("A", date(2025, 3, 1)), ("A", TRAINED_ON), ("A", None))
    assert sides(twice, {"1": "a"}, date(2025, 2, 1), {}) == {"1": True}


def test_one_team_on_a_side_is_not_tested() -> None:
    answers, team_of = cases("yyyyyyyyyy", "nnnnnnnnnn")
    one = {case_id: "A" if team in "AB" else team for case_id, team in team_of.items()}
    row = summarise_practice(answers, FOUR, one, template({"id": "q1"}), AS_AT).iloc[0]
    assert pd.isna(row["pvalue"]) and "single team" in row["sentence"] and row["difference"] == 100


@pytest.mark.parametrize("other", [{"scope": "agency"}, {"role": "level agreed"}, {"kind": "number"}, {"good": []}])
def test_other_questions_are_left_out(other: dict[str, Any]) -> None:
    answers, team_of = cases("yy", "nn")
    assert summarise_practice(answers, FOUR, team_of, template({"id": "q1", **other}), AS_AT).empty


def test_without_cases_on_a_side_there_is_nothing_to_compare() -> None:
    answers, team_of = cases("yyy", "")
    assert summarise_practice(answers, FOUR, team_of, template({"id": "q1"}), AS_AT).empty
    assert summarise_practice(answers, FOUR[:0], team_of, template({"id": "q1"}), AS_AT).empty


letters = st.text("ypn-", min_size=1, max_size=20)


@given(letters, letters)
def test_the_two_sides_change_places_with_the_teams(first: str, second: str) -> None:
    one = summarise_practice(*_with(first, second, FOUR))
    two = summarise_practice(*_with(second, first, FOUR))
    assert len(one) == len(two)
    if len(one):
        assert one["difference"][0] == pytest.approx(-two["difference"][0])
        assert one["lower"][0] == pytest.approx(-two["upper"][0])
        assert one["lower"][0] <= one["difference"][0] <= one["upper"][0]


def _with(trained: str, other: str, which: pd.DataFrame) -> tuple[Any, ...]:
    answers, team_of = cases(trained, other)
    return answers, which, team_of, template({"id": "q1"}), AS_AT
