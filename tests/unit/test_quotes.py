"""Quotations: draft, checked, released; and nobody recognised by one."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny_lib.release.quote_check import quotes_to_sign
from scrutiny_lib.release.quote_letters import same_person, skeleton, words_of
from scrutiny_lib.release.quote_search import Said, find_unsigned
from scrutiny_lib.release.quote_sign import shown_code, signing_code
from scrutiny_lib.release.quote_words import find_words
from scrutiny_lib.release.quotes import release_quotes
from scrutiny_lib.show.quotes import pieces, quote_block, show_quotes_to_sign
from scrutiny_lib.tables import COLUMNS
from tests.quote_room import CASES, TODAY, WORDS, check, children, frame, limits, row, signed, texts

BLUE = "I like the blue room best. […] I do not want to go there on Fridays any more."


def state(*rows: dict[str, Any], **other: Any) -> tuple[str, str]:
    found, _ = check(*rows, **other)
    return str(found["state"].iloc[0]), str(found["why"].iloc[0])


# -- words to print are the child's own


@pytest.mark.parametrize(
    ("to_print", "printed"),
    [
        ("I like the blue room best.", "I like the blue room best."),
        ("I like  the\nblue room", "I like the blue room"),
        ("I like […] best.", "I like […] best."),
        ("[…] blue room […] Fridays", "[…] blue room […] Fridays"),
        ("I like the [place] best.", "I like the [place] best."),
        ("[...] is my name.", "[…] is my name."),
        ("[name] is my name.", "[name] is my name."),
    ],
)
def test_runs_of_the_passage_in_order_with_brackets_between(to_print: str, printed: str) -> None:
    found = find_words(to_print, WORDS["T1"])
    assert found is not None and found.text == printed
    for start, end in found.stretches:
        assert WORDS["T1"][start:end] in printed


@pytest.mark.parametrize(
    "to_print",
    [
        "I hate the blue room best.",
        "i like the blue room best.",
        "I like the blue room best!",
        "I do not want to go there […] I like the blue room best.",
        "like the blu",
        "ike the blue",
        "I want to go there",
        "I like the blue room [because nobody shouts] best.",
        "I like the blue [place] room best.",
        "I like the blue room best. I do not want to go there",
        "I like the bl\u0443e room best.",
        "I like the blue\u00ad room best.",
        "[…]",
        "[name] […] [place]",
        "",
    ],
)
def test_nothing_can_be_invented_altered_moved_or_left_out_in_silence(to_print: str) -> None:
    assert find_words(to_print, WORDS["T1"]) is None


def test_what_is_printed_is_cut_from_the_text_and_never_from_the_sheet() -> None:
    passage = "“It\u2019s e\u0301te\u0301 and\r\n  I\u00a0can\u2019t sleep\x07”, she said"
    found = find_words("It's \u00e9t\u00e9 and I can't sleep", passage)
    assert found is not None
    assert found.text == "It\u2019s e\u0301te\u0301 and\n  I\u00a0can\u2019t sleep"


@given(
    st.lists(st.text("aábcİñ好😀👩‍👧 '’\n\t.", min_size=1, max_size=12), min_size=1, max_size=8),
    st.data(),
)
@settings(max_examples=150)
def test_every_cut_of_whole_words_is_found_again_and_an_added_word_never(parts: list[str], data: st.DataObject) -> None:
    words = " ".join(parts).split()
    if not any(character.isalnum() for character in "".join(words)):
        return
    keep = data.draw(st.lists(st.booleans(), min_size=len(words), max_size=len(words)))
    kept = [" ".join(word for word, _ in group) if mine else "[…]" for mine, group in itertools.groupby(
        zip(words, keep, strict=True), key=lambda pair: pair[1])]  # fmt: skip
    passage, cut = " ".join(words), " ".join(kept)
    found = find_words(cut, passage)
    if any(character.isalnum() for word, mine in zip(words, keep, strict=True) if mine for character in word):
        assert found is not None
        assert find_words(f"{cut} zz", passage) is None
    else:
        assert found is None


# -- signatures


def test_signed_by_another_person_for_what_would_be_printed_now_it_is_checked() -> None:
    assert state(signed(row("T1", BLUE))) == ("checked", "")


def test_until_it_is_signed_it_is_a_draft_with_a_code_to_sign() -> None:
    found, problems = check(row("T1", BLUE))
    assert found["state"].iloc[0] == "draft" and "not signed" in found["why"].iloc[0]
    assert len(found["code"].iloc[0]) == 8
    assert [problem.rule for problem in problems] == ["Q03"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"signed_by": "Kim Lee"}, "another person"),
        ({"signed_by": "LEE, Kim"}, "another person"),
        ({"signed_by": "K. Lee"}, "another person"),
        ({"signed_by": "K\u0456m L\u0435\u0435"}, "another person"),
        ({"signed_by": "Kim\u200d Lee"}, "another person"),
        ({"signed_by": "???"}, "no name"),
        ({"signed_by": ""}, "Nobody is named who signed"),
        ({"chosen_by": ""}, "Nobody is named who chose"),
        ({"signed_on": ""}, "not a date"),
        ({"signed_on": "soon"}, "not a date"),
        ({"signed_on": "2026-01-21"}, "has not come"),
        ({"signed_on": "2026-01-04"}, "before the words were told"),
        ({"signed_code": ""}, "No code"),
        ({"signed_code": "00000000"}, "not that of what would be printed"),
        ({"to_print": "I like the blue room best."}, "not that of what would be printed"),
        ({"printed_as": "age band"}, "not that of what would be printed"),
        ({"finding": "F2"}, "not that of what would be printed"),
        ({"quote_id": "other"}, "not that of what would be printed"),
    ],
)
def test_a_signature_that_does_not_count_makes_it_a_draft_and_says_why(change: dict[str, str], said: str) -> None:
    given_state, why = state({**signed(row("T1", BLUE)), **change})
    assert given_state == "draft" and said in why


def test_the_text_changed_after_signing_or_another_age_band_makes_it_a_draft() -> None:
    mine = signed(row("T1", BLUE, printed_as="age band"))
    assert state(mine) == ("checked", "")
    longer = texts({**WORDS, "T1": "Well. " + WORDS["T1"]})
    assert state(mine, of=longer)[0] == "draft"
    other = texts()
    other.table.loc[other.table["source"] == "T1", "age_band"] = "16-17"
    assert state(mine, of=other)[0] == "draft"
    gone = texts({**WORDS, "T1": "Something else altogether was said here."})
    assert state(mine, of=gone)[0] == "draft"


def test_a_code_of_another_row_signs_nothing() -> None:
    first, second = signed(row("T1", BLUE)), row("T4", WORDS["T4"])
    forged = {**second, **{name: first[name] for name in ("signed_by", "signed_on", "signed_code", "all_right")}}
    twin = {**first, "quote_id": "K-twin"}
    found, problems = check(first, forged, twin)
    assert list(found["state"]) == ["checked", "draft", "draft"]
    assert [problem.rule for problem in problems] == ["Q02", "Q02"]


def test_the_signer_may_type_the_code_as_shown_or_together() -> None:
    mine = signed(row("T1", BLUE))
    for typed in (mine["signed_code"].replace(" ", ""), mine["signed_code"].upper(), f" {mine['signed_code']} "):
        assert state({**mine, "signed_code": typed}) == ("checked", "")


@given(
    st.sampled_from(["finding", "source", "start", "end", "to_print", "kind", "told_as", "said_by"]),
    st.text(max_size=5),
)
def test_the_code_changes_with_everything_it_stands_for(name: str, other: str) -> None:
    quote = {"quote_id": "1", "finding": "", "source": "T", "start": 0, "end": 9, "to_print": "words",
             "kind": "told us", "told_as": "said", "said_by": "a child"}  # fmt: skip
    if str(quote[name]) != other:
        assert signing_code({**quote, name: other}) != signing_code(quote)


def test_a_code_is_never_taken_for_a_number() -> None:
    with pytest.raises(ValueError):
        float(shown_code("12345678"))
    with pytest.raises(ValueError):
        float(shown_code("1234e567"))


# -- redaction and second coding


def test_a_name_left_in_the_words_to_print_is_a_draft_whatever_was_signed() -> None:
    found, _ = check(row("T1", WORDS["T1"]))
    assert found["state"].iloc[0] == "draft" and "Redaction still finds" in found["why"].iloc[0]
    assert not found["code"].iloc[0], "there is nothing to sign yet"
    assert "Zebedee" not in found["why"].iloc[0]


def test_a_name_known_by_what_stands_around_it_elsewhere_in_the_text_is_not_printed() -> None:
    words = "My brother Lowen went away. I think of it when Lowen is late and I lie awake."
    of = texts({"T1": words})
    assert state(row("T1", "I think of it when Lowen is late and I lie awake."), of=of, second={"T1"})[0] == "draft"
    assert "Redaction still finds" in state(row("T1", "[…] I think of it when Lowen is late"), of=of, second={"T1"})[1]


def test_flagged_words_need_a_reason_in_words() -> None:
    mine = signed(row("T2", WORDS["T2"]))
    assert state(mine) == ("checked", "")
    for reason in ("", "  ", "1"):
        given_state, why = state({**mine, "all_right": reason})
        assert given_state == "draft" and "Flagged words are left" in why


def test_a_cut_that_leaves_out_a_not_is_flagged() -> None:
    found, _ = check(row("T1", "[…] I do […] want to go there on Fridays any more."))
    assert "such as not" in found["flags"].iloc[0]


@pytest.mark.parametrize("second", [None, set(), {"T2"}])
def test_a_quotation_that_was_not_coded_twice_is_a_draft(second: set[str] | None) -> None:
    given_state, why = state(signed(row("T1", BLUE)), second=second)
    assert given_state == "draft" and "by a second person" in why


def test_a_stretch_given_by_source_start_and_end_counts_for_the_passages_it_touches() -> None:
    mine = signed({**row("", "I like the blue room best."), "source": "T1", "start": "0", "end": "26"})
    assert state(mine) == ("checked", "")
    assert state(mine, second={"T2"})[0] == "draft"
    assert state({**mine, "end": "9999"})[0] == "draft"
    assert state({**mine, "passage_id": "T1"})[0] == "draft", "two places that are not one"
    assert state({**mine, "passage_id": "nowhere"})[0] == "draft"


def test_no_message_holds_a_word_of_a_text_or_a_case_id() -> None:
    _, problems = check(
        row("T1", WORDS["T1"]), row("T2", "invented words"), signed(row("T4", WORDS["T4"])) | {"signed_by": "Kim Lee"}
    )
    said = str(problems)
    assert len(problems) == 3
    for secret in (*CASES, "Zebedee", "Quux", "blue room", "sisters", "Kim Lee", "invented words"):
        assert secret not in said


# -- the gate


def gate(
    *rows: dict[str, Any], audience: str = "executive", of: Any = None, base: Any = None, **other: Any
) -> tuple[Any, str]:
    profile = {"executive": "partnership", "board": "group", "hips": "group"}.get(audience, "public")
    checked, _ = check(*rows, of=of)
    released, withheld = release_quotes(
        checked, audience, limits(profile), children(), frame() if base is None else base, **other
    )
    return released, " ".join(item["why"] for item in withheld)


def test_a_checked_quotation_agreed_for_these_readers_is_released_under_a_number_of_its_own() -> None:
    released, why = gate(signed(row("T1", BLUE, finding="F1")))
    assert tuple(released.columns) == COLUMNS["quotes"] and not why
    assert released.to_dict("records") == [
        {"quote_id": "Q1", "finding_id": "F1", "kind": "told us", "words": BLUE, "told_as": "",
         "said_by": "a child or young person", "state": "released"}
    ]  # fmt: skip


def test_an_unsigned_quotation_is_not_released() -> None:
    released, why = gate(row("T1", BLUE))
    assert released.empty and "signed by a second person" in why


@pytest.mark.parametrize("answer", ["no", "unknown", "not safe to ask", "", "Yes ", "true", "YES"])
def test_agreed_must_be_exactly_yes_for_this_audience(answer: str) -> None:
    of = texts(agreed_hips=answer)
    mine = signed(row("T1", BLUE), of=of)
    assert len(gate(mine, of=of)[0]) == 1
    released, why = gate(mine, of=of, audience="hips")
    assert released.empty and "agreed" in why


def test_the_words_of_parents_need_their_agreement_too() -> None:
    of = texts(agreed_executive="unknown")
    assert gate(signed(row("T4", WORDS["T4"]), of=of), of=of)[0].empty
    assert gate(signed(row("T4", WORDS["T4"])))[0]["said_by"].iloc[0] == "a parent or carer"


def test_an_age_band_that_few_share_singles_a_child_out() -> None:
    mine = signed(row("T1", BLUE, printed_as="age band"))
    assert gate(mine, base=frame(b11_15=6))[0]["said_by"].iloc[0] == "a young person, 11–15"
    released, why = gate(mine, base=frame(b11_15=5))
    assert released.empty and "recognised" in why
    assert len(gate(signed(row("T1", BLUE)), base=frame(b11_15=5))[0]) == 1, "with no age printed all are the base"
    assert gate(signed(row("T1", BLUE)), base=frame(b0_4=1, b5_10=1, b11_15=2, b16_17=1))[0].empty
    assert gate(signed(row("T1", BLUE)), base=frame().iloc[:0])[0].empty


def test_a_tighter_limit_is_kept_to() -> None:
    checked, _ = check(signed(row("T1", BLUE, printed_as="age band")))
    tight = limits()
    tight.by_kind["attributes"] = 9  # type: ignore[index]
    assert release_quotes(checked, "executive", tight, children(), frame())[0].empty


def test_outside_the_partnership_the_method_is_not_printed_and_counted_relatives_stay_behind() -> None:
    mine = signed(row("T2", WORDS["T2"], printed_as="age band and method"))
    assert gate(mine)[0]["told_as"].iloc[0] == "written"
    released, why = gate(mine, audience="hips")
    assert released.empty and "family could be recognised" in why
    plain = signed(row("T2", "[…] it gets loud at night and nobody comes to see us.", printed_as="age band and method"))
    assert gate(plain, audience="hips")[0].to_dict("records")[0]["told_as"] == ""


def test_what_may_be_a_name_stays_in_the_partnership_whatever_the_signer_thought() -> None:
    checked, _ = check(signed(row("T2", "[…] it gets loud at night and nobody comes to see us.")))
    flagged = checked.assign(flags="possible name")
    kept, why = release_quotes(flagged, "executive", limits(), children(), frame())
    assert len(kept) == 1 and not why
    kept, why = release_quotes(flagged, "hips", limits("group"), children(), frame())
    assert kept.empty and "may be a name" in why[0]["why"]


def test_what_was_shown_is_told_as_shown_and_outside_only_where_more_children_showed() -> None:
    mine = signed(row("T3", WORDS["T3"]))
    assert gate(mine)[0]["told_as"].iloc[0] == "shown"
    assert gate(mine, audience="public")[0].empty


def test_one_child_is_not_quoted_again_and_again() -> None:
    stretches = [
        "I like the blue room best.",
        "[…] is my name.",
        "[…] I do not want to go there […]",
        "[…] Fridays any more.",
    ]
    rows = [signed({**row("T1", words), "quote_id": f"K{n}"}) for n, words in enumerate(stretches)]
    released, why = gate(*rows)
    assert list(released["quote_id"]) == ["Q1", "Q2", "Q3"] and "on this page already" in why
    assert len(gate(*rows, audience="public")[0]) == 1


def test_a_child_of_another_review_a_forged_state_and_a_finding_not_shown_stay_behind() -> None:
    checked, _ = check(signed(row("T1", BLUE, finding="F1")), row("T4", WORDS["T4"]))
    base = {"limits": limits(), "frame": frame()}
    nobody = children().iloc[1:]
    assert release_quotes(checked.iloc[:1], "executive", base["limits"], nobody, base["frame"])[0].empty
    forged = checked.assign(state="checked", why="")
    assert len(release_quotes(forged, "executive", base["limits"], children(), base["frame"])[0]) == 1
    other = release_quotes(checked, "executive", base["limits"], children(), base["frame"], findings={"F2"})
    assert other[0].empty and "finding" in str(other[1])


def test_practitioners_words_are_released_as_theirs() -> None:
    released, _ = gate(signed(row("T6", WORDS["T6"], printed_as="age band")))
    assert released["said_by"].iloc[0] == "a practitioner"
    assert gate(signed(row("T6", WORDS["T6"])), audience="public")[0].empty, "one of few practitioners"


def test_the_limits_must_be_those_of_the_audience() -> None:
    with pytest.raises(ValueError, match="limits"):
        release_quotes(check(row("T1", BLUE))[0], "hips", limits("partnership"), children(), frame())


def test_no_id_of_a_case_or_text_and_no_signature_leaves() -> None:
    released, _ = gate(*(signed(row(source, words)) for source, words in WORDS.items() if source != "T1"))
    said = released.to_json()
    assert len(released) == 5
    for secret in (*CASES, "T2", "T4", "Kim Lee", "Jo Park", "K-"):
        assert secret not in said


# -- on the page


def test_said_words_stand_in_quotation_marks_with_who_said_them() -> None:
    html = str(quote_block(gate(signed(row("T1", BLUE, printed_as="age band")))[0]))
    assert "“I like the blue room best. […]" in html and "any more.”" in html
    assert "A young person, 11–15, told us" in html
    assert "Words in square brackets" in html and 'dir="auto"' in html


def test_what_was_shown_is_introduced_and_never_made_speech() -> None:
    html = str(quote_block(gate(signed(row("T3", WORDS["T3"])))[0]))
    assert "We watched" in html and "“" not in html and "told us" not in html


def test_words_of_a_child_cannot_become_markup() -> None:
    words = "</p></blockquote><script>alert(1)</script> & then I said it again to them"
    of = texts({"T1": words})
    found, _ = check(signed(row("T1", words), of=of), of=of, second={"T1"})
    html = str(quote_block(release_quotes(found, "executive", limits(), children(), frame())[0]))
    assert "<script" not in html and "&lt;script&gt;" in html


def test_a_row_that_is_not_released_is_drawn_for_the_analyst_only() -> None:
    rows = gate(signed(row("T1", BLUE)))[0].assign(state="draft")
    assert not quote_block(rows)
    assert "Draft" in str(quote_block(rows, working=True))


def test_the_signer_sees_every_mark_in_its_place() -> None:
    found, _ = check(row("T1", WORDS["T1"]))
    shown = quotes_to_sign(found)
    html = show_quotes_to_sign(shown)._repr_html_()
    assert "<mark" in html and "Zebedee" in html and "script" not in html
    assert "Zebedee" not in repr(show_quotes_to_sign(shown))
    assert "".join(text for text, _, _ in pieces(WORDS["T1"], shown["marks"].iloc[0])) == WORDS["T1"]


# -- letters and the last search


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("Kim Lee", "Kim Lee", True),
        ("Kim Lee", "Kim Lee-Brown", True),
        ("Kim Lee", "Lee K", True),
        ("Κim Lee", "Kim Lee", True),
        ("", "Kim Lee", True),
        ("Kim Lee", "Jo Park", False),
        ("A1", "A2", False),
    ],
)
def test_names_that_cannot_be_told_apart_count_as_one_person(first: str, second: str, same: bool) -> None:
    assert same_person(first, second) is same and same_person(second, first) is same


@given(st.text(max_size=40))
def test_a_skeleton_is_that_of_itself_and_of_its_words(text: str) -> None:
    assert skeleton(skeleton(text)) == skeleton(text)
    assert "".join(words_of(text)) == skeleton(text)


@pytest.mark.parametrize("source", ["T1", "T2", "T4", "T5"])
def test_the_last_search_finds_a_text_and_lets_a_signed_quotation_pass(source: str) -> None:
    said = Said.collect(WORDS.values())
    page = f"<section><p>Before.</p><blockquote><p>“{WORDS[source]}”</p></blockquote></section>"
    assert find_unsigned(page, said)
    assert find_unsigned(page, said, [WORDS[source]]) == []
    assert find_unsigned("<p>We asked, and the plan was clear.</p>", said) == []
    assert str(find_unsigned(page, said)).find(WORDS[source][:12]) == -1


def test_the_day_of_today_is_given_and_never_asked_for() -> None:
    mine = signed(row("T1", BLUE))
    assert state(mine, today=date(2026, 1, 12)) == ("checked", "")
    assert state(mine, today=date(2026, 1, 11))[0] == "draft"
    assert date(2026, 1, 12) < TODAY
