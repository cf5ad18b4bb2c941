"""Record checks: every rule of :mod:`scrutiny_lib.intake.record_checks` held against a history of cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.history import History
from scrutiny_lib.intake.record_check_examples import example_event
from scrutiny_lib.intake.record_checks import EVENT
from scrutiny_lib.lenses.record_checks_again import judge_not_again
from scrutiny_lib.lenses.record_checks_held import Held, lay_out
from scrutiny_lib.lenses.record_checks_in_turn import judge_in_turn
from scrutiny_lib.lenses.record_checks_time import judge_time_limit
from scrutiny_lib.lenses.record_checks_written import judge_written_down
from scrutiny_lib.terms import EVENTS

STATES = ("check", "case_id", "child", "spell", "nth", "start", "due", "end", "days", "open", "state", "why")
"""The columns of :func:`check_records`."""

_JUDGES: dict[str, Callable[[Mapping[Any, Any], Held], pd.DataFrame]] = {
    "time limit": judge_time_limit,
    "in turn": judge_in_turn,
    "not again": judge_not_again,
    "written down": judge_written_down,
}


def check_records(history: History, checks: pd.DataFrame, as_at: date) -> pd.DataFrame:
    """Every check over every spell it is about, at the end of a day.

    Parameters
    ----------
    history : History
        As :func:`scrutiny_lib.intake.history.read_history` gives it. It is left as it was.
    checks : DataFrame
        As :func:`scrutiny_lib.intake.record_checks.read_record_checks` gives it. A check whose beginning, end or
        columns the history has not at all is left out (see :func:`needs`).
    as_at : date
        The last day looked at: what happened after it has not happened yet.

    Returns
    -------
    DataFrame
        :data:`STATES`, one row for each thing checked. ``nth`` counts within a spell or period from 0; ``start``,
        ``due`` and ``end`` are ISO text or empty; ``days`` is how long it took, or has taken so far, in working days
        where the limit is in working days and in days otherwise (NaN where it is not known); ``open`` whether it is
        still running; ``state`` one of :data:`scrutiny_lib.terms.CLOCK_STATES`; ``why`` says, for *cannot tell* and
        *not applicable* and wherever else it helps, why.

    A record that does not reach far enough, a date without bank holidays or an end before its beginning is *cannot
    tell*; what is still open and not past its limit is *too soon to tell*, and what is past it *not met*.
    """
    held = lay_out(history, as_at)
    found = [judge(check, held) for check in checks.to_dict("records") if _can_tell(check, held)]
    if not found:
        return pd.DataFrame(columns=list(STATES))
    return pd.concat(found, ignore_index=True)


def judge(check: Mapping[Any, Any], held: Held) -> pd.DataFrame:
    """The rows of one check, with the columns of :data:`STATES`."""
    return _JUDGES[check["kind"]](check, held)


def needs(check: Mapping[Any, Any]) -> set[str]:
    """The events and columns of facts that a check goes by; of several that would do, all.

    >>> from scrutiny_lib.intake.record_checks import read_record_checks
    >>> from scrutiny_lib.intake.template import packaged_folder
    >>> checks, _ = read_record_checks([packaged_folder()])
    >>> sorted(needs(checks.set_index("id").loc["decision"]))
    ['decision', 'referral']
    """
    named = {*check["from"], check["to"], check["closes"], check["said"], *(check["any_of"] or ())}
    named |= {event for event in check["any_of"].get(EVENT, [])}
    for table in check["applies_when"]:
        named |= set(table) | set(table.get(EVENT, []))
    return {str(name) for name in named} - {"", EVENT}


def _can_tell(check: Mapping[Any, Any], held: Held) -> bool:
    """Whether the history has what a check goes by: a beginning, an end, the columns of a condition and of facts."""
    if held.alternative(check) is None or not held.holds & set(check["from"]):
        return False
    if check["kind"] in ("time limit", "in turn"):
        return check["to"] in held.holds
    if check["kind"] == "written down":
        columns = set(check["any_of"]) - {EVENT}
        return bool(columns & set(held.spells.columns)) or bool(held.holds & set(check["any_of"].get(EVENT, [])))
    return not check["to"] or check["to"] in held.holds


def run_examples(checks: pd.DataFrame) -> list[str]:
    """Every example of the checks that comes out otherwise than it says, in words; nothing when all are right."""
    return [f"{wrong.check['id']}, example {wrong.position}: {wrong.words}." for wrong in wrong_examples(checks)]


@dataclass(frozen=True)
class WrongExample:
    """An example of a check (``position`` from 1) and the states that ``came_out`` otherwise than it says."""

    check: Mapping[Any, Any]
    position: int
    came_out: list[str]

    @property
    def words(self) -> str:
        """What came out and what the example says."""
        says = self.check["examples"][self.position - 1]["comes_out"]
        return f"came out as {_quoted(self.came_out)}; the example says {_quoted(says)}"


def wrong_examples(checks: pd.DataFrame) -> list[WrongExample]:
    """Every example of the checks that comes out otherwise than it says, in the order of the table."""
    return [
        WrongExample(check, position, came_out)
        for check in checks.to_dict("records")
        for position, came_out in enumerate(_come_out(check, check["examples"]), start=1)
        if came_out != list(check["examples"][position - 1]["comes_out"])
    ]


def run_example(check: Mapping[Any, Any], example: Mapping[str, Any]) -> list[str]:
    """The states that come out for one example of a check, in order of spell, beginning and end."""
    return _come_out(check, [example])[0]


def _come_out(check: Mapping[Any, Any], examples: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """The states of each example. All are laid out at once, each a child of its own; those that look from the same
    day are judged together."""
    found: list[list[str]] = [[] for _ in examples]
    if not examples:
        return found
    held = lay_out(_history(check, examples), examples[0]["as_at"], EVENTS)
    days = [(example["as_at"], example["covers_from"]) for example in examples]
    for as_at, covers_from in dict.fromkeys(days):
        seen = replace(held, as_at=np.datetime64(as_at, "D"), covers_from=np.datetime64(covers_from, "D"))
        rows = judge(check, seen)
        columns = (rows["child"], rows["spell"], rows["nth"], rows["end"].replace("", "9999"), rows["state"])
        for child, *_, state in sorted(zip(*columns, strict=True), key=lambda row: row[:-1]):
            if days[int(child)] == (as_at, covers_from):
                found[int(child)].append(str(state))
    return found


def _history(check: Mapping[Any, Any], examples: Sequence[Mapping[str, Any]]) -> History:
    """A history with one child for each example: spell 1 with the facts, further spells with events only."""
    facts = dict.fromkeys([*sorted(needs(check) - set(EVENTS)), *(name for one in examples for name in one["facts"])])
    spells: list[dict[str, str]] = []
    events: list[tuple[str, ...]] = []
    for number, example in enumerate(examples):
        child, case_id = str(number), f"example {number}"
        read = [example_event(text) for text in example["events"]]
        for spell in sorted({"1", *(spell for _, _, spell in read)}):
            first = spell == "1"
            said = {name: example["facts"].get(name, "") if first else "" for name in facts}
            spells.append({"case_id": case_id if first else "", "child": child, "spell": f"{child}/{spell}", **said})
        events += [(case_id if spell == "1" else "", child, f"{child}/{spell}", event, on) for on, event, spell in read]
    events.sort(key=lambda row: (row[2], row[4], row[3]))
    columns = ["case_id", "child", "spell", "event", "on"]
    return History(
        pd.DataFrame(spells), pd.DataFrame(events, columns=columns, dtype="str"), pd.DataFrame(), Problems(), ""
    )


def _quoted(states: Sequence[str]) -> str:
    return " and ".join(f"'{state}'" for state in states) or "no row"
