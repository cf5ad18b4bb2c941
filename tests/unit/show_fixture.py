"""An invented review's tables, written by hand: the fixture from which the page's tests draw. Every child is invented."""

# ruff: noqa: E501

from __future__ import annotations

from typing import Any

import nbformat
import pandas as pd

from scrutiny_lib.show import (
    Section,
    show_actions,
    show_agreement,
    show_basis,
    show_children,
    show_clocks,
    show_data,
    show_findings,
    show_journey,
    show_practice,
    show_practitioners,
    show_summary,
    show_threshold,
    show_training,
    show_voices,
)
from scrutiny_lib.tables import COLUMNS, Tables, table

SHOWS = (
    show_summary,
    show_findings,
    show_children,
    show_voices,
    show_threshold,
    show_clocks,
    show_journey,
    show_agreement,
    show_practice,
    show_practitioners,
    show_training,
    show_data,
    show_actions,
    show_basis,
)

ABOUT: dict[str, Any] = {
    "review": "child_exploitation",
    "title": "Child exploitation",
    "kind": "deep dive",
    "quarter": "2025-26 Q3",
    "area": "Portsmouth",
    "partnership": "Portsmouth Safeguarding Children Partnership",
    "short_name": "PSCP",
    "invented": True,
    "marking": "Official – sensitive",
    "practice_from": "2025-07-01",
    "practice_to": "2025-09-30",
    "fieldwork_from": "2025-10-06",
    "fieldwork_to": "2025-11-14",
    "reported": "2025-12-16",
    "as_at": "2025-12-31",
    "question": "When a child is being used by others, do we see it early, put together what each of us knows, and listen?",
    "why": "Referrals naming exploitation rose by a third in a year, and two case reviews found the same gaps.",
    "design": "stratified",
    "children": 40,
    "frame_size": 311,
    "unit": "children",
    "how_chosen": "40 of the 311 children known to be at risk between July and September were drawn by chance, in three "
    "groups by the stage of help. The draw can be repeated from the seed and the list of children.",
    "how_sure": "We looked at 40 of 311 children, drawn by chance. That shows what is common among all 311, within the "
    "ranges given; it may miss what happens to a few.",
    "status": "draft",
    "status_line": "Draft: the Board decides on 14 January 2026.",
    "agencies_asked": 6,
    "agencies_returned": 5,
    "template_edition": "2025.1",
    "threshold_confirmed": False,
    "scrutineer_comment": "The partnership asks good questions of itself. The test is whether the third of these actions "
    "is still open when I ask again in June.",
    "last_time": "Of nine actions due, six are done and three are shown to have changed something.",
    "audience": "executive",
    "profile": "partnership",
    "released_without_second_person": True,
    "version": "0.1.0",
    "can_show": [
        "15 of 15 clear out of 40 would still allow seven children with the concern.",
        "We can speak of all 311 children within the ranges given, not of any one school or team.",
    ],
}

LINES = [
    {"line": "L1", "question": "Do we see it early?", "cases": "Audit questions 1 to 3", "data": "Referrals by month",
     "practitioners": "Two workshops", "children": "Conversations with six children"},
    {"line": "L2", "question": "Do we put together what each of us knows?", "cases": "Audit questions 9 to 12",
     "data": "Strategy discussions by month", "practitioners": "Two workshops", "children": "Not sought"},
    {"line": "L4", "question": "Do we listen?", "cases": "Audit questions 4 to 8", "data": "None",
     "practitioners": "Survey", "children": "Conversations with six children"},
]  # fmt: skip

QUESTIONS: dict[str, tuple[str, str, str, dict[str, int], str]] = {
    "cx01": ("practice", "L1", "Was the risk of exploitation named within one month of the first sign?",
             {"yes": 17, "partly": 8, "no": 13}, "yes"),
    "cx02": ("practice", "L1", "Do the records hold the adults, and not the child, to blame for the harm?",
             {"yes": 24, "partly": 10, "no": 5}, "yes"),
    "cx09": ("practice", "L2", "Was there a strategy discussion with police, health and social care together?",
             {"yes": 30, "no": 8}, "yes"),
    "cx10": ("practice", "L2", "Does one plan say who does what by when, and has every agency seen it?",
             {"yes": 11, "partly": 15, "no": 12}, "yes"),
    "cx11": ("practice", "L2", "Did the school know about the risk?", {"yes": 19, "no": 14}, "yes"),
    "cx12": ("practice", "L2", "After going missing, was the child spoken to within 72 hours?",
             {"yes": 9, "no": 15}, "yes"),
    "cx04": ("voice", "L4", "Did somebody find out from this child, in a way that suits the child, what life is like?",
             {"yes": 22, "partly": 9, "no": 7}, "yes"),
    "cx05": ("voice", "L4", "Is what the child said or showed written down as the child put it?",
             {"yes": 14, "partly": 13, "no": 11}, "yes"),
    "cx03": ("threshold", "L1", "Was the response at the right level for the risk?",
             {"right": 27, "too low": 9, "too high": 2}, "right"),
}  # fmt: skip

LIMITS = {"cx05.no": (15.4, 44.4), "cx12.no": (43.1, 79.2), "cx01.no": (20.6, 49.8), "cx09.yes": (64.3, 89.7),
          "cx01.yes": (30.2, 60.3), "cx10.yes": (16.4, 45.3), "cx02.yes": (46.0, 75.1)}  # fmt: skip


def result(
    result_id: str, lens: str, label: str, answer: str, n: int | None, of: int | None, **more: Any
) -> dict[str, Any]:
    """One row of results; ``shown`` is worked out unless it is given."""
    lower, upper = LIMITS.get(result_id, (None, None))
    row: dict[str, Any] = {
        "result_id": result_id, "lens": lens, "line": None, "question": result_id.rpartition(".")[0], "label": label,
        "answer": answer, "good": False, "group": "all", "unit": "children", "n": n, "of": of,
        "percent": None if n is None or not of else 100 * n / of, "lower": lower, "upper": upper,
        "method": "exact hypergeometric, 95 %" if lower is not None else None, "kind": "answers",
        "shown": f"{n} of {of} children", "source": "agreed.csv",
    }  # fmt: skip
    return {**row, **more}


def results() -> pd.DataFrame:
    """Answers, the chain, levels and clocks, codes, and one hidden cross-tab."""
    rows = []
    for question, (lens, line, label, answers, good) in QUESTIONS.items():
        of = sum(answers.values())
        for answer, n in answers.items():
            rows.append(
                result(
                    f"{question}.{answer}",
                    lens,
                    label,
                    answer,
                    n,
                    of,
                    line=line,
                    good=answer == good,
                    question=question,
                )
            )
        rows.append(
            result(
                f"{question}.not_known_to_us", lens, label, "not known to us", 40 - of, 40, line=line, question=question
            )
        )
    for step, n in (("sought", 31), ("recorded", 27), ("understood", 16), ("acted on", 12), ("told", 5)):
        name = f"chain.{step.replace(' ', '_')}"
        rows.append(result(name, "voice", f"The question about {step}", "done", n, 38, question=name, good=True))
    rows.append(result("chain.whole", "voice", "Every step", "done", 3, 36, question="chain.whole", good=True))
    for name, word, n in (
        ("right", "the level that was right", 27),
        ("too_low", "too low", 9),
        ("too_high", "too high", 2),
    ):
        rows.append(result(f"level.{name}", "threshold", "The level given was", word, n, 38, question="level"))
    for name, word, words in (("percent", "pairs that agree", "82 in 100"), ("alpha", "Krippendorff's alpha", "0.61")):
        of_levels, of_codes = (
            ("level.agreement", "threshold", "chose the same level"),
            ("agree", "", "gave the same code"),
        )
        for prefix, lens, what in (of_levels, of_codes):
            rows.append(
                result(
                    f"{prefix}.{name}", lens, f"How far two people {what}", word, 38, 38, shown=words, question=prefix
                )
            )
    for code, label, kind, n in (
        ("T1", "Wants somebody to stay the same", "told_us", 4),
        ("T2", "Afraid at home or outside", "told_us", 3),
        ("T2", "Afraid at home or outside", "recorded", 9),
        ("T3", "Feels blamed", "parents_and_carers", 5),
    ):
        name = f"voice.{code}.{kind}"
        rows.append(result(name, "voice", f"Said: {label}", label, n, 26, question=name))
    unheard = "Children not heard at all, neither by us nor in the record"
    rows.append(result("voice.none.child", "voice", unheard, "not heard", 8, 40, question="voice.none.child"))
    for group, n, shown in (("sex=girls", 6, "6 of 21 children"), ("sex=boys", None, "[c]")):
        rows.append(
            result(f"cx05.no@{group}", "practice", QUESTIONS["cx05"][2], "no", n, 21, group=group, kind="attributes",
                   shown=shown, question="cx05")
        )  # fmt: skip
    return table("results", rows)


def frames() -> dict[str, pd.DataFrame]:
    """Every table of the invented review."""
    indicators, signal = [], {17: "outside"}
    values = [41, 44, 39, 46, 43, 40, 45, 47, 42, 44, 41, 48, 45, 43, 46, 44, 47, 66, 58, 55, 52, 54, 57, 56]
    for at, value in enumerate(values):
        indicators.append(
            {"indicator": "referrals", "month": f"{2024 + at // 12}-{at % 12 + 1:02d}", "value": value, "numerator": value,
             "denominator": None, "mean": 45.2, "lower": 35.1, "upper": 55.4, "signal": signal.get(at, "")}
        )  # fmt: skip
        indicators.append(
            {"indicator": "decisions", "month": f"{2024 + at // 12}-{at % 12 + 1:02d}", "value": 88.5 + (at * 7 % 5),
             "numerator": 88, "denominator": 100, "mean": 90.4, "lower": 83.0, "upper": 97.8, "signal": ""}
        )  # fmt: skip
    areas = ("Hampshire", "Isle of Wight", "Portsmouth", "Southampton")
    published = [
        {"area": area, "year": year, "measure": "Children in need at 31 March", "value": value,
         "unit": "per 10,000 children", "base": "children aged 0 to 17", "source": "Department for Education, 2024"}
        for area, values in zip(areas, (("267", "281", "[u]"), ("402", "415", "398"), ("361", "377", "390"),
                                        ("422", "430", "441")), strict=True)
        for year, value in zip(("2022", "2023", "2024"), values, strict=True)
    ]  # fmt: skip
    plain: dict[str, list[dict[str, Any]]] = {
        "lines": LINES,
        "findings": [
            {"finding_id": "F1", "line": "L4", "kind": "to improve", "rank": 1,
             "title": "What children say is often lost before it is written down",
             "statement": "For 11 of 38 children nobody wrote down what they said, and only five heard what came of it.",
             "results": ["cx05.no"], "strength": "strong",
             "reason": "Three kinds of evidence agree and nothing speaks against it."},
            {"finding_id": "F2", "line": "L2", "kind": "to improve", "rank": 2,
             "title": "After going missing, most children are not spoken to in time",
             "statement": "15 of the 24 children who went missing were not spoken to within 72 hours of coming back.",
             "results": "cx12.no", "strength": "moderate", "reason": "Dates are missing in some records."},
            {"finding_id": "F3", "line": "L1", "kind": "to improve", "rank": 3,
             "title": "Exploitation is named late", "statement": "For 13 of 38 children the risk was not named within a month.",
             "results": ["cx01.no"], "strength": "moderate", "reason": "The first sign is a matter of judgement."},
            {"finding_id": "F4", "line": "L2", "kind": "good practice", "rank": 4,
             "title": "Police, health and social care meet when it matters",
             "statement": "For 30 of 38 children the three partners held a strategy discussion together.",
             "results": ["cx09.yes"], "strength": "strong", "reason": "Records of three agencies agree."},
        ],
        "evidence": [
            {"finding_id": "F1", "source": "cases", "says": "supports", "note": "11 of 38 children."},
            {"finding_id": "F1", "source": "data", "says": "silent", "note": "No dataset counts this."},
            {"finding_id": "F1", "source": "practitioners", "says": "contradicts",
             "note": "Most say they always write it down; the records do not show it."},
            {"finding_id": "F1", "source": "children and families", "says": "supports",
             "note": "Children said they tell the same story again and again."},
            {"finding_id": "F2", "source": "cases", "says": "supports", "note": "15 of 24 children."},
            {"finding_id": "F2", "source": "children and families", "says": "not sought", "note": ""},
        ],
        "recommendations": [
            {"recommendation_id": "R1", "finding_id": "F1", "text": "keep one place in every record for the child's own words",
             "who": "All agencies", "by_when": "2026-03-31", "status": "proposed"},
            {"recommendation_id": "R2", "finding_id": "F2", "text": "offer the conversation after going missing at a place the child chooses",
             "who": "Children's social care", "by_when": "2026-02-28", "status": "proposed",
             "dissent": "One agency would have the voluntary sector hold it."},
            {"recommendation_id": "R3", "finding_id": "F3", "text": "name a lead who asks about exploitation in every school",
             "who": "Education", "by_when": "2026-06-30", "status": "proposed"},
            {"recommendation_id": "R4", "finding_id": "F4", "text": "write down how these meetings are run, for the other areas",
             "who": "Police", "by_when": "2026-04-30", "status": "proposed"},
        ],
        "decisions": [
            {"body": "Agencies (facts checked)", "decided_on": "2025-11-28", "about": "all", "decision": "agreed"},
            {"body": "Executive", "decided_on": "2025-12-16", "about": "all", "decision": "agreed as amended",
             "dissent": "Health asked for a later date for R3."},
        ],
        "actions": [
            {"action_id": "A1", "review": "Neglect", "action": "A shared picture of each child's week in every plan",
             "owner": "Children's social care", "due": "2025-06-30", "done_on": "2025-06-12", "stage": "changed something",
             "impact": "changed something", "impact_evidence": "Re-audit: 14 of 20 plans, up from 6 of 20.",
             "impact_judged_by": "Scrutiny subgroup", "impact_judged_on": "2025-11-20"},
            {"action_id": "A2", "review": "Neglect", "action": "Health visitors invited to every core group",
             "owner": "Community health", "due": "2025-07-31", "done_on": "2025-08-02",
             "stage": "done, impact not yet judged"},
            {"action_id": "A3", "review": "Neglect", "action": "One telephone number for worried neighbours",
             "owner": "Police", "due": "2025-09-30", "stage": "overdue"},
        ],
        "engagement": [
            {"group": "children", "asked": 14, "took_part": 6, "declined": 5, "no_answer": 3, "not_asked": 26, "told_result": 4},
            {"group": "parents and carers", "asked": 12, "took_part": 7, "declined": 5, "no_answer": 0, "not_asked": 28,
             "told_result": 7},
        ],
        "engagement_how": [
            {"group": "children", "what": "how", "value": "in person", "n": 10, "of": 14},
            {"group": "children", "what": "support", "value": "trusted adult", "n": 9, "of": 14},
            {"group": "children", "what": "why not heard", "value": "not safe to ask", "n": 17, "of": 34},
        ],
        "voice_codes": [
            {"kind": "told us", "group": "Daily life", "code": "L1", "name": "Home and a usual day", "layer": "content", "lundy": "",
             "n": 4, "of": 6, "percent": 66.7, "unit": "children", "reliability": "firm", "shown": "4 of 6 children"},
            {"kind": "told us", "group": "Worries", "code": "W3", "name": "Not looked after", "layer": "content", "lundy": "",
             "n": 2, "of": 6, "percent": 33.3, "unit": "children", "reliability": "tentative", "shown": "2 of 6 children"},
            {"kind": "told us", "group": "Tone", "code": "T1", "name": "Mostly hard", "layer": "content", "lundy": "",
             "n": None, "of": None, "unit": "children", "reliability": "not reported", "shown": "not reported"},
            {"kind": "recorded", "group": "How it was told", "code": "V2", "name": "In adult words", "layer": "practice",
             "lundy": "voice", "n": 17, "of": 25, "percent": 68.0, "lower": 48.0, "upper": 83.0, "unit": "children",
             "reliability": "firm", "shown": "17 of 25 children"},
        ],
        "voice_by": [
            {"kind": "recorded", "code": "V2", "name": "In adult words", "attribute": "age_band", "value": value, "n": n, "of": of,
             "pvalue": 0.01, "adjusted": 0.04, "method": "Fisher's exact test; Holm over 8 tests", "merged": ""}
            for value, n, of in (("5-10", 4, 11), ("11-15", 13, 14))
        ],
        "voice_pairs": [
            {"kind": "told us", "code": "L1", "name": "Home and a usual day", "with_code": "W3", "with_name": "Not looked after",
             "n": 2, "of": 6},
        ],
        "chain_steps": [
            *({"whom": "all", "step": step, "n": n, "of": 38, "breaks_here": breaks, "unit": "children"}
              for step, n, breaks in (("sought", 31, 7), ("recorded", 27, 5), ("understood", 16, 12), ("acted on", 12, 4),
                                      ("told", 5, 7))),
            {"whom": "Police", "step": "sought", "n": 9, "of": 20, "breaks_here": 11, "unit": "children"},
        ],
        "silence": [
            {"whom": "told us", "reason": "not safe to ask", "n": 17, "of": 40},
            {"whom": "told us", "reason": "did not want to", "n": 17, "of": 40},
            {"whom": "recorded", "reason": "nobody recorded why", "n": 15, "of": 40},
            {"whom": "parents and carers", "reason": "not safe to ask", "n": 33, "of": 40},
            {"whom": "child", "reason": "not safe to ask", "n": 9, "of": 40},
        ],
        "voice_before": [
            {"kind": "recorded", "code": "V2", "name": "In adult words", "before_n": 20, "before_of": 24, "now_n": 17, "now_of": 25,
             "sentence": "Chance alone could have brought this."},
        ],
        "you_said": [
            {"kind": "told us", "code": "P9", "theme": "the same worker", "action_id": "A1",
             "action": "One worker stays with a child for a year", "stage": "overdue"},
        ],
        "coding": [
            {"code": "all", "name": "All codes", "group": "", "units": 52, "percent": 91.0, "alpha": 0.78, "lower": 0.7, "upper": 0.85,
             "ac1": 0.88, "alpha_u": 0.75, "reliability": "", "why": ""},
            {"code": "L1", "name": "Home and a usual day", "group": "Daily life", "units": 52, "percent": 96.0, "alpha": 0.9,
             "lower": 0.8, "upper": 1.0, "ac1": 0.94, "alpha_u": 0.88, "reliability": "firm", "why": ""},
            {"code": "T1", "name": "Mostly hard", "group": "Tone", "units": 52, "percent": 70.0, "alpha": 0.3, "lower": 0.1,
             "upper": 0.5, "ac1": 0.4, "alpha_u": 0.2, "reliability": "not reported", "why": "alpha is below 0.667"},
        ],
        "quotes": [
            {"quote_id": "Q1", "finding_id": "F1", "kind": "told us", "words": "I said it to four people before one wrote it down.",
             "told_as": "said", "said_by": "A young person, 11–15", "state": "released"},
        ],
        "themes": [
            {"source": "told us", "theme": "They tell the same story again and again to new people.", "kind": "", "line": "", "weight": "said by most"},
            {"source": "told us", "theme": "One adult who stays makes the difference.", "kind": "", "line": "", "weight": "said by most"},
            {"source": "recorded", "theme": "Workers mostly write what the child did, seldom what the child felt.", "kind": "",
             "line": "", "weight": "said by some"},
            {"source": "parents and carers", "theme": "Parents feel blamed before they feel helped.", "kind": "", "line": "L2"},
            {"source": "practitioners", "theme": "Systems do not talk to each other.", "kind": "barrier", "line": "L2", "weight": 4},
            {"source": "practitioners", "theme": "Caseloads leave no time for a second visit.", "kind": "barrier", "line": "L4",
             "weight": 2},
            {"source": "practitioners", "theme": "A daily call between the three partners.", "kind": "what works", "line": "L2",
             "weight": 3},
        ],
        "activities": [
            {"activity": "Workshop, north", "agencies": "Police, health, education", "invited": 30, "took_part": 18,
             "held_on": "2025-10-14"},
            {"activity": "Workshop, south", "agencies": "Social care, voluntary sector", "invited": 26, "took_part": 21,
             "held_on": "2025-10-21"},
        ],
        "practitioner_codes": [
            {"group": "What gets in the way", "code": "GW1", "name": "Not seeing the information", "unit": unit, "n": n, "of": of,
             "percent": 100 * n / of, "reliability": "firm", "shown": f"{n} of {of} {unit}"}
            for unit, n, of in (("activities", 6, 7), ("practitioners", 9, 17))
        ],
        "respondents": [{"agency": "Police", "n": 9, "of": 17}, {"agency": "not said", "n": 8, "of": 17}],
        "training": [
            {"course": "Seeing exploitation early", "line": "L1", "places": 60, "booked": 58, "attended": 49},
            {"course": "Listening to children", "line": "L4", "places": 40, "booked": 40, "attended": 31},
        ],
        "training_change": [
            {"course": "Listening to children", "pairs": 22, "before": 2.8, "after": 3.6, "change": 0.8, "lower": 0.3,
             "upper": 1.2, "pvalue": 0.004, "method": "Wilcoxon signed-rank test, exact; Hodges–Lehmann shift",
             "sentence": "the 22 people who answered both times scored themselves 0.8 higher three months later"},
        ],
        "indicators": indicators,
        "indicator_notes": [
            {"indicator": "referrals", "title": "Referrals naming exploitation", "definition": "Referrals in the month.",
             "unit": "a month", "direction": "none", "chart": "xmr", "line": "L1",
             "sentence": "About 45 a month, until a jump in June 2025.", "flag": "June 2025 stands outside the limits."},
            {"indicator": "decisions", "title": "Decisions within one working day", "definition": "Of referrals received.",
             "unit": "%", "direction": "up", "chart": "p", "line": "L1",
             "sentence": "About nine in ten, moving as chance alone would.", "flag": ""},
        ],
        "published": published,
        "sample_frame": [
            {"attribute": "age_band", "value": "11 to 15", "in_frame": 170, "in_sample": 22},
            {"attribute": "age_band", "value": "16 to 17", "in_frame": 141, "in_sample": 18},
            {"attribute": "stage", "value": "early help", "in_frame": 120, "in_sample": "[c]"},
            {"attribute": "stage", "value": "child in need", "in_frame": 191, "in_sample": "[c]"},
        ],
        "agencies": [
            {"agency": "Children's social care", "asked": 40, "returned": 40, "known": 38, "received_on": "2025-11-05", "late": False},
            {"agency": "Police", "asked": 40, "returned": 40, "known": 33, "received_on": "2025-11-12", "late": True},
            {"agency": "Hospital health", "asked": 40, "returned": 0, "known": None, "received_on": None, "late": None},
        ],
        "clocks": [
            {"rule": "decision", "title": "Decision on a referral within one working day", "limit": "1 working day",
             "source": "Working Together to Safeguard Children 2023", "met": 33, "not_met": 4, "too_soon": 0, "cannot_tell": 1},
            {"rule": "assessment", "title": "Assessment finished within 45 working days of the referral",
             "limit": "45 working days", "source": "Working Together to Safeguard Children 2023", "met": 21, "not_met": 8,
             "too_soon": 3, "cannot_tell": 2},
        ],
        "levels": [
            {"level_given": given, "level_agreed": agreed, "n": n}
            for given, agreed, n in (
                ("Universal", "Universal", 2), ("Universal", "Early help", 2), ("Early help", "Early help", 8),
                ("Early help", "Targeted early help", 5), ("Targeted early help", "Targeted early help", 9),
                ("Targeted early help", "Children's social care", 2), ("Targeted early help", "Early help", 1),
                ("Children's social care", "Children's social care", 8), ("Children's social care", "Targeted early help", 1),
            )
        ],
        "withheld": [{"what": "Answers by sex", "why": "The groups are so small that a child could be recognised"}],
        "trail": [
            {"what": "Agreed judgements", "source": "agreed.csv", "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b"},
            {"what": "Audit tool", "source": "child_exploitation.toml", "sha256": "60303ae22b998861bce3b28f33eec1be758a213c"},
        ],
    }  # fmt: skip
    made = {name: table(name, rows) for name, rows in plain.items()}
    return {**made, "results": results()}


def full_tables() -> Tables:
    """The invented review as the Executive sees it."""
    return Tables(dict(ABOUT), frames())


def worded_tables() -> Tables:
    """The same as HIPS sees it: no count about the audited children, words instead."""
    whole = full_tables()
    said = whole["results"]
    said = said.assign(
        n=None, of=None, percent=None, lower=None, upper=None, method="", shown="most of the 40 children"
    )
    clocks = whole["clocks"].assign(met=None, not_met=None, too_soon=None, cannot_tell=None)
    about = {"audience": "hips", "profile": "group", "can_show": [], "children": None}
    gone = ("levels", "silence", "chain_steps", "engagement", "engagement_how", "voice_by", "voice_pairs", "voice_before",
            "practitioner_codes", "respondents")
    codes = whole["voice_codes"].assign(n=None, of=None, percent=None, lower=None, upper=None, shown="most of the children")
    return whole.with_frames(
        about, results=said, clocks=clocks, voice_codes=codes, **{name: table(name) for name in gone}
    )


def hostile_tables(text: str) -> Tables:
    """The invented review with one text put into every text cell and every entry of ``about`` that is text."""
    kept = {"result_id", "lens", "line", "question", "group", "finding_id", "source", "says", "kind", "indicator", "month",
            "rule", "results", "stage", "unit"}  # fmt: skip
    made = {
        name: frame.assign(
            **{
                column: [text if isinstance(cell, str) else cell for cell in frame[column]]
                for column in COLUMNS[name]
                if column not in kept
            }
        )
        for name, frame in frames().items()
    }
    about = {
        key: text if isinstance(value, str) and key not in ("status", "unit") else value for key, value in ABOUT.items()
    }
    return Tables({**about, "can_show": [text]}, made)


def notebook_of(sections: list[Section]) -> nbformat.NotebookNode:
    """An executed notebook that shows the sections, with prose and inputs that must not reach the page."""
    cells = [nbformat.v4.new_markdown_cell("# Prose for the analyst")]
    for number, section in enumerate(sections, start=1):
        cell = nbformat.v4.new_code_cell("show_secret_input(tables)", execution_count=number)
        cell.outputs = [
            nbformat.v4.new_output("execute_result", data=section._repr_mimebundle_(), execution_count=number)
        ]
        cells.append(cell)
    return nbformat.v4.new_notebook(cells=cells)


def page_of(tables: Tables) -> str:
    """The whole page as HTML."""
    from scrutiny_lib.show.export import render_html

    return render_html(notebook_of([show(tables) for show in SHOWS]), tables.about)
