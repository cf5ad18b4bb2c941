"""Of how many people those who answered an evaluation both times are a part, and what that lets anybody say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from scrutiny_lib.lenses.training_pairs import BEFORE


class Base:
    """Of how many people those who answered both times are a part.

    Parameters
    ----------
    response : DataFrame
        wave, who, sent, answered: the rows of ``training_response`` of one course.
    came : float
        How many people came to it, 0 where that is not known.
    """

    def __init__(self, response: pd.DataFrame, came: float) -> None:
        first = response[(response["wave"] == BEFORE) & (response["who"] == "person")]
        self._began = max([0.0, *(float(count) for count in first["answered"].dropna())])
        self._there = max([came, self._began, *(float(count) for count in first["sent"].dropna())])

    def most(self, row: Mapping[Any, Any]) -> bool:
        """Whether at least half of those who began answered again."""
        return bool(2 * int(row["pairs"]) >= self._began)

    def everybody(self, row: Mapping[Any, Any]) -> bool:
        """Whether at least half of those who came, or were asked, answered both times."""
        return bool(2 * int(row["pairs"]) >= self._there)

    def held(self, row: Mapping[Any, Any] | None) -> bool:
        """Whether a rise stands: at least half answered again, or the others could not turn it round."""
        return row is not None and (bool(row["worst"] > 0) or self.most(row))

    def few(self, row: Mapping[Any, Any] | None) -> str:
        """What a page adds where most of those who came, or were asked, did not answer both times."""
        if row is None or self.everybody(row):
            return ""
        return " Fewer than half of those who came or were asked answered both times."
