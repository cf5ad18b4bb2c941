"""Whatever people type into an evaluation, everything counts once, and nobody has two scores for one question."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scrutiny_lib.intake.evaluations import Evaluations
from tests.evaluation_room import asked, read, received, room

CODES = st.sampled_from(["jo12", "JO-12", " Jo 12", "sam7", "Sam 7", "lee3", "", "canary@x.example"])
WORDS = st.sampled_from(["Agree", "agree ", "Disagree", "Not applicable", "", "wobble", "4"])
NUMBERS = st.sampled_from(["1", "2", "5", "5.0", "6", "", " ", "wobble", "4/5"])
ROWS = st.lists(st.tuples(CODES, WORDS, NUMBERS), max_size=12)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("forms")


def forms(folder: Path, rows: list[tuple[str, str, str]]) -> Evaluations:
    return read(room(folder, [asked(*row) for row in rows]))[0]


def bag(found: Evaluations) -> list[tuple[object, ...]]:
    return sorted(found.scores[["person_code", "question", "score"]].itertuples(index=False, name=None))


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS)
def test_every_row_and_every_answer_is_counted_once(folder: Path, rows: list[tuple[str, str, str]]) -> None:
    found = forms(folder, rows)
    for question, place in (("name_it", 1), ("ask_it", 2)):
        typed = sum(bool(row[place].strip()) for row in rows)
        counted = received(found, f"answers to {question}") if typed else [0, 0]
        assert counted[0] == typed and counted[1] == (found.scores["question"] == question).sum()
    if rows:
        assert received(found, "rows of before.csv")[0] == len(rows)
    coded = found.scores[found.scores["person_code"] != ""]
    assert not coded.duplicated(["person_code", "question", "wave", "who"]).any()
    assert found.scores["score"].between(found.scores["low"], found.scores["high"]).all()
    assert set(found.scores["person_code"]) <= {"", "JO12", "SAM7", "LEE3"}


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(
    folder: Path, rows: list[tuple[str, str, str]], chance: random.Random
) -> None:
    first = bag(forms(folder, rows))
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert bag(forms(folder, shuffled)) == first


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, ROWS)
def test_more_forms_never_change_what_other_people_said(
    folder: Path, rows: list[tuple[str, str, str]], more: list[tuple[str, str, str]]
) -> None:
    others = [("pat9", *row[1:]) for row in more]
    mine = [row for row in bag(forms(folder, [*rows, *others])) if row[0] != "PAT9"]
    assert mine == bag(forms(folder, rows))
