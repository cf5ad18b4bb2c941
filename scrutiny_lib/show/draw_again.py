"""How anybody checks a draw: the command, what it means by *same*, what every fingerprint is of, and the recipe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..audit.record import CHANGED, was_changed
from ..intake.plan import SamplePlan
from ..terms import PROBABILITY_DESIGNS
from .recipe import recipe
from .text import plain

COMMAND = "scrutiny redraw sample-record.json FRAME"
_SAME = {
    True: (
        "It prints “same” when the record is as it was written, review.toml asks for the same draw, the frame holds "
        "the same, and the same are drawn and in reserve, in the same order, with the same numbers by group; else what "
        "differs."
    ),
    False: (
        "Nothing was drawn. It prints “same” when the record is as it was written, the frame holds the same, and "
        "review.toml names the same, in the same order, for the same reasons; else what differs."
    ),
}
"""What is checked of a sample drawn by chance, and of a close look."""


def how_to_draw_again(record: Mapping[str, Any], plan: SamplePlan, could: int) -> dict[str, Any]:
    """The last section of the certificate.

    Parameters
    ----------
    record : mapping
        The sample record; whether it was changed since it was written is said first.
    plan : SamplePlan
        That of the record.
    could : int
        How many could be drawn.

    Returns
    -------
    dict
        ``heading``, ``command``, ``words`` (paragraphs) and ``prints``: name, text, and what it is of.
    """
    by_chance = plan.design in PROBABILITY_DESIGNS
    words = [
        f"In the folder working/{plain(record.get('review'), 'REVIEW')}/ of the partnership’s workspace, where "
        "the review’s key can be read. FRAME is the file of all who could be "
        f"{'drawn' if by_chance else 'chosen'}, in any order of rows. {_SAME[by_chance]}"
    ]
    printed = [
        ("Frame", record["frame"].get("sha256"), "content, any row order, not the file: same frame"),
        ("List", record.get("list_sha256"), "the codes drawn, in their order: same list"),
        ("Record", record.get("sha256"), "all else in the record: unchanged since written"),
    ]
    prints = [(f"{name}, SHA-256", plain(print), what) for name, print, what in printed if print]
    prints.append(("Key, fingerprint", plain(record.get("key_fingerprint")), "which key made the codes"))
    if by_chance:
        words.append(recipe(plan, len(record["drawn"]), could, record.get("facts") or {}))
        prints.append(("Seed", plan.seed, ""))
    prints.append(("Made with", f"{plain(record.get('made_with'))}, record {plain(record.get('format'))}", ""))
    if was_changed(record):
        words.insert(0, CHANGED)
    heading = "Draw them again" if by_chance else "Check that these are the ones"
    return {"heading": heading, "command": COMMAND, "words": words, "prints": prints}
