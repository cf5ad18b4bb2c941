"""Training put through its lenses: whom it reached, what people learned, what changed, and what cannot be said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pandas as pd

from ..intake.evaluations import Evaluations
from ..intake.template import Template
from ..intake.text import header as spelling
from ..lenses.training import summarise_learning
from ..lenses.training_charges import summarise_charges
from ..lenses.training_need import summarise_need
from ..lenses.training_points import training_points
from ..lenses.training_practice import summarise_practice
from ..lenses.training_reach import references, summarise_reach
from ..lenses.training_results import summarise_programmes
from .training import TrainingRead

ACTION_COLUMNS = ("action_id", "review", "recommendation", "action")
RECOMMENDATION_COLUMNS = ("id", "text", "review")


@dataclass(frozen=True)
class Around:
    """What training is looked at beside: actions and recommendations that may have asked for it, and monthly figures.

    ``actions`` has :data:`ACTION_COLUMNS` and ``recommendations`` :data:`RECOMMENDATION_COLUMNS` (more are not used);
    ``monthly`` and ``definitions`` are as :mod:`scrutiny_lib.intake.indicators` reads them.
    """

    actions: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(ACTION_COLUMNS)))
    recommendations: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(RECOMMENDATION_COLUMNS)))
    monthly: pd.DataFrame = field(default_factory=pd.DataFrame)
    definitions: pd.DataFrame = field(default_factory=pd.DataFrame)


@dataclass(frozen=True)
class Audited:
    """The audited cases, for answers about the work of trained teams and of others: restricted.

    ``answers`` are the agreed judgements; ``team_of`` is the team of each case, ``practised`` the first day of the
    practice looked at where it is known case by case, ``begins`` that of all others.
    """

    answers: pd.DataFrame
    template: Template
    team_of: Mapping[str, str]
    begins: date
    practised: Mapping[str, date | None] = field(default_factory=dict)


def has_training(read: TrainingRead) -> bool:
    """Whether there is anything at all about training."""
    answers = read.evaluations
    return any(map(len, (read.reach, read.need, answers.scores, answers.chosen, answers.answered, read.programmes)))


def summarise_training(
    read: TrainingRead, around: Around, as_at: date, audited: Audited | None = None
) -> tuple[dict[str, pd.DataFrame], list[pd.DataFrame]]:
    """Every table about training by name (but for coded words), and the tables of results."""
    read = _one_spelling(read)
    frames: dict[str, pd.DataFrame] = {}
    frames["training"], frames["training_asked"], reached = summarise_reach(
        read.reach, read.bookings, around.actions, around.recommendations, read.charges
    )
    frames["training_charges"] = summarise_charges(read.bookings, read.charges)
    frames["training_need"], needed = summarise_need(read.need, read.bookings, read.reach)
    learned, counted = summarise_learning(read.evaluations, read.reach)
    frames |= learned
    if audited is not None and len(read.teams):
        frames["training_practice"] = summarise_practice(
            audited.answers, read.teams, audited.team_of, audited.template, audited.begins, audited.practised
        )
    if len(read.programmes):
        frames["training_results"], frames["training_series"] = summarise_programmes(
            read.programmes, around.monthly, around.definitions, as_at
        )
    frames["training_points"] = training_points(frames)
    return frames, [reached, needed, counted]


def _one_spelling(read: TrainingRead) -> TrainingRead:
    """The same with each course spelt as in the reach, or where it stands first: people who write *Naming Neglect* on a
    form mean the course that was held as *Naming neglect*."""
    given, names = read.evaluations, courses_named(read)

    def spelt(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(course=[names[spelling(name)] for name in frame["course"]])

    evaluations = replace(
        given,
        scores=spelt(given.scores),
        chosen=spelt(given.chosen),
        answered=spelt(given.answered),
        sent=spelt(given.sent),
    )
    return replace(
        read,
        reach=spelt(read.reach),
        need=spelt(read.need),
        programmes=spelt(read.programmes),
        evaluations=evaluations,
    )


def courses_named(read: TrainingRead) -> dict[str, str]:
    """Every course that is named anywhere: as it is spelt in the reach, or where it stands first, by how names are
    compared."""
    given, names = read.evaluations, dict[str, str]()
    for frame in (read.reach, read.need, read.programmes, given.answered, given.sent, given.scores, given.chosen):
        for name in frame["course"]:
            names.setdefault(spelling(name), name)
    return names


def asked_about(read: TrainingRead, actions: pd.DataFrame, review: str) -> pd.DataFrame:
    """Of the tracker's actions, those of one review and those that its courses name."""
    named = {one for cell in read.reach["asked_for_by"] for one in references(cell)}
    return actions[actions["action_id"].isin(named) | actions["review"].eq(review)]


def together(reads: Sequence[TrainingRead]) -> TrainingRead:
    """Several reviews' training as one; the charging terms are the workspace's own and the same in all.

    Two people of different reviews may have made up the same code, so that a code counts within its review only.
    """
    reads = [_apart(read, number) for number, read in enumerate(reads, start=1)]

    def joined(name: str, *inside: str) -> Any:
        parts = [getattr(read.evaluations if inside else read, name) for read in reads]
        filled = [part for part in parts if len(part)] or parts[:1]
        return pd.concat(filled, ignore_index=True) if filled else None

    evaluations = Evaluations(
        **{name: joined(name, "evaluations") for name in ("scores", "chosen", "answered", "sent")}
    )
    frames = {name: joined(name) for name in ("reach", "bookings", "need", "teams", "programmes", "received")}
    charges = next((read.charges for read in reads if read.charges is not None), None)
    return TrainingRead(**frames, charges=charges, evaluations=evaluations)


def _apart(read: TrainingRead, number: int) -> TrainingRead:
    """The same with every self-made code marked as that of one review; a form without a code stays without."""

    def marked(frame: pd.DataFrame) -> pd.DataFrame:
        codes = frame["person_code"].astype(str)
        return frame.assign(person_code=codes.where(codes.eq(""), f"{number} " + codes))

    given = read.evaluations
    evaluations = replace(
        given, scores=marked(given.scores), chosen=marked(given.chosen), answered=marked(given.answered)
    )
    return replace(read, evaluations=evaluations)
