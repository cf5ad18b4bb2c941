"""How often things were said, and how firmly that can be told: the numbers behind what children and families said."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ..tables import Tables
from ..terms import KINDS_OF_VOICE, RELIABILITY, WORKING
from .answers import LIKELY, Row, rows_of
from .charts import Share, draw_shares
from .children import VOICES, theme_in_words
from .layout import HALF, fill, html_table, picture
from .read_alike import HEAD, in_words, read_alike
from .section import Section
from .text import figure, number, opening, plain, sentence, whole, words_only

MOST_DRAWN, LEAST_DRAWN = 8, 2
"""Codes in one picture, and for how many children a code must be given to stand in it; all are in the table."""
_PAIRS = 10
LEAST_TOLD = 3
"""For how many children a thing must have been said to stand in the heading."""


def show_voices(tables: Tables) -> Section:
    """For each kind of voice, for how many children each thing was said; by who they are; what goes together; what
    changed; what was done about it; and how far two coders agreed.

    A section without html, which the page leaves out, where nothing was coded or nothing may be shown.
    """
    codes, coding = tables["voice_codes"], tables["coding"]
    told = not codes.empty or not tables["you_said"].empty
    if not told and (coding.empty or words_only(tables.about)):
        return Section("voices", "", "")
    html = fill(
        "voices",
        kinds=[one for one in (_kind(kind, tables) for kind in KINDS_OF_VOICE) if one],
        likely=LIKELY if codes["lower"].notna().any() else "",
        before=_before(rows_of(tables["voice_before"])),
        you_said=_you_said(rows_of(tables["you_said"]), rows_of(codes)),
        by_word=_by_word(coding),
        coding=_coding(coding) if plain(tables.about.get("audience")) == WORKING else None,
        coded_together=_together(coding, plain(tables.about.get("coding_reopened"))),
    )
    return Section("voices", _heading(codes), str(html))


def _heading(codes: pd.DataFrame) -> str:
    """What children told us most often, where one thing stands out and may be told; else the subject."""
    told = codes[(codes["kind"] == KINDS_OF_VOICE[0]) & (codes["layer"] == "content")]
    counts = [(whole(row["n"]), row) for row in rows_of(told)]
    most = max((n or 0 for n, _ in counts), default=0)
    top = [row for n, row in counts if n == most]
    if most < LEAST_TOLD or len(top) != 1:
        return "How often it was said"
    return f"{opening(plain(top[0]['shown']))} spoke of “{plain(top[0]['name']).lower()}”, more than of anything else"


def _kind(kind: str, tables: Tables) -> dict[str, object] | None:
    rows = rows_of(tables["voice_codes"].query("kind == @kind"))
    if not rows:
        return None
    parts = [
        ("What it was about", [row for row in rows if plain(row["layer"]) == "content"]),
        ("How it was told, and what adults did", [row for row in rows if plain(row["layer"]) != "content"]),
    ]
    return {
        "heading": VOICES[kind],
        "parts": [(words, _codes(some, VOICES[kind], words)) for words, some in parts if some],
        "by": _by(rows_of(tables["voice_by"].query("kind == @kind")), VOICES[kind]),
        "pairs": _pairs(rows_of(tables["voice_pairs"].query("kind == @kind")), VOICES[kind]),
    }


def _codes(rows: list[Row], heading: str, words: str) -> Markup:
    """Codes as dots on a line, most often said first, with every one of them in a table."""
    cells = [[row["group"], _meant(row), row["shown"], _range(row), read_alike(row)] for row in rows]
    heads = ["Group", "Code", "How many", "Likely range, in 100", HEAD]
    if not any(cell[3] for cell in cells):
        cells, heads = [[*cell[:3], cell[4]] for cell in cells], [*heads[:3], heads[4]]
    for at in range(len(cells) - 1, 0, -1):
        if cells[at][0] == cells[at - 1][0]:
            cells[at][0] = None
    table = html_table(f"{heading}: {words[:1].lower()}{words[1:]}", heads, cells)
    often = [row for row in rows if (whole(row["n"]) or 0) >= LEAST_DRAWN]
    drawn = sorted((share for row in often if (share := _share(row))), key=lambda share: -share.percent)[:MOST_DRAWN]
    if len(drawn) < LEAST_DRAWN:
        return table
    most = f" (the {number(len(drawn))} most frequent; all are in the table)" if len(drawn) < len(rows) else ""
    message = f"{words}: for how many of those with such a text{most}."
    alt = f"{heading}. {message} " + "; ".join(f"{share.label} {share.shown}" for share in drawn) + "."
    return picture(message, alt, lambda width: draw_shares(drawn, width), table, widths=HALF)


def _meant(row: Row) -> str:
    """The name of a code with what the codebook means by it."""
    return theme_in_words({"theme": row["name"], "meaning": row.get("meaning")})


def _share(row: Row) -> Share | None:
    n, of = whole(row["n"]), whole(row["of"])
    if n is None or not of:
        return None
    percent = figure(row["percent"])
    label = plain(row["name"]) + (" (tentative)" if plain(row["reliability"]) == "tentative" else "")
    share = 100 * n / of if percent is None else percent
    return Share(label, f"{n:,} of {of:,}", share, figure(row["lower"]), figure(row["upper"]))


def _range(row: Row) -> str:
    lower, upper = figure(row["lower"]), figure(row["upper"])
    return "" if lower is None or upper is None else f"{lower:.0f} to {upper:.0f}"


def _by(rows: list[Row], heading: str) -> Markup | None:
    """By who the children are: a line for each code, the groups across; what chance alone would do beside it."""
    if not rows:
        return None
    made = []
    for attribute in dict.fromkeys(plain(row["attribute"]) for row in rows):
        mine = [row for row in rows if plain(row["attribute"]) == attribute]
        values = list(dict.fromkeys(plain(row["value"]) for row in mine))
        cells = []
        for code in dict.fromkeys(plain(row["code"]) for row in mine):
            own = {plain(row["value"]): row for row in mine if plain(row["code"]) == code}
            first = next(iter(own.values()))
            cells.append([first["name"], *(_of(own.get(value)) for value in values), _chance(first)])
        note = " ".join(
            dict.fromkeys(
                sentence(part) for row in mine for part in (plain(row["method"]), plain(row["merged"])) if part
            )
        )
        heads = ["Code", *(opening(value) for value in values), "By chance alone"]
        caption = f"{heading}, by {attribute.replace('_', ' ')}"
        made.append(html_table(caption, heads, cells, range(1, len(heads) - 1), note))
    return Markup("").join(made)


def _of(row: Row | None) -> str:
    if row is None:
        return "–"
    n, of = plain(row["n"]), plain(row["of"])
    return "[c]" if "[c]" in (n, of) else f"{n} of {of}" if of not in ("", "0") else "–"


def _chance(row: Row) -> str:
    """How often chance alone would bring groups that differ at least so much, tests of the same kind allowed for."""
    adjusted = figure(row["adjusted"])
    if adjusted is None:
        return "not tested" if plain(row["method"]).startswith("Not tested") else "too few to tell"
    if adjusted >= 0.2:
        return "would often differ so much"
    return f"would differ so much {max(1, round(100 * adjusted))} in 100 times"


def _pairs(rows: list[Row], heading: str) -> Markup | None:
    """Which two things were said together, for most children first."""
    told = [row for row in rows if (whole(row["n"]) or 0) > 1]
    told = sorted(told, key=lambda row: -(whole(row["n"]) or 0))[:_PAIRS]
    if not told:
        return None
    cells = [[f"{plain(row['name'])} + {plain(row['with_name'])}", _of(row)] for row in told]
    note = "Children with both; at least two." + (f" The {_PAIRS} most frequent." if len(rows) > _PAIRS else "")
    return html_table(f"{heading}: what goes together", ["Both", "How many"], cells, (1,), note)


def _before(rows: list[Row]) -> Markup | None:
    if not rows:
        return None
    cells = [[_who_said(row), _at(row, "before"), _at(row, "now"), row["sentence"]] for row in rows]
    return html_table(
        "Since the last review", ["What was said", "Then", "Now", "What can be said of it"], cells, (1, 2)
    )


def _who_said(row: Row) -> str:
    return f"{VOICES.get(plain(row['kind']), plain(row['kind']))}: {plain(row['name'])}"


def _at(row: Row, when: str) -> str:
    return _of({"n": row[f"{when}_n"], "of": row[f"{when}_of"]})


def _you_said(rows: list[Row], codes: list[Row]) -> list[tuple[str, str, str]]:
    """What children or families said, with what is meant by it where it was coded here too, and what is done about
    it."""
    meant = {plain(code["code"]): code.get("meaning") for code in codes}
    return [
        (
            opening(theme_in_words({"theme": row["theme"], "meaning": meant.get(plain(row["code"]))})),
            plain(row["action"]),
            plain(row["stage"]),
        )
        for row in rows
    ]


def _by_word(coding: pd.DataFrame) -> Markup | None:
    """Which codes may be reported how: a line for each word."""
    codes = coding[(coding["code"] != "all") & (coding["code"] != coding["group"])]
    by_word = {word: "; ".join(codes.loc[codes["reliability"] == word, "name"]) for word in RELIABILITY}
    rows = [[opening(in_words(word)), names] for word, names in by_word.items() if names]
    return html_table("Which codes may be reported, and how", ["How", "Codes"], rows) if rows else None


def _coding(coding: pd.DataFrame) -> Markup | None:
    rows = rows_of(coding[coding["code"] != "all"])
    if not rows:
        return None
    cells = [
        [
            row["name"],
            row["units"],
            _figure(row["percent"], 0),
            _figure(row["alpha"]),
            _limits(row),
            _figure(row["ac1"]),
            _figure(row["alpha_u"]),
            read_alike(row),
            sentence(plain(row["why"])),
        ]
        for row in rows
    ]
    heads = ["Code", "Passages read by both", "Agreed, in 100", "Alpha", "Likely range", "AC1", "Alpha on spans"]
    heads += ["How it may be reported", "Why"]
    return html_table("How far two people who coded on their own agreed, code by code", heads, cells, range(1, 7))


def _together(coding: pd.DataFrame, reopened: str) -> str:
    """Agreement over all codes as a sentence; ``""`` where nothing was coded twice."""
    rows = rows_of(coding[coding["code"] == "all"])
    if not rows or not whole(rows[0]["units"]):
        return ""
    row = rows[0]
    alpha = figure(row["alpha"])
    said = f"{whole(row['units']):,} pieces of text were read and marked by two people"
    said += "." if reopened else ", neither seeing what the other did."
    if reopened:
        said += f" The work of {reopened} was opened again after it had been closed; it may not be blind any more."
    if figure(row["percent"]) is not None:
        said += f" They decided alike in {figure(row['percent']):.0f} of 100 decisions"
        said += f"; Krippendorff's alpha, which allows for chance, is {alpha:.2f}." if alpha is not None else "."
    return said


def _figure(value: object, places: int = 2) -> str:
    found = figure(value)
    return "–" if found is None else f"{found:.{places}f}"


def _limits(row: Row) -> str:
    lower, upper = figure(row["lower"]), figure(row["upper"])
    return "–" if lower is None or upper is None else f"{lower:.2f} to {upper:.2f}"
