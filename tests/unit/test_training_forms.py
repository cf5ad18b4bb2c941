"""Exports of evaluation forms: who answered is never read, every answer is used, held or refused, words stay exact."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny_lib.batch.training import EVALUATIONS_HINT
from scrutiny_lib.intake.training_form_plan import read_evaluation_plan
from scrutiny_lib.intake.training_form_rows import read_code
from scrutiny_lib.intake.training_scale import Scale
from scrutiny_lib.terms import WAVES
from tests.evaluation_room import PLAN, asked, places, read, received, room, rules, scores, write

BEFORE = [
    asked(" jo-12 ", "Disagree", "2"),
    asked("Sam 7", "Neither", ""),
    asked("", "Agree", "4.0"),
]
AFTER = [
    ["x", "JO12", "Agree", 4, "yes", "  Toast. \nMore toast. ", "Strongly disagree"],
    ["x", "sam7", "Strongly agree", 5, "No", "", ""],
    ["x", "Lee 3", "Not applicable", "", "", "Toast.", ""],
]
MANAGERS = [["1", "Jo 12", "3"]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return room(tmp_path / "training", BEFORE, AFTER, MANAGERS)


def test_one_person_is_known_by_a_code_at_every_wave_and_in_the_managers_form(folder: Path) -> None:
    found, problems = read(folder)
    assert rules(problems) == [("S13", "WARN"), ("V05", "WARN")]  # names unread; one row without a code
    assert scores(found) == {
        ("name_it", "before", "person", "JO12"): 2,
        ("ask_it", "before", "person", "JO12"): 2,
        ("name_it", "before", "person", "SAM7"): 3,
        ("name_it", "before", "person", "no code 3"): 4,
        ("ask_it", "before", "person", "no code 4"): 4,
        ("name_it", "after", "person", "JO12"): 4,
        ("ask_it", "after", "person", "JO12"): 4,
        ("name_it", "before, asked afterwards", "person", "JO12"): 1,
        ("name_it", "after", "person", "SAM7"): 5,
        ("ask_it", "after", "person", "SAM7"): 5,
        ("ask_it", "three months", "line manager", "JO12"): 3,
    }
    assert found.scores.iloc[0].to_dict() == {
        "course": "Naming neglect", "person_code": "JO12", "wave": "before", "question": "name_it",
        "label": "I can name neglect", "score": 2, "level": "learning", "who": "person", "low": 1, "high": 5,
    }  # fmt: skip


def test_who_answered_what_was_chosen_and_how_many_were_asked(folder: Path) -> None:
    found, _ = read(folder)
    answered = found.answered.groupby(["wave", "who"])["person_code"].apply(sorted).to_dict()
    assert answered == {
        ("before", "person"): ["", "JO12", "SAM7"],
        ("after", "person"): ["JO12", "LEE3", "SAM7"],
        ("before, asked afterwards", "person"): ["JO12"],
        ("three months", "line manager"): ["JO12"],
    }
    assert found.chosen[["answer", "good", "person_code"]].to_numpy().tolist() == [
        ["Yes", True, "JO12"],
        ["No", False, "SAM7"],
    ]
    assert found.sent.to_dict("records") == [
        {"course": "Naming neglect", "wave": "before", "who": "person", "sent": 6}
    ]


def test_words_are_kept_exactly_and_belong_to_one_respondent(folder: Path) -> None:
    found, _ = read(folder)
    assert list(found.texts.words.values()) == ["  Toast. \nMore toast. ", "Toast."]
    assert sorted(found.whose.values()) == [1, 2]
    assert set(found.texts.table["kind"]) == {"practitioners"} and set(found.texts.table["raised_by"]) == {
        "Naming neglect"
    }


def test_everything_received_is_counted(folder: Path) -> None:
    found, _ = read(folder)
    assert received(found, "files") == [3, 3, 0, 0]
    assert received(found, "rows of before.csv") == [3, 3, 0, 0]
    assert received(found, "columns with names or addresses in before.csv") == [2, 0, 0, 2]
    assert received(found, "other columns of before.csv") == [5, 3, 0, 2]
    assert received(found, "answers to name_it") == [7, 6, 0, 1]  # "Not applicable" is no score
    assert received(found, "answers to words") == [2, 2, 0, 0]


def test_nothing_there_is_no_evaluation_and_no_problem(tmp_path: Path) -> None:
    found, problems = read(tmp_path)
    assert not problems and found.scores.empty and found.received.empty and found.texts.table.empty


def test_the_long_file_stands_beside_the_forms(folder: Path) -> None:
    text = "course,person_code,wave,question,score\nNaming Neglect,lee-3,before,I ask the child first,2\n"
    text += "Naming neglect,lee3,before,q9,5\nNaming neglect,lee3,before,q9,six\nNaming neglect,lee3,before,name_it,4\n"
    (folder / "evaluations.csv").write_text(text)
    found, problems = read(folder)
    mine = found.scores[found.scores["person_code"] == "LEE3"]
    assert mine[["course", "question", "label", "level", "score"]].to_numpy().tolist() == [
        ["Naming neglect", "ask_it", "I ask the child first", "behaviour", 2],
        ["Naming neglect", "q9", "q9", "learning", 5],
        ["Naming neglect", "name_it", "I can name neglect", "learning", 4],
    ]
    assert ("V07", "HOLD") in rules(problems) and received(found, "rows of evaluations.csv") == [4, 3, 1, 0]


def test_the_long_file_alone_is_enough(tmp_path: Path) -> None:
    (tmp_path / "evaluations.csv").write_text("course,person_code,wave,question,score\nA course,x1,after,q1,3\n")
    found, problems = read(tmp_path)
    assert not problems and found.scores["score"].tolist() == [3] and len(found.answered) == 1


def test_questions_above_their_parts_and_a_row_for_machines(tmp_path: Path) -> None:
    plan = PLAN.replace('asks = ["name_it", "ask_it"]', 'headings = 2\nasks = ["name_it", "ask_it"]', 1)
    plan = plan.replace('wave = "before"\ncode = "Your code"', 'wave = "before"\ncode = "Your code"', 1)
    folder = room(tmp_path, [], [], plan=plan)
    grid = [
        ["Respondent ID", "Your code", "How far do you agree?", "", "Anything else?"],
        ["", "Open-Ended Response", "I can name neglect", "I ask the child first", "Open-Ended Response"],
        ["114", "jo12", "Agree", "3", "Toast."],
    ]
    write(folder / "before.csv", grid)
    assert scores(read(folder)[0]) == {
        ("name_it", "before", "person", "JO12"): 4,
        ("ask_it", "before", "person", "JO12"): 3,
    }
    room(folder, plan=PLAN)
    write(folder / "before.csv", grid)
    found, problems = read(folder)
    assert ("S06", "HOLD") in rules(problems) and found.scores.empty and received(found, "files") == [3, 2, 1, 0]
    assert "headings = 2" in str(problems)


def test_a_row_of_short_names_above_the_questions_and_one_for_machines_below(tmp_path: Path) -> None:
    grid = [
        ["Q1", "Q2_1", "Q2_2"],
        ["Your code", "Do you agree? - I can name neglect", "Do you agree? - I ask the child first"],
        ['{"ImportId":"QID1"}', '{"ImportId":"QID2_1"}', '{"ImportId":"QID2_2"}'],
        ["jo12", "Agree", "3"],
    ]
    plan = PLAN.replace('asks = ["name_it", "ask_it"]\n', """headings = 3

[[form.question]]
id = "name_it"
column = "Do you agree? - I can name neglect"

[[form.question]]
id = "ask_it"
column = "Q2_2"
""", 1)
    folder = room(tmp_path, plan=plan)
    write(folder / "before.csv", grid)
    found, problems = read(folder)
    assert not problems and [key[0] for key in scores(found)] == ["name_it", "ask_it"]
    (folder / "evaluations.toml").write_text(plan.replace("headings = 3\n", ""))
    found, problems = read(folder)
    assert rules(problems) == [("S06", "HOLD")] and "headings = 3" in str(problems) and found.scores.empty


def test_course_and_wave_may_stand_in_columns(tmp_path: Path) -> None:
    plan = PLAN.replace(
        'course = "Naming neglect"\nwave = "before"\n',
        'course_column = "Which course?"\nwave_column = "When?"\n'
        'courses = {"Neglect (May)" = "Naming neglect"}\nwaves = {"Before the day" = "before"}\n',
        1,
    )
    folder = room(tmp_path, plan=plan)
    head = ["Which course?", "When?", "Your code", "I can name neglect", "I ask the child first"]
    rows = [
        ["neglect (may)", "Before the day", "jo12", "Agree", "3"],
        ["Neglect (May)", "three months", "jo12", "Agree", "4"],
        ["Neglect (May)", "Some day", "sam7", "Agree", "4"],
        ["Wobble", "After", "sam7", "Agree", "4"],
    ]
    write(folder / "before.csv", [head, *rows])
    found, problems = read(folder)
    assert {key[1]: score for key, score in scores(found).items() if key[0] == "ask_it"} == {
        "before": 3,
        "three months": 4,
    }
    assert places(problems, "V02") == [("before.csv", "line 4", ""), ("before.csv", "line 5", "")]
    assert received(found, "rows of before.csv") == [4, 2, 2, 0]


@pytest.mark.parametrize(
    ("cell", "code", "rule"),
    [
        ("  jo-12 ", "JO12", ""),
        ("Jo_12", "JO12", ""),
        ("SUE JUN", "SUEJUN", ""),
        ("0512", "0512", ""),
        (" - ", "", "V05"),
        ("canary@x.example", "", "T19"),
        ("Canary Bird", "", "T19"),
        ("canary bird-song", "", "T19"),
        ("07700 900123", "", "T19"),
        ("2026-01-12", "", "D01"),
        ("12/01/2026", "", "D01"),
    ],
)
def test_a_code_is_letters_and_digits_and_never_a_name(cell: str, code: str, rule: str) -> None:
    assert read_code(cell) == (code, rule)


@given(st.integers(1, 9), st.integers(0, 3), st.sampled_from(["first", "last"]))
def test_a_scale_turned_round_gives_the_mirror_image(length: int, lowest: int, best: str) -> None:
    words = tuple(f"word {chr(97 + n)}" for n in range(length + 1))
    scale = Scale(lowest, lowest + length, words, best)
    for place, word in enumerate(words):
        score, other = scale.score(word), scale.turned().score(str(lowest + place))
        assert score is not None and other is not None
        assert score + other == 2 * lowest + length and scale.score(f"{lowest + place} - {word}") == score
    assert scale.score(str(lowest - 1)) is None and scale.score(str(lowest + length + 1)) is None
    other_end = "first" if best == "last" else "last"
    assert scale.same_points(Scale(lowest, lowest + length, words[::-1], other_end))


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('id = "ask_it"\nask', 'id = "name_it"\nask', "P13"),
        ('id = "five"', 'id = "agree"', "P13"),
        ("lowest = 1\nhighest = 5", "lowest = 5\nhighest = 1", "P11"),
        ("lowest = 1\nhighest = 5", "lowest = 1", "P12"),
        ("lowest = 1\nhighest = 5", "", "P12"),
        ("lowest = 1\nhighest = 5", 'lowest = 1\nhighest = 5\nanswers = ["a", "b"]', "P16"),
        ('scale = "five"', 'scale = "six"', "P01"),
        ('scale = "five"', "", "P01"),
        ('level = "behaviour"', 'level = "results"', "P01"),
        ('good = ["Yes"]', 'good = ["Always"]', "P11"),
        ('answers = ["Yes", "No", "Perhaps"]\ngood = ["Yes"]', "", "P12"),
        ('files = ["after.xlsx"]', 'files = ["before.csv"]', "P13"),
        ('files = ["after.xlsx"]', 'files = ["../after.xlsx"]', "P11"),
        ('files = ["after.xlsx"]', 'files = ["after.docx"]', "P11"),
        ('wave = "after"', 'wave = "afterwards"', "P01"),
        ('wave = "after"', "", "P12"),
        ('wave = "after"', 'wave = "after"\nwave_column = "When?"', "P12"),
        ('wave = "after"', 'wave = "after"\nheadings = 0', "P11"),
        ('wave = "after"', 'wave = "after"\nwaves = {"x" = "after"}', "P16"),
        ('wave = "before, asked afterwards"', 'wave = "before"', "P01"),
        ('wave = "before, asked afterwards"', "", "P13"),
        ('code = "Code of your colleague"', 'code = "E-mail address"', "P11"),
        ('asks = ["ask_it"]', 'asks = ["ask_that"]', "P01"),
        ('asks = ["ask_it"]', "", "P12"),
        ("sent = 6", "sent = -6", "P11"),
        ('who = "line manager"', 'who = "manager"', "P01"),
        ('column = "Looking back: before the course I could name neglect"', 'column = "Your code"', "P13"),
        ('column = "Looking back: before the course I could name neglect"', 'column = "Your name"', "P11"),
    ],
)
def test_a_plan_that_cannot_be_used(tmp_path: Path, old: str, new: str, rule: str) -> None:
    assert old in PLAN
    found, problems = read(room(tmp_path, BEFORE, plan=PLAN.replace(old, new, 1)))
    assert rule in {problem.rule for problem in problems} and problems.stops() and found.scores.empty


def test_the_plan_of_a_new_review_is_one_once_the_marks_are_taken_away(tmp_path: Path) -> None:
    lines = EVALUATIONS_HINT.splitlines()
    text = "\n".join(line[2:] for line in lines if line.startswith("# ") and ("=" in line or line.startswith("# [")))
    text = text.replace("WRITE THE HEADING OF THE COLUMN WITH THE CODE PEOPLE MADE UP", "Your code")
    (tmp_path / "evaluations.toml").write_text(text.replace("WRITE", "Some words"), encoding="utf-8")
    plan, problems = read_evaluation_plan(tmp_path / "evaluations.toml")
    assert plan is not None and not problems and len(plan.forms) == 1 and plan.forms[0].asked[1].wave == WAVES[1]
    (tmp_path / "evaluations.toml").write_text(EVALUATIONS_HINT, encoding="utf-8")
    assert read_evaluation_plan(tmp_path / "evaluations.toml")[1] == []
