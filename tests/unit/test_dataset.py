"""The quarterly dataset: the newest file is used, and what it changed since the one before is said."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook

from scrutiny_lib.errors import Problems, ScrutinyError
from scrutiny_lib.intake.dataset import Dataset, read_dataset
from scrutiny_lib.intake.indicators import read_indicator_definitions
from scrutiny_lib.intake.template import packaged_folder
from scrutiny_lib.tables import COLUMNS

DEFINITIONS = read_indicator_definitions(packaged_folder() / "indicators.toml")[0]
HEAD = "indicator,month,numerator,denominator,supplied_by,supplied_on\n"
Q2 = HEAD + "plans_again,2025-08,5,25,Police,\nplans_again,2025-09,6,26,,\nnrm,2025-09,1,,,\n"
Q3 = HEAD + (
    "plans_again,2025-08,5,25,Social care,2026-01-12\nplans_again,2025-09,7,28,Social care,2026-01-12\n"
    "plans_again,2025-10,5,25,,\nplans_again,2025-11,5,25,,\nplans_again,2025-12,5,25,,\n"
    "nrm,2025-09,1,,,\nnrm,2025-10,0,,,\nnrm,2025-11,0,,,\nnrm,2025-12,1,,,\n"
)


def read(folder: Path, quarter: str = "2025-26-Q3", **files: str) -> tuple[Dataset, Problems]:
    for name, text in files.items():
        path = folder / "dataset" / f"{name.replace('_', '-').replace('--', '.')}"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    found, problems = read_dataset(folder / "dataset", quarter, DEFINITIONS)
    counts = found.received[["received", "used", "held", "refused"]].astype(int)
    assert (counts["received"] == counts["used"] + counts["held"] + counts["refused"]).all()
    return found, problems


def said(problems: Problems) -> list[tuple[str, str, str]]:
    return [(one.rule, one.file, one.act) for one in problems]


def test_what_changed_since_the_quarter_before_and_by_whom_supplied(tmp_path: Path) -> None:
    found, problems = read(tmp_path, **{"2025_26_Q2__csv": Q2, "2025_26_Q3__csv": Q3})
    assert not problems and found.quarter == "2025-26-Q3" and len(found.monthly) == 9
    title = "Child protection plans that are a second or later one"
    assert tuple(found.revisions.columns) == COLUMNS["indicator_revisions"]
    assert found.revisions.to_numpy().tolist() == [
        ["plans_again", title, "2025-09", "numerator", 6, 7, "Social care", "2026-01-12"],
        ["plans_again", title, "2025-09", "denominator", 26, 28, "Social care", "2026-01-12"],
    ]
    assert found.received.to_numpy().tolist() == [["figures of 2025-26-Q3.csv", 9, 9, 0, 0]]


def test_later_quarters_are_not_read(tmp_path: Path) -> None:
    files = {"2025_26_Q2__csv": Q2, "2025_26_Q3__csv": "nothing,that,can\nbe,read,!\n"}
    found, problems = read(tmp_path, "2025-26-Q2", **files)
    assert not problems and found.quarter == "2025-26-Q2" and found.revisions.empty and len(found.monthly) == 3


def test_a_quarter_without_a_file_of_its_own_uses_the_newest_before_it(tmp_path: Path) -> None:
    found, problems = read(tmp_path, **{"2025_26_Q2__csv": Q2})
    assert found.quarter == "2025-26-Q2" and said(problems) == [("M01", "2025-26-Q2.csv", "WARN")] * 2
    assert "end 3 months before the quarter does" in problems[0].fact


def test_months_that_were_there_and_are_gone_are_counted(tmp_path: Path) -> None:
    short = "\n".join(line for line in Q3.splitlines() if "2025-08" not in line) + "\n"
    found, problems = read(tmp_path, **{"2025_26_Q2__csv": Q2, "2025_26_Q3__csv": short})
    assert said(problems) == [("M13", "2025-26-Q3.csv", "WARN")] and problems[0].fact.endswith(": 1.")
    assert len(found.revisions) == 2


def test_a_file_before_that_cannot_be_read_stops_nothing(tmp_path: Path) -> None:
    found, problems = read(tmp_path, **{"2025_26_Q2__csv": "a;b\n1;2\n", "2025_26_Q3__csv": Q3})
    assert said(problems) == [("M13", "2025-26-Q2.csv", "WARN")] and len(found.monthly) == 9


def test_two_files_for_one_quarter_are_refused_and_other_names_named(tmp_path: Path) -> None:
    (tmp_path / "dataset").mkdir()
    (tmp_path / "dataset" / "~$2025-26-Q3.xlsx").write_bytes(b"")
    (tmp_path / "dataset" / "2025-26-q3.xlsx").write_bytes(b"")
    found, problems = read(tmp_path, **{"2025_26_Q3__csv": Q3, "final__csv": Q3})
    assert sorted(said(problems)) == [("I02", "2025-26-q3.xlsx", "REJECT"), ("P04", "dataset", "WARN")]
    assert found.monthly.empty


def test_a_changed_definition_without_a_month_is_named(tmp_path: Path) -> None:
    """Unless indicators.toml says from which month the new words count."""

    def with_words(words: str, text: str) -> str:
        first, *rest = text.splitlines()
        return "\n".join([f"{first},definition", *(f"{line},{words}" for line in rest)]) + "\n"

    files = {"2025_26_Q2__csv": with_words("Plans in the month", Q2), "2025_26_Q3__csv": with_words("All plans", Q3)}
    _, problems = read(tmp_path, **files)
    assert [(one.rule, one.act) for one in problems] == [("M14", "WARN")] * 2
    assert "'plans_again'" in problems[1].fact and "All plans" not in str(problems)
    dated = DEFINITIONS.assign(changes=[[{"from": "2025-10", "what": "All"}]] * len(DEFINITIONS))
    assert not read_dataset(tmp_path / "dataset", "2025-26-Q3", dated)[1]
    _, problems = read(tmp_path, **{"2025_26_Q2__csv": with_words(" ALL  plans ", Q2)})
    assert not problems


def test_dates_of_events_come_with_it_and_are_held_against_the_counts(tmp_path: Path) -> None:
    files = {"2025_26_Q3__csv": Q3, "2025_26_Q3_events__csv": "indicator,on\nnrm,03/09/2025\nnrm,2025-12-01\n"}
    found, problems = read(tmp_path, **files)
    assert not problems and found.events["on"].tolist() == [date(2025, 9, 3), date(2025, 12, 1)]
    files["2025_26_Q3_events__csv"] += "nrm,2025-12-24\n"
    _, problems = read(tmp_path, **files)
    assert said(problems) == [("M15", "2025-26-Q3-events.csv", "WARN")] and "1 of 4 months" in problems[0].fact


def test_a_grid_is_as_good_as_a_long_file(tmp_path: Path) -> None:
    found, _ = read(tmp_path, **{"2025_26_Q2__csv": Q2})
    book = Workbook()
    for row in (
        ["Indicator", "Part", "Supplied by", "Aug-25", "Sep-25"],
        ["plans_again", "n", "Data team", 5, 7],
        ["plans_again", "d", "Data team", 25, 26],
        ["nrm", "", "", None, 1],
    ):
        book.active.append(row)
    book.save(tmp_path / "dataset" / "2025-26-Q3.xlsx")
    found, _ = read_dataset(tmp_path / "dataset", "2025-26-Q3", DEFINITIONS)
    changed = found.revisions[["month", "part", "before", "now", "supplied_by"]].to_numpy().tolist()
    assert changed == [["2025-09", "numerator", 6, 7, "Data team"]]


def review(folder: Path, name: str, text: str, events: str = "") -> tuple[str, Path]:
    (folder / name).mkdir()
    (folder / name / "indicators.csv").write_text(HEAD + text, encoding="utf-8")
    if events:
        (folder / name / "indicator_events.csv").write_text("indicator,on\n" + events, encoding="utf-8")
    return name, folder / name


def test_without_a_dataset_the_reviews_figures_are_put_together(tmp_path: Path) -> None:
    nrm = "nrm,2025-07-01\nnrm,2025-07-01\n"
    reviews = [
        review(tmp_path, "one", "nrm,2025-07,2,,,\nadult_ward,2025-07,0,,,\n", nrm),
        review(tmp_path, "two", "nrm,2025-07,2,,,\nadult_ward,2025-07,1,,,\nescalations,2025-07,3,,,\n", nrm),
        ("three", tmp_path / "three"),
    ]
    found, problems = read_dataset(tmp_path / "dataset", "2025-26-Q2", DEFINITIONS, reviews)
    assert found.monthly[["indicator", "numerator"]].to_numpy().tolist() == [["escalations", 3], ["nrm", 2]]
    assert said(problems) == [("M02", "one, two", "HOLD")] and "'adult_ward'" in problems[0].fact
    assert found.received.to_numpy().tolist() == [
        ["figures of one/indicators.csv", 2, 2, 0, 0],
        ["figures of two/indicators.csv", 3, 3, 0, 0],
        ["figures of all reviews", 5, 3, 2, 0],
    ]
    assert len(found.events) == 2 and found.quarter == "" and found.revisions.empty


def test_nothing_at_all_is_no_problem(tmp_path: Path) -> None:
    found, problems = read_dataset(tmp_path / "dataset", "2025-26 Q2", DEFINITIONS)
    assert not problems and found.monthly.empty and isinstance(found.events, pd.DataFrame)
    with pytest.raises(ScrutinyError):
        read_dataset(tmp_path / "dataset", "summer", DEFINITIONS)


def test_months_after_the_quarter_are_named_for_nothing_shows_them_yet(tmp_path: Path) -> None:
    later = Q3 + "plans_again,2026-01,5,25,,\nplans_again,2062-01,5,25,,\n"
    found, problems = read(tmp_path, **{"2025_26_Q3__csv": later})
    assert len(found.monthly) == 11
    (told,) = [one for one in problems if "after the quarter" in one.fact]
    assert (told.rule, told.act) == ("M01", "WARN")
    assert told.fact == "Of 'plans_again' 2 months lie after the quarter; not shown yet."
