"""What keeps a page short: nothing printed that tells these readers nothing, and folds for what is not the story."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree import ElementTree

from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from show_fixture import full_tables, worded_tables

from scrutiny_lib.show.actions import FOLDED, show_actions
from scrutiny_lib.show.annex import set_apart
from scrutiny_lib.show.basis import show_basis
from scrutiny_lib.show.blocks import Prose, blocks_of
from scrutiny_lib.show.for_others import for_others
from scrutiny_lib.show.journey import show_journey
from scrutiny_lib.show.layout import HALF, html_table, picture
from scrutiny_lib.show.palette import NARROW, WIDE
from scrutiny_lib.show.pdf_annex import ready_for_paper
from scrutiny_lib.show.practitioners_page import show_for_practitioners
from scrutiny_lib.show.section import Section
from scrutiny_lib.show.summary import show_summary
from scrutiny_lib.show.table_hidden import HIDDEN, without_hidden
from scrutiny_lib.show.word_set import new_document
from scrutiny_lib.tables import Tables, table

CELLS = st.sampled_from([HIDDEN, 6, 7])
GRIDS = st.integers(1, 4).flatmap(lambda wide: st.lists(st.lists(CELLS, min_size=wide, max_size=wide), max_size=6))


def words(section: Section) -> str:
    return " ".join(str(section).split())


@given(GRIDS)
def test_no_number_is_lost_and_everything_left_out_is_named(cells: list[list[object]]):
    rows = [[f"row{at}", *line] for at, line in enumerate(cells)]
    heads = ["Who", *(f"head{at}" for at in range(len(cells[0]) if cells else 1))]
    left = without_hidden(heads, rows, range(1, len(heads)))
    told = [cell for line in cells for cell in line if cell != HIDDEN]
    assert sorted(cell for row in left.rows for cell in row[1:] if cell != HIDDEN) == sorted(told)
    if left.rows:
        said = " ".join(left.said)
        named = {row[0] for row in left.rows} | {name for name in (row[0] for row in rows) if f"{name}" in said}
        assert named == {row[0] for row in rows}
        assert all(head in left.heads or head in said for head in heads)
    assert all(len(row) == len(left.heads) for row in left.rows)


def test_a_table_that_is_hidden_throughout_is_one_line_with_its_name():
    made = str(html_table("How easy?", ["Answer", "How many"], [["Very", "[c]"], ["Not", "[c]"]], (1,)))
    assert "<table" not in made and made.count("<p") == 1
    assert "How easy?" in made and "(How many)" in made and "[c] throughout" in made
    assert "<table" in str(html_table("How easy?", ["Answer", "How many"], [["Very", "[c]"], ["Not", 7]], (1,)))
    empty = str(html_table("Nobody yet", ["Answer", "How many"], [], (1,), "Asked in July."))
    assert "<table" not in empty and "[c]" not in empty, "an empty one is not hidden"
    assert "Nobody yet</strong>: nothing of it can be shown here; the table is left out. Asked in July." in empty
    assert "<table" not in str(html_table("Nobody yet", ["Course"], [["One"], ["Two"]])), "heads of rows are no rows"


def test_each_reason_for_leaving_something_out_is_told_once():
    rows = [{"what": "A", "why": "Few"}, {"what": "B", "why": "Other"}, {"what": "C", "why": "Few"}]
    said = words(show_basis(full_tables().with_frames(withheld=table("withheld", rows))))
    assert "A. C. Few. B. Other." in " ".join(said.split())


def test_the_rules_of_counting_stand_under_what_they_go_for():
    told = {"q.yes": "Each once. Widened.", "clock.a.met": "Each once. Where it can be told.", "train.a.n": "By day."}
    rows = [{"result_id": name, "lens": "practice", "method": method} for name, method in told.items()]
    html = show_basis(full_tables().with_frames(results=table("results", rows))).html
    fold = html[html.index("The rules of counting") :].split("</details>")[0]
    found = [part.split("</ul>")[0] for part in fold.split('<p class="label">')[1:]]
    assert [" ".join(re.sub("<[^>]*>", " ", part).split()) for part in found] == [
        "In more than one of these: how it was counted Each once.",
        "Questions about practice: how it was counted Widened.",
        "Whether it happened in time: how it was counted Where it can be told.",
        "Training: how it was counted By day.",
    ]


def test_old_actions_are_folded_on_a_review_for_readers_outside_and_nowhere_else():
    def folded(tables: Tables) -> bool:
        return FOLDED in show_actions(tables).html

    assert folded(worded_tables()) and not folded(full_tables())
    assert not folded(worded_tables().with_frames({"kind": "quarterly report"}))
    table_of = str(show_actions(full_tables()).html).count("<tr>")
    assert show_actions(worded_tables()).html.count("<tr>") == table_of, "nothing is lost in the fold"


def test_other_areas_are_told_what_they_could_use():
    outside = worded_tables().with_frames({"audience": "hips", "profile": "group"})
    assert for_others(outside)["findings"] and "What you could use" in words(show_summary(outside))
    good = outside["findings"].query("kind == 'good practice'")["statement"].iloc[0]
    assert str(good).rstrip(".") in words(show_summary(outside))
    for tables in (full_tables(), outside.with_frames({"audience": "board"})):
        assert "What you could use" not in words(show_summary(tables))
    bare = outside.with_frames(findings=outside["findings"].query("kind != 'good practice'"), themes=table("themes"))
    assert "What you could use" not in words(show_summary(bare))


def journey_of(counts: dict[str, tuple[int, int]]) -> Tables:
    common = {"percent": 50.0, "too_soon": 0}
    steps = [("referral", "Referrals", "", 1), ("assessment", "Assessments", "referral", 2)]
    rows = [
        {**common, "step": step, "title": title, "from_step": before, "order": at, "by": "level", "group": group}
        | ({"n": n, "of": of} if before else {"n": of, "of": of})
        for step, title, before, at in steps
        for group, (n, of) in counts.items()
    ]
    return Tables({}, {"journey": table("journey", rows)})


def test_what_is_all_or_none_is_said_and_not_drawn():
    plain = show_journey(journey_of({"Level 3": (0, 112), "Level 4": (45, 45)}))
    assert "<img" not in plain.html
    assert "Assessments, all or none in every group: Level 3 0 of 112; Level 4 45 of 45." in words(plain)
    assert "<img" in show_journey(journey_of({"Level 3": (1, 112), "Level 4": (45, 45)})).html


def svg_of(width: float) -> str:
    return f"<svg><!-- {width} --></svg>"


def test_a_picture_of_half_a_line_is_drawn_once_and_stays_one_beside_its_fold():
    made: Callable[..., object] = picture
    half = str(
        made("Said.", "What it shows is this.", svg_of, html_table("T", ["A", "B"], [["a", 1]], (1,)), widths=HALF)
    )
    whole = str(made("Said.", "What it shows is this.", svg_of, html_table("T", ["A", "B"], [["a", 1]], (1,))))
    assert HALF == (NARROW,) and NARROW < WIDE and "<source" not in half and "<source" in whole
    assert '<figure class="half drawn">' in set_apart(half) and '<figure class="drawn">' in set_apart(whole)


def test_what_a_browser_does_not_print_is_not_printed_by_weasyprint_either():
    fold = '<details class="{}"><summary>S</summary><p>{}</p></details>'
    page = ElementTree.fromstring(
        f'<html><body><main><div class="annex"><h2>Annex</h2></div><section id="figures"><h2>Figures</h2>'
        f"{fold.format('behind', 'months')}{fold.format('numbers', 'all months')}</section>"
        f'<section id="training"><h2>Training</h2>{fold.format("aside", "why")}'
        f"{fold.format('behind', 'scores')}</section>"
        "</main></body></html>"
    )
    ready_for_paper(page)
    said = "".join(page.itertext())
    assert "all months" in said and "scores" in said
    assert said.count("months") == 1 and "why" not in said


def test_who_said_something_is_told_apart_from_the_words():
    quote = '<blockquote><p class="words">I said so.</p><p class="quiet">A young person told us</p></blockquote>'
    assert [block.kind for block in blocks_of(quote) if isinstance(block, Prose)] == ["quote", "speaker"]
    comment = "<blockquote><p>The scrutineer says.</p></blockquote>"
    assert [block.kind for block in blocks_of(comment) if isinstance(block, Prose)] == ["quote"]


def test_the_two_sides_name_the_full_report_and_whom_to_ask_for_it():
    tables = worded_tables().with_frames({"title": "Neglect", "quarter": "2025-26 Q3", "contact": "The analyst"})
    said = words(show_for_practitioners(tables))
    assert "It is called “Neglect”, 2025-26 Q3; ask The analyst" in said


def test_what_is_asked_stands_in_a_box_in_word_and_words_beside_a_bar():
    styles = new_document("A", "B", "C").styles
    sides = {
        name: [line.tag.split("}")[1] for line in styles[name].element.iter(qn("w:pBdr")) for line in line]
        for name in ("Quote", "Speaker", "What we ask")
    }
    assert sides == {"Quote": ["left"], "Speaker": ["left"], "What we ask": ["top", "left", "bottom", "right"]}
    assert styles["Speaker"].font.size < styles["Quote"].font.size
