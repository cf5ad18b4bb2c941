"""One form from each person in each wave: what came twice is kept once, and a code two people use is set aside.

A code is all that is known of a person. Where one code stands in two forms of a wave with different answers, two people
may have made it up alike, or one may have answered twice; which, nobody can tell from the forms.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.answer_kinds import plain
from scrutiny_lib.intake.tally import HELD, REFUSED, USED, Tally
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.training_form_rows import FormRow


def one_form_each(rows: Sequence[FormRow], problems: Problems, tally: Tally) -> list[FormRow]:
    """The rows that count, in their order.

    Rows with one code in one course and wave, from the same kind of person, are one person's form sent twice where
    every answer is the same: one is kept, the others are refused and noted (I02, WARN). Where any answer differs, or is
    there in one row only, all of them are held, each named by its place (I02, HOLD). Rows without a code are told apart
    only by what the tool wrote of their sending: where number, time and every answer are the same, one is kept (I02,
    WARN). Else they all count, and those that agree in every answer, and in time or own words, are pointed out (I02,
    WARN).
    """
    groups: dict[tuple[str, ...], list[FormRow]] = defaultdict(list)
    for row in rows:
        groups[spelling(row.course), row.wave, row.who, row.code].append(row)
    outcome: dict[int, str] = {}
    for (*_, code), group in groups.items():
        if not code:
            outcome |= _sent_once(group, problems)
            _note_alike([row for row in group if id(row) not in outcome], problems)
        elif len(group) > 1:
            outcome |= _same_code(group, problems)
    for row in rows:
        became = outcome.get(id(row), USED)
        tally.add(f"rows of {row.file}", became)
        for one in row.answers if became != USED else ():
            tally.add(f"answers to {one.id}", became)
    return [row for row in rows if id(row) not in outcome]


def _same_code(group: Sequence[FormRow], problems: Problems) -> dict[int, str]:
    """What becomes of rows with one code, by their identity; those that count are not in it."""
    first, others = group[0], group[1:]
    if all(_said(row) == _said(first) for row in others):
        for row in others:
            fact = f"The same form with the same code and answers is there already, in {_place(first, row)}."
            problems.add(
                "I02", f"{fact} One is kept.", "Nothing needs to be done.", file=row.file, cell=row.place, act="WARN"
            )
        return {id(row): REFUSED for row in others}
    for row in group:
        elsewhere = ", ".join(_place(other, row) for other in group if other is not row)
        fact = f"Another form of this wave has the same code and other answers ({elsewhere}); neither counts."
        cure = "Find out whether two people made up one code or somebody answered twice, and keep what is right."
        problems.add("I02", fact, cure, file=row.file, cell=row.place, act="HOLD")
    return {id(row): HELD for row in group}


def _sent_once(group: Sequence[FormRow], problems: Problems) -> dict[int, str]:
    """Rows that are one sending exported again, by their identity: refused, and noted once for each file."""
    first: dict[tuple[object, ...], FormRow] = {}
    again = [row for row in group if all(row.sent) and first.setdefault((row.sent, _said(row)), row) is not row]
    for file in dict.fromkeys(row.file for row in again):
        mine = [row.place for row in again if row.file == file]
        rows = "1 row is" if len(mine) == 1 else f"{len(mine)} rows are"
        fact = f"{rows} there already, with the same number and time of sending and the same answers: counted once."
        problems.add("I02", fact, "Look whether an export was added twice.", file=file, cell=mine[0], act="WARN")
    return {id(row): REFUSED for row in again}


def _note_alike(group: Sequence[FormRow], problems: Problems) -> None:
    seen: dict[tuple[str, tuple[tuple[str, str, str], ...]], FormRow] = {}
    for row in group:
        words = any(one.scale is None and len(plain(cell).split()) > 1 for one, cell in row.answers.items())
        if not words and not row.sent.times:
            continue
        first = seen.setdefault(("" if words else row.sent.times, _said(row)), row)
        if first is not row:
            alike = "in every answer and word" if words else "in every answer and in the time of sending"
            fact = f"Without a code, and the same {alike} as {_place(first, row)}; both count."
            cure = "Look whether it was sent twice, and take one out."
            problems.add("I02", fact, cure, file=row.file, cell=row.place, act="WARN")


def _said(row: FormRow) -> tuple[tuple[str, str, str], ...]:
    return tuple(sorted((one.id, one.wave, plain(cell)) for one, cell in row.answers.items()))


def _place(row: FormRow, seen_from: FormRow) -> str:
    return row.place if row.file == seen_from.file else f"{row.file}, {row.place}"
