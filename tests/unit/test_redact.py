"""Redaction on the labelled lines, and what has to hold for any text."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import pytest
import redaction_lines as lines
from hypothesis import example, given
from hypothesis import settings as having
from hypothesis import strategies as st

from scrutiny_lib.release import Mark, redact

INNOCENT_CERTAIN = 0.0
INNOCENT_MARKED = 0.51
"""Percent of the words outside the labelled stretches that are taken out, and that are only marked: may not grow."""

NAMES = ("Alfie Smith", "Zoë Okafor", "Mohammed Hussain", "Aleksandra Nowak", "Siobhan O'Neill")
ANY_TEXT = st.text(max_size=200) | st.lists(
    st.sampled_from(
        [
            *"abcA1 .\n@#-😀\u0301\u200b",
            "Alfie",
            "[name]",
            "07700 900123",
            "PO1 2AB",
            "born ",
            "uncle ",
            "\r\n",
            "12 Acacia Road",
        ]
    ),
    max_size=30,
).map("".join)


def covered(marks: tuple[Mark, ...]) -> set[int]:
    return {place for mark in marks for place in range(mark.start, mark.end)}


def missed(category: str, *, taken_out: bool = False) -> tuple[int, list[str]]:
    """How many labelled stretches of a category there are, and those not wholly marked (or taken out)."""
    many, found = 0, []
    for line in lines.LINES:
        if line.category == category:
            _, marks = redact(line.text, line.names)
            places = covered(tuple(mark for mark in marks if mark.certain or not taken_out))
            for start, end in line.spans:
                many += 1
                if not {i for i in range(start, end) if line.text[i].isalnum()} <= places:
                    found.append(line.text)
    return many, found


def test_the_labelled_set_is_as_large_and_as_mixed_as_it_claims() -> None:
    assert len(lines.LINES) >= 1000 and len({line.text for line in lines.LINES}) == len(lines.LINES)
    assert all(many >= 60 for many in Counter(line.category for line in lines.LINES).values())


@pytest.mark.parametrize("category", ["format", "listed"])
def test_every_identifier_with_a_format_and_every_listed_name_is_found(category: str) -> None:
    many, found = missed(category)
    assert many > 320 and found == []


@pytest.mark.parametrize(("category", "most"), [("format", 5), ("listed", 12)])
def test_what_is_found_is_taken_out_but_for_dates_and_ordinary_words(category: str, most: int) -> None:
    assert len(missed(category, taken_out=True)[1]) <= most


def test_names_nobody_listed_are_marked() -> None:
    many, found = missed("other")
    assert many > 170 and len(found) <= many * 0.03


def test_few_innocent_words_are_marked() -> None:
    certain = marked = words = 0
    for line in lines.LINES:
        _, marks = redact(line.text, line.names)
        labelled = {i for start, end in line.spans for i in range(start, end)}
        out = covered(tuple(mark for mark in marks if mark.certain))
        for word in re.finditer(r"\w+(?:['’]\w+)*", line.text):
            places = set(range(*word.span()))
            if not places & labelled:
                words += 1
                certain += bool(places & out)
                marked += bool(places & covered(marks) and not places & out)
    assert words > 4700
    assert 100 * certain / words <= INNOCENT_CERTAIN and 100 * marked / words <= INNOCENT_MARKED


@given(ANY_TEXT)
@example("born 14/03/2011 14/03/2011 07700 900123 07700 900123")
@example("my uncle Alfie Alfie Smith, A l f i e and Kai")
@having(max_examples=150)
def test_redacting_twice_changes_nothing_more(text: str) -> None:
    out, _ = redact(text, NAMES)
    assert redact(out, NAMES)[0] == out


@given(ANY_TEXT)
@having(max_examples=150)
def test_the_original_comes_back_when_the_marks_are_put_back(text: str) -> None:
    out, marks = redact(text, NAMES)
    back, at, gone = [], 0, 0
    for mark in (mark for mark in marks if mark.certain):
        before = mark.start - gone
        back += [out[at : at + before], text[mark.start : mark.end]]
        at += before
        assert out.startswith(mark.instead, at)
        at += len(mark.instead)
        gone = mark.end
    assert "".join([*back, out[at:]]) == text
    assert all(first.end <= second.start for first, second in pairwise(marks))
    assert all(0 <= mark.start < mark.end <= len(text) for mark in marks)


DISGUISES = (
    str,
    str.upper,
    str.lower,
    lambda n: n + "'s",
    lambda n: n + "’s",
    lambda n: " ".join(n),
    lambda n: n[:-1],
    lambda n: n[:2] + n[3] + n[2] + n[4:],
)
SENTENCES = (
    "I told {} about it.",
    "then {} went home",
    "{} hides when they shout",
    "“{}” is on the door",
    "me and {}😀 again\r\nok",
    "my mate {}, yeah",
)


@given(
    st.sampled_from(
        ["Alfie Smith", "Chidinma Okeke", "Krzysztof Wojcik", "Kayleigh Pritchard", "Oluwaseun Adeyemi"]
    ),
    st.integers(0, 1), st.sampled_from(DISGUISES), st.sampled_from(SENTENCES),
)  # fmt: skip
def test_a_listed_name_is_found_in_any_sentence(name: str, part: int, disguise, sentence: str) -> None:  # type: ignore[no-untyped-def]
    said = disguise(name.split()[part])
    text = sentence.format(said)
    out, _ = redact(text, [name])
    assert said not in out


def test_initials_particles_and_familiar_endings_of_a_listed_name_go_with_it() -> None:
    names = ["Elizabeth Taylor-Brown", "Imogen St John-Smith", "Callum Hughes"]
    for said in ("E.T-B.", "ETB", "St. John Smith", "Saint John-Smith", "Hughsie", "Elizabeth T-B"):
        assert redact(f"then {said} went home", names)[0] == "then [name] went home"


def test_an_address_is_taken_out_with_what_follows_of_it() -> None:
    text = "at Flat 2, 9 High Street, Portsmouth, and The Old Rectory, Church Lane\nthen off"
    assert redact(text)[0] == "at [address], and [address]\nthen off"


def test_counting_is_not_a_number_that_somebody_says() -> None:
    text = "one two three four five six then ten twenty thirty forty fifty sixty, I can count"
    assert redact(text)[1] == ()


def test_a_text_that_nothing_identifies_stays_byte_for_byte() -> None:
    text = "I like it when\r\nit is quiet 😀 cafe\u0301\u200b \x00 <script>=1+1 שלום"
    assert redact(text)[0] == text and redact("") == ("", ())


def test_marks_say_where_in_the_original_and_what_stands_instead() -> None:
    text = "😀 Alfie rang 07700 900123"
    out, marks = redact(text, ["Alfie"])
    assert out == "😀 [name] rang [telephone number]"
    assert marks == (
        Mark(2, 7, "listed name", True, "[name]"),
        Mark(13, 25, "telephone number", True, "[telephone number]"),
    )


@pytest.mark.parametrize(
    "piece",
    ["1", "A ", "a.", "@a", "born ", "one ", "12/", "A b ", "my brother Kai and ", "(", "www.", "é", "1 Aa ", "_a1"],
)
def test_a_long_text_of_one_piece_is_searched_to_its_end(piece: str) -> None:
    out, _ = redact(piece * 4000 + " PO1 2AB", NAMES)
    assert "2AB" not in out
