"""The checker's page: what the second person looks at before a page may leave, on one page, with what to type.

It is made from what would leave and from what a reader could work out about it. The true value behind a hidden cell is
not on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from ..release import Outcome
from ..release.standing import content_hash
from ..tables import Tables
from ..terms import AUDIENCE_NAMES
from .layout import fill, html_table
from .leaving import Leaving, sentences_leaving, smallest_shown, tables_leaving
from .page import POLICY, Page
from .text import figure, plain, sentence


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


def checker_page(outcome: Outcome, searched: Searched, earlier: Sequence[Earlier], what: str, quarter: str) -> str:
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
    """
    tables = outcome.tables
    assert tables is not None
    leaving = tables_leaving(tables)
    page = Page({**tables.about, "title": f"To check: {plain(tables.about.get('title'))}"}, [])
    return str(
        fill(
            "checker",
            page=page,
            policy=POLICY,
            title=plain(tables.about.get("title")),
            reader=AUDIENCE_NAMES.get(outcome.audience, outcome.audience),
            audience=outcome.audience,
            profile=plain(tables.about.get("profile")),
            review=outcome.review,
            quarter=quarter,
            why=outcome.why,
            status=plain(tables.about.get("status_line")),
            content=content_hash(tables),
            files=[f"{outcome.audience}{ending}" for ending in searched.files],
            smallest=smallest_shown(leaving),
            summary=_summary(leaving) if leaving else None,
            leaving=leaving,
            sentences=_sentences(tables),
            hidden=_audit(outcome.audit) if len(outcome.audit) else None,
            withheld=_pairs("What was left out of this page, and why", ["What", "Why"], tables["withheld"]),
            earlier=_earlier(earlier) if earlier else None,
            quotes=_quotes(tables["quotes"]),
            searched=searched,
            approve=f"scrutiny approve {what} --quarter {quarter} --by NAME --why TEXT",
        )
    )


def _summary(leaving: Sequence[Leaving]) -> Markup:
    rows = [[one.name, one.rows, one.counts, plain(one.smallest, "no counts"), one.hidden] for one in leaving]
    heads = ["Table", "Rows with a number", "Counts shown", "Smallest shown above 0", "Hidden"]
    return html_table("The tables that would leave", heads, rows, (1, 2, 3, 4))


def _sentences(tables: Tables) -> Markup | None:
    said = sentences_leaving(tables)
    if not said:
        return None
    rows = [[place, words] for place, words in said]
    return html_table("Every sentence with a figure in it", ["Where", "Sentence"], rows)


def _audit(audit: pd.DataFrame) -> Markup:
    rows = [
        [
            plain(row["cell"]).replace("|", " · "),
            plain(row["why"]),
            plain(row.get("table"), "–"),
            _between(row["lower"], row["upper"]),
        ]
        for row in audit.to_dict("records")
    ]
    heads = ["Hidden count", "Why it is hidden", "Table", "What a reader can work out"]
    return html_table("Every hidden count, and what a reader can work out about it", heads, rows)


def _between(lower: object, upper: object) -> str:
    least, most = figure(lower), figure(upper)
    begins = plain(0 if least is None else least)
    if most is None or most == float("inf"):
        return f"could be anything from {begins} up"
    return f"could be anything from {begins} to {plain(most)}"


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
