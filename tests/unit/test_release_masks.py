"""What leaves of levels, clocks, journey and agreement: one mask, so that no table gives away what another hides."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from scrutiny_lib.lenses.measures import MEASURED
from scrutiny_lib.release.limits import LOOSEST, Limits
from scrutiny_lib.release.mask import mask_tables
from scrutiny_lib.release.small import hide_parts, is_small, join_bands
from scrutiny_lib.tables import Tables, table

LIMIT = 5
SCALE = ((10.0, "few or none"), (45.0, "fewer than half"), (55.0, "about half"), (90.0, "most"), (100.0, "nearly all"))
LIMITS = {profile: Limits(profile, kinds, SCALE, 20) for profile, kinds in LOOSEST.items()}
STATES = ("met", "not_met", "too_soon", "cannot_tell")
NEAR = 1e-6


def clock(whom: str, *counts: int, rule: str = "assessment", limit: str = "45 working days") -> dict[str, Any]:
    return {
        "rule": rule, "title": f"The {rule}", "limit": limit, "source": "Guidance (2023)", "whom": whom,
        "unit": "referrals", "confirmed": "yes",
        **dict(zip((*STATES, "not_applicable"), (*counts, *[0] * (5 - len(counts))), strict=True)),
    }  # fmt: skip


def clock_results(row: dict[str, Any]) -> list[dict[str, Any]]:
    told, applies = row["met"] + row["not_met"], sum(row[state] for state in STATES)
    start = "frame." if row["whom"] == "frame" else ""
    return [
        result(f"{start}clock.{row['rule']}.{state}", row[state], told if place < 2 else applies, row["whom"])
        for place, state in enumerate(STATES)
    ]


def result(result_id: str, n: int, of: int, whom: str = "audited", **more: Any) -> dict[str, Any]:
    return {
        "result_id": result_id, "lens": "threshold", "question": result_id.rpartition(".")[0], "label": "…",
        "answer": result_id.rpartition(".")[2], "good": None, "group": "all", "unit": "referrals", "n": n, "of": of,
        "percent": 100 * n / of if of else float("nan"), "kind": "population" if whom == "frame" else "answers",
        "shown": f"{n} of {of} referrals" if of else "[z]", **more,
    }  # fmt: skip


def days(whom: str, counts: dict[tuple[int, bool], int], rule: str = "assessment") -> list[dict[str, Any]]:
    return [
        {"rule": rule, "whom": whom, "from_day": day, "to_day": day, "n": n, "open": "yes" if still else "no"}
        for (day, still), n in counts.items()
        if n
    ]


def seen(profile: str, children: int = 60, **frames: Any) -> tuple[Tables, str]:
    """The masked tables, and all that is said to be withheld."""
    made = {name: table(name, rows) for name, rows in frames.items()}
    masked, withheld = mask_tables(Tables({"children": children}, made), LIMITS[profile])
    assert all(row["what"] and row["why"] for row in withheld)
    return masked, " · ".join(row["what"] for row in withheld)


def shown(tables: Tables) -> dict[str, str]:
    return dict(zip(tables["results"]["result_id"], tables["results"]["shown"], strict=True))


# ---------------------------------------------------------------------------------------------- parts of a whole


@given(st.lists(st.integers(0, 16), min_size=2, max_size=5), st.data())
def test_whoever_knows_the_whole_cannot_tell_that_a_hidden_part_is_small(parts: list[int], data: st.DataObject) -> None:
    known = [data.draw(st.integers(0, n)) for n in parts] if data.draw(st.booleans()) else []
    hidden = hide_parts(parts, LIMIT, known)
    least = known or [0] * len(parts)
    if hidden is None:
        return
    room = sum(parts[at] - max(1, least[at]) for at in hidden)
    for at, (n, low) in enumerate(zip(parts, least, strict=True)):
        most = max(1, low) + room if at in hidden else n
        assert not is_small(n, LIMIT) or most > LIMIT
        assert not (low and is_small(n - low, LIMIT)) or most - low > LIMIT


def test_the_fewest_parts_are_hidden() -> None:
    assert hide_parts([300, 40, 7], LIMIT) == set()
    assert hide_parts([300, 40, 7, 3], LIMIT) == {2, 3}
    assert hide_parts([300, 0, 0, 3], LIMIT) == {0, 3}
    assert hide_parts([0, 0, 3], LIMIT) is None


@given(st.lists(st.integers(0, 9), max_size=12))
def test_joined_bands_hold_everybody_once_and_nobody_alone(counts: list[int]) -> None:
    joined = join_bands(counts, LIMIT)
    if joined is None:
        assert 1 <= sum(counts) <= LIMIT
        return
    held = [sum(counts[first : last + 1]) for first, last in joined]
    assert sum(held) == sum(counts)
    assert not any(is_small(n, LIMIT) for n in held)
    places = [place for first, last in joined for place in range(first, last + 1)]
    assert places == list(range(len(counts) if places else 0))


# ---------------------------------------------------------------------------------------------- time limits


def test_the_executive_sees_the_audited_exactly_and_everybody_without_small_counts() -> None:
    rows = [clock("audited", 30, 2, 3, 1), clock("frame", 600, 90, 40, 3, 200)]
    masked, withheld = seen(
        "partnership", clocks=rows, results=[found for row in rows for found in clock_results(row)]
    )
    audited, frame = masked["clocks"].to_dict("records")
    assert [audited[state] for state in STATES] == [30, 2, 3, 1]
    assert [frame[state] for state in STATES] == [600, 90, "[c]", "[c]"]
    said = shown(masked)
    assert said["clock.assessment.cannot_tell"] == "1 of 36 referrals"
    assert said["frame.clock.assessment.met"] == "600 of 690 referrals"
    assert said["frame.clock.assessment.too_soon"] == "[c]"
    assert "Some counts over everybody: The assessment" in withheld


def test_a_share_of_two_states_together_is_hidden_with_either() -> None:
    row = clock("frame", 4, 90, 0, 0)
    masked, _ = seen("partnership", clocks=[row], results=clock_results(row))
    assert list(masked["clocks"].iloc[0][list(STATES)]) == ["[c]", "[c]", 0, 0]
    assert set(shown(masked).values()) == {"[c]"}
    assert masked["results"][["n", "of", "percent"]].isna().all(axis=None)


def test_not_applicable_and_not_available_stay_what_they_are() -> None:
    rows = [clock("frame", 0, 0, 3, 0)]
    results = [*clock_results(rows[0]), result("ind.new.latest", 0, 0, "frame", shown="[x]")]
    masked, _ = seen("public", clocks=rows, results=results)
    assert shown(masked)["frame.clock.assessment.met"] == "[z]"
    assert shown(masked)["frame.clock.assessment.too_soon"] == "[c]"
    assert shown(masked)["ind.new.latest"] == "[x]"


def test_those_not_looked_at_are_a_count_too() -> None:
    rows = [clock("audited", 30, 9), clock("frame", 300, 12, 40, 20)]
    masked, _ = seen("partnership", clocks=rows)
    assert list(masked["clocks"].iloc[1][list(STATES)]) == [300, "[c]", 40, "[c]"]
    masked, _ = seen("group", clocks=rows)  # who has this page may have the other too
    assert list(masked["clocks"].iloc[1][list(STATES)]) == [300, "[c]", 40, "[c]"]
    assert masked["clocks"].iloc[0][list(STATES)].isna().all()


def test_a_limit_does_not_give_away_a_step_of_the_journey() -> None:
    """45 enquiries and 44 conferences: whoever reads 44 at the conference's clock knows that one did not follow."""
    steps = journey("", "all", (300, 0, 0), (45, 255, 0), (44, 1, 0))
    conference = clock("frame", 30, 14, rule="conference")
    masked, _ = seen("partnership", clocks=[conference], journey=steps)
    assert set(masked["clocks"].iloc[0][[*STATES, "not_applicable"]]) == {"[c]"}
    alone, _ = seen("partnership", clocks=[conference])
    assert list(alone["clocks"].iloc[0][["met", "not_met"]]) == [30, 14]


def test_two_limits_do_not_give_away_who_lies_between_them() -> None:
    """60 had a conference and 58 a core group to come: two had not, and nobody printed it."""
    rows = [clock("frame", 40, 20, rule="conference"), clock("frame", 38, 20, rule="core_group")]
    masked, _ = seen("partnership", clocks=rows)
    assert list(masked["clocks"]["met"]) == [40, "[c]"]


def test_those_of_the_frame_a_limit_says_nothing_about_are_a_count_too() -> None:
    rows = [clock("frame", 20, 13), clock("frame", 20, 12, rule="other")]
    tables = Tables({"children": 8, "frame_size": 38, "unit": "referrals"}, {"clocks": table("clocks", rows)})
    masked, _ = mask_tables(tables, LIMITS["partnership"])
    assert list(masked["clocks"]["met"]) == ["[c]", 20]
    assert set(masked["clocks"].iloc[0][[*STATES, "not_applicable"]]) == {"[c]"}


def test_nobodys_own_days_can_be_read_off() -> None:
    ended = {(3, False): 1, (30, False): 2, (44, False): 1, (46, False): 1, (95, False): 1}
    counts = {**ended, (12, True): 1, (60, True): 1}
    rows = [clock("audited", 4, 3, 1)]
    point = {"rule": "assessment", "whom": "audited", "at_risk": 7}
    curve = [{**point, "day": day, "percent": day / 2 + 0.3} for day in range(91)]
    masked, _ = seen("partnership", clocks=rows, clock_days=days("audited", counts), curves=curve)
    bands = masked["clock_days"][["from_day", "to_day", "n", "open"]].to_numpy().tolist()
    assert bands == [[0, 22, 1, "no"], [23, 45, 3, "no"], [46, 90, 1, "no"], [91, 135, 1, "no"],
                     [0, 45, 1, "yes"], [46, 90, 1, "yes"]]  # fmt: skip
    points = masked["curves"]
    assert list(points["day"]) == [22, 45, 90]
    assert list(points["percent"]) == [11, 23, 45]
    assert points["at_risk"].isna().all()
    masked, withheld = seen("group", clocks=rows, clock_days=days("audited", counts), curves=curve)
    assert masked["clock_days"].empty
    assert masked["curves"].empty
    assert "for those looked at" in withheld


def test_a_limit_of_a_day_or_two_has_no_halves() -> None:
    counts = {(0, False): 5, (1, False): 3, (2, False): 1, (4, False): 1}
    rows = [clock("audited", 8, 2, rule="decision", limit="1 working day")]
    masked, _ = seen("partnership", clocks=rows, clock_days=days("audited", counts, "decision"))
    assert masked["clock_days"][["from_day", "to_day", "n"]].to_numpy().tolist() == [[0, 1, 8], [2, 5, 2]]


def test_days_that_do_not_add_up_to_the_counts_are_withheld() -> None:
    masked, withheld = seen("group", clocks=[clock("frame", 30, 9)], clock_days=days("frame", {(3, False): 30}))
    assert masked["clock_days"].empty
    assert "How many days it took: The assessment" in withheld


small_or_more = st.one_of(st.integers(0, 8), st.integers(0, 40))


@settings(max_examples=30, deadline=None)
@given(
    st.dictionaries(st.tuples(st.integers(0, 24), st.booleans()), small_or_more, max_size=14),
    small_or_more,
    st.sampled_from(["partnership", "group", "public"]),
)
def test_no_small_number_of_days_or_state_can_be_worked_out(
    counts: dict[tuple[int, bool], int], cannot_tell: int, profile: str
) -> None:
    most = 10
    state = {
        "met": sum(n for (day, still), n in counts.items() if day <= most and not still),
        "not_met": sum(n for (day, _), n in counts.items() if day > most),
        "too_soon": sum(n for (day, still), n in counts.items() if day <= most and still),
        "cannot_tell": cannot_tell,
    }
    row = clock("frame", *state.values(), 50, limit="10 working days")
    masked, _ = seen(profile, clocks=[row], results=clock_results(row), clock_days=days("frame", counts))
    cells = [*counts, "cannot_tell"]
    truth = np.array([*counts.values(), cannot_tell], dtype=float)
    parts = {
        "met": [cell != "cannot_tell" and cell[0] <= most and not cell[1] for cell in cells],
        "not_met": [cell != "cannot_tell" and cell[0] > most for cell in cells],
        "too_soon": [cell != "cannot_tell" and cell[0] <= most and cell[1] for cell in cells],
        "cannot_tell": [cell == "cannot_tell" for cell in cells],
    }
    known = [np.ones(len(cells))] if state and not is_small(sum(state.values()), LIMIT) else []
    known += [np.array(parts[name], float) for name in STATES if masked["clocks"].iloc[0][name] != "[c]"]
    for found in masked["results"].to_dict("records"):
        name = found["result_id"].rpartition(".")[2]
        if found["shown"] not in ("[c]", "[z]"):
            known += [np.array(parts[name], float)]
            known += [sum(np.array(parts[one], float) for one in (STATES[:2] if name in STATES[:2] else STATES))]
    for band in masked["clock_days"].to_dict("records"):
        first, last, still = band["from_day"], band["to_day"], band["open"] == "yes"
        inside = [cell != "cannot_tell" and first <= cell[0] <= last and cell[1] == still for cell in cells]
        known.append(np.array(inside, float))
        assert known[-1] @ truth == band["n"]
    for aim in [*(np.array(parts[name], float) for name in STATES), *np.eye(len(cells))]:
        if is_small(aim @ truth, LIMIT):
            assert greatest(aim, known, truth) > LIMIT + NEAR


def greatest(aim: np.ndarray, known: list[np.ndarray], truth: np.ndarray) -> float:
    """The most a sum of counts could be to somebody who knows the value of others and nothing else."""
    if not known:
        return np.inf
    matrix = np.array(known)
    best = linprog(-aim, A_eq=matrix, b_eq=matrix @ truth, bounds=[(0, None)] * len(truth), method="highs")
    return np.inf if best.status == 3 else -best.fun


# ---------------------------------------------------------------------------------------------- the journey

STEPS = ("contact", "referral", "assessment", "plan")


def journey(by: str, group: str, *counts: tuple[int, int, int]) -> list[dict[str, Any]]:
    """One chain of steps: how many went on, stayed, may yet."""
    return [
        {
            "order": place, "step": STEPS[place], "title": STEPS[place].title(), "by": by, "group": group,
            "from_step": STEPS[place - 1] if place else "", "n": went, "of": went + stayed, "too_soon": may_yet,
            "percent": 50.0, "lower": 40.0, "upper": 60.0,
        }
        for place, (went, stayed, may_yet) in enumerate(counts)
    ]  # fmt: skip


def journey_results(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        result(f"journey.{row['step']}", row["n"], row["of"], "frame") for row in rows if row["by"] == "" and row["of"]
    ]


def test_the_journey_ends_before_a_step_with_few() -> None:
    """Three stayed before the assessment: it is not shown, and neither is what comes after it."""
    rows = journey("", "all", (200, 0, 0), (120, 80, 0), (117, 3, 0), (20, 97, 0))
    masked, withheld = seen("partnership", journey=rows, results=journey_results(rows))
    assert list(masked["journey"]["step"]) == ["contact", "referral"]
    assert shown(masked)["journey.assessment"] == shown(masked)["journey.plan"] == "[c]"
    assert shown(masked)["journey.contact"] == "200 of 200 referrals"
    assert "The journey from the first step behind which few stand" in withheld


def test_a_journey_without_few_is_shown_whole() -> None:
    rows = journey("", "all", (200, 0, 0), (120, 80, 0), (60, 54, 6), (20, 40, 0))
    masked, withheld = seen("public", journey=rows, results=journey_results(rows))
    assert list(masked["journey"]["n"]) == [200, 120, 60, 20]
    assert shown(masked)["journey.plan"] == "20 of 60 referrals"
    assert withheld == ""


def test_groups_with_few_are_put_together() -> None:
    """Two small groups become one; a middle one joins them where they alone would still be few."""
    whole = journey("", "all", (200, 0, 0), (100, 100, 0))
    groups = [("Police", 120, 60), ("Health", 40, 20), ("School", 30, 18), ("Housing", 10, 2)]
    rows = [row for name, n, went in groups for row in journey("source", name, (n, 0, 0), (went, n - went, 0))]
    masked, withheld = seen("partnership", journey=[*whole, *rows])
    told = masked["journey"].query("by == 'source' and step == 'referral'")
    assert told[["group", "n", "of"]].to_numpy().tolist() == [
        ["Police", 60, 120],
        ["Health", 20, 40],
        ["all others", 20, 40],
    ]
    assert told["percent"].tolist()[-1] == 50 and told["lower"].tolist()[-1] < 50 < told["upper"].tolist()[-1]
    assert withheld == ""


def test_too_soon_is_hidden_rather_than_the_whole_step() -> None:
    """31 too soon to tell of assessments, 28 of whom went on early: three recent referrals could be worked out."""
    rows = journey("", "all", (737, 0, 0), (629, 77, 31), (185, 437, 35))
    masked, withheld = seen("partnership", journey=rows)
    assert list(masked["journey"]["n"]) == [737, 629, 185]
    assert set(masked["journey"]["too_soon"]) == {"[c]"}
    assert "for how many it is too soon to tell" in withheld


def test_nothing_is_said_of_all_of_a_few() -> None:
    whole = journey("", "all", (200, 0, 0), (100, 100, 0), (60, 40, 0))
    few = journey("source", "School", (40, 0, 0), (7, 33, 0), (7, 0, 0))
    few += journey("source", "Police", (160, 0, 0), (93, 67, 0), (53, 40, 0))
    masked, withheld = seen("partnership", journey=[*whole, *few])
    by_source = masked["journey"][masked["journey"]["by"] == "source"]
    assert by_source["order"].max() == 1 and "The journey by source further on" in withheld


def test_two_steps_of_a_group_do_not_say_for_how_few_it_is_too_soon() -> None:
    """Of 80 referrals 77 are counted: the column that is hidden says 3."""
    whole = journey("", "all", (737, 0, 0), (629, 77, 31), (185, 437, 35))
    rows = journey("level", "2", (80, 0, 0), (0, 77, 3), (0, 0, 0))
    rows += journey("level", "3", (369, 0, 0), (353, 0, 16), (0, 330, 27))
    rows += journey("level", "4", (288, 0, 0), (276, 0, 12), (185, 107, 8))
    masked, _ = seen("partnership", journey=[*whole, *rows])
    by_level = masked["journey"][masked["journey"]["by"] == "level"]
    assert set(by_level["group"]) == {"3", "all others"}
    for _, steps in by_level.groupby("group"):
        went = steps["n"].astype(int).shift()
        assert not (went - steps["of"].astype(int)).abs().between(1, 5).any()


@settings(max_examples=300, deadline=None)
@given(st.data(), st.integers(2, 5), st.sampled_from(["partnership", "public"]))
def test_what_is_shown_of_the_journey_holds_nothing_small(data: st.DataObject, groups: int, profile: str) -> None:
    """Every count, every difference between them, and whoever is in no group or came in on the way."""
    chains = []
    for _ in range(groups):
        arrived, chain = data.draw(st.integers(0, 150)), []
        for _ in STEPS:
            went = data.draw(st.integers(0, arrived))
            may_yet = data.draw(st.integers(0, arrived - went))
            chain.append((went, arrived - went - may_yet, may_yet))
            arrived = went + data.draw(st.integers(0, may_yet))  # some of those it is too soon for went on already
        chains.append(chain)
    whole = [tuple(int(n) for n in np.sum(step, axis=0)) for step in zip(*chains, strict=True)]
    rows = journey("", "all", *whole)
    for place, chain in enumerate(chains[1:] if data.draw(st.booleans()) else chains):
        rows += journey("source", f"source {place}", *chain)
    masked, _ = seen(profile, journey=rows, results=journey_results(rows))
    told = masked["journey"]
    for (by, _), chain in told.groupby(["by", "group"]):
        went = {}
        for row in chain.to_dict("records"):
            counts = [row["n"], row["of"], row["of"] - row["n"]]
            if row["too_soon"] != "[c]":
                before, soon = went.get(row["from_step"], (0, 0))
                early = row["of"] + row["too_soon"] - before if row["from_step"] else 0
                counts += [row["too_soon"], abs(early), abs(soon - early) if soon else 0]
            assert not any(is_small(count, LIMIT) for count in counts)
            assert not by or not row["from_step"] or not row["of"] or row["of"] >= 20
            went[row["step"]] = (row["n"], row["too_soon"])
    over = told[told["by"] == ""].set_index("step")
    assert list(over.index) == list(STEPS[: len(over)])
    parts = told[told["by"] != ""]
    for step, mine in parts.groupby("step"):
        assert len(mine) >= 2 or not len(mine)
        for name in ("n", "of", "too_soon") if "[c]" not in set(told["too_soon"]) else ("n", "of"):
            assert not is_small(abs(over.loc[step, name] - mine[name].sum()), LIMIT)
    for result_id, words in shown(masked).items():
        assert (words != "[c]") <= (result_id.removeprefix("journey.") in over.index)


# ---------------------------------------------------------------------------------------------- levels, agreement


def gaps(by: str, **groups: list[int]) -> list[dict[str, Any]]:
    return [
        {"by": by, "group": group, "gap": place - 1, "n": n, "of": sum(counts)}
        for group, counts in groups.items()
        for place, n in enumerate(counts)
    ]


def test_groups_with_few_are_hidden_together_with_more() -> None:
    rows = [
        *gaps("all", all=[29, 101, 22]),
        *gaps("outcome", advice=[8, 40, 7], assessment=[6, 30, 9], discussion=[15, 31, 6]),
        *gaps("locality", North=[9, 51, 6], South=[11, 30, 8], East=[7, 10, 6], West=[2, 10, 2]),
        *gaps("referral_source", School=[4, 20, 1], Police=[25, 81, 21]),
    ]
    masked, withheld = seen("partnership", level_gaps=rows)
    kept = masked["level_gaps"]
    assert list(kept.loc[kept["by"] == "all", "n"]) == [29, 101, 22]
    assert list(kept.loc[kept["by"] == "outcome", "n"]) == [8, 40, 7, 6, 30, 9, 15, 31, 6]
    north = kept[kept["by"] == "locality"].groupby("group")["n"].first().to_dict()
    assert north == {"North": 9, "South": 11, "East": "[c]", "West": "[c]"}
    assert "referral_source" not in set(kept["by"])
    assert "by referral source" in withheld
    masked, withheld = seen("group", level_gaps=rows)
    assert masked["level_gaps"].empty
    assert "too low or too high" in withheld


@given(st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=2, max_size=5))
def test_no_small_gap_of_a_group_can_be_worked_out(counts: list[list[int]]) -> None:
    rows = [*gaps("all", all=[int(n) for n in np.sum(counts, axis=0)]),
            *gaps("outcome", **{f"g{place}": row for place, row in enumerate(counts)})]  # fmt: skip
    masked, _ = seen("partnership", level_gaps=rows)
    kept = masked["level_gaps"].query("by == 'outcome'")
    if kept.empty:
        return
    for group, row in enumerate(counts):
        if f"g{group}" in set(kept.loc[kept["n"].ne("[c]"), "group"]):
            assert not any(is_small(n, LIMIT) for n in [*row, sum(row)])
    hidden = [group for group in range(len(counts)) if f"g{group}" in set(kept.loc[kept["n"].eq("[c]"), "group"])]
    rest = np.array([counts[group] for group in hidden], float).reshape(len(hidden), 3)
    known = [np.tile(np.eye(3)[gap], len(hidden)) for gap in range(3)]
    if all(row.sum() > LIMIT for row in rest):  # then how many stand in each group is printed elsewhere
        known += [np.repeat(np.eye(len(hidden))[place], 3) for place in range(len(rest))]
    for place, n in enumerate(rest.reshape(-1)):
        if is_small(n, LIMIT):
            assert greatest(np.eye(rest.size)[place], known, rest.reshape(-1)) > LIMIT + NEAR


def test_levels_are_told_in_words_by_one_share_only() -> None:
    base = {"question": "level", "label": "The level given was"}
    results = [
        result("level.right", 40, 57, **base, good=True),
        result("level.too_low", 14, 57, **base, good=False),
        result("level.too_low_by_1", 13, 57, **base | {"question": "level.by"}),
        result("level.not_applicable", 3, 60, **base | {"question": "level.base"}),
        result("level.drawn", 60, 60, **base | {"question": "level.base"}),
        result("dissent.all", 3, 50),
        result("dissent.ta02", 1, 24),
    ]
    masked, _ = seen("group", results=results)
    assert shown(masked) == {"level.right": "most of the referrals", "dissent.all": "few or none of the referrals"}
    assert shown(seen("partnership", results=results)[0])["dissent.ta02"] == "1 of 24 referrals"


def test_the_middle_of_a_number_is_no_share() -> None:
    results = [
        result("mh15.median", 30, 40, answer=MEASURED[0], percent=float("nan"), shown="8 weeks"),
        result("mh15.given", 30, 40, answer="a number was given"),
        result("q1.outstanding", 20, 40, question="q1", good=True, answer="outstanding"),
        result("q1.good", 12, 40, question="q1", good=True, answer="good"),
        result("q1.all_good", 32, 40, question="q1.all_good", answer="outstanding or good"),
    ]
    masked, _ = seen("group", results=results)
    assert shown(masked) == {"mh15.given": "most of the referrals", "q1.outstanding": "most of the referrals"}
    assert shown(seen("partnership", results=results)[0])["mh15.median"] == "8 weeks"


def test_level_given_by_level_agreed_never_leaves_in_words() -> None:
    rows = [{"level_given": a, "level_agreed": b, "n": 20} for a in ("1", "2") for b in ("1", "2")]
    assert len(seen("partnership", levels=rows)[0]["levels"]) == 4
    masked, withheld = seen("public", levels=rows)
    assert masked["levels"].empty
    assert "Level given beside level agreed" in withheld


def test_names_of_levels_are_nobodys_secret() -> None:
    rows = [{"step": 1, "plain": "…", "area": "Portsmouth", "edition": "p", "level": "level 1", "confirmed": "no"}]
    for profile in LIMITS:
        assert len(seen(profile, level_names=rows)[0]["level_names"]) == 1


@pytest.mark.parametrize("profile", ["group", "public"])
def test_agreement_is_a_count_and_leaves_in_words_or_not_at_all(profile: str) -> None:
    pair = {"question": "level", "who": "police – education", "units": 3, "measure": "percent", "value": 2 / 3}
    frames = {
        "agreement": [pair],
        "moderated": [{"question": "ta03", "agency": "Police", "same": 20, "better": 2, "worse": 1, "of": 23}],
        "results": [
            result("level.agreement.percent", 40, 40, percent=66.0, shown="66 in 100"),
            result("agreement.level.percent", 40, 40, percent=66.0, shown="66 in 100"),
            result("agreement.level.alpha", 40, 40, percent=float("nan"), shown="0.41"),
            result("agreement.ta03.percent", 12, 12, percent=50.0, shown="50 in 100"),
        ],
    }
    masked, withheld = seen(profile, **frames)
    assert masked["agreement"].empty
    assert masked["moderated"].empty
    assert shown(masked) == {"agreement.level.percent": "most of the pairs of judgements"}
    assert masked["results"][["n", "of", "percent", "lower", "upper"]].isna().all(axis=None)
    assert "How far agencies agreed" in withheld
    within, _ = seen("partnership", **frames)
    assert list(within["agreement"]["units"]) == [3]
    assert list(within["moderated"]["worse"]) == [1]


def test_what_a_reader_must_be_told_holds_no_small_count_outside() -> None:
    about = {"children": 60, "threshold_told": ["Compared by common steps.", "Three referrals could not be compared."]}
    for profile, told in (("partnership", 2), ("group", 1)):
        masked, _ = mask_tables(Tables(dict(about)), LIMITS[profile])
        assert len(masked.about["threshold_told"]) == told


@pytest.mark.parametrize("profile", ["partnership", "group", "public"])
def test_nobody_outside_is_told_of_a_place_or_a_team(profile: str) -> None:
    rows = [
        {"attribute": attribute, "value": value, "in_frame": 200, "in_sample": 20}
        for attribute in ("locality", "area_team", "agency_lead", "sex", "placement", "language")
        for value in ("one", "another")
    ]
    masked = mask_tables(Tables({}).with_frames(None, sample_frame=table("sample_frame", rows)), LIMITS[profile])[0]
    told = set(masked["sample_frame"]["attribute"])
    of_place = {"locality", "area_team", "agency_lead"}
    assert told >= {"sex", "placement", "language"}
    assert bool(told & of_place) is (profile == "partnership")
