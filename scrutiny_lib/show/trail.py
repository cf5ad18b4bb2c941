"""The evidence trail: from every number on the page to the question as asked, the kind of file, and its fingerprint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from ..release.mask_trail import TOGETHER
from ..tables import Tables
from ..terms import SOURCES_OF_EVIDENCE
from .answers import Row, rows_of
from .layout import fill, html_table
from .text import missing, opening, plain
from .trail_from import NAMES, TABLES, counted_from, in_words

LETTERS = 12
"""Characters of a fingerprint that the page prints; the whole of it stands in the record."""

_MADE = {"template": "Audit tool", "notebook": "Notebook", "software": "Scrutiny Workbench"}
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
    """A row for each result of each finding, in the order of the page, with the places where it stands."""
    titles = {plain(row["finding_id"]): plain(row["title"]) for row in rows_of(tables["findings"].sort_values("rank"))}
    found: dict[tuple[str, str], Row] = {}
    for row in finding_numbers(tables):
        key = row["finding_id"], plain(row["result_id"])
        found.setdefault(key, {**row, "places": []})["places"].append(row["place"])
    rows: list[list[Any]] = []
    for finding, title in titles.items():
        mine = [row for (owner, _), row in found.items() if owner == finding]
        for at, row in enumerate(mine):
            asked = Markup("{} <code>{}</code>").format(_asked(row), plain(row["result_id"]))
            from_ = opening(in_words(counted_from(row, roles)))
            places = ", ".join(
                f"evidence ({place})" if place in SOURCES_OF_EVIDENCE else place for place in row["places"]
            )
            rows.append([None if at else title, plain(row["shown"]), places, asked, from_])
    heads = ["Finding", "Number", "Where", "Question as asked, and answer", "Counted from"]
    return html_table("Where each number of a finding comes from", heads, rows) if rows else None


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
    named = read.assign(what=[NAMES.get(plain(what), plain(what)) for what in read["what"]])
    together = named[named["what"] == TOGETHER]
    if len(together):
        kinds = "; ".join(dict.fromkeys(named["what"].drop(together.index)))
        return Markup("<p>What was read: {}. One fingerprint over all of it: {}.</p>").format(
            kinds, _prints(together["sha256"])
        )
    rows = [[opening(plain(what)), _prints(group["sha256"])] for what, group in named.groupby("what", sort=False)]
    note = "No file’s name is here: it could hold a child’s."
    return html_table("What was read", ["Kind of file", "Fingerprint of each file"], rows, note=note)


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
