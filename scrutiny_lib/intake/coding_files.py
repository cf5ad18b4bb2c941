"""Codes that came in a table (.csv) or in a project of another tool (.qdpx), held against one review's texts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from scrutiny_lib.errors import Problems, Refused
from scrutiny_lib.intake.code_names import Held, Sent, ToCode
from scrutiny_lib.intake.data_files import read_csv, whole_number
from scrutiny_lib.intake.qda_positions import PositionsUnclear
from scrutiny_lib.intake.qda_project import Project
from scrutiny_lib.intake.qda_spans import READINGS
from scrutiny_lib.intake.qdpx_read import read_qdpx
from scrutiny_lib.intake.same_words import comparable, places_in
from scrutiny_lib.intake.text import header as spelling

CSV_COLUMNS = ("passage_id", "source", "start", "end", "code", "coder")
_ENDINGS = re.compile(r"\.(?:txt|text|md|rtf|docx?|odt|html?|pdf)$")


def read_coding_csv(path: Path, coder: str, plan: ToCode, problems: Problems) -> Sent | None:
    """Read one coder's codes from a table: ``passage_id, code`` or ``source, start, end, code``.

    A row with a passage and no code says that nothing fits there. Where there is a column ``coder``, rows of another
    coder are held (A02). A file none of whose passages or texts is ours belongs to another review and is refused (A03).
    ``None``: the file was refused.
    """
    optional = tuple(name for name in CSV_COLUMNS if name != "code")
    table = read_csv(path, CSV_COLUMNS, problems, optional=optional)
    if table is None:
        return None
    if (table["passage_id"] == "").all() and (table["source"] == "").all():
        cure = "The columns are passage_id,code or source,start,end,code."
        problems.add("S09", "No row says where a code stands.", cure, file=path.name, act="REJECT")
        return None
    held, given = Held(path.name), []
    for line, row in zip(table.index, table.to_dict("records"), strict=True):
        span, why = _span_of(row, coder, plan)
        code, wrong = plan.code(row["code"]) if row["code"] else ("", "" if row["passage_id"] else "blank")
        if why or wrong:
            held.add(why or wrong, f"line {line}")
        elif code:
            given.append((*span, code))
    if len(table) == sum(len(held.found.get(why, ())) for why in ("passage", "source")):
        _another_review(path, problems)
        return None
    held.note(problems, plan.codebook)
    return Sent(_spans(given), None, True, len(table), held.count)


def _span_of(row: dict[Any, Any], coder: str, plan: ToCode) -> tuple[tuple[str, int, int], str]:
    """Where one row of a table puts its code; or a blank stretch, and why it cannot be used."""
    nowhere = ("", 0, 0)
    if row["coder"] and spelling(row["coder"]) != spelling(coder):
        return nowhere, "other coder"
    if row["passage_id"]:
        passage = plan.ids.get(row["passage_id"].casefold(), "")
        return (plan.spans[passage], "") if passage else (nowhere, "passage")
    source = plan.sources.get(row["source"].casefold(), "")
    start, end = whole_number(row["start"]), whole_number(row["end"])
    if not source:
        return nowhere, "source"
    if start is None or end is None:
        return nowhere, "number"
    why = _wrong_place(start, end, len(plan.texts.words[source]))
    return ((source, start, end), "") if not why else (nowhere, why)


def _wrong_place(start: int, end: int, length: int) -> str:
    if end > length or start < 0:
        return "outside"
    return "empty" if start >= end else ""


def read_coding_project(
    path: Path, coder: str, plan: ToCode, problems: Problems, positions: str = ""
) -> Sent | None:
    """Read one coder's codes from a REFI-QDA project.

    A source of the project is ours by its id or name (a folder or ending such as ``.txt`` does not matter), else by its
    words, and its words must be ours (:func:`scrutiny_lib.intake.same_words.places_in`): line ends and the like are put
    right. Codes go by id or name. Codings of other people in the project are held (A02); the coder is the one of that
    name, or the only one. ``positions`` says how the tool counts, where it cannot be told from
    the file (Q20). ``None``: the file was refused.
    """
    try:
        project = read_qdpx(path, positions)
    except PositionsUnclear as unclear:
        ways = ", ".join(f"'{reading}'" for reading in READINGS)
        cure = f"Compare a few codings with the tool, and write in the column positions of coders.csv one of: {ways}."
        for problem in unclear.problems:
            problems.append(replace(problem, cure=cure))
        return None
    except Refused as refused:
        problems.extend(refused.problems)
        return None
    who = _coders_of(project, coder)
    if who is None:
        fact = "Several people coded in this project, and none of them goes by the coder's pseudonym."
        cure = "Name the coder in the tool as in coders.csv, and export again."
        problems.add("A02", fact, cure, file=path.name, act="REJECT")
        return None
    sources = {str(row["source"]): row for row in project.sources.to_dict("records")}
    places = {source: _placed(row, plan) for source, row in sources.items()}
    if len(project.codings) and all(why == "source" for _, _, why in places.values()):
        _another_review(path, problems)
        return None
    names = dict(zip(project.codes["code"], project.codes["name"], strict=True))
    held, given = Held(path.name), []
    for row in project.codings.to_dict("records"):
        source, moved, why = places[row["source"]]
        code, wrong = plan.code(row["code"])
        if wrong == "code":
            code, wrong = plan.code(str(names.get(row["code"], "")))
        if row["coder"] not in who:
            why = "other coder"
        why = why or wrong
        start, end = (0, 0) if why else (moved[row["start"]], moved[row["end"]])
        if why or start >= end:
            held.add(why or "empty")
        else:
            given.append((source, start, end, code))
    for sentence in project.lost:
        problems.add("S22", sentence, "Look whether it matters for this review.", file=path.name, act="WARN")
    held.note(problems, plan.codebook)
    there = {source for source, _, why in places.values() if not why}
    looked = frozenset(passage for passage, (source, _, _) in plan.spans.items() if source in there)
    return Sent(_spans(given), looked, True, len(project.codings), held.count)


def _coders_of(project: Project, coder: str) -> set[str] | None:
    """Which of a project's coders are this one: the one of that name, else the only one who coded, with what has no
    coder where nobody else is in the project; ``None`` when it cannot be told."""
    people = {str(who) for who in (*project.coders["coder"], *project.codings["coder"]) if who}
    for column in ("coder", "name"):
        pairs = zip(project.coders["coder"], project.coders[column], strict=True)
        same = {str(who) for who, name in pairs if spelling(name) == spelling(coder)}
        if len(same) == 1:
            return same | {""} if people == same else same
    return people | {""} if len(people) <= 1 else None


def _placed(row: dict[Any, Any], plan: ToCode) -> tuple[str, Sequence[int], str]:
    """Which source of ours a project's is, where each of its positions is in ours, or why it is none."""
    text, words = str(row["text"]), plan.texts.words
    named = next(filter(None, map(plan.sources.get, _names(row))), "")
    if named and (places := places_in(words[named], text)) is not None:
        return named, places, ""
    key = comparable(text)
    same = [source for source in words if key and comparable(words[source]) == key]
    if len(same) == 1:
        return same[0], places_in(words[same[0]], text) or (), ""
    return "", (), "several" if same else "other words" if named else "source"


def _names(row: dict[Any, Any]) -> list[str]:
    """What a source of a project may be called with us: its id or name, without a folder and the ending of a file."""
    found = []
    for name in (str(row["source"]), str(row["name"])):
        name = unicodedata.normalize("NFC", name).strip().casefold()
        last = name.replace("\\", "/").rpartition("/")[2]
        found += [name, last, _ENDINGS.sub("", last)]
    return found


def _spans(given: list[tuple[str, int, int, str]]) -> pd.DataFrame:
    return pd.DataFrame(given, columns=["source", "start", "end", "code"]).astype({"start": "int64", "end": "int64"})


def _another_review(path: Path, problems: Problems) -> None:
    fact = "None of its texts or passages is one of this review."
    problems.add("A03", fact, "Move the file to the review it belongs to.", file=path.name, act="REJECT")
