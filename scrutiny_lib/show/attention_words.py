"""What is said of all monthly figures together: which stand out, how many chance alone would bring, targets not met."""

from __future__ import annotations

from ..tables import Tables
from .indicator import Indicator
from .text import count, figure, listed, number, opening, plain, true, whole

_FEWEST = 3
"""Months a target must have been looked at before a page says that it was never met."""


def attention_in_words(tables: Tables, indicators: list[Indicator], briefly: bool = False) -> list[str]:
    """What stands out, how many would by chance alone, what is left when that is allowed for, and targets not met.

    ``briefly``: without how many chance alone would bring, and without those of which nothing can be told.
    """
    flagged = [one for one in indicators if one.stands_out]
    of = count(len(indicators), "figure")
    said = []
    if flagged:
        verb = "stands" if len(flagged) == 1 else "stand"
        named = listed([f"{one.title}{_way(one)}" for one in flagged])
        which = f"{opening(number(len(flagged)))} of the {of} {verb}" if len(indicators) > 1 else "One figure stands"
        said.append(f"{which} out: {named}.")
    elif indicators:
        said.append(f"None of the {of} stands out." if len(indicators) > 1 else "The figure does not stand out.")
    unclear = sum(plain(one.note["variation"]) == "cannot tell" for one in indicators)
    if unclear and len(indicators) == 1:
        return ["Whether the figure stands out cannot be told."]
    if unclear and not briefly:
        said.append(f"For {number(unclear) if unclear < len(indicators) else 'all of them'} it cannot be told.")
    not_told = whole(tables.about.get("figures_not_told"))
    if not_told:
        more = "One more figure counts" if not_told == 1 else f"{opening(number(not_told))} more figures count"
        stands = "it stands" if not_told == 1 else "they stand"
        said.append(f"{more} so few in some months that this page cannot say whether {stands} out.")
    chance = _by_chance(tables, flagged)
    said += chance[-1:] if briefly and flagged else [] if briefly else chance
    never = [one for one in indicators if one.met.of >= _FEWEST and not one.met.met]
    fails = [one for one in indicators if plain(one.note["assurance"]) == "not met"]
    said += [f"{one.title} {one.never_met}{', and as things are will not' if one in fails else ''}." for one in never]
    missed = [one.title for one in fails if one not in never]
    if missed:
        targets = "its target" if len(missed) == 1 else "their targets"
        said.append(f"{listed(missed)} will not meet {targets} as things are.")
    return said


def chance_in_words(expected: float) -> str:
    """How many of several figures chance alone would flag, as a person would say it.

    >>> chance_in_words(2.3), chance_in_words(0.2), chance_in_words(1.0)
    ('about two', 'fewer than one', 'about one')
    """
    return "fewer than one" if expected < 0.5 else f"about {number(round(expected))}"


def _by_chance(tables: Tables, flagged: list[Indicator]) -> list[str]:
    expected, looked_at = figure(tables.about.get("figures_by_chance")), whole(tables.about.get("figures"))
    if expected is None or not looked_at:
        return []
    many = count(looked_at, "figure")
    said = [f"With {many} looked at, chance alone would make {chance_in_words(expected)} stand out."]
    if flagged:
        said.append("Figures that are slow to change, such as waiting lists, do so more often.")
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
