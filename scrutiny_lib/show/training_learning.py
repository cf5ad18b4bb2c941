"""The second and third level of training: how people found it, what they learned, and what they do since."""

from __future__ import annotations

from markupsafe import Markup

from ..lenses.training_pairs import AFTER, ALL_QUESTIONS, BEFORE, LATER, REMEMBERED
from ..tables import Tables
from .answers import Row, rows_of
from .layout import fill
from .text import figure, number, plain
from .training_answers import reaction_parts, response_part
from .training_changes import KEY, change_parts, is_sure, under_course, under_question, under_who

_REMEMBERED = "Beside what people remember of before. "
_NOT_POOLED = (
    "Asked only afterwards what they could do before, people mostly remember less than they would have said then. "
    "These changes come out too big, and are never added to those above."
)


def learning_heading(tables: Tables) -> str:
    """In how many courses people scored higher by more than chance would do."""
    rows = [row for row in _drawn(tables, "learning") if row["wave_from"] == BEFORE]
    courses = list(dict.fromkeys(plain(row["course"]) for row in rows))
    if not courses:
        return "What people said of it, and what they learned"
    rose = {plain(row["course"]) for row in rows if _rose(row)}
    lasted = {plain(row["course"]) for row in rows if _rose(row) and row["wave_to"] == LATER}
    asked_later = any(row["wave_to"] == LATER for row in rows)
    if not rose:
        return "What people learned: nowhere more than chance would do"
    said = f"in {number(len(rose))} of {number(len(courses))} courses" if len(courses) > 1 else ""
    still = f", still there after three months in {number(len(lasted))}" if len(courses) > 1 and asked_later else ""
    return f"What people learned: {said or 'more than chance would do'}" + (
        f" more than chance would do{still}" if said else ""
    )


def learning_parts(tables: Tables) -> list[Markup]:
    """Forms that came back, how people found it, and what changed; what they remember of before stands apart."""
    learned = _drawn(tables, "learning")
    before = [row for row in learned if row["wave_from"] == BEFORE]
    remembered = [row for row in learned if row["wave_from"] == REMEMBERED]
    single = [
        row
        for row in _rows(tables, "learning")
        if plain(row["question"], ALL_QUESTIONS) != ALL_QUESTIONS and row["wave_from"] == BEFORE
    ]
    response = response_part(rows_of(tables["training_response"]))
    by_question = change_parts(single, under_question)
    return [
        *change_parts(before, under_course, [KEY], in_words=True),
        *([fill("fold", summary="Question by question", inside=Markup("").join(by_question))] if by_question else []),
        *change_parts(remembered, under_course, [_NOT_POOLED], in_words=True, against=_REMEMBERED),
        *([response] if response is not None else []),
        *reaction_parts(rows_of(tables["training_reaction"])),
    ]


def behaviour_heading(tables: Tables) -> str:
    """Whether what people do changed, as they say and as their line managers say."""
    rows = [row for row in _drawn(tables, "behaviour") if row["wave_from"] == BEFORE]
    said = []
    for who, words, not_so in (
        ("person", "they say they do more", "what they say of it could be chance"),
        ("line manager", "line managers see it", "what line managers say of it could be chance"),
    ):
        mine = [row for row in rows if plain(row["who"], "person") == who]
        courses = {plain(row["course"]) for row in mine}
        rose = {plain(row["course"]) for row in mine if _rose(row)}
        if len(courses) > 1:
            said.append(f"{words} in {number(len(rose))} of {number(len(courses))} courses")
        elif courses:
            said.append(words if rose else not_so)
    return "What people do since" + (f": {', '.join(said)}" if said else "")


def behaviour_parts(tables: Tables) -> list[Markup]:
    """What people and their line managers say of what they do, three months on."""
    rows = [row for row in _drawn(tables, "behaviour") if row["wave_from"] == BEFORE]
    return change_parts(rows, under_who, [KEY], in_words=True)


def _rows(tables: Tables, level: str) -> list[Row]:
    """The rows of one level, with both waves named."""
    return [
        {**row, "wave_from": plain(row["wave_from"], BEFORE), "wave_to": plain(row["wave_to"], AFTER)}
        for row in rows_of(tables["training_change"])
        if plain(row["level"], "learning") == level
    ]


def _drawn(tables: Tables, level: str) -> list[Row]:
    """The rows of all questions together that begin before a course, as it was said then or as it is remembered."""
    return [
        row
        for row in _rows(tables, level)
        if plain(row["question"], ALL_QUESTIONS) == ALL_QUESTIONS and row["wave_from"] in (BEFORE, REMEMBERED)
    ]


def _rose(row: Row) -> bool:
    return is_sure(row) and (figure(row["change"]) or 0) > 0
