"""What people said of a course: scores, choices and words, whoever was asked and whenever.

People are known by a code they made up themselves, and by nothing else. Scores are turned so that a higher one is
always the better.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from scrutiny_lib.intake.texts import RECEIVED_COLUMNS, Texts

SCORE_COLUMNS = ("course", "person_code", "wave", "question", "label", "score", "level", "who", "low", "high")
CHOSEN_COLUMNS = ("course", "wave", "question", "label", "answer", "good", "person_code")
ANSWERED_COLUMNS = ("course", "wave", "who", "person_code")
SENT_COLUMNS = ("course", "wave", "who", "sent")


def frame_of_rows(rows: Iterable[Any], columns: Iterable[str]) -> pd.DataFrame:
    """Rows as a table with these columns; whole numbers in score, low, high, sent and in the counts of received."""
    frame = pd.DataFrame(list(rows), columns=list(columns), dtype=object)
    whole = [name for name in frame if name in ("score", "low", "high", "sent", *RECEIVED_COLUMNS[1:])]
    return frame.astype(dict.fromkeys(whole, "int64"))


@dataclass(frozen=True)
class Evaluations:
    """What people said of courses. Restricted: codes of people stand in it.

    Attributes
    ----------
    scores : DataFrame
        :data:`SCORE_COLUMNS`: one row for each score given. ``score``, ``low`` and ``high`` (the ends of the scale) are
        whole numbers, high is good; ``wave`` is one of terms.WAVES, ``level`` of terms.LEVELS_OF_TRAINING, ``who`` of
        terms.WHO_ANSWERED. ``person_code`` is ``""`` where none was written; with a line manager's score it is the code
        of the person the form is about. A code has at most one score for a question in a wave from either of the two.
    chosen : DataFrame
        :data:`CHOSEN_COLUMNS`: one row for each answer chosen from a list without an order; ``good`` is true or false.
    answered : DataFrame
        :data:`ANSWERED_COLUMNS`: one row for each form that came back with an answer and counts, in each wave it
        answers for.
    sent : DataFrame
        :data:`SENT_COLUMNS`: how many were asked, where that was written down.
    texts : Texts
        What was written in own words: a text for each answer, of the kind *practitioners*, ``raised_by`` the course.
    whose : dict of str to int
        The respondent of each source: one number for all that one person wrote of one course.
    received : DataFrame
        what, received, used, held, refused: rows of each file, answers to each question, columns. They add up.
    aside : tuple of str
        What was written in forms that count nowhere: said all the same, and to be looked for wherever words must not
        appear.
    """

    scores: pd.DataFrame = field(default_factory=lambda: frame_of_rows([], SCORE_COLUMNS))
    chosen: pd.DataFrame = field(default_factory=lambda: frame_of_rows([], CHOSEN_COLUMNS))
    answered: pd.DataFrame = field(default_factory=lambda: frame_of_rows([], ANSWERED_COLUMNS))
    sent: pd.DataFrame = field(default_factory=lambda: frame_of_rows([], SENT_COLUMNS))
    texts: Texts = field(default_factory=Texts)
    whose: dict[str, int] = field(default_factory=dict)
    received: pd.DataFrame = field(default_factory=lambda: frame_of_rows([], RECEIVED_COLUMNS))
    aside: tuple[str, ...] = field(default=(), repr=False)
