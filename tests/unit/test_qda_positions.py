"""Positions as tools count them become code points of the text as it is; where nothing says how, nobody guesses."""

from __future__ import annotations

import tempfile
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from qdpx_fixture import OTHER, TEXT, one_text, packed, project, selection, text_source

from scrutiny_lib.errors import Refused
from scrutiny_lib.intake.qda_positions import PositionsUnclear, is_copy
from scrutiny_lib.intake.qda_spans import (
    CODE_POINTS,
    CODE_POINTS_CRLF,
    READINGS,
    UTF_16,
    UTF_16_CRLF,
    Letters,
    spans_of,
)
from scrutiny_lib.intake.qdpx_read import read_qdpx

DIARY = (
    "Lamp 😟 on.\r\nThe 🚂 was late and loud.\r\nCafe\u0301 was shut, biscuits were not.\r\nGreen door 😟 again.\r\n"
)
WORDS = ("The", "late and loud", "Cafe\u0301", "biscuits", "Green door", "again")


def counted(text: str, at: int, reading: str) -> int:
    """A position written out slowly: every character before it weighed one by one."""
    weight = 0
    for before, character in pairwise(["", *text[:at]]):
        if "CRLF" in reading and before == "\r" and character == "\n":
            continue
        weight += 2 if reading.startswith("utf-16") and ord(character) > 0xFFFF else 1
    return weight


def spans_in(text: str, reading: str, words: tuple[str, ...] = WORDS) -> list[tuple[int, int]]:
    found = [(text.index(word), text.index(word) + len(word)) for word in words]
    return [(counted(text, start, reading), counted(text, end, reading)) for start, end in found]


@pytest.mark.parametrize("reading", READINGS)
def test_the_reading_is_found_whatever_the_tool_and_the_words_are_the_words(reading: str, tmp_path: Path) -> None:
    read = read_qdpx(one_text(tmp_path, "\ufeff" + DIARY, spans_in(DIARY, reading)))
    assert read.sources["text"].tolist() == [DIARY] and read.sources["bom"].tolist() == [True]
    assert sorted(DIARY[a:b] for a, b in zip(read.codings["start"], read.codings["end"], strict=True)) == sorted(WORDS)
    row = read.readings.iloc[0]
    assert (row["source"], row["reading"], bool(row["asked"])) == (TEXT.lower(), reading, True)
    assert row["share"] == 1.0


@given(st.text(st.sampled_from("a b\r\n😟é"), max_size=40), st.sampled_from(READINGS), st.data())
def test_any_position_between_two_letters_comes_back(text: str, reading: str, data: st.DataObject) -> None:
    places = [at for at in range(len(text) + 1) if "CRLF" not in reading or text[at - 1 : at + 1] != "\r\n" or at == 0]
    at = data.draw(st.sampled_from(places))
    written = np.array([counted(text, at, reading)], dtype=np.int64)
    spans = spans_of(Letters(text), written, written, reading)
    assert spans.fits.tolist() == [True] and spans.start.tolist() == [at]


def test_a_position_inside_a_pair_or_outside_the_text_fits_nothing() -> None:
    start, end = np.array([1, 0, -1, 5, 2]), np.array([3, 3, 3, 6, 1])
    assert spans_of(Letters("😟ab"), start, end, UTF_16).fits.tolist() == [False, True, False, False, False]


def test_where_all_readings_agree_nothing_is_asked(tmp_path: Path) -> None:
    read = read_qdpx(one_text(tmp_path, "quiet river\n", [(1, 3)]))
    assert read.readings.iloc[0][["reading", "asked"]].tolist() == [CODE_POINTS, False]


SIGNS = "😟!?;:+=*#"


def test_two_readings_that_fit_alike_are_refused_with_the_slices_beside_the_message(tmp_path: Path) -> None:
    path = one_text(tmp_path, SIGNS, [(2, 3), (5, 7)])
    with pytest.raises(PositionsUnclear) as caught:
        read_qdpx(path)
    said, choices = str(caught.value), caught.value.choices
    assert "positions=" in said and "'code points', 'utf-16'" in said and "[Q20, REJECT]" in said
    assert not any(sign in said for sign in ("😟", "?", "+"))
    assert choices["source"].tolist() == [TEXT.lower()] * 2
    assert choices["reading"].tolist() == [CODE_POINTS, UTF_16] and choices["share"].tolist() == [1.0, 1.0]
    assert choices["slices"].tolist() == [["?", "+="], ["!", ":+"]]


@pytest.mark.parametrize(("reading", "sign"), [(CODE_POINTS, "?"), (UTF_16, "!")])
def test_the_analyst_chooses(reading: str, sign: str, tmp_path: Path) -> None:
    read = read_qdpx(one_text(tmp_path, SIGNS, [(2, 3)]), positions=reading)
    assert SIGNS[read.codings["start"][0] : read.codings["end"][0]] == sign
    assert read.readings["reading"].tolist() == [reading]


def test_only_ten_slices_are_shown(tmp_path: Path) -> None:
    with pytest.raises(PositionsUnclear) as caught:
        read_qdpx(one_text(tmp_path, "😟" + "!?" * 20, [(at, at + 1) for at in range(2, 30)]))
    assert [len(slices) for slices in caught.value.choices["slices"]] == [10, 10]


def test_a_reading_that_is_not_known_is_refused_by_its_rule(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Q21"):
        read_qdpx(one_text(tmp_path, "river", [(0, 5)]), positions="bytes")


@pytest.mark.parametrize(
    ("origin", "reading"),
    [
        ("NVivo 12.6 for Windows", UTF_16),
        ("QualCoder 3.5", CODE_POINTS),
        ("Scrutiny Workbench", CODE_POINTS),
        ("Scrutiny Workbench (UTF-16 positions)", UTF_16),
    ],
)
def test_what_the_tool_is_known_for_decides_between_readings_that_fit_alike(
    origin: str, reading: str, tmp_path: Path
) -> None:
    read = read_qdpx(one_text(tmp_path, SIGNS, [(2, 3)], origin=origin))
    assert read.readings["reading"].tolist() == [reading]
    assert read.codings["start"].tolist() == [2 if reading == CODE_POINTS else 1]


def test_atlas_ti_counts_a_line_end_as_one(tmp_path: Path) -> None:
    text = "!\r\n" + SIGNS[1:]
    read = read_qdpx(one_text(tmp_path, text, [(3, 4)], origin="ATLAS.ti Win 23.4.0"))
    assert read.codings["start"].tolist() == [4] and read.readings["reading"].tolist() == [CODE_POINTS_CRLF]


def test_the_words_win_over_what_the_tool_is_known_for(tmp_path: Path) -> None:
    read = read_qdpx(one_text(tmp_path, DIARY, spans_in(DIARY, UTF_16_CRLF), origin="NVivo 12"))
    assert read.readings["reading"].tolist() == [UTF_16_CRLF]


def test_a_name_that_repeats_the_words_decides(tmp_path: Path) -> None:
    text = "😟 -a-b-c-d-"
    at = text.index("b")
    read = read_qdpx(one_text(tmp_path, text, [(at, at + 3)], names=["b-c"]))
    assert read.readings["reading"].tolist() == [CODE_POINTS]
    read = read_qdpx(one_text(tmp_path, text, [(at + 1, at + 4)], names=["b-c"]))
    assert read.readings["reading"].tolist() == [UTF_16]


def test_one_text_says_for_all_how_the_file_counts(tmp_path: Path) -> None:
    inside = "".join(selection(start, end) for start, end in spans_in(DIARY, UTF_16))
    other = "😟 -a-b-"
    sources = text_source(inside) + text_source(selection(4, 5), guid=OTHER)
    texts = {f"sources/{TEXT}.txt": DIARY, f"sources/{OTHER}.txt": other}
    read = read_qdpx(packed(tmp_path, project(sources), texts))
    assert read.readings["reading"].tolist() == [UTF_16, UTF_16]
    last = read.codings.iloc[-1]
    assert other[last["start"] : last["end"]] == "a"


def test_what_lies_outside_is_listed_and_never_clipped(tmp_path: Path) -> None:
    read = read_qdpx(one_text(tmp_path, "quiet river", [(0, 5), (6, 12), (40, 50), (5, 2), (3, 3)]))
    assert read.codings[["start", "end"]].values.tolist() == [[0, 5], [3, 3]]
    said = [line for line in read.lost if "outside" in line]
    assert any("(3, source" in line for line in said) and not any("quiet" in line for line in read.lost)


@given(st.lists(st.sampled_from(["river", "😟", "\r\n", " ", "lamp", "."]), min_size=3, max_size=30).map("".join))
def test_a_reader_never_alters_a_text(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        read = read_qdpx(one_text(Path(folder), text, [(0, 0)]), positions=CODE_POINTS)
        assert read.sources["text"].tolist() == [text]


def test_a_copy_of_the_words_may_be_cut_or_have_its_line_ends_flattened() -> None:
    text = "one two\r\nthree four"
    assert is_copy("one two three", text, 0, 14) and is_copy("one two th...", text, 0, 19)
    assert not is_copy("…", text, 0, 3) and not is_copy("my heading", text, 0, 7)


def test_of_two_readings_that_fit_words_alike_the_one_that_fits_sentences_is_taken(tmp_path: Path) -> None:
    text = "I went out 😟. It rained."
    whole = text.index("It rained")
    read = read_qdpx(one_text(tmp_path, text, [(0, len(text))]))
    assert read.readings["reading"].tolist() == [CODE_POINTS] and read.codings["end"].tolist() == [len(text)]
    read = read_qdpx(one_text(tmp_path, text, [(0, whole)]))
    assert read.readings["reading"].tolist() == [UTF_16] and read.codings["end"].tolist() == [whole - 1]
    read = read_qdpx(one_text(tmp_path, text, [(0, whole)], origin="QualCoder 3.5"))
    assert read.codings["end"].tolist() == [whole]
