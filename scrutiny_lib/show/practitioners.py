"""What practitioners told us: who was asked, what gets in the way, what works, what would help. No names are known to
the page. What the audited cases show stands beside it, line by line, and neither is corrected by the other."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from ..tables import Tables
from ..terms import KINDS_OF_VOICE
from .answers import Row, rows_of
from .kinds import by_kind
from .layout import fill, html_table
from .practitioners_beside import beside_the_cases
from .questions import answer_table, question_list, question_picture
from .read_alike import HEAD, read_alike
from .section import Section
from .text import count, plain, short_day, true, whole, words_only

_HEADINGS = {
    "barrier": "What gets in the way",
    "what works": "What works",
    "what would help": "What would help",
}
_CODES_HEADS = ("Group", "What was said", "In activities", "In answers to the survey", HEAD)


def show_practitioners(tables: Tables) -> Section:
    """Barriers, what works and what would help, most widely raised first; what was coded; what a survey answered; the
    same lines of enquiry as the audited cases show them; and how practitioners were asked."""
    themes = tables["themes"]
    theirs = themes[~themes["source"].isin(KINDS_OF_VOICE)]
    activities = rows_of(tables["activities"])
    held = [
        [row["activity"], plain(row["agencies"]), short_day(row["held_on"]), row["invited"], row["took_part"]]
        for row in activities
    ]
    table = html_table(
        "How practitioners were asked", ["Activity", "Agencies", "Held on", "Invited", "Took part"], held, (3, 4)
    )
    raised = [(heading, _said(theirs, kind)) for kind, heading in _HEADINGS.items()]
    html = fill(
        "practitioners",
        themes=raised,
        outside=words_only(tables.about),
        anything=any(said for _, said in raised),
        activities=table if activities else None,
        took_part=_took_part(tables["activities"]),
        codes=_codes(rows_of(tables["practitioner_codes"])),
        survey=_survey(answers_to_survey(tables["results"]), tables.about),
        respondents=_respondents(rows_of(tables["respondents"])),
        beside=beside_the_cases(tables, theirs),
    )
    return Section("practitioners", "What practitioners told us", str(html))


def answers_to_survey(results: pd.DataFrame) -> pd.DataFrame:
    """The results of a survey among those of this lens: no themes, no codes, not who took part."""
    ids = results["result_id"].astype(str)
    return results[(results["lens"] == "practitioners") & ids.str.fullmatch(r"prac\.(?!code\.)[^.]+\.[^.]+")]


def _survey(results: pd.DataFrame, about: dict[str, Any]) -> Markup | None:
    """Each question of one answer as a picture of all its answers, the good ones marked; the others after them."""
    kinds = by_kind(results)
    chosen = [
        answer_table([rows])
        if any(whole(row["n"]) is None for row in rows)
        else question_picture(rows, [row for row in rows if true(row["good"])] or [_most(rows)], about)
        for rows in kinds.chosen
    ]
    ids = {plain(row["result_id"]) for rows in kinds.chosen for row in rows}
    ids |= {plain(row["result_id"]) for row in kinds.together.values()}
    others = question_list(results[~results["result_id"].isin(ids)])
    parts = [*chosen, *([others] if others is not None else [])]
    return Markup("").join(parts) if parts else None


def _most(rows: list[Row]) -> Row:
    """The answer most often given."""
    return max(rows, key=lambda row: whole(row["n"]) or 0)


def _said(themes: pd.DataFrame, kind: str) -> list[tuple[str, str]]:
    rows = sorted(rows_of(themes[themes["kind"] == kind]), key=lambda row: -(whole(row["weight"]) or 0))
    return [(plain(row["theme"]), _weight(row["weight"])) for row in rows]


def _weight(weight: object) -> str:
    activities = whole(weight)
    return plain(weight) if activities is None else f"raised in {count(activities, 'activity', 'activities')}"


def _took_part(activities: pd.DataFrame) -> str:
    """How many of those invited took part, when every number is known."""
    invited, came = ([whole(value) for value in activities[name]] for name in ("invited", "took_part"))
    if not invited or None in invited or None in came:
        return ""
    total, there = sum(n or 0 for n in invited), sum(n or 0 for n in came)
    return f"{there:,} of the {total:,} invited took part, in {count(len(invited), 'activity', 'activities')}."


def _codes(rows: list[Row]) -> Markup | None:
    """Each code once, with how widely it came up where people met and where they wrote: two counts, never added."""
    found: dict[str, dict[str, Row]] = {}
    for row in rows:
        found.setdefault(plain(row["code"]), {})[plain(row["unit"])] = row
    if not found:
        return None
    told = any(plain(row["shown"]) for row in rows)
    cells = []
    for by_unit in sorted(found.values(), key=lambda units: plain(next(iter(units.values()))["group"])):
        first = next(iter(by_unit.values()))
        shown = [plain(by_unit[unit]["shown"]) if unit in by_unit else "" for unit in ("activities", "practitioners")]
        cells.append([first["group"], first["name"], *(shown if told else []), read_alike(first)])
    for at in range(len(cells) - 1, 0, -1):
        if cells[at][0] == cells[at - 1][0]:
            cells[at][0] = None
    heads = _CODES_HEADS if told else (*_CODES_HEADS[:2], _CODES_HEADS[4])
    note = "In a group one voice is easily taken for many: what is counted is activities, never people in a room."
    return html_table("What practitioners said, coded", heads, cells, note=note if told else "")


def _respondents(rows: list[Row]) -> Markup | None:
    if not rows:
        return None
    note = f"{whole(rows[0]['of'])} answered." if whole(rows[0]["of"]) else ""
    return html_table("Who answered the survey", ["Agency", "Answered"], [[row["agency"], row["n"]] for row in rows],
                      (1,), note=note)  # fmt: skip
