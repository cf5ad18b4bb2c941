"""The columns of a frame: our names for them, how others head them, and what kind of thing each holds.

Headings are compared by :func:`scrutiny_lib.intake.text.header`: case, underscores, punctuation and white
space do not matter, position never does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scrutiny_lib.intake.text import header

CHILD = "child_id"
REFERRAL = "referral_id"

HEADINGS: dict[str, tuple[str, ...]] = {
    CHILD: ("child unique id", "childs id", "person id", "la child id", "lachildid"),
    REFERRAL: ("referral number", "referral reference"),
    "family_id": ("family identifier", "family number", "household id"),
    "date_of_birth": ("dob", "birth date", "childs date of birth"),
    "expected_date_of_birth": ("edd", "expected date of delivery", "due date of birth"),
    "sex": ("gender",),
    "ethnicity": ("ethnic group", "ethnic origin"),
    "disability": ("disabled", "does the child have a disability"),
    "age": ("age of child years", "age in years"),
    "name": ("child name", "childs name", "full name"),
    "first_name": ("forename", "given name"),
    "last_name": ("surname", "family name"),
    "nhs_number": ("nhs no",),
    "upn": ("unique pupil number",),
    "postcode": ("post code",),
    "worker": ("allocated worker", "social worker"),
}
"""Our name -> other headings it goes by in a table. Our own names are always understood."""

DATES = frozenset(
    {
        "assessment_start",
        "assessment_end",
        "care_start",
        "care_end",
        "cin_start",
        "cin_end",
        "date_of_birth",
        "expected_date_of_birth",
        "last_contact",
        "last_seen",
        "last_visit",
        "pathway_plan_review",
        "plan_end",
        "plan_start",
        "return_interview",
        "review_conference",
        "strategy_discussion",
    }
)
"""Columns that hold dates; besides these, every column whose name ends in ``_date`` or ``_on``."""

OTHERS = (
    *(
        "locality",
        "stage",
        "team",
        "agency_lead",
        "referral_date",
        "referral_source",
        "decision_date",
        "outcome",
    ),
    *(
        "conference_needed",
        "conference_date",
        "plan_category",
        "level_given",
        "rereferral",
        "need",
        "returned_on",
    ),
)
"""Further columns that templates, clocks and samples ask for; in a table they go by these names alone."""

IDENTIFIERS = (
    CHILD,
    REFERRAL,
    "name",
    "first_name",
    "last_name",
    "date_of_birth",
    "expected_date_of_birth",
    "nhs_number",
    "upn",
    "postcode",
    "address",
    "phone",
    "email",
)
"""What points at a child: only the crosswalk has it, with every column that begins ``agency_id_``."""

NOT_CARRIED = ("worker", "personal_adviser")
"""Names of staff: read past, and in no table."""

OURS = ("case_id", "child", "age_band")
"""Columns that reading the frame makes; a column of the file with such a heading is not carried."""

_TELLING = {
    "name",
    "forename",
    "surname",
    "dob",
    "postcode",
    "address",
    "phone",
    "mobile",
    "email",
    "nhs",
    "worker",
}

SYMBOLS = {
    "#N/A",
    "#NA",
    "-",
    "–",
    ":",
    "[x]",
    "#FORMULA",
    "#REF!",
    "#VALUE!",
    "#NAME?",
    "#DIV/0!",
    "#NUM!",
    "#NULL!",
}
"""What stands in a cell for "not available". It becomes ``[x]`` and is never the same as a blank cell."""

LETTERS = {"c", "z", "x", "u", "k"}
"""Published symbols: suppressed, not applicable, not available, unreliable, rounds to nought. A lone letter
is read as one only where nothing but a date can stand; elsewhere it may be a code and is kept as it is."""

SEXES = {
    "f": "F",
    "female": "F",
    "2": "F",
    "m": "M",
    "male": "M",
    "1": "M",
    "x": "X",
    "neither": "X",
    "indeterminate": "X",
    "9": "X",
    "u": "unknown",
    "0": "unknown",
    "unknown": "unknown",
    "not known": "unknown",
    "not stated": "unknown",
    "not recorded": "unknown",
    "not stated recorded": "unknown",
    "not stated recorded or unborn": "unknown",
}
"""Sex or gender as recorded, by spelling without its letter prefix."""

HEADER_ROWS = 20
"""The row of headings is looked for this far down, under any title."""

_LETTER_PREFIX = re.compile(r"^[a-z]{1,2}\d?\)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Match:
    """Which column holds what.

    ``at`` is the position by our name; ``other`` the positions of headings not understood; ``twice`` the
    positions (the first, the second) of each of our names that two headings claim; ``missing`` the names
    asked for that no heading claims."""

    at: dict[str, int]
    other: tuple[int, ...]
    twice: dict[str, tuple[int, int]]
    missing: tuple[str, ...]


def is_date(name: str) -> bool:
    """Whether a column holds dates.

    >>> is_date("referral_date"), is_date("returned_on"), is_date("stage")
    (True, True, False)
    """
    return name in DATES or name.endswith(("_date", "_on"))


def is_identifier(name: str) -> bool:
    """Whether a column points at a child and belongs in the crosswalk alone."""
    return name in IDENTIFIERS or name.startswith("agency_id_")


def may_carry(name: str) -> bool:
    """Whether a column that is not known may be carried: not when its heading speaks of a name, an address or
    the like, nor when it is one of :data:`OURS`. A review can still ask for it under ``[frame.columns]``.

    >>> may_carry("year_group"), may_carry("social_worker_name"), may_carry("case_id")
    (True, False, False)
    """
    return name not in OURS and not _TELLING & set(name.split("_"))


def without_prefix(label: str) -> str:
    """A category without the letter some extracts put before it.

    >>> without_prefix("b) Female"), without_prefix("p1) 5D: LA services"), without_prefix("Yes")
    ('Female', '5D: LA services', 'Yes')
    """
    return _LETTER_PREFIX.sub("", label)


def sex_of(label: str) -> str | None:
    """``F``, ``M``, ``X`` or ``unknown`` (also for a blank); ``None`` for a label that is not understood.

    >>> sex_of("b) Female"), sex_of(""), sex_of("girl")
    ('F', 'unknown', None)
    """
    return SEXES.get(header(without_prefix(label))) if label else "unknown"


def letters(position: int) -> str:
    """The letters over a column in Excel, counted from 0.

    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(65 + rest) + name
    return name


def table_headings(renamed: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """How a table's columns may be headed: by the review's own renaming where it has one, else as
    :data:`HEADINGS`."""
    ours = {name: HEADINGS.get(name, ()) for name in (*HEADINGS, *IDENTIFIERS, *OTHERS, *sorted(DATES))}
    known = {name: (name, *others) for name, others in ours.items() if name not in renamed}
    return {**known, **{name: (theirs,) for name, theirs in renamed.items()}}


def match_headings(row: Sequence[str], known: Mapping[str, Iterable[str]], wanted: Iterable[str]) -> Match:
    """Find our columns in a row of headings.

    >>> match_headings(["Child ID", "DOB", "Shoe size"], table_headings({}), ["child_id", "sex"])
    Match(at={'child_id': 0, 'date_of_birth': 1}, other=(2,), twice={}, missing=('sex',))
    """
    names = {header(heading): name for name, headings in known.items() for heading in headings}
    at: dict[str, int] = {}
    other = []
    twice = {}
    for position, heading in enumerate(row):
        name = names.get(header(heading))
        if name is None and heading.strip():
            other.append(position)
        elif name in at:
            twice[name] = (at[name], position)
        elif name is not None:
            at[name] = position
    return Match(at, tuple(other), twice, tuple(name for name in wanted if name not in at))


def find_header(rows: Sequence[Sequence[str]], headings: Iterable[str]) -> int | None:
    """The first of the top rows that holds one of these headings; ``None`` when none does."""
    wanted = {header(heading) for heading in headings}
    for position, row in enumerate(rows[:HEADER_ROWS]):
        if any(header(cell) in wanted for cell in row):
            return position
    return None
