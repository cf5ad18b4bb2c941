"""Evaluations of one course as online forms export them, wave by wave, and what two coders made of the words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from generator.chance import bell, pick, shuffled, unit, whole
from generator.evidence import evaluations
from generator.files import data, write_csv
from generator.people import Row
from generator.practitioners_said import write_codes
from scrutiny_lib.intake.passages import passages_of
from scrutiny_lib.intake.review import Review
from scrutiny_lib.intake.training_forms import read_evaluations_folder

TOOL = ("ID", "Start time", "Completion time")
WAVES = {"before": "2025-05-07", "after": "2025-05-14", "three months": "2025-08-18"}
PETS = ("Bo", "Mi", "Lu", "Sa", "Fe", "Ro", "Ti", "Wu")


def course_in_forms(review: str) -> str:
    """The course of a review whose evaluations are exports; ``""`` where there is none."""
    return str(data("forms").get(review, {}).get("course", ""))


def write_forms(folder: Path, review: Review) -> None:
    """The exports beside the ``evaluations.toml`` that a person wrote, and both coders' work. Nothing where none is
    planned."""
    plan = data("forms").get(review.name)
    if plan is None:
        return
    scores = evaluations({plan["course"]: data("training")[review.name][plan["course"]]})
    codes = _own_codes(sorted({row["person_code"] for row in scores}))
    rows = {wave: _rows(wave, scores, plan, codes) for wave in WAVES}
    write_csv(folder / f"{plan['file']}_before.csv", rows["before"])
    write_csv(folder / f"{plan['file']}_after.csv", rows["after"])
    _write_book(folder / f"{plan['file']}_three_months.xlsx", rows["three months"])
    write_csv(folder / f"{plan['file']}_managers.csv", _managers(plan, codes))
    _write_coding(folder, review, plan)


def _own_codes(people: list[str]) -> dict[str, str]:
    """The code each person makes up: two letters and a day, no two alike."""
    made: dict[str, str] = {}
    for person in people:
        turn = 0
        while (code := f"{PETS[whole(0, 7, person, turn)]}{whole(1, 31, person, 'day', turn):02d}") in made.values():
            turn += 1
        made[person] = code
    return made


def _typed(code: str, wave: str) -> str:
    """The same code as people type it on another day."""
    return {0: code, 1: code.lower(), 2: f"{code[:2]} {code[2:]}", 3: f" {code}"}[whole(0, 3, "typed", code, wave)]


def _rows(wave: str, scores: list[Row], plan: Mapping[str, Any], codes: Mapping[str, str]) -> list[Row]:
    given = [row for row in scores if row["wave"] == wave]
    people = list(dict.fromkeys(row["person_code"] for row in given))
    words = {"after": plan["take"], "three months": plan["way"]}.get(wave, [])
    said = shuffled([*(item["text"] for item in words), *[""] * (len(people) - len(words))], wave, "words")
    made = []
    for place, person in enumerate(people):
        begun = datetime.fromisoformat(WAVES[wave]) + timedelta(hours=9, minutes=31 * place)
        tool = (str(place + 1), f"{begun:%d/%m/%Y %H:%M}", f"{begun + timedelta(minutes=4):%d/%m/%Y %H:%M}")
        row = dict(zip(TOOL, tool, strict=True)) | {plan["code"]: _typed(codes[person], wave)}
        mine = {one["question"]: one["score"] for one in given if one["person_code"] == person}
        row |= {question: mine.get(question, "") for question in plan["scores"]}
        if wave == "after":
            then = round(int(mine.get(plan["scores"][0], 3)) - 1.8 + 0.5 * bell("then", person))
            shares = {answer: share for answer, share in plan["worth"].items() if answer != "column"}
            row |= {
                plan["remembered"]: str(min(max(then, 1), 5)),
                plan["worth"]["column"]: pick(shares, "worth", person),
            }
            row["What do you take from today?"] = said[place]
        if wave == "three months":
            row["What has got in the way, or helped?"] = said[place]
        made.append(row)
    return made


def _managers(plan: Mapping[str, Any], codes: Mapping[str, str]) -> list[Row]:
    """Line managers of some of them, before and three months after."""
    mine = [person for person in codes if unit("manager", person) < 0.5]
    rows = []
    for when, centre in (("Before the course", 2.9), ("Three months after", 3.2)):
        for person in mine:
            if when != "Before the course" and unit("manager answers", person) > 0.75:
                continue
            score = round(centre + 0.6 * bell("leaning", person) + 0.4 * bell("seen", person, when))
            rows.append(
                {
                    "ID": str(len(rows) + 1),
                    plan["when"]: when,
                    plan["manager_code"]: codes[person],
                    plan["seen"]: str(min(max(score, 1), 5)),
                }
            )
    return rows


def _write_book(path: Path, rows: list[Row]) -> None:
    with Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": "Answers", "created": datetime(2000, 1, 1)})
        sheet = book.add_worksheet("Form1")
        sheet.write_row(0, 0, list(rows[0]), book.add_format({"bold": True}))
        for number, row in enumerate(rows, 1):
            for place, (question, cell) in enumerate(row.items()):
                if question.startswith("I ") and cell:
                    sheet.write_number(number, place, int(cell))
                else:
                    sheet.write_string(number, place, cell)


def _write_coding(folder: Path, review: Review, plan: Mapping[str, Any]) -> None:
    read, problems = read_evaluations_folder(folder)
    problems.raise_if_stops()
    passages, problems = passages_of(read.texts)
    problems.raise_if_stops()
    write_codes(
        folder, review, plan, {item["text"]: item for item in (*plan["take"], *plan["way"])}, read.texts, passages
    )
