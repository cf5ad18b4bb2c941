"""What coders' files are held against: the codes, sources and passages of one review, and what of a file is held."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.codebook import Codebook
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.texts import Texts

BETWEEN = " – "
"""What stands between the id of a code and its name."""


@dataclass(frozen=True)
class ToCode:
    """What there is to code in one review, and with what."""

    codebook: Codebook
    texts: Texts
    passages: pd.DataFrame
    review: str

    @cached_property
    def spans(self) -> dict[str, tuple[str, int, int]]:
        """Passage id -> source, start, end."""
        rows = self.passages[["passage_id", "source", "start", "end"]].itertuples(index=False, name=None)
        return {str(passage): (str(source), int(start), int(end)) for passage, source, start, end in rows}

    @cached_property
    def ids(self) -> dict[str, str]:
        """Passage id in small letters -> passage id."""
        return {passage.casefold(): passage for passage in self.spans}

    @cached_property
    def sources(self) -> dict[str, str]:
        """Source in small letters -> source, for those whose words are there."""
        return {source.casefold(): source for source in self.texts.words}

    @cached_property
    def active(self) -> pd.DataFrame:
        """The codes in use, in the order of the codebook's groups."""
        codes = self.codebook.codes[~self.codebook.codes["retired"].astype(bool)]
        place = {group: number for number, group in enumerate(self.codebook.groups["id"])}
        return codes.iloc[codes["group"].map(place).argsort(kind="stable")].reset_index(drop=True)

    @cached_property
    def retired(self) -> dict[str, str]:
        """Retired code -> the code that replaces it, ``""`` where none does."""
        gone = self.codebook.codes[self.codebook.codes["retired"].astype(bool)]
        return dict(zip(gone["id"], gone["replaced_by"], strict=True))

    @cached_property
    def group_of(self) -> dict[str, str]:
        """Code -> its group."""
        return dict(zip(self.codebook.codes["id"], self.codebook.codes["group"], strict=True))

    @cached_property
    def names(self) -> dict[str, str]:
        """Every spelling of a code -> its id: the id itself, its GUID, ``"P1 – Seen alone"``, its name if no other
        code has it, else an earlier name (``was``) that no code has now. Retired codes included."""
        rows: list[dict[Any, Any]] = self.codebook.codes.to_dict("records")
        found: dict[str, str] = {}
        for column in ("was", "name"):
            names = [spelling(str(row.get(column, ""))) for row in rows]
            found |= {name: str(row["id"]) for name, row in zip(names, rows, strict=True) if names.count(name) == 1}
        found.pop("", None)
        for row in rows:
            code = str(row["id"])
            found[spelling(f"{code} {row['name']}")] = code
            found[spelling(self.codebook.guid(code))] = code
        found |= {spelling(str(row["id"])): str(row["id"]) for row in rows}
        return found

    def code(self, text: str) -> tuple[str, str]:
        """The code in use that a text means, and ``""``; or ``""`` and why there is none, a key of :class:`Held`."""
        whole, _, _ = text.partition(BETWEEN)
        code = self.names.get(spelling(text)) or self.names.get(spelling(whole), "")
        if not code:
            return "", "code"
        return ("", f"retired:{code}:{self.retired[code]}") if code in self.retired else (code, "")


_WHY = {
    "code": ("V02", "A code is not one that this review uses", "Use a code of the codebook {book}."),
    "blank": ("V05", "A code is missing", "Write the id of a code, or take the line out."),
    "mark": ("V02", "A cell says neither yes nor no", "Choose 'yes' from the list, or leave the cell blank."),
    "passage": ("V03", "A passage is not one of this review", "Put back the passage's id as it was sent."),
    "source": ("V03", "A text is not one of this review", "Write the source as in texts.csv."),
    "other words": (
        "V14",
        "The words are not those this review holds, so positions in them mean something else",
        "Code this text again from a new workbook or project.",
    ),
    "several": (
        "V03",
        "Several texts of this review have the words of a text, and its name does not say which of them it is",
        "Name it in the tool as in texts.csv, and export again.",
    ),
    "number": ("V07", "Start or end is not a whole number of 0 or more", "Count characters from 0; the end is not in."),
    "outside": ("V14", "A stretch ends outside its text", "Give start and end within the text."),
    "empty": ("V14", "A stretch is empty or ends before it starts", "Let the end come after the start."),
    "exclusive": (
        "V04",
        "Two codes of a group that allows one stand on one passage; none of them is counted",
        "Choose one of them.",
    ),
    "not given": (
        "A17",
        "A passage was not given to this coder",
        "Nothing to do: a coder's work outside what was drawn is not counted.",
    ),
    "nothing fits": ("V04", "'Nothing fits' stands beside a code; the code counts", "Take one of the two away."),
    "two rows": ("I02", "A passage stands on two rows that say different things", "Keep the right row."),
    "other coder": ("A02", "A code was given by another coder than the one whose file this is", "Nothing to do."),
}


@dataclass
class Held:
    """Counts what of one file is held, by reason, and says it once for each."""

    file: str
    sheet: str = ""
    found: dict[str, list[str]] = field(default_factory=dict)

    def add(self, why: str, place: str = "") -> None:
        """One code that is held; ``place`` is its cell or line."""
        self.found.setdefault(why, []).append(place)

    @property
    def count(self) -> int:
        """How many codes are held."""
        return sum(map(len, self.found.values()))

    def note(self, problems: Problems, codebook: Codebook) -> None:
        """One problem for each reason: how many codes, and the first place."""
        for why, places in self.found.items():
            if why.startswith("retired:"):
                _, code, instead = why.split(":", 2)
                rule, fact = "V02", f"Code {code} is retired"
                cure = f"Use {instead} in its place." if instead else "Nothing took its place; take it out."
            else:
                rule, fact, cure = _WHY[why]
                cure = cure.format(book=f"'{codebook.id}', edition {codebook.edition}")
            place = next((place for place in places if place), "")
            problems.add(
                rule, f"{fact} (held: {len(places):,}).", cure, file=self.file, sheet=self.sheet, cell=place, act="HOLD"
            )


@dataclass(frozen=True)
class Sent:
    """What one coder's file says.

    ``spans`` has source, start, end and code, one row for each code given that can be used; ``looked`` are the
    passages looked at (``None``: all that were given); ``notes`` passage id -> note; ``finished`` whether the file
    itself does not say that work goes on; ``received`` and ``held`` count codes; ``offered`` are the passages that
    stand in a workbook of ours: they were given when it was written, whatever would be drawn now.
    """

    spans: pd.DataFrame
    looked: frozenset[str] | None
    finished: bool
    received: int
    held: int
    notes: dict[str, str] = field(default_factory=dict)
    offered: frozenset[str] = frozenset()
