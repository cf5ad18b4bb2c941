"""Twelve invented figures of one quarter, written by hand: what the pages of figures are drawn from in tests."""

# ruff: noqa: E501

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from scrutiny_lib.stats.spc import g_chart, p_chart, u_chart, xmr
from scrutiny_lib.tables import Tables, table

MONTHS = [str(month) for month in pd.period_range("2023-01", "2025-12", freq="M")]
ABOUT: dict[str, Any] = {
    "review": "figures",
    "title": "What the figures say",
    "kind": "quarterly report",
    "quarter": "2025-26 Q3",
    "area": "Portsmouth",
    "partnership": "Portsmouth Safeguarding Children Partnership",
    "short_name": "PSCP",
    "invented": True,
    "marking": "Official – sensitive",
    "as_at": "2025-12-31",
    "status": "information",
    "audience": "board",
    "profile": "group",
    "question": "Which of the quarter's figures need the Board's attention, and which move as they always do?",
    "figures": 12,
    "figures_flagged": 2,
    "figures_by_chance": 1.3,
    "figures_survive": ["Referrals to children's social care"],
}

_PACE = "Children aged 0 to 17 living in the area, divided by twelve"


def _series(seed: int, centre: float, step: float = 0.0, months: int = 36) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.poisson(centre, months) + np.where(np.arange(months) >= months - 4, step, 0).astype(int)


def _note(indicator: str, title: str, unit: str, kind: str, **more: Any) -> dict[str, Any]:
    said = {
        "indicator": indicator,
        "title": title,
        "definition": f"{title} in the month, as the agency's system counts them.",
        "numerator": title,
        "unit": unit,
        "kind": kind,
        "direction": "none",
        "agency": "children's social care",
        "variation": "as usual",
        "assurance": "no target",
        "sentence": "It moves as chance alone would.",
        "flag": "",
        "survives": False,
    }
    return {**said, **more}


def _chart(indicator: str, numerator: np.ndarray, denominator: np.ndarray | None, kind: str, **more: Any) -> list[dict]:
    """The rows of ``indicators`` of one figure; ``gone`` months have no figure, a new baseline begins at ``start``."""
    per = {"p": 100.0, "rate": 10_000.0}.get(kind, 1.0)
    start, gone = more.get("start", 0), more.get("gone", ())
    made = []
    for first, end in ((0, start), (start, len(numerator))):
        if end == first:
            continue
        part, whole = numerator[first:end], None if denominator is None else denominator[first:end]
        if kind == "p":
            made.append(p_chart(part, whole))
        elif kind in ("u", "rate"):
            made.append(u_chart(part, whole if whole is not None else np.ones(len(part))))
        elif kind == "xmr":
            made.append(xmr(part))
        else:
            none = pd.DataFrame({"value": part.astype(float), "mean": np.nan, "lower": np.nan, "upper": np.nan})
            made.append(none.assign(signal=""))
    chart = pd.concat(made, ignore_index=True)
    rows = []
    for at, month in enumerate(MONTHS[-len(numerator) :]):
        row = {"indicator": indicator, "month": month, "period": 1 + (at >= start > 0), "target": more.get("target")}
        if at not in gone:
            row |= {name: per * chart.loc[at, name] for name in ("value", "mean", "lower", "upper")}
            row |= {"numerator": int(numerator[at]), "signal": chart.loc[at, "signal"]}
            row |= {"denominator": None if denominator is None else int(denominator[at])}
        rows.append(row)
    return rows


def figures_tables() -> Tables:
    """The quarter's figures as the Board sees them."""
    children = np.full(36, 3_900)
    base = np.full(36, 230)
    rare = np.zeros(36, int)
    rare[[4, 15, 29]] = 1
    between = np.array([14, 3, 40, 22, 9, 61, 5, 17, 30, 12, 8, 26])
    when = np.zeros(36, int)
    when[np.minimum(np.cumsum(between) // 30, 35)] = 1
    swings = 40 + 12 * np.sin(np.arange(36) / 2.0) + np.random.default_rng(5).normal(0, 3, 36)
    series = [
        *_chart("referrals", _series(1, 230, 95), children, "rate"),
        *_chart("rereferrals", np.random.default_rng(2).binomial(230, 0.22, 36), base, "p", target=20.0),
        *_chart("decisions", np.random.default_rng(3).binomial(230, 0.97, 36), base, "p", target=90.0),
        *_chart("assessments", np.random.default_rng(4).binomial(150, 0.74, 36), base - 80, "p", target=85.0),
        *_chart("section47", _series(6, 60), children, "rate", gone=(13, 14)),
        *_chart("escalations", rare, None, "rare"),
        *_chart("notified", when, None, "g"),
        *_chart("plans", _series(8, 150), None, "u", start=18),
        *_chart("missing", np.round(swings).astype(int), None, "xmr"),
        *_chart("home_ed", _series(9, 30, months=7), None, "run"),
        *_chart("attendance", np.random.default_rng(10).binomial(400, 0.9, 36) - np.where(np.arange(36) > 32, 45, 0),
                np.full(36, 400), "p"),
        *_chart("constant", np.full(36, 12), None, "run"),
    ]  # fmt: skip
    closed = g_chart(between)
    gaps = [
        {"indicator": "notified", "gap": at + 1, "days": int(days), "median": closed.loc[at, "mean"],
         "lower": closed.loc[at, "lower"], "upper": closed.loc[at, "upper"], "signal": closed.loc[at, "signal"],
         "open": False}
        for at, days in enumerate(between)
    ]  # fmt: skip
    limits = {name: gaps[-1][name] for name in ("median", "lower", "upper")}
    gaps.append({"indicator": "notified", "gap": 13, "days": 33, "signal": "", "open": True, **limits})
    notes = [
        _note(
            "referrals", "Referrals to children's social care", "per 10,000 children", "rate", chart="u",
            denominator=_PACE, variation="high",
            sentence="324 in December 2025 (at that pace 831 a year for every 10,000 children). The average is 590.",
            flag="A month of the latest quarter lies further from the average than chance alone would take it.",
            rate="In the year to December 2025 there were 634 to 683 for every 10,000 children (mid-2023 estimate).",
            season="October to December 2025: 978, against 690 in the same months of 2024.",
            pvalue=0.0001, adjusted=0.0012, survives=True,
            why_chart="A number of events: the limits are how far such numbers move when nothing changes (u-chart).",
            what_happened="Referrals rose in September 2025 and have stayed a third higher since.",
            by_chance="With nothing changed, fewer than 1 in 1,000 quarters would be so far from the months before.",
            not_known="The figure does not tell who referred, or whether the same children were referred twice.",
            ask="Which agencies send more? Was the front door opened to a new kind of contact?",
            comparability="Areas count contacts and referrals differently: compare an area with itself first.",
        ),
        _note("rereferrals", "Referrals within a year of an earlier one", "%", "proportion", chart="p",
              denominator="Referrals received", direction="down", assurance="now and then", target_owner="Executive",
              sentence="52 of 230 (23 in 100) in December 2025. The average is 22 in 100."),
        _note("decisions", "Decisions within one working day", "%", "proportion", chart="p", direction="up",
              assurance="met every month", target_owner="Executive", sentence="224 of 230 (97 in 100) in December 2025."),
        _note("assessments", "Assessments finished within 45 working days", "%", "proportion", chart="p", direction="up",
              assurance="not met", target_owner="Executive", denominator="Assessments finished",
              sentence="110 of 150 (73 in 100) in December 2025. The average is 74 in 100.",
              not_known="The figure does not tell how late the late ones are.", ask="Which step takes the time?"),
        _note("section47", "Section 47 enquiries started", "per 10,000 children", "rate", chart="u", denominator=_PACE,
              sentence="58 in December 2025 (at that pace 149 a year for every 10,000 children)."),
        _note("escalations", "Disagreements between agencies taken further", "count", "count", chart="rare",
              variation="cannot tell", sentence="One in the last 12 months, up to December 2025. With nothing changed a "
              "year could bring 0 to 6."),
        _note("notified", "Serious incidents notified", "count", "count", chart="g",
              sentence="33 days have passed since the last one."),
        _note("plans", "Children on a child protection plan", "count", "count", chart="u",
              sentence="151 in December 2025."),
        _note("missing", "Children reported missing", "count", "count", chart="xmr", direction="down", agency="police",
              sentence="44 in December 2025."),
        _note("home_ed", "Children who began to be taught at home", "count", "count", chart="run", agency="education",
              variation="cannot tell", sentence="31 in December 2025. There are too few months for limits."),
        _note("attendance", "Invited professionals who came to the first conference", "%", "proportion", chart="p",
              direction="up", variation="concern", denominator="Professionals invited",
              sentence="310 of 400 (78 in 100) in December 2025. The average is 89 in 100.",
              flag="Two of the latest three months lie further out than chance alone would take them, for the worse."),
        _note("constant", "Early help hubs open", "count", "count", chart="run", variation="cannot tell",
              sentence="12 in December 2025. Every month is the same, so there are no limits."),
    ]  # fmt: skip
    events = [
        {"indicator": "referrals", "month": "2024-04", "kind": "definition", "what": "Contacts from the police are counted as referrals"},
        {"indicator": "referrals", "month": "2025-09", "kind": "event", "what": "The multi-agency front door opened"},
        {"indicator": "referrals", "month": "2025-10", "kind": "event", "what": "Schools' training on neglect", "by": "PSCP"},
        {"indicator": "plans", "month": "2024-07", "kind": "new baseline", "what": "New family help teams", "by": "Executive, 3 July 2024"},
    ]  # fmt: skip
    revisions = [
        {"indicator": "referrals", "title": "Referrals to children's social care", "month": month, "part": "numerator",
         "before": before, "now": now, "supplied_by": "children's social care", "supplied_on": "2026-01-09"}
        for month, before, now in (("2025-08", 221, 229), ("2025-09", 301, 318))
    ]  # fmt: skip
    return Tables(
        dict(ABOUT),
        {
            "indicators": table("indicators", series),
            "indicator_notes": table("indicator_notes", notes),
            "indicator_gaps": table("indicator_gaps", gaps),
            "indicator_events": table("indicator_events", events),
            "indicator_revisions": table("indicator_revisions", revisions),
        },
    )
