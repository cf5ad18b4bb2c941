"""One mask over all of a review's tables: counts, percentages, intervals, charts and downloads are drawn from these.

Each function returns a new table and notes in ``withheld`` what a reader of this profile does not get, and why.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ..lenses.measures import MEASURED
from ..tables import Tables, table
from .limits import Limits
from .mask_agreement import AGREEMENT, agreement_in_words, mask_agreement, mask_facts, mask_moderated
from .mask_clocks import PREFIX as CLOCK
from .mask_clocks import Hidden, Withheld, hides_clock, mask_clocks
from .mask_days import mask_days
from .mask_figures import mask_figures, months_hidden, small_series, told_of_figures
from .mask_journey import PREFIX as JOURNEY
from .mask_journey import Shown, hidden_steps, mask_journey
from .mask_levels import mask_level_gaps, mask_levels
from .mask_practitioners import hide_whole_questions, mask_practitioners
from .mask_trail import mask_trail
from .mask_training import mask_training, not_told
from .mask_voice import mask_voice, themes_in_words
from .prose import has_small_count
from .small import has_small_share, hide_sample_beside_frame, is_small

WORST, SO_FAR = "level.worst", " so far"
NUMBERS = ["n", "of", "percent", "lower", "upper"]
NOT_IN_WORDS = r"level\.(?!right$)|dissent\.(?!all$)|.+\.all_good$"
"""Results that are not told even in words: each is one answer of several, with few children behind it, or said
already by the one that takes the good answers together."""
PROCESS = ("stage", "outcome", "level_given", "plan_category", "conference_needed")
"""Attributes that record checks count as well: where one of their counts is hidden, a check could give it away."""
PLACE_OR_TEAM = re.compile(
    r"(?:^|_)(?:local|area|ward|district|neighbourhood|postcode|place(?!ment)|town|region|team|agency_lead|school|setting|worker)",
    re.IGNORECASE,
)
"""Attributes that say where children live or who works with them."""

Masked = tuple[Tables, Withheld]
"""The tables as the readers of one profile may see them, and what was withheld."""


def mask_tables(tables: Tables, limits: Limits) -> Masked:
    """What one profile may see of one page's tables by themselves, and what was withheld."""
    withheld: Withheld = []
    sample_frame = _attributes(tables["sample_frame"], limits, withheld)
    clocks, hidden = mask_clocks(tables["clocks"], tables["journey"], tables.about, limits, withheld)
    days, curves = mask_days(tables["clock_days"], tables["curves"], tables["clocks"], hidden, limits, withheld)
    journey, shown = mask_journey(tables["journey"], limits, withheld)
    gaps = mask_level_gaps(tables["level_gaps"], limits, withheld)
    trained = mask_training(tables, small_series(tables, limits), limits, withheld)
    frames = {
        "results": _results(tables, hidden, shown, gaps, trained, limits, withheld),
        "sample_frame": sample_frame,
        "agencies": _agencies(tables["agencies"], limits),
        "clocks": clocks,
        "clock_days": days,
        "curves": curves,
        "journey": journey,
        "levels": mask_levels(tables["levels"], tables["results"], limits, withheld),
        "level_gaps": gaps,
        "agreement": mask_agreement(tables["agreement"], limits, withheld),
        "moderated": mask_moderated(tables["moderated"], limits, withheld),
        "facts": mask_facts(tables["facts"], limits, withheld),
        **mask_voice(tables, limits, withheld),
        **mask_practitioners(tables, limits, withheld),
        "themes": themes_in_words(tables, withheld) if limits.speaks_in_words else tables["themes"],
        "activities": _counts(tables["activities"], ["invited", "took_part"], limits, "people"),
        **trained,
        **mask_figures(tables, limits, withheld),
        "trail": mask_trail(tables["trail"], limits),
    }
    about: dict[str, Any] = (
        {"children": None} if is_small(tables.about.get("children"), max(limits.by_kind["answers"], 0)) else {}
    ) | told_of_figures(tables.about, frames)
    if limits.speaks_in_words:
        about |= {
            "can_show": [],
            "how_sure": " ".join(filter(None, map(tables.about.get, ("how_sure_in_words", "what_numbers_count")))),
            "how_sure_briefly": tables.about.get("how_sure_in_words"),
            "how_chosen": tables.about.get("how_chosen_briefly"),
            "words": limits.scale(),
        }
        for name in ("threshold_told", "unconfirmed"):
            said = tables.about.get(name) or []
            about |= {name: [line for line in said if not has_small_count(line)]} if said else {}
    elif is_small(tables.about.get("fewest_drawn"), limits.by_kind["attributes"]):
        about["how_chosen"] = tables.about.get("how_chosen_briefly")
    return tables.with_frames(about, **frames), withheld


def _results(
    tables: Tables,
    hidden: Hidden,
    shown: Shown,
    gaps: pd.DataFrame,
    trained: Mapping[str, pd.DataFrame],
    limits: Limits,
    withheld: Withheld,
) -> pd.DataFrame:
    """The results: what the masked ``clocks``, ``journey``, ``level_gaps`` and tables of training (``trained``) hide is
    hidden here too."""
    kept, months = [], months_hidden(tables, limits)
    for kind, rows in tables["results"].groupby("kind", sort=False):
        limit = limits.by_kind[str(kind)]
        if kind == "attributes":
            rows = _cross_tabs(rows, withheld)
        elif kind == "answers" and limits.speaks_in_words:
            rows = _in_words(rows, tables.about, limits, withheld)
        elif limit:
            steps = hidden_steps(rows[rows["result_id"].str.startswith(JOURNEY)], shown, limit)
            small = [
                row["result_id"] in months or _is_hidden(row, hidden, steps, limit) for row in rows.to_dict("records")
            ]
            small = hide_whole_questions(rows, small)
            few = not_told(rows["result_id"].astype(str), trained) if kind == "people" else set()
            small = [own or name in few for own, name in zip(small, rows["result_id"], strict=True)]
            rows = rows.assign(**_blank(rows, pd.Series(small, index=rows.index, dtype=bool)))
        elif kind == "answers":
            rows = level_that_is_worst(rows, gaps)
        kept.append(rows)
    return table("results", pd.concat(kept).sort_index() if kept else None)


def level_that_is_worst(rows: pd.DataFrame, gaps: pd.DataFrame) -> pd.DataFrame:
    """Which level goes wrong most is said; for how many is shown only where ``level_gaps`` shows it as well."""
    by_level = gaps[(gaps["by"] == "level_given") & (gaps["n"] != "[c]")]
    told = set(by_level["group"].astype(str))
    hidden = (rows["result_id"] == WORST) & ~rows["answer"].astype(str).isin(told)
    return rows.assign(**_blank(rows, hidden))


def _is_hidden(row: Mapping[Any, Any], hidden: Hidden, steps: set[str], limit: int) -> bool:
    """Whether a result is hidden; what applies to nobody (``[z]``) or is not available (``[x]``) is said as it is."""
    if row["shown"] in ("[x]", "[z]") or not row["of"]:
        return False
    if str(row["result_id"]).startswith(CLOCK):
        so_far = str(row["answer"]).endswith(SO_FAR) and str(row["result_id"]).split(".")[2] in hidden
        return so_far or hides_clock(str(row["result_id"]), hidden)
    if str(row["result_id"]).startswith(JOURNEY):
        return row["result_id"] in steps
    return has_small_share(row["n"], row["of"], limit)


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
    ids = rows["result_id"].astype(str)
    alike = ids.map(lambda result_id: bool(AGREEMENT.match(result_id)))
    agreed = agreement_in_words(rows[alike], limits, looked_at)
    measured = rows["answer"].isin(MEASURED)  # a middle is a number, and of an odd many one child's own
    measured |= rows["answer"].astype(str).str.endswith(SO_FAR)  # no share yet
    merged = _merge_ratings(rows[~alike & ~measured & ~ids.str.match(NOT_IN_WORDS)])
    words = [
        limits.share(int(n), int(of), str(unit), looked_at) if n == n and of == of and of else ""
        for n, of, unit in zip(merged["n"], merged["of"], merged["unit"], strict=True)
    ]
    if len(rows) and not any(words):
        why = "So few were looked at that even shares could point to a child: the findings are told in words."
        withheld.append({"what": "Numbers of answers", "why": why})
    told = [merged.assign(shown=words)[[bool(word) for word in words]], agreed]
    masked = pd.concat([part for part in told if len(part)] or told[:1])
    return masked.assign(method="", **{column: None for column in NUMBERS})


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


def blank_results(results: pd.DataFrame, hidden: Sequence[bool]) -> pd.DataFrame:
    """Results of which those ``hidden`` (one truth per row) show ``[c]`` and no number."""
    return results.assign(**_blank(results, pd.Series(list(hidden), index=results.index, dtype=bool)))


def _blank(frame: pd.DataFrame, hidden: pd.Series[bool]) -> dict[str, Any]:
    blanked: dict[str, Any] = {column: frame[column].mask(hidden) for column in NUMBERS}
    blanked["shown"] = frame["shown"].mask(hidden, "[c]")
    return blanked


def _attributes(frame: pd.DataFrame, limits: Limits, withheld: Withheld) -> pd.DataFrame:
    """Who the children are, one attribute at a time, with more cells hidden so that no total gives one away.

    What is hidden in the sample is hidden in the frame too: a sample drawn in proportion would give it away.
    """
    limit, kept = limits.by_kind["attributes"], []
    for attribute, rows in frame.groupby("attribute", sort=False):
        if limits.speaks_in_words and PLACE_OR_TEAM.search(str(attribute)):
            why = "Readers outside the partnership are told of no place and no team."
            withheld.append({"what": f"Sample beside frame by {str(attribute).replace('_', ' ')}", "why": why})
            continue
        masked = rows.astype({"in_frame": object, "in_sample": object})
        columns = {column: [int(count) for count in rows[column]] for column in ("in_frame", "in_sample")}
        places = hide_sample_beside_frame(columns["in_frame"], columns["in_sample"], limit)
        unsafe, places = places is None or (bool(places) and attribute in PROCESS), places or set()
        for column, counts in columns.items():
            hidden = {place for place in places if counts[place]}
            masked[column] = ["[c]" if place in hidden else count for place, count in enumerate(counts)]
        if unsafe:
            what = f"Sample beside frame by {str(attribute).replace('_', ' ')}"
            withheld.append({"what": what, "why": "No safe way of showing it was found: nearly every count is small."})
        else:
            kept.append(masked)
    return table("sample_frame", pd.concat(kept) if kept else None)


def _agencies(frame: pd.DataFrame, limits: Limits) -> pd.DataFrame:
    """Whether an agency knows a child is an answer about that child, like any other in its return."""
    if limits.speaks_in_words:
        return frame.assign(known="[c]", asked="[c]", returned=(frame["returned"] > 0).map({True: "yes", False: "no"}))
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
