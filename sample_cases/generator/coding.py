"""What the two coders sent: the first our workbook, the second a table or a project of another tool."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from generator.files import write_csv
from generator.people import Row
from generator.quotes import write_quotes
from generator.voices import CODERS, codings, settled
from scrutiny_lib.audit.second_coding import second_passages
from scrutiny_lib.intake.codebook import Codebook, choose_codes, read_codebook
from scrutiny_lib.intake.passages import passages_of
from scrutiny_lib.intake.qda_codebook import codebook_project
from scrutiny_lib.intake.qda_project import Project, qda_table
from scrutiny_lib.intake.qdpx_write import write_qdpx
from scrutiny_lib.intake.review import Review
from scrutiny_lib.intake.template import packaged_folder
from scrutiny_lib.intake.texts import Texts, read_texts
from scrutiny_lib.intake.voice_plan import ALL

SHARE = 0.2
CODER_COLUMNS = ("coder", "role", "file", "locked_on")
SETTLED_COLUMNS = ("passage_id", "code", "settled", "by", "on", "why")


def write_coding(folder: Path, review: Review, voice: Mapping[str, Any]) -> None:
    """Both coders' files, who they are, and what was settled where they differed."""
    codebook, problems = read_codebook(packaged_folder() / "codebooks" / f"{review.voice.codebook}.toml")
    problems.raise_if_stops()
    assert codebook is not None
    if review.voice.codes:
        codebook, problems = choose_codes(codebook, list(review.voice.codes))
        problems.raise_if_stops()
    texts, problems = read_texts(folder)
    problems.raise_if_stops()
    passages, problems = passages_of(texts)
    problems.raise_if_stops()
    plan, given = voice["coding"], codings(voice["passage"])
    strange = {row["passage_id"] for rows in given.values() for row in rows} - set(passages["passage_id"])
    if strange:
        raise ValueError(f"no such passages: {sorted(strange)}")
    quoted = {quote["passage"] for quote in voice.get("quote", [])}
    whole = list(passages["passage_id"])
    share = "all" if review.voice.second_coding == ALL else SHARE
    twice = set(second_passages(passages, share, review.voice.seed, quoted))
    coded_on = str(plan["settled_on"])
    rows = []
    for coder, role, kind in zip(CODERS, ("first", "second"), ("csv", plan["second"]), strict=True):
        mine = [row for row in given[coder] if row["passage_id"] in (whole if role == "first" else twice)]
        path = folder / "coding" / f"{coder}.{kind}"
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, coder, codebook, texts, passages, mine, review)
        rows.append(dict(zip(CODER_COLUMNS, (coder, role, f"{coder}.{kind}", coded_on), strict=True)))
    write_csv(folder / "coders.csv", rows, CODER_COLUMNS)
    write_csv(folder / "settled.csv", settled(given, plan, twice), SETTLED_COLUMNS)
    write_quotes(folder.parent / "quotes.xlsx", voice, texts, passages, twice, review.title)


def _write(
    path: Path, coder: str, codebook: Codebook, texts: Texts, passages: pd.DataFrame, mine: list[Row], review: Review
) -> None:  # fmt: skip
    if path.suffix == ".qdpx":
        write_qdpx(_project(coder, codebook, texts, passages, mine, review), path)
    else:
        write_csv(path, mine, ("passage_id", "code"))


def _project(
    coder: str, codebook: Codebook, texts: Texts, passages: pd.DataFrame, mine: list[Row], review: Review
) -> Project:
    """The second coder's work as another tool would hold it: sources, spans and codes."""
    spans = passages.set_index("passage_id")
    sources = [{"source": source, "name": source, "text": text} for source, text in texts.words.items()]
    coded = [
        {**spans.loc[row["passage_id"], ["source", "start", "end"]].to_dict(), "code": row["code"], "coder": coder}
        for row in mine
    ]
    return Project(
        codes=codebook_project(codebook).codes,
        sources=qda_table("sources", sources),
        coders=qda_table("coders", [{"coder": coder, "name": coder}]),
        codings=qda_table("codings", coded),
        name=review.name,
    )
