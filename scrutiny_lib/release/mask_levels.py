"""Levels of need: what may be seen of the level given beside the level agreed, and of who was wrong in which direction.

Both are cross-tables of the audited cases. For readers who are told in words none of it leaves.
"""

from __future__ import annotations

import pandas as pd

from ..tables import table
from .limits import Limits
from .mask_clocks import Withheld
from .small import is_small

WHY = "Some of its counts are small, and hiding only those would let the others give them away."


def mask_levels(levels: pd.DataFrame, results: pd.DataFrame, limits: Limits, withheld: Withheld) -> pd.DataFrame:
    """Level given by level agreed: shown only when no cell and no margin of it is small, and neither is what lies
    between it and the shares (``results``), which go by the levels of one document where the table goes by steps."""
    if levels.empty:
        return levels
    limit = limits.by_kind["attributes"]
    cells = list(levels["n"])
    for side in ("level_given", "level_agreed"):
        cells.extend(levels.groupby(side)["n"].sum())
    alike = int(levels.loc[levels["level_given"] == levels["level_agreed"], "n"].sum())
    for name, count in (("level.right", alike), ("level.judged", int(levels["n"].sum()))):
        told = results.loc[results["result_id"] == name, "n"]
        cells.extend(abs(int(n) - count) for n in told if n == n and n is not None)
    if limits.speaks_in_words or any(is_small(cell, limit) for cell in cells):
        withheld.append({"what": "Level given beside level agreed, as a table", "why": WHY})
        return levels.iloc[:0]
    return levels


def mask_level_gaps(gaps: pd.DataFrame, limits: Limits, withheld: Withheld) -> pd.DataFrame:
    """How far the level given lay from the level agreed: over all judged, and by group where that is safe.

    Over all judged it is an answer like any other. By group a small count hides its group, and with it as many more as
    it takes for those hidden to hold no small count together; ``[c]`` in their counts. An attribute of which every
    group would be hidden is left out.
    """
    if gaps.empty:
        return gaps
    if limits.speaks_in_words:
        withheld.append({"what": "How far levels were too low or too high", "why": "Small counts stand behind them."})
        return gaps.iloc[:0]
    whole = gaps["by"].isna() | gaps["by"].isin(["", "all"])
    kept, left_out = [gaps[whole]], []
    for by, rows in gaps[~whole].groupby("by", sort=False):
        hidden = _hidden_groups(rows, limits.by_kind["attributes"])
        if hidden is None:
            left_out.append(str(by).replace("_", " "))
            continue
        cells = rows[["n", "of"]].astype(object).mask(rows["group"].isin(hidden), "[c]")
        kept.append(rows.assign(n=cells["n"], of=cells["of"]))
    if left_out:
        withheld.append({"what": f"How far levels were too low or too high, by {', '.join(left_out)}", "why": WHY})
    return table("level_gaps", pd.concat(kept))


def _hidden_groups(rows: pd.DataFrame, limit: int) -> set[str] | None:
    """Groups to hide; ``None`` where all would be.

    A reader may know how many stand in each group, and knows what the hidden ones hold together. Where neither is
    small, any one of the hidden groups could hold all that they hold together of a gap, up to its own size.
    """
    cells = rows.assign(n=rows["n"].astype(int)).pivot_table(index="group", columns="gap", values="n", aggfunc="sum")
    small = cells.apply(lambda group: any(is_small(n, limit) for n in [*group, group.sum()]), axis=1)
    hidden = set(cells.index[small])
    while hidden and any(is_small(n, limit) for n in cells.loc[list(hidden)].sum()):
        rest = cells.drop(index=list(hidden)).sum(axis=1)
        if rest.empty:
            return None
        hidden.add(str(rest.sort_values(kind="stable").index[0]))
    return None if len(hidden) == len(cells) else {str(group) for group in hidden}
