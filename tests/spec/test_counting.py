"""How answers are counted, in tables small enough to count by eye. Read it as the manual.

Two children, A and B, and three agencies. ``seen`` is a question about the child: one agreed judgement each.
``asked`` is a question each agency answers for itself. Every test says what goes in and what is counted.
"""

from __future__ import annotations

import pandas as pd

from scrutiny_lib.intake.template import QUESTION_COLUMNS, Template
from scrutiny_lib.lenses.practice import summarise_practice
from scrutiny_lib.lenses.results import Design

AGENCIES = ["police", "school", "health"]


def question(name: str, scope: str, answers: str = "yes|partly|no") -> dict[str, object]:
    return {
        "id": name,
        "scope": scope,
        "lens": "practice",
        "line": "L1",
        "ask": f"{name}?",
        "answers": answers.split("|"),
        "good": ["yes"],
        "agencies": AGENCIES,
        "help": "",
        "chain": "",
        "role": "",
        "ordered": True,
        "asked": "each child",
    }


QUESTIONS = pd.DataFrame(
    [question("seen", "child"), question("asked", "agency", "yes|no")], columns=list(QUESTION_COLUMNS)
)
TEMPLATE = Template("tiny", "1", "Tiny", "To be counted by eye.", tuple(AGENCIES), QUESTIONS)


def table(text: str) -> pd.DataFrame:
    """A table written with bars, one row a line, a blank cell for nothing."""
    header, *rows = ([cell.strip() for cell in line.split("|")] for line in text.strip().splitlines())
    return pd.DataFrame(rows, columns=header, dtype="str")


def close_look(*children: str) -> Design:
    strata = pd.DataFrame({"stratum": ["all"], "size": [100], "drawn": [len(children)]})
    return Design("close look", strata, pd.Series("all", index=list(children)), 100)


NO_RETURNS = table("case_id | agency | question | answer")
NO_AGREED = table("case_id | question | answer")


def counted(agreed: pd.DataFrame, returns: pd.DataFrame, *children: str) -> dict[str, str]:
    results = summarise_practice(returns, agreed, TEMPLATE, close_look(*children), AGENCIES)
    return dict(zip(results["result_id"], results["shown"], strict=True))


def test_a_question_about_the_child_is_counted_over_children() -> None:
    agreed = table("""
        case_id | question | answer
        A       | seen     | yes
        B       | seen     | no
    """)
    shown = counted(agreed, NO_RETURNS, "A", "B")
    assert shown["seen.yes"] == "1 of 2 children"
    assert shown["seen.partly"] == "none of 2 children"
    assert shown["seen.no"] == "1 of 2 children"


def test_eight_returns_on_three_children_never_print_as_five_of_eight() -> None:
    returns = table("""
        case_id | agency | question | answer
        A       | police | seen     | yes
        A       | school | seen     | yes
        A       | health | seen     | yes
        B       | police | seen     | yes
        B       | school | seen     | no
        B       | health | seen     | yes
        C       | police | seen     | no
        C       | school | seen     | no
    """)
    agreed = table("""
        case_id | question | answer
        A       | seen     | yes
        B       | seen     | partly
        C       | seen     | no
    """)
    shown = counted(agreed, returns, "A", "B", "C")
    assert {shown[f"seen.{answer}"] for answer in ("yes", "partly", "no")} == {"1 of 3 children"}
    assert not any("8" in text for text in shown.values())


def test_not_applicable_and_not_known_are_answers_and_move_the_base() -> None:
    agreed = table("""
        case_id | question | answer
        A       | seen     | yes
        B       | seen     | no
        C       | seen     | not applicable
        D       | seen     | not known to us
    """)
    shown = counted(agreed, NO_RETURNS, "A", "B", "C", "D")
    assert shown["seen.yes"] == "1 of 2 children"
    assert shown["seen.not_applicable"] == "1 of 4 children"
    assert shown["seen.not_known_to_us"] == "1 of 4 children"


def test_a_child_not_yet_agreed_is_not_counted_and_the_method_says_so_without_a_number() -> None:
    agreed = table("""
        case_id | question | answer
        A       | seen     | yes
        B       | seen     |
    """)
    results = summarise_practice(NO_RETURNS, agreed, TEMPLATE, close_look("A", "B"), AGENCIES)
    row = results.set_index("result_id").loc["seen.yes"]
    assert row["shown"] == "1 of 1 child"
    assert "no judgement is agreed yet" in row["method"]
    assert not any(character.isdigit() for character in row["method"])


def test_a_question_for_agencies_is_counted_over_their_answers_and_both_may_be_true() -> None:
    returns = table("""
        case_id | agency | question | answer
        A       | police | asked    | yes
        A       | school | asked    | no
        A       | health | asked    | not applicable
        B       | police | asked    | yes
        B       | school | known    | no
        B       | health | asked    | yes
    """)
    shown = counted(NO_AGREED, returns, "A", "B")
    assert shown["asked.yes"] == "3 of 4 agencies' answers"
    assert shown["asked.no"] == "1 of 4 agencies' answers"
    assert shown["asked.not_applicable"] == "1 of 6 agencies' answers"
    assert shown["asked.not_known_to_us"] == "1 of 6 agencies' answers"


def test_nobody_it_applied_to_is_not_zero() -> None:
    agreed = table("""
        case_id | question | answer
        A       | seen     | not applicable
        B       | seen     | not applicable
    """)
    results = summarise_practice(NO_RETURNS, agreed, TEMPLATE, close_look("A", "B"), AGENCIES)
    row = results.set_index("result_id").loc["seen.yes"]
    assert (row["n"], row["of"], row["shown"]) == (0, 0, "[z]")
    assert pd.isna(row["percent"])


def test_children_outside_the_sample_are_not_counted() -> None:
    agreed = table("""
        case_id | question | answer
        A       | seen     | yes
        Z       | seen     | no
    """)
    assert counted(agreed, NO_RETURNS, "A", "B")["seen.no"] == "none of 1 child"


def test_a_close_look_says_what_happened_and_not_how_often() -> None:
    agreed = pd.DataFrame({"case_id": [f"C{i}" for i in range(30)], "question": "seen", "answer": "yes"})
    results = summarise_practice(NO_RETURNS, agreed, TEMPLATE, close_look(*agreed["case_id"]), AGENCIES)
    row = results.set_index("result_id").loc["seen.yes"]
    assert row["shown"] == "all 30 children"
    assert pd.isna(row["lower"]) and pd.isna(row["upper"])
    assert "not how often it happens" in row["method"]


def test_attributes_are_counted_apart() -> None:
    agreed = table("""
        case_id | question | answer
        A       | seen     | yes
        B       | seen     | no
        C       | seen     | no
    """)
    sample = table("""
        case_id | age_band | sex
        A       | 0-4      | female
        B       | 11-15    | female
        C       | 11-15    |
    """)
    results = summarise_practice(NO_RETURNS, agreed, TEMPLATE, close_look("A", "B", "C"), AGENCIES, sample)
    rows = results.set_index("result_id")
    assert rows.at["seen.no@age_band=11-15", "shown"] == "all 2 children"
    assert rows.at["seen.no@age_band=11-15", "group"] == "age_band=11-15"
    assert rows.at["seen.no@sex=not_known", "shown"] == "1 of 1 child"
    assert rows.at["seen.no@age_band=11-15", "kind"] == "attributes"
    assert rows.at["seen.no", "kind"] == "answers"
