"""Some HTML, read once for everybody who asks."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from scrutiny_lib.show.parts import BEGIN, END, TEXT, parts_of

PIECES = ["<p>", "</p>", "<br>", "<br/>", '<a href="#x">', "</a>", "<td colspan=2>", "&amp;", "&lt;", "&", "<", "word "]


class Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.met: list[tuple[str, object]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.met.append((BEGIN, (tag, tuple(attrs))))

    def handle_endtag(self, tag: str) -> None:
        self.met.append((END, tag))

    def handle_data(self, data: str) -> None:
        self.met.append((TEXT, data))


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=12).map("".join))
def test_every_part_is_that_of_python_s_own_reader_in_its_order(html: str) -> None:
    plain = Plain()
    plain.feed(html)
    plain.close()
    ours = [(part.kind, (part.said, part.attributes) if part.kind == BEGIN else part.said) for part in parts_of(html)]
    assert ours == plain.met


def test_what_is_asked_for_again_is_not_read_again() -> None:
    assert parts_of("<p>One</p>") is parts_of("<p>" + "One</p>")
