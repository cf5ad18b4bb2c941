"""A child's words that nobody signed cannot get onto a page by any route, however they are dressed up."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import nbformat
import openpyxl
import pytest

from scrutiny_lib.errors import ScrutinyError
from scrutiny_lib.intake.quotes import HEADINGS, SHEET, read_quotes
from scrutiny_lib.release import Candidate, Identifiers, find_leaks, release_quarter
from scrutiny_lib.release.leaks import quote_hash
from scrutiny_lib.release.quote_check import check_quotes
from scrutiny_lib.release.quote_search import Said, find_unsigned
from scrutiny_lib.release.quote_sheet import renew_quotes_sheet, write_quotes_sheet
from scrutiny_lib.show import (
    show_actions,
    show_basis,
    show_children,
    show_data,
    show_findings,
    show_practice,
    show_practitioners,
    show_summary,
    show_training,
    show_voices,
)
from scrutiny_lib.show.export import render_html
from scrutiny_lib.show.quotes import show_quotes_to_sign
from scrutiny_lib.show.section import Section
from scrutiny_lib.tables import Tables, table
from tests.quote_room import NAMES, TODAY, check, children, frame, limits, passages, row, signed, texts
from tests.unit.show_fixture import full_tables, notebook_of, page_of

SECRET = "Nobody ever asks me what I would like to happen on the days after school"
BRIEF = "I want to stay here."
SIGNED = "I told the new worker and then I had to tell it all again to another one"
SAID = Said.collect([SECRET, BRIEF, SIGNED])
IDENTIFIERS = Identifiers.collect([], [], [SECRET, BRIEF, SIGNED])


def last_search(page: str, *released: str) -> list[str]:
    """What the release looks for on a page of these readers, who get these quotations."""
    exempt = [quote_hash(words) for words in released]
    found = find_leaks(page, IDENTIFIERS, small_counts=False, exempt=exempt)
    return [*found, *find_unsigned(page, SAID, released)]


def page(section: Any, tables: Tables) -> str:
    return str(render_html(notebook_of([section]), tables.about))


ROUTES = [
    (show_findings, "lines", "question"),
    (show_findings, "findings", "title"),
    (show_findings, "findings", "statement"),
    (show_findings, "findings", "reason"),
    (show_findings, "evidence", "note"),
    (show_findings, "recommendations", "text"),
    (show_findings, "recommendations", "who"),
    (show_practice, "results", "label"),
    (show_practice, "results", "answer"),
    (show_practice, "results", "shown"),
    (show_voices, "voice_codes", "name"),
    (show_voices, "you_said", "theme"),
    (show_voices, "you_said", "action"),
    (show_voices, "coding", "name"),
    (show_children, "engagement_how", "value"),
    (show_children, "silence", "reason"),
    (show_practitioners, "themes", "theme"),
    (show_practitioners, "activities", "activity"),
    (show_training, "training", "course"),
    (show_data, "indicator_notes", "title"),
    (show_data, "indicator_notes", "sentence"),
    (show_data, "indicator_notes", "definition"),
    (show_actions, "actions", "action"),
    (show_actions, "actions", "impact_evidence"),
    (show_basis, "withheld", "why"),
]


@pytest.mark.parametrize("words", [SECRET, BRIEF], ids=["long", "brief"])
@pytest.mark.parametrize(("show", "name", "column"), ROUTES, ids=[f"{name}.{column}" for _, name, column in ROUTES])
def test_words_written_into_any_table_stop_the_page(show: Any, name: str, column: str, words: str) -> None:
    tables = full_tables()
    before = page(show(tables), tables)
    rows = tables[name]
    hostile = tables.with_frames(None, **{name: rows.assign(**{column: words})})
    after = page(show(hostile), hostile)
    assert after != before, "this is no route: the column is not shown"
    assert last_search(after), "the words are on the page and nobody noticed"
    assert not any(words[:12] in item for item in last_search(after))


@pytest.mark.parametrize("key", ["title", "question", "scrutineer_comment", "partnership"])
def test_words_written_into_what_the_review_says_of_itself_stop_the_page(key: str) -> None:
    tables = full_tables().with_frames({key: SECRET})
    made = render_html(notebook_of([show_summary(tables), show_basis(tables)]), tables.about)
    assert last_search(made)


DISGUISES = {
    "capitals": str.upper,
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "zero-width spaces": lambda text: text.replace("e", "e\u200b"),
    "joiners": lambda text: text.replace("s", "s\u200d"),
    "soft hyphens": lambda text: text.replace("a", "\u00ada"),
    "letters of another alphabet": lambda text: (
        text.replace("o", "\u043e").replace("a", "\u0430").replace("e", "\u0435")
    ),
    "full width": lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
    "accents": lambda text: text.replace("e", "e\u0301"),
    "letters apart": lambda text: " ".join(text.replace(" ", "")),
    "no spaces": lambda text: text.replace(" ", ""),
    "dots between": lambda text: text.replace(" ", " · "),
    "digits": lambda text: text.replace("o", "0").replace("l", "1"),
    "bold letters": lambda text: text.replace("a", "<strong>a</strong>"),
    "a paragraph a word": lambda text: "".join(f"<p>{word}</p>" for word in text.split()),
    "a comment": lambda text: f"<!-- {text} -->",
    "an attribute": lambda text: f'<p class="{text}"></p>',
    "entities": lambda text: "".join(f"&#{ord(c)};" for c in text),
}


@pytest.mark.parametrize("disguise", DISGUISES)
def test_a_disguise_changes_nothing(disguise: str) -> None:
    made = page_with(f"<p>{DISGUISES[disguise](SECRET)}</p>")
    assert last_search(made)


def page_with(html: str) -> str:
    return f"<html><body><section><h2>Heading</h2>{html}</section></body></html>"


@pytest.mark.parametrize(
    "svg",
    [
        f"<text>{SECRET}</text>",
        "".join(f"<text y='{at}'>{word}</text>" for at, word in enumerate(SECRET.split())),
        f"<!-- {SECRET} --><path d='M0 0'/>",
        f"<title>{SECRET}</title>",
        f"<text><tspan>{SECRET[:20]}</tspan><tspan>{SECRET[20:]}</tspan></text>",
    ],
    ids=["label", "label in lines", "path with a comment", "title", "tspan"],
)
def test_a_label_of_a_chart_is_read(svg: str) -> None:
    data = base64.b64encode(f"<svg xmlns='http://www.w3.org/2000/svg'>{svg}</svg>".encode()).decode()
    assert last_search(page_with(f'<img src="data:image/svg+xml;base64,{data}" alt="A chart">'))


def test_the_text_alternative_of_a_picture_is_read() -> None:
    assert last_search(page_with(f'<img src="data:image/svg+xml;base64,AA==" alt="{SECRET}">'))


def test_three_words_in_quotation_marks_are_found() -> None:
    said = Said.collect(["Leave me alone."])
    assert find_unsigned(page_with("<p>One said: “leave me alone”.</p>"), said)
    assert find_unsigned(page_with("<blockquote><p>Leave me alone</p></blockquote>"), said)
    assert not find_unsigned(page_with("<p>“Likely” means: in 95 of 100 samples.</p>"), said)


# -- the notebook


def test_a_markdown_cell_and_the_input_of_a_cell_do_not_reach_the_page() -> None:
    tables = full_tables()
    notebook = notebook_of([show_summary(tables)])
    notebook.cells.insert(0, nbformat.v4.new_markdown_cell(f"> {SECRET}"))
    notebook.cells[-1].source = f"quote = {SECRET!r}"
    made = str(render_html(notebook, tables.about))
    assert SECRET not in made and not last_search(made)


@pytest.mark.parametrize(
    "output",
    [
        nbformat.v4.new_output("stream", name="stdout", text=SECRET),
        nbformat.v4.new_output("display_data", data={"text/html": f"<p>{SECRET}</p>"}),
        nbformat.v4.new_output("display_data", data={"text/markdown": f"> {SECRET}"}),
        nbformat.v4.new_output("execute_result", data={"text/plain": SECRET}, execution_count=1),
    ],
    ids=["print", "html", "markdown", "value"],
)
def test_an_edited_notebook_that_shows_words_makes_no_page(output: Any) -> None:
    notebook = notebook_of([show_summary(full_tables())])
    notebook.cells.append(nbformat.v4.new_code_cell("show()", execution_count=9, outputs=[output]))
    with pytest.raises(ScrutinyError) as refused:
        render_html(notebook, full_tables().about)
    assert SECRET not in str(refused.value)


def test_an_edited_notebook_that_makes_a_section_of_its_own_makes_no_page_that_leaves() -> None:
    tables = full_tables()
    for html in (f"<p>{SECRET}</p>", f"<blockquote><p>“{SECRET}”</p></blockquote>"):
        assert last_search(page(Section("mine", "Mine", html), tables))
    assert last_search(page(Section("mine", SECRET, "<p>x</p>"), tables))


def test_what_the_signer_sees_in_a_notebook_is_no_section_of_a_page() -> None:
    shown = show_quotes_to_sign(check(row("T1", ""))[0])
    notebook = notebook_of([show_summary(full_tables())])
    data = {"text/html": shown._repr_html_()}
    output = nbformat.v4.new_output("execute_result", data=data, execution_count=2)
    notebook.cells.append(nbformat.v4.new_code_cell("show()", execution_count=2, outputs=[output]))
    with pytest.raises(ScrutinyError):
        render_html(notebook, full_tables().about)


# -- the sheet


def released(path: Path) -> list[str]:
    """What the Executive would get of a sheet."""
    of = texts()
    checked, _ = check_quotes(read_quotes(path)[0], of, passages(), NAMES, set(of.words), today=TODAY)
    tables = Tables({"review": "r", "children": 8, "status": "agreed"})
    candidate = Candidate("r", tables, None, ("executive",), 0, checked, children(), frame())
    (outcome,) = release_quarter(
        [candidate], {"partnership": limits()}, invented=True, without_second_person=("executive",)
    )
    assert outcome.tables is not None
    return list(outcome.tables["quotes"]["words"])


def sheet(path: Path, *rows: dict[str, Any]) -> None:
    import pandas as pd

    of = texts()
    write_quotes_sheet(path, pd.DataFrame(list(rows)), of, passages(), NAMES, set(of.words), today=TODAY, title="R")


def typed(path: Path, line: int, **values: str) -> None:
    book = openpyxl.load_workbook(path)
    for name, value in values.items():
        book[SHEET].cell(line, list(HEADINGS).index(name) + 1).value = value
    book.save(path)


ROOM = "I like the blue room best."


def test_a_signed_row_leaves_and_an_unsigned_one_does_not(tmp_path: Path) -> None:
    path = tmp_path / "quotes.xlsx"
    sheet(path, signed(row("T1", ROOM)), row("T4", "They told me what the plan was"))
    assert released(path) == [ROOM]


@pytest.mark.parametrize(
    "forged",
    [
        {"signed_by": "Kim Lee"},
        {"signed_by": "Kіm Lee"},
        {"signed_by": "K L"},
        {"signed_by": ""},
        {"signed_on": "2027-01-01"},
        {"signed_on": "2025-12-24"},
        {"to_print": "I like the blue room best. […] any more."},
        {"to_print": "I like the blue\u00ad room best."},
        {"to_print": "I like the bluе room best."},
        {"to_print": "I like the blue room best. And I am happy."},
        {"printed_as": "age band"},
        {"passage_id": "T4"},
        {"finding": "F9"},
        {"chosen_by": "Jo Park"},
    ],
    ids=lambda change: " ".join(change),
)
def test_a_forged_or_changed_row_does_not_leave(tmp_path: Path, forged: dict[str, str]) -> None:
    path = tmp_path / "quotes.xlsx"
    sheet(path, signed(row("T1", ROOM)))
    typed(path, 2, **forged)
    assert released(path) == []


def test_a_code_or_a_whole_signature_of_another_row_does_not_count(tmp_path: Path) -> None:
    path = tmp_path / "quotes.xlsx"
    mine = signed(row("T1", ROOM))
    copied = {name: mine[name] for name in ("signed_by", "signed_on", "signed_code", "all_right")}
    sheet(path, mine, {**row("T4", "They told me what the plan was"), **copied}, {**mine, "quote_id": "twin"})
    assert released(path) == [ROOM]


def test_an_invisible_character_that_the_reader_drops_changes_nothing_that_is_printed(tmp_path: Path) -> None:
    path = tmp_path / "quotes.xlsx"
    sheet(path, signed(row("T1", ROOM)))
    typed(path, 2, to_print="I like the blue\u200b room best.")
    assert released(path) in ([], [ROOM])


def test_a_state_typed_into_the_sheet_or_the_tables_does_not_count(tmp_path: Path) -> None:
    path = tmp_path / "quotes.xlsx"
    sheet(path, row("T1", ROOM))
    typed(path, 2, shown_state="released")
    assert released(path) == []
    forged = {"quote_id": "Q1", "finding_id": "F1", "kind": "told us", "words": ROOM, "state": "released"}
    tables = Tables({"review": "r", "children": 8, "status": "agreed"}, {"quotes": table("quotes", [forged])})
    candidate = Candidate("r", tables, None, ("executive",))
    (outcome,) = release_quarter(
        [candidate], {"partnership": limits()}, invented=True, without_second_person=("executive",)
    )
    assert outcome.tables is not None and outcome.tables["quotes"].empty


def test_writing_the_sheet_again_signs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "quotes.xlsx"
    sheet(path, row("T1", ROOM))
    of = texts()
    for _ in range(2):
        renew_quotes_sheet(path, of, passages(), NAMES, set(of.words), today=TODAY, title="R")
    assert released(path) == []


# -- what is signed, and for whom


def test_a_signed_quotation_stands_on_the_page_of_those_who_get_it_and_stops_that_of_others() -> None:
    quote = {"quote_id": "Q1", "finding_id": "F1", "kind": "told us", "words": SIGNED, "told_as": "said",
             "said_by": "a child or young person", "state": "released"}  # fmt: skip
    tables = full_tables().with_frames(None, quotes=table("quotes", [quote]))
    made = page_of(tables)
    assert SIGNED in made
    assert last_search(made, SIGNED) == []
    assert last_search(made), "for readers who do not get it, the same words stop the page"
    assert last_search(made.replace(SIGNED, f"{SIGNED}. {SECRET}"), SIGNED)
