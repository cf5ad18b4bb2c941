"""The long ``evaluations.csv``: a score a row, from 1 to 5, put beside the scores of online forms."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.tally import HELD, Tally
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.training import read_evaluations
from scrutiny_lib.intake.training_form_answers import Said
from scrutiny_lib.intake.training_form_plan import EvaluationPlan
from scrutiny_lib.intake.training_form_rows import note_codes, read_code
from scrutiny_lib.plural import many
from scrutiny_lib.terms import LEVELS_OF_TRAINING, WHO_ANSWERED

LONG = "evaluations.csv"
LOW, HIGH = 1, 5
"""The ends of the scale of the long file; high is good."""


def read_long_scores(path: Path, plan: EvaluationPlan, said: Said, problems: Problems, tally: Tally) -> None:
    """Add the scores of the long file to those of the forms.

    A question that the plan declares, by its id or its words, is that question, and has to have the same scale (P16:
    else it is held); any other is one about learning. It is always the person who answers.
    """
    read, more = read_evaluations(path)
    problems.extend(problem for problem in more if problem.rule != "I02")  # found with the scores of forms
    rows = f"rows of {path.name}"
    for _ in range(len({problem.cell for problem in more.of("HOLD") if problem.cell})):
        tally.add(rows, HELD)
    known = {spelling(row[key]): row for row in plan.questions.values() for key in ("ask", "id")}
    strange, other = Counter[str](), Counter[str]()
    for line, row in zip(read.index, read.to_dict("records"), strict=True):
        question = known.get(spelling(row["question"]))
        name, label, level = row["question"], row["question"], LEVELS_OF_TRAINING[1]
        if question is not None:
            name, label, level = question["id"], question["ask"], question["level"]
            scale = plan.scales[name]
            if name in plan.stopped or scale is None or (scale.lowest, scale.highest) != (LOW, HIGH):
                tally.add(rows, HELD)
                other[name] += 1
                continue
        code, rule = read_code(row["person_code"])
        strange[rule] += 1
        about = (row["course"], code, row["wave"], name, label, row["score"], level, WHO_ANSWERED[0], LOW, HIGH)
        said.scores.append(about)
        said.where.append((rows, path.name, f"line {line}" if read.index.name == "line" else ""))
        said.answered.append((row["course"], row["wave"], WHO_ANSWERED[0], code))
    for name, number in other.items():
        fact = f"Of a question whose scale in evaluations.toml is not that from 1 to 5: {many(number, 'scores')}."
        cure = "Set aside. Correct the scale, or ask the question under another id."
        problems.add("P16", fact, cure, file=path.name, column=name, act="HOLD")
    note_codes(path.name, strange, problems)
