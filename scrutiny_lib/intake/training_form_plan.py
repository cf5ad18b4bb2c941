"""``evaluations.toml``: which column of which export is which question, and how its answers are to be read.

A tool that holds online forms writes the columns its maker chose. The plan names those that are read; every other
column stays unread. A question is declared once and may be asked in several forms: before a course, after it, three
months later, of the line manager.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.toml import Key, check_table, read_toml
from scrutiny_lib.intake.training_plan_checks import KINDS_OF_QUESTION, SCORE, check_evaluation_plan
from scrutiny_lib.intake.training_scale import BEST, Scale
from scrutiny_lib.terms import LEVELS_OF_TRAINING, WAVES, WHO_ANSWERED

EVALUATIONS = "evaluations.toml"
AFTERWARDS = WAVES[1]
"""What people remember of before, asked in a later form: the only wave a question may have of its own."""

_SCALE = {
    "id": Key("text", required=True),
    "answers": Key("texts"),
    "lowest": Key("whole number"),
    "highest": Key("whole number"),
    "best": Key("text", choices=BEST, default=BEST[1]),
    "no_opinion": Key("texts"),
}
_QUESTION = {
    "id": Key("text", required=True),
    "ask": Key("text", required=True),
    "kind": Key("text", choices=KINDS_OF_QUESTION, default=SCORE),
    "level": Key("text", choices=LEVELS_OF_TRAINING, default=LEVELS_OF_TRAINING[0]),
    "scale": Key("text"),
    "answers": Key("texts"),
    "good": Key("texts"),
}
_COLUMN = {
    "id": Key("text", required=True),
    "column": Key("text"),
    "wave": Key("text", choices=(AFTERWARDS,)),
    "scale": Key("text"),
    "best": Key("text", choices=BEST),
}
_FORM = {
    "files": Key("texts", required=True),
    "course": Key("text"),
    "course_column": Key("text"),
    "courses": Key("names"),
    "wave": Key("text", choices=WAVES),
    "wave_column": Key("text"),
    "waves": Key("names"),
    "who": Key("text", choices=WHO_ANSWERED, default=WHO_ANSWERED[0]),
    "code": Key("text"),
    "headings": Key("whole number", default=1),
    "asks": Key("texts"),
    "question": Key("tables", inside=_COLUMN),
}
_SENT = {
    "course": Key("text", required=True),
    "wave": Key("text", required=True, choices=WAVES),
    "who": Key("text", choices=WHO_ANSWERED, default=WHO_ANSWERED[0]),
    "sent": Key("whole number", required=True),
}
_PLAN = {
    "scale": Key("tables", inside=_SCALE),
    "question": Key("tables", inside=_QUESTION),
    "form": Key("tables", inside=_FORM),
    "sent": Key("tables", inside=_SENT),
}


class Asked(NamedTuple):
    """One question in one form: its id, the column it stands in, and how it is answered there.

    ``wave`` is ``""`` unless the question asks afterwards about before; ``scale`` is ``None`` unless it has one.
    """

    id: str
    column: str
    wave: str = ""
    scale: Scale | None = None


@dataclass(frozen=True)
class Form:
    """One online form and the files its answers were exported to.

    Attributes
    ----------
    number : int
        Its place in the plan, from 1.
    files : tuple of str
        Plain names, in the folder of the plan.
    course, wave : str
        What all its rows belong to; ``""`` where a column says it for each row.
    course_column, wave_column, code : str
        Headings; ``""``: there is no such column. ``code`` is the column of the self-made code.
    courses, waves : mapping of str to str
        The form's own words (by their spelling) for courses and waves; with no ``courses`` the cell is the course.
    who : str
        One of terms.WHO_ANSWERED.
    headings : int
        How many rows of headings the export has.
    asked : tuple of Asked
    """

    number: int
    files: tuple[str, ...]
    course: str
    wave: str
    course_column: str = ""
    wave_column: str = ""
    courses: Mapping[str, str] = field(default_factory=dict)
    waves: Mapping[str, str] = field(default_factory=dict)
    who: str = WHO_ANSWERED[0]
    code: str = ""
    headings: int = 1
    asked: tuple[Asked, ...] = ()


@dataclass(frozen=True)
class EvaluationPlan:
    """What is read of the evaluations of courses.

    Attributes
    ----------
    questions : dict of str to dict
        By id: id, ask (what a page says), kind (one of :data:`KINDS_OF_QUESTION`), level, answers and good (lists).
    scales : dict of str to Scale or None
        By the id of a question: how its scores are declared; ``None`` where it has none.
    forms : tuple of Form
    sent : tuple of dict
        course, wave, who, sent.
    stopped : frozenset of str
        Questions that two forms declare so differently that their answers cannot be put side by side.
    """

    questions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    scales: Mapping[str, Scale | None] = field(default_factory=dict)
    forms: tuple[Form, ...] = ()
    sent: tuple[Mapping[str, Any], ...] = ()
    stopped: frozenset[str] = frozenset()


def read_evaluation_plan(path: Path) -> tuple[EvaluationPlan | None, Problems]:
    """Read ``evaluations.toml``.

    Returns
    -------
    plan : EvaluationPlan or None
        ``None`` when a problem stops its use: a setting that is missing or not known (P01, P11, P12), an id that is
        taken or a column or file named twice (P13), a scale whose ends or words do not fit, a question without a scale
        or answers, a form without course or wave (P12, P16), a column that holds names or addresses (P11).
    problems : Problems
        Held is a question that two forms declare with different points of a scale (P16); a scale of numbers that runs
        the other way in one form is turned as declared, and noted (P16, WARN).
    """
    problems = Problems()
    data = read_toml(path, problems)
    if data is None:
        return None, problems
    clean = check_table(data, _PLAN, problems, path)
    if not problems.stops():
        check_evaluation_plan(clean, problems, path)
    if problems.stops():
        return None, problems
    scales = {row["id"]: make_scale(row) for row in clean["scale"]}
    questions = {row["id"]: row for row in clean["question"]}
    forms = tuple(_form(number, row, questions, scales) for number, row in enumerate(clean["form"], start=1))
    stopped = _declared_differently(questions, forms, problems, path)
    own = {name: scales.get(row["scale"]) for name, row in questions.items()}
    return EvaluationPlan(questions, own, forms, tuple(clean["sent"]), frozenset(stopped)), problems


def make_scale(row: Mapping[str, Any]) -> Scale:
    """A ``[[scale]]`` as a :class:`Scale`: with words alone its points count from 1.

    >>> ends = {"lowest": None, "highest": None}
    >>> make_scale({**ends, "answers": ["No", "Yes"], "best": "last", "no_opinion": []}).highest
    2
    """
    words = tuple(row["answers"])
    alone = row["lowest"] is None
    lowest, highest = (1, len(words)) if alone else (row["lowest"], row["highest"])
    return Scale(lowest, highest, words, row["best"], tuple(row["no_opinion"]), by_words=alone)


def _form(
    number: int, row: Mapping[str, Any], questions: Mapping[str, Mapping[str, Any]], scales: Mapping[str, Scale]
) -> Form:
    asked = [{"id": name, "column": "", "wave": "", "scale": "", "best": ""} for name in row["asks"]]
    return Form(
        number,
        tuple(row["files"]),
        row["course"],
        row["wave"],
        row["course_column"],
        row["wave_column"],
        {spelling(theirs): ours for theirs, ours in row["courses"].items()},
        {spelling(word): word for word in WAVES} | {spelling(theirs): ours for theirs, ours in row["waves"].items()},
        row["who"],
        row["code"],
        row["headings"],
        tuple(_asked(one, questions[one["id"]], scales) for one in [*asked, *row["question"]]),
    )


def _asked(row: Mapping[str, Any], question: Mapping[str, Any], scales: Mapping[str, Scale]) -> Asked:
    scale = scales.get(row["scale"] or question["scale"])
    if scale is not None and row["best"] and row["best"] != scale.best:
        scale = scale.turned()
    return Asked(row["id"], row["column"] or question["ask"], row["wave"], scale)


def _declared_differently(
    questions: Mapping[str, Mapping[str, Any]], forms: Sequence[Form], problems: Problems, path: Path
) -> list[str]:
    """Questions whose scale has other points in one form than in another; those merely turned round are noted."""
    stopped = []
    for number, name in enumerate(questions, start=1):
        uses = [(form.number, one.scale) for form in forms for one in form.asked if one.id == name and one.scale]
        first, scale = uses[0] if uses else (0, None)
        for form, other in uses[1:]:
            assert scale is not None
            if not scale.same_points(other):
                fact = f"Question {number} is declared with another scale in form {form} than in form {first}."
                cure = "Every answer to it is set aside. Correct one of the two, or give it another id there."
                problems.add("P16", fact, cure, file=path.name, act="HOLD")
                stopped.append(name)
                break
            if other.best != scale.best and not scale.by_words:
                fact = f"The scale of question {number} is declared the other way round in form {form}."
                cure = f"Its scores are turned so. Look whether the form ran otherwise than form {first}."
                problems.add("P16", fact, cure, file=path.name, act="WARN")
    return stopped
