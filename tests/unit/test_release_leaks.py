"""The last search of a page: what must not leave is found, what may is let through, and nothing is repeated."""

from __future__ import annotations

import pytest

from scrutiny_lib.release import Identifiers, find_leaks

WORDS = "I like it when the house is quiet at night and nobody shouts"
SHORT = "New worker, new form, same questions."
IDENTIFIERS = Identifiers.collect(["PCC-100234", "F00817", "ab", "AB/12 345", "4 April 2008"], [WORDS], [SHORT])


@pytest.mark.parametrize(
    ("page", "what"),
    [
        ("<p>Child PCC-100234</p>", "an identifier"),
        ("<p>C-7F3K9Q2M</p>", "a case id"),
        ("<img src='data:image/svg+xml;base64,AA' alt=\"Family F00817\">", "an identifier"),
        (f"<p>She said: {WORDS}.</p>", "words in a row"),
        (f"<p>{WORDS.upper().replace(' ', '&nbsp; ')}</p>", "words in a row"),
        ("<script>1</script>", "a script"),
        ("<p onclick='x'>", "a script"),
        ("<img src='https://example.org/x.png' alt=''>", "a reference"),
        ("<link href=/style.css>", "a reference"),
        ("<style>@import 'x'</style>", "an import"),
        ("<p>/home/analyst/notebook</p>", "a path"),
        (r"<p>C:\Users\analyst</p>", "a path"),
        (r"<p>by PCC\bloggsj</p>", "a folder"),
        ("<p>jane@example.org</p>", "an e-mail"),
        ("<p>near PO1 2AB</p>", "a postcode"),
        ("<p>943 476 5919</p>", "an NHS number"),
        ("<p>c‑bz45thys</p>", "a case id"),
        ("<p>about AB/12 345 again</p>", "an identifier"),
        ("<p>born 4 April 2008</p>", "an identifier"),
        ("<p>New worker, new form, same questions.</p>", "words in a row"),
        ("<pre>Traceback (most recent call last)</pre>", "a traceback"),
    ],
)
def test_what_must_not_leave_is_found(page: str, what: str) -> None:
    found = find_leaks(page, IDENTIFIERS, small_counts=False)
    assert any(item.startswith(what) for item in found)
    assert not any("PCC" in item or "quiet" in item for item in found)


@pytest.mark.parametrize(
    "text",
    [
        "3 of 40 children",
        "both children",
        "the twins",
        "a pair of siblings",
        "two teenagers",
        "three out of eight",
        "one in eight",
        "2/8",
        "only one was",
        "all but two were",
        "the only girl",
        "children not seen: 3",
        "３ children",
        "two (2) children",
        "3 children",
        "two of the children",
        "five siblings",
        "4 of 8",
        "1 of the 8",
        "three young people",
        "one child",
        "2 families",
        "5 of 5",
    ],
)
def test_a_small_count_is_found_on_a_page_for_readers_outside(text: str) -> None:
    assert find_leaks(f"<p>For {text} it was late.</p>", Identifiers(), small_counts=True)
    assert not find_leaks(f"<p>For {text} it was late.</p>", Identifiers(), small_counts=False)


@pytest.mark.parametrize(
    "text",
    [
        "40 children",
        "most of the children",
        "5 of 6 agencies",
        "3 of 9 due actions",
        "six of 40 agencies",
        "Quarter 3",
        "section 47",
        "three findings",
        "12 of 40 months",
        "within 5 working days",
        "518.3 referrals",
        "Working Together 2023",
        "206 of 1,549 assessments",
        "both 2018 and 2023",
        "Two of the four figures stand out",
        "one such picture in five",
        "15 in 100",
        "31/12/2025",
    ],
)
def test_ordinary_sentences_pass(text: str) -> None:
    assert find_leaks(f"<p>{text}.</p><a href='#findings'>Findings</a>", IDENTIFIERS, small_counts=True) == []
