"""What a reader already knows of the people on a course: numbers that lie close together give away those between."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from .small import is_small

Withheld = list[dict[str, Any]]


def count_of(value: Any) -> float | None:
    """A number in a cell; ``None`` where there is none or it is hidden.

    >>> count_of(3), count_of("[c]"), count_of(float("nan"))
    (3.0, None, None)
    """
    return None if value is None or value != value or isinstance(value, str) else float(value)


class Told:
    """The numbers of people that are told of each course: each is 0 or above the limit, and any two are the same or
    further apart than the limit, so that nobody can count those who came and did not answer.

    Parameters
    ----------
    limit : int
    apart : iterable of str
        Courses of which no number is told, because another page tells a part of it.

    >>> told = Told(5)
    >>> told.tell("C", 30, None), told.tell("C", 28), told.tell("C", 24), told.tell("D", 28), told.tell("D", 3)
    (True, False, True, True, False)
    """

    def __init__(self, limit: int, apart: Iterable[str] = ()) -> None:
        self.limit = limit
        self._apart = {str(course) for course in apart}
        self._told: dict[str, set[float]] = {}

    def tell(self, course: Any, *numbers: float | None) -> bool:
        """Whether all these numbers may be told together; if so they are told from now on. ``None`` is no number."""
        told = self._told.setdefault(str(course), set())
        new = {number for number in numbers if number is not None}
        every = sorted(told | new)
        close = any(is_small(after - before, self.limit) for before, after in pairwise(every))
        if str(course) in self._apart or close or any(is_small(number, self.limit) for number in new):
            return False
        told.update(new)
        return True
