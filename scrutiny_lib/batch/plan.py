"""What is due in a quarter, and what has not changed since it was last made."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import Problem, Problems, Refused
from ..intake.house import FOLDER as HOUSE
from ..intake.review import Review, read_review
from ..intake.template import find_template, packaged_folder
from ..intake.training_programmes import FOLDER as TRAINED
from ..intake.training_programmes import PROGRAMMES
from ..intake.workspace import Workspace, find_reviews
from ..release.standing import files_of
from ..terms import AUDIENCES
from .figures import DATASET
from .hashes import inputs_of_review, sha256_of, sha256_of_files, sha256_of_json
from .notebooks import notebooks_folder

TRAINING, ACTIONS, FIGURES = "training-impact", "actions-and-impact", "multi-agency-dataset"
NOTEBOOKS = {TRAINING: "50_training_impact", ACTIONS: "60_actions_and_impact", FIGURES: "70_multi_agency_dataset"}
PRACTITIONERS = "practitioners"
QUARTER_AUDIENCES = {TRAINING: ("executive", "hips"), ACTIONS: ("executive", "hips"), FIGURES: ("executive", "board")}


@dataclass(frozen=True)
class Due:
    """One review (or one of the quarter's own pages) that is due, and everything that can change its pages.

    ``review`` is ``None`` for the quarter's own pages. ``key`` is one hash over inputs, templates, notebook and
    software: the same key means the same pages.
    """

    name: str
    review: Review | None
    audiences: tuple[str, ...]
    notebook: Path
    inputs: list[dict[str, str]]
    key: str

    def notebook_for(self, audience: str) -> Path:
        """The notebook that draws one audience's page: practitioners get two sides of their own of every review."""
        return _two_sides() if self.review is not None and audience == PRACTITIONERS else self.notebook

    def unchanged(self, made: Mapping[str, Any], out: Path, released: Mapping[str, str], pdf: bool = False) -> bool:
        """Whether what the record holds of one audience (``made``) came from the same key and is still what it was.

        ``released`` are the files that stand in the ledger, by path; ``pdf`` asks for the printed page too.
        """
        files, state = files_of(made), made.get("state")
        if made.get("key") != self.key or state not in ("released", "draft", "waits"):
            return False
        kept = all(
            released.get(place) == sha256 and (out / place).is_file() and sha256_of(out / place) == sha256
            for place, sha256 in files.items()
        )
        printed = any(place.endswith(".pdf") for place in files)
        return kept and (state != "released" or (bool(files) and (printed or not pdf)))


def plan_quarter(
    workspace: Workspace, quarter: str, software: dict[str, Any], *, review: str = "", audience: str = ""
) -> tuple[list[Due], dict[str, Problems]]:
    """Everything due, in order of name, and for reviews that cannot be read the problems that stop them.

    ``review`` and ``audience`` narrow the plan; a name that fits nothing is refused with what there is.
    """
    if audience and audience not in AUDIENCES:
        raise Refused([Problem("P01", "The audience is not known.", f"Use one of: {', '.join(AUDIENCES)}.")])
    due: list[Due] = []
    failed: dict[str, Problems] = {}
    shared = _shared_inputs(workspace)
    read: list[Review] = []
    for folder in find_reviews(workspace):
        found, problems = read_review(folder, workspace)
        if found is None or problems.stops():
            failed[folder.name] = problems
        elif found.quarter <= quarter:
            read.append(found)
    trained = _trained(workspace, [item for item in read if item.quarter[:7] == quarter[:7]])
    due.extend(_due_review(found, workspace, shared, trained, software) for found in read if found.quarter == quarter)
    due.extend(_due_quarter(workspace, read, quarter, shared, software))
    names = [item.name for item in due] + list(failed)
    if review and review not in names:
        cure = f"Due in {quarter}: {', '.join(names) or 'nothing'}."
        raise Refused([Problem("P01", "No review of that name is due.", cure)])
    chosen = [item for item in due if not review or item.name == review]
    narrowed = [_narrow(item, audience) for item in chosen]
    return [item for item in narrowed if item.audiences], {k: v for k, v in failed.items() if not review or k == review}


def _narrow(item: Due, audience: str) -> Due:
    audiences = tuple(name for name in item.audiences if not audience or name == audience)
    return Due(item.name, item.review, audiences, item.notebook, item.inputs, item.key)


def _shared_inputs(workspace: Workspace) -> list[dict[str, str]]:
    found = [{"role": "workspace", "sha256": sha256_of(workspace.root / "workspace.toml")}]
    if (tracker := workspace.root / "actions.csv").is_file():
        found.append({"role": "actions", "sha256": sha256_of(tracker)})
    for role, folder in (
        ("audit templates", packaged_folder()),
        ("audit templates of the partnership", workspace.root / "audit_templates"),
        ("published figures", workspace.published),
        ("house style", workspace.root / HOUSE),
    ):
        if folder.is_dir():
            files = [path for path in folder.rglob("*") if path.suffix in {".toml", ".csv", ".txt", ".png", ".svg"}]
            found.append({"role": role, "sha256": sha256_of_files(files, folder)})
    return found


def _due_review(
    review: Review,
    workspace: Workspace,
    shared: Sequence[dict[str, str]],
    trained: dict[str, str],
    software: dict[str, Any],
) -> Due:
    inputs = [*shared, *inputs_of_review(review.folder, review.frame.path)]
    if _holds_training(review.folder / TRAINED):  # its courses are judged among all of the year
        inputs.append(trained)
    if (key_file := workspace.key_file(review.name)).is_file():
        inputs.append({"role": "key", "sha256": sha256_of(key_file)})
    for name in ("sample-record.json", "sample.csv"):  # a sample on record stays what it was, whatever the frame says
        if (recorded := workspace.working / review.name / name).is_file():
            inputs.append({"role": "sample on record", "sha256": sha256_of(recorded)})
    template = find_template(review.theme, workspace)
    if template is not None:
        inputs.append({"role": "template", "sha256": sha256_of(template)})
    notebook = notebooks_folder() / f"{review.notebook}.ipynb"
    drawn_by = [notebook, *([_two_sides()] if PRACTITIONERS in review.audiences else [])]
    key = sha256_of_json([inputs, [sha256_of(path) for path in drawn_by], software, review.as_at.isoformat()])
    return Due(review.name, review, review.audiences, notebook, inputs, key)


def _two_sides() -> Path:
    return notebooks_folder() / "35_practitioners.ipynb"


def _holds_training(folder: Path) -> bool:
    return _holds_rows(*folder.glob("*.csv"), *folder.glob("*.xlsx"))


def _trained(workspace: Workspace, year: Sequence[Review]) -> dict[str, str]:
    """One hash over everything that the courses of a year are judged by: training, and, where a programme is to change
    a figure, the figures."""
    used = {item.folder: [path for path in (item.folder / TRAINED).rglob("*") if _is_used(path)] for item in year}
    plans = [path for files in used.values() for path in files if path.name == PROGRAMMES]
    figures: list[Path] = []
    if any(re.search(r"^\s*\[\[", path.read_text("utf-8", "replace"), re.MULTILINE) for path in plans):
        figures = list((workspace.root / DATASET).glob("*"))
        used = {folder: [*files, *folder.glob("indicators.*")] for folder, files in used.items()}
    of_reviews = {folder.name: sha256_of_files(files, folder) for folder, files in used.items()}
    both = [of_reviews, sha256_of_files(figures, workspace.root)]
    return {"role": "training of the year", "sha256": sha256_of_json(both)}


def _is_used(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(("~$", "."))


def _holds_rows(*paths: Path) -> bool:
    """Whether any of the files holds anything below its headings; a workbook always does."""
    return any(
        path.suffix != ".csv" or sum(bool(line.strip()) for line in path.read_bytes().splitlines()) > 1
        for path in paths
    )


def _due_quarter(
    workspace: Workspace,
    reviews: Sequence[Review],
    quarter: str,
    shared: Sequence[dict[str, str]],
    software: dict[str, Any],
) -> list[Due]:
    """The quarter's own pages: training impact where anybody was trained, actions where there is a tracker, the
    multi-agency dataset where there are monthly figures."""
    year = [item.folder for item in reviews if item.quarter[:7] == quarter[:7]]
    trained = [folder / "training" for folder in year if _holds_rows(*(folder / "training").glob("*.csv"))]
    training = [path for folder in trained for path in sorted(folder.rglob("*")) if path.is_file()]
    indicators = sorted(path for folder in year for path in folder.glob("indicators.*") if _holds_rows(path))
    dataset = sorted(path for path in (workspace.root / DATASET).glob("*") if path.is_file())
    wanted = {
        ACTIONS: ("tracker", [path for path in (workspace.root / "actions.csv",) if path.is_file()]),
        FIGURES: ("indicators", [*dataset, *indicators]),
        TRAINING: ("training", [*training, *dataset, *indicators] if training else []),
    }
    due = []
    for name, (role, files) in wanted.items():
        if files:
            inputs = [*shared, *({"role": role, "sha256": sha256_of(path)} for path in files)]
            notebook = notebooks_folder() / f"{NOTEBOOKS[name]}.ipynb"
            key = sha256_of_json([inputs, sha256_of(notebook), software, quarter])
            due.append(Due(name, None, QUARTER_AUDIENCES[name], notebook, inputs, key))
    return due
