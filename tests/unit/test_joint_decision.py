"""All pages of a quarter at once, beside what was released: no difference of two of them is a small number."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from scrutiny_lib.release import Candidate, Limits, release_quarter
from scrutiny_lib.release.counts import Asked, kind_of
from scrutiny_lib.release.counts_told import counts_told
from scrutiny_lib.release.gate import Outcome, audit_again
from scrutiny_lib.release.limits import LOOSEST
from scrutiny_lib.tables import Tables, table

SCALE = ((10.0, "few or none"), (45.0, "fewer than half"), (55.0, "about half"), (90.0, "most"), (100.0, "nearly all"))
LIMITS = {profile: Limits(profile, kinds, SCALE, 20) for profile, kinds in LOOSEST.items()}
NAMED = ("executive", "board", "hips", "practitioners", "public")


def release(*candidates: Candidate, earlier: Any = ()) -> list[Outcome]:
    return release_quarter(candidates, LIMITS, invented=True, without_second_person=NAMED, earlier=earlier)


def entries(outcomes: list[Outcome], quarter: str) -> list[dict[str, Any]]:
    """What the ledger would hold, read back from its file."""
    made = [
        {
            "what": "release", "quarter": quarter, "review": one.review, "audience": one.audience,
            "profile": one.tables.about["profile"], "equations": one.equations,
        }
        for one in outcomes
        if one.tables is not None
    ]  # fmt: skip
    return [json.loads(json.dumps(entry)) for entry in made]


def training(quarter: str, **courses: tuple[int, int]) -> Tables:
    rows = [{"course": name, "booked": booked, "attended": came} for name, (booked, came) in courses.items()]
    about = {"kind": "quarterly report", "quarter": quarter, "area": "Portsmouth", "status": "information"}
    return Tables(about, {"training": table("training", rows)})


def came(outcome: Outcome) -> list[Any]:
    assert outcome.tables is not None
    return list(outcome.tables["training"]["attended"])


@pytest.mark.parametrize(("now", "shown"), [(26, 26), (29, "[c]"), (31, "[c]"), (32, 32), (46, 46)])
def test_what_came_between_two_quarters_is_a_number_of_people_too(now: int, shown: int | str) -> None:
    before = release(Candidate("training-impact", training("2025-26 Q1", Neglect=(80, 26)), None, ("hips",)))
    after = release(
        Candidate("training-impact", training("2025-26 Q2", Neglect=(80, now)), None, ("hips",)),
        earlier=entries(before, "2025-26-Q1"),
    )
    assert (came(before[0]), came(after[0])) == ([26], [shown])
    assert (len(after[0].tables["withheld"]) > 0) == (shown == "[c]")


def test_the_partnership_which_sees_people_exactly_still_sees_them() -> None:
    both = ("executive", "hips")
    before = release(Candidate("training-impact", training("2025-26 Q1", Neglect=(80, 26)), None, both))
    executive, hips = release(
        Candidate("training-impact", training("2025-26 Q2", Neglect=(80, 29)), None, both),
        earlier=entries(before, "2025-26-Q1"),
    )
    assert (came(executive), came(hips)) == ([29], ["[c]"])


def test_a_course_beside_one_review_gives_away_who_else_came_over_the_year() -> None:
    own = Tables(
        {"kind": "deep dive", "quarter": "2025-26 Q2", "status": "agreed", "children": 40},
        {"training": table("training", [{"course": "Neglect", "booked": 80, "attended": 26}])},
    )
    year = training("2025-26 Q2", Neglect=(80, 29))
    review, impact = release(Candidate("a", own, None, ("hips",)), Candidate("training-impact", year, None, ("hips",)))
    assert "[c]" in (came(review)[0], came(impact)[0])


def figures(numbers: dict[str, int], quarters: dict[str, int]) -> Tables:
    months = [
        {"indicator": "i", "month": month, "numerator": n, "denominator": 400, "value": n, "period": 1}
        for month, n in numbers.items()
    ]
    by_quarter = [
        {"indicator": "i", "month": month, "numerator": n, "denominator": 1200, "value": n, "period": 1}
        for month, n in quarters.items()
    ]
    note = {"indicator": "i", "title": "Calls", "kind": "count", "chart": "u", "variation": "common", "flag": ""}
    frames = {
        "indicators": table("indicators", months),
        "quarters": table("quarters", by_quarter),
        "indicator_notes": table("indicator_notes", [note]),
        "quarter_notes": table("quarter_notes", [note]),
    }
    return Tables({"area": "Portsmouth", "kind": "quarterly report", "status": "information", "figures": 1}, frames)


MONTHS = {"2025-07": 3, "2025-08": 30, "2025-09": 31, "2025-10": 30, "2025-11": 31, "2025-12": 4}
QUARTERS = {"2025-26-Q2": 64, "2025-26-Q3": 65}


def test_a_quarter_is_withheld_where_an_earlier_page_printed_two_of_its_months() -> None:
    page = Candidate("multi-agency-dataset", figures(MONTHS, QUARTERS), None, ("executive",))
    (alone,) = release(page)
    assert list(alone.tables["indicators"]["month"]) == ["2025-26-Q2", "2025-26-Q3"]
    printed = {"ind|Portsmouth|i|2025-10|numerator": 30, "ind|Portsmouth|i|2025-11|numerator": 31}
    before = [{"profile": "partnership", "number": 1, "equations": {"cells": printed, "equations": []}}]
    (beside,) = release(page, earlier=before)
    assert beside.tables["indicators"].empty and beside.tables["indicator_notes"].empty
    assert "A monthly figure: Calls" in list(beside.tables["withheld"]["what"])
    assert beside.tables.about["figures_not_told"] == 1
    (others,) = release(page, earlier=[{**before[0], "equations": {"cells": {k: 9 for k in printed}, "equations": []}}])
    assert list(others.tables["indicators"]["month"]) == ["2025-26-Q2", "2025-26-Q3"], "put right since: other counts"


def test_what_only_the_partnership_was_told_does_not_bind_what_the_board_may_work_out() -> None:
    page = Candidate("multi-agency-dataset", figures(MONTHS, QUARTERS), None, ("board",))
    printed = {"ind|Portsmouth|i|2025-10|numerator": 30, "ind|Portsmouth|i|2025-11|numerator": 31}
    before = {"number": 1, "equations": {"cells": printed, "equations": []}}
    (board,) = release(page, earlier=[{**before, "profile": "public"}])
    assert board.tables["indicators"].empty
    (board,) = release(page, earlier=[{**before, "profile": "partnership"}])
    assert board.tables["indicators"].empty, "whoever holds both pages is a reader of the partnership"


def clocks(review: str, size: int, met: int, not_met: int, ids: range) -> Candidate:
    row = {
        "rule": "decision", "title": "Decision", "limit": "1 working day", "whom": "frame", "unit": "children",
        "met": met, "not_met": not_met, "too_soon": 0, "cannot_tell": 0, "not_applicable": 0,
    }  # fmt: skip
    about = {"review": review, "status": "agreed", "children": 30, "frame_size": size, "unit": "children"}
    frame = pd.DataFrame({"case_id": [f"C{number:04}" for number in ids], "age_band": "0-4"})
    tables = Tables(about, {"clocks": table("clocks", [row])})
    return Candidate(review, tables, None, ("executive",), frame=frame)


def states(outcome: Outcome) -> list[Any]:
    assert outcome.tables is not None
    return outcome.tables["clocks"][["met", "not_met"]].iloc[0].tolist()


def test_a_theme_within_all_is_differenced() -> None:
    theme, whole = clocks("a-theme", 100, 60, 40, range(100)), clocks("b-all", 160, 117, 43, range(160))
    seen = [states(one) for one in release(theme, whole)]
    assert "[c]" in str(seen), "43 less 40 are three children outside the theme"
    apart = clocks("b-all", 160, 117, 43, range(500, 660))
    assert [states(one) for one in release(theme, apart)] == [[60, 40], [117, 43]]
    even = clocks("b-all", 160, 100, 60, range(160))
    assert [states(one) for one in release(theme, even)] == [[60, 40], [100, 60]]


def test_the_same_release_again_is_the_same_and_the_order_does_not_matter() -> None:
    pages = [clocks("a-theme", 100, 60, 40, range(100)), clocks("b-all", 160, 117, 43, range(160))]
    first = release(*pages)
    again = release(*reversed(pages), earlier=entries(first, "2025-26-Q1"))
    assert [one.tables.to_json() for one in first] == [one.tables.to_json() for one in again]
    assert [json.dumps(one.equations) for one in first] == [json.dumps(one.equations) for one in again]


def printed_frame(outcome: Outcome) -> dict[str, int]:
    """What a reader of one page reads of those in the frame, by attribute and value or by limit and state."""
    assert outcome.tables is not None
    who = outcome.tables["sample_frame"].to_dict("records")
    rows = outcome.tables["clocks"].to_dict("records")
    read = {f"{row['attribute']} {row['value']}": row["in_frame"] for row in who}
    read |= {f"{row['rule']} {state}": row[state] for row in rows for state in ("met", "not_met", "too_soon")}
    return {name: int(value) for name, value in read.items() if str(value).isdigit()}


def corrected(sex: tuple[int, int], place: tuple[int, int], met: tuple[int, int]) -> Candidate:
    """A review of everybody in a frame: by sex, by place, and how many were seen in time."""
    page = clocks("a", sum(sex), met[0], met[1], range(sum(sex)))
    rows = [
        {"attribute": attribute, "value": value, "in_frame": n, "in_sample": 8}
        for attribute, values, counts in (("sex", "FM", sex), ("place", "NS", place))
        for value, n in zip(values, counts, strict=True)
    ]
    tables = page.tables.with_frames({"children": 16}, sample_frame=table("sample_frame", rows))
    return Candidate("a", tables, None, ("executive",), frame=page.frame)


@pytest.mark.parametrize(
    ("after", "still"),
    [
        (((75, 82), (60, 97), (110, 47)), {"sex", "place", "decision"}),  # nothing was put right
        (((74, 83), (60, 97), (110, 47)), {"place", "decision"}),  # one child's sex
        (((74, 83), (61, 96), (111, 46)), set()),  # everything that is known of one child
        (((75, 83), (60, 98), (111, 47)), set()),  # one child more
        (((65, 92), (60, 97), (90, 67)), {"sex", "place", "decision"}),  # many: nobody stands out
    ],
)
def test_two_editions_of_a_page_do_not_tell_who_was_put_right_in_between(after: Any, still: set[str]) -> None:
    (first,) = release(corrected((75, 82), (60, 97), (110, 47)))
    (second,) = release(corrected(*after), earlier=entries([first], "2025-26-Q3"))
    before, now = printed_frame(first), printed_frame(second)
    assert {name.split()[0] for name in before} == {"sex", "place", "decision"}
    assert all(before[name] == value or abs(before[name] - value) > 5 for name, value in now.items() if name in before)
    assert {name.split()[0] for name, value in now.items() if value} == still


def test_the_ledger_holds_no_hidden_number() -> None:
    theme, whole = clocks("a-theme", 100, 60, 40, range(100)), clocks("b-all", 160, 117, 43, range(160))
    for one in release(theme, whole):
        for state, value in zip(("met", "not_met"), states(one), strict=True):
            assert one.equations["cells"][f"clock|{one.review}|decision|frame|{state}"] == value


def test_a_draft_is_audited_again_before_it_leaves() -> None:
    (draft,) = release(Candidate("multi-agency-dataset", figures(MONTHS, QUARTERS), None, ("board",)))
    assert audit_again(draft, []) == ""
    printed = {"ind|Portsmouth|i|2025-10|numerator": 30, "ind|Portsmouth|i|2025-11|numerator": 31}
    beside = {"profile": "group", "number": 1, "equations": {"cells": printed, "equations": []}}
    assert "small number" in audit_again(draft, [beside])
    one_month = {"ind|Portsmouth|i|2025-10|numerator": 30}
    assert audit_again(draft, [{**beside, "equations": {"cells": one_month, "equations": []}}]) == ""


GROUPS = ("East", "North", "South", "West")
COUNTS = st.lists(st.integers(0, 30), min_size=4, max_size=4)


@st.composite
def two_reviews(draw: st.DrawFn) -> list[tuple[list[int], list[int]]]:
    """Frame and sample by locality of two reviews; the first frame lies within the second."""
    inner, more = draw(COUNTS), draw(COUNTS)
    outer = [n + m for n, m in zip(inner, more, strict=True)]
    return [(whole, [draw(st.integers(0, n)) for n in whole]) for whole in (inner, outer)]


@settings(deadline=None, max_examples=8)
@given(two_reviews(), st.booleans())
def test_an_attacker_of_its_own_finds_no_small_number(made: list[tuple[list[int], list[int]]], late: bool) -> None:
    """Everything is set up anew from the printed tables: nothing of the release is used but what it printed."""
    pages = []
    for name, (frame, sample) in zip(("a", "b"), made, strict=True):
        rows = [
            {"attribute": "locality", "value": value, "in_frame": n, "in_sample": m}
            for value, n, m in zip(GROUPS, frame, sample, strict=True)
        ]
        ids = pd.DataFrame({"case_id": [f"C{number}" for number in range(sum(frame))], "age_band": "0-4"})
        about = {"review": name, "status": "agreed", "children": sum(sample), "frame_size": sum(frame)}
        tables = Tables(about, {"sample_frame": table("sample_frame", rows)})
        pages.append(Candidate(name, tables, None, ("executive",), frame=ids))
    if late:
        first = release(pages[0])
        outcomes = [*first, *release(*pages, earlier=entries(first, "2025-26-Q1"))[1:]]
    else:
        outcomes = release(*pages)
    printed = [one.tables["sample_frame"] if one.tables is not None else table("sample_frame") for one in outcomes]
    sure = _sure(printed, made, linked=not late)
    assert not sure


def _sure(printed: list[pd.DataFrame], made: list[tuple[list[int], list[int]]], *, linked: bool) -> list[str]:
    """Small counts a reader is sure of, by linear programming. Cells in order: a's frame, a's sample, b's, b's."""
    truth = np.array([n for pair in made for column in pair for n in column], dtype=float)
    bounds: list[tuple[float, float | None]] = []
    for shown in printed:
        for column in ("in_frame", "in_sample"):
            cells = dict(zip(shown["value"], shown[column], strict=True))
            for value in GROUPS:
                cell = cells.get(value)
                known = cell is not None and cell != "[c]"
                bounds.append((float(cell), float(cell)) if known else (float(cell == "[c]"), None))
    sums = np.kron(np.eye(4), np.ones(4))
    rest = [np.kron(np.eye(4)[2 * at] - np.eye(4)[2 * at + 1], row) for at in (0, 1) for row in np.eye(4)]
    if linked:
        rest += [np.kron(np.eye(4)[2] - np.eye(4)[0], row) for row in np.eye(4)]
    found = []
    for form in [*np.eye(16), *rest]:
        if not 1 <= form @ truth <= 5:
            continue
        ends = [
            sign
            * linprog(
                sign * form, A_ub=-np.array(rest), b_ub=np.zeros(len(rest)), A_eq=sums, b_eq=sums @ truth, bounds=bounds
            ).fun
            if _ends(sign * form, rest, sums, truth, bounds)
            else np.inf
            for sign in (1, -1)
        ]
        if ends[0] >= 1 - 1e-6 and ends[1] <= 5 + 1e-6:
            found.append(str(form))
    return found


def _ends(form: Any, rest: Any, sums: Any, truth: Any, bounds: Any) -> bool:
    solved = linprog(form, A_ub=-np.array(rest), b_ub=np.zeros(len(rest)), A_eq=sums, b_eq=sums @ truth, bounds=bounds)
    assert solved.status in (0, 3)
    return bool(solved.status == 0)


def test_what_came_between_two_quarters_is_looked_at_again_too() -> None:
    (draft,) = release(Candidate("training-impact", training("2025-26 Q2", Neglect=(80, 29)), None, ("hips",)))
    assert came(draft) == [29]
    for earlier, safe in ((26, False), (29, True), (12, True)):
        page = training("2025-26 Q1", Neglect=(80, earlier))
        ledger = entries(release(Candidate("training-impact", page, None, ("hips",))), "2025-26-Q1")
        assert (audit_again(draft, ledger) == "") is safe


@pytest.mark.parametrize("page", [
    Candidate("multi-agency-dataset", figures(MONTHS, QUARTERS), None, ("board",)),
    Candidate("training-impact", training("2025-26 Q2", Neglect=(80, 29)), None, ("hips",)),
    clocks("a-theme", 100, 60, 40, range(100)),
])  # fmt: skip
def test_every_count_has_the_kind_its_name_says(page: Candidate) -> None:
    asked = Asked(page.review, page.audiences[0], "group", page.tables, page.tables)
    told = counts_told(asked)
    assert told.counts and all(count.kind == kind_of(cell) for cell, count in told.counts.items())


def who(review: str, counts: dict[str, tuple[int, int]], **more: Any) -> Tables:
    rows = [
        {"attribute": "locality", "value": value, "in_frame": n, "in_sample": m} for value, (n, m) in counts.items()
    ]
    frame, sample = (sum(pair[at] for pair in counts.values()) for at in (0, 1))
    about = {"review": review, "status": "agreed", "children": sample, "frame_size": frame}
    return Tables(about, {"sample_frame": table("sample_frame", rows), **more})


def test_six_children_of_two_families_are_few() -> None:
    counts = {"North": (60, 20), "South": (40, 14), "West": (34, 12)}
    tables = who("r", counts)
    (alone,) = release(Candidate("r", tables, None, ("executive",)))
    assert "[c]" not in alone.tables["sample_frame"].astype(str).to_numpy()
    behind = tables["sample_frame"].assign(in_frame=[50, 33, 30], in_sample=[18, 11, 3])
    (made,) = release(Candidate("r", tables, None, ("executive",), families=behind))
    sample = made.tables["sample_frame"].set_index("value")["in_sample"].to_dict()
    assert sample["West"] == "[c]" and list(sample.values()).count("[c]") == 2
    audit = made.audit.set_index("cell")
    assert audit.at["who|r|locality|West|in_sample", "why"] == "small"
    assert audit.at["who|r|locality|West|in_sample", "lower"] < audit.at["who|r|locality|West|in_sample", "upper"]


def test_how_many_of_a_group_were_not_judged_is_a_count() -> None:
    """The table by locality says 21 were judged, the one of the sample that 24 were looked at."""

    def gaps(by: str, group: str, *counts: int) -> list[dict[str, Any]]:
        of = sum(counts)
        return [{"by": by, "group": group, "gap": at - 1, "n": n, "of": of} for at, n in enumerate(counts)]

    rows = [*gaps("all", "all", 16, 29), *gaps("locality", "North", 8, 13), *gaps("locality", "South", 8, 16)]
    tables = who("r", {"North": (80, 24), "South": (70, 24)}, level_gaps=table("level_gaps", rows))
    (made,) = release(Candidate("r", tables, None, ("executive",)))
    both = set(made.tables["level_gaps"]["by"]) == {"all"}, "[c]" in made.tables["sample_frame"].astype(str).to_numpy()
    assert any(both), "three of North were not judged"
    assert list(made.tables["level_gaps"]["n"][:2]) == [16, 29]
    rows = [*gaps("all", "all", 16, 29), *gaps("locality", "North", 8, 13), *gaps("locality", "South", 8, 16)]
    even = who("r", {"North": (80, 21), "South": (70, 24)}, level_gaps=table("level_gaps", rows))
    (made,) = release(Candidate("r", even, None, ("executive",)))
    assert set(made.tables["level_gaps"]["by"]) == {"all", "locality"}


def test_the_same_group_of_a_frame_within_another_is_differenced() -> None:
    """43 of the theme came from schools, 46 of all: three came from schools and are not of the theme."""

    def page(review: str, school: int, police: int, ids: range) -> Candidate:
        rows = [
            {"order": 0, "step": "referral", "title": "Referrals", "by": by, "group": group, "from_step": "", "n": n,
             "of": n, "too_soon": 0}
            for by, group, n in (("", "all", school + police), ("s", "School", school), ("s", "Police", police))
        ]  # fmt: skip
        about = {"review": review, "status": "agreed", "children": 40, "frame_size": school + police}
        frame = pd.DataFrame({"case_id": [f"C{number:04}" for number in ids], "age_band": "0-4"})
        return Candidate(review, Tables(about, {"journey": table("journey", rows)}), None, ("executive",), frame=frame)

    made = release(page("a", 43, 57, range(100)), page("b", 46, 114, range(160)))
    assert any("s" not in set(one.tables["journey"]["by"]) for one in made)
    made = release(page("a", 43, 57, range(100)), page("b", 53, 107, range(160)))
    assert all("s" in set(one.tables["journey"]["by"]) for one in made)
