"""What the cells of evaluation forms say: a score, one of a list, or somebody's own words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.answer_kinds import ONE_OF
from scrutiny_lib.intake.free_text import identifying
from scrutiny_lib.intake.practitioner_survey import chosen
from scrutiny_lib.intake.tally import HELD, REFUSED, USED, Tally
from scrutiny_lib.intake.training_form_plan import Asked, EvaluationPlan
from scrutiny_lib.intake.training_form_rows import FormRow
from scrutiny_lib.intake.training_plan_checks import SCORE
from scrutiny_lib.intake.training_scale import Scale


@dataclass
class Said:
    """Answers as rows: of scores and of choices (without their places), and words with the row they stand in.

    ``where`` has for each score what it is counted as, its file and its place.
    """

    scores: list[tuple[Any, ...]] = field(default_factory=list)
    where: list[tuple[str, str, str]] = field(default_factory=list)
    chosen: list[tuple[Any, ...]] = field(default_factory=list)
    written: list[tuple[FormRow, str, str]] = field(default_factory=list)
    answered: list[tuple[str, str, str, str]] = field(default_factory=list)


def read_answers(rows: Sequence[FormRow], plan: EvaluationPlan, problems: Problems, tally: Tally) -> Said:
    """Read every answer of the forms that count.

    Held are text or anything else that is no point of a scale (V07 where the scale has numbers, V02 where it has
    words), an answer that is not on its list (V02), and all answers to a question that two forms declare differently.
    An answer that says *no opinion* is refused; what looks like an identifier in words is kept and noted (T19).
    """
    said = Said()
    for row in rows:
        waves = list(dict.fromkeys(one.wave or row.wave for one in row.answers))
        said.answered += [(row.course, wave, row.who, row.code) for wave in waves]
        for one, cell in row.answers.items():
            outcome = _read(row, one, cell, plan, said, problems)
            if one.scale is None or outcome != USED:
                tally.add(f"answers to {one.id}", outcome)
    return said


def _read(row: FormRow, one: Asked, cell: str, plan: EvaluationPlan, said: Said, problems: Problems) -> str:
    question, wave = plan.questions[one.id], one.wave or row.wave
    at = {"file": row.file, "cell": row.place, "column": one.id}
    if one.id in plan.stopped:
        return HELD
    if question["kind"] == SCORE:
        assert one.scale is not None
        if one.scale.says_nothing(cell):
            return REFUSED
        score = one.scale.score(cell)
        if score is None:
            problems.add(*_no_score(one.scale), **at, act="HOLD")
            return HELD
        ends = (one.scale.lowest, one.scale.highest)
        said.scores.append(
            (row.course, row.code, wave, one.id, question["ask"], score, question["level"], row.who, *ends)
        )
        said.where.append((f"answers to {one.id}", row.file, row.place))
        return USED
    if question["kind"] == ONE_OF:
        found = chosen(cell, question["answers"], one=True)
        if found is None:
            fact = "The answer is not on the list of evaluations.toml; it is set aside."
            problems.add("V02", fact, "Write every answer there as the form has it.", **at, act="HOLD")
            return HELD
        good = found[0] in question["good"]
        said.chosen.append((row.course, wave, one.id, question["ask"], found[0], good, row.code))
        return USED
    said.written.append((row, one.id, cell))
    kinds = Counter(identifying(cell))
    if kinds:
        named = ", ".join(f"{kind} ({count})" for kind, count in sorted(kinds.items()))
        fact = f"What looks like an identifier stands in an answer: {named}."
        cure = "The words are kept; nothing is quoted until it is redacted and signed."
        problems.add("T19", fact, cure, **at, act="WARN")
    return USED


def _no_score(scale: Scale) -> tuple[str, str, str]:
    """Rule, fact and cure for a cell that is no point of a scale."""
    if scale.by_words:
        fact = "The answer is none of the words of its scale; it is set aside."
        return "V02", fact, "Write the words in evaluations.toml as the form has them."
    fact = f"It is not a whole number from {scale.lowest} to {scale.highest}"
    fact += " nor a word of its scale; it is set aside." if scale.answers else "; it is set aside."
    return "V07", fact, "Write one number; if the form offered words, list them under 'answers' of the scale."
