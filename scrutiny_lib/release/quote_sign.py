"""The signature of a quotation: another person has read what would be printed, and typed the code that stands for it.

Nothing is kept from one time to the next: the code is worked out again from what would be printed now. Words,
passage or attribution changed by so much as a letter give another code, and the quotation is a draft again.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from ..intake.dates import parse_date
from .quote_letters import same_person

_SIGNED = ("quote_id", "finding", "source", "start", "end", "to_print", "kind", "told_as", "said_by")
"""What the code stands for: the row and the finding, the place, the words, and who is said to have said them, how."""

_ANOTHER = (
    "The code is not that of what would be printed now: something was changed since, or it was another row's code."
)


def signing_code(row: Mapping[str, Any]) -> str:
    """Eight hexadecimal digits for what would be printed: SHA-256 of the quotation's words, place and attribution.

    Parameters
    ----------
    row : mapping
        With quote_id, finding, source, start, end, to_print, kind, told_as and said_by.

    >>> row = dict(quote_id="1", finding="F1", source="T1", start=0, end=9, to_print="I like it", kind="told us",
    ...            told_as="said", said_by="a child")
    >>> len(signing_code(row)), signing_code(row) == signing_code({**row, "to_print": "I like it."})
    (8, False)
    """
    body = json.dumps([str(row[name]) for name in _SIGNED], ensure_ascii=False)
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def shown_code(code: str) -> str:
    """A code as it is shown: in two halves, so that no spreadsheet takes it for a number.

    >>> shown_code("12345e67")
    '1234 5e67'
    """
    return f"{code[:4]} {code[4:]}".strip()


def unsigned_because(row: Mapping[str, Any], code: str, today: date, earliest: date | None) -> list[str]:
    """Why a signature does not count, every reason; none when it does.

    Parameters
    ----------
    row : mapping
        chosen_by, signed_by, signed_on, signed_code as they were typed.
    code : str
        The code of what would be printed now.
    today : date
        A later day of signing has not come yet.
    earliest : date or None
        An earlier day of signing was before the words were said.
    """
    chosen, signed, typed = (str(row[name]).strip() for name in ("chosen_by", "signed_by", "signed_code"))
    reasons = [] if chosen else ["Nobody is named who chose it."]
    if not (signed or typed or str(row["signed_on"]).strip()):
        return [*reasons, "It is not signed yet."]
    if not signed:
        reasons.append("Nobody is named who signed it.")
    elif not any(character.isalpha() for character in signed):
        reasons.append("What stands as the signer is no name.")
    elif chosen and same_person(chosen, signed):
        reasons.append("It has to be signed by another person than chose it, each with the name in full.")
    on, _ = parse_date(str(row["signed_on"]), serial=True)
    if on is None:
        reasons.append("The day of signing is not a date.")
    elif on > today:
        reasons.append("The day of signing has not come yet.")
    elif earliest is not None and on < earliest:
        reasons.append("The day of signing is before the words were told.")
    if not typed:
        reasons.append("No code was typed with the signature.")
    elif re.sub(r"[\s-]", "", typed).casefold() != code:
        reasons.append(_ANOTHER)
    return reasons
