"""More hidden on one page: single counts as ``[c]`` where the page can carry that, otherwise the part they stand in.

Whatever rests on what is hidden goes with it: results by their ids (and so the findings that name them), days and
curves of a time limit, everything said of a monthly figure, what is concluded from the numbers of a course.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..tables import Tables, table
from .counts import HIDDEN, Asked, Count
from .mask import PROCESS, blank_results, level_that_is_worst
from .mask_clocks import ALL_STATES, FRAME, hides_clock
from .mask_figures import told_of_figures
from .mask_journey import COUNTS
from .mask_journey import PREFIX as JOURNEY
from .mask_training import mask_points, not_told

Notes = list[dict[str, Any]]
WHY = "Beside other pages, or beside what was released before, a small number could be worked out."
IN_PLACE = ("sample_frame", "clocks", "respondents", "engagement_how")
"""Tables in which one count may be hidden while others stay."""


def hide(page: Asked, tables: Tables, counts: Sequence[Count], notes: Notes) -> Tables:
    """The page's tables with these counts hidden; what goes whole is added to ``notes``.

    A count that cannot be hidden alone takes its part with it (:func:`withhold`).
    """
    groups = [count for count in counts if count.table == "journey" and count.part and count.row is not None]
    alone = [
        count
        for count in counts
        if count.table in IN_PLACE and count.row is not None and count.value and not _is_process(count)
    ]
    for count in alone:
        frame = tables[count.table].astype({count.column: object})
        frame.loc[count.row, count.column] = HIDDEN
        tables = tables.with_frames(None, **{count.table: frame})
    if any(count.table == "clocks" for count in alone):
        tables = _after_clocks(tables)
    tables = _without_groups(tables, groups, notes)
    parts = dict.fromkeys((count.table, count.part) for count in counts if count not in alone and count not in groups)
    for name, part in parts:
        tables = withhold(page, tables, name, part, notes)
    return tables


def _is_process(count: Count) -> bool:
    return count.table == "sample_frame" and count.part in PROCESS


def _without_groups(tables: Tables, counts: Sequence[Count], notes: Notes) -> Tables:
    """The journey without what these groups did at these steps: a share would give its count away, so all of it goes.

    Of a way of grouping nothing is left where no later step of it is told.
    """
    if not counts:
        return tables
    journey = tables["journey"].astype(dict.fromkeys(COUNTS, object))
    rows = sorted({count.row for count in counts if count.row is not None})
    journey.loc[rows, COUNTS] = HIDDEN
    journey.loc[rows, ["percent", "lower", "upper"]] = None
    for way in dict.fromkeys(count.part for count in counts):
        mine = journey["by"].eq(way)
        told = journey.loc[mine & journey["from_step"].fillna("").ne(""), "n"]
        what = f"The journey by {way.replace('_', ' ')}"
        if told.ne(HIDDEN).any():
            what = f"Some counts of {what[:1].lower()}{what[1:]}"
        else:
            journey = journey[~mine]
        note = {"what": what, "why": WHY}
        if note not in notes:
            notes.append(note)
    return tables.with_frames(None, journey=table("journey", journey))


def withhold(page: Asked, tables: Tables, name: str, part: str, notes: Notes) -> Tables:
    """The page's tables without one part of one table, and without what rests on it; added to ``notes``."""
    note = {"what": _called(tables, name, part), "why": WHY}
    if note not in notes:
        notes.append(note)
    return WITHHELD[name](page, tables, part)


def _called(tables: Tables, name: str, part: str) -> str:
    """How a reader is told what was withheld."""
    if name in ("indicators", "indicator_revisions"):
        titles = tables["indicator_notes"].set_index("indicator")["title"]
        return f"{CALLED[name]}: {titles.get(part, 'a figure')}"
    if name in ("clocks", "clock_days"):
        return f"{CALLED[name]}: {tables['clocks'].set_index('rule')['title'].drop_duplicates().get(part, '')}"
    if name == "training":
        return f"{CALLED[name]}: {part}"
    if name == "journey" and part:
        return f"{CALLED[name]} by {part.replace('_', ' ')}"
    return CALLED[name].format(part=part.replace("_", " "))


CALLED = {
    "sample_frame": "Sample beside frame by {part}",
    "clocks": "How often a time limit was met",
    "clock_days": "How many days it took",
    "journey": "The journey",
    "indicators": "A monthly figure",
    "indicator_revisions": "What was put right in a monthly figure",
    "training": "How many came to a course",
    "activities": "How many took part in some activities",
    "respondents": "Who answered the survey, by agency",
    "results": "Some answers of practitioners",
    "engagement_how": "With what support some were asked",
    "level_gaps": "How far levels were too low or too high, by {part}",
}


def _without(name: str, column: str) -> Callable[[Asked, Tables, str], Tables]:
    def withheld(page: Asked, tables: Tables, part: str) -> Tables:
        frame = tables[name]
        return tables.with_frames(None, **{name: frame[frame[column].fillna("").astype(str) != part]})

    return withheld


def _clocks(page: Asked, tables: Tables, part: str) -> Tables:
    clocks = tables["clocks"].astype(dict.fromkeys(ALL_STATES, object))
    mine = clocks["rule"].eq(part) & clocks["whom"].eq(FRAME)
    clocks.loc[mine, list(ALL_STATES)] = HIDDEN
    return _after_clocks(tables.with_frames(None, clocks=clocks))


def _after_clocks(tables: Tables) -> Tables:
    """No days, no curve and no result over everybody that the table of time limits hides."""
    clocks = tables["clocks"]
    hidden = {
        str(row["rule"]): frozenset(state for state in ALL_STATES if row[state] == HIDDEN)
        for row in clocks[clocks["whom"] == FRAME].to_dict("records")
    }
    gone = {rule for rule, states in hidden.items() if states}
    frames = {}
    for name in ("clock_days", "curves"):
        frame = tables[name]
        frames[name] = frame[~(frame["rule"].isin(gone) & frame["whom"].eq(FRAME))]
    results = tables["results"]
    few = [
        hides_clock(str(row["result_id"]), hidden) and row["shown"] not in ("[x]", "[z]")
        for row in results.to_dict("records")
    ]
    return tables.with_frames(None, **frames, results=blank_results(results, few))


def _days(page: Asked, tables: Tables, part: str) -> Tables:
    """Neither bands nor curve of a check over everybody: a picture without one band would still show its length."""
    frames = {}
    for name in ("clock_days", "curves"):
        frame = tables[name]
        frames[name] = frame[~(frame["rule"].eq(part) & frame["whom"].eq(FRAME))]
    return tables.with_frames(None, **frames)


def _journey(page: Asked, tables: Tables, part: str) -> Tables:
    """Nothing of one way of grouping; nothing of the journey at all where what is over everybody cannot stay."""
    if part:
        return _without("journey", "by")(page, tables, part)
    results = tables["results"]
    few = results["result_id"].astype(str).str.startswith(JOURNEY)
    return tables.with_frames(None, journey=table("journey"), results=blank_results(results, list(few)))


def _figure(page: Asked, tables: Tables, part: str) -> Tables:
    """Nothing of a monthly figure: one month less would still be in its average."""
    names = (
        "indicators", "indicator_notes", "indicator_gaps", "indicator_events", "indicator_revisions",
    )  # fmt: skip
    frames = {name: tables[name][tables[name]["indicator"] != part] for name in names}
    programmes = tables["training_results"]
    programmes = programmes[~(programmes["indicator"].eq(part) | programmes["comparison"].eq(part))]
    series, results = tables["training_series"], tables["results"]
    few = list(results["result_id"].astype(str).str.startswith(f"ind.{part}."))
    frames |= {
        "training_results": programmes,
        "training_series": series[series["programme"].isin(programmes["programme"])],
        "results": blank_results(results, few),
    }
    return tables.with_frames(told_of_figures(page.whole.about, frames), **frames)


def _revisions(page: Asked, tables: Tables, part: str) -> Tables:
    return _without("indicator_revisions", "indicator")(page, tables, part)


def _course(page: Asked, tables: Tables, part: str) -> Tables:
    """No number of people of a course, and nothing concluded from them."""
    names = ("booked", "attended", "cancelled_in_time", "cancelled_late", "absent", "substitutes")
    reach = tables["training"].astype(dict.fromkeys(names, object))
    mine = reach["course"].eq(part)
    for name in names:
        reach.loc[mine & reach[name].notna(), name] = HIDDEN
    results = tables["results"]
    gone = not_told(results["result_id"].astype(str), {"training": reach})
    few = results["result_id"].isin(gone) & results["kind"].eq("people")
    points = mask_points(page.whole, reach, tables["training_need"])
    return tables.with_frames(None, training=reach, training_points=points, results=blank_results(results, list(few)))


def _activity(page: Asked, tables: Tables, part: str) -> Tables:
    frame = tables["activities"].astype({"invited": object, "took_part": object})
    frame.loc[frame.index == int(part), ["invited", "took_part"]] = HIDDEN
    return tables.with_frames(None, activities=frame)


def _respondents(page: Asked, tables: Tables, part: str) -> Tables:
    return tables.with_frames(None, respondents=table("respondents"))


def _question(page: Asked, tables: Tables, part: str) -> Tables:
    results = tables["results"]
    few = results["question"].eq(part) & results["kind"].eq("people")
    return tables.with_frames(None, results=blank_results(results, list(few)))


def _support(page: Asked, tables: Tables, part: str) -> Tables:
    frame = tables["engagement_how"].astype({"n": object})
    group, _, value = part.partition("|")
    frame.loc[frame["group"].eq(group) & frame["value"].eq(value), "n"] = HIDDEN
    return tables.with_frames(None, engagement_how=frame)


def _levels(page: Asked, tables: Tables, part: str) -> Tables:
    tables = _without("level_gaps", "by")(page, tables, part)
    results = tables["results"]
    return tables.with_frames(None, results=level_that_is_worst(results, tables["level_gaps"]))


WITHHELD: Mapping[str, Callable[[Asked, Tables, str], Tables]] = {
    "sample_frame": _without("sample_frame", "attribute"),
    "clocks": _clocks,
    "clock_days": _days,
    "journey": _journey,
    "indicators": _figure,
    "indicator_revisions": _revisions,
    "training": _course,
    "activities": _activity,
    "respondents": _respondents,
    "results": _question,
    "engagement_how": _support,
    "level_gaps": _levels,
}
"""How each table gives up one of its parts."""
