"""Exports that were added twice, codes with pictures, files nobody reads: counted once, told apart, and named."""

from __future__ import annotations

from pathlib import Path

import pytest

from scrutiny_lib.intake.training_bookings import read_bookings
from scrutiny_lib.intake.training_rows import Received, same_code
from tests.evaluation_room import BEFORE, PLAN, asked, places, read, received, room, rules, scores, write

MICROSOFT = [
    "ID", "Start time", "Completion time", "Email", "Name", "Your code", "I can name neglect", "Anything else?",
]  # fmt: skip
FORM = """
[[form]]
files = ["ms.csv"]
course = "Naming neglect"
wave = "three months"
code = "Your code"
asks = ["name_it", "words"]
"""


def sent(number: object, time: str, code: str, answer: str, said: str = "") -> list[object]:
    return [number, f"1/5/26 9:{time}", f"1/5/26 9:{time}", "canary@x.example", "Canary Bird", code, answer, said]


def test_a_second_export_below_the_first_counts_nobody_twice(tmp_path: Path) -> None:
    rows = [sent(1, "01", "JO12", "Agree", "More toast."), sent(2, "02", "", "Neither", "Wobble.")]
    rows += [sent(3, "03", "", "Agree")]
    folder = room(tmp_path, plan=PLAN + FORM)
    write(folder / "ms.csv", [MICROSOFT, *rows, MICROSOFT, *rows])
    found, problems = read(folder)
    assert received(found, "rows of ms.csv") == [7, 3, 0, 4]
    assert len(found.answered) == 3 and len(found.scores) == 3
    assert sorted(found.texts.words.values()) == ["More toast.", "Wobble."], "a heading is nobody's own words"
    assert places(problems, "S06") == [("ms.csv", "line 5", "")]
    assert [problem.fact for problem in problems if problem.rule == "I02"][1].startswith("2 rows are there already")


def test_two_people_of_one_minute_are_two_people(tmp_path: Path) -> None:
    rows = [sent(1, "01", "", "Agree"), sent(2, "01", "", "Agree")]
    folder = room(tmp_path, plan=PLAN + FORM)
    write(folder / "ms.csv", [MICROSOFT, *rows])
    found, problems = read(folder)
    assert len(found.scores) == 2 and places(problems, "I02") == [("ms.csv", "line 3", "")]
    numberless = [row[1:] for row in [MICROSOFT, *rows]]
    write(folder / "ms.csv", numberless)
    assert len(read(folder)[0].scores) == 2, "a time alone may be two people's"
    timeless = [[row[0], *row[3:]] for row in [MICROSOFT, rows[0], rows[0]]]
    write(folder / "ms.csv", timeless)
    assert len(read(folder)[0].scores) == 2, "a number alone may begin again in each export"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("\N{FOX FACE}12", "\N{BEAR FACE}12", False),
        ("\N{FOX FACE} 12", "12\u200b", False),
        ("\N{BLACK SUN WITH RAYS}\ufe0f7", "\N{BLACK SUN WITH RAYS}7", True),
        ("Zoe\u0308 7", "zo\u00eb-7", True),
        ("\u0935\u093f1", "\u0935\u09401", False),
        (" jo_12.", "JO 12", True),
    ],
)
def test_codes_are_told_apart_by_every_letter_digit_and_picture(one: str, other: str, same: bool) -> None:
    assert (same_code(one) == same_code(other)) == same


def test_people_with_pictures_for_codes_are_not_paired_with_each_other(tmp_path: Path) -> None:
    folder = room(tmp_path, [asked("\N{FOX FACE}12", "Agree", 4), asked("\N{BEAR FACE}12", "Neither", 2)])
    found, problems = read(folder)
    assert len(scores(found)) == 4 and not [problem for problem in problems if problem.rule == "I02"]


def test_tables_that_nothing_reads_are_named(tmp_path: Path) -> None:
    folder = room(tmp_path, [asked("JO12", "Agree", 4)])
    write(folder / "evaluations.xlsx", [BEFORE])
    for name in ("reach.xls", "answers.ods", "bookings.tsv"):
        (folder / name).write_bytes(b"x")
    found, problems = read(folder)
    assert sorted(file for file, *_ in places(problems, "F18")) == [
        "answers.ods", "bookings.tsv", "evaluations.xlsx", "reach.xls",
    ]  # fmt: skip
    assert len(found.scores) == 2
    write(folder / "bookings.csv", [["course"]])
    write(folder / "evaluations.csv", [["course", "person_code", "wave", "question", "score"]])
    assert len(places(read(folder)[1], "F18")) == 4


def test_more_forms_than_were_asked_are_named(tmp_path: Path) -> None:
    rows = [asked(f"P{number}", "Agree", 4) for number in range(7)]
    assert ("V14", "WARN") in rules(read(room(tmp_path / "more", rows))[1])
    assert ("V14", "WARN") not in rules(read(room(tmp_path / "as many", rows[:6]))[1])


def test_headings_again_in_bookings_are_named(tmp_path: Path) -> None:
    head, row = "course,date,agency,outcome,person_code", "Naming neglect,22/01/2026,Police,attended,"
    path = tmp_path / "bookings.csv"
    path.write_text("\n".join([head, row, head, row]) + "\n")
    got: Received = []
    table, problems = read_bookings(path, None, got)
    assert places(problems, "S06") == [("bookings.csv", "line 3", "")]
    assert got == [("rows of bookings.csv", 3, 2, 1, 0)] and len(table) == 2
