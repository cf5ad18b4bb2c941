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
    CHILD: (
        *("child unique id", "unique child id", "childs id", "childid"),
        *("person id", "personid", "la child id", "lachildid"),
    ),
    REFERRAL: ("referral number", "referral reference", "referralid"),
    "family_id": ("family identifier", "family number", "household id", "household"),
    "date_of_birth": ("dob", "d o b", "birth date", "date of birth dob", "childs date of birth", "dateofbirth"),
    "expected_date_of_birth": ("edd", "expected date of delivery", "due date of birth", "expected dob"),
    "sex": ("gender", "sex gender", "gender sex"),
    "ethnicity": ("ethnic group", "ethnic origin"),
    "disability": ("disabled", "does the child have a disability"),
    "age": ("age of child years", "age in years"),
    "name": ("child name", "childs name", "full name", "name of child"),
    "first_name": ("forename", "given name"),
    "last_name": ("surname", "family name"),
    "parents": ("parents names", "parent names", "names of parents", "parents carers"),
    "nhs_number": ("nhs no", "nhs"),
    "upn": ("unique pupil number", "upn number"),
    "postcode": ("post code",),
    "worker": ("allocated worker", "social worker", "worker name", "social worker name", "key worker"),
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
        "early_help_end",
        "early_help_start",
        "expected_date_of_birth",
        "last_contact",
        "last_seen",
        "last_visit",
        "looked_after_review",
        "pathway_plan_review",
        "plan_end",
        "plan_start",
        "return_interview",
        "review_conference",
        "section_47_end",
        "section_47_start",
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
    *("contact_date", "core_group_date", "closure_date", "step_up_on", "step_down_on", "referrer_told_on"),
    *("incident_date", "incident_known_on", "incident_notified_on", "rapid_review_on"),
    *("consent", "consent_reason", "referrer_told", "nfa", "step", "step_reason", "previous_plans"),
)
"""Further columns that templates, record checks and samples ask for; in a table they go by these names alone."""

LINKED = (
    CHILD,
    REFERRAL,
    "name",
    "first_name",
    "last_name",
    "date_of_birth",
    "expected_date_of_birth",
    "parents",
)
"""What the crosswalk holds, with ``parent_1``, ``parent_2``, … and every column that begins ``agency_id_``: what an
agency needs to find a child."""

IDENTIFIERS = (*LINKED, "nhs_number", "upn", "postcode", "address", "phone", "email")
"""What points at a child. None of it is in the frame; what is not in :data:`LINKED` is used on the way in and
kept nowhere."""

CODES = {
    "ethnicity": "ethnicity",
    "disability": "disability",
    "rereferral": "yes_no",
    "conference_needed": "yes_no",
    "consent": "yes_no",
    "referrer_told": "yes_no",
    "nfa": "yes_no",
}
"""Columns of any table whose labels are those of a set of codes, and the set. ``sex`` is read apart."""

EVENTS = (
    *("contact_date", "referral_date", "decision_date", "assessment_start", "assessment_end", "strategy_discussion"),
    *("conference_date", "review_conference", "plan_start", "plan_end", "cin_start", "cin_end", "closure_date"),
    *("early_help_start", "early_help_end", "section_47_start", "section_47_end", "core_group_date"),
)
"""Dates on which a child was known: never more than a pregnancy before birth."""

AFTER_BIRTH = (
    *("care_start", "care_end", "looked_after_review", "placement_date", "returned_on", "return_interview"),
    "last_seen",
)
"""Dates of what can happen to a born child only."""

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
    "mother",
    "father",
    "parent",
    "carer",
}

NOT_AVAILABLE = "[x]"
"""What a cell holds that said "not available" in one way or another; a blank cell holds nothing."""

MARKS = ("[c]", "[z]", "[x]", "[u]", "[k]", "[low]")
"""Symbols in a table as we keep it: suppressed, not applicable, not available, unreliable, rounds to nought."""

SYMBOLS = {
    "#N/A",
    "#NA",
    "NULL",
    "-",
    "–",
    "—",
    ":",
    "#FORMULA",
    "#REF!",
    "#VALUE!",
    "#NAME?",
    "#DIV/0!",
    "#NUM!",
    "#NULL!",
}
"""What stands in a cell for "not available". It becomes :data:`NOT_AVAILABLE` and is never the same as a blank
cell, nor as nought."""

LETTERS = {"c", "z", "x", "u", "k"}
"""Published symbols: suppressed, not applicable, not available, unreliable, rounds to nought. A lone letter
is read as one only where nothing but a date or a number can stand; elsewhere it may be a code and is kept."""

_NUMBERED_LINK = re.compile(r"agency_id_.+|parent_\d+")

HEADER_ROWS = 20
"""The row of headings is looked for this far down, under any title."""


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
    """Whether a column points at a child and has no place in the frame."""
    return name in IDENTIFIERS or is_linked(name)


def is_linked(name: str) -> bool:
    """Whether a column belongs in the crosswalk.

    >>> is_linked("agency_id_police"), is_linked("name"), is_linked("nhs_number")
    (True, True, False)
    """
    return name in LINKED or bool(_NUMBERED_LINK.fullmatch(name))


def may_carry(name: str) -> bool:
    """Whether a column that is not known may be carried: not when its heading speaks of a name, an address or
    the like, nor when it is one of :data:`OURS`. A review can still ask for it under ``[frame.columns]``.

    >>> may_carry("year_group"), may_carry("social_worker_name"), may_carry("case_id")
    (True, False, False)
    """
    return name not in OURS and not _TELLING & set(name.split("_"))


def symbol_of(text: str) -> str | None:
    """The mark of :data:`MARKS` that a cell stands for; ``None`` for a blank, a nought or anything else.

    >>> symbol_of("#n/a"), symbol_of("[C]"), symbol_of("0"), symbol_of("")
    ('[x]', '[c]', None, None)
    """
    if text in SYMBOLS or text.upper() == "#N/A":
        return NOT_AVAILABLE
    return text.lower() if text.lower() in MARKS else None


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
    """The first of the top rows that holds one of these headings; ``None`` when none does.

    >>> find_header([["All cases"], ["Name", "Child  ID"]], ["child_id"])
    1
    """
    wanted = {header(heading) for heading in headings}
    for position, row in enumerate(rows[:HEADER_ROWS]):
        if any(header(cell) in wanted for cell in row):
            return position
    return None
