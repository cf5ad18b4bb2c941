"""Columns of the frame as groups: the strata of a sample, and the order a list is sorted by."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd

from scrutiny_lib.audit.beside_frame import NOT_RECORDED
from scrutiny_lib.errors import Problem, Refused
from scrutiny_lib.intake.dates import BANDS

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def check_columns(frame: pd.DataFrame, names: Sequence[str], purpose: str) -> None:
    """Refuse (S09) when the frame lacks one of these columns; ``purpose`` says what for, such as "draw by"."""
    missing = [name for name in dict.fromkeys(names) if name not in frame.columns]
    if missing:
        fact = f"The frame has no such column to {purpose}."
        cure = "Name a column that the frame has, or add it to the frame."
        raise Refused([Problem("S09", fact, cure, column=", ".join(missing))])


def coded(column: pd.Series) -> tuple[Ints, list[str]]:
    """A column as whole numbers and the words they stand for, sorted: ``words[codes[row]]`` is what the row says.

    The words are those met and those a categorical column declares; a blank is *not recorded*.

    >>> codes, words = coded(pd.Series(["need", None, "plan", " need"]))
    >>> codes.tolist(), words
    ([0, 1, 2, 0], ['need', 'not recorded', 'plan'])
    """
    found, met = pd.factorize(column)  # the code of a missing value is -1: the last of the texts
    texts = [*(str(value).strip() or NOT_RECORDED for value in met), NOT_RECORDED]
    used = {*texts[:-1], *([NOT_RECORDED] if (found < 0).any() else [])}
    if isinstance(column.dtype, pd.CategoricalDtype):
        used |= {str(value) for value in column.dtype.categories}
    words = sorted(used)
    place = {word: number for number, word in enumerate(words)}
    return np.array([place.get(text, -1) for text in texts], dtype=np.int64)[found], words


def strata_of(frame: pd.DataFrame, columns: Sequence[str]) -> tuple[Ints, list[str]]:
    """Each row's stratum as a whole number, and the names of all strata in order.

    A stratum is a combination of what stands in the columns; combinations that nobody is in are among the names too,
    made of what was met or declared anywhere. Without columns everybody is in one stratum, ``"all"``.

    >>> strata_of(pd.DataFrame({"stage": ["plan", "need"], "sex": ["F", "F"]}), ["stage", "sex"])[1]
    ['need, F', 'plan, F']
    """
    check_columns(frame, columns, "draw by")
    if not columns:
        return np.zeros(len(frame), dtype=np.int64), ["all"]
    codes, words = np.zeros(len(frame), dtype=np.int64), []
    for name in columns:
        of_column, met = coded(frame[name])
        codes = codes * len(met) + of_column
        words.append(met)
    return codes, [", ".join(parts) for parts in product(*words)]


def sorted_places(frame: pd.DataFrame, columns: Sequence[str], order: Ints) -> Ints:
    """The rows sorted by these columns, ties in the order given: numbers by size, text by the alphabet, age bands from
    young to old; blanks last.

    >>> frame = pd.DataFrame({"age": [9, 4, None], "team": ["b", "a", "a"]})
    >>> sorted_places(frame, ["team", "age"], np.array([0, 1, 2])).tolist()
    [1, 2, 0]
    """
    check_columns(frame, columns, "sort by")
    keys = [_sort_key(frame[name])[order] for name in columns]
    return order[np.lexsort(keys[::-1])] if keys else order


def _sort_key(column: pd.Series) -> Floats:
    if pd.api.types.is_numeric_dtype(column.dtype):
        return np.asarray(pd.to_numeric(column).astype("Float64").to_numpy(dtype=float, na_value=np.inf))
    codes, words = coded(column)
    turn = {word: place for place, word in enumerate([*BANDS, *(word for word in words if word not in BANDS)])}
    return np.array([math.inf if word == NOT_RECORDED else turn[word] for word in words], dtype=float)[codes]
