"""The chain from asking a child to telling the child what came of it, as one picture."""

from __future__ import annotations

from markupsafe import Markup

from ..terms import CHAIN
from .answers import Row, strip
from .layout import html_table, picture
from .strips import draw_strips
from .text import plain, singular

STEPS = {
    "sought": "Somebody found out from the child what life is like",
    "recorded": "It was written down as the child put it",
    "understood": "Somebody worked out what it means for the child",
    "acted on": "It changed something, or the reason why not was given",
    "told": "The child was told what happened next",
}
"""The steps of the chain in plain words, by their name in the closed list."""


def is_step(row: Row) -> bool:
    """Whether a result is one step of the chain (and not the whole of it)."""
    return plain(row["result_id"]) in {_id(step) for step in CHAIN}


def chain_picture(rows: list[Row]) -> Markup | None:
    """The steps among some results, each a strip leading to the next; a table of words where a number is missing.

    ``None`` when there is no step among them.
    """
    found = {plain(row["result_id"]): row for row in rows}
    steps = [(STEPS[step], found[_id(step)]) for step in CHAIN if _id(step) in found]
    if not steps:
        return None
    cells = [[words, row["shown"]] for words, row in steps]
    table = html_table("From asking a child to telling the child what came of it", ["Step", "How many"], cells)
    strips = [strip([row], {plain(row["result_id"])}, words) for words, row in steps]
    drawn = [one for one in strips if one is not None]
    if len(drawn) < len(steps):
        return table
    alt = "Done, step by step. " + "; ".join(f"{one.label}: {one.shown}" for one in drawn) + "."
    message = f"Each dot is one {singular(plain(steps[0][1]['unit'], 'children'))}. A filled dot means it was done."
    return picture(message, alt, lambda width: draw_strips(drawn, width, named=False, joined=True), table)


def _id(step: str) -> str:
    return f"chain.{step.replace(' ', '_')}"
