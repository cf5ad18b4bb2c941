"""Questions of every kind, counted in tables small enough to count by eye; no number or date of one child leaves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from scrutiny_lib.intake.template import Template, read_template
from scrutiny_lib.lenses.measures import LEAST_FOR_MEDIAN, MEASURED, question_rows
from scrutiny_lib.lenses.practice import summarise_practice, words_given
from scrutiny_lib.lenses.results import Design, results_table
from tests.kinds_room import read_kinds

SEVERAL = "school or college; GP"


@pytest.fixture
def template(tmp_path: Path) -> Template:
    return read_kinds(tmp_path)


def design(n: int, kind: str = "close look") -> Design:
    children = [f"C{number}" for number in range(n)]
    strata = pd.DataFrame({"stratum": ["all"], "size": [4 * n], "drawn": [n]})
    return Design(kind, strata, pd.Series("all", index=children), 4 * n)


def counted(
    template: Template, question: str, answers: list[str | None], kind: str = "close look", **more: Any
) -> pd.DataFrame:
    """The results of one question about the child, from its agreed answers."""
    cases = [f"C{number}" for number in range(len(answers))]
    agreed = pd.DataFrame({"case_id": cases, "question": question, "answer": answers}).dropna()
    returns = pd.DataFrame({name: [] for name in ("case_id", "agency", "question", "answer")}, dtype=str)
    asked = list(template.agencies)
    results = summarise_practice(returns, agreed, template, design(len(answers), kind), asked, **more)
    mine = results["result_id"].str.startswith(f"{question}.")
    return results[mine].set_index("result_id")


def test_several_of_counts_each_option_of_those_who_answered(template: Template) -> None:
    rows = counted(template, "k2", [SEVERAL, "GP", "none of these", "not applicable", "not known to us", None])
    assert rows["shown"].to_dict() == {
        "k2.school_or_college": "1 of 3 children",
        "k2.gp": "2 of 3 children",
        "k2.health_visitor": "none of 3 children",
        "k2.none": "1 of 3 children",
        "k2.not_applicable": "1 of 6 children",
        "k2.not_known_to_us": "1 of 6 children",
    }
    assert rows["good"].isna().all() and "overlap" in rows.at["k2.gp", "method"]
    assert rows.at["k2.gp", "question"] == "k2.gp" and rows.at["k2.gp", "answer"] == "GP"


def test_an_option_has_an_interval_where_the_sample_was_drawn(template: Template) -> None:
    rows = counted(template, "k2", ["GP"] * 10 + [SEVERAL] * 10 + ["none of these"] * 5, "simple random")
    assert rows.at["k2.gp", "n"] == 20 and rows.at["k2.gp", "lower"] < 80 < rows.at["k2.gp", "upper"]


def test_options_are_counted_by_who_the_children_are_and_numbers_are_not(template: Template) -> None:
    sample = pd.DataFrame({"case_id": ["C0", "C1"], "sex": ["girl", "boy"]})
    assert counted(template, "k2", [SEVERAL, "GP"], sample=sample).at["k2.gp@sex=girl", "shown"] == "1 of 1 child"
    assert not any("@" in name for name in counted(template, "k3", ["3", "4"], sample=sample).index)


def test_a_number_is_told_by_its_middle_half_and_never_by_its_ends(template: Template) -> None:
    rows = counted(template, "k3", ["1", "10", "12", "20", "300", "not applicable", None])
    assert rows["shown"].to_dict() == {
        "k3.median": "12 days",
        "k3.lower_quarter": "10 days",
        "k3.upper_quarter": "20 days",
        "k3.given": "5 of 7 children",
        "k3.not_applicable": "1 of 7 children",
        "k3.not_known_to_us": "none of 7 children",
    }
    measured = rows[rows["answer"].isin(MEASURED)]
    assert len(measured) == 3 and measured["percent"].isna().all() and set(measured["n"]) == {5}
    assert "no judgement is agreed yet" in rows.at["k3.median", "method"]
    assert not any(sign.isdigit() for method in rows["method"] for sign in method)
    assert not any(text in " ".join(rows["shown"]) for text in ("300", " 1 day"))


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        (["1", "10", "12", "20"], "[x]"),
        ([None, None], "[x]"),
        (["not applicable", "not applicable"], "[z]"),
        (["not applicable", None], "[z]"),
        (["1", "1", "1", "1", "1"], "1 day"),
        (["0", "0", "0.5", "1", "1"], "0.5 days"),
    ],
)
def test_too_few_nobody_and_no_answer_are_kept_apart(
    template: Template, answers: list[str | None], shown: str
) -> None:
    assert counted(template, "k3", answers).at["k3.median", "shown"] == shown
    assert LEAST_FOR_MEDIAN == 5


def test_of_dates_and_words_only_that_they_were_given_is_counted(template: Template) -> None:
    rows = counted(template, "k4", ["2025-07-03", "2025-07-04", "not applicable", None])
    assert list(rows["shown"]) == ["2 of 4 children", "1 of 4 children", "none of 4 children"]
    rows = counted(template, "k5", ["A neighbour.", "not known to us"])
    assert list(rows["shown"]) == ["1 of 2 children", "none of 2 children", "1 of 2 children"]
    assert "neighbour" not in rows.to_csv() and counted(template, "k4", [None]).at["k4.given", "shown"] == "[x]"


def test_words_about_a_child_need_not_be_agreed_to_be_given(template: Template) -> None:
    returns = pd.DataFrame(
        [("C0", "police", "k5", "not known to us"), ("C0", "school", "k5", "Warm meals."),
         ("C1", "police", "k5", "not known to us"), ("C1", "school", "k5", "not applicable")],
        columns=["case_id", "agency", "question", "answer"],
    )  # fmt: skip
    agreed = pd.Series(["", None, None], index=["C0", "C1", "C2"], dtype=object)
    given = words_given(returns, agreed, "k5")
    assert given.tolist()[:2] == ["Warm meals.", "not applicable"] and pd.isna(given["C2"])


def test_facts_of_agencies_are_counted_over_their_answers(template: Template) -> None:
    returns = pd.DataFrame(
        [("", "police", "k7", "a lead; a policy"), ("", "school", "k7", "none of these"),
         *((f"C{place}", "police", "k6", hours) for place, hours in enumerate(["1", "1.5", "2", "4", "8"]))],
        columns=["case_id", "agency", "question", "answer"],
    )  # fmt: skip
    agreed = pd.DataFrame({"case_id": [], "question": [], "answer": []}, dtype=str)
    results = summarise_practice(returns, agreed, template, design(6), list(template.agencies)).set_index("result_id")
    assert results.at["k7.a_lead", "shown"] == "1 of 2 agencies" and results.at["k7.none", "shown"] == "1 of 2 agencies"
    assert results.at["k6.median", "shown"] == "2 hours" and results.at["k6.median", "of"] == 6
    assert "have not come back" in results.at["k7.a_lead", "method"]


def test_several_good_answers_have_their_share_together(template: Template) -> None:
    answers: list[str | None] = [*["outstanding"] * 6, *["good"] * 9, *["inadequate"] * 10, "not applicable"]
    rows = counted(template, "k1", answers, "simple random")
    together = rows.loc["k1.all_good"]
    assert (together["shown"], together["answer"]) == ("15 of 25 children", "outstanding or good")
    assert together["lower"] < 60 < together["upper"] and together["question"] == "k1.all_good"
    assert pd.isna(together["good"]) and rows.at["k1.good", "good"] and rows.at["k1.good", "n"] == 9
    own = rows[rows["question"] == "k1"]
    assert own.loc[own["good"].notna(), "n"].sum() == 25, "nothing is counted twice under the question itself"


def test_one_good_answer_is_its_own_share() -> None:
    question = {
        "id": "q", "scope": "child", "lens": "practice", "line": "L1", "ask": "?", "answers": ["yes", "no"],
        "good": ["yes"],
    }  # fmt: skip
    rows = results_table(question_rows(question, pd.Series(["yes", "no"]), unit="children", method="Counted."))
    assert list(rows["result_id"]) == ["q.yes", "q.no", "q.not_applicable", "q.not_known_to_us"]


@pytest.mark.parametrize(("scale", "good"), [("score_0_3", "2 or 3"), ("never_to_always", "often or always")])
def test_the_direction_of_a_scale_comes_from_data(tmp_path: Path, scale: str, good: str) -> None:
    read_kinds(tmp_path)
    path = tmp_path / "kinds.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"ofsted"', f'"{scale}"'), encoding="utf-8")
    template, _ = read_template(path)
    assert template is not None
    answers = list(template.questions["answers"][0])
    rows = counted(template, "k1", [answers[-1], answers[0]])
    assert rows.at["k1.all_good", "answer"] == good and rows.at["k1.all_good", "shown"] == "1 of 2 children"
