"""How far what a child says gets, and where it stops."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny_lib.intake.template import Template
from scrutiny_lib.lenses.voice_chain import follow_chain
from scrutiny_lib.terms import CHAIN
from tests.unit.voice_fixture import NO_AGREED, NO_RETURNS, shown, summarised, template

ANSWERS = ("yes", "partly", "no", "not applicable", "not known to us", "")
AGENCIES = {"police": "Police", "school": "School", "health": "Health"}


def answers_of(given: dict[str, list[str]], **more: str) -> pd.DataFrame:
    rows = [(case, f"q{at}", answer) for case, list_of in given.items() for at, answer in enumerate(list_of)]
    return pd.DataFrame(rows, columns=["case_id", "question", "answer"]).assign(**more)


def test_the_chain_counts_children_it_applied_to() -> None:
    agreed = answers_of(
        {
            "A": ["yes"] * 5,
            "B": ["yes", "yes", "partly", "no", "no"],
            "C": ["yes", "no", "not applicable", "no", "no"],
        }
    )
    frames, results = summarised(agreed=agreed)
    said = shown(results)
    assert said["chain.sought"] == "all 3 children"
    assert said["chain.recorded"] == "2 of 3 children"
    assert said["chain.understood"] == "1 of 2 children"
    assert said["chain.acted_on"] == "1 of 3 children"
    assert said["chain.told"] == "1 of 3 children"
    assert said["chain.whole"] == "1 of 2 children"
    assert frames["chain_steps"]["breaks_here"].tolist() == [0, 1, 1, 0, 0]


CASE = st.lists(st.sampled_from(ANSWERS), min_size=5, max_size=5)


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.sampled_from("ABCDEF"), CASE))
def test_every_case_breaks_at_one_step_or_at_none(given: dict[str, list[str]]) -> None:
    steps, _ = follow_chain(answers_of(given), NO_RETURNS, template(), list("ABCDEF"), "children", {})
    applies = [[answer for answer in answers if answer in ("yes", "partly", "no")] for answers in given.values()]
    broken = sum(any(answer != "yes" for answer in answers) for answers in applies)
    assert steps["breaks_here"].sum() == broken
    assert (steps["breaks_here"] <= steps["of"] - steps["n"]).all()
    assert steps["of"].sum() == sum(map(len, applies))


def test_two_questions_of_one_step_must_both_be_good() -> None:
    twice = template(("sought", "sought", "told"))
    agreed = answers_of({"A": ["yes", "yes", "yes"], "B": ["yes", "no", "yes"], "C": ["yes", "not applicable", "no"]})
    steps, _ = follow_chain(agreed, NO_RETURNS, twice, ["A", "B", "C"], "children", {})
    assert steps[["step", "n", "of", "breaks_here"]].to_numpy().tolist() == [["sought", 2, 3, 1], ["told", 2, 3, 1]]


def test_an_agency_has_rows_only_for_what_it_was_asked_and_answered() -> None:
    questions = template().questions.copy()
    questions.at[4, "agencies"] = ["school"]
    asked = Template("t", "1", "T", "", ("police", "school", "health"), questions)
    returns = pd.concat(
        [
            answers_of({"A": ["yes", "no", "yes", "yes", "yes"]}, agency="police"),
            answers_of({"A": ["not known to us"] * 5, "B": ["yes"] * 5}, agency="school"),
            answers_of({"A": ["yes"] * 5}, agency="health"),
        ]
    )
    steps, _ = follow_chain(NO_AGREED, returns, asked, ["A", "B"], "children", AGENCIES)
    police, school = (steps[steps["whom"] == name] for name in ("Police", "School"))
    assert police["step"].tolist() == list(CHAIN[:4])
    assert police["breaks_here"].tolist() == [0, 1, 0, 0]
    assert school["of"].tolist() == [1] * 5  # B; A is not known to the school
    assert "Health" not in set(steps["whom"])  # nobody asked health about the chain


def test_a_template_without_a_chain_gives_none() -> None:
    steps, rows = follow_chain(NO_AGREED, NO_RETURNS, template(()), ["A"], "children", AGENCIES)
    assert steps.empty
    assert rows == []


def test_a_case_nobody_looked_at_is_not_in_the_chain() -> None:
    steps, _ = follow_chain(answers_of({"Z": ["yes"] * 5}), NO_RETURNS, template(), ["A"], "children", {})
    assert steps["of"].tolist() == [0] * 5
