"""The chain from asking a child to telling the child what came of it, as one picture."""

from __future__ import annotations

from markupsafe import Markup

from ..plural import one_of
from ..terms import CHAIN, CHAIN_CAPTION
from .answers import Row, id_list, strip
from .layout import html_table, picture
from .strips import draw_strips
from .text import plain, whole

"""The caption of the table of steps."""
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
    table = chain_table(rows)
    strips = [strip([row], {plain(row["result_id"])}, words) for words, row in steps]
    drawn = [one for one in strips if one is not None]
    if len(drawn) < len(steps):
        return table
    alt = "Done, step by step. " + "; ".join(f"{one.label}: {one.shown}" for one in drawn) + "."
    one = one_of(plain(steps[0][1]["unit"], "children"))
    message = f"Each dot is one {one}. A filled dot means it was done in full; in part is not counted as done."
    return picture(message, alt, lambda width: draw_strips(drawn, width, named=False, joined=True), table)


def chain_table(rows: list[Row]) -> Markup:
    """The steps among some results as a table: each in plain words, and how many it was taken for."""
    found = {plain(row["result_id"]): row for row in rows}
    cells = [[STEPS[step], found[_id(step)]["shown"]] for step in CHAIN if _id(step) in found]
    return html_table(CHAIN_CAPTION, ["Step", "How many"], cells)


def drawn_with(findings: list[Row], rows: list[Row]) -> Row | None:
    """The first of some findings that rests on every step among some results, and so has the picture of them."""
    steps = {plain(row["result_id"]) for row in rows if is_step(row)}
    return next((row for row in findings if len(steps) > 1 and steps <= set(id_list(row["results"]))), None)


def _id(step: str) -> str:
    return f"chain.{step.replace(' ', '_')}"


def where_it_breaks(steps: list[Row]) -> str:
    """At which step the chain broke first for most, as a sentence; ``""`` where that cannot be said.

    ``steps`` are rows of the table ``chain_steps``.
    """
    everybody = [row for row in steps if plain(row["whom"]) == "all"]
    broken = [(whole(row["breaks_here"]), row) for row in everybody]
    if not broken or any(count is None for count, _ in broken) or not any(count for count, _ in broken):
        return ""
    most = max(count or 0 for count, _ in broken)
    at = [STEPS[plain(row["step"])] for count, row in broken if count == most]
    unit = plain(everybody[0]["unit"], "children")
    where = " and ".join(f"“{words[:1].lower()}{words[1:]}”" for words in at)
    return f"Where it broke, it most often broke first at {where} ({most:,} {unit if most > 1 else one_of(unit)})."


def by_agency(steps: list[Row]) -> Markup | None:
    """Each agency's own answers to the steps, as *n of N*, and where they break; ``None`` where there are none."""
    agencies = list(dict.fromkeys(plain(row["whom"]) for row in steps if plain(row["whom"]) != "all"))
    if not agencies:
        return None
    cells = []
    for agency in agencies:
        mine = {plain(row["step"]): row for row in steps if plain(row["whom"]) == agency}
        cells.append([agency, *(_of(mine.get(step)) for step in CHAIN)])
    heads = ["Agency", *(step.capitalize() for step in CHAIN)]
    note = "Each agency's own answers before the discussion, of the children it knew and to whom the step applied."
    return html_table("From asking to telling, as each agency saw it", heads, cells, range(1, len(heads)), note)


def _of(row: Row | None) -> str:
    if row is None:
        return "–"
    n, of = plain(row["n"]), plain(row["of"])
    return n if n == "[c]" else f"{n} of {of}" if of not in ("", "0") else "–"
