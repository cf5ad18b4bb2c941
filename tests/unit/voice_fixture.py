"""Voices written as tables small enough to count by eye, and the voice lens put on them. Every child is invented."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from scrutiny_lib.audit.settle_codes import Settled
from scrutiny_lib.intake.codebook import Codebook
from scrutiny_lib.intake.template import QUESTION_COLUMNS, Template
from scrutiny_lib.intake.texts import Texts
from scrutiny_lib.lenses.results import Design
from scrutiny_lib.lenses.voice import summarise_voice
from scrutiny_lib.tables import table as fixed
from scrutiny_lib.terms import CHAIN


def table(text: str) -> pd.DataFrame:
    """A table written with bars, one row a line, a blank cell for nothing."""
    header, *rows = ([cell.strip() for cell in line.split("|")] for line in text.strip().splitlines())
    return pd.DataFrame(rows, columns=header, dtype="object")


def said(text: str) -> dict[str, Any]:
    """Texts, passages and what is settled, out of one table: a line is a passage, with its codes after each other.

    Columns source, case_id, kind, codes and more; lines with the same source are passages of one text.
    """
    lines = table(text)
    lines["passage_id"] = [f"p{at}" for at in range(len(lines))]
    codes = lines.assign(code=lines["codes"].str.split()).explode("code").dropna(subset="code")
    texts = lines.drop(columns=["codes", "passage_id"]).drop_duplicates("source").reset_index(drop=True)
    settled = codes[["passage_id", "source", "code"]].assign(basis="both").reset_index(drop=True)
    return {
        "texts": Texts(table=texts),
        "passages": lines[["passage_id", "source"]],
        "settled": Settled(codes=settled),
    }


BOOK = Codebook(
    id="book",
    edition="1",
    title="Book",
    about="children",
    namespace="123e4567-e89b-42d3-a456-426614174000",
    groups=table("""
        id | name         | layer
        V  | How it came  | practice
        L  | Daily life   | content
        T  | Tone         | content
    """).assign(exclusive=[True, False, True]),
    codes=table("""
        id | group | layer    | name         | lundy
        V1 | V     | practice | Own words    | voice
        L1 | L     | content  | A usual day  |
        L2 | L     | content  | Friends      |
        L3 | L     | content  | Getting hurt |
        T1 | T     | content  | Mostly hard  |
    """),
)
SIX = table("""
    case_id | age_band | sex    | ethnicity | disability
    A       | 11-15    | female | White     | no
    B       | 11-15    | male   | Mixed     | no
    C       | 5-10     | male   | White     | yes
    D       | 5-10     | female | White     |
    E       | 0-4      | female |           | no
    F       | 16-17    | male   | Black     | no
""")
NOBODY = "source | case_id | kind | codes | method | agency | language"
NO_LOG = table(
    "group | case_id | people | age_band | by_words | asked_by | how | support | outcome | why | told_result | told_on"
)
NO_AGREED = table("case_id | question | answer")
NO_RETURNS = table("case_id | agency | question | answer")


def log(text: str) -> pd.DataFrame:
    """An engagement log as it is read: ``people`` a number, the rest text."""
    given = table(text)
    read = given.reindex(columns=NO_LOG.columns, fill_value="")
    return read.assign(
        people=[int(cell or 1) for cell in read["people"]],
        support=["; ".join(part.strip() for part in cell.split(";") if part.strip()) for cell in read["support"]],
        by_words=read["by_words"].replace("", "yes"),
    )


def coding(**reliability: str) -> pd.DataFrame:
    """The table ``coding`` with how each code may be reported, and no figures."""
    return fixed("coding", [{"code": code, "reliability": word, "units": 9} for code, word in reliability.items()])


FIRM = coding(V1="firm", L1="firm", L2="firm", L3="firm", T1="firm")


def design_of(kind: str, children: pd.DataFrame, whole: int = 200) -> Design:
    """One stratum, of which these children were drawn."""
    strata = pd.DataFrame({"stratum": ["all"], "size": [whole], "drawn": [len(children)]})
    return Design(kind, strata, pd.Series("all", index=list(children["case_id"])), whole)


def template(steps: tuple[str, ...] = CHAIN) -> Template:
    """One question for each step, q0, q1 …, asked of police and school."""
    rows = [
        {
            "id": f"q{at}",
            "scope": "child",
            "lens": "voice",
            "line": "L4",
            "ask": step,
            "answers": ["yes", "partly", "no"],
            "good": ["yes"],
            "agencies": ["police", "school"],
            "help": "",
            "chain": step,
            "role": "",
            "ordered": True,
            "asked": "each child",
        }
        for at, step in enumerate(steps)
    ]
    return Template("t", "1", "T", "", ("police", "school"), pd.DataFrame(rows, columns=list(QUESTION_COLUMNS)))


def summarised(voices: str = NOBODY, **changed: Any) -> tuple[Mapping[str, pd.DataFrame], pd.DataFrame]:
    """The lens on what was said and the six children, with whatever else a test changes."""
    children = changed.get("children", SIX)
    given: dict[str, Any] = {
        **said(voices),
        "coding": FIRM,
        "codebook": BOOK,
        "engagement": NO_LOG,
        "agreed": NO_AGREED,
        "returns": NO_RETURNS,
        "template": template(),
        "children": children,
        "design": design_of("close look", children),
        "unit": "children",
        "agencies": {"police": "Police", "school": "School"},
    }
    return summarise_voice(**{**given, **changed})


def shown(results: pd.DataFrame) -> dict[str, str]:
    """What each result says, by its id."""
    return dict(zip(results["result_id"], results["shown"], strict=True))
