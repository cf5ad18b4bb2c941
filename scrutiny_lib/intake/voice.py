"""What children and families said: who was asked, the passages kept, and how two people coded them.

Three kinds of voice are kept apart from the first line on: what children told us, what workers recorded, and what
parents and carers said.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.data_files import Columns, check_ids, read_csv
from scrutiny_lib.intake.dates import BANDS
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.toml import Key, check_table, read_toml
from scrutiny_lib.tables import COLUMNS, table
from scrutiny_lib.terms import KINDS_OF_VOICE

GROUPS = ("children", "parents and carers")
METHODS = ("said", "written", "drawn", "shown", "told by an adult")
CONSENT = ("yes", "no", "unknown")
PASSAGE_COLUMNS = (
    "passage_id",
    "case_id",
    "kind",
    "method",
    "age_band",
    "seen_alone",
    "text",
    "agreed_executive",
    "agreed_hips",
)
CODING_COLUMNS = ("passage_id", "coder", "code")

_GROUP = {
    "id": Key("text", required=True),
    "name": Key("text", required=True),
    "layer": Key("text", choices=("content", "practice")),
    "exclusive": Key("true or false", default=False),
    "ordered": Key("true or false", default=False),
    "optional": Key("true or false", default=False),
}
_CODE = {
    "id": Key("text", required=True),
    "group": Key("text", required=True),
    "layer": Key("text", choices=("content", "practice")),
    "name": Key("text", required=True),
    "definition": Key("text", required=True),
    "include": Key("text"),
    "exclude": Key("text"),
    "example": Key("text"),
    "retired": Key("true or false", default=False),
    "replaced_by": Key("text"),
}
_SPEC = {
    "id": Key("id", required=True),
    "edition": Key("text", required=True),
    "title": Key("text", required=True),
    "unit": Key("text"),
    "rules": Key("texts"),
    "group": Key("tables", required=True, inside=_GROUP),
    "code": Key("tables", required=True, inside=_CODE),
}


@dataclass(frozen=True)
class Codebook:
    """The codes passages are given.

    ``groups`` has the columns id, name, layer, exclusive, ordered, optional; ``codes`` has id, group, layer, name,
    definition, include, exclude, example, retired, replaced_by. Groups themselves are not used for coding.
    """

    id: str
    edition: str
    title: str
    groups: pd.DataFrame
    codes: pd.DataFrame


def read_codebook(path: Path) -> tuple[Codebook | None, Problems]:
    """Read a codebook (``audit_templates/codebooks/<id>.toml``); ``None`` when a problem stops its use.

    Code ids must be unique, belong to a group of the book, and a code that took another's place must exist.
    """
    problems = Problems()
    data = read_toml(path, problems)
    if data is None:
        return None, problems
    clean = check_table(data, _SPEC, problems, path)
    groups = pd.DataFrame(clean["group"], columns=list(_GROUP))
    codes = pd.DataFrame(clean["code"], columns=list(_CODE))
    for kind in ("group", "code"):
        check_ids(clean[kind], kind, path, problems)
    if not codes["group"].isin(groups["id"]).all():
        cure = f"Groups of this book: {', '.join(groups['id'])}."
        problems.add("P01", "A code belongs to a group that is not in the book.", cure, file=path.name)
    if not codes["replaced_by"].isin(["", *codes["id"]]).all():
        fact = "A code is replaced by one that is not in the book."
        problems.add("P01", fact, "Name the id of a code of this book.", file=path.name)
    if problems.stops():
        return None, problems
    return Codebook(clean["id"], clean["edition"], clean["title"], groups, codes), problems


def read_engagement(path: Path) -> tuple[pd.DataFrame, Problems]:
    """Read who was asked and who took part (``voice/engagement.csv``), with the columns of ``engagement``.

    Counts are whole numbers; those who took part and those who declined cannot be more than were asked. Empty when
    the file could not be used.
    """
    problems = Problems()
    names = COLUMNS["engagement"]
    frame = read_csv(path, names, problems, optional=("why_not_asked", "how", "support", "told_result"))
    if frame is None:
        return table("engagement"), problems
    cells = Columns(frame, problems, path.name)
    cells.once(["group"])
    counts = {name: cells.counts(name) for name in ("asked", "took_part", "declined", "not_asked")}
    read = frame.assign(group=cells.listed("group", GROUPS), **counts)
    for line, row in read.iterrows():
        parts = [row["asked"], row["took_part"], row["declined"]]
        if all(part is not None for part in parts) and row["took_part"] + row["declined"] > row["asked"]:
            fact = "More took part or declined than were asked."
            cells.note([line], "asked", "V14", fact, "Correct the three numbers.")
        if row["not_asked"] and not row["why_not_asked"]:
            fact = "Some were not asked and the reason is blank."
            cells.note([line], "why_not_asked", "V05", fact, "Say why they were not asked.", act="WARN")
    return table("engagement", read if not problems.stops() else None), problems


def read_passages(path: Path) -> tuple[pd.DataFrame, Problems]:
    """Read the passages (``voice/passages.csv``), with :data:`PASSAGE_COLUMNS`, all text.

    A row whose kind, method or consent is not on its list, or without words, is held: set aside, not counted, and
    noted by line. Consent left blank is ``unknown``. A passage id that stands twice stops the review.
    """
    problems = Problems()
    optional = ("method", "age_band", "seen_alone", "agreed_executive", "agreed_hips")
    frame = read_csv(path, PASSAGE_COLUMNS, problems, optional=optional)
    if frame is None:
        return pd.DataFrame(columns=list(PASSAGE_COLUMNS), dtype="str"), problems
    cells = Columns(frame, problems, path.name, act="HOLD")
    cells.once(["passage_id"])
    consent = {
        name: cells.listed(name, CONSENT, blank=True).where(frame[name] != "", "unknown")
        for name in ("agreed_executive", "agreed_hips")
    }
    read = frame.assign(
        passage_id=cells.filled("passage_id"),
        kind=cells.listed("kind", KINDS_OF_VOICE),
        method=cells.listed("method", METHODS, blank=True).where(frame["method"] != "", ""),
        age_band=cells.listed("age_band", BANDS, blank=True).where(frame["age_band"] != "", ""),
        text=cells.filled("text"),
        **consent,
    )
    return _without_held(read), problems


def read_codings(path: Path, codebook: Codebook, passages: pd.DataFrame | None = None) -> tuple[pd.DataFrame, Problems]:
    """Read who gave which code to which passage (``voice/codings.csv``), with :data:`CODING_COLUMNS`, all text.

    A code that is not in the codebook, or no longer in use, is held. The same code given twice to a passage by one
    coder counts once. Two codes of an exclusive group on one passage by one coder are held, both of them. With
    ``passages`` (as :func:`read_passages` gives them), the coding of a passage that is not there is held too.
    """
    problems = Problems()
    frame = read_csv(path, CODING_COLUMNS, problems)
    if frame is None:
        return pd.DataFrame(columns=list(CODING_COLUMNS), dtype="str"), problems
    cells = Columns(frame, problems, path.name, act="HOLD")
    codes = {spelling(code): code for code in codebook.codes.loc[~codebook.codes["retired"], "id"]}
    cure = f"Use a code of the codebook '{codebook.id}', edition {codebook.edition}."
    fact = "The code is not in the codebook, or no longer in use."
    known = None if passages is None else set(passages["passage_id"])
    missing, where = "The passage is not there, or was set aside.", "Write the id of a passage in passages.csv."
    read = frame.assign(
        passage_id=cells.read(
            "passage_id", lambda cell: cell if known is None or cell in known else None, "V03", missing, where
        ),
        coder=cells.filled("coder"),
        code=cells.read("code", lambda cell: codes.get(spelling(cell)), "V02", fact, cure),
    )
    kept = _without_held(read).drop_duplicates()
    exclusive = codebook.groups.loc[codebook.groups["exclusive"].astype(bool), "id"]
    group = kept["code"].map(dict(zip(codebook.codes["id"], codebook.codes["group"], strict=True)))
    keys = [kept["passage_id"], kept["coder"], group]
    clash = group.isin(exclusive) & (kept.groupby(keys)["code"].transform("size") > 1)
    fact = "A coder gave this passage two codes of a group that allows one."
    cells.note(kept.index[clash], "code", "V04", fact, "Choose one of them.")
    return kept[~clash], problems


def _without_held(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame.notna().all(axis=1)].astype("str")
