"""The engagement log: who was asked or was not, and what of it does not go together."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.engagement import LOG_COLUMNS, read_engagement

SECRET = "Zwetschgenbaum"
HEAD = "group,case_id,people,age_band,by_words,asked_by,how,support,outcome,why,told_result,told_on,note"
TOOK_PART = "children,C-1,,11-15,,school nurse,In person,Interpreter; easy words,took part,,yes,01/02/2026,"
DECLINED = "children,C-2,,5-10,,,,,declined,did not want to,,,"


def read(folder: Path, *rows: str) -> tuple[pd.DataFrame, Problems]:
    path = folder / "engagement.csv"
    path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    return read_engagement(path)


def places(problems: Problems) -> list[tuple[str, str, str, str]]:
    return [(problem.rule, problem.cell, problem.column, problem.act) for problem in problems]


def test_a_log_of_three_rows(tmp_path: Path) -> None:
    log, problems = read(
        tmp_path, TOOK_PART, DECLINED, "parents and carers,,3,,,,survey,,no answer,could not be reached,,,"
    )
    assert not problems and list(log.columns) == list(LOG_COLUMNS)
    assert log["people"].tolist() == [1, 1, 3] and str(log["people"].dtype) == "int64"
    first = log.iloc[0]
    assert (first["how"], first["support"], first["told_result"]) == ("in person", "interpreter; easy words", "yes")
    assert first["told_on"] == date(2026, 2, 1) and first["asked_by"] == "school nurse" and first["by_words"] == "yes"
    assert log["told_result"].tolist() == ["yes", "", ""] and log["age_band"].tolist() == ["11-15", "5-10", "not known"]
    assert log["why"].tolist() == ["", "did not want to", "could not be reached"]


def test_only_the_group_and_the_outcome_are_needed(tmp_path: Path) -> None:
    path = tmp_path / "engagement.csv"
    path.write_text("outcome,group\ntook part,children\n", encoding="utf-8")
    log, problems = read_engagement(path)
    assert not problems and log.loc[0, ["people", "told_result", "how"]].tolist() == [1, "not known", ""]


def test_a_baby_is_watched_and_that_is_not_silence(tmp_path: Path) -> None:
    rows = (
        "children,C-1,,unborn,,,,,took part,,,,",
        "children,C-2,,0-4,not applicable by words,,watched and played with,,took part,,,,",
    )
    log, problems = read(tmp_path, *rows)
    assert not problems and log["by_words"].tolist() == ["not applicable by words"] * 2


@pytest.mark.parametrize(
    ("row", "place"),
    [
        (f"{SECRET},,,,,,,,took part,,,,", ("V02", "line 3", "group", "HOLD")),
        ("children,,,,,,,,,,,,", ("V02", "line 3", "outcome", "HOLD")),
        (f"children,,,,,,,,{SECRET},,,,", ("V02", "line 3", "outcome", "HOLD")),
        ("children,,0,,,,,,took part,,,,", ("V07", "line 3", "people", "HOLD")),
        ("children,,two,,,,,,took part,,,,", ("V07", "line 3", "people", "HOLD")),
        (f"children,,,,,,{SECRET},,took part,,,,", ("V02", "line 3", "how", "HOLD")),
        (f"children,,,,,,,signing; {SECRET},took part,,,,", ("V02", "line 3", "support", "HOLD")),
        (f"children,,,,,,,,declined,{SECRET},,,", ("V02", "line 3", "why", "HOLD")),
        (f"children,,,,,,,,took part,,{SECRET},,", ("V02", "line 3", "told_result", "HOLD")),
        ("children,,,,,,,,took part,,yes,soon,", ("D01", "line 3", "told_on", "HOLD")),
        (f"children,,,{SECRET},,,,,took part,,,,", ("V02", "line 3", "age_band", "HOLD")),
        (f"children,,,,{SECRET},,,,took part,,,,", ("V02", "line 3", "by_words", "HOLD")),
    ],
)
def test_a_row_that_cannot_be_read_is_held(tmp_path: Path, row: str, place: tuple[str, str, str, str]) -> None:
    log, problems = read(tmp_path, TOOK_PART, row, DECLINED)
    assert places(problems) == [place] and log["case_id"].tolist() == ["C-1", "C-2"]
    assert len(log) + len({problem.cell for problem in problems.of("HOLD")}) == 3 and SECRET not in str(problems)


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("children,C-9,,,,,,,not asked,,,,", ("V05", "line 3", "why", "WARN")),
        ("children,C-9,,,,,,,took part,too unwell,,,", ("V14", "line 3", "why", "WARN")),
        ("children,C-9,,unborn,yes,,,,took part,,,,", ("V14", "line 3", "by_words", "WARN")),
        ("children,C-9,,,,,,none needed; signing,took part,,,,", ("V14", "line 3", "support", "WARN")),
        ("children,C-9,,,,,,,took part,,planned,01/02/2026,", ("V14", "line 3", "told_result", "WARN")),
        ("children,c 1,,,,,,,declined,too unwell,,,", ("V14", "line 3", "outcome", "WARN")),
        ("children,C-9,,,,,,,took part,,,,Ring 07700 900123", ("T19", "line 3", "note", "WARN")),
    ],
)
def test_what_does_not_go_together_is_kept_and_said(tmp_path: Path, row: str, place: tuple[str, str, str, str]) -> None:
    log, problems = read(tmp_path, TOOK_PART, row)
    assert places(problems) == [place] and len(log) == 2
    assert "C-1" not in str(problems) and "C-9" not in str(problems) and "900123" not in str(problems)


def test_no_reason_is_a_reason_not_known_and_one_too_many_is_not_counted(tmp_path: Path) -> None:
    rows = "children,,,,,,,,not asked,,,,", "children,,,,,,,,took part,too unwell,,,"
    assert read(tmp_path, *rows)[0]["why"].tolist() == ["not known", ""]


def test_two_groups_may_differ_about_one_case_and_rows_without_a_case_say_nothing(tmp_path: Path) -> None:
    rows = (
        TOOK_PART,
        "parents and carers,C-1,,,,,,,declined,did not want to,,,",
        "children,,,,,,,,took part,,,,",
        "children,,,,,,,,not asked,nobody tried,,,",
    )
    assert not read(tmp_path, *rows)[1]


def test_a_file_of_the_old_kind_is_refused_with_what_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "engagement.csv"
    path.write_text("group,asked,took_part,declined\nchildren,12,7,5\n", encoding="utf-8")
    log, problems = read_engagement(path)
    assert log.empty and list(log.columns) == list(LOG_COLUMNS) and problems.stops()
    assert ("S09", "outcome") in [(problem.rule, problem.column) for problem in problems]
