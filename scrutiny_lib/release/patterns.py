"""What must not stand in a sentence that leaves: small counts of children in figures or words, and what names one."""

from __future__ import annotations

import re
import unicodedata

_FEW = r"(?:[1-5]|one|two|three|four|five)"
_SMALL_WORDS = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty)"
_WHO = (
    r"(?:child(?:ren)?|kids?|young (?:person|people)|pupils?|students?|teenagers?|adolescents?|infants?|toddlers?|"
    r"newborns?|bab(?:y|ies)|girls?|boys?|siblings?|brothers?|sisters?|twins?|triplets?|famil(?:y|ies)|households?|"
    r"mothers?|fathers?|mums?|dads?|parents?|carers?|sons?|daughters?|patients?|victims?|care leavers?|cases?|"
    r"referrals?)"
)
_NOT_PEOPLE = (
    r"(?!\s+(?:[a-z]+\s+)?(?:agenc|action|month|course|place|day|week|quarter|area|line|recommend|indicator|table|row|"
    r"figure|thing|finding|meeting|workshop|code|question|comparison|picture|measure|programme|target))"
)
_START = r"(?<![\w.,–/-])"
_SHARE = r"(?!(?<=fewer than )one in (?:four|ten)\b)"
"""A share that the software puts into words is no count."""
SMALL = (
    re.compile(
        rf"{_START}{_FEW}(?:\s+\(\d\))?(?:\s+(?:of|out of)\s+(?:the\s+)?\w+)?\s+(?:[a-z-]+\s+){{0,2}}?{_WHO}\b", re.I
    ),
    re.compile(rf"{_START}{_SHARE}{_FEW}\s+(?:of|out of|in)\s+(?:the\s+)?(?:\d+|{_SMALL_WORDS})\b{_NOT_PEOPLE}", re.I),
    re.compile(rf"(?<![\w.,–/-])\d+\s+(?:of|out of)\s+(?:the\s+)?[1-5](?![\d,.]*\d)\b{_NOT_PEOPLE}", re.I),
    re.compile(r"(?<![\d/.])[1-5]\s*/\s*\d{1,3}(?![\d/])"),
    re.compile(rf"\b{_WHO}\b[^.|]{{0,30}}:\s*[1-5](?![\d,.]*\d)\b", re.I),
    re.compile(
        rf"\b(?:both|pair of|couple of|the only|a single|only one|only two|only three|all but)\s+(?:the\s+)?{_WHO}\b",
        re.I,
    ),
    re.compile(r"\b(?:the|a set of) (?:twins|triplets)\b|\b(?:pair|couple) of (?:siblings|children)\b", re.I),
    re.compile(
        rf"\b(?:(?:all|none) but {_FEW}\b|only {_FEW}\s+(?:was|were|had|has|did|said|told)\b)",
        re.I,
    ),
)
"""A count of one to five children, families or cases, in figures or in words."""
PERCENT = re.compile(r"\d+(?:[.,]\d+)?\s?(?:%|per ?cent\b)|\b\d+(?:\.\d+)? in (?:100|a hundred)\b", re.I)
ONE_VOICE = re.compile(
    rf"\b(?:an?|one|another|his|her|their)\s+(?:[a-z]+\s+){{0,2}}?(?:grand)?{_WHO}\s+(?:[a-z]+ly\s+|ha[sd]\s+)?"
    r"(?:sa(?:id|ys)|tells?|told|heard|hears|sp(?:oke|eaks)|wrote|writes|drew|draws|ask(?:ed|s)|describe[ds]|felt|feels|"
    r"wanted|wants|showed|shows)\b|\bone of (?:them|the children|the young people)\b",
    re.I,
)
"""What one person said, reworded: a person who knows the family may know who it was."""
PERSONAL = {
    "a folder on a network": re.compile(r"\\\\[A-Za-z]\w+|\b[A-Za-z]{2,}\\[A-Za-z]\w+"),
    "an e-mail address": re.compile(r"[\w.+-]+@[\w-]+\.[a-z]{2,}", re.I),
    "a postcode": re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}\b"),
    "a unique pupil number": re.compile(r"(?<![^\W_])[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z](?![^\W_])"),
    "a case id": re.compile(r"\b[CFR]-[0-9A-HJKMNP-TV-Z]{8}\b|(?i:\b[cfr]-(?=[a-z]*\d)[0-9a-hjkmnp-tv-z]{8}\b)"),
}
NHS_NUMBER = re.compile(r"(?<![^\W_])\d{3}[ -]?\d{3}[ -]?\d{4}(?![^\W_])")
"""Ten digits in a row of letters and digits are part of something else, such as a hash."""


def plain_text(text: str) -> str:
    """Text as it is searched: compatibility forms folded, every kind of dash a hyphen.

    >>> plain_text("３ children, C‑1")
    '3 children, C-1'
    """
    return re.sub(r"[‐‑‒–—−]", "-", unicodedata.normalize("NFKC", text))


def counts_few(text: str) -> bool:
    """Whether a text counts one to five children, families or cases.

    >>> [counts_few(text) for text in ("Both children told us.", "3 of 40 were late.", "Most children were seen.")]
    [True, True, False]
    """
    said = plain_text(text)
    return any(pattern.search(said) for pattern in SMALL)


def holds_nhs_number(text: str) -> bool:
    """Whether a text holds ten digits that pass the check of an NHS number.

    >>> holds_nhs_number("943 476 5919"), holds_nhs_number("1234567890")
    (True, False)
    """
    for found in NHS_NUMBER.finditer(text):
        digits = [int(digit) for digit in found[0] if digit.isdigit()]
        check = 11 - sum(weight * digit for weight, digit in zip(range(10, 1, -1), digits, strict=False)) % 11
        if check % 11 == digits[9] and len(set(digits)) > 1:
            return True
    return False
