"""Scales: named lists of answers that questions of many templates share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.positions import line_of
from scrutiny_lib.intake.toml import Key, check_once, check_table, read_toml
from scrutiny_lib.terms import ALWAYS_ALLOWED

FILE = "scales.toml"
ENDS = ("first", "last")
"""Which answer of an ordered scale is the best one; blank where neither end is the good one."""

_SCALE = {
    "id": Key("id", required=True),
    "answers": Key("texts", required=True),
    "good": Key("texts"),
    "ordered": Key("true or false", required=True),
    "best": Key("text", choices=ENDS),
}


@dataclass(frozen=True)
class Scale:
    """A named list of answers; ``good`` counts as good unless a question says otherwise; ``ordered`` when the
    order of the answers means something, and then ``best`` says which end is the good one (*first*, *last*, or blank
    where neither is)."""

    answers: tuple[str, ...]
    good: tuple[str, ...]
    ordered: bool
    best: str = "first"


def read_scales(folders: Iterable[Path]) -> tuple[dict[str, Scale], Problems]:
    """The scales by id from the ``scales.toml`` of each folder that has one; an earlier folder's scale wins.

    An ordered scale that does not say ``best`` has its best answer first. Where it does say so, its good answers must
    stand at that end (P16), and a scale without an order has no best end.
    """
    problems = Problems()
    scales: dict[str, Scale] = {}
    for path in (folder / FILE for folder in folders):
        if not path.is_file():
            continue
        data = read_toml(path, problems) or {}
        clean = check_table(data, {"scale": Key("tables", inside=_SCALE)}, problems, path)
        check_once([row["id"] for row in clean["scale"]], "scale", problems, path)
        for position, row in enumerate(clean["scale"], start=1):
            check_answers(row["answers"], row["good"], f"scale {position}", path, problems)
            said = "best" in data["scale"][position - 1]
            if said:
                _check_best(row, position, path, problems)
            best = (row["best"] if said else "first") if row["ordered"] else ""
            scales.setdefault(row["id"], Scale(tuple(row["answers"]), tuple(row["good"]), bool(row["ordered"]), best))
    return scales, problems


def _check_best(row: dict[str, object], position: int, path: Path, problems: Problems) -> None:
    """The direction a scale says it has, against its order and its good answers."""
    answers, good, best = row["answers"], row["good"], row["best"]
    assert isinstance(answers, list) and isinstance(good, list)
    at = line_of(path, f"scale[{position}]", "best")
    if best and not row["ordered"]:
        fact = f"Scale {position} has a best end but no order."
        problems.add("P16", fact, "Write ordered = true, or take 'best' out.", file=path.name, cell=at)
    elif best and good and answers:
        end, other = (answers[0], answers[-1]) if best == ENDS[0] else (answers[-1], answers[0])
        if end not in good or other in good:
            fact = f"The good answers of scale {position} do not stand at its best end."
            problems.add("P16", fact, "Correct 'good', 'best' or the order.", file=path.name, cell=at)


def check_answers(answers: list[str], good: list[str], where: str, path: Path, problems: Problems) -> None:
    """Note answers that are fewer than two, blank, given twice, or always allowed, and good ones that are not
    among them. ``where`` is the place in words."""
    plain = [answer.casefold() for answer in answers]
    if answers and (len(plain) < 2 or len(set(plain)) < len(plain) or "" in plain):
        fact = f"The answers of {where} are fewer than two, blank, or given twice."
        problems.add("P16", fact, "Give at least two answers, each once.", file=path.name)
    if set(plain) & set(ALWAYS_ALLOWED):
        fact = f"The answers of {where} name one that is always allowed."
        problems.add("P16", fact, f"Leave out {' and '.join(ALWAYS_ALLOWED)}.", file=path.name)
    if any(answer not in answers for answer in good):
        fact = f"A good answer of {where} is not among its answers."
        problems.add("P01", fact, "Write it exactly as in the answers.", file=path.name)
