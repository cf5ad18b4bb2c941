"""The figures around a review: one small picture for each monthly figure, and what is published about the areas."""

from __future__ import annotations

from typing import Any

from ..tables import Tables
from .attention_words import attention_in_words
from .indicator import Indicator, indicators_of
from .indicator_pictures import figure_events, figure_picture, figure_table
from .layout import fill
from .published import published_part
from .section import Section
from .text import number, opening, plain, true

_WIDTH = 340


def show_data(tables: Tables) -> Section:
    """Monthly figures with their mean and limits, flagged months marked; published figures as printed, not ranked."""
    indicators = indicators_of(tables)
    html = fill(
        "data",
        said=attention_in_words(tables, indicators) if len(indicators) > 1 else [],
        multiples=[_multiple(one) for one in indicators],
        quarterly=any(one.by_quarter for one in indicators),
        published=published_part(tables),
        elsewhere=true(tables.about.get("published_elsewhere")),
    )
    return Section("data", figures_heading(indicators), str(html))


def figures_heading(indicators: list[Indicator]) -> str:
    """How many of the figures stand out, as a heading."""
    if not indicators:
        return "The figures around it"
    flagged = sum(one.stands_out for one in indicators)
    if not any(one.stands_out or plain(one.note["variation"]) == "as usual" for one in indicators):
        return "The figures around it: too little to tell" if len(indicators) > 1 else "The figure around it"
    if len(indicators) == 1:
        return "The figure around it stands out" if flagged else "The figure around it moves as chance alone would"
    if not flagged:
        return f"None of the {number(len(indicators))} figures stands out from what chance would do"
    which = f"{opening(number(flagged))} of the {number(len(indicators))} figures"
    return f"{which} {'stand' if flagged > 1 else 'stands'} out from what chance would do"


def _multiple(one: Indicator) -> dict[str, Any]:
    """One figure: its picture, what it says, its definition, and what happened."""
    said = one.said("sentence", "flag", "season")
    defined = " ".join([*one.said("definition"), one.better])
    beneath = [one.marks, *said, " ".join(figure_events(one)), defined]
    return {
        "title": one.named,
        "picture": figure_picture(one, one.named, beneath, (_WIDTH,), figure_table(one)),
        "sentences": beneath,
    }
