"""Counts of people: practitioners and those who were trained; and small groups among those looked at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..lenses.results import slug
from .counts import HIDDEN, Asked, Count, Told, rows_by, whole_number
from .mask_practitioners import ANSWER
from .mask_training import BOOKED
from .mask_voice import SUPPORT

NUMBERS = ("booked", *BOOKED, "substitutes")


def count_training(page: Asked, told: Told) -> None:
    """What became of the bookings of each course, beside one review or over the financial year to the quarter."""
    masked, about = rows_by(page.masked["training"], "course"), page.whole.about
    period = str(about.get("quarter") or "").replace(" ", "-")
    scope = f"to {period}" if about.get("kind") == "quarterly report" else f"in {period} {page.review}"
    for (course,), (_, row) in rows_by(page.whole["training"], "course").items():
        base = f"train|{slug(course)}|{scope}"
        _, seen = masked.get((course,), (None, None))
        names = {}
        for column in NUMBERS:
            value = whole_number(row[column])
            if value is not None:
                shown = seen is not None and whole_number(seen[column]) is not None
                names[column] = told.add(Count(f"{base}|{column}", value, "people", "training", course, shown, 0))
        if {"booked", "attended"} <= names.keys():
            told.splits(names["booked"], [names["attended"]], f"{base}|did not come", "people", "training", course)
        if {"booked", *BOOKED} <= names.keys():
            parts = [names[column] for column in BOOKED]
            told.splits(names["booked"], parts, f"{base}|not counted", "people", "training", course)


def count_activities(page: Asked, told: Told) -> None:
    """Who was invited to each activity, who took part, and (printed nowhere) who did not."""
    masked = page.masked["activities"]
    for place, row in zip(masked.index, page.whole["activities"].to_dict("records"), strict=False):
        base, part = f"activity|{page.review}|{row['activity']}|{row['held_on'] or ''}", str(place)
        names = []
        for column in ("invited", "took_part"):
            value = whole_number(row[column])
            if value is not None:
                shown = whole_number(masked.loc[place, column]) is not None
                names.append(
                    told.add(Count(f"{base}|{column}", value, "people", "activities", part, shown, 0, place, column))
                )
        if len(names) == 2:
            told.splits(names[0], [names[1]], f"{base}|stayed away", "people", "activities", part)


def count_respondents(page: Asked, told: Told) -> None:
    """Who answered the survey, by agency; how many in all is known."""
    masked, rows = rows_by(page.masked["respondents"], "agency"), page.whole["respondents"]
    names, base = [], f"respondents|{page.review}"
    for (agency,), (_, row) in rows_by(rows, "agency").items():
        place, seen = masked.get((agency,), (None, None))
        value = whole_number(row["n"])
        if value is not None:
            shown = seen is not None and whole_number(seen["n"]) is not None
            cell = f"{base}|{agency}"
            names.append(
                told.add(
                    Count(
                        cell, value, "people", "respondents", "", shown, int(seen is not None and value > 0), place, "n"
                    )
                )
            )
    if names:
        value = sum(told.counts[name].value for name in names)
        kept = len(masked) > 0
        total = told.add(Count(f"{base}|Total", value, "people", "about", "", kept, 0, fixed=kept, derived=not kept))
        told.sums(total, names)


def count_answers_of_people(page: Asked, told: Told) -> None:
    """Results about practitioners: how many gave each answer, of how many, and (printed nowhere) how many did not."""
    masked, whole = rows_by(page.masked["results"], "result_id", "group"), page.whole["results"]
    mine = whole[(whole["kind"] == "people") & whole["result_id"].astype(str).str.startswith("prac.")]
    mine = mine[mine["unit"] == "practitioners"]
    of_question: dict[str, tuple[str, list[str]]] = {}
    for (result_id, group), (_, row) in rows_by(mine, "result_id", "group").items():
        n, of = whole_number(row["n"]), whole_number(row["of"])
        if n is None or of is None:
            continue
        place, seen = masked.get((result_id, group), (None, None))
        shown = seen is not None and whole_number(seen["n"]) is not None
        part = str(row["question"])
        base = f"answer|{page.review}|{result_id}" + (f"|{group}" if group != "all" else "")
        cell = told.add(Count(base, n, "people", "results", part, shown, 0, place, "n"))
        whole_cell = told.add(Count(f"{base}|of", of, "people", "results", part, shown, 0, place, "of"))
        told.splits(whole_cell, [cell], f"{base}|others", "people", "results", part)
        if group == "all" and _adds_up(result_id, part):
            of_question.setdefault(part, (whole_cell, []))[1].append(cell)
    for part, (total, parts) in of_question.items():
        told.splits(total, parts, f"answer|{page.review}|{part}|no answer", "people", "results", part)


def _adds_up(result_id: str, question: str) -> bool:
    return bool(re.fullmatch(ANSWER, result_id)) and result_id != question


def count_supports(page: Asked, told: Told) -> None:
    """With what support people were asked, which says what a child is; and (printed nowhere) how many had none."""
    masked = rows_by(page.masked["engagement_how"], "group", "what", "value")
    for (group, what, value), (_, row) in rows_by(page.whole["engagement_how"], "group", "what", "value").items():
        n, of = whole_number(row["n"]), whole_number(row["of"])
        if what != SUPPORT or n is None or of is None:
            continue
        place, seen = masked.get((group, what, value), (None, None))
        base, part = f"support|{page.review}|{group}|{value}", f"{group}|{value}"
        kept = seen is not None
        told.add(
            Count(f"asked|{page.review}|{group}", of, "answers", "about", "", kept, 0, fixed=kept, derived=not kept)
        )
        shown = seen is not None and seen["n"] != HIDDEN
        told.add(Count(base, n, "attributes", "engagement_how", part, shown, 0, place, "n"))
        if told.counts[f"asked|{page.review}|{group}"].value == of:
            told.splits(f"asked|{page.review}|{group}", [base], f"{base}|others", "attributes", "engagement_how", part)


def count_level_gaps(page: Asked, told: Told) -> None:
    """How far the level given lay from the level agreed, by group, beside the same over all judged; how many of each
    group were judged; and (printed nowhere) how many of it were looked at and not judged."""
    masked = rows_by(page.masked["level_gaps"], "by", "group", "gap")
    whole = rows_by(page.whole["level_gaps"], "by", "group", "gap")
    by: dict[tuple[str, str], list[str]] = {}
    kept = {name for name, _, _ in masked}
    for (name, group, gap), (_, row) in whole.items():
        n = whole_number(row["n"])
        if n is None or name not in kept:  # of an attribute that is left out nobody is told which groups there are
            continue
        place, seen = masked.get((name, group, gap), (None, None))
        over = name in ("", "all")
        cell = f"level|{page.review}|{'all' if over else f'{name}={group}'}|{gap}"
        shown = seen is not None and seen["n"] != HIDDEN
        kind = "answers" if over else "attributes"
        told.add(Count(cell, n, kind, "level_gaps", name, shown, 0, place, "n", fixed=shown and over))
        if not over:
            by.setdefault((name, gap), []).append(cell)
            _judged(page, told, name, group, row, seen)
    for (name, gap), cells in by.items():
        total = f"level|{page.review}|all|{gap}"
        if total in told.counts:
            rest = f"level|{page.review}|{name} not on record|{gap}"
            told.splits(total, cells, rest, "attributes", "level_gaps", name)


def _judged(page: Asked, told: Told, name: str, group: str, row: Mapping[Any, Any], seen: Any) -> None:
    """How many of one group were judged, of those of it that were looked at."""
    of = whole_number(row["of"])
    base = f"level|{page.review}|{name}={group}"
    looked_at = f"who|{page.review}|{name}|{group}|in_sample"
    if of is None or f"{base}|judged" in told.counts:
        return
    shown = seen is not None and seen["of"] != HIDDEN
    judged = told.add(Count(f"{base}|judged", of, "attributes", "level_gaps", name, shown, 0))
    if looked_at in told.counts:
        told.splits(looked_at, [judged], f"{base}|not judged", "attributes", "level_gaps", name)
