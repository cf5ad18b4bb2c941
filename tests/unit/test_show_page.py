"""The page as a whole: one self-contained, accessible file that holds sections and nothing else."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser
from itertools import pairwise

import nbformat
import pytest
from figures_fixture import figures_tables
from level_fixture import threshold_tables
from show_fixture import SHOWS, full_tables, hostile_tables, notebook_of, page_of, worded_tables

from scrutiny_lib.errors import ScrutinyError
from scrutiny_lib.release import Identifiers, find_leaks
from scrutiny_lib.show import (
    Section,
    show_actions,
    show_agreement,
    show_basis,
    show_clocks,
    show_journey,
    show_summary,
    show_threshold,
    show_training,
    show_voices,
)
from scrutiny_lib.show.export import render_html
from scrutiny_lib.show.figures import show_attention, show_figures
from scrutiny_lib.show.page import POLICY
from scrutiny_lib.tables import Tables

HOSTILE = '<script>alert("x")</script> **bold** {{ 7 * 7 }} {% raw %} $a_b$ <img src=x onerror=y> & \' </style> "'


class Elements(HTMLParser):
    """Every element of a page with its attributes, and which element each stands in."""

    def __init__(self, html: str):
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self._inside: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))
        self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not {"style", "title"} & set(self._inside):
            self.words.append(data)

    def of(self, *tags: str) -> list[dict[str, str]]:
        return [attrs for tag, attrs in self.found if tag in tags]


def page_of_figures(tables: Tables) -> str:
    sections = [show(tables) for show in (show_summary, show_figures, show_attention)]
    return render_html(notebook_of(sections), tables.about)


PAGES = {
    "full": lambda: page_of(full_tables()),
    "in words": lambda: page_of(worded_tables()),
    "a threshold audit": lambda: page_of(threshold_tables()),
    "the quarter's figures": lambda: page_of_figures(figures_tables()),
    "empty": lambda: page_of(Tables({})),
    "hostile": lambda: page_of(hostile_tables(HOSTILE)),
}


@pytest.fixture(scope="module", params=list(PAGES))
def html(request: pytest.FixtureRequest) -> str:
    return PAGES[request.param]()


def pictures(html: str) -> list[str]:
    return [base64.b64decode(data).decode() for data in re.findall(r"data:image/svg\+xml;base64,([\w+/=]+)", html)]


def test_same_tables_give_the_same_bytes():
    assert page_of(full_tables()) == page_of(full_tables())


def test_nothing_runs_and_nothing_is_fetched(html):
    elements = Elements(html)
    assert {tag for tag, _ in elements.found}.isdisjoint(
        {"script", "iframe", "object", "embed", "link", "form", "base"}
    )
    for attrs in (attrs for _, attrs in elements.found):
        assert not [name for name in attrs if name.startswith("on")]
        assert attrs.get("href", "#").startswith("#")
        for name in ("src", "srcset"):
            assert attrs.get(name, "data:").startswith("data:")
    style = html.split("<style>")[1].split("</style>")[0]
    assert "url(" not in style and "@import" not in style
    policy = next(attrs for attrs in elements.of("meta") if attrs.get("http-equiv") == "Content-Security-Policy")
    assert policy["content"] == POLICY
    for svg in pictures(html):
        assert "<script" not in svg and "<image" not in svg and "foreignObject" not in svg
        assert not re.findall(r'href="(?!#)[^"]*"', svg)


def test_headings_go_down_one_step_at_a_time(html):
    levels = [int(tag[1]) for tag, _ in Elements(html).found if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_number_of_a_section_is_no_count_of_what_its_heading_names():
    heads = ("What the figures say", "Children not brought to hospital need a closer look", "How children were heard")

    def page(*heads: str) -> str:
        sections = [Section(f"s{at}", head, "<p>Said.</p>") for at, head in enumerate(heads)]
        return render_html(notebook_of(sections), {})

    assert ">2.</span> Children not brought" in page(*heads)
    assert find_leaks(page(*heads), Identifiers(), small_counts=True) == []
    assert find_leaks(page(*heads, "2 children were not heard"), Identifiers(), small_counts=True) != []


def test_no_heading_is_empty(html):
    assert not re.findall(r"<(h[1-4]|caption|figcaption|dt|summary)\b[^>]*>\s*</\1>", html)


def test_every_table_has_a_caption_and_every_heading_cell_a_scope(html):
    elements = Elements(html)
    assert len(elements.of("table")) == len(elements.of("caption"))
    assert all(attrs["scope"] in ("col", "row") for attrs in elements.of("th"))
    assert not re.findall(r"<th\b[^>]*>\s*</th>", html)


def test_every_table_scrolls_in_a_group_of_its_own(html):
    elements = Elements(html)
    regions = [attrs for attrs in elements.of("div") if attrs.get("role") == "group"]
    assert len(regions) == len(elements.of("table"))
    assert all(attrs["tabindex"] == "0" and attrs["aria-label"] for attrs in regions)


def test_every_picture_says_what_it_shows():
    alternatives = [attrs["alt"] for attrs in Elements(page_of(full_tables())).of("img")]
    assert len(alternatives) == len(set(alternatives)) > 8
    assert all(re.search(r"\d", alt) and len(alt) > 25 for alt in alternatives)
    assert not [alt for alt in alternatives if "chart" in alt.lower() or "plot" in alt.lower()]


def test_every_id_is_used_once_and_every_link_leads_somewhere(html):
    elements = Elements(html)
    ids = [attrs["id"] for _, attrs in elements.found if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {attrs["href"][1:] for attrs in elements.of("a")} <= set(ids)


def test_landmarks_and_language(html):
    elements = Elements(html)
    assert html.startswith("<!doctype html>") and elements.of("html")[0]["lang"] == "en-GB"
    for landmark in ("header", "nav", "main", "footer"):
        assert len(elements.of(landmark)) == 1
    assert elements.found[[tag for tag, _ in elements.found].index("body") + 1][1]["class"] == "skip"


def test_text_that_looks_like_markup_stays_text():
    html = page_of(hostile_tables(HOSTILE))
    words = " ".join(" ".join(Elements(html).words).split())
    assert "<script>alert" in words and "{{ 7 * 7 }}" in words and "**bold**" in words
    assert "49" not in words.replace("49 of", "") or "{{ 7 * 7 }}" in words
    assert "<b>" not in html and "<strong>bold" not in html and "<em>" not in html
    assert "<script" not in html.lower() and "<img src=x" not in html
    for svg in pictures(html):
        assert "<script" not in svg


def test_a_dollar_sign_in_a_picture_is_a_dollar_sign():
    assert any("$a_b$" in svg for svg in pictures(page_of(hostile_tables("$a_b$ costs"))))


def test_inputs_and_prose_of_the_notebook_stay_out():
    html = page_of(full_tables())
    assert "show_secret_input" not in html and "Prose for the analyst" not in html


@pytest.mark.parametrize(
    ("output", "kind"),
    [
        (nbformat.v4.new_output("stream", name="stdout", text="CHILD-NAME"), "stream"),
        (nbformat.v4.new_output("error", ename="KeyError", evalue="CHILD-NAME", traceback=["CHILD-NAME"]), "error"),
        (nbformat.v4.new_output("display_data", data={"text/html": "<p>CHILD-NAME</p>"}), "display_data"),
        (nbformat.v4.new_output("execute_result", data={"text/plain": "CHILD-NAME"}), "execute_result"),
    ],
)
def test_any_other_output_is_refused_without_its_text(output, kind):
    notebook = notebook_of([show_summary(full_tables())])
    notebook.cells.append(nbformat.v4.new_code_cell("x", outputs=[output]))
    with pytest.raises(ScrutinyError, match=f"Cell 3 has an output of the kind {kind}") as refused:
        render_html(notebook, full_tables().about)
    assert "CHILD-NAME" not in str(refused.value)


def test_a_forged_section_is_refused_without_its_text():
    forged = Section(
        "x", "Heading", '<p onclick="CHILD-NAME()">a</p><img src="https://CHILD-NAME.example/x.png" alt="">'
    )
    with pytest.raises(ScrutinyError, match="the attribute onclick") as refused:
        render_html(notebook_of([forged]), {})
    assert "CHILD-NAME" not in str(refused.value)


def test_a_section_shown_twice_is_refused():
    section = show_basis(full_tables())
    with pytest.raises(ScrutinyError, match="already on the page"):
        render_html(notebook_of([section, section]), {})


def test_cells_without_output_and_a_plain_dict_are_fine():
    notebook = notebook_of([show_summary(full_tables())])
    notebook.cells.append(nbformat.v4.new_code_cell("pass"))
    assert "Child exploitation" in render_html(dict(notebook), full_tables().about)


def test_the_first_screen_says_what_matters():
    words = " ".join(" ".join(Elements(page_of(full_tables())).words).split())
    top = words[: words.index("Contents")]
    for expected in (
        "Every child on this page is invented.",
        "By the partnership’s rule a page for the Executive leaves without a second person’s check.",
        "Draft The Board decides on 14 January 2026.",
        "do we see it early",
        "What children say is often lost before it is written down 11 of 38 children",
        "What works Police, health and social care meet when it matters 30 of 38 children",
        "We looked at 40 of 311 children",
        "All agencies: Keep one place",
        "Proposed, not yet agreed. One more recommendation stands below.",
        "three are shown to have changed something",
    ):
        assert expected in top


def test_an_agreed_page_is_no_draft():
    tables = full_tables().with_frames(
        {"status": "agreed", "status_line": "Agreed by the Board on 14 January 2026.", "invented": False}
    )
    html = page_of(tables)
    words = " ".join(" ".join(Elements(html).words).split())
    assert "Agreed By the Board on 14 January 2026." in words
    assert 'class="scrutiny page annexed"' in html and "invented" not in words


def test_the_running_header_cannot_leave_the_style_sheet():
    html = page_of(hostile_tables(HOSTILE))
    assert html.count("</style>") == 1


def test_only_the_shorthand_used_is_explained():
    html = page_of(full_tables())
    footer = html[html.index("<footer>") :]
    assert "[c]" in footer and "[u]" in footer and "[low]" not in footer
    assert "[c] means hidden so that nobody can be recognised." in html


def test_the_quarters_own_pages_use_the_same_shell():
    about = {
        "title": "What training changed",
        "kind": "quarterly report",
        "quarter": "2025-26 Q3",
        "question": "Whom did training reach this year?",
        "status": "information",
        "status_line": "Nothing on this page waits for a decision.",
    }
    whole = full_tables()
    few = {name: whole[name] for name in ("training", "training_change", "actions")}
    tables = Tables(about, few)
    html = render_html(
        notebook_of([show(tables) for show in (show_summary, show_training, show_actions, show_basis)]), about
    )
    words = " ".join(" ".join(Elements(html).words).split())
    assert "Whom did training reach this year?" in words and "For information" in words
    assert "How sure" not in words and "This page does not rest on a sample of children." in words


LEFT_OUT = (show_voices, show_threshold, show_clocks, show_journey, show_agreement)


def test_every_section_says_something_when_there_is_nothing_or_is_left_out():
    page = page_of(Tables({}))
    for show in LEFT_OUT:
        section = show(Tables({}))
        assert (section.heading, section.html) == ("", "")
        assert f'id="{section.id}"' not in page and f'href="#{section.id}"' not in page
        bundle = section._repr_mimebundle_()
        assert "nothing to show here" in bundle["text/plain"] and "nothing to show here" in bundle["text/html"]
    for show in SHOWS[1:]:
        if show in LEFT_OUT:
            continue
        section = show(Tables({}))
        text = re.sub(r"<[^>]+>", " ", section.html)
        assert section.heading and len(text.split()) > 4


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2.2 reckons it."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_every_colour_of_text_can_be_read_in_light_and_in_dark():
    css = page_of(Tables({})).split("<style>")[1].split("</style>")[0]
    blocks = [block for block in re.findall(r"\{[^{}]*\}", css) if "--ink:" in block]
    schemes = [dict(re.findall(r"--(\w+):(#[0-9a-f]{6})", block)) for block in blocks]
    assert len(schemes) == 2
    for scheme in schemes:
        for words in ("ink", "quiet", "accent"):
            for behind in ("paper", "tint"):
                assert contrast(scheme[words], scheme[behind]) >= 4.5


def test_a_line_at_the_top_leads_to_what_is_not_confirmed_in_the_section_on_what_the_page_rests_on():
    html = page_of(threshold_tables())
    words = " ".join(" ".join(Elements(html).words).split())
    line = re.search(r"Not everything here is confirmed: section (\d+) lists what is not", words)
    asked, contents = words.index("What we asked"), words.index("Contents")
    listed = words.index("What is not confirmed The names of Portsmouth's levels are a placeholder")
    assert line is not None
    assert line.start() < asked < contents < words.rindex(f"{line[1]}. What this rests on") < listed
    assert html.count('id="not-confirmed"') == 1 and 'href="#not-confirmed"' in html
    assert "not-confirmed" not in page_of(full_tables()) and "Not everything here" not in page_of(full_tables())
    bundle = show_summary(threshold_tables())._repr_mimebundle_()
    assert "placeholder until the partnership" in bundle["text/html"]
    assert set(bundle["application/vnd.scrutiny.section+json"]) == {"id", "heading", "html"}
