"""Names of children in what agencies wrote: found before anything is quoted, counted by place, never repeated."""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.plural import many

_NAMES = ("name", "first_name", "last_name")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LEAST = 3
"""A shorter part of a name is too often a word or initials."""
_SHOWN = 5


def names_in_free_text(written: pd.DataFrame, crosswalk: pd.DataFrame) -> Problems:
    """A warning (T19) for each return that names a child in free text.

    Parameters
    ----------
    written : DataFrame
        ``Returns.written``: every free text of the returns used, whether its row counts or not.
    crosswalk : DataFrame
        Restricted: ``case_id`` and, where the frame had them, ``name``, ``first_name``, ``last_name``.

    Returns
    -------
    Problems
        With the number of cells and where they stand. In a text about a child, any part of that child's name counts
        when it is written with a capital letter: people write of *Alfie*, not of *Alfie Smith*. A part of a name that
        is also an ordinary word is found at the beginning of a sentence too: a person looks. No crosswalk of names,
        no warning.
    """
    problems = Problems()
    parts = _parts(crosswalk)
    if not parts:
        return problems
    places: dict[str, list[str]] = {}
    for case_id, text, where in written[["case_id", "text", "place"]].astype(str).to_numpy().tolist():
        wanted = parts.get(case_id, set())
        if wanted and wanted & {word.casefold() for word in _capitals(text)}:
            label, _, place = where.partition(", ")
            places.setdefault(label, []).append(place)
    for label, found in places.items():
        more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        problems.add(
            "T19",
            f"A child seems to be named in free text, in {many(len(found), 'cells')}: "
            f"{'; '.join(found[:_SHOWN])}{more}.",
            "Ask the agency to take names out; nothing of these texts may be quoted.",
            file=label,
            act="WARN",
        )
    return problems


def _parts(crosswalk: pd.DataFrame) -> dict[str, set[str]]:
    """case_id -> the parts of the child's name, in small letters."""
    columns = [name for name in _NAMES if name in crosswalk.columns]
    found: dict[str, set[str]] = {}
    for case_id, *names in crosswalk[["case_id", *columns]].astype(str).to_numpy().tolist() if columns else []:
        words = (word for name in names for word in _WORD.findall(_plain(name)) if len(word) >= _LEAST)
        found.setdefault(case_id, set()).update(word.casefold() for word in words)
    return {case_id: words for case_id, words in found.items() if words}


def _capitals(text: str) -> list[str]:
    """The words of a text that begin with a capital letter."""
    return [word for word in _WORD.findall(_plain(text)) if word[0].isupper()]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("’", "'")
