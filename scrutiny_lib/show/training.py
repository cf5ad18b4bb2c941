"""Training at four levels, each with its honest limit; before them what to repeat, change and stop, and for whom."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from ..tables import Tables
from .answers import Row, rows_of
from .layout import fill
from .section import Section
from .summary import QUARTERLY
from .text import plain
from .training_learning import behaviour_heading, behaviour_parts, learning_heading, learning_parts
from .training_outcomes import codes_part, practice_parts, results_heading, results_parts
from .training_points import points_heading, points_part
from .training_reach import reach_heading, reach_parts

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
    "Here a course is judged among the courses of this review. The quarter's page on training judges the same answers "
    "among all courses of the year, where more can happen by chance: where it says less of a course, go by that page."
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
    html = fill("training", anything=bool(levels or points), points=points_part(points, _among(tables)), levels=levels)
    return Section("training", _heading(points, tables), str(html))


def _among(tables: Tables) -> str:
    """On the page of one review: that its courses are judged among themselves, and which verdict to go by."""
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
    """What there is to do, in how many courses; else how far the places were used."""
    said = points_heading(points)
    if said:
        return f"Training: {said}"
    return f"Training: {reach_heading(tables)[0].lower()}{reach_heading(tables)[1:]}"
