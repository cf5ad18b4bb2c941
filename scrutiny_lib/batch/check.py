"""Check a workspace, a review or a template: every problem, all at once, *worried now* first."""

from __future__ import annotations

from pathlib import Path

from ..audit.risk import RiskReport
from ..errors import Problems, Refused, ScrutinyError
from ..intake.actions_file import read_actions
from ..intake.findings_file import read_findings
from ..intake.indicators import read_clocks
from ..intake.review import read_review
from ..intake.scales import read_scales
from ..intake.template import packaged_folder, read_template, template_folders
from ..intake.workspace import Workspace, find_reviews, read_workspace
from .casework import Casework, risk_lines


def check_path(path: Path) -> tuple[list[str], Problems]:
    """Lines to read first (what was checked, worried now) and every problem found.

    ``path`` is a workspace, a review folder below one, or a template file.
    """
    path = path.resolve()
    if path.is_file() and path.suffix == ".toml":
        return _check_template(path)
    if (path / "workspace.toml").is_file():
        workspace, problems = read_workspace(path)
        if problems.stops():
            return [f"Workspace {path.name}"], problems
        first, found, raised = [f"Workspace {path.name}: {workspace.name}"], Problems(problems), []
        for folder in find_reviews(workspace):
            lines, more, risk = _check_review(workspace, folder)
            first.extend(lines)
            found.extend(more)
            raised.append(risk)
        if (path / "actions.csv").is_file():
            found.extend(read_actions(path / "actions.csv")[1])
        return [*risk_lines([risk for risk in raised if risk is not None]), *first], _worried_first(found)
    if (path / "review.toml").is_file():
        workspace, problems = read_workspace(path.parent.parent)
        problems.raise_if_stops()
        first, found, risk = _check_review(workspace, path)
        return [*risk_lines([] if risk is None else [risk]), *first], _worried_first(found)
    raise ScrutinyError("There is nothing to check there: name a workspace, a review folder or a template (.toml).")


def _worried_first(problems: Problems) -> Problems:
    return Problems(sorted(problems, key=lambda problem: problem.rule != "RISK"))


def _check_template(path: Path) -> tuple[list[str], Problems]:
    folders = [path.parent, packaged_folder()]
    scales, problems = read_scales([folder for folder in folders if (folder / "scales.toml").is_file()])
    template, found = read_template(path, scales)
    problems.extend(found)
    asked = f": {len(template.questions)} questions, edition {template.edition}" if template else ""
    return [f"Template {path.name}{asked}"], problems


def _check_review(workspace: Workspace, folder: Path) -> tuple[list[str], Problems, RiskReport | None]:
    review, problems = read_review(folder, workspace)
    if review is None or problems.stops():
        return [f"Review {folder.name}: cannot be read yet"], problems, None
    work, first, risk = Casework(workspace, review), [f"Review {folder.name}"], None
    try:
        first.extend("  " + line for line in work.load_report()[:1])
        problems.extend(work.frame.problems)
        if (folder / "returns").is_dir() and any((folder / "returns").iterdir()):
            risk = work.risk
            problems.extend(work.problems())
        if (folder / "findings.toml").is_file():
            problems.extend(read_findings(folder / "findings.toml").problems)
    except Refused as refused:
        problems.extend(refused.problems)
    return first, problems, risk


def list_rules(path: Path) -> list[str]:
    """Every record check with its wording, limit, source and edition; an unconfirmed edition is marked so."""
    workspace_folders = [packaged_folder()]
    if (path / "workspace.toml").is_file():
        workspace_folders = template_folders(read_workspace(path)[0])
    lines = []
    for folder in workspace_folders:
        if (folder / "clocks.toml").is_file():
            clocks, problems = read_clocks(folder / "clocks.toml")
            problems.raise_if_stops()
            for row in clocks.to_dict("records"):
                mark = "" if row["confirmed"] else " (not confirmed by a person: do not report)"
                lines.append(f"{row['id']}: {row['title']}{mark}")
                lines.append(f"    at most {row['limit']} {row['unit']}; day 0 is {row['day0']}")
                lines.append(f"    {row['source']}, edition {row['edition']}")
    return lines
