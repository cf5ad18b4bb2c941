"""Training, behaviour: audit answers about the work of trained teams beside those about other teams.

Which teams are trained is not left to chance, so a difference is an association and nothing more.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from scrutiny_lib.intake.answer_kinds import ONE_OF
from scrutiny_lib.intake.template import Template
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.lenses.results import NAN
from scrutiny_lib.stats.change import adjust
from scrutiny_lib.stats.exact import CANNOT, freeman_halton
from scrutiny_lib.stats.intervals import difference
from scrutiny_lib.tables import table

FEWEST_TEAMS = 2
"""With one team on a side, what the training did and what that team is like cannot be told apart."""

ASSOCIATION = (
    "This is an association: which teams were trained was not left to chance, and they may differ in their work, their "
    "staff or their children. It cannot show that the training made the difference."
)
_ALIKE = (
    "Chance would rarely do that if every case stood apart; but cases of one team are alike, so that this is a "
    "question to ask, not a finding."
)


def summarise_practice(
    answers: pd.DataFrame,
    teams: pd.DataFrame,
    team_of: Mapping[str, str],
    template: Template,
    as_at: date,
    practised: Mapping[str, date | None] | None = None,
) -> pd.DataFrame:
    """Good answers about the work of trained teams against those about other teams, question by question.

    Parameters
    ----------
    answers : DataFrame
        case_id, question, answer: one agreed judgement for each case and question.
    teams : DataFrame
        As :func:`scrutiny_lib.intake.training_teams.read_teams` gives it.
    team_of : mapping
        The team of each case; one without a team (``""``), or of a team that ``teams`` does not have, is left out.
    template : Template
        Its questions about the child with one answer of a list, of which some are good, are compared.
    as_at : date
        The first day of the practice looked at, for a case without a day of its own. A team trained after it has
        cases of which nobody can say whether they came before or after: these are left out.
    practised : mapping, optional
        The day from which on a case was worked on, where it is known case by case.

    Returns
    -------
    DataFrame
        The columns of ``training_practice``, in the template's order. A case is trained when its practice began after
        its team's (first) training; worked on up to that day it counts with the others. Questions of which either side
        has no case are left out. ``difference`` (trained less other), ``lower`` and ``upper`` are percentage points
        (−100 to 100; Newcombe's hybrid score). ``pvalue`` is exact (Fisher) and ``adjusted`` Holm's over all questions
        that can be tested; both are ``nan`` where so few cases could never show a difference, or where one side is the
        work of fewer than :data:`FEWEST_TEAMS` teams. Each case counts once, however it
        was drawn. Every sentence ends with what an association cannot show.
    """
    side = sides(teams, team_of, as_at, practised or {})
    spread = {
        trained: len({spelling(team_of[case]) for case, on in side.items() if on is trained})
        for trained in (True, False)
    }
    alone = min(spread.values()) < FEWEST_TEAMS
    rows = list[dict[str, Any]]()
    for question in template.questions.to_dict("records"):
        if question["role"] or question["scope"] != "child" or question["kind"] != ONE_OF or not question["good"]:
            continue
        mine = answers[(answers["question"] == question["id"]) & answers["answer"].isin(question["answers"])]
        good = mine["answer"].isin(question["good"])
        whose = mine["case_id"].map(side)
        x1, n1 = int((good & whose.eq(True)).sum()), int(whose.eq(True).sum())
        x2, n2 = int((good & whose.eq(False)).sum()), int(whose.eq(False).sum())
        if not n1 or not n2:
            continue
        gap, test = difference(x1, n1, x2, n2), freeman_halton([x1, x2], [n1, n2])
        tested = not alone and not test.method.startswith(CANNOT)
        rows.append(
            {
                "question": question["id"],
                "label": question["ask"],
                "trained_n": x1,
                "trained_of": n1,
                "other_n": x2,
                "other_of": n2,
                "difference": 100 * gap.estimate,
                "lower": 100 * gap.lower,
                "upper": 100 * gap.upper,
                "pvalue": test.pvalue if tested else NAN,
            }
        )
    adjusted = adjust([row["pvalue"] for row in rows])
    for row, value in zip(rows, adjusted, strict=True):
        row["adjusted"] = float(value)
        row["sentence"] = f"{_sentence(row, alone)} {ASSOCIATION}"
    return table("training_practice", rows)


def sides(
    teams: pd.DataFrame, team_of: Mapping[str, str], as_at: date, practised: Mapping[str, date | None]
) -> dict[str, bool]:
    """Whether the practice of each case came after its team's training; cases of which that cannot be said are absent.

    >>> teams = pd.DataFrame({"team": ["A", "B"], "trained_on": [date(2025, 3, 1), None], "course": ["", ""]})
    >>> sides(teams, {"1": "A", "2": "B", "3": "C"}, date(2025, 4, 1), {})
    {'1': True, '2': False}
    >>> sides(teams, {"1": "A", "2": "B"}, date(2025, 2, 1), {})
    {'2': False}
    >>> sides(teams, {"1": "A"}, date(2025, 2, 1), {"1": date(2025, 2, 9)})
    {'1': False}
    """
    trained = dict[str, date | None]()
    for team, on in teams[["team", "trained_on"]].itertuples(index=False, name=None):
        first = trained.get(spelling(team))
        trained[spelling(team)] = on if first is None else first if on is None else min(first, on)
    found = dict[str, bool]()
    for case_id, name in team_of.items():
        if not isinstance(name, str) or spelling(name) not in trained:
            continue
        on, began = trained[spelling(name)], practised.get(case_id)
        if on is None:
            found[case_id] = False
        elif began is not None:
            found[case_id] = began > on
        elif as_at > on:
            found[case_id] = True
    return found


def _sentence(row: Mapping[str, Any], alone: bool) -> str:
    """What the figures say, before what they cannot show; no counts, which stand beside it."""
    if alone:
        return "One side is the work of a single team: what it does and what it learned cannot be told apart."
    if row["adjusted"] != row["adjusted"]:
        return "So few cases could never tell a difference from chance."
    way = "more" if row["difference"] > 0 else "less"
    if row["adjusted"] < 0.05:
        return f"The good answer stands {way} often where the team had been trained. {_ALIKE}"
    if row["lower"] > 0 or row["upper"] < 0:
        return "Alone it would stand out; of so many questions looked at together, chance brings one like this."
    return "The difference is no larger than chance alone would make it."
