"""The discussion workbook: for each child, what all agencies answered side by side, differences on top."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from scrutiny_lib.intake.return_sheets import LIFE, WORRIED
from scrutiny_lib.intake.template import Template
from scrutiny_lib.terms import ALWAYS_ALLOWED, NOT_KNOWN

TO_FILL = ("Agreed answer", "Reason", "Dissent")
_MADE = datetime(2000, 1, 1)
_LONGEST = 32_000
_TEXT = {"font_name": "Calibri", "font_size": 11, "valign": "top", "text_wrap": True}
_BOX = {**_TEXT, "border": 1, "border_color": "#B8C4CC"}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"font_name": "Calibri", "font_size": 18, "bold": True, "font_color": "#1F3A4D"},
    "urgent": {**_TEXT, "text_wrap": False, "bold": True, "font_color": "#8C1D18"},
    "note": {**_TEXT, "text_wrap": False, "font_color": "#4A5A66"},
    "header": {**_BOX, "bold": True, "bg_color": "#1F3A4D", "font_color": "#FFFFFF"},
    "cell": _BOX,
    "differs": {**_BOX, "bold": True, "bg_color": "#FDEBD8"},
    "open": {**_BOX, "bg_color": "#FFF8DC"},
}


def write_discussion(
    path: Path, returns_table: pd.DataFrame, template: Template, agencies: Mapping[str, str] | None = None
) -> None:
    """Write the workbook an audit discussion works from.

    One sheet per child, children somebody is worried about first, then those with most differences. On each, what
    life is like in the words of every agency, then the questions about the child: those on which agencies differ
    come first and are marked, with a column for each agency (its answer, and below it what its record shows) and
    three to fill in, as in ``agreed.csv``. Answers that are facts of each agency are not for discussion and are
    left out. Holds case ids and what agencies wrote: restricted.
    """
    names = dict(agencies or {})
    cases = {str(case_id): rows for case_id, rows in returns_table.groupby("case_id", sort=True)}
    child = template.questions[template.questions["scope"] == "child"]
    differing = {case_id: _differing(rows, child) for case_id, rows in cases.items()}
    worried = set(
        returns_table.loc[(returns_table["question"] == WORRIED) & (returns_table["answer"] == "yes"), "case_id"]
    )
    order = sorted(cases, key=lambda case_id: (case_id not in worried, -len(differing[case_id]), case_id))
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with Workbook(str(part), options) as book:
        book.set_properties({"title": f"Audit discussion – {template.title}", "created": _MADE})
        looks = {name: book.add_format(look) for name, look in _LOOKS.items()}
        if not order:
            book.add_worksheet("No returns yet")
        for case_id in order:
            page = book.add_worksheet(case_id)
            _page(page, looks, case_id, cases[case_id], child, differing[case_id], case_id in worried, names)
    part.replace(path)


def _differing(rows: pd.DataFrame, child: pd.DataFrame) -> set[str]:
    """The questions about the child on which the agencies that know it differ."""
    told = rows[rows["question"].isin(child["id"]) & (rows["answer"] != NOT_KNOWN)]
    counts = told.groupby("question")["answer"].nunique()
    return {str(question) for question in counts[counts > 1].index}


def _page(
    page: Worksheet,
    looks: Mapping[str, Any],
    case_id: str,
    rows: pd.DataFrame,
    child: pd.DataFrame,
    differing: set[str],
    worried: bool,
    names: Mapping[str, str],
) -> None:
    present = set(rows["agency"])
    agencies = [agency for agency in names if agency in present] + sorted(present - set(names))
    said = {(row["agency"], row["question"]): row for row in rows.to_dict("records")}
    page.set_column(0, 0, 12)
    page.set_column(1, 1, 44)
    page.set_column(2, 1 + len(agencies), 30)
    page.set_column(2 + len(agencies), 4 + len(agencies), 24)
    page.write_string(0, 0, case_id, looks["title"])
    note = f"{len(differing)} questions on which agencies differ, shown first." if differing else "No differences."
    page.write_string(1, 0, note, looks["note"])
    if worried:
        page.write_string(2, 0, "Somebody is worried about this child now. Begin here.", looks["urgent"])
    headings = ["Question id", "Question", *(names.get(agency, agency) for agency in agencies), *TO_FILL]
    for column, heading in enumerate(headings):
        page.write_string(3, column, heading, looks["header"])
    page.freeze_panes(4, 2)
    page.write_string(4, 0, LIFE, looks["cell"])
    page.write_string(4, 1, "What is life like for this child?", looks["cell"])
    for column, agency in enumerate(agencies, 2):
        page.write_string(4, column, str(said.get((agency, LIFE), {}).get("answer", "")), looks["cell"])
    questions = child.to_dict("records")
    questions.sort(key=lambda question: question["id"] not in differing)
    for place, question in enumerate(questions, 5):
        differs = question["id"] in differing
        page.write_string(place, 0, question["id"], looks["differs" if differs else "cell"])
        page.write_string(place, 1, question["ask"], looks["cell"])
        for column, agency in enumerate(agencies, 2):
            found = said.get((agency, question["id"]), {"answer": "", "shows": ""})
            text = "\n".join(str(found[part]) for part in ("answer", "shows") if found[part])
            if len(text) > _LONGEST:
                text = text[:_LONGEST] + " (cut here: see the return)"
            look = "differs" if differs and found["answer"] not in ("", NOT_KNOWN) else "cell"
            page.write_string(place, column, text, looks[look])
        first = 2 + len(agencies)
        for column in range(first, first + len(TO_FILL)):
            page.write_blank(place, column, None, looks["open"])
        choices = [*question["answers"], *ALWAYS_ALLOWED]
        if len(",".join(choices)) <= 255 and not any("," in choice for choice in choices):
            page.data_validation(place, first, place, first, {"validate": "list", "source": choices})
    page.set_landscape()
    page.set_paper(8)
    page.fit_to_pages(1, 0)
    page.repeat_rows(3)
    page.set_footer("&LRestricted&C&A&R&P of &N")
