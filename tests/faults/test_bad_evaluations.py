"""Everything that can be wrong with evaluations of courses: each named by its place, nothing guessed, the rest used."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evaluation_room import (
    AFTER,
    BEFORE,
    PLAN,
    asked,
    places,
    read,
    received,
    room,
    rules,
    scores,
    write,
)

NAMES = ("S13", "WARN")
"""Every form before the course has two columns with names and addresses: unread, and said so."""


def after(code: object, name_it: object = "", ask_it: object = "", words: object = "") -> list[object]:
    return ["x", code, name_it, ask_it, "", words, ""]


def test_a_code_used_by_two_people(tmp_path: Path) -> None:
    rows = [asked("jo12", "Agree", "4"), asked("sam7", "Agree", "2"), asked("JO-12", "Disagree", "4")]
    found, problems = read(room(tmp_path, rows, [after("jo12", "Agree", 5)]))
    assert rules(problems) == [("I02", "HOLD"), ("I02", "HOLD"), NAMES]
    assert places(problems, "I02") == [("before.csv", "line 2", ""), ("before.csv", "line 4", "")]
    assert "line 4" in problems[-2].fact and "line 2" in problems[-1].fact
    assert {key[1:] for key in scores(found)} == {("before", "person", "SAM7"), ("after", "person", "JO12")}
    assert received(found, "rows of before.csv") == [3, 1, 2, 0] and len(found.answered) == 2


def test_a_half_filled_form_beside_a_full_one_of_the_same_code_is_not_guessed_to_be_one_persons(tmp_path: Path) -> None:
    found, problems = read(room(tmp_path, [asked("jo12", "Agree", "4"), asked("jo12", "Agree", "")]))
    assert rules(problems) == [("I02", "HOLD"), ("I02", "HOLD"), NAMES] and found.scores.empty


def test_a_double_click_counts_once(tmp_path: Path) -> None:
    rows = [asked("jo12", "Agree", "4"), asked(" JO 12", "agree", "4"), asked("jo12", "AGREE ", " 4")]
    found, problems = read(room(tmp_path, rows))
    assert rules(problems) == [("I02", "WARN"), ("I02", "WARN"), NAMES]
    assert places(problems, "I02") == [("before.csv", "line 3", ""), ("before.csv", "line 4", "")]
    assert len(found.scores) == 2 and len(found.answered) == 1
    assert received(found, "rows of before.csv") == [3, 1, 0, 2]
    assert received(found, "answers to ask_it") == [3, 1, 0, 2]


def test_forms_without_a_code_all_count_and_those_that_say_the_same_are_pointed_out(tmp_path: Path) -> None:
    rows = [after("", "Agree", 4, "More toast please"), after("", "Agree", 4, "More toast please")]
    rows += [after("", "Agree", 5), after("", "Agree", 5)]
    found, problems = read(room(tmp_path, [], rows))
    assert rules(problems) == [("I02", "WARN"), ("I02", "WARN"), NAMES, ("V05", "WARN")]
    both = [("after.xlsx", "row 3", ""), ("after.xlsx", "row 5", "")]  # both have one number, "x", and answer alike
    assert places(problems, "I02") == both and len(found.scores) == 8


def test_half_filled_forms_are_used_as_far_as_they_go_and_empty_ones_are_not(tmp_path: Path) -> None:
    rows = [asked("jo12", "Agree", ""), asked("sam7", "", "4"), asked("lee3", "", " ")]
    found, problems = read(room(tmp_path, rows))
    assert rules(problems) == [NAMES, ("V05", "WARN")] and places(problems, "V05") == [("before.csv", "line 4", "")]
    assert sorted(found.scores["person_code"]) == ["JO12", "SAM7"] and len(found.answered) == 2
    assert received(found, "rows of before.csv") == [3, 2, 1, 0]


@pytest.mark.parametrize("cell", ["wobble", "4/5", "4.5", "0", "6", "-3", "80%", "3-4", "Agree", "#REF!", "3 stars"])
def test_text_in_a_number_column_and_numbers_outside_the_scale(tmp_path: Path, cell: str) -> None:
    found, problems = read(room(tmp_path, [asked("jo12", "Agree", cell), asked("sam7", "Agree", "3")]))
    assert rules(problems) == [NAMES, ("V07", "HOLD")]
    assert places(problems, "V07") == [("before.csv", "line 2", "ask_it")]
    assert len(found.scores) == 3 and received(found, "answers to ask_it") == [2, 1, 1, 0]


@pytest.mark.parametrize("cell", ["4", "Agre", "Agree; Neither", "wobble"])
def test_a_word_that_is_none_of_the_scale(tmp_path: Path, cell: str) -> None:
    found, problems = read(room(tmp_path, [asked("jo12", cell, "3")]))
    assert rules(problems) == [NAMES, ("V02", "HOLD")] and len(found.scores) == 1
    assert places(problems, "V02") == [("before.csv", "line 2", "name_it")]


def test_an_answer_that_is_not_on_its_list(tmp_path: Path) -> None:
    rows = [["x", "jo12", "", "", "Wobble", "", ""], ["x", "sam7", "", "", "No", "", ""]]
    found, problems = read(room(tmp_path, [], rows))
    assert rules(problems) == [NAMES, ("V02", "HOLD")] and found.chosen["answer"].tolist() == ["No"]


def test_a_scale_declared_the_other_way_round_is_turned_as_declared(tmp_path: Path) -> None:
    extra = '[[form.question]]\nid = "ask_it"\nbest = "first"\n'
    plan = PLAN.replace('asks = ["name_it", "ask_it"]\n', f'asks = ["name_it"]\n\n{extra}', 1)
    found, problems = read(room(tmp_path, [asked("jo12", "Agree", "1")], [after("jo12", "Agree", 5)], plan=plan))
    assert rules(problems) == [("P16", "WARN"), ("P16", "WARN"), NAMES]  # in the forms after and of managers
    assert found.scores.loc[found.scores["question"] == "ask_it", "score"].tolist() == [5, 5]


@pytest.mark.parametrize("turned", [True, False])
def test_a_scale_turned_round_and_not_declared_is_suspected_and_not_changed(tmp_path: Path, turned: bool) -> None:
    first = [1, 1, 2, 2, 3, 2]
    rows = [asked(f"p{n}", "", score) for n, score in enumerate(first)]
    later = [after(f"p{n}", "", 6 - score if turned else score + 2) for n, score in enumerate(first)]
    found, problems = read(room(tmp_path, rows, later))
    assert rules(problems) == ([("P16", "WARN"), NAMES] if turned else [NAMES])
    assert places(problems, "P16") == ([("evaluations.toml", "", "ask_it")] if turned else [])
    assert found.scores["score"].tolist() == first + [6 - score if turned else score + 2 for score in first]


def test_with_five_pairs_nothing_is_suspected(tmp_path: Path) -> None:
    first = [1, 1, 2, 3, 2]
    rows = [asked(f"p{n}", "", score) for n, score in enumerate(first)]
    later = [after(f"p{n}", "", 6 - score) for n, score in enumerate(first)]
    assert rules(read(room(tmp_path, rows, later))[1]) == [NAMES]


@pytest.mark.parametrize(
    "scale",
    [
        'id = "other"\nlowest = 1\nhighest = 10',
        'id = "other"\nlowest = 0\nhighest = 4',
        'id = "other"\nanswers = ["Never", "Seldom", "Often"]',
    ],
)
def test_a_question_declared_differently_in_two_forms_stops_that_question_alone(tmp_path: Path, scale: str) -> None:
    plan = PLAN.replace('who = "line manager"', 'who = "line manager"\n', 1)
    plan = plan.replace('asks = ["ask_it"]\n', '\n[[form.question]]\nid = "ask_it"\nscale = "other"\n', 1)
    plan += f"\n[[scale]]\n{scale}\n"
    found, problems = read(room(tmp_path, [asked("jo12", "Agree", "4")], [], [["1", "jo12", "3"]], plan=plan))
    assert rules(problems) == [("P16", "HOLD"), NAMES]
    assert set(found.scores["question"]) == {"name_it"} and received(found, "answers to ask_it") == [2, 0, 2, 0]


def test_the_same_words_with_the_other_end_the_best_stop_that_question(tmp_path: Path) -> None:
    extra = '\n[[form.question]]\nid = "name_it"\nbest = "first"\n'
    plan = PLAN.replace('asks = ["name_it", "ask_it"]\n', f'asks = ["ask_it"]\n{extra}', 1)
    found, problems = read(room(tmp_path, [asked("jo12", "Agree", "4")], [after("jo12", "Agree", 4)], plan=plan))
    assert ("P16", "HOLD") in rules(problems) and set(found.scores["question"]) == {"ask_it"}


def test_a_column_that_is_missing(tmp_path: Path) -> None:
    folder = room(tmp_path, [], [after("jo12", "Agree", 4)])
    write(folder / "before.csv", [["Your code", "I can name it", "I ask the child first"], ["jo12", "Agree", "4"]])
    found, problems = read(folder)
    assert rules(problems) == [("S09", "HOLD")] and "question name_it" in str(problems)
    assert ("ask_it", "before", "person", "JO12") in scores(found) and len(found.scores) == 3


def test_a_column_that_is_there_twice(tmp_path: Path) -> None:
    folder = room(tmp_path)
    head = ["Your code", "I can name neglect", "I ask the child first", "I can name  neglect:"]
    write(folder / "before.csv", [head, ["jo12", "Agree", "4", "Disagree"]])
    found, problems = read(folder)
    assert rules(problems) == [("S12", "HOLD")] and list(scores(found)) == [("ask_it", "before", "person", "JO12")]
    assert received(found, "other columns of before.csv") == [4, 2, 2, 0]


def test_without_the_column_of_codes_nobody_is_paired_and_everything_counts(tmp_path: Path) -> None:
    folder = room(tmp_path)
    write(folder / "before.csv", [["I can name neglect", "I ask the child first"], ["Agree", "4"], ["Agree", "4"]])
    found, problems = read(folder)
    assert rules(problems) == [("S09", "HOLD")] and "paired" in str(problems)
    assert len(found.scores) == 4 and set(found.scores["person_code"]) == {""} and len(found.answered) == 2


def test_without_the_column_of_waves_nothing_of_the_file_is_used(tmp_path: Path) -> None:
    plan = PLAN.replace('wave = "before"\ncode', 'wave_column = "When?"\ncode', 1)
    found, problems = read(room(tmp_path, [asked("jo12", "Agree", "4")], [after("jo12", "Agree", 4)], plan=plan))
    assert rules(problems) == [("S09", "HOLD"), NAMES] and set(found.scores["wave"]) == {"after"}
    assert received(found, "rows of before.csv") == [1, 0, 1, 0]
    assert received(found, "answers to ask_it") == [2, 1, 1, 0]


def test_a_row_with_more_cells_than_headings(tmp_path: Path) -> None:
    folder = room(tmp_path)
    text = ",".join(BEFORE) + "\n1,x,,,jo12,Agree,4\n2,x,,,sam7,Agree,really,4\n3,x,,,lee3,Agree,3,,\n"
    (folder / "before.csv").write_text(text)
    found, problems = read(folder)
    assert rules(problems) == [("S10", "HOLD"), NAMES] and places(problems, "S10") == [("before.csv", "line 3", "")]
    assert sorted(set(found.scores["person_code"])) == ["JO12", "LEE3"]


def test_two_forms_that_score_one_question_in_one_wave(tmp_path: Path) -> None:
    folder = room(tmp_path, [asked("jo12", "Agree", "4"), asked("sam7", "Agree", "2")])
    lines = ["course,person_code,wave,question,score", "naming neglect,JO-12,before,ask_it,3"]
    lines += ["Naming neglect,sam7,Before,I ask the child first,2", "Naming neglect,sam7,before,other,2"]
    (folder / "evaluations.csv").write_text("\n".join(lines) + "\n")
    found, problems = read(folder)
    assert rules(problems) == [("I02", "HOLD"), ("I02", "HOLD"), ("I02", "WARN"), NAMES]
    assert sorted(key for key in scores(found) if key[0] == "ask_it") == [("ask_it", "before", "person", "SAM7")]
    assert received(found, "rows of evaluations.csv") == [3, 1, 1, 1]
    assert received(found, "answers to ask_it") == [2, 1, 1, 0]


def test_one_code_twice_in_the_long_file(tmp_path: Path) -> None:
    lines = ["course,person_code,wave,question,score", "A,jo12,after,q,3", "A,JO-12,after,q,4", "A,sam7,after,q,4"]
    (tmp_path / "evaluations.csv").write_text("\n".join([*lines, "A,sam 7,after,q,4"]) + "\n")
    found, problems = read(tmp_path)
    assert rules(problems) == [("I02", "HOLD"), ("I02", "HOLD"), ("I02", "WARN")]
    assert found.scores["person_code"].tolist() == ["SAM7"]
    assert received(found, "rows of evaluations.csv") == [4, 1, 2, 1]


def test_an_export_that_is_not_there_or_is_there_twice_or_is_no_table(tmp_path: Path) -> None:
    folder = room(tmp_path, [asked("jo12", "Agree", "4")])
    (folder / "managers.csv").unlink()
    (folder / "after.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    write(folder / "may.csv", [BEFORE])
    found, problems = read(folder)
    assert rules(problems) == [("F02", "HOLD"), ("F07", "REJECT"), ("F18", "WARN"), NAMES]
    assert len(found.scores) == 2 and received(found, "files") == [3, 1, 1, 1]
    (folder / "evaluations.toml").write_text(PLAN.replace('["before.csv"]', '["before.csv", "may.csv"]'))
    (folder / "may.csv").write_bytes((folder / "before.csv").read_bytes())
    found, problems = read(folder)
    assert ("I02", "HOLD") in rules(problems) and len(found.scores) == 2


def test_two_sheets_that_are_filled(tmp_path: Path) -> None:
    import openpyxl

    folder = room(tmp_path, [asked("jo12", "Agree", "4")])
    book = openpyxl.load_workbook(folder / "after.xlsx")
    book.create_sheet("Old").append(AFTER)
    book.save(folder / "after.xlsx")
    found, problems = read(folder)
    assert rules(problems) == [("S01", "REJECT"), NAMES] and len(found.scores) == 2


def test_identifiers_in_codes_and_words_are_pointed_out_and_never_repeated(tmp_path: Path) -> None:
    rows = [after("canary@x.example", "Agree", 4), after("Canary Bird", "Agree", 3), after("2026-01-12", "Agree", 5)]
    found, problems = read(room(tmp_path, [], [*rows, after("sam7", "", "", "Ring 07700 900123")]))
    assert rules(problems) == [("D01", "WARN"), NAMES, ("T19", "WARN"), ("T19", "WARN")]
    assert "07700" not in str(problems) and "2026" not in str(problems)
    assert set(found.scores["person_code"]) == {""} and len(found.scores) == 6


def test_words_in_forms_that_are_set_aside_are_still_known(tmp_path: Path) -> None:
    rows = [after("jo12", "Agree", 4, " Toast.  "), after("jo12", "Agree", 3, "Wobble"), after("sam7", "", "", "Ham")]
    found, _ = read(room(tmp_path, [], rows))
    assert found.aside == (" Toast.  ", "Wobble") and list(found.texts.words.values()) == ["Ham"]
    assert "Wobble" not in repr(found)


def test_names_are_read_nowhere(tmp_path: Path) -> None:
    found, problems = read(room(tmp_path, [asked("jo12", "Agree", "4")]))
    everything = f"{found} {problems} {found.scores.to_csv()} {found.answered.to_csv()} {found.received.to_csv()}"
    assert "canary" not in everything.casefold()
