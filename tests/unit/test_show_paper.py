"""The page as a whole: its weight, its annex on paper, its state, and a partnership's own look."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from drawn import dots, pieces
from hypothesis import given
from hypothesis import strategies as st

from scrutiny_lib.show.annex import SHARED, set_apart
from scrutiny_lib.show.charts import Share, draw_shares
from scrutiny_lib.show.look import as_house
from scrutiny_lib.show.page import Page, state_of
from scrutiny_lib.show.palette import ACCENT, DARK, PAPER
from scrutiny_lib.show.section import Section
from scrutiny_lib.show.squeeze import squeeze
from scrutiny_lib.show.strips import Part, Strip, draw_strips
from scrutiny_lib.show.svg_path import read_path, write_path

FOLD = "<details>\n<summary>The figures in a table</summary>\n<table>{}</table>\n</details>\n"
FIGURE = '<figure>\n<figcaption>{0}</figcaption>\n<img src="x" alt="{0}">\n' + FOLD + "</figure>\n"
GRID = '<div class="multiples">\n<div class="multiple">\n{}</div>\n<div class="multiple">\n{}</div>\n</div>\n'


class Order(HTMLParser):
    """The elements of some HTML with those around each, and everything that is said."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.around: list[tuple[str, tuple[str, ...]]] = []
        self.said: list[str] = []
        self.feed(html)
        assert not self.open, "something is left open"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.around.append((tag, tuple(self.open)))
        if tag != "img":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said += data.split()


def test_a_fold_stands_after_its_picture_and_the_picture_knows_that_it_has_one():
    html = set_apart(FIGURE.replace("{0}", "One").replace("{}", "A1"))
    assert html.index("</figure>") < html.index("<details")
    assert '<figure class="drawn">' in html and '<div class="told"><table>A1</table></div>' in html


def test_pictures_side_by_side_share_one_fold_in_their_order():
    two = [FIGURE.replace("{0}", name).replace("{}", name + " in numbers") for name in ("One", "Two")]
    html = set_apart(GRID.format(*two))
    assert html.count("<details") == 1 and SHARED in html and html.count('class="told"') == 2
    assert html.index("One in numbers") < html.index("Two in numbers")
    assert ("details", ()) in Order(html).around


def test_a_fold_by_itself_and_one_with_a_picture_in_it_stay_as_they_are():
    alone = FOLD.replace("{}", "months")
    assert set_apart(alone) == alone
    within = '<div class="published">\n<details>\n<summary>Areas</summary>\n<figure><img></figure></details>\n</div>\n'
    assert set_apart(within) == within


def test_the_folds_of_a_finding_stay_in_it_after_its_pictures():
    finding = '<article class="finding" id="finding-F1"><h4>Late</h4>\n' + FIGURE.replace("{0}", "a").replace("{}", "b")
    around = Order(set_apart(finding + "<p>What we ask</p></article>\n")).around
    assert ("details", ("article",)) in around and ("p", ("article",)) in around


PIECES = st.sampled_from([
    "<p>Words.</p>\n", FIGURE.replace("{0}", "f").replace("{}", "t"), FOLD.replace("{}", "m"),
    GRID.format(FIGURE.replace("{0}", "g").replace("{}", "u"), "<p>None here.</p>"),
    '<article class="finding"><p>F</p>' + FIGURE.replace("{0}", "h").replace("{}", "v") + "</article>\n",
])  # fmt: skip


@given(st.lists(PIECES, max_size=6).map("".join))
def test_nothing_is_lost_or_repeated_and_every_table_is_out_of_its_picture(html: str):
    before, after = Order(html), Order(set_apart(html))
    of_folds = {*SHARED.split(), "The", "figures", "in", "a", "table"}
    assert sorted(word for word in after.said if word not in of_folds) == sorted(
        word for word in before.said if word not in of_folds
    )
    tables = [around for tag, around in after.around if tag == "table"]
    assert len(tables) == html.count("<table>") and not any("figure" in around for around in tables)


def test_the_annex_is_announced_only_where_there_is_something_for_it():
    with_fold = Page({}, [Section("practice", "Practice", FIGURE.replace("{0}", "f").replace("{}", "t"))])
    assert with_fold.annex and not Page({}, [Section("practice", "Practice", "<p>Words.</p>")]).annex


POINTS = st.lists(st.tuples(*[st.floats(-500, 900).map(lambda number: round(number, 3))] * 2), min_size=1, max_size=40)


@given(POINTS)
def test_a_path_never_drifts_from_where_it_should_be(points: list[tuple[float, float]]):
    path = [("M", points[0]), *(("L", point) for point in points[1:])]
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><path d="{write_path(path)}"/></svg>'
    (drawn,) = pieces(svg)
    assert drawn[0] == pytest.approx(points[0], abs=0.06) and drawn[-1] == pytest.approx(points[-1], abs=0.06)
    for point in drawn:
        assert any(abs(point[0] - x) < 0.11 and abs(point[1] - y) < 0.11 for x, y in points)


def test_a_circle_becomes_a_dot_and_a_ring_two():
    circle = "M 0 2 C 0.5 2 1 1.8 1.4 1.4 C 1.8 1 2 0.5 2 0 C 2 -0.5 1.8 -1 1.4 -1.4 C 1 -1.8 0.5 -2 0 -2 "
    circle += "C -0.5 -2 -1 -1.8 -1.4 -1.4 C -1.8 -1 -2 -0.5 -2 0 C -2 0.5 -1.8 1 -1.4 1.4 C -1 1.8 -0.5 2 0 2 z"
    raw = (
        '<svg xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9" xmlns="http://www.w3.org/2000/svg">'
        f'<defs><path id="m" d="{circle}" style="stroke: #000001"/></defs>'
        '<g style="fill: #fdfefe; stroke: #000001"><use xlink:href="#m" x="3" y="4"/></g></svg>'
    )
    drawn = squeeze(raw, "Arial", {})
    assert dots(drawn) == {(3.0, 4.0)}
    assert re.findall(r'stroke="(#\w+)"[^>]*stroke-width="([\d.]+)"', drawn) == [("#000001", "5"), ("#fdfefe", "3")]


def test_what_lies_between_two_alike_keeps_them_apart_where_it_touches_them():
    assert squeezed_paths("1 1 L 5 1 L 5 5 L 1 5") == 3
    assert squeezed_paths("7 7 L 8 7 L 8 8 L 7 8") == 2


def squeezed_paths(middle: str) -> int:
    shapes = [("0 0 L 4 0 L 4 4 L 0 4", "#111111"), (middle, "#222222"), ("2 2 L 6 2 L 6 6 L 2 6", "#111111")]
    body = "".join(f'<path d="M {d} z" style="fill: {fill}"/>' for d, fill in shapes)
    raw = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{body}</svg>'
    return squeeze(raw, "Arial", {}).count("<path")


def test_words_in_a_picture_are_escaped_and_stay_text():
    svg = draw_shares([Share('A & B <i>"no"</i>?', "5 of 9", 55.6)], 620)
    words = " ".join(text.text or "" for text in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"))
    assert 'A & B <i>"no"</i>?' in words and "5 of 9" in words


def test_a_picture_of_forty_children_weighs_little():
    strip = Strip("Was it done?", "15 of 40", (Part("no", 15, True), Part("yes", 25)))
    assert len(draw_strips([strip], 620)) < 2_500


def test_the_state_of_a_page_is_one_of_the_words_people_know():
    assert state_of({"checked": True})[0] == "Checked"
    assert state_of({"released_without_second_person": True}) == (
        "Released", "By the partnership’s rule a page for these readers leaves without a second person’s check."
    )  # fmt: skip
    assert state_of({"released_without_second_person": False})[0] == "Draft"
    assert state_of({}) == ("", "")
    assert Page({"status": "agreed", "released_without_second_person": False}, []).draft
    assert not Page({"status": "agreed", "checked": True}, []).draft


def test_a_house_colour_is_in_the_rules_and_in_every_picture_and_a_wrong_one_nowhere():
    svg = draw_strips([Strip("Was it done?", "1 of 2", (Part("no", 1, True), Part("yes", 1)))], 620)
    html = '<img alt="x" src="data:image/svg+xml;base64,' + base64.b64encode(svg.encode()).decode() + '">'
    house = as_house({"accent": "#7A1F3D", "accent_dark": "#f0a8c0", "footer": "Ask for large print."})
    shown = base64.b64decode(re.findall(r"base64,([^\"]+)", house.coloured(html))[0]).decode()
    assert "#7a1f3d" in shown and "#f0a8c0" in shown and ACCENT not in shown and DARK[ACCENT] not in shown
    assert PAPER in shown and "--accent:#7a1f3d" in house.css
    wrong = as_house({"accent": "red;}body{display:none", "logo": "https://example.org/logo.png"})
    assert wrong == as_house(None) and wrong.css == "" and wrong.coloured(html) == html


def test_a_path_is_read_as_it_was_written():
    assert read_path("M 1 2 Q 1 2 3 4 C 1 2 3 4 5 6 z") == [
        ("M", (1.0, 2.0)), ("Q", (1.0, 2.0, 3.0, 4.0)), ("C", (1.0, 2.0, 3.0, 4.0, 5.0, 6.0)), ("Z", ())
    ]  # fmt: skip
