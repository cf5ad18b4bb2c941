"""The free text of a return: what in it may identify somebody, told by its shape and its cell, and never repeated.

Names have no shape. Each text is kept with its place, so that it can be held against the names of the children.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from scrutiny_lib.intake.answer_kinds import TEXT, Takes
from scrutiny_lib.intake.free_text import identifying, worth_a_look
from scrutiny_lib.intake.return_file import ReturnFile, ReturnSheet, Written
from scrutiny_lib.intake.return_sheets import WORRIED
from scrutiny_lib.plural import times

_SHOWN = 5


def free_text_of(
    file: ReturnFile, sheet: ReturnSheet, case_id: str, allowed: Mapping[str, Takes], held: Collection[str]
) -> Iterator[Written]:
    """Every free text of one sheet, whether its row counts or not.

    An answer is free text where its question is answered in one's own words, where it was set aside because it is not
    on the list, or where the question is none of this sheet's; and whatever is said to *worried now*.
    """
    for row in sheet.rows:
        takes = allowed.get(row.question)
        free = takes is None or takes.kind == TEXT or row.question in held or row.question == WORRIED
        for text, cell in row.answers if free else ():
            yield Written(case_id, text, f"{file.label}, sheet {sheet.number}, cell {cell}")
        for text, cell in row.beside:
            yield Written(case_id, text, f"{file.label}, sheet {sheet.number}, cell {cell}")


def note_identifying(file: ReturnFile, sheets: Collection[ReturnSheet]) -> None:
    """Note what may identify somebody: how often, of what kind, and in which cells; never what (T19)."""
    found = [(sheet, cell, kinds) for sheet in sheets for cell, kinds in _identifying_cells(sheet)]
    if not found:
        return
    kinds = Counter(kind for *_, kinds in found for kind in kinds)
    places = [f"sheet {sheet.number} cell {cell}" for sheet, cell, _ in found]
    more = f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
    file.problems.add(
        "T19",
        f"What may identify somebody stands in free text {times(kinds.total())} ({', '.join(sorted(kinds))}): "
        f"{', '.join(places[:_SHOWN])}{more}.",
        "Take it out; nobody is named in a workbook. Nothing of it may be quoted.",
        file=file.label,
        sheet=found[0][0].number,
        cell=found[0][1],
        act="WARN",
    )


def _identifying_cells(sheet: ReturnSheet) -> list[tuple[str, list[str]]]:
    """Each cell of a sheet whose text holds what may identify somebody, with the kinds of it."""
    texts = [one for row in sheet.rows for one in (*row.answers, *row.beside)]
    if not worth_a_look("\n".join(text for text, _ in texts)):
        return []
    return [(cell, kinds) for text, cell in texts if (kinds := identifying(text))]
