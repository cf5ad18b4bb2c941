"""The plan of a sample: how the children of a review are chosen, by whom, when and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.positions import line_of
from scrutiny_lib.intake.toml import ID, Key, check_once
from scrutiny_lib.terms import DESIGNS, PROBABILITY_DESIGNS

METHODS = ("proportional", "equal")


class ChosenChild(NamedTuple):
    """One child of a close look, and why this child."""

    id: str
    reason: str


@dataclass(frozen=True)
class SamplePlan:
    """How the children are chosen, by whom, when and why. ``reserve`` is a share of ``size``; ``children``
    are those of a close look, empty for every other design."""

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


PLAN = {
    "design": Key("text", required=True, choices=DESIGNS),
    "size": Key("whole number", default=0),
    "seed": Key("text"),
    "strata": Key("texts"),
    "method": Key("text", choices=METHODS, default="proportional"),
    "minimum": Key("whole number", default=0),
    "reserve": Key("number", default=0.25),
    "chosen_by": Key("text", required=True),
    "chosen_on": Key("date", required=True),
    "reason": Key("text"),
    "child": Key("tables", inside={"id": Key("text", required=True), "reason": Key("text", required=True)}),
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
    )


def check_plan(sample: Mapping[str, Any], problems: Problems, path: Path) -> None:
    """Note what in the cleaned ``[sample]`` table does not go together."""

    def wrong(rule: str, key: str, fact: str, cure: str, act: str = "STOP") -> None:
        problems.add(rule, fact, cure, file=path.name, cell=line_of(path, "sample", key), act=act)

    children, size = sample["child"], sample["size"]
    if size < 0 or sample["minimum"] < 0 or not 0 <= sample["reserve"] <= 5:
        wrong(
            "P16",
            "size",
            "A number of the sample is out of range.",
            "Sizes are 0 or more, the reserve 0 to 5.",
        )
    if sample["design"] in PROBABILITY_DESIGNS:
        if not size:
            wrong("P12", "size", "The size of the sample is missing.", "Write how many children to draw.")
        if not sample["seed"]:
            wrong(
                "P12", "seed", "The seed is missing.", "Write any words; they let the scrutineer draw again."
            )
        if children:
            wrong(
                "P16",
                "child",
                "Children are named in a sample drawn by chance.",
                'Use design = "close look".',
            )
    if sample["design"] == "stratified" and not sample["strata"]:
        wrong("P12", "strata", "The strata are missing.", 'Name the columns of the frame, such as ["stage"].')
    if sample["strata"] and sample["design"] != "stratified":
        wrong("P16", "strata", "Strata are named but this design has none.", "Take them out.", act="WARN")
    if any(not ID.fullmatch(name) for name in sample["strata"]):
        wrong(
            "P11",
            "strata",
            "A stratum is not the name of a column.",
            "Use the names that the frame has here.",
        )
    if sample["design"] == "close look":
        if not children:
            wrong(
                "P12",
                "child",
                "No children are named.",
                "Write [[sample.child]] with id and reason for each.",
            )
        if not sample["reason"]:
            wrong(
                "P12",
                "reason",
                "The reason for a close look is missing.",
                "Say why it looks at few children.",
            )
        if size and children and size != len(children):
            wrong(
                "P16",
                "size",
                f"The size is not the number of children named, {len(children)}.",
                "Take it out.",
            )
    check_once([row["id"] for row in children], "sample.child", problems, path)
