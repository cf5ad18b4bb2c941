"""Quotations: chosen by the first coder, signed by somebody else with the code of what would be printed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from scrutiny_lib.intake.quotes import QUOTE_COLUMNS
from scrutiny_lib.intake.texts import Texts
from scrutiny_lib.release.quote_sheet import write_quotes_sheet

CHOSEN_BY, SIGNED_BY = "A1", "M1"
ALL_RIGHT = "Read in its context: no person or place can be told from it."


def write_quotes(
    path: Path, voice: Mapping[str, Any], texts: Texts, passages: pd.DataFrame, twice: set[str], title: str
) -> None:
    """The sheet of quotations of one review; none where the voices' file names none."""
    if not voice.get("quote"):
        return
    rows: list[dict[str, Any]] = [
        {
            "quote_id": f"Z{number:02d}",
            "finding": quote["finding"],
            "passage_id": quote["passage"],
            "printed_as": quote["printed_as"],
            "to_print": quote.get("words", ""),
            "chosen_by": CHOSEN_BY,
        }
        for number, quote in enumerate(voice["quote"], 1)
    ]
    on: date = voice["coding"]["settled_on"]
    chosen, _ = _write(path, rows, texts, passages, twice, on, title)
    for row, quote, made in zip(rows, voice["quote"], chosen.to_dict("records"), strict=True):
        row["to_print"] = made["to_print"]
        if quote.get("signed", True):
            row |= {"signed_by": SIGNED_BY, "signed_on": on.isoformat(), "signed_code": made["code"]}
            row["all_right"] = ALL_RIGHT if made["flags"] else ""
    path.unlink()
    _write(path, rows, texts, passages, twice, on, title)


def _write(
    path: Path, rows: list[dict[str, Any]], texts: Texts, passages: pd.DataFrame, twice: set[str], on: date, title: str
) -> tuple[pd.DataFrame, Any]:
    typed = pd.DataFrame(rows, columns=list(QUOTE_COLUMNS), dtype=object).fillna("")
    return write_quotes_sheet(path, typed, texts, passages, {}, twice, today=on, title=title)
