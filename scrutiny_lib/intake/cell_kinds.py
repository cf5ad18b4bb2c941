"""Which cells of a workbook hold something else than text: what Excel made of ``1.10`` or ``1/2`` when it was typed."""

from __future__ import annotations

from pathlib import Path
from posixpath import basename

from scrutiny_lib.intake.ooxml import elements
from scrutiny_lib.intake.package import Package, open_container
from scrutiny_lib.intake.sheet_xml import cell_name, column_number

NUMBER, DATE, TRUTH, ERROR = "a number", "a date or time", "TRUE or FALSE", "an error"
_KINDS = {"s": "", "str": "", "inlineStr": "", "b": TRUTH, "e": ERROR, "d": DATE}


def cells_not_text(path: Path, max_rows: int) -> dict[str, dict[str, str]]:
    """For each sheet by name, the filled cells that are not text: cell -> what Excel keeps it as.

    A date is a number with a look of its own and is called a number here. Only for workbooks that
    :func:`scrutiny_lib.intake.workbook.read_sheets` has read without refusing them: the same parts are read once more.
    """
    found: dict[str, dict[str, str]] = {}
    with open_container(path, max_rows) as container:
        package = Package(container)
        parts = {basename(name): name for name in package.names}
        links = elements(package.read(parts["workbook.xml.rels"])) if "workbook.xml.rels" in parts else []
        targets = {at.get("Id", ""): basename(at.get("Target", "")).casefold() for _, at in links}
        for tag, at in elements(package.read(parts["workbook.xml"])) if "workbook.xml" in parts else []:
            part = parts.get(targets.get(at.get("id", ""), "")) if tag == "sheet" else None
            if part:
                found[at.get("name", "")] = _not_text(package.read(part))
    return found


def _not_text(data: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    row = column = 0
    kind = ""
    for name, at in elements(data):
        if name == "row":
            row, column = int(at.get("r", row + 1)), 0
        elif name == "c":
            column = column_number(at["r"]) if "r" in at else column + 1
            kind = _KINDS.get(at.get("t", "n"), NUMBER)
        elif name == "v" and kind:
            found[cell_name(row, column)] = kind
    return found
