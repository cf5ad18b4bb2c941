"""What a coded project holds, whichever tool it comes from: codes, sources, coders, codings, cases.

Every table is an ordinary DataFrame of text columns but for ``start`` and ``end`` (whole numbers: code points of the
source's text, the end exclusive) and flags. A thing is known by its id: our own where the project was made by us, else
the GUID of the file, in small letters and without braces.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

CODES = ("code", "name", "parent", "codable", "color", "description", "definition", "include", "exclude", "example")
SOURCES = ("source", "name", "text", "bom", "description")
CODERS = ("coder", "name")
CODINGS = ("source", "start", "end", "code", "coder")
CASES = ("case", "name", "description")
CASE_SOURCES = ("case", "source", "start", "end")
VARIABLES = ("variable", "type", "of", "about", "value")
NOTES = ("note", "name", "text", "of", "about", "start", "end", "coder", "on")
SETS = ("set", "name", "description", "of", "member")
READINGS = ("source", "reading", "share", "asked")
_COLUMNS = {
    "codes": CODES,
    "sources": SOURCES,
    "coders": CODERS,
    "codings": CODINGS,
    "cases": CASES,
    "case_sources": CASE_SOURCES,
    "variables": VARIABLES,
    "notes": NOTES,
    "sets": SETS,
}
_WHOLE_NUMBERS = ("start", "end")
_FLAGS = ("codable", "bom")


def qda_table(name: str, rows: Sequence[dict[str, object]] | pd.DataFrame = ()) -> pd.DataFrame:
    """A table of a project with exactly the columns its name promises: text, but for positions and flags.

    A blank position (a whole source meant, or none) is ``<NA>``; blank text is ``""``.

    >>> list(qda_table("codings").columns)
    ['source', 'start', 'end', 'code', 'coder']
    """
    columns = list(_COLUMNS[name])
    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows), columns=columns)
    frame = frame.reindex(columns=columns).reset_index(drop=True)
    for column in columns:
        if column in _WHOLE_NUMBERS:
            frame[column] = frame[column].astype("int64" if name == "codings" else "Int64")
        elif column in _FLAGS:
            frame[column] = frame[column].astype(object).where(frame[column].notna(), column == "codable").astype(bool)
        else:
            frame[column] = frame[column].astype(object).where(frame[column].notna(), "")
    return frame


@dataclass(frozen=True)
class Project:
    """One coded project.

    Attributes
    ----------
    codes : DataFrame
        code, name, parent (the code or group it stands under, ``""`` at the top), codable, color, description, and what
        the description holds under fixed headings: definition, include, exclude, example.
    sources : DataFrame
        source, name, text (exact: line ends as in the file, without a byte order mark), bom (whether the file opened
        with one), description. ``bytes`` of a source are ``text`` in UTF-8 after the mark.
    coders : DataFrame
        coder, name.
    codings : DataFrame
        source, start, end, code, coder; ``coder`` is ``""`` where the file does not say.
    cases : DataFrame
        case, name, description.
    lost : list of str
        What could not be carried, one sentence each, never with a text's words in it.
    case_sources : DataFrame
        Which sources, or which stretch of one, belong to which case.
    variables : DataFrame
        variable, type (Text, Boolean, Integer, Float, Date, DateTime), of ("case" or "source"), about (id), value.
    notes : DataFrame
        Memos: of ("project", "code", "source", "case", "passage", or "" for one that is on nothing), about (its id; for
        a passage its source), who wrote it and when (``on``), where the file says.
    sets : DataFrame
        One row for each member: of ("code", "source" or "note").
    readings : DataFrame
        source, reading (how positions were counted), share (of selections that begin and end with a word), asked.
    name, origin : str
        The project's name and the tool that wrote it.
    """

    codes: pd.DataFrame = field(default_factory=lambda: qda_table("codes"))
    sources: pd.DataFrame = field(default_factory=lambda: qda_table("sources"))
    coders: pd.DataFrame = field(default_factory=lambda: qda_table("coders"))
    codings: pd.DataFrame = field(default_factory=lambda: qda_table("codings"))
    cases: pd.DataFrame = field(default_factory=lambda: qda_table("cases"))
    lost: list[str] = field(default_factory=list)
    case_sources: pd.DataFrame = field(default_factory=lambda: qda_table("case_sources"))
    variables: pd.DataFrame = field(default_factory=lambda: qda_table("variables"))
    notes: pd.DataFrame = field(default_factory=lambda: qda_table("notes"))
    sets: pd.DataFrame = field(default_factory=lambda: qda_table("sets"))
    readings: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(READINGS)))
    name: str = ""
    origin: str = ""
