"""Two coders, a small codebook and four invented texts: what the tests of coding have in common."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import load_workbook

from scrutiny_lib.intake.codebook import Codebook
from scrutiny_lib.intake.coded import Coded
from scrutiny_lib.intake.coding_book import NOTHING_FITS, PASSAGE_ID, PASSAGES
from scrutiny_lib.intake.texts import TEXT_COLUMNS, Texts

REVIEW = "2025-26-q3-voices"
GROUPS = [
    ("V", "How the voice reached the record", "practice", True, False, False),
    ("L", "Daily life", "content", False, False, False),
    ("T", "Tone", "content", True, True, True),
]
CODES = [
    ("V1", "V", "practice", "Own words", False, ""),
    ("V2", "V", "practice", "Told again by an adult", False, ""),
    ("L1", "L", "content", "Home and routines", False, ""),
    ("L2", "L", "content", "Parent or carer", False, ""),
    ("L9", "L", "content", "Pets", True, "L1"),
    ("L3", "L", "content", "=SUM(A1:A9)", False, ""),
    ("T1", "T", "content", "Mostly hard", False, ""),
    ("T2", "T", "content", "Mostly good", False, ""),
]
CODEBOOK = Codebook(
    id="voice_small",
    edition="0.2",
    title="A small codebook",
    about="children",
    namespace=str(uuid.UUID(int=7)),
    groups=pd.DataFrame(GROUPS, columns=["id", "name", "layer", "exclusive", "ordered", "optional"]),
    codes=pd.DataFrame(
        [
            (code, group, layer, name, f"What {code} means.", "This.", "That.", "Invented.", "", retired, instead)
            for code, group, layer, name, retired, instead in CODES
        ],
        columns=[
            "id", "group", "layer", "name", "definition", "include", "exclude", "example", "lundy", "retired",
            "replaced_by",
        ],
    ),
    unit="One point in whole sentences.",
    rules=("Code alone.",),
)  # fmt: skip
WORDS = {
    "S1": "I make toast. Mum sleeps late. I wait.",
    "S2": "=HYPERLINK(\"http://example.org\",\"me\") is what I typed.\r\nThen I went out. \U0001f600 Ok.",
    "S3": "\u202bאני אוהב את הבית.\u202c Nul\x00l and bell\x07.",
    "S4": "A very long day. " * 300,
}
"""A formula, line ends of two characters, an emoji, right to left, a null byte, and more than a cell is high."""

SPANS = [
    ("S1-1", "S1", 0, 13),
    ("S1-2", "S1", 14, 30),
    ("S1-3", "S1", 31, 38),
    ("S2-1", "S2", 0, WORDS["S2"].index("\r\n")),
    ("S2-2", "S2", WORDS["S2"].index("Then"), len(WORDS["S2"])),
    ("S3-1", "S3", 0, len(WORDS["S3"])),
    ("S4-1", "S4", 0, len(WORDS["S4"])),
]
PASSAGE_IDS = [row[0] for row in SPANS]
PASSAGES_TABLE = pd.DataFrame(SPANS, columns=["passage_id", "source", "start", "end"])


def texts(words: Mapping[str, str] = WORDS) -> Texts:
    rows = [
        {"source": source, "case_id": f"C-SECRET{number}", "kind": "told us", "method": "said", "age_band": "5-10"}
        for number, source in enumerate(words)
    ]
    table = pd.DataFrame(rows, columns=list(TEXT_COLUMNS), dtype=object).fillna("")
    return Texts(table=table, words=dict(words), raw={source: text.encode() for source, text in words.items()})


TEXTS = texts()


def coders(folder: Path, *rows: tuple[str, ...]) -> Path:
    """A review's folder with coders.csv; each row is coder, role, file, locked_on, unlocked_why."""
    (folder / "coding").mkdir(parents=True, exist_ok=True)
    lines = ["coder,role,file,locked_on,unlocked_why", *(",".join([*row, *[""] * (5 - len(row))]) for row in rows)]
    (folder / "coders.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def fill(
    path: Path, marks: Mapping[str, Mapping[str, Any]], *, finished: bool = True, front: Mapping[str, Any] | None = None
) -> None:
    """Fill in a coder's workbook: passage id -> (heading as it begins -> what is typed there)."""
    book = load_workbook(path)
    for row in book.worksheets[0].iter_rows(min_row=1, max_row=12):
        if row[0].value == "I have finished" and finished:
            row[1].value = "yes"
        if front and row[0].value in front:
            row[1].value = front[row[0].value]
    page = book[PASSAGES]
    at = next(row[0].row for row in page.iter_rows(max_row=10) if row[0].value == PASSAGE_ID)
    headings = {str(cell.value): cell.column for cell in page[at] if cell.value}
    rows = {page.cell(row, 1).value: row for row in range(at + 1, page.max_row + 1)}
    for passage, typed in marks.items():
        for start, text in typed.items():
            column = next(place for heading, place in headings.items() if heading.startswith(start))
            page.cell(rows[passage], column).value = text
    book.save(path)


def nothing(*passages: str) -> dict[str, dict[str, str]]:
    return {passage: {NOTHING_FITS: "yes"} for passage in passages}


def coded(*codings: tuple[str, str, str], read: Mapping[str, list[str]] | None = None, waiting: Any = ()) -> Coded:
    """Coded passages: (passage, coder, code), both coders locked, both having read everything."""
    span = {row[0]: row[1:] for row in SPANS}
    rows = [(*span[passage], code, coder) for passage, coder, code in codings]
    table = pd.DataFrame(rows, columns=["source", "start", "end", "code", "coder"])
    seen = read or {"A1": PASSAGE_IDS, "A2": PASSAGE_IDS}
    people = [("A1", "first", "a.xlsx", "2025-11-01", "0", True), ("A2", "second", "b.xlsx", "2025-11-02", "1", True)]
    return Coded(
        coders=pd.DataFrame(people, columns=["coder", "role", "file", "locked_on", "sha256", "finished"]),
        codings=table.astype({"start": "int64", "end": "int64"}),
        read=pd.DataFrame(
            [(passage, coder) for coder, ids in seen.items() for passage in ids], columns=["passage_id", "coder"]
        ),
        waiting=tuple(waiting),
    )
