"""The evidence trail: number → question as asked → kind of file → fingerprint, as far as each reader may see."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from show_fixture import full_tables, worded_tables

from scrutiny_lib.release.limits import LOOSEST, Limits
from scrutiny_lib.release.mask_trail import SHORT, TOGETHER, mask_trail
from scrutiny_lib.show import show_basis
from scrutiny_lib.show.sieve import foreign
from scrutiny_lib.show.trail import finding_numbers, trail_part
from scrutiny_lib.show.trail_from import NAMES, TABLES, counted_from, in_words
from scrutiny_lib.tables import COLUMNS, Tables, table

HASHES = {"agreed judgements": "a1" * 32, "return": "b2" * 32, "findings": "c3" * 32}
MADE = {
    "template": {"id": "child_exploitation", "edition": "2025.1", "sha256": "d4" * 32},
    "notebooks": {name: {"id": "30_deep_dive", "sha256": "e5" * 32} for name in ("executive", "hips")},
    "software": {"id": "1.0", "sha256": "f6" * 32},
}
INTERNAL = Limits("partnership", LOOSEST["partnership"], (), 20)
OUTSIDE = [Limits(profile, LOOSEST[profile], (), 20) for profile in ("group", "public")]


def trailed(tables: Tables, *more: tuple[str, str]) -> Tables:
    """The invented review with a trail: three kinds of file, and a finding that names two results in three places."""
    read = [{"what": what, "source": "read", "sha256": sha} for what, sha in [*HASHES.items(), *more]]
    places = [("F1", "statement", "cx05.no"), ("F1", "cases", "cx05.no"), ("F2", "picture", "cx12.no")]
    numbers = [dict(zip(COLUMNS["numbers"], place, strict=True)) for place in places]
    return tables.with_frames({"trail": MADE}, trail=table("trail", read), numbers=table("numbers", numbers))


def text_of(tables: Tables) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", str(trail_part(tables))))


def test_a_number_leads_to_its_question_and_to_the_fingerprint_of_what_it_was_counted_from():
    tables = trailed(full_tables())
    result = tables["results"].set_index("result_id").loc["cx05.no"]
    text = text_of(tables)
    row = text[text.index("What children say is often lost") : text.index("After going missing")]
    assert result["shown"] in row and result["label"] in row and "cx05.no" in row
    assert "statement, evidence (cases)" in row and "Agreed judgements and agencies’ returns" in row
    assert "a1" * 6 in text and "a1" * 7 not in text


def test_a_number_is_named_once_for_a_finding_whatever_the_places():
    numbers = finding_numbers(trailed(full_tables()))
    assert [(row["finding_id"], row["place"]) for row in numbers] == [
        ("F1", "statement"), ("F1", "cases"), ("F2", "picture")
    ]  # fmt: skip
    assert str(trail_part(trailed(full_tables()))).count("<code>cx05.no</code>") == 1


def test_what_made_the_page_stands_there_with_its_edition():
    text = text_of(trailed(full_tables()))
    assert "Audit tool: child_exploitation (2025.1) d4d4d4d4d4d4" in text
    assert "Notebook: 30_deep_dive e5e5e5e5e5e5" in text and "Scrutiny Workbench: 1.0 f6f6f6f6f6f6" in text


def test_every_question_with_a_number_is_listed_and_no_other():
    tables = trailed(full_tables())
    rows = tables["results"]
    hidden = rows["result_id"].str.startswith("cx05.")
    some = tables.with_frames(None, results=rows.assign(shown=rows["shown"].mask(hidden, "[c]")))
    label = rows.loc[hidden, "label"].iloc[0]
    assert all(asked in text_of(tables) for asked in rows["label"].unique())
    assert label not in text_of(some) and "cx05" not in text_of(some)


def test_a_finding_that_these_readers_are_not_given_has_no_trail():
    tables = trailed(full_tables())
    rest = tables["findings"][tables["findings"]["finding_id"] != "F1"]
    assert {row["finding_id"] for row in finding_numbers(tables.with_frames(None, findings=rest))} == {"F2"}


def test_tables_without_a_trail_have_none():
    tables = full_tables()
    assert trail_part(tables.with_frames(None, trail=table("trail"))) is None
    assert trail_part(Tables({})) is None


def test_the_section_lets_it_through_and_ends_with_it():
    html = show_basis(trailed(full_tables())).html
    assert foreign(html) == [] and "<h3>Evidence trail</h3>" in html
    assert html.index("What was read") < html.index("What made this page")


@pytest.mark.parametrize("limits", OUTSIDE, ids=lambda limits: limits.profile)
def test_outside_nobody_learns_how_many_files_there_were_or_the_fingerprint_of_one(limits: Limits):
    several = [("return", "0" * 64), ("return", "1" * 64), ("worried now", "2" * 64), ("key", "3" * 64)]
    trail = trailed(full_tables(), *several)["trail"]
    told = mask_trail(trail, limits)
    assert told["what"].tolist() == [*HASHES, TOGETHER]
    assert told["sha256"].notna().tolist() == [False, False, False, True]
    assert not set(told["sha256"].dropna()) & set(trail["sha256"])
    text = text_of(trailed(worded_tables()).with_frames(None, trail=told))
    together = told["sha256"].iloc[-1]
    assert f"One fingerprint over all of it: {together[:12]}" in text
    assert not any(sha[:12] in text for sha in trail["sha256"])
    assert "worried" not in text and "key of the draw" not in text


def test_one_fingerprint_changes_with_any_file_and_not_with_their_order():
    trail = trailed(full_tables(), ("return", "0" * 64))["trail"]
    limits = OUTSIDE[0]
    last = mask_trail(trail, limits)["sha256"].iloc[-1]
    assert mask_trail(trail.iloc[::-1].reset_index(drop=True), limits)["sha256"].iloc[-1] == last
    for at in trail.index:
        other = trail.copy()
        other.loc[at, "sha256"] = "9" * 64
        assert mask_trail(other, limits)["sha256"].iloc[-1] != last


def test_inside_a_short_file_keeps_its_fingerprint_in_the_record():
    trail = trailed(full_tables(), *((what, "7" * 64) for what in SHORT))["trail"]
    told = mask_trail(trail, INTERNAL)
    assert told.loc[told["what"].isin(SHORT), "sha256"].isna().all()
    assert told.loc[~told["what"].isin(SHORT), "sha256"].tolist() == list(HASHES.values())
    text = text_of(trailed(full_tables()).with_frames(None, trail=told))
    assert "7" * 12 not in text and text.count("in the record only") == len(SHORT)
    assert trail["sha256"].notna().all()  # what went in stays as it was


def test_a_trail_of_nothing_stays_empty():
    assert mask_trail(table("trail"), OUTSIDE[0]).empty and mask_trail(table("trail"), INTERNAL).empty


@pytest.mark.parametrize(
    ("result_id", "unit", "roles"),
    [
        ("cx05.no", "children", ("agreed judgements", "return")),
        ("cx12.no", "agencies' answers", ("return",)),
        ("dissent.cx01", "children", ("agreed judgements", "return")),
        ("chain.told", "children", ("agreed judgements", "return")),
        ("level.right", "referrals", ("agreed judgements", "frame")),
        ("agreement.cx01.alpha", "children", ("return",)),
        ("clock.decision.met", "children", ("history", "frame")),
        ("frame.clock.decision.met", "children", ("history", "frame")),
        ("journey.referral", "referrals", ("history", "frame")),
        ("voice.P9.told_us", "children", ("voice",)),
        ("eng.children.took_part", "children", ("voice",)),
        ("agree.alpha", "passages", ("voice",)),
        ("prac.took_part", "practitioners", ("practitioners",)),
        ("prac.ps1.all_good", "practitioners", ("practitioners",)),
        ("train.x.booked", "places", ("training", "indicators")),
        ("ind.missing.latest", "cases", ("indicators",)),
        ("act.due", "actions", ("actions",)),
    ],
)
def test_what_a_result_was_counted_from(result_id: str, unit: str, roles: tuple[str, ...]):
    row = {"result_id": result_id, "unit": unit}
    assert counted_from(row) == roles
    assert counted_from(row, {roles[-1]}) == roles[-1:]
    assert counted_from(row, {"something else"}) == roles


def test_every_kind_of_file_has_words_and_every_table_exists():
    from scrutiny_lib.batch.hashes import FOLDERS, ROLES

    kinds = {*ROLES.values(), *FOLDERS.values(), "frame", *(role for _, roles in TABLES.values() for role in roles)}
    assert kinds <= NAMES.keys() and set(TABLES) <= set(COLUMNS)
    assert in_words(["a kind of its own"]) == "a kind of its own"


def test_the_batch_names_files_by_role_and_hash_alone(repository: Path):
    from scrutiny_lib.batch.hashes import sha256_of
    from scrutiny_lib.batch.plan import plan_quarter
    from scrutiny_lib.batch.trail import with_trail
    from scrutiny_lib.intake.workspace import read_workspace

    workspace, _ = read_workspace(repository / "sample_cases")
    software = {"version": "1.0", "library_sha256": "f6" * 32}
    due, _ = plan_quarter(workspace, "2025-26-Q3", software)
    assert len(due) > 3
    for item in due:
        prints = [each["sha256"] for each in item.inputs if each["role"] == "return"]
        about = {"template_edition": "2025.1", "returned_by": {sha256: "Police" for sha256 in prints[:1]}}
        tables = with_trail(workspace, item, Tables(about), software)
        told = dict(zip(tables["trail"]["sha256"], tables["trail"]["source"], strict=True))
        assert [told[sha256] for sha256 in prints] == ["Police", *["read"] * (len(prints) - 1)][: len(prints)]
        assert not tables.about["returned_by"]
        made, read = tables.about["trail"], tables["trail"]
        assert list(zip(read["what"], read["sha256"], strict=True)) == [
            (each["role"], each["sha256"]) for each in item.inputs
        ]
        for audience in item.audiences:
            assert made["notebooks"][audience]["sha256"] == sha256_of(item.notebook_for(audience))
        assert ("template" in made) == (item.review is not None)
        if item.review is not None:
            file = repository / "audit_templates" / f"{item.review.theme}.toml"
            assert made["template"] == {"id": item.review.theme, "edition": "2025.1", "sha256": sha256_of(file)}
            names = [path.name for path in item.review.folder.rglob("*") if path.is_file()]
            assert not any(name in tables.to_json() for name in names)
