"""Codes of the children in need census that one child may have several of, and what the file of its elements
says: ``cin_census.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from scrutiny_lib.intake.codes import NOT_IN_LIST, label_of, spelling, without_prefix

_FILE = Path(__file__).with_name("cin_census.toml")


@cache
def census() -> Mapping[str, Any]:
    """The tables of ``cin_census.toml``: elements, years, codes and rules."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def word_of(codes: str, text: str) -> str | None:
    """The word a code stands for, in a set of ``codes.toml`` or of the census alone; ``None`` when it is in
    neither.

    >>> word_of("factors", "18a"), word_of("primary_need", "N2"), word_of("factors", "99Z")
    ('Physical abuse', "Child's disability", None)
    """
    own = _own().get(codes)
    if own is None:
        return label_of(codes, text)
    lead = re.match(r"\w+", without_prefix(text))
    tries = (spelling(text), spelling(text).replace(" ", ""), spelling(lead[0]) if lead else "")
    return "" if not tries[0] else next((own[way] for way in tries if way in own), None)


def disability_of(codes: Iterable[str]) -> tuple[str, int]:
    """``yes`` when any of a child's codes is a disability, ``no`` when the only one is NONE, and how many
    codes are in no list. No code at all says nothing: ``""``.

    >>> disability_of(["NONE", "AUT"]), disability_of(["none"]), disability_of(["QQ"]), disability_of([])
    (('yes', 0), ('no', 0), ('not in code list', 1), ('', 0))
    """
    words = [word_of("disability", code) for code in codes if code]
    lost = words.count(None)
    for word in ("yes", "no", "not known"):
        if word in words:
            return word, lost
    return NOT_IN_LIST if lost else "", lost


def factors_of(codes: Iterable[str]) -> tuple[str, int]:
    """The factors of an assessment as words, in the order of the return, and how many are in no list.

    >>> factors_of(["16A", "3B", "3b", "RB"])
    ('Domestic abuse: parent or carer; Neglect; not in code list', 1)
    """
    words = [word_of("factors", code) for code in codes if code]
    known = [word for word in census()["sets"]["factors"].values() if word in words]
    return "; ".join([*known, *([NOT_IN_LIST] if None in words else [])]), words.count(None)


@cache
def _own() -> dict[str, dict[str, str]]:
    """Word by spelling for each set that only the census has."""
    return {
        name: {
            **{spelling(word): word for word in words.values()},
            **{spelling(code): word for code, word in words.items()},
        }
        for name, words in census()["sets"].items()
    }
