"""Who belongs to one family: brothers and sisters are never treated as if they had been met apart."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from scrutiny_lib.errors import Problem, Refused
from scrutiny_lib.terms import SYMBOLS

Ints = npt.NDArray[np.int64]


def family_of(frame: pd.DataFrame) -> pd.Series:
    """The family of each row, by ``case_id``: its ``family_id``; where that is blank, a family of its own.

    A family of its own goes by the child's code, which is ``child`` where the rows are referrals (so that two
    referrals of one child stay together), else ``case_id``.

    Raises
    ------
    Refused
        When the code of a child without a family is also that of a family (I02).

    >>> frame = pd.DataFrame({"case_id": ["C-1", "C-2", "C-3"], "family_id": ["F-1", "", "F-1"]})
    >>> family_of(frame).tolist()
    ['F-1', 'C-2', 'F-1']
    """
    own = frame["child" if "child" in frame.columns else "case_id"].astype(str)
    given = _given(frame)
    alone = given == ""
    if set(own[alone]) & set(given[~alone]):
        fact = "A child without a family has the code of a family."
        raise Refused([Problem("I02", fact, "Give families ids of their own.", column="family_id")])
    labels = given.where(~alone, own)
    return pd.Series(labels.tolist(), index=frame["case_id"].tolist(), name="family", dtype=object)


def families_known(frame: pd.DataFrame) -> int | None:
    """How many families the frame holds; ``None`` where it does not say who belongs together.

    >>> families_known(pd.DataFrame({"case_id": ["C-1", "C-2"], "family_id": ["", ""]})) is None
    True
    """
    return int(family_of(frame).nunique()) if (_given(frame) != "").any() else None


def sharing_a_family(frame: pd.DataFrame) -> int | None:
    """How many rows of the frame share their family with another; ``None`` where it does not say who belongs together.

    >>> sharing_a_family(pd.DataFrame({"case_id": ["C-1", "C-2", "C-3"], "family_id": ["F-1", "", "F-1"]}))
    2
    """
    return int(family_of(frame).duplicated(keep=False).sum()) if (_given(frame) != "").any() else None


def families_in_turn(frame: pd.DataFrame) -> tuple[Ints, list[str]]:
    """Each row's family as a whole number, and the families' names, which the order of drawing is made from."""
    codes, names = pd.factorize(np.array(family_of(frame).tolist(), dtype=object))
    return codes.astype(np.int64), [str(name) for name in names]


def _given(frame: pd.DataFrame) -> pd.Series:
    if "family_id" not in frame.columns:
        return pd.Series("", index=frame.index, dtype="str")
    text = frame["family_id"].astype("str").fillna("").str.strip()
    return text.mask(text.isin([*SYMBOLS, "nan", "None"]), "")
