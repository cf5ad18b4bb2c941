"""A partnership's own words for labels: what its extracts say, and what that means here. Data, not code.

They stand in ``audit_templates/labels.toml`` of the workspace (one table for each column) and, for one review, in
``review.toml`` under ``[frame.labels.<column>]``, which comes first. Nothing else is ever taken for a label of the
code sets: a word that nobody explained is counted and not guessed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.codes import label_column, label_of, spelling
from scrutiny_lib.intake.columns import CODES
from scrutiny_lib.intake.positions import line_of
from scrutiny_lib.intake.raw import RawTable
from scrutiny_lib.intake.text import paragraph
from scrutiny_lib.intake.toml import read_toml

FILE = "labels.toml"
"""Where a workspace keeps its own words, among its audit templates."""

Labels = Mapping[str, Mapping[str, str]]
"""By column: their word -> ours."""

_CLOSED = ("sex", "disability", "yes_no")
"""Sets of codes that clocks and comparisons rest on: their labels are these and no others."""


def read_labels(path: Path) -> tuple[dict[str, dict[str, str]], Problems]:
    """The words of one ``labels.toml``; nothing when it is not there. What cannot be used is left out and noted
    (P10, P11, P01)."""
    problems = Problems()
    if not path.is_file():
        return {}, problems
    data = read_toml(path, problems) or {}
    found = {}
    for column, words in data.items():
        if isinstance(words, dict) and all(isinstance(ours, str) for ours in words.values()):
            found[str(column)] = {str(theirs): paragraph(ours) for theirs, ours in words.items()}
        else:
            fact = "This is not a table of words and what they mean."
            cure = 'Write the column in square brackets, such as [sex], and under it lines such as "girl" = "F".'
            problems.add("P11", fact, cure, file=path.name, cell=line_of(path, "", str(column)))
    return check_labels(found, problems, path, ""), problems


def check_labels(labels: Labels, problems: Problems, path: Path, where: str) -> dict[str, dict[str, str]]:
    """Those words whose meaning can be used. ``where`` is the place of the tables in the file (``"frame.labels"``).

    Where the column has a set of codes, the meaning is brought to the label of that set; only sex, disability and
    yes-or-no columns take no other (P01).

    >>> check_labels({"sex": {"girl": "Female"}, "locality": {"N": "North"}}, Problems(), Path("labels.toml"), "")
    {'sex': {'girl': 'F'}, 'locality': {'N': 'North'}}
    """
    found: dict[str, dict[str, str]] = {}
    for column, words in labels.items():
        codes = "sex" if column == "sex" else CODES.get(column, "")
        found[column] = {}
        for theirs, ours in words.items():
            meant = label_of(codes, ours) if codes else ours
            if spelling(theirs) and ours and (meant or codes not in _CLOSED):
                found[column][theirs] = meant or ours
                continue
            closed = "F, M, X, unknown" if codes == "sex" else "yes, no, not known"
            cure = f"Write one of: {closed}." if codes in _CLOSED else 'Write "their word" = "our word".'
            fact = "What this word is said to mean is not known." if ours else "The meaning of a word is missing."
            at = line_of(path, f"{where}.{column}" if where else column, theirs)
            problems.add("P01", fact, cure, file=path.name, cell=at)
    return found


def merge_labels(first: Labels, then: Labels) -> dict[str, dict[str, str]]:
    """Both, by column; where both explain a word, ``first`` counts.

    >>> merge_labels({"sex": {"girl": "F"}}, {"sex": {"Girl": "M", "boy": "M"}})
    {'sex': {'boy': 'M', 'girl': 'F'}}
    """
    merged = {}
    for column in dict.fromkeys([*then, *first]):
        mine, theirs = first.get(column, {}), then.get(column, {})
        taken = {spelling(word) for word in mine}
        merged[column] = {word: ours for word, ours in theirs.items() if spelling(word) not in taken} | dict(mine)
    return merged


def with_labels(raw: RawTable, codes: Mapping[str, str], own: Labels) -> RawTable:
    """The table with every label of ``codes`` (column -> set) in words, those not understood counted.

    In a column that has no set of codes a partnership's own words are exchanged for ours and everything else stays
    as it is. ``sex`` is read with the ages, not here."""
    table, lost = raw.table.copy(), dict(raw.labels)
    for column in table.columns:
        words = {spelling(theirs): ours for theirs, ours in own.get(column, {}).items()}
        if column in codes:
            table[column], count = label_column(table[column], codes[column], words)
            if count:
                lost[column] = count
        elif words and column != "sex":
            table[column] = table[column].map(lambda text, words=words: words.get(spelling(text), text))
    return dataclasses.replace(raw, table=table, labels=lost)
