"""Training, charges: what bookings that nobody used cost under an area's terms, in whole pence."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd

from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.training_charges import CAME, NOT_CHARGED, SENT_ANOTHER, Charges
from scrutiny_lib.tables import table

ALL = "all"
"""The band of the row that adds up a course."""


def summarise_charges(bookings: pd.DataFrame, charges: Charges | None) -> pd.DataFrame:
    """Bookings and charges of each course, band by band.

    Parameters
    ----------
    bookings : DataFrame
        As :func:`scrutiny_lib.intake.training_bookings.read_bookings` gives them.
    charges : Charges, optional
        The terms of the workspace's own area; without them nothing is charged and the table is empty.

    Returns
    -------
    DataFrame
        The columns of ``training_charges``. For each course: those who came, those who sent somebody else, every band
        of the terms (the longest notice first, also with no booking), bookings nobody can say the charge of (only where
        there are any; ``each`` and ``total`` are ``None``, nothing is charged), then the band :data:`ALL`. ``each`` and
        ``total`` are whole pence; ``total`` is bookings times each, and the last row the sum of those above. A booking
        is charged whole pence, half a penny upwards, so that no rounding is left over.
    """
    if charges is None or not len(bookings):
        return table("training_charges")
    names = list(charges.bands["label"])
    cost = dict(zip(names, map(charges.pence, charges.bands["share"]), strict=True))
    rows = list[dict[str, Any]]()
    for _, booked in bookings.groupby(bookings["course"].map(spelling), sort=False):
        counts = Counter(map(charges.band_of, booked.to_dict("records")))
        course, total = booked["course"].iloc[0], 0
        free = [CAME, *([SENT_ANOTHER] if charges.substitute else [])]
        for band in (*free, *names, *(band for band in NOT_CHARGED if counts[band])):
            each = None if band in NOT_CHARGED else cost.get(band, 0)
            sum_ = None if each is None else each * counts[band]
            total += sum_ or 0
            rows.append({"course": course, "band": band, "bookings": counts[band], "each": each, "total": sum_})
        rows.append({"course": course, "band": ALL, "bookings": len(booked), "each": None, "total": total})
    frame = pd.DataFrame(rows, dtype="object")
    return table("training_charges", frame.astype({"bookings": int}))
