"""What to do about each course in a line, for the first screen: verdict, part to change, and who was least reached."""

from __future__ import annotations

import re

from markupsafe import Markup

from .answers import Row
from .text import count, listed, number, plain

MOST = 8
"""How many courses the first screen has a line for."""
_ORDER = ("stop", "change", "repeat", "cannot tell", "not reached")
_BEFORE_THE_REASON = re.compile(r"(?:“[^”]*”|[^:.“])+")
_FIRST_GROUP = re.compile(r"(?P<how>[^:]+): (?P<who>.+?)(?:;|\.$|\.(?= [A-Z]))")
_UNTOLD = "whether it lasts cannot be told yet"
_NEVER = "None of this shows that children were better off."


def courses_in_short(points: list[Row]) -> list[Markup]:
    """A line for each course, what to stop first, and what cannot be told; nothing where there are no points.

    Parameters
    ----------
    points : list of dict
        Rows of ``training_points``; the lines are the beginnings of their sentences, up to the reason.
    """
    courses = list(dict.fromkeys(plain(row["course"]) for row in points if plain(row["course"])))
    if not courses:
        return []
    of = {course: [row for row in points if plain(row["course"]) == course] for course in courses}
    courses.sort(key=lambda course: min(_ORDER.index(plain(row["kind"])) for row in of[course]))
    lines = [_line(course, of[course]) for course in courses[:MOST]]
    if len(courses) > MOST:
        lines.append(Markup("{}").format(f"{number(len(courses) - MOST).capitalize()} more stand below."))
    if not any(plain(row["kind"]) == "stop" for row in points):
        lines.append(Markup("Nothing to stop."))
    return [*lines, Markup("{}").format(_not_told(points))]


def _line(course: str, rows: list[Row]) -> Markup:
    rows = sorted(rows, key=lambda row: _ORDER.index(plain(row["kind"])))
    # what to repeat comes before the part of it that is to change
    rows.sort(key=lambda row: (plain(row["kind"]) == "not reached", plain(row["kind"]) != "repeat"))
    said = [_to_do(plain(row["sentence"])) for row in rows if plain(row["kind"]) != "not reached"]
    least = next((_least(plain(row["sentence"])) for row in rows if plain(row["kind"]) == "not reached"), "")
    do = "; ".join([*said[:1], *(f"{one[:1].lower()}{one[1:]}" for one in said[1:])])
    told = " ".join(f"{part}." for part in (do, least) if part)
    return Markup("<strong>{}.</strong> {}").format(course, told)


def _to_do(sentence: str) -> str:
    """A sentence up to its reason.

    >>> _to_do("Change the part about “I ask: who?”: it did not last.")
    'Change the part about “I ask: who?”'
    """
    found = _BEFORE_THE_REASON.match(sentence)
    return found.group().strip() if found else sentence.rstrip(".")


def _least(sentence: str) -> str:
    """The first of the groups that a course did not reach; that it is the least of all is said only with numbers.

    >>> _least("Fewer than half of those who need it have had it: Police (2 of 140); Care (6 of 18).")
    'Least reached: Police (2 of 140)'
    >>> _least("Fewer than half of those who need it are known to have had it: Police (2 of 140).")
    'Fewest known to have had it: Police (2 of 140)'
    >>> _least("Fewer than one in ten of those who need it have had it: Police. Fewer than half: Care.")
    'Fewer than one in ten reached: Police'
    """
    found = _FIRST_GROUP.match(sentence)
    if found is None:
        return sentence.rstrip(".")
    who, how = found["who"], found["how"]
    if re.search(r"\(\d", who):
        return f"{'Fewest known to have had it' if 'are known' in how else 'Least reached'}: {who}"
    return f"{how.partition(' of those ')[0].partition(' who ')[0]} reached: {who}"


def _not_told(points: list[Row]) -> str:
    """What cannot be told: where it is not known whether it lasts, what nobody held, and what no level shows."""
    unsure = list(dict.fromkeys(plain(row["course"]) for row in points if _UNTOLD in plain(row["sentence"])))
    open_ = f"{_UNTOLD.capitalize()} for {listed(unsure)}." if unsure else ""
    unheld = sum(not plain(row["course"]) for row in points)
    asked = f"{count(unheld, 'thing').capitalize()} that reviews asked for no course answers." if unheld else ""
    return " ".join(part for part in (asked, open_, _NEVER) if part)
