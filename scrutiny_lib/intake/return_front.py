"""Whose a return is, which part and number it has and when it was sent, from the labels of its front page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.answer_kinds import SEVERAL_OF, Takes, kind_of, option_id
from scrutiny_lib.intake.dates import parse_date
from scrutiny_lib.intake.return_sheets import FRONT_PAGE, plain, questions_for
from scrutiny_lib.intake.template import FIXED_QUESTIONS, Template
from scrutiny_lib.terms import ALWAYS_ALLOWED

_FIXED = {row["id"] for row in FIXED_QUESTIONS}
_MUST = ("Review", "Agency", "Edition", "Return number")


@dataclass(frozen=True)
class Asked:
    """What was asked, about whom and of whom: everything a return is held against.

    ``part_of`` gives the part each child belongs to; ``replaced`` are children who were drawn and replaced since:
    their sheets came with the pack, and nothing of them is counted. ``fieldwork`` is its first day. ``today`` is
    given by whoever asks; without it no date is called a date in the future.
    """

    template: Template
    part_of: Mapping[str, int]
    agencies: Mapping[str, str]
    review_name: str
    replaced: frozenset[str] = frozenset()
    fieldwork: date | None = None
    today: date | None = None
    _questions: dict[str, tuple[dict[str, Takes], dict[str, Takes]]] = field(default_factory=dict)

    @cached_property
    def children(self) -> dict[str, str]:
        """Plain name of a sheet -> case_id, for the children of every part and those replaced since."""
        return {plain(case): case for case in (*self.part_of, *sorted(self.replaced))}

    @cached_property
    def parts(self) -> list[int]:
        """The parts of the sample, ascending; always at least part 1."""
        return sorted({*self.part_of.values()}) or [1]

    def children_of(self, part: int) -> list[str]:
        """The children of one part."""
        return [case for case, of in self.part_of.items() if of == part]

    def questions(self, agency: str, *, once: bool = False) -> dict[str, Takes]:
        """Question id -> what it takes as an answer, for one agency."""
        if agency not in self._questions:
            each: dict[str, Takes] = {}
            about: dict[str, Takes] = {}
            for row in questions_for(self.template, agency).to_dict("records"):
                into = about if row["asked"] == "once" else each
                into[str(row["id"])] = Takes.of(row, always=() if row["id"] in _FIXED else ALWAYS_ALLOWED)
            self._questions[agency] = each, about
        return self._questions[agency][once]

    @cached_property
    def options(self) -> dict[str, tuple[str, str]]:
        """Plain id of an option -> the question of several it belongs to, and the option."""
        several = (row for row in self.template.questions.to_dict("records") if kind_of(row) == SEVERAL_OF)
        pairs = ((str(row["id"]), str(option)) for row in several for option in row["answers"])
        return {plain(option_id(question, option)): (question, option) for question, option in pairs}

    @cached_property
    def ids(self) -> set[str]:
        """The ids of all questions, whichever agency they are for."""
        return {str(name) for name in self.template.questions["id"]} | {str(row["id"]) for row in FIXED_QUESTIONS}

    def choices(self, agency: str) -> set[str]:
        """The questions of one agency, about a child or itself, that are answered from a list."""
        both = (self.questions(agency), self.questions(agency, once=True))
        return {question for questions in both for question, takes in questions.items() if takes.listed}


@dataclass(frozen=True)
class FrontPage:
    """What a front page says. ``agency`` is empty and ``number`` 0 where that cannot be told."""

    agency: str = ""
    part: int = 1
    number: int = 0
    sent_on: date | None = None


def read_front(
    front: Mapping[str, str] | None,
    asked: Asked,
    problems: Problems,
    file: str,
    cells: Mapping[str, str] | None = None,
) -> FrontPage:
    """Hold a front page against what was asked.

    Parameters
    ----------
    front : mapping or None
        Its labelled values (:func:`scrutiny_lib.intake.return_sheets.front_page`).
    asked : Asked
    problems : Problems
        REJECT for what means that the return cannot be used (S02, A01 to A05, A12).
    file : str
        What messages call the return.
    cells : mapping, optional
        Where each value stands (:func:`scrutiny_lib.intake.return_sheets.front_cells`).
    """

    def refuse(rule: str, fact: str, cure: str, label: str = "") -> None:
        problems.add(rule, fact, cure, file=file, sheet=FRONT_PAGE, cell=(cells or {}).get(label, ""), act="REJECT")

    if front is None:
        refuse("S02", "There is not exactly one front page.", "Send back the workbook as it came, with all its sheets.")
        return FrontPage()
    missing = [label for label in _MUST if label not in front]
    if missing:
        refuse("A01", f"The front page does not say: {', '.join(missing)}.", "Fill it in as it was sent.")
    ids = {plain(text): agency for agency, title in asked.agencies.items() for text in (agency, title)}
    agency = ids.get(plain(front.get("Agency", "")), "")
    if "Agency" in front and not agency:
        cure = f"Check whose return this is, and write one of: {', '.join(asked.agencies.values())}."
        refuse("A02", "The agency is not one of those asked in this review.", cure, "Agency")
    if "Review" in front and plain(front["Review"]) != plain(asked.review_name):
        refuse("A03", "The return belongs to another review.", "Move it to that review's folder.", "Review")
    edition = asked.template.edition
    if "Edition" in front and plain(front["Edition"]) != plain(edition):
        fact = f"The return was made with another edition of the template; this review uses {edition}."
        refuse("A04", fact, "Send the agency the pack of this edition.", "Edition")
    number = _whole(front.get("Return number", "1"))
    if not number:
        cure = "Write 1, or one more than last time."
        refuse("A05", "The return number is not a whole number from 1.", cure, "Return number")
    part = _whole(front.get("Part", "1"))
    if part not in asked.parts:
        known = f"{'only part 1' if asked.parts == [1] else 'parts ' + ', '.join(map(str, asked.parts))}"
        fact = f"The part is not one of this review, which has {known}."
        refuse("A12", fact, "Write the part as it was sent.", "Part")
    sent_on = parse_date(front.get("Date sent back", ""), serial=True)[0]
    return FrontPage(agency, part or 1, number if "Return number" in front else 0, sent_on)


def check_date(front: Mapping[str, str], asked: Asked, problems: Problems, file: str) -> None:
    """The date sent back: there, a date, not in the future and not before the fieldwork (A16)."""
    sent_on, reason = parse_date(front.get("Date sent back", ""), serial=True)
    fact, cure = "", "Ask for the date, and correct it on the front page."
    if reason == "blank":
        fact = "The front page does not say when it was sent back, so nobody can say whether it was late."
    elif sent_on is None:
        fact = "The date sent back is not a date."
    elif asked.today is not None and sent_on > asked.today:
        fact = "The date sent back is in the future."
    elif asked.fieldwork is not None and sent_on < asked.fieldwork:
        fact = "The date sent back is before the fieldwork began."
    if fact:
        problems.add("A16", fact, cure, file=file, sheet=FRONT_PAGE, column="Date sent back", act="WARN")


def _whole(text: str) -> int:
    """A whole number from 1 to 999, or 0."""
    return int(text) if text.isascii() and text.isdigit() and 1 <= int(text) < 1000 else 0
