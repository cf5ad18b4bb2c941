"""The review clock on a return of looked-after children that nobody here wrote, against a slow count by hand.

The file is generated and not plausible: reviews lie years before and after care, most children came into care before
the file begins. What is tested is that every row is accounted for and that two ways of counting agree."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from scrutiny_lib.intake.frame import Frame, read_frame
from scrutiny_lib.intake.history import History, read_history
from scrutiny_lib.intake.pseudonyms import pseudonym
from scrutiny_lib.intake.record_checks import read_record_checks
from scrutiny_lib.intake.template import packaged_folder
from scrutiny_lib.lenses.record_checks import check_records
from tests.reading_room import KEY, REVIEW, read_small

AS_AT = date(2018, 3, 31)
RECEIVED = 12_582
BANK_HOLIDAYS = {  # England and Wales, from gov.uk
    *(date(2015, *day) for day in ((1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28))),
    *(date(2016, *day) for day in ((1, 1), (3, 25), (3, 28), (5, 2), (5, 30), (8, 29), (12, 26), (12, 27))),
    *(date(2017, *day) for day in ((1, 2), (4, 14), (4, 17), (5, 1), (5, 29), (8, 28), (12, 25), (12, 26))),
    *(date(2018, *day) for day in ((1, 1), (3, 30), (4, 2), (5, 7), (5, 28), (8, 27), (12, 25), (12, 26))),
}
Span = tuple[date | None, date, date | None]
"""A period of care: the day it began where the file says it, its first day in the file, the day it ended."""


@pytest.fixture(scope="module")
def read(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Frame, History]:
    root = tmp_path_factory.mktemp("looked_after")
    review, _ = read_small(root, review=REVIEW.replace('file = "frame.csv"', 'file = "care"\nsource = "ssda903"'))
    shutil.copytree(shared / "data" / "looked_after", review.frame.path)
    frame = read_frame(review, KEY)
    return frame, read_history(review, KEY, frame)


@pytest.fixture(scope="module")
def states(read: tuple[Frame, History]) -> pd.DataFrame:
    checks, problems = read_record_checks([packaged_folder()])
    assert not problems
    return check_records(read[1], checks[checks["id"] == "looked_after_review"], AS_AT)


def rows_of(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day(text: str) -> date | None:
    return date(int(text[6:]), int(text[3:5]), int(text[:2])) if text else None


def by_hand(episodes: list[dict[str, str]]) -> list[Span]:
    """The periods of care of one child, episode by episode."""
    last_day = date(9999, 1, 1)
    order = sorted(episodes, key=lambda row: (day(row["DECOM"]) or last_day, day(row["DEC"]) or last_day))
    spans: list[list[date | None]] = []
    before: dict[str, str] = {}
    for row in order:
        began, ended = day(row["DECOM"]), day(row["DEC"])
        left = day(before["DEC"]) if before else None
        again = bool(before) and before["REC"] not in ("", "X1") and left is not None and began > left
        if not before or row["RNE"] == "S" or again:
            if spans:
                spans[-1][2] = began if left is None or left > began else left
            spans.append([began if row["RNE"] == "S" or again else None, began, ended])
        spans[-1][2] = ended
        before = row
    return [(known, first, ended) for known, first, ended in spans if first is not None]


def working_days(start: date, last: date) -> int:
    """The working days after one day, up to and with another: a review on a Saturday has taken as long as on Friday."""
    days = (start + timedelta(days=number) for number in range(1, (last - start).days + 1))
    return sum(on.weekday() < 5 and on not in BANK_HOLIDAYS for on in days)


def months_after(start: date, number: int) -> date:
    month = start.month - 1 + number
    year, month = start.year + month // 12, month % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(start.day, last))


def judged(spans: list[Span], reviews: list[date]) -> Counter[str]:
    """What each review of one child is, by hand; ``held`` where the child was not in care."""
    found: Counter[str] = Counter()
    counted: dict[int, list[date]] = {}
    for on in sorted(set(reviews)):
        inside = [at for at, (known, first, _) in enumerate(spans) if known is None or first <= on]
        at = inside[-1] if inside else -1
        if at < 0 or (spans[at][2] is not None and on > (spans[at][2] or on)):
            found["held"] += 1
        elif on > AS_AT:
            found["not applicable"] += 1
        elif spans[at][0] is None:
            found["cannot tell"] += 1
        else:
            held = counted.setdefault(at, [])
            start = held[-1] if held else spans[at][0] or on
            in_time = on <= months_after(start, 3 if len(held) == 1 else 6) if held else working_days(start, on) <= 20
            found["met" if in_time else "not met"] += 1
            held.append(on)
    return found


def test_every_row_of_the_return_is_accounted_for(read: tuple[Frame, History]) -> None:
    frame, history = read
    report = frame.report
    assert (report.received, report.used, report.held) == (2675, 2123, 552)
    rows = {row.what: tuple(row)[1:] for row in history.received.itertuples(index=False)}
    assert rows == {
        "Episodes of care": (5050, 5050, 0, 0),
        "Looked-after reviews": (RECEIVED, 9347, 3233, 2),
        "Missing episodes": (43, 43, 0, 0),
    }
    assert (history.events["event"] == "looked-after review").sum() == 9347
    assert history.covers_from == "2017-04-01"


def test_no_id_of_the_return_is_left_in_the_history(read: tuple[Frame, History], shared: Path) -> None:
    ids = {row["CHILD"] for row in rows_of(shared / "data" / "looked_after", "header.csv")}
    texts = {str(text) for table in (read[1].spells, read[1].events) for name in table for text in table[name].unique()}
    assert not ids & {part for text in texts for part in text.replace("/", " ").split()}


def test_the_review_clock_and_the_count_by_hand_agree(
    read: tuple[Frame, History], states: pd.DataFrame, shared: Path
) -> None:
    folder = shared / "data" / "looked_after"
    episodes: dict[str, list[dict[str, str]]] = {}
    for row in rows_of(folder, "episodes.csv"):
        episodes.setdefault(row["CHILD"], []).append(row)
    received: dict[str, list[date]] = {}
    for row in rows_of(folder, "reviews.csv"):
        received.setdefault(row["CHILD"], []).append(day(row["REVIEW"]) or date.min)
    hand = {child: judged(by_hand(episodes.get(child, [])), days) for child, days in received.items()}
    ours = states[states["end"] != ""]
    of_child = {str(child): dict(rows["state"].value_counts()) for child, rows in ours.groupby("child")}
    told = {child: {state: n for state, n in counts.items() if state != "held"} for child, counts in hand.items()}
    assert len(of_child) == sum(bool(counts) for counts in told.values())
    assert [child for child, counts in told.items() if counts != of_child.get(pseudonym(KEY, child), {})] == []
    whole = sum(hand.values(), Counter())
    again = sum(len(days) - len(set(days)) for days in received.values())
    assert sum(whole.values()) + again == RECEIVED


def test_the_states_of_all_reviews_add_up_to_the_rows_received(
    read: tuple[Frame, History], states: pd.DataFrame
) -> None:
    reviews = read[1].received.set_index("what").loc["Looked-after reviews"]
    of_reviews = states.loc[states["end"] != "", "state"].value_counts().to_dict()
    assert sum(of_reviews.values()) + reviews["held"] + reviews["refused"] == RECEIVED
    assert of_reviews == {"met": 226, "not met": 464, "not applicable": 3545, "cannot tell": 5112}
    assert not states.duplicated(["spell", "end"])[states["end"] != ""].any()
    due_next = states.loc[states["end"] == "", "state"].value_counts().to_dict()
    assert set(due_next) <= {"not met", "too soon to tell"}  # the next of each period, which nobody has received
