"""A few invented texts, a sheet of quotations about them, and a signer: for tests of what may be printed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.quotes import QUOTE_COLUMNS
from scrutiny_lib.intake.texts import AGREED, TEXT_COLUMNS, Texts
from scrutiny_lib.release.limits import LOOSEST, Limits
from scrutiny_lib.release.quote_check import check_quotes
from scrutiny_lib.release.quote_sign import shown_code

TODAY = date(2026, 1, 20)
CASES = [f"C-INVENT{number:02}" for number in range(1, 9)]
NAMES = {CASES[0]: ["Zebedee Quux"], "": ["Priory Lane Academy"]}
WORDS = {
    "T1": "I like the blue room best. Zebedee Quux is my name. I do not want to go there on Fridays any more.",
    "T2": "My two little sisters cry when it gets loud at night and nobody comes to see us.",
    "T3": "She turned her face to the wall each time the door opened and held the worker's sleeve.",
    "T4": "They told me what the plan was but never in words that I could use.",
    "T5": "أريد أن أنام في بيتي وأن يسألني أحد عن رأيي قبل أن يقرروا",
    "T6": "We were asked once and then nobody rang us again about the meeting.",
}
ABOUT = {
    "T1": (CASES[0], "told us", "said", "11-15"),
    "T2": (CASES[1], "told us", "written", "5-10"),
    "T3": (CASES[2], "told us", "shown", "0-4"),
    "T4": (CASES[3], "parents and carers", "said", "11-15"),
    "T5": (CASES[4], "told us", "said", "16-17"),
    "T6": ("", "practitioners", "said", ""),
}
SCALE = ((10.0, "few or none"), (100.0, "nearly all"))


def texts(words: Mapping[str, str] = WORDS, **agreed: str) -> Texts:
    """The texts; everybody agreed to everything unless said otherwise, such as ``agreed_hips="unknown"``."""
    rows = []
    for source, text in words.items():
        case_id, kind, method, band = ABOUT.get(source, (CASES[0], "told us", "said", "11-15"))
        row = {name: "" for name in TEXT_COLUMNS} | {name: "yes" for name in AGREED} | agreed
        rows.append(
            {
                **row,
                "source": source,
                "case_id": case_id,
                "kind": kind,
                "method": method,
                "age_band": band,
                "on": date(2026, 1, 5),
            }
        )
        assert text
    return Texts(pd.DataFrame(rows, columns=list(TEXT_COLUMNS)), dict(words))


def passages(words: Mapping[str, str] = WORDS) -> pd.DataFrame:
    """One passage for each text, under its own id."""
    rows = [(source, source, 0, len(text)) for source, text in words.items()]
    return pd.DataFrame(rows, columns=["passage_id", "source", "start", "end"])


def row(passage: str, to_print: str, **other: Any) -> dict[str, Any]:
    """One row of the sheet, unsigned."""
    blank = {name: "" for name in QUOTE_COLUMNS}
    return {
        **blank,
        "quote_id": f"K-{passage}",
        "passage_id": passage,
        "to_print": to_print,
        "chosen_by": "Kim Lee",
        **other,
    }


def check(
    *rows: Mapping[str, Any], of: Texts | None = None, second: set[str] | None = frozenset(WORDS), today: date = TODAY
) -> tuple[pd.DataFrame, Problems]:
    """Check rows against the texts."""
    read = pd.DataFrame(list(rows), columns=list(QUOTE_COLUMNS))
    of = of if of is not None else texts()
    return check_quotes(read, of, passages(of.words), NAMES, second, today=today)


def signed(given: Mapping[str, Any], of: Texts | None = None, **other: Any) -> dict[str, Any]:
    """The row signed by another person for what would be printed now, flagged words found all right."""
    code = check(given, of=of)[0]["code"].iloc[0]
    assert code, "nothing to sign"
    filled = {"signed_by": "Jo Park", "signed_on": "2026-01-12", "all_right": "Looked at together with the advocate."}
    return {**given, **filled, "signed_code": shown_code(code), **other}


def limits(profile: str = "partnership") -> Limits:
    """The loosest limits there are."""
    return Limits(profile, dict(LOOSEST[profile]), SCALE, 20)


def children() -> pd.DataFrame:
    """The children looked at."""
    return pd.DataFrame({"case_id": CASES})


def frame(**bands: int) -> pd.DataFrame:
    """Everybody who could have been looked at: so many of each band (``b11_15=9``), those looked at among them."""
    counts = {"b0_4": 9, "b5_10": 9, "b11_15": 9, "b16_17": 9, **bands}
    listed = [band[1:].replace("_", "-") for band, count in counts.items() for _ in range(count)]
    return pd.DataFrame({"case_id": [f"C-F{at:04}" for at in range(len(listed))], "age_band": listed})


def unzip_text(path: Path, part: str) -> str:
    """One part of a workbook as text."""
    import zipfile

    with zipfile.ZipFile(path) as book:
        return book.read(part).decode("utf-8")
