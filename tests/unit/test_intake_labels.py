"""Labels: every spelling seen is understood, what nobody explained is counted, and a partnership explains its own."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake import codes as codes_module
from scrutiny_lib.intake.codes import label_of, spelling
from scrutiny_lib.intake.frame import Frame, read_frame
from scrutiny_lib.intake.labels import read_labels
from scrutiny_lib.intake.review import read_review
from scrutiny_lib.intake.workspace import read_workspace
from tests.reading_room import KEY, REVIEW, read_small, write_workspace

SETS = tomllib.loads(Path(codes_module.__file__).with_name("codes.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", [
    *("a) WBRI", "WBRI", "wbri", "W BRI", "White British", "white  british", "British", "White - British"),
    *("WBRI - White British", "WBRI: White: White - British", "A1 - White British", "White British (A1)"),
    *("White British [WBRI]", "(A.A1) White - British", "A.A1 White > British", "White\u00a0British", "White\nBritish"),
    *("ＷＢＲＩ", "English/Welsh/Scottish/Northern Irish/British", "White/British"),
])  # fmt: skip
def test_one_label_in_many_spellings(text: str) -> None:
    assert label_of("ethnicity", text) == "White British"


@pytest.mark.parametrize(
    ("codes", "text"),
    [
        ("ethnicity", "ZZZZ"),
        ("ethnicity", "WBRI - Indian"),
        ("ethnicity", "Mixed - African"),
        ("ethnicity", "Not White British"),
        ("ethnicity", "A"),
        ("ethnicity", "A1"),
        ("yes_no", "No - child died"),
        ("yes_no", "Yes, but refused"),
        ("yes_no", "no contact"),
        ("primary_need", "PSRMEM - Support with memory and cognition"),
        ("primary_need", "N1 - Low income"),
        ("sex", "Girl"),
        ("sex", "1 - Female"),
        ("referral_source", "Health services and police"),
    ],
)
def test_nothing_is_guessed(codes: str, text: str) -> None:
    assert label_of(codes, text) is None


def test_no_spelling_stands_for_two_labels() -> None:
    for name, codes in SETS.items():
        meant: dict[str, set[str]] = {}
        labels = {text: label for text, label in codes.items() if isinstance(label, str)}
        for text, label in [*labels.items(), *codes.get("also", {}).items(), *((one, one) for one in labels.values())]:
            meant.setdefault(spelling(text), set()).add(label)
        assert {text: labels for text, labels in meant.items() if len(labels) > 1} == {}, name


@given(st.sampled_from(sorted(SETS)), st.text(max_size=20))
def test_any_text_is_a_label_of_the_set_or_not_understood(codes: str, text: str) -> None:
    label = label_of(codes, text)
    words = {label for label in SETS[codes].values() if isinstance(label, str)}
    assert label is None or label == "" or label in words | {*SETS[codes].get("also", {}).values()}


def frame_with(root: Path, text: str, settings: str = "", shared: str = "") -> Frame:
    review = REVIEW.replace('file = "frame.csv"\n', f'file = "frame.csv"\n{settings}\n')
    (root / "audit_templates").mkdir(parents=True)
    if shared:
        (root / "audit_templates" / "labels.toml").write_text(shared, encoding="utf-8")
    return read_frame(read_small(root, frame=text, review=review)[0], KEY)


FRAME = "child_id,sex,ethnicity,disability,locality\n1,Girl,Geordie,yes,N\n2,boy,WBRI,Asthma,S\n3,F,ZZZZ,b) No,n\n"


def test_unknown_labels_are_held_apart_and_the_children_counted(tmp_path: Path) -> None:
    frame = frame_with(tmp_path, FRAME)
    assert frame.report.used == 3 and not frame.problems
    assert frame.report.labels == {"sex": 2, "ethnicity": 2, "disability": 1}
    assert list(frame.table["sex"]) == ["unknown", "unknown", "F"]
    assert list(frame.table["ethnicity"]) == ["not in code list", "White British", "not in code list"]
    assert list(frame.table["disability"]) == ["yes", "not in code list", "no"]
    assert list(frame.table["locality"]) == ["N", "S", "n"]


def test_a_partnership_explains_its_own_words(tmp_path: Path) -> None:
    shared = '[sex]\n"girl" = "M"\n"boy" = "Male"\n[locality]\n"N" = "North"\n'
    mine = '[frame.labels.sex]\n"GIRL" = "F"\n[frame.labels.ethnicity]\n"Geordie" = "White British"\n'
    frame = frame_with(tmp_path, FRAME, mine, shared)
    assert list(frame.table["sex"]) == ["F", "M", "F"]  # the review's own word comes first
    assert frame.table["ethnicity"][0] == "White British"
    assert list(frame.table["locality"]) == ["North", "S", "North"]
    assert frame.report.labels == {"ethnicity": 1, "disability": 1}


@pytest.mark.parametrize(
    ("settings", "rule", "line"),
    [
        ('[frame.labels.sex]\n"girl" = "Fem"', "P01", "line 19"),
        ('[frame.labels.disability]\n"asthma" = "sometimes"', "P01", "line 19"),
        ('[frame.labels.locality]\n"n" = ""', "P01", "line 19"),
        ('[frame.labels]\nsex = "F"', "P11", "line 18"),
    ],
)
def test_a_meaning_that_cannot_be_used(tmp_path: Path, settings: str, rule: str, line: str) -> None:
    text = REVIEW.replace('file = "frame.csv"\n', f'file = "frame.csv"\n{settings}\n')
    folder = write_workspace(tmp_path, review=text)
    _, problems = read_review(folder, read_workspace(tmp_path)[0])
    assert [(problem.rule, problem.cell) for problem in problems] == [(rule, line)], problems
    assert "Fem" not in str(problems) and "asthma" not in str(problems)


def test_a_file_of_labels_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "labels.toml"
    path.write_text('sex = "F"\n[ethnicity]\n"Geordie" = "White British"\n', encoding="utf-8")
    words, problems = read_labels(path)
    assert words == {"ethnicity": {"Geordie": "White British"}}
    assert [(problem.rule, problem.cell) for problem in problems] == [("P11", "line 1")]
    path.write_text("[sex\n", encoding="utf-8")
    assert [problem.rule for problem in read_labels(path)[1]] == ["P10"]
    assert read_labels(tmp_path / "none.toml") == ({}, Problems())
