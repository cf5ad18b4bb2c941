"""The list of record checks for ``scrutiny check --rules``, each one's examples run on the spot."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from ..errors import Problems
from ..intake.positions import line_of
from ..intake.record_checks import FOLDER, read_record_check_file, read_record_checks
from ..intake.template import packaged_folder, template_folders
from ..intake.workspace import read_workspace
from ..lenses.record_checks import run_examples, wrong_examples
from ..plural import many
from ..terms import EVENTS

NOT_CONFIRMED = "not confirmed by a person: marked so wherever it is shown"
EVENT_WORDS = "Words for the column 'event' of a review's history.csv:"
SPELL_WORD = (
    "Its column 'spell' (may be left out) is any name you give to what belongs together, such as one plan; rows of a "
    "child with the same name are one spell."
)


def list_rules(path: Path) -> list[str]:
    """Every record check: wording, limit, day 0, source and edition, whether a person has confirmed it, its examples.

    ``path`` is a workspace, whose own checks come first, or anything else for the packaged ones. The examples are run:
    after the checks it says how many came out as they say, and names every one that did not (:func:`rules_hold` says
    whether all did). The last lines list the words for events that ``history.csv`` understands.

    Raises :class:`~scrutiny_lib.errors.Refused` when a file of checks cannot be used.
    """
    checks, problems = read_record_checks(_folders(path))
    problems.raise_if_stops()
    lines = [line for check in checks.to_dict("records") for line in _lines(check)]
    wrong, number = run_examples(checks), sum(len(examples) for examples in checks["examples"])
    right = f"{number - len(wrong)} come out as they say, {len(wrong)} do not"
    lines.append(f"{many(len(checks), 'checks')} with {many(number, 'examples')}, all of them run: {right}.")
    whole = ", ".join(event.replace(" ", "\N{NO-BREAK SPACE}") for event in EVENTS)
    words = textwrap.wrap(whole, width=110, break_on_hyphens=False)
    words = [line.replace("\N{NO-BREAK SPACE}", " ") for line in words]
    return [*lines, *(f"    {one}" for one in wrong), EVENT_WORDS, *(f"    {line}" for line in words), SPELL_WORD]


def rules_hold(path: Path) -> bool:
    """Whether every example of every record check comes out as it says; ``path`` as for :func:`list_rules`."""
    checks, problems = read_record_checks(_folders(path))
    problems.raise_if_stops()
    return not run_examples(checks)


def check_rules(path: Path) -> Problems:
    """Everything wrong with one file of record checks, examples that come out otherwise (P16) included."""
    checks, problems = read_record_check_file(path)
    problems.extend(_failing(checks))
    return problems


def failing_examples(checks: pd.DataFrame) -> Problems:
    """Every example of a workspace's own checks that comes out otherwise than it says (P16, STOP), by file and line.

    ``checks`` is the table of :func:`~scrutiny_lib.intake.record_checks.read_record_checks`. Checks that lie in the
    packaged folder are passed over, because the software's own tests run them; where the table does not say where its
    checks lie, all are run. No problem: a result of these checks may be shown.
    """
    packaged = packaged_folder() / FOLDER
    own = checks[[folder != packaged for folder in checks["folder"]]] if "folder" in checks else checks
    return _failing(own)


def _failing(checks: pd.DataFrame) -> Problems:
    problems = Problems()
    for wrong in wrong_examples(checks):
        check, file = wrong.check, str(wrong.check.get("file", ""))
        at = f"check[{check.get('position')}].example[{wrong.position}]"
        place = line_of(check["folder"] / file, at, "comes_out") if "folder" in check else ""
        fact = f"Example {wrong.position} of the check '{check['id']}' {wrong.words}."
        cure = "Correct the rule or its example, and run 'scrutiny check --rules' on the workspace to see all of them."
        problems.add("P16", fact, cure, file=file, cell=place)
    return problems


def _folders(path: Path) -> list[Path]:
    if (path / "workspace.toml").is_file():
        return list(template_folders(read_workspace(path)[0]))
    return [packaged_folder()]


def _lines(check: Mapping[Any, Any]) -> list[str]:
    by = f" by {check['confirmed_by']}" if check["confirmed_by"] else ""
    standing = f"confirmed{by}" if check["confirmed"] else NOT_CONFIRMED
    day0 = f"day 0 is {check['day0']}" if check["day0"] else ""
    limit = {
        "time limit": f"at most {check['limit_text']}",
        "in turn": f"at most {check['limit_text']}",
        "not again": f"not within {check['limit_text']}",
        "written down": "is written down",
    }[check["kind"]]
    said = [
        f"{check['id']}: {check['title']}",
        f"    {check['kind']}, counted in {check['unit']}: {'; '.join(part for part in (limit, day0) if part)}",
        f"    {check['source']}, edition {check['edition']}",
        f"    checked on {check['checked_on'].isoformat()}, {standing}; {len(check['examples'])} examples",
    ]
    return [*said, f"    {check['note']}"] if check["note"] else said
