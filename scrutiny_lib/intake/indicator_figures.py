"""Figures as files give them, held against what they can be: one month of one indicator each, by its place.

What cannot be used is held and named; nothing is put right, and nothing is worked out from what is not there.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.data_files import whole_number
from scrutiny_lib.intake.dates import parse_date
from scrutiny_lib.intake.text import header as spelling

INDICATOR_COLUMNS = ("indicator", "month", "numerator", "denominator", "area", "supplied_by", "supplied_on")
PARTS = ("numerator", "denominator")

_NEGATIVE = re.compile(r"[-−–]\s*\d*\.?\d+")
_FRACTION = re.compile(r"(\d*)\.\d+")
_COUNTS = "Give the counts it was worked out from; a percentage is never turned into counts."
_DIGITS = "Write digits only: no words, percentages or decimals; leave the month out if it is not known."
_ALWAYS = 100
_MONTHS_TO_TELL = 3


@dataclass(frozen=True)
class Figure:
    """One month of one indicator as a file gives it.

    ``indicator`` and ``month`` are as :data:`INDICATOR_COLUMNS` has them, or "" where they could not be read and the
    problem is noted already; the rest is text as it stands. ``places`` says on which sheet and in which cell each part
    stands, ``percents`` which parts are shown as percentages.
    """

    indicator: str
    month: str
    numerator: str
    denominator: str
    area: str = ""
    supplied_by: str = ""
    supplied_on: str = ""
    file: str = ""
    places: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    percents: frozenset[str] = frozenset()


class Checked(NamedTuple):
    """The figures that can be used, with :data:`INDICATOR_COLUMNS`, and what became of all that were received."""

    monthly: pd.DataFrame
    received: int
    used: int
    held: int
    refused: int


@dataclass
class _Counted:
    """A figure with its two numbers; ``copies`` are further places that give the same."""

    figure: Figure
    numerator: int | None = None
    denominator: int | None = None
    copies: int = 0


def check_figures(
    figures: Sequence[Figure], definitions: pd.DataFrame, problems: Problems, area: str = ""
) -> Checked:
    """Which figures can be used.

    The table is by indicator and month, each pair once: numerator is a whole number, denominator a whole number or
    ``None``, ``supplied_on`` an ISO date or "". Held are: a negative number (M04), anything but a whole number (M05),
    a percentage or a share in the place of a count (V07), a share with more above than below (M03), nothing below
    where something belongs (M08), a month given twice with different figures (M02, all of them), shares that are
    all of 100 (M10), figures of several areas where it is not clear which is ours (M09). Figures of other areas than
    ``area`` are refused where a file has several (M09). The same figure given twice counts once (M02); a month left
    out stays a gap and is noted (M01).
    """
    ours, refused = _of_area(figures, area, problems)
    kinds = dict(zip(definitions["id"], definitions["kind"], strict=True))
    usable = [one for one in _once(ours, problems) if _readable(one, kinds[one.figure.indicator], problems)]
    usable = _counts(usable, definitions, problems)
    _note_gaps(usable, problems)
    rows = [
        {
            **{name: getattr(one.figure, name) for name in INDICATOR_COLUMNS},
            **{part: getattr(one, part) for part in PARTS},
            "supplied_on": _supplied_on(one.figure, problems),
        }
        for one in usable
    ]
    used = sum(1 + one.copies for one in usable)
    return Checked(monthly_table(rows), len(figures), used, len(figures) - used - refused, refused)


def monthly_table(rows: Sequence[Mapping[Any, Any]]) -> pd.DataFrame:
    """Rows with :data:`INDICATOR_COLUMNS` as the table every reader of figures gives, by indicator and month."""
    table = pd.DataFrame(rows, columns=list(INDICATOR_COLUMNS), dtype="object")
    return table.sort_values(["indicator", "month"], kind="stable").reset_index(drop=True)


def note(problems: Problems, one: Figure, column: str, rule: str, fact: str, cure: str, act: str = "HOLD") -> None:
    """One problem at the place of one part of a figure."""
    sheet, cell = one.places.get(column) or one.places.get("month", ("", ""))
    problems.add(rule, fact, cure, file=one.file, sheet=sheet, cell=cell, column=column, act=act)


def _of_area(figures: Sequence[Figure], area: str, problems: Problems) -> tuple[list[Figure], int]:
    """Figures of our own area that say what they are and of when; how many are refused as another's."""
    said: dict[str, list[Figure]] = defaultdict(list)
    for one in figures:
        said[spelling(one.area)].append(one)
    read = [one for one in figures if one.indicator and one.month]
    own, named = spelling(area), [name for name in said if name]
    if len(named) < 2:
        if own and named and named != [own]:
            cure = "Check that it is the right file; write the area as workspace.toml has it."
            note(problems, said[named[0]][0], "area", "M09", "The figures say another area.", cure, "WARN")
        return read, 0
    ours = said.get(own, []) if own else []
    unclear = [one for one in read if not ours or not one.area]
    if unclear:
        fact = f"{len(unclear)} figures do not say that they are ours, beside those of other areas; all are set aside."
        cure = "Give every row its area, and ours as workspace.toml writes it."
        note(problems, unclear[0], "area", "M09", fact, cure)
    others = sum(len(said[name]) for name in named if name != own) if ours else 0
    if others:
        first = next(one for one in figures if one.area and spelling(one.area) != own)
        fact = f"Figures of other areas were left out: {others}."
        note(problems, first, "area", "M09", fact, "Nothing to do, if only our own are wanted.", "WARN")
    return [one for one in ours if one.indicator and one.month], others


def _once(figures: Sequence[Figure], problems: Problems) -> Iterable[_Counted]:
    """Each indicator and month once. The same figure again counts as a copy; different ones are all left out."""
    given: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for one in figures:
        given[one.indicator, one.month].append(one)
    for several in given.values():
        first = several[0]
        different = [one for one in several[1:] if _identity(one) != _identity(first)]
        for one in several[1:]:
            where = f"{'' if one.file == first.file else f'{first.file}, '}{_where(first)}"
            if different:
                fact = f"The month is given with another figure in {where}; none of them is used."
                note(problems, one, "month", "M02", fact, "Keep the right one and remove the others.")
            else:
                fact = f"The same figure stands in {where}; it counts once."
                note(problems, one, "month", "M02", fact, "Remove one of the two.", "REPAIR")
        if not different:
            yield _Counted(first, copies=len(several) - 1)


def _where(one: Figure) -> str:
    sheet, cell = one.places.get("month", ("", "another place"))
    return f"sheet {sheet}, {cell}" if sheet else cell


def _identity(one: Figure) -> tuple[object, ...]:
    """What makes two figures the same: their numbers, or their text where they are none."""
    texts = [unicodedata.normalize("NFKC", text).strip() for text in (one.numerator, one.denominator)]
    numbers = [whole_number(text) for text in texts]
    read = (text if number is None else number for text, number in zip(texts, numbers, strict=True))
    return (*read, one.percents)


def _readable(one: _Counted, kind: str, problems: Problems) -> bool:
    """Whether both numbers are there and fit the kind of figure; the numbers are set."""
    figure, divided = one.figure, kind in ("rate", "proportion")
    good = True
    for part in PARTS:
        text = " ".join(unicodedata.normalize("NFKC", getattr(figure, part)).split())
        if part == "denominator" and not text:
            if divided:
                note(problems, figure, part, "M08", "The denominator is blank.", "Fill it in.")
            good &= not divided
        elif (fault := _fault(text, part in figure.percents)) is not None:
            note(problems, figure, part, *fault)
            good = False
        else:
            setattr(one, part, whole_number(text))
    if good and kind == "proportion" and (one.numerator or 0) > (one.denominator or 0):
        fact = "The numerator is larger than the denominator."
        note(problems, figure, "numerator", "M03", fact, "Correct the two numbers.")
        return False
    return good


def _fault(text: str, percent: bool) -> tuple[str, str, str] | None:
    """Why a text is no count: rule, fact, cure."""
    if not text:
        return "M05", "There is no number.", _DIGITS
    if percent or text.endswith("%"):
        return "V07", "A percentage stands in the place of a count.", _COUNTS
    if _NEGATIVE.fullmatch(text):
        return "M04", "The number is negative.", "Write the number counted, 0 or more."
    found = _FRACTION.fullmatch(text)
    if found and whole_number(text) is None:
        if int(found[1] or 0) == 0:
            return "V07", "A share stands in the place of a count.", _COUNTS
        return "M05", "The number is not whole: a count has no fraction.", _DIGITS
    return ("M05", "It is not a whole number.", _DIGITS) if whole_number(text) is None else None


def _counts(figures: Sequence[_Counted], definitions: pd.DataFrame, problems: Problems) -> list[_Counted]:
    """Without the shares that are of 100 every month: percentages in the place of counts, unless the definition says
    that 100 are looked at."""
    hundred = {one["id"] for one in definitions.to_dict("records") if "100" in one["denominator"]}
    shares = set(definitions.loc[definitions["kind"] == "proportion", "id"]) - hundred
    by = _by_indicator(figures)
    suspected = {
        name
        for name, rows in by.items()
        if name in shares and len(rows) >= _MONTHS_TO_TELL and all(one.denominator == _ALWAYS for one in rows)
    }
    for name in sorted(suspected):
        fact = f"Every month is out of 100, as percentages are; all {len(by[name])} months are set aside."
        cure = "Give the counts. Where 100 really are looked at each month, say so in the denominator's words."
        note(problems, by[name][0].figure, "denominator", "M10", fact, cure)
    return [one for one in figures if one.figure.indicator not in suspected]


def _note_gaps(figures: Sequence[_Counted], problems: Problems) -> None:
    for rows in _by_indicator(figures).values():
        for before, after in pairwise(sorted(rows, key=lambda one: one.figure.month)):
            missing = (pd.Period(after.figure.month, "M") - pd.Period(before.figure.month, "M")).n - 1
            if missing > 0:
                fact = f"{missing} month{'s are' if missing > 1 else ' is'} missing before this one."
                cure = "Add what is known; a gap is shown as a gap."
                note(problems, after.figure, "month", "M01", fact, cure, "WARN")


def _by_indicator(figures: Iterable[_Counted]) -> dict[str, list[_Counted]]:
    found: dict[str, list[_Counted]] = defaultdict(list)
    for one in figures:
        found[one.figure.indicator].append(one)
    return found


def _supplied_on(one: Figure, problems: Problems) -> str:
    day = parse_date(one.supplied_on, serial=True)[0]
    if day is None and one.supplied_on:
        cure = "Write the date as 31/12/2025 or 2025-12-31."
        note(problems, one, "supplied_on", "D01", "It is not a date; the figure is used without it.", cure, "WARN")
    return f"{day:%Y-%m-%d}" if day else ""
