"""What happened to the rows and cells of a frame on the way in: counts and places, never a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class LoadReport:
    """The account of one frame; ``received`` is always ``used + held + refused``.

    Parameters
    ----------
    source : str
        What was read, in words.
    received, used : int
        Rows in the file (blank ones apart), and rows that are now the frame.
    held : int
        Rows set aside for a person to look at: ``twice`` (a child or referral already there, with other
        data), ``too_long`` (more cells than headings), ``broken_ids`` (an id of which Excel has lost digits).
    refused : int
        Rows that cannot be used: ``without_id``, and ``repeats`` (exactly the same as an earlier row).
    unit : str
        What one row of the frame is: ``"child"`` or ``"referral"``.
    headings : int
        Headings understood.
    unread, kept : tuple of str
        Columns not understood: left out, or carried under their own heading.
    labels, symbols, dates, ids : dict
        By column: labels not understood; cells that hold a symbol for "not available"; dates lost;
        identifiers put right or set aside.
    ages_given, ages_unknown : int
        Children whose age is the file's own (no date of birth), and whose age is not known.
    """

    source: str
    received: int = 0
    used: int = 0
    twice: int = 0
    too_long: int = 0
    broken_ids: int = 0
    without_id: int = 0
    repeats: int = 0
    unit: str = "child"
    headings: int = 0
    unread: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    labels: Mapping[str, int] = field(default_factory=dict)
    symbols: Mapping[str, int] = field(default_factory=dict)
    dates: Mapping[str, int] = field(default_factory=dict)
    ids: Mapping[str, int] = field(default_factory=dict)
    ages_given: int = 0
    ages_unknown: int = 0

    @property
    def held(self) -> int:
        """Rows set aside for a person to look at."""
        return self.twice + self.too_long + self.broken_ids

    @property
    def refused(self) -> int:
        """Rows that cannot be used."""
        return self.without_id + self.repeats

    def lines(self) -> list[str]:
        """The account in plain English, one sentence to a line; what did not happen is left out.

        >>> LoadReport("A table", received=3, used=2, repeats=1, headings=5).lines()
        ['A table: 3 rows received, 2 used, 0 held, 1 refused.', '5 headings understood.',
         '1 row is exactly the same as an earlier one and was counted once.']
        """
        plural = "children" if self.unit == "child" else "referrals"
        lines = [
            f"{self.source}: {_rows(self.received)} received, {self.used:,} used, {self.held:,} held, "
            f"{self.refused:,} refused.",
            f"{self.headings} heading{'' if self.headings == 1 else 's'} understood.",
        ]
        if self.unread:
            lines.append(f"Columns not understood and left out: {', '.join(self.unread)}.")
        if self.kept:
            lines.append(f"Columns not understood and kept under their own heading: {', '.join(self.kept)}.")
        for count, words in (
            (self.repeats, "exactly the same as an earlier one and {was} counted once"),
            (self.without_id, f"without the id of a {self.unit} and {{was}} refused"),
            (self.twice, f"held: {plural} known twice, with different data; the first row is used"),
            (self.too_long, "held: more cells than there are headings"),
            (self.broken_ids, "held: Excel has rounded the id and its last digits are lost"),
        ):
            if count:
                verb = words.format(was="was" if count == 1 else "were")
                lines.append(f"{_rows(count)} {'is' if count == 1 else 'are'} {verb}.")
        for counts, words in (
            (self.labels, "Labels not understood"),
            (self.dates, "Dates lost"),
            (self.symbols, "Cells marked as not available"),
            (self.ids, "Identifiers put right or set aside"),
        ):
            if counts:
                lines.append(
                    f"{words}: {', '.join(f'{column} {count}' for column, count in counts.items())}."
                )
        if self.ages_given:
            lines.append(f"Ages taken from the file, because there is no date of birth: {self.ages_given}.")
        if self.ages_unknown:
            lines.append(f"Ages not known: {self.ages_unknown}.")
        return lines


def _rows(count: int) -> str:
    return f"{count:,} row{'' if count == 1 else 's'}"
