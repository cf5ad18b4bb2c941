"""What several agencies judged, each on its own: the only answers of which it can be said how far they agree.

That is the level each would have given, and questions about the child. A fact that an agency knows for itself ("were
you invited?") is none: two different answers may both be true, and both stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from scrutiny_lib.errors import ScrutinyError
from scrutiny_lib.intake.template import Template
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.terms import NOT_APPLICABLE

LEVEL = "level"
"""The name under which agreement on the level of need is told, whatever the question's id is in a template."""

JUDGED, SETTLED = "level judged", "level agreed"
LEVEL_LABEL = "How far agencies, each on its own, chose the same level"


@dataclass(frozen=True)
class Judged:
    """A question on which agreement may be told.

    Attributes
    ----------
    name : str
        What it goes by in results: :data:`LEVEL`, or the question's id.
    id, lens, line, ask : str
        As in the template.
    scale : tuple of str
        Its answers, in order where they have one; *not applicable* and *not known to us* are none of them.
    ordered : bool
    good : frozenset of str
    best : {"first", "last", ""}
        The good end of the scale; blank where there is none, as for levels.
    settled_by : str
        The question whose agreed answer settles it: itself, or the level agreed.
    """

    name: str
    id: str
    lens: str
    line: str
    ask: str
    scale: tuple[str, ...]
    ordered: bool
    good: frozenset[str]
    best: Literal["first", "last", ""]
    settled_by: str

    @property
    def label(self) -> str:
        """What the figures are about, in words."""
        return LEVEL_LABEL if self.name == LEVEL else self.ask

    def place(self, answer: object) -> int | None:
        """Where an answer stands on the scale, from 0; ``None`` for what is not on it."""
        words = spelling(answer) if isinstance(answer, str) else ""
        return next((at for at, option in enumerate(self.scale) if spelling(option) == words), None)


def judged(question: Mapping[Any, Any], levels: Sequence[str] = (), settled_by: str = "") -> Judged:
    """A question of a template as one on which agreement may be told.

    Parameters
    ----------
    question : mapping
        A row of :attr:`scrutiny_lib.intake.template.Template.questions`.
    levels : sequence of str
        The levels of need, lowest first; they are the scale where they hold every answer of a question about levels.
    settled_by : str
        The question whose agreed answer settles it, where it is another one.

    Raises
    ------
    ScrutinyError
        For a fact that each agency knows for itself, and for what is not chosen from a list.
    """
    name, role = question["id"], question["role"]
    if question["scope"] == "agency" and role != JUDGED:
        raise ScrutinyError(
            f"Question {name} is a fact that each agency knows for itself: two different answers may both be true, so "
            "no agreement is ever counted on it. Ask about the child, or for the level judged."
        )
    if not _chosen(question):
        raise ScrutinyError(
            f"Question {name} is not answered with one choice from a list, so no agreement is counted on it."
        )
    scale, about_levels = tuple(question["answers"]), role in (JUDGED, SETTLED)
    words = {spelling(level) for level in levels}
    if about_levels and all(spelling(answer) in words for answer in scale):
        scale = tuple(levels)
    ordered, good = bool(question["ordered"]) or about_levels, frozenset(question["good"])
    best = str(question.get("best", "first") or "") if ordered and good and not role else ""
    return Judged(
        name=LEVEL if role == JUDGED else name,
        id=name,
        lens=question["lens"],
        line=question["line"],
        ask=question["ask"],
        scale=scale,
        ordered=ordered,
        good=good,
        best="first" if best == "first" else "last" if best == "last" else "",
        settled_by=settled_by or name,
    )


def judged_questions(template: Template, levels: Sequence[str] = ()) -> list[Judged]:
    """Every question of a template on which agreement may be told, in its order.

    The level each agency judges, and every question about the child that is answered with one choice from a list.
    Where agencies are asked for the level only as the one to be agreed, that is the level they judge.
    """
    rows = template.questions.to_dict("records")
    roles = {row["role"]: row["id"] for row in rows if row["role"]}
    found = []
    for row in rows:
        if (row["scope"] == "agency" and row["role"] != JUDGED) or not _chosen(row):
            continue
        if row["role"] == SETTLED and JUDGED not in roles:
            row = {**row, "role": JUDGED}
        settled_by = roles.get(SETTLED, "") if row["role"] == JUDGED else ""
        found.append(judged(row, levels, settled_by))
    return found


def ratings_of(returns: pd.DataFrame, question: Judged, agencies: Iterable[str]) -> pd.DataFrame:
    """What each agency chose about each case: cases × agencies, in words of the scale, missing where it chose nothing.

    *Not applicable* and *not known to us* are no ratings. Cases are sorted; agencies stand in the order given, those
    with no rating at all left out.
    """
    mine = returns[(returns["question"] == question.id) & (returns["case_id"] != "")]
    places = mine["answer"].map({answer: question.place(answer) for answer in mine["answer"].unique()})
    rated = mine.loc[places.notna(), ["case_id", "agency"]]
    rated = rated.assign(answer=[question.scale[int(place)] for place in places.dropna()])
    wide = rated.pivot(index="case_id", columns="agency", values="answer").sort_index()
    return wide.reindex(columns=[agency for agency in agencies if agency in wide.columns])


def does_not_apply(returns: pd.DataFrame, question: Judged) -> pd.DataFrame:
    """Who said that a question does not apply to a case: case_id and agency."""
    mine = returns[(returns["question"] == question.id) & (returns["case_id"] != "")]
    return mine.loc[mine["answer"].map(spelling) == NOT_APPLICABLE, ["case_id", "agency"]]


def _chosen(question: Mapping[Any, Any]) -> bool:
    """Whether it is answered with one choice from a list, for each case."""
    kind = question.get("kind", "one of")
    return bool(question["answers"]) and kind == "one of" and question["asked"] != "once"
