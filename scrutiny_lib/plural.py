"""How many of what, in digits: the noun in the right number, wherever a sentence counts something."""

from __future__ import annotations

_ONE = {
    "children": "child",
    "people": "person",
    "strata": "stratum",
    "agencies' answers": "agency's answer",
    "referrals closed with no further action": "referral closed with no further action",
}
"""Nouns whose singular is not told by their ending."""


def one_of(unit: str) -> str:
    """One of a unit that is named in the plural.

    >>> one_of("children"), one_of("referrals"), one_of("section 47 enquiries")
    ('child', 'referral', 'section 47 enquiry')
    """
    return _ONE.get(unit) or (f"{unit.removesuffix('ies')}y" if unit.endswith("ies") else unit.removesuffix("s"))


def many(count: int, unit: str) -> str:
    """A count with its noun, which is given in the plural.

    >>> many(1, "children"), many(1_200, "rows"), many(0, "families")
    ('1 child', '1,200 rows', '0 families')
    """
    return f"{count:,} {one_of(unit) if count == 1 else unit}"


def times(count: int) -> str:
    """How often.

    >>> times(1), times(3)
    ('once', '3 times')
    """
    return "once" if count == 1 else many(count, "times")
