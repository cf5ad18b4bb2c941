"""The pages of figures: what stands out first, in words and marks, nothing drawn that is hidden, gaps as gaps."""

from __future__ import annotations

import base64
import re
from functools import cache

import numpy as np
import pandas as pd
import pytest
from drawn import dots, lines, pieces
from figures_fixture import figures_tables

from scrutiny_lib.show.attention_words import chance_in_words
from scrutiny_lib.show.data import show_data
from scrutiny_lib.show.figures import show_attention, show_figures
from scrutiny_lib.show.indicator import ASSURANCES, VARIATIONS, indicators_of, stood_out
from scrutiny_lib.show.rare_charts import draw_days_between, draw_events
from scrutiny_lib.show.run_charts import draw_run, months_named
from scrutiny_lib.show.section import Section
from scrutiny_lib.show.sieve import foreign
from scrutiny_lib.tables import Tables, table
from scrutiny_lib.terms import ASSURANCE, VARIATION

SHOWS = (show_figures, show_attention, show_data)
QUIET_MONTHS = pd.DataFrame(
    {
        "month": [str(month) for month in pd.period_range("2024-01", "2025-06", freq="M")],
        "value": [40.0, 44, 41, 47, 43, 45, 42, 44, 46, 41, 43, 47, 44, 42, 45, 43, 46, 44],
        "mean": 43.7,
        "lower": 35.0,
        "upper": 52.0,
        "target": np.nan,
        "signal": "",
        "period": 1,
    }
)
DAYS = pd.DataFrame(
    {
        "days": [14, 3, 40, 22, 9, 61, 5, 17, 30, 12, 33],
        "median": 15.5,
        "lower": 0,
        "upper": 140,
        "signal": "",
        "open": [False] * 10 + [True],
    }
)


@cache
def board() -> Section:
    return show_figures(figures_tables().plain())


@cache
def closely() -> Section:
    return show_attention(figures_tables().plain())


def words(section: Section) -> str:
    return " ".join(str(section).split())


def only(tables: Tables, *indicators: str) -> Tables:
    """The same with some of the figures."""
    names = ("indicators", "indicator_notes", "indicator_gaps", "indicator_events", "indicator_revisions")
    return tables.with_frames(**{name: tables[name][tables[name]["indicator"].isin(indicators)] for name in names})


def pictures(section: Section) -> list[str]:
    found = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', section.html)
    return [base64.b64decode(one).decode() for one in found]


def alternatives(section: Section) -> list[str]:
    return re.findall(r'alt="([^"]*)"', section.html)


@pytest.mark.parametrize("show", SHOWS)
def test_inputs_are_untouched_and_the_same_tables_give_the_same_page(show):
    tables = only(figures_tables().plain(), "referrals", "notified", "escalations")
    before = tables.to_json()
    assert show(tables) == show(tables)
    assert tables.to_json() == before


@pytest.mark.parametrize("show", SHOWS)
def test_nothing_foreign_stands_in_it(show):
    assert foreign(show(figures_tables().plain()).html) == []


def test_every_word_for_variation_and_assurance_has_words_and_marks_that_differ():
    assert set(VARIATIONS) == set(VARIATION) and set(ASSURANCES) == set(ASSURANCE)
    for words_of in (VARIATIONS, ASSURANCES):
        assert len({sign for sign, _ in words_of.values()}) == len(words_of)
        assert len({said for _, said in words_of.values()}) == len(words_of)


def test_what_stands_out_is_said_first_with_what_chance_alone_would_bring():
    section = board()
    assert section.heading == "Two of the 12 figures stand out; chance alone would bring about one"
    said = words(section)
    first = said.index("Referrals to children's social care (higher) and Invited professionals")
    assert first < said.index("With 12 figures looked at, chance alone would make about one stand out.")
    assert "When that is allowed for, Referrals to children's social care still stands out." in said
    never = "Assessments finished within 45 working days met its target in none of the 36 months known, and as things"
    assert never in said and said.index(never) < section_start(section)


def section_start(section: Section) -> int:
    """Where the first small picture begins in the words of the section."""
    return words(section).index("Referrals to children's social care, a year for every 10,000 children")


def test_when_nothing_survives_the_page_says_so():
    tables = figures_tables().plain()
    notes = tables["indicator_notes"].assign(survives=False)
    two = only(tables.with_frames({"figures_survive": []}, indicator_notes=notes), "referrals", "attendance")
    said = words(show_figures(two))
    assert "When that is allowed for, each of them may be one of those" in said


def test_figures_this_reader_is_not_told_of_are_counted():
    two = only(figures_tables().plain(), "referrals", "attendance")
    assert "cannot say whether" not in words(show_figures(two))
    one = words(show_figures(two.with_frames({"figures_not_told": 1})))
    assert "One more figure counts so few in some months that this page cannot say whether it stands out." in one
    more = words(show_figures(two.with_frames({"figures_not_told": 3})))
    assert "Three more figures count so few in some months that this page cannot say whether they stand out." in more


@pytest.mark.parametrize(("expected", "said"), [(0.0, "fewer than one"), (1.4, "about one"), (2.6, "about three")])
def test_chance_is_said_as_a_person_would(expected, said):
    assert chance_in_words(expected) == said


def test_figures_keep_the_order_in_which_they_are_defined():
    tables = figures_tables().plain()
    titles = list(tables["indicator_notes"]["title"])
    html = board().html
    places = [html.index(f"{title.replace(chr(39), '&#39;')}", html.index("multiples board")) for title in titles]
    assert places == sorted(places)


def test_each_figure_has_its_variation_and_its_assurance_in_words():
    said = words(board())
    assert said.count("Up and down as usual") + said.count("as usual again since") == 7
    assert "Stands out: higher than usual. No target." in said
    assert "Target 85%: met in 0 of the 36 months known; as things are it will not be met" in said
    assert "Target 90%: met in all 36 months known; as things are it will be met" in said


def test_a_figure_that_may_be_chance_has_neither_its_mark_nor_bold_letters():
    tables = figures_tables().plain()
    (mine,) = [one for one in indicators_of(tables) if one.id == "attendance"]
    assert mine.stands_out and mine.may_be_chance
    assert "Stands out for the worse, but that may be chance" in mine.marks and "strong" not in mine.marks
    assert "but that may be chance" in mine.heading
    (other,) = [one for one in indicators_of(tables) if one.id == "referrals"]
    assert "strong" in other.marks and "chance" not in other.marks


def test_a_question_about_a_month_names_what_happened_in_it():
    tables = figures_tables().plain()
    ask = "What changed around August 2025? Did what happened in September 2025 do it, and how?"
    notes = tables["indicator_notes"].assign(ask=ask)
    said = words(show_attention(only(tables.with_frames(indicator_notes=notes), "referrals")))
    asked = said[said.index("Ask: ") : said.index("What changed in how")]
    assert "September 2025: The multi-agency front door opened." in asked and "October 2025" not in asked


def test_a_figure_that_stood_out_earlier_says_when():
    months = QUIET_MONTHS.assign(value=[44.0] * 5 + [60.0] * 8 + [43.0] * 5, signal=[""] * 5 + ["shift"] * 8 + [""] * 5)
    assert stood_out(months) == "Higher from June 2024 to January 2025; as usual again since"
    assert stood_out(months.assign(signal=[""] * 5 + ["shift"] * 13)) == "", "it still stands out"
    assert stood_out(months.assign(period=[1] * 14 + [2] * 4)) == "", "before the new start it is another figure"
    assert stood_out(months.assign(signal=["", "outside"] + [""] * 16)) == "", "once, more than a year back"
    assert stood_out(months.iloc[:0]) == stood_out(QUIET_MONTHS) == ""
    holed = months.assign(value=[44.0, np.nan, np.nan, *months["value"][3:]])
    assert stood_out(holed) == "Higher from June 2024 to January 2025; as usual again since", "two months are missing"
    anew = QUIET_MONTHS.assign(
        value=[44.0] * 9 + [60.0] * 3 + [43.0] * 6, signal=[""] * 9 + ["shift"] * 3 + [""] * 6, period=[1] * 9 + [2] * 9
    )
    assert stood_out(anew) == "Higher from October 2024 to December 2024; as usual again since", "since the new start"
    once = QUIET_MONTHS.assign(value=[44.0] * 15 + [60.0] + [43.0] * 2, signal=[""] * 15 + ["outside"] + [""] * 2)
    assert stood_out(once) == "Higher in April 2025; as usual again since"


def test_where_it_cannot_be_told_what_is_usual_the_reason_is_said():
    said = words(board())
    assert "Too rare for one quarter to tell" in said and "Too little to tell what is usual" in said
    old = figures_tables().plain()
    later = words(show_figures(only(old.with_frames({"as_at": "2026-06-30"}), "home_ed", "escalations")))
    assert later.count("No figure since December 2025") == 2


def test_each_link_leads_to_the_page_of_its_figure():
    wanted = re.findall(r'href="#([^"]+)"', board().html)
    there = re.findall(r'<article class="attention" id="([^"]+)"', closely().html)
    assert wanted == there == ["figure-referrals", "figure-assessments", "figure-attendance"]


def test_the_page_of_a_figure_answers_its_questions_in_order():
    section = closely()
    said = words(section)[: words(section).index("Assessments finished within 45 working days")]
    heads = ("What it is", "What happened", "Is it chance?", "What we do not know", "Ask: Children's social care",
             "What changed in how", "What was changed since last quarter")  # fmt: skip
    places = [said.index(head) for head in heads]
    assert places == sorted(places)
    assert "April 2024: counted in another way: Contacts from the police are counted as referrals." in said
    assert "Supplied by children's social care on 9 January 2026." in said and "Aug 2025 counted 221 229" in said


def test_where_nothing_needs_attention_the_second_page_is_left_out():
    tables = figures_tables().plain()
    calm = tables["indicator_notes"].assign(flag="", variation="as usual", assurance="no target")
    calmed = only(tables.with_frames(indicator_notes=calm), "referrals", "missing")
    assert show_attention(calmed).html == ""
    assert show_figures(calmed).heading == "None of the two figures stands out"


def test_a_figure_that_is_hidden_is_not_drawn():
    tables = figures_tables().plain()
    series = tables["indicators"].astype(object)
    mine = series["indicator"] == "plans"
    names = ["value", "numerator", "denominator", "mean", "lower", "upper", "signal", "target"]
    series.loc[mine, names] = "[c]"
    notes = tables["indicator_notes"].astype(object)
    notes.loc[notes["indicator"] == "plans", ["variation", "assurance", "sentence", "flag"]] = "[c]"
    masked = tables.with_frames(indicators=series, indicator_notes=notes)
    hidden = show_figures(masked)
    assert len(pictures(hidden)) == 11 and "<img" not in show_data(only(masked, "plans")).html
    assert "[c] throughout, hidden so that nobody can be recognised; the table is left out." in words(hidden)
    assert [one.id for one in indicators_of(masked) if one.stands_out] == ["referrals", "attendance"]


def test_months_that_are_hidden_are_gaps_and_said():
    tables = figures_tables().plain()
    series = tables["indicators"].astype(object)
    months = (series["indicator"] == "missing") & series["month"].isin(["2025-03", "2025-04"])
    series.loc[months, ["value", "numerator", "mean", "lower", "upper"]] = "[c]"
    (alt,) = alternatives(show_figures(only(tables.with_frames(indicators=series), "missing")))
    assert "No figure can be shown for March 2025 to April 2025." in alt


def test_everything_may_be_hidden():
    tables = figures_tables().plain()
    frames = {
        name: tables[name].assign(**{column: "[c]" for column in tables[name].columns if column not in kept})
        for name, kept in (
            ("indicators", ("indicator", "month")),
            ("indicator_notes", ("indicator", "title")),
            ("indicator_gaps", ("indicator", "gap")),
        )
    }
    for show in SHOWS:
        assert "<img" not in show(tables.with_frames(**frames)).html


def test_without_figures_the_pages_say_so():
    for show in (show_figures, show_data):
        assert "can be shown on this page" in words(show(Tables({})))
    assert show_attention(Tables({})).html == ""


def test_a_gap_is_a_gap_in_the_line():
    whole, holed = (draw_run(QUIET_MONTHS.assign(value=value), 340) for value in (
        QUIET_MONTHS["value"], QUIET_MONTHS["value"].mask(QUIET_MONTHS["month"] == "2024-08")))  # fmt: skip
    assert len(lines(holed)) == len(lines(whole)) + 1


def test_mean_and_limits_break_at_a_new_baseline():
    one = draw_run(QUIET_MONTHS, 340)
    two = draw_run(QUIET_MONTHS.assign(period=[1] * 9 + [2] * 9), 340)
    assert len(lines(two)) == len(lines(one)) + 4  # three lines in two parts, and the line between them


def test_a_target_is_a_line_of_its_own_and_named_on_a_large_picture():
    aimed = QUIET_MONTHS.assign(target=50.0)
    assert len(lines(draw_run(aimed, 340))) == len(lines(draw_run(QUIET_MONTHS, 340))) + 1
    assert ">target 50<" in draw_run(aimed, 620, labels=True) and "target" not in draw_run(
        QUIET_MONTHS, 620, labels=True
    )


def test_what_happened_stands_as_numbers_above_the_months_and_close_ones_do_not_touch():
    svg = draw_run(QUIET_MONTHS, 340, events=[(3, "1 2"), (4, "3"), (15, "4")])
    found = {words: float(y) for y, words in re.findall(r'<text[^>]* y="(-?[\d.]+)"[^>]*>(1 2|3|4)</text>', svg)}
    assert found["3"] < found["1 2"] == found["4"]


def test_names_at_the_ends_of_lines_do_not_stand_on_each_other():
    near = QUIET_MONTHS.assign(mean=44.0, lower=43.5, upper=44.5, target=44.2)
    svg = draw_run(near, 620, 230, labels=True)
    heights = [float(y) for y, word in re.findall(r'<text[^>]* y="(-?[\d.]+)"[^>]*>([^<]*)</text>', svg)
               if re.match(r"(average|upper|lower|target) |44$", word)]  # fmt: skip
    assert len(heights) >= 5
    assert min(np.diff(sorted(heights))) >= 12


def test_a_share_has_no_tick_above_a_hundred():
    high = QUIET_MONTHS.assign(value=QUIET_MONTHS["value"] + 52, mean=95.0, lower=88.0, upper=100.0)
    ticks = [float(word) for word in re.findall(r">(\d+(?:\.\d)?)</text>", draw_run(high, 340, ceiling=100))]
    assert max(ticks) <= 100


def test_the_open_gap_is_hollow_and_said_to_go_on():
    svg = draw_days_between(DAYS, 340)
    assert ">33 so far<" in svg
    ended = draw_days_between(DAYS.assign(open=False), 340)
    assert '"#fdfefe"' in svg.split("</style>")[1]
    assert '"#fdfefe"' not in ended.split("</style>")[1] and "so far" not in ended


def test_there_is_one_dot_for_each_rare_event_and_a_hole_where_a_month_is_missing():
    value = np.zeros(24)
    value[[3, 9]] = [1, 2]
    series = QUIET_MONTHS.iloc[[0] * 24].assign(value=value, month="2025-01")
    svg = draw_events(series, 340)
    assert len(dots(svg)) == 3
    value[5] = np.nan
    holed = draw_events(series.assign(value=value), 340)
    assert len(dots(holed)) == 3
    assert len(pieces(holed)) == len(pieces(svg)) - 1


def test_every_picture_has_colours_for_dark_devices_and_the_same_bytes_each_time():
    for draw in (
        lambda: draw_run(QUIET_MONTHS.assign(target=50.0), 620, events=[(3, "1")], labels=True),
        lambda: draw_days_between(DAYS, 340),
        lambda: draw_events(QUIET_MONTHS, 340),
    ):
        svg = draw()
        assert svg == draw()
        rules, drawn = svg.split("</style>", 1)
        known = set(re.findall(r'(#[0-9a-f]{6})"\]', rules))
        assert set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{6})"', drawn)) <= known != set()


def test_the_alternative_says_what_the_picture_shows():
    alts = alternatives(board())
    assert len(alts) == 12
    gap = next(alt for alt in alts if alt.startswith("Section 47"))
    assert "No figure can be shown for February 2024 to March 2024." in gap and "Jan" in gap
    rare = next(alt for alt in alts if alt.startswith("Disagreements"))
    assert "No limits are drawn." in rare
    between = next(alt for alt in alts if alt.startswith("Serious incidents"))
    assert "14, 3, 40" in between and "33 days have passed so far" in between
    assert all(" chart" not in alt for alt in alts)


def test_all_numbers_stand_in_tables_behind_one_key():
    section = board()
    assert section.html.count("<summary>The figures in a table<span") == 12
    assert "All the figures, month by month" in section.html
    tables_of_all = section.html[section.html.index('class="numbers"') :]
    assert tables_of_all.count("<table ") == 2 and tables_of_all.count("<tr>") == 2 * 37


def test_a_long_list_of_revisions_is_said_in_a_sentence_and_folded():
    tables = figures_tables().plain()
    row = {**tables["indicator_revisions"].iloc[0].to_dict()}
    many = [{**row, "month": f"2024-{month:02d}"} for month in range(1, 13)]
    revised = tables.with_frames(indicator_revisions=table("indicator_revisions", many))
    section = show_attention(only(revised, "referrals"))
    assert (
        "12 months were changed since last quarter's figures. The change was supplied by children's social care."
        in (words(section))
    )
    assert "<summary>The months that were changed</summary>" in section.html


def test_months_in_a_row_are_named_once():
    assert months_named(["2025-12", "2026-01", "2025-03"]) == "March 2025 and December 2025 to January 2026"


def test_text_that_looks_like_markup_stays_text():
    tables = only(figures_tables().plain(), "referrals", "notified")
    kept = ("indicator", "unit", "kind", "direction", "chart", "variation", "assurance", "survives")
    notes = tables["indicator_notes"]
    hostile = notes.assign(**{name: "<b>x</b>" for name in notes.columns if name not in kept})
    for show in SHOWS:
        assert "<b>" not in show(tables.with_frames(indicator_notes=hostile)).html
