"""Training at four levels, each with its honest limit; before them what to repeat, change and stop, and for whom."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from ..tables import Tables
from .actions import QUARTERLY
from .answers import Row, rows_of
from .layout import fill
from .section import Section
from .text import plain
from .training_learning import behaviour_heading, behaviour_parts, learning_heading, learning_parts
from .training_outcomes import codes_part, practice_parts, results_heading, results_parts
from .training_points import points_heading, points_part, reasons_told
from .training_reach import least_reached, reach_heading, reach_parts

_LIMITS = {
    "reach": "Coming to a course is not learning from it, and those who need it most may be among those who did not "
    "come. Who needs a course is what agencies say.",
    "learning": "People score themselves, and those who answer twice may differ from those who do not. Liking a course "
    "is not learning from it, and a higher score after a course does not show that practice changed.",
    "behaviour": "This is what people and their line managers say, and line managers know who was trained.",
    "practice": "Teams were not trained by lot: trained teams may have been better, or had simpler cases, before. A "
    "difference beside them is an association, not what the training did.",
    "results": "A figure that moves after a programme may have moved for another reason, and one that does not may "
    "have been held back by one.",
    "words": "Who writes on a form chose to. What nobody wrote may still be so.",
}
_AMONG = (
    "Each course is judged once, among all courses of the financial year up to this quarter: every page of the quarter "
    "says the same of it."
)
_NEVER = "And none of this shows that children were better off."


@dataclass(frozen=True)
class Level:
    """One level on the page: its heading, its pictures and tables, and what it cannot show."""

    heading: str
    parts: list[Markup]
    limit: str


def show_training(tables: Tables) -> Section:
    """What to do about each course; then reach, what people learned, what they do, and what figures did, each with what
    it cannot show.

    Works on released tables: where a number is hidden the table stands in place of its picture.
    """
    levels = _levels(tables)
    points = rows_of(tables["training_points"])
    html = fill(
        "training",
        anything=bool(levels or points),
        points=points_part(points, _among(tables)),
        reasons=reasons_told(points),
        levels=levels,
    )
    return Section("training", _heading(points, tables), str(html))


def _among(tables: Tables) -> str:
    """On the page of one review: among which courses its own are judged."""
    tested = len(tables["training_change"]) > 0
    return _AMONG if tested and plain(tables.about.get("kind")) != QUARTERLY else ""


def _levels(tables: Tables) -> list[Level]:
    """The levels there is something to show of; the last of them ends with what no level shows."""
    words = codes_part(tables)
    practice = practice_parts(tables)
    behaviour_limit = f"{_LIMITS['behaviour']} {_LIMITS['practice']}" if practice else _LIMITS["behaviour"]
    found = [
        Level(reach_heading(tables), reach_parts(tables), _LIMITS["reach"]),
        Level(learning_heading(tables), learning_parts(tables), _LIMITS["learning"]),
        Level("What people wrote", [words] if words is not None else [], _LIMITS["words"]),
        Level(behaviour_heading(tables), [*behaviour_parts(tables), *practice], behaviour_limit),
        Level(results_heading(tables), results_parts(tables), _LIMITS["results"]),
    ]
    told = [level for level in found if level.parts]
    if told:
        last = told[-1]
        told[-1] = Level(last.heading, last.parts, f"{last.limit} {_NEVER}")
    return told


def _heading(points: list[Row], tables: Tables) -> str:
    """Whom training reached least, and what there is to do, in how many courses; else how far the places were used."""
    said, least = points_heading(points), least_reached(tables)
    if least:
        return f"{least}; {said}" if said else least
    return f"Training: {said or _small(reach_heading(tables))}"


def _small(words: str) -> str:
    return f"{words[:1].lower()}{words[1:]}"
