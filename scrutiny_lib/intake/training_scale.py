"""A scale of an evaluation: numbers, words or both, and which of its ends is the good one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from scrutiny_lib.intake.text import header as spelling

FIRST, LAST = BEST = ("first", "last")
"""Which end of a scale, as the form shows it, is the best: for numbers the lowest is the first."""

_NUMBER = re.compile(r"([+-]?\d{1,9})(?:\.0+)?")


@dataclass(frozen=True)
class Scale:
    """How a question is answered with a point of a scale.

    Attributes
    ----------
    lowest, highest : int
        The numbers at its ends. Where only words are offered they count from 1.
    answers : tuple of str
        The words of its points in the order of the form, the first at ``lowest``; empty where points have numbers only.
    best : str
        One of :data:`BEST`.
    no_opinion : tuple of str
        Answers that are none, such as *not applicable*.
    by_words : bool
        Whether only words are offered: a number is then no answer.
    """

    lowest: int
    highest: int
    answers: tuple[str, ...] = ()
    best: str = LAST
    no_opinion: tuple[str, ...] = ()
    by_words: bool = False

    def turned(self) -> Scale:
        """The same scale with its other end the best."""
        best = FIRST if self.best == LAST else LAST
        return Scale(self.lowest, self.highest, self.answers, best, self.no_opinion, self.by_words)

    def says_nothing(self, cell: str) -> bool:
        """Whether a filled cell holds one of the answers that are none."""
        return spelling(cell) in {spelling(word) for word in self.no_opinion}

    def score(self, cell: str) -> int | None:
        """The score a cell holds, turned so that high is good; ``None`` for anything that is no point of the scale.

        Words, the number, or both where they agree (``4 - Agree``). Nothing is rounded or cut.

        >>> words = Scale(1, 3, ("Agree", "Neither", "Disagree"), best="first")
        >>> words.score("agree"), words.score("3 – Disagree"), words.score("1 - Disagree"), words.score("Agre")
        (3, 1, None, None)
        >>> numbers = Scale(1, 5)
        >>> numbers.score("4.0"), numbers.score("4.5"), numbers.score("6"), numbers.score("4/5"), numbers.score("80%")
        (4, None, None, None, None)
        """
        text = unicodedata.normalize("NFKC", cell).strip()
        found = _NUMBER.fullmatch(text)
        if found:
            point = None if self.by_words else int(found[1])
        else:
            named = re.fullmatch(r"(?:([0-9]{1,9})\s*[-–—.:)(]?\s*)?(.*)", text, re.DOTALL)
            assert named is not None
            words = {spelling(word): self.lowest + place for place, word in enumerate(self.answers)}
            point = words.get(spelling(text))
            if point is None and named[1]:
                point = words.get(spelling(named[2]))
                point = point if point == int(named[1]) else None
        if point is None or not self.lowest <= point <= self.highest:
            return None
        return point if self.best == LAST else self.lowest + self.highest - point

    def same_points(self, other: Scale) -> bool:
        """Whether two scales have the same points, whichever end is the best, so that scores can be put side by side.

        Words in the opposite order are the same points: read by words, they mean the same.

        >>> up, down = Scale(1, 2, ("No", "Yes")), Scale(1, 2, ("Yes", "No"), best="first")
        >>> up.same_points(down), up.same_points(down.turned()), up.same_points(Scale(1, 3))
        (True, False, False)
        """
        if (self.lowest, self.highest) != (other.lowest, other.highest):
            return False
        if not self.answers or not other.answers:
            return True
        return {word: self.score(word) for word in self._words()} == {
            word: other.score(word) for word in other._words()
        }

    def _words(self) -> set[str]:
        return {spelling(word) for word in self.answers}
