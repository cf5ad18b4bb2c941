"""Children's names in free text are found where they stand, and not repeated."""

from __future__ import annotations

import pandas as pd

from scrutiny_lib.audit.names import names_in_free_text

CROSSWALK = pd.DataFrame(
    {
        "case_id": ["C-1", "C-2"],
        "first_name": ["Quilla", "JOSÉ-MARIA"],
        "last_name": ["Canarybird", "Ng"],
    }
)


def written(*texts: tuple[str, str]) -> pd.DataFrame:
    rows = [(*text, f"police return 1 (abc), sheet 2, cell C{n}") for n, text in enumerate(texts, 5)]
    return pd.DataFrame(rows, columns=["case_id", "text", "place"])


def test_any_part_of_the_child_s_own_name_counts() -> None:
    texts = written(
        ("C-1", "Quilla was seen twice."),
        ("C-1", "At home with the Canarybird family."),
        ("C-2", "We met José-Maria."),
    )
    (problem,) = names_in_free_text(texts, CROSSWALK)
    assert problem.rule == "T19" and problem.act == "WARN" and "in 3 cells" in problem.fact
    assert "cell C5" in problem.fact and "cell C6" in problem.fact and "cell C7" in problem.fact
    assert not any(name in str(problem) for name in ("Quilla", "Canarybird", "Maria", "C-1"))
    (problem,) = names_in_free_text(texts[:1], CROSSWALK)
    assert "in 1 cell: sheet 2, cell C5." in problem.fact


def test_what_is_no_name_of_this_child_is_left_alone() -> None:
    texts = written(
        ("C-2", "quilla, in small letters, and the ng of another"),
        ("C-2", "Quilla is another child's name"),
        ("", "Quilla"),
    )
    assert not names_in_free_text(texts, CROSSWALK)
    assert not names_in_free_text(texts, CROSSWALK[["case_id"]])
