"""Check a workspace, a review or audit templates: every problem, all at once, *worried now* first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from ..errors import Problems, Refused, ScrutinyError
from ..intake.actions_file import read_actions
from ..intake.assumptions import read_assumptions
from ..intake.codebook_editions import check_codebook
from ..intake.crosswalk import check_threshold_file
from ..intake.findings_file import read_findings
from ..intake.house import FOLDER as HOUSE
from ..intake.house import read_house
from ..intake.indicators import read_indicator_definitions
from ..intake.labels import read_labels
from ..intake.pseudonyms import read_key
from ..intake.published import read_published_folder
from ..intake.record_checks import note_old_clocks
from ..intake.review import read_review
from ..intake.scales import read_scales
from ..intake.template import FOLDER, find_template, packaged_folder, read_template
from ..intake.template_agencies import check_agencies
from ..intake.training_charges import read_all_charges
from ..intake.workspace import Workspace, find_reviews, read_workspace
from ..plural import many
from ..release.limits import read_limits
from .casework import Casework
from .evidence import read_evidence
from .figures import newest_quarter, read_quarter_figures
from .rules_list import check_rules
from .rules_list import list_rules as list_rules
from .standards import read_standards
from .template_books import convert_template, note_workbooks
from .worried import FILE, Heard, hear, worried_lines


def check_path(path: Path) -> tuple[list[str], Problems]:
    """Lines to read first (what was checked, worried now) and every problem found.

    ``path`` is a workspace, a review folder below one, a folder of audit templates, or one file of these. Nothing is
    written, but for an audit template in Excel that is named itself: it is made into TOML.
    """
    path = path.resolve()
    if path.name in ("workspace.toml", "review.toml", "scope.toml", "findings.toml"):
        path = path.parent
    if path.is_file() and path.suffix == ".toml":
        return _check_templates(path.parent, [path])
    if path.is_file() and path.suffix.lower() == ".xlsx":
        return convert_template(path)
    if (path / "workspace.toml").is_file():
        return _check_workspace(path)
    if (path / "review.toml").is_file():
        return _check_workspace(path.parent.parent, only=path)
    if (files := _template_files(path)) or (path.name == FOLDER and path.is_dir()):
        lines, problems = _check_templates(path, files)
        problems.extend(note_workbooks(path))
        return lines, problems
    cure = "name a workspace, a review folder, a folder of audit templates or one of its .toml or .xlsx files."
    raise ScrutinyError(f"There is nothing to check there: {cure}")


def _check_workspace(root: Path, only: Path | None = None) -> tuple[list[str], Problems]:
    """Every review of a workspace and its tracker of actions, or ``only`` one review."""
    workspace, found = read_workspace(root)
    if only is not None:
        found.raise_if_stops()
    if found.stops():
        return [f"Workspace {root.name}"], found
    first, reviews, unread = [], list[Heard](), []
    for folder in [only] if only is not None else find_reviews(workspace):
        lines, problems, heard = _check_review(workspace, folder)
        first.extend(lines)
        if only is None:
            problems = Problems(replace(one, file=f"{folder.name}/{one.file}") for one in problems)
        found.extend(problems)
        if heard is not None:
            reviews.append(heard)
        elif _returned(folder):
            unread.append(folder.name)
    if only is None:
        first.insert(0, f"Workspace {root.name}: {workspace.name}")
        if (root / "actions.csv").is_file():
            found.extend(read_actions(root / "actions.csv")[1])
        found.extend(_check_dataset(workspace))
        found.extend(read_house(root / HOUSE)[1])
        found.extend(note_workbooks(root / FOLDER))
    worried = worried_lines(reviews) if any(one.came for one in reviews) or not unread else []
    if any(one.unconfirmed for one in reviews):
        worried.append(f"  'scrutiny returns' writes rows to complete for risk.csv: working/<review>/{FILE}")
    if unread:
        worried.insert(0, f"WORRIED NOW: not known for {', '.join(unread)}, whose returns cannot be read yet.")
    return [*worried, *first], Problems(sorted(found, key=lambda problem: problem.rule != "RISK"))


def _check_review(workspace: Workspace, folder: Path) -> tuple[list[str], Problems, Heard | None]:
    """One review, its sample drawn dry: nothing is written. Without a key nobody in it can be told apart."""
    review, problems = read_review(folder, workspace)
    unread, keyed = review is None or problems.stops(), False
    with _noting(problems):
        keyed = bool(read_key(workspace.key_file(folder.name), workspace.invented))
    if review is None or unread:
        return [f"Review {folder.name}: cannot be read yet"], problems, None
    work, first = Casework(workspace, review), [f"Review {folder.name}"]
    heard = None if _returned(folder) else Heard(folder.name, len(work.agencies))
    with _noting(problems):
        template, path = work.template, find_template(review.theme, workspace)
        problems.extend(check_agencies(template, workspace.agencies, path) if path is not None else ())
    if keyed:
        with _noting(problems):
            first.extend("  " + line for line in work.load_report()[:1])
            problems.extend(work.frame.problems)
            _check_period(work, problems)
            _check_levels(work, problems)
            problems.extend(work.history.problems)
            _ = work.drawn
    if keyed and not problems.stops() and _returned(folder):
        with _noting(problems):
            heard = hear(work)
            problems.extend(work.problems())
    problems.extend(read_evidence(work).problems)
    if (folder / "findings.toml").is_file():
        problems.extend(read_findings(folder / "findings.toml").problems)
    return first, problems, heard


def _check_dataset(workspace: Workspace) -> Problems:
    """The newest file of the multi-agency dataset beside the one before, and published figures."""
    problems = read_published_folder(workspace.published)[1]
    if quarter := newest_quarter(workspace):
        problems.extend(read_quarter_figures(workspace, quarter).problems)
    return problems


def _returned(folder: Path) -> bool:
    return (folder / "returns").is_dir() and any((folder / "returns").iterdir())


def _check_period(work: Casework, problems: Problems) -> None:
    """A frame of another quarter is easily put there: warn when no referral falls into the practice period."""
    begin, end = (day.isoformat() for day in work.review.practice)
    dates = [day for day in work.frame.table.get("referral_date", []) if day[:1].isdigit()]
    if dates and not any(begin <= day <= end for day in dates):
        fact = "No referral of the frame falls into the practice period."
        cure = "Check that it is the right file, and the dates under [practice]."
        file = work.review.frame.path.name
        problems.add("D17", fact, cure, file=file, column="referral_date", act="WARN")


def _check_levels(work: Casework, problems: Problems) -> None:
    """Levels given that no threshold document of the area has: they are counted as not comparable."""
    documents = [one for one in read_standards(work.workspace).thresholds if one.area == work.workspace.area]
    given = [str(level) for level in work.frame.table.get("level_given", []) if level]
    strange = sum(all(one.place(level) is None for one in documents) for level in given)
    if strange and documents:
        fact = f"A level of need that no threshold document of the area has: {many(strange, 'rows')} of {len(given)}."
        names = "; ".join(f"{one.edition}: {', '.join(one.levels)}" for one in documents)
        cure = f"Correct the words, or say what they mean under [frame.labels.level_given]. Known: {names}."
        file = work.review.frame.path.name
        problems.add("P01", fact, cure, file=file, column="level_given", act="WARN")


def _template_files(folder: Path) -> list[Path]:
    """The files of a folder of audit templates that are in use; closed editions are left alone."""
    places = ("", "thresholds", "record_checks", "codebooks")
    return sorted(path for place in places for path in (folder / place).glob("*.toml"))


def _check_templates(folder: Path, paths: Sequence[Path]) -> tuple[list[str], Problems]:
    """Each file by the reader that is meant for it; scales are read once, for all themes."""
    scales, problems = read_scales(dict.fromkeys([folder, packaged_folder()]))
    lines = []
    for path in paths:
        kind = path.parent.name if path.parent.name in READERS else path.stem
        if kind == "scales":
            lines.append(f"Scales {path.name}: {len(scales)} known")
        elif kind in READERS:
            lines.append(f"{kind.replace('_', ' ').capitalize()} {path.name}")
            with _noting(problems):
                problems.extend(READERS[kind](path))
        else:
            template, found = read_template(path, scales)
            problems.extend(found)
            asked = f": {many(len(template.questions), 'questions')}, edition {template.edition}" if template else ""
            lines.append(f"Template {path.name}{asked}")
    return lines, problems


def _read_assumptions(path: Path) -> Problems:
    """Assumptions and limits: a partnership's own may only tighten the packaged ones."""
    problems = read_assumptions([path])[1]
    if not problems:
        read_limits(list(dict.fromkeys([packaged_folder() / path.name, path])))
    return problems


READERS: dict[str, Callable[[Path], Problems]] = {
    "thresholds": check_threshold_file,
    "codebooks": check_codebook,
    "record_checks": check_rules,
    "clocks": note_old_clocks,
    "indicators": lambda path: read_indicator_definitions(path)[1],
    "assumptions": _read_assumptions,
    "labels": lambda path: read_labels(path)[1],
    "training_charges": lambda path: read_all_charges(path)[1],
}
"""What reads a file of the audit templates that is not a theme, by its folder or its name."""


@contextmanager
def _noting(problems: Problems) -> Iterator[None]:
    """Whatever is refused inside is noted, and the check goes on."""
    try:
        yield
    except Refused as refused:
        problems.extend(refused.problems)
