"""Practitioners: notes of workshops, a survey as a tool exports it, two coders' work on both. All of it is invented."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from generator.chance import deal, shuffled, unit
from generator.coding import CODER_COLUMNS, SETTLED_COLUMNS, SHARE
from generator.files import data, write_csv
from generator.people import Row
from generator.voices import CODERS
from scrutiny_lib.audit.second_coding import second_passages
from scrutiny_lib.intake.passages import passages_of
from scrutiny_lib.intake.practitioner_survey import read_survey, together
from scrutiny_lib.intake.review import Review
from scrutiny_lib.intake.texts import Texts, read_texts
from scrutiny_lib.intake.voice_plan import ALL

TEXTS = ("source", "kind", "source_type", "agency", "on", "raised_by", "text")


def write_practitioners_said(folder: Path, review: Review) -> None:
    """``practitioners/`` of one review: texts, survey, coders and what was settled. Nothing where none is planned.

    ``survey.toml`` was written by a person and must be there.
    """
    said = data("practitioners_said").get(review.name)
    if said is None:
        return
    write_csv(folder / "texts.csv", [_note(number, note) for number, note in enumerate(said["note"], 1)], TEXTS)
    rows = _survey(review.name, said["survey"], said["people"])
    write_csv(folder / "survey.csv", rows)
    _write_coding(folder, review, said)


def _note(number: int, note: Mapping[str, Any]) -> Row:
    return {
        "source": f"N{number}",
        "kind": "practitioners",
        "source_type": note["type"],
        "agency": note["agency"],
        "on": note["on"].isoformat(),
        "raised_by": note["activity"],
        "text": "\n".join(part["text"] for part in note["part"]),
    }


def _survey(name: str, plan: Mapping[str, Any], people: int) -> list[Row]:
    """One row for each who answered: what the tool writes of itself, the agency, the answers."""
    agencies = deal(people, plan["agencies"], name, "agency")
    columns: dict[str, list[str]] = {}
    for question in plan["question"]:
        columns[question["column"]] = _answers(name, question, people)
    rows = []
    for place in range(people):
        begun = datetime(2025, 11, 10, 9, 0) + timedelta(minutes=97 * place)
        done = begun + timedelta(minutes=4 + int(9 * unit(name, "minutes", place)))
        tool = (str(place + 1), f"{begun:%d/%m/%Y %H:%M}", f"{done:%d/%m/%Y %H:%M}", "")
        row = dict(zip(plan["tool"], tool, strict=True)) | {plan["agency"]: agencies[place]}
        rows.append(row | {column: answers[place] for column, answers in columns.items()})
    return rows


def _answers(name: str, question: Mapping[str, Any], people: int) -> list[str]:
    """The cells of one column. Several answers stand with semicolons, the last one too, as such tools write them."""
    if "one" in question:
        return deal(people, question["one"], name, question["column"])
    if "words" in question:
        words = [item["text"] for item in question["words"]]
        return shuffled([*words, *[""] * (people - len(words))], name, question["column"])
    cells = []
    for place in range(people):
        ticked = [answer for answer, share in question["several"].items() if unit(name, answer, place) < share]
        cells.append("".join(f"{answer};" for answer in ticked))
    return cells


def _write_coding(folder: Path, review: Review, said: Mapping[str, Any]) -> None:
    texts, problems = read_texts(folder)
    problems.raise_if_stops()
    survey, problems = read_survey(folder)
    problems.raise_if_stops()
    texts = together(texts, survey.texts)
    passages, problems = passages_of(texts)
    problems.raise_if_stops()
    parts = {part["text"]: part for note in said["note"] for part in note["part"]}
    parts |= {item["text"]: item for question in said["survey"]["question"] for item in question.get("words", [])}
    write_codes(folder, review, said, parts, texts, passages)


def write_codes(
    folder: Path,
    review: Review,
    said: Mapping[str, Any],
    parts: Mapping[str, Any],
    texts: Texts,
    passages: pd.DataFrame,
) -> None:
    """Both coders' work on passages whose codes were planned, and what the two settled."""
    spans = passages.set_index("passage_id")
    given = {
        passage: parts[texts.words[row["source"]][row["start"] : row["end"]]]
        for passage, row in spans.to_dict("index").items()
    }
    share = ALL if review.voice.second_coding == ALL else SHARE
    twice = set(second_passages(passages, share, review.voice.seed, set()))
    coders, codes = [], dict[str, set[tuple[str, str]]]()
    for coder, role in zip(CODERS, ("first", "second"), strict=True):
        mine = [passage for passage in given if role == "first" or passage in twice]
        which = "codes" if role == "first" else "second"
        codes[role] = {(name, code) for name in mine for code in given[name].get(which, given[name]["codes"])}
        rows = [{"passage_id": name, "code": code} for name, code in sorted(codes[role])]
        write_csv(folder / "coding" / f"{coder}.csv", rows, ("passage_id", "code"))
        coders.append(dict(zip(CODER_COLUMNS, (coder, role, f"{coder}.csv", str(said["settled_on"])), strict=True)))
    write_csv(folder / "coders.csv", coders, CODER_COLUMNS)
    differ = sorted(one for one in codes["first"] ^ codes["second"] if one[0] in twice)
    decided = []
    for passage, code in differ:
        stays = unit("settled", passage, code) < 0.5
        cells = (passage, code, "given" if stays else "not given", "A1 and A2", str(said["settled_on"]),
                 said["why_given" if stays else "why_not_given"])  # fmt: skip
        decided.append(dict(zip(SETTLED_COLUMNS, cells, strict=True)))
    write_csv(folder / "settled.csv", decided, SETTLED_COLUMNS)
