"""Two texts of the same words: a place in one is a place in the other, and not a word of ours is touched."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny_lib.intake.same_words import comparable, places_in

OURS = "\t\u201cI sleep \U0001f600\r\nat Nan\u2019s.\u201d\r\n\r\nCafe\u0301 is\u00a0open.\rEnd\x07"
TOOLS = {
    "line ends of one": OURS.replace("\r\n", "\n"),
    "line ends of two": OURS.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n"),
    "a mark before": "\ufeff" + OURS,
    "a blank line after": OURS + "\r\n",
    "nothing blank before or after": OURS.strip(),
    "accents put together": unicodedata.normalize("NFC", OURS),
    "accents taken apart": unicodedata.normalize("NFD", OURS),
    "plain spaces": OURS.replace("\u00a0", " ").replace("\t", " "),
    "without signs that cannot be seen": OURS.replace("\x07", ""),
}


@pytest.mark.parametrize("how", TOOLS)
def test_every_word_is_found_where_it_stands_with_us(how: str) -> None:
    theirs = TOOLS[how]
    places = places_in(OURS, theirs)
    assert places is not None and len(places) == len(theirs) + 1
    assert [places[at] for at in range(len(theirs))] == sorted(places[at] for at in range(len(theirs)))
    for word in ("sleep", "\U0001f600", "Nan\u2019s", "open", "End"):
        at = theirs.index(word)
        assert OURS[places[at] : places[at + len(word)]].strip("\x07") == word
    assert comparable(theirs) == comparable(OURS)


@pytest.mark.parametrize("theirs", ["I sleep well.", "I sleeps", "i sleep", "I  sleep", "I\nsleep", "Isleep", ""])
def test_other_words_are_other_words(theirs: str) -> None:
    assert places_in("I sleep", theirs) is None


SIGNS = st.text(alphabet="ab \r\n\t\u00e9e\u0301\u00a0\x00\ufeff\U0001f600", max_size=14)


@given(SIGNS, st.sampled_from(["", "\n", "\r\n \r\n"]), st.sampled_from(["", "\ufeff", "\n"]))
def test_what_a_tool_does_to_a_text_moves_places_but_cuts_the_same_letters(text: str, after: str, before: str) -> None:
    theirs = before + re.sub("\r\n?", "\n", text) + after
    places = places_in(text, theirs)
    assert places is not None and all(0 <= places[at] <= len(text) for at in range(len(theirs) + 1))
    assert all(places[at] <= places[at + 1] for at in range(len(theirs)))
    for at, letter in enumerate(theirs):
        if letter in "ab\U0001f600" and not unicodedata.combining(theirs[at + 1 : at + 2] or "x"):
            assert text[places[at] : places[at + 1]].startswith(letter)
