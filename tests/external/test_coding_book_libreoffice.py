"""A coder's workbook and the queue of differences go through LibreOffice itself: filled in, saved, read back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from scrutiny_lib.audit.code_differences import write_differences
from scrutiny_lib.audit.coding_books import write_coding_book
from scrutiny_lib.audit.settle_codes import read_decided, settle_codes
from scrutiny_lib.intake.coders import passage_codes, read_coded
from tests.coding_room import CODEBOOK, PASSAGE_IDS, PASSAGES_TABLE, REVIEW, TEXTS, coders
from tests.external import test_libreoffice

in_libreoffice = test_libreoffice.in_libreoffice
FRONT, PASSAGES = "Read me first", "Passages"
ROWS = dict(zip(PASSAGE_IDS, range(5, 12), strict=True))
"""Where each passage stands: the headings are on row 4."""

CHOOSE = [[PASSAGES, "E5", "V1 – Own words"], [PASSAGES, "I6", "T2 – Mostly good"]]
TYPE = [
    [PASSAGES, "F5", "yes"],
    [PASSAGES, "H11", "yes"],
    *([PASSAGES, f"J{ROWS[name]}", "yes"] for name in PASSAGE_IDS[2:-1]),
    [PASSAGES, "K7", "1/2 and a note 😀"],
]


def test_what_a_coder_chooses_in_libreoffice_arrives(
    tmp_path: Path, in_libreoffice: Callable[..., dict[str, Any]]
) -> None:
    folder = coders(tmp_path, ("A1", "first", "a.xlsx", "2025-11-06"))
    sent, back = tmp_path / "sent.xlsx", folder / "coding" / "a.xlsx"
    write_coding_book(sent, "A1", CODEBOOK, TEXTS, PASSAGES_TABLE, REVIEW)
    page = load_workbook(sent)[FRONT]
    done = {str(row[0].value): f"B{row[0].row}" for row in page.iter_rows(max_row=12)}
    finish = [[FRONT, done["I have finished"], "yes"], [FRONT, done["Finished on"], "2025-11-06"]]
    locked = [[PASSAGES, cell, "typed"] for cell in ("A5", "B5", "C5", "D5", "E4", "F12")] + [["Codes", "A5", "typed"]]
    told = in_libreoffice(
        open=str(sent), save=str(back), choose=CHOOSE, type=TYPE + finish + locked, tabs=[PASSAGES, "A1", 3]
    )
    assert told["not_offered"] == [] and told["untyped"] == [place[:2] for place in locked]
    assert told["active"] == FRONT and told["selected"][PASSAGES] == "E5" and told["tabs"] == ["E5", "F5", "G5"]
    assert told["messages"][f"{PASSAGES}!F5"] == "What L1 means."
    assert ["How far it is", "0 of 7 passages done"] in told["before"]
    assert ["How far it is", "7 of 7 passages done"] in told["after"]

    found, problems = read_coded(folder, CODEBOOK, TEXTS, PASSAGES_TABLE, REVIEW)
    assert problems == [] and found.coders["finished"].tolist() == [True]
    assert passage_codes(found, PASSAGES_TABLE).to_numpy().tolist() == [
        ["S1-1", "A1", "L1"], ["S1-1", "A1", "V1"], ["S1-2", "A1", "T2"], ["S4-1", "A1", "L3"],
    ]  # fmt: skip
    assert found.read["passage_id"].tolist() == PASSAGE_IDS
    assert found.notes.to_numpy().tolist() == [["S1-3", "A1", "1/2 and a note 😀"]]


def test_what_is_settled_in_libreoffice_arrives(tmp_path: Path, in_libreoffice: Callable[..., dict[str, Any]]) -> None:
    folder = coders(tmp_path, ("A1", "first", "a.csv", "2025-11-06"), ("A2", "second", "b.csv", "2025-11-06"))
    (folder / "coding" / "a.csv").write_text("passage_id,code\nS2-1,L1\nS3-1,V1\n")
    (folder / "coding" / "b.csv").write_text("passage_id,code\nS2-1,L1\nS3-1,V2\n")
    coded = read_coded(folder, CODEBOOK, TEXTS, PASSAGES_TABLE, REVIEW)[0]
    first = settle_codes(coded, PASSAGES_TABLE, read_decided(folder)[0], CODEBOOK)
    write_differences(tmp_path / "differences.xlsx", first, coded, TEXTS, PASSAGES_TABLE, CODEBOOK)
    typed = [
        ["Differences", f"{column}{row}", text]
        for row, word in ((4, "given"), (5, "not given"))
        for column, text in zip("HIJK", (word, "A1 and A2", "2025-11-20", "=the mark"), strict=True)
    ]
    in_libreoffice(
        open=str(tmp_path / "differences.xlsx"), save=str(folder / "settled.xlsx"), choose=[], type=typed,
        tabs=["Differences", "A1", 1],
    )  # fmt: skip
    rows, problems = read_decided(folder)
    assert problems == [] and rows["on"].tolist() == ["2025-11-20"] * 2 and rows["why"].tolist() == ["=the mark"] * 2
    settled = settle_codes(coded, PASSAGES_TABLE, rows, CODEBOOK)
    assert settled.codes[["passage_id", "code", "basis"]].to_numpy().tolist() == [
        ["S2-1", "L1", "both"], ["S3-1", "V1", "settled"]
    ]  # fmt: skip
