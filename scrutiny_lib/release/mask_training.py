"""What one profile may see of training: who was trained are people too, and a few of them can be known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from ..lenses.results import slug
from ..lenses.training_change import CHANCE
from ..lenses.training_points import RULES, training_points
from ..tables import Tables, table
from .limits import Limits
from .mask_practitioners import ANSWERED_FEW, numbers_of_codes
from .mask_training_answers import STEP, Withheld, count_of, mask_change, mask_reaction, mask_response
from .small import has_small_share, is_small

BOOKED = ("attended", "cancelled_in_time", "cancelled_late", "absent")
"""What becomes of a booking: these add up to all bookings where each was counted."""
ALL, RULE, AT_LEAST = "all", "Rule: ", "At least"
HAD_IT = re.compile(
    r"(?<=: )(?:all [\d,]+ have had it|"
    r"(?:at least )?[\d,]+ of [\d,]+ have had it; (?:up to )?[\d,]+ (?:has|have) not)\."
)
IN_TENS = "At least: people are told in whole tens, so that none of those who came can be picked out."
OF_A_COURSE = re.compile(r"train\.(?!code\.)")


def mask_training(
    tables: Tables, series_hidden: set[str], limits: Limits, withheld: Withheld
) -> dict[str, pd.DataFrame]:
    """Every table about training as one profile may see it; what goes is noted.

    ``series_hidden`` are the monthly figures that this profile does not see: what a programme did to one of them goes
    too. Where practitioners are not hidden (inside the partnership) only the audited children's answers are. Of a
    course that ``shared_courses`` of ``about`` names (another page tells a part of it) nobody who came is counted.
    """
    limit = limits.by_kind["people"]
    frames = {
        "training_practice": _practice(tables, limits, withheld),
        **_results(tables, series_hidden, withheld),
    }
    if not limit:
        return frames
    reach = _reach(tables["training"], limit, {str(course) for course in tables.about.get("shared_courses") or []})
    need = _need(tables["training_need"], limit, withheld)
    if len(tables["training_need"]) or len(tables["training_response"]):
        why = "Of two exact numbers of one course a few people could be the difference."
        withheld.append({"what": "Exact numbers of people who answered about a course, or have had it", "why": why})
    return frames | {
        "training": reach,
        "training_charges": _charges(tables["training_charges"], withheld),
        "training_need": need,
        "training_response": mask_response(tables["training_response"]),
        "training_reaction": mask_reaction(tables["training_reaction"], limits, withheld),
        "training_change": mask_change(tables["training_change"], limits, withheld),
        "training_codes": numbers_of_codes(tables["training_codes"], limit, withheld, "after a course"),
        "training_points": mask_points(tables, reach, need),
    }


def not_told(result_ids: Iterable[str], frames: Mapping[str, pd.DataFrame]) -> set[str]:
    """Which results about courses stand on numbers that the masked tables hide.

    Parameters
    ----------
    result_ids : iterable of str
        Ids of results; those that are not about a course (``train.<course>.…``) are never named.
    frames : mapping of str to DataFrame
        As :func:`mask_training` gives them.

    >>> sorted(not_told({"train.c.change", "prac.q.yes"}, {}))
    ['train.c.change']
    """
    reach = frames.get("training", table("training"))
    shown = {
        f"train.{slug(row['course'])}.{name}"
        for row in reach.to_dict("records")
        for name in ("booked", *BOOKED)
        if "[c]" not in (row["booked"], row[name])
    }
    return {name for name in result_ids if OF_A_COURSE.match(name)} - shown


def _reach(frame: pd.DataFrame, limit: int, shared: set[str]) -> pd.DataFrame:
    """Places are no people. Who came is told, all bookings where clearly more were booked than came, and then what
    became of each of them: all of it or nothing. What is hidden may always have been nobody.
    """
    names = ("booked", *BOOKED, "substitutes")
    masked = frame.astype({name: object for name in names})
    for at, row in frame.iterrows():
        counts = {name: count_of(row[name]) for name in names}
        shown = set[str]() if row["course"] in shared else _shown(counts, limit)
        for name in names:
            if counts[name] is not None and name not in shown:
                masked.loc[at, name] = "[c]"
    return masked


def _shown(counts: Mapping[str, float | None], limit: int) -> set[str]:
    """Which numbers of a course may be shown."""
    booked, attended = counts["booked"] or 0, counts["attended"] or 0
    shown = {"attended"} if attended > limit else set()
    if booked - attended <= limit or (counts["attended"] is not None and not shown):
        return shown
    parts = [counts[name] or 0 for name in BOOKED]
    few = any(is_small(part, limit) for part in (*parts, booked - sum(parts)))
    return {"booked", *shown} if few else {"booked", *BOOKED}


def _charges(frame: pd.DataFrame, withheld: Withheld) -> pd.DataFrame:
    if len(frame):
        why = "What single people were charged is a matter for the partnership."
        withheld.append({"what": "Charges for places that were not used", "why": why})
    return frame.iloc[:0]


def _need(frame: pd.DataFrame, limit: int, withheld: Withheld) -> pd.DataFrame:
    """The whole of a course; its agencies where none of them is small. A role within an agency may be a few people.

    People are told in whole tens and without a range, since they may have been found by the codes of those who came.
    """
    kept = []
    for _, rows in frame.groupby("course", sort=False):
        wholes = rows["role"].eq(ALL)
        agencies, whole = rows[wholes & rows["agency"].ne(ALL)], rows[wholes & rows["agency"].eq(ALL)]
        kept += [part for part in (whole, agencies) if not _has_few(part, limit)]
    masked = pd.concat(kept).sort_index() if kept else frame.iloc[:0]
    told = [row for row in map(_had_it, masked.to_dict("records")) if row is not None]
    if len(told) < len(frame):
        withheld.append({"what": "Who was trained, by role and by some agencies", "why": ANSWERED_FEW})
    return table("training_need", told)


def _had_it(row: dict[Any, Any]) -> dict[Any, Any] | None:
    """A row in whole tens, or as it is where nobody has had it; ``None`` where fewer than ten have, or may have."""
    trained = count_of(row["trained"])
    if trained is None or (not trained and not str(row["method"] or "").startswith(AT_LEAST)):
        return row
    least = STEP * int(trained // STEP)
    if not least:
        return None
    sentence = HAD_IT.sub(f"at least {least:,} of {int(row['need']):,} have had it.", str(row["sentence"] or ""))
    return row | {
        "trained": least,
        "percent": 100 * least / row["need"],
        "lower": None,
        "upper": None,
        "method": IN_TENS,
        "sentence": sentence,
    }


def _has_few(rows: pd.DataFrame, limit: int) -> bool:
    pairs = zip(rows["trained"], rows["need"], strict=True)
    return any(has_small_share(count_of(n), count_of(of), limit) for n, of in pairs)


def mask_points(tables: Tables, reach: pd.DataFrame, need: pd.DataFrame) -> pd.DataFrame:
    """What to do about each course, with the rule; what it rests on is for the partnership.

    Whom a course did not reach is told of the groups whose numbers are told as well (of a role in an agency somebody
    may know how many there are), and only from what these say: even with as many as it can be it was fewer than half.
    That many of those booked did not come is told where their numbers are.
    """
    frame = tables["training_points"]
    rules = [str(why)[str(why).index(RULE) :] if RULE in str(why) else None for why in frame["why"]]
    said = frame.assign(why=pd.Series(rules, index=frame.index, dtype=object))
    least = [count_of(value) for value in need["trained"]]
    most = need.assign(trained=pd.Series([n + STEP - 1 if n else n for n in least], index=need.index, dtype=object))
    again = training_points({"training_need": most}, counted=False)
    named = dict(zip(again["course"], again["sentence"], strict=True))
    of_groups = said["kind"].eq("not reached") & said["course"].fillna("").ne("")  # what nobody held has no course
    told = [
        named.get(course) if groups else sentence
        for course, sentence, groups in zip(said["course"], said["sentence"], of_groups, strict=True)
    ]
    hidden = reach.loc[reach["booked"].eq("[c]") | reach["cancelled_in_time"].eq("[c]"), "course"]
    did_not_come = frame["why"].map(lambda why: RULES["absent"] in str(why or "")).astype(bool)
    said = said.assign(sentence=pd.Series(told, index=said.index, dtype=object))
    return said[said["sentence"].notna() & ~(did_not_come & said["course"].isin(hidden))].reset_index(drop=True)


def _practice(tables: Tables, limits: Limits, withheld: Withheld) -> pd.DataFrame:
    """Answers about the children of trained and of other teams: a cross of an answer with who worked with the child.

    Children of neither (it is not known whether the team was trained by then) are a group too, and so are those of one
    side to whom a question did not apply. Of chance among all questions only the side is told: of questions that
    are hidden the rest could be worked out.
    """
    limit, frame = limits.by_kind["attributes"], tables["training_practice"]
    good, asked = _audited(tables["results"])
    most = {side: max((count_of(n) or 0 for n in frame[side]), default=0) for side in ("trained_of", "other_of")}
    small = [
        limits.speaks_in_words
        or any(has_small_share(row[f"{side}_n"], row[f"{side}_of"], limit) for side in ("trained", "other"))
        or any(is_small(whole - row[side], limit) for side, whole in most.items())
        or _left_over(row, good, asked, limit)
        for row in frame.to_dict("records")
    ]
    if any(small):
        why = "The groups are too small: a child could be recognised."
        withheld.append({"what": f"Audit answers of trained and other teams: {sum(small)} of {len(small)}", "why": why})
    kept = frame[~pd.Series(small, index=frame.index, dtype=bool)].reset_index(drop=True)
    sides = [None if (value := count_of(cell)) is None else float(value >= CHANCE) for cell in kept["adjusted"]]
    return kept.assign(adjusted=pd.Series(sides, index=kept.index, dtype=object))


def _audited(results: pd.DataFrame) -> tuple[dict[str, float], dict[str, float]]:
    """How many good answers each question of the audit has, and of how many."""
    rows = results[(results["kind"] == "answers") & results["good"].eq(True)]
    rows = rows[rows["group"].isin(["all", "", None])]
    counts = rows.assign(n=pd.to_numeric(rows["n"]), of=pd.to_numeric(rows["of"])).groupby("question")
    return dict(counts["n"].sum()), dict(counts["of"].max())


def _left_over(row: Mapping[Any, Any], good: Mapping[str, float], asked: Mapping[str, float], limit: int) -> bool:
    """Whether the question's own result, less both sides, leaves a few children."""
    if row["question"] not in asked:
        return False
    n = good[row["question"]] - row["trained_n"] - row["other_n"]
    return has_small_share(n, asked[row["question"]] - row["trained_of"] - row["other_of"], limit)


def _results(tables: Tables, series_hidden: set[str], withheld: Withheld) -> dict[str, pd.DataFrame]:
    """Figures before and after a programme, of those that are drawn: what is not among them nobody has looked at."""
    results, series, drawn = tables["training_results"], tables["training_series"], tables["indicators"]["indicator"]
    without = results["comparison"].isna() | results["comparison"].eq("")
    looked_at = results["indicator"].isin(drawn) & (results["comparison"].isin(drawn) | without)
    told_nothing = ~results["programme"].isin(series["programme"])
    hidden = results["indicator"].isin(series_hidden) | results["comparison"].isin(series_hidden)
    hidden |= ~(looked_at | told_nothing)
    if hidden.any():
        why = "Some months of the figure count very few children, and the averages would give them away."
        titles = "; ".join(results.loc[hidden, "title"].astype(str))
        withheld.append({"what": f"Before and after: {titles}", "why": why})
    kept = results[~hidden].reset_index(drop=True)
    return {
        "training_results": kept,
        "training_series": series[series["programme"].isin(kept["programme"])].reset_index(drop=True),
    }
