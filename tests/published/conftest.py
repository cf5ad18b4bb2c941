"""Helpers of the published tests: data in the form papers print them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

Pairs = tuple[list[int], list[int]]


@pytest.fixture
def from_table() -> Callable[[Sequence[Sequence[float]]], Pairs]:
    """A contingency table (rows rater 1, columns rater 2) as two lists of ratings."""

    def expand(table: Sequence[Sequence[float]]) -> Pairs:
        pairs = [(i, j) for i, row in enumerate(table) for j, count in enumerate(row) for _ in range(round(count))]
        return [i for i, _ in pairs], [j for _, j in pairs]

    return expand
