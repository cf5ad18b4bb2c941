"""Voices counted: from what was read to tables and results, beside an earlier review and the tracker of actions."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from ..intake.actions_file import read_actions
from ..intake.assumptions import Assumptions
from ..intake.findings_file import FindingsFile, read_findings
from ..intake.review import Review, read_review
from ..intake.text import header as spelling
from ..intake.workspace import find_reviews
from ..lenses.design import Design
from ..lenses.voice import codes_to_compare, summarise_voice
from ..lenses.voice_again import Earlier
from ..lenses.voice_did import actions_for_voices
from ..loop import summarise_actions
from .casework import Casework
from .voices import Voices, nothing_said, read_voices


def summarise_voices(
    work: Casework,
    voices: Voices,
    assumptions: Assumptions,
    design: Design,
    file: FindingsFile | None = None,
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """The tables about voices of one review by name, and their results.

    Parameters
    ----------
    work, voices, assumptions, design
        The review, its voices as read, what is assumed, and how the cases were chosen.
    file : FindingsFile, optional
        The findings, through which actions go back to what was said.
    """
    said = voices.children or nothing_said(work, work.review.voice.codebook)
    coding = said.coding(assumptions)
    frames, results = summarise_voice(
        said.texts,
        said.passages,
        said.settled,
        coding,
        said.codebook,
        voices.log,
        work.agreed.table,
        work.returns.table,
        work.template,
        work.drawn,
        design,
        work.unit,
        work.agencies,
        earlier=_earlier(work, assumptions),
        actions=_actions(work, file),
    )
    return {**frames, "coding": coding}, results


def _earlier(work: Casework, assumptions: Assumptions) -> Earlier | None:
    """The voices of the earlier review that ``review.toml`` names, counted again from its own files."""
    name = work.review.voice.earlier
    if not name:
        return None
    review, problems = read_review(work.workspace.reviews / name, work.workspace)
    problems.raise_if_stops()
    assert review is not None
    before = Casework(work.workspace, review, work.today)
    voices = read_voices(before, assumptions.coding_second_share)
    design = Design.of(before.sample, review.sample.design, assumptions.interval_minimum)
    said = voices.children or nothing_said(before, review.voice.codebook)
    codes = codes_to_compare(
        said.texts,
        said.passages,
        said.settled,
        said.coding(assumptions),
        said.codebook,
        before.drawn,
        design,
        before.unit,
    )
    return Earlier(name, review.quarter[:7] + " " + review.quarter[8:], codes, said.codebook.id)


def _actions(work: Casework, file: FindingsFile | None) -> pd.DataFrame | None:
    """The actions of the tracker that go back to something children or families said, in this review or before it."""
    tracker = work.workspace.root / "actions.csv"
    if not tracker.is_file():
        return None
    actions, problems = read_actions(tracker)
    problems.raise_if_stops()
    staged, _ = summarise_actions(actions, work.review.quarter_ends)
    reviews = [review for folder in find_reviews(work.workspace) if (review := read_review(folder, work.workspace)[0])]
    titles = Counter(spelling(review.title) for review in reviews)

    def called(review: Review) -> tuple[str, ...]:
        """What the tracker may call a review: a title that two reviews have says nothing."""
        return (review.name, review.title) if titles[spelling(review.title)] == 1 else (review.name,)

    found = [] if file is None else [actions_for_voices(staged, file, called(work.review))]
    for review in reviews:
        path = review.folder / "findings.toml"
        same_book = review.voice.codebook == work.review.voice.codebook
        if review.quarter < work.review.quarter and same_book and path.is_file():
            behind = actions_for_voices(staged, read_findings(path), called(review))
            found.append(behind.assign(said_in=review.title))
    return pd.concat(found, ignore_index=True) if found else None
