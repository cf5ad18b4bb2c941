"""What a finding is about: of the answers it rests on, those that make its point, and the number that goes with it.

A finding names the results it rests on, often every answer to a question. The point of its picture, and the number
beside its title, must be the answers that speak for it: what is amiss for something to improve, what is well for good
practice, and among these the ones the statement itself counts.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .answers import Row, counted, id_list
from .kinds import ALL_GOOD
from .text import figure, missing, plain, true, whole

_GOES_WITHOUT_SAYING = ("yes", "no", "done", "")


def points_of(finding: Row, rows: list[Row]) -> list[Row]:
    """Of one question's rows, those the finding is about, in the order of their scale; empty when it names none.

    Parameters
    ----------
    finding : dict
        A row of ``findings``: its ``kind``, ``statement`` and ``results``.
    rows : list of dict
        The results of one question.
    """
    asked = id_list(finding["results"])
    listed = [row for row in counted(rows) if plain(row["result_id"]) in asked]
    if len(listed) < 2:
        return listed
    fitting = [row for row in listed if fits(finding, row)]
    named = [row for row in fitting if _says(plain(finding["statement"]), plain(row["shown"]))]
    return named or fitting or listed


def fits(finding: Row, row: Row) -> bool:
    """Whether an answer speaks for a finding: a good one for good practice, any other for something to improve.

    >>> fits({"kind": "to improve"}, {"good": True}), fits({"kind": "to improve"}, {"good": None})
    (False, True)
    """
    return missing(row["good"]) or true(row["good"]) == (plain(finding["kind"]) == "good practice")


class Headline(NamedTuple):
    """The *n of N* beside the title of a finding, the results it is, and its range in 100 where it has one.

    ``rows`` is empty where the same words stand for more than one result.
    """

    shown: str
    rows: tuple[Row, ...] = ()
    limits: tuple[float, float] | None = None


def headline(finding: Row, results: list[list[Row]]) -> Headline:
    """The number beside the title of a finding; blank where none speaks for it plainly.

    Parameters
    ----------
    finding : dict
        A row of ``findings``.
    results : list of list of dict
        The results by question, as :func:`scrutiny_lib.show.answers.by_question` gives them.
    """
    asked = id_list(finding["results"])
    questions = [rows for rows in results if any(plain(row["result_id"]) in asked for row in rows)]
    questions.sort(key=lambda rows: min(asked.index(i) for row in rows if (i := plain(row["result_id"])) in asked))
    points = points_of(finding, questions[0]) if questions else []
    if points and all(fits(finding, row) for row in points):
        shown = _together(points)
        return Headline(shown, tuple(points), limits_of(points, results)) if shown else Headline("")
    counts: dict[str, list[Row]] = {}
    for row in (row for rows in results for row in rows if whole(row["n"]) is not None):
        counts.setdefault(plain(row["shown"]), []).append(row)
    places = {words: _says(plain(finding["statement"]), words) for words in counts}
    found = sorted((place.start(), words) for words, place in places.items() if place)
    if not found:
        return Headline("")
    words = found[0][1]
    alone = counts[words] if len(counts[words]) == 1 else []
    names = {_named(row) for row in counts[words]}
    return Headline(names.pop() if len(names) == 1 else words, tuple(alone), limits_of(alone, results))


def limits_of(points: list[Row], results: list[list[Row]]) -> tuple[float, float] | None:
    """The range, in 100, of some answers to one question taken together; ``None`` where they have none.

    One answer has its own. Several have that of the result that counts them as one; where they are every answer but
    one, the range is what that one leaves of 100.

    >>> rows = [{"result_id": f"q.{name}", "question": "q", "answer": name, "good": name == "in time", "n": n, "of": 9,
    ...          "lower": lower, "upper": upper} for name, n, lower, upper in
    ...         (("in time", 4, 29.0, 61.0), ("late", 4, 30.0, 60.0), ("not held", 1, 3.0, 26.0))]
    >>> limits_of(rows[1:], [rows]), limits_of(rows[:1], [rows]), limits_of(rows[1:2] + rows[:1], [[*rows, *rows]])
    ((39.0, 71.0), (29.0, 61.0), None)
    """
    if len(points) < 2:
        return _limits(points[0]) if points else None
    question, mine = plain(points[0]["question"]), {plain(row["result_id"]) for row in points}
    rows = next((rows for rows in results if plain(rows[0]["question"]) == question), [])
    others = [row for row in counted(rows) if plain(row["result_id"]) not in mine]
    if all(true(row["good"]) for row in points) and not any(true(row["good"]) for row in others):
        name = question + ALL_GOOD
        together = next((row for some in results for row in some if plain(row["result_id"]) == name), None)
        if together is not None:
            return _limits(together)
    if len(others) != 1 or (rest := _limits(others[0])) is None:
        return None
    return 100 - rest[1], 100 - rest[0]


def _limits(row: Row) -> tuple[float, float] | None:
    lower, upper = figure(row["lower"]), figure(row["upper"])
    return None if lower is None or upper is None else (lower, upper)


def _together(points: list[Row]) -> str:
    """One answer with its word; several with their words, added up where every count is known."""
    if len(points) == 1:
        return _named(points[0])
    counts, of = [whole(row["n"]) for row in points], whole(points[0]["of"])
    if of is None or any(count is None for count in counts):
        return ""
    words = " or ".join(plain(row["answer"]) for row in points)
    return f"{words}: {added_up(points)}"


def added_up(points: list[Row]) -> str:
    """Some answers to one question together as *n of N*; one alone as it is shown.

    >>> added_up([{"n": 13, "of": 29, "unit": "children"}, {"n": 3, "of": 29, "unit": "children"}])
    '16 of 29 children'
    """
    if len(points) == 1:
        return plain(points[0]["shown"])
    return f"{sum(whole(row['n']) or 0 for row in points):,} of {whole(points[0]['of']):,} {plain(points[0]['unit'])}"


def _named(row: Row) -> str:
    """A count with the answer it counts, unless that goes without saying."""
    answer, shown = plain(row["answer"]), plain(row["shown"])
    return shown if answer in _GOES_WITHOUT_SAYING else f"{answer}: {shown}"


def _says(statement: str, words: str) -> re.Match[str] | None:
    """Where a statement holds a count: not as the end of a longer number."""
    return re.search(rf"(?<![\d,]){re.escape(words)}", statement, re.IGNORECASE) if words else None
