"""Limits on small numbers and the scale of words, from ``assumptions.toml``: they can be tightened, never loosened."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from ..errors import Problems
from ..intake.toml import read_toml
from ..terms import KINDS_OF_NUMBER, PROFILES

LOOSEST: dict[str, dict[str, int]] = {
    "partnership": {"answers": 0, "attributes": 5, "population": 5, "people": 0, "actions": 0, "published": 0},
    "group": {"answers": 5, "attributes": 5, "population": 5, "people": 5, "actions": 0, "published": 0},
    "public": {"answers": 5, "attributes": 5, "population": 5, "people": 5, "actions": 0, "published": 0},
}
"""No file may set a limit below these: counts of 1 up to the limit are hidden."""


LEAST_FOR_WORDS = 20
"""Children looked at below which not even a share in words is given."""
Scale = tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class Limits:
    """One profile's limits by kind of number, and how shares are put into words.

    ``words`` holds ``(greatest percent, words)`` from the smallest share up; ``words_from`` is the number of
    children below which not even words are given.
    """

    profile: str
    by_kind: Mapping[str, int]
    words: Scale
    words_from: int

    def scale(self) -> list[str]:
        """The scale of words as a reader is told it, such as ``"most: up to 90 in 100"``."""
        return [f"{words}: up to {up_to:g} in 100" for up_to, words in self.words]

    @property
    def speaks_in_words(self) -> bool:
        """Whether answers about the audited children are told in words (group and public profiles)."""
        return self.by_kind["answers"] > 0

    def share(self, n: int, of: int, unit: str, looked_at: int) -> str:
        """A share in words, or ``""`` where the sample is too small even for that.

        Of fewer than 25 children *fewer than a quarter* would always be a few, and *most* all but a few: of so many
        nothing is said at all, whatever the share (the first and the last step, which may be nobody, are exempt).

        >>> scale = ((10, "few or none"), (45, "fewer than half"), (90, "most"), (100, "nearly all"))
        >>> limits = Limits("group", {"answers": 5}, scale, 20)
        >>> limits.share(23, 38, "children", 40), limits.share(2, 8, "children", 8)
        ('most of the children', '')
        """
        if looked_at < self.words_from or not self.enough_for_words(of):
            return ""
        word = next(word for up_to, word in self.words if 100 * n / of <= up_to)
        return f"{word} of the {unit}"

    def enough_for_words(self, of: int) -> bool:
        """Whether of so many each step between the first and the last may mean more than a few, and leave more than a
        few out."""
        limit = max(self.by_kind.values(), default=0)
        ends = [math.floor(up_to * of / 100) for up_to, _ in self.words]
        wide = all(most > limit and of - less - 1 > limit for less, most in pairwise(ends[:-1]))
        return wide and of >= self.words_from


def read_limits(paths: list[Path]) -> dict[str, Limits]:
    """The limits of every profile. Later files (a partnership's own) may tighten what earlier ones say.

    Raises :class:`~scrutiny_lib.errors.Refused` when a file is wrong, leaves something out, or loosens a limit.
    """
    problems = Problems()
    limits: dict[str, dict[str, int]] = {profile: dict(kinds) for profile, kinds in LOOSEST.items()}
    scale: Scale = ()
    least = LEAST_FOR_WORDS
    for path in paths:
        data = read_toml(path, problems) or {}
        tables = {name: data.get(name, {}) for name in ("limits", "words")}
        for name, given in tables.items():
            if not isinstance(given, dict):
                problems.add("P01", f"[{name}] is not a table.", "Write it as in the packaged file.", file=path.name)
                tables[name] = {}
        for profile, kinds in tables["limits"].items():
            if profile not in ("source", "checked_on"):
                _tighten(limits, profile, kinds, path, problems)
        asked = tables["words"].get("minimum_children", least)
        if isinstance(asked, bool) or not isinstance(asked, int):
            problems.add("P01", "minimum_children is not a whole number.", "Write a whole number.", file=path.name)
        else:
            least = max(least, asked)
        if "step" in tables["words"]:
            scale = _scale(tables["words"]["step"], scale, path, problems)
    if not scale:
        place = paths[0].name if paths else ""
        problems.add("P01", "The scale of words is missing.", "Give [[words.step]] rows up to up_to = 100.", file=place)
    problems.raise_if_stops()
    return {profile: Limits(profile, limits[profile], scale, least) for profile in PROFILES}


def _tighten(limits: dict[str, dict[str, int]], profile: str, kinds: Any, path: Path, problems: Problems) -> None:
    if profile not in PROFILES or not isinstance(kinds, dict):
        problems.add("P01", "A profile of limits is not known.", f"Use one of: {', '.join(PROFILES)}.", file=path.name)
        return
    for kind, limit in kinds.items():
        place = f"[limits.{profile}] {kind}" if kind in KINDS_OF_NUMBER else f"[limits.{profile}]"
        if kind not in KINDS_OF_NUMBER:
            cure = f"Use one of: {', '.join(KINDS_OF_NUMBER)}."
            problems.add("P01", "A kind of number is not known.", cure, file=path.name, column=place)
        elif isinstance(limit, bool) or not isinstance(limit, int):
            problems.add("P01", "A limit is not a whole number.", "Write a whole number.", file=path.name, column=place)
        elif limit < limits[profile][kind]:
            fact = f"The limit is looser than {limits[profile][kind]}, the least this software allows."
            problems.add("P01", fact, "Limits can be tightened, never loosened.", file=path.name, column=place)
        else:
            limits[profile][kind] = limit


def _scale(steps: Any, before: Scale, path: Path, problems: Problems) -> Scale:
    """The steps of one file. A later file may only merge the steps of an earlier one; no word may hold a number."""
    try:
        scale = tuple(sorted((float(step["up_to"]), str(step["words"])) for step in steps))
    except (TypeError, KeyError, ValueError):
        scale = ()
    if not scale or scale[-1][0] != 100:
        cure = "Give [[words.step]] rows with up_to and words, up to up_to = 100."
        problems.add("P01", "The scale of words is incomplete.", cure, file=path.name)
    elif any(re.search(r"\d", words) for _, words in scale):
        problems.add("P01", "A word of the scale holds a number.", "Use words only.", file=path.name)
    elif before and not {up_to for up_to, _ in scale} <= {up_to for up_to, _ in before}:
        cure = "Leave steps out to merge them; do not add finer ones."
        problems.add("P01", "The scale of words is finer than the packaged one.", cure, file=path.name)
    else:
        return scale
    return before
