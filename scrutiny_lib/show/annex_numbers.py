"""In the trail, beside a number that is drawn: the number its figures have in the annex of the printed page."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..terms import CHAIN_CAPTION
from .annex import ANNEXED

NOT_NUMBERED = ("figures", "attention")
"""Sections whose folds stand in the annex once, in one table for all, without a number."""
DRAWN = "picture"
"""The word in the trail for a number that stands in a picture."""
_PLACE = re.compile(rf"\b{DRAWN}(?=[^<]*</td>\s*<td[^>]*>([^<]*?)\s*<code>([^<]*))")
_STEPS = "chain."
_ENDS = re.compile(rf"{re.escape(ANNEXED)}|</details>")


def with_annex_numbers(bodies: Mapping[str, str]) -> dict[str, str]:
    """The sections of a page where the trail names, beside a number in a picture, the figures of it in the annex.

    Figures are numbered as the printed page numbers them: one after the other, through all sections. The first that
    has the question for its caption, or for the head of a row, is meant; where none has, nothing is added.

    >>> told = '<div class="told"><table><caption>Who?</caption></table></div></details>'
    >>> row = "<tr><td>picture, evidence</td><td>Who? Yes. <code>q.yes</code></td></tr>"
    >>> with_annex_numbers({"a": told, "basis": row})["basis"]
    '<tr><td>picture (A1), evidence</td><td>Who? Yes. <code>q.yes</code></td></tr>'
    """
    parts = [part for name, body in bodies.items() if name not in NOT_NUMBERED for part in _told(body)]

    def number(place: re.Match[str]) -> str:
        question = re.sub(r"(?<=\?)[^?]*$", "", place[1])  # without the answer
        asked = CHAIN_CAPTION if place[2].startswith(_STEPS) else question
        at = next((at for at, part in enumerate(parts, start=1) if f">{asked}" in part), None)
        return place[0] + ("" if at is None else f" (A{at})")

    return {name: _PLACE.sub(number, body) for name, body in bodies.items()}


def _told(body: str) -> list[str]:
    """What stands behind each numbered picture, from its opening to the next or to the end of the fold."""
    opened = [found[0] == ANNEXED for found in _ENDS.finditer(body)]
    return [piece for piece, is_told in zip(_ENDS.split(body)[1:], opened, strict=True) if is_told]
