"""What people wrote of training in their own words, code by code: over those who wrote, never over passages."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from scrutiny_lib.audit.settle_codes import Settled
from scrutiny_lib.intake.codebook import Codebook
from scrutiny_lib.lenses.practitioner_codes import Wording, count_practitioner_codes

COURSES, WROTE = "courses", "practitioners"
"""What codes are counted over: courses with notes, and people who answered an evaluation in words."""
TRAINING = Wording(
    "training_codes",
    {"lens": "training", "kind": "people", "source": "practitioners"},
    (COURSES, WROTE),
    ("train.code.{}.notes", "train.code.{}"),
    ("In notes of courses", "Written about training"),
    (
        "Courses in whose notes it was coded, of those with notes; how many people said it is not counted.",
        "People in whose answers in words it was coded, of those who wrote any of a course. Who answered chose to.",
    ),
)
"""How the counts of this lens are named."""


def count_training_codes(
    texts: pd.DataFrame,
    passages: pd.DataFrame,
    settled: Settled,
    coding: pd.DataFrame,
    codebook: Codebook,
    whose: Mapping[str, int],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """For each code that was given: in the notes of how many courses, and by how many of those who wrote.

    Parameters
    ----------
    texts, passages, settled, coding, codebook
        As for :func:`~scrutiny_lib.lenses.practitioner_codes.count_practitioner_codes`; ``raised_by`` of a text is the
        course.
    whose : mapping of str to int
        The respondent of each answer in words; what one person wrote of one course at several times counts once.

    Returns
    -------
    training_codes : DataFrame
        The table of that name, notes first, in the order of the codebook. A code that may not be reported has no count
        and no base.
    results : DataFrame
        train.code.<code> over people and train.code.<code>.notes over courses, for codes that may be reported.
    """
    return count_practitioner_codes(texts, passages, settled, coding, codebook, whose, TRAINING)
