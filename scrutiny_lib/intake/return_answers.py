"""The answers of one return: which of its rows count, are blank, are set aside or are refused.

The four add up to the question rows found, for every file. An answer that is not on the list is set aside, except
to *Are you worried about this child now?*: there, whatever is not a plain *no* is read as a yes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from scrutiny_lib.intake.answer_kinds import SEVERAL_OF, TEXT, Reading, Takes
from scrutiny_lib.intake.return_file import ReturnFile, ReturnSheet
from scrutiny_lib.intake.return_free_text import free_text_of, note_identifying
from scrutiny_lib.intake.return_front import Asked
from scrutiny_lib.intake.return_sheets import (
    ABOUT_AGENCY,
    KNOWN,
    LONGEST,
    UNREADABLE,
    WORRIED,
    WORRIED_STEP,
    Row,
    plain,
)
from scrutiny_lib.plural import many
from scrutiny_lib.terms import NOT_KNOWN


class Answer(NamedTuple):
    """One answer that counts. ``place`` says where it stands: the return, the number of the sheet, the cell.

    ``case_id`` is empty for a question that an agency is asked once, about itself.
    """

    case_id: str
    agency: str
    question: str
    answer: str
    shows: str
    where: str
    edition: str
    number: int
    place: str


class _Read(NamedTuple):
    """What one sheet says: question -> (answer as the template spells it, its row); the first row met for each
    question; the questions whose answer is set aside."""

    given: dict[str, tuple[str, Row]]
    met: dict[str, Row]
    held: set[str]


def read_answers(file: ReturnFile, asked: Asked) -> list[Answer]:
    """The answers of one return that count. Everything else is counted on ``file`` and noted among its problems."""
    each, once = asked.questions(file.agency), asked.questions(file.agency, once=True)
    expected = dict.fromkeys(asked.children_of(file.part))
    wants_about = bool(once) and file.part == 1
    kept: list[Answer] = []
    bare = 0
    looked_at: list[ReturnSheet] = []
    for sheet in file.sheets:
        case = asked.children.get(plain(sheet.name))
        about = case is None and plain(sheet.name) == plain(ABOUT_AGENCY)
        if about and wants_about:
            wants_about, case = False, ""
        elif case in expected:
            del expected[case]
        else:
            _pass_over(file, sheet, asked, case, about)
            continue
        allowed = once if about else each
        read = _read_sheet(file, sheet, allowed)
        bare += sheet.bare
        looked_at.append(sheet)
        file.written += free_text_of(file, sheet, case, allowed, read.held)
        if blank := _left_blank(read, allowed):
            file.blank[case] = blank
            file.blank_at[case] = next((read.met[question].cell for question in blank if question in read.met), "")
        given = read.given if about else _as_known(file, sheet, read, each)
        for question in (question for question in allowed if question in given):
            answer, row = given[question]
            place = f"{file.label}, sheet {sheet.number}" + (f", cell {row.cell}" if row.cell else "")
            said = (answer, row.shows, row.where)
            kept.append(Answer(case, file.agency, question, *said, asked.template.edition, file.number, place))
    file.missing = [*expected, *([""] if wants_about else [])]
    _note_file(file, asked, bare)
    note_identifying(file, looked_at)
    return kept


def _pass_over(file: ReturnFile, sheet: ReturnSheet, asked: Asked, case: str | None, about: bool) -> None:
    """Count and note a sheet from which nothing is read: each of its rows is refused."""
    file.rows["refused"] += len(sheet.rows)
    if case is not None and case in asked.replaced:
        file.replaced += 1
        return
    rule, act = "A06", "HOLD" if sheet.rows else "WARN"
    fact, cure = "The sheet belongs to no child of this sample; nothing was read from it.", "Compare it with the pack."
    if about:
        fact, cure = "The sheet about the agency is not asked for here; nothing was read from it.", "Leave it out."
    elif case is not None:
        rule = "A13"
        fact = f"The sheet belongs to a child of part {asked.part_of[case]}; nothing was read from it."
        cure = "Answer for this child in the workbook of that part."
    file.problems.add(rule, fact, cure, file=file.label, sheet=sheet.number, act=act)


def _note_file(file: ReturnFile, asked: Asked, bare: int) -> None:
    """What is missing from a return as a whole, and what is passed over because children were replaced."""
    if file.replaced:
        fact = f"Sheets about children who were replaced since: {file.replaced}; nothing of them is counted."
        file.problems.add("A18", fact, "Nothing to do.", file=file.label, act="WARN")
    absent = [case for case in file.missing if case]
    if absent:
        file.problems.add(
            "I11",
            f"There is no sheet for {len(absent)} of {many(len(asked.children_of(file.part)), 'children')}.",
            f"Ask {asked.agencies[file.agency]} for them; they are counted as not answered.",
            file=file.label,
            act="WARN",
        )
    if "" in file.missing:
        fact = f"The sheet '{ABOUT_AGENCY}' is missing."
        cure = f"Ask {asked.agencies[file.agency]} for it; its questions are counted as not answered."
        file.problems.add("A14", fact, cure, file=file.label, act="WARN")
    if bare:
        file.problems.add(
            "S14",
            f"The drop-down list is gone from {many(bare, 'answer cells')}, as when rows are cut and pasted; every "
            "answer was held against its list all the same.",
            "Nothing to do, unless an answer is said not to be on the list.",
            file=file.label,
            act="WARN",
        )


def _left_blank(read: _Read, allowed: Mapping[str, object]) -> list[str]:
    """The questions that were to be answered and are not. A child not known leaves none blank; what was done about
    a worry is asked only after a yes."""
    given = read.given
    if KNOWN in given and given[KNOWN][0] == "no":
        return []
    worried = WORRIED in given and given[WORRIED][0] == "yes"
    return [
        question
        for question in allowed
        if question not in given and question not in read.held and (question != WORRIED_STEP or worried)
    ]


def _as_known(
    file: ReturnFile, sheet: ReturnSheet, read: _Read, each: Mapping[str, object]
) -> dict[str, tuple[str, Row]]:
    """What a child's sheet says once it is settled whether the agency knows the child; counts children."""
    fixed = (KNOWN, "life", WORRIED, WORRIED_STEP)
    given, own = read.given, [question for question in each if question not in fixed]
    stated = given[KNOWN][0] if KNOWN in given else ""
    real = [question for question in own if question in given and given[question][0] != NOT_KNOWN]
    if stated == "no":
        nothing = Row("", "", "", "", "")
        given = given | {question: (NOT_KNOWN, given.get(question, ("", nothing))[1]) for question in own}
        if real:
            file.problems.add(
                "A09",
                f"The child is said not to be known to the agency, yet {many(len(real), 'questions')} of its own got "
                "another answer; all were read as not known.",
                "Ask the agency which is right.",
                file=file.label,
                sheet=sheet.number,
                act="WARN",
            )
    file.children["answered"] += bool(given)
    file.children["known"] += stated == "yes" or bool(not stated and real)
    return given


def _read_sheet(file: ReturnFile, sheet: ReturnSheet, allowed: Mapping[str, Takes]) -> _Read:
    """The rows of one sheet, each counted, blank or held, and what is wrong with them."""
    read = _Read({}, {}, set())
    given, met, held = read
    counts = file.rows

    def note(rule: str, fact: str, cure: str, act: str, cell: str = "", column: str = "Your answer") -> None:
        column = column if cell else ""
        file.problems.add(rule, fact, cure, file=file.label, sheet=sheet.number, cell=cell, column=column, act=act)

    worried_step = any(row.question == WORRIED_STEP and row.answer for row in sheet.rows)
    unexplained = 0
    for row in sheet.rows:
        question = row.question
        if question not in allowed:
            counts["held"] += 1
            note("A07", "The question is not one asked on this sheet.", "Restore the row as sent.", "HOLD", row.cell)
            continue
        first = met.setdefault(question, row)
        if first is not row:
            counts["held"] += 1
            differs = first.said != row.said
            if differs:
                held.add(question)
                if given.pop(question, None) is not None:
                    counts["counted"] -= 1
                    counts["held"] += 1
            fact = f"A question stands here twice (also {first.cell})" + (" with two answers." if differs else ".")
            note("I02", fact, "Keep the row that is meant.", "STOP" if differs else "WARN", row.cell)
            continue
        read_as = _match(row, allowed[question], worried_step)
        answer = read_as.answer
        if answer is None:
            counts["held"] += 1
            held.add(question)
            note(read_as.rule, read_as.fact, read_as.cure, "HOLD", read_as.cell or row.cell)
        elif not answer:
            counts["blank"] += 1
            unexplained += bool(row.shows and allowed[question].kind != TEXT)
        else:
            counts["counted"] += 1
            given[question] = answer, row
            if question == WORRIED and plain(answer) != plain(row.answer):
                note("A08", "The answer is not on the list; it was read as a yes.", "Ask now.", "REPAIR", row.cell)
    absent = len(allowed.keys() - met.keys())
    for question, row in met.items():
        absent += len(set(allowed[question].options) - {part.option for part in row.parts})
    if absent:
        note("A10", f"Rows missing: {absent}.", "Restore them; they count as not answered.", "WARN")
    if unexplained:
        note("A11", f"Rows with text but no answer: {unexplained}.", "Choose an answer for each.", "WARN")
    if WORRIED in given and given[WORRIED][0] == "yes" and WORRIED_STEP in met and not met[WORRIED_STEP].answer:
        fact = "Somebody is worried, and it does not say who was told, when, and what was done."
        note("A17", fact, "Ask today.", "WARN", met[WORRIED_STEP].cell)
    _note_evidence(sheet, note)
    return read


def _note_evidence(sheet: ReturnSheet, note: Callable[..., None]) -> None:
    """Evidence longer than its box, and evidence whose cell cannot be read; once for each sheet."""
    most_shows, most_where = LONGEST["What the record shows"], LONGEST["Where to find it"]
    long = [row for row in sheet.rows if len(row.shows) > most_shows or len(row.where) > most_where]
    if long:
        fact = f"Evidence longer than its box: {many(len(long), 'rows')}. It was kept whole."
        note("A15", fact, "Shorten it to a short statement and a reference.", "WARN", long[0].cell, "")
    lost = [row for row in sheet.rows if row.shows in UNREADABLE or row.where in UNREADABLE]
    if lost:
        fact = f"Evidence that cannot be read (a formula without a value, or an error): {many(len(lost), 'rows')}."
        note("S18", fact, "Type it in place of the formula.", "WARN", lost[0].cell, "")


def _match(row: Row, takes: Takes, worried_step: bool) -> Reading:
    """What a row answers, or why it has to be set aside."""
    if row.question == WORRIED and (row.worries or (worried_step and not row.answer)):
        return Reading("yes")
    for text, cell in ((row.answer, row.cell), *((part.text, part.cell) for part in row.parts)):
        if text in UNREADABLE:
            return Reading(None, *UNREADABLE[text], cell)
    return takes.read_parts(row.answer, row.parts) if takes.kind == SEVERAL_OF else takes.read(row.answer)
