"""What Taguette exports as tables: highlights (of one tag, or all) and the codebook, as ``.csv`` or ``.xlsx``.

Words of a highlight are a child's: they are taken as they stand in the file, every space and line end, or the file is
refused. Hence no reader that tidies is used for ``.csv``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from scrutiny_lib.errors import Problems, Refused
from scrutiny_lib.intake.plain_file import check_file, not_opened
from scrutiny_lib.intake.qda_project import Project, qda_table
from scrutiny_lib.intake.raw import MAX_ROWS, refusal
from scrutiny_lib.intake.table_file import WORKBOOKS
from scrutiny_lib.intake.taguette_project import NO_CODER, lose, tag_codes, tag_guid
from scrutiny_lib.intake.workbook import read_sheets

MAX_BYTES = 100_000_000
"""A larger file is refused before it is read."""

_AGAIN = "Export it from Taguette again, and do not save it in another program."
_HIGHLIGHTS = ("id", "document", "tag", "content")
_CODEBOOK = ("tag", "description")
_ALTERED = ("T10", "T03", "T01")


def read_export(path: Path) -> Project:
    """Read highlights or a codebook (see :func:`scrutiny_lib.intake.taguette.read_taguette`)."""
    rows = _workbook(path) if path.suffix.lower() in WORKBOOKS else _csv(path)
    headings = [text.strip().lower() for text in rows[0]] if rows else []
    body = [row for row in rows[1:] if any(row)]
    if len(body) > MAX_ROWS:
        fact = f"There are {len(body):,} rows; more than {MAX_ROWS:,} are refused."
        raise refusal("F15", fact, "Export one project alone.", path.name)
    for wanted, read in ((_HIGHLIGHTS, _highlights), (_CODEBOOK, _codebook)):
        if set(wanted) <= set(headings):
            if any(len(row) < len(headings) for row in body):
                raise refusal("S10", "A row has fewer cells than there are headings.", _AGAIN, path.name)
            at = [headings.index(name) for name in wanted]
            return read([tuple(row[position] for position in at) for row in body], path.name)
    cure = "Give it highlights (id, document, tag, content) or a codebook (tag, description) as Taguette exports them."
    raise refusal("S09", "The headings are not those of an export of Taguette.", cure, path.name)


def _highlights(rows: Sequence[tuple[str, ...]], file: str) -> Project:
    """Every highlight becomes a source of its own, wholly coded: the export does not say where it stood."""
    texts: dict[str, tuple[str, str]] = {}
    for number, document, _, words in rows:
        if texts.setdefault(number, (document, words)) != (document, words):
            raise refusal("S10", "Two rows of one highlight differ in their document or words.", _AGAIN, file)
    if "" in texts:
        raise refusal("S10", "A highlight has no id.", _AGAIN, file)
    lost = [
        NO_CODER,
        "The export does not say where in a document a highlight stands: each is a source of its own, wholly coded.",
        "An export of highlights leaves out those without a tag, and what tags mean; the project database has both.",
    ]
    given = {(number, tag): None for number, _, tag, _ in rows if tag}
    lose(lost, sum(not row[2] for row in rows), "Highlights without a tag, which are sources without a coding: {n}.")
    return Project(
        codes=tag_codes([(tag, "") for tag in dict.fromkeys(tag for _, _, tag, _ in rows if tag)]),
        sources=qda_table(
            "sources",
            [
                {"source": f"highlight-{number}", "name": document, "text": words}
                for number, (document, words) in texts.items()
            ],
        ),
        codings=qda_table(
            "codings",
            [
                {
                    "source": f"highlight-{number}", "start": 0, "end": len(texts[number][1]),
                    "code": tag_guid(tag), "coder": "",
                }
                for number, tag in given
            ],
        ),
        lost=lost,
        origin="Taguette",
    )  # fmt: skip


def _codebook(rows: Sequence[tuple[str, ...]], file: str) -> Project:
    tags = pd.DataFrame(rows, columns=list(_CODEBOOK))
    if (tags["tag"] == "").any() or tags["tag"].duplicated().any():
        raise refusal("S10", "A tag has no name, or the name of another.", _AGAIN, file)
    return Project(codes=tag_codes([(tag, description) for tag, description in rows]), origin="Taguette")


def _csv(path: Path) -> list[list[str]]:
    check_file(path, MAX_BYTES, "Export one project alone.")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise not_opened(path, error) from None
    if not data.strip():
        raise refusal("F01", "The file is empty.", _AGAIN, path.name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refusal("T01", "The file is not UTF-8, so its words are not as they were.", _AGAIN, path.name) from None
    csv.field_size_limit(MAX_BYTES)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        raise refusal("S10", "The quotation marks do not match.", _AGAIN, path.name) from None


def _workbook(path: Path) -> list[list[str]]:
    problems = Problems()
    sheets = read_sheets(path, problems, max_rows=MAX_ROWS)
    if sheets is None:
        raise Refused(problems.of("REJECT"))
    if any(problem.rule in _ALTERED or problem.act == "HOLD" for problem in problems):
        fact = "The workbook holds characters that cannot be read from it unchanged."
        raise refusal("T10", fact, "Export the same as CSV from Taguette.", path.name)
    filled = [rows for rows in sheets.values() if rows]
    if len(filled) != 1:
        raise refusal("S02", f"{len(filled)} sheets of the workbook have rows, not one.", _AGAIN, path.name)
    return filled[0]
