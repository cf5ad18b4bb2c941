"""Ratings made ready for counting: units × raters in, units × categories out, and how near two answers are."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from scrutiny_lib.errors import ScrutinyError

Floats = npt.NDArray[np.float64]
Table = pd.DataFrame | npt.NDArray[Any] | Sequence[Sequence[Any]]


class Ratings(NamedTuple):
    """Ratings as codes into the scale; −1 where a rater gave none.

    Attributes
    ----------
    codes : int array, units × raters
    scale : list
        The categories: as declared, or those that were used, sorted.
    """

    codes: npt.NDArray[np.int64]
    scale: list[Any]

    def counts(self) -> Floats:
        """How many raters put each unit into each category: units × categories.

        >>> read_ratings([["a", "b"], ["b", None]]).counts().tolist()
        [[1.0, 1.0], [0.0, 1.0]]
        """
        units, q = len(self.codes), max(len(self.scale), 1)
        row, _ = np.nonzero(self.codes >= 0)
        cell = row * q + self.codes[self.codes >= 0]
        return np.bincount(cell, minlength=units * q).reshape(units, q).astype(float)


def is_number(value: object) -> bool:
    """Whether a category is a number (yes and no as truth values are not).

    >>> is_number(2), is_number(True), is_number("2")
    (True, False, False)
    """
    return isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)


def read_ratings(r: Table, categories: Iterable[Any] | None = None, in_order: bool = False) -> Ratings:
    """Ratings of units (rows) by raters (columns) as codes into a scale. The table given is left as it was.

    Parameters
    ----------
    r : DataFrame, array or list of rows
        Missing is NaN, None or NA (in an array of text also "nan", as numpy writes NaN there).
    categories : iterable, optional
        The declared scale. Without it: the categories used, numbers by size, words by the alphabet.
    in_order : bool
        Whether the order of the scale will matter; words then need ``categories``.

    Raises
    ------
    ScrutinyError
        When a rating is not on the declared scale or is infinite, the scale names a category twice, or words lack
        their order.
    """
    shape, known, used, place_of = _used(r)
    numbers = all(is_number(value) for value in used)
    if numbers and any(math.isinf(value) for value in used):
        raise ScrutinyError("A rating is infinite. Leave it out or correct it.")
    if categories is not None:
        scale = list(categories)
    elif in_order and not numbers:
        raise ScrutinyError(
            "These ratings are words, and their order matters here. Give the scale in order as categories=[…]."
        )
    else:
        scale = sorted(used) if numbers else sorted(used, key=str)
    if len(set(scale)) != len(scale):
        raise ScrutinyError("The scale names a category twice. Give each category once, in order.")
    place = {value: code for code, value in enumerate(scale)}
    if not all(value in place for value in used):
        raise ScrutinyError("A rating is not on the declared scale. Correct the rating, or add it to the scale.")
    codes = np.full(known.shape, -1, dtype=np.int64)
    codes[known] = np.array([place[value] for value in used], dtype=np.int64)[place_of]
    return Ratings(codes.reshape(shape), scale)


def _used(r: Table) -> tuple[tuple[int, int], npt.NDArray[np.bool_], list[Any], npt.NDArray[np.int64]]:
    """The shape; which ratings were given (flat); the different ones; and, for each one given, which of these it is."""
    frame = pd.DataFrame(r)
    shape, values = (frame.shape[0], frame.shape[1]), frame.to_numpy()
    if values.dtype.kind in "iuf":
        flat = values.ravel()
        known = ~np.isnan(flat)
        different, place_of = np.unique(flat[known], return_inverse=True)
        return shape, known, different.tolist(), place_of
    words = frame.to_numpy(dtype=object).ravel()
    known = ~np.asarray(pd.isna(words))
    if isinstance(r, np.ndarray) and r.dtype.kind == "U":
        known &= words != "nan"
    first: dict[Any, int] = {}
    places = [first.setdefault(value, len(first)) for value in words[known].tolist()]
    return shape, known, list(first), np.array(places, dtype=np.int64)


def _plain_list(ratings: Iterable[Any]) -> list[Any]:
    """A list of ratings; in an array of text, which cannot hold a missing value, the word "nan" is one."""
    text = isinstance(ratings, np.ndarray) and ratings.dtype.kind == "U"
    return [None if text and value == "nan" else value for value in ratings]


def read_pair(
    a: Iterable[Any], b: Iterable[Any], categories: Iterable[Any] | None = None, in_order: bool = False
) -> tuple[Ratings, int]:
    """Two raters' ratings of the same units, as :func:`read_ratings`, without the units that either left out.

    Returns the ratings and how many units were given. Raises ScrutinyError when the two differ in length.
    """
    first, second = _plain_list(a), _plain_list(b)
    if len(first) != len(second):
        raise ScrutinyError("The two raters must have rated the same units: the lists differ in length.")
    both = read_ratings(list(zip(first, second, strict=True)) or np.empty((0, 2)), categories, in_order)
    whole = (both.codes >= 0).all(axis=1)
    return Ratings(both.codes[whole], both.scale), len(first)


def nearness(weights: str | None, scale: Sequence[Any]) -> Floats:
    """How far two categories count as agreement, 0–1: a symmetric matrix over the scale, 1 on its diagonal.

    Parameters
    ----------
    weights : None or {"linear", "quadratic", "ordinal"}
        None: only the same category agrees. Numbers stand at their value, words at their place on the scale.
    scale : sequence

    Raises
    ------
    ScrutinyError
        For weights of another name.

    Source: Gwet (2014) *Handbook of Inter-Rater Reliability*, 4th ed., ch. 3.

    >>> nearness("linear", ["low", "mid", "high"])[0].tolist()
    [1.0, 0.5, 0.0]
    """
    q = len(scale)
    if weights is None or q < 2:
        return np.eye(q)
    ranks = np.arange(q, dtype=float)
    place = np.array(scale, dtype=float) if all(is_number(value) for value in scale) else ranks
    if weights == "ordinal":
        steps = np.abs(ranks[:, None] - ranks[None, :])
        gap = steps * (steps + 1) / 2
    elif weights in ("linear", "quadratic"):
        gap = np.abs(place[:, None] - place[None, :])
        gap = gap**2 if weights == "quadratic" else gap
    else:
        raise ScrutinyError("Weights must be linear, quadratic or ordinal, or left out.")
    return np.asarray(1 - gap / gap.max())
