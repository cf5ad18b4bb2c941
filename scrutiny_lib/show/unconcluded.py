"""Lines of enquiry on which no finding was written: what was asked there, and its key numbers, so that none is lost."""

from __future__ import annotations

from typing import NamedTuple

from ..tables import Tables
from .answers import Row, counted, rows_of
from .best import End, end_of, words_of
from .kinds import by_kind
from .practice import asked_of_cases
from .text import opening, plain, true

MOST = 2
"""How many numbers of a line stand beside it: those answered well least often."""
NOT_CONCLUDED = "Not concluded"
NOT_HERE = "No finding on this page"
"""What such a line is called where a finding was kept from these readers, and may have been on it."""


class Number(NamedTuple):
    """One question of a line with how often it was answered well, as released, and the results it is."""

    asked: str
    shown: str
    rows: tuple[Row, ...]


class Unconcluded(NamedTuple):
    """A line of enquiry without a finding: what to call it, where it stands, its question and its key numbers."""

    called: str
    anchor: str
    line: str
    question: str
    numbers: tuple[Number, ...]


def without_finding(tables: Tables) -> list[Unconcluded]:
    """The lines of enquiry that none of the findings these readers are given is on, in their order.

    Empty where no finding was written at all: the page says that once.
    """
    return [] if tables["findings"].empty else lines_left(tables)


def lines_left(tables: Tables) -> list[Unconcluded]:
    """The same, and every line where no finding was written at all.

    Questions about the children looked at come before answers of agencies; a number these readers may not see is not
    among them.
    """
    concluded = {plain(line) for line in tables["findings"]["line"]}
    kept_back = any(plain(what).startswith("Finding ") for what in tables["withheld"]["what"])
    return [
        Unconcluded(
            NOT_HERE if kept_back else NOT_CONCLUDED,
            f"line-{at}",
            plain(row["line"]),
            plain(row["question"]),
            _numbers(tables, plain(row["line"])),
        )
        for at, row in enumerate(rows_of(tables["lines"]), start=1)
        if plain(row["line"]) not in concluded
    ]


def _numbers(tables: Tables, line: str) -> tuple[Number, ...]:
    """The questions of one line that were answered well least often."""
    kinds = by_kind(asked_of_cases(tables["results"]))
    told = [
        (rows, end)
        for rows in kinds.chosen
        if plain(rows[0]["line"]) == line and (end := end_of(rows, kinds.together, words_of(tables.about))) is not None
    ]
    told.sort(key=lambda one: (plain(one[0][0]["unit"]).endswith("answers"), one[1].place))
    return tuple(_number(rows, end) for rows, end in told[:MOST])


def _number(rows: list[Row], end: End) -> Number:
    good = tuple(row for row in counted(rows) if true(row["good"]))
    words = opening(" or ".join(plain(row["answer"]) for row in good))
    several = f"{end.shown.removesuffix(' answers')} {plain(good[0]['unit'])}"
    shown = plain(good[0]["shown"]) if len(good) == 1 else several
    return Number(end.label, f"{words}: {shown}", good)
