"""Two reviews, the frame of one within the other's: what readers get by taking one page from the other is never few."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from scrutiny_lib.release import Candidate, Limits, release_quarter
from scrutiny_lib.release.gate import Outcome
from scrutiny_lib.release.limits import LOOSEST
from scrutiny_lib.tables import Tables, table

SCALE = ((10.0, "few or none"), (45.0, "fewer than half"), (55.0, "about half"), (90.0, "most"), (100.0, "nearly all"))
LIMITS = {profile: Limits(profile, kinds, SCALE, 20) for profile, kinds in LOOSEST.items()}
FEW = 5
NEAR = 1e-6


def release(*candidates: Candidate, earlier: Any = ()) -> list[Outcome]:
    named = tuple({audience for one in candidates for audience in one.audiences})
    return release_quarter(candidates, LIMITS, invented=True, without_second_person=named, earlier=earlier)


def page(review: str, size: int, audience: str = "public", **frames: Any) -> Candidate:
    """A review of so many children, the first of all there are: of two the smaller frame lies within the larger."""
    about = {"review": review, "status": "agreed", "children": 30, "frame_size": size, "unit": "children"}
    frame = pd.DataFrame({"case_id": [f"C{number:04}" for number in range(size)], "age_band": "0-4"})
    tables = Tables(about, {name: table(name, rows) for name, rows in frames.items()})
    return Candidate(review, tables, None, (audience,), frame=frame)


def shown(outcome: Outcome, name: str) -> pd.DataFrame:
    return outcome.tables[name] if outcome.tables is not None else table(name)


def what(outcome: Outcome) -> str:
    assert outcome.tables is not None
    return " · ".join(outcome.tables["withheld"]["what"])


# ---------------------------------------------------------------------------------------------- the journey by group

STEPS = ("referral", "assessment", "enquiry")
Groups = dict[str, tuple[int, ...]]
"""By group: how many came to each step."""


def steps(groups: Groups) -> list[dict[str, Any]]:
    """The journey over everybody and by who referred; for nobody is it too soon."""
    chains = {("", "all"): tuple(int(n) for n in np.sum(list(groups.values()), axis=0))}
    chains |= {("referral_source", group): counts for group, counts in groups.items()}
    return [
        {
            "order": at + 1, "step": STEPS[at], "title": STEPS[at].title(), "by": by, "group": group, "n": n,
            "from_step": STEPS[at - 1] if at else "", "of": chain[at - 1] if at else n, "too_soon": 0,
            "percent": 100 * n / (chain[at - 1] or 1) if at else None, "lower": 1.0 if at else None,
            "upper": 99.0 if at else None,
        }
        for at in range(len(next(iter(groups.values()))))
        for (by, group), chain in chains.items()
        for n in [chain[at]]
        if not by or n or (at and chain[at - 1])
    ]  # fmt: skip


WITHOUT = {
    "Council": (23, 23, 8), "Health": (37, 37, 13), "Individual": (15, 15, 2), "Police": (44, 44, 14),
    "School": (28, 28, 5),
}  # fmt: skip
WITH_TEN_MORE = WITHOUT | {"Police": (51, 51, 14), "School": (31, 31, 5)}


def journeys(inner: Groups, outer: Groups, audience: str = "public") -> list[Candidate]:
    sizes = [sum(chain[0] for chain in groups.values()) for groups in (inner, outer)]
    return [
        page(name, size, audience, journey=steps(groups))
        for name, size, groups in zip(("inner", "outer"), sizes, (inner, outer), strict=True)
    ]


def by_source(outcome: Outcome) -> dict[tuple[str, str, str], Any]:
    rows = shown(outcome, "journey").query("by == 'referral_source'")
    return {(row["step"], row["group"], name): row[name] for row in rows.to_dict("records") for name in ("n", "of")}


def test_seven_of_the_police_and_three_of_all_others_are_not_taken_from_two_pages() -> None:
    """51 less 44 are seven; 46 less 43, and 120 others less 117, are three: school children of one page only."""
    made = release(*journeys(WITHOUT, WITH_TEN_MORE))
    inner, outer = (by_source(one) for one in made)
    gaps = {
        place: outer[place] - inner[place]
        for place in inner.keys() & outer.keys()
        if "[c]" not in (inner[place], outer[place])
    }
    assert gaps and set(gaps.values()) == {0}
    hidden = {place[1] for cells in (inner, outer) for place, n in cells.items() if n == "[c]"}
    assert hidden == {"Police", "all others"}, "the others of both pages stay, and so does everybody"
    assert list(shown(made[1], "journey").query("by == ''")["n"]) == [157, 157, 42]
    said = [what(one) for one in made]
    assert "Some counts of the journey by referral source" in " · ".join(said)
    for one in made:
        rows = shown(one, "journey")
        assert rows.loc[rows["n"].eq("[c]"), ["percent", "lower", "upper"]].isna().all(axis=None)
        assert rows["n"].eq("[c]").equals(rows["of"].eq("[c]")), "27 in 100 of the 51 would say fourteen"


def test_even_differences_stay() -> None:
    more = WITHOUT | {"Police": (51, 51, 14), "School": (36, 36, 5)}
    made = release(*journeys(WITHOUT, more))
    assert not any("[c]" in cells.values() for cells in map(by_source, made))
    assert by_source(made[1])["referral", "all others", "n"] - by_source(made[0])["referral", "all others", "n"] == 8


def test_others_of_other_groups_are_told_apart_as_well() -> None:
    """Council stands alone on one page only: 43 others and 24 of the council are 67, of the other page's 64."""
    inner = WITHOUT | {"Council": (17, 17, 8)}
    outer = WITHOUT | {"Police": (54, 54, 14), "Council": (20, 20, 8)}
    made = release(*journeys(inner, outer))
    cells = [by_source(one) for one in made]
    assert {group for _, group, _ in cells[0]} != {group for _, group, _ in cells[1]}
    assert any("[c]" in one.values() for one in cells), "three of the council"


def test_a_released_page_is_differenced_too() -> None:
    inner, outer = journeys(WITHOUT, WITH_TEN_MORE)
    (first,) = release(inner)
    ledger = [json.loads(json.dumps({"number": 1, "profile": "public", "equations": first.equations}))]
    made = release(inner, outer, earlier=ledger)
    assert by_source(made[0]) == by_source(first), "printed is printed"
    assert {place[1] for place, n in by_source(made[1]).items() if n == "[c]"} == {"Police", "all others"}


def test_who_they_are_is_the_same_number_at_the_first_step() -> None:
    """Three came from elsewhere. The table of who they are hides schools with them, but the journey prints schools."""
    groups = {"Police": (60, 30), "Health": (41, 20), "School": (23, 11), "Elsewhere": (3, 0), "Home": (22, 10)}
    drawn = {"School": 19, "Elsewhere": 1}
    who = [
        {"attribute": "referral_source", "value": name, "in_frame": n, "in_sample": drawn.get(name, 10)}
        for name, (n, _) in groups.items()
    ]
    (made,) = release(page("r", 149, "executive", journey=steps(groups), sample_frame=who))
    frame = shown(made, "sample_frame").set_index("value")["in_frame"].to_dict()
    first = {group: n for (step, group, name), n in by_source(made).items() if (step, name) == ("referral", "n")}
    known = {name for name in groups if frame.get(name, "[c]") != "[c]" or first.get(name, "[c]") != "[c]"}
    assert "Elsewhere" not in known and len(groups.keys() - known) > 1


@st.composite
def nested_groups(draw: st.DrawFn) -> tuple[Groups, Groups]:
    inner, outer = {}, {}
    for name in ("East", "North", "South", "West")[: draw(st.integers(2, 4))]:
        n, more = draw(st.integers(0, 60)), draw(st.one_of(st.integers(0, 8), st.integers(0, 40)))
        went, more_went = draw(st.integers(0, n)), draw(st.integers(0, more))
        inner[name], outer[name] = (n, went), (n + more, went + more_went)
    return inner, outer


@settings(max_examples=8, deadline=None)
@given(nested_groups(), st.sampled_from(["public", "executive"]))
def test_no_small_group_is_worked_out_of_two_pages(made: tuple[Groups, Groups], audience: str) -> None:
    """Everything is set up anew from what the two pages print: nothing of the release is used but that."""
    if not sum(chain[0] for chain in made[0].values()):
        return
    outcomes = release(*journeys(*made, audience))
    names = list(made[0])
    places = [(at, group, column) for at in (0, 1) for group in names for column in (0, 1)]
    truth = np.array([made[at][group][column] for at, group, column in places], dtype=float)

    def sum_of(at: int, groups: list[str], column: int) -> np.ndarray:
        return np.array([float(place[0] == at and place[1] in groups and place[2] == column) for place in places])

    known = []
    for at, outcome in enumerate(outcomes):
        rows = shown(outcome, "journey")
        apart = set(rows.loc[rows["by"].ne(""), "group"])
        for row in rows.to_dict("records"):
            mine = [row["group"]] if row["group"] in names else [name for name in names if name not in apart]
            mine = names if not row["by"] else mine
            column = STEPS.index(row["step"])
            known += [sum_of(at, mine, column)] if row["n"] != "[c]" else []
            known += [sum_of(at, mine, column - 1)] if column and row["of"] != "[c]" else []
    known += [sum_of(at, names, 0) for at in (0, 1)]  # how many there are, everybody is told
    within = [sum_of(1, [name], column) - sum_of(0, [name], column) for name in names for column in (0, 1)]
    stayed = [sum_of(at, [name], 0) - sum_of(at, [name], 1) for at in (0, 1) for name in names]
    others = [name for name in names if name not in set(shown(outcomes[0], "journey")["group"])]
    told = 1 if len(others) == len(names) else 0  # by how many one frame is larger is no secret
    within += [sum_of(1, others, column) - sum_of(0, others, column) for column in range(told, 2) if others]
    nought = [*within, *stayed]
    assert not small_ones([*within, *np.eye(len(places))], known, nought, truth)


def small_ones(asked: list[Any], known: list[Any], from_nought: list[Any], truth: Any) -> list[str]:
    """Sums of 1 to 5 of which somebody is sure who knows some sums, and of others that they are nought or more."""
    found = []
    for form in asked:
        if 1 <= form @ truth <= FEW:
            ends = [
                solved.fun * sign if (solved := at_most(sign * form, known, from_nought, truth)).status == 0 else np.inf
                for sign in (1, -1)
            ]
            if ends[0] >= 1 - NEAR and ends[1] <= FEW + NEAR:
                found.append(str(form))
    return found


def at_most(aim: Any, known: list[Any], from_nought: list[Any], truth: Any) -> Any:
    matrix, lines = np.array(known), -np.array(from_nought)
    return linprog(aim, A_ub=lines, b_ub=np.zeros(len(lines)), A_eq=matrix, b_eq=matrix @ truth, bounds=(0, None))


# ---------------------------------------------------------------------------------------------- bands of days

LIMIT = 45


def timed(days: dict[int, int], late: int = 8) -> dict[str, Any]:
    """One check over everybody: how many took so many days, and how many too long; and the curve of it."""
    met = sum(days.values())
    row = {
        "rule": "assessment", "title": "Assessment in time", "limit": "45 working days", "whom": "frame",
        "unit": "children", "met": met, "not_met": late, "too_soon": 0, "cannot_tell": 0, "not_applicable": 0,
    }  # fmt: skip
    counts = [*days.items(), (LIMIT + 5, late)]
    rows = [
        {"rule": "assessment", "whom": "frame", "from_day": day, "to_day": day, "n": n, "open": "no"}
        for day, n in counts
    ]
    curve = [
        {"rule": "assessment", "whom": "frame", "day": day, "lower": None, "upper": None, "at_risk": 9,
         "percent": 100 * sum(n for at, n in counts if at <= day) / (met + late)}
        for day in range(91)
    ]  # fmt: skip
    return {"clocks": [row], "clock_days": rows, "curves": curve}


def timed_pages(inner: dict[int, int], outer: dict[int, int], audience: str = "public") -> list[Candidate]:
    return [
        page(name, sum(days.values()) + 8, audience, **timed(days))
        for name, days in (("inner", inner), ("outer", outer))
    ]


def bands(outcome: Outcome) -> dict[tuple[int, int], int]:
    rows = shown(outcome, "clock_days").query("whom == 'frame'").to_dict("records")
    return {(row["from_day"], row["to_day"]): row["n"] for row in rows}


QUICK = {8: 12, 13: 25, 22: 19, 28: 13, 33: 26, 38: 31, 43: 13}


def test_three_children_of_a_band_are_not_taken_from_two_pages() -> None:
    """15 less 12 took up to ten days; and of a hundred, 11 less 10."""
    made = release(*timed_pages(QUICK, QUICK | {8: 15, 43: 20}))
    assert sorted(len(bands(one)) for one in made)[0] == 0
    for one in made:
        assert list(shown(one, "clocks")["met"]) in ([139], [149]), "the picture goes, not the table"
        if not bands(one):
            assert shown(one, "curves").empty, "a curve gives away where its steps are"
            assert "How many days it took: Assessment in time" in what(one)


def test_bands_stay_where_nothing_can_be_taken_from_them() -> None:
    made = release(*timed_pages(QUICK, QUICK | {8: 19, 43: 20}))
    assert all(len(bands(one)) > 5 and len(shown(one, "curves")) for one in made)


def test_bands_that_end_on_other_days_are_told_apart_as_well() -> None:
    """Up to ten days and up to fifteen are one band on one page, two on the other: 12 and 6, or 21 less these."""
    inner, outer = QUICK | {8: 12, 13: 5}, QUICK | {8: 12, 13: 8, 43: 25}
    alone = [bands(*release(one)) for one in timed_pages(inner, outer)]
    assert alone[0].keys() != alone[1].keys()
    made = release(*timed_pages(inner, outer))
    assert not all(map(bands, made))


def test_an_edition_in_which_three_more_were_quick_shows_no_bands() -> None:
    (before,) = release(timed_pages(QUICK, QUICK)[0])
    ledger = [json.loads(json.dumps({"number": 1, "profile": "public", "equations": before.equations}))]
    (same,) = release(timed_pages(QUICK, QUICK)[0], earlier=ledger)
    assert bands(same) == bands(before) and bands(same)
    (after,) = release(timed_pages(QUICK | {8: 15, 43: 10}, QUICK)[0], earlier=ledger)
    assert not bands(after)


@settings(max_examples=8, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 25), st.one_of(st.integers(0, 8), st.integers(0, 20))), min_size=4, max_size=6),
    st.sampled_from(["public", "executive"]),
)
def test_no_few_of_a_band_are_worked_out_of_two_pages(counts: list[tuple[int, int]], audience: str) -> None:
    days = [8 * place + 3 for place in range(len(counts))]
    pair = (
        {day: n for day, (n, _) in zip(days, counts, strict=True)},
        {day: n + more for day, (n, more) in zip(days, counts, strict=True)},
    )
    outcomes = release(*timed_pages(*pair, audience))
    truth = np.array([n for one in pair for n in one.values()], dtype=float)
    known, ends = [], [set[int](), set[int]()]
    for at, outcome in enumerate(outcomes):
        mine = np.repeat([float(at == 0), float(at == 1)], len(days))
        known += [mine] if list(shown(outcome, "clocks")["met"]) != ["[c]"] else []
        for (first, last), _ in bands(outcome).items():
            if last <= LIMIT:
                known.append(mine * np.tile([float(first <= day <= last) for day in days], 2))
                ends[at].add(last)
    if not known:
        return
    one = np.eye(len(days))
    apart = [np.concatenate([-row, row]) for row in one]
    for first, last in pairwise(sorted({-1, *(ends[0] & ends[1])})):
        inside = np.array([float(first < day <= last) for day in days])
        apart.append(np.concatenate([-inside, inside]))
    assert not small_ones(apart, known, apart, truth)
