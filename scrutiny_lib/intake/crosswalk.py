"""The crosswalk of levels: common steps on which levels of different areas and editions can be set side by side.

No two areas name their levels alike, and editions change. Levels of different documents are compared through these
steps and through nothing else, and whoever compares says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import Problems
from .positions import line_of
from .text import header
from .thresholds import CROSSWALK, FOLDER, Threshold, check_confirmed, read_threshold
from .toml import Key, check_table, read_toml

_SPEC = {
    "source": Key("text", required=True),
    "confirmed": Key("true or false", required=True),
    "confirmed_by": Key("text"),
    "confirmed_on": Key("date"),
    "step": Key(
        "tables",
        required=True,
        inside={
            "order": Key("whole number", required=True),
            "name": Key("text", required=True),
            "plain": Key("text"),
        },
    ),
    "document": Key(
        "tables",
        required=True,
        inside={
            "area": Key("text", required=True),
            "edition": Key("text", required=True),
            "step_of": Key("numbers", required=True),
        },
    ),
}


class Step(NamedTuple):
    """One common step: its number (1 is the lowest need), its name and what it means."""

    order: int
    name: str
    plain: str


@dataclass(frozen=True)
class LevelCrosswalk:
    """Common steps, lowest need first, and the step of each level of each document.

    ``confirmed`` is false while nobody of the partnerships has confirmed which level belongs to which step.
    ``documents`` holds (area, edition) -> level as written -> step. Without a file there are no steps, and nothing is
    comparable.
    """

    steps: tuple[Step, ...] = ()
    documents: Mapping[tuple[str, str], Mapping[str, int]] = field(default_factory=dict)
    source: str = ""
    confirmed: bool = False
    confirmed_by: str = ""
    confirmed_on: date | None = None

    def step_of(self, area: str, edition: str, level: str) -> int | None:
        """The number of a level's step; ``None`` where the level is not in it: it is not comparable.

        >>> walk = LevelCrosswalk((Step(1, "everyday help", ""),), {("Northport", "2024"): {"Universal": 1}})
        >>> walk.step_of("Northport", "2024", "universal"), walk.step_of("Northport", "2025", "universal")
        (1, None)
        """
        known = self.documents.get((area, edition), {})
        return next((step for name, step in known.items() if header(name) == header(level)), None)


def read_level_crosswalk(folders: Sequence[Path]) -> tuple[LevelCrosswalk, Problems]:
    """Read ``thresholds/crosswalk.toml`` of the first of some folders that has one.

    The partnership's own takes the place of the packaged one as a whole: half of one and half of the other would be
    nobody's. Where no folder has one the crosswalk is empty. Refused: unknown keys, steps not numbered 1, 2, 3 … (P16),
    a document or level twice (P13), a step that is not there (P01), *confirmed* without who and when (P12).
    """
    path = next((folder / FOLDER / CROSSWALK for folder in folders if (folder / FOLDER / CROSSWALK).is_file()), None)
    return _read(path) if path is not None else (LevelCrosswalk(), Problems())


def check_crosswalk(crosswalk: LevelCrosswalk, thresholds: Sequence[Threshold]) -> Problems:
    """Hold the crosswalk against the documents it is about.

    A document that is read but not in it, and a level of a document that has no step or stands in no document, are
    pointed out (P01): they are not comparable. Steps that fall where need rises stop its use (P16).
    """
    problems = Problems()
    for threshold in thresholds:
        named = crosswalk.documents.get((threshold.area, threshold.edition))
        subject = f"{threshold.area}, {threshold.edition}"
        if named is None:
            fact = f"A threshold document is not in the crosswalk of levels: {subject}."
            cure = "Add it, or its levels stay comparable with themselves only."
            problems.add("P01", fact, cure, file=CROSSWALK, act="WARN")
            continue
        steps = [crosswalk.step_of(threshold.area, threshold.edition, level) for level in threshold.levels]
        strange = [level for level in named if threshold.place(level) is None]
        if None in steps or strange:
            fact = f"Levels of the crosswalk and of the document do not match: {subject}."
            cure = f"The document has: {', '.join(threshold.levels)}."
            problems.add("P01", fact, cure, file=CROSSWALK, act="WARN")
        known = [step for step in steps if step is not None]
        if known != sorted(known):
            fact = f"A level of more need has a lower step than one of less: {subject}."
            problems.add("P16", fact, "Correct the steps, or the direction of the document.", file=CROSSWALK)
    return problems


def check_threshold_file(path: Path) -> Problems:
    """Everything wrong with one file of the folder ``thresholds``: a document, or the crosswalk of levels."""
    return _read(path)[1] if path.name == CROSSWALK else read_threshold(path)[1]


def _read(path: Path) -> tuple[LevelCrosswalk, Problems]:
    problems = Problems()
    data = read_toml(path, problems)
    if data is None:
        return LevelCrosswalk(), problems
    clean = check_table(data, _SPEC, problems, path)
    orders = [row["order"] for row in clean["step"]]
    if None not in orders and sorted(orders) != list(range(1, len(orders) + 1)):
        cure = "Number them from 1, the lowest need, up."
        problems.add("P16", "The steps are not numbered 1, 2, 3 …, each once.", cure, file=path.name)
    documents = _documents(clean["document"], orders, problems, path)
    check_confirmed(clean, problems, path)
    if problems.stops():
        return LevelCrosswalk(), problems
    steps = sorted(Step(row["order"], row["name"], row["plain"]) for row in clean["step"])
    about = {name: clean[name] for name in ("source", "confirmed", "confirmed_by", "confirmed_on")}
    return LevelCrosswalk(tuple(steps), documents, **about), problems


def _documents(
    rows: Sequence[Mapping[str, Any]], orders: Sequence[int | None], problems: Problems, path: Path
) -> dict[tuple[str, str], dict[str, int]]:
    found: dict[tuple[str, str], dict[str, int]] = {}
    for position, row in enumerate(rows, start=1):
        where, key = f"document[{position}]", (row["area"], row["edition"])
        if key in found:
            fact = f"Document {position} stands in it already."
            problems.add("P13", fact, "Keep one.", file=path.name, cell=line_of(path, where, "edition"))
        names = [header(level) for level in row["step_of"]]
        if len(set(names)) < len(names):
            fact = f"A level of document {position} has two steps."
            problems.add("P13", fact, "Keep one.", file=path.name, cell=line_of(path, where, "step_of"))
        if any(step not in orders for step in row["step_of"].values()):
            fact = f"A level of document {position} has a step that is not there."
            cure = f"Steps: {', '.join(str(order) for order in orders)}."
            problems.add("P01", fact, cure, file=path.name, cell=line_of(path, where, "step_of"))
        found[key] = {level: int(step) for level, step in row["step_of"].items()}
    return found
