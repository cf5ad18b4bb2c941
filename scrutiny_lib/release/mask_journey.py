"""Which steps of the journey may be seen, over everybody and by group, so that no small count can be worked out.

A row says how many went on to a step, of how many that could have, and for how many it is too soon to tell. Nothing is
hidden among what is shown, so nothing can be worked out of it: over everybody the journey ends before the first step
behind which few stand, and groups behind which few stand are put together as *all others*.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from ..stats.intervals import wilson
from ..tables import table
from .limits import Limits
from .mask_clocks import Withheld
from .small import has_small_share, is_small

EVERYBODY = ("", "all")
"""What ``by`` says for the rows over everybody."""
COUNTS = ["n", "of", "too_soon"]
PREFIX = "journey."
LEAST_OF_GROUP = 20
"""Those of one group who could go on to a step, below which nothing is said of how many did."""
OTHERS = "all others"
WHY = "Few stand behind some of it, and somebody could be recognised."


class Counts(NamedTuple):
    """What a row that may be seen says, and the step it starts from."""

    n: int
    of: int
    soon: int | None
    before: str


Shown = dict[str, Counts | None]
"""The steps over everybody, in order; ``None`` where a row is not shown."""


def mask_journey(journey: pd.DataFrame, limits: Limits, withheld: Withheld) -> tuple[pd.DataFrame, Shown]:
    """The table ``journey`` for one profile, and the steps over everybody that may be seen.

    A way of grouping that comes down to one group is left out; one of which only later steps do goes up to the step
    before. Of a group with fewer than :data:`LEAST_OF_GROUP` to go on nothing is said by itself: "all seven" would
    speak for each of them.
    """
    if journey.empty:
        return journey, {}
    limit = limits.by_kind["population"]
    with_soon, without = _kept(journey, limit), _kept(journey.assign(too_soon=None), limit)
    rows, steps, left_out = with_soon if len(with_soon[0]) == len(without[0]) else without
    if rows["too_soon"].isna().any():
        rows = rows.assign(too_soon="[c]")
        left_out.append("for how many it is too soon to tell")
    if left_out:
        withheld.append({"what": f"The journey {', '.join(left_out)}", "why": WHY})
    over = rows[rows["by"].fillna("").isin(EVERYBODY)]
    told = {str(row["step"]): row for row in over.to_dict("records")}
    return table("journey", rows), {step: _as_told(told.get(step)) for step in steps}


def _kept(journey: pd.DataFrame, limit: int) -> tuple[pd.DataFrame, list[str], list[str]]:
    """The rows that may be seen, every step over everybody, and what is left out."""
    by = journey["by"].fillna("").astype(str).replace("all", "")
    whole = journey[by.eq("")]
    kept = _safe_steps(whole, limit)
    rows = [whole[whole["step"].isin(kept)]]
    left_out = [] if len(kept) == len(whole) else ["from the first step behind which few stand"]
    for name in [name for name in by.unique() if name]:
        groups = _up_to_a_step(journey[by.eq(name)], rows[0], kept, limit)
        if groups is None:
            left_out.append(f"by {name.replace('_', ' ')}")
        else:
            rows.append(groups)
            if set(kept) & set(journey.loc[by.eq(name), "step"]) > set(groups["step"]):
                left_out.append(f"by {name.replace('_', ' ')} further on")
    return pd.concat(rows), [str(step) for step in whole["step"]], left_out


def _as_told(row: dict[Any, Any] | None) -> Counts | None:
    if row is None:
        return None
    soon = None if row["too_soon"] == "[c]" else _whole(row["too_soon"])
    return Counts(_whole(row["n"]), _whole(row["of"]), soon, _plain(row["from_step"]))


def _safe_steps(rows: pd.DataFrame, limit: int) -> list[str]:
    """The steps before the first one that holds a small count; at a first step only those who began are counted."""
    kept: list[str] = []
    before: dict[str, tuple[int, int | None]] = {}
    for row in rows.to_dict("records"):
        if any(is_small(count, limit) for count in _counts(row, before)):
            break
        before[str(row["step"])] = (_whole(row["n"]), _soon(row))
        kept.append(str(row["step"]))
    return kept


def _soon(row: dict[Any, Any]) -> int | None:
    return None if row["too_soon"] is None or row["too_soon"] != row["too_soon"] else _whole(row["too_soon"])


def _counts(row: dict[Any, Any], before: dict[str, tuple[int, int | None]]) -> list[int]:
    """What a row says and what it lets a reader work out: those who stayed; and, where it says for how many it is too
    soon, those who are in it though they were not counted as having come to the step before, because they went on
    early, and those of that step for whom it is too soon and who have not gone on. Where it does not say so, those of
    the step before who are not counted here are, to all appearance, those for whom it is too soon."""
    n, of, soon = _whole(row["n"]), _whole(row["of"]), _soon(row)
    told = [n, of, of - n]
    went, too_soon = before.get(_plain(row["from_step"]), (of, 0))
    if soon is None:
        return [*told, abs(went - of)]
    early = of + soon - went if _plain(row["from_step"]) else 0
    return [*told, soon, abs(early), abs(too_soon - early) if too_soon else 0]


def _up_to_a_step(groups: pd.DataFrame, whole: pd.DataFrame, kept: list[str], limit: int) -> pd.DataFrame | None:
    """The groups up to the last step that is safe, of at least two where the journey has as many."""
    for many in range(len(kept), max(min(len(kept), 2) - 1, 0), -1):
        steps = kept[:many]
        found = _together(groups[groups["step"].isin(steps)], whole[whole["step"].isin(steps)], limit)
        if found is not None:
            return found
    return None


def _together(groups: pd.DataFrame, whole: pd.DataFrame, limit: int) -> pd.DataFrame | None:
    """The groups, those behind which few stand put together with as many more as it takes; ``None``: one is left."""
    sizes = groups.groupby("group", sort=False)["of"].max().astype(int)
    order = list(sizes.sort_values(kind="stable").index)
    told = [name for name in COUNTS if whole[name].notna().all()]
    rest = whole.set_index("step")[told].astype(int) - groups.groupby("step")[told].sum().astype(int)
    if any(is_small(abs(int(count)), limit) for count in rest.to_numpy().ravel()):
        return None
    apart = [name for name in order if _is_safe(groups[groups["group"] == name], limit)]
    merged = [name for name in order if name not in apart]
    while merged and not _is_safe(_sum(groups[groups["group"].isin(merged)]), limit):
        if not apart:
            return None
        merged.append(apart.pop(0))
    if len(apart) + bool(merged) < 2:
        return None
    parts = [groups[groups["group"].isin(apart)], *([_sum(groups[groups["group"].isin(merged)])] if merged else [])]
    return pd.concat([part for part in parts if len(part)])


def _is_safe(rows: pd.DataFrame, limit: int) -> bool:
    few = any(_plain(row["from_step"]) and 0 < _whole(row["of"]) < LEAST_OF_GROUP for row in rows.to_dict("records"))
    return not few and len(_safe_steps(rows, limit)) == len(rows)


def _sum(rows: pd.DataFrame) -> pd.DataFrame:
    """Several groups as one, with its own shares."""
    made = []
    for _, step in rows.groupby("order", sort=True):
        n, of = (int(step[name].astype(int).sum()) for name in ("n", "of"))
        soon = int(step["too_soon"].astype(int).sum()) if step["too_soon"].notna().all() else None
        first: dict[Any, Any] = {**step.iloc[0].to_dict(), "group": OTHERS, "n": n, "of": of, "too_soon": soon}
        share = wilson(n, of) if _plain(first["from_step"]) and of else None
        limits = (share.lower, share.upper) if share is not None and of >= LEAST_OF_GROUP else (None, None)
        percents = [None if part is None else 100 * part for part in (share.estimate if share else None, *limits)]
        made.append({**first, **dict(zip(("percent", "lower", "upper"), percents, strict=True))})
    return table("journey", made)


def _whole(value: Any) -> int:
    return 0 if value is None or value != value else int(value)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else ""


def hidden_steps(results: pd.DataFrame, shown: Shown, limit: int) -> set[str]:
    """Which results of the journey say, or let somebody work out, a count that the table does not say.

    *journey.<step>* and its *.too_soon* say what the row says; *.not_on_record* is of all that came to the step, those
    who went on early with them, and so hidden where *.too_soon* is; *.from_start* is counted beside the first row and
    the others of its kind. What is none of these is hidden.
    """
    hidden: set[str] = set()
    told: list[tuple[int, int]] = []
    for row in results.to_dict("records"):
        step, _, what = str(row["result_id"]).removeprefix(PREFIX).partition(".")
        n, of, own = int(row["n"]), int(row["of"]), shown.get(step)
        first = next(iter(shown.values()), None)
        after = [counts for counts in shown.values() if counts is None or counts.before == step]
        if own is None or row["group"] != "all" or has_small_share(n, of, limit):
            safe = False
        elif what == "from_start":
            gaps = [own.n - n, (first.n if first else of) - of]
            gaps += [gap for was, out_of in told for gap in (was - n, out_of - of)]
            safe = first is not None and not any(is_small(abs(gap), limit) for gap in gaps)
            told += [(n, of)] if safe else []
        elif what == "not_on_record":
            safe = None not in after and own.soon is not None and not is_small(of - own.n, limit)
        else:
            soon = (own.soon, own.of + own.soon) if own.soon is not None else None
            safe = (n, of) == {"": (own.n, own.of), "too_soon": soon}.get(what)
        hidden |= set() if safe else {str(row["result_id"])}
    return hidden
