"""Labels of the statutory returns, understood however they are spelt. The codes and the other words seen for them
are data: ``codes.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from scrutiny_lib.intake.columns import symbol_of
from scrutiny_lib.intake.text import header

NOT_IN_LIST = "not in code list"
"""What stands in the table for a label that no code set has; the label itself could say anything and is not
carried."""

_FILE = Path(__file__).with_name("codes.toml")
_LETTER_PREFIX = re.compile(r"^[a-z]{1,2}\d?\)\s*", re.IGNORECASE)
_LEADING = re.compile(r"^\(?([A-Za-z0-9.]{1,8})(?:\s*[:–>)-]\s*|(\s+))(.+)$")
_TRAILING = re.compile(r"^(.+?)()\s*[(\[]([A-Za-z0-9.]{1,8})[)\]]$")
_FIRM = re.compile(r".*\d.*|[A-Z]{4,}")
_SMALL = {"and", "or"}


def without_prefix(label: str) -> str:
    """A category without the letter some extracts put before it.

    >>> without_prefix("b) Female"), without_prefix("p1) 5D: LA services"), without_prefix("Yes")
    ('Female', '5D: LA services', 'Yes')
    """
    return _LETTER_PREFIX.sub("", label)


def spelling(text: str) -> str:
    """What all spellings of one label have in common.

    >>> spelling("White / British") == spelling("white-british"), spelling("Abuse or Neglect")
    (True, 'abuse neglect')
    """
    return " ".join(word for word in header(without_prefix(text)).split() if word not in _SMALL)


def label_of(codes: str, text: str) -> str | None:
    """The label a cell stands for in one set of codes; ``None`` when it is in none of its spellings.

    Understood are the code, the label, other words seen for it, all with or without a letter prefix (``"a)
    WBRI"``), and code and words together in either order (``"N1 - Abuse or Neglect"``, ``"White British
    [WBRI]"``). Where code and words say different things nothing is understood. A blank stays blank.

    >>> label_of("ethnicity", "a) WBRI"), label_of("ethnicity", "W BRI"), label_of("ethnicity", "ZZZZ")
    ('White British', 'White British', None)
    >>> label_of("primary_need", "N1 - Abuse or Neglect"), label_of("primary_need", "N1 - Low income")
    ('Abuse or neglect', None)
    >>> label_of("sex", "b) Female"), label_of("sex", "Girl")
    ('F', None)

    Raises
    ------
    KeyError
        When there is no such set of codes.
    """
    known = _sets()[codes]
    plain = without_prefix(text)
    if not plain.strip():
        return ""
    whole = known.label(plain)
    if whole is not None:
        return whole
    for code, words, apart in _parts(plain):
        by_code, by_words = known.codes.get(spelling(code)), known.label(words)
        if by_code is not None and by_words is not None:
            return by_code if by_code.startswith(by_words) else None
        if by_code is not None and apart and _FIRM.fullmatch(code):
            return by_code
        if by_words is not None and (re.search(r"\d", code) or (apart and len(code) == 1)):
            return by_words
    return None


def label_column(
    column: pd.Series, codes: str, own: Mapping[str, str] | None = None
) -> tuple[pd.Series, int]:
    """A column with each cell's label in its place, and how many cells were not understood.

    Those become :data:`NOT_IN_LIST`. Blank cells stay blank, symbols become marks such as ``[x]``. ``own`` are a
    partnership's own words (by :func:`spelling`) and the labels they stand for; they come first.
    """
    given = own or {}
    labels = {
        text: symbol_of(text) or given.get(spelling(text)) or label_of(codes, text)
        for text in column.unique()
    }
    lost = sum(labels[text] is None for text in column)
    return column.map(lambda text: NOT_IN_LIST if labels[text] is None else labels[text]), lost


def has_codes(codes: str) -> bool:
    """Whether there is such a set of codes."""
    return codes in _sets()


@dataclass(frozen=True)
class _Codes:
    """One set: label by the spelling of its codes, and by every spelling of words that stand for it."""

    codes: dict[str, str]
    words: dict[str, str]

    def label(self, text: str) -> str | None:
        """The label when the whole text is a code or words of this set."""
        plain = spelling(text)
        close = plain.replace(" ", "")
        return self.words.get(plain) or self.codes.get(plain) or self.codes.get(close)


@cache
def _sets() -> dict[str, _Codes]:
    sets = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    found = {}
    for name, codes in sets.items():
        also = codes.pop("also", {})
        words = {spelling(label): label for label in codes.values()}
        words |= {spelling(text): label for text, label in also.items()}
        found[name] = _Codes({spelling(code): label for code, label in codes.items()}, words)
    return found


def _parts(plain: str) -> Iterator[tuple[str, str, bool]]:
    """A label taken apart into a code and words, and whether something stands between them."""
    if found := _LEADING.match(plain):
        yield found[1], found[3], not found[2]
    if found := _TRAILING.match(plain):
        yield found[3], found[1], True
