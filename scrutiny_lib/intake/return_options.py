"""Questions of several: the row of the question and those of its options below it, brought together as one row."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from scrutiny_lib.intake.answer_kinds import Part
from scrutiny_lib.intake.return_sheets import Row


def gather(rows: Sequence[Row], options: Mapping[str, tuple[str, str]], percents: Collection[str] = ()) -> list[Row]:
    """The question rows of a sheet, each question of several one row with its options as its ``parts``.

    Parameters
    ----------
    rows : sequence of Row
        As found, an option's row by itself.
    options : mapping
        Plain id of an option -> its question and the option; empty where no question is of several.
    percents : collection of str
        Cells whose number is shown as a percentage: the sign is put back, so that it is never read as a plain number.

    Returns
    -------
    list of Row
        In the order in which each question was met. An option that has lost the row of its question makes one, blank;
        evidence beside an option goes with that of the question. A second row of the same question begins a second one.

    >>> found = [Row("q1", "", "", "", "C5"), Row("q1.a", "yes", "", "", "C6"), Row("q1.b", "", "", "", "C7")]
    >>> [one] = gather(found, {"q1.a": ("q1", "A"), "q1.b": ("q1", "B")})
    >>> one.question, [(part.option, part.text) for part in one.parts]
    ('q1', [('A', 'yes'), ('B', '')])
    """
    several = {question for question, _ in options.values()}
    gathered: list[Row] = []
    current: dict[str, int] = {}
    begun: set[str] = set()
    for row in rows:
        if row.cell in percents:
            row = row._replace(answer=f"{row.answer}%")
        question = options[row.question][0] if row.question in options else ""
        if question:
            if question not in current:
                current[question] = len(gathered)
                gathered.append(Row(question, "", "", "", row.cell))
            whole = gathered[current[question]]
            gathered[current[question]] = whole._replace(
                parts=(*whole.parts, Part(options[row.question][1], row.answer, row.cell)),
                shows="\n".join(text for text in (whole.shows, row.shows) if text),
                where="\n".join(text for text in (whole.where, row.where) if text),
                beside=(*whole.beside, *row.beside),
            )
        elif row.question in several and row.question in current and row.question not in begun:
            begun.add(row.question)  # its options came first, as when the sheet was sorted
            whole = gathered[current[row.question]]
            gathered[current[row.question]] = row._replace(
                parts=whole.parts,
                shows="\n".join(text for text in (row.shows, whole.shows) if text),
                where="\n".join(text for text in (row.where, whole.where) if text),
                beside=(*row.beside, *whole.beside),
            )
        else:
            if row.question in several:
                current[row.question] = len(gathered)
                begun.add(row.question)
            gathered.append(row)
    return gathered
