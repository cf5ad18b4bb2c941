"""The evidence trail of a page: which template, notebook and software made it, and of which files, each by its hash."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..intake.template import find_template
from ..intake.workspace import Workspace
from ..tables import Tables, table
from .hashes import sha256_of
from .plan import Due


def with_trail(workspace: Workspace, item: Due, tables: Tables, made_with: Mapping[str, Any]) -> Tables:
    """The counted tables of one review with the trail of what they were made from.

    Parameters
    ----------
    workspace : Workspace
        Where the template is looked for.
    item : Due
        The review, or the quarter's own page: its inputs by role and hash, and its notebook.
    tables : Tables
        What was counted.
    made_with : mapping
        What :func:`~scrutiny_lib.batch.hashes.software` gives.

    Returns
    -------
    Tables
        ``about["trail"]`` names ``template`` (``id``, ``edition``, ``sha256``; missing where no template was used),
        ``notebooks`` by audience and ``software`` with their hashes; the table ``trail`` has a row for each file that
        was read: its role and SHA-256, never its name, which may hold a child's. ``source`` is the agency a return came
        from (``about["returned_by"]``, which is taken out), of every other file *read*.
    """
    drawn = {audience: item.notebook_for(audience) for audience in item.audiences}
    made: dict[str, Any] = {
        "notebooks": {
            audience: {"id": notebook.stem, "sha256": sha256_of(notebook)} for audience, notebook in drawn.items()
        },
        "software": {"id": str(made_with["version"]), "sha256": str(made_with["library_sha256"])},
    }
    found = find_template(item.review.theme, workspace) if item.review is not None else None
    if found is not None:
        edition = str(tables.about.get("template_edition") or "")
        made["template"] = {"id": found.stem, "edition": edition, "sha256": sha256_of(found)}
    returned_by = tables.about.get("returned_by") or {}
    read = [
        {"what": each["role"], "source": returned_by.get(each["sha256"], "read"), "sha256": each["sha256"]}
        for each in item.inputs
    ]
    return tables.with_frames({"trail": made, "returned_by": None}, trail=table("trail", read))
