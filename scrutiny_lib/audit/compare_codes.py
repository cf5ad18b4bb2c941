"""Where two coders differ: one line for each passage and code that one of them gave and the other did not."""

from __future__ import annotations

import pandas as pd

from scrutiny_lib.intake.coded import Coded, passage_codes

COLUMNS = ("passage_id", "source", "code", "given_by", "not_given_by")


def compare_codes(coded: Coded, passages: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The differences between the first and the second coder, on the passages that both looked at.

    Parameters
    ----------
    coded : Coded
    passages : DataFrame
        passage_id, source, start, end.

    Returns
    -------
    (DataFrame, tuple of str)
        passage_id, source, code, given_by, not_given_by, in the order of the passages, then by code; and what is waited
        for. While there is anything to wait for, nothing is compared.
    """
    pair = coded.pair
    if pair is None:
        return pd.DataFrame(columns=list(COLUMNS), dtype=object), coded.waiting
    given = passage_codes(coded, passages)
    sets = {}
    for coder in pair:
        own = given[given["coder"] == coder]
        sets[coder] = set(own[["passage_id", "code"]].itertuples(index=False, name=None))
    read = [set(coded.read.loc[coded.read["coder"] == coder, "passage_id"]) for coder in pair]
    both = read[0] & read[1]
    place = {passage: number for number, passage in enumerate(passages["passage_id"])}
    source = dict(zip(passages["passage_id"], passages["source"], strict=True))
    rows = []
    for one, other in (pair, pair[::-1]):
        only = sets[one] - sets[other]
        rows += [(passage, source[passage], code, one, other) for passage, code in only if passage in both]
    rows.sort(key=lambda row: (place[row[0]], row[2]))
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object), ()
