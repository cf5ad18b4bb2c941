"""What the page rests on: how the children were chosen, who sent returns, limits, methods and the evidence trail."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd
from markupsafe import Markup

from ..audit.beside_frame import attribute_name
from ..tables import Tables
from .agreement import agreement_table
from .answers import likely, named, rows_of
from .layout import fill, html_table
from .section import Section
from .summary import how_sure
from .text import (
    day,
    listed,
    missing,
    number,
    opening,
    plain,
    sentence,
    short_day,
    true,
    unconfirmed,
    whole,
    words_only,
)
from .trail import trail_part

_MADE = {"as_at": "Figures as at", "template_edition": "Audit tool edition", "version": "Scrutiny Workbench"}
_QUESTIONS = "Questions about practice"
_GROUPS = (
    (r"(voice|chain|eng)\.", "What children said, and what became of it"),
    (r"level\.(?!agreement)", "Levels given and agreed"),
    (r"(frame\.)?clock\.|frame\.", "Whether it happened in time"),
    (r"journey\.", "The way from step to step"),
    (r"(level\.)?agree", "How far people agree"),
    (r"prac\.", "What practitioners said"),
    (r"train\.", "Training"),
    (r"act\.", "Actions"),
)
_ORDER = (_QUESTIONS, *(name for _, name in _GROUPS))
"""What the rules of counting are told under, in the order of the page."""
_PLANNED = ("cases", "data", "practitioners", "children")


def show_basis(tables: Tables) -> Section:
    """Everything a careful reader needs to judge the page, ending with what was withheld from it and why."""
    about, results, agencies = tables.about, tables["results"], tables["agencies"]
    coders = rows_of(named(results, lambda result: result.startswith("agree.")))
    worked = results[results["lens"] != "data"]
    html = fill(
        "basis",
        comment=plain(about.get("scrutineer_comment")),
        why=sentence(plain(about.get("why"))),
        chosen=sentence(plain(about.get("how_chosen")) or how_sure(about)),
        sample=_sample(tables["sample_frame"]),
        audited=bool(whole(about.get("children")) or plain(about.get("design")) or len(agencies)),
        unit=plain(about.get("unit"), "children"),
        agencies=_agencies(agencies, plain(about.get("unit"), "children")) if len(agencies) else None,
        absent=_missing_returns(tables),
        can_show=[sentence(plain(line)) for line in about.get("can_show") or [] if plain(line)],
        unconfirmed=unconfirmed(about),
        planned=_planned(tables["lines"]),
        agreement=agreement_table(coders) if coders else None,
        methods=_methods(worked),
        decisions=_decisions(tables["decisions"]),
        likely=likely(worked),
        withheld=_withheld(tables["withheld"]),
        hidden=_hidden(tables),
        outside=words_only(about),
        trail=trail_part(tables),
        made=[f"{words} {day(about[key])}." for key, words in _MADE.items() if not missing(about.get(key))],
    )
    return Section("basis", "What this rests on", str(html))


def _methods(worked: pd.DataFrame) -> list[tuple[str, list[str]]]:
    """Each sentence on how something was counted, under what it goes for and once; how sure one level is worst stands
    where that is told."""
    groups: dict[str, dict[str, None]] = {}
    for row in rows_of(worked[worked["result_id"] != "level.worst"]):
        if not missing(row["method"]):
            parts = re.split(r"(?<=[a-z)]\.)\s+", plain(row["method"]))
            groups.setdefault(_counted(plain(row["result_id"])), {}).update(
                dict.fromkeys(part.strip() for part in parts if part.strip())
            )
    every = dict.fromkeys(part for said in groups.values() for part in said)
    several = [part for part in every if _in_many(part, groups)]
    rest = {name: [part for part in said if part not in several] for name, said in groups.items()}
    found = [("In more than one of these", several), *sorted(rest.items(), key=lambda one: _ORDER.index(one[0]))]
    return [(name, said) for name, said in found if said]


def _in_many(part: str, groups: Mapping[str, Mapping[str, None]]) -> bool:
    return sum(part in said for said in groups.values()) > 1


def _counted(result: str) -> str:
    """What the rules of a result go for, as a reader of the annex is told it."""
    return next((name for pattern, name in _GROUPS if re.match(pattern, result)), _QUESTIONS)


def _sample(sample: pd.DataFrame) -> Markup | None:
    """The sample beside the frame, so that a reader sees whom it stands for and whom it does not."""
    if sample.empty:
        return None
    rows = [
        [
            None if row["attribute"] == before else _name(row["attribute"]),
            row["value"],
            row["in_frame"],
            row["in_sample"],
        ]
        for row, before in zip(rows_of(sample), [None, *sample["attribute"]], strict=False)
    ]
    heads = ["What", "Which", "Could have been chosen", "Was chosen"]
    return html_table("Who could have been chosen, and who was", heads, rows, (2, 3))


def _name(attribute: object) -> str:
    return opening(attribute_name(plain(attribute)))


def _agencies(agencies: pd.DataFrame, unit: str) -> Markup:
    rows = [
        [
            row["agency"],
            row["asked"],
            row["returned"],
            row["known"],
            short_day(row["received_on"]),
            "" if missing(row["received_on"]) else "late" if true(row["late"]) else "in time",
        ]
        for row in rows_of(agencies)
    ]
    heads = ["Agency", "Asked about", "Returned", "Known to it", "Received", "In time?"]
    return html_table(f"Which agencies sent what back ({unit})", heads, rows, (1, 2, 3))


def _missing_returns(tables: Tables) -> str:
    absent = [
        plain(row["agency"])
        for row in rows_of(tables["agencies"])
        if whole(row["returned"]) == 0 or plain(row["returned"]) == "no"
    ]
    if absent:
        return f"Nothing came back from {listed(absent)}. What these agencies know is missing from this page."
    asked, returned = whole(tables.about.get("agencies_asked")), whole(tables.about.get("agencies_returned"))
    if asked is None or returned is None:
        return ""
    if asked == returned:
        return f"All {number(asked)} agencies asked sent something back."
    return f"{number(returned).capitalize()} of {number(asked)} agencies asked sent something back."


def _planned(lines: pd.DataFrame) -> Markup | None:
    if lines.empty:
        return None
    rows = [[row["question"], *(row[name] for name in _PLANNED)] for row in rows_of(lines)]
    heads = ["Line of enquiry", "Cases", "Data", "Practitioners", "Children and families"]
    return html_table("The evidence planned for each line of enquiry", heads, rows)


def _decisions(decisions: pd.DataFrame) -> Markup | None:
    if decisions.empty:
        return None
    rows = [
        [short_day(row["decided_on"]), row["body"], row["about"], opening(plain(row["decision"])), row["dissent"]]
        for row in rows_of(decisions)
    ]
    return html_table("Decisions so far", ["Date", "Body", "About", "Decision", "Who saw it differently"], rows)


def _withheld(withheld: pd.DataFrame) -> list[tuple[str, list[str]]]:
    """Each reason once, with everything that is left out for it."""
    reasons: dict[str, list[str]] = {}
    for row in rows_of(withheld):
        reasons.setdefault(sentence(plain(row["why"])), []).append(sentence(plain(row["what"])))
    return list(reasons.items())


def _hidden(tables: Tables) -> bool:
    """Whether any table these readers are given has a count hidden in it."""
    cells = (cell for frame in tables.frames.values() for cell in frame.to_numpy().flat)
    return any(isinstance(cell, str) and "[c]" in cell for cell in cells)
