"""What each kind of question takes as an answer: nothing is guessed, and a cell holds one answer."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny_lib.intake.answer_kinds import (
    BETWEEN,
    NONE_OF_THESE,
    Part,
    Takes,
    kind_of,
    number_in,
    number_words,
    option_id,
)
from scrutiny_lib.intake.scales import read_scales
from scrutiny_lib.intake.template import packaged_folder, read_template
from tests.kinds_room import TOML, read_kinds

OPTIONS = ("school", "GP", "health visitor")
SEVERAL = Takes.of({"kind": "several of", "answers": list(OPTIONS)})
RATING = Takes.of({"kind": "one of", "answers": ["outstanding", "good", "requires improvement to be good"]})
SCORE = Takes.of({"kind": "one of", "answers": ["0", "1", "2", "3"]})
DAY = Takes.of({"kind": "date", "answers": []})


def number(**more: Any) -> Takes:
    return Takes.of({"kind": "number", "answers": [], **more})


@pytest.mark.parametrize(
    ("takes", "text", "rule"),
    [
        (SCORE, "2 / 3", "V04"),
        (SCORE, "2-3", "V04"),
        (SCORE, "1 and 2", "V04"),
        (RATING, "Good/RI", "V04"),
        (RATING, "good; outstanding", "V04"),
        (RATING, "Not applicable / good", "V04"),
        (RATING, "good, seen on Tuesday", "A08"),
        (RATING, "RI", "A08"),
        (SCORE, "2.0", "A08"),
    ],
)
def test_two_answers_in_one_cell_are_told_from_one_that_is_not_on_the_list(takes: Takes, text: str, rule: str) -> None:
    found = takes.read(text)
    assert (found.answer, found.rule) == (None, rule) and text not in found.fact + found.cure


def test_an_answer_that_has_a_slash_of_its_own_is_one_answer() -> None:
    assert Takes.of({"kind": "one of", "answers": ["yes/partly", "no"]}).read("Yes/Partly").answer == "yes/partly"


@pytest.mark.parametrize(
    ("text", "answer"),
    [("3", "3"), ("3.0", "3"), (" 3 ", "3"), ("３", "3"), ("007", "7"), ("-0", "0"), ("+4", "4"), ("10", "10"),
     ("Not Applicable", "not applicable"), ("", "")],
)  # fmt: skip
def test_a_number_is_read_as_it_is_written(text: str, answer: str) -> None:
    assert number(whole=True).read(text).answer == answer


@pytest.mark.parametrize(
    ("text", "rule"),
    [("10%", "V07"), ("3 days", "V07"), ("£4", "V07"), ("1,000", "V07"), ("3,5", "V07"), ("3-4", "A19"),
     ("2 / 3", "V04"), ("1.2.3", "A19"), ("a week", "A19"), ("about 3", "A19"),
     ("2025-04-03", "A19"), ("1e5", "A19"), ("nan", "A19"), ("inf", "A19"),
     ("3.5", "A20"), ("-1", "A20"), ("366", "A20"), ("9" * 400, "A19"), ("TRUE", "A19")],
)  # fmt: skip
def test_a_number_that_is_not_plainly_one_is_held(text: str, rule: str) -> None:
    found = number(whole=True, lowest=0, highest=365, measure="days").read(text)
    assert (found.answer, found.rule) == (None, rule)
    assert "a whole number of days from 0 to 365" in found.cure or rule == "V04"
    assert text not in found.fact and "365" not in found.fact


@given(st.decimals(min_value=-9999, max_value=9999, places=3))
def test_a_number_keeps_its_value_and_has_one_spelling(value: Decimal) -> None:
    first = number(whole=False).read(format(value, "f")).answer
    assert first is not None and Decimal(first) == value
    assert number(whole=False).read(f" {value:+f} ").answer == first == number(whole=False).read(first).answer
    assert number_in(first) == float(value)


@pytest.mark.parametrize(
    ("text", "answer"), [("2025-07-03", "2025-07-03"), ("03/07/2025", "2025-07-03"), ("45841", "2025-07-03"), (" ", "")]
)
def test_a_date_has_the_day_first(text: str, answer: str) -> None:
    assert DAY.read(text).answer == answer


@pytest.mark.parametrize(
    ("text", "words"),
    [("02/13/2025", "month first"), ("3/7/25", "two digits"), ("31/02/2025", "does not exist"), ("July", "not a date"),
     ("01/01/1900", "stands for no date"), ("12/01/1900", "before 1990"), ("12", "not a date")],
)  # fmt: skip
def test_a_date_that_is_not_plainly_one_is_held_and_says_why(text: str, words: str) -> None:
    found = DAY.read(text)
    assert (found.answer, found.rule) == (None, "A21") and words in found.fact


@given(st.lists(st.sampled_from(OPTIONS), max_size=6))
def test_what_was_chosen_is_one_answer_in_the_order_of_the_template(chosen: list[str]) -> None:
    parts = [Part(option, "yes" if option in chosen else "", f"C{row}") for row, option in enumerate(OPTIONS)]
    expected = BETWEEN.join(option for option in OPTIONS if option in chosen)
    assert SEVERAL.read_parts("", parts).answer == expected == SEVERAL.read(" ;".join(chosen)).answer


@pytest.mark.parametrize(
    ("whole", "texts", "answer", "rule"),
    [
        ("none of these", ("", "", ""), NONE_OF_THESE, ""),
        ("", ("no", "no", "no"), NONE_OF_THESE, ""),
        ("", ("no", "", "no"), "", ""),
        ("", ("YES", "no", ""), "school", ""),
        ("not applicable", ("", "no", ""), "not applicable", ""),
        ("none of these", ("yes", "", ""), None, "A22"),
        ("not known to us", ("", "", "yes"), None, "A22"),
        ("", ("yes", "perhaps", ""), None, "A08"),
        ("school", ("", "", ""), None, "A08"),
    ],
)
def test_a_question_of_several_and_its_options(
    whole: str, texts: tuple[str, ...], answer: str | None, rule: str
) -> None:
    parts = [Part(option, text, f"C{row}") for row, (option, text) in enumerate(zip(OPTIONS, texts, strict=True), 5)]
    found = SEVERAL.read_parts(whole, parts)
    assert (found.answer, found.rule) == (answer, rule)
    assert found.cell == ("C6" if "perhaps" in texts else "")


def test_one_option_twice_with_two_answers_is_held() -> None:
    parts = [Part("GP", "yes", "C5"), Part("GP", "no", "C6"), Part("school", "yes", "C7"), Part("school", "yes", "C8")]
    assert SEVERAL.read_parts("", parts).rule == "I02" and SEVERAL.read_parts("", parts[2:]).answer == "school"


@pytest.mark.parametrize(
    ("text", "rule"), [("GP; dentist", "A08"), ("none of these; GP", "A22"), ("GP, school", "A08")]
)
def test_several_in_one_cell_that_cannot_be_read_are_held(text: str, rule: str) -> None:
    assert (SEVERAL.read(text).answer, SEVERAL.read(text).rule) == (None, rule)


def test_words_stay_as_they_are_written() -> None:
    words = Takes.of({"kind": "text", "answers": []})
    assert words.read("Good / RI – 10%").answer == "Good / RI – 10%"
    assert words.read("NOT APPLICABLE").answer == "not applicable"


def test_small_things() -> None:
    assert kind_of({"answers": [], "kind": float("nan")}) == "text"
    assert kind_of({"answers": ["a"], "kind": ""}) == "one of"
    assert option_id("k2", "School, or college") == "k2.school_or_college" and number_words(0.0) == "0"
    assert number(highest=5).bounds == "a whole number up to 5" and number(whole=False).bounds == "a number"


def test_a_template_of_every_kind(tmp_path: Path) -> None:
    rows = {row["id"]: row for row in read_kinds(tmp_path).questions.to_dict("records")}
    assert [row["kind"] for row in rows.values()] == [
        "one of", "several of", "number", "date", "text", "number", "several of",
    ]  # fmt: skip
    assert (rows["k1"]["best"], rows["k1"]["good"]) == ("first", ["outstanding", "good"])
    assert [rows["k3"][name] for name in ("measure", "lowest", "highest", "whole")] == ["days", 0, 365, True]
    assert rows["k6"]["lowest"] != rows["k6"]["lowest"] and not rows["k6"]["whole"]
    assert not rows["k2"]["ordered"] and rows["k2"]["good"] == [] and rows["k4"]["answers"] == []


@pytest.mark.parametrize(
    ("old", "new", "rule", "words"),
    [
        ('kind = "date"', 'kind = "date"\nanswers = ["a", "b"]', "P16", "yet it has 'answers'"),
        ('kind = "text"', 'kind = "text"\nscale = "yes_no"', "P16", "yet it has 'scale'"),
        ('kind = "text"', 'kind = "words"', "P01", "not one of those allowed"),
        ('kind = "date"', 'kind = "date"\nmeasure = "days"', "P16", "not answered with a number"),
        ('kind = "date"', 'kind = "date"\nlowest = 1', "P16", "not answered with a number"),
        ('kind = "date"', 'kind = "date"\nwhole = false', "P16", "not answered with a number"),
        ("highest = 365", "highest = -1", "P16", "leave no number between"),
        ("highest = 365", "highest = inf", "P16", "leave no number between"),
        ("lowest = 0", 'lowest = "0"', "P11", "wrong kind"),
        ('"GP", "health visitor"]', '"GP", "GP?"]', "P16", "the same but for signs"),
        ('"GP", "health visitor"]', '"GP; health visitor"]', "P16", "a semicolon"),
        ('"GP", "health visitor"]', '"None"]', "P16", "counting needs"),
        ('kind = "several of"\nanswers = ["a lead", "a policy"]', 'kind = "several of"', "P12", "a scale or its"),
        ('help = "Any', 'good = ["GP"]\nhelp = "Any', "P16", "which of them is good"),
        ('help = "Any', 'chain = "told"\nhelp = "Any', "P16", "has a chain, and is not"),
        ('kind = "date"', 'kind = "date"\nrole = "level agreed"', "P16", "has a role"),
        ('scale = "ofsted"', 'answers = ["All good", "ok", "bad"]\ngood = ["All good", "ok"]', "P16", "counting needs"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_refused_at_its_line(
    tmp_path: Path, old: str, new: str, rule: str, words: str
) -> None:
    assert old in TOML
    (tmp_path / "kinds.toml").write_text(TOML.replace(old, new, 1), encoding="utf-8")
    template, problems = read_template(tmp_path / "kinds.toml")
    assert template is None
    assert any(p.rule == rule and words in p.fact and p.cell.startswith("line ") for p in problems), problems


@pytest.mark.parametrize(
    ("scale", "own", "best"),
    [("yes_no", "", "first"), ("yes_no", '["no"]', "last"), ("score_0_3", "", "last"), ("threshold_levels", "", ""),
     ("right_level", "", ""), ("too_little_too_much", "", ""), ("score_0_3", '["0"]', "first"),
     ("yes_partly_no", '["partly"]', "")],
)  # fmt: skip
def test_which_end_of_a_scale_is_the_good_one_comes_from_data(tmp_path: Path, scale: str, own: str, best: str) -> None:
    good = f"\ngood = {own}" if own else ""
    (tmp_path / "kinds.toml").write_text(TOML.replace('scale = "ofsted"', f'scale = "{scale}"{good}'), encoding="utf-8")
    template, problems = read_template(tmp_path / "kinds.toml")
    assert template is not None, problems
    assert template.questions["best"][0] == best


def test_the_packaged_scales_say_their_direction() -> None:
    scales, problems = read_scales([packaged_folder()])
    assert not problems
    assert scales["ofsted"].answers[0] == "outstanding" and scales["ofsted"].good == ("outstanding", "good")
    assert scales["score_0_3"].best == "last" and scales["score_0_3"].good == ("2", "3")
    assert scales["threshold_levels"].ordered and scales["threshold_levels"].best == ""


@pytest.mark.parametrize(
    ("text", "rules", "best"),
    [
        ('ordered = true', [], "first"),
        ('ordered = true\nbest = ""', [], ""),
        ('ordered = true\nbest = "last"', ["P16"], "last"),
        ('ordered = true\nbest = "top"', ["P01"], ""),
        ('ordered = false\nbest = "first"', ["P16"], ""),
        ('ordered = false', [], ""),
    ],
)  # fmt: skip
def test_a_scale_and_its_direction(tmp_path: Path, text: str, rules: list[str], best: str) -> None:
    written = f'[[scale]]\nid = "x"\nanswers = ["a", "b", "c"]\ngood = ["a"]\n{text}\n'
    (tmp_path / "scales.toml").write_text(written, encoding="utf-8")
    scales, problems = read_scales([tmp_path])
    assert [p.rule for p in problems] == rules and scales["x"].best == best
    assert all(p.cell for p in problems)
