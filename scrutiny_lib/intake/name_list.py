"""Names that must not survive in a quotation: those of a review's children, and those a person adds for each case.

``voice/names.csv`` (case_id, name) is restricted: friends, brothers and sisters, schools, workers, places. It is read
to take names out, and nothing of it is ever written.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.data_files import Columns, read_csv

NAME_COLUMNS = ("case_id", "name")
_IN_CROSSWALK = ("name", "first_name", "last_name", "parents")


def read_names(path: Path) -> tuple[pd.DataFrame, Problems]:
    """Read the list of names by case; ``case_id`` blank means every case. Empty where there is no such file.

    A line without a name is held: set aside and noted, never with what it says.
    """
    problems = Problems()
    none = pd.DataFrame(columns=list(NAME_COLUMNS), dtype="str")
    if not path.is_file():
        return none, problems
    frame = read_csv(path, NAME_COLUMNS, problems, optional=("case_id",))
    if frame is None:
        return none, problems
    cells = Columns(frame, problems, path.name, act="HOLD")
    read = frame.assign(name=cells.filled("name"))
    return read[read["name"].notna()].astype("str").reset_index(drop=True), problems


def names_by_case(listed: pd.DataFrame, crosswalk: pd.DataFrame) -> dict[str, list[str]]:
    """Every name known for each case: those listed, and the child's own and its parents' from the crosswalk.

    Under ``""`` stand names to look for in every text: those listed without a case, and those of all children of the
    crosswalk, because children speak of each other. A parent's cell with several names (semicolons) is taken apart.
    """
    columns = [name for name in _IN_CROSSWALK if name in crosswalk.columns]
    found: dict[str, list[str]] = {}
    for case_id, name in listed[["case_id", "name"]].itertuples(index=False):
        found.setdefault(case_id, []).append(name)
    for case_id, *cells in crosswalk[["case_id", *columns]].astype(str).to_numpy().tolist() if columns else []:
        names = [name.strip() for cell in cells for name in cell.split(";") if name.strip()]
        found.setdefault(case_id, []).extend(names)
        found.setdefault("", []).extend(names)
    return {case_id: list(dict.fromkeys(names)) for case_id, names in found.items()}
