"""Questions on the page: one as a picture of its answers, or several side by side, with every answer in a table."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from ..terms import ALWAYS_ALLOWED
from .answers import Row, counted, share, strip
from .charts import Share, draw_shares
from .kinds import by_kind
from .layout import HALF, fill, html_table, picture
from .other_kinds import given_table, numbers_picture, several_picture
from .strips import draw_strips
from .text import figure, interval, opening, plain, sentence, true, whole


def question_picture(rows: list[Row], points: list[Row], about: dict[str, Any]) -> Markup:
    """One question as a picture with its likely range as a sentence; in words alone when a number is missing.

    Parameters
    ----------
    rows : list of dict
        The results of one question.
    points : list of dict
        Those of them the picture is about.
    about : dict
        ``about`` of the tables, for the size of the frame.
    """
    label, said = plain(rows[0]["label"]), sentence("; ".join(map(_said, points)))
    message = Markup('<span class="asked">{}</span> {}').format(label, said)
    drawn = strip(rows, {plain(row["result_id"]) for row in points})
    if drawn is None:
        return Markup('<p class="answer">{}</p>').format(message)
    ranges = [_likely(row, about, len(points) > 1) for row in points]
    others = [row for row in given(rows) if row not in points]
    alt = " ".join(line for line in (label, sentence("; ".join(map(_said, [*points, *others]))), *ranges) if line)
    return picture(message, alt, lambda width: draw_strips([drawn], width), answer_table([rows]), ranges)


def question_list(results: pd.DataFrame) -> Markup | None:
    """Several questions as a picture of shares, least often answered well first, with every answer in a table.

    Questions counted over different units (children, agencies' answers) get a picture each; so do a question of which
    several answers could be chosen, and numbers. Of dates and words only how many were given is told. Where no number
    may be drawn the table stands alone; with no questions at all there is nothing, ``None``.
    """
    kinds = by_kind(results)
    units = dict.fromkeys(plain(rows[0]["unit"], "children") for rows in kinds.chosen)
    parts = [
        _of_one_unit(
            [rows for rows in kinds.chosen if plain(rows[0]["unit"], "children") == unit], unit, kinds.together
        )
        for unit in units
    ]
    parts += [several_picture(rows) for rows in kinds.several]
    parts += [
        part
        for part in (numbers_picture(kinds.numbers), given_table([*kinds.numbers, *kinds.given]))
        if part is not None
    ]
    return Markup("").join(parts) if parts else None


def answer_table(questions: list[list[Row]]) -> Markup:
    """Questions with each of their answers, how many gave it, and the likely range where there is one."""
    ranged = any(_range(row) for answers in questions for row in answers)
    heads = ["Question", "Answer", "How many", "Likely range, in 100"][: None if ranged else 3]
    rows = [
        [None if at else row["label"], row["answer"], row["shown"], _range(row)][: len(heads)]
        for answers in questions
        for at, row in enumerate(given(answers))
    ]
    if len(questions) == 1:
        return html_table(plain(questions[0][0]["label"], "Answers"), heads[1:], [row[1:] for row in rows])
    return html_table("Every answer to each question", heads, rows)


def given(rows: list[Row]) -> list[Row]:
    """The answers worth a line: "not applicable" and "not known to us" only where it is known that somebody said so."""
    return [row for row in rows if plain(row["answer"]) not in ALWAYS_ALLOWED or _somebody(row)]


def _somebody(row: Row) -> bool:
    return bool(whole(row["n"])) or "[c]" in plain(row["shown"])


def _likely(row: Row, about: dict[str, Any], named: bool) -> str:
    """The likely range as a sentence, with the answer it is about where there are several."""
    said = interval(row, about)
    return f"{opening(plain(row['answer']))}: {said[0].lower()}{said[1:]}" if said and named else said


def _of_one_unit(questions: list[list[Row]], unit: str, together: dict[str, Row]) -> Markup:
    data = answer_table(questions)
    found = [share(rows, together.get(plain(rows[0]["question"]))) for rows in questions]
    shares: list[Share] = sorted(filter(None, found), key=lambda one: one.percent)
    if not shares:
        return _in_words(questions, unit, data)
    message = (
        f"How many {unit} were as they should be"
        if unit.endswith("answers")
        else f"For how many {unit} it was done well"
    )
    if len(shares) > 1:
        message += ", fewest first"
    if any(found.lower is not None for found in shares):
        message += "; the grey band is the likely range"
    alt = f"{message}: " + "; ".join(f"{found.label} {found.shown}" for found in shares) + "."
    return picture(message + ".", alt, lambda width: draw_shares(shares, width), data, widths=HALF)


def _in_words(questions: list[list[Row]], unit: str, data: Markup) -> Markup:
    """Where no number may be drawn: the good answer of each question in words, and any other answers one key away."""
    good = [[row for row in counted(rows) if true(row["good"])] for rows in questions]
    rows = [[found[0]["label"], found[0]["answer"], found[0]["shown"]] for found in good if len(found) == 1]
    if not rows:
        return data
    caption = "What agencies answered about themselves" if unit.endswith("answers") else f"How it was for the {unit}"
    table = html_table(caption, ["Question", "Good answer", "How many"], rows)
    if len(rows) == sum(len(given(answers)) for answers in questions):
        return table
    return fill("more", table=table, data=data)


def _said(row: Row) -> str:
    answer, shown = plain(row["answer"]), plain(row["shown"])
    return f"{answer}: {shown}" if answer and shown else answer or shown


def _range(row: Row) -> str:
    lower, upper = figure(row["lower"]), figure(row["upper"])
    return "" if lower is None or upper is None else f"{lower:.0f} to {upper:.0f}"
