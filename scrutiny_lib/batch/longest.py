"""What took longest last time is begun first, so that nothing long is left to the end."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from .place import Place
from .plan import Due
from .record import read_record, records_below


class LastTime:
    """How long things took, by the records of a place, the newest quarter first; they are read once."""

    def __init__(self, place: Place) -> None:
        records = (read_record(path) or {} for path in reversed(records_below(place.out)))
        self._quarters: list[dict[str, Any]] = [dict(record.get("reviews", {})) for record in records]

    def counting(self, item: Due) -> float:
        """Seconds that the counting of this review took, or that of the longest of its kind; infinite where none is
        on record."""
        return self._longest(item, lambda review: review.get("seconds"))

    def drawing(self, item: Due, audience: str) -> float:
        """The same of one audience's page."""

        def seconds_of(review: Mapping[str, Any]) -> Any:
            made = review.get("audiences", {}).get(audience, {})
            return made.get("seconds", made.get("draft", {}).get("seconds"))

        return self._longest(item, seconds_of)

    def _longest(self, item: Due, seconds_of: Callable[[Mapping[str, Any]], Any]) -> float:
        for reviews in self._quarters:
            alike = [one for one in reviews.values() if one.get("notebook") == item.notebook.stem]
            for these in ([reviews[item.name]] if item.name in reviews else [], alike):
                known = [float(seconds) for one in these if (seconds := seconds_of(one)) is not None]
                if known:
                    return max(known)
        return math.inf
