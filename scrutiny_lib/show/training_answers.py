"""Forms that came back: how many at each wave, whose answers could be put together, and how people found a course."""

from __future__ import annotations

from markupsafe import Markup

from .answers import Row
from .layout import fill, html_table, picture
from .strips import Part, Strip, draw_strips
from .text import plain, sentence, whole
from .training_changes import wave_name
from .training_charts import Answered, Bar, draw_answered


def response_part(rows: list[Row]) -> Markup | None:
    """How many answered at each wave, of those asked where that is known, and whose answers were found another time.

    ``None`` where there is nothing; a table alone where no number may be drawn.
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
    drawn = [
        Answered(course, tuple(bar for bar in (_bar(row) for row in rows if plain(row["course"]) == course) if bar))
        for course in dict.fromkeys(plain(row["course"]) for row in rows)
    ]
    drawn = [one for one in drawn if one.bars]
    left = [f"{plain(row['course'])}, {_wave(row)}: {plain(row['sentence'])}" for row in rows if plain(row["sentence"])]
    if not drawn:
        return data
    alt = "; ".join(f"{one.course}: " + ", ".join(f"{bar.name} {bar.shown}" for bar in one.bars) for one in drawn)
    message = "How many answered each time, and how many of these were found again another time."
    key = "Dark: found again. Grey: answered once only, or without a code. Pale: asked, and did not answer."
    made = picture(message, f"{alt}.", lambda width: draw_answered(drawn, width), data, [key])
    if not left:
        return made
    return made + fill("fold", summary="Who did not answer again", inside=fill("training_lines", lines=left))


def _bar(row: Row) -> Bar | None:
    """One wave as a bar; ``None`` where how many answered may not be shown."""
    answered, paired, sent = (whole(row[name]) for name in ("answered", "paired", "sent"))
    if answered is None:
        return None
    asked = sent if sent is not None and sent >= answered else answered
    shown = f"{answered:,} of {asked:,} asked" if sent is not None else f"{answered:,} answered"
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
    return [fill("fold", summary="How people found the courses", inside=Markup("").join(found))]


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
