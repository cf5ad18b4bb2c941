"""The evidence trail: from every number on the page to the question as asked, the kind of file, and its fingerprint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from ..release.mask_trail import TOGETHER
from ..tables import Tables
from ..terms import SOURCES_OF_EVIDENCE
from .answers import Row, named, rows_of
from .front import front_findings
from .layout import fill, html_table
from .points import added_up
from .text import missing, opening, plain, whole
from .trail_from import NAMES, TABLES, counted_from, in_words
from .unconcluded import without_finding

FRONT = "front"
"""The place of a number that stands in the box at the top."""
LETTERS = 12
"""Characters of a fingerprint that the page prints; the whole of it stands in the record."""

_MADE = {"template": "Audit tool", "notebook": "Notebook", "software": "Scrutiny Workbench"}
_LAST_TIME = ("act.due", "act.done", "act.changed")
"""The results that the line on earlier actions is made of."""
RETURN = "return"
"""The role of the files whose source, an agency, is printed; of no other file is more said than its kind."""
_IN_THE_RECORD = "in the record only"


def trail_part(tables: Tables) -> Markup | None:
    """What the page was made from, in four steps of which each leads to the next.

    Parameters
    ----------
    tables : Tables
        What one audience may see: ``numbers`` and ``results`` (number → question), ``trail`` (file → fingerprint) and
        ``about["trail"]`` (template, notebook and software), as the batch put them in.

    Returns
    -------
    Markup or None
        Numbers in findings, every question with a number, other tables, and what was read; ``None`` where the tables
        hold no trail, as in a notebook that an analyst runs on tables of their own.
    """
    read, made = tables["trail"], tables.about.get("trail")
    if read.empty and not made:
        return None
    roles = set(read["what"])
    return fill(
        "trail",
        numbers=_numbers(tables, roles),
        questions=_questions(tables, roles),
        others=_others(tables, roles),
        files=_files(read),
        made=_made(made if isinstance(made, Mapping) else {}, plain(tables.about.get("audience"))),
        letters=LETTERS,
    )


def finding_numbers(tables: Tables) -> list[Row]:
    """Each number of each finding with the result it is: finding_id, place, and everything of the result.

    Findings that these readers are not given, and results without a number for them, are not among them.
    """
    results = {plain(row["result_id"]): row for row in rows_of(tables["results"])}
    given = {plain(row["finding_id"]) for row in rows_of(tables["findings"])}
    named = [row for row in rows_of(tables["numbers"]) if plain(row["finding_id"]) in given]
    return [
        {**results[plain(row["result_id"])], "finding_id": plain(row["finding_id"]), "place": plain(row["place"])}
        for row in named
        if plain(row["result_id"]) in results and has_number(results[plain(row["result_id"])])
    ]


def has_number(row: Row) -> bool:
    """Whether a result says something to these readers: not hidden, not left blank, and for somebody.

    >>> has_number({"shown": "3 of 8 children"}), has_number({"shown": "[c]"}), has_number({"shown": None})
    (True, False, False)
    """
    return not missing(row["shown"]) and not plain(row["shown"]).startswith("[")


def _numbers(tables: Tables, roles: set[str]) -> Markup | None:
    """A row for each number of each finding, in the order of the page, with the places where it stands; then the
    numbers on the front that belong to no finding."""
    titles = {plain(row["finding_id"]): plain(row["title"]) for row in rows_of(tables["findings"].sort_values("rank"))}
    on_front = {
        plain(row["finding_id"]): number.rows
        for one in front_findings(tables)
        for row, number in one
        if all(map(has_number, number.rows))
    }
    found: dict[tuple[str, str], Row] = {}
    for row in finding_numbers(tables):
        key = row["finding_id"], plain(row["result_id"])
        found.setdefault(key, {**row, "places": []})["places"].append(row["place"])
    rows: list[list[Any]] = []
    for finding, title in titles.items():
        mine = {name: row for (owner, name), row in found.items() if owner == finding}
        front = on_front.get(finding, ())
        if len(front) == 1:
            name = plain(front[0]["result_id"])
            mine[name] = {**front[0], "places": [FRONT, *mine.get(name, {}).get("places", [])]}
        made = [_line(row["places"], [row], roles) for row in mine.values()]
        made = [_line([FRONT], list(front), roles), *made] if len(front) > 1 else made
        rows += [[None if at else title, *line] for at, line in enumerate(made)]
    rows += _others_on_front(tables, roles)
    heads = ["Finding", "Number", "Where", "Question as asked, and answer", "Counted from"]
    return html_table("Where each number of a finding comes from", heads, rows) if rows else None


def _line(places: Sequence[str], of: Sequence[Row], roles: set[str]) -> list[Any]:
    """One number, which may be several results added up: the number, its places, its question and its kind of file."""
    ids = "+".join(plain(row["result_id"]) for row in of)
    asked = _asked({**of[0], "answer": " or ".join(plain(row["answer"]) for row in of)})
    where = ", ".join(f"evidence ({place})" if place in SOURCES_OF_EVIDENCE else place for place in places)
    from_ = opening(in_words(counted_from(of[0], roles)))
    return [added_up(list(of)), where, Markup("{} <code>{}</code>").format(asked, ids), from_]


def _others_on_front(tables: Tables, roles: set[str]) -> list[list[Any]]:
    """Numbers on the front beside the findings: lines not concluded, how many were looked at, actions."""
    rows: list[list[Any]] = []
    for line in without_finding(tables):
        made = [_line([FRONT, "section 1"], number.rows, roles) for number in line.numbers]
        rows += [[None if at else line.question, *each] for at, each in enumerate(made)]
    looked_at, frame = whole(tables.about.get("children")), whole(tables.about.get("frame_size"))
    if looked_at and frame and len(tables["findings"]):
        unit = plain(tables.about.get("unit"), "children")
        from_ = [role for role in ("sample on record", "frame") if role in roles] or ["frame"]
        asked = f"{opening(unit)} looked at, of all that could have been chosen."
        rows.append(["How sure", f"{looked_at:,} of {frame:,} {unit}", FRONT, asked, opening(in_words(from_))])
    if plain(tables.about.get("last_time")):
        acts = [row for row in rows_of(named(tables["results"], _LAST_TIME.__contains__)) if has_number(row)]
        made = [_line([FRONT], [row], roles) for row in acts]
        rows += [[None if at else "Earlier actions", *each] for at, each in enumerate(made)]
    return rows


def _asked(row: Row) -> str:
    """The question with the answer that was counted."""
    label, answer = plain(row["label"]), opening(plain(row["answer"]))
    return f"{label} {answer}." if answer and label.endswith("?") else label


def _questions(tables: Tables, roles: set[str]) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """By kind of file: each question as it was asked, with the ids under which its numbers stand."""
    found: dict[str, dict[str, dict[str, None]]] = {}
    for row in rows_of(tables["results"]):
        if has_number(row):
            source = opening(in_words(counted_from(row, roles)))
            ids = found.setdefault(source, {}).setdefault(plain(row["label"]), {})
            ids[plain(row["question"])] = None
    return [
        (source, [(asked, sorted(ids, key=_length)) for asked, ids in questions.items()])
        for source, questions in found.items()
    ]


def _length(name: str) -> tuple[int, str]:
    return name.count("."), name


def _others(tables: Tables, roles: set[str]) -> list[tuple[str, str]]:
    """Tables of the page beside the results, and the kinds of file they were counted from."""
    there = [(words, from_) for name, (words, from_) in TABLES.items() if name in tables.frames and len(tables[name])]
    return [(words, in_words([role for role in from_ if role in roles] or from_)) for words, from_ in there]


def _files(read: pd.DataFrame) -> Markup | None:
    """Each kind of file with the beginning of each fingerprint, or, outside the partnership, one over all of them."""
    if read.empty:
        return None
    known = read.assign(what=[NAMES.get(plain(what), plain(what)) for what in read["what"]])
    together = known[known["what"] == TOGETHER]
    if len(together):
        kinds = "; ".join(dict.fromkeys(known["what"].drop(together.index)))
        return Markup("<p>What was read: {}. One fingerprint over all of it: {}.</p>").format(
            kinds, _prints(together["sha256"])
        )
    agency = known["source"].map(plain).where(known["what"].eq(NAMES[RETURN]), "").replace("read", "")
    known = known.assign(source=agency)
    rows: list[list[Any]] = []
    for what, kind in known.groupby("what", sort=False):
        own = [[_prints(group["sha256"]), source] for source, group in kind.groupby("source", sort=False)]
        rows += [[None if at else opening(plain(what)), *each] for at, each in enumerate(own)]
    heads = ["Kind of file", "Fingerprint of each file", "From"]
    if not any(row[2] for row in rows):
        heads, rows = heads[:2], [row[:2] for row in rows]
    note = "No file’s name is here: it could hold a child’s."
    return html_table("What was read", heads, rows, note=note)


def _prints(hashes: pd.Series[str]) -> Markup | str:
    known = [plain(each)[:LETTERS] for each in hashes.dropna().unique()]
    return Markup(" ").join(Markup('<code class="hash">{}</code>').format(each) for each in known) or _IN_THE_RECORD


def _made(made: Mapping[str, Any], audience: str) -> list[tuple[str, str, str]]:
    """Template, notebook and software: what it is, its id with the edition, and the beginning of its fingerprint."""
    parts = {**made, "notebook": made.get("notebooks", {}).get(audience)}
    there = [(words, parts[key]) for key, words in _MADE.items() if parts.get(key)]
    return [
        (words, " ".join(part for part in (plain(of.get("id")), _edition(of)) if part), plain(of["sha256"])[:LETTERS])
        for words, of in there
    ]


def _edition(of: Mapping[str, Any]) -> str:
    return f"({plain(of['edition'])})" if of.get("edition") else ""
