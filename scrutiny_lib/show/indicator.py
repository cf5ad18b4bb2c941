"""One monthly figure as the pages speak of it: what stands out, in words and with a mark that needs no colour."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from ..tables import Tables
from .answers import Row, rows_of
from .layout import fill
from .run_charts import said_number
from .text import count, figure, listed, month, number, opening, plain, sentence, true, whole

NUMBERS = ("value", "mean", "lower", "upper", "target")
HIDDEN, _OLD = "[c]", 3
VARIATIONS = {
    "improvement": ("✓", "Stands out for the better"),
    "concern": ("!", "Stands out for the worse"),
    "high": ("↑", "Stands out: higher than usual"),
    "low": ("↓", "Stands out: lower than usual"),
    "as usual": ("~", "Up and down as usual"),
    "cannot tell": ("?", "Too little to tell what is usual"),
}
"""The mark and the words for what the latest quarter did."""
ASSURANCES = {
    "met every month": ("✓", "Target {target}: met as things are"),
    "now and then": ("~", "Target {target}: met now and then"),
    "not met": ("×", "Target {target}: not met as things are"),
    "no target": ("", "No target"),
    "cannot tell": ("?", "Target {target}: too little to tell"),
}
"""The mark and the words for whether a figure that goes on as it is will meet its target."""


@dataclass(frozen=True)
class Indicator:
    """One figure: its note, its months in order, the gaps between rare events, what happened and what was revised.

    ``months`` and ``gaps`` are as released: a cell may be hidden. ``as_at`` is the day the page speaks of.
    """

    note: Row
    months: pd.DataFrame
    gaps: pd.DataFrame
    events: list[Row]
    revisions: list[Row]
    as_at: str = ""

    @property
    def id(self) -> str:
        """The id of the figure."""
        return plain(self.note["indicator"])

    @property
    def title(self) -> str:
        """The name of the figure."""
        return plain(self.note["title"], self.id)

    @property
    def by_quarter(self) -> bool:
        """Whether its points are quarters of the financial year, because single months count too few to be shown."""
        return bool(quarter_months(self.months["month"].iloc[0])) if len(self.months) else False

    @property
    def point(self) -> str:
        """What one point of its picture is: a month or a quarter."""
        return "quarter" if self.by_quarter else "month"

    @property
    def unit(self) -> str:
        """What a value is counted in, in plain words: a month's rate may be told as the pace of a year."""
        unit = plain(self.note["unit"])
        if unit.startswith("per "):
            yearly = re.search(r"divided by (twelve|12)\b", plain(self.note["denominator"]))
            return f"{'a year ' if yearly else ''}for every {unit.removeprefix('per ')}"
        return {"count": f"number a {self.point}", "%": "in every 100"}.get(unit, unit)

    @property
    def named(self) -> str:
        """Title and unit, and that it is told by quarter where it is."""
        parts = [self.title, self.unit, "by quarter" if self.by_quarter and "quarter" not in self.unit else ""]
        return ", ".join(part for part in parts if part)

    @property
    def is_share(self) -> bool:
        """Whether it can never be more than 100 in every 100."""
        return plain(self.note["unit"]) == "%"

    @property
    def stands_out(self) -> bool:
        """Whether a chart rule flags the latest quarter."""
        return plain(self.note["flag"]) not in ("", HIDDEN)

    @property
    def needs_attention(self) -> bool:
        """Whether it stands out, or does not meet its target."""
        return self.stands_out or plain(self.note["assurance"]) == "not met"

    @property
    def numbers(self) -> pd.DataFrame:
        """The months with every number as a float; what is hidden or missing is ``NaN``."""
        return self.months.assign(
            **{name: [_float(cell) for cell in self.months[name]] for name in NUMBERS},
            signal=["" if plain(cell) == HIDDEN else plain(cell) for cell in self.months["signal"]],
        )

    @property
    def better(self) -> str:
        """Which way is better, as a sentence."""
        words = {"up": "Higher is better.", "down": "Lower is better."}
        return words.get(plain(self.note["direction"]), "Neither higher nor lower is better in itself.")

    @property
    def target(self) -> str:
        """The latest target with its unit; nothing where there is none."""
        known = [value for value in map(figure, self.months["target"]) if value is not None]
        sign = "%" if self.is_share else ""
        return f"{said_number(known[-1])}{sign}" if known else ""

    @property
    def variation(self) -> str:
        """What the latest quarter did, in words; where that cannot be told, why."""
        if plain(self.note["variation"]) == "cannot tell":
            return self._cannot_tell
        return _words(VARIATIONS, self.note["variation"])[1] or ("Stands out" if self.stands_out else "")

    @property
    def _cannot_tell(self) -> str:
        known = self.months.loc[self.numbers["value"].notna(), "month"]
        if len(known) and self.as_at and (pd.Period(self.as_at, "M") - pd.Period(known.iloc[-1], "M")).n > _OLD:
            return f"No figure since {month(known.iloc[-1])}"
        rare = plain(self.note["chart"]) == "rare"
        return "Too rare for one quarter to tell" if rare else VARIATIONS["cannot tell"][1]

    @property
    def assurance(self) -> str:
        """Whether it will meet its target, in words; nothing where that is not said."""
        words = _words(ASSURANCES, self.note["assurance"])[1].format(target=self.target)
        return words.replace("Target :", "Target:")

    @property
    def heading(self) -> str:
        """What needs attention, as a heading: how it stands out, or else that it does not meet its target."""
        if not self.stands_out:
            return f"{self.title}: the target is not met"
        ways = {"high": ": higher than usual", "low": ": lower than usual"}
        ways |= {"improvement": " stands out for the better", "concern": " stands out for the worse"}
        return self.title + ways.get(plain(self.note["variation"]), " stands out")

    @property
    def marks(self) -> Markup:
        """Variation and assurance, each in words with its mark; the mark says nothing that the words do not."""
        sign, strong = _words(VARIATIONS, self.note["variation"])[0], self.stands_out
        fails = plain(self.note["assurance"]) == "not met"
        target_sign, target = _words(ASSURANCES, self.note["assurance"])[0], self.assurance
        lines = [
            {"sign": sign or ("!" if strong else ""), "words": self.variation, "strong": strong},
            {"sign": target_sign, "words": target, "strong": fails},
        ]
        if lines[0]["words"] and target and not target_sign:
            lines = [{**lines[0], "words": f"{self.variation}. {target}."}]
        return fill("marks", lines=[line for line in lines if line["words"]])

    def said(self, *names: str) -> list[str]:
        """The named sentences of the note, without those that are missing or hidden."""
        return [sentence(words) for words in (plain(self.note[name]) for name in names) if words not in ("", HIDDEN)]

    @property
    def latest(self) -> str:
        """The first sentence of what is said of it: the latest month."""
        said = self.said("sentence")
        return re.split(r"(?<=[.!?])\s+(?=[A-Z])", said[0])[0] if said else ""


def indicators_of(tables: Tables) -> list[Indicator]:
    """Every figure, in the order in which they are defined."""
    return [
        Indicator(
            note,
            _of(tables["indicators"], note, "month"),
            _of(tables["indicator_gaps"], note, "gap"),
            rows_of(_of(tables["indicator_events"], note, "month")),
            rows_of(_of(tables["indicator_revisions"], note, "month")),
            plain(tables.about.get("as_at")),
        )
        for note in rows_of(tables["indicator_notes"])
    ]


def attention_in_words(tables: Tables, indicators: list[Indicator]) -> list[str]:
    """What stands out, how many would by chance alone, what is left when that is allowed for, and targets not met."""
    flagged = [one for one in indicators if one.stands_out]
    of = count(len(indicators), "figure")
    said = []
    if flagged:
        verb = "stands" if len(flagged) == 1 else "stand"
        named = listed([f"{one.title}{_way(one)}" for one in flagged])
        said.append(f"{opening(number(len(flagged)))} of the {of} {verb} out: {named}.")
    elif indicators:
        said.append(f"None of the {of} stands out." if len(indicators) > 1 else "The figure does not stand out.")
    said += _by_chance(tables, flagged)
    missed = [one.title for one in indicators if plain(one.note["assurance"]) == "not met"]
    if missed:
        targets = "its target" if len(missed) == 1 else "their targets"
        said.append(f"{listed(missed)} will not meet {targets} as things are.")
    return said


def chance_in_words(expected: float) -> str:
    """How many of several figures chance alone would flag, as a person would say it.

    >>> chance_in_words(2.3), chance_in_words(0.2), chance_in_words(1.0)
    ('about two', 'hardly any', 'about one')
    """
    return "hardly any" if expected < 0.5 else f"about {number(round(expected))}"


def _by_chance(tables: Tables, flagged: list[Indicator]) -> list[str]:
    expected, looked_at = figure(tables.about.get("figures_by_chance")), whole(tables.about.get("figures"))
    if expected is None or not looked_at:
        return []
    many = count(looked_at, "figure")
    said = [f"With {many} looked at, chance alone would make {chance_in_words(expected)} stand out."]
    survive = {plain(title) for title in tables.about.get("figures_survive") or []}
    kept = [one.title for one in flagged if one.title in survive or true(one.note["survives"])]
    if kept:
        verb = "stands" if len(kept) == 1 else "stand"
        said.append(f"When that is allowed for, {listed(kept)} still {verb} out.")
    elif flagged:
        left = "it may be one of those" if len(flagged) == 1 else "each of them may be one of those"
        said.append(f"When that is allowed for, {left}: look for a reason before acting.")
    return said


def _way(one: Indicator) -> str:
    words = {"improvement": "for the better", "concern": "for the worse", "high": "higher", "low": "lower"}
    way = words.get(plain(one.note["variation"]))
    return f" ({way})" if way else ""


def _words(words: dict[str, tuple[str, str]], cell: object) -> tuple[str, str]:
    return words.get(plain(cell), ("", HIDDEN if plain(cell) == HIDDEN else ""))


def _of(frame: pd.DataFrame, note: Row, order: str) -> pd.DataFrame:
    """The rows of one figure, in order."""
    mine: pd.DataFrame = frame[frame["indicator"] == note["indicator"]]
    return mine.sort_values(order, kind="stable").reset_index(drop=True)


def _float(cell: object) -> float:
    found = figure(cell)
    return float("nan") if found is None else found
