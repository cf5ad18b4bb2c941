"""Numerators and denominators of a grid, which stand in rows or on sheets of their own, put together to figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.indicator_figures import Figure
from scrutiny_lib.intake.indicator_labels import NUMERATOR, Target
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.plural import many


@dataclass(frozen=True)
class Half:
    """One filled cell under a month: the numerator or the denominator of one figure.

    ``beside`` says area, supplied_by and supplied_on; ``shared`` is true where the row's words stand for a part of
    several indicators, as *Referrals received* may.
    """

    target: Target
    month: str
    text: str
    percent: bool
    beside: Mapping[str, str]
    file: str
    sheet: str
    place: str
    shared: bool = False


def join_halves(
    halves: Sequence[Half], kinds: Mapping[str, str], problems: Problems
) -> tuple[list[Figure], int]:
    """Figures made of the halves of one file, and how many cells are held because the other half is nowhere in it.

    A part that is given twice for a month gives two figures, for the check of figures to compare. A population given
    for months that have no numerator yet makes no figure.
    """
    by: dict[str, dict[tuple[str, str], list[Half]]] = defaultdict(lambda: defaultdict(list))
    for one in halves:
        by[one.target.indicator][spelling(one.beside["area"]), one.month].append(one)
    figures, held = list[Figure](), 0
    for indicator, months in by.items():
        parts = {one.target.part for given in months.values() for one in given if not one.shared}
        every = {one.target.part for given in months.values() for one in given}
        divided = kinds[indicator] != "count"
        if not divided or len(every) == 2:
            for _, given in sorted(months.items()):
                figures += _pair(given, kinds[indicator])
        elif parts:
            first = next(one for given in months.values() for one in given if not one.shared)
            other = "denominator" if first.target.part == NUMERATOR else "numerator"
            cells = sum(not one.shared for given in months.values() for one in given)
            fact = f"The file gives no {other} for this indicator; set aside: {many(cells, 'cells')}."
            cure = f"Add the row of the {other}."
            at = {"file": first.file, "sheet": first.sheet, "cell": first.place}
            problems.add("M08", fact, cure, **at, column=other, act="HOLD")
            held += cells
    return figures, held


def _pair(given: Sequence[Half], kind: str) -> Iterator[Figure]:
    """The figures of one month: as many as the part that is given most often."""
    above = [one for one in given if one.target.part == NUMERATOR]
    below = [one for one in given if one.target.part != NUMERATOR]
    if not above and (kind == "rate" or all(one.shared for one in below)):
        return
    if not below and kind != "count" and all(one.shared for one in above):
        return
    for at in range(max(len(above), len(below))):
        yield _figure(_at(above, at), _at(below, at))


def _at(halves: Sequence[Half], at: int) -> Half | None:
    """One of them; where there is only one it goes with every other half."""
    return halves[0] if len(halves) == 1 else halves[at] if at < len(halves) else None


def _figure(above: Half | None, below: Half | None) -> Figure:
    one = above or below
    assert one is not None
    parts = [("numerator", above), ("denominator", below)]
    return Figure(
        one.target.indicator,
        one.month,
        above.text if above else "",
        below.text if below else "",
        **one.beside,
        file=one.file,
        places={"month": (one.sheet, one.place), **{name: (half.sheet, half.place) for name, half in parts if half}},
        percents=frozenset(name for name, half in parts if half and half.percent),
    )
