"""What was coded twice: passages that two coders or more read, and what each of them gave to each passage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Twice:
    """Passages that two coders or more read.

    Attributes
    ----------
    passages : list of str
        Their ids, in the order of the table of passages.
    coders : list of str
        Everybody who read one of them, in the order in which coders are listed.
    read : bool array, passages × coders
        Who read what.
    codes : list of str
        The codes looked at.
    given : bool array, codes × passages × coders
        Who gave which code to which passage; False where it was not read.
    """

    passages: list[str]
    coders: list[str]
    read: Flags
    codes: list[str]
    given: Flags

    def ratings(self, code: str) -> Floats:
        """One code as ratings, passages × coders: 1 given, 0 not given, nan not read."""
        given = self.given[self.codes.index(code)].astype(float)
        return np.where(self.read, given, np.nan)

    def choices(self, codes: Sequence[str], or_none: bool) -> tuple[Floats, int]:
        """A group of codes of which a passage can have one, as ratings: the place of the code in ``codes``.

        Returns
        -------
        (float array, int)
            passages × coders: the place from 0; ``len(codes)`` where a coder gave none of them and ``or_none`` is set,
            else nan. A coder who gave a passage two codes of the group has given no answer (nan). And how often that
            was.
        """
        places = [self.codes.index(code) for code in codes if code in self.codes]
        kept = [place for place, code in enumerate(codes) if code in self.codes]
        given = self.given[places]
        many = given.sum(axis=0)
        chosen = (given * np.array(kept, dtype=float).reshape(-1, 1, 1)).sum(axis=0)
        ratings = np.where(many == 1, chosen, np.nan)
        if or_none:
            ratings = np.where(self.read & (many == 0), float(len(codes)), ratings)
        return ratings, int((many > 1).sum())


def read_twice(
    passages: pd.DataFrame, read: pd.DataFrame, given: pd.DataFrame, coders: Sequence[str], codes: Sequence[str]
) -> Twice:
    """Who read what and gave what, for the passages that at least two coders read.

    Parameters
    ----------
    passages : DataFrame
        passage_id and more; sets the order.
    read : DataFrame
        passage_id, coder: which passages each coder looked at, whether or not anything was coded there.
    given : DataFrame
        passage_id, coder, code.
    coders, codes : sequence of str
        In the order in which they are told. What others gave, and other codes, are left out.

    >>> passages = pd.DataFrame({"passage_id": ["p1", "p2"]})
    >>> read = pd.DataFrame({"passage_id": ["p1", "p1", "p2"], "coder": ["A1", "A2", "A1"]})
    >>> given = pd.DataFrame({"passage_id": ["p1", "p2"], "coder": ["A1", "A1"], "code": ["P1", "P1"]})
    >>> twice = read_twice(passages, read, given, ["A1", "A2"], ["P1"])
    >>> twice.passages, twice.ratings("P1").tolist()
    (['p1'], [[1.0, 0.0]])
    """
    ids = list(dict.fromkeys(passages["passage_id"].astype(str)))
    looked = np.zeros((len(ids), len(coders)), dtype=bool)
    rows, columns = _places(read["passage_id"], ids), _places(read["coder"], coders)
    known = (rows >= 0) & (columns >= 0)
    looked[rows[known], columns[known]] = True
    marked = np.zeros((len(codes), len(ids), len(coders)), dtype=bool)
    rows, columns = _places(given["passage_id"], ids), _places(given["coder"], coders)
    sheets = _places(given["code"], codes)
    known = (rows >= 0) & (columns >= 0) & (sheets >= 0)
    marked[sheets[known], rows[known], columns[known]] = True
    twice = looked.sum(axis=1) >= 2
    who = looked[twice].any(axis=0)
    both = looked[twice][:, who]
    return Twice(
        passages=[passage for passage, kept in zip(ids, twice, strict=True) if kept],
        coders=[coder for coder, kept in zip(coders, who, strict=True) if kept],
        read=both,
        codes=list(codes),
        given=marked[:, twice][:, :, who] & both,
    )


def _places(values: pd.Series, among: Sequence[str]) -> npt.NDArray[np.int64]:
    """Where each value stands among those listed; −1 where it does not."""
    place = {value: at for at, value in enumerate(among)}
    return np.array([place.get(str(value), -1) for value in values], dtype=np.int64)
