"""Invented tables on levels, times, the way from contact to plan, and agreement. Every referral is invented."""

# ruff: noqa: E501

from __future__ import annotations

from typing import Any

import pandas as pd

from scrutiny_lib.tables import Tables, table

NAMES = ("Universal", "Early Help", "Targeted Early Help", "Children's Social Care")
GRID = ((6, 1, 0, 0), (1, 9, 8, 1), (0, 1, 14, 3), (0, 0, 3, 10))
ABOUT: dict[str, Any] = {
    "title": "Threshold audit",
    "kind": "threshold audit",
    "unit": "referrals",
    "children": 60,
    "frame_size": 2471,
    "design": "stratified",
    "threshold_area": "Portsmouth",
    "threshold_edition": "placeholder",
    "threshold_confirmed": False,
    "threshold_told": [
        "The names of these levels are not confirmed: Portsmouth, placeholder.",
        "The share for all referrals is not the plain share of those looked at: from some groups more were drawn than "
        "their part of all referrals, from others fewer. Each one looked at stands for as many as it was drawn from. So "
        "the likely share for all referrals is higher than the plain one.",
    ],
    "unconfirmed": [
        "The names of Portsmouth's levels are a placeholder until the partnership gives its own.",
        "Some checks rest on guidance nobody here has read yet; each is marked where it stands.",
    ],
    "agreement_target": 0.667,
}


def _result(result_id: str, answer: str, n: int, of: int, **more: Any) -> dict[str, Any]:
    return {
        "result_id": result_id, "lens": "threshold", "line": "L1", "question": "level", "label": "The level given was",
        "answer": answer, "good": None, "group": "all", "unit": "referrals", "n": n, "of": of, "percent": 100 * n / of,
        "lower": None, "upper": None, "method": "", "kind": "answers", "shown": f"{n} of {of} referrals",
        "source": "cases", **more,
    }  # fmt: skip


def level_results() -> list[dict[str, Any]]:
    """57 of 60 judged: 39 right, 13 too low (one by two), 5 too high."""
    base = {"question": "level.base", "label": "Of those looked at, the level was"}
    return [
        _result("level.right", "the level that was right", 39, 57, good=True, percent=74.3, lower=61.9, upper=84.2,
                method="weighted by how each referral was drawn"),
        _result("level.too_low", "too low", 13, 57, good=False),
        _result("level.too_high", "too high", 5, 57, good=False),
        _result("level.too_low_by_1", "too low by one level", 12, 57, question="level.by"),
        _result("level.too_low_by_2_or_more", "too low by two levels or more", 1, 57, question="level.by"),
        _result("level.too_high_by_1", "too high by one level", 5, 57, question="level.by"),
        _result("level.too_high_by_2_or_more", "too high by two levels or more", 0, 57, question="level.by"),
        _result("level.worst", NAMES[1], 10, 19, question="level.worst", label="The level that was wrong most often",
                method="It is likely: if every level went wrong equally often, chance alone would make one stand out as far in about 12 in 100 such audits. Too few children apply for an interval."),
        _result("level.right_as_looked_at", "the level that was right", 39, 57, question="level.as_looked_at"),
        _result("level.drawn", "looked at", 60, 60, **base, shown="60 referrals"),
        _result("level.judged", "judged", 57, 60, **base),
        _result("level.not_applicable", "not applicable", 3, 60, **base),
        _result("level.not_known", "not known", 0, 60, **base),
    ]  # fmt: skip


def kinds_of_question() -> list[dict[str, Any]]:
    """A question of several, a number, words, and a scale of which two answers are good."""
    asked = {"lens": "practice", "line": "L2", "label": "Who was asked before the decision?"}
    rows = [
        _result(f"ta20.{option}", words, n, 54, **asked, question=f"ta20.{option}")
        for option, words, n in (
            ("school", "school", 37),
            ("police", "police", 41),
            ("gp", "GP", 12),
            ("none", "none of these", 6),
        )
    ]
    rows.append(_result("ta20.not_known_to_us", "not known to us", 6, 60, **asked, question="ta20"))
    number = {"lens": "practice", "line": "L2", "label": "How many earlier contacts were there?", "question": "ta21"}
    for name, words in (("median", "3 contacts"), ("lower_quarter", "1 contact"), ("upper_quarter", "6.5 contacts")):
        rows.append({**_result(f"ta21.{name}", name, 48, 60, **number), "percent": None, "shown": words})
    rows.append(_result("ta21.given", "a number was given", 48, 60, **number))
    rows.append(_result("ta22.given", "answered in their own words", 51, 60, lens="practice", line="L2", question="ta22",
                        label="What would have helped this child sooner?"))  # fmt: skip
    scale = {"lens": "practice", "line": "L1", "label": "How good was the analysis?", "question": "ta23"}
    for answer, n, good in (("outstanding", 8, True), ("good", 24, True), ("requires improvement", 19, False)):
        rows.append(_result(f"ta23.{answer.split()[0]}", answer, n, 51, **scale, good=good))
    rows.append({**_result("ta23.all_good", "outstanding or good", 32, 51, **scale), "question": "ta23.all_good",
                 "percent": 66.0, "lower": 50.0, "upper": 78.0})  # fmt: skip
    return rows


def grid() -> pd.DataFrame:
    """Levels given and agreed."""
    return table(
        "levels",
        [{"level_given": NAMES[i], "level_agreed": NAMES[j], "n": GRID[i][j]} for i in range(4) for j in range(4)],
    )


def gaps() -> pd.DataFrame:
    """By how many levels it was wrong, for everybody and by who referred, outcome and locality."""
    groups: dict[tuple[str, str], dict[int, int | str]] = {
        ("all", "all"): {-2: 1, -1: 12, 0: 39, 1: 5},
        ("referral_source", "Police"): {-1: 2, 0: 13, 1: 4},
        ("referral_source", "School"): {-2: 1, -1: 8, 0: 10},
        ("referral_source", "Health visitor or school nurse, community health"): {-1: 1, 0: 11, 1: 1},
        ("referral_source", "Housing"): {-1: "[c]", 0: "[c]"},
        ("outcome", "No further action"): {-1: 7, 0: 12},
        ("outcome", "Early help"): {-2: 1, -1: 4, 0: 12, 1: 2},
        ("outcome", "Assessment"): {-1: 1, 0: 15, 1: 3},
    }
    rows = []
    for (by, group), counts in groups.items():
        of: int | str = "[c]" if "[c]" in counts.values() else sum(int(n) for n in counts.values())
        rows += [{"by": by, "group": group, "gap": gap, "n": counts.get(gap, 0), "of": of} for gap in range(-3, 4)]
    return table("level_gaps", rows)


def names() -> pd.DataFrame:
    """What four areas call the steps."""
    plain = ("Needs that every family has", "Some more help from one service", "Help from several together",
             "Serious harm, or the risk of it")  # fmt: skip
    called = {
        ("Hampshire", "current"): (NAMES, "yes"),
        ("Southampton", "before 2021"): (
            ("Universal", "Universal Partnership", "Universal Partnership Plus", "Safeguarding"),
            "yes",
        ),
        ("Portsmouth", "placeholder"): (("Level 1", "Level 2", "Level 3", "Level 4"), "no"),
    }
    return table(
        "level_names",
        [
            {
                "step": at + 1,
                "plain": plain[at],
                "area": area,
                "edition": edition,
                "level": levels[at],
                "confirmed": sure,
            }
            for at in range(4)
            for (area, edition), (levels, sure) in called.items()
        ],
    )


RULES = (
    ("decision", "Decision on a referral within one working day", "1 working day", "referrals", "yes",
     (48, 9, 0, 3, 0), (2150, 260, 4, 57, 0)),
    ("assessment_from_referral", "Assessment finished within 45 working days of the referral", "45 working days",
     "assessments", "yes", (14, 6, 7, 2, 31), (610, 171, 240, 33, 1417)),
    ("core_group", "First core group within 10 working days of the conference", "10 working days", "plans", "no",
     (3, 4, 0, 0, 53), (88, 51, 6, 10, 2316)),
    ("back_within_year", "Not referred again within 12 months", "12 months", "referrals", "yes", (21, 12, 27, 0, 0),
     (980, 341, 1150, 0, 0)),
    ("consent", "Consent was sought, or the reason for not seeking it is written down", "", "referrals", "yes",
     (41, 16, 0, 3, 0), (1720, 640, 0, 111, 0)),
)  # fmt: skip
STATES = ("met", "not_met", "too_soon", "cannot_tell", "not_applicable")


def clocks() -> pd.DataFrame:
    """Five checks over those looked at and over everybody."""
    source = "Working Together to Safeguard Children, chapter 3 (2023)"
    return table(
        "clocks",
        [
            {"rule": rule, "title": title, "limit": limit, "source": source, "whom": whom, "unit": unit,
             "confirmed": sure, **dict(zip(STATES, counts, strict=True))}
            for rule, title, limit, unit, sure, *both in RULES
            for whom, counts in zip(("audited", "frame"), both, strict=True)
        ],
    )  # fmt: skip


def clock_days() -> pd.DataFrame:
    """Days taken for two of them; the last bucket is everything beyond twice the limit."""
    rows = [
        {"rule": "decision", "whom": "audited", "from_day": day, "to_day": to, "n": n, "open": "no"}
        for day, to, n in ((0, 0, 20), (1, 1, 28), (2, 2, 4), (3, 3, 2), (5, 5, 1), (12, 19, 2))
    ]
    done = {
        12: 1,
        18: 1,
        22: 1,
        25: 1,
        28: 1,
        30: 1,
        31: 2,
        33: 1,
        38: 1,
        40: 1,
        43: 1,
        44: 1,
        45: 1,
        49: 1,
        55: 1,
        61: 1,
    }
    still = {4: 1, 9: 1, 15: 1, 20: 2, 27: 1, 36: 1, 58: 1, 66: 1, 91: 1}
    for days, state in ((done, "no"), (still, "yes")):
        rows += [
            {"rule": "assessment_from_referral", "whom": "audited", "from_day": day, "to_day": 140 if day == 91 else day,
             "n": n, "open": state}
            for day, n in days.items()
        ]  # fmt: skip
    return table("clock_days", rows)


def curves() -> pd.DataFrame:
    """The share of the whole frame finished by each day."""
    rows = []
    for day in range(91):
        percent = min(94.0, max(0.0, 1.05 * day + (18 if day >= 31 else 0) + (14 if day >= 44 else 0)))
        rows.append(
            {"rule": "assessment_from_referral", "whom": "frame", "day": day, "percent": percent,
             "lower": max(0.0, percent - 3), "upper": min(100.0, percent + 3), "at_risk": 1000 - 10 * day}
        )  # fmt: skip
    for day, percent in enumerate((41.0, 89.2, 93.0, 95.1, 96.0, 97.0, 97.5, 98.0, 98.4, 98.8, 99.0, 99.1)):
        rows.append({"rule": "decision", "whom": "frame", "day": day, "percent": percent, "at_risk": 2400})
    return table("curves", rows)


def journey() -> pd.DataFrame:
    """Six steps for everybody, by who referred and by level."""
    steps = (
        ("contact", "Contacts", "", 6120, 6120, 0),
        ("referral", "Referrals", "contact", 2471, 6120, 0),
        ("assessment", "Assessments", "referral", 1054, 2440, 31),
        ("section_47", "Section 47 enquiries", "assessment", 312, 1021, 33),
        ("conference", "Initial conferences", "section_47", 141, 305, 7),
        ("plan", "Child protection plans", "conference", 118, 141, 0),
    )
    rows: list[dict[str, Any]] = []
    for order, (step, title, before, n, of, soon) in enumerate(steps, start=1):
        rows.append({"order": order, "step": step, "title": title, "from_step": before, "by": "all", "group": "all",
                     "n": n, "of": of, "percent": 100 * n / of, "lower": None, "upper": None, "too_soon": soon})  # fmt: skip
        if not before:
            continue
        for by, groups in (("referral_source", {"Police": 0.4, "School": 0.3, "Health": 0.2, "Housing": 0.002}),
                           ("level_given", {"Early Help": 0.5, "Children's Social Care": 0.3})):  # fmt: skip
            for at, (group, part) in enumerate(groups.items()):
                base = round(of * part)
                count = round(n * part * (1.1 - 0.1 * at))
                few = base < 20
                rows.append({
                    "order": order, "step": step, "title": title, "from_step": before, "by": by, "group": group,
                    "n": None if few else count, "of": None if few else base,
                    "percent": None if few else 100 * count / base,
                    "lower": None if few else max(0, 100 * count / base - 6), "upper": None if few else 100 * count / base + 6,
                    "too_soon": None if few else round(soon * part),
                })  # fmt: skip
    return table("journey", rows)


def agreement() -> pd.DataFrame:
    """Two questions with figures, one on which nobody differed; three pairs of agencies on the level."""
    found: list[tuple[str, str, str, int, tuple[float | None, float | None, float | None], float]] = [
        ("level", "The level of need", "all", 57, (0.62, 0.58, 0.66), 0.1),
        ("level", "The level of need", "Police – Education", 41, (0.55, 0.42, 0.51), 0.16),
        ("level", "The level of need", "Police – Community health", 38, (0.71, 0.70, 0.74), 0.13),
        ("level", "The level of need", "Education – Community health", 12, (0.75, 0.72, 0.77), 0.0),
        (
            "ta05",
            "Does the record give reasons for the level that a reader can follow?",
            "all",
            52,
            (0.84, 0.71, 0.80),
            0.08,
        ),
        ("ta09", "Was the child's voice taken into account?", "all", 44, (1.0, None, None), 0.0),
    ]
    rows = []
    for question, label, who, units, values, half in found:
        for measure, value in zip(("percent", "alpha", "ac"), values, strict=True):
            shown = "not defined: everybody gave the same answer"
            if value is not None:
                shown = f"{100 * value:.0f} in 100" if measure == "percent" else f"{value:.2f}"
            ranged = value is not None and half > 0
            rows.append({"question": question, "label": label, "who": who, "units": units, "measure": measure,
                         "value": value, "lower": value - half if ranged and value is not None else None,
                         "upper": min(1.0, value + half) if ranged and value is not None else None, "shown": shown,
                         "target": None if measure == "percent" else 0.667, "method": ""})  # fmt: skip
    return table("agreement", rows)


def moderated() -> pd.DataFrame:
    """What each agency had answered beside what was settled."""
    label = "Does the record give reasons for the level that a reader can follow?"
    return table(
        "moderated",
        [
            {"question": "ta05", "label": label, "agency": agency, "same": same, "better": better, "worse": worse, "of": of}
            for agency, same, better, worse, of in (
                ("Police", 30, 6, 2, 38), ("Education", 33, 3, 3, 39), ("Housing", 2, 1, 1, 4),
            )
        ],
    )  # fmt: skip


def level_frames() -> dict[str, pd.DataFrame]:
    """All of these tables by name."""
    return {
        "levels": grid(),
        "level_gaps": gaps(),
        "level_names": names(),
        "clocks": clocks(),
        "clock_days": clock_days(),
        "curves": curves(),
        "journey": journey(),
        "agreement": agreement(),
        "moderated": moderated(),
    }


def threshold_tables() -> Tables:
    """A threshold audit of 60 of 2,471 referrals as the Executive sees it."""
    from show_fixture import ABOUT as REVIEW
    from show_fixture import frames

    whole = frames()
    results = [row for row in whole["results"].to_dict("records") if not str(row["result_id"]).startswith("level.")]
    results += [*level_results(), *kinds_of_question()]
    return Tables({**REVIEW, **ABOUT}, {**whole, **level_frames(), "results": table("results", results)})
