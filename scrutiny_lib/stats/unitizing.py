"""Krippendorff's alpha for marked passages: do coders mark the same stretches of text with the same codes?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from scrutiny_lib.errors import ScrutinyError

Units = npt.NDArray[np.float64]


def unitizing_alpha(
    spans: pd.DataFrame, length: float, begin: float = 0, *, coders: Iterable[object] | None = None
) -> pd.Series:
    """αU by code, and for all codes together.

    Parameters
    ----------
    spans : DataFrame with columns coder, code, start, end
        One marked passage a line, end exclusive, in code points (or any unit) of one text. Passages of one coder and
        code that overlap count as one; passages that only touch stay two.
    length, begin : float
        The text runs from ``begin`` to ``begin + length``.
    coders : iterable, optional
        Everybody who read the text; without it, everybody who marked something. Name them all, or a coder who marked
        nothing is overlooked.

    Returns
    -------
    Series
        αU by code (sorted), then ``"all"``: 1 − Σ observed ÷ Σ expected disagreement over the codes. nan for everything
        when there are fewer than two coders; ``series.attrs["note"]`` then says so. Empty but for ``"all"`` (nan)
        when nothing was marked.

    Raises
    ------
    ScrutinyError
        When a column is missing, a passage is empty, lies outside the text, or has no coder or code.

    Source: Krippendorff (1995) Sociological Methodology 25:47–76; (2004) *Content Analysis*, p. 254 (published test:
    c 0.7286, all 0.859) and (1995) p. 57.

    >>> spans = pd.DataFrame({"coder": ["i", "j"], "code": ["fear", "fear"], "start": [10, 10], "end": [30, 30]})
    >>> unitizing_alpha(spans, 100).round(3).to_dict()
    {'fear': 1.0, 'all': 1.0}
    """
    missing = [name for name in ("coder", "code", "start", "end") if name not in spans.columns]
    if missing:
        raise ScrutinyError(f"The table of passages lacks: {', '.join(missing)}.")
    start, end = (pd.to_numeric(spans[name], errors="coerce").to_numpy(dtype=float) for name in ("start", "end"))
    if spans["coder"].isna().any() or spans["code"].isna().any():
        raise ScrutinyError("A passage has no coder or no code. Fill it in, or leave the passage out.")
    if not (length > 0 and (start >= begin).all() and (end <= begin + length).all() and (start < end).all()):
        raise ScrutinyError("A passage is empty or lies outside the text. Check start, end and the text's length.")
    who = list(dict.fromkeys(spans["coder"] if coders is None else coders))
    if not spans["coder"].isin(who).all():
        raise ScrutinyError("A passage belongs to a coder who is not among those named.")
    codes = sorted(spans["code"].unique(), key=str)
    names = [*codes, "all"]
    if len(who) < 2 or not codes:
        result = pd.Series(math.nan, index=names, dtype=float)
        result.attrs["note"] = "not defined: " + ("nothing was marked" if not codes else "there is one coder only")
        return result
    observed, expected = [], []
    for code in codes:
        units = []
        for coder in who:
            mine = ((spans["coder"] == coder) & (spans["code"] == code)).to_numpy()
            units.append(_merged(np.column_stack([start[mine] - begin, end[mine] - begin])))
        observed.append(_observed(units, length))
        expected.append(_expected(units, length))
    alphas = [_alpha(o, e) for o, e in zip(observed, expected, strict=True)]
    return pd.Series([*alphas, _alpha(sum(observed), sum(expected))], index=names, dtype=float)


def _alpha(observed: float, expected: float) -> float:
    return 1 - observed / expected if expected > 0 else math.nan


def _merged(units: Units) -> Units:
    """Passages in order, overlapping ones joined."""
    joined: list[list[float]] = []
    for start, end in sorted(units.tolist()):
        if joined and start < joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return np.array(joined, dtype=float).reshape(-1, 2)


def _observed(units: Sequence[Units], length: float) -> float:
    """Squared differences of the ends of passages that meet; squared length of a passage that meets none."""
    total = 0.0
    for i, a in enumerate(units):
        for b in units[i + 1 :]:
            meet = (a[:, None, 0] < b[None, :, 1]) & (b[None, :, 0] < a[:, None, 1])
            gap = ((a[:, None, :] - b[None, :, :]) ** 2).sum(axis=2)
            alone = [u[~meet.any(axis=axis)] for axis, u in ((1, a), (0, b))]
            total += float(gap[meet].sum()) + sum(float(((u[:, 1] - u[:, 0]) ** 2).sum()) for u in alone)
    pairs = len(units) * (len(units) - 1)
    return 2 * total / (pairs * length**2)


def _expected(units: Sequence[Units], length: float) -> float:
    """The same over every way in which these passages and gaps could have met on a text of this length."""
    lengths = np.concatenate([u[:, 1] - u[:, 0] for u in units])
    gaps = np.concatenate(
        [np.append(u[:, 0], length) - np.concatenate([[0.0], u[:, 1]]) for u in units]  # before, between, after
    )
    gaps = gaps[gaps > 0]
    both = (len(lengths) - 1) / 3 * (2 * lengths**3 - 3 * lengths**2 + lengths)
    room = np.clip(gaps[None, :] - lengths[:, None] + 1, 0, None)
    room[gaps[None, :] < lengths[:, None]] = 0
    total = float((both + lengths**2 * room.sum(axis=1)).sum())
    places = len(units) * length * (len(units) * length - 1) - float((lengths * (lengths - 1)).sum())
    return 2 / length * total / places if places > 0 else 0.0
