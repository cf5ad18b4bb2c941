"""The quarterly multi-agency dataset: the newest file up to a quarter, and what it changed since the one before.

Each quarter's file holds every month, not only its own three, so that a figure that was put right later can be seen:
by how much, and by whom it was supplied.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from scrutiny_lib.errors import Problems, ScrutinyError
from scrutiny_lib.intake.indicator_events import EVENT_COLUMNS, no_events, read_event_dates
from scrutiny_lib.intake.indicator_figures import monthly_table
from scrutiny_lib.intake.indicator_pages import WORKBOOKS
from scrutiny_lib.intake.indicators import FiguresRead, find_indicators, read_figures
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.texts import RECEIVED_COLUMNS
from scrutiny_lib.plural import many
from scrutiny_lib.stats.days import quarter as quarter_dates
from scrutiny_lib.tables import table

_EVENTS = "-events"


@dataclass(frozen=True)
class Dataset:
    """What is known of the figures in a quarter.

    Attributes
    ----------
    monthly : DataFrame
        As :func:`scrutiny_lib.intake.indicators.read_indicators` gives it.
    revisions : DataFrame
        The columns of ``indicator_revisions``: every month that the file before has with another figure, a row for each
        part (*numerator*, *denominator*) that changed, with the number ``before`` and ``now``.
    events : DataFrame
        indicator, on (a ``date``): dates of rare events. Restricted.
    quarter : str
        The quarter of the file that is used, such as ``2025-26-Q3``; "" where there is none.
    received : DataFrame
        what, received, used, held, refused.
    """

    monthly: pd.DataFrame = field(default_factory=lambda: monthly_table([]))
    revisions: pd.DataFrame = field(default_factory=lambda: table("indicator_revisions"))
    events: pd.DataFrame = field(default_factory=no_events)
    quarter: str = ""
    received: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(RECEIVED_COLUMNS)))


def read_dataset(
    folder: Path,
    quarter: str,
    definitions: pd.DataFrame,
    reviews: Sequence[tuple[str, Path]] = (),
    area: str = "",
) -> tuple[Dataset, Problems]:
    """The figures of a quarter.

    Parameters
    ----------
    folder : Path
        ``dataset`` of the workspace: ``2025-26-Q3.csv`` or ``.xlsx`` for each quarter, long or a grid, and
        ``2025-26-Q3-events.csv`` where dates of rare events are known.
    quarter : str
        Such as ``2025-26-Q3``. Files of later quarters are not read.
    definitions : DataFrame
    reviews : sequence of (name, path)
        Name and folder (or file of figures) of each review of the financial year. Read only where ``folder`` has no
        file for a quarter up to this one: then their figures are put together.
    area : str
        Our own area, for files that hold several.

    Returns
    -------
    Dataset
        Empty where there are no figures. The newest file up to the quarter is used whole.
    Problems
        Besides those of each file: two files for one quarter (I02), a file whose name is no quarter (P04), months the
        file before has and this one has not (M13), figures that end before the quarter does or go on after it (M01),
        words of a definition that changed while indicators.toml says no change (M14), dates of events that do not make
        up a month's count (M15).
    """
    problems = Problems()
    last = _quarter_end(quarter)
    files, events = _files(folder, last, problems)
    if problems.stops():
        return Dataset(), problems
    if not files:
        return _from_reviews(reviews, definitions, area, problems), problems
    newest, path = files[-1]
    now, found = read_figures(path, definitions, area)
    problems.extend(found)
    before = FiguresRead()
    if len(files) > 1 and len(now.monthly):
        before, found = read_figures(files[-2][1], definitions, area)
        _note_before(before, now, found, files[-2][1], path, definitions, problems)
    dates = no_events()
    if events:
        dates, found = read_event_dates(events[-1][1], definitions)
        problems.extend(found)
    _note_ends(now.monthly, last, path, problems)
    _note_events(now.monthly, dates, events[-1][1].name if events else "", problems)
    return Dataset(now.monthly, _revisions(before, now, definitions), dates, newest, now.received), problems


def _quarter_end(quarter: str) -> str:
    return f"{quarter_dates(quarter.upper())[1]:%Y-%m}"


def _files(folder: Path, last: str, problems: Problems) -> tuple[list[tuple[str, Path]], list[tuple[str, Path]]]:
    """Files of figures and of event dates up to the quarter, by quarter."""
    figures, events = dict[str, Path](), dict[str, Path]()
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.name.startswith(("~$", ".")) or not path.is_file() or path.suffix.lower() not in (".csv", *WORKBOOKS):
            continue
        stem = path.stem.upper()
        name, into = (stem.removesuffix(_EVENTS.upper()), events) if stem.endswith(_EVENTS.upper()) else (stem, figures)
        name = name.replace(" ", "-")
        try:
            end = _quarter_end(name)
        except ScrutinyError:
            kind = path.suffix.lower().lstrip(".")
            fact = f"A file of the dataset (a .{kind} file) is not named after a quarter; it was not read."
            problems.add("P04", fact, "Name it as 2025-26-Q3.csv or 2025-26-Q3.xlsx.", file=folder.name, act="WARN")
            continue
        if end > last:
            continue
        if name in into:
            fact, cure = "There are two files for one quarter.", "Keep the one that was sent last."
            problems.add("I02", fact, cure, file=path.name, act="REJECT")
        into[name] = path
    return sorted(figures.items()), sorted(events.items())


def _revisions(before: FiguresRead, now: FiguresRead, definitions: pd.DataFrame) -> pd.DataFrame:
    """Every part of a month that had another number in the file before, by indicator and month."""
    both = before.monthly.merge(now.monthly, on=["indicator", "month"], suffixes=("_before", ""))
    titles = dict(zip(definitions["id"], definitions["title"], strict=True))
    rows = [
        {
            **{name: month[name] for name in ("indicator", "month", "supplied_by", "supplied_on")},
            "title": titles[month["indicator"]],
            "part": part,
            "before": month[f"{part}_before"],
            "now": month[part],
        }
        for month in both.to_dict("records")
        for part in ("numerator", "denominator")
        if month[f"{part}_before"] != month[part]
    ]
    return table("indicator_revisions", pd.DataFrame(rows))


def _note_before(
    before: FiguresRead,
    now: FiguresRead,
    found: Problems,
    old: Path,
    new: Path,
    definitions: pd.DataFrame,
    problems: Problems,
) -> None:
    """What the file before had and this one has not; definitions whose words changed without a month."""
    if found.stops():
        fact, cure = "The file of the quarter before cannot be read: no revisions are known.", "Run its check."
        problems.add("M13", fact, cure, file=old.name, act="WARN")
        return
    pairs = [set(zip(one.monthly["indicator"], one.monthly["month"], strict=True)) for one in (before, now)]
    if gone := len(pairs[0] - pairs[1]):
        fact = f"Months that the file of the quarter before has are not in this one, or not to be used: {gone}."
        problems.add("M13", fact, "Send every month each quarter, not only the newest.", file=new.name, act="WARN")
    began = f"{quarter_dates(_name(old))[0]:%Y-%m}"
    dated = {one["id"] for one in definitions.to_dict("records") if any(at["from"] >= began for at in one["changes"])}
    for name in sorted(before.said.keys() & now.said.keys() - dated):
        if spelling(before.said[name]) != spelling(now.said[name]):
            fact = f"The definition of '{name}' has other words than in the file before, and no month is said."
            cure = "Add [[indicator.change]] with the month to indicators.toml, or put the words back."
            problems.add("M14", fact, cure, file=new.name, act="WARN")


def _name(path: Path) -> str:
    return path.stem.upper().replace(" ", "-")


def _note_ends(monthly: pd.DataFrame, last: str, path: Path, problems: Problems) -> None:
    for name, rows in monthly.groupby("indicator"):
        missing = (pd.Period(last, "M") - pd.Period(rows["month"].max(), "M")).n
        if missing > 0:
            fact = f"The figures of '{name}' end {missing} month{'s' if missing > 1 else ''} before the quarter does."
            problems.add("M01", fact, "Ask for them; nothing is put in their place.", file=path.name, act="WARN")
        later = int((rows["month"] > last).sum())
        if later:
            fact = f"Of '{name}' {later} month{'s lie' if later > 1 else ' lies'} after the quarter; not shown yet."
            problems.add("M01", fact, "Check the year, if they were meant for this one.", file=path.name, act="WARN")


def _note_events(monthly: pd.DataFrame, dates: pd.DataFrame, file: str, problems: Problems) -> None:
    """Months, from the first date on, in which the dates do not make up the number counted."""
    for name, rows in dates.groupby("indicator"):
        by_month = Counter(f"{day:%Y-%m}" for day in rows["on"])
        counted = monthly[(monthly["indicator"] == name) & (monthly["month"] >= min(by_month))]
        differ = sum(by_month[month] != n for month, n in zip(counted["month"], counted["numerator"], strict=True))
        if differ:
            months = many(len(counted), "months")
            fact = f"The dates of '{name}' do not make up the number counted in {differ} of {months}."
            problems.add("M15", fact, "Ask whoever supplied them which is right.", file=file, act="WARN")


def _from_reviews(
    reviews: Sequence[tuple[str, Path]], definitions: pd.DataFrame, area: str, problems: Problems
) -> Dataset:
    """The figures of several reviews as one; what two of them give differently is in none."""
    tables, received, dates = list[pd.DataFrame](), list[pd.DataFrame](), Counter[tuple[object, ...]]()
    for name, given in reviews:
        path = find_indicators(given) if given.is_dir() else given
        if path is not None and path.is_file():
            figures, found = read_figures(path, definitions, area, label=f"{name}/{path.name}")
            problems.extend(found)
            tables.append(figures.monthly.assign(review=name))
            received.append(figures.received)
        beside = (given if given.is_dir() else given.parent) / "indicator_events.csv"
        if beside.is_file():
            events, found = read_event_dates(beside, definitions)
            problems.extend(found)
            dates |= Counter(events.itertuples(index=False, name=None))  # an event that two reviews give happened once
    if not tables:
        return Dataset()
    every = pd.concat(tables, ignore_index=True)
    numbers = every[["numerator", "denominator"]].map(str).agg(" of ".join, axis=1)
    differ = numbers.groupby([every["indicator"], every["month"]]).transform("nunique") > 1
    for indicator, rows in every[differ].groupby("indicator"):
        months = rows["month"].nunique()
        fact = f"Different figures in several reviews: {many(months, 'months')} of '{indicator}'; none is used."
        files = ", ".join(dict.fromkeys(rows["review"]))
        problems.add("M02", fact, "Keep the right ones, remove the others.", file=files, act="HOLD")
    kept = every[~differ].drop_duplicates(["indicator", "month"])
    together = ("figures of all reviews", len(every), len(every) - int(differ.sum()), int(differ.sum()), 0)
    counts = pd.concat([*received, pd.DataFrame([together], columns=list(RECEIVED_COLUMNS))], ignore_index=True)
    events = pd.DataFrame(sorted(dates.elements()), columns=list(EVENT_COLUMNS)).astype("object")
    return Dataset(monthly_table(kept.to_dict("records")), events=events, received=counts)
