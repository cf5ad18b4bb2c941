"""The certificate: everything a scrutineer needs to say how the children were chosen, and to draw them again."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pandas as pd
import pytest
from certificate_fixture import FRAME, PLAN, PLANS, SIMPLE, make_frame, record_of, replaced

from scrutiny_lib.audit.record import redraw
from scrutiny_lib.audit.sample import draw_sample
from scrutiny_lib.intake.plan import ChosenChild
from scrutiny_lib.show.certificate import render_certificate
from scrutiny_lib.show.draw_again import COMMAND
from scrutiny_lib.show.page import POLICY

PARTNERSHIP = "Northport Safeguarding Children Partnership"
MARKING = "Official – sensitive"


def render(record: Mapping[str, Any], **more: Any) -> str:
    return render_certificate(record, marking=MARKING, partnership=PARTNERSHIP, **more)


class Reader(HTMLParser):
    """The words of a page with their tags' attributes, as somebody meets them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._in: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self._in.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._in.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self._in and data.strip():
            self.words.append(re.sub(r"\s+", " ", data.strip()))

    @property
    def text(self) -> str:
        return " | ".join(self.words).replace("\u00a0", " ")


def words(record: Mapping[str, Any], **more: Any) -> str:
    return Reader(render(record, **more)).text


@pytest.fixture(scope="module")
def record() -> dict[str, Any]:
    return record_of(PLAN, left_out=FRAME["case_id"].tolist()[:12])


# ---- what it says ----------------------------------------------------------------------------------------------


def test_it_says_how_who_when_why_and_from_where(record: dict[str, Any]) -> None:
    said = words(record)
    for part in (
        "How these 40 children were chosen",
        "Sample certificate · Child exploitation · 2025-26 Q3 · 2025-26-q3-child-exploitation",
        "40 children of 299 were drawn at random from 3 groups by stage, from each in proportion to its size",
        "Chosen by | Scrutiny analyst (A1) | Chosen on | 2 October 2025 | Why | Drawn at random so that what we find",
        "Stratified, proportional shares",
        "40 of 299 children, and 11 in reserve",
        "Group | Could be drawn | Drawn | Reserve | Chance in 100 | child in need | 189 | 25 | 7 | 13.2",
        "All | 299 | 40 | 11",
        "12 children left out: audited in the last 12 months.",
        "What that costs: 299 of the 311 in the frame could be drawn (96 %), and nothing is said about the other 12.",
        PARTNERSHIP,
        MARKING,
    ):
        assert part in said


def test_it_says_what_the_size_can_show_and_who_is_in_it(record: dict[str, Any]) -> None:
    said = words(record)
    for part in (
        "What 40 of 299 children can show",
        *record["told"],
        "If 10 of 40 show something (25 %) | 41 to 120 of all 299 (14–40 %) | 73, to be within 10 points",
        "No difference beyond what this way of drawing and chance bring.",
        "A group is named only when it lies at least 10 percentage points from what this way of drawing made likely",
        "Sex | Frame | Sample | F | 187 (60 %) | 19 (48 %)",
        "Ethnicity group | Frame | Sample | Asian | 52 (17 %)",
        "Lead agency | Frame | Sample | Children's social care",
    ):
        assert part in said


def test_it_says_how_to_draw_again_with_every_fingerprint(record: dict[str, Any]) -> None:
    said = words(record)
    key = hashlib.sha256(PLAN.seed.encode()).hexdigest()[:16]
    for part in (
        f"Draw them again | {COMMAND} |",
        "working/2025-26-q3-child-exploitation/",
        f"here {key}, and sort the case ids by pandas.util.hash_array(ids.to_numpy(dtype=object), hash_key=key), ",
        "The record lists all groups together, in that order.",
        f"Frame, SHA-256 | {record['frame']['sha256']} | content, any row order, not the file: same frame",
        f"List, SHA-256 | {record['list_sha256']} | the codes drawn, in their order: same list",
        f"Record, SHA-256 | {record['sha256']} | all else in the record: unchanged since written",
        "It prints “same” when the record is as it was written, review.toml asks for the same draw, the frame",
        "Key, fingerprint | 0badcafe | which key made the codes | Seed | 2025-26-Q3 exploitation | Made with",
        "Restricted, marked Official – sensitive: small counts may make a child known.",
    ):
        assert part in said


def test_nobody_left_out_and_a_list_without_groups() -> None:
    said = words(record_of(SIMPLE))
    assert "Nobody was left out: each of the 311 children in the frame could be drawn." in said
    assert "the whole list | 311 | 40 | 10 | 12.9" in said and "All | 311" not in said


def test_after_replacements_the_sheet_is_about_the_children_looked_at_now() -> None:
    record = record_of(replace(PLAN, reserve=0.04))  # few in reserve at each stage
    lines = [("2025-10-14", "Panel chair", "not in scope")] * 2 + [("2025-10-20", "Data lead", "record not available")]
    now = replaced(record, lines)
    assert (now["came_in"], now["nobody"]) == (2, 1)
    said = words(record, now=now)
    for part in (
        "How these 39 children were chosen",
        "40 children of 311 were drawn at random",
        "40 were drawn; 3 have been replaced, 2 came in from the reserve, and nobody was left for 1.",
        "Two replaced on 14 October 2025, decided by Panel chair (not in scope: 2).",
        "One replaced on 20 October 2025, decided by Data lead (record not available: 1).",
        f"40 of 311 children, and {len(record['reserve_in_order'])} in reserve; 39 are looked at now",
        "Group | Could be drawn | Drawn | Now | Reserve left | Chance in 100",
        f"All | 311 | 40 | 39 | {len(record['reserve_in_order']) - 2}",
        "What 39 of 311 children can show",
        "If 20 of the 39 children looked at show something",
        "If 10 of 39 show something (26 %)",
    ):
        assert part in said, part
    assert "of 40 show" not in said and "of the 40" not in said and "C-0000000" not in said
    in_sample = {row["value"]: row["in_sample"] for row in now["compared"] if row["attribute"] == "sex"}
    assert sum(in_sample.values()) == 39 and f"({100 * in_sample['F'] / 39:.0f} %) | M |" in said
    assert record == record_of(replace(PLAN, reserve=0.04))


def test_without_replacements_the_sheet_says_so(record: dict[str, Any]) -> None:
    assert "Nobody has been replaced since the draw." in words(record, now={})
    assert "is in the log beside the record" in words(record)
    assert "Nobody has been replaced since they were chosen." in words(record_of(PLANS["close look"]), now={})


def test_the_frame_is_described_with_its_families(record: dict[str, Any]) -> None:
    shared = int(FRAME["family_id"].duplicated(keep=False).sum())
    said = words(record)
    assert (
        f"Frame | Table: 311 children in 194 families; {shared} of the 311 share a family with another; ages as at"
        in said
    )
    children = {**record["frame"], "children_behind": 290}
    referrals = words({**record, "unit": "referrals", "source": "CIN census", "frame": children})
    assert "CIN census: 311 referrals about 290 children in 194 families" in referrals


def test_a_changed_record_is_said_on_the_sheet(record: dict[str, Any]) -> None:
    assert "was changed after" not in words(record)
    assert "The record was changed after it was written." in words({**record, "chosen_by": "Somebody else"})


def test_a_close_look_gives_its_reasons_and_quotas_and_infers_nothing() -> None:
    said = words(record_of(PLANS["close look"]))
    for part in (
        "How these three children were chosen",
        "Why each of them | Reason 5 of the choice. | Reason 77 of the choice. | Reason 130 of the choice.",
        "Which | At least | Chosen | Met? | Sex: F | 1 | 3 | yes | Stage: child protection | 3 | 0 | short by 3",
        "What a close look can show | We looked closely at three children.",
        "The children were chosen on purpose, so they need not be like the frame.",
        f"Check that these are the ones | {COMMAND}",
    ):
        assert part in said
    assert "Seed" not in said and "Chance in 100" not in said and "It would take" not in said
    one = replace(PLANS["close look"], children=(ChosenChild("N005", "The only one"),), size=1, quotas=())
    assert "How this child was chosen" in words(record_of(one))


def test_families_and_unequal_chances_are_told_as_such() -> None:
    families = words(record_of(PLANS["families"]))
    assert "38 of 311 children, in 25 of 194 families, and 11 in reserve" in families
    assert "the whole list | 311 | 38 | 11 | 12.9" in families and "families, not children" in families
    by_size = words(record_of(PLANS["proportional to size"]))
    assert "the whole list | 311 | 40 | 10 | differs" in by_size and "as much as 25 drawn alike" in by_size


def test_a_record_with_little_in_it_still_makes_a_certificate(record: dict[str, Any]) -> None:
    extras = (
        "compared",
        "size_table",
        "told",
        "facts",
        "quotas",
        "title",
        "unit",
        "list_sha256",
        "power",
        "sd",
        "sort",
    )
    said = words({name: value for name, value in record.items() if name not in extras})
    assert "What 40 of 299 children can show" in said and "If 10 of 40 show something (25 %)" in said
    assert "Who is in the sample" not in said and "List, SHA-256" not in said
    assert "The record was changed after it was written." in said  # and so it was
    counts = [
        {name: row[name] for name in ("attribute", "value", "in_frame", "in_sample")} for row in record["compared"]
    ]
    said = words({**record, "compared": counts})
    assert "differ by more than chance was not worked out" in said and "A group is named when" not in said


# ---- whom it is for, and what must not stand on it ---------------------------------------------------------------


@pytest.mark.parametrize("name", PLANS)
def test_no_code_of_a_child_stands_on_it(name: str) -> None:
    record = record_of(PLANS[name], left_out=() if name == "close look" else FRAME["case_id"].tolist()[:5])
    assert re.search(r"[CF]-\d", render(record)) is None and re.search(r"N\d{3}", render(record)) is None


@pytest.mark.parametrize("name", PLANS)
def test_the_page_is_whole_accessible_and_asks_for_nothing(name: str) -> None:
    html = render(record_of(PLANS[name]))
    read = Reader(html)
    tags = [tag for tag, _ in read.tags]
    assert ("html", {"lang": "en-GB"}) in read.tags and tags.count("title") == tags.count("h1") == tags.count(
        "main"
    ) == 1
    policies = [found["content"] for tag, found in read.tags if found.get("http-equiv") == "Content-Security-Policy"]
    assert policies == [POLICY]
    assert not {"script", "img", "link", "iframe", "object", "form", "a", "base"} & set(tags)
    assert "http:" not in html and "https:" not in html and "url(" not in html
    assert tags.count("table") == tags.count("caption") and "Which" not in read.words[:3]
    assert all(found.get("scope") in ("col", "row") for tag, found in read.tags if tag == "th")
    ids = [found["id"] for _, found in read.tags if "id" in found]
    assert len(ids) == len(set(ids))
    assert {found["aria-labelledby"] for tag, found in read.tags if tag == "section"} <= set(ids)
    levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1 and set(levels[1:]) == {2}


def test_every_text_is_escaped_and_stays_what_it_is() -> None:
    odd = ["<script>alert(1)</script>", "{{ 7 * 7 }} {% raw %} 50 %", "O'Neill \\ & “co”"]
    frame = FRAME.assign(stage=[odd[at % 3] for at in range(len(FRAME))])
    plan = replace(
        PLAN, seed="</style><b>{{ seed }}", reason="<img src=x onerror=1> {# why #}", chosen_by="O'Neill <A1>"
    )
    record = {**record_of(plan, frame), "title": '"}</style><script>', "review": "<i>"}
    now = replaced(record, [("2025-10-14", "<b>A2</b>", "<b>other</b>")], frame)
    html = render_certificate(record, marking='"}</style><script>1', partnership='<Northport> \\"; }', now=now)
    read = Reader(html)
    assert not {"script", "img", "b", "i"} & {tag for tag, _ in read.tags}
    for text in (
        *odd,
        "</style><b>{{ seed }}",
        "<img src=x onerror=1> {# why #}",
        "O'Neill <A1>",
        "<b>other</b>",
        "<b>A2</b>",
    ):
        assert text in read.text
    style = html[html.index("<style>") : html.index("</style>")]
    assert "<" not in style[7:] and "RUNNING HEADER" not in style and '"MARKING"' not in style


def test_the_same_record_gives_the_same_bytes(record: dict[str, Any]) -> None:
    shuffled = record_of(PLAN, FRAME.sample(frac=1, random_state=1), left_out=FRAME["case_id"].tolist()[:12])
    assert render(record) == render(json.loads(json.dumps(record))) == render(shuffled)


# ---- the recipe on the sheet, followed by somebody who has pandas and not this software ------------------------------


def hashed(texts: list[str], seed: str) -> Any:
    key = hashlib.sha256(seed.encode()).hexdigest()[:16]
    return pd.util.hash_array(pd.array(texts, dtype=object).to_numpy(), hash_key=key, categorize=False)


def in_order(texts: list[str], seed: str) -> list[str]:
    return [text for _, text in sorted(zip(hashed(texts, seed).tolist(), texts, strict=True))]


def test_the_recipe_gives_the_list_of_a_stratified_and_of_a_simple_sample() -> None:
    record = record_of(PLAN)
    stage = FRAME.set_index("case_id")["stage"]
    shares = {row["stratum"]: row["drawn"] for row in record["allocation"]}
    drawn = []
    for case_id in in_order(FRAME["case_id"].tolist(), record["seed"]):
        if shares[stage[case_id]] > 0:
            shares[stage[case_id]] -= 1
            drawn.append(case_id)
    assert drawn == record["drawn"]
    assert hashlib.sha256("".join(f"{case_id}\n" for case_id in drawn).encode()).hexdigest() == record["list_sha256"]
    simple = record_of(SIMPLE)
    ids = in_order(FRAME["case_id"].tolist(), simple["seed"])
    assert ids[:40] == simple["drawn"] and ids[40:50] == simple["reserve_in_order"]


def start(seed: str) -> float:
    return float((int(hashed(["start"], seed)[0]) >> 12) + 0.5) / 2**52


def test_the_recipe_gives_the_list_of_a_systematic_sample() -> None:
    record = record_of(PLANS["systematic"])
    assert f"s = {start(record['seed']):.9f}" in words(record)
    bands = ["unborn", "0-4", "5-10", "11-15", "16-17"]
    turn = {case_id: place for place, case_id in enumerate(in_order(FRAME["case_id"].tolist(), record["seed"]))}
    rows = sorted(
        zip(
            FRAME["locality"],
            FRAME["age_band"].map(bands.index),
            FRAME["case_id"].map(turn),
            FRAME["case_id"],
            strict=True,
        )
    )
    places = [int((start(record["seed"]) + i) * 311 / 40) for i in range(40)]
    assert [rows[place][3] for place in places] == record["drawn"]


def test_the_recipe_gives_the_list_of_families_and_of_chances_by_size() -> None:
    record = record_of(PLANS["families"])
    first = in_order(sorted(set(FRAME["family_id"])), record["seed"])[:25]
    assert set(FRAME.loc[FRAME["family_id"].isin(first), "case_id"]) == set(record["drawn"])

    record = record_of(PLANS["proportional to size"])
    contacts = FRAME.set_index("case_id")["contacts"].astype(float)
    along, drawn, next_point = 0.0, [], start(record["seed"])
    for case_id in in_order(FRAME["case_id"].tolist(), record["seed"]):
        along += 40 * contacts[case_id] / contacts.sum()
        if next_point < along:
            drawn.append(case_id)
            next_point += 1
    assert drawn == record["drawn"]


@pytest.mark.parametrize("name", PLANS)
def test_and_the_command_on_the_sheet_finds_the_same(name: str) -> None:
    record = record_of(PLANS[name])
    assert redraw(record, FRAME.sample(frac=1, random_state=3)) == []
    others = make_frame(310)
    assert redraw(record, others) != []
    if PLANS[name].design != "close look":
        table = draw_sample(FRAME, PLANS[name]).table
        assert table.loc[table["role"] == "sample", "case_id"].tolist() == record["drawn"]
