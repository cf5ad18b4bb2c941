"""Whether a workspace knows every agency that a template asks, and where the template says so."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.positions import line_of
from scrutiny_lib.intake.template import Template
from scrutiny_lib.intake.template_fields import THEME
from scrutiny_lib.plural import many


def check_agencies(template: Template, known: Collection[str], path: Path) -> Problems:
    """A warning (P01) when the workspace does not know an agency of the template: nobody would ever ask it.

    ``path`` is the template's file; the warning is placed at its line, or at the workbook it is made from.
    """
    problems = Problems()
    places = [str(place) for place, agency in enumerate(template.agencies, 1) if agency not in known]
    if places:
        fact = f"The workspace does not know {many(len(places), 'agencies')} of this theme, so nobody asks there: "
        fact += f"number {', '.join(places)} of this list."
        cure = f"Correct the id, or add the agency to workspace.toml, which has: {', '.join(known)}."
        book = path.with_suffix(".xlsx")
        if book.is_file():
            cure = f"{cure} Correct it in the workbook, and run scrutiny check on that."
            problems.add("P01", fact, cure, file=book.name, sheet=THEME, column="Agencies", act="WARN")
        else:
            at = line_of(path, "", "agencies")
            problems.add("P01", fact, cure, file=path.name, cell=at, column="agencies", act="WARN")
    return problems
