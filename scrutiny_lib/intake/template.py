"""Audit templates: one TOML file for each theme, the scales its answers come from, and the questions every
pack has.

Adding a theme is adding one file. A workspace's own templates come before the packaged ones.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypedDict

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.positions import line_of
from scrutiny_lib.intake.scales import Scale, check_answers, read_scales
from scrutiny_lib.intake.scope import Scope
from scrutiny_lib.intake.toml import ID, Key, check_table, closest, read_toml
from scrutiny_lib.intake.workspace import Workspace
from scrutiny_lib.terms import ASKED, CHAIN, LENSES, SCOPES

FOLDER = "audit_templates"
NOT_THEMES = ("scales", "clocks", "indicators", "assumptions", "labels")
"""Files beside the templates that are not templates."""

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
)
MOST_QUESTIONS = 15
"""Questions of a template that one agency may be asked about each child, unless the template says why more."""

ROLES = ("level given", "level judged", "level agreed")


class Question(TypedDict):
    """One question, as a row of :attr:`Template.questions`. No ``answers`` means free text."""

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


@dataclass(frozen=True)
class Template:
    """The blank audit tool for a theme.

    ``questions`` has the columns of :data:`QUESTION_COLUMNS`, one row for each question asked today, in the
    order of the file. ``agencies`` of a question are those asked it; all of the template's when none were
    named. ``replaced`` gives, for questions no longer asked, the question that took their place. ``written`` holds
    the settings as they stand in the file (each question with its scale or its own answers), for writing it again."""

    id: str
    edition: str
    title: str
    purpose: str
    agencies: tuple[str, ...]
    questions: pd.DataFrame
    replaced: dict[str, str] = field(default_factory=dict)
    written: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)


QUESTION_KEYS: dict[str, Key] = {
    "id": Key("id", required=True),
    "scope": Key("text", required=True, choices=SCOPES),
    "lens": Key("text", required=True, choices=LENSES),
    "line": Key("text", required=True),
    "ask": Key("text", required=True),
    "scale": Key("id"),
    "answers": Key("texts"),
    "good": Key("texts"),
    "agencies": Key("texts"),
    "help": Key("text"),
    "chain": Key("text", choices=CHAIN),
    "role": Key("text", choices=ROLES),
    "asked": Key("text", choices=ASKED, default="each child"),
    "replaced_by": Key("id"),
}
"""What may be said of one question."""

TEMPLATE_KEYS: dict[str, Key] = {
    "id": Key("id", required=True),
    "edition": Key("text", required=True),
    "title": Key("text", required=True),
    "purpose": Key("text", required=True),
    "agencies": Key("texts", required=True),
    "long_because": Key("text"),
    "question": Key("tables", required=True, inside=QUESTION_KEYS),
}
"""What may be said of a theme."""


def packaged_folder() -> Path:
    """The templates that come with the software: inside the package when installed from a wheel, else the
    project's."""
    package = Path(__file__).resolve().parents[1]
    inside = package / FOLDER
    return inside if inside.is_dir() else package.parent / FOLDER


def template_folders(workspace: Workspace) -> list[Path]:
    """Where templates are looked for: the workspace's own folder first, then the packaged one."""
    return [folder for folder in (workspace.root / FOLDER, packaged_folder()) if folder.is_dir()]


def find_template(theme: str, workspace: Workspace) -> Path | None:
    """The file of a theme, the workspace's own before the packaged one; ``None`` when there is none."""
    if not ID.fullmatch(theme):
        return None
    paths = (folder / f"{theme}.toml" for folder in template_folders(workspace))
    return next((path for path in paths if path.is_file() and _is_theme(path)), None)


def themes(workspace: Workspace) -> list[str]:
    """Every theme for which there is a template, sorted."""
    paths = (path for folder in template_folders(workspace) for path in folder.glob("*.toml"))
    return sorted({path.stem for path in paths if _is_theme(path)})


def _is_theme(path: Path) -> bool:
    """A template holds questions. A file that cannot be read counts, so that its own reader can say why."""
    if path.stem in NOT_THEMES or not ID.fullmatch(path.stem):
        return False
    try:
        return "question" in tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return True


class Source(Protocol):
    """The file a template is written in: it holds the settings against their keys, and knows where each one stands.

    ``where`` is the table, ``""`` or such as ``"question[3]"``; ``name`` the setting in it.
    """

    problems: Problems

    def check(self, data: Mapping[str, Any], spec: Mapping[str, Key]) -> dict[str, Any]:
        """The settings, each of ``spec`` among them; what is wrong is noted."""

    def note(self, rule: str, fact: str, cure: str, where: str = "", name: str = "") -> None:
        """Note one more problem that stops the use of the template."""


@dataclass
class TomlSource:
    """A template written as TOML: problems are placed by the line."""

    path: Path
    problems: Problems

    def check(self, data: Mapping[str, Any], spec: Mapping[str, Key]) -> dict[str, Any]:
        """As :func:`scrutiny_lib.intake.toml.check_table`."""
        return check_table(data, spec, self.problems, self.path)

    def note(self, rule: str, fact: str, cure: str, where: str = "", name: str = "") -> None:
        """One more problem, at the line of the setting, or of its table where the setting is not there."""
        line = (line_of(self.path, where, name) or line_of(self.path, where, "")) if where or name else ""
        self.problems.add(rule, fact, cure, file=self.path.name, cell=line)


def read_template(path: Path, scales: Mapping[str, Scale] | None = None) -> tuple[Template | None, Problems]:
    """Read one template; ``None`` when a problem stops its use.

    Parameters
    ----------
    path : Path
        ``<theme>.toml``; its ``id`` must be the name of the file.
    scales : mapping, optional
        By id; without it, those beside the template and the packaged ones.
    """
    problems = Problems()
    if scales is None:
        scales, problems = read_scales([path.parent, packaged_folder()])
    data = read_toml(path, problems)
    if data is None:
        return None, problems
    return make_template(data, scales, path.stem, TomlSource(path, problems)), problems


def make_template(data: Mapping[str, Any], scales: Mapping[str, Scale], stem: str, source: Source) -> Template | None:
    """Check the settings of a template, wherever they were written; ``None`` when a problem stops its use.

    Parameters
    ----------
    data : mapping
        As TOML gives it: ``id``, ``title`` … and the rows of ``question``.
    scales : mapping
        By id.
    stem : str
        The name of the file without its ending; the template's ``id`` must be the same.
    source : Source
        Takes the problems, all of them at once.
    """
    clean = source.check(data, TEMPLATE_KEYS)
    if clean["id"] and clean["id"] != stem:
        source.note("P15", "The id is not the name of the file.", "Make the two the same.", "", "id")
    if clean["id"] in NOT_THEMES:
        source.note("P13", "The id is the name of a file that is not a theme.", "Choose another.", "", "id")
    rows = [
        _question(row, position, clean["agencies"], scales, source)
        for position, row in enumerate(clean["question"], start=1)
    ]
    _check_ids(clean["question"], source)
    _check_length(clean, rows, source)
    if source.problems.stops():
        return None
    replaced = {row["id"]: row["replaced_by"] for row in clean["question"] if row["replaced_by"]}
    questions = pd.DataFrame(
        [row for row in rows if row["id"] not in replaced], columns=list(QUESTION_COLUMNS)
    )
    about = {name: clean[name] for name in ("id", "edition", "title", "purpose")}
    agencies = tuple(clean["agencies"])
    return Template(**about, agencies=agencies, questions=questions, replaced=replaced, written=clean)


def check_agencies(template: Template, known: Collection[str]) -> Problems:
    """A warning (P01) when the workspace does not know an agency of the template: nobody would ever ask it."""
    problems = Problems()
    places = [str(place) for place, agency in enumerate(template.agencies, 1) if agency not in known]
    if places:
        fact = f"Agencies of the theme that the workspace does not know, so they are never asked: {len(places)} "
        fact += f"(in its list, number {', '.join(places)})."
        cure = f"Correct the id, or add the agency to workspace.toml, which has: {', '.join(known)}."
        problems.add("P01", fact, cure, file=f"{template.id}.toml", column="agencies", act="WARN")
    return problems


def check_lines(template: Template, scope: Scope) -> Problems:
    """Every question of the template must belong to a line of enquiry of the scope (rule P17)."""
    problems = Problems()
    known = list(scope.lines["line"])
    for row in template.questions.to_dict("records"):
        if row["line"] not in known:
            fact = f"Question {row['id']} belongs to a line of enquiry that the scope does not have."
            cure = f"Lines of the scope: {', '.join(known)}. Change one of the two."
            problems.add("P17", fact, cure, file=f"{template.id}.toml")
    return problems


def _question(
    row: dict[str, Any], position: int, agencies: list[str], scales: Mapping[str, Scale], source: Source
) -> Question:
    """One row of the questions, its answers taken from its scale where it names one."""
    where, words = f"question[{position}]", f"question {position}"
    answers, good, ordered, at = row["answers"], row["good"], False, "answers"
    if bool(row["scale"]) == bool(answers):
        fact = f"{words.capitalize()} needs either a scale or its own answers, and not both."
        source.note("P12", fact, "Give one of the two.", where, "answers" if answers else "scale")
    elif row["scale"] and row["scale"] not in scales:
        cure = f"{_hint(row['scale'], scales)}Known scales: {', '.join(sorted(scales)) or 'none'}."
        source.note("P01", f"The scale of {words} is not known.", cure, where, "scale")
    elif row["scale"]:
        scale, at = scales[row["scale"]], "scale"
        answers, good, ordered = list(scale.answers), good or list(scale.good), scale.ordered
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
    )


def _hint(word: str, known: Collection[str]) -> str:
    guess = closest(word.casefold(), known)
    return f"Did you mean '{guess}'? " if guess else ""


def _check_length(clean: Mapping[str, Any], rows: list[Question], source: Source) -> None:
    """Whether an agency has more to answer about each child than anybody answers well."""
    gone = {row["id"] for row in clean["question"] if row["replaced_by"]}
    each = [row for row in rows if row["asked"] == "each child" and row["id"] not in gone]
    most = max((sum(agency in row["agencies"] for row in each) for agency in clean["agencies"]), default=0)
    if most > MOST_QUESTIONS and not clean["long_because"]:
        fact = f"An agency is asked {most} questions about each child; more than {MOST_QUESTIONS} are answered badly."
        source.note("P18", fact, "Ask fewer, or say under long_because why it must be so many.", "", "long_because")


def _check_ids(rows: list[dict[str, Any]], source: Source) -> None:
    ids = [row["id"] for row in rows]
    fixed = {question["id"] for question in FIXED_QUESTIONS}
    for position, row in enumerate(rows, start=1):
        name, where = row["id"], f"question[{position}]"
        if name and name in ids[: position - 1]:
            fact = f"Questions {ids.index(name) + 1} and {position} have the same id."
            source.note("P13", fact, "Give each an id of its own, or take one out.", where, "id")
        if name in fixed:
            fact = f"Question {position} has an id that every pack already uses."
            source.note("P13", fact, f"Choose another; taken are {', '.join(sorted(fixed))}.", where, "id")
        if row["replaced_by"] and (row["replaced_by"] not in ids or row["replaced_by"] == name):
            fact = f"Question {position} is replaced by a question that is not in the template."
            source.note("P13", fact, "Name the id of another question of this template.", where, "replaced_by")
