"""The history in the return of looked-after children: periods of care, their reviews, and coming back from missing."""

from __future__ import annotations

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.columns import CHILD
from scrutiny_lib.intake.frame_values import note_cells
from scrutiny_lib.intake.history_make import OTHER_PREFIX, Gathered, place
from scrutiny_lib.intake.history_rows import kinds_of, take
from scrutiny_lib.intake.review import Review
from scrutiny_lib.intake.ssda903 import EPISODES, MISSING, REVIEWS, in_words, periods_of_care, read_return


def care_history(review: Review) -> tuple[Gathered, str]:
    """Periods of care with their reviews, and the first day the return covers.

    Every review with a date counts as held whatever its code: PN0 says that the child was under four, PN1 to PN7 how
    the child took part, none that there was no review. A review on a day on which the child was in no period of care
    is held by the reader (D17), and so is the second of one day (I13); one before the first episode of a period that
    began before the file is of that period. A child who has gone missing and not come back has no event yet.

    A return holds the episodes of one year that were open in it: the first day covered is the 1 April on or before the
    first end of an episode; without any end it is not known.
    """
    problems, path, kinds = Problems(), review.frame.path, kinds_of("ssda903")
    gathered = Gathered(problems)
    tables = read_return(path, (EPISODES,), problems)
    if tables is None:
        return gathered, ""
    periods, account = periods_of_care(tables[EPISODES], path, problems)
    periods["spell"] = f"{OTHER_PREFIX}:" + periods[CHILD] + "/care/" + periods["period"].astype("str")
    gathered.add(in_words(periods.iloc[::-1]).drop(columns="episode_reason"), kinds[EPISODES], account)
    if REVIEWS in tables:
        raw = tables[REVIEWS]
        rows, account = take(raw, kinds[REVIEWS], "Looked-after reviews", path, problems)
        rows["spell"] = _period_of(rows, periods)
        outside = rows.index[rows["spell"] == ""]
        fact, cure = "On the day of this review the child was not in care.", "Look which is right; the review is held."
        note_cells(raw, "looked_after_review", [int(at) for at in outside], problems, path, "D17", fact, cure)
        rows = rows.drop(index=outside)
        again = rows.index[rows.duplicated([CHILD, "looked_after_review"])]
        fact = "There is a review on this day already, with another code."
        cure = "Keep the right row in the source; this one is held."
        note_cells(raw, "looked_after_review", [int(at) for at in again], problems, path, "I13", fact, cure)
        rows, aside = rows.drop(index=again), len(outside) + len(again)
        gathered.add(rows, kinds[REVIEWS], account._replace(used=len(rows), held=account.held + aside))
    if MISSING in tables:
        rows, account = take(tables[MISSING], kinds[MISSING], "Missing episodes", path, problems)
        gathered.add(place(rows, kinds[MISSING], pd.Series("", index=rows.index, dtype="str")), kinds[MISSING], account)
    ends = periods.loc[periods["episode_end"] != "", "episode_end"]
    ended = str(ends.min()) if len(ends) else ""
    year = int(ended[:4]) - (ended[5:] < "04-01") if ended else 0
    return gathered, f"{year}-04-01" if ended else ""


def _period_of(rows: pd.DataFrame, periods: pd.DataFrame) -> pd.Series:
    """The spell of the period of care in which each review was held; ``""`` where there is none."""
    grouped = periods.groupby([CHILD, "spell"], sort=False)
    whole = grouped.agg(begins=("from", "min"), known=("care_start", "max"), ends=("care_end", "max")).reset_index()
    whole["begins"] = whole["begins"].where(whole["known"] != "", "1800-01-01")
    whole["ends"] = whole["ends"].where(whole["ends"] != "", "9999-12-31")
    left = rows[[CHILD]].assign(day=pd.to_datetime(rows["looked_after_review"])).reset_index()
    right = whole.assign(day=pd.to_datetime(whole["begins"])).sort_values(["day", "spell"], kind="stable")
    found = pd.merge_asof(left.sort_values("day", kind="stable"), right, on="day", by=CHILD).set_index("index")
    found = found.reindex(rows.index)
    inside = found["ends"].fillna("") >= rows["looked_after_review"]
    return found["spell"].where(inside, "").fillna("").astype("str")
