"""How a review codes voices: the ``[voice]`` table of ``review.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.positions import line_of
from scrutiny_lib.intake.toml import ID, Key

A_FIFTH, ALL = "a fifth", "all"
"""What the second coder takes: a fifth of the passages, drawn, and every quotation; or all of them."""

VOICE = {
    "codebook": Key("id", default="voice_starter"),
    "codes": Key("texts"),
    "second_coding": Key("text", choices=(A_FIFTH, ALL), default=A_FIFTH),
    "seed": Key("text"),
    "practitioners_codebook": Key("id", default="practitioners_starter"),
    "training_codebook": Key("id", default="training_starter"),
    "earlier": Key("text"),
}


@dataclass(frozen=True)
class VoicePlan:
    """What is coded with which codes, and how much of it twice.

    ``codes`` are the codes this review uses (empty: all of the codebook); ``second_coding`` is :data:`A_FIFTH` or
    :data:`ALL`; ``seed`` draws the passages of the second coder (``""``: the seed of the sample); ``earlier`` names the
    review whose voices these are put beside (``""``: none).
    """

    codebook: str = "voice_starter"
    codes: tuple[str, ...] = ()
    second_coding: str = A_FIFTH
    seed: str = ""
    practitioners_codebook: str = "practitioners_starter"
    earlier: str = ""
    training_codebook: str = "training_starter"


def make_voice_plan(
    clean: Mapping[str, Any], seed: str, reviews: Path, own: str, problems: Problems, path: Path
) -> VoicePlan:
    """The plan of a ``[voice]`` table as :func:`scrutiny_lib.intake.toml.check_table` cleaned it.

    ``seed`` is the sample's; ``reviews`` the folder in which an earlier review must stand, and ``own`` the name of this
    one.
    """
    for name in ("codebook", "practitioners_codebook", "training_codebook"):
        if clean[name] and not ID.fullmatch(clean[name]):
            fact = "The name of a codebook cannot be used."
            cure = "Write the name of a file in audit_templates/codebooks/, without .toml."
            problems.add("P11", fact, cure, file=path.name, cell=line_of(path, "voice", name))
    earlier = clean["earlier"]
    if earlier and (earlier == own or not (reviews / Path(earlier).name / path.name).is_file()):
        fact = "The earlier review that voices are put beside is not in the workspace."
        problems.add(
            "P01", fact, "Write the name of its folder.", file=path.name, cell=line_of(path, "voice", "earlier")
        )
    return VoicePlan(
        clean["codebook"],
        tuple(dict.fromkeys(clean["codes"])),
        clean["second_coding"],
        clean["seed"] or seed,
        clean["practitioners_codebook"],
        earlier,
        clean["training_codebook"],
    )
