"""A codebook from another tool: one ``.qdc`` file of REFI-QDA (``urn:QDA-XML:codebook:1.0``)."""

from __future__ import annotations

from pathlib import Path

from scrutiny_lib.intake.plain_file import check_file, not_opened
from scrutiny_lib.intake.qda_codes import Ids, is_ours, read_codes, read_sets
from scrutiny_lib.intake.qda_lost import Lost
from scrutiny_lib.intake.qda_project import Project
from scrutiny_lib.intake.qda_xml import AGAIN, namespace_differs, read_tree, unknown_within
from scrutiny_lib.intake.raw import refusal

NAMESPACE = "urn:QDA-XML:codebook:1.0"
MAX_BYTES = 100_000_000
"""A larger file is refused (F15)."""

_OTHER_KINDS = {
    b"PK\x03\x04": "a zip archive (read_qdpx reads a project)",
    b"SQLite format 3": "a database (read_taguette reads one of Taguette)",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"%PDF": "a PDF",
}


def read_qdc(path: Path | str) -> Project:
    """Read the codes of a codebook, each under its parent, and its sets of codes.

    Parameters
    ----------
    path : Path or str
        The file. Elements are known by their local names, whatever the namespace.

    Returns
    -------
    Project
        Only ``codes``, ``sets``, ``origin`` and ``lost`` are filled. A code is known by its GUID (small letters, no
        braces); in a file that we made, by our own id. ``description`` is what stands under no heading of ours.

    Raises
    ------
    Refused
        Empty (F01), not there or not to be opened (F02, F16, F19, F21), another kind of file or not whole (F07), a
        document type or entity (F10), larger or deeper than a codebook can be (F15).
    """
    path = Path(path)
    check_file(path, MAX_BYTES, "Export the codebook alone.")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise not_opened(path, error) from None
    for start, kind in _OTHER_KINDS.items():
        if data.startswith(start):
            raise refusal("F07", f"The file is not a codebook of REFI-QDA (.qdc) but {kind}.", AGAIN, path.name)
    root = read_tree(data, path.name)
    if root.tag.casefold() != "codebook":
        kind = "a project: put it into a .qdpx file" if root.tag == "Project" else "XML of another kind"
        raise refusal("F07", f"The file is not a codebook of REFI-QDA (.qdc) but {kind}.", AGAIN, path.name)
    lost = Lost()
    if namespace_differs(root, NAMESPACE):
        lost.remark(
            "The file names another version of the format than REFI-QDA 1.0; it was read by the names of elements."
        )
    origin = root.get("origin", "")
    ids = Ids(is_ours(origin, root.iter("Code")), lost)
    codes = read_codes(root.find("Codes"), ids, lost)
    if codes.empty:
        lost.remark("The codebook has no codes.")
    lost.add("elements that the format does not have", unknown_within(root, ("Codes", "Sets")))
    sets = read_sets(root.find("Sets"), ids, lost)
    return Project(codes=codes, sets=sets, lost=lost.sentences(), origin=origin)
