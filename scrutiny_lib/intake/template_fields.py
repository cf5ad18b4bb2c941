"""The Excel form of an audit template: its two sheets, and what each setting is called there.

:mod:`scrutiny_lib.audit.theme_form` writes the form, :mod:`scrutiny_lib.intake.template_sheet` reads it back.
"""

from __future__ import annotations

from typing import NamedTuple

from scrutiny_lib.intake.template import MOST_QUESTIONS

BLANK = "blank_theme.xlsx"
"""The blank form beside the packaged templates; it is never read as a theme."""

THEME, QUESTIONS, HOW_TO, LISTS = "Theme", "Questions", "How to", "Lists"
EXAMPLE = "example"
"""What stands in place of the id in a row that shows how to fill in the form; such a row is left out."""

BETWEEN_ANSWERS = "|"


class Field(NamedTuple):
    """One setting of a template as the form has it: its key, its heading, other headings it is known by."""

    name: str
    heading: str
    aliases: tuple[str, ...]
    width: int
    how: str
    example: str = ""


THEME_FIELDS = (
    Field(
        "id", "Theme id", ("id",), 0, "Small letters, digits and underscores, such as child_neglect. "
        "The workbook must have the same name: child_neglect.xlsx.",
    ),
    Field("title", "Title", ("name",), 0, "As it stands on the agencies' workbooks and on the pages."),
    Field("edition", "Edition", ("version",), 0, "Such as 2026.1. Raise it whenever a question changes."),
    Field("purpose", "Purpose", ("why", "what it is for"), 0, "One or two sentences that every agency reads first."),
    Field(
        "agencies", "Agencies", ("agencies asked",), 0, "The ids of the agencies that are asked, as in workspace.toml: "
        "one per line, or with commas between them.",
    ),
    Field(
        "long_because", "Long because", ("why so long", "why so many questions"), 0,
        f"Only where one agency is asked more than {MOST_QUESTIONS} questions about each child: why it must be so.",
    ),
)  # fmt: skip
"""The settings of the sheet *Theme*, one in each row: the label, and the value beside it."""

QUESTION_FIELDS = (
    Field(
        "id", "Question id", ("id", "question ref", "question no", "question number"), 13,
        "A short id of its own: small letters, digits and underscores, such as cn01. It never changes its meaning: a "
        "question that means something new gets a new id.", EXAMPLE,
    ),
    Field(
        "ask", "Question", ("ask", "question text", "wording"), 46, "What the agency is asked, as it should stand in "
        "its workbook. One question at a time.", "Was the child seen alone at the last visit?",
    ),
    Field(
        "scope", "About", ("scope", "who it is about"), 10, "child: one judgement about the child, settled at the "
        "audit discussion. agency: a fact each agency knows for itself, such as 'were you invited?'.", "child",
    ),
    Field(
        "asked", "Asked", ("how often", "who is asked", "asked how often"), 12, "each child, or once: once is asked "
        "about the agency itself and is about 'agency'. Blank means each child.", "each child",
    ),
    Field("lens", "Lens", (), 14, "Which part of the page the answers belong to.", "practice"),
    Field(
        "line", "Line", ("line of enquiry", "lines of enquiry"), 9, "The line of enquiry of the review's scope that "
        "the question serves, such as L1.", "L1",
    ),
    Field(
        "kind", "Kind", ("kind of answer", "type", "question type"), 11, "one of (a list; also when blank), several of "
        "(a list, as many as apply), number, date or text. Number, date and text have no scale and no answers.",
        "one of",
    ),
    Field(
        "scale", "Scale", ("answer scale",), 18, "A list of answers that many questions share (see the sheet Lists). "
        "Give a scale or answers of the question's own, never both.", "yes_partly_no",
    ),
    Field(
        "answers", "Answers", ("own answers", "answer list", "possible answers"), 26, "The question's own answers "
        "where no scale fits, with | between them: at once | within 10 days | later. 'Not applicable' and 'not known "
        "to us' are always there and are left out.",
    ),
    Field(
        "good", "Good answers", ("good", "good answer"), 18, "Which of them mean that practice was good enough, with | "
        "between them. Blank: those of the scale.",
    ),
    Field(
        "measure", "Measure", ("unit", "measured in"), 11, "Only for a number: what it counts, such as days.",
    ),
    Field("lowest", "Lowest", ("minimum", "at least"), 9, "Only for a number: the lowest it can be, such as 0."),
    Field("highest", "Highest", ("maximum", "at most"), 9, "Only for a number: the highest it can be."),
    Field(
        "whole", "Whole numbers", ("whole", "whole number"), 10, "Only for a number: no, where it may have decimals. "
        "Blank means yes.",
    ),
    Field(
        "agencies", "Agencies", ("agency", "which agencies", "agencies asked"), 20, "Which agencies are asked. Blank: "
        "all of them.",
    ),
    Field(
        "help", "Help", ("help text", "guidance"), 34, "A line of help under the question.",
        "Alone: without a parent or carer in the room.",
    ),
    Field(
        "chain", "Chain", ("step", "step of voice"), 13, "Only for the lens voice: which step of what happens to what "
        "a child says.",
    ),
    Field("role", "Role", (), 15, "Only in a threshold audit: what the answer stands for."),
    Field(
        "replaced_by", "Replaced by", ("replaced",), 13, "A question that is no longer asked keeps its row; here "
        "stands the id of the question that took its place.",
    ),
)  # fmt: skip
"""The columns of the sheet *Questions*, one row for each question."""

HEADINGS_ROW = 4
"""Where our own form has the headings of the questions, counted from 1."""
