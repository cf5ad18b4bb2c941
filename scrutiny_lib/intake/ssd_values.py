"""Cells of the Standard Safeguarding Dataset in words: codes, flags, factors, and whether a child has died."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import pandas as pd

from scrutiny_lib.intake.census_codes import word_of
from scrutiny_lib.intake.codes import NOT_IN_LIST, spelling
from scrutiny_lib.intake.columns import symbol_of
from scrutiny_lib.intake.ssd_files import ssd
from scrutiny_lib.intake.ssd_flags import Flags, factors_in, outcome_of


class Words(NamedTuple):
    """The table in words; by column, how many labels or flags were not understood and which positions are not
    whole JSON."""

    table: pd.DataFrame
    lost: dict[str, int]
    broken: dict[str, list[int]]


def in_words(table: pd.DataFrame) -> Words:
    """Every code and flag of a table in words; columns that are neither stay as they are.

    >>> cells = pd.DataFrame({"primary_need": ["N2", "?", ""], "died": ["2025-01-01", "", ""]})
    >>> in_words(cells).table.to_dict("list"), in_words(cells).lost
    ({'primary_need': ["Child's disability", 'not in code list', ''], 'died': ['yes', 'no', 'no']},
     {'primary_need': 1})
    """
    new, lost, broken = table.copy(), {}, {}
    for column in table.columns:
        if column == "died":
            new[column] = [symbol_of(text) or ("yes" if text else "no") for text in table[column]]
        elif reader := _reader(column):
            read = {text: reader(text) for text in table[column].unique()}
            cells = [read[text] for text in table[column]]
            new[column] = [cell.words for cell in cells]
            if count := sum(cell.lost for cell in cells):
                lost[column] = count
            if positions := [at for at, cell in enumerate(cells) if cell.broken]:
                broken[column] = positions
    return Words(new, lost, broken)


def _reader(column: str) -> Callable[[str], Flags] | None:
    """What reads the cells of a column; ``None`` when they stay as they are."""
    facts = ssd()
    if column in facts["flags"]["columns"]:
        return outcome_of
    if column == "factors":
        return factors_in
    if column in facts["codes"] or column in facts["spellings"]:
        return lambda text: _label(column, text, facts)
    return None


def _label(column: str, text: str, facts: Mapping[str, Any]) -> Flags:
    if not text or symbol_of(text):
        return Flags(text)
    plain = spelling(text)
    code = next(
        (
            code
            for begins, code in facts["begins"].get(column, {}).items()
            if plain.split()[:1] == [spelling(begins)]
        ),
        {spelling(seen): meant for seen, meant in facts["spellings"].get(column, {}).items()}.get(plain, text),
    )
    codes = facts["codes"].get(column)
    if codes is None:
        return Flags(code)
    own = {spelling(known): word for known, word in facts["sets"].get(codes, {}).items()}
    word = own.get(spelling(code)) if own else word_of(codes, code)
    return Flags(NOT_IN_LIST, 1) if word is None else Flags(word)
