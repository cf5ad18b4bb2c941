"""The questions of an audit template: what may be said of one, and what makes one wrong.

A question is answered with one of a list of answers, with several of them, with a number, a date, or in one's own
words. Its answers come from a scale or are its own.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Protocol, TypedDict

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.answer_kinds import KINDS, NONE_OF_THESE, NUMBER, ONE_OF, SEVERAL_OF, TEXT, slug
from scrutiny_lib.intake.scales import Scale, check_answers
from scrutiny_lib.intake.toml import Key, closest
from scrutiny_lib.terms import ASKED, CHAIN, LENSES, SCOPES

QUESTION_COLUMNS = (
    "id",
    "scope",
    "lens",
    "line",
    "ask",
    "answers",
    "good",
    "agencies",
    "help",
    "chain",
    "role",
    "ordered",
    "asked",
    "kind",
    "measure",
    "lowest",
    "highest",
    "whole",
    "best",
)
ROLES = ("level given", "level judged", "level agreed")

ALL_GOOD = "all_good"
"""The last part of the id of the result that brings together several good answers to one question."""

_TAKEN = {ONE_OF: {ALL_GOOD}, SEVERAL_OF: {"none", slug(NONE_OF_THESE)}}
"""Short forms of answers that results of a question have already."""


class Question(TypedDict):
    """One question, as a row of :attr:`scrutiny_lib.intake.template.Template.questions`.

    ``kind`` is one of :data:`scrutiny_lib.intake.answer_kinds.KINDS`. Only *one of* and *several of* have ``answers``.
    Of an ordered list of answers ``best`` says which end is the good one: *first*, *last*, or blank where neither is.
    ``measure`` (such as *days*), ``lowest``, ``highest`` (``None`` where there is no such bound) and ``whole`` belong
    to a number.
    """

    id: str
    scope: str
    lens: str
    line: str
    ask: str
    answers: list[str]
    good: list[str]
    agencies: list[str]
    help: str
    chain: str
    role: str
    ordered: bool
    asked: str
    kind: str
    measure: str
    lowest: float | None
    highest: float | None
    whole: bool
    best: str


def _fixed(name: str, ask: str, answers: list[str], help_: str) -> Question:
    return Question(
        id=name,
        scope="agency",
        lens="",
        line="",
        ask=ask,
        answers=answers,
        good=[],
        agencies=[],
        help=help_,
        chain="",
        role="",
        ordered=False,
        asked="each child",
        kind=ONE_OF if answers else TEXT,
        measure="",
        lowest=None,
        highest=None,
        whole=True,
        best="",
    )


FIXED_QUESTIONS: tuple[Question, ...] = (
    _fixed(
        "known",
        "Is this child known to your service?",
        ["yes", "no"],
        "If no, leave the other questions blank.",
    ),
    _fixed("life", "What is life like for this child?", [], "In your own words. This is never released."),
    _fixed(
        "worried",
        "Are you worried about this child now?",
        ["no", "yes"],
        "If yes, act now as your own procedures say. This workbook is not a referral.",
    ),
    _fixed(
        "worried_step",
        "If you are worried: who was told, when, and what was done?",
        [],
        "Needed after a yes.",
    ),
)
"""Questions every pack carries, in this order: ``known``, ``life`` and ``worried_step`` (free text),
``worried``."""

QUESTION_KEYS: dict[str, Key] = {
    "id": Key("id", required=True),
    "scope": Key("text", required=True, choices=SCOPES),
    "lens": Key("text", required=True, choices=LENSES),
    "line": Key("text", required=True),
    "ask": Key("text", required=True),
    "kind": Key("text", choices=KINDS, default=ONE_OF),
    "scale": Key("id"),
    "answers": Key("texts"),
    "good": Key("texts"),
    "measure": Key("text"),
    "lowest": Key("number"),
    "highest": Key("number"),
    "whole": Key("true or false", default=True),
    "agencies": Key("texts"),
    "help": Key("text"),
    "chain": Key("text", choices=CHAIN),
    "role": Key("text", choices=ROLES),
    "asked": Key("text", choices=ASKED, default="each child"),
    "replaced_by": Key("id"),
}
"""What may be said of one question."""


class Source(Protocol):
    """The file a template is written in: it holds the settings against their keys, and knows where each one stands.

    ``where`` is the table, ``""`` or such as ``"question[3]"``; ``name`` the setting in it.
    """

    problems: Problems

    def check(self, data: Mapping[str, Any], spec: Mapping[str, Key]) -> dict[str, Any]:
        """The settings, each of ``spec`` among them; what is wrong is noted."""

    def note(self, rule: str, fact: str, cure: str, where: str = "", name: str = "") -> None:
        """Note one more problem that stops the use of the template."""


def make_question(
    row: Mapping[str, Any], position: int, agencies: list[str], scales: Mapping[str, Scale], source: Source
) -> Question:
    """One question from its settings, its answers taken from its scale where it names one.

    Parameters
    ----------
    row : mapping
        The settings, every one of :data:`QUESTION_KEYS` among them.
    position : int
        Which question of the template, from 1.
    agencies : list of str
        Those of the template.
    scales : mapping
        By id.
    source : Source
        Takes the problems, all of them at once.
    """
    where, words = f"question[{position}]", f"question {position}"
    answers, good, ordered, best, at = list(row["answers"]), list(row["good"]), False, "", "answers"
    kind = row["kind"] or ONE_OF
    if kind in (ONE_OF, SEVERAL_OF):
        if bool(row["scale"]) == bool(answers):
            fact = f"{words.capitalize()} needs either a scale or its own answers, and not both."
            source.note("P12", fact, "Give one of the two.", where, "answers" if answers else "scale")
        elif row["scale"] and row["scale"] not in scales:
            cure = f"{_hint(row['scale'], scales)}Known scales: {', '.join(sorted(scales)) or 'none'}."
            source.note("P01", f"The scale of {words} is not known.", cure, where, "scale")
        elif row["scale"]:
            scale, at = scales[row["scale"]], "scale"
            answers, ordered = list(scale.answers), scale.ordered and kind == ONE_OF
            good = good or (list(scale.good) if kind == ONE_OF else [])
            best = _best(scale, good) if ordered else ""
    _check_kind(row, kind, answers, good, at, position, source)
    found = Problems()
    check_answers(answers, good, words, Path(), found)
    for problem in found:
        source.note(problem.rule, problem.fact, problem.cure, where, "good" if problem.rule == "P01" else at)
    strange = [agency for agency in row["agencies"] if agency not in agencies]
    if agencies and strange:
        fact = f"The agencies of {words} are not all among those of the template."
        cure = f"{_hint(strange[0], agencies)}Allowed: {', '.join(agencies)}."
        source.note("P01", fact, cure, where, "agencies")
    if row["asked"] == "once" and row["scope"] == "child":
        fact = f"{words.capitalize()} is about the child, but is asked once."
        source.note("P16", fact, "Questions that are asked once are about the agency.", where, "asked")
    if row["chain"] and row["lens"] not in ("", "voice"):
        source.note("P16", f"{words.capitalize()} has a chain but not the lens voice.", "Change one.", where, "chain")
    return Question(
        id=row["id"],
        scope=row["scope"],
        lens=row["lens"],
        line=row["line"],
        ask=row["ask"],
        answers=answers,
        good=good,
        agencies=row["agencies"] or list(agencies),
        help=row["help"],
        chain=row["chain"],
        role=row["role"],
        ordered=ordered,
        asked=row["asked"],
        kind=kind,
        measure=row["measure"],
        lowest=None if row["lowest"] is None else float(row["lowest"]),
        highest=None if row["highest"] is None else float(row["highest"]),
        whole=bool(row["whole"]),
        best=best,
    )


def _best(scale: Scale, good: list[str]) -> str:
    """Which end of a scale is the good one for a question: that of the scale, unless its own good answers stand at the
    other end, or at neither."""
    first, last = scale.answers[0] in good, scale.answers[-1] in good
    if not good or first == last:
        return scale.best if not good or first else ""
    return "first" if first else "last"


def _check_kind(
    row: Mapping[str, Any], kind: str, answers: list[str], good: list[str], at: str, position: int, source: Source
) -> None:
    """What does not go with the kind of a question (P16): each setting that is wrong, at its own place."""
    where, words = f"question[{position}]", f"Question {position}"

    def note(fact: str, cure: str, name: str) -> None:
        source.note("P16", fact, cure, where, name)

    if kind not in (ONE_OF, SEVERAL_OF):
        for name in ("scale", "answers", "good"):
            if row[name]:
                fact = f"{words} is answered with a {kind}, and yet it has '{name}'."
                note(fact, "Take it out, or change the kind to 'one of' or 'several of'.", name)
    not_a_number = [name for name in ("measure", "lowest", "highest") if row[name] not in ("", None)]
    for name in [*not_a_number, *([] if row["whole"] else ["whole"])] if kind != NUMBER else []:
        fact = f"{words} has '{name}' and is not answered with a number."
        note(fact, 'Take it out, or use kind = "number".', name)
    if kind == SEVERAL_OF and row["good"]:
        fact = f"{words} is answered with several of a list, and says which of them is good."
        note(fact, "Take 'good' out: any of them may be chosen together.", "good")
    for name in ("chain", "role"):
        if row[name] and kind != ONE_OF:
            note(f"{words} has a {name}, and is not answered with one of a list.", 'Use kind = "one of".', name)
    bounds = [value for value in (row["lowest"], row["highest"]) if value is not None]
    written = all(math.isfinite(value) and abs(value) < 1e12 and round(value, 6) == value for value in bounds)
    if kind == NUMBER and (not written or bounds != sorted(bounds)):
        fact = f"The lowest and highest number of {words.lower()} leave no number between them, or are too long."
        note(fact, "Correct one of the two.", "highest")
    short = [slug(answer) for answer in answers]
    if kind == SEVERAL_OF and (len(set(short)) < len(short) or any(";" in answer for answer in answers)):
        fact = f"Two options of {words.lower()} are the same but for signs and spaces, or one has a semicolon."
        note(fact, "Word them differently: a semicolon stands between what is chosen.", at)
    if (kind == SEVERAL_OF or len(good) > 1) and _TAKEN.get(kind, set()) & set(short):
        fact = f"An answer of {words.lower()} is a word that the counting needs: {', '.join(sorted(_TAKEN[kind]))}."
        cure = f" '{NONE_OF_THESE.capitalize()}' is always there." if kind == SEVERAL_OF else ""
        note(fact, f"Word it differently.{cure}", at)


def _hint(word: str, known: Collection[str]) -> str:
    guess = closest(word.casefold(), known)
    return f"Did you mean '{guess}'? " if guess else ""
