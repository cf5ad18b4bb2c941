"""The codebook of a review as lines to read: every code with what it means, and which of them the review chose."""

from __future__ import annotations

from ..intake.code_names import BETWEEN
from ..intake.codebook import FEWEST_CODES, MOST_CODES
from ..intake.text import header as spelling
from ..plural import many
from .casework import Casework
from .voices import codebook_of


def list_codes(work: Casework) -> list[str]:
    """The codes there are to choose from, by group: id, name, definition; ``*`` stands before those chosen.

    Raises :class:`~scrutiny_lib.errors.Refused` where the codebook is not there or cannot be used.
    """
    plan = work.review.voice
    book, _ = codebook_of(work, plan.codebook)
    codes = book.codes[~book.codes["retired"].astype(bool)]
    chosen = {spelling(code) for code in plan.codes} or {spelling(str(code)) for code in codes["id"]}
    marked = [spelling(str(code)) in chosen for code in codes["id"]]
    which = f"{sum(marked)} chosen (*)" if plan.codes else "all are used (*), as review.toml chooses none"
    lines = [f"{book.title}{BETWEEN}{book.id}, edition {book.edition}. {many(len(codes), 'codes')}, {which}."]
    for group in book.groups.to_dict("records"):
        one = " (one code at most for a passage)" if group["exclusive"] else ""
        lines += ["", f"{group['id']}{BETWEEN}{group['name']}{one}"]
        for code, mark in zip(codes.to_dict("records"), marked, strict=True):
            if code["group"] == group["id"]:
                lines.append(f"{'*' if mark else ' '} {code['id']:<4} {code['name']}: {code['definition']}")
    strange = len(chosen - {spelling(str(code)) for code in codes["id"]})
    lines += ["", f"Choose {FEWEST_CODES} to {MOST_CODES} of them in review.toml, under [voice]: codes = [...]"]
    return [*lines, f"Chosen, and not a code of this book: {strange}."] if strange else lines
