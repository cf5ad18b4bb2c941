"""The frame: every child that could have been drawn, without anything by which a child is known.

Names, dates of birth and ids stay in the crosswalk; the table has pseudonyms, ages and bands. Nothing is
dropped in silence: every row received is used, held or refused, and the report says how many and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.annex_a import is_about_children, read_annex_a
from scrutiny_lib.intake.cin_census import read_cin_census
from scrutiny_lib.intake.columns import CHILD, MARKS, REFERRAL, is_identifier, is_linked
from scrutiny_lib.intake.frame_rows import read_frame_rows
from scrutiny_lib.intake.labels import with_labels
from scrutiny_lib.intake.load_report import LoadReport
from scrutiny_lib.intake.pseudonyms import pseudonym
from scrutiny_lib.intake.raw import RawTable
from scrutiny_lib.intake.review import FrameSource, Review
from scrutiny_lib.intake.ssd import read_ssd
from scrutiny_lib.intake.ssda903 import read_ssda903
from scrutiny_lib.intake.table_file import WORKBOOKS, read_table

COLUMNS = ("case_id", "family_id", "age", "age_band", "sex")
"""Columns every frame has, first and in this order; ``child`` follows ``family_id`` where the unit is the
referral."""

_SUFFIXES = {
    "table": (".csv", ".txt", *WORKBOOKS),
    "annex_a": WORKBOOKS,
    "cin_census": (".xml",),
    "ssd": (".xlsx",),
    "ssda903": (),
}
_FOLDERS = ("ssd", "ssda903")
_NEVER = (".pkl", ".pickle", ".joblib", ".ipynb", ".npy", ".npz", ".h5", ".dill")


@dataclass(frozen=True)
class Frame:
    """A frame as read.

    ``table`` has one row for each unit used, text but for ``age`` (whole years, missing when not known); a
    blank cell is ``""``, ``[x]`` (in dates and numbers also ``[c]``, ``[z]``, ``[u]``, ``[k]``) means that the file
    said so, and ``not in code list`` that a label was not understood. ``crosswalk`` is restricted: ``case_id``, the
    ids of child and referral, each agency's own id, names and dates of birth, where the file had them, and nothing
    else."""

    table: pd.DataFrame
    problems: Problems
    report: LoadReport
    crosswalk: pd.DataFrame


def read_frame(review: Review, key: bytes, path: Path | None = None) -> Frame:
    """Read the frame of a review.

    One row is one child; in a threshold audit whose file has a ``referral_id`` it is one referral,
    ``case_id`` stands for the referral and ``child`` for the child. A second row for the same unit is held
    when it differs and refused when it repeats the first; a row without an id is refused. When the file
    cannot be used the tables are empty and the problems say why. ``path`` names another copy of the file, of
    the same kind, to be read in its place.
    """
    if path is not None:
        review = replace(review, frame=replace(review.frame, path=path))
    problems = Problems()
    raw = _read(review, problems)
    if raw is None:
        empty = pd.DataFrame({name: pd.Series(dtype="str") for name in COLUMNS})
        return Frame(
            empty, problems, LoadReport(_words(review.frame)), pd.DataFrame(columns=["case_id", CHILD])
        )
    return _make(raw, review, key, problems)


def _read(review: Review, problems: Problems) -> RawTable | None:
    source = review.frame
    if not _is_read_here(source, problems):
        return None
    if source.source == "annex_a":
        if not is_about_children(source.list):
            fact = f"List {source.list} of Annex A is about people who would adopt, not about children."
            cure = "No frame of children can be drawn from it. Use a list from 1 to 10."
            problems.add("P16", fact, cure, file=source.path.name, act="REJECT")
            return None
        return read_annex_a(source.path, source.list, problems, source.labels, source.sheet)
    if source.source == "table":
        return read_table(source.path, source.columns, problems, source.labels, source.sheet)
    if source.source == "ssd":
        raw = read_ssd(source.path, source.cohort, problems)
    elif source.source == "ssda903":
        raw = read_ssda903(source.path, problems)
    else:
        raw = read_cin_census(source.path, problems, episodes=review.kind == "threshold audit")
    return None if raw is None else with_labels(raw, {}, source.labels)


def _is_read_here(source: FrameSource, problems: Problems) -> bool:
    """Whether the file is of a kind that this source reads; some are a folder."""
    kinds, suffix = _SUFFIXES[source.source], source.path.suffix.lower()
    if suffix in kinds or (source.source in _FOLDERS and source.path.is_dir()):
        return True
    never = suffix in _NEVER
    fact = "This kind of file is never loaded as data." if never else "This kind of file is not read here."
    ways = [f"a file that ends in {' or '.join(kinds)}"] if kinds else []
    ways += ["a folder of CSV files"] if source.source in _FOLDERS else []
    cure = f"Give {', or '.join(ways)}."
    problems.add("P07", fact, cure, file=source.path.name, act="REJECT")
    return False


def _make(raw: RawTable, review: Review, key: bytes, problems: Problems) -> Frame:
    unit = REFERRAL if review.kind == "threshold audit" and REFERRAL in raw.table else CHILD
    sexes = review.frame.labels.get("sex", {})
    rows = read_frame_rows(raw, unit, review.as_at, sexes, _words(review.frame), problems, review.frame.path)
    codes = [pseudonym(key, identifier) for identifier in rows.text[unit]]
    _check_codes(codes, problems, review)
    families = [pseudonym(key, family, "F") if family else "" for family in rows.families]
    made: dict[str, object] = {"case_id": codes, "family_id": families}
    if unit == REFERRAL:
        made["child"] = [pseudonym(key, child) for child in rows.text[CHILD]]
    made |= {"age": rows.ages["age"], "age_band": rows.ages["age_band"], "sex": rows.sex}
    others = [name for name in rows.dated.columns if not is_identifier(name) and name not in made]
    table = pd.DataFrame(made, index=rows.text.index).join(rows.dated[others])
    known = [name for name in rows.dated.columns if is_linked(name)]
    crosswalk = rows.dated[known].replace(list(MARKS), "").assign(case_id=codes)[["case_id", *known]]
    return Frame(table.reset_index(drop=True), problems, rows.report, crosswalk.reset_index(drop=True))


def _check_codes(codes: list[str], problems: Problems, review: Review) -> None:
    """Two units with one code (once in some 20,000 frames of 10,000 rows) must not become one case."""
    if len(set(codes)) < len(codes):
        fact = "Two different ids have the same pseudonym."
        cure = "Take one of the two out of the frame, or use another key for this review. This is very rare chance."
        problems.add("I14", fact, cure, file=review.frame.path.name)


def _words(source: FrameSource) -> str:
    return {
        "table": "Table",
        "annex_a": f"Annex A, list {source.list}",
        "cin_census": "CIN census",
        "ssda903": "Looked-after children return",
        "ssd": f"SSD tables, cohort {source.cohort}" if source.cohort else "SSD tables",
    }[source.source]
