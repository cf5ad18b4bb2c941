"""One monthly figure as the pages speak of it: what stands out, in words and with a mark that needs no colour."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from ..lenses.data_marks import Met, met_since, run_to_now
from ..stats.signals import RUN
from ..tables import Tables
from .answers import Row, rows_of
from .layout import fill
from .run_charts import said_number
from .text import (
    figure,
    month,
    months_within,
    opening,
    plain,
    quarter_months,
    sentence,
    true,
)

NUMBERS = ("value", "mean", "lower", "upper", "target")
HIDDEN, _OLD, _LONG_AGO = "[c]", 3, 12
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
    "met every month": ("✓", "as things are it will be met"),
    "now and then": ("~", "as things are it will be met in some {points} and missed in others"),
    "not met": ("×", "as things are it will not be met"),
    "no target": ("", "No target"),
    "cannot tell": ("?", "whether it will be met cannot be told"),
}
"""The mark and the words for whether a figure that goes on as it is will meet its target."""
NOT_YET = {True: "as things are it may be missed now and then", False: "as things are it may be met now and then"}
"""The same where chance decides, of a target that was met every time so far, or never."""
MAY_BE_CHANCE = ("~", "{words}, but that may be chance")
"""The mark and the words for a figure that stands out, though not when all figures are looked at together."""


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
    def counted_in(self) -> str:
        """The unit, and that it is told by quarter where it is."""
        parts = [self.unit, "by quarter" if self.by_quarter and "quarter" not in self.unit else ""]
        return ", ".join(part for part in parts if part)

    @property
    def named(self) -> str:
        """Title and unit, and that it is told by quarter where it is."""
        return f"{self.title}, {self.counted_in}" if self.counted_in else self.title

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
        words = _words(VARIATIONS, self.note["variation"])[1] or ("Stands out" if self.stands_out else "")
        if self.may_be_chance:
            return MAY_BE_CHANCE[1].format(words=words)
        earlier = "" if self.stands_out else stood_out(self.numbers)
        return earlier or words

    @property
    def may_be_chance(self) -> bool:
        """Whether it stands out, though not when it is looked at together with all other figures."""
        survives = self.note["survives"]
        return self.stands_out and plain(survives) not in ("", HIDDEN) and not true(survives)

    @property
    def _cannot_tell(self) -> str:
        known = self.months.loc[self.numbers["value"].notna(), "month"]
        last = months_within(known.iloc[-1])[-1] if len(known) else ""
        if last and self.as_at and (pd.Period(self.as_at, "M") - pd.Period(last, "M")).n > _OLD:
            return f"No figure since {month(last)}"
        if len(known) and len(self.months) - known.index[-1] > _OLD:
            return f"No figure since {month(last)}"
        if len(known) > _OLD and self.numbers["value"].nunique() == 1:
            return "Always the same"
        rare = plain(self.note["chart"]) == "rare"
        return "Too rare for one quarter to tell" if rare else VARIATIONS["cannot tell"][1]

    @property
    def met(self) -> Met:
        """In how many of the points that can be seen its latest target was met."""
        if not len(self.months):
            return Met(0, 0, False)
        return met_since(self.numbers, plain(self.note["direction"]))

    @property
    def assurance(self) -> str:
        """In how many months it met its target, and whether it will; nothing where that is not said."""
        word = plain(self.note["assurance"])
        if word in ("", HIDDEN):
            return word
        if word == "no target":
            return ASSURANCES[word][1]
        target, met, points = f"Target {self.target}".strip(), self.met, f"{self.point}s"
        forecast = _words(ASSURANCES, word)[1].format(points=points)
        if not met.of:
            return f"{target}: {forecast}"
        if word == "now and then" and met.met in (0, met.of):
            forecast = NOT_YET[met.met > 0]
        if word == "cannot tell" and self.stands_out:
            forecast = self._since_it_moved or forecast
        return f"{target}: {met.said(self.point, points).replace('Met', 'met', 1)}; {forecast}"

    @property
    def _since_it_moved(self) -> str:
        """Of a figure that moved: in how many of the points since then it met its target; it is no forecast."""
        run = run_to_now(self.numbers)
        lately = met_since(run, plain(self.note["direction"])) if len(run) else Met(0, 0, False)
        whole_run = len(run) > 0 and run.index[-1] - run.index[0] + 1 == len(run)
        if not whole_run or lately.of < len(run):
            return ""
        if not lately.met:
            return f"missed in each of the last {lately.of}"
        return f"met in {lately.met} of the last {lately.of}"

    @property
    def whom_to_ask(self) -> str:
        """The heading of its questions: the agency by its name where that is known."""
        agency = plain(self.note["agency"]).replace("_", " ")
        return f"Ask: {opening(agency)}" if agency not in ("", HIDDEN) else "What to ask"

    @property
    def never_met(self) -> str:
        """That its target was met in none of the months it has been looked at."""
        since = " since it was set" if self.met.set_within else " known"
        return f"met its target in none of the {self.met.of} {self.point}s{since}"

    @property
    def heading(self) -> str:
        """What needs attention, as a heading: how it stands out, or else that it does not meet its target."""
        if not self.stands_out:
            return f"{self.title}: the target is not met"
        ways = {"high": ": higher than usual", "low": ": lower than usual"}
        ways |= {"improvement": " stands out for the better", "concern": " stands out for the worse"}
        chance = ", but that may be chance" if self.may_be_chance else ""
        return f"{self.title}{ways.get(plain(self.note['variation']), ' stands out')}{chance}"

    @property
    def marks(self) -> Markup:
        """Variation and assurance, each in words with its mark; the mark says nothing that the words do not."""
        sign, strong = _words(VARIATIONS, self.note["variation"])[0], self.stands_out and not self.may_be_chance
        if self.may_be_chance:
            sign = MAY_BE_CHANCE[0]
        forecast, target, met = plain(self.note["assurance"]), self.assurance, self.met
        fails = forecast == "not met"
        target_sign = _words(ASSURANCES, forecast)[0]
        if target_sign and met.of and met.met in (0, met.of):
            target_sign = "✓" if met.met else "×"
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


def stood_out(numbers: pd.DataFrame) -> str:
    """Of a figure whose latest points do not stand out: when it last did, and which way; blank where it never did.

    Only points since the last new baseline count, and points on one side of the average in a row are one time. A
    short time more than a year back is left to the picture.

    >>> months = pd.DataFrame({"month": ["2025-01", "2025-02", "2025-03"], "value": [9.0, 8.0, 2.0], "mean": 4.0,
    ...     "signal": ["outside", "outside", ""], "period": 1})
    >>> stood_out(months)
    'Higher from January 2025 to February 2025; as usual again since'
    """
    rows = numbers[numbers["period"].eq(numbers["period"].iloc[-1])] if len(numbers) else numbers
    rows = rows[rows["value"].notna() & rows["mean"].notna()]
    flagged = rows["signal"].ne("")
    if not flagged.any() or flagged.iloc[-1]:
        return ""
    above = rows["value"] > rows["mean"]
    last = rows.index[flagged][-1]
    same = (flagged & above.eq(above[last])).loc[:last][::-1].cummin()  # by label: rows may be left out
    if same.sum() < RUN and len(rows.loc[last:]) > _LONG_AGO:
        return ""
    first, end = (plain(rows.at[at, "month"]) for at in (same.index[same][-1], last))
    way = "Higher" if above[last] else "Lower"
    when = f"in {month(end)}" if first == end else f"from {_start(first)} to {_end(end)}"
    return f"{way} {when}; as usual again since"


def _start(point: str) -> str:
    return month(months_within(point)[0])


def _end(point: str) -> str:
    return month(months_within(point)[-1])


def _words(words: dict[str, tuple[str, str]], cell: object) -> tuple[str, str]:
    return words.get(plain(cell), ("", HIDDEN if plain(cell) == HIDDEN else ""))


def _of(frame: pd.DataFrame, note: Row, order: str) -> pd.DataFrame:
    """The rows of one figure, in order."""
    mine: pd.DataFrame = frame[frame["indicator"] == note["indicator"]]
    return mine.sort_values(order, kind="stable").reset_index(drop=True)


def _float(cell: object) -> float:
    found = figure(cell)
    return float("nan") if found is None else found
