"""Fingerprints of what a sample was drawn from and of what was drawn: the same in any order of rows and columns."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd


def frame_hash(frame: pd.DataFrame) -> str:
    """SHA-256 of a frame that does not depend on the order of its rows or columns.

    To repeat it by other means: sort the rows by ``case_id`` and the columns by name; write each column as one line of
    JSON, a list of its name and then its cells as text, missing cells as ``""`` (as Python's
    ``json.dumps(..., ensure_ascii=False)`` writes it); hash the lines, each with a line feed after it, as UTF-8. A
    frame without ``case_id``, or with one twice, is sorted by all its columns.

    >>> frame = pd.DataFrame({"case_id": ["C-1", "C-2"], "stage": ["plan", None]})
    >>> frame_hash(frame) == frame_hash(frame[["stage", "case_id"]].iloc[::-1])
    True
    """
    columns = {str(name): _texts(frame[name]) for name in frame.columns}
    names = sorted(columns)
    ids = columns["case_id"].tolist() if "case_id" in columns else []
    if ids and len(set(ids)) == len(ids):
        order = np.array(sorted(range(len(ids)), key=ids.__getitem__))
    else:
        rows = list(zip(*(columns[name].tolist() for name in names), strict=True))
        order = np.array(sorted(range(len(rows)), key=rows.__getitem__), dtype=np.int64)
    digest = hashlib.sha256()
    for name in names:
        line = json.dumps([name, *columns[name][order].tolist()], ensure_ascii=False)
        digest.update(line.encode("utf-8", "surrogatepass") + b"\n")
    return digest.hexdigest()


def list_hash(case_ids: Iterable[str]) -> str:
    """SHA-256 of a list of case ids in their order, each followed by a line feed.

    >>> list_hash(["C-1", "C-2"]) == hashlib.sha256(b"C-1\\nC-2\\n").hexdigest()
    True
    """
    return hashlib.sha256("".join(f"{case_id}\n" for case_id in case_ids).encode("utf-8", "surrogatepass")).hexdigest()


def _texts(column: pd.Series) -> npt.NDArray[np.object_]:
    codes, met = pd.factorize(column)  # the code of a missing value is -1: the last of the words
    words = np.array([*map(str, np.asarray(met, dtype=object).tolist()), ""], dtype=object)
    return words[codes]
