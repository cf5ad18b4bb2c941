"""The return of looked-after children: periods of care out of episodes, and every mess a record can be in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.frame import Frame, read_frame
from scrutiny_lib.intake.history import History, read_history
from scrutiny_lib.intake.pseudonyms import pseudonym
from scrutiny_lib.intake.raw import RawTable
from scrutiny_lib.intake.ssda903 import WITHOUT_EPISODE, Periods, periods_of_care, read_ssda903
from tests.reading_room import KEY, REVIEW, read_small

HEADER = """\
CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB
a,1,01/02/2012,WBRI,,,
b,2,01/02/2013,WBRI,,,
c,2,01/02/2014,WBRI,,,
"""
EPISODES = """\
CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE
a,01/05/2025,S,C1,N1,U6,PR1,01/07/2025,X1,
a,01/07/2025,P,C2,N1,K2,PR4,,,
b,01/02/2024,P,V2,N4,U6,PR1,10/06/2025,E4A,
b,01/09/2025,S,V2,N4,U4,PR1,,,
z,01/09/2025,S,V2,N4,U4,PR1,,,
"""
REVIEWS = """\
CHILD,DOB,REVIEW,REVIEW_CODE
a,01/02/2012,28/05/2025,PN0
a,01/02/2012,28/05/2025,PN1
a,01/02/2012,28/05/2025,PN1
b,01/02/2013,01/01/2024,PN7
b,01/02/2013,10/06/2025,
b,01/02/2013,01/08/2025,PN1
c,01/02/2014,01/08/2025,PN1
b,01/02/2013,soon,PN1
,01/02/2013,01/08/2025,PN1
"""
MISSING = """\
CHILD,DOB,MISSING,MIS_START,MIS_END
a,01/02/2012,M,01/08/2025,03/08/2025
a,01/02/2012,A,01/09/2025,
"""
FILES = {"header": HEADER, "episodes": EPISODES, "reviews": REVIEWS, "missing": MISSING}


def written(root: Path, **changed: str | None) -> Path:
    folder = root / "reviews" / "neglect" / "return"
    folder.mkdir(parents=True)
    for name, text in {**FILES, **changed}.items():
        if text is not None:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def both(root: Path, **changed: str | None) -> tuple[Frame, History]:
    written(root, **changed)
    review, _ = read_small(root, review=REVIEW.replace('file = "frame.csv"', 'file = "return"\nsource = "ssda903"'))
    frame = read_frame(review, KEY)
    return frame, read_history(review, KEY, frame)


def code(text: str, prefix: str = "C") -> str:
    return pseudonym(KEY, text, prefix)


def told(history: History, spell: str) -> list[tuple[str, str]]:
    events = history.events[history.events["spell"] == spell]
    return list(zip(events["on"], events["event"], strict=True))


def periods(*rows: Sequence[str]) -> tuple[Periods, Problems]:
    """Periods of one or more children: child, first day, reason, last day, reason for ending."""
    names = ["child_id", "care_episode_date", "episode_reason", "care_end", "care_end_reason"]
    raw = RawTable(pd.DataFrame(list(rows), columns=names, dtype="str"), [str(at) for at in range(2, len(rows) + 2)])
    problems = Problems()
    return periods_of_care(raw, Path("episodes.csv"), problems), problems


def spans(found: Periods) -> list[tuple[str, int, str, str]]:
    """Of each period the child, its number, the day it began and the day it ended."""
    grouped = found.rows.groupby(["child_id", "period"])
    return [(child, number, rows["care_start"].max(), rows["care_end"].max()) for (child, number), rows in grouped]


def test_the_frame_is_every_child_of_the_header_with_its_latest_period(tmp_path: Path) -> None:
    frame, _ = both(tmp_path)
    table = frame.table.set_index("case_id")
    assert list(table.index) == [code("a"), code("b")]
    assert list(table["care_start"]) == ["2025-05-01", "2025-09-01"] and list(table["in_care"]) == ["yes", "yes"]
    assert list(table["legal_status"]) == ["Full care order", "Accommodated under section 20"]
    assert list(table["sex"]) == ["M", "F"] and list(table["age"]) == [13, 12]
    report = frame.report
    assert (report.received, report.used, report.held) == (3, 2, 1) and report.set_aside == {WITHOUT_EPISODE: 1}
    assert report.source == "Looked-after children return"
    assert "There are episodes of one child without a row in the header." in str(frame.problems)


def test_the_history_of_care(tmp_path: Path) -> None:
    _, history = both(tmp_path)
    running = code("a/care/1", "S")
    assert told(history, running) == [("2025-05-01", "comes into care"), ("2025-05-28", "looked-after review")]
    first, second = code("b/care/1", "S"), code("b/care/2", "S")
    assert told(history, first) == [  # began before the file: nobody knows when, and reviews before it are its own
        ("2024-01-01", "looked-after review"),
        ("2025-06-10", "leaves care"),
        ("2025-06-10", "looked-after review"),
    ]
    assert told(history, second) == [("2025-09-01", "comes into care")]
    assert told(history, code("a/missing/2025-08-01", "S")) == [("2025-08-03", "comes back")]
    spells = history.spells.set_index("spell")
    assert spells.loc[first, "case_id"] == code("b")
    assert spells.loc[first, "care_end_reason"] == "Returned home, as planned"
    assert spells.loc[running, "placement_type"] == "Children's home"  # of its last episode
    assert spells.loc[code("z/care/1", "S"), "case_id"] == ""
    rows = {row.what: tuple(row)[1:] for row in history.received.itertuples(index=False)}
    assert rows == {
        "Episodes of care": (5, 5, 0, 0),
        "Looked-after reviews": (9, 3, 4, 2),  # held: of one day, between periods, never in care, no date
        "Missing episodes": (2, 2, 0, 0),
    }
    assert history.covers_from == "2025-04-01" and history.only_latest == ()
    said = [(problem.rule, problem.sheet, problem.cell) for problem in history.problems]
    assert said == [
        ("I01", "reviews", "A10"),
        ("I04", "reviews", "A4"),
        ("D16", "reviews", "C9"),
        ("D16", "reviews", "C9"),
        ("D17", "reviews", "C7, C8"),
        ("I13", "reviews", "C3"),
    ]


@pytest.mark.parametrize("missing", ["reviews", "missing"])
def test_a_file_that_is_not_there_adds_nothing(tmp_path: Path, missing: str) -> None:
    _, history = both(tmp_path, **{missing: None})
    assert len(history.received) == 2 and not history.problems.stops()


@pytest.mark.parametrize("needed", ["header", "episodes"])
def test_without_children_or_episodes_there_is_no_frame(tmp_path: Path, needed: str) -> None:
    frame, history = both(tmp_path, **{needed: None})
    assert frame.problems.stops() and frame.table.empty
    assert f"There is no {needed}.csv." in str(frame.problems)
    assert history.received["received"].sum() == (16 if needed == "header" else 0)


def test_files_by_longer_names_and_one_too_many(tmp_path: Path) -> None:
    folder = written(tmp_path)
    for name in FILES:
        (folder / f"{name}.csv").rename(folder / f"SSDA903_2025_{name.title()}.csv")
    problems = Problems()
    raw = read_ssda903(folder, problems)
    assert raw is not None and len(raw.table) == 3
    (folder / "header.csv").write_text(HEADER, encoding="utf-8")
    assert read_ssda903(folder, problems) is None and problems[-1].rule == "S02"


@pytest.mark.parametrize("text", ["", "who,when\n1,2\n", "CHILD\na\n"])
def test_episodes_that_cannot_be_read(tmp_path: Path, text: str) -> None:
    frame, history = both(tmp_path, episodes=text)
    assert frame.problems.stops() and history.events.empty


@pytest.mark.parametrize(
    ("rows", "expected", "rules"),
    [
        pytest.param(
            [("a", "2025-04-01", "S", "2025-05-01", "X1"), ("a", "2025-05-01", "P", "", "")],
            [("a", 1, "2025-04-01", "")],
            [],
            id="one period of two episodes",
        ),
        pytest.param(
            [("a", "2025-04-01", "S", "2025-05-01", "E8"), ("a", "2025-06-01", "S", "2025-07-01", "E8")],
            [("a", 1, "2025-04-01", "2025-05-01"), ("a", 2, "2025-06-01", "2025-07-01")],
            [],
            id="two periods",
        ),
        pytest.param(
            [("a", "2025-04-01", "S", "2025-05-01", "X1"), ("a", "2025-05-09", "L", "", "")],
            [("a", 1, "2025-04-01", "")],
            ["D17"],
            id="a gap, though both say that care went on",
        ),
        pytest.param(
            [("a", "2025-04-01", "S", "2025-05-01", "E4A"), ("a", "2025-06-01", "P", "", "")],
            [("a", 1, "2025-04-01", "2025-05-01"), ("a", 2, "2025-06-01", "")],
            ["D17"],
            id="care ended, and goes on a month later",
        ),
        pytest.param(
            [("a", "2025-04-01", "S", "", ""), ("a", "2025-06-01", "S", "", "")],
            [("a", 1, "2025-04-01", "2025-06-01"), ("a", 2, "2025-06-01", "")],
            [],
            id="two beginnings, the first without an end",
        ),
        pytest.param(
            [("a", "2025-04-01", "S", "2025-09-01", "X1"), ("a", "2025-06-01", "S", "", "")],
            [("a", 1, "2025-04-01", "2025-06-01"), ("a", 2, "2025-06-01", "")],
            [],
            id="a beginning inside another period",
        ),
        pytest.param(
            [("a", "2025-04-01", "S", "", ""), ("a", "2025-06-01", "P", "2025-07-01", "E8")],
            [("a", 1, "2025-04-01", "2025-07-01")],
            [],
            id="an episode in the middle without an end",
        ),
        pytest.param(
            [("a", "2025-04-01", "P", "", "")], [("a", 1, "", "")], [], id="in the middle of a period that began before"
        ),
        pytest.param(
            [("a", "2025-04-01", "S", "2025-05-01", "X1")],
            [("a", 1, "2025-04-01", "2025-05-01")],
            ["D17"],
            id="another is said to follow and none does",
        ),
        pytest.param(
            [("a", "2025-04-01", "S", "2025-03-01", "E8"), ("a", "2025-06-01", "s", "", "")],
            [("a", 1, "2025-06-01", "")],
            ["D07"],
            id="an episode that ends before it begins is held",
        ),
        pytest.param(
            [("a", "soon", "S", "", ""), ("a", "2025-06-01", "S", "", ""), ("", "2025-06-01", "S", "", "")],
            [("a", 1, "2025-06-01", "")],
            ["I01", "D16", "D16"],
            id="no day, no child",
        ),
    ],
)
def test_how_episodes_are_chained(
    rows: list[Sequence[str]], expected: list[tuple[str, int, str, str]], rules: list[str]
) -> None:
    found, problems = periods(*rows)
    assert spans(found) == expected and [problem.rule for problem in problems] == rules
    turned, _ = periods(*rows[::-1])
    assert spans(turned) == expected


DAYS = st.sampled_from(["2025-04-01", "2025-05-01", "2025-06-01", "2025-07-01", "", "never"])
ROW = st.tuples(
    st.sampled_from(["a", "b", ""]), DAYS, st.sampled_from(["S", "P", ""]), DAYS, st.sampled_from(["X1", "E8", ""])
)


@settings(max_examples=60)
@given(st.lists(ROW, max_size=7))
def test_every_episode_is_accounted_for_and_periods_never_overlap(rows: list[Sequence[str]]) -> None:
    found, _ = periods(*rows)
    account = found.account
    assert account.received == len(rows) == account.used + account.held + account.refused
    assert account.used == len(found.rows)
    last: dict[str, str] = {}
    for child, group in found.rows.groupby("child_id"):
        for _, period in group.groupby("period"):
            assert period["from"].nunique() == 1 and (period["care_start"] != "").sum() <= 1
            assert period["from"].iloc[0] >= last.get(str(child), "")
            ended = period["care_end"].max()
            assert not ended or ended >= period["from"].iloc[0]
            last[str(child)] = ended or "9999"
