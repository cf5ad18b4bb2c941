"""Whether the words to be printed are the child's own: every run of them stands in the passage, in that order.

What was left out is shown by brackets: ``[…]`` for a cut, or one of a closed list of words (``[name]``) for something
that would point to somebody. Nothing else can be added, so nobody can write a sentence for a child. What is printed in
the end is cut from the text itself, never taken from the sheet.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import NamedTuple

from ..intake.text import without_control

CUT = "…"
INSTEAD = frozenset({
    "name", "name of a person", "initials", "nickname", "place", "town", "street", "address", "postcode", "school",
    "college",
    "nursery", "club", "team", "religion", "language", "country", "health condition", "date", "date of birth", "age",
    "number", "phone number", "telephone number", "e-mail", "email", "e-mail address", "link", "account", "user name",
    "NHS number", "UPN", "National Insurance number", "a relative", "relative", "mother", "father", "parent", "brother",
    "sister", "sibling", "friend", "worker", "social worker", "teacher", "police officer", "nurse", "doctor",
    "foster carer", "carer", "person", "pet", "number of children",
})  # fmt: skip
"""What may stand in brackets in place of words that were taken out, beside what redaction itself proposes."""

TURNS_ROUND = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the reading of what follows: with them, what is read is not what is written."""

_BRACKET = re.compile(r"\[([^\[\]]*)\]")
_DOTS = {"...", "....", "…", ". . ."}
_FOLD = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"'})


class Found(NamedTuple):
    """Words to print as they are printed, and the stretches of the passage they are cut from.

    ``text`` is cut from the passage (characters that cannot be printed left out), with what stands in brackets between;
    ``stretches`` are (start, end) in the passage, the end exclusive.
    """

    text: str
    stretches: tuple[tuple[int, int], ...]


def find_words(to_print: str, passage: str, instead: Collection[str] = ()) -> Found | None:
    """The words to print in a passage; ``None`` when they do not stand there in that order.

    White space, accents composed or not, curly or straight quotation marks do not matter; letters, case and punctuation
    do. A run begins and ends where a word does. A word in brackets must stand for something; ``[…]`` may also stand at
    an end. Words that have no letter or digit are no words.

    >>> find_words("I like [name] […] school.", "I like Ash and I like the bus to school.").text
    'I like [name] […] school.'
    >>> find_words("I hate school.", "I like school.") is None
    True
    """
    allowed = {_spelt(word) for word in (*INSTEAD, *instead)}
    pieces = _pieces(to_print, allowed)
    letters, places = _letters(passage)
    at, printed, stretches = 0, "", []
    gap = False  # something has to be left out before the next run
    for kind, piece in pieces:
        if kind == "space":
            printed += piece
        elif kind == "instead":
            gap, printed = True, f"{printed}[{piece}]"
        elif kind == "cut":
            printed += f"[{CUT}]"
        else:
            wanted = _letters(piece)[0]
            start = _next(letters, wanted, at, gap)
            if start is None:
                return None
            at, gap = start + len(wanted), False
            first, last = places[start], places[at - 1] + 1
            while last < len(passage) and unicodedata.combining(passage[last]):
                last += 1
            stretches.append((first, last))
            printed += printable(passage[first:last])
    if (gap and not letters[at:].strip()) or not any(
        character.isalnum() for first, last in stretches for character in passage[first:last]
    ):
        return None
    return Found(printed.strip(), tuple(stretches))


def printable(text: str) -> str:
    r"""Text as it is printed: line ends as one, without characters that nothing can print.

    >>> printable("One.\r\nTwo\x00.")
    'One.\nTwo.'
    """
    return without_control(text.replace("\r\n", "\n").replace("\r", "\n"))[0]


def _pieces(to_print: str, allowed: Collection[str]) -> list[tuple[str, str]]:
    """Runs of words, cuts and words in brackets, and the white space between them, in order. Brackets with anything
    else in them are words like others."""
    pieces: list[tuple[str, str]] = []
    held = ""

    def flush() -> None:
        nonlocal held
        inner = held.strip()
        if not inner:
            if held:
                pieces.append(("space", " "))
        else:
            before, after = held[: len(held) - len(held.lstrip())], held[len(held.rstrip()) :]
            pieces.extend([*([("space", " ")] if before else []), ("run", inner)])
            pieces.extend([("space", " ")] if after else [])
        held = ""

    last = 0
    for bracket in _BRACKET.finditer(to_print):
        word = bracket[1].strip()
        if word in _DOTS or _spelt(word) in allowed:
            held += to_print[last : bracket.start()]
            flush()
            pieces.append(("cut", CUT) if word in _DOTS else ("instead", " ".join(word.split())))
            last = bracket.end()
    held += to_print[last:]
    flush()
    return pieces


def _spelt(word: str) -> str:
    return " ".join(word.casefold().split())


def _letters(text: str) -> tuple[str, list[int]]:
    """A text as it is compared, and for each of its characters where it stands in the text itself."""
    found: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if character.isspace():
            if found and found[-1] != " ":
                found.append(" ")
                places.append(place)
        elif without_control(character)[0]:
            for part in unicodedata.normalize("NFD", character.translate(_FOLD)):
                found.append(part)
                places.append(place)
    return "".join(found), places


def _next(letters: str, wanted: str, at: int, gap: bool) -> int | None:
    """Where the wanted run stands next as words of their own; with ``gap``, with something left out before it."""
    start = letters.find(wanted, at)
    while start >= 0:
        end = start + len(wanted)
        opens = not (start and wanted[0].isalnum() and letters[start - 1].isalnum())
        ends = not (end < len(letters) and wanted[-1].isalnum() and _goes_on(letters[end]))
        if opens and ends and not (gap and not letters[at:start].strip()):
            return start
        start = letters.find(wanted, start + 1)
    return None


def _goes_on(character: str) -> bool:
    return character.isalnum() or bool(unicodedata.combining(character))
