"""Who came how far on the way from a contact to a child protection plan, and on which days.

A journey begins with the first step on record: a contact, else a referral, else whatever step a source knows first.
Steps belong together when they are of the same spell, or of a spell that is part of it; a contact, which mostly stands
by itself, belongs to the child's next referral within :data:`CONTACT_LEADS` days. Nothing else is guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from scrutiny_lib.intake.columns import NOT_AVAILABLE
from scrutiny_lib.intake.history import History

CONTACT_LEADS = 14
"""Days within which a referral of the same child is taken to have come of a contact in a spell of its own."""

Days = npt.NDArray[np.datetime64]
_NO_DAY = np.datetime64("NaT", "D")


@dataclass(frozen=True)
class Step:
    """One step of the journey.

    ``events`` say that it was reached. ``by_day`` is the working day after the referral by which it usually has come
    if it comes at all, ``from_day`` the one from which a next step is counted.
    """

    id: str
    title: str
    one: str
    events: tuple[str, ...]
    by_day: int
    from_day: int

    @property
    def many(self) -> str:
        """Several of them, within a sentence.

        >>> STEPS[0].many
        'contacts'
        """
        return self.title[:1].lower() + self.title[1:]


SECTION_47 = Step(
    "section_47", "Section 47 enquiries", "section 47 enquiry", ("section 47 starts", "section 47 ends"), 45, 45
)
STRATEGY = Step("strategy_discussion", "Strategy discussions", "strategy discussion", ("strategy discussion",), 45, 45)
STEPS = (
    Step("contact", "Contacts", "contact", ("contact",), -1, -1),
    Step("referral", "Referrals", "referral", ("referral",), 0, 0),
    Step("assessment", "Assessments", "assessment", ("assessment starts", "assessment ends"), 45, 0),
    SECTION_47,
    STRATEGY,
    Step("initial_conference", "Initial conferences", "initial conference", ("initial conference",), 60, 60),
    Step("plan", "Child protection plans", "child protection plan", ("plan starts",), 61, 61),
)
"""In order. The days are the limits of the record checks put together: a referral 1 working day after a contact, 45
from it to the end of an assessment, an enquiry in that time too, 15 more to a conference, and a plan on the next.
*Strategy discussion* stands in where a source holds no section 47 enquiries."""


@dataclass(frozen=True)
class Journeys:
    """Everybody's way, one row for each journey.

    Parameters
    ----------
    steps : tuple of Step
        The steps the source holds, in order.
    left_out : tuple of str
        What is said of the steps it does not hold.
    first : array of int, shape (journeys,)
        The place in ``steps`` of the first step on record.
    last : array of int, shape (journeys,)
        That of the furthest.
    days : array of datetime64[D], shape (journeys, steps)
        The day of each step on record, NaT where it is not.
    facts : DataFrame
        The facts of the spell with which each journey began, blank ones from the referral's.
    """

    steps: tuple[Step, ...]
    left_out: tuple[str, ...]
    first: npt.NDArray[np.int64]
    last: npt.NDArray[np.int64]
    days: Days
    facts: pd.DataFrame

    def came_to(self, place: int) -> npt.NDArray[np.bool_]:
        """Who reached a step: on record, or passed on the way to a later one (never before the first on record)."""
        return (self.first <= place) & (place <= self.last)

    def day_of(self, place: int) -> Days:
        """The day each reached a step; where that is not on record, the day of the next one that is."""
        found = self.days[:, place].copy()
        for later in range(place + 1, len(self.steps)):
            found = np.where(np.isnat(found), self.days[:, later], found)
        return found


def follow(
    history: History, as_at: date, facts: Sequence[str] = (), period: tuple[date, date] | None = None
) -> Journeys:
    """Put the steps of each journey together.

    Parameters
    ----------
    history : History
    as_at : date
        The last day looked at; what happened later has not happened yet.
    facts : sequence of str
        Facts of the spells that are wanted; one the history does not hold is left out.
    period : pair of dates, optional
        With it only journeys whose first step on record lies from the first day to the second.

    Returns
    -------
    Journeys
        Of the frame's cases, and of contacts that have no case of their own and lie between the first and the last
        day on which a journey of a case began. Contacts are a step only where some stand without a referral of the
        same spell; else every contact would have led to one by the way the source is made.
    """
    seen, keys = _steps_seen(history, as_at)
    known = [step for step in STEPS if history.events["event"].isin(step.events).any()]
    held, left_out = _held(known, seen)
    ways = seen[seen["step"].isin([STEPS.index(step) for step in held])]
    ways = _counted(_joined(ways, STEPS[0] in held), period)
    whose, names = pd.factorize(ways["way"])
    place = ways["step"].map({STEPS.index(step): at for at, step in enumerate(held)}).to_numpy(dtype=np.int64)
    days = np.full((len(names), len(held)), _NO_DAY)
    days[whose, place] = ways["on"].to_numpy(dtype="datetime64[D]")
    if not len(names):
        none = np.zeros(0, dtype=np.int64)
        return Journeys(tuple(held), left_out, none, none, days, pd.DataFrame())
    there = ~np.isnat(days)
    first, last = there.argmax(axis=1), len(held) - 1 - there[:, ::-1].argmax(axis=1)
    own = pd.DataFrame({"way": whose, "key": ways["key"].to_numpy()}).drop_duplicates(ignore_index=True)
    return Journeys(tuple(held), left_out, first, last, days, _facts(history, facts, own, keys, len(names)))


def _steps_seen(history: History, as_at: date) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    """The first day of each step of each spell up to the last day looked at, and the number of each row of spells.

    Children and spells go by numbers, because there may be a million; a part of a spell has the number of the whole
    (its own row of spells has −1).
    """
    of = {event: place for place, step in enumerate(STEPS) for event in step.events}
    events = history.events[history.events["event"].isin(list(of))]
    spells, size = history.spells, len(history.spells)
    whole = spells["part_of"] if "part_of" in spells else pd.Series("", index=spells.index)
    whole = whole.where(whole != "", spells["spell"])
    child = pd.factorize(pd.concat([spells["child"], spells["child"], events["child"]], ignore_index=True))[0]
    spell = pd.factorize(pd.concat([spells["spell"], whole, events["spell"]], ignore_index=True))[0]
    key = pd.factorize(child * (spell.max(initial=0) + 1) + spell)[0]
    inside = np.arange(key.max(initial=-1) + 1)
    inside[key[:size]] = key[size : 2 * size]
    texts, days = pd.factorize(events["on"].astype("str"))
    parsed = pd.to_datetime(pd.Series(days), format="%Y-%m-%d", errors="coerce")
    found = pd.DataFrame(
        {
            "child": child[2 * size :],
            "key": inside[key[2 * size :]],
            "step": events["event"].map(of).to_numpy(dtype=np.int64),
            "on": parsed.to_numpy()[texts],
            "of_case": events["case_id"].ne("").to_numpy(),
        }
    )
    found = found[found["on"] <= pd.Timestamp(as_at)].sort_values(["key", "step", "on"], kind="stable")
    found["of_case"] = found["key"].isin(found.loc[found["of_case"], "key"])
    own = key[:size]
    return found.drop_duplicates(["key", "step"], ignore_index=True), np.where(inside[own] == own, own, -1)


def _held(known: list[Step], seen: pd.DataFrame) -> tuple[list[Step], tuple[str, ...]]:
    """The steps to count, and what is said of the others."""
    held, said = list(known), []
    contact, referral = STEPS[:2]
    keys = [set(seen.loc[seen["step"] == place, "key"]) for place in (0, 1)]
    if contact in known and referral in known and keys[0] <= keys[1]:
        held.remove(contact)
        said.append("Contacts are on record only where a referral followed, so they are no step of their own.")
    if STRATEGY in known and SECTION_47 in known:
        held.remove(STRATEGY)
    other = STRATEGY if SECTION_47 in known or STRATEGY not in known else SECTION_47
    missing = [step.many for step in STEPS if step not in known and step is not other]
    if missing:
        said.append(f"Not on record in this source, and so left out: {', '.join(missing)}.")
    if STRATEGY in held:
        said.append("Strategy discussions stand for section 47 enquiries, which are not on record.")
    return held, tuple(said)


def _joined(seen: pd.DataFrame, with_contacts: bool) -> pd.DataFrame:
    """The steps with the journey (``way``) that each belongs to; of each step of a journey the first."""
    way = seen["key"]
    if with_contacts:
        contacts = seen.loc[seen["step"] == 0, ["child", "on", "key"]]
        alone = seen.loc[(seen["step"] == 1) & ~seen["key"].isin(contacts["key"]), ["child", "on", "key"]]
        found = pd.merge_asof(
            alone.sort_values(["on", "key"]),
            contacts.sort_values(["on", "key"]),
            on="on",
            by="child",
            tolerance=pd.Timedelta(days=CONTACT_LEADS),
            suffixes=("", "_of_contact"),
        ).dropna()
        found = found.sort_values(["on", "key"], kind="stable").drop_duplicates("key_of_contact")  # the first of them
        way = way.map(dict(zip(found["key"], found["key_of_contact"], strict=True))).fillna(way).astype(np.int64)
    ways = seen.assign(way=way)
    ways["of_case"] = way.isin(ways.loc[ways["of_case"], "way"])
    return ways.sort_values(["way", "on", "step"], kind="stable").drop_duplicates(["way", "step"])


def _counted(ways: pd.DataFrame, period: tuple[date, date] | None) -> pd.DataFrame:
    """Those of the frame, and contacts of its time."""
    began = ways.groupby("way")["on"].transform("min")
    of_case = ways["of_case"]
    contact = ways["way"].isin(ways.loc[ways["step"] == 0, "way"])
    kept = of_case | (contact & began.between(began[of_case].min(), began[of_case].max()))
    if period is not None:
        kept &= began.between(pd.Timestamp(period[0]), pd.Timestamp(period[1]))
    return ways[kept]


def _facts(
    history: History, names: Sequence[str], own: pd.DataFrame, keys: npt.NDArray[np.int64], many: int
) -> pd.DataFrame:
    """Of each journey the facts of its spells: the first that is known, in the order of the journey."""
    row_of = pd.Series(np.arange(len(keys)), index=keys)
    row_of = row_of[~row_of.index.duplicated()]
    rows = own["key"].map(row_of).dropna().astype(np.int64)
    found = pd.DataFrame(index=range(many))
    for name in names:
        if name in history.spells:
            said = pd.Series(history.spells[name].to_numpy()[rows], index=own["way"].to_numpy()[rows.index])
            said = said[said.notna() & ~said.isin(["", NOT_AVAILABLE])]
            found[name] = said[~said.index.duplicated()].reindex(found.index)
    return found
