"""What became of everything that came in: used, held or refused, and nothing in between."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from scrutiny_lib.intake.texts import RECEIVED_COLUMNS

USED, HELD, REFUSED = RECEIVED_COLUMNS[2:]


@dataclass
class Tally:
    """By name, how many of something were used, held and refused; what was received is their sum."""

    counts: dict[str, dict[str, int]] = field(default_factory=dict)

    def add(self, what: str, outcome: str, number: int = 1) -> None:
        """Count ``number`` more of something as :data:`USED`, :data:`HELD` or :data:`REFUSED`."""
        if number:
            of = self.counts.setdefault(what, dict.fromkeys((USED, HELD, REFUSED), 0))
            of[outcome] += number

    def table(self) -> pd.DataFrame:
        """what, received, used, held, refused, in the order in which things were met first.

        >>> tally = Tally()
        >>> tally.add("rows", USED, 2), tally.add("rows", HELD)
        (None, None)
        >>> tally.table().to_dict("records")
        [{'what': 'rows', 'received': 3, 'used': 2, 'held': 1, 'refused': 0}]
        """
        rows = [(what, sum(of.values()), *of.values()) for what, of in self.counts.items()]
        return pd.DataFrame(rows, columns=list(RECEIVED_COLUMNS)).astype(dict.fromkeys(RECEIVED_COLUMNS[1:], "int64"))
