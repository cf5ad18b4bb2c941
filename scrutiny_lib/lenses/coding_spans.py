"""The same stretches of text? What coders marked, laid end to end over the text that they both read, for αU.

Passages can hide a difference: two coders who mark one word and a whole paragraph gave the same passage the same code.
So the marks themselves are compared too (:func:`scrutiny_lib.stats.agreement.unitizing_alpha`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pandas as pd

from scrutiny_lib.lenses.coding_twice import Twice
from scrutiny_lib.stats.agreement import unitizing_alpha

Run = tuple[str, int, int, tuple[str, ...]]
"""A stretch of one source that the same coders read: source, start, end, coders."""


def runs_read(twice: Twice, passages: pd.DataFrame, lengths: Mapping[str, int]) -> list[Run]:
    """The stretches of text that the same coders read, in order; together they are the text for αU.

    A passage's stretch runs to where the next passage of its source begins (the first from the beginning of the source,
    the last to its end), so a source that was read as a whole is there as a whole. Neighbours that the same coders read
    are one stretch. Where some passages were read by more coders than others, the usual number counts: passages with
    fewer readers are left out, and of more readers the first in the order of coders are taken.

    Parameters
    ----------
    twice : Twice
    passages : DataFrame
        passage_id, source, start, end, of all passages, read twice or not.
    lengths : mapping of str to int
        Code points of each source.
    """
    usual = _usual(Counter(twice.read.sum(axis=1).tolist()))
    readers = {
        passage: tuple(coder for coder, read in zip(twice.coders, row, strict=True) if read)[:usual]
        for passage, row in zip(twice.passages, twice.read, strict=True)
        if row.sum() >= usual
    }
    runs: list[Run] = []
    for source, mine in passages.groupby("source", sort=False):
        mine = mine.sort_values(["start", "end"], kind="stable")
        starts = [0, *mine["start"].astype(int).tolist()[1:]]
        end = max(lengths.get(str(source), 0), int(mine["end"].max()))
        for passage, start, stop in zip(mine["passage_id"], starts, [*starts[1:], end], strict=True):
            who = readers.get(str(passage))
            if who is None or stop <= start:
                continue
            if runs and runs[-1][0] == source and runs[-1][2] == start and runs[-1][3] == who:
                start = runs.pop()[1]
            runs.append((str(source), start, stop, who))
    return runs


def spans_on(runs: list[Run], codings: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """What was marked on these stretches, laid end to end.

    Parameters
    ----------
    runs : list of Run
    codings : DataFrame
        source, start, end, code, coder. What lies outside the stretches, or was marked by others, is cut off.

    Returns
    -------
    (DataFrame, int)
        coder (place among the readers of its stretch), code, start, end: as :func:`unitizing_alpha` takes them; and
        the length of the whole.
    """
    pieces, offset = [], 0
    by_source = {str(source): mine for source, mine in codings.groupby("source", sort=False)}
    for source, start, end, who in runs:
        mine = by_source.get(source)
        if mine is not None:
            place = {coder: at for at, coder in enumerate(who)}
            met = mine[(mine["start"] < end) & (mine["end"] > start) & mine["coder"].isin(who)]
            pieces.append(
                pd.DataFrame(
                    {
                        "coder": met["coder"].map(place),
                        "code": met["code"],
                        "start": met["start"].clip(lower=start) - start + offset,
                        "end": met["end"].clip(upper=end) - start + offset,
                    }
                )
            )
        offset += end - start
    empty = pd.DataFrame({"coder": [], "code": [], "start": [], "end": []})
    return (pd.concat(pieces, ignore_index=True) if pieces else empty), offset


def span_alphas(
    twice: Twice,
    passages: pd.DataFrame,
    lengths: Mapping[str, int],
    codings: pd.DataFrame,
    groups: Mapping[str, list[str]],
) -> dict[str, float]:
    """αU by code, for each group of codes, and for ``"all"``; what is not defined is not there.

    Parameters
    ----------
    twice, passages, lengths
        As :func:`runs_read` takes them.
    codings : DataFrame
        As :func:`spans_on` takes them; only codes of ``twice`` are looked at.
    groups : mapping of str to list of str
        Codes of each group to be told together.

    The order in which sources stand in ``passages`` decides what lies beside what, and so, a little, how much chance
    would give; a coder who marked nothing is still a coder.
    """
    runs = runs_read(twice, passages, lengths)
    if not runs:
        return {}
    spans, length = spans_on(runs, codings[codings["code"].isin(twice.codes)])
    coders = range(len(runs[0][3]))
    found = unitizing_alpha(spans, length, coders=coders).to_dict()
    for group, codes in groups.items():
        found[group] = unitizing_alpha(spans[spans["code"].isin(codes)], length, coders=coders)["all"]
    return {str(name): float(value) for name, value in found.items() if value == value}


def _usual(times: Counter[int]) -> int:
    """The most frequent number of readers; of two as frequent, the larger."""
    return max(times, key=lambda number: (times[number], number)) if times else 2
