"""Threshold documents: the levels of need of one area and edition, as data.

One TOML file for each area and edition in ``audit_templates/thresholds/``; a new edition is a new file. Indicators are
guidance for the people who judge: nothing here ever turns one into a level.
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
from .toml import Key, check_once, check_table, closest, read_toml

FOLDER = "thresholds"
CROSSWALK = "crosswalk.toml"
"""The file beside the documents that is none: the crosswalk of their levels."""

UP, DOWN = DIRECTIONS = ("up", "down")
"""Whether a higher number means more need or less."""

_SPEC = {
    "area": Key("text", required=True),
    "edition": Key("text", required=True),
    "confirmed": Key("true or false", required=True),
    "confirmed_by": Key("text"),
    "confirmed_on": Key("date"),
    "source": Key("text", required=True),
    "direction": Key("text", choices=DIRECTIONS, default=UP),
    "scale": Key("text"),
    "closed": Key("true or false", default=False),
    "in_force_from": Key("date"),
    "in_force_to": Key("date"),
    "level": Key(
        "tables",
        required=True,
        inside={
            "order": Key("whole number", required=True),
            "name": Key("text", required=True),
            "plain": Key("text"),
            "statutory": Key("true or false", default=False),
        },
    ),
    "domain": Key("tables", inside={"id": Key("id", required=True), "name": Key("text", required=True)}),
    "indicator": Key(
        "tables",
        inside={
            "domain": Key("id", required=True),
            "level": Key("text", required=True),
            "text": Key("text", required=True),
        },
    ),
}


class Indicator(NamedTuple):
    """What may show need of one level on one side of a child's life: guidance, never a rule."""

    domain: str
    level: str
    text: str


@dataclass(frozen=True)
class Threshold:
    """One area's levels of need in one edition of its threshold document.

    Attributes
    ----------
    area, edition, source : str
    confirmed : bool
        Whether a person of the partnership has confirmed the names; ``confirmed_by`` and ``confirmed_on`` say who and
        when. Until then every page says that they are not confirmed.
    levels : tuple of str
        Their names, lowest need first, whichever way the document numbers them (``direction``).
    plain : dict of str to str
        What each level means, by name.
    statutory : frozenset of str
        The levels at which children's social care acts by law.
    domains : dict of str to str
        The sides of a child's life that are looked at, id to name.
    indicators : tuple of Indicator
    in_force_from, in_force_to : date or None
        The first and the last day it was in force; ``None`` where that is not known or has no end.
    closed : bool
        No longer in force: kept so that older decisions can be read.
    scale : str
        The scale of answers (``scales.toml``) that holds the same words.
    folder : Path or None
        Where it was read; those of one folder are chosen from before those of the next.
    """

    area: str
    edition: str
    confirmed: bool
    levels: tuple[str, ...]
    confirmed_by: str = ""
    confirmed_on: date | None = None
    source: str = ""
    direction: str = UP
    in_force_from: date | None = None
    in_force_to: date | None = None
    closed: bool = False
    scale: str = ""
    plain: dict[str, str] = field(default_factory=dict)
    statutory: frozenset[str] = frozenset()
    domains: dict[str, str] = field(default_factory=dict)
    indicators: tuple[Indicator, ...] = ()
    folder: Path | None = field(default=None, compare=False, repr=False)

    def place(self, level: str) -> int | None:
        """Which level a word names, 0 the lowest need; ``None`` where it names none. Case and spaces do not matter.

        >>> Threshold("Northport", "2024", False, ("Universal", "Early Help")).place(" early  help")
        1
        """
        names = [header(name) for name in self.levels]
        return names.index(header(level)) if header(level) in names else None

    def in_force_on(self, day: date) -> bool:
        """Whether its dates say that it was in force on a day; without any date they say nothing."""
        if self.in_force_from is None and self.in_force_to is None:
            return False
        return (self.in_force_from or date.min) <= day <= (self.in_force_to or date.max)


def read_threshold(path: Path) -> tuple[Threshold | None, Problems]:
    """Read one threshold document; ``None`` when a problem stops its use. All problems come at once.

    Refused: unknown keys (P01), levels not numbered 1, 2, 3 … (P16) or with one name (P13), an indicator of a level or
    domain that the document does not have (P01), dates the wrong way round (P16), and *confirmed* without who and when
    (P12).
    """
    problems = Problems()
    data = read_toml(path, problems)
    if data is None:
        return None, problems
    clean = check_table(data, _SPEC, problems, path)
    _check_levels(clean["level"], problems, path)
    check_once([row["id"] for row in clean["domain"]], "domain", problems, path)
    _check_indicators(clean, problems, path)
    _check_dates(clean, problems, path)
    check_confirmed(clean, problems, path)
    return (None if problems.stops() else _made(clean, path)), problems


def read_thresholds(folders: Sequence[Path]) -> tuple[list[Threshold], Problems]:
    """Every threshold document of some folders of audit templates, those of the first folder first.

    Parameters
    ----------
    folders : sequence of Path
        As :func:`scrutiny_lib.intake.template.template_folders` gives them: the partnership's own before the packaged.

    Returns
    -------
    thresholds : list of Threshold
        In the order of the folders, then of the file names. An edition of an area that an earlier folder has too is
        left out.
    problems : Problems
        Also: an edition twice in one folder (P13); two editions of an area in one folder that are in force on one day,
        or both open without a date (P16, a warning).
    """
    problems = Problems()
    found: list[Threshold] = []
    for folder in folders:
        here: dict[tuple[str, str], tuple[Threshold, Path]] = {}
        for path in sorted((folder / FOLDER).glob("*.toml")) if (folder / FOLDER).is_dir() else []:
            if path.name == CROSSWALK:
                continue
            threshold, more = read_threshold(path)
            problems.extend(more)
            if threshold is None:
                continue
            key = (threshold.area, threshold.edition)
            if key in here:
                fact = f"The area has this edition already, in {here[key][1].name}."
                problems.add("P13", fact, "Keep one of the two, or give this one its own edition.", file=path.name)
            else:
                here[key] = (threshold, path)
        problems.extend(_check_together(list(here.values())))
        known = {(one.area, one.edition) for one in found}
        found.extend(one for key, (one, _) in here.items() if key not in known)
    return found, problems


def threshold_on(thresholds: Sequence[Threshold], area: str, day: date | None) -> Threshold | None:
    """The edition that was in force in an area on a day.

    Folder by folder, in the order of ``thresholds``: the edition whose dates say so (of two, the later one); else the
    only edition that is open and has no dates. ``None`` where there is none, or several and nothing to choose by.
    Without a day it is the only edition that is open, with dates or without.

    >>> old = Threshold("Northport", "2019", True, ("A", "B"), in_force_to=date(2025, 8, 31))
    >>> new = Threshold("Northport", "2025", True, ("A", "C"), in_force_from=date(2025, 9, 1))
    >>> [threshold_on([old, new], "Northport", day).edition for day in (date(2025, 8, 31), date(2025, 9, 1))]
    ['2019', '2025']
    """
    mine = [one for one in thresholds if one.area == area]
    for folder in dict.fromkeys(one.folder for one in mine):
        here = [one for one in mine if one.folder == folder]
        dated = [one for one in here if day is not None and one.in_force_on(day)]
        if dated:
            return max(dated, key=lambda one: one.in_force_from or date.min)
        still = [one for one in here if not one.closed and (day is None or not _has_dates(one))]
        if len(still) == 1:
            return still[0]
    return None


def check_confirmed(clean: Mapping[str, Any], problems: Problems, path: Path) -> None:
    """Nothing counts as confirmed until it says by whom and on which day (rule P12)."""
    for name in ("confirmed_by", "confirmed_on"):
        if clean["confirmed"] and not clean[name]:
            fact = f"It is confirmed, but '{name}' does not say {'by whom' if name == 'confirmed_by' else 'when'}."
            cure = "Write the role of the person and the day, or confirmed = false."
            place = line_of(path, "", name) or line_of(path, "", "confirmed")
            problems.add("P12", fact, cure, file=path.name, cell=place)


def _made(clean: Mapping[str, Any], path: Path) -> Threshold:
    rows = sorted(clean["level"], key=lambda row: int(row["order"]), reverse=clean["direction"] == DOWN)
    same = ("area", "edition", "confirmed_by", "confirmed_on", "source", "direction", "scale")
    return Threshold(
        **{name: clean[name] for name in same},
        confirmed=bool(clean["confirmed"]),
        levels=tuple(row["name"] for row in rows),
        in_force_from=clean["in_force_from"],
        in_force_to=clean["in_force_to"],
        closed=bool(clean["closed"]),
        plain={row["name"]: row["plain"] for row in rows},
        statutory=frozenset(row["name"] for row in rows if row["statutory"]),
        domains={row["id"]: row["name"] for row in clean["domain"]},
        indicators=tuple(Indicator(row["domain"], row["level"], row["text"]) for row in clean["indicator"]),
        folder=path.parent,
    )


def _check_levels(rows: Sequence[Mapping[str, Any]], problems: Problems, path: Path) -> None:
    orders = [row["order"] for row in rows]
    if None not in orders and sorted(orders) != list(range(1, len(rows) + 1)):
        cure = "Give each its number of the document; which end is most need, 'direction' says."
        problems.add("P16", "The levels are not numbered 1, 2, 3 …, each once.", cure, file=path.name)
    names = [header(row["name"]) for row in rows]
    for position, name in enumerate(names, start=1):
        if name and name in names[: position - 1]:
            fact = f"Levels {names.index(name) + 1} and {position} have the same name."
            place = line_of(path, f"level[{position}]", "name")
            problems.add("P13", fact, "Give each the name the document gives it.", file=path.name, cell=place)


def _check_indicators(clean: Mapping[str, Any], problems: Problems, path: Path) -> None:
    known = {"domain": [row["id"] for row in clean["domain"]], "level": [row["name"] for row in clean["level"]]}
    for position, row in enumerate(clean["indicator"], start=1):
        for name, allowed in known.items():
            if row[name] and row[name] not in allowed:
                guess = closest(row[name], allowed)
                cure = (f"Did you mean '{guess}'? " if guess else "") + f"Known: {', '.join(allowed) or 'none yet'}."
                fact = f"Indicator {position} is of a {name} that the document does not have."
                place = line_of(path, f"indicator[{position}]", name)
                problems.add("P01", fact, cure, file=path.name, cell=place)


def _check_dates(clean: Mapping[str, Any], problems: Problems, path: Path) -> None:
    first, last = clean["in_force_from"], clean["in_force_to"]
    place = line_of(path, "", "in_force_to")
    if first and last and last < first:
        problems.add("P16", "It went out of force before it came in.", "Correct one.", file=path.name, cell=place)


def _check_together(read: Sequence[tuple[Threshold, Path]]) -> Problems:
    """Pairs of editions of one area between which nothing, or nothing clear, decides on a day."""
    problems = Problems()
    for place, (one, path) in enumerate(read):
        for other, beside in read[:place]:
            if one.area != other.area:
                continue
            if _overlap(one, other):
                fact = f"Two editions of one area are in force on the same days (also {beside.name})."
                cure = "Close the older one with in_force_to. Until then the one that began later counts."
                problems.add("P16", fact, cure, file=path.name, act="WARN")
            elif not any(_has_dates(edition) or edition.closed for edition in (one, other)):
                fact = f"Two editions of one area are open and neither says since when (also {beside.name})."
                cure = "Write in_force_from, or closed = true for the older one. Until then neither is used by itself."
                problems.add("P16", fact, cure, file=path.name, act="WARN")
    return problems


def _overlap(one: Threshold, other: Threshold) -> bool:
    first = max(edition.in_force_from or date.min for edition in (one, other))
    last = min(edition.in_force_to or date.max for edition in (one, other))
    return _has_dates(one) and _has_dates(other) and first <= last


def _has_dates(threshold: Threshold) -> bool:
    return threshold.in_force_from is not None or threshold.in_force_to is not None
