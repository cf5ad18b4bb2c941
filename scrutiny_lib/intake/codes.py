"""Labels of the statutory returns, understood however they are spelt. The codes themselves are data:
``codes.toml``."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

import pandas as pd

from scrutiny_lib.intake.columns import SYMBOLS, without_prefix
from scrutiny_lib.intake.text import header

NOT_IN_LIST = "not in code list"
"""What stands in the table for a label that no code set has; the label itself could say anything and is not
carried."""

_FILE = Path(__file__).with_name("codes.toml")
_LEADING_CODE = re.compile(r"([A-Za-z]{0,3}\d{0,2}[A-Za-z]?)\s*[:–-]\s")


def label_of(codes: str, text: str) -> str | None:
    """The label a cell stands for in one set of codes; ``None`` when it is in none of its spellings.

    Understood are the code, the label, either with a letter prefix (``"a) WBRI"``), and a code followed by
    words (``"N1 - Abuse or Neglect"``). A blank stays blank.

    >>> label_of("ethnicity", "a) WBRI"), label_of("ethnicity", "W BRI"), label_of("ethnicity", "ZZZZ")
    ('White British', 'White British', None)
    >>> label_of("primary_need", "N1 - Abuse or Neglect"), label_of("plan_category", "d) Emotional abuse")
    ('Abuse or neglect', 'Emotional abuse')

    Raises
    ------
    KeyError
        When there is no such set of codes.
    """
    known = _spellings()[codes]
    plain = without_prefix(text)
    if not plain:
        return ""
    lead = _LEADING_CODE.match(plain)
    tries = (header(plain), header(plain).replace(" ", ""), header(lead[1]) if lead else "")
    return next((known[spelling] for spelling in tries if spelling in known), None)


def label_column(column: pd.Series, codes: str) -> tuple[pd.Series, int]:
    """A column with each cell's label in its place, and how many cells were not understood.

    Those become :data:`NOT_IN_LIST`. Blank cells and symbols for "not available" stay as they are.
    """
    labels = {text: text if text in SYMBOLS else label_of(codes, text) for text in column.unique()}
    lost = sum(labels[text] is None for text in column)
    return column.map(lambda text: NOT_IN_LIST if labels[text] is None else labels[text]), lost


@cache
def _spellings() -> dict[str, dict[str, str]]:
    """Label by spelling, for each set of codes: the code and the label itself both count."""
    sets = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        name: {
            **{header(label): label for label in codes.values()},
            **{header(code): label for code, label in codes.items()},
        }
        for name, codes in sets.items()
    }
