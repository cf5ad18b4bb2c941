"""Taking out of a text what names or locates somebody, and marking what a person has to look at.

Offline, without a model: shapes (numbers, addresses, dates), the names on a list in every disguise, and what only may
be a name. Nothing is certain to be complete: a second person reads every mark, and the text, before it leaves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from .redact_fold import BARRIER, Folded, fold
from .redact_formats import INSTEAD, Found, find_formats
from .redact_listed import Listed
from .redact_names import find_names


class Mark(NamedTuple):
    """One stretch of the original text (code points, end exclusive): what it seems to be, whether it was taken out,
    and what stands (or would stand) for it."""

    start: int
    end: int
    kind: str
    certain: bool
    instead: str


_PLACEHOLDER = re.compile("|".join(re.escape(text) for text in sorted(set(INSTEAD.values()))))
_MOST_ROUNDS = 12


def redact(text: str, names: Iterable[str] = ()) -> tuple[str, tuple[Mark, ...]]:
    """Take out what identifies, and mark what may.

    Parameters
    ----------
    text : str
        Any text, of any length and language. It is not changed outside certain marks.
    names : iterable of str
        Names of the people of this case, whole (``"Alfie Smith"``) or in part; each part of two letters or more counts,
        in every form: short forms, possessives, capitals, accents, letters apart, one letter wrong.

    Returns
    -------
    (str, tuple of Mark)
        The text with every certain mark replaced by what stands for it, and all marks in order of the original, which
        do not overlap. Uncertain marks stay in the text: a person looks. Redacting the result with the same names
        changes nothing more. An empty text gives no marks.

    >>> redact("My uncle Dave rang 07700 900123.")[0]
    'My uncle [name] rang [telephone number].'
    >>> redact("Alf’s nan went home.", ["Alfred Smith"])[0]
    '[name] nan went home.'
    """
    listed = Listed.of(names)
    certain: list[Mark] = []
    maybe: list[Mark] = []
    for _ in range(_MOST_ROUNDS):
        folded = fold(text, ((mark.start, mark.end) for mark in certain), _PLACEHOLDER)
        found = [*find_formats(folded.text), *find_names(folded.text, listed)]
        maybe = [_mark(folded, item) for item in found if not item.certain]
        new = _union([_mark(folded, item) for item in found if item.certain])
        if not new:
            break
        certain += new
    certain.sort()
    marks = sorted([*certain, *_beside(maybe, certain, text)])
    return _replaced(text, certain), tuple(marks)


def _mark(folded: Folded, found: Found) -> Mark:
    start, end = folded.back(found.start, found.end)
    return Mark(start, end, found.kind, found.certain, INSTEAD[found.kind])


def _union(marks: list[Mark]) -> list[Mark]:
    """Marks that overlap become one, of the kind of the longest; nothing that any of them covers stays."""
    united: list[Mark] = []
    for mark in sorted(marks, key=lambda item: (item.start, -item.end)):
        if united and mark.start < united[-1].end:
            last = united[-1]
            kept = last if last.end - last.start >= mark.end - mark.start else mark
            united[-1] = kept._replace(start=last.start, end=max(last.end, mark.end))
        else:
            united.append(mark)
    return united


def _beside(maybe: list[Mark], certain: list[Mark], text: str) -> list[Mark]:
    """What of the uncertain marks is not taken out already, longest first, none overlapping another."""
    covered = bytearray(len(text) + 1)
    for mark in certain:
        covered[mark.start : mark.end] = b"\x01" * (mark.end - mark.start)
    kept = []
    for mark in sorted(set(maybe), key=lambda item: (item.start - item.end, item)):
        at = mark.start
        while at < mark.end:
            if covered[at]:
                at += 1
                continue
            end = covered.find(1, at, mark.end)
            end = mark.end if end < 0 else end
            piece = text[at:end]
            start = at + len(piece) - len(piece.lstrip())
            stop = at + len(piece.rstrip())
            if any(c.isalnum() for c in piece):
                kept.append(mark._replace(start=start, end=stop))
                covered[start:stop] = b"\x01" * (stop - start)
            at = end
    return kept


def _replaced(text: str, certain: list[Mark]) -> str:
    pieces, at = [], 0
    for mark in certain:
        pieces += [text[at : mark.start], mark.instead]
        at = mark.end
    return "".join([*pieces, text[at:]])


__all__ = ["BARRIER", "Mark", "redact"]
