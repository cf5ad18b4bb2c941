"""Charging terms as data, and what bookings cost under them: whole pence, and totals that reconcile."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny_lib.intake.template import packaged_folder
from scrutiny_lib.intake.training_bookings import BOOKING_COLUMNS
from scrutiny_lib.intake.training_charges import (
    BAND_COLUMNS,
    CAME,
    NOT_COVERED,
    NOT_KNOWN,
    SENT_ANOTHER,
    Charges,
    check_notice,
    read_all_charges,
    read_charges,
)
from scrutiny_lib.lenses.training_charges import summarise_charges
from scrutiny_lib.terms import OUTCOMES_OF_BOOKING

FILE = packaged_folder() / "training_charges.toml"
WEEK, HALF, FULL = (
    "a week's notice or more",
    "48 hours' notice, less than a week",
    "24 hours' notice or less, or did not come",
)
BEGINS = datetime(2025, 1, 22, 9, 30)


def southampton() -> Charges:
    charges, problems = read_charges(FILE, "Southampton")
    assert charges is not None and not problems
    return charges


def booking(outcome: str, hours: float | None = None, **others: Any) -> dict[str, Any]:
    told = None if hours is None else BEGINS - timedelta(hours=hours)
    row = ("Naming neglect", BEGINS.date(), "Police", "Officer", outcome, told, BEGINS.time(), "")
    return {**dict(zip(BOOKING_COLUMNS, row, strict=True)), **others}


def table_of(rows: list[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(BOOKING_COLUMNS), dtype="object")
    return frame.set_axis(pd.RangeIndex(2, len(rows) + 2, name="line"))


def test_southamptons_terms_are_those_published() -> None:
    charges = southampton()
    assert (charges.base, charges.substitute, len(charges.bands)) == (7500, True, 3)
    assert charges.bands.values.tolist() == [
        [168, float("inf"), 0, WEEK],
        [48, 168, 0.5, HALF],
        [0, 24, 1, FULL],
    ]
    assert len(charges.to_confirm) == 2, "what the text leaves open is marked, on the terms and on the band"


def test_terms_are_used_for_their_own_area_only() -> None:
    assert read_charges(FILE, "Portsmouth") == (None, [])


@pytest.mark.parametrize(
    ("row", "band"),
    [
        (booking("attended"), CAME),
        (booking("substitute came"), SENT_ANOTHER),
        (booking("did not come"), FULL),
        (booking("cancelled", 400), WEEK),
        (booking("cancelled", 168), WEEK),
        (booking("cancelled", 167.9), HALF),
        (booking("cancelled", 48), HALF),
        (booking("cancelled", 47.9), NOT_COVERED),
        (booking("cancelled", 24.1), NOT_COVERED),
        (booking("cancelled", 24), FULL),
        (booking("cancelled", 0), FULL),
        (booking("cancelled"), NOT_KNOWN),
        (booking("cancelled", told_on=date(2025, 1, 18)), HALF),  # whatever the time, more than two days
        (booking("cancelled", told_on=date(2025, 1, 15)), NOT_KNOWN),  # before or after half past nine?
        (booking("cancelled", told_on=date(2025, 1, 15), starts=None), NOT_KNOWN),
        (booking("cancelled", told_on=date(2025, 1, 22)), FULL),
    ],
)
def test_the_band_of_a_booking(row: dict[str, Any], band: str) -> None:
    assert southampton().band_of(row) == band


def test_where_a_substitute_does_not_help_the_notice_counts() -> None:
    strict = Charges("x", "Anywhere", 7500, False, southampton().bands)
    assert strict.band_of(booking("substitute came", 60)) == HALF
    assert strict.band_of(booking("substitute came")) == NOT_KNOWN
    assert SENT_ANOTHER not in list(summarise_charges(table_of([booking("attended")]), strict)["band"])


def test_notice_the_terms_leave_open_is_named_by_its_line() -> None:
    rows = [booking("attended"), booking("cancelled", 30), booking("cancelled", told_on=date(2025, 1, 15))]
    problems = check_notice(table_of([*rows, booking("cancelled")]), southampton())
    assert [(problem.rule, problem.cell, problem.act) for problem in problems] == [
        ("V31", "line 3", "WARN"),
        ("V32", "line 4", "WARN"),
    ]  # a blank time of cancelling is named when the file is read


def test_a_course_in_pence() -> None:
    rows = [booking("attended")] * 5 + [booking("substitute came"), booking("did not come"), booking("cancelled", 300)]
    rows += [booking("cancelled", 60)] * 3 + [booking("cancelled", 30)]
    made = summarise_charges(table_of(rows), southampton())
    assert made[["band", "bookings", "each", "total"]].values.tolist() == [
        [CAME, 5, 0, 0],
        [SENT_ANOTHER, 1, 0, 0],
        [WEEK, 1, 0, 0],
        [HALF, 3, 3750, 11250],
        [FULL, 1, 7500, 7500],
        [NOT_COVERED, 1, None, None],
        ["all", 12, None, 18750],
    ]


def test_without_terms_or_bookings_there_is_nothing_to_charge() -> None:
    assert summarise_charges(table_of([booking("did not come")]), None).empty
    assert summarise_charges(table_of([]), southampton()).empty


bookings = st.builds(
    booking,
    st.sampled_from(OUTCOMES_OF_BOOKING),
    st.none() | st.floats(0, 400),
    course=st.sampled_from(["Naming neglect", "naming  neglect", "Watching babies"]),
    starts=st.sampled_from([BEGINS.time(), None, time(14)]),
)


@given(st.lists(bookings, min_size=1, max_size=30), st.integers(0, 20_000), st.booleans())
def test_totals_reconcile_whatever_the_bookings(rows: list[dict[str, Any]], base: int, substitute: bool) -> None:
    charges = Charges("x", "Anywhere", base, substitute, southampton().bands)
    made = summarise_charges(table_of(rows), charges)
    for _, course in made.groupby("course"):
        parts, whole = course[course["band"] != "all"], course[course["band"] == "all"].iloc[0]
        assert parts["bookings"].sum() == whole["bookings"]
        totals = [row["total"] for row in parts.to_dict("records") if row["total"] is not None]
        assert sum(totals) == whole["total"] and all(isinstance(total, int) for total in totals)
        assert all(row["total"] == row["each"] * row["bookings"] for row in parts.dropna().to_dict("records"))
    assert made.loc[made["band"] == "all", "bookings"].sum() == len(rows)


@pytest.mark.parametrize(
    ("base", "share", "pence"), [(7500, 0.5, 3750), (7501, 0.5, 3751), (1000, 0.333, 333), (9, 0, 0)]
)
def test_a_charge_is_whole_pence(base: int, share: float, pence: int) -> None:
    assert Charges("x", "Anywhere", base, True).pence(share) == pence


def terms(folder: Path, **changed: str) -> Path:
    text: Mapping[str, str] = {
        "base": "7500", "first": "168", "last": "168", "share": "0.5", "second": "48", "label": '"half"', "more": ""
    } | changed  # fmt: skip
    path = folder / "training_charges.toml"
    path.write_text(
        '[[terms]]\nid = "here"\narea = "Here"\nsubstitute = true\nsource = "Agreed by the pool"\n'
        f'base = {text["base"]}\n[[terms.band]]\nlabel = "none"\nfrom = {text["first"]}\nshare = 0\n'
        f"[[terms.band]]\nlabel = {text['label']}\nfrom = {text['second']}\nto = {text['last']}\n"
        f"share = {text['share']}\n{text['more']}",
        encoding="utf-8",
    )
    return path


def test_a_partnerships_own_terms(tmp_path: Path) -> None:
    charges, problems = read_charges(terms(tmp_path))
    assert not problems and charges is not None and tuple(charges.bands.columns) == BAND_COLUMNS


@pytest.mark.parametrize(
    ("changed", "rule", "line"),
    [
        ({"base": "-1"}, "P14", "line 6"),
        ({"base": "75.0"}, "P11", "line 6"),
        ({"share": "50"}, "P14", "line 15"),
        ({"share": "-0.5"}, "P14", "line 15"),
        ({"last": "170"}, "P14", "line 13"),
        ({"last": "40"}, "P14", "line 13"),
        ({"second": "-2"}, "P14", "line 13"),
        ({"label": '"None"'}, "P13", "line 12"),
        ({"label": '"came"'}, "P13", "line 12"),
        ({"more": "notice = 3"}, "P01", "line 16"),
        (
            {"more": '[[terms]]\nid = "here"\narea = "There"\nbase = 1\nsubstitute = true\nsource = "x"\nband = []'},
            "P13",
            None,
        ),
        (
            {"more": '[[terms]]\nid = "b"\narea = "here"\nbase = 1\nsubstitute = true\nsource = "x"\nband = []'},
            "P13",
            None,
        ),
    ],
)
def test_terms_that_cannot_be_are_refused(tmp_path: Path, changed: dict[str, str], rule: str, line: str | None) -> None:
    charges, problems = read_charges(terms(tmp_path, **changed))
    assert charges is None and rule in [problem.rule for problem in problems]
    if line:
        assert line in [problem.cell for problem in problems if problem.rule == rule]
    assert read_all_charges(tmp_path / "training_charges.toml")[0] == []
