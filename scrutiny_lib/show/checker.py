"""The checker's page: what the second person looks at before a page may leave, on one page, with what to type.

It is made from what would leave and from what a reader could work out about it. The true value behind a hidden cell is
not on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd
from markupsafe import Markup

from ..release import Outcome
from ..release.gate import NOT_APPROVED
from ..release.standing import content_hash
from ..tables import Tables
from ..terms import AUDIENCE_NAMES
from .hidden_counts import hidden_counts
from .layout import fill, html_table
from .leaving import Leaving, sentences_leaving, smallest_shown, tables_leaving
from .page import POLICY, Page
from .printed import Printed, printed_in
from .text import plain, sentence

LIMITS: Mapping[str, str] = {
    "partnership": "the partnership’s own readers",
    "group": "a group of readers outside the partnership’s Executive",
    "public": "anybody: it is as strict as a public page",
}
"""Whose limits for small counts a page keeps, in words."""

UNCHECKED = "No second person has approved it yet, and the partnership has no rule that it may leave without one."


@dataclass(frozen=True)
class Searched:
    """The last search: endings of the files looked through, how many identifiers and runs of somebody's words were
    looked for, and what was found that is not certain and needs a person to look (its kind, never its text)."""

    files: tuple[str, ...]
    looked_for: int
    to_look_at: tuple[str, ...] = ()


@dataclass(frozen=True)
class Earlier:
    """An earlier release that tells some of the same counts, and how many."""

    quarter: str
    review: str
    audience: str
    shared: int


def checker_page(
    outcome: Outcome,
    searched: Searched,
    earlier: Sequence[Earlier],
    what: str,
    quarter: str,
    files: Mapping[str, bytes] | None = None,
) -> str:
    """The whole page as HTML, self-contained, the same bytes for the same draft.

    Parameters
    ----------
    outcome : Outcome
        The draft: its tables, audit and equations.
    searched : Searched
        The last search of its files, which found nothing certain (else there would be no draft).
    earlier : sequence of Earlier
        Releases of the ledger that share a count with it.
    what : str
        Workspace, review and audience as they are typed after ``scrutiny approve``.
    quarter : str
        The quarter as folders name it.
    files : mapping of str to bytes
        The draft's files by the end of their names. Only what stands in them leaves; the rest of the tables is listed
        as worked with. Left out, everything in the tables is taken to leave.
    """
    tables = outcome.tables
    assert tables is not None
    printed = printed_in(files, _share_words(tables)) if files else None
    every = tables_leaving(tables)
    leaving = tables_leaving(tables, printed.numbers) if printed and printed.laid_out else [] if printed else every
    kept = _kept(every, leaving)
    page = Page({**tables.about, "title": f"To check: {plain(tables.about.get('title'))}"}, [])
    return str(
        fill(
            "checker",
            page=page,
            policy=POLICY,
            title=plain(tables.about.get("title")),
            reader=AUDIENCE_NAMES.get(outcome.audience, outcome.audience),
            audience=outcome.audience,
            limits=LIMITS.get(plain(tables.about.get("profile")), ""),
            review=outcome.review,
            quarter=quarter,
            why=UNCHECKED if outcome.why == NOT_APPROVED else outcome.why,
            status=plain(tables.about.get("status_line")),
            content=content_hash(tables),
            files=[f"{outcome.audience}{ending}" for ending in searched.files],
            smallest=smallest_shown(leaving),
            summary=_summary(leaving) if leaving else None,
            leaving=leaving,
            laid_out=printed is None or printed.laid_out,
            kept=_kept_table(kept) if kept else None,
            sentences=_sentences(tables, printed),
            hidden=hidden_counts(outcome),
            withheld=_pairs("What was left out of this page, and why", ["What", "Why"], tables["withheld"]),
            earlier=_earlier(earlier) if earlier else None,
            quotes=_quotes(tables["quotes"]),
            searched=searched,
            approve=f'scrutiny approve {what} --quarter {quarter} --by "your name" --why "what you looked at"',
        )
    )


def _share_words(tables: Tables) -> list[str]:
    """The words that stand for a share on this page: each line of ``words`` explains one, or two with "or" between."""
    said = [plain(line).partition(":")[0] for line in tables.about.get("words") or []]
    return [word for line in said for word in (line, *line.split(" or ")) if word not in ("", "all", "none")]


def _kept(every: Sequence[Leaving], leaving: Sequence[Leaving]) -> list[Leaving]:
    """Tables with rows that do not leave, with how much of each does not."""
    left = {one.name: one for one in leaving}
    found = []
    for one in every:
        gone = left.get(one.name)
        if gone is None:
            found.append(one)
        elif gone.rows < one.rows:
            rows, counts, hidden = one.rows - gone.rows, one.counts - gone.counts, one.hidden - gone.hidden
            found.append(replace(one, rows=rows, counts=counts, hidden=hidden))
    return found


def _kept_table(kept: Sequence[Leaving]) -> Markup:
    rows = [[one.name, one.rows, one.counts, one.hidden] for one in kept]
    heads = ["Table", "Rows with a number", "Counts", "Hidden"]
    return html_table("Worked with: in no file that leaves", heads, rows, (1, 2, 3))


def _summary(leaving: Sequence[Leaving]) -> Markup:
    rows = [[one.name, one.rows, one.counts, plain(one.smallest, "no counts"), one.hidden] for one in leaving]
    heads = ["Table", "Rows with a number", "Counts shown", "Smallest shown above 0", "Hidden"]
    return html_table("The tables that would leave", heads, rows, (1, 2, 3, 4))


def _sentences(tables: Tables, printed: Printed | None) -> Markup | None:
    if printed is not None:
        if not printed.lines:
            return None
        rows = [[str(at), line] for at, line in enumerate(printed.lines, start=1)]
        return html_table("Every sentence with a figure, or a word for a share, in it", ["Number", "Sentence"], rows)
    said = sentences_leaving(tables)
    if not said:
        return None
    return html_table("Every sentence with a figure in it", ["Where", "Sentence"], [list(pair) for pair in said])


def _pairs(caption: str, heads: Sequence[str], frame: pd.DataFrame) -> Markup | None:
    if frame.empty:
        return None
    return html_table(caption, heads, [[sentence(plain(cell)) for cell in row] for row in frame.to_numpy().tolist()])


def _earlier(earlier: Sequence[Earlier]) -> Markup:
    rows = [[one.review, one.quarter, AUDIENCE_NAMES.get(one.audience, one.audience), one.shared] for one in earlier]
    heads = ["Page", "Quarter", "For", "Counts in common"]
    return html_table("Released earlier, with some of the same counts", heads, rows, (3,))


def _quotes(quotes: pd.DataFrame) -> Markup | None:
    if quotes.empty:
        return None
    rows = [
        [
            row["quote_id"],
            plain(row["words"]),
            plain(row["said_by"]),
            plain(row["finding_id"], "–"),
            plain(row["state"]),
        ]
        for row in quotes.to_dict("records")
    ]
    heads = ["Quotation", "Words as printed", "Said by", "Finding", "State"]
    return html_table("Quotations on this page", heads, rows)
