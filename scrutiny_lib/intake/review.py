"""A review: one folder, one ``review.toml``, one ``scope.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from scrutiny_lib.errors import Problems, ScrutinyError
from scrutiny_lib.intake.annex_a import is_about_children
from scrutiny_lib.intake.labels import FILE as LABELS
from scrutiny_lib.intake.labels import check_labels, merge_labels, read_labels
from scrutiny_lib.intake.paths import resolve_inside, safe_name
from scrutiny_lib.intake.plan import PLAN, ChosenChild, SamplePlan, check_plan, make_plan
from scrutiny_lib.intake.positions import line_of
from scrutiny_lib.intake.return_choice import ChosenReturn
from scrutiny_lib.intake.scope import Scope, read_scope
from scrutiny_lib.intake.template import themes
from scrutiny_lib.intake.toml import ID, Key, check_once, check_table, read_toml
from scrutiny_lib.intake.voice_plan import VOICE, VoicePlan, make_voice_plan
from scrutiny_lib.intake.workspace import Workspace
from scrutiny_lib.stats.days import quarter
from scrutiny_lib.terms import AUDIENCES, KINDS_OF_REVIEW

__all__ = ["AgencyAsked", "ChosenChild", "FrameSource", "Review", "SamplePlan", "Scope", "read_review"]

FILE = "review.toml"
SOURCES = ("table", "annex_a", "cin_census", "ssd", "ssda903")
ANNEX_A_LISTS = range(1, 12)
"""The lists of Annex A; the last is about people who would adopt, and no frame of children."""
NOTEBOOKS = {
    "deep dive": "30_deep_dive",
    "multi-agency audit": "40_multi_agency_audit",
    "threshold audit": "40_multi_agency_audit",
}
"""The notebook that makes the pages of each kind of review."""


class AgencyAsked(NamedTuple):
    """One agency asked to audit its records, and the day its return is due."""

    id: str
    due: date


@dataclass(frozen=True)
class FrameSource:
    """Where the frame comes from.

    The file (for SSD tables and the looked-after return a folder), its kind (one of :data:`SOURCES`), the Annex A
    list, for a table
    the headings that differ from our names (our name -> theirs) and the sheet where several could be meant,
    for SSD tables the cohort, and the partnership's own words for labels (column -> their word -> ours)."""

    path: Path
    source: str
    list: int
    columns: dict[str, str]
    cohort: str = ""
    sheet: str = ""
    labels: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Review:
    """What ``review.toml`` and ``scope.toml`` say.

    ``quarter`` is written ``2025-26-Q3``; ``as_at`` is its last day unless the review says otherwise;
    ``quarter_ends`` is its last day whatever the review says: up to it every page of the quarter counts actions;
    ``practice`` and ``fieldwork`` are first and last days; ``notebook`` is the name of the notebook that
    makes its pages; ``repeats`` names the earlier review whose answers agencies are shown beside the boxes;
    ``threshold_edition`` names the threshold document the levels agreed are those of (``""``: the one in force);
    ``chosen_returns`` are the analyst's lines on which of two returns counts; ``voice`` says how voices are coded;
    ``team`` names the frame's column with the team that worked with the child (``""``: not known)."""

    name: str
    folder: Path
    title: str
    kind: str
    theme: str
    quarter: str
    audiences: tuple[str, ...]
    as_at: date
    reported: date | None
    practice: tuple[date, date]
    fieldwork: tuple[date, date]
    frame: FrameSource
    sample: SamplePlan
    agencies: tuple[AgencyAsked, ...]
    scope: Scope
    notebook: str
    repeats: str = ""
    threshold_edition: str = ""
    chosen_returns: tuple[ChosenReturn, ...] = ()
    voice: VoicePlan = field(default_factory=VoicePlan)
    team: str = ""

    @property
    def quarter_ends(self) -> date:
        """The last day of the quarter."""
        return quarter(self.quarter)[1]


_PERIOD = {"from": Key("date", required=True), "to": Key("date", required=True)}
_FRAME = {
    "file": Key("text", default="frame.csv"),
    "source": Key("text", choices=SOURCES, default="table"),
    "list": Key("whole number", default=6),
    "columns": Key("names"),
    "cohort": Key("text"),
    "sheet": Key("text"),
    "labels": Key("words"),
}


def _spec(workspace: Workspace) -> dict[str, Key]:
    agency = {
        "id": Key("text", required=True, choices=tuple(workspace.agencies)),
        "due": Key("date", required=True),
    }
    chosen = {
        "agency": Key("id", required=True, choices=tuple(workspace.agencies)),
        "part": Key("whole number", default=1),
        "file": Key("text", required=True),
        "why": Key("text", required=True),
        "by": Key("text", required=True),
        "on": Key("date", required=True),
    }
    return {
        "title": Key("text", required=True),
        "kind": Key("text", required=True, choices=KINDS_OF_REVIEW),
        "theme": Key("text", required=True, choices=tuple(themes(workspace))),
        "quarter": Key("text", required=True),
        "audiences": Key("texts", required=True, choices=tuple(AUDIENCES)),
        "as_at": Key("date"),
        "reported": Key("date"),
        "practice": Key("table", required=True, inside=_PERIOD),
        "fieldwork": Key("table", required=True, inside=_PERIOD),
        "frame": Key("table", inside=_FRAME),
        "sample": Key("table", required=True, inside=PLAN),
        "agency": Key("tables", required=True, inside=agency),
        "repeats": Key("table", inside={"review": Key("text")}),
        "threshold": Key("table", inside={"edition": Key("text")}),
        "voice": Key("table", inside=VOICE),
        "training": Key("table", inside={"team": Key("id")}),
        "return": Key("tables", inside=chosen),
    }


def read_review(folder: Path, workspace: Workspace) -> tuple[Review | None, Problems]:
    """Read a review's folder; ``None`` when a problem stops the review. All problems of both files come at
    once."""
    problems = Problems()
    folder = folder.resolve()
    path = folder / FILE
    if not safe_name(folder.name):
        cure = "Name the folder with small letters, digits and hyphens only, such as child-exploitation."
        problems.add("P04", "The name of the review's folder cannot be used.", cure, file=FILE)
    data = read_toml(path, problems)
    if data is None:
        return None, problems
    clean = check_table(data, _spec(workspace), problems, path)
    days = _quarter(clean["quarter"], path, problems)
    for name in ("practice", "fieldwork"):
        first, last = clean[name]["from"], clean[name]["to"]
        if first and last and last < first:
            fact = f"The period '{name}' ends before it begins."
            problems.add("P16", fact, "Correct one of its dates.", file=FILE, cell=line_of(path, name, "to"))
    check_once([row["id"] for row in clean["agency"]], "agency", problems, path)
    frame_path = _check_frame(clean["frame"], folder, workspace, path, problems)
    check_plan(clean["sample"], problems, path)
    again = clean["repeats"]["review"]
    if again and not (safe_name(again) and (folder.parent / again / FILE).is_file() and again != folder.name):
        fact = "The review that this one repeats is not in the workspace."
        cure = "Write the name of its folder."
        problems.add("P01", fact, cure, file=FILE, cell=line_of(path, "repeats", "review"))
    voice = make_voice_plan(clean["voice"], clean["sample"]["seed"], folder.parent, folder.name, problems, path)
    scope, of_scope = read_scope(folder)
    problems.extend(of_scope)
    if problems.stops() or scope is None or days is None or frame_path is None:
        return None, problems
    return _review(clean, folder, days[1], frame_path, scope, voice), problems


def _review(
    clean: Mapping[str, Any], folder: Path, last_day: date, frame_path: Path, scope: Scope, voice: VoicePlan
) -> Review:
    return Review(
        voice=voice,
        team=clean["training"]["team"],
        name=folder.name,
        folder=folder,
        title=clean["title"],
        kind=clean["kind"],
        theme=clean["theme"],
        quarter=clean["quarter"].replace(" ", "-"),
        audiences=tuple(clean["audiences"]),
        as_at=clean["as_at"] or last_day,
        reported=clean["reported"],
        practice=(clean["practice"]["from"], clean["practice"]["to"]),
        fieldwork=(clean["fieldwork"]["from"], clean["fieldwork"]["to"]),
        frame=FrameSource(frame_path, **{name: clean["frame"][name] for name in _FRAME if name != "file"}),
        sample=make_plan(clean["sample"]),
        agencies=tuple(AgencyAsked(row["id"], row["due"]) for row in clean["agency"]),
        scope=scope,
        notebook=NOTEBOOKS[clean["kind"]],
        repeats=clean["repeats"]["review"],
        threshold_edition=clean["threshold"]["edition"],
        chosen_returns=tuple(
            ChosenReturn(row["agency"], row["part"], row["file"], row["why"], row["by"], row["on"])
            for row in clean["return"]
        ),
    )


def _quarter(text: str, path: Path, problems: Problems) -> tuple[date, date] | None:
    """First and last day of the quarter, checked by the same function that everything else uses."""
    try:
        return quarter(text) if text else None
    except ScrutinyError:
        fact = "The quarter is not known."
        cure = 'Write a quarter of a financial year, such as "2025-26-Q3" (October to December 2025).'
        problems.add("P01", fact, cure, file=FILE, cell=line_of(path, "", "quarter"))
        return None


def _check_frame(
    frame: dict[str, Any], folder: Path, workspace: Workspace, path: Path, problems: Problems
) -> Path | None:
    """The path of the frame; what does not hold together is noted. The workspace's own words for labels are put
    behind those of the review."""
    found = resolve_inside(frame["file"], folder, workspace.root)
    at = {name: {"file": FILE, "cell": line_of(path, "frame", name)} for name in _FRAME}
    if found is None:
        cure = "Put the file into the review's folder or the workspace and give its name from there."
        problems.add("P04", "The frame's file lies outside the workspace.", cure, **at["file"])
    if frame["list"] not in ANNEX_A_LISTS:
        problems.add("P01", "Annex A has no such list of children.", "Use a list from 1 to 10.", **at["list"])
    elif frame["source"] == "annex_a" and not is_about_children(frame["list"]):
        fact = f"List {frame['list']} of Annex A is about people who would adopt, not about children."
        cure = "No frame of children can be drawn from it. Use a list from 1 to 10."
        problems.add("P16", fact, cure, **at["list"])
    for name, sources, fact, cure in (
        (
            "columns",
            ("table",),
            "Columns are renamed, but only a table's can be.",
            "Take [frame.columns] out: the other sources have headings of their own.",
        ),
        ("sheet", ("table", "annex_a"), "A sheet is named, but this source has none.", "Take it out."),
        ("cohort", ("ssd",), "A cohort is named, but only SSD tables have any.", "Take it out."),
    ):
        if frame[name] and frame["source"] not in sources:
            problems.add("P16", fact, cure, **at[name])
    if any(not ID.fullmatch(ours) or not theirs for ours, theirs in frame["columns"].items()):
        fact = "A name in frame.columns cannot be used."
        cure = 'Write our_name = "their heading", our name in small letters, digits and underscores.'
        problems.add("P11", fact, cure, **at["columns"])
    own = check_labels(frame["labels"], problems, path, "frame.labels")
    shared, noted = read_labels(workspace.root / "audit_templates" / LABELS)
    problems.extend(noted)
    frame["labels"] = merge_labels(own, shared)
    return found
