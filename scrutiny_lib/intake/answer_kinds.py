"""The kinds of question, and what each takes as an answer: one of a list, several of it, a number, a date, own words.

The same rules hold wherever an answer comes back: in an agency's return, on the discussion sheet, in ``agreed.csv``.
Nothing is guessed. A number has no unit beside it, a date is plainly one, and a cell holds one answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from scrutiny_lib.intake.dates import REASONS, parse_date
from scrutiny_lib.terms import ALWAYS_ALLOWED

ONE_OF, SEVERAL_OF, NUMBER, DATE, TEXT = KINDS = ("one of", "several of", "number", "date", "text")
"""What a question may be answered with."""

NONE_OF_THESE = "none of these"
"""The answer to a question of several when it was answered and nothing was chosen."""

BETWEEN = "; "
"""What stands between the answers that were chosen, in a table or a single cell."""

FIRST_YEAR, LAST_YEAR = 1990, 2049
"""Years of a date that is an answer: those of the day numbers of Excel that are read as dates."""

_FAR = f"a date before {FIRST_YEAR} or after {LAST_YEAR}"
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_WITH_UNIT = re.compile(r"(?=.*[£$€%,a-z])(?:[£$€]\s*)?[+-]?[0-9]+(?:[.,][0-9]+)*\s*(?:%|[a-z]+\.?)?", re.IGNORECASE)
_APART = re.compile(r"\s*(?:[/|;,&+\n]|\band\b|\bor\b)\s*")
_RANGE = re.compile(r"\s*[-–—]\s*")
_SLASH = re.compile(r"\s*[/|]\s*")
_NO_LIST = ("A08", "The answer is not on the list.", "Choose from the drop-down list.")
_BOTH = ("V04", "Two answers stand in one cell.", "Choose the one that is meant.")
_TICKS = "Choose 'yes' beside each one that applies, in the rows below the question."


def plain(text: str) -> str:
    """Text as it is compared: compatibility forms, case and runs of white space do not matter.

    >>> plain("  Not\\u00a0APPLICABLE ")
    'not applicable'
    """
    return _short_plain(text) if len(text) <= 60 else _plain(text)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


_short_plain = lru_cache(maxsize=4096)(_plain)


def slug(text: str) -> str:
    """An answer or a name as part of an id.

    >>> slug("not known to us"), slug("within 72 hours"), slug("Naming neglect: level 3"), slug("11-15")
    ('not_known_to_us', 'within_72_hours', 'naming_neglect_level_3', '11-15')
    """
    return re.sub(r"[^\w+-]+", "_", text.casefold().replace("'", "").replace("’", "")).strip("_")


def option_id(question: str, option: str) -> str:
    """The id of one option of a question of several, as it stands beside its cell.

    >>> option_id("q5", "Adult mental health")
    'q5.adult_mental_health'
    """
    return f"{question}.{slug(option)}"


def kind_of(question: Mapping[Any, Any]) -> str:
    """The kind of a question of a template, one of :data:`KINDS`; where a table made by hand does not say it, a
    question with answers is *one of* and one without is *text*.

    >>> kind_of({"kind": "number", "answers": []}), kind_of({"answers": ["yes", "no"]}), kind_of({"answers": []})
    ('number', 'one of', 'text')
    """
    given = question.get("kind")
    if isinstance(given, str) and given:
        return given
    return ONE_OF if question["answers"] else TEXT


def bound(value: Any) -> float | None:
    """A bound of a number, or ``None`` where there is none (also for the missing value of a table).

    >>> bound(3), bound(None), bound(float("nan"))
    (3.0, None, None)
    """
    return None if value is None or value != value else float(value)


def number_words(value: float) -> str:
    """A number as people write it: at most two decimals, and none that are nothing.

    >>> number_words(12.0), number_words(12.5), number_words(1234.567)
    ('12', '12.5', '1,234.57')
    """
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def number_in(text: str) -> float | None:
    """The number that a text is, in digits alone; ``None`` for anything else.

    >>> number_in(" 3.50 "), number_in("3 days"), number_in("3-4")
    (3.5, None, None)
    """
    tidy = unicodedata.normalize("NFKC", text).strip()
    return float(tidy) if _NUMBER.fullmatch(tidy) else None


class Reading(NamedTuple):
    """What a text says as an answer: ``answer`` spelt as in the template, ``""`` for a blank, or ``None`` when it has
    to be set aside, with rule, fact and cure. ``cell`` is given where it is not that of the question."""

    answer: str | None
    rule: str = ""
    fact: str = ""
    cure: str = ""
    cell: str = ""


BLANK = Reading("")


class Part(NamedTuple):
    """What stands beside one option of a question of several: the option as the template spells it, text and cell."""

    option: str
    text: str
    cell: str


@dataclass(frozen=True)
class Takes:
    """What one question takes as an answer.

    ``answers`` gives, by plain text, the answers as the template spells them, those that are always allowed among
    them; a question without any takes whatever is written. ``options`` are the choices of a question of several, in
    the template's order. ``whole``, ``lowest``, ``highest`` and ``measure`` are those of a number.

    >>> days = Takes(NUMBER, whole=True, lowest=0.0, measure="days")
    >>> days.read(" 3.0 ").answer, days.read("3-4").fact
    ('3', 'The answer is not a number.')
    >>> Takes.of({"id": "q", "kind": "one of", "answers": ["0", "1", "2", "3"]}).read("2 / 3").fact
    'Two answers stand in one cell.'
    """

    kind: str = ONE_OF
    answers: Mapping[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    whole: bool = False
    lowest: float | None = None
    highest: float | None = None
    measure: str = ""

    @classmethod
    def of(cls, question: Mapping[Any, Any], *, always: Sequence[str] = ALWAYS_ALLOWED) -> Takes:
        """What a question of a template takes.

        Parameters
        ----------
        question : mapping
            A row of :attr:`scrutiny_lib.intake.template.Template.questions`.
        always : sequence of str
            Answers that are allowed beside its own; none for the questions that every pack has.
        """
        kind, own = kind_of(question), [str(answer) for answer in question["answers"] if answer not in ALWAYS_ALLOWED]
        options = tuple(own) if kind == SEVERAL_OF else ()
        more = (NONE_OF_THESE, *always) if options else tuple(always)
        measure, whole = question.get("measure"), question.get("whole")
        return cls(
            kind,
            {plain(answer): answer for answer in (*own, *more)},
            options,
            kind == NUMBER and whole is not False,
            bound(question.get("lowest")),
            bound(question.get("highest")),
            measure if isinstance(measure, str) else "",
        )

    @property
    def listed(self) -> bool:
        """Whether the answer is chosen from a list."""
        return self.kind in (ONE_OF, SEVERAL_OF) and bool(self.answers)

    @property
    def whole_answers(self) -> tuple[str, ...]:
        """What may be said of the question as a whole in place of options, a number or a date."""
        return tuple(answer for answer in self.answers.values() if answer not in self.options)

    @property
    def bounds(self) -> str:
        """What number is asked for, in words: such as ``"a whole number of days from 0 to 365"``."""
        unit = f" of {self.measure}" if self.measure else ""
        low = "" if self.lowest is None else number_words(self.lowest)
        high = "" if self.highest is None else number_words(self.highest)
        between = f" from {low} to {high}" if low and high else f" from {low}" if low else ""
        return f"a {'whole ' if self.whole else ''}number{unit}{between or (f' up to {high}' if high else '')}"

    def read(self, text: str) -> Reading:
        """The answer that a single cell gives."""
        if not text.strip():
            return BLANK
        if self.kind == SEVERAL_OF:
            return self._several(text)
        said = self.answers.get(plain(text))
        if said is not None or self.kind == TEXT:
            return Reading(said if said is not None else text)
        if self.kind == ONE_OF:
            return Reading(None, *self._unlisted(text))
        return self._number(text) if self.kind == NUMBER else _date(text)

    def _unlisted(self, text: str) -> tuple[str, str, str]:
        """Why a text that is not on the list is set aside; two answers in one cell have a message of their own."""
        folded = unicodedata.normalize("NFKC", text).casefold()
        for between in (_APART, _RANGE, _SLASH):
            parts = [plain(part) for part in between.split(folded) if part.strip()]
            hits = sum(part in self.answers for part in parts)
            if len(parts) > 1 and (hits == len(parts) or (between is _SLASH and hits)):
                return _BOTH
        return _NO_LIST

    def _number(self, text: str) -> Reading:
        """A number in digits; a unit or a percent sign beside it is never guessed away."""
        tidy = unicodedata.normalize("NFKC", text).replace("−", "-").strip()
        found = _NUMBER.fullmatch(tidy)
        if found is None:
            parts = [part for part in _APART.split(tidy) if part]
            if len(parts) > 1 and all(_NUMBER.fullmatch(part) for part in parts) and "," not in tidy:
                return Reading(None, *_BOTH)
            if _WITH_UNIT.fullmatch(tidy):
                fact = "A unit, a percent sign or a comma stands with the number; what is meant is never guessed."
                return Reading(None, "V07", fact, f"Write {self.bounds}, in digits alone, such as 12.")
            return Reading(None, "A19", "The answer is not a number.", f"Write {self.bounds}, in digits alone.")
        number, low, high = Decimal(tidy), self.lowest, self.highest
        if self.whole and number != number.to_integral_value():
            return Reading(None, "A20", "The number is not a whole one.", f"Write {self.bounds}.")
        if (low is not None and number < Decimal(str(low))) or (high is not None and number > Decimal(str(high))):
            return Reading(None, "A20", "The number is lower or higher than it can be.", f"Write {self.bounds}.")
        written = format(number, "f") if number else "0"
        return Reading(written.rstrip("0").rstrip(".") if "." in written else written)

    def _several(self, text: str) -> Reading:
        """What was chosen, from one cell: options with semicolons between them, or one answer for the whole."""
        parts = [plain(part) for part in re.split(r"[;\n]", text) if part.strip()]
        if len(parts) == 1 and parts[0] in self.answers:
            return Reading(self.answers[parts[0]])
        said = [self.answers.get(part) for part in parts]
        if None in said:
            cure = f"Write what applies as in the template, with a semicolon between: {BETWEEN.join(self.options)}."
            return Reading(None, "A08", "Not everything that was chosen is on the list.", cure)
        if set(said) - set(self.options):
            return Reading(None, *_contradiction())
        return Reading(BETWEEN.join(option for option in self.options if option in said))

    def read_parts(self, text: str, parts: Sequence[Part]) -> Reading:
        """What was chosen, from the cell of the question and one cell beside each of its options.

        Parameters
        ----------
        text : str
            What stands in the cell of the question itself: blank, or an answer for the whole of it.
        parts : sequence of Part
            What stands beside the options, in the order found.

        Returns
        -------
        Reading
            The options with *yes*, in the template's order; *none of these* where every option has *no*; a blank where
            nothing is chosen. A text beside an option that is neither *yes* nor *no*, two texts for one option, or an
            answer for the whole beside chosen options is set aside.
        """
        said: dict[str, set[str]] = {}
        strange: list[Part] = []
        for part in parts:
            given = plain(part.text)
            if given not in ("", "yes", "no"):
                strange.append(part)
            said.setdefault(part.option, set()).add(given)
        if strange:
            cells = ", ".join(part.cell for part in strange)
            fact = f"What stands beside an option is neither 'yes' nor 'no' ({cells})."
            return Reading(None, "A08", fact, _TICKS, strange[0].cell)
        if any(len(texts - {""}) > 1 for texts in said.values()):
            return Reading(None, "I02", "An option stands here twice with two answers.", "Keep the one that is meant.")
        chosen = [option for option in self.options if "yes" in said.get(option, ())]
        whole = self.answers.get(plain(text)) if text.strip() else ""
        if whole is None or whole in self.options:
            return Reading(None, "A08", "The answer to the question as a whole is not on its list.", _TICKS)
        if whole and chosen:
            return Reading(None, *_contradiction())
        if not whole and not chosen and all("no" in said.get(option, ()) for option in self.options):
            whole = NONE_OF_THESE
        return Reading(whole or BETWEEN.join(chosen))


def _contradiction() -> tuple[str, str, str]:
    fact = f"'{NONE_OF_THESE}', '{ALWAYS_ALLOWED[0]}' or '{ALWAYS_ALLOWED[1]}' stands beside options that are chosen."
    return "A22", fact, "Keep either that answer or the options."


def _date(text: str) -> Reading:
    day, reason = parse_date(text, serial=True)
    if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR:
        return Reading(day.isoformat())
    fact = "The answer is not a date." if reason == "words" else f"The answer is {REASONS.get(reason, _FAR)}."
    return Reading(None, "A21", fact, "Write the day first, with a year of four digits, such as 02/03/2025.")
