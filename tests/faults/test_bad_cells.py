"""Bad input that is repaired or accepted: what arrives in the table, read once from each faulty file."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from scrutiny_lib.audit.discussion import write_discussion
from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.dates import age_on
from scrutiny_lib.intake.history import History
from scrutiny_lib.intake.pseudonyms import pseudonym
from scrutiny_lib.intake.record_checks import read_record_checks
from scrutiny_lib.intake.template import packaged_folder
from scrutiny_lib.lenses.record_checks import check_records
from scrutiny_lib.stats.days import quarter, working_days_between
from tests.audit_room import AGENCIES, CHILDREN, TEMPLATE, receive, send
from tests.faults.fault_list import IDS, NAME, SAID
from tests.faults.faulty_cells import ATTRIBUTE, EMOJI, MARKDOWN, QUOTED, SCRIPT
from tests.faults.reading import Look
from tests.reading_room import KEY

THIRD = IDS[2]
LIKE_NUMBERS = ["00123", "1E5", "1_000", "010", "NO", "12:30:45", "123"]


@pytest.mark.parametrize(
    ("name", "column", "cells"),
    [
        ("T01_Windows_1252", "stage", ["Zoë’s “plan” £5"]),
        ("T03_UTF_16", "stage", ["Zoë"]),
        ("T06_full_width_digits", "case_id", [pseudonym(KEY, THIRD), pseudonym(KEY, "ZQ0474")]),
        ("T07_decomposed_accents", "stage", ["café", "café"]),
        ("T07_decomposed_accents", "child_id", ["Zoé 4", "Zoé 5"]),
        ("T07_decomposed_accents", "case_id", [pseudonym(KEY, "Zoe\u0301 4"), pseudonym(KEY, "Zo\u00e9 5")]),
        ("T09_emoji_in_a_frame", "stage", [EMOJI]),
        ("T10_control_characters_and_half_a_character", "stage", ["plan"]),
        ("T10_half_a_character_in_UTF_16", "stage", ["plan"]),
        ("T12_script_in_a_frame", "stage", [SCRIPT]),
        ("T12_script_in_a_frame", "case_id", [pseudonym(KEY, SCRIPT)]),
        ("T13_Markdown_in_a_frame", "stage", [MARKDOWN]),
        ("T15_quotes_and_braces_in_a_frame", "stage", [QUOTED]),
        ("T16_line_end_inside_a_category", "stage", ["early help", "early help"]),
        ("T18_ids_that_look_like_numbers", "child_id", LIKE_NUMBERS),
        ("T18_ids_that_look_like_numbers_in_a_workbook", "child_id", LIKE_NUMBERS),
        ("D01_impossible_day", "referral_date", [""]),
        ("D02_day_first", "referral_date", ["2025-03-02"] * 3),
        ("D04_month_first", "referral_date", [""]),
        ("D05_Excel_day_number", "referral_date", ["2025-01-21"]),
        ("D05_Excel_day_number", "stage", ["45678"]),
        ("D05_number_that_is_no_day", "referral_date", [""]),
        ("D07_born_in_the_future", "age_band", ["not known"]),
        ("D07_born_after_the_event", "age_band", ["not known"]),
        ("D08_unborn", "age_band", ["unborn"]),
        ("D08_unborn", "age", [None]),
        ("D10_born_on_29_February", "age", [17]),
        ("D11_days_that_stand_for_none", "referral_date", [""] * 4),
        ("D14_clocks_change", "referral_date", ["2025-03-30", "2025-10-26"]),
        ("D16_words_for_a_date", "referral_date", [""] * 3),
        ("D17_moments_with_a_zone", "referral_date", ["2025-07-01", "2025-12-31", "2024-12-31", "2025-07-01"]),
        ("S11_columns_of_a_frame_reordered", "stage", []),
        ("S18_formula_in_a_frame", "stage", ["[x]"]),
        ("S20_frame_with_dates_from_1904", "date_of_birth", ["2014-03-17"]),
        ("S20_frame_with_dates_from_1904", "referral_date", ["2025-10-01"]),
        ("S21_frame_on_a_protected_sheet", "stage", ["plan"]),
        ("I06_NHS_number_with_a_wrong_check_digit", "child_id", [THIRD, "ZQ0474"]),
        ("I09_UPN_with_a_wrong_letter", "child_id", [THIRD, "ZQ0474"]),
        ("I08_child_s_id_rounded", "child_id", []),
    ],
)
def test_what_arrives_in_the_frame(name: str, column: str, cells: list[object], look: Look) -> None:
    """The first two rows of every frame are in order; these are the rows after them."""
    table = look(name).table
    assert table["child_id"].tolist()[:2] == list(IDS[:2]) and table["stage"].tolist()[:2] == ["plan", "in need"]
    assert [None if pd.isna(cell) else cell for cell in table[column].tolist()[2:]] == cells


@pytest.mark.parametrize(
    "name", ["S05_title_and_logo_above_a_frame", "S08_headings_of_a_frame_renamed", "S11_columns_of_a_frame_reordered"]
)
def test_columns_are_found_by_their_headings_alone(name: str, look: Look) -> None:
    table = look(name).table
    assert table["date_of_birth"].tolist() == ["2011-03-14", "2012-05-06"]
    assert table["referral_date"].tolist() == ["2025-10-01", "2025-08-05"]
    assert table["name"].tolist() == [NAME, "Ada Quux"]


def answers(look: Look, name: str) -> pd.Series:
    """The answers of the police by child and question."""
    return look(name).table.set_index(["case_id", "question"])["answer"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("T09_emoji_in_a_return", EMOJI),
        ("T12_script_in_a_comment_and_as_a_sheet", SCRIPT + ATTRIBUTE),
        ("T13_Markdown_in_a_return", MARKDOWN),
        ("T15_quotes_and_braces_in_a_return", QUOTED),
        ("F06_macros", SAID),
        ("F13_a_space_in_XFD1048576", SAID),
        ("F18_a_second_return_with_a_higher_number", SAID),
        ("F22_name_of_a_child_in_the_name_of_the_file", SAID),
        ("F24_links_connections_and_power_query", SAID),
        ("S03_hidden_sheet", SAID),
        ("S03_sheet_of_a_child_hidden", SAID),
        ("S05_title_above_the_headings", SAID),
        ("S06_merged_band_above_the_headings", SAID),
        ("S08_headings_renamed", SAID),
        ("S11_columns_reordered", SAID),
        ("S14_lists_lost_by_pasting", SAID),
        ("S15_example_row_left", SAID),
        ("S17_answers_as_colours", SAID),
        ("S18_formula_never_calculated", SAID),
        ("S20_dates_from_1904", SAID),
        ("S21_sheets_and_book_protected", SAID),
    ],
)
def test_what_arrives_from_a_return(name: str, said: str, look: Look) -> None:
    found = answers(look, name)
    assert found[CHILDREN[0], "life"] == said and found[CHILDREN[1], "n1"] == "yes"


@pytest.mark.parametrize(
    "name",
    [
        "S14_lists_lost_by_pasting",
        "S17_answers_as_colours",
        "S17_answers_as_comments",
        "S18_formula_never_calculated",
        "I02_question_twice_with_two_answers",
    ],
)
def test_an_answer_that_is_not_sure_is_none(name: str, look: Look) -> None:
    """Not on the list, only a colour or a comment, never calculated, two of them: never the first, never a blank's."""
    found = answers(look, name)
    assert (CHILDREN[0], "n1") not in found.index and (CHILDREN[1], "n1") in found.index


def test_an_answer_off_the_list_is_held_though_the_list_was_pasted_away(look: Look) -> None:
    held = [one for one in look("S14_lists_lost_by_pasting").problems if one.rule == "A08"]
    assert [one.act for one in held] == ["HOLD"] and held[0].cell


def test_both_places_of_a_double_answer_are_named(look: Look) -> None:
    (found,) = [one for one in look("I02_question_twice_with_two_answers").problems if one.act == "STOP"]
    column, first = found.cell[0], found.cell[1:]
    assert first.isdigit() and f"{column}" in found.fact and found.cell not in found.fact


def test_of_two_returns_the_higher_number_counts_and_the_log_says_what_changed(look: Look) -> None:
    outcome = look("F18_a_second_return_with_a_higher_number")
    assert answers(look, "F18_a_second_return_with_a_higher_number")[CHILDREN[0], "n1"] == "no"
    assert outcome.log[["case_id", "question"]].to_numpy().tolist() == [[CHILDREN[0], "n1"]]
    assert not {"yes", "no", SAID, NAME} & {str(cell) for row in outcome.log.to_numpy() for cell in row}


def test_of_two_different_returns_with_one_number_none_counts(look: Look) -> None:
    assert look("F18_two_different_returns").table.empty


def test_the_date_sent_back_is_read_under_the_workbook_s_own_date_system(look: Look) -> None:
    assert look("S20_dates_from_1904").table["answer"].notna().all()


def test_the_macros_stay_behind(look: Look, tmp_path: Path) -> None:
    path = tmp_path / "discussion.xlsx"
    write_discussion(path, look("F06_macros").table, TEMPLATE, AGENCIES)
    assert b"vba" not in path.read_bytes().lower()


def test_emoji_make_the_round_trip_through_a_workbook(look: Look, tmp_path: Path) -> None:
    send(tmp_path, "police", A_life=answers(look, "T09_emoji_in_a_return")[CHILDREN[0], "life"])
    assert receive(tmp_path).table.query("question == 'life'")["answer"].tolist()[0] == EMOJI


def test_two_siblings_are_two_children_of_one_family(look: Look) -> None:
    table = look("I03_two_siblings").table.iloc[2:]
    assert table["case_id"].nunique() == 2 and table["family_id"].nunique() == 1
    assert table["family_id"].iloc[0] == pseudonym(KEY, "ZQ0473", "F") != table["case_id"].iloc[0]


def test_a_child_with_two_ids_stays_two(look: Look) -> None:
    outcome = look("I05_one_child_with_two_ids")
    assert outcome.table["case_id"].nunique() == len(outcome.table) == 4
    (found,) = [one for one in outcome.problems if one.rule == "I05"]
    assert "4" in found.cell and "5" in found.cell


@pytest.mark.parametrize(
    ("name", "noticed"),
    [
        ("T06_full_width_digits", True),
        ("I08_NHS_number_with_a_decimal", True),
        ("I08_NHS_number_rounded", False),
        ("I06_NHS_number_with_a_wrong_check_digit", False),
    ],
)
def test_a_number_that_fails_is_held_from_linkage_and_one_put_right_is_not(
    name: str, noticed: bool, look: Look
) -> None:
    """Rows 4 and 5 hold one NHS number, as two programs write it."""
    assert ("I05" in {one.rule for one in look(name).problems}) is noticed
    assert len(look(name).table) == 4


def test_a_temporary_UPN_is_accepted(look: Look) -> None:
    assert [one.cell for one in look("I09_UPN_with_a_wrong_letter").problems if one.rule == "I09"] == ["H4"]


def test_born_on_29_February_has_the_birthday_on_1_March_in_common_years() -> None:
    born = date(2008, 2, 29)
    days = [date(2025, 2, 28), date(2025, 3, 1), date(2024, 2, 28), date(2024, 2, 29)]
    assert [age_on(born, day) for day in days] == [16, 17, 15, 16]


def test_the_quarters_add_up_to_the_year_and_no_day_is_in_two(look: Look) -> None:
    """31 March 23:59 belongs to the old year, 1 April 00:00 to the new one."""
    dates = [date.fromisoformat(text) for text in look("D13_last_minute_of_the_year").table["referral_date"][2:]]
    assert [f"{day:%d %m %Y}" for day in dates] == [
        "31 03 2025",
        "01 04 2025",
        "31 03 2026",
        "01 04 2026",
        "31 03 2026",
    ]
    spans = [quarter(f"{year}-{year % 100 + 1} Q{number}") for year in (2024, 2025, 2026) for number in (1, 2, 3, 4)]
    counted = [sum(begin <= day <= end for day in dates) for begin, end in spans]
    assert counted == [0, 0, 0, 1, 1, 0, 0, 2, 1, 0, 0, 0] and sum(counted) == len(dates)
    for (_, end), (begin, _) in pairwise(spans):
        assert begin - end == timedelta(days=1)


def test_lengths_are_whole_days_though_the_clocks_change(look: Look) -> None:
    """The night of 30 March 2025 had 23 hours, that of 26 October 25."""
    spring, autumn = look("D14_clocks_change").table["referral_date"].tolist()[2:]
    checks = read_record_checks([packaged_folder()])[0]
    check = checks[checks["id"] == "assessment"]
    spells = pd.DataFrame([{"case_id": "A", "child": "A", "spell": "A", "outcome": "assessment"}])
    for start in (spring, autumn):
        after = date.fromisoformat(start) + timedelta(days=1)
        happened = [("A", "A", "A", "referral", start), ("A", "A", "A", "assessment ends", after.isoformat())]
        events = pd.DataFrame(happened, columns=["case_id", "child", "spell", "event", "on"])
        history = History(spells, events, pd.DataFrame(), Problems(), "")
        rules = [check.assign(limits=[[(limit, "days")]]) for limit in (1, 0)]
        states = [check_records(history, rule, date(2026, 1, 1))["state"].item() for rule in rules]
        assert states == ["met", "not met"]
        assert working_days_between(start, after) == 1
