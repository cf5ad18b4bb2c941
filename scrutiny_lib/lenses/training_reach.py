"""Training, reach: places, bookings, who came, what became of the rest, and which recommendations had asked for it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.training import OUTCOMES, REACH_COLUMNS
from scrutiny_lib.intake.training_charges import Charges
from scrutiny_lib.intake.training_reach_of import reach_of
from scrutiny_lib.lenses.results import result, results_table, slug
from scrutiny_lib.tables import table

_COMMON: dict[str, Any] = {
    "lens": "training",
    "kind": "people",
    "source": "practitioners",
    "unit": "places",
    "method": "Summed over the days of the course.",
}
_OF_TRAINING = re.compile(r"\b(?:training|trained|trains?|workshops?)\b", re.IGNORECASE)
"""What makes an action or a recommendation one that asks for training, where no course names it."""


def summarise_reach(
    reach: pd.DataFrame,
    bookings: pd.DataFrame,
    actions: pd.DataFrame,
    recommendations: pd.DataFrame,
    charges: Charges | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Places used, by course, and what asked for each course.

    Parameters
    ----------
    reach, bookings : DataFrame
        As :mod:`scrutiny_lib.intake.training` and :mod:`scrutiny_lib.intake.training_bookings` read them; where there
        are bookings they make the reach (:func:`scrutiny_lib.intake.training_reach_of.reach_of`, to which ``charges``
        say what is in time). Reach that was made so already is not changed by it.
    actions : DataFrame
        action_id, review, recommendation, action: the tracker.
    recommendations : DataFrame
        id, text and, where there are those of several reviews, review: what findings recommend.

    Returns
    -------
    training : DataFrame
        The columns of ``training``, summed over the days of a course; ``None`` where a day's count is not known.
        Substitutes are among those who attended. Outcomes may add up to less than booked: of the rest it is not known.
    asked : DataFrame
        The columns of ``training_asked``: a row for each action or recommendation a course answers, and for each that
        speaks of training and no course answers (``course`` blank). ``held`` counts the days held.
    results : DataFrame
        train.<course>.booked (of places; not where more booked than there were places), train.<course>.attended,
        .absent and .cancelled_late (of booked), where known.
    """
    days = reach_of(bookings, reach, charges)[0].reindex(columns=list(REACH_COLUMNS))
    made = [_course(rows) for _, rows in days.groupby(days["course"].map(spelling), sort=False)] if len(days) else []
    counted = [row for course in made for row in _results(course)]
    return (
        table("training", pd.DataFrame(made, dtype="object")),
        table("training_asked", _asked(days, actions, recommendations)),
        results_table(counted),
    )


def _course(days: pd.DataFrame) -> dict[str, Any]:
    """One course, its days added up."""
    lines = [line for line in days["line"] if isinstance(line, str) and line]
    asked = dict.fromkeys(name for cell in days["asked_for_by"] for name in references(cell))
    counts = {name: _sum(days[name]) for name in ("places", "booked", "attended", *OUTCOMES)}
    return {
        "course": days["course"].iloc[0],
        "line": lines[0] if lines else "",
        "days": len(days),
        **counts,
        "asked_for_by": "; ".join(asked),
    }


def references(cell: Any) -> list[str]:
    """The ids in a cell of ``asked_for_by``.

    >>> references("A04; R1 ;"), references(None)
    (['A04', 'R1'], [])
    """
    return [part.strip() for part in cell.split(";") if part.strip()] if isinstance(cell, str) else []


def _sum(counts: pd.Series[Any]) -> int | None:
    """The sum, ``None`` where one of them is not known."""
    known = counts.dropna()
    return int(known.sum()) if len(known) == len(counts) else None


def _results(course: Mapping[str, Any]) -> list[dict[str, Any]]:
    places, booked, attended = course["places"], course["booked"], course["attended"]
    rows = []
    if places is not None and booked is not None and booked <= places:
        rows.append(_result(course, "booked", "places booked, of those offered", booked, places))
    if booked is not None and attended is not None:
        rows.append(_result(course, "attended", "people who came, of those booked", attended, booked))
        for name, words in (
            ("absent", "people who did not come and did not say so, of those booked"),
            ("cancelled_late", "places cancelled late, of those booked"),
        ):
            if course[name] is not None:
                rows.append(_result(course, name, words, course[name], booked))
    return rows


def _result(course: Mapping[str, Any], name: str, words: str, n: int, of: int) -> dict[str, Any]:
    result_id = f"train.{slug(course['course'])}.{name}"
    label = f"{course['course']}: {words}"
    return result(result_id, line=course["line"], question=result_id, label=label, answer=name, n=n, of=of, **_COMMON)


def _asked(days: pd.DataFrame, actions: pd.DataFrame, recommendations: pd.DataFrame) -> list[dict[str, Any]]:
    """What each course answers, then what asks for training and no course answers."""
    known = _askers(actions, recommendations)
    rows, answered = list[dict[str, Any]](), set[str]()
    pairs = dict[tuple[str, str], tuple[str, str, int]]()
    for course, cell in days[["course", "asked_for_by"]].itertuples(index=False, name=None):
        for name in references(cell):
            pair = (spelling(name), spelling(course))
            first = pairs.get(pair, (name, course, 0))
            pairs[pair] = (first[0], first[1], first[2] + 1)
    for (way, _), (name, course, held) in pairs.items():
        named = known.get(way)
        answered.update({way, *(named["also"] if named else ())})
        sentence = f"{course} was held on {held} day{'s' if held > 1 else ''}."
        if named is None:
            sentence += " No action and no recommendation has the id that the course names."
        row = {"asked_for_by": name, "asked": named["text"] if named else "", "course": course, "held": held}
        rows.append({**row, "sentence": sentence})
    for key, asker in known.items():
        if key == asker["key"] and _OF_TRAINING.search(asker["own"]) and not answered & {key, *asker["also"]}:
            sentence = "It speaks of training, and no course says that it answers it."
            name, text = asker["id"], asker["text"]
            rows.append({"asked_for_by": name, "asked": text, "course": "", "held": 0, "sentence": sentence})
    return rows


def _askers(actions: pd.DataFrame, recommendations: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Actions and recommendations by every way to write their id.

    A recommendation may be named after its review, or alone where no other has its id; an action that carries out a
    recommendation answers for both (``also``).
    """
    known = dict[str, dict[str, Any]]()
    texts = dict[str, str]()
    rows = recommendations.to_dict("records")
    alone = Counter(spelling(row["id"]) for row in rows)
    for row in rows:
        review, name = str(row.get("review") or ""), str(row["id"])
        whole = spelling(f"{review} {name}")
        ways = [whole, spelling(name)] if alone[spelling(name)] == 1 else [whole]
        texts[whole] = str(row["text"])
        asker = {"id": f"{review} {name}".strip(), "key": whole, "own": row["text"], "text": row["text"], "also": ways}
        known.update(dict.fromkeys(ways, asker))
    for row in actions.reindex(columns=["action_id", "review", "recommendation", "action"]).to_dict("records"):
        whole = spelling(f"{row['review']} {row['recommendation']}")
        asked = texts.get(whole) or str(row["recommendation"] or "")
        said = f"{asked} – {row['action']}" if asked and spelling(asked) != spelling(row["action"]) else row["action"]
        key = spelling(row["action_id"])
        known[key] = {
            "id": row["action_id"],
            "key": key,
            "own": row["action"],
            "text": f"{row['review']}: {said}" if row["review"] else said,
            "also": [whole] if whole in texts else [],
        }
    return known
