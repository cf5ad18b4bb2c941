"""What may identify somebody in a return is pointed out in the cell it stands in, whether or not the row counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from scrutiny_lib.audit.names import names_in_free_text
from scrutiny_lib.intake.returns import Returns
from tests import audit_room
from tests.audit_room import CHILDREN, receive, retype

CHILD = CHILDREN[0]
CROSSWALK = pd.DataFrame({"case_id": [CHILD], "first_name": ["Quilla"], "last_name": ["Canarybird"]})


def returned(folder: Path, typed: dict[str, str], **given: str) -> Returns:
    """What the police send back, with some cells of the first child typed over."""
    path = audit_room.send(folder, "police", "", 1, date(2025, 11, 5), **given)
    retype(path, {(CHILD, cell): text for cell, text in typed.items()})
    return receive(folder)


def test_the_cell_named_is_the_one_that_holds_it(tmp_path: Path) -> None:
    returns = returned(tmp_path, {"D10": "Seen at PO1 2AB.", "E11": "smith@example.org"})
    (problem,) = (problem for problem in returns.problems if problem.rule == "T19")
    assert (problem.cell, problem.sheet) == ("D10", "2")
    assert "2 times (e-mail address, postcode): sheet 2 cell D10, sheet 2 cell E11." in problem.fact


def test_one_of_them_is_told_as_one(tmp_path: Path) -> None:
    (problem,) = (one for one in returned(tmp_path, {"D10": "Seen at PO1 2AB."}).problems if one.rule == "T19")
    assert "stands in free text once (postcode): sheet 2 cell D10." in problem.fact


def test_a_name_is_found_whether_or_not_its_row_counts(tmp_path: Path) -> None:
    typed = {
        "D10": "Quilla was not known to us.",  # beside a question left blank
        "E11": "File of Quilla",  # of a child said not to be known
        "C13": "Quilla says no",  # an answer that is not on the list
        "D13": "Another Canarybird.",
    }
    returns = returned(tmp_path, typed, A_known="no", A_n2="")
    (problem,) = names_in_free_text(returns.written, CROSSWALK)
    assert "in 4 cells" in problem.fact
    assert all(f"sheet 2, cell {cell}" in problem.fact for cell in typed)
    assert "Quilla" not in str(problem) and "Canarybird" not in str(problem)


def test_an_answer_from_the_list_is_no_free_text(tmp_path: Path) -> None:
    places = returned(tmp_path, {}).written["place"]
    assert places.str.contains("cell C6").any() and not places.str.contains("cell C10").any()
