"""Scales: named lists of answers that questions of many templates share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.toml import Key, check_once, check_table, read_toml
from scrutiny_lib.terms import ALWAYS_ALLOWED

FILE = "scales.toml"

_SCALE = {
    "id": Key("id", required=True),
    "answers": Key("texts", required=True),
    "good": Key("texts"),
    "ordered": Key("true or false", required=True),
}


@dataclass(frozen=True)
class Scale:
    """A named list of answers; ``good`` counts as good unless a question says otherwise; ``ordered`` when the
    order of the answers means something."""

    answers: tuple[str, ...]
    good: tuple[str, ...]
    ordered: bool


def read_scales(folders: Iterable[Path]) -> tuple[dict[str, Scale], Problems]:
    """The scales by id from the ``scales.toml`` of each folder that has one; an earlier folder's scale
    wins."""
    problems = Problems()
    scales: dict[str, Scale] = {}
    for path in (folder / FILE for folder in folders):
        if not path.is_file():
            continue
        data = read_toml(path, problems)
        clean = check_table(data or {}, {"scale": Key("tables", inside=_SCALE)}, problems, path)
        check_once([row["id"] for row in clean["scale"]], "scale", problems, path)
        for position, row in enumerate(clean["scale"], start=1):
            check_answers(row["answers"], row["good"], f"scale {position}", path, problems)
            scales.setdefault(
                row["id"], Scale(tuple(row["answers"]), tuple(row["good"]), bool(row["ordered"]))
            )
    return scales, problems


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
