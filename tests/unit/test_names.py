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


def returned(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    columns = ["case_id", "question", "answer", "shows"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(where="", place=[f"police return 1 (abc), sheet 2, cell C{n}" for n in range(5, 5 + len(rows))])


def test_any_part_of_the_child_s_own_name_counts() -> None:
    found = names_in_free_text(
        returned(
            ("C-1", "q1", "yes", "Quilla was seen twice."),
            ("C-1", "life", "At home with the Canarybird family.", ""),
            ("C-2", "q1", "no", "We met José-Maria."),
        ),
        CROSSWALK,
    )
    (problem,) = found
    assert problem.rule == "T19" and problem.act == "WARN" and "in 3 rows" in problem.fact
    assert "cell C5" in problem.fact and "cell C6" in problem.fact and "cell C7" in problem.fact
    assert not any(name in str(problem) for name in ("Quilla", "Canarybird", "Maria", "C-1"))


def test_what_is_no_name_of_this_child_is_left_alone() -> None:
    rows = returned(
        ("C-1", "q1", "Quilla", "seen"),  # an answer from a list, not free text
        ("C-2", "q1", "no", "quilla, in small letters, and the ng of another"),
        ("C-2", "q1", "no", "Quilla is another child's name"),
        ("", "once", "yes", "Quilla"),
    )
    assert not names_in_free_text(rows, CROSSWALK)
    assert not names_in_free_text(rows, CROSSWALK[["case_id"]])


def test_a_question_of_the_template_in_one_s_own_words_is_looked_through_too() -> None:
    rows = returned(("C-1", "q5", "Quilla likes school.", ""))
    assert not names_in_free_text(rows, CROSSWALK) and len(names_in_free_text(rows, CROSSWALK, ["q5"])) == 1
