"""Was need met at the right level? Which level goes wrong most, how sure that is, in which direction, and for whom."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from ..plural import one_of
from ..tables import Tables
from .answers import Row, everybody, named, rows_of
from .given import (
    Given,
    heading_of,
    how_sure_which,
    levels_given,
    none_stands_out,
    only_named,
    which_goes_wrong,
    worst_of,
    worst_told,
)
from .layout import fill, html_table
from .level_pictures import by_whom, direction_picture, given_by_gaps, levels_picture
from .questions import question_list
from .section import Section
from .text import figure, plain, sentence, true, whole

_NOT_QUESTIONS = ("clock.", "frame.", "level.", "journey.", "agreement.", "dissent.")

_UNTOLD = (
    "Which level goes wrong most is not shown to these readers: few stand behind some levels, and somebody could be "
    "recognised."
)


def show_threshold(tables: Tables) -> Section:
    """The finding as the heading and first sentence; then the share that was right, the direction, and for whom.

    A section without html, which the page leaves out, where nothing was asked about the level of help.
    """
    about, unit = tables.about, plain(tables.about.get("unit"), "children")
    lens = everybody(tables["results"]).query("lens == 'threshold'")
    found = {plain(row["result_id"]): row for row in rows_of(lens) if plain(row["shown"])}
    asked = question_list(named(lens, lambda result: not result.startswith(_NOT_QUESTIONS)))
    grid = levels_given(tables["levels"])
    by_level = tables["level_gaps"]["by"] == "level_given"
    gaps = by_whom(tables["level_gaps"][~by_level if grid else slice(None)], unit)
    if not ("level.right" in found or len(tables["levels"]) or gaps or asked):
        return Section("threshold", "", "")
    given = grid or given_by_gaps(tables["level_gaps"])
    row = found.get("level.worst")
    only = none_stands_out(row) if row is not None else ("", "", "")
    if row is not None and not only[0] and whole(row["n"]) is None:
        only = only_named(row)
    if row is not None and not whole(row["of"]):
        row = None
    worst = worst_told(row, given) if row is not None else worst_of(given) if given else None
    html = fill(
        "threshold",
        which=only[0] if only[0] else which_goes_wrong(worst, unit) if worst else "",
        sure=only[1] if only[0] else how_sure_which(worst, given, row, about) if worst else "",
        untold=_UNTOLD if worst is None and not only[0] and given is None and "level.right" in found else "",
        told=[sentence(plain(line)) for line in about.get("threshold_told") or [] if plain(line)],
        placeholder=plain(about.get("threshold_confirmed")) == "no",
        judged=_judged(found, about, unit),
        shares=_shares(found, about),
        levels=levels_picture(tables["levels"], given, unit),
        direction=direction_picture(found, unit),
        by_whom=gaps,
        names=_names(tables["level_names"]),
        alike=_alike(tables),
        questions=asked or "",
    )
    return Section("threshold", only[2] if only[0] else _heading(worst, found, unit), str(html))


def _heading(worst: Given | None, found: dict[str, Row], unit: str) -> str:
    """Which level goes wrong most; else how many were too low or right; else the question."""
    if worst:
        return heading_of(worst, unit)
    for name, words in (
        ("level.too_low", "The level given was too low for"),
        ("level.right", "The level given was right for"),
    ):
        shown = plain(found[name]["shown"]) if name in found else ""
        if shown and "[" not in shown and whole(found[name]["n"]) != 0:
            return f"{words} {shown}"
    return "Was need met at the right level?"


def _judged(found: dict[str, Row], about: dict[str, Any], unit: str) -> str:
    """How many were drawn, for how many the question did not apply or is not settled, and how many were judged.

    Nothing where one of these counts may not be shown.
    """
    counts = {name: whole(found[f"level.{name}"]["n"]) if f"level.{name}" in found else None
              for name in ("judged", "not_applicable", "not_known")}  # fmt: skip
    judged, drawn = counts["judged"], whole(found["level.judged"]["of"]) if "level.judged" in found else None
    if judged is None or drawn is None:
        return ""
    noun = unit if drawn != 1 else one_of(unit)
    was = "were" if drawn != 1 else "was"
    if judged == drawn:
        return f"All {drawn:,} {noun} drawn were judged." if drawn > 1 else f"The one {noun} drawn was judged."
    left = [
        f"for {n:,} the question did not apply" if name == "not_applicable" else f"for {n:,} no level was settled"
        for name in ("not_applicable", "not_known")
        if (n := counts[name])
    ]
    return f"{drawn:,} {noun} {was} drawn; {'; '.join([*left, f'{judged:,} were judged'])}."


def _shares(found: dict[str, Row], about: dict[str, Any]) -> list[str]:
    """The share that was right: as looked at, and as it likely is among all, with why the two are not the same."""
    right, plainly = found.get("level.right"), found.get("level.right_as_looked_at")
    if right is None:
        return []
    said = [sentence(f"The level given was right for {plain(right['shown'])}")]
    frame, lower, upper = whole(about.get("frame_size")), figure(right["lower"]), figure(right["upper"])
    if frame and lower is not None and upper is not None:
        unit = plain(about.get("unit"), "children")
        fewer = (whole(right["of"]) or 0) < (whole(about.get("children")) or 0)
        those = " of those the question applies to" if fewer else ""
        said.append(
            f"Among all {frame:,} {unit}, between {lower:.0f} and {upper:.0f} in 100{those} were likely "
            "at the right level."
        )
    n, of, weighted = whole(right["n"]), whole(right["of"]), figure(right["percent"])
    looked = figure(plainly["percent"]) if plainly is not None else 100 * n / of if n is not None and of else None
    if lower is not None and looked is not None and weighted is not None and round(looked) != round(weighted):
        said.append(
            f"Of those judged {looked:.0f} in 100 were right ({n:,} of {of:,}); our best estimate for all is "
            f"{weighted:.0f} in 100."
        )
    return said


def _names(names: pd.DataFrame) -> Markup | None:
    """What each step is called in each area, and whose names nobody has confirmed.

    A document whose levels have no step is not compared with the others, and that is said beneath.
    """
    stepless = names["step"].isna() | names["step"].map(plain).eq("")
    apart = dict.fromkeys(f"{plain(row['area'])}, {plain(row['edition'])}" for row in rows_of(names[stepless]))
    names = names[~stepless]
    if names.empty:
        return None
    areas = list(dict.fromkeys((plain(row["area"]), plain(row["edition"])) for row in rows_of(names)))
    steps = list(dict.fromkeys((plain(row["step"]), plain(row["plain"])) for row in rows_of(names)))
    cells: dict[tuple[str, str, str], str] = {}
    for row in rows_of(names):
        words = plain(row["level"]) + ("" if true(row["confirmed"]) else " (not confirmed)")
        key = (plain(row["step"]), plain(row["area"]), plain(row["edition"]))
        cells[key] = f"{cells[key]}; {words}" if key in cells else words
    rows = [[words or step, *(cells.get((step, *area), "no such level") for area in areas)] for step, words in steps]
    heads = ["What it means", *(f"{area}, {edition}" if edition else area for area, edition in areas)]
    note = f"Not yet in the crosswalk of levels, and so not compared: {'; '.join(apart)}." if apart else ""
    return html_table("What the levels are called in each area", heads, rows, note=note)


def _alike(tables: Tables) -> str:
    """In one line how far agencies chose the same level; the rest stands in the section on agreement."""
    alike = tables["agreement"]
    mine = alike[(alike["question"] == "level") & (alike["who"] == "all") & (alike["measure"] == "percent")]
    for row in rows_of(mine):
        value = figure(row["value"])
        if value is not None:
            return f"Before they met, agencies chose the same level in {100 * value:.0f} of 100 pairs of judgements."
    return ""
