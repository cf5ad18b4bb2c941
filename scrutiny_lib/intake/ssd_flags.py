"""Cells of the Standard Safeguarding Dataset that hold JSON: dictionaries of flags, and lists of factors.

Only yes or no is read from them: the same cells hold comments, which are never looked at. A flag that is not
understood is counted, and so is a cell that is not whole JSON."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from scrutiny_lib.intake.census_codes import factors_of
from scrutiny_lib.intake.codes import NOT_IN_LIST, label_of
from scrutiny_lib.intake.columns import NOT_AVAILABLE
from scrutiny_lib.intake.ssd_files import ssd
from scrutiny_lib.intake.text import header

LONGEST = 100_000
"""A longer cell is not looked at; it counts as broken."""

NO_FLAG = "none of the outcomes"
"""The word for a dictionary that says no to everything."""


class Flags(NamedTuple):
    """What a cell says in words, how many flags of it are not understood, and whether it is not JSON."""

    words: str
    lost: int = 0
    broken: bool = False


def outcome_of(text: str) -> Flags:
    """The flags of a dictionary that are yes, as words with semicolons between them.

    >>> outcome_of('{"NEW_REFERRAL_FLAG": "a) Yes", "OUTCOME_NFA_FLAG": "N", "COMMENTS": "…"}')
    Flags(words='New referral', lost=0, broken=False)
    >>> outcome_of('{"NFA_FLAG": 1, "SHOE_FLAG": "Y", "ADVICE_FLAG": "perhaps"}')
    Flags(words='No further action; not in code list', lost=2, broken=False)
    >>> outcome_of('{"NFA_FLAG": "Y"'), outcome_of("")
    (Flags(words='not in code list', lost=1, broken=True), Flags(words='', lost=0, broken=False))
    """
    if text in ("", NOT_AVAILABLE):
        return Flags(text)
    found = _parsed(text)
    if not isinstance(found, dict):
        return Flags(NOT_IN_LIST, 1, True)
    flags, words, skip = {_key(key): value for key, value in found.items()}, _words(), _not_read()
    answers = {key: _answer(value) for key, value in flags.items() if key not in skip}
    lost = sum(answer is None or (answer == "yes" and key not in words) for key, answer in answers.items())
    said = [word for key, word in words.items() if answers.get(key) == "yes"]
    none = [NO_FLAG] if "no" in answers.values() and not said and not lost else []
    return Flags("; ".join([*said, *none, *([NOT_IN_LIST] if lost else [])]), lost)


def factors_in(text: str) -> Flags:
    """The factors of an assessment, from a list of codes or a dictionary of code and flag, as words.

    >>> factors_in('["3B", "16A"]').words, factors_in('{"3B": "Yes", "16A": "No", "1A": ""}').words
    ('Domestic abuse: parent or carer; Neglect', 'Domestic abuse: parent or carer')
    >>> factors_in("[3B]")
    Flags(words='not in code list', lost=1, broken=True)
    """
    if text in ("", NOT_AVAILABLE):
        return Flags(text)
    found = _parsed(text)
    if isinstance(found, dict):
        answers = {key: _answer(value) for key, value in found.items()}
        words, lost = factors_of([key for key, answer in answers.items() if answer == "yes"])
        unclear = list(answers.values()).count(None)
        return Flags("; ".join(filter(None, [words, NOT_IN_LIST if unclear and not lost else ""])), lost + unclear)
    if not isinstance(found, list) or any(isinstance(code, dict | list) for code in found):
        return Flags(NOT_IN_LIST, 1, True)
    return Flags(*factors_of(str(code) for code in found if code is not None))


class _Twice(ValueError):
    """A dictionary has the same key twice with different values: which is meant nobody can say."""


def _parsed(text: str) -> Any:
    """What the cell holds; ``None`` when it is not whole JSON."""
    try:
        return json.loads(text, object_pairs_hook=_once) if len(text) <= LONGEST else None
    except (ValueError, RecursionError):
        return None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if found.setdefault(key, value) != value:
            raise _Twice
    return found


def _answer(value: Any) -> str | None:
    """``yes``, ``no``, ``not known``, ``""`` for nothing said; ``None`` when it is not understood."""
    if value is None:
        return ""
    return label_of("yes_no", str(value)) if isinstance(value, str | int | bool) else None


def _key(key: str) -> str:
    """A key without what its spellings differ in."""
    words = header(key).split()
    words = words[1:] if words[:1] == ["outcome"] else words
    return " ".join(words[:-1] if words[-1:] == ["flag"] else words)


def _words() -> dict[str, str]:
    return {_key(key): word for key, word in ssd()["flags"]["words"].items()}


def _not_read() -> set[str]:
    return {_key(key) for key in ssd()["flags"]["not_read"]}
