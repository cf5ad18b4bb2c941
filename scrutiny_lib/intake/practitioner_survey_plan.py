"""``survey.toml``: which column of a survey's export is which question, and what may be answered.

An export has the columns its maker chose. The plan names those that are read; every other column stays unread.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.answer_kinds import ONE_OF, SEVERAL_OF, TEXT
from scrutiny_lib.intake.data_files import check_ids
from scrutiny_lib.intake.positions import line_of
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.toml import ID, Key, check_table, read_toml

SURVEY = "survey.toml"
QUESTION_COLUMNS = ("id", "column", "ask", "kind", "answers", "good", "line")

_QUESTION = {
    "column": Key("text", required=True),
    "id": Key("text", required=True),
    "ask": Key("text"),
    "kind": Key("text", required=True, choices=(ONE_OF, SEVERAL_OF, TEXT)),
    "answers": Key("texts"),
    "good": Key("texts"),
    "line": Key("text"),
}
_PLAN = {
    "activity": Key("text", default="Survey"),
    "agency": Key("text"),
    "agencies": Key("texts"),
    "question": Key("tables", inside=_QUESTION),
}
_PERSONAL = re.compile(
    r".*\be ?mail\b.*|.*\b(?:ip address|phone|telephone|mobile|date of birth|nhs number)\b.*"
    r"|(?:please )?(?:what is )?(?:your |full |first |last |sur|fore|user |respondents? )*name(?: and .*)?"
    r"|surname|forename|username|ip|respondent|(?:job )?contact details"
)


@dataclass(frozen=True)
class SurveyPlan:
    """What is read of a survey.

    Attributes
    ----------
    activity : str
        What the survey is called among the activities.
    agency : str
        The column with the respondent's agency or role; ``""``: not asked.
    agencies : tuple of str
        The only words for it that are kept; anything else that was typed is counted as not on the list.
    questions : DataFrame
        :data:`QUESTION_COLUMNS`, one row for each; ``answers`` and ``good`` are lists, ``ask`` is what a page says.
    """

    activity: str = "Survey"
    agency: str = ""
    agencies: tuple[str, ...] = ()
    questions: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(QUESTION_COLUMNS), dtype=object))


def is_personal(heading: str) -> bool:
    """Whether a column's heading says that it holds a name, an address or a number of the person who answered.

    >>> is_personal("E-mail address"), is_personal("Your name"), is_personal("Name"), is_personal("Your agency")
    (True, True, True, False)
    >>> is_personal("How easy is it to name exploitation?")
    False
    """
    return bool(_PERSONAL.fullmatch(spelling(heading)))


def read_survey_plan(path: Path) -> tuple[SurveyPlan | None, Problems]:
    """Read ``survey.toml``.

    ``None`` when a problem stops its use: a setting that is missing or not known (P01, P11, P12), an id that is taken
    (P13) or cannot be one (P11), a column named twice (P13), a question of a list without answers or a good answer that
    is not among them (P11), agencies without their column, or a column that holds names or addresses (P11).
    """
    problems = Problems()
    data = read_toml(path, problems)
    if data is None:
        return None, problems
    clean = check_table(data, _PLAN, problems, path)
    rows = clean["question"]
    check_ids(rows, "question", path, problems)
    named = [spelling(clean["agency"])] if clean["agency"] else []

    def note(rule: str, fact: str, cure: str, where: str, key: str) -> None:
        problems.add(rule, fact, cure, file=path.name, cell=line_of(path, where, key))

    if not rows:
        note("P12", "No question is named.", "Add [[question]] with column, id and kind.", "", "")
    if bool(clean["agency"]) != bool(clean["agencies"]):
        fact = "The settings 'agency' and 'agencies' belong together."
        note("P12", fact, "Name the column, and list the only words that are kept of it.", "", "agency")
    for position, row in enumerate(rows, start=1):
        where, listed = f"question[{position}]", row["kind"] in (ONE_OF, SEVERAL_OF)
        if row["id"] and (row["id"] == "code" or not ID.fullmatch(row["id"])):
            cure = "Write small letters, digits and underscores, beginning with a letter, and not: code."
            note("P11", f"The id of question {position} cannot be used.", cure, where, "id")
        if listed and not row["answers"]:
            note("P12", f"Question {position} lists no answers.", "List every one in 'answers'.", where, "kind")
        if row["kind"] == TEXT and row["answers"]:
            note("P11", f"Question {position} is answered in words and lists answers.", "Drop one.", where, "answers")
        if set(row["good"]) - set(row["answers"]):
            note("P11", f"A good answer of question {position} is not among its answers.", "Add it.", where, "good")
        if is_personal(row["column"]) or spelling(row["column"]) in named:
            fact = f"Question {position} names a column that holds names or addresses, or one that is named already."
            note("P13", fact, "Name another column; who answered is never read.", where, "column")
        named.append(spelling(row["column"]))
    if is_personal(clean["agency"]):
        note("P11", "The column of agencies holds names or addresses.", "Name another column.", "", "agency")
    if problems.stops():
        return None, problems
    kept = [{**row, "ask": row["ask"] or row["column"]} for row in rows]
    questions = pd.DataFrame(kept, columns=list(QUESTION_COLUMNS))
    return SurveyPlan(clean["activity"], clean["agency"], tuple(clean["agencies"]), questions), problems
