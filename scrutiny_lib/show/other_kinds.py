"""Questions that are not answered with one of a list: several at once, a number, a date or words."""

from __future__ import annotations

import re

from markupsafe import Markup

from ..terms import ALWAYS_ALLOWED
from .answers import Row, counted
from .charts import Share, draw_shares
from .kinds import GIVEN, MEASURED
from .layout import HALF, html_table, picture
from .middles import Middle, draw_middles
from .text import figure, opening, plain, whole

OVERLAP = "Several could be chosen, so these counts overlap and do not add up."


def several_picture(rows: list[Row]) -> Markup:
    """One question of which several answers could be chosen: a dot for each, most often chosen first."""
    ask, options = plain(rows[0]["label"]), counted(rows)
    outside = [row for row in rows if plain(row["answer"]) in ALWAYS_ALLOWED and whole(row["n"])]
    ranged = any(figure(row["lower"]) is not None for row in options)
    heads = ["Answer", "How many", *(["Likely range, in 100"] if ranged else [])]
    body = [[opening(plain(row["answer"])), row["shown"], _range(row)][: len(heads)] for row in [*options, *outside]]
    data = html_table(ask, heads, body, note=OVERLAP)
    shares = [
        Share(opening(plain(row["answer"])), f"{n:,} of {of:,}", percent, figure(row["lower"]), figure(row["upper"]))
        for row in options
        if (n := whole(row["n"])) is not None
        and (of := whole(row["of"]))
        and (percent := figure(row["percent"])) is not None
    ]
    if not shares:
        return data
    shares.sort(key=lambda one: -one.percent)
    message = Markup('<span class="asked">{}</span> {}').format(
        ask, f"Most often: {shares[0].label} ({shares[0].shown})."
    )
    alt = f"{ask} " + "; ".join(f"{one.label} {one.shown}" for one in shares) + f". {OVERLAP}"
    return picture(message, alt, lambda width: draw_shares(shares, width), data, [OVERLAP], widths=HALF)


def numbers_picture(questions: list[list[Row]]) -> Markup | None:
    """Questions answered with a number: the median and the middle half of each; ``None`` where too few gave one."""
    told = [(rows, middle) for rows in questions if (middle := _middle(rows)) is not None]
    if not told:
        return None
    body = [[middle.label, *(middle.said[at] for at in (1, 0, 2)), middle.shown] for _, middle in told]
    heads = ["Question", "Half had this or less", "Middle half: from", "to", "How many gave a number"]
    data = html_table("Questions answered with a number", heads, body)
    alt = " ".join(
        f"{one.label} Half had {one.said[1]} or less; the middle half {one.said[0]} to {one.said[2]} ({one.shown})."
        for _, one in told
    )
    message = (
        "The dot is the middle: half had this or less. The grey band holds the middle half. Each has its own scale."
    )
    middles = [middle for _, middle in told]
    return picture(message, alt, lambda width: draw_middles(middles, width), data)


def given_table(questions: list[list[Row]]) -> Markup | None:
    """How many gave words, a date, or a number whose middle may not be told; what they wrote is never on a page."""
    rows = [
        [row["label"], opening(plain(row["answer"])), row["shown"]]
        for answers in questions
        if _middle(answers) is None
        for row in answers
        if plain(row["result_id"]).endswith(GIVEN) and plain(row["shown"])
    ]
    if not rows:
        return None
    return html_table("Questions answered in words, with a date or a number", ["Question", "Answer", "How many"], rows,
                      note="What was written is not shown.")  # fmt: skip


def _middle(rows: list[Row]) -> Middle | None:
    by_end = {end: row for row in rows for end in MEASURED if plain(row["result_id"]).endswith(end)}
    said = [plain(by_end[end]["shown"]) if end in by_end else "" for end in MEASURED]
    numbers = [re.match(r"-?[\d,]+(?:\.\d+)?", words) for words in said]
    if not all(numbers):
        return None
    low, middle, high = (float(found[0].replace(",", "")) for found in numbers if found)
    n, of = whole(by_end[MEASURED[1]]["n"]), whole(by_end[MEASURED[1]]["of"])
    shown = f"{n:,} of {of:,} gave one" if n is not None and of is not None else ""
    return Middle(plain(rows[0]["label"]), shown, (low, middle, high), (said[0], said[1], said[2]))


def _range(row: Row) -> str:
    lower, upper = figure(row["lower"]), figure(row["upper"])
    return "" if lower is None or upper is None else f"{lower:.0f} to {upper:.0f}"
