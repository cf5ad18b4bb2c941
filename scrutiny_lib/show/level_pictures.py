"""Pictures of the levels: given against agreed, too low or too high and by how much, and the same by who referred."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ..audit.beside_frame import attribute_name
from ..plural import one_of
from .answers import Row, rows_of
from .charts import draw_levels
from .gaps import Gap, draw_gaps
from .given import Given, order_of
from .layout import html_table, picture
from .text import figure, opening, plain, whole

_STEPS = {
    -2: "too low by two or more",
    -1: "too low by one",
    0: "right",
    1: "too high by one",
    2: "too high by two or more",
}
MOST_GROUPS = 12
"""Groups in one picture: more would not fit on a sheet of paper."""

_GROUPED = {
    "referral_source": "who made the referral",
    "outcome": "what was decided",
    "locality": "where the child lives",
    "level_given": "the level given",
}


def levels_picture(levels: pd.DataFrame, given: list[Given] | None, unit: str) -> Markup | None:
    """Levels given and agreed as a grid; at the end of each row how many of it were not right."""
    if levels.empty:
        return None
    order = order_of(levels)
    numbers = pd.DataFrame(0.0, index=order, columns=order)
    words = pd.DataFrame("", index=order, columns=order)
    for row in rows_of(levels):
        place, n = (plain(row["level_given"]), plain(row["level_agreed"])), whole(row["n"])
        numbers.loc[place] = float("nan") if n is None else n
        words.loc[place] = "" if n == 0 else plain(row["n"], "[x]")
    by_level = {one.level: f"{one.wrong:,} of {one.of:,}" for one in given or []}
    beside = [by_level.get(level, "") for level in order] if by_level else []
    heads = ["Level given", *order, *(["Not right"] if by_level else [])]
    rows = [[level, *(words.loc[level, agreed] or "0" for agreed in order), *([by_level.get(level, "none given")] if
             by_level else [])] for level in order]  # fmt: skip
    caption = f"{opening(unit)} by level given (down) and level agreed (across)"
    data = html_table(caption, heads, rows, range(1, len(heads)))
    pairs = [(one, agreed) for one in order for agreed in order if words.loc[one, agreed]]
    alt = "; ".join(f"given {one}, agreed {agreed}: {plain(words.loc[one, agreed])}" for one, agreed in pairs)
    wrong = "; ".join(f"{level}, {count} not right" for level, count in by_level.items())
    alt = f"{opening(unit)}: {alt}." + (f" By level given: {wrong}." if wrong else "")
    message = (
        f"{opening(unit)} by the level given (down the side) and the level agreed at the audit (along the top). In the "
        "frames the two are the same; to the right of them the level given was too low, to the left too high."
    )
    return picture(message, alt, lambda width: draw_levels(numbers, words, width, beside), data)


def direction_picture(found: dict[str, Row], unit: str) -> Markup | None:
    """Too low or too high, by one level or more, over everybody judged, as one row of squares."""
    right, low, high = (found.get(f"level.{name}") for name in ("right", "too_low", "too_high"))
    if right is None or low is None or high is None:
        return None
    counts = {step: _count(found, step) for step in _STEPS}
    of = whole(right["of"])
    if any(count is None for count in counts.values()) or not of:
        return None
    n = {step: count or 0 for step, count in counts.items()}
    gap = _row(f"All {unit} judged", of, n)
    rows = [[words, f"{n[step]:,} of {of:,}"] for step, words in _STEPS.items()]
    data = html_table(
        f"By how many levels the level given was wrong, in {unit}", ["The level given was", "How many"], rows
    )
    alt = "The level given was " + ", ".join(f"{words} for {n[step]}" for step, words in _STEPS.items()) + f" of {of}."
    message = _way(n, unit, one_of(unit))
    return picture(message, alt, lambda width: draw_gaps([gap], width), data)


def _count(found: dict[str, Row], step: int) -> int | None:
    side = "right" if not step else f"too_{'low' if step < 0 else 'high'}_by_{'1' if abs(step) == 1 else '2_or_more'}"
    row = found.get(f"level.{side}")
    if row is None and step:
        whole_side = found.get(f"level.too_{'low' if step < 0 else 'high'}")
        return 0 if whole_side is not None and whole(whole_side["n"]) == 0 else None
    return whole(row["n"]) if row is not None else None


def _way(n: dict[int, int], unit: str, one: str) -> str:
    low, high = n[-1] + n[-2], n[1] + n[2]
    side = (
        "When the level was wrong it was as often too low as too high"
        if low == high
        else f"When the level was wrong it was more often too {'low' if low > high else 'high'}"
    )
    if not low + high:
        side = "No level was wrong"
    far = n[-2] + n[2]
    by_more = f", and for {far:,} of {low + high:,} by two levels or more" if far else ", never by more than one level"
    return f"{side}{by_more if low + high else ''}. Each square is one {one}."


def by_whom(gaps: pd.DataFrame, unit: str) -> list[tuple[str, Markup]]:
    """For each way of grouping: its question, and a picture of too low and too high for each group.

    A way of which fewer than two groups may be shown is left out: there is nothing to set side by side.
    """
    made = []
    for by, rows in gaps.groupby("by", sort=False):
        if plain(by) in ("", "all") or rows["gap"].isna().any():
            continue
        groups = [_gap(plain(group), rows_of(own)) for group, own in rows.groupby("group", sort=False)]
        if sum(gap.right is not None for gap in groups) < 2:
            continue
        words = _GROUPED.get(plain(by)) or attribute_name(plain(by)).lower()
        made.append((f"Does it differ by {words}?", _gaps_picture(words, groups, unit)))
    return made


def _gap(group: str, rows: list[Row]) -> Gap:
    """One group's row; without counts where one of them is hidden."""
    counts: dict[int, int | None] = {step: 0 for step in _STEPS}
    of = whole(rows[0]["of"])
    for row in rows:
        step, n = whole(row["gap"]), whole(row["n"])
        if step is None:
            continue
        step = max(-2, min(2, step))
        before = counts[step]
        counts[step] = None if n is None or before is None else before + n
    if of is None or any(count is None for count in counts.values()):
        return Gap(opening(group), "[c]")
    return _row(opening(group), of, {step: count or 0 for step, count in counts.items()})


def _row(label: str, of: int, n: dict[int, int]) -> Gap:
    return Gap(label, f"{of - n[0]:,} of {of:,} not right", (n[-1], n[-2]), n[0], (n[1], n[2]))


def _gaps_picture(words: str, groups: list[Gap], unit: str) -> Markup:
    told = [gap for gap in groups if gap.right is not None]
    rows = [
        [gap.label, *(["[c]"] * 5 if gap.right is None else [*reversed(gap.low), gap.right, *gap.high])]
        for gap in groups
    ]
    heads = [opening(words), *(opening(step) for step in _STEPS.values())]
    data = html_table(f"{opening(unit)} by {words}, and by how many levels the level given was wrong", heads, rows,
                      range(1, 6))  # fmt: skip
    if not told:
        return data
    alt = "; ".join(
        f"{gap.label}: {gap.shown}" + (f", {sum(gap.low)} too low and {sum(gap.high)} too high" if gap in told else "")
        for gap in groups
    )
    hidden = "[c]: the group is so small that somebody could be recognised." if len(told) < len(groups) else ""
    drawn = groups
    if len(groups) > MOST_GROUPS:
        sizes = [0 if gap.right is None else gap.right + sum(gap.low) + sum(gap.high) for gap in groups]
        least = sorted(sizes, reverse=True)[MOST_GROUPS - 1]
        drawn = [gap for gap, size in zip(groups, sizes, strict=True) if size >= least and gap.right is not None]
        drawn = drawn[:MOST_GROUPS]
    rest = (
        f"The {len(drawn)} largest of {len(groups)} groups; all are in the table." if len(drawn) < len(groups) else ""
    )
    few = "These groups are small. A difference between them may be chance alone."
    among = "" if len(told) == len(groups) else "Of the groups that can be shown: "
    said = _most_often(told)
    message = f"{among}{said[:1].lower() + said[1:] if among else said} Each square is one {one_of(unit)}."
    return picture(message, f"{alt}.", lambda width: draw_gaps(drawn, width), data, [rest, few, hidden])


def _most_often(told: list[Gap]) -> str:
    """The group whose levels were most often wrong, and in which direction; of equals the larger."""

    def wrong(gap: Gap) -> tuple[float, int]:
        n = sum(gap.low) + sum(gap.high)
        of = n + (gap.right or 0)
        return (n / of if of else 0.0, of)

    worst = max(told, key=wrong)
    low, high = sum(worst.low), sum(worst.high)
    if not low + high:
        return "No level was wrong in any group."
    way = "as often too low as too high" if low == high else f"mostly too {'low' if low > high else 'high'}"
    if not low or not high:
        way = f"{'every time ' if low + high > 1 else ''}too {'low' if low else 'high'}"
    return f"Most often not right: {worst.label} ({worst.shown.removesuffix(' not right')}), {way}."


def given_by_gaps(gaps: pd.DataFrame) -> list[Given] | None:
    """The levels given, from the gaps by level given; ``None`` where one of them is hidden or there are none.

    A row without a gap counts levels that were wrong in a direction that may not be told.
    """
    found = []
    for level, rows in gaps[gaps["by"] == "level_given"].groupby("group", sort=False):
        counts = [(figure(row["gap"]), whole(row["n"])) for row in rows_of(rows)]
        if any(n is None for _, n in counts):
            return None
        low, high = (sum(n or 0 for gap, n in counts if gap is not None and side * gap > 0) for side in (-1, 1))
        wrong = sum(n or 0 for gap, n in counts if gap != 0)
        of = sum(n or 0 for _, n in counts)
        if of:
            found.append(Given(plain(level), of, low, high, wrong))
    return found or None
