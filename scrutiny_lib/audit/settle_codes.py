"""One set of codes out of two: what both gave, what only one coded, and what was settled after a difference.

An open difference is never counted: it waits in the queue until somebody decided it, and who, when and why is kept.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from scrutiny_lib.audit.compare_codes import compare_codes
from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.code_names import BETWEEN
from scrutiny_lib.intake.codebook import Codebook
from scrutiny_lib.intake.coded import Coded, passage_codes
from scrutiny_lib.intake.coders import PSEUDONYM
from scrutiny_lib.intake.data_files import Columns, frame_of, read_csv
from scrutiny_lib.intake.workbook import read_sheets
from scrutiny_lib.plural import many

BASES = ("both", "one coder", "settled")
GIVEN, NOT_GIVEN = "given", "not given"
DECISION = ("passage_id", "code", "settled", "by", "on", "why")
CODES = ("passage_id", "source", "code", "basis")
OPEN = ("passage_id", "source", "code", "given_by", "not_given_by")
DIFFERENCES = "Differences"
"""The sheet of the queue."""

FILES = ("settled.xlsx", "settled.csv")


def _blank(columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(columns=list(columns), dtype=object)


@dataclass(frozen=True)
class Settled:
    """The codes that count, and what is still open.

    Attributes
    ----------
    codes : DataFrame
        passage_id, source, code, basis: *both* coders gave it, only *one coder* looked at the passage, or *settled*.
    open : DataFrame
        passage_id, source, code, given_by, not_given_by: differences nobody has decided. They are not counted.
    problems : Problems
        Decisions that could not be used.
    log : DataFrame
        passage_id, code, settled, by, on, why: the decisions that were used.
    read : frozenset of str, optional
        The passages that somebody whose work counts has looked at; ``None``: not known, so all of them.
    """

    codes: pd.DataFrame = field(default_factory=lambda: _blank(CODES))
    open: pd.DataFrame = field(default_factory=lambda: _blank(OPEN))
    problems: Problems = field(default_factory=Problems)
    log: pd.DataFrame = field(default_factory=lambda: _blank(DECISION))
    read: frozenset[str] | None = None

    def looked_at(self, passages: pd.DataFrame) -> pd.DataFrame:
        """The passages that somebody has looked at: in the others no code could have been found."""
        return passages if self.read is None else passages[passages["passage_id"].isin(self.read)]


def settle_codes(
    coded: Coded, passages: pd.DataFrame, decided: pd.DataFrame, codebook: Codebook | None = None
) -> Settled:
    """Bring two codings together.

    Parameters
    ----------
    coded : Coded
        Until both coders are locked it holds the first coder's work alone; then every code rests on *one coder*.
    passages : DataFrame
        passage_id, source, start, end.
    decided : DataFrame
        As :func:`read_decided` gives it.
    codebook : Codebook, optional
        With it, decisions by which a passage would have two codes of a group that allows one are not used (V04): those
        differences stay open.

    Returns
    -------
    Settled
        Codes in the order of the passages. A decision about something that is not a difference (any more), or about a
        passage that is not compared yet, is not used and pointed out (C11).
    """
    problems = Problems()
    given = passage_codes(coded, passages)
    given = given.merge(coded.read[["passage_id", "coder"]].drop_duplicates(), on=["passage_id", "coder"])
    differences = compare_codes(coded, passages)[0]
    source = dict(zip(passages["passage_id"], passages["source"], strict=True))
    by_both = _read_by_both(coded)
    found: dict[tuple[str, str], str] = {}
    apart = set(differences[["passage_id", "code"]].itertuples(index=False, name=None))
    for passage, code in given[["passage_id", "code"]].drop_duplicates().itertuples(index=False, name=None):
        if (passage, code) not in apart:
            found[passage, code] = "both" if passage in by_both else "one coder"
    log = _usable(decided, apart, found, codebook, set(passages["passage_id"]), by_both, problems)
    settled = dict(zip(zip(log["passage_id"], log["code"], strict=True), log["settled"], strict=True))
    found |= {key: "settled" for key, word in settled.items() if word == GIVEN}
    place = {passage: number for number, passage in enumerate(passages["passage_id"])}
    codes = sorted(found, key=lambda key: (place[key[0]], key[1]))
    rows = [(passage, source[passage], code, found[passage, code]) for passage, code in codes]
    still = differences[~among(differences, settled)]
    return Settled(
        codes=pd.DataFrame(rows, columns=list(CODES)),
        open=still.reset_index(drop=True),
        problems=problems,
        log=log.reset_index(drop=True),
        read=frozenset(coded.read["passage_id"].astype(str)),
    )


def _read_by_both(coded: Coded) -> set[str]:
    """The passages that both coders looked at."""
    pair = coded.pair
    if pair is None:
        return set()
    first, second = (set(coded.read.loc[coded.read["coder"] == coder, "passage_id"]) for coder in pair)
    return first & second


def _usable(
    decided: pd.DataFrame,
    apart: set[tuple[str, str]],
    found: dict[tuple[str, str], str],
    codebook: Codebook | None,
    there: set[str],
    compared: set[str],
    problems: Problems,
) -> pd.DataFrame:
    """The decisions about what is a difference, in the order given; what is left out is said."""
    about = among(decided, apart)
    here, both = (decided["passage_id"].isin(ids).to_numpy(dtype=bool) for ids in (there, compared))
    early = here & ~both
    for which, what, cure in (
        (early, "passages that two people have not both coded and locked", "Leave them: they count when both have."),
        (~here, "passages that are not there", "Put back the text if one is missing, else take the rows out."),
        (
            both,
            "codes on which the two coders do not differ",
            "Look what changed since: a passage or a coder's file. Then take the rows out.",
        ),
    ):
        if count := int((which & ~about).sum()):
            fact = f"What was settled is about {what}: {many(count, 'rows')}, not used."
            problems.add("C11", fact, cure, act="WARN")
    log = decided.loc[about, list(DECISION)]
    if codebook is None:
        return log
    exclusive = set(codebook.groups.loc[codebook.groups["exclusive"].astype(bool), "id"])
    group_of = dict(zip(codebook.codes["id"], codebook.codes["group"], strict=True))
    taken: dict[tuple[str, str], int] = {}
    yes = log[log["settled"] == GIVEN]
    for passage, code in [*found, *yes[["passage_id", "code"]].itertuples(index=False, name=None)]:
        if group_of.get(code, "") in exclusive:
            taken[passage, group_of[code]] = taken.get((passage, group_of[code]), 0) + 1
    clash = [
        word == GIVEN and taken.get((passage, group_of.get(code, "")), 0) > 1
        for passage, code, word in log[["passage_id", "code", "settled"]].itertuples(index=False, name=None)
    ]
    if any(clash):
        fact = f"Decisions by which a passage has two codes of a group that allows one: {sum(clash):,}."
        problems.add("V04", fact, "Settle one of them as 'given'; until then they stay open.", act="HOLD")
    return log[~np.array(clash, dtype=bool)]


def among(table: pd.DataFrame, keys: Collection[tuple[str, str]]) -> npt.NDArray[np.bool_]:
    """Which rows of a table are about one of these pairs of passage and code."""
    rows = zip(table["passage_id"], table["code"], strict=True)
    return np.array([row in keys for row in rows], dtype=bool)


def read_decided(path: Path) -> tuple[pd.DataFrame, Problems]:
    """Read what was settled: the queue of differences filled in, or a table with the same columns.

    Parameters
    ----------
    path : Path
        ``settled.xlsx``, ``settled.csv``, or the folder one of them stands in. A file that is not there gives no rows
        and no problem.

    Returns
    -------
    (DataFrame, Problems)
        passage_id, code, settled (*given* or *not given*), by, on (ISO date), why. A row that decides nothing yet is
        passed over. Held are rows with another word (V02), without pseudonyms of who decided (V02), without a date
        (D01), a code or a reason (V05), and all rows about one difference that say different things (I02); a row that
        says the same again counts once. Two files stop (I02), as does a file that cannot be read.
    """
    problems = Problems()
    blank = _blank(DECISION)
    if path.is_dir() or not path.suffix:
        there = [path / name for name in FILES if (path / name).is_file()]
        if len(there) > 1:
            problems.add("I02", "What was settled stands in two files.", "Keep one of them.", file=" and ".join(FILES))
        path = there[0] if len(there) == 1 else path / FILES[0]
    if problems or not path.exists():
        return blank, problems
    frame = typed_decisions(path, problems)
    if frame is None:
        return blank, problems
    frame = frame[(frame["settled"] != "") & (frame["passage_id"] != "")]
    cells = Columns(frame, problems, path.name, act="HOLD")
    words = "Write pseudonyms, such as 'A1' or 'A1 and A2'."
    read = frame.assign(
        code=cells.filled("code"),
        settled=cells.listed("settled", (GIVEN, NOT_GIVEN)),
        by=cells.read("by", _pseudonyms, "V02", "This does not say by pseudonyms who decided.", words),
        on=cells.dates("on").map(lambda day: None if day is None else day.isoformat()),
        why=cells.filled("why"),
    )
    read = read[read.notna().all(axis=1)]
    keys = [read["passage_id"], read["code"]]
    words_by_key = pd.DataFrame({"word": read["settled"].astype(str)}).groupby([key.astype(str) for key in keys])
    differ = words_by_key["word"].transform("nunique") > 1
    fact = "Another row settles this difference otherwise; neither is used."
    cells.note(read.index[differ], "settled", "I02", fact, "Keep the right one.", act="HOLD")
    return read[~differ].drop_duplicates(["passage_id", "code"]).astype(object).reset_index(drop=True), problems


def typed_decisions(path: Path, problems: Problems) -> pd.DataFrame | None:
    """Every row of a file of decisions as text, unchecked; ``None`` when the file is refused."""
    if path.suffix.lower() == ".csv":
        return read_csv(path, DECISION, problems)
    sheets = read_sheets(path, problems)
    if sheets is None:
        return None
    rows = sheets.get(DIFFERENCES) or next(iter(sheets.values()), [])
    names = ["passage id", "code", "settled", "by", "on", "why"]
    at = next((row for row, cells in enumerate(rows) if {"passage id", "settled"} <= set(map(_heading, cells))), None)
    if at is None:
        cure = "Put the headings back as they were."
        problems.add("S09", "No row of headings was found.", cure, file=path.name, sheet=DIFFERENCES, act="REJECT")
        return None
    wanted = [column for column, text in enumerate(rows[at]) if _heading(text) in names]
    lines = [(number, [row[column] for column in wanted]) for number, row in enumerate(rows[at:], at + 1)]
    frame = frame_of(lines, DECISION, problems, file=path.name, sheet=DIFFERENCES)
    if frame is None:
        return None
    return frame.assign(code=[text.partition(BETWEEN)[0] for text in frame["code"]])


def _heading(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").split())


def _pseudonyms(text: str) -> str | None:
    """Pseudonyms with commas or *and* between them, as they stand; ``None`` when it is something else."""
    people = text.replace(" and ", ",").replace("&", ",").replace(";", ",").split(",")
    return text if all(PSEUDONYM.fullmatch(one.strip()) for one in people) else None


__all__ = ["BASES", "Settled", "read_decided", "settle_codes", "typed_decisions"]
