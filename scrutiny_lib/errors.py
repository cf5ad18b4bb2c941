"""Messages an analyst can act on: the fact first, then the cure, all problems at once, never the value.

A :class:`Problem` says what is wrong, where, under which rule, and what to do next. It is given positions
(file, sheet, cell, column), never contents: no cell value, name, date of birth or free text may be put into one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

ACTS = ("REJECT", "HOLD", "REPAIR", "WARN", "STOP")
"""What happens because of a problem: a file refused, a row set aside, a value changed in a stated way,
kept but shown, or the review (or command) ended."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and what to do about it.

    Parameters
    ----------
    rule : str
        Short rule code, such as ``"T04"``; the same rule always has the same code.
    fact : str
        What is wrong, in a sentence, without the value.
    cure : str
        What to do next, in a sentence.
    file, sheet, cell, column : str
        Where: file name (not its folder), sheet, cell such as ``"C7"`` or ``"line 12"``, column header.
    act : str
        One of :data:`ACTS`.

    >>> print(Problem("F01", "The file is empty.", "Ask for it again.", file="police.xlsx", act="REJECT"))
    police.xlsx: The file is empty. Ask for it again. [F01, REJECT]
    """

    rule: str
    fact: str
    cure: str
    file: str = ""
    sheet: str = ""
    cell: str = ""
    column: str = ""
    act: str = "STOP"

    def __post_init__(self) -> None:
        if self.act not in ACTS:
            raise ValueError(f"act must be one of {ACTS}")

    @property
    def place(self) -> str:
        """Where it is, such as ``"police.xlsx, sheet Answers, cell C7, column Your answer"``."""
        parts = [
            self.file,
            f"sheet {self.sheet}" if self.sheet else "",
            (f"cell {self.cell}" if self.cell[:1].isupper() else self.cell) if self.cell else "",
            f"column {self.column}" if self.column else "",
        ]
        return ", ".join(part for part in parts if part)

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.fact} {self.cure} [{self.rule}, {self.act}]"


class Problems(list[Problem]):
    """Every problem found, in the order found. Readers return one of these beside their table.

    >>> found = Problems()
    >>> found.add("T04", "An answer is not on the list.", "Choose from the drop-down list.", file="a.xlsx", act="HOLD")
    >>> len(found), found.stops()
    (1, False)
    """

    def add(
        self,
        rule: str,
        fact: str,
        cure: str,
        *,
        file: str = "",
        sheet: str = "",
        cell: str = "",
        column: str = "",
        act: str = "STOP",
    ) -> None:
        """Note one more problem (the fields are those of :class:`Problem`)."""
        self.append(Problem(rule, fact, cure, file, sheet, cell, column, act))

    def stops(self) -> bool:
        """Whether any of them ends the review or command (``STOP`` or ``REJECT``)."""
        return any(problem.act in ("STOP", "REJECT") for problem in self)

    def of(self, *acts: str) -> Problems:
        """Only those with one of these acts, in the same order."""
        return Problems(problem for problem in self if problem.act in acts)

    def raise_if_stops(self) -> None:
        """Raise :class:`Refused` with every problem when any of them stops the work."""
        if self.stops():
            raise Refused(self)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self)


class ScrutinyError(Exception):
    """An error whose message is meant for the person at the keyboard. The command line shows no traceback for it."""


class Refused(ScrutinyError):
    """The work cannot go on; ``problems`` holds every reason, and the text of the error lists them all.

    >>> str(Refused([Problem("P01", "Unknown key.", "Did you mean 'theme'?", file="review.toml")]))
    "review.toml: Unknown key. Did you mean 'theme'? [P01, STOP]"
    """

    def __init__(self, problems: Iterable[Problem]):
        self.problems = Problems(problems)
        super().__init__(str(self.problems))
