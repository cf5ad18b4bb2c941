"""An attacker who knows how the mask works, has every released table of a course and can do sums: what can be proved?

A count is found out where everything released, together, leaves it nothing but one to five.
"""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from math import ceil, floor
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.stats import norm

from scrutiny_lib.release.limits import LOOSEST, Limits
from scrutiny_lib.release.mask import mask_tables
from scrutiny_lib.tables import Tables, table

LIMIT = 5
SCALE = ((10.0, "few or none"), (25.0, "fewer than a quarter"), (45.0, "fewer than half"), (55.0, "about half"),
         (75.0, "more than half"), (90.0, "most"), (100.0, "nearly all or all"))  # fmt: skip
GROUP = Limits("group", LOOSEST["group"], SCALE, 20)
PARTS = ("cancelled_in_time", "cancelled_late", "absent")
NEAR = 1e-6
Ints = npt.NDArray[np.int64]


class System:
    """Counts by name with what an attacker knows: ``weights · counts`` lies between two numbers."""

    def __init__(self) -> None:
        self.names: dict[str, int] = {}
        self.rows: list[tuple[dict[str, int], float, float]] = []

    def know(self, weights: dict[str, int], low: float, high: float = float("inf")) -> None:
        for name in weights:
            self.names.setdefault(name, len(self.names))
        self.rows.append((weights, low, high))

    def see(self, name: str, shown: Any) -> None:
        """What a released cell says of one count."""
        if isinstance(shown, str) and (least := re.fullmatch(r"([\d,]+) or more", shown)):
            start = int(least[1].replace(",", ""))
            self.know({name: 1}, start, start + 9)
        elif shown == "fewer than 10":
            self.know({name: 1}, 0, 9)
        elif not isinstance(shown, str) and not pd.isna(shown):
            self.know({name: 1}, shown, shown)

    def between(self, weights: dict[str, int]) -> tuple[int, int]:
        """The least and the most that a sum of counts can be."""
        size = len(self.names)
        above, most = [], []
        for row, low, high in self.rows:
            line = np.zeros(size)
            for name, weight in row.items():
                line[self.names[name]] += weight
            for side, bound in ((line, high), (-line, -low)):
                if np.isfinite(bound):
                    above.append(side)
                    most.append(bound)
        aim = np.zeros(size)
        for name, weight in weights.items():
            aim[self.names[name]] = weight
        ends = []
        for sign in (1, -1):
            found = linprog(sign * aim, A_ub=np.array(above), b_ub=most, bounds=[(0, 400)] * size, method="highs")
            assert found.status == 0, "what is released contradicts itself"
            ends.append(sign * found.fun)
        return ceil(ends[0] - NEAR), floor(ends[1] + NEAR)


def course(draw: st.DrawFn) -> dict[str, int]:
    """One course as it was: who booked, came, answered and is known to have had it."""
    few = st.integers(0, 9) | st.integers(0, 40)
    true = {
        "attended": draw(few) + draw(st.sampled_from([0, 20, 30])),
        **{name: draw(few) for name in (*PARTS, "rest")},
    }
    true["booked"] = true["attended"] + sum(true[name] for name in (*PARTS, "rest"))
    true["answered"] = max(0, true["attended"] - draw(few))
    true["pairs"] = max(0, true["answered"] - draw(few))
    true["fell"] = min(true["pairs"], draw(few))
    true["same"] = min(true["pairs"] - true["fell"], draw(few))
    true["rose"] = true["pairs"] - true["fell"] - true["same"]
    true["substitutes"] = min(true["attended"], draw(few))
    true["police"] = min(true["attended"], draw(few))
    true["housing"] = min(true["attended"] - true["police"], draw(few | st.just(20)))
    true["trained"] = true["police"] + true["housing"]
    true |= {f"{name}_need": true[name] + draw(few) for name in ("police", "housing")}
    return true


def released(true: dict[str, int], places: int) -> Tables:
    need = [("police", true["police"], true["police_need"]), ("housing", true["housing"], true["housing_need"]),
            ("all", true["trained"], true["police_need"] + true["housing_need"])]  # fmt: skip
    pairs, answered = true["pairs"], true["answered"]
    results = [("booked", true["booked"], places), ("attended", true["attended"], true["booked"]),
               ("absent", true["absent"], true["booked"]), ("cancelled_late", true["cancelled_late"], true["booked"]),
               ("trained", true["trained"], need[2][2]), ("change", true["rose"], pairs)]  # fmt: skip
    frames: dict[str, list[dict[str, Any]]] = {
        "training": [{"course": "C", "days": 1, "places": places, **{name: true[name] for name in
                      ("booked", "attended", *PARTS, "substitutes")}}],
        "training_need": [{"course": "C", "agency": name, "role": "all", "trained": n, "need": of, "percent": 0.0,
                           "lower": 1.0, "upper": 2.0, "method": "", "sentence": ""} for name, n, of in need],
        "training_response": [{"course": "C", "wave": "after", "who": "person", "answered": answered, "paired": pairs,
                               "unpaired": answered - pairs, "sent": true["attended"], "sentence": ""}],
        "training_reaction": [{"course": "C", "question": "q", "label": "Q", "answer": name, "n": true[name],
                               "of": pairs} for name in ("rose", "same", "fell")] if pairs else [],
        "training_change": [{"course": "C", "question": "all", "label": "L", "level": "learning", "who": "person",
                             "wave_from": "before", "wave_to": "after", "low": 1.0, "high": 5.0, "pairs": pairs,
                             "before": 2.0, "after": 3.0, "change": 1.0, "lower": 0.5, "upper": 1.5, "pvalue": 0.01,
                             "adjusted": 0.02, "g": 1.0, "sentence": "",
                             **{name: true[name] for name in ("rose", "same", "fell")}}],
        "results": [{"result_id": f"train.c.{name}", "lens": "training", "question": f"train.c.{name}",
                     "label": "", "answer": name, "group": "all", "unit": "people", "n": n, "of": of,
                     "percent": 100 * n / of, "kind": "people", "shown": f"{n} of {of}"} for name, n, of in results
                    if of],
    }  # fmt: skip
    masked, _ = mask_tables(Tables({}, {name: table(name, rows) for name, rows in frames.items()}), GROUP)
    return masked


def knowledge(seen: Tables, places: int) -> System:
    """All that an attacker knows: how counts hang together, every cell, and how the mask decides what to hide."""
    system = System()
    system.know({"booked": 1, "attended": -1, "rest": -1, **dict.fromkeys(PARTS, -1)}, 0, 0)
    for part, whole in (("answered", "attended"), ("pairs", "answered"), ("substitutes", "attended"),
                        ("trained", "attended"), ("police", "police_need"), ("housing", "housing_need")):  # fmt: skip
        system.know({whole: 1, part: -1}, 0)
    system.know({"pairs": 1, "rose": -1, "same": -1, "fell": -1}, 0, 0)
    system.know({"trained": 1, "police": -1, "housing": -1}, 0, 0)
    (row,) = seen["training"].to_dict("records")
    for name in ("booked", "attended", *PARTS, "substitutes"):
        system.see(name, row[name])
    if row["attended"] == "[c]":
        system.know({"attended": 1}, 0, LIMIT)
    elif row["booked"] == "[c]":
        system.know({"booked": 1, "attended": -1}, 0, LIMIT)
    for one in seen["training_response"].to_dict("records"):
        system.see("answered", one["answered"])
        system.see("pairs", one["paired"])
        system.see("attended", one["sent"])
        system.see("answered less pairs", one["unpaired"])
        system.know({"answered less pairs": 1, "answered": -1, "pairs": 1}, 0, 0)
    for one in seen["training_need"].to_dict("records"):
        name = "trained" if one["agency"] == "all" else one["agency"]
        if one["agency"] != "all":
            system.know({f"{name}_need": 1}, one["need"], one["need"])
        high = one["trained"] + 9 if one["trained"] else 0
        system.know({name: 1}, one["trained"], high)
    change = seen["training_change"]
    if len(change) and change["pairs"][0]:
        system.see("pairs", change["pairs"][0])
        system.know({"pairs": 1}, 20)
        for name in ("rose", "same", "fell"):
            system.see(name, change[name][0])
    bands = {word: (low, high) for (low, _), (high, word) in zip([(0.0, ""), *SCALE], SCALE, strict=False)}
    for one in seen["training_reaction"].to_dict("records"):
        low, high = bands[one["n"].removesuffix(" of the people")]
        system.know({one["answer"]: 1000, "pairs": -round(10 * low)}, 0)
        system.know({one["answer"]: 1000, "pairs": -round(10 * high)}, -float("inf"), 0)
        system.know({"pairs": 1}, 30)
    for one in seen["results"].to_dict("records"):
        if one["shown"] != "[c]":
            system.see({"change": "rose"}.get(one["answer"], one["answer"]), one["n"])
    return system


SECRETS = (
    *({name: 1} for name in ("attended", "rest", *PARTS, "substitutes", "answered", "pairs", "rose", "same", "fell",
                             "police", "housing", "trained")),
    {"booked": 1, "attended": -1}, {"attended": 1, "answered": -1}, {"answered": 1, "pairs": -1},
    {"attended": 1, "pairs": -1}, {"attended": 1, "trained": -1}, {"attended": 1, "substitutes": -1},
    {"absent": 1, "cancelled_late": 1}, {"pairs": 1, "rose": -1}, {"pairs": 1, "fell": -1},
    {"police_need": 1, "police": -1}, {"housing_need": 1, "housing": -1},
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_no_few_people_can_be_worked_out_of_all_tables_of_a_course(data: st.DataObject) -> None:
    true = data.draw(st.composite(course)())
    places = data.draw(st.integers(12, 90))
    system = knowledge(released(true, places), places)
    for secret in SECRETS:
        least, most = system.between(secret)
        value = sum(weight * true[name] for name, weight in secret.items())
        assert least <= value <= most, f"{secret}: the attacker is wrong"
        assert not (least >= 1 and most <= LIMIT), f"{secret} is one of {least} to {most}"


def test_the_attacker_can_do_sums() -> None:
    """Where the same course is told exactly, the few who did not come are found out."""
    system = System()
    system.know({"booked": 1, "attended": -1, "absent": -1}, 0, 0)
    system.see("booked", 30)
    system.see("attended", "20 or more")
    assert system.between({"absent": 1}) == (1, 10)
    system.see("attended", 27)
    assert system.between({"absent": 1}) == (3, 3)


# ------------------------------------------------------------------------------------ what a change says of people

VALUES = (-2, -1, 0, 1, 2, 3)


def everything(people: int, values: tuple[int, ...]) -> Ints:
    """Every way in which so many people's scores can have changed: how many by each of ``VALUES``."""
    size, rows = len(values), []
    for bars in combinations(range(people + size - 1), size - 1):
        ends = (-1, *bars, people + size - 1)
        rows.append([after - before - 1 for before, after in pairwise(ends)])
    found = np.zeros((len(rows), len(VALUES)), dtype=np.int64)
    found[:, [VALUES.index(value) for value in values]] = rows
    return found


def told(counts: Ints, people: int) -> list[tuple[float, ...]]:
    """What is released of each: the middle change, and the side of chance it lies on."""
    values = np.array(VALUES)
    sums = sorted({one + two for one in VALUES for two in VALUES})
    averages = np.zeros((len(counts), len(sums)), dtype=np.int64)
    for i, one in enumerate(VALUES):
        for j in range(i, len(VALUES)):
            pairs = counts[:, i] * (counts[:, i] + 1) // 2 if i == j else counts[:, i] * counts[:, j]
            averages[:, sums.index(one + VALUES[j])] += pairs
    whole, upto, places = people * (people + 1) // 2, averages.cumsum(axis=1), np.array(sums) / 2
    middles = [places[(upto >= rank).argmax(axis=1)] for rank in ((whole + 1) // 2, whole // 2 + 1)]
    below, up, spread = (np.zeros(len(counts)) for _ in range(3))
    for step in range(1, 1 + max(VALUES)):
        many = counts[:, np.abs(values) == step].sum(axis=1)
        rank = below + (many + 1) / 2
        up += counts[:, values == step].sum(axis=1) * rank
        spread += many * rank**2
        below += many
    chance = 2 * norm.sf(np.abs(2 * up - below * (below + 1) / 2) / np.sqrt(np.where(spread > 0, spread, 1)))
    parts = [np.round(sum(middles) / 2, 1), chance < 0.05, chance < 0.001]
    return list(zip(*(part.tolist() for part in parts), strict=True))


def test_of_twenty_people_a_change_does_not_say_how_few_did_not_rise() -> None:
    """The attacker even knows that it is twenty, and on which side of 1 in 1,000 chance lies."""
    others, mine, values = everything(20, VALUES), everything(20, (-1, 0, 1, 2)), np.array(VALUES)

    def parts(counts: Ints) -> Ints:
        rose, same, fell = (counts[:, keep].sum(axis=1) for keep in (values > 0, values == 0, values < 0))
        return np.stack([rose, same, fell, same + fell, rose + same], axis=1)

    names = ["rose", "same", "fell", "not rose", "not fell"]
    every = pd.DataFrame(parts(others), columns=names).assign(told=told(others, 20)).groupby("told")
    least, most = every.min(), every.max()
    seen = pd.DataFrame(parts(mine), columns=names).assign(told=told(mine, 20))
    moved = seen["rose"] + seen["fell"]
    seen = seen[(moved > LIMIT) | (moved == 0)]
    found = (least.loc[seen["told"]].to_numpy() >= 1) & (most.loc[seen["told"]].to_numpy() <= LIMIT)
    assert not found.any(), seen[found.any(axis=1)].head().to_string()
