"""What readers are told of the files a page rests on: outside the partnership not how many, of short files nothing."""

from __future__ import annotations

import hashlib

import pandas as pd

from ..tables import table
from .limits import Limits

SHORT = ("key", "replacements", "worried now")
"""Kinds of file so short that somebody who guesses what is in one could confirm the guess by its fingerprint."""

TOGETHER = "everything that was read, together"


def mask_trail(trail: pd.DataFrame, limits: Limits) -> pd.DataFrame:
    """The files that were read, as one profile may know them.

    Parameters
    ----------
    trail : DataFrame
        One row for each file: ``what`` it is (its role, never its name), ``source``, ``sha256``.
    limits : Limits
        Only the profile counts here: a workspace can tighten limits, and the same readers stay who they are.

    Returns
    -------
    DataFrame
        The partnership: the same rows, those of :data:`SHORT` without a fingerprint. Readers outside: each kind of file
        once, without a fingerprint and without those of :data:`SHORT`, and a last row :data:`TOGETHER` with one
        fingerprint over all of them, by which they can ask whether a page and the partnership's record belong together.

    >>> rows = table("trail", [{"what": "return", "sha256": "a" * 64}, {"what": "return", "sha256": "b" * 64}])
    >>> mask_trail(rows, Limits("public", {"answers": 5}, (), 20))["what"].tolist()
    ['return', 'everything that was read, together']
    """
    short = trail["what"].isin(SHORT)
    if limits.profile == "partnership" or trail.empty:
        return trail.assign(sha256=trail["sha256"].mask(short))
    lines = sorted(f"{what} {sha256}" for what, sha256 in trail[["what", "sha256"]].itertuples(index=False))
    together = hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()
    kinds = dict.fromkeys(trail.loc[~short, "what"])
    rows = [{"what": what, "source": "read", "sha256": None} for what in kinds]
    return table("trail", [*rows, {"what": TOGETHER, "source": "read", "sha256": together}])
