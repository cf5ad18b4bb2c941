"""Children who are replaced: out with a reason, in from the reserve in its order, and the draw stays what it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny_lib.audit.families import family_of
from scrutiny_lib.audit.replace import LOG, read_replacements, replace_children
from scrutiny_lib.audit.sample import Sample, draw_sample
from scrutiny_lib.terms import REPLACEMENT_REASONS
from tests.audit_room import PLAN

FRAME = pd.DataFrame(
    {
        "case_id": [f"C-{number:02d}" for number in range(40)],
        "family_id": [f"F-{number // 2:02d}" for number in range(40)],
        "stage": ["plan", "need", "need", "need"] * 10,
    }
)
SAMPLE = draw_sample(FRAME, replace(PLAN, size=8, minimum=0, reserve=0.5))
DAY, LATER, LAST = date(2025, 10, 6), date(2025, 10, 9), date(2025, 10, 20)


def of(role: str, stratum: str, sample: Sample = SAMPLE) -> list[str]:
    table = sample.table
    return table.loc[(table["role"] == role) & (table["stratum"] == stratum), "case_id"].tolist()


PLANS, NEEDS = of("sample", "plan"), of("sample", "need")
NEXT_PLAN, NEXT_NEED = of("reserve", "plan"), of("reserve", "need")


def lines(*rows: tuple[str, date]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["case_id", "replaced_on"], index=range(2, len(rows) + 2))
    return table.assign(reason="record not available", decided_by="A1", note="")


def state(sample: Sample) -> dict[str, tuple[str, int]]:
    table = sample.table
    return dict(zip(table["case_id"], zip(table["role"], table["part"], strict=True), strict=True))


def test_the_next_of_the_same_stratum_comes_in() -> None:
    assert (len(PLANS), len(NEEDS), len(NEXT_PLAN), len(NEXT_NEED)) == (2, 6, 1, 3)
    before = SAMPLE.table.copy()
    now, log, problems = replace_children(SAMPLE, lines((NEEDS[4], DAY), (PLANS[0], DAY), (NEEDS[0], LATER)))
    assert not problems
    pd.testing.assert_frame_equal(SAMPLE.table, before)
    assert {case: at for case, at in state(now).items() if at not in (("sample", 1), ("reserve", 1))} == {
        NEEDS[4]: ("replaced", 1),
        PLANS[0]: ("replaced", 1),
        NEEDS[0]: ("replaced", 1),
        NEXT_NEED[0]: ("sample", 2),
        NEXT_PLAN[0]: ("sample", 2),
        NEXT_NEED[1]: ("sample", 3),
    }
    assert list(log.columns) == list(LOG)
    assert log[["out", "came_in", "stratum", "part"]].to_numpy().tolist() == [
        [NEEDS[4], NEXT_NEED[0], "need", 2],
        [PLANS[0], NEXT_PLAN[0], "plan", 2],
        [NEEDS[0], NEXT_NEED[1], "need", 3],
    ]
    pd.testing.assert_frame_equal(now.strata, SAMPLE.strata)
    pd.testing.assert_frame_equal(now.table.drop(columns=["role", "part"]), before.drop(columns=["role", "part"]))


def test_who_came_in_may_be_replaced_in_turn() -> None:
    now, log, problems = replace_children(SAMPLE, lines((NEEDS[0], DAY), (NEXT_NEED[0], LATER)))
    assert not problems and log["came_in"].tolist() == NEXT_NEED[:2]
    assert state(now)[NEXT_NEED[0]] == ("replaced", 2) and state(now)[NEXT_NEED[1]] == ("sample", 3)


def test_an_empty_reserve_makes_the_sample_one_smaller_and_it_is_said() -> None:
    now, log, problems = replace_children(SAMPLE, lines((PLANS[0], DAY), (PLANS[1], LATER), (NEEDS[0], LAST)))
    assert (now.table["role"] == "sample").sum() == 7
    assert log["came_in"].tolist() == [NEXT_PLAN[0], "", NEXT_NEED[0]] and log["part"].tolist() == [2, 0, 3]
    assert [(problem.rule, problem.act, problem.cell) for problem in problems] == [("V19", "WARN", "line 3")]
    assert "Nobody is left in this stratum's reserve: the sample is one smaller" in problems[0].fact


def test_everything_wrong_is_said_at_once_and_nobody_is_named() -> None:
    rows = lines(("C-99", DAY), (NEXT_NEED[0], DAY), (NEEDS[0], DAY), (NEEDS[1], date(2025, 9, 1)), (NEEDS[0], LATER))
    now, log, problems = replace_children(SAMPLE, rows, drawn_on=PLAN.chosen_on)
    assert [(problem.rule, problem.cell) for problem in problems] == [
        ("V19", "line 2"),
        ("V19", "line 3"),
        ("D07", "line 5"),
        ("I02", "line 6"),
    ]
    assert problems.stops() and "C-" not in str(problems)
    assert len(log) == 1 and (now.table["role"] == "sample").sum() == 8


def test_nobody_replaced_changes_nothing() -> None:
    table, problems = read_replacements(Path("there is no such file.csv"))
    now, log, more = replace_children(SAMPLE, table)
    assert not problems and not more and log.empty and list(log.columns) == list(LOG)
    pd.testing.assert_frame_equal(now.table, SAMPLE.table, check_dtype=False)


def test_a_family_of_the_reserve_comes_in_when_a_whole_family_is_out() -> None:
    plan = replace(PLAN, design="families", strata=(), minimum=0, size=4, reserve=0.5)
    sample = draw_sample(FRAME, plan)
    first, second = sample.table["case_id"].head(2)
    spare = sample.table.loc[sample.table["role"] == "reserve", "case_id"].tolist()
    half, log, problems = replace_children(sample, lines((first, DAY)))
    assert log["came_in"].tolist() == [""] and (half.table["role"] == "sample").sum() == 7
    assert problems[0].act == "WARN" and "Others of this family are still in the sample" in problems[0].fact
    whole, log, _ = replace_children(sample, lines((first, DAY), (second, LATER)))
    assert log["came_in"].tolist() == ["", *spare[:2]] and log["part"].tolist() == [0, 2, 2]
    came = whole.table[whole.table["part"] == 2]
    assert came["case_id"].tolist() == spare[:2] and family_of(came).nunique() == 1


@given(st.lists(st.integers(0, 11), min_size=0, max_size=12, unique=True), st.integers(0, 12))
@settings(max_examples=60, deadline=None)
def test_nobody_comes_in_twice_and_every_stratum_keeps_its_number_while_there_is_a_reserve(
    places: list[int], later: int
) -> None:
    cases = SAMPLE.table["case_id"].tolist()
    rows = lines(*((cases[place], LATER if at >= later else DAY) for at, place in enumerate(places)))
    now, log, problems = replace_children(SAMPLE, rows)
    came = [case for case in log["came_in"] if case]
    assert len(set(came)) == len(came) and set(came) <= set(NEXT_PLAN + NEXT_NEED)
    for stratum, reserve in (("plan", NEXT_PLAN), ("need", NEXT_NEED)):
        out = (log["stratum"] == stratum).sum()
        assert len(of("sample", stratum, now)) == len(of("sample", stratum)) - max(0, out - len(reserve))
        inside = [case for case in came if case in reserve]
        assert inside == reserve[: len(inside)]
    assert len(log) + sum(problem.act == "STOP" for problem in problems) == len(places)
    parts = sorted(set(now.table["part"]))
    assert parts == list(range(1, len(parts) + 1))


# -- the file


def written(tmp_path: Path, *rows: str, head: str = "case_id,reason,replaced_on,decided_by,note") -> Path:
    path = tmp_path / "replacements.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def test_a_file_as_an_analyst_writes_it(tmp_path: Path) -> None:
    path = written(tmp_path, "C-01,Not in scope,06/10/2025,A1,", "C-02,other,2025-10-09,A2,Moved abroad")
    table, problems = read_replacements(path)
    assert not problems
    assert table["reason"].tolist() == ["not in scope", "other"] and table["replaced_on"].tolist() == [DAY, LATER]
    assert table.index.tolist() == [2, 3] and table["note"].tolist() == ["", "Moved abroad"]
    short = written(tmp_path, "C-01,not in scope,2025-10-06,A1", head="case_id,reason,replaced_on,decided_by")
    assert read_replacements(short)[0]["note"].tolist() == [""]


@pytest.mark.parametrize(
    ("row", "rule", "column", "said"),
    [
        ("C-01,not in skope,2025-10-09,A1,", "V02", "reason", "Did you mean 'not in scope'?"),
        ("C-01,because,2025-10-09,A1,", "V02", "reason", "Write one of: not in scope"),
        ("C-01,,2025-10-09,A1,", "V02", "reason", "Write one of: not in scope"),
        ("C-01,other,2025-10-09,A1,", "V05", "note", "Write the reason as a note"),
        ("C-01,not in scope,soon,A1,", "D01", "replaced_on", "31/12/2025"),
        ("C-01,not in scope,2025-10-09,,", "V05", "decided_by", "Fill it in"),
        (",not in scope,2025-10-09,A1,", "V05", "case_id", "Fill it in"),
        ("C-00,not in scope,2025-10-09,A1,", "I02", "case_id", "Keep the right one"),
        ("C-01,not in scope,2025-10-01,A1,", "D07", "replaced_on", "new lines at the end"),
    ],
)
def test_what_is_wrong_is_said_by_line_and_column(tmp_path: Path, row: str, rule: str, column: str, said: str) -> None:
    _, problems = read_replacements(written(tmp_path, "C-00,not in scope,2025-10-06,A1,", row))
    assert [(problem.rule, problem.cell, problem.column) for problem in problems] == [(rule, "line 3", column)]
    assert said in problems[0].cure and "C-0" not in str(problems) and "skope" not in str(problems)


def test_every_problem_of_a_file_comes_at_once(tmp_path: Path) -> None:
    problems = read_replacements(written(tmp_path, "C-00,x,y,,", "C-00,other,z,A1,"))[1]
    assert len(problems) == 6 and problems.stops()


def test_reasons_are_the_closed_list(tmp_path: Path) -> None:
    rows = [f"C-{at:02d},{reason},2025-10-06,A1,why" for at, reason in enumerate(REPLACEMENT_REASONS)]
    assert read_replacements(written(tmp_path, *rows))[0]["reason"].tolist() == list(REPLACEMENT_REASONS)
