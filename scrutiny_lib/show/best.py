"""What works best and what needs to improve: as many of the one as of the other, chosen by the answers alone."""

from __future__ import annotations

from collections.abc import Mapping
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
NOTHING_WORKS = "Nothing that was asked was done for more than half."


class _End(NamedTuple):
    """One question by how often it was answered well: a place to sort by, its words, its share where drawn, and whether
    it was done for more than half."""

    place: float
    label: str
    shown: str
    share: Share | None
    often: bool


def ends(kinds: Kinds, about: Mapping[str, Any]) -> list[tuple[str, Markup, str]]:
    """The questions answered well most often and least often, under two headings, each with a picture or a list.

    At most :data:`MOST` stand under each; nothing where there are fewer than three questions to choose from. What was
    done for half or fewer never stands under what works, and a sentence says so where nothing else is left; another
    says where even the worst was nearly always done.
    """
    words = [plain(step).partition(":")[0] for step in about.get("words") or []]
    found = [end for rows in kinds.chosen if (end := _end(rows, kinds.together, words)) is not None]
    if len(found) < 3:
        return []
    ordered = sorted(found, key=lambda end: end.place)
    many = min(MOST, len(ordered) // 2)
    worst = ordered[:many]
    best = [end for end in ordered[: -many - 1 : -1] if end.often]
    drawn = all(end.share is not None for end in found)
    high = "Even these were done for at least nine in ten." if drawn and worst[-1].place >= 90 else ""
    works = _shown("Done most often", best) if best else Markup("<p>{}</p>").format(NOTHING_WORKS)
    return [("What works best", works, ""), ("What needs to improve", _shown("Done least often", worst), high)]


def _end(rows: list[Row], together: Mapping[str, Row], words: list[str]) -> _End | None:
    found = share(rows, together.get(plain(rows[0]["question"])))
    if found is not None:
        return _End(found.percent, found.label, found.shown, found, found.percent > 50)
    good = [row for row in rows if true(row["good"])]
    shown = plain(good[0]["shown"]) if len(good) == 1 else ""
    step = next((at for at, word in enumerate(words) if word and shown.startswith(word)), None)
    return None if step is None else _End(float(step), plain(good[0]["label"]), shown, None, step in _often(words))


def _often(words: list[str]) -> set[int]:
    """The steps of the scale of words that mean more than half: those above the one that says about half."""
    half = next((at for at, word in enumerate(words) if word == ABOUT_HALF), len(words) // 2)
    return set(range(half + 1, len(words)))


def _shown(message: str, chosen: list[_End]) -> Markup:
    """A picture of shares; a table in words where they may not be drawn."""
    data = html_table(message, ["Question", "How many"], [[end.label, end.shown] for end in chosen])
    shares = [end.share for end in chosen if end.share is not None]
    if len(shares) < len(chosen):
        return data
    alt = f"{message}: " + "; ".join(f"{one.label} {one.shown}" for one in shares) + "."
    return picture(f"{message}.", alt, lambda width: draw_shares(shares, width), data, widths=(_WIDTH,))
