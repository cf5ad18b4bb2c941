"""What practitioners told us."""

from __future__ import annotations

import pandas as pd

from scrutiny_lib.lenses.practitioners import summarise_practitioners


def test_themes_are_counted_over_activities_and_people_over_those_invited() -> None:
    activities = pd.DataFrame(
        [("Workshop", "all", 20, 14, None), ("Survey", "all", 60, 31, None), ("Visit", "police", 4, 4, None)],
        columns=["activity", "agencies", "invited", "took_part", "held_on"],
    )
    themes = pd.DataFrame(
        [
            ("Nobody rings back", "barrier", "L1", ["Workshop", "Survey"], ""),
            ("One lead", "what works", "L2", ["Visit"], ""),
        ],
        columns=["theme", "kind", "line", "activities", "raised_by"],
    )
    held, said, results = summarise_practitioners(activities, themes)
    shown = dict(zip(results["result_id"], results["shown"], strict=True))
    assert shown["prac.took_part"] == "49 of 84 practitioners"
    assert shown["prac.nobody_rings_back"] == "2 of 3 activities"
    assert list(said["weight"]) == [2, 1] and len(held) == 3
    assert set(results["kind"]) == {"people"}


def test_nothing_held() -> None:
    none = pd.DataFrame(columns=["activity", "agencies", "invited", "took_part", "held_on"])
    assert all(made.empty for made in summarise_practitioners(none, pd.DataFrame()))
