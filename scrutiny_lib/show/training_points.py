"""What to do about each course, in few words: what it rests on and the rules stand one key away."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from .answers import Row
from .layout import fill, html_table
from .text import count, listed, number, opening, plain, sentence

KINDS = {
    "stop": "Stop",
    "change": "Change",
    "repeat": "Repeat",
    "not reached": "Whom it did not reach",
    "cannot tell": "What cannot be told",
}
"""The kinds of points as headings, in the order of the page: what needs somebody to do something comes first."""
_RULE = "Rule: "


@dataclass(frozen=True)
class Told:
    """What is said of one course under one heading; ``course`` is blank where none is meant."""

    course: str
    sentences: tuple[str, ...]


def points_part(points: list[Row], among: str = "") -> Markup | None:
    """The points under the headings of their kinds; ``None`` where there are none.

    A course to repeat of which one part is to change stands once, with both. ``among`` says among which courses each
    was judged, where that must be said.
    """
    if not points:
        return None
    again = _courses(points, "repeat")
    kinds = []
    for kind, heading in KINDS.items():
        mine = [row for row in points if _kind(row, again) == kind]
        courses = list(dict.fromkeys(plain(row["course"]) for row in mine))
        told = [Told(course, tuple(_sentences(mine, course))) for course in courses if course]
        told += [Told("", (sentence(plain(row["sentence"])),)) for row in mine if not plain(row["course"])]
        if told:
            kinds.append((heading, told))
    return fill("training_points", kinds=kinds, among=among) + _why(points)


def reasons_told(points: list[Row]) -> bool:
    """Whether these readers are told what the points rest on, and not the rules alone: then paper has it too."""
    return any(plain(row["why"]).partition(_RULE)[0].strip() for row in points)


def points_heading(points: list[Row]) -> str:
    """How many courses to repeat, change and stop, each counted once; ``""`` where there is nothing of the kind."""
    again = _courses(points, "repeat")
    said: list[str] = []
    for kind in ("repeat", "change", "stop"):
        courses = {plain(row["course"]) for row in points if _kind(row, again) == kind}
        if not courses:
            continue
        words = f"{number(len(courses)) if said else count(len(courses), 'course')} to {kind}"
        partly = again & _courses(points, "change") if kind == "repeat" else set()
        said.append(words + (f" ({number(len(partly))} of them with a change)" if partly else ""))
    unsure = _courses(points, "cannot tell")
    if not said and unsure:
        return f"what {count(len(unsure), 'course')} changed cannot be told yet"
    return listed(said) if said else ""


def _kind(row: Row, again: set[str]) -> str:
    """The kind of a point; a change in a course that is to be repeated belongs to that."""
    kind = plain(row["kind"])
    return "repeat" if kind == "change" and plain(row["course"]) in again else kind


def _courses(points: list[Row], kind: str) -> set[str]:
    return {plain(row["course"]) for row in points if plain(row["kind"]) == kind and plain(row["course"])}


def _sentences(rows: list[Row], course: str) -> list[str]:
    return [sentence(plain(row["sentence"])) for row in rows if plain(row["course"]) == course]


def _why(points: list[Row]) -> Markup:
    """What each point rests on and the rule that made it, in a table one key away, and in the annex on paper; rules
    alone stay on the screen."""
    body, before = [], ""
    for row in points:
        rests, _, rule = plain(row["why"]).partition(_RULE)
        course, kind = plain(row["course"], "All courses"), plain(row["kind"])
        ruled = "as above" if rule == before and rule else sentence(opening(rule))
        body.append([course, KINDS.get(kind, kind), rests.strip(), ruled])
        before = rule
    heads = ["Course", "Point", "What it rests on", "Rule"]
    told = reasons_told(points)
    if not told:
        body, heads = [[*row[:2], row[3]] for row in body], [*heads[:2], heads[3]]
    note = "The points come from these rules, not from a judgement. Those who plan the training decide."
    inside = html_table("What to do, and why", heads, body, note=note)
    return fill("fold" if told else "aside", summary="Why: what each point rests on, and its rule", inside=inside)
