r"""What a description says under fixed headings: REFI-QDA has no place of its own for include, exclude or an id.

A description that this library writes has, in this order, ``Id: ...`` as its first line, and then, with a blank line
between them, what stands under no heading, ``Definition: ...``, ``Include: ...``, ``Exclude: ...`` and ``Example:
...``; what is blank is left out. A line of the text that itself begins like one of the last four headings gets a
backslash before it, which is taken off again.
"""

from __future__ import annotations

import re

FIELDS = ("definition", "include", "exclude", "example")
"""What a code's description may hold under a heading."""

LINES = (
    "Codebook", "Edition", "Title", "About", "Namespace", "Layer", "Exclusive", "Ordered", "Optional", "Lundy",
    "Retired", "Replaced by", "Retired because", "Frameworks", "Earlier name",
)  # fmt: skip
"""What else our codebooks say in a description, one line each (:mod:`scrutiny_lib.intake.qda_codebook`)."""

_WORDS = "|".join(field.title() for field in FIELDS)
_HEADING = re.compile(rf"(?:\A|\r\n\r\n|\n\n|\r\n|\n)({_WORDS}):(?: |(?=[\r\n])|\Z)")
_ID = re.compile(r"\AId:(?: |(?=[\r\n])|\Z)([^\r\n]*)(?:\r\n|\n|\Z)")
_LIKE_HEADING = re.compile(rf"(\A|\n)(\\*(?:{_WORDS}):)")
_ESCAPED = re.compile(rf"(\A|\n)\\(\\*(?:{_WORDS}):)")
_ON_ONE_LINE = re.compile(rf" ((?:{_WORDS}|{'|'.join(LINES)}):) ")


def is_flat(line: str) -> bool:
    """Whether a line that begins with an id goes on with headings: a tool made one line of a whole description.

    >>> is_flat("V1 Layer: practice Definition: As said."), is_flat("V1")
    (True, False)
    """
    return "\n" not in line and "\r" not in line and _ON_ONE_LINE.search(line) is not None


def unfolded(text: str) -> str:
    r"""A description of ours which a tool made one line of, with its lines as they were; any other as it is.

    >>> unfolded("Id: V1 Layer: practice Definition: As said.")
    'Id: V1\nLayer: practice\n\nDefinition: As said.'
    """
    if not (text.startswith("Id: ") and is_flat(text)):
        return text
    return _ON_ONE_LINE.sub(lambda found: ("\n\n" if found[1][:-1].lower() in FIELDS else "\n") + found[1] + " ", text)


def split_id(text: str) -> tuple[str, str]:
    r"""Our own id, which stands in the first line of a description, and what follows that line.

    >>> split_id("Id: S1\nSecond visit."), split_id("Second visit.")
    (('S1', 'Second visit.'), ('', 'Second visit.'))
    """
    marked = _ID.match(text)
    return (marked[1], text[marked.end() :]) if marked else ("", text)


def join_id(id: str, rest: str) -> str:
    r"""A description with our own id before it; :func:`split_id` gives both back exactly.

    ``ValueError`` for an id with a line end in it.

    >>> join_id("S1", "Second visit."), join_id("S1", ""), join_id("", "Second visit.")
    ('Id: S1\nSecond visit.', 'Id: S1', 'Second visit.')
    """
    if "\n" in id or "\r" in id:
        raise ValueError("an id is one line")
    if not id and not rest.startswith("Id:"):
        return rest
    return f"Id: {id}\n{rest}" if rest else f"Id: {id}"


def split_description(text: str) -> dict[str, str]:
    r"""The parts of a code's description: ``id``, ``definition``, ``include``, ``exclude``, ``example`` and ``rest``.

    ``rest`` is what stands under no heading, and goes into the ``description`` column of a project. A part that is not
    there is ``""``. A heading that comes twice has both texts, with a blank line between them.

    >>> split_description("Definition: What\nis feared.\n\nInclude: Nights.")["definition"]
    'What\nis feared.'
    >>> split_description("jobs and taxes")["rest"]
    'jobs and taxes'
    """
    found = dict.fromkeys(("id", *FIELDS, "rest"), "")
    found["id"], text = split_id(text)
    pieces = _HEADING.split(text)
    found["rest"] = _ESCAPED.sub(r"\1\2", pieces[0])
    for heading, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        name, said = heading.lower(), _ESCAPED.sub(r"\1\2", piece)
        found[name] = f"{found[name]}\n\n{said}" if found[name] else said
    return found


def join_description(
    *, id: str = "", definition: str = "", include: str = "", exclude: str = "", example: str = "", rest: str = ""
) -> str:
    r"""A code's description made of its parts; :func:`split_description` gives them back exactly.

    ``ValueError`` for an id with a line end in it.

    >>> join_description(id="c1", definition="What is feared.", example="Nights.")
    'Id: c1\nDefinition: What is feared.\n\nExample: Nights.'
    """
    parts = [_LIKE_HEADING.sub(r"\1\\\2", rest)] if rest else []
    for name, said in zip(FIELDS, (definition, include, exclude, example), strict=True):
        if said:
            parts.append(f"{name.title()}: " + _LIKE_HEADING.sub(r"\1\\\2", said))
    return join_id(id, "\n\n".join(parts))
