"""The first screen of the training page: a line for each course, and what to stop before all else."""

from __future__ import annotations

from typing import Any

from scrutiny_lib.show.summary import show_summary
from scrutiny_lib.show.training_short import MOST, courses_in_short
from scrutiny_lib.tables import Tables, table

BEHIND = "Fewer than half of those who need it have had it: Police (2 of 140); Care (6 of 18)."


def point(kind: str, course: str, sentence: str) -> dict[str, Any]:
    return {"kind": kind, "course": course, "sentence": sentence, "why": "Rule: x."}


def test_each_course_has_one_line_and_what_is_to_stop_comes_first() -> None:
    lines = courses_in_short([
        point("repeat", "A", "Repeat it: it lasted."),
        point("change", "A", "Change the part about “x: y”: it did not."),
        point("stop", "B", "Stop it as it is, or say what else it is for: nobody moved."),
        point("not reached", "A", BEHIND),
    ])  # fmt: skip
    assert [str(line) for line in lines] == [
        "<strong>B.</strong> Stop it as it is, or say what else it is for.",
        "<strong>A.</strong> Repeat it; change the part about “x: y”. Least reached: Police (2 of 140).",
        "None of this shows that children were better off.",
    ]


def test_that_there_is_nothing_to_stop_and_what_cannot_be_told_is_said() -> None:
    rows = [point("repeat", c, "Repeat it for now: whether it lasts cannot be told yet.") for c in "AB"]
    *_, stop, untold = map(
        str, courses_in_short([*rows, point("not reached", "", "No course says that it answers “x”.")])
    )
    assert stop == "Nothing to stop."
    assert untold.startswith("One thing that reviews asked for no course answers. Whether it lasts cannot be told yet")
    assert "for A and B. None of this shows" in untold


def test_the_box_stays_short_and_names_are_no_markup() -> None:
    lines = courses_in_short([point("repeat", f"<{n}>", "Repeat it: it lasted.") for n in range(20)])
    assert len(lines) == MOST + 3 and "&lt;0&gt;" in lines[0] and "12 more stand below." in lines
    assert courses_in_short([]) == []


def test_the_quarterly_page_begins_with_these_lines_and_a_review_does_not() -> None:
    frames = {"training_points": table("training_points", [point("repeat", "A", "Repeat it: it lasted.")])}
    assert "<strong>A.</strong> Repeat it." in show_summary(Tables({"kind": "quarterly report"}, frames)).html
    assert "Repeat it" not in show_summary(Tables({"kind": "themed review"}, frames)).html
