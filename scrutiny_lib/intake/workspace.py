"""A workspace: one partnership's folder of scrutiny work, and what its ``workspace.toml`` says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.positions import line_of
from scrutiny_lib.intake.pseudonyms import check_key_file
from scrutiny_lib.intake.toml import Key, check_once, check_table, read_toml
from scrutiny_lib.terms import AUDIENCES, WORKSPACE_FORMAT

FILE = "workspace.toml"
MARKING = "Official – sensitive"

_SPEC = {
    "format": Key("whole number", required=True),
    "name": Key("text", required=True),
    "short_name": Key("text", required=True),
    "area": Key("text", required=True),
    "invented": Key("true or false", required=True),
    "marking": Key("text", default=MARKING),
    "contact": Key("text"),
    "release": Key(
        "table", inside={"without_second_person": Key("texts", choices=tuple(AUDIENCES)), "authors": Key("texts")}
    ),
    "run": Key(
        "table", inside={"seconds": Key("whole number", default=600), "megabytes": Key("whole number", default=4096)}
    ),
    "cluster": Key("table", inside={"shared": Key("true or false", default=False)}),
    "key": Key("table", inside={"folder": Key("text"), "file": Key("text")}),
    "meeting": Key("tables", inside={"body": Key("text", required=True), "date": Key("date", required=True)}),
    "agency": Key(
        "tables",
        required=True,
        inside={
            "id": Key("id", required=True),
            "name": Key("text", required=True),
            "adults": Key("true or false", default=False),
        },
    ),
}


class Meeting(NamedTuple):
    """One dated meeting: reports are due three weeks before it."""

    body: str
    date: date


@dataclass(frozen=True)
class Workspace:
    """What ``workspace.toml`` says, and where things are.

    Parameters
    ----------
    root : Path
        The folder.
    name, short_name, area : str
        The partnership, in full and in short, and the area it covers.
    invented : bool
        Every child in it is made up. Permits a key inside the workspace.
    marking : str
        The protective marking every page carries.
    without_second_person : tuple of str
        Audiences whose pages the workspace asks to release without a second person.
    keys : Path
        Where the keys of pseudonyms are: a folder with one for each review, or one file for all.
    one_key : bool
        ``keys`` is one file.
    meetings : tuple of Meeting
        In the order of their dates.
    agencies : dict
        Name by id; the ids are used everywhere.
    contact : str
        Whom an auditor at an agency may ask; printed on the workbooks they are sent, and on the two sides for
        practitioners, as whom to ask for the full report.
    for_adults : tuple of str
        The ids of agencies that serve adults: their identification lists name parents.
    authors : tuple of str
        Who prepares pages, besides those a review names: none of them is the second person.
    seconds, megabytes : int
        How long the cells of one page may run, and how much memory they may take beyond what the libraries take.
    shared : bool
        Workers of a cluster find the workspace under the same path.
    """

    root: Path
    name: str
    short_name: str
    area: str
    invented: bool
    marking: str
    without_second_person: tuple[str, ...]
    keys: Path
    one_key: bool
    meetings: tuple[Meeting, ...]
    agencies: dict[str, str]
    contact: str = ""
    for_adults: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    seconds: int = 600
    megabytes: int = 4096
    shared: bool = False

    def key_file(self, review: str) -> Path:
        """The key of one review's pseudonyms."""
        return self.keys if self.one_key else self.keys / f"{review}.txt"

    @property
    def reviews(self) -> Path:
        """One folder for each review."""
        return self.root / "reviews"

    @property
    def working(self) -> Path:
        """Restricted; nothing in it leaves."""
        return self.root / "working"

    @property
    def released(self) -> Path:
        """What may leave."""
        return self.root / "released"

    @property
    def record(self) -> Path:
        """What ran on what."""
        return self.root / "record"

    @property
    def published(self) -> Path:
        """Figures others have published."""
        return self.root / "published"


def read_workspace(root: Path) -> tuple[Workspace, Problems]:
    """Read ``workspace.toml`` of a folder.

    A workspace always comes back, so that a check can go on to its reviews; where a setting is missing or
    wrong it holds the careful value (nothing invented, nobody without a second person). It must not be used
    for a run when the problems stop it. A format newer than this version reads is refused at once, naming
    both (rule P08)."""
    problems = Problems()
    path = root / FILE
    data = read_toml(path, problems)
    given = data.get("format") if data else None
    if isinstance(given, int) and given > WORKSPACE_FORMAT:
        fact = f"The workspace has format {given}; this version reads formats up to {WORKSPACE_FORMAT}."
        cure = "Install the newer version of scrutiny-workbench. Nothing was changed."
        problems.add("P08", fact, cure, file=FILE)
        data = None
    if data is None:
        return _workspace(root, {name: key.empty() for name, key in _SPEC.items()}), problems
    clean = check_table(data, _SPEC, problems, path)
    workspace = _workspace(root, clean)
    check_once([row["id"] for row in clean["agency"]], "agency", problems, path)
    if clean["key"]["file"] and clean["key"]["folder"]:
        fact = "The keys have both a folder and a file."
        cure = "Keep the folder, which has a key for each review."
        problems.add("P16", fact, cure, file=FILE, cell=line_of(path, "", "key"))
    if min(workspace.seconds, workspace.megabytes) < 1:
        fact = "A page must be given some time and some memory."
        problems.add("P16", fact, "Write whole numbers above nought.", file=FILE, cell=line_of(path, "", "run"))
    _check_key_place(workspace, clean["key"], problems)
    if not workspace.invented:
        for key_file in [workspace.keys] if workspace.one_key else sorted(workspace.keys.glob("*.txt")):
            problems.extend(check_key_file(key_file))
        if clean["invented"] is False and "invented" in workspace.marking.casefold():
            fact = "The marking says that the cases are invented, and invented = false says that they are not."
            cure = "Correct one of the two: every page carries the marking."
            problems.add("P16", fact, cure, file=FILE, cell=line_of(path, "", "marking"))
    return workspace, problems


def find_reviews(workspace: Workspace) -> list[Path]:
    """The folders of all reviews, sorted by name: those under ``reviews/`` that hold a ``review.toml``."""
    return sorted(path.parent for path in workspace.reviews.glob("*/review.toml"))


def _workspace(root: Path, clean: dict[str, Any]) -> Workspace:
    folder, file = clean["key"]["folder"], clean["key"]["file"]
    keys = folder or file or root.resolve().parent / "keys" / root.resolve().name
    meetings = [Meeting(row["body"], row["date"]) for row in clean["meeting"] if row["date"]]
    return Workspace(
        root=root,
        name=clean["name"],
        short_name=clean["short_name"],
        area=clean["area"],
        invented=bool(clean["invented"]),
        marking=clean["marking"],
        without_second_person=tuple(clean["release"]["without_second_person"]),
        keys=root / Path(keys).expanduser(),
        one_key=bool(file) and not folder,
        meetings=tuple(sorted(meetings, key=lambda meeting: (meeting.date, meeting.body))),
        agencies={row["id"]: row["name"] for row in clean["agency"] if row["id"]},
        contact=clean["contact"],
        for_adults=tuple(row["id"] for row in clean["agency"] if row["id"] and row["adults"]),
        authors=tuple(clean["release"]["authors"]),
        seconds=clean["run"]["seconds"],
        megabytes=clean["run"]["megabytes"],
        shared=bool(clean["cluster"]["shared"]),
    )


def _check_key_place(workspace: Workspace, given: dict[str, str], problems: Problems) -> None:
    """The keys of real children never lie beside the work they protect (rule P14)."""
    if workspace.invented:
        return
    inside = workspace.keys.resolve().is_relative_to(workspace.root.resolve())
    text = given["folder"] or given["file"]
    if inside or (text and not Path(text).expanduser().is_absolute()):
        fact = "The keys of pseudonyms must lie outside the workspace, and their path be given in full."
        cure = "Move them to a folder of their own that few may read. Only invented cases may have them beside them."
        problems.add("P14", fact, cure, file=FILE)
    if workspace.one_key:
        fact = "All reviews have one key: a child has the same code in each, and no key can be destroyed alone."
        cure = "Name a folder instead ([key] folder), and copy the old key into it under the name of each review."
        problems.add("P14", fact, cure, file=FILE, act="WARN")
