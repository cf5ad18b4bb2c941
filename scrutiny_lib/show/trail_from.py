"""What each number was counted from: the kinds of file behind a result, and behind a table of the page."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from .answers import Row
from .text import listed, plain

NAMES = {
    "agreed judgements": "agreed judgements",
    "return": "agencies’ returns",
    "frame": "everybody who could have been chosen",
    "history": "the dates of each child’s case",
    "sample on record": "the sample on record",
    "voice": "what children and families said",
    "quotations": "quotations and who signed them",
    "practitioners": "what practitioners said and answered",
    "training": "bookings, forms and plans of training",
    "training of the year": "training of all reviews of the year",
    "indicators": "monthly figures",
    "published figures": "published figures",
    "actions": "the tracker of actions",
    "tracker": "the tracker of actions",
    "findings": "findings and decisions, as written",
    "review": "the review’s settings",
    "scope": "the scope",
    "template": "the audit tool",
    "audit templates": "packaged definitions and limits",
    "audit templates of the partnership": "the partnership’s own definitions and limits",
    "workspace": "the partnership’s settings",
    "replacements": "replacements of children",
    "worried now": "children somebody was worried about",
    "key": "the key of the draw",
}
"""Each role of a file, as a reader is told it."""

_RESULTS = tuple(
    (re.compile(pattern), roles)
    for pattern, roles in (
        (r"(frame\.)?clock\.|journey\.|frame\.", ("history", "frame")),
        (r"ind\.", ("indicators",)),
        (r"prac\.", ("practitioners",)),
        (r"train\.", ("training", "indicators")),
        (r"(voice|eng|agree)\.", ("voice",)),
        (r"act\.", ("actions",)),
        (r"agreement\.", ("return",)),
        (r"level\.", ("agreed judgements", "frame")),
    )
)
_CASES, _AGENCIES = ("agreed judgements", "return"), ("return",)

TABLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "sample_frame": ("Who could have been chosen, and who was", ("frame", "sample on record")),
    "agencies": ("Which agencies sent what back", ("return",)),
    "clock_days": ("Days taken", ("history", "frame")),
    "levels": ("Levels given and agreed", ("agreed judgements", "frame")),
    "level_gaps": ("Too low and too high, by group", ("agreed judgements", "frame")),
    "facts": ("What each agency knows for itself", ("return",)),
    "moderated": ("Agencies’ own answers beside the agreed ones", ("return", "agreed judgements")),
    "activities": ("How practitioners were asked", ("practitioners",)),
    "voice_by": ("Who was heard, by group", ("voice", "frame")),
    "quotes": ("What somebody said, word for word", ("quotations", "voice")),
    "indicators": ("Figures by month", ("indicators",)),
    "quarters": ("Figures by quarter", ("indicators",)),
    "funnels": ("Areas beside each other", ("published figures",)),
    "published": ("Published figures by year", ("published figures",)),
    "training_change": ("Scores before and after", ("training",)),
    "training_need": ("Whom the training is for", ("training",)),
    "actions": ("Actions", ("actions",)),
    "findings": ("Findings, evidence and recommendations", ("findings",)),
    "decisions": ("Decisions", ("findings",)),
    "lines": ("Lines of enquiry", ("scope",)),
}
"""Tables of the page that are no results: their name for a reader, and the kinds of file they were counted from."""


def counted_from(row: Row, read: Collection[str] = ()) -> tuple[str, ...]:
    """The kinds of file (roles) behind one result; of several, those that were read for this page.

    >>> counted_from({"result_id": "cx12.no", "unit": "agencies' answers"})
    ('return',)
    >>> counted_from({"result_id": "clock.decision.met", "unit": "children"}, {"frame", "return"})
    ('frame',)
    """
    name = plain(row["result_id"])
    roles = next((roles for pattern, roles in _RESULTS if pattern.match(name)), None)
    if roles is None:
        roles = _AGENCIES if "answers" in plain(row.get("unit")) else _CASES
    return tuple(role for role in roles if role in read) or roles


def in_words(roles: Collection[str], names: Mapping[str, str] = NAMES) -> str:
    """Kinds of file as a reader is told them; one without a name of its own keeps its role.

    >>> in_words(["history", "frame"])
    'the dates of each child’s case and everybody who could have been chosen'
    """
    return listed([names.get(role, role) for role in roles])
