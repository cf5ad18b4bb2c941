"""What people wrote in evaluation forms in their own words: texts of the kind *practitioners*, never altered."""

from __future__ import annotations

from collections.abc import Sequence

from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.texts import Texts
from scrutiny_lib.intake.training_form_rows import FormRow
from scrutiny_lib.intake.written_answers import Written, texts_of_answers


def texts_of(written: Sequence[tuple[FormRow, str, str]]) -> tuple[Texts, dict[str, int]]:
    """A text for each answer in words, and the respondent of each source.

    Parameters
    ----------
    written : sequence of (FormRow, str, str)
        The form, the id of the question, and the words exactly as they were typed.

    Returns
    -------
    texts : Texts
        As :func:`~.written_answers.texts_of_answers` names them; ``raised_by`` is the course.
    whose : dict of str to int
        One number for everything that one code wrote of one course, whatever the wave; a line manager, and everybody
        without a code, is a respondent apart.
    """
    people, answers = dict[tuple[str, ...], int](), list[Written]()
    for form, question, said in written:
        person = (spelling(form.course), form.who, form.code) if form.code else (form.file, form.place)
        answers.append(Written(people.setdefault(person, len(people) + 1), question, said, form.course))
    return texts_of_answers(answers)
