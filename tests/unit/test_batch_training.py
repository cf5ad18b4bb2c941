"""A review's training folder read as one, and what people wrote of courses coded like practitioners' words."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from scrutiny_lib.batch.casework import open_casework_at
from scrutiny_lib.batch.evidence import read_assumed
from scrutiny_lib.batch.training import read_training, read_training_folder, summarise_said_of_training
from scrutiny_lib.batch.training_counted import Around, summarise_training
from scrutiny_lib.batch.voice_files import report_voices
from scrutiny_lib.errors import ScrutinyError
from scrutiny_lib.intake.codebook import read_codebook
from scrutiny_lib.intake.codebook_editions import check_codebook
from scrutiny_lib.intake.template import packaged_folder
from scrutiny_lib.tables import COLUMNS
from scrutiny_lib.terms import LUNDY
from tests.coding_room import fill
from tests.evaluation_room import asked, room

TINY = Path(__file__).parents[2] / "sample_cases" / "tiny"
NAME = "2025-26-q3-six-cases"
SAID = ["I asked Kim and it worked.", "No time for toast.", "I will ask next week."]
"""What three people wrote; the first is written a second time by the same person, three months later."""


@pytest.fixture
def review(tmp_path: Path) -> Path:
    """The tiny review, where three people wrote something after a course and two coders are named."""
    shutil.copytree(TINY, tmp_path / "tiny", ignore=shutil.ignore_patterns("working", "released", "record"))
    folder = tmp_path / "tiny" / "reviews" / NAME
    rows = [["x", f"p{n}", "Agree", 4, "Yes", words, ""] for n, words in enumerate(SAID)]
    room(folder / "training", [asked("p0", "Neither", "2")], rows)
    (folder / "training" / "coding").mkdir()
    coders(folder)
    return folder


def coders(review: Path, on: str = "") -> None:
    rows = ["coder,role,file,locked_on,unlocked_why", f"A1,first,A1.xlsx,{on},", f"A2,second,A2.xlsx,{on},"]
    (review / "training" / "coders.csv").write_text("\n".join(rows) + "\n")


def told(review: Path) -> list[str]:
    lines: list[str] = []
    report_voices(open_casework_at(review), lines.append)
    return lines


def working(review: Path, name: str) -> Path:
    return review.parents[1] / "working" / NAME / "training" / name


def test_everything_in_the_folder_is_read_as_one(review: Path) -> None:
    (review / "training" / "reach.csv").write_text(
        "course,date,places,booked,attended\nNaming neglect,2025-06-11,30,20,18\n"
    )
    read = read_training(open_casework_at(review), 0.2)
    assert read.reach["attended"].tolist() == [18] and read.need.empty and read.programmes.empty
    assert len(read.evaluations.scores) == 8 and read.said is not None and len(read.said.texts.words) == 3
    assert read.said.codebook.id == "training_starter" and not read.problems.stops()
    counts = read.received.set_index("what")
    assert (counts["received"] == counts["used"] + counts["held"] + counts["refused"]).all()
    assert {"rows of reach.csv", "rows of after.xlsx", "answers to words"} <= set(counts.index)


def test_a_folder_that_is_not_there_is_empty_tables_with_their_columns(review: Path) -> None:
    workspace = open_casework_at(review).workspace
    read = read_training_folder(review / "nowhere", workspace)
    assert not read.problems and read.said is None and read.received.empty
    parts = (read.reach, read.bookings, read.need, read.teams, read.programmes, read.evaluations.scores)
    assert all(part.empty and len(part.columns) for part in parts)
    frames, results = summarise_said_of_training(read, read_assumed(workspace)[0])
    assert list(frames["training_codes"].columns) == list(COLUMNS["training_codes"]) and results == []


def test_a_course_spelt_otherwise_on_a_form_is_the_course_that_was_held(review: Path) -> None:
    folder = review / "training"
    (folder / "reach.csv").write_text("course,date,places,booked,attended\nNaming  NEGLECT,2025-06-11,30,20,18\n")
    (folder / "need.csv").write_text("course,agency,need,trained\nnaming-neglect,Police,10,2\n")
    frames, _ = summarise_training(read_training(open_casework_at(review), 0.2), Around(), date(2025, 12, 31))
    named = {name: set(frame["course"]) for name, frame in frames.items() if "course" in frame and len(frame)}
    assert {"training", "training_change", "training_response", "training_points"} <= set(named)
    assert set().union(*named.values()) == {"Naming NEGLECT"}


def test_words_about_training_go_to_two_coders_and_come_back_as_codes(review: Path) -> None:
    lines = told(review)
    at = lines.index("Of training:")
    assert any("To code:" in line and "training" in line for line in lines[at:])
    book = load_workbook(working(review, "A1.xlsx"))
    words = {str(cell.value) for page in book for row in page.iter_rows() for cell in row}
    assert {f"▶ {text} ◀" for text in SAID} <= words, "each word for word"
    passages = {text.split(".")[0]: name for name, text in _passages(review).items()}
    marks = {
        passages["I asked Kim and it worked"]: {"DD2": "yes"},
        passages["No time for toast"]: {"GI1": "yes"},
        passages["I will ask next week"]: {"DD1": "yes"},
    }
    second = _second(review)
    for name, given in (("A1.xlsx", list(marks)), ("A2.xlsx", second)):
        path = review / "training" / "coding" / name
        shutil.copy(working(review, name), path)
        fill(path, {passage: marks[passage] for passage in given})
    coders(review, "2025-11-20")
    work = open_casework_at(review)
    read = read_training(work, 0.2)
    assert read.said is not None and read.said.coded.waiting == () and read.said.settled.open.empty
    frames, results = summarise_said_of_training(read, read_assumed(work.workspace)[0])
    codes = frames["training_codes"].set_index("code")
    assert set(codes.index) >= {"DD1", "DD2", "GI1"} and set(codes["unit"]) == {"practitioners"}
    counted = pd.concat(results)
    assert set(counted["lens"]) <= {"training"} and set(counted["kind"]) <= {"people"}
    assert all(name.startswith("train.code.") for name in counted["result_id"])
    reported = counted[counted["answer"] == "Did something differently"]
    assert reported[["result_id", "shown"]].to_numpy().tolist() == [["train.code.DD2", "1 of 3 practitioners"]]
    assert any("Both coders have locked" in line for line in told(review)[at:])
    assert not any(words in line for line in told(review) for words in SAID)


def _passages(review: Path) -> dict[str, str]:
    said = read_training(open_casework_at(review), 0.2).said
    assert said is not None
    spans = said.passages[["passage_id", "source", "start", "end"]].itertuples(index=False, name=None)
    return {name: said.texts.words[source][start:end] for name, source, start, end in spans}


def _second(review: Path) -> list[str]:
    said = read_training(open_casework_at(review), 0.2).said
    assert said is not None
    return said.to_second


def test_a_review_may_name_another_codebook_for_training(review: Path) -> None:
    path = review / "review.toml"
    text = path.read_text(encoding="utf-8")
    setting = 'training_codebook = "practitioners_starter"\n'
    text = text.replace("[voice]\n", f"[voice]\n{setting}") if "[voice]" in text else f"{text}\n[voice]\n{setting}"
    path.write_text(text, encoding="utf-8")
    said = read_training(open_casework_at(review), 0.2).said
    assert said is not None and said.codebook.id == "practitioners_starter"
    path.write_text(text.replace('"practitioners_starter"', '"nobody_wrote_it"'), encoding="utf-8")
    with pytest.raises(ScrutinyError, match="codebook is not there"):
        read_training(open_casework_at(review), 0.2)


def test_the_codebook_for_training_stands_and_is_of_a_size_to_hold_in_mind() -> None:
    path = packaged_folder() / "codebooks" / "training_starter.toml"
    book, problems = read_codebook(path)
    assert book is not None and not problems and not check_codebook(path)
    assert book.id == "training_starter" and book.about == "practitioners"
    assert 18 <= len(book.codes) <= 25 and len(book.groups) == 6
    assert (book.codes[["name", "definition", "include", "example"]] != "").all(axis=None)
    assert set(book.codes["lundy"]) <= {"", *LUNDY} and set(book.codes["group"]) == set(book.groups["id"])
