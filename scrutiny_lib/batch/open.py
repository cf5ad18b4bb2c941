"""Open what a page is drawn from: everything, for the analyst; released tables only, for an audience."""

from __future__ import annotations

from pathlib import Path

from ..errors import ScrutinyError
from ..intake.review import read_review
from ..intake.workspace import find_reviews, read_workspace
from ..tables import Tables
from ..terms import WORKING


def open_tables(workspace: str, review: str, audience: str = WORKING, tables: str = "") -> Tables:
    """The tables of one review.

    Parameters
    ----------
    workspace : str
        Folder of the workspace. Not looked at when ``tables`` is given.
    review : str
        Name of the review's folder, or one of the quarter's own pages (``training-impact``, ``actions-and-impact``).
    audience : str
        ``"working"``: everything is counted from case-level data, for the analyst; what is made stays in ``working/``.
    tables : str
        A file of released tables. The quarterly batch gives this, and then nothing else is read.

    Returns
    -------
    Tables

    Raises
    ------
    ScrutinyError
        For an audience other than ``"working"`` without released tables: only the release decides what it may see.
    """
    if tables:
        seen = Tables.load(Path(tables))
        if seen.about.get("audience") != audience:
            raise ScrutinyError("These tables were released for another audience.")
        return seen
    if audience != WORKING:
        raise ScrutinyError(
            "Only the release decides what an audience may see: use scrutiny run, or audience = 'working'."
        )
    from .compute import compute

    found, problems = read_workspace(Path(workspace))
    problems.raise_if_stops()
    if (found.reviews / review).is_dir():
        read, review_problems = read_review(found.reviews / review, found)
        review_problems.raise_if_stops()
        assert read is not None
        return compute(found, review, read, read.quarter).tables
    quarters = [
        read.quarter for folder in find_reviews(found) for read in [read_review(folder, found)[0]] if read is not None
    ]
    return compute(found, review, None, max(quarters, default="")).tables
