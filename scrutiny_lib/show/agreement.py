"""Do the agencies see it alike? How far those who judged alone agreed, and what talking changed."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from ..plural import one_of
from ..tables import Tables
from ..terms import WORKING
from .answers import Row, everybody, named, rows_of
from .layout import fill, html_table, picture
from .lines import Line, Mark, draw_lines
from .section import Section
from .text import figure, number, opening, plain, sentence, whole

MEASURES = {"percent": "pairs alike", "alpha": "alpha", "ac": "AC"}
"""The three measures, always shown together, by their name in the table."""

_HEADS = {
    "percent": "Pairs alike (likely range)",
    "alpha": "Krippendorff's alpha (likely range)",
    "ac": "Gwet's AC (likely range)",
}
NOT_DEFINED = "not defined: everybody gave the same answer"
MOST_LINES = 5
"""Lines in one picture: the weakest are what there is to talk about; all are in the table."""

_FEW = 10


def show_agreement(tables: Tables) -> Section:
    """Agreement by question and by pair of agencies beside the target, and what the audit discussion changed.

    A section without html, which the page leaves out, where nothing was judged by two on their own.
    """
    results = everybody(tables["results"])
    alike = [row for row in rows_of(tables["agreement"]) if plain(row["measure"]) in MEASURES]
    dissent = rows_of(named(results, lambda result: result.startswith("dissent.")))
    moved = rows_of(tables["moderated"])
    words = [] if alike else _worded(rows_of(named(results, lambda result: result.startswith("agreement."))))
    if not (alike or moved or words or len(tables["facts"])):
        return Section("agreement", "", "")
    target, unit = figure(tables.about.get("agreement_target")), plain(tables.about.get("unit"), "children")
    together = [row for row in alike if plain(row["who"], "all") == "all"]
    pairs = [row for row in alike if plain(row["who"], "all") != "all"]
    html = fill(
        "agreement",
        target=f"{target:.2f}" if target is not None else "",
        by_question=_picture(together, target, unit),
        by_pair=_by_pair(_by_label(pairs), plain(tables.about.get("audience")) == WORKING),
        words=words,
        facts=_facts(rows_of(tables["facts"]), unit),
        moved=_moved(moved if plain(tables.about.get("audience")) == WORKING else _over_questions(moved)),
        moved_said=_moved_said(moved),
        dissent=_dissent([row for row in dissent if plain(row["shown"]) and whole(row["n"]) != 0]),
    )
    return Section("agreement", _heading(together, target), str(html))


def _by_pair(by_label: list[tuple[str, list[Row]]], every: bool) -> list[Markup]:
    """The pairs of agencies on the first question, weakest first; of the others ``every`` pair, else the weakest."""
    if not by_label:
        return []
    caption = "{}: how far each pair of agencies agreed"
    groups = [(label, sorted(_grouped(rows, "who"), key=_weakest)) for label, rows in by_label]
    shown = groups if every else groups[:1]
    tables = [_table(pairs, "who", caption.format(label)) for label, pairs in shown]
    told = [[{**row, "pair": f"{label} {plain(row['who'])}"} for row in pairs[0]]
            for label, pairs in groups[len(shown):]]  # fmt: skip
    rest = [_table(told, "pair", "On each other question, the pair of agencies that agreed least")] if told else []
    return [*tables, *rest]


def _dissent(rows: list[Row]) -> Markup | None:
    """On which questions somebody did not share what was settled, and how often."""
    if not rows:
        return None
    cells = [[plain(row["label"]), row["shown"]] for row in rows]
    return html_table("Where somebody did not share what was settled", ["Question", "How many"], cells)


def agreement_table(rows: list[Row]) -> Markup:
    """How far people who judged the same thing on their own agreed: always several measures together."""
    caption = plain(rows[0]["label"], "How far people who judged the same thing agreed")
    return html_table(caption, ["Measure", "Value"], [[opening(plain(row["answer"])), row["shown"]] for row in rows])


def _by_label(rows: list[Row]) -> list[tuple[str, list[Row]]]:
    labels = list(dict.fromkeys(plain(row["label"]) for row in rows))
    return [(label, [row for row in rows if plain(row["label"]) == label]) for label in labels]


def _worded(rows: list[Row]) -> list[tuple[str, list[str]]]:
    """The share of pairs that were alike in words, with the questions of which that is said."""
    said = dict.fromkeys(plain(row["shown"]) for row in rows if plain(row["shown"]).replace("[c]", ""))
    return [(words, [plain(row["label"]) for row in rows if plain(row["shown"]) == words]) for words in said]


def _facts(rows: list[Row], unit: str) -> list[tuple[str, str, Markup]]:
    """Each question about what an agency knows itself: for how many cases the facts differ, and what each said."""
    made = []
    for question in dict.fromkeys(plain(row["question"]) for row in rows):
        own = [row for row in rows if plain(row["question"]) == question]
        answers = list(dict.fromkeys(plain(row["answer"]) for row in own))
        agencies = list(dict.fromkeys(plain(row["agency"]) for row in own))
        counts = {(plain(row["agency"]), plain(row["answer"])): row["n"] for row in own}
        of = {plain(row["agency"]): row["of"] for row in own}
        label, both, differ = plain(own[0]["label"]), whole(own[0]["both"]), whole(own[0]["differ"])
        said = ""
        if both and differ is not None:
            noun = unit if both > 1 else one_of(unit)
            said = f"Two agencies or more answered for {both:,} {noun}; for {differ:,} of them their facts differ."
        body = [[agency, *(counts[agency, answer] for answer in answers), of[agency]] for agency in agencies]
        heads = ["Agency", *(opening(answer) for answer in answers), "Answered"]
        made.append((label, said, html_table(label, heads, body, range(1, len(heads)))))
    return made


def _heading(rows: list[Row], target: float | None) -> str:
    """How often agencies chose the same level; else on how many of the questions for which alpha is defined it reaches
    the target; else the subject."""
    for row in rows:
        if plain(row["question"]) == "level" and plain(row["measure"]) == "percent":
            value = figure(row["value"])
            if value is not None:
                return f"Agencies chose the same level in {100 * value:.0f} of 100 pairs of judgements"
    alphas = {plain(row["question"]): row for row in rows if plain(row["measure"]) == "alpha"}
    defined = [value for row in alphas.values() if (value := figure(row["value"])) is not None]
    if target is None or not defined:
        return "How far agencies see it alike"
    reached = sum(value >= target for value in defined)
    if len(defined) == 1:
        return (
            f"Agencies {'agree as far as the partnership asks' if reached else 'agree less than the partnership asks'}"
        )
    if not reached:
        return f"On none of the {number(len(defined))} questions do agencies agree as far as the partnership asks"
    return f"On {number(reached)} of {number(len(defined))} questions agencies agree as far as the partnership asks"


def _picture(rows: list[Row], target: float | None, unit: str) -> Markup | None:
    """A line for each question, weakest agreement first, with the measures and the number of cases.

    At most :data:`MOST_LINES` are drawn; all are in the table.
    """
    groups = sorted(_grouped(rows, "question"), key=_weakest)
    if not groups:
        return None
    data = _table(groups, "label", "How far agencies agreed, by question")
    lines = [_line(group, plain(group[0]["label"]), unit) for group in groups[:MOST_LINES]]
    if not any(mark.value is not None for line in lines for mark in line.marks):
        return data
    alt = " ".join(
        f"{line.label}: {line.shown}; {'; '.join(f'{mark.name} {mark.shown}' for mark in line.marks)}."
        for line in lines
    )
    aim = f" The upright line is the target the partnership set for alpha, {target:.2f}." if target is not None else ""
    most = f"the {number(MOST_LINES)} weakest" if len(groups) > MOST_LINES else "weakest first"
    message = f"How far agencies agreed, {most}. The grey band is the likely range.{aim}"
    return picture(message, alt + aim, lambda width: draw_lines(lines, target, width), data)


def _grouped(rows: list[Row], key: str) -> list[list[Row]]:
    names = dict.fromkeys(plain(row[key]) for row in rows)
    return [[row for row in rows if plain(row[key]) == name] for name in names]


def _table(groups: list[list[Row]], label: str, caption: str) -> Markup:
    named_by = {"who": "pair of agencies", "pair": "question, and the pair"}
    heads = [opening(named_by.get(label, "question")), "Judged by two or more", *_HEADS.values()]
    body = []
    for group in groups:
        found = {plain(row["measure"]): row for row in group}
        cells = [f"{_value(found[name])} {_range(found[name])}".strip() if name in found else "" for name in _HEADS]
        body.append([plain(group[0][label]), plain(group[0]["units"], "[c]"), *cells])
    return html_table(caption, heads, body, (1,))


def _line(rows: list[Row], label: str, unit: str) -> Line:
    found = {plain(row["measure"]): row for row in rows}
    units = next((plain(row["units"]) for row in rows if plain(row["units"])), "")
    marks = []
    for measure in ("alpha", "ac"):
        if measure in found:
            value, lower, upper = (figure(found[measure][name]) for name in ("value", "lower", "upper"))
            marks.append(Mark(MEASURES[measure], _value(found[measure]), value, lower, upper, measure == "alpha"))
    said = [f"{_value(found['percent'])} alike" if "percent" in found else "", f"{units} {unit}" if units else ""]
    return Line(label, ", ".join(part for part in said if part), tuple(marks))


def _weakest(rows: list[Row]) -> float:
    """For putting the weakest first: alpha, or AC where that is not defined; what has neither comes last."""
    return next((mark.value for mark in _line(rows, "", "").marks if mark.value is not None), 2.0)


def _value(row: Row) -> str:
    value = figure(row["value"])
    if plain(row["shown"]):
        return plain(row["shown"])
    if value is None:
        return NOT_DEFINED
    return f"{100 * value:.0f} in 100" if plain(row["measure"]) == "percent" else f"{value:.2f}"


def _range(row: Row) -> str:
    lower, upper = figure(row["lower"]), figure(row["upper"])
    if lower is None or upper is None:
        return ""
    if plain(row["measure"]) == "percent":
        return f"({100 * lower:.0f} to {100 * upper:.0f})"
    return f"({lower:.2f} to {upper:.2f})"


def _over_questions(rows: list[Row]) -> list[Row]:
    """The grades of each agency over all questions together; ``[c]`` where one of the counts is hidden."""
    made = []
    for agency in dict.fromkeys(plain(row["agency"]) for row in rows):
        own = [row for row in rows if plain(row["agency"]) == agency]
        counts = {name: [whole(row[name]) for row in own] for name in ("same", "better", "worse", "of")}
        sums = {name: "[c]" if None in column else sum(n or 0 for n in column) for name, column in counts.items()}
        made.append({"label": "All questions together", "agency": agency, **sums})
    return made


def _moved(rows: list[Row]) -> Markup | None:
    """Own grade and settled grade by question and agency; a group with few grades is not set out."""
    if not rows:
        return None
    body: list[list[Any]] = []
    for label, own in _by_label(rows):
        for at, row in enumerate(own):
            of = whole(row["of"])
            few = of is None or of < _FEW
            cells = [plain(row[name], "[c]") for name in ("same", "better", "worse")]
            said = ["too few to set out"] * 3 if few and "[c]" not in cells else cells
            body.append([None if at else label, opening(plain(row["agency"])), *said, plain(row["of"], "[c]")])
    heads = ["Question", "Agency", "The same as settled", "Kinder than settled", "Harder than settled", "Grades"]
    return html_table("What the audit discussion made of each agency's own grades", heads, body, range(2, 6))


def _moved_said(rows: list[Row]) -> str:
    """Over all agencies: how many grades the discussion changed, and which way."""
    counts = {name: [whole(row[name]) for row in rows] for name in ("same", "better", "worse", "of")}
    if not rows or any(count is None for column in counts.values() for count in column):
        return ""
    total = {name: sum(count or 0 for count in column) for name, column in counts.items()}
    changed = total["better"] + total["worse"]
    if not changed:
        return f"The discussion changed none of the {total['of']:,} grades that agencies had given on their own."
    return sentence(
        f"The discussion changed {changed:,} of {total['of']:,} grades that agencies had given on their own: "
        f"{total['better']:,} had been kinder than what was settled, {total['worse']:,} harder"
    )
