"""Real inspection reports, coded by rule as two coders and run through everything; every count is made again."""

from __future__ import annotations

import csv
import itertools
from collections import Counter
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from scrutiny_lib import stats
from tests.external.code_reports import (
    CODERS,
    NARROW,
    REPORTS,
    WIDE,
    Work,
    clause,
    marks,
    paragraphs,
    run,
    sentences,
)
from tests.external.report_words import CODES, pattern

here = pytest.mark.skipif(not REPORTS.is_dir(), reason="the inspection reports are not here (../shared/data)")

Given = dict[str, set[tuple[str, str]]]
"""Coder -> the pairs of sentence and code it gave."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reports") / "voice"


@pytest.fixture(scope="module")
def work(folder: Path) -> Work:
    return run(REPORTS, folder)


@pytest.fixture(scope="module")
def given(work: Work, folder: Path) -> Given:
    """Counted from the coders' own files, without the library: a mark belongs to the sentence it stands in."""
    with (folder / "passages.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    places = [(row["source"], int(row["start"]), int(row["end"]), row["passage_id"]) for row in rows]
    found: Given = {}
    for coder in CODERS:
        found[coder] = set()
        with (folder / "coding" / f"{coder}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                start, end = int(row["start"]), int(row["end"])
                inside = [name for source, a, b, name in places if source == row["source"] and a <= start < end <= b]
                assert len(inside) == 1
                found[coder].add((inside[0], row["code"]))
    return found


# taking reports apart, on made-up lines ----------------------------------------------------------------------------


def test_sentences_stand_where_they_stand() -> None:
    words = "Inspection dates\n \nMost plans are late. Few\nchildren, if any, are seen alone.\n\n1. Help is good"
    found = [words[start:end] for start, end in sentences(words)]
    assert found == ["Most plans are late.", "Few\nchildren, if any, are seen alone."]


def test_the_two_coders_differ_on_purpose() -> None:
    words = "In most homes, children were seen alone, and a pathway was thorough."
    whole = (0, len(words))
    tone = (*whole, "J3")
    assert marks(words, whole, WIDE) == [(*whole, "H1"), (*whole, "P1"), tone]
    assert marks(words, whole, NARROW) == [(15, 39, "H1"), tone]
    assert words[slice(*clause(words, whole, (29, 39)))] == "children were seen alone"


def test_words_end_where_they_end_unless_a_star_says_otherwise() -> None:
    plan = pattern(CODES["P1"], NARROW)
    assert plan.search("The plans are here") and not plan.search("A planet") and not plan.search("to explant")
    assert pattern(CODES["P5"], NARROW).search("a strategy\ndiscussions group")


# the reports themselves --------------------------------------------------------------------------------------------


@here
def test_everything_received_is_used_and_nothing_is_wrong(work: Work) -> None:
    received = work.coded.received
    assert (received["received"] == received["used"] + received["held"] + received["refused"]).all()
    assert received["used"].sum() == received["received"].sum() == len(work.coded.codings)
    assert {(problem.rule, problem.act) for problem in work.problems} <= {("T19", "WARN")}
    assert len(work.texts.words) == len(list(REPORTS.glob("*.txt")))
    assert sum(len(words.split()) for words in work.texts.words.values()) > 15_000


@here
def test_texts_are_byte_for_byte_those_of_the_files(work: Work) -> None:
    for report in REPORTS.glob("*.txt"):
        assert work.texts.raw[report.stem] == report.read_bytes()
        assert work.texts.words[report.stem].encode("utf-8") == report.read_bytes()


@here
def test_agreement_of_every_code_by_a_plain_count(work: Work, given: Given) -> None:
    wide, narrow = (given[coder] for coder in CODERS)
    ids = list(work.passages["passage_id"])
    table = work.coding.set_index("code")
    used = {code for _, code in wide | narrow}
    assert set(table.index) == used | {"J", "all"}
    for code in used:
        pairs = Counter(((passage, code) in wide, (passage, code) in narrow) for passage in ids)
        same = pairs[True, True] + pairs[False, False]
        yes = 2 * pairs[True, True] + pairs[True, False] + pairs[False, True]
        n, share = len(ids), yes / (2 * len(ids))
        chance = 2 * share * (1 - share)
        row = table.loc[code]
        assert row["units"] == n
        assert row["percent"] == pytest.approx(100 * same / n)
        assert row["alpha"] == pytest.approx(1 - (1 - same / n) / (2 * yes * (2 * n - yes) / (2 * n * (2 * n - 1))))
        assert row["ac1"] == pytest.approx((same / n - chance) / (1 - chance))
        assert row["lower"] <= row["alpha"] <= row["upper"]


@here
def test_alpha_is_that_of_the_package(work: Work, given: Given) -> None:
    krippendorff = pytest.importorskip("krippendorff", reason="the package krippendorff is not installed")
    table = work.coding.set_index("code")
    ids = list(work.passages["passage_id"])
    for code in table.index.drop(["J", "all"]):
        rows = [[float((passage, code) in given[coder]) for passage in ids] for coder in CODERS]
        theirs = krippendorff.alpha(reliability_data=rows, level_of_measurement="nominal")
        assert table.loc[code, "alpha"] == pytest.approx(theirs, abs=1e-12), code
    tones = [
        [next((step for step in (1, 2, 3) if (passage, f"J{step}") in given[coder]), float("nan")) for passage in ids]
        for coder in CODERS
    ]
    theirs = krippendorff.alpha(reliability_data=tones, level_of_measurement="ordinal", value_domain=[1, 2, 3])
    assert table.loc["J", "alpha"] == pytest.approx(theirs, abs=1e-12)


@here
def test_the_stretches_compared_are_all_reports_end_to_end(work: Work) -> None:
    offset, spans = 0, []
    for source in dict.fromkeys(work.passages["source"]):
        mine = work.coded.codings[work.coded.codings["source"] == source]
        spans.append(mine.assign(start=mine["start"] + offset, end=mine["end"] + offset))
        offset += len(work.texts.words[source])
    alone = stats.unitizing_alpha(pd.concat(spans), offset)
    table = work.coding.set_index("code")["alpha_u"]
    assert table.drop("J").to_dict() == pytest.approx(alone.to_dict())


@here
def test_the_words_reliability_follows_from_the_figures(work: Work) -> None:
    for row in work.coding.to_dict("records"):
        if row["alpha"] < 0.667:
            assert row["reliability"] == "not reported"
        else:
            assert (row["reliability"] == "firm") == (row["alpha"] >= 0.8 and row["lower"] >= 0.667), row["code"]
    assert set(work.coding["reliability"]) == {"firm", "tentative", "not reported"}  # the run shows all three


@here
def test_the_queue_holds_every_difference_once(work: Work, given: Given) -> None:
    wide, narrow = (given[coder] for coder in CODERS)
    apart = wide ^ narrow
    rows = list(work.differences[["passage_id", "code", "given_by"]].itertuples(index=False, name=None))
    assert {row[:2] for row in rows} == apart and len(rows) == len(apart)
    assert all((passage, code) in given[by] for passage, code, by in rows)
    assert len(work.settled.log) + len(work.settled.open) == len(apart)
    sheet = openpyxl.load_workbook(work.queue, read_only=True)["Differences"]
    ids = set(work.passages["passage_id"])
    listed = sum(any(cell in ids for cell in row) for row in sheet.iter_rows(values_only=True))
    assert listed == len(apart)


@here
def test_what_counts_is_what_both_gave_and_what_was_settled(work: Work, given: Given) -> None:
    wide, narrow = (given[coder] for coder in CODERS)
    log = work.settled.log
    yes = set(log.loc[log["settled"] == "given", ["passage_id", "code"]].itertuples(index=False, name=None))
    found = set(work.settled.codes[["passage_id", "code"]].itertuples(index=False, name=None))
    assert found == (wide & narrow) | yes and yes and len(found) == len(work.settled.codes)


@here
def test_prevalence_by_report_and_what_goes_together_by_a_plain_count(work: Work) -> None:
    where = paragraphs(work).to_dict()
    carried: dict[str, set[str]] = {}
    for passage, code in work.settled.codes[["passage_id", "code"]].itertuples(index=False, name=None):
        carried.setdefault(code, set()).add(where[passage])
    everybody = set(where.values())
    reported = {row["code"] for row in work.coding.to_dict("records") if row["reliability"] != "not reported"}
    table = work.frames["voice_codes"].set_index("code")
    assert set(table.index) == set(carried)
    for code, row in table.iterrows():
        if code in reported:
            assert (row["n"], row["of"]) == (len(carried[code]), len(everybody))
        else:
            assert pd.isna(row["n"])
    by = work.frames["voice_by"]
    by = by[by["attribute"] == "locality"]
    assert set(by["code"]) == reported & set(carried) and by["value"].nunique() == len(work.texts.words)
    for code, value, n, of in by[["code", "value", "n", "of"]].itertuples(index=False, name=None):
        of_report = {paragraph for paragraph in everybody if paragraph.startswith(f"{value} §")}
        assert (n, of) == (len(carried[code] & of_report), len(of_report))
    rows = work.frames["voice_pairs"][["code", "with_code", "n"]].itertuples(index=False, name=None)
    pairs = {frozenset((one, other)): n for one, other, n in rows}
    plain = {
        frozenset(two): len(carried[two[0]] & carried[two[1]])
        for two in itertools.combinations(sorted(reported & set(carried)), 2)
    }
    assert pairs == {two: count for two, count in plain.items() if count}


@here
def test_to_other_tools_and_back_is_the_same(work: Work) -> None:
    before, after = work.project, work.again
    assert work.lost == [] and after.lost == []
    assert dict(zip(after.sources["source"], after.sources["text"], strict=True)) == work.texts.words
    key = ["source", "start", "end", "code", "coder"]
    pd.testing.assert_frame_equal(
        after.codings[key].sort_values(key, ignore_index=True), before.codings[key].sort_values(key, ignore_index=True)
    )
    for name in ("codes", "coders", "cases", "case_sources", "variables"):
        one, other = getattr(before, name), getattr(after, name)
        columns = list(one.columns)
        pd.testing.assert_frame_equal(
            other.sort_values(columns[0], ignore_index=True), one.sort_values(columns[0], ignore_index=True), obj=name
        )


@here
def test_the_same_reports_give_the_same_tables_and_bytes(work: Work, folder: Path, tmp_path: Path) -> None:
    again = run(REPORTS, tmp_path / "voice")
    pd.testing.assert_frame_equal(again.coding, work.coding)
    for name, frame in work.frames.items():
        pd.testing.assert_frame_equal(again.frames[name], frame, obj=name)
    for name in ("differences.xlsx", "reports.qdpx"):
        assert (tmp_path / "voice" / name).read_bytes() == (folder / name).read_bytes(), name
