"""The second and third level of training: how people found it, what they learned, and what they do since."""

from __future__ import annotations

from markupsafe import Markup

from ..lenses.training_pairs import AFTER, ALL_QUESTIONS, BEFORE, LATER, REMEMBERED
from ..tables import Tables
from .answers import Row, rows_of
from .layout import fill
from .text import count, figure, listed, number, plain, whole
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
    if not any(map(_tested, rows)):
        return "What people learned: too few answered twice to tell"
    if not rose:
        return "What people learned: nowhere more than chance would do"
    if len(courses) < 2:
        return "What people learned: more than chance would do"
    few = len(courses) - len({plain(row["course"]) for row in rows if _tested(row)})
    untold = f"; in {number(few)} too few answered twice to tell" if few else ""
    said = f"in {number(len(rose))} of {number(len(courses))} courses more than chance would do"
    return f"What people learned: {said}{_three_months_on(tables, rows, rose)}{untold}"


def _three_months_on(tables: Tables, rows: list[Row], rose: set[str]) -> str:
    """In how many of the courses people rose in it lasted, was lost again, and cannot be told; ``""`` where not asked.

    Lost again is what fell from the end of the course by more than chance would do and is no longer above before.
    """
    later = {plain(row["course"]) for row in rows if row["wave_to"] == LATER}
    if not later:
        return ""
    lasted = {plain(row["course"]) for row in rows if _rose(row) and row["wave_to"] == LATER}
    since = [row for row in _rows(tables, "learning") if plain(row["question"], ALL_QUESTIONS) == ALL_QUESTIONS]
    fell = {
        plain(row["course"])
        for row in since
        if row["wave_from"] == AFTER and is_sure(row) and (figure(row["change"]) or 0) < 0
    }
    parts = {
        "lasted": len(rose & lasted),
        "was lost": len(rose & fell - lasted),
        "cannot be told": len(rose - lasted - fell),
    }
    return "; after three months it " + listed([f"{words} in {number(n)}" for words, n in parts.items() if n])


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
    came = {plain(row["course"]): whole(row["attended"]) for row in rows_of(tables["training"])}
    response = response_part(rows_of(tables["training_response"]), came)
    by_question = change_parts(single, under_question)
    return [
        *change_parts(before, under_course, [KEY], in_words=True),
        *([fill("aside", summary="Question by question", inside=Markup("").join(by_question))] if by_question else []),
        *change_parts(remembered, under_course, [_NOT_POOLED], in_words=True, against=_REMEMBERED),
        *([response] if response is not None else []),
        *reaction_parts(rows_of(tables["training_reaction"])),
    ]


def behaviour_heading(tables: Tables) -> str:
    """Whether what people do changed, as they say and as their line managers say."""
    rows = [row for row in _drawn(tables, "behaviour") if row["wave_from"] == BEFORE]
    said = []
    for who, words, not_so, few in (
        ("person", "they say they do more", "what they say of it could be chance", "too few said so twice to tell"),
        (
            "line manager",
            "line managers see it",
            "what line managers say of it could be chance",
            "too few line managers answered twice to tell",
        ),
    ):
        asked = [row for row in rows if plain(row["who"], "person") == who]
        mine = [row for row in asked if _tested(row)]
        if asked and not mine:
            said.append(few)
        courses = {plain(row["course"]) for row in mine}
        rose = {plain(row["course"]) for row in mine if _rose(row)}
        if len(courses) > 1:
            many = f"{words} in {number(len(rose))} of {number(len(courses))} courses"
            said.append(many if rose else f"{not_so} in each of {number(len(courses))} courses")
        elif courses:
            said.append(words if rose else not_so)
    asked_of = len({plain(row["course"]) for row in rows})
    held = max(asked_of, len({plain(row["course"]) for row in rows_of(tables["training"])}))
    of = f" (told for {count(asked_of, 'course')} of {number(held)})" if asked_of < held else ""
    return "What people do since" + (f"{of}: {', '.join(said)}" if said else "")


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


def _tested(row: Row) -> bool:
    """Whether enough answered both times to tell anything."""
    return figure(row["change"]) is not None


def _rose(row: Row) -> bool:
    return is_sure(row) and (figure(row["change"]) or 0) > 0
