"""Projects and exports of Taguette 1.x, whichever file there is of it."""

from __future__ import annotations

from pathlib import Path

from scrutiny_lib.intake.qda_project import Project
from scrutiny_lib.intake.qdc_read import read_qdc
from scrutiny_lib.intake.raw import refusal
from scrutiny_lib.intake.table_file import WORKBOOKS
from scrutiny_lib.intake.taguette_exports import read_export
from scrutiny_lib.intake.taguette_project import read_project

_DATABASES = (".sqlite3", ".sqlite", ".db")


def read_taguette(path: Path | str) -> Project:
    """Read what Taguette keeps or exports: its project database, highlights, or codebook.

    ==================================  ==================================================================
    ``.sqlite3`` (also .sqlite, .db)    documents as sources, tags as codes, highlights as codings
    highlights ``.csv``, ``.xlsx``      each highlight a source of its own, wholly coded: no positions in it
    codebook ``.csv``, ``.xlsx``        codes with their descriptions
    codebook ``.qdc``                   codes; Taguette leaves their descriptions out
    ==================================  ==================================================================

    Positions in the database are bytes of UTF-8 over the text of a document with its tags skipped; here they are code
    points of that text. Tags are known by the GUIDs that Taguette's own ``.qdc`` gives them, and a tag ``voice.own``
    stands below ``voice`` where there is one. Nothing says who coded: ``coder`` is ``""``.

    Parameters
    ----------
    path : Path or str
        The file. A database is opened read-only, and nothing in it is run.

    Returns
    -------
    Project
        ``lost`` says what could not be carried, such as highlights without a tag.

    Raises
    ------
    Refused
        The file is missing, empty, too large, damaged, of another kind, holds several projects, is still open in
        Taguette, or its words cannot be read unchanged.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix in _DATABASES:
        return read_project(path)
    if suffix == ".qdc":
        return read_qdc(path)
    if suffix in (".csv", *WORKBOOKS):
        return read_export(path)
    cure = "Export the project (.sqlite3), its highlights or its codebook (.csv, .xlsx, .qdc) from Taguette."
    raise refusal("F07", "The file is of a kind that is not read.", cure, path.name)
