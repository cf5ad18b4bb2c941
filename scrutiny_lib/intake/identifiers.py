"""Identifiers of children as agencies hold them: brought to one form, and checked where they carry a
check."""

from __future__ import annotations

import re
import unicodedata

_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_ROUNDED = re.compile(r"\d(?:\.\d+)?E\+\d+", re.IGNORECASE)


def tidy(identifier: str) -> str:
    """NFKC, trimmed, and without the ``.0`` a spreadsheet adds; leading zeros stay.

    >>> tidy(" ００12 "), tidy("9434765919.0"), tidy("1E5")
    ('0012', '9434765919', '1E5')
    """
    plain = unicodedata.normalize("NFKC", identifier).strip()
    return re.sub(r"(?<=^)(\d+)\.0+$", r"\1", plain)


def rounded(identifier: str) -> bool:
    """Whether Excel has written it with an exponent, so that its last digits are lost.

    >>> rounded("9.43477E+09"), rounded("1E5")
    (True, False)
    """
    return bool(_ROUNDED.fullmatch(identifier))


def nhs_number_stands(number: str) -> bool:
    """Whether an NHS number (spaces and hyphens allowed) has ten digits of which the last is right (modulus
    11). Ten times the same digit is a filler, though it can pass the check.

    >>> nhs_number_stands("943 476 5919"), nhs_number_stands("943 476 5918"), nhs_number_stands("0000000000")
    (True, False, False)
    """
    digits = re.sub(r"[ -]", "", number)
    if not re.fullmatch(r"[0-9]{10}", digits) or len(set(digits)) == 1:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits[:9], strict=True))
    return (11 - total % 11) % 11 == int(digits[9])


def upn_stands(upn: str) -> bool:
    """Whether a unique pupil number has the right first letter; temporary ones, ending in a letter, count
    too.

    >>> upn_stands("H801200001001"), upn_stands("A801200001001")
    (True, False)
    """
    upn = upn.upper()
    if not re.fullmatch(r"[A-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]", upn):
        return False
    values = [int(c) if c.isdigit() else _UPN_LETTERS.index(c) for c in upn[1:]]
    total = sum(weight * value for weight, value in zip(range(2, 14), values, strict=True))
    return _UPN_LETTERS[total % 23] == upn[0]
