"""Quarters as folders and records name them."""

from __future__ import annotations

from ..stats.days import quarter as quarter_dates


def canonical_quarter(text: str) -> str:
    """A quarter as folders name it. Raises ``ScrutinyError`` for anything that is not a financial-year quarter.

    >>> canonical_quarter("2025-26 Q3")
    '2025-26-Q3'
    """
    quarter_dates(text)
    return text.strip().upper().replace(" ", "-")
