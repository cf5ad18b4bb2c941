"""Voices: invented texts of drawn children, the log of who was asked, two coders' codings, and what was settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from generator.chance import pick, shuffled, unit
from generator.files import write_csv
from generator.people import Row, age_on
from scrutiny_lib.intake.engagement import LOG_COLUMNS as LOG

BANDS = {"0-4": range(-1, 5), "5-10": range(5, 11), "11-15": range(11, 16), "16-17": range(16, 18)}
CODERS = ("A1", "A2")
TYPES = {
    ("told us", "said"): "conversation",
    ("told us", "written"): "letter or message",
    ("told us", "drawn"): "drawing",
    ("told us", "shown"): "observation",
    ("recorded", "said"): "direct work note",
    ("recorded", "shown"): "observation",
    ("recorded", "told by an adult"): "case note",
    ("parents and carers", "said"): "conversation",
    ("parents and carers", "written"): "survey answer",
}
AGREED = ("executive", "board", "hips", "practitioners", "public")
GROUPS = {"children": "told us", "parents and carers": "parents and carers"}


def band_of(row: Row, on: Any) -> str:
    """The age band of a child of the frame on a day."""
    return next((band for band, ages in BANDS.items() if age_on(row, on) in ages), "11-15")


def texts(
    name: str, passages: Sequence[Mapping[str, Any]], children: list[Row], on: Any
) -> tuple[list[Row], dict[str, bytes]]:
    """A text for each passage, given to a drawn child of the right age (each child has few); and the longer ones as
    files, with the line ends they came with."""
    waiting = {
        band: shuffled([row for row in children if band_of(row, on) == band], "voice", name, band) for band in BANDS
    }
    taken = dict.fromkeys(BANDS, 0)
    rows, files = [], {}
    for number, passage in enumerate(passages, 1):
        band = passage["band"]
        inside = waiting[band] or waiting["11-15"]
        child = inside[taken[band] % len(inside)]
        taken[band] += 1
        source = f"S{number:02d}"
        if "ends" in passage:
            files[f"{source}.txt"] = passage["text"].replace("\n", passage["ends"]).encode("utf-8")
        rows.append(_text(source, child["case_id"], band, passage))
    return rows, files


def _text(source: str, case_id: str, band: str, passage: Mapping[str, Any]) -> Row:
    kind, method = passage["kind"], passage["method"]
    in_file = "ends" in passage
    return {
        "source": source,
        "case_id": case_id,
        "kind": kind,
        "source_type": passage.get("type", TYPES[kind, method]),
        "agency": passage.get("agency", ""),
        "method": method,
        "age_band": band,
        "seen_alone": passage["alone"] or "not applicable",
        "interpreter": passage.get("interpreter", "not needed"),
        "language": passage.get("language", ""),
        "on": "",
        **{f"agreed_{audience}": passage.get(audience, "unknown") for audience in AGREED},
        "raised_by": "",
        "file": f"{source}.txt" if in_file else "",
        "text": "" if in_file else passage["text"],
    }


def engagement(
    name: str, plan: Mapping[str, Any], said: list[Row], children: list[Row], on: Any
) -> list[Row]:
    """One line for each audited child and for its parents or carers, and for groups asked besides."""
    rows: list[Row] = []
    for group, kind in GROUPS.items():
        mine = plan[group]
        heard = {row["case_id"] for row in said if row["kind"] == kind}
        for child in children:
            words = (name, group, child["case_id"])
            band = band_of(child, on)
            row = {"group": group, "case_id": child["case_id"], "people": "1", "age_band": band, "by_words": "yes"}
            if group == "children" and age_on(child, on) < 3:
                row["by_words"] = "not applicable by words"
            if child["case_id"] in heard:
                row |= _asked(mine, words) | {"outcome": "took part", "told_result": pick(mine["told"], "told", *words)}
            else:
                outcome = pick(mine["others"], "outcome", *words)
                why = pick(mine["why"][outcome], "why", *words)
                row |= ({} if outcome == "not asked" else _asked(mine, words)) | {"outcome": outcome, "why": why}
            rows.append({column: row.get(column, "") for column in LOG})
        for beside in mine.get("beside", []):
            rows.append({column: str(beside.get(column, "")) for column in LOG} | {"group": group})
    return rows


def _asked(plan: Mapping[str, Any], words: tuple[str, ...]) -> Row:
    ways = {name: plan[name] for name in ("asked_by", "how", "support")}
    return {name: pick(dict.fromkeys(choices, 1.0), name, *words) for name, choices in ways.items()}


def codings(passages: Sequence[Mapping[str, Any]]) -> dict[str, list[Row]]:
    """By coder: the codes given to each passage, which is the whole of its text. A text with parts has codes for each
    of its paragraphs."""
    given: dict[str, list[Row]] = {coder: [] for coder in CODERS}
    for number, passage in enumerate(passages, 1):
        source = f"S{number:02d}"
        parts = passage.get("parts") or [passage]
        for place, part in enumerate(parts, 1):
            passage_id = f"{source}.{place}" if len(parts) > 1 else source
            for coder, codes in zip(CODERS, (part["codes"], part.get("second", part["codes"])), strict=True):
                given[coder] += [{"passage_id": passage_id, "code": code} for code in codes]
    return given


def settled(given: Mapping[str, list[Row]], plan: Mapping[str, Any], read_twice: set[str]) -> list[Row]:
    """What the two coders decided together where they differed: most differences, not all."""
    first, second = ({(row["passage_id"], row["code"]) for row in given[coder]} for coder in CODERS)
    rows = []
    for passage_id, code in sorted(first ^ second):
        if passage_id not in read_twice or unit("left open", passage_id, code) < plan["left_open"]:
            continue
        stays = unit("settled", passage_id, code) < 0.6
        rows.append(
            {
                "passage_id": passage_id,
                "code": code,
                "settled": "given" if stays else "not given",
                "by": "A1 and A2",
                "on": str(plan["settled_on"]),
                "why": plan["why_given" if stays else "why_not_given"],
            }
        )
    return rows


def write_voices(folder: Path, said: list[Row], files: Mapping[str, bytes], log: list[Row]) -> None:
    """The texts, their files and the log of one review."""
    write_csv(folder / "texts.csv", said)
    for name, raw in files.items():
        (folder / "texts").mkdir(parents=True, exist_ok=True)
        (folder / "texts" / name).write_bytes(raw)
    write_csv(folder / "engagement.csv", log, LOG)
