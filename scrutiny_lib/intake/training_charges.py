"""What it costs to book a place and not use it: an area's charging terms as data, and the band a booking falls in."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.positions import line_of
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.toml import Key, check_once, check_table, read_toml
from scrutiny_lib.intake.training_notice import ABSENT, ATTENDED, CANCELLED, SUBSTITUTE, Notice, notice_of

BAND_COLUMNS = ("notice_hours_from", "notice_hours_to", "share", "label")
CAME = "came"
SENT_ANOTHER = "somebody else came in their place"
NOT_COVERED = "notice that the terms do not speak of"
NOT_KNOWN = "notice not known"
NOT_CHARGED = (NOT_COVERED, NOT_KNOWN)
"""Bookings of which nobody can say what they cost; nothing is charged for them until somebody decides."""

_BAND = {
    "label": Key("text", required=True),
    "from": Key("number", required=True),
    "to": Key("number"),
    "share": Key("number", required=True),
    "to_confirm": Key("text"),
}
_TERMS = {
    "id": Key("id", required=True),
    "area": Key("text", required=True),
    "base": Key("whole number", required=True),
    "substitute": Key("true or false", required=True),
    "source": Key("text", required=True),
    "to_confirm": Key("text"),
    "band": Key("tables", required=True, inside=_BAND),
}


@dataclass(frozen=True)
class Charges:
    """The charging terms of one area.

    Attributes
    ----------
    id, area, source : str
    base : int
        The full charge in pence.
    substitute : bool
        Whether somebody else who comes in their place spares the charge.
    bands : DataFrame
        notice_hours_from, notice_hours_to (hours before the start, both ends belong to the band; ``inf``: no end),
        share of the full charge (0–1), label; the longest notice first. Where two bands meet in one hour, that with
        the longer notice holds. Not to come at all is a notice of 0 hours.
    to_confirm : tuple of str
        What in these terms somebody read into the source and has still to confirm.
    """

    id: str
    area: str
    base: int
    substitute: bool
    bands: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(BAND_COLUMNS)))
    source: str = ""
    to_confirm: tuple[str, ...] = ()

    def pence(self, share: float) -> int:
        """A share of the full charge in whole pence, half a penny upwards.

        >>> Charges("x", "Anywhere", 7501, True).pence(0.5)
        3751
        """
        return math.floor(self.base * Fraction(str(share)) + Fraction(1, 2))

    def band_at(self, hours: float) -> str:
        """The label of the band of so many hours' notice, ``""`` where the terms do not speak of it."""
        for first, last, _, label in self.bands[list(BAND_COLUMNS)].itertuples(index=False, name=None):
            if first <= hours <= last:
                return str(label)
        return ""

    def band_of(self, booking: Mapping[Any, Any]) -> str:
        """The label under which a booking is counted: a band's, or :data:`CAME`, :data:`SENT_ANOTHER`,
        :data:`NOT_COVERED`, :data:`NOT_KNOWN` (where the terms make a difference between what it could have been)."""
        if booking["outcome"] == ATTENDED:
            return CAME
        if booking["outcome"] == SUBSTITUTE and self.substitute:
            return SENT_ANOTHER
        notice = Notice(0.0, 0.0) if booking["outcome"] == ABSENT else _notice(booking)
        if notice is None:
            return NOT_KNOWN
        first, last = self.band_at(notice.least), self.band_at(notice.most)
        return NOT_KNOWN if first != last else first or NOT_COVERED

    def in_time(self, booking: Mapping[Any, Any]) -> bool | None:
        """Whether a cancelled booking costs nothing; ``None`` where that cannot be said."""
        label = self.band_of(booking)
        shares = dict(zip(self.bands["label"], self.bands["share"], strict=True))
        return bool(shares[label] == 0) if label in shares else None


def _notice(booking: Mapping[Any, Any]) -> Notice | None:
    told = booking["told_on"]
    return None if pd.isna(told) else notice_of(booking["date"], booking["starts"], told)


def read_charges(path: Path, area: str = "") -> tuple[Charges | None, Problems]:
    """Read the charging terms of ``area`` from ``training_charges.toml``; ``None`` where the file has none for it.

    Terms of another area are never used. Without ``area`` the file must hold the terms of one only. What is wrong with
    any of the terms is noted: a share that is not 0–1, a negative charge, bands that overlap or end before they begin
    (P14), two bands with one label or terms with one id or area (P13).
    """
    every, problems = read_all_charges(path)
    mine = [terms for terms in every if not area or spelling(terms.area) == spelling(area)]
    if len(mine) > 1:
        fact, cure = "The terms of several areas are there.", "Say of which area they are wanted."
        problems.add("P14", fact, cure, file=path.name)
    return (mine[0] if mine and not problems.stops() else None), problems


def read_all_charges(path: Path) -> tuple[list[Charges], Problems]:
    """Every area's terms of a ``training_charges.toml``, in the order of the file; none when something stops."""
    problems = Problems()
    data = read_toml(path, problems)
    if data is None:
        return [], problems
    rows = check_table(data, {"terms": Key("tables", required=True, inside=_TERMS)}, problems, path)["terms"]
    check_once([row["id"] for row in rows], "terms", problems, path)
    areas = [spelling(row["area"]) for row in rows]
    for position, row in enumerate(rows, start=1):
        where = f"terms[{position}]"
        if areas[position - 1] and areas[position - 1] in areas[: position - 1]:
            fact = f"The area of [[terms]] {position} has terms already."
            problems.add("P13", fact, "Keep one for each area.", file=path.name, cell=line_of(path, where, "area"))
        if row["base"] is not None and row["base"] < 0:
            fact, cure = f"The charge of [[terms]] {position} is negative.", "Write it in pence, 0 or more."
            problems.add("P14", fact, cure, file=path.name, cell=line_of(path, where, "base"))
        _check_bands(row["band"], where, problems, path)
    return ([] if problems.stops() else [_charges(row) for row in rows]), problems


def _check_bands(bands: list[dict[str, Any]], where: str, problems: Problems, path: Path) -> None:
    def note(position: int, name: str, fact: str, cure: str, rule: str = "P14") -> None:
        at = line_of(path, f"{where}.band[{position}]", name)
        problems.add(rule, f"Band {position} {fact}", cure, file=path.name, cell=at)

    labels = [spelling(band["label"]) for band in bands]
    taken = {spelling(word) for word in (CAME, SENT_ANOTHER, *NOT_CHARGED, "all")}
    for position, band in enumerate(bands, start=1):
        if band["share"] is not None and not 0 <= band["share"] <= 1:
            note(position, "share", "has a share that is not between 0 and 1.", "Write half as 0.5, all as 1.")
        if labels[position - 1] in [*labels[: position - 1], *taken]:
            note(position, "label", "has a label that is taken.", "Give each band its own.", "P13")
        first, last = band["from"], _end(band)
        if first is None:
            continue
        if first < 0 or last < first:
            note(position, "from", "ends before it begins, or begins below 0.", "Write hours before the start.")
        for other, earlier in enumerate(bands[: position - 1], start=1):
            if earlier["from"] is not None and max(first, earlier["from"]) < min(last, _end(earlier)):
                cure = "Let each hour of notice belong to one band; two may meet in one hour."
                note(position, "from", f"overlaps band {other}.", cure)


def _end(band: Mapping[str, Any]) -> float:
    return math.inf if band["to"] is None else float(band["to"])


def _charges(row: Mapping[str, Any]) -> Charges:
    ladder = sorted(row["band"], key=lambda band: (-float(band["from"]), -_end(band)))
    bands = [(float(band["from"]), _end(band), float(band["share"]), band["label"]) for band in ladder]
    said = [row["to_confirm"], *(band["to_confirm"] for band in ladder)]
    return Charges(
        row["id"],
        row["area"],
        int(row["base"]),
        bool(row["substitute"]),
        pd.DataFrame(bands, columns=list(BAND_COLUMNS)),
        row["source"],
        tuple(text for text in said if text),
    )


def check_notice(bookings: pd.DataFrame, charges: Charges, file: str = "bookings.csv") -> Problems:
    """Cancelled bookings whose charge the terms leave open (V31), or whose notice is too little known to tell (V32).

    Each is named by its line where the index of ``bookings`` has the lines, as ``read_bookings`` leaves it.
    """
    problems = Problems()
    for at, booking in zip(bookings.index, bookings.to_dict("records"), strict=True):
        label = charges.band_of(booking)
        if label not in NOT_CHARGED or (booking["outcome"] == CANCELLED and pd.isna(booking["told_on"])):
            continue  # a blank time of cancelling was named when the file was read
        place = {"file": file, "cell": f"{bookings.index.name or 'row'} {at}", "column": "told_on", "act": "WARN"}
        if label == NOT_COVERED:
            fact = "The charging terms do not speak of this much notice; nothing is charged for it."
            problems.add("V31", fact, "Agree what it costs, and add a band to training_charges.toml.", **place)
        else:
            fact = "Its notice could fall in more than one band, or is not known; nothing is charged for it."
            problems.add("V32", fact, "Write when it was cancelled, day and time, and when the course began.", **place)
    return problems
