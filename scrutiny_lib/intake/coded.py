"""What coders gave, as one table of stretches of text, and which passages a stretch counts for."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from scrutiny_lib.intake.codebook import Codebook

CODERS = ("coder", "role", "file", "locked_on", "sha256", "finished")
CODINGS = ("source", "start", "end", "code", "coder")
READ = ("passage_id", "coder")
RECEIVED = ("file", "received", "used", "held", "refused")
NOTES = ("passage_id", "coder", "note")
PARTS = ("coder", "role", "file", "locked_on", "there", "finished")
HANDED = ("passage_id", "coder", "file")
FIRST, SECOND = "first", "second"
ROLES = (FIRST, SECOND)

Ints = npt.NDArray[np.int64]


def blank_codings() -> pd.DataFrame:
    """A table of codings with no row: text, and whole numbers for ``start`` and ``end``."""
    return pd.DataFrame(columns=list(CODINGS), dtype=object).astype({"start": "int64", "end": "int64"})


def _table(columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(columns=list(columns), dtype=object)


@dataclass(frozen=True)
class Coded:
    """What of the coders' work may be counted now.

    Attributes
    ----------
    coders : DataFrame
        One row for each coder: coder (a pseudonym), role (*first* codes everything, *second* what was drawn), and of
        the first file: file, locked_on (ISO date or ``""``), sha256, finished (whether the coder is locked: date given,
        and the workbook says so).
    codings : DataFrame
        source, start, end, code, coder: stretches in code points, the end exclusive. Both coders' once both are locked;
        until then the first coder's alone where locked, else none.
    read : DataFrame
        passage_id, coder: the passages each of these coders looked at, whether or not a code was given.
    received : DataFrame
        file, received, used, held, refused: codes given, by file, with received = used + held + refused. Work that is
        not locked yet is counted here, and nowhere else.
    notes : DataFrame
        passage_id, coder, note: what these coders wrote beside a passage.
    waiting : tuple of str
        What is waited for before the two can be compared, in sentences; empty when there is nothing to wait for.
    parts : DataFrame
        One row for each file of ``coders.csv``, the parts that came later included: coder, role, file, locked_on, there
        (whether the file is there), finished. What is locked of a coder counts together.
    parts_open : tuple of str
        Which later parts are not locked, in sentences. Nothing waits for them: their passages are not coded yet.
    handed : DataFrame
        passage_id, coder, file: the passages that stand in what came back, locked or not: nobody is given them again.
    nothing_fits : DataFrame
        passage_id, coder: where these coders ticked *Nothing fits*.
    reopened : tuple of str
        The coders whose locked work was opened again, at any time, by the record of locks.
    """

    coders: pd.DataFrame = field(default_factory=lambda: _table(CODERS))
    codings: pd.DataFrame = field(default_factory=blank_codings)
    read: pd.DataFrame = field(default_factory=lambda: _table(READ))
    received: pd.DataFrame = field(default_factory=lambda: _table(RECEIVED))
    notes: pd.DataFrame = field(default_factory=lambda: _table(NOTES))
    waiting: tuple[str, ...] = ()
    parts: pd.DataFrame = field(default_factory=lambda: _table(PARTS))
    parts_open: tuple[str, ...] = ()
    handed: pd.DataFrame = field(default_factory=lambda: _table(HANDED))
    nothing_fits: pd.DataFrame = field(default_factory=lambda: _table(READ))
    reopened: tuple[str, ...] = ()

    @property
    def pair(self) -> tuple[str, str] | None:
        """The first and the second coder where both are locked and may be compared, else ``None``."""
        done = self.coders[self.coders["finished"].astype(bool)]
        by_role = dict(zip(done["role"], done["coder"], strict=True))
        both = FIRST in by_role and SECOND in by_role and not self.waiting
        return (by_role[FIRST], by_role[SECOND]) if both else None


def passage_codes(coded: Coded, passages: pd.DataFrame) -> pd.DataFrame:
    """Which codes each coder gave to which passage.

    A stretch counts for a passage when it covers at least half of the shorter of the two: a few words marked inside a
    long passage count for it, and so does a stretch that begins a little early; one that merely touches does not.

    Parameters
    ----------
    coded : Coded
    passages : DataFrame
        passage_id, source, start, end.

    Returns
    -------
    DataFrame
        passage_id, coder, code, no row twice, in the order of the passages, then by coder and code.

    >>> spans = [("S1", 0, 4, "L1", "A1"), ("S1", 9, 20, "L2", "A1")]
    >>> given = Coded(codings=pd.DataFrame(spans, columns=list(CODINGS)))
    >>> rows = [("p1", "S1", 0, 10), ("p2", "S1", 10, 20)]
    >>> passages = pd.DataFrame(rows, columns=["passage_id", "source", "start", "end"])
    >>> passage_codes(given, passages).to_numpy().tolist()
    [['p1', 'A1', 'L1'], ['p2', 'A1', 'L2']]
    """
    spans, held = counts_for(coded.codings, passages)
    codings = coded.codings.iloc[spans]
    found = pd.DataFrame(
        {
            "at": held,
            "passage_id": passages["passage_id"].to_numpy()[held],
            "coder": codings["coder"].to_numpy(),
            "code": codings["code"].to_numpy(),
        }
    )
    found = found.drop_duplicates().sort_values(["at", "coder", "code"], kind="stable")
    return found[["passage_id", "coder", "code"]].reset_index(drop=True)


def counts_for(spans: pd.DataFrame, passages: pd.DataFrame) -> tuple[Ints, Ints]:
    """Pairs of a stretch and a passage it counts for (see :func:`passage_codes`).

    Parameters
    ----------
    spans, passages : DataFrame
        With columns source, start and end.

    Returns
    -------
    (array, array)
        Positions of the rows of ``spans`` and, equally long, of ``passages``. An empty stretch counts for nothing.
    """
    begin, end = (spans[name].to_numpy(dtype=np.int64) for name in ("start", "end"))
    starts, ends = (passages[name].to_numpy(dtype=np.int64) for name in ("start", "end"))
    of_source = passages.groupby("source", sort=False).indices
    found: list[tuple[Ints, Ints]] = []
    for source, at in spans.groupby("source", sort=False).indices.items():
        if source not in of_source:
            continue
        order = np.asarray(of_source[source], dtype=np.int64)
        order = order[np.argsort(starts[order], kind="stable")]
        low = np.searchsorted(np.maximum.accumulate(ends[order]), begin[at], side="right")
        high = np.searchsorted(starts[order], end[at], side="left")
        many = np.maximum(high - low, 0)
        first = np.repeat(low - (many.cumsum() - many), many)
        span, passage = np.repeat(np.asarray(at, dtype=np.int64), many), order[first + np.arange(many.sum())]
        shared = np.minimum(end[span], ends[passage]) - np.maximum(begin[span], starts[passage])
        shorter = np.minimum(end[span] - begin[span], ends[passage] - starts[passage])
        counts = (shared > 0) & (2 * shared >= shorter)
        found.append((span[counts], passage[counts]))
    if not found:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    return np.concatenate([span for span, _ in found]), np.concatenate([passage for _, passage in found])


def exclusive_clashes(spans: pd.DataFrame, passages: pd.DataFrame, codebook: Codebook) -> Ints:
    """Positions of one coder's stretches that give a passage two codes of a group which allows one: all of them."""
    groups = codebook.groups.loc[codebook.groups["exclusive"].astype(bool), "id"]
    group_of = dict(zip(codebook.codes["id"], codebook.codes["group"], strict=True))
    at, passage = counts_for(spans, passages)
    pairs = pd.DataFrame({"at": at, "passage": passage, "code": spans["code"].to_numpy()[at]})
    pairs["group"] = pairs["code"].map(group_of)
    pairs = pairs[pairs["group"].isin(set(groups))]
    several = pairs.groupby(["passage", "group"])["code"].transform("nunique") > 1
    return np.unique(pairs.loc[several, "at"].to_numpy(dtype=np.int64))


def joined(spans: pd.DataFrame) -> tuple[pd.DataFrame, int, int]:
    """One coder's stretches with repeats counted once and overlaps of one code joined.

    Returns
    -------
    (DataFrame, int, int)
        source, start, end, code, sorted by place; how many rows repeated another; how many were joined to one they
        overlap. Stretches that only touch stay two.

    >>> rows = [("S1", 0, 5, "L1"), ("S1", 3, 9, "L1"), ("S1", 9, 12, "L1"), ("S1", 0, 5, "L1")]
    >>> table, repeats, overlaps = joined(pd.DataFrame(rows, columns=["source", "start", "end", "code"]))
    >>> table.to_numpy().tolist(), repeats, overlaps
    ([['S1', 0, 9, 'L1'], ['S1', 9, 12, 'L1']], 1, 1)
    """
    keys = ["source", "code", "start", "end"]
    once = spans[["source", "start", "end", "code"]].drop_duplicates().sort_values(keys, kind="stable")
    kept: list[tuple[str, int, int, str]] = []
    for source, start, end, code in once.itertuples(index=False, name=None):
        if kept and (kept[-1][0], kept[-1][3]) == (source, code) and start < kept[-1][2]:
            kept[-1] = (source, kept[-1][1], max(kept[-1][2], end), code)
        else:
            kept.append((source, int(start), int(end), code))
    table = pd.DataFrame(kept, columns=["source", "start", "end", "code"]).astype({"start": "int64", "end": "int64"})
    table = table.sort_values(["source", "start", "end", "code"], kind="stable").reset_index(drop=True)
    return table, len(spans) - len(once), len(once) - len(kept)
