"""Changes on the page: drawn about a line of no change, said in words, and every number in a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup

from ..lenses.training_change import CHANCE, digits_of, odds, signed
from ..lenses.training_pairs import AFTER, ALL_QUESTIONS, BEFORE, LATER, REMEMBERED
from .answers import Row
from .layout import fill, html_table, picture
from .text import figure, listed, opening, plain, sentence
from .training_charts import Changed, Moved, draw_changes

WAVE_NAMES = {
    BEFORE: "before the course",
    REMEMBERED: "before, asked afterwards",
    AFTER: "end of the course",
    LATER: "three months later",
}
KEY = (
    "A filled dot is more than chance would do among all comparisons made; a ring is not (with a range clear of no "
    "change it could still be chance, so many were made). The grey band is the likely "
    "range; the thin line is how far those who did not answer again could move the average. The change is the middle "
    "of people's own changes, so it is not the difference of two averages."
)
_MOST_NAMED = 3
_HEADS = (
    "Course", "Compared", "Answered both times", "Before", "After", "Rose, same, fell", "Change (likely range)",
    "Size g (likely range)", "By chance alone", "Had the others fared worst, best",
)  # fmt: skip


def change_parts(
    rows: list[Row],
    name: Callable[[Row], tuple[str, str]],
    beneath: Sequence[str] = (),
    in_words: bool = False,
    against: str = "",
) -> list[Markup]:
    """Changes drawn together for each scale; where none may be drawn the words or the table stand alone.

    Parameters
    ----------
    rows : list of dict
        Rows of ``training_change``.
    name : function
        Gives what a row stands under (its course, or its question) and what it is called there.
    beneath : sequence of str
        What is said below a picture.
    in_words : bool
        Whether the sentences of the rows are wanted as well.
    against : str
        What the heading of a picture begins with where scores are not set beside those given before.
    """
    found = []
    for scale in dict.fromkeys((figure(row["low"]), figure(row["high"])) for row in rows):
        mine = [row for row in rows if (figure(row["low"]), figure(row["high"])) == scale]
        under: dict[str, list[Moved]] = {}
        for row in mine:
            label, comparison = name(row)
            under.setdefault(label, []).append(_moved(row, comparison))
        drawn = [Changed(label, tuple(moved)) for label, moved in under.items()]
        words = fill("training_said", courses=_said(mine)) if in_words else Markup("")
        if any(one.value is not None for row in drawn for one in row.moved):
            low, high = scale
            on = f"Scores run from {low:g} to {high:g}; high is good." if low is not None and high is not None else ""
            found.append(picture(against + _message(drawn), _alt(drawn), _drawing(drawn), _table(mine), [on, *beneath]))
            if in_words:
                found.append(fill("aside", summary="The same in words", inside=words))
        else:
            found.append(words if in_words else _table(mine))
    return found


def wave_name(wave: object) -> str:
    """A wave as the page calls it; what is no wave stays as it is.

    >>> wave_name("after"), wave_name("in June")
    ('end of the course', 'in June')
    """
    return WAVE_NAMES.get(plain(wave), plain(wave))


def under_course(row: Row) -> tuple[str, str]:
    """A row under its course, named by when people were asked again."""
    return plain(row["course"]), wave_name(row["wave_to"])


def under_question(row: Row) -> tuple[str, str]:
    """A row under its question, named by when people were asked again."""
    return f"{plain(row['course'])}: {plain(row['label'])}", wave_name(row["wave_to"])


def under_who(row: Row) -> tuple[str, str]:
    """A row under its course, named by who answered and when."""
    by = "line managers" if plain(row["who"]) == "line manager" else "they themselves"
    return plain(row["course"]), f"{by}, {wave_name(row['wave_to'])}"


def is_sure(row: Row) -> bool:
    """Whether a change is more than chance would do, among all comparisons where that was worked out."""
    value = figure(row["adjusted"])
    value = figure(row["pvalue"]) if value is None else value
    return value is not None and value < CHANCE


def _moved(row: Row, name: str) -> Moved:
    change = figure(row["change"])
    if change is None:
        return Moved(name, "too few to tell", None)
    lower, upper, worst, best = (figure(row[column]) for column in ("lower", "upper", "worst", "best"))
    return Moved(name, signed(change, _digits(row)), change, lower, upper, worst, best, is_sure(row))


def _message(drawn: list[Changed]) -> str:
    """What the picture shows: for each time people were asked, where they were higher or lower beyond chance."""
    parts = []
    for name in dict.fromkeys(one.name for row in drawn for one in row.moved):
        mine = [(row.label, one) for row in drawn for one in row.moved if one.name == name]
        for way, sign in (("higher", 1), ("lower", -1)):
            labels = [label for label, one in mine if one.sure and one.value is not None and sign * one.value > 0]
            if labels:
                where = listed(labels) if len(labels) <= _MOST_NAMED else f"{len(labels)} of {len(mine)} comparisons"
                parts.append(f"{name}: {way} in {where}")
    if parts:
        return sentence("; ".join(parts))
    alone = any(_apart(one) for row in drawn for one in row.moved)
    return f"Nothing moved by more than chance {'could do among so many comparisons' if alone else 'alone would do'}."


def _apart(one: Moved) -> bool:
    """Whether a change would be told from chance if it were the only one looked at."""
    return one.lower is not None and one.upper is not None and (one.lower > 0 or one.upper < 0)


def _alt(drawn: list[Changed]) -> str:
    return "; ".join(f"{row.label}: " + ", ".join(_spoken(one) for one in row.moved) for row in drawn) + "."


def _spoken(one: Moved) -> str:
    said = f"{one.name} {one.shown}"
    if one.lower is None or one.upper is None:
        return said
    return f"{said} (likely {signed(one.lower, 1)} to {signed(one.upper, 1)})"


def _drawing(drawn: list[Changed]) -> Callable[[float], str]:
    return lambda width: draw_changes(drawn, width)


def _said(rows: list[Row]) -> dict[str, list[str]]:
    """What is said of each course, its name once and nothing twice."""
    told: dict[str, list[str]] = {}
    for row in rows:
        course = plain(row["course"])
        words = sentence(plain(row["sentence"]).removeprefix(course).removeprefix(": "))
        lines = told.setdefault(course, [])
        if words and words not in lines:
            lines.append(words)
    return told


def _table(rows: list[Row]) -> Markup:
    body: list[list[Any]] = []
    for at, row in enumerate(rows):
        digits = _digits(row)
        moves = [plain(row[name]) for name in ("rose", "same", "fell")]
        value = figure(row["pvalue"])
        worst, best = figure(row["worst"]), figure(row["best"])
        body.append([
            None if at and rows[at - 1]["course"] == row["course"] else row["course"],
            _compared(row),
            row["pairs"],
            row["before"],
            row["after"],
            ", ".join(moves) if all(moves) else "[x]",
            _with_range(row["change"], row["lower"], row["upper"], digits),
            _with_range(row["g"], row["g_lower"], row["g_upper"], 1),
            "[x]" if value is None else "more often than not" if value >= 0.5 else odds(value),
            "[x]" if worst is None or best is None else f"{signed(worst, digits)} to {signed(best, digits)}",
        ])  # fmt: skip
    methods = sorted({sentence(plain(row["method"])) for row in rows if plain(row["method"])})
    return html_table(
        "Scores of people who answered both times", _HEADS, body, (2, 3, 4, 5, 6, 7, 9), " ".join(methods)
    )


def _compared(row: Row) -> str:
    start, end = wave_name(row["wave_from"]), wave_name(row["wave_to"])
    who = ", by line managers" if plain(row["who"]) == "line manager" else ""
    label = plain(row["label"])
    named = f"{label}: " if plain(row["question"], ALL_QUESTIONS) != ALL_QUESTIONS and label else ""
    return opening(f"{named}{start} to {end}{who}")


def _with_range(middle: object, lower: object, upper: object, digits: int) -> str:
    value, low, high = figure(middle), figure(lower), figure(upper)
    if value is None:
        return "[x]"
    said = signed(value, digits)
    return said if low is None or high is None else f"{said} ({signed(low, digits)} to {signed(high, digits)})"


def _digits(row: Row) -> int:
    low, high = figure(row["low"]), figure(row["high"])
    return 1 if low is None or high is None else digits_of({"low": low, "high": high})
