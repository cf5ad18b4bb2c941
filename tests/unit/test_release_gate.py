"""The gate: who may see what, what waits, what stops – and that it fails closed."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from scrutiny_lib.release import Candidate, Limits, release_quarter
from scrutiny_lib.release.limits import LOOSEST
from scrutiny_lib.tables import Tables, table

SCALE = ((10.0, "few or none"), (45.0, "fewer than half"), (55.0, "about half"), (90.0, "most"), (100.0, "nearly all"))
LIMITS = {profile: Limits(profile, kinds, SCALE, 20) for profile, kinds in LOOSEST.items()}


def result(result_id: str, n: int, of: int, kind: str = "answers", group: str = "all") -> dict[str, Any]:
    return {
        "result_id": result_id, "lens": "practice", "question": result_id.split(".")[0], "label": "Asked?",
        "answer": "no", "group": group, "unit": "children", "n": n, "of": of, "percent": 100 * n / of,
        "kind": kind, "shown": f"{n} of {of} children",
    }  # fmt: skip


def review(children: int = 40, status: str = "agreed", **frames: pd.DataFrame) -> Tables:
    about = {"review": "r", "children": children, "status": status, "question": "What do we ask?"}
    return Tables(about).with_frames(None, **frames)


def decide(
    tables: Tables, *audiences: str, worried: int = 0, named: tuple[str, ...] = ("executive", "hips")
) -> list[Any]:
    candidate = Candidate("r", tables, None, audiences or ("executive", "hips"), worried)
    return release_quarter([candidate], LIMITS, invented=True, without_second_person=named)


RESULTS = table("results", [result("a.no", 3, 40), result("b.no", 30, 40)])


def test_the_executive_sees_exact_answers_and_hips_sees_words() -> None:
    executive, hips = decide(review(results=RESULTS))
    assert list(executive.tables["results"]["n"]) == [3, 30]
    assert list(hips.tables["results"]["shown"]) == ["few or none of the children", "most of the children"]
    assert hips.tables["results"][["n", "of", "percent", "lower", "upper"]].isna().all(axis=None)


def test_a_close_look_leaves_for_hips_without_any_number_or_share() -> None:
    (hips,) = decide(review(children=8, results=table("results", [result("a.no", 3, 8)])), "hips")
    assert hips.tables["results"].empty
    assert "told in words" in hips.tables["withheld"]["why"].iloc[0]


def test_who_the_children_are_is_never_shown_small_even_to_the_executive() -> None:
    rows = [("locality", "North", 20, 3), ("locality", "South", 140, 20), ("locality", "East", 151, 17)]
    frame = pd.DataFrame(rows, columns=["attribute", "value", "in_frame", "in_sample"])
    (executive,) = decide(review(sample_frame=table("sample_frame", frame)), "executive")
    assert list(executive.tables["sample_frame"]["in_sample"]) == ["[c]", "[c]", 17]
    assert list(executive.tables["sample_frame"]["in_frame"]) == ["[c]", "[c]", 151]
    told = executive.equations["cells"]
    assert told["who|r|locality|South|in_sample"] == "[c]" and told["who|r|locality|East|in_sample"] == 17
    bounds = executive.audit.set_index("cell").loc["who|r|locality|North|in_sample"]
    assert (bounds["why"], bounds["lower"], bounds["upper"]) == ("small", 1, 22)


def test_answers_crossed_with_who_the_children_are_never_leave() -> None:
    rows = [
        result("a.no@sex=F", 3, 20, "attributes", "sex=F"),
        result("a.no@sex=M", 9, 20, "attributes", "sex=M"),
        result("b.no@sex=F", 9, 20, "attributes", "sex=F"),
        result("b.no@sex=M", 8, 20, "attributes", "sex=M"),
    ]
    (executive,) = decide(review(results=table("results", rows)), "executive")
    assert executive.tables["results"].empty
    assert "age, sex" in executive.tables["withheld"]["what"].iloc[0]


def test_a_month_with_a_small_count_takes_its_series_with_it() -> None:
    months = pd.DataFrame(
        {"indicator": ["i", "i", "j"], "month": ["2025-01", "2025-02", "2025-01"], "numerator": [30, 4, 50]}
    )
    notes = pd.DataFrame({"indicator": ["i", "j"], "title": ["Rare thing", "Common thing"]})
    tables = review(indicators=table("indicators", months), indicator_notes=table("indicator_notes", notes))
    (executive,) = decide(tables, "executive")
    assert set(executive.tables["indicators"]["indicator"]) == {"j"}
    assert "Rare thing" in executive.tables["withheld"]["what"].iloc[0]


def test_hips_waits_for_the_board_and_the_executive_does_not() -> None:
    executive, hips = decide(review(status="draft"))
    assert (executive.state, hips.state, hips.tables) == ("released", "waits", None)
    assert "Board" in hips.why


def test_an_unconfirmed_worry_stops_every_audience() -> None:
    assert [outcome.state for outcome in decide(review(), worried=1)] == ["stopped", "stopped"]


def test_without_a_second_person_only_what_the_workspace_names_leaves() -> None:
    executive, hips = decide(review(), named=("executive",))
    assert (executive.state, hips.state) == ("released", "draft")
    assert executive.tables.about["released_without_second_person"] and "checked" not in executive.tables.about
    assert hips.tables is not None and "second person" in hips.why
    assert hips.tables.about["released_without_second_person"] is False


def test_what_a_second_person_approved_leaves_and_says_so() -> None:
    candidate = Candidate("r", review(results=RESULTS), None, ("board", "hips"))
    seen: list[str] = []

    def approved(draft: Any) -> bool:
        seen.append(f"{draft.audience} {draft.state}")
        return bool(draft.audience == "board")

    board, hips = release_quarter([candidate], LIMITS, invented=False, without_second_person=(), approved=approved)
    assert seen == ["board draft", "hips draft"]
    assert (board.state, board.why, board.tables.about["checked"]) == ("released", "", True)
    assert hips.state == "draft" and "checked" not in hips.tables.about


def test_a_sentence_with_a_small_count_does_not_reach_hips() -> None:
    tables = review(
        recommendations=table("recommendations", [{"recommendation_id": "R1", "text": "See the three children again."}])
    )
    (hips,) = decide(tables, "hips")
    assert hips.tables["recommendations"].empty
    assert "recommendations" in hips.tables["withheld"]["what"].iloc[0]


def test_what_one_person_said_stays_with_the_partnership() -> None:
    rows = [
        {
            "finding_id": "F1",
            "source": "children and families",
            "says": "supports",
            "note": "A young person said it was late.",
        },
        {"finding_id": "F1", "source": "practitioners", "says": "supports", "note": "Raised at every workshop."},
    ]
    executive, hips = decide(review(evidence=table("evidence", rows)))
    assert list(executive.tables["evidence"]["note"]) == [rows[0]["note"], rows[1]["note"]]
    assert list(hips.tables["evidence"]["note"]) == ["", rows[1]["note"]]
    assert list(hips.tables["evidence"]["says"]) == ["supports", "supports"]


@pytest.mark.parametrize("profile", ["partnership", "group", "public"])
def test_no_profile_can_be_made_looser_than_the_least(profile: str, tmp_path: Any) -> None:
    from scrutiny_lib.errors import Refused
    from scrutiny_lib.release import read_limits

    words = '[words]\nminimum_children = 20\n[[words.step]]\nup_to = 100\nwords = "some"\n'
    path = tmp_path / "assumptions.toml"
    path.write_text(f"[limits.{profile}]\nattributes = 4\n{words}", encoding="utf-8")
    with pytest.raises(Refused, match="never loosened"):
        read_limits([path])
    path.write_text(f"[limits.{profile}]\nattributes = 9\n{words}", encoding="utf-8")
    assert read_limits([path])[profile].by_kind["attributes"] == 9
