"""One mask over all of a review's tables: counts, percentages, intervals, charts and downloads are drawn from these.

Each function returns a new table and notes in ``withheld`` what a reader of this profile does not get, and why.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..tables import Tables, table
from .limits import Limits
from .small import has_small_share, hide_sample_beside_frame, is_small

NUMBERS = ["n", "of", "percent", "lower", "upper"]
Withheld = list[dict[str, Any]]
Equations = list[dict[str, Any]]


def mask_tables(tables: Tables, limits: Limits) -> tuple[Tables, Withheld, Equations]:
    """What one profile may see of a review's tables, what was withheld, and the equations a reader could set up."""
    withheld: Withheld = []
    sample_frame, equations = _attributes(tables["sample_frame"], limits, withheld)
    frames = {
        "results": _results(tables["results"], tables.about, limits, withheld),
        "sample_frame": sample_frame,
        "agencies": _agencies(tables["agencies"], limits),
        "clocks": _clocks(tables["clocks"], limits, withheld),
        "levels": _levels(tables["levels"], limits, withheld),
        "engagement": _engagement(tables["engagement"], limits, withheld),
        "themes": _themes(tables["themes"], limits),
        "activities": _counts(tables["activities"], ["invited", "took_part"], limits, "people"),
        "training": _counts(tables["training"], ["places", "booked", "attended"], limits, "people"),
        "training_change": _training_change(tables["training_change"], limits, withheld),
    }
    frames["indicators"], frames["indicator_notes"] = _indicators(tables, limits, withheld)
    about: dict[str, Any] = (
        {"children": None} if is_small(tables.about.get("children"), max(limits.by_kind["answers"], 0)) else {}
    )
    if limits.speaks_in_words:
        about |= {
            "can_show": [],
            "how_sure": tables.about.get("how_sure_in_words"),
            "how_chosen": tables.about.get("how_chosen_briefly"),
            "words": limits.scale(),
        }
    elif is_small(tables.about.get("fewest_drawn"), limits.by_kind["attributes"]):
        about["how_chosen"] = tables.about.get("how_chosen_briefly")
    return tables.with_frames(about, **frames), withheld, equations


def _results(results: pd.DataFrame, about: dict[str, Any], limits: Limits, withheld: Withheld) -> pd.DataFrame:
    kept = []
    for kind, rows in results.groupby("kind", sort=False):
        limit = limits.by_kind[str(kind)]
        if kind == "attributes":
            rows = _cross_tabs(rows, withheld)
        elif kind == "answers" and limits.speaks_in_words:
            rows = _in_words(rows, about, limits, withheld)
        elif limit:
            small = [has_small_share(n, of, limit) for n, of in zip(rows["n"], rows["of"], strict=True)]
            rows = rows.assign(**_blank(rows, pd.Series(small, index=rows.index)))
        kept.append(rows)
    return table("results", pd.concat(kept).sort_index() if kept else None)


def _cross_tabs(rows: pd.DataFrame, withheld: Withheld) -> pd.DataFrame:
    """Answers by who the children are never leave: small groups stand behind nearly all of them."""
    if len(rows):
        why = "The groups are too small: a child could be recognised."
        withheld.append({"what": "Answers by age, sex or other attributes", "why": why})
    return rows.iloc[:0]


def _in_words(rows: pd.DataFrame, about: dict[str, Any], limits: Limits, withheld: Withheld) -> pd.DataFrame:
    """For readers outside the partnership: no count about the audited children, a share in words or nothing.

    The ratings of a question are merged into one: the share that was as it should be. What did not apply, was not
    known, or fell short is not told answer by answer, because few children may stand behind each.
    """
    looked_at = int(about.get("children") or 0)
    merged = _merge_ratings(rows)
    words = [
        limits.share(int(n), int(of), str(unit), looked_at) if n == n and of == of and of else ""
        for n, of, unit in zip(merged["n"], merged["of"], merged["unit"], strict=True)
    ]
    if len(rows) and not any(words):
        why = "So few were looked at that even shares could point to a child: the findings are told in words."
        withheld.append({"what": "Numbers of answers", "why": why})
    masked = merged.assign(shown=words, method="", **{column: None for column in NUMBERS})
    return masked[[bool(word) for word in words]]


def _merge_ratings(rows: pd.DataFrame) -> pd.DataFrame:
    """One row for each rated question, under the id of its first good answer; other rows as they are."""
    rated = rows["good"].notna() & rows["lens"].isin(["practice", "voice", "threshold"]) & rows["question"].ne("")
    rated &= rows.groupby("question")["good"].transform(lambda good: good.eq(True).any())
    kept = [rows[~rated & ~rows["question"].isin(rows.loc[rated, "question"])]]
    for _, answers in rows[rated].groupby("question", sort=False):
        good = answers[answers["good"].eq(True)]
        first = good.iloc[[0]]
        kept.append(first.assign(n=good["n"].sum(), answer=" or ".join(good["answer"].astype(str))))
    return pd.concat(kept).sort_index()


def _blank(frame: pd.DataFrame, hidden: pd.Series[bool]) -> dict[str, Any]:
    blanked: dict[str, Any] = {column: frame[column].mask(hidden) for column in NUMBERS}
    blanked["shown"] = frame["shown"].mask(hidden, "[c]")
    return blanked


def _attributes(frame: pd.DataFrame, limits: Limits, withheld: Withheld) -> tuple[pd.DataFrame, Equations]:
    """Who the children are, one attribute at a time, with more cells hidden so that no total gives one away.

    What is hidden in the sample is hidden in the frame too: a sample drawn in proportion would give it away.
    """
    limit, kept = limits.by_kind["attributes"], []
    equations: Equations = []
    for attribute, rows in frame.groupby("attribute", sort=False):
        masked = rows.astype({"in_frame": object, "in_sample": object})
        columns = {column: [int(count) for count in rows[column]] for column in ("in_frame", "in_sample")}
        places = hide_sample_beside_frame(columns["in_frame"], columns["in_sample"], limit)
        unsafe, places = places is None, places or set()
        for column, counts in columns.items():
            hidden = {place for place in places if counts[place]}
            masked[column] = ["[c]" if place in hidden else count for place, count in enumerate(counts)]
            equations.append(
                {
                    "table": f"sample_frame|{attribute}|{column}",
                    "total": sum(counts),
                    "shown": {str(v): c for v, c in zip(rows["value"], masked[column], strict=True)},
                }
            )
        if unsafe:
            equations = [item for item in equations if not item["table"].startswith(f"sample_frame|{attribute}|")]
            what = f"Sample beside frame by {str(attribute).replace('_', ' ')}"
            withheld.append({"what": what, "why": "No safe way of showing it was found: nearly every count is small."})
        else:
            kept.append(masked)
    return table("sample_frame", pd.concat(kept) if kept else None), equations


def _agencies(frame: pd.DataFrame, limits: Limits) -> pd.DataFrame:
    """Whether an agency knows a child is an answer about that child, like any other in its return."""
    if limits.speaks_in_words:
        return frame.assign(known="[c]", asked="[c]", returned=(frame["returned"] > 0).map({True: "yes", False: "no"}))
    return frame


def _clocks(frame: pd.DataFrame, limits: Limits, withheld: Withheld) -> pd.DataFrame:
    if frame.empty or not limits.speaks_in_words:
        return frame
    withheld.append({"what": "How often each time limit was met, in numbers", "why": "Small counts stand behind them."})
    return frame.assign(**{state: None for state in ("met", "not_met", "too_soon", "cannot_tell", "not_applicable")})


def _engagement(frame: pd.DataFrame, limits: Limits, withheld: Withheld) -> pd.DataFrame:
    """Who was asked. How somebody was asked may describe one child: those words stay with the partnership."""
    counted = _counts(frame, ["asked", "took_part", "declined"], limits, "answers")
    if limits.by_kind["answers"]:
        small = [
            is_small(count, limits.by_kind["answers"]) for count in pd.to_numeric(frame["not_asked"], errors="coerce")
        ]
        counted = counted.assign(
            not_asked=counted["not_asked"].astype(object).mask(pd.Series(small, frame.index), "[c]")
        )
    if frame.empty or not limits.speaks_in_words:
        return counted
    withheld.append({"what": "How children and families were asked", "why": "Such words may describe one person."})
    return counted.assign(**{column: "" for column in ("why_not_asked", "how", "support", "told_result")})


def _levels(frame: pd.DataFrame, limits: Limits, withheld: Withheld) -> pd.DataFrame:
    """Level given by level agreed is a cross-tab: shown only when no cell and no margin of it is small."""
    if frame.empty:
        return frame
    limit = limits.by_kind["attributes"]
    cells = list(frame["n"])
    for side in ("level_given", "level_agreed"):
        cells.extend(frame.groupby(side)["n"].sum())
    if any(is_small(cell, limit) for cell in cells):
        why = "Some of its counts are small, and hiding only those would let the others give them away."
        withheld.append({"what": "Level given beside level agreed, as a table", "why": why})
        return frame.iloc[:0]
    return frame


def _counts(frame: pd.DataFrame, columns: list[str], limits: Limits, kind: str) -> pd.DataFrame:
    """Rows of counts, the others parts of the first: one small count, or a small rest, hides the whole row."""
    limit = limits.by_kind[kind]
    if not limit or frame.empty:
        return frame
    parts = frame[columns].apply(pd.to_numeric, errors="coerce")
    total = parts[columns[0]]
    hidden = parts.apply(lambda row: any(is_small(count, limit) for count in row), axis=1)
    hidden |= (
        parts[columns[1:]]
        .apply(lambda part: [is_small(t - p, limit) for t, p in zip(total, part, strict=True)])
        .any(axis=1)
    )
    return frame.assign(**{column: frame[column].astype(object).mask(hidden, "[c]") for column in columns})


def _themes(frame: pd.DataFrame, limits: Limits) -> pd.DataFrame:
    return frame.assign(weight=None) if limits.speaks_in_words else frame


def _training_change(frame: pd.DataFrame, limits: Limits, withheld: Withheld) -> pd.DataFrame:
    small = [is_small(pairs, limits.by_kind["people"]) for pairs in frame["pairs"]]
    if any(small):
        why = "So few people answered before and after that an answer could be traced to a person."
        withheld.append({"what": f"What changed after {sum(small)} of {len(small)} courses", "why": why})
    return frame[[not hidden for hidden in small]]


def _indicators(tables: Tables, limits: Limits, withheld: Withheld) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A monthly series with a small count anywhere is withheld whole: its average would give the month away."""
    limit, series, notes = limits.by_kind["population"], tables["indicators"], tables["indicator_notes"]
    small = {
        str(name)
        for name, rows in series.groupby("indicator", sort=False)
        if any(has_small_share(n, of, limit) for n, of in zip(rows["numerator"], rows["denominator"], strict=True))
        or any(is_small(n, limit) for n in rows["numerator"])
    }
    if small:
        why = "Some months count very few children, and the average would give them away."
        titles = "; ".join(notes.loc[notes["indicator"].isin(small), "title"].astype(str))
        withheld.append({"what": f"Month by month: {titles}", "why": why})
    return series[~series["indicator"].isin(small)], notes[~notes["indicator"].isin(small)]
