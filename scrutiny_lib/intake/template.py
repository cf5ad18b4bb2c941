"""Audit templates: one TOML file for each theme, the scales its answers come from, and the questions every
pack has.

Adding a theme is adding one file. A workspace's own templates come before the packaged ones.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.positions import line_of
from scrutiny_lib.intake.scales import Scale, read_scales
from scrutiny_lib.intake.scope import Scope
from scrutiny_lib.intake.template_questions import FIXED_QUESTIONS as FIXED_QUESTIONS
from scrutiny_lib.intake.template_questions import QUESTION_COLUMNS as QUESTION_COLUMNS
from scrutiny_lib.intake.template_questions import QUESTION_KEYS as QUESTION_KEYS
from scrutiny_lib.intake.template_questions import Question as Question
from scrutiny_lib.intake.template_questions import Source as Source
from scrutiny_lib.intake.template_questions import make_question
from scrutiny_lib.intake.toml import ID, Key, check_table, read_toml
from scrutiny_lib.intake.workspace import Workspace

FOLDER = "audit_templates"
NOT_THEMES = ("scales", "clocks", "indicators", "assumptions", "labels")
"""Files beside the templates that are not templates."""

MOST_QUESTIONS = 15
"""Questions of a template that one agency may be asked about each child, unless the template says why more."""


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


def find_audit_file(name: str, workspace: Workspace) -> Path | None:
    """A file of the audit templates by its name, such as ``indicators.toml``: the workspace's own before the packaged
    one; ``None`` when there is none."""
    paths = (folder / name for folder in template_folders(workspace))
    return next((path for path in paths if path.is_file()), None)


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
        make_question(row, position, clean["agencies"], scales, source)
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
