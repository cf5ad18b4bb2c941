"""The level given beside the level agreed, case by case, each read by the threshold document that words it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from scrutiny_lib.intake.crosswalk import LevelCrosswalk
from scrutiny_lib.intake.template import Template
from scrutiny_lib.intake.text import header
from scrutiny_lib.intake.thresholds import Threshold, threshold_on
from scrutiny_lib.lenses.design import NAN
from scrutiny_lib.terms import NOT_APPLICABLE, NOT_KNOWN

JUDGED = "judged"
NOT_AGREED = "not agreed"
NO_LEVEL_GIVEN = "no level given"
NOT_COMPARABLE = "not comparable"
STATES = (JUDGED, NOT_APPLICABLE, NOT_AGREED, NO_LEVEL_GIVEN, NOT_COMPARABLE)
"""What became of a case: the first is counted, the second does not apply, of the others the level is not known."""


class Wording(NamedTuple):
    """The document that words the level given in a case, and the one by which a level judged or agreed is read."""

    given: Threshold | None
    judged: Threshold | None


@dataclass(frozen=True)
class LevelPairs:
    """Every case of a review with its two levels.

    Attributes
    ----------
    table : DataFrame
        By case_id: given, agreed (as written, ``""`` where there is none), state (one of :data:`STATES`), given_place,
        agreed_place (on ``scale``, 0 the lowest need; NaN where not judged, or where the level has no common step), gap
        (given less agreed: below 0 too low; NaN where not judged), by_step (the gap is counted in common steps, because
        the two levels come from different documents; else in the levels of the one document), statutory (the level
        agreed is one at which children's social care acts by law, and the level given is not).
    scale : tuple of str
        The names of the places: levels of the one document, or common steps.
    documents : tuple of Threshold
        The documents that word any of the levels, in the order of their dates.
    by_steps : bool
        Whether more than one document words the levels, so that ``scale`` is the common steps of the crosswalk.
    wording : dict of str to Wording
        For every case the documents that word it.
    """

    table: pd.DataFrame
    scale: tuple[str, ...]
    documents: tuple[Threshold, ...]
    by_steps: bool
    wording: Mapping[str, Wording] = field(default_factory=dict)

    @property
    def widest(self) -> int:
        """How many levels or steps the longest of the scales has by which anything is compared."""
        return max(len(self.scale), *(len(one.levels) for one in self.documents), 0)


def question_with_role(template: Template, role: str) -> Mapping[Any, Any] | None:
    """The question of a template that stands for a level (*level given*, *judged* or *agreed*), if it has one."""
    found = template.questions[template.questions["role"] == role].to_dict("records")
    return found[0] if found else None


def pair_levels(
    agreed: pd.DataFrame,
    children: pd.DataFrame,
    template: Template,
    cases: Sequence[str],
    thresholds: Sequence[Threshold],
    crosswalk: LevelCrosswalk,
    area: str,
    edition: str = "",
) -> LevelPairs | None:
    """Set the level given beside the level agreed, for every case.

    Parameters
    ----------
    agreed : DataFrame
        case_id, question, answer.
    children : DataFrame
        case_id; level_given (else the answer to the question with the role *level given*); decision_date and
        referral_date, ISO text or dates, where the frame has them.
    template : Template
        The level agreed is the answer to its question with the role *level agreed*.
    cases : sequence of str
        The cases looked at.
    thresholds, crosswalk
        As :mod:`scrutiny_lib.intake.thresholds` and :mod:`scrutiny_lib.intake.crosswalk` read them.
    area : str
    edition : str
        The edition of the review, for the level agreed, and where a case has no date.

    Returns
    -------
    LevelPairs or None
        ``None`` where the template does not ask for the level agreed, or no level given could be known.

    A case is read by the edition in force on the day of the decision (else of the referral). The level agreed is read
    by the edition whose levels the template's answers are, if those of the case's own edition are others; so is a level
    given that the case's own edition does not have. Two levels of one document are compared by its own levels, whatever
    words other cases; only two levels of different documents go through the crosswalk of levels, and where one of them
    has no step they are not comparable.
    """
    question, given = question_with_role(template, "level agreed"), _given(agreed, children, template, cases)
    if question is None or given is None:
        return None
    settled = agreed[agreed["question"] == question["id"]].set_index("case_id")["answer"].reindex(list(cases))
    here = [one for one in thresholds if one.area == area]
    wording = _wording(question["answers"], here, edition)
    otherwise = next((one for one in here if one.edition == edition), None) or threshold_on(here, area, None) or wording
    in_force = [(threshold_on(here, area, day) if day else None) or otherwise for day in _days(children, cases)]
    words = [
        Wording(first_with(said, current, wording), _or(current, wording, question["answers"]))
        for said, current in zip(given, in_force, strict=True)
    ]
    read = [
        _Case(said, found, by.given, first_with(found, by.judged))
        for said, found, by in zip(given, map(_text, settled), words, strict=True)
    ]
    used = [one for case in read if case.state == JUDGED for one in (case.given_by, case.agreed_by) if one]
    known = {(one.area, one.edition): one for one in used}
    documents = tuple(sorted(known.values(), key=lambda one: (one.in_force_from or date.min, one.edition)))
    by_steps = len(documents) > 1
    places = [case.places(crosswalk if by_steps else None) for case in read]
    apart = [case.apart(crosswalk) if case.state == JUDGED else None for case in read]
    states = [
        NOT_COMPARABLE if case.state == JUDGED and gap is None else case.state
        for case, gap in zip(read, apart, strict=True)
    ]
    table = pd.DataFrame(
        {
            "given": [case.given for case in read],
            "agreed": [case.agreed for case in read],
            "state": states,
            "given_place": [NAN if place is None else float(place) for place, _ in places],
            "agreed_place": [NAN if place is None else float(place) for _, place in places],
            "gap": [NAN if gap is None else float(gap) for gap in apart],
            "by_step": [
                gap is not None and case.given_by != case.agreed_by for case, gap in zip(read, apart, strict=True)
            ],
            "statutory": [case.state == JUDGED and case.falls_short for case in read],
        },
        index=pd.Index(list(cases), name="case_id"),
    )
    sides = ["given_place", "agreed_place"]
    table[sides] = table[sides].where(table["state"] == JUDGED)
    fallback = documents[0] if documents else otherwise
    names = [step.name for step in crosswalk.steps] if by_steps else fallback.levels if fallback else ()
    return LevelPairs(table, tuple(names), documents, by_steps, dict(zip(map(str, cases), words, strict=True)))


def levels_apart(
    level: str, by: Threshold | None, other: str, other_by: Threshold | None, crosswalk: LevelCrosswalk
) -> int | None:
    """How far a level lies above another: in the levels of their document, or if they have two in common steps.

    Parameters
    ----------
    level, other : str
        As written.
    by, other_by : Threshold or None
        The document each is a level of.
    crosswalk : LevelCrosswalk
        Asked only where the two documents are not the same.

    Returns
    -------
    int or None
        Below 0 where ``level`` is the lower; ``None`` where one has no document, no place in it or no step.

    >>> document = Threshold("Northport", "2024", False, ("Universal", "Early Help", "Social Care"))
    >>> levels_apart("universal", document, "Social Care", document, LevelCrosswalk())
    -2
    """
    steps = None if by == other_by else crosswalk
    here, there = _place(level, by, steps), _place(other, other_by, steps)
    return None if here is None or there is None else here - there


class _Case(NamedTuple):
    """One case's two levels as written, each with the document that words it, if one does."""

    given: str
    agreed: str
    given_by: Threshold | None
    agreed_by: Threshold | None

    @property
    def state(self) -> str:
        if header(self.agreed) == header(NOT_APPLICABLE):
            return NOT_APPLICABLE
        if not self.agreed or header(self.agreed) == header(NOT_KNOWN):
            return NOT_AGREED
        return JUDGED if self.given else NO_LEVEL_GIVEN

    def places(self, crosswalk: LevelCrosswalk | None) -> tuple[int | None, int | None]:
        """Both levels on one scale: that of the document, or with a crosswalk its steps."""
        return _place(self.given, self.given_by, crosswalk), _place(self.agreed, self.agreed_by, crosswalk)

    def apart(self, crosswalk: LevelCrosswalk) -> int | None:
        return levels_apart(self.given, self.given_by, self.agreed, self.agreed_by, crosswalk)

    @property
    def falls_short(self) -> bool:
        """Whether the law asks children's social care to act at the level agreed, and not at the level given."""
        given_below = self.given_by is not None and not _by_law(self.given, self.given_by)
        return given_below and _by_law(self.agreed, self.agreed_by)


def first_with(level: str, *documents: Threshold | None) -> Threshold | None:
    """The first of some documents that has a level; ``None`` where none has."""
    return next((one for one in documents if one is not None and one.place(level) is not None), None)


def _place(level: str, document: Threshold | None, crosswalk: LevelCrosswalk | None) -> int | None:
    if document is None or crosswalk is None:
        return document.place(level) if document else None
    step = crosswalk.step_of(document.area, document.edition, level)
    return None if step is None else step - 1


def _by_law(level: str, document: Threshold | None) -> bool:
    place = document.place(level) if document else None
    return document is not None and place is not None and document.levels[place] in document.statutory


def _given(agreed: pd.DataFrame, children: pd.DataFrame, template: Template, cases: Sequence[str]) -> list[str] | None:
    """The level given in each case, ``""`` where none is known."""
    question = question_with_role(template, "level given")
    if "level_given" in children:
        found = children.set_index("case_id")["level_given"]
    elif question is not None:
        found = agreed[agreed["question"] == question["id"]].set_index("case_id")["answer"]
    else:
        return None
    return [_text(level) for level in found.reindex(list(cases))]


def _wording(answers: Sequence[str], here: Sequence[Threshold], edition: str) -> Threshold | None:
    """The document whose levels the template's answers are: the review's own edition, else the latest that has all."""
    order = sorted(here, key=lambda one: (one.edition == edition, not one.closed, one.in_force_from or date.min))
    fits = [one for one in order if _fits(one, answers)]
    return fits[-1] if fits else None


def _fits(document: Threshold | None, answers: Sequence[str]) -> bool:
    return document is not None and all(document.place(answer) is not None for answer in answers)


def _or(current: Threshold | None, wording: Threshold | None, answers: Sequence[str]) -> Threshold | None:
    return current if wording is None or _fits(current, answers) else wording


def _days(children: pd.DataFrame, cases: Sequence[str]) -> list[date | None]:
    """The day each level was given: of the decision, else of the referral; ``None`` where neither is known."""
    days: list[date | None] = [None] * len(cases)
    by_case = children.set_index("case_id")
    for column in ("decision_date", "referral_date"):
        if column in children:
            days = [day or _day(other) for day, other in zip(days, by_case[column].reindex(list(cases)), strict=True)]
    return days


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _day(value: Any) -> date | None:
    """A date out of a date, a timestamp or ISO text; ``None`` for what is missing."""
    if isinstance(value, str):
        return date.fromisoformat(value[:10]) if value else None
    if value is None or value is pd.NaT or value is pd.NA or value != value:
        return None
    return date(value.year, value.month, value.day)
