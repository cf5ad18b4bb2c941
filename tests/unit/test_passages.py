"""Passages: made from lines or paragraphs, or given by a file; in order, apart, only white space left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.passages import passages_of, spans_of
from scrutiny_lib.intake.texts import Texts


def of(**words: str) -> Texts:
    return Texts(words=words, raw={source: text.encode() for source, text in words.items()})


def rows(texts: Texts, path: Path | None = None) -> list[list[object]]:
    table, problems = passages_of(texts, path)
    assert not problems, str(problems)
    return table.to_numpy().tolist()


@pytest.mark.parametrize(
    ("words", "stretches"),
    [
        ("One line.", ["One line."]),
        ("  One line.\r\n", ["One line."]),
        ("One.\nTwo.", ["One.", "Two."]),
        ("One.\r\nTwo.\rThree.\u2028Four.", ["One.", "Two.", "Three.", "Four."]),
        ("One\nand on.\n\nTwo\r\n \t\r\nThree", ["One\nand on.", "Two", "Three"]),
        ("\n\n One.\n  Two. \n\n", ["One.", "Two."]),
        ("\u202bיותר\u202c\nמזה", ["\u202bיותר\u202c", "מזה"]),
        ("👩🏽‍🦽\n\x00", ["👩🏽‍🦽", "\x00"]),
        (" \r\n\u00a0", []),
        ("", []),
    ],
)
def test_where_passages_begin_and_end(words: str, stretches: list[str]) -> None:
    assert [words[start:end] for start, end in spans_of(words)] == stretches


def test_ids_and_positions() -> None:
    texts = of(b="One.\r\n\r\nTwo.", a=" Only one. ")
    assert rows(texts) == [["b.1", "b", 0, 4], ["b.2", "b", 8, 12], ["a", "a", 1, 10]]
    table = passages_of(texts)[0]
    assert str(table["start"].dtype) == str(table["end"].dtype) == "int64"
    assert passages_of(Texts())[0].columns.tolist() == ["passage_id", "source", "start", "end"]


def test_an_id_is_never_given_twice() -> None:
    texts = Texts(words={"a": "One.\nTwo.", "a.1": "Three.\nFour.", "a.1.1": "Five."})
    names = passages_of(texts)[0]["passage_id"].tolist()
    assert names == ["a.p1", "a.p2", "a.1.p1", "a.1.p2", "a.1.1"]


lines = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\r\n\u2028 \t\u00a0a."), max_size=60)


@given(lines)
def test_passages_are_in_order_apart_and_cover_every_word(words: str) -> None:
    spans = spans_of(words)
    reached = 0
    for start, end in spans:
        assert reached <= start < end <= len(words)
        assert words[start:end] == words[start:end].strip()
        assert not words[reached:start].strip()
        reached = end
    assert not words[reached:].strip() and spans == spans_of(words)


@given(
    st.dictionaries(
        st.text("ab.1p ", min_size=1).map(str.strip).filter(lambda name: name.strip(". ")), lines, max_size=5
    )
)
def test_every_passage_has_an_id_of_its_own(words: dict[str, str]) -> None:
    table = passages_of(Texts(words=words))[0]
    assert table["passage_id"].is_unique
    assert set(table["source"]) == {source for source, text in words.items() if text.strip()}


HEAD = "passage_id,source,start,end\n"


def given_file(folder: Path, text: str) -> Path:
    path = folder / "passages.csv"
    path.write_text(HEAD + text, encoding="utf-8")
    return path


def test_the_file_says_which_and_the_rest_is_made(tmp_path: Path) -> None:
    texts = of(s1="I said no. Twice.", s2="One.\nTwo.")
    path = given_file(tmp_path, "late,S1,11,17\nearly,s1,0,10\n")
    assert rows(texts, path) == [
        ["early", "s1", 0, 10],
        ["late", "s1", 11, 17],
        ["s2.1", "s2", 0, 4],
        ["s2.2", "s2", 5, 9],
    ]
    assert rows(of(s1="I said no."), tmp_path / "nowhere.csv") == [["s1", "s1", 0, 10]]


def test_the_file_may_use_the_id_of_another_text(tmp_path: Path) -> None:
    path = given_file(tmp_path, "s2,s1,0,3\n")
    assert rows(of(s1="No.", s2="Yes."), path) == [["s2", "s1", 0, 3], ["s2.1", "s2", 0, 4]]


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("p2,s9,0,3", ("V03", "line 3", "source")),
        ("p2,s1,11,18", ("V14", "line 3", "end")),
        ("p2,s1,11,11", ("V14", "line 3", "end")),
        ("p2,s1,14,11", ("V14", "line 3", "end")),
        ("p2,s1,10,11", ("V05", "line 3", "start")),
        ("p2,s1,9,17", ("V04", "line 3", "start")),
        ("p2,s1,0,10", ("V04", "line 3", "start")),
        ("p2,s1,-1,10", ("V07", "line 3", "start")),
        ("p2,s1,11,", ("V07", "line 3", "end")),
        (",s1,11,17", ("V05", "line 3", "passage_id")),
    ],
)
def test_a_passage_that_cannot_be_used_is_held(tmp_path: Path, row: str, place: tuple[str, str, str]) -> None:
    texts = of(s1="I said no. Twice.")
    table, problems = passages_of(texts, given_file(tmp_path, f"p1,s1,0,10\n{row}\n"))
    assert table.to_numpy().tolist() == [["p1", "s1", 0, 10]]
    assert [(p.rule, p.cell, p.column) for p in problems] == [place] and problems[0].act == "HOLD"
    assert "said" not in str(problems)


def test_a_text_whose_passages_are_all_held_has_none(tmp_path: Path) -> None:
    table, problems = passages_of(of(s1="No.", s2="Yes."), given_file(tmp_path, "p1,s1,0,99\n"))
    assert table.to_numpy().tolist() == [["s2", "s2", 0, 4]] and len(problems) == 1


def test_an_id_twice_stops(tmp_path: Path) -> None:
    table, problems = passages_of(of(s1="No. Yes."), given_file(tmp_path, "p1,s1,0,3\nP1,s1,4,8\n"))
    assert table.empty and [(p.rule, p.cell, p.act) for p in problems] == [("I02", "line 3", "STOP")]


def test_a_file_that_is_refused_gives_no_passages(tmp_path: Path) -> None:
    path = tmp_path / "passages.csv"
    path.write_text("passage_id,source\np1,s1\n", encoding="utf-8")
    table, problems = passages_of(of(s1="No."), path)
    assert table.empty and problems.stops() and isinstance(problems, Problems)
