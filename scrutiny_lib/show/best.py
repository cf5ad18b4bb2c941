"""What works best and what needs to improve: by one rule on every page, chosen by the answers alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from markupsafe import Markup

from .answers import Row, share
from .charts import Share, draw_shares
from .kinds import Kinds
from .layout import html_table, picture
from .text import plain, true

MOST = 3
_WIDTH = 340
ABOUT_HALF = "about half"
ENOUGH = 75
"""What works was done for more in 100 than this: the words for shares say "most" from there on."""
NOTHING_WORKS = "No question about practice told on this page was answered well for more than three quarters."


class End(NamedTuple):
    """One question by how often it was answered well: a place to sort by, its words, its share where drawn, and whether
    it may stand under what works."""

    place: float
    label: str
    shown: str
    share: Share | None
    often: bool


def ends(kinds: Kinds, about: Mapping[str, Any], amiss: Collection[str] = ()) -> list[tuple[str, Markup, str]]:
    """The questions answered well most often and least often, under two headings, each with a picture or a list.

    At most :data:`MOST` stand under each, with those that tie with the last of them; where so many tie that they would
    be more than twice as many, none of these is picked out and a sentence says so. Nothing where there are fewer than
    three questions to choose from. What was not done for most, and what a finding to improve rests on (its results are
    ``amiss``), never stands under what works, and a sentence says so where nothing else is left; another says where
    even the worst was nearly always done.
    """
    words = words_of(about)
    found = [end for rows in kinds.chosen if (end := end_of(rows, kinds.together, words, amiss)) is not None]
    if len(found) < 3:
        return []
    ordered = sorted(found, key=lambda end: end.place)
    many = min(MOST, len(ordered) // 2)
    worst, alike = _with_ties(ordered, many)
    best, like_these = _with_ties([end for end in reversed(ordered) if end.often and end not in worst], many)
    drawn = all(end.share is not None for end in found)
    high = "Even these were done for at least nine in ten." if drawn and worst and worst[-1].place >= 90 else ""
    works = _shown("Done most often", best) if best else Markup("" if like_these else "<p>{}</p>").format(NOTHING_WORKS)
    improve = _shown("Done least often", worst) if worst else Markup("")
    return [("What works best", works, like_these), ("What needs to improve", improve, alike or high)]


def words_of(about: Mapping[str, Any]) -> list[str]:
    """The words these readers are given for shares, least first; none where they are given numbers."""
    return [plain(step).partition(":")[0] for step in about.get("words") or []]


def _with_ties(ordered: list[End], many: int) -> tuple[list[End], str]:
    """The first of some questions with those that tie with the last; and, where too many tie, that none is picked."""
    chosen = ordered[:many]
    if not chosen:
        return [], ""
    last = chosen[-1]
    tied = [end for end in ordered if end.place == last.place]
    before = ordered[: ordered.index(tied[0])]
    if len(before) + len(tied) <= 2 * MOST:
        return [*before, *tied], ""
    more = " more" if before else ""
    often = last.shown.partition(" of ")[0] if last.share is None else f"{last.place:.0f} in 100"
    return before, f"{len(tied)}{more} questions are alike ({often}): none of them is picked out."


def end_of(rows: list[Row], together: Mapping[str, Row], words: list[str], amiss: Collection[str] = ()) -> End | None:
    """One question by how often it was answered well; ``None`` where that may not be told in a number or a word."""
    fine = not any(plain(row["result_id"]) in amiss for row in rows)
    found = share(rows, together.get(plain(rows[0]["question"])))
    if found is not None:
        return End(found.percent, found.label, found.shown, found, fine and found.percent > ENOUGH)
    good = [row for row in rows if true(row["good"])]
    shown = plain(good[0]["shown"]) if len(good) == 1 else ""
    step = next((at for at, word in enumerate(words) if word and shown.startswith(word)), None)
    if step is None:
        return None
    return End(float(step), plain(good[0]["label"]), shown, None, fine and step in _often(words))


def _often(words: list[str]) -> set[int]:
    """The steps of the scale of words that mean most: those above the one after "about half"."""
    half = next((at for at, word in enumerate(words) if word == ABOUT_HALF), len(words) // 2)
    return set(range(half + 2, len(words)))


def _shown(message: str, chosen: list[End]) -> Markup:
    """A picture of shares; a table in words where they may not be drawn."""
    data = html_table(message, ["Question", "How many"], [[end.label, end.shown] for end in chosen])
    shares = [end.share for end in chosen if end.share is not None]
    if len(shares) < len(chosen):
        return data
    alt = f"{message}: " + "; ".join(f"{one.label} {one.shown}" for one in shares) + "."
    return picture(f"{message}.", alt, lambda width: draw_shares(shares, width), data, widths=(_WIDTH,))
