"""Forms that came back: how many at each wave, whose answers could be put together, and how people found a course."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from ..lenses.training_pairs import BEFORE
from .answers import Row
from .layout import fill, html_table, picture
from .strips import Part, Strip, draw_strips
from .text import plain, sentence, whole
from .training_changes import wave_name
from .training_charts import Answered, Bar, draw_answered

_APART = "by more than chance would do"


def response_part(rows: list[Row], came: Mapping[str, int | None] | None = None) -> Markup | None:
    """How many answered at each wave, of those asked where that is known, and whose answers were found another time.

    Where nobody wrote down how many were asked, those who ``came`` to the course (None: not known) are the base of what
    people themselves answered; where more answered than that, there is none. ``None`` where there is nothing; a table
    alone where no number may be drawn.
    """
    if not rows:
        return None
    body = [
        [
            None if at and rows[at - 1]["course"] == row["course"] else row["course"],
            _wave(row),
            plain(row["sent"], "not noted"),
            row["answered"],
            row["paired"],
            row["unpaired"],
        ]
        for at, row in enumerate(rows)
    ]
    heads = ["Course", "Asked", "Sent to", "Answered", "Found again", "Not found again"]
    note = "Found again: their answers of another time are known by the code they made up."
    data = html_table("Who answered, and when", heads, body, (3, 4, 5), note)
    came = {course: there for course, there in (came or {}).items() if not _beyond(rows, course, there)}
    drawn = [
        Answered(course, tuple(bar for row in rows if plain(row["course"]) == course if (bar := _bar(row, came))))
        for course in dict.fromkeys(plain(row["course"]) for row in rows)
    ]
    drawn = [one for one in drawn if one.bars]
    left = [f"{plain(row['course'])}, {_wave(row)}: {plain(row['sentence'])}" for row in rows if plain(row["sentence"])]
    if not drawn:
        return fill("fold", summary="Who answered, and when", inside=data)
    alt = "; ".join(f"{one.course}: " + ", ".join(f"{bar.name} {bar.shown}" for bar in one.bars) for one in drawn)
    message = "How many answered each time, and how many of these were found again another time."
    key = "Dark: found again. Grey: answered once only, or without a code. Pale: asked (or came), and did not answer."
    made = picture(message, f"{alt}.", lambda width: draw_answered(drawn, width), data, [key])
    if not left:
        return made
    # who had begun elsewhere than the others matters to all that is said of change: it is not folded away
    told = [line for line in left if _APART in line]
    rest = [line for line in left if line not in told]
    shown = fill("training_lines", lines=told) if told else Markup("")
    if rest:
        shown += fill("aside", summary="Who did not answer again", inside=fill("training_lines", lines=rest))
    return made + shown


def _beyond(rows: list[Row], course: str, there: int | None) -> bool:
    """Whether more people answered at some time than are said to have come: that number is then no base."""
    mine = [row for row in rows if plain(row["course"]) == course and plain(row["who"]) != "line manager"]
    people = [whole(row["answered"]) or 0 for row in mine if plain(row["wave"]) != BEFORE]
    return there is None or max(people, default=0) > there


def _bar(row: Row, came: Mapping[str, int | None]) -> Bar | None:
    """One wave as a bar; ``None`` where how many answered may not be shown."""
    answered, paired, sent = (whole(row[name]) for name in ("answered", "paired", "sent"))
    if answered is None:
        return None
    there = None if plain(row["who"]) == "line manager" or plain(row["sent"]) else came.get(plain(row["course"]))
    shown, asked = f"{answered:,} answered", answered
    if sent is not None and sent >= answered:
        shown, asked = f"{answered:,} of {sent:,} asked", sent
    elif there is not None and there >= answered:
        shown, asked = f"{answered:,} of {there:,} who came", there
    shown += "" if paired is None else f", {paired:,} found again"
    return Bar(_wave(row), shown, paired or 0, answered, asked)


def _wave(row: Row) -> str:
    who = ", line managers" if plain(row["who"]) == "line manager" else ""
    return f"{wave_name(row['wave'])}{who}"


def reaction_parts(rows: list[Row]) -> list[Markup]:
    """Each question's answers as a strip, the good ones first, course by course; several courses are one key away."""
    found = []
    for course in dict.fromkeys(plain(row["course"]) for row in rows):
        questions: dict[tuple[str, str], list[Row]] = {}
        for row in rows:
            if plain(row["course"]) == course:
                questions.setdefault((plain(row["question"]), plain(row["label"])), []).append(row)
        body = [
            [None if at else row["label"], row["answer"], row["n"], row["of"]]
            for answers in questions.values()
            for at, row in enumerate(answers)
        ]
        data = html_table(f"How people found it: {course}", ["Question", "Answer", "How many", "Of"], body, (2, 3))
        strips = [strip for strip in map(_strip, questions.values()) if strip is not None]
        found.append(_drawn(course, strips, data) if strips else data)
    if len(found) < 2:
        return found
    return [fill("aside", summary="How people found the courses", inside=Markup("").join(found))]


def _drawn(course: str, strips: list[Strip], data: Markup) -> Markup:
    alt = "; ".join(
        f"{one.label} {', '.join(f'{part.n} {part.label}' for part in one.parts if part.n)}" for one in strips
    )
    return picture(f"How people found it: {course}.", sentence(alt), lambda width: draw_strips(strips, width), data)


def _strip(rows: list[Row]) -> Strip | None:
    """One question's answers; ``None`` where one of them is hidden or they do not add up."""
    counts, of = [whole(row["n"]) for row in rows], whole(rows[0]["of"])
    if not of or None in counts or sum(n or 0 for n in counts) != of:
        return None
    parts = [Part(plain(row["answer"]), n or 0, not at) for at, (row, n) in enumerate(zip(rows, counts, strict=True))]
    return Strip(plain(rows[0]["label"]), f"{parts[0].n:,} of {of:,}", tuple(parts))
