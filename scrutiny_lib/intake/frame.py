"""The frame: every child that could have been drawn, without anything by which a child is known.

Names, dates of birth and ids stay in the crosswalk; the table has pseudonyms, ages and bands. Nothing is
dropped in silence: every row received is used, held or refused, and the report says how many and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.annex_a import read_annex_a
from scrutiny_lib.intake.cin_census import read_cin_census
from scrutiny_lib.intake.columns import CHILD, REFERRAL, is_identifier
from scrutiny_lib.intake.frame_values import (
    cells_that,
    note_cells,
    read_ages,
    read_dates,
    read_ethnicity,
    read_ids,
    read_sex,
    read_symbols,
)
from scrutiny_lib.intake.identifiers import rounded
from scrutiny_lib.intake.load_report import LoadReport
from scrutiny_lib.intake.pseudonyms import pseudonym
from scrutiny_lib.intake.raw import RawTable
from scrutiny_lib.intake.review import FrameSource, Review
from scrutiny_lib.intake.table_file import WORKBOOKS, read_table

COLUMNS = ("case_id", "family_id", "age", "age_band", "sex")
"""Columns every frame has, first and in this order; ``child`` follows ``family_id`` where the unit is the
referral."""

_SUFFIXES = {"table": (".csv", *WORKBOOKS), "annex_a": WORKBOOKS, "cin_census": (".xml",)}
_NEVER = (".pkl", ".pickle", ".joblib", ".ipynb", ".npy", ".npz", ".h5", ".dill")


@dataclass(frozen=True)
class Frame:
    """A frame as read.

    ``table`` has one row for each unit used, text but for ``age`` (whole years, missing when not known); a
    blank cell is ``""`` and ``[x]`` (in dates also ``[c]``, ``[z]``, ``[u]``, ``[k]``) means that the file
    said so. ``crosswalk`` is restricted: ``case_id``, ``child_id``, names, dates of birth and each agency's
    own id, where the file had them."""

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
    raw = _read(review.frame, problems)
    if raw is None:
        empty = pd.DataFrame({name: pd.Series(dtype="str") for name in COLUMNS})
        return Frame(
            empty, problems, LoadReport(_words(review.frame)), pd.DataFrame(columns=["case_id", CHILD])
        )
    return _make(raw, review, key, problems)


def _read(source: FrameSource, problems: Problems) -> RawTable | None:
    suffix = source.path.suffix.lower()
    if suffix not in _SUFFIXES[source.source]:
        fact = (
            "This kind of file is never loaded as data."
            if suffix in _NEVER
            else "This kind of file is not read here."
        )
        cure = f"Give a file that ends in {' or '.join(_SUFFIXES[source.source])}."
        problems.add("P07", fact, cure, file=source.path.name, act="REJECT")
        return None
    if source.source == "annex_a":
        return read_annex_a(source.path, source.list, problems)
    if source.source == "cin_census":
        return read_cin_census(source.path, problems)
    return read_table(source.path, source.columns, problems)


def _make(raw: RawTable, review: Review, key: bytes, problems: Problems) -> Frame:
    path = review.frame.path
    unit = REFERRAL if review.kind == "threshold audit" and REFERRAL in raw.table else CHILD
    text, symbols = read_symbols(raw.table)
    text, ids = read_ids(text, unit, raw, problems, path)
    groups = _sort_rows(text, unit, raw)
    _note_rows(groups, unit, raw, problems, review)
    text = text.loc[groups["used"]]
    dated, dates = read_dates(text, review.as_at, raw, problems, path)
    ages, ages_given = read_ages(text, dated, review.as_at)
    labels = dict(raw.labels)
    blank = pd.Series("", index=text.index, dtype="str")
    sex, lost = read_sex(text.get("sex", blank))
    if lost:
        labels["sex"] = lost
    codes = [pseudonym(key, identifier) for identifier in text[unit]]
    _check_codes(codes, problems, review)
    families = [pseudonym(key, family, "F") if family else "" for family in text.get("family_id", blank)]
    made: dict[str, object] = {"case_id": codes, "family_id": families}
    if unit == REFERRAL:
        made["child"] = [pseudonym(key, child) for child in text[CHILD]]
    made |= {"age": ages["age"], "age_band": ages["age_band"], "sex": sex}
    others = [name for name in text.columns if not is_identifier(name) and name not in made]
    table = pd.DataFrame(made, index=text.index).join(dated[others])
    if "ethnicity" in table:
        table["ethnicity"] = read_ethnicity(table["ethnicity"])
    known = [name for name in dated.columns if is_identifier(name)]
    crosswalk = dated[known].assign(case_id=codes)[["case_id", *known]]
    report = LoadReport(
        source=_words(review.frame),
        received=len(raw.table),
        used=len(text),
        twice=len(groups["twice"]),
        too_long=len(groups["too long"]),
        broken_ids=len(groups["broken id"]),
        without_id=len(groups["no id"]),
        repeats=len(groups["repeat"]),
        unit="referral" if unit == REFERRAL else "child",
        headings=raw.matched,
        unread=raw.unread,
        kept=raw.kept,
        labels=labels,
        symbols=symbols,
        dates=dates,
        ids=ids,
        ages_given=ages_given,
        ages_unknown=int((ages["age_band"] == "not known").sum()),
    )
    return Frame(table.reset_index(drop=True), problems, report, crosswalk.reset_index(drop=True))


def _sort_rows(text: pd.DataFrame, unit: str, raw: RawTable) -> dict[str, list[int]]:
    """Every row's position under the one thing that happens to it."""
    no_id = (text[unit] == "") | (text[CHILD] == "")
    too_long = pd.Series(text.index.isin(raw.too_long), index=text.index) & ~no_id
    broken = (cells_that(text[unit], rounded) | cells_that(text[CHILD], rounded)) & ~no_id & ~too_long
    left = text[~(no_id | too_long | broken)]
    repeat = left.duplicated()
    twice = left[~repeat].duplicated(subset=[unit])
    return {
        "no id": list(text.index[no_id]),
        "too long": list(text.index[too_long]),
        "broken id": list(text.index[broken]),
        "repeat": list(left.index[repeat]),
        "twice": list(twice.index[twice]),
        "used": list(twice.index[~twice]),
    }


def _note_rows(
    groups: dict[str, list[int]], unit: str, raw: RawTable, problems: Problems, review: Review
) -> None:
    words = "referral" if unit == REFERRAL else "child"
    for group, rule, fact, cure, act in (
        (
            "no id",
            "I01",
            f"The row has no id of a {words}.",
            "Add it in the source; the row is not used.",
            "HOLD",
        ),
        (
            "too long",
            "S10",
            "The row has more cells than there are headings; its cells may have slipped.",
            "Put quotation marks round text that holds a comma. The row is held.",
            "HOLD",
        ),
        (
            "broken id",
            "I08",
            "Excel has rounded the id; its last digits are lost.",
            "Make the extract again with this column as text. The row is held.",
            "HOLD",
        ),
        ("repeat", "I04", "The row is exactly the same as an earlier one.", "Nothing to do.", "REPAIR"),
        (
            "twice",
            "I13",
            f"The {words} is there already, with other data.",
            "Keep the right row in the source. The first is used, this one is held.",
            "HOLD",
        ),
    ):
        note_cells(raw, unit, groups[group], problems, review.frame.path, rule, fact, cure, act)
    if not groups["used"]:
        fact = "No row of the frame can be used."
        problems.add("I01", fact, "See the other problems of this file.", file=review.frame.path.name)


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
    }[source.source]
