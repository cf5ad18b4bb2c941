"""Who made a page: those named in the findings, in the choice of children and of quotations, and by the workspace."""

from __future__ import annotations

from ..intake.findings_file import read_findings
from ..intake.quotes import read_quotes
from ..intake.review import Review
from ..release.quote_letters import same_person
from .figures import reviews_of_year
from .place import Place
from .plan import Due


def authors_of(place: Place, item: Due) -> list[str]:
    """Everybody named as having made it, each once, in order; of the quarter's own pages everybody of the year."""
    reviews = [item.review] if item.review is not None else reviews_of_year(place.workspace, place.quarter)
    named = [*place.workspace.authors, *(name for review in reviews for name in _named(review))]
    return list(dict.fromkeys(name.strip() for name in named if name.strip()))


def is_author(name: str, authors: list[str]) -> bool:
    """Whether a name as typed may be one of them. It fails closed: names that cannot be told apart count as one.

    >>> is_author("analyst a1", ["Scrutiny analyst (A1)"]), is_author("Kim Lee", ["Scrutiny analyst (A1)"])
    (True, False)
    """
    return any(same_person(name, author) for author in authors)


def _named(review: Review) -> list[str]:
    named = [review.sample.chosen_by]
    if (path := review.folder / "findings.toml").is_file():
        named += [str(name) for name in read_findings(path).findings["by"]]
    if (path := review.folder / "quotes.xlsx").is_file():
        named += [str(name) for name in read_quotes(path)[0]["chosen_by"]]
    return named
