"""A survey's export: who answered is never read, every answer is used, held or refused, and words stay as they are."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny_lib.errors import Problems, Refused
from scrutiny_lib.intake.practitioner_survey import Survey, chosen, read_survey, together
from scrutiny_lib.intake.practitioner_survey_plan import is_personal, read_survey_plan
from scrutiny_lib.lenses.practitioner_survey import summarise_survey

PLAN = """\
agency = "Your agency"
agencies = ["Police", "Schools"]

[[question]]
column = "Do you hear back?"
id = "ps1"
kind = "one of"
answers = ["always", "often", "never"]
good = ["always", "often"]
line = "L2"

[[question]]
column = "What helps?"
id = "ps2"
kind = "several of"
answers = ["time", "a name, and a number", "supervision"]

[[question]]
column = "Anything else?"
id = "ps3"
kind = "text"
"""
HEAD = ["ID", "Email", "Name", "Your agency", "Do you hear back?", "What helps?", "Anything else?"]
ROWS = [
    ["1", "canary@x.example", "Canary Bird", "police", "Always", "time;supervision;", "  Ring us. \nPlease. "],
    ["2", "", "", "Schools", "never", "a name, and a number, time", ""],
    ["3", "", "", "Canary Bird's team", "often", "", "Ring us."],
    ["4", "", "", "Police", "perhaps", "tea;time", "Ring us."],
    ["5", "canary@x.example", "Canary Bird", "Police", "", "", ""],
]


def write(
    folder: Path, rows: list[list[str]] = ROWS, head: list[str] = HEAD, plan: str = PLAN, name="survey.csv"
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "survey.toml").write_text(plan, encoding="utf-8")
    if name.endswith(".xlsx"):
        book = openpyxl.Workbook()
        for row in [head, *rows]:
            book.active.append(row)
        book.save(folder / name)
        return folder
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return folder


def rules(problems: Problems) -> list[tuple[str, str]]:
    return sorted((problem.rule, problem.act) for problem in problems)


@pytest.mark.parametrize("name", ["survey.csv", "survey export.xlsx"])
def test_what_was_answered_and_by_whom_nobody_knows(tmp_path: Path, name: str) -> None:
    survey, problems = read_survey(write(tmp_path, name=name))
    assert rules(problems) == [("S13", "WARN"), ("V02", "HOLD"), ("V02", "HOLD"), ("V05", "WARN")]
    assert survey.respondents["agency"].tolist() == ["Police", "Schools", "not said", "Police"]
    given_to = survey.answers.groupby("question")["answer"].apply(list).to_dict()
    assert given_to["ps1"] == ["always", "never", "often"]
    assert given_to["ps2"] == ["time", "supervision", "time", "a name, and a number"]
    assert list(survey.texts.words.values()) == ["  Ring us. \nPlease. ", "Ring us.", "Ring us."]
    assert len(set(survey.texts.words)) == 3 and list(survey.whose.values()) == [1, 3, 4]
    everything = f"{survey} {problems} {survey.texts.table.to_csv()} {survey.texts.words}"
    assert "canary" not in everything.casefold() and "perhaps" not in str(problems) and "tea" not in str(problems)


def test_everything_received_is_used_held_or_refused(tmp_path: Path) -> None:
    received = read_survey(write(tmp_path))[0].received
    assert (received["received"] == received["used"] + received["held"] + received["refused"]).all()
    rows = received.set_index("what")[["received", "used", "held", "refused"]].to_numpy().tolist()
    assert rows == [[5, 4, 1, 0], [2, 0, 0, 2], [1, 0, 0, 1], [4, 3, 1, 0], [3, 2, 1, 0], [3, 3, 0, 0]]


def test_counted_over_those_who_answered_with_no_range(tmp_path: Path) -> None:
    respondents, results = summarise_survey(read_survey(write(tmp_path))[0])
    shown = results.set_index("result_id")["shown"].to_dict()
    assert shown == {
        "prac.ps1.always": "1 of 3 practitioners",
        "prac.ps1.often": "1 of 3 practitioners",
        "prac.ps1.never": "1 of 3 practitioners",
        "prac.ps1.all_good": "2 of 3 practitioners",
        "prac.ps2.time": "all 2 practitioners",
        "prac.ps2.a_name_and_a_number": "1 of 2 practitioners",
        "prac.ps2.supervision": "1 of 2 practitioners",
        "prac.ps3.given": "3 of 4 practitioners",
    }
    assert results["lower"].isna().all() and set(results["kind"]) == {"people"}
    assert results["method"].str.contains("chose whether to answer").all()
    assert respondents.to_numpy().tolist() == [["Police", 2, 4], ["Schools", 1, 4], ["not said", 1, 4]]


def test_a_survey_that_is_exported_again_keeps_the_ids_of_its_texts(tmp_path: Path) -> None:
    first = read_survey(write(tmp_path / "one"))[0]
    second = read_survey(write(tmp_path / "two", [["9", "", "", "", "often", "", "New."], *reversed(ROWS)]))[0]
    words = {source: text for source, text in second.texts.words.items() if text != "New."}
    assert sorted(words.items()) == sorted(first.texts.words.items())


def test_identifiers_in_an_answer_are_pointed_out_and_never_repeated(tmp_path: Path) -> None:
    problems = read_survey(write(tmp_path, [["1", "", "", "", "often", "", "Ring me: 07700 900123"]]))[1]
    noted = [problem for problem in problems if problem.rule == "T19"]
    assert len(noted) == 1 and noted[0].column == "ps3" and "07700" not in str(problems)


def test_the_same_export_twice_is_refused(tmp_path: Path) -> None:
    write(tmp_path)
    survey, problems = read_survey(write(tmp_path, name="survey-again.csv"))
    assert ("I02", "REJECT") in rules(problems) and survey.respondents.empty


@pytest.mark.parametrize(
    ("head", "rule"),
    [([*HEAD[:4], "Do you hear?", *HEAD[5:]], "S09"), ([*HEAD[:2], "What helps?", *HEAD[3:]], "S12")],
)
def test_a_column_of_the_plan_must_be_there_once(tmp_path: Path, head: list[str], rule: str) -> None:
    survey, problems = read_survey(write(tmp_path, head=head))
    assert (rule, "REJECT") in rules(problems) and survey.respondents.empty


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('column = "What helps?"', 'column = "Email"', "P13"),
        ('column = "What helps?"', 'column = "Your name"', "P13"),
        ('column = "What helps?"', 'column = "Your agency"', "P13"),
        ('agencies = ["Police", "Schools"]\n', "", "P12"),
        ('id = "ps2"', 'id = "ps1"', "P13"),
        ('id = "ps2"', 'id = "code"', "P11"),
        ('good = ["always", "often"]', 'good = ["sometimes"]', "P11"),
        ('answers = ["time", "a name, and a number", "supervision"]', "", "P12"),
        ('kind = "text"', 'kind = "number"', "P01"),
        ("agency =", "agencie =", "P01"),
    ],
)
def test_a_plan_that_cannot_be_used(tmp_path: Path, old: str, new: str, rule: str) -> None:
    assert old in PLAN
    survey, problems = read_survey(write(tmp_path, plan=PLAN.replace(old, new)))
    assert rule in {problem.rule for problem in problems} and problems.stops() and survey.respondents.empty


def test_an_export_without_a_plan(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "survey.toml").unlink()
    assert rules(read_survey(tmp_path)[1]) == [("P09", "STOP")]


def test_nothing_there_is_no_survey(tmp_path: Path) -> None:
    survey, problems = read_survey(tmp_path)
    assert not problems and isinstance(survey, Survey) and survey.respondents.empty
    respondents, results = summarise_survey(survey)
    assert respondents.empty and results.empty


def test_two_lists_of_texts_with_one_source_are_refused(tmp_path: Path) -> None:
    texts = read_survey(write(tmp_path))[0].texts
    with pytest.raises(Refused):
        together(texts, texts)


def test_headings_that_name_a_person(tmp_path: Path) -> None:
    personal = ("Email", "E-mail Address", "Name", "Full name", "Your name:", "IP Address", "Username", "Phone number")
    others = ("Your agency", "Role", "Which team?", "What name do families use for you?", "Start time", "Timestamp")
    assert all(map(is_personal, personal)) and not any(map(is_personal, others))
    plan, problems = read_survey_plan(write(tmp_path) / "survey.toml")
    assert plan is not None and not problems and plan.questions["ask"].tolist()[0] == "Do you hear back?"


@given(st.lists(st.sampled_from(["a", "b, c", "d; no", "B"]), unique=True), st.sampled_from([";", "; ", "\n"]))
def test_ticks_are_read_back_in_the_order_of_the_list(ticked: list[str], between: str) -> None:
    answers = ["b, c", "a", "e"]
    found = chosen(between.join(ticked) or "a", answers, one=False)
    strange = set(ticked) - set(answers)
    assert found is None if strange else found == [answer for answer in answers if answer in (ticked or ["a"])]
