"""Threshold documents and the crosswalk of their levels: what is read, what is refused, and which edition counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny_lib.intake.crosswalk import (
    LevelCrosswalk,
    Step,
    check_crosswalk,
    check_threshold_file,
    read_level_crosswalk,
)
from scrutiny_lib.intake.template import packaged_folder
from scrutiny_lib.intake.thresholds import CROSSWALK, Threshold, read_threshold, read_thresholds, threshold_on

DOCUMENT = """\
area = "Northport"
edition = "2024"
confirmed = false
source = "Invented"
in_force_from = 2024-09-01

[[level]]
order = 1
name = "Everyday"
plain = "What everybody gets"

[[level]]
order = 2
name = "Extra"

[[level]]
order = 3
name = "Social Care"
statutory = true

[[domain]]
id = "family"
name = "Family and environment"

[[indicator]]
domain = "family"
level = "Extra"
text = "Invented guidance"
"""
WALK = """\
source = "Invented"
confirmed = false

[[step]]
order = 2
name = "more"

[[step]]
order = 1
name = "less"
plain = "Little"

[[document]]
area = "Northport"
edition = "2024"

[document.step_of]
"Everyday" = 1
"Extra" = 1
"Social Care" = 2
"""


def write(folder: Path, text: str, name: str = "northport.toml") -> Path:
    path = folder / "thresholds" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def packaged() -> list[Threshold]:
    thresholds, problems = read_thresholds([packaged_folder()])
    assert not problems
    return thresholds


def test_a_document_is_read_whole(tmp_path: Path) -> None:
    threshold, problems = read_threshold(write(tmp_path, DOCUMENT))
    assert threshold is not None and not problems
    assert threshold.levels == ("Everyday", "Extra", "Social Care")
    assert threshold.statutory == {"Social Care"} and threshold.plain["Everyday"] == "What everybody gets"
    assert threshold.domains == {"family": "Family and environment"}
    assert [tuple(one) for one in threshold.indicators] == [("family", "Extra", "Invented guidance")]
    assert threshold.in_force_from == date(2024, 9, 1) and not threshold.confirmed and not threshold.closed


@pytest.mark.parametrize(("direction", "lowest"), [("up", "Everyday"), ("down", "Social Care")])
def test_lowest_need_comes_first_whichever_way_the_levels_are_numbered(
    tmp_path: Path, direction: str, lowest: str
) -> None:
    threshold, _ = read_threshold(write(tmp_path, f'direction = "{direction}"\n{DOCUMENT}'))
    assert threshold is not None and threshold.levels[0] == lowest and threshold.place(lowest) == 0


@pytest.mark.parametrize(
    ("old", "new", "rule", "says"),
    [
        ("edition =", "editoin =", "P01", "edition"),
        ("order = 3", "order = 4", "P16", "not numbered"),
        ("order = 3", "order = 2", "P16", "not numbered"),
        ('name = "Extra"', 'name = "every-day"', "P01", "Everyday"),  # and the indicator points at nothing
        ('name = "Extra"', 'name = " EVERYDAY "', "P13", "same name"),
        ('level = "Extra"', 'level = "Extr"', "P01", "Did you mean 'Extra'?"),
        ('domain = "family"', 'domain = "school"', "P01", "a domain that the document does not have"),
        ("confirmed = false", "confirmed = true", "P12", "by whom"),
        ("in_force_from = 2024-09-01", "in_force_from = 2024-09-01\nin_force_to = 2024-08-31", "P16", "out of force"),
        ('text = "Invented guidance"', 'text = "Invented"\nscore = 3', "P01", "not known"),
    ],
)
def test_what_is_wrong_with_a_document(tmp_path: Path, old: str, new: str, rule: str, says: str) -> None:
    threshold, problems = read_threshold(write(tmp_path, DOCUMENT.replace(old, new, 1)))
    assert threshold is None
    assert any(problem.rule == rule and says in str(problem) for problem in problems), str(problems)


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    text = DOCUMENT.replace("confirmed = false", "confirmed = true").replace("order = 3", "order = 7")
    problems = read_threshold(write(tmp_path, text.replace('level = "Extra"', 'level = "None"')))[1]
    assert [problem.rule for problem in problems] == ["P16", "P01", "P12", "P12"]
    assert [problem.cell for problem in problems[1:]] == ["line 27", "line 3", "line 3"]


def test_confirmed_needs_who_and_when(tmp_path: Path) -> None:
    said = 'confirmed = true\nconfirmed_by = "Partnership manager"\nconfirmed_on = 2024-10-01'
    threshold, problems = read_threshold(write(tmp_path, DOCUMENT.replace("confirmed = false", said)))
    assert threshold is not None and not problems and threshold.confirmed
    for line in said.splitlines()[1:]:
        short = DOCUMENT.replace("confirmed = false", said.replace(f"\n{line}", ""))
        assert [problem.rule for problem in read_threshold(write(tmp_path, short))[1]] == ["P12"]


EDITIONS = [
    Threshold("A", "old", True, ("x",), in_force_to=date(2025, 8, 31)),
    Threshold("A", "new", True, ("x",), in_force_from=date(2025, 9, 1)),
    Threshold("B", "only", False, ("x",)),
    Threshold("B", "gone", False, ("x",), closed=True),
    Threshold("C", "one", False, ("x",)),
    Threshold("C", "two", False, ("x",)),
    Threshold("D", "then", False, ("x",), in_force_from=date(2020, 1, 1), in_force_to=date(2020, 12, 31)),
    Threshold("D", "undated", False, ("x",)),
]


@pytest.mark.parametrize(
    ("area", "day", "edition"),
    [
        ("A", date(2025, 8, 31), "old"),
        ("A", date(2025, 9, 1), "new"),
        ("A", None, None),  # both open, no day to choose by
        ("B", date(2025, 1, 1), "only"),
        ("B", None, "only"),
        ("C", date(2025, 1, 1), None),
        ("D", date(2020, 6, 1), "then"),
        ("D", date(2021, 6, 1), "undated"),
        ("E", date(2025, 1, 1), None),
    ],
)
def test_the_edition_in_force_on_a_day(area: str, day: date | None, edition: str | None) -> None:
    found = threshold_on(EDITIONS, area, day)
    assert (found.edition if found else None) == edition


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2040, 1, 1)), st.lists(st.integers(1, 3000), max_size=6))
def test_editions_that_follow_each_other_leave_no_day_without_one(day: date, lengths: list[int]) -> None:
    turns = sorted(
        {date.fromordinal(date(2005, 1, 1).toordinal() + sum(lengths[: n + 1])) for n in range(len(lengths))}
    )
    ends = [None, *turns, None]
    chain = [
        Threshold(
            "A", str(n), False, ("x",), in_force_from=first, in_force_to=last and date.fromordinal(last.toordinal() - 1)
        )
        for n, (first, last) in enumerate(pairwise(ends))
    ]
    found = threshold_on(chain, "A", day)
    assert found is not None and found.edition == str(sum(turn <= day for turn in turns))


def test_the_partnerships_own_comes_before_the_packaged_one(tmp_path: Path) -> None:
    own = DOCUMENT.replace("Northport", "Portsmouth")
    thresholds, problems = read_thresholds([write(tmp_path, own).parents[1], packaged_folder()])
    assert not problems
    chosen = [threshold_on(thresholds, "Portsmouth", day) for day in (date(2024, 8, 31), date(2024, 9, 1))]
    assert [one and one.edition for one in chosen] == ["placeholder", "2024"]
    undated = own.replace("in_force_from = 2024-09-01\n", "").replace('"2024"', '"placeholder"')
    thresholds, _ = read_thresholds([write(tmp_path, undated).parents[1], packaged_folder()])
    mine = [one for one in thresholds if one.area == "Portsmouth"]
    assert len(mine) == 1 and mine[0].levels[0] == "Everyday"


@pytest.mark.parametrize(
    ("second", "rule", "act"),
    [
        (DOCUMENT, "P13", "STOP"),
        (DOCUMENT.replace('"2024"', '"2025"').replace("2024-09-01", "2025-09-01"), "P16", "WARN"),
    ],
)
def test_two_files_that_do_not_go_together(tmp_path: Path, second: str, rule: str, act: str) -> None:
    write(tmp_path, DOCUMENT)
    write(tmp_path, second, "northport_second.toml")
    thresholds, problems = read_thresholds([tmp_path])
    assert [(problem.rule, problem.act, problem.file) for problem in problems] == [(rule, act, "northport_second.toml")]
    if act == "WARN":  # the one that began later counts from its day on
        found = [threshold_on(thresholds, "Northport", date(year, 10, 1)) for year in (2024, 2025)]
        assert [one and one.edition for one in found] == ["2024", "2025"]


def test_two_open_editions_without_dates_are_noted_and_neither_is_taken(tmp_path: Path) -> None:
    undated = DOCUMENT.replace("in_force_from = 2024-09-01\n", "")
    write(tmp_path, undated)
    write(tmp_path, undated.replace('"2024"', '"2025"'), "second.toml")
    thresholds, problems = read_thresholds([tmp_path])
    assert [problem.act for problem in problems] == ["WARN"] and "neither says since when" in problems[0].fact
    assert threshold_on(thresholds, "Northport", date(2025, 1, 1)) is None


def test_the_crosswalk_gives_each_level_one_step(tmp_path: Path) -> None:
    write(tmp_path, WALK, CROSSWALK)
    walk, problems = read_level_crosswalk([tmp_path / "nothing", tmp_path])
    assert not problems and not walk.confirmed
    assert walk.steps == (Step(1, "less", "Little"), Step(2, "more", ""))
    assert [walk.step_of("Northport", "2024", level) for level in ("everyday", "Extra", "SOCIAL CARE")] == [1, 1, 2]
    assert walk.step_of("Northport", "2024", "Elsewhere") is None
    assert walk.step_of("Northport", "2025", "Extra") is None


def test_without_a_crosswalk_nothing_is_comparable(tmp_path: Path) -> None:
    walk, problems = read_level_crosswalk([tmp_path])
    assert not problems and walk == LevelCrosswalk()
    assert walk.step_of("Portsmouth", "placeholder", "level 1") is None


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('"Extra" = 1', '"Extra" = 3', "P01"),
        ('"Extra" = 1', '"Extra" = 1.5', "P01"),
        ('"Extra" = 1', '"every day" = 1\n"Every  Day" = 2', "P13"),
        ("order = 2", "order = 3", "P16"),
        ("confirmed = false", "confirmed = true", "P12"),
        ("[document.step_of]", "[document.steps]", "P01"),
        ('[[document]]\narea = "Northport"', '[[document]]\narea = ""', "P12"),
    ],
)
def test_what_is_wrong_with_a_crosswalk(tmp_path: Path, old: str, new: str, rule: str) -> None:
    path = write(tmp_path, WALK.replace(old, new, 1), CROSSWALK)
    walk, problems = read_level_crosswalk([tmp_path])
    assert walk == LevelCrosswalk() and rule in [problem.rule for problem in problems]
    assert [str(problem) for problem in check_threshold_file(path)] == [str(problem) for problem in problems]


def test_a_document_twice_in_the_crosswalk_is_refused(tmp_path: Path) -> None:
    again = WALK[WALK.index("[[document]]") :]
    write(tmp_path, f"{WALK}\n{again}", CROSSWALK)
    assert [problem.rule for problem in read_level_crosswalk([tmp_path])[1]] == ["P13"]


def test_crosswalk_and_documents_are_held_against_each_other(tmp_path: Path) -> None:
    write(tmp_path, WALK, CROSSWALK)
    write(tmp_path, DOCUMENT)
    (threshold,), _ = read_thresholds([tmp_path])
    walk, _ = read_level_crosswalk([tmp_path])
    assert not check_crosswalk(walk, [threshold])
    newer = replace(threshold, edition="2025")
    renamed = replace(threshold, levels=("Everyday", "Extra", "Safeguarding"))
    turned = replace(threshold, levels=threshold.levels[::-1])
    found = [[(p.rule, p.act) for p in check_crosswalk(walk, [one])] for one in (newer, renamed, turned)]
    assert found == [[("P01", "WARN")], [("P01", "WARN")], [("P16", "STOP")]]


def test_what_is_shipped_reads_and_fits_and_nobody_has_confirmed_it() -> None:
    thresholds, (walk, problems) = packaged(), read_level_crosswalk([packaged_folder()])
    assert not problems and not check_crosswalk(walk, thresholds)
    assert {one.area for one in thresholds} == {"Portsmouth", "Southampton", "Hampshire", "Isle of Wight"}
    assert not any(one.confirmed for one in thresholds) and not walk.confirmed
    by_name = {(one.area, one.edition): one for one in thresholds}
    hampshire = by_name["Hampshire", "current, as named in the brief"].levels
    assert hampshire == ("Universal", "Early Help", "Targeted Early Help", "Children's Social Care")
    assert by_name["Isle of Wight", "current, as named in the brief"].levels == hampshire
    older = by_name["Southampton", "before 2021"]
    assert older.closed and older.levels[2:] == ("Universal Partnership Plus", "Safeguarding")
    for threshold in thresholds:
        assert threshold.levels[-1] in threshold.statutory and len(threshold.domains) == 3
        if "placeholder" in threshold.edition:
            assert all("(placeholder)" in words for words in threshold.plain.values())
            assert all("(placeholder)" in one.text for one in threshold.indicators)
        else:
            assert not threshold.indicators  # nobody's guidance is put into an area's mouth
    for area in ("Portsmouth", "Southampton", "Hampshire", "Isle of Wight"):
        assert threshold_on(thresholds, area, date(2025, 10, 1)) is not None
