"""Who belongs together in a frame: families, and children who may be there under two ids.

Nothing is ever joined here. A family is what the file says is one; a child is one id. An adopted child's old and
new identity must not be linked by a machine, so a likely pair is pointed out by place and left alone."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.columns import CHILD
from scrutiny_lib.intake.frame_values import note_cells
from scrutiny_lib.intake.raw import RawTable
from scrutiny_lib.intake.text import header

LARGEST = 12
"""A family of more children than this is more likely a home, a hostel or a word such as "unknown"."""


class Families(NamedTuple):
    """Of the children in a frame: how many families are told apart, how many children share theirs with another,
    how many have no family id (each then its own), and how many are in the largest family."""

    families: int
    sharing: int
    without: int
    largest: int


def family_key(text: str) -> str:
    """What two spellings of one family's id have in common. An address may serve as one: where there is a space in
    it, case, punctuation and white space do not matter; an id without spaces is taken as it stands.

    >>> family_key("1, High  Street") == family_key("1 HIGH STREET"), family_key("F90") == family_key("f90")
    (True, False)
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    return header(plain) if " " in plain else plain


def count_families(family_ids: pd.Series, children: pd.Series) -> Families:
    """Families among the children of a frame (``family_ids`` and ``children`` row by row; ``""`` means none).

    >>> count_families(pd.Series(["F1", "F1", "F2", ""]), pd.Series(["a", "b", "c", "d"]))
    Families(families=2, sharing=2, without=1, largest=2)
    """
    pairs = pd.DataFrame({"family": family_ids.to_numpy(), "child": children.to_numpy()}).drop_duplicates()
    sizes = pairs.loc[pairs["family"] != "", "family"].value_counts()
    without = set(pairs.loc[pairs["family"] == "", "child"]) - set(pairs.loc[pairs["family"] != "", "child"])
    return Families(len(sizes), int(sizes[sizes > 1].sum()), len(without), int(sizes.max()) if len(sizes) else 0)


def note_largest(found: Families, raw: RawTable, problems: Problems, path: Path) -> None:
    """A warning (I19) about a family of more than :data:`LARGEST` children."""
    if found.largest > LARGEST:
        fact = f"The largest family has {found.largest} children."
        cure = 'Look whether its id is a home, a hostel or a word such as "unknown", and blank it if so.'
        problems.add("I19", fact, cure, file=path.name, sheet=raw.sheet, column="family_id", act="WARN")


def note_doubles(text: pd.DataFrame, dated: pd.DataFrame, raw: RawTable, problems: Problems, path: Path) -> int:
    """How many children may be known under two ids: the same NHS number, UPN, or name and date of birth stands under
    different ones. Each kind is a warning with the places (I05); nothing is linked.

    ``text`` is the table with identifiers in one form, ``dated`` the same with its dates read; rows are those used.
    """
    found: set[str] = set()
    for column, words, keys in (
        ("nhs_number", "NHS number", _numbers(text, "nhs_number")),
        ("upn", "UPN", _numbers(text, "upn")),
        ("name" if "name" in text else "last_name", "name and date of birth", _names(text, dated)),
    ):
        known = text.loc[keys != "", CHILD].groupby(keys[keys != ""])
        double = known.transform("nunique") > 1
        rows = double[double].index
        fact = f"Two ids of children have the same {words}: {text.loc[rows, CHILD].nunique()} ids."
        cure = (
            "Look in the source whether it is one child; both stay until somebody corrects it. They are not linked "
            "automatically: an adopted child's old and new identity must stay apart."
        )
        note_cells(raw, column, [int(row) for row in rows], problems, path, "I05", fact, cure, "WARN")
        found |= set(text.loc[rows, CHILD])
    return len(found)


def _numbers(text: pd.DataFrame, column: str) -> pd.Series:
    if column not in text:
        return pd.Series("", index=text.index, dtype="str")
    return text[column].map(lambda number: re.sub(r"[ -]", "", number).upper())


def _names(text: pd.DataFrame, dated: pd.DataFrame) -> pd.Series:
    """Name and date of birth in one spelling; blank where either is not there."""
    blank = pd.Series("", index=text.index, dtype="str")
    names = text.get("name", blank)
    whole = text.get("first_name", blank) + " " + text.get("last_name", blank)
    both = (text.get("first_name", blank) != "") & (text.get("last_name", blank) != "")
    plain = names.where(names != "", whole.where(both, "")).map(header)
    born = dated.get("date_of_birth", blank)
    there = (plain != "") & (born != "") & ~born.str.startswith("[")
    return (plain + "/" + born).where(there, "")
