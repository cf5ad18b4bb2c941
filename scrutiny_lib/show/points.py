"""What a finding is about: of the answers it rests on, those that make its point, and the number that goes with it.

A finding names the results it rests on, often every answer to a question. The point of its picture, and the number
beside its title, must be the answers that speak for it: what is amiss for something to improve, what is well for good
practice, and among these the ones the statement itself counts.
"""

from __future__ import annotations

import re

from .answers import Row, counted, id_list
from .text import missing, plain, true, whole

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


def headline(finding: Row, results: list[list[Row]]) -> str:
    """The *n of N* beside the title of a finding; nothing where no number speaks for it plainly.

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
        return _together(points)
    counts: dict[str, set[str]] = {}
    for row in (row for rows in results for row in rows if whole(row["n"]) is not None):
        counts.setdefault(plain(row["shown"]), set()).add(_named(row))
    places = {words: _says(plain(finding["statement"]), words) for words in counts}
    found = sorted((place.start(), words) for words, place in places.items() if place)
    if not found:
        return ""
    words = found[0][1]
    return counts[words].pop() if len(counts[words]) == 1 else words


def _together(points: list[Row]) -> str:
    """One answer with its word; several with their words, added up where every count is known."""
    if len(points) == 1:
        return _named(points[0])
    counts, of = [whole(row["n"]) for row in points], whole(points[0]["of"])
    if of is None or any(count is None for count in counts):
        return ""
    words = " or ".join(plain(row["answer"]) for row in points)
    return f"{words}: {sum(count or 0 for count in counts):,} of {of:,} {plain(points[0]['unit'])}"


def _named(row: Row) -> str:
    """A count with the answer it counts, unless that goes without saying."""
    answer, shown = plain(row["answer"]), plain(row["shown"])
    return shown if answer in _GOES_WITHOUT_SAYING else f"{answer}: {shown}"


def _says(statement: str, words: str) -> re.Match[str] | None:
    """Where a statement holds a count: not as the end of a longer number."""
    return re.search(rf"(?<![\d,]){re.escape(words)}", statement, re.IGNORECASE) if words else None
