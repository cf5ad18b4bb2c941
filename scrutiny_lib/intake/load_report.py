"""What happened to the rows and cells of a frame on the way in: counts and places, never a value, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from scrutiny_lib.plural import many

_PLURALS = {"child": "children", "referral": "referrals", "adopter": "adopters"}


class CellCounts(NamedTuple):
    """What became of the cells of one column, over the rows used; the five counts add up to those rows.

    ``filled`` holds something; ``blank`` holds nothing; ``not_available`` holds a symbol that says so;
    ``not_understood`` a label of no code set; ``lost`` a date or number that cannot be one. ``dates``: the column
    holds dates."""

    filled: int
    blank: int = 0
    not_available: int = 0
    not_understood: int = 0
    lost: int = 0
    dates: bool = False


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
        data), ``earlier`` (an earlier event of a child who is there with a later one), ``too_long`` (more cells
        than headings), ``broken_ids`` (an id of which Excel has lost digits), ``set_aside`` (by the reader of the
        file, by its reason in words).
    refused : int
        Rows that cannot be used: ``without_id``, and ``repeats`` (exactly the same as an earlier row).
    unit : str
        What one row of the frame is: ``"child"``, ``"referral"`` or ``"adopter"``.
    headings : int
        Headings understood.
    renamed : dict
        Our name by the letters of each column whose heading is spelt in another way than the usual one.
    absent : tuple of str
        Columns of this kind of list that the file does not have.
    unread, kept : tuple of str
        Columns not understood: left out, or carried under their own heading.
    cells : dict
        What became of the cells, by column.
    forms : dict
        Dates written otherwise than as ISO dates, by form (``"day first"``, ``"number"``, ``"zone"``) and column.
    tidied : dict
        Cells whose white space, line ends or accents were brought to one form, by column.
    header_row : int
        The row of the file in which the headings stand.
    codes : dict
        Codes not understood in cells that hold several, by column.
    ids : dict
        Identifiers put right or set aside, by column.
    ages_given, ages_unknown, unborn, known_before_birth : int
        Children whose age is the file's own (no date of birth), whose age is not known, who are not born yet, and
        who were known before they were born.
    maybe_one : int
        Ids of children that may be one child with another id; none are joined.
    families, sharing, without_family : int
        Families told apart, children who share theirs with another child of the frame, and children without a
        family id, each of whom counts as a family.
    """

    source: str
    received: int = 0
    used: int = 0
    twice: int = 0
    earlier: int = 0
    too_long: int = 0
    broken_ids: int = 0
    set_aside: Mapping[str, int] = field(default_factory=dict)
    without_id: int = 0
    repeats: int = 0
    unit: str = "child"
    headings: int = 0
    renamed: Mapping[str, str] = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    cells: Mapping[str, CellCounts] = field(default_factory=dict)
    forms: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    tidied: Mapping[str, int] = field(default_factory=dict)
    header_row: int = 0
    codes: Mapping[str, int] = field(default_factory=dict)
    ids: Mapping[str, int] = field(default_factory=dict)
    ages_given: int = 0
    ages_unknown: int = 0
    unborn: int = 0
    known_before_birth: int = 0
    maybe_one: int = 0
    families: int = 0
    sharing: int = 0
    without_family: int = 0

    @property
    def held(self) -> int:
        """Rows set aside for a person to look at."""
        return self.twice + self.earlier + self.too_long + self.broken_ids + sum(self.set_aside.values())

    @property
    def refused(self) -> int:
        """Rows that cannot be used."""
        return self.without_id + self.repeats

    @property
    def labels(self) -> dict[str, int]:
        """Labels not understood, by column."""
        cells = {name: count.not_understood for name, count in self.cells.items() if count.not_understood}
        return {**self.codes, **cells}

    @property
    def symbols(self) -> dict[str, int]:
        """Cells that hold a symbol for "not available", by column."""
        return {name: count.not_available for name, count in self.cells.items() if count.not_available}

    @property
    def dates(self) -> dict[str, int]:
        """Dates lost, by column."""
        return {name: count.lost for name, count in self.cells.items() if count.lost and count.dates}

    def columns(self) -> pd.DataFrame:
        """The cells of the rows used, by column: filled, blank, not available, not understood, lost.

        >>> LoadReport("A table", cells={"sex": CellCounts(3, blank=1)}).columns().values.tolist()
        [['sex', 3, 1, 0, 0, 0]]
        """
        names = ("column", "filled", "blank", "not available", "not understood", "lost")
        return pd.DataFrame([(name, *counts[:5]) for name, counts in self.cells.items()], columns=names)

    def lines(self) -> list[str]:
        """The account in plain English, one sentence to a line, each with what to do next where there is anything to
        do; what did not happen is left out.

        >>> LoadReport("A table", received=3, used=2, repeats=1, headings=5, families=2).lines()
        ['A table: 3 rows received, 2 used, 0 held, 1 refused.', '5 headings understood.',
         '1 row is exactly the same as an earlier one and was counted once.',
         '2 families told apart; 0 children share theirs with another child.']
        """
        return [
            f"{self.source}: {many(self.received, 'rows')} received, {self.used:,} used, {self.held:,} held, "
            f"{self.refused:,} refused.",
            *self._about_headings(),
            *self._about_rows(),
            *self._about_cells(),
            *self._about_children(),
        ]

    def _about_headings(self) -> list[str]:
        lines = [f"{many(self.headings, 'headings')} understood."]
        if self.header_row > 1:
            lines.append(f"The headings stand in row {self.header_row}; what is above them was passed over.")
        if self.renamed:
            read = ", ".join(f"{letters} as {name}" for letters, name in self.renamed.items())
            lines.append(f"Headings spelt in another way: {read}.")
        if self.absent:
            lines.append(f"Columns of the list that the file does not have: {', '.join(self.absent)}.")
        if self.unread:
            lines.append(f"Columns not understood and left out: {', '.join(self.unread)}.")
            lines.append("  Next: nothing, unless one is needed; then correct its heading, or in a table map it.")
        if self.kept:
            lines.append(f"Columns not understood and kept under their own heading: {', '.join(self.kept)}.")
        return lines

    def _about_rows(self) -> list[str]:
        plural, lines, aside = _PLURALS[self.unit], [], self.set_aside.items()
        for count, words, cure in (
            (self.repeats, "exactly the same as an earlier one and {was} counted once", ""),
            (
                self.without_id,
                f"without the id of a {self.unit} and {{was}} refused",
                "add the id in the source; these rows cannot be drawn.",
            ),
            (
                self.twice,
                f"held: {plural} known twice, with different data; cells on which the rows differ are blank",
                "find out which row is right and remove the other.",
            ),
            (
                self.earlier,
                f"held: earlier events of {plural} who are there with a later one; the latest row is used",
                "",
            ),
            (
                self.too_long,
                "held: more cells than there are headings",
                "put quotation marks round text that holds a comma, or make the extract again.",
            ),
            (
                self.broken_ids,
                "held: Excel has rounded the id and its last digits are lost",
                "make the extract again with the id as text.",
            ),
            *((count, f"held: {reason}", "look at them; the problems say which.") for reason, count in aside),
        ):
            if count:
                verb = words.format(was="was" if count == 1 else "were")
                lines.append(f"{many(count, 'rows')} {'is' if count == 1 else 'are'} {verb}.")
                lines.extend([f"  Next: {cure}"] if cure else [])
        return lines

    def _about_cells(self) -> list[str]:
        lines = []
        blanks = {name: count.blank for name, count in self.cells.items() if count.blank}
        for counts, words, cure in (
            (
                self.labels,
                "Labels not understood",
                'say what they mean, as [frame.labels.<column>] "their word" = "our word" in review.toml, or correct '
                "them in the source; until then they are counted as not understood.",
            ),
            (self.dates, "Dates lost", "correct them in the source; the problems name the cells."),
            (self.forms.get("day first", {}), "Dates read day first", ""),
            (self.forms.get("number", {}), "Excel's day numbers read as dates", ""),
            (self.forms.get("zone", {}), "Times with a zone read as the date in London", ""),
            (self.symbols, "Cells marked as not available", ""),
            (blanks, "Blank cells", ""),
            (self.tidied, "White space, line ends or accents brought to one form", ""),
            (self.ids, "Identifiers put right or set aside", ""),
        ):
            if counts:
                listed = ", ".join(f"{column} {count}" for column, count in counts.items())
                lines.append(f"{words}: {listed}.")
                lines.extend([f"  Next: {cure}"] if cure else [])
        return lines

    def _about_children(self) -> list[str]:
        lines = []
        if self.ages_given:
            lines.append(f"Ages taken from the file, because there is no date of birth: {self.ages_given}.")
        if self.ages_unknown:
            lines.append(f"Ages not known: {self.ages_unknown}.")
        if self.unborn:
            lines.append(f"Children not born yet: {self.unborn}.")
        if self.known_before_birth:
            lines.append(f"Children known before they were born: {self.known_before_birth}.")
        if self.maybe_one:
            lines.append(f"Ids that may be one child with another id: {self.maybe_one}; nothing was linked.")
            lines.append("  Next: look at them in the source; the problems name the rows.")
        if self.families:
            told = f"{many(self.families, 'families')} told apart"
            lines.append(f"{told}; {self.sharing:,} children share theirs with another child.")
            if self.without_family:
                lines.append(f"Children without a family id, each counted as a family: {self.without_family:,}.")
        elif self.used and self.unit != "adopter":
            lines.append("No family ids: brothers and sisters cannot be told, and each child counts as a family.")
        return lines
