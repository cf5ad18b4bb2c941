"""All counts of one page, table by table."""

from __future__ import annotations

from collections.abc import Callable

from .counts import Asked, Told
from .counts_days import count_days
from .counts_figures import count_figures
from .counts_frame import count_clocks, count_sample_frame, count_sizes
from .counts_journey import count_journey
from .counts_people import (
    count_activities,
    count_answers_of_people,
    count_level_gaps,
    count_respondents,
    count_supports,
    count_training,
)

PROVIDERS: tuple[Callable[[Asked, Told], None], ...] = (
    count_sizes,
    count_sample_frame,
    count_clocks,
    count_days,
    count_journey,
    count_figures,
    count_training,
    count_activities,
    count_respondents,
    count_answers_of_people,
    count_supports,
    count_level_gaps,
)
"""One for each table that counts people; the sizes come first, since others are parts of them."""


def counts_told(page: Asked) -> Told:
    """Every count of one page that somebody could work out, whether it is shown, and the equations between them.

    >>> from scrutiny_lib.tables import Tables
    >>> whole = Tables({"frame_size": 157, "children": 40})
    >>> told = counts_told(Asked("r1", "executive", "partnership", whole, whole))
    >>> [(count.cell, count.value, count.shown) for count in told.counts.values()]
    [('size|r1|sample', 40, True), ('size|r1|frame', 157, True)]
    """
    told = Told()
    for provider in PROVIDERS:
        provider(page, told)
    return told
