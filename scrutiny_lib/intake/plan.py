"""The plan of a sample: how the children of a review are chosen, by whom, when and why."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.positions import line_of
from scrutiny_lib.intake.toml import ID, Key, check_once
from scrutiny_lib.terms import DESIGNS, PROBABILITY_DESIGNS

METHODS = ("proportional", "equal", "neyman", "power")
"""How a stratified sample is shared out between its strata."""

LONGEST_AGO = 120
"""Months: no review leaves out children for longer than this after another one looked at them."""


class ChosenChild(NamedTuple):
    """One child of a close look, and why this child."""

    id: str
    reason: str


class Quota(NamedTuple):
    """What a close look has to have: at least so many children with this value in this column of the frame."""

    column: str
    value: str
    at_least: int


@dataclass(frozen=True)
class SamplePlan:
    """How the children are chosen, by whom, when and why: the ``[sample]`` table of ``review.toml``.

    Attributes
    ----------
    design : str
        One of :data:`scrutiny_lib.terms.DESIGNS`.
    size : int
        Children to draw; for *families*, families.
    seed : str
        Any words; with the case ids they decide who is drawn. Empty for a close look.
    strata, method, minimum, maximum, sd, power
        *stratified*: the columns whose combinations are the strata; how the sample is shared out between them; at
        least and at most so many from each (0 for no cap); the spread of each stratum by its name (*neyman*, and
        *power* if wanted); the exponent of *power*.
    sort : tuple of str
        *systematic*: the columns the list is sorted by before every so-many-th child is taken.
    size_by : str
        *proportional to size*: the column with a positive number for each child.
    leave_out_audited_within : int
        Children whom another review drew within so many months before ``chosen_on`` are left out; 0 leaves out nobody.
    reserve : float
        The reserve as a share of the sample.
    children, quotas : tuple
        *close look*: the children and why each of them; what the choice has to have.
    chosen_by, chosen_on, reason
        Who made this plan, when, and why so.
    """

    design: str
    size: int
    seed: str
    strata: tuple[str, ...]
    method: str
    minimum: int
    reserve: float
    chosen_by: str
    chosen_on: date
    reason: str
    children: tuple[ChosenChild, ...]
    power: float = 0.5
    sd: Mapping[str, float] = field(default_factory=dict)
    maximum: int = 0
    sort: tuple[str, ...] = ()
    size_by: str = ""
    leave_out_audited_within: int = 0
    quotas: tuple[Quota, ...] = ()


_CHILD = {"id": Key("text", required=True), "reason": Key("text", required=True)}
_QUOTA = {
    "column": Key("text", required=True),
    "value": Key("text", required=True),
    "at_least": Key("whole number", default=1),
}
PLAN = {
    "design": Key("text", required=True, choices=DESIGNS),
    "size": Key("whole number", default=0),
    "seed": Key("text"),
    "strata": Key("texts"),
    "method": Key("text", choices=METHODS, default="proportional"),
    "power": Key("number", default=0.5),
    "sd": Key("numbers"),
    "minimum": Key("whole number", default=0),
    "maximum": Key("whole number", default=0),
    "sort": Key("texts"),
    "size_by": Key("text"),
    "reserve": Key("number", default=0.25),
    "leave_out_audited_within": Key("whole number", default=0),
    "chosen_by": Key("text", required=True),
    "chosen_on": Key("date", required=True),
    "reason": Key("text"),
    "child": Key("tables", inside=_CHILD),
    "quota": Key("tables", inside=_QUOTA),
}


def make_plan(sample: Mapping[str, Any]) -> SamplePlan:
    """The plan from the cleaned ``[sample]`` table; a close look is as large as the list of its children."""
    children = tuple(ChosenChild(row["id"], row["reason"]) for row in sample["child"])
    return SamplePlan(
        design=sample["design"],
        size=sample["size"] or len(children),
        seed=sample["seed"],
        strata=tuple(sample["strata"]),
        method=sample["method"],
        minimum=sample["minimum"],
        reserve=sample["reserve"],
        chosen_by=sample["chosen_by"],
        chosen_on=sample["chosen_on"],
        reason=sample["reason"],
        children=children,
        power=float(sample["power"]),
        sd=dict(sample["sd"]),
        maximum=sample["maximum"],
        sort=tuple(sample["sort"]),
        size_by=sample["size_by"],
        leave_out_audited_within=sample["leave_out_audited_within"],
        quotas=tuple(Quota(row["column"], row["value"], row["at_least"]) for row in sample["quota"]),
    )


@dataclass(frozen=True)
class _Check:
    """One ``[sample]`` table being checked: where to note what is wrong with it."""

    sample: Mapping[str, Any]
    problems: Problems
    path: Path

    def wrong(self, rule: str, key: str, fact: str, cure: str, act: str = "STOP") -> None:
        """Note something about one key."""
        self.problems.add(rule, fact, cure, file=self.path.name, cell=line_of(self.path, "sample", key), act=act)

    def unused(self, key: str, fact: str) -> None:
        """Note a key that has been given and that this design does not use."""
        if self.sample[key]:
            self.wrong("P16", key, fact, "Take it out, or choose the design it belongs to.", act="WARN")


def check_plan(sample: Mapping[str, Any], problems: Problems, path: Path) -> None:
    """Note what in the cleaned ``[sample]`` table does not go together."""
    check = _Check(sample, problems, path)
    _check_numbers(check)
    _check_columns(check)
    if sample["design"] in PROBABILITY_DESIGNS:
        _check_draw(check)
    elif sample["design"]:
        _check_close_look(check)
    check_once([row["id"] for row in sample["child"]], "sample.child", problems, path)


def _check_numbers(check: _Check) -> None:
    sample = check.sample
    for key, low, high, cure in (
        ("size", 0, math.inf, "Write 0 or more."),
        ("minimum", 0, math.inf, "Write 0 or more."),
        ("maximum", 0, math.inf, "Write 0 for no cap, or the most children from one stratum."),
        ("reserve", 0, 5, "The reserve is a share of the sample, from 0 to 5."),
        ("power", 0, 1, "The power lies between 0 (equal shares) and 1 (in proportion)."),
        ("leave_out_audited_within", 0, LONGEST_AGO, f"Write months, from 0 (nobody) to {LONGEST_AGO}."),
    ):
        if not low <= sample[key] <= high:
            check.wrong("P16", key, f"The number '{key}' of the sample is out of range.", cure)
    if 0 < sample["maximum"] < sample["minimum"]:
        fact = f"At least {sample['minimum']} and at most {sample['maximum']} from each stratum cannot both be."
        check.wrong("V14", "maximum", fact, "Raise the maximum or lower the minimum.")
    spreads = sample["sd"].values()
    if not all(_positive_or_none(spread) for spread in spreads):
        fact = "A spread under [sample.sd] is not a number of 0 or more."
        check.wrong("P11", "sd", fact, "Write a number such as 0.4 for each stratum.")


def _positive_or_none(spread: Any) -> bool:
    try:
        return 0 <= float(spread) < math.inf
    except ValueError:
        return False


def _check_columns(check: _Check) -> None:
    sample = check.sample
    quotas = [row["column"] for row in sample["quota"]]
    for key, names, what in (
        ("strata", sample["strata"], "A stratum"),
        ("sort", sample["sort"], "What the list is sorted by"),
        ("size_by", [sample["size_by"]] if sample["size_by"] else [], "The size"),
        ("quota", [name for name in quotas if name], "What a quota counts"),
    ):
        if any(not ID.fullmatch(name) for name in names):
            check.wrong("P11", key, f"{what} is not the name of a column.", "Use the names that the frame has here.")
        if len(set(names)) < len(names) and key in ("strata", "sort"):
            check.wrong("P13", key, "A column is named twice.", "Name each once.")


def _check_draw(check: _Check) -> None:
    sample, design = check.sample, check.sample["design"]
    if not sample["size"]:
        units = "families" if design == "families" else "children"
        check.wrong("P12", "size", "The size of the sample is missing.", f"Write how many {units} to draw.")
    if not sample["seed"]:
        check.wrong(
            "P12", "seed", "The seed is missing.", "Write any words; they let the scrutineer draw again."
        )
    if sample["child"]:
        fact = "Children are named in a sample drawn by chance."
        check.wrong("P16", "child", fact, 'Use design = "close look".')
    check.unused("quota", "Quotas belong to a close look: who is drawn by chance cannot be made to meet them.")
    if design == "stratified":
        if not sample["strata"]:
            check.wrong("P12", "strata", "The strata are missing.", 'Name the columns of the frame, such as ["stage"].')
        if sample["method"] == "neyman" and not sample["sd"]:
            cure = "Write [sample.sd] with the expected spread of each stratum, or use another method."
            check.wrong("P12", "sd", "Neyman's allocation needs the spread of every stratum.", cure)
        if sample["method"] in ("proportional", "equal"):
            check.unused("sd", "A spread is given, but only the methods neyman and power use it.")
    else:
        check.unused("strata", "Strata are named but this design has none.")
        check.unused("sd", "Spreads of strata are given but this design has no strata.")
        check.unused("minimum", "A minimum for each stratum is given but this design has no strata.")
        check.unused("maximum", "A maximum for each stratum is given but this design has no strata.")
    if design == "systematic" and not sample["sort"]:
        cure = 'Name the columns the list is sorted by, such as sort = ["locality", "age"].'
        check.wrong("P12", "sort", "A systematic sample needs a stated order of the list.", cure)
    if design != "systematic":
        check.unused("sort", "An order of the list is given, but only a systematic sample uses it.")
    if design == "proportional to size" and not sample["size_by"]:
        cure = 'Name a column with a positive number for each child, such as size_by = "contacts".'
        check.wrong("P12", "size_by", "The column with the sizes is missing.", cure)
    if design != "proportional to size":
        check.unused("size_by", "A column of sizes is given, but only proportional to size uses it.")


def _check_close_look(check: _Check) -> None:
    sample, children = check.sample, check.sample["child"]
    if not children:
        check.wrong("P12", "child", "No children are named.", "Write [[sample.child]] with id and reason for each.")
    if not sample["reason"]:
        check.wrong(
            "P12", "reason", "The reason for a close look is missing.", "Say why it looks at few children."
        )
    if sample["size"] and children and sample["size"] != len(children):
        fact = f"The size is not the number of children named, {len(children)}."
        check.wrong("P16", "size", fact, "Take it out.")
    if any(row["at_least"] < 1 for row in sample["quota"]):
        check.wrong("P16", "quota", "A quota asks for fewer than one child.", "Write at_least = 1 or more.")
    for key in ("strata", "sd", "minimum", "maximum", "sort", "size_by"):
        check.unused(key, f"'{key}' is for samples drawn by chance; a close look names its children.")
