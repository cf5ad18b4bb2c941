"""The examples that every record check carries: what happened when, and the state that must come out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.positions import line_of
from scrutiny_lib.intake.toml import Key, closest
from scrutiny_lib.terms import CLOCK_STATES, EVENTS

EXAMPLE = {
    "says": Key("text", required=True),
    "events": Key("texts"),
    "facts": Key("names"),
    "as_at": Key("date", required=True),
    "covers_from": Key("date"),
    "comes_out": Key("texts", required=True, choices=CLOCK_STATES),
}
"""What one example may hold. ``events`` are lines such as ``"2025-03-31 referral"``, with ``[2]`` behind for the same
child's second spell; ``facts`` stand in the columns of the first; ``comes_out`` has one state for each row."""

NEEDED = ("met", "not met")
_EVENT = re.compile(r"(\d{4}-\d{2}-\d{2}|no date) ([a-z0-9 -]+?)(?: \[([1-9])\])?")


def example_event(text: str) -> tuple[str, str, str]:
    """The day (ISO; empty for ``no date``), the event and the number of the spell of one line of an example.

    Raises ``ValueError`` for another form, a day that does not exist or an event that is not known.

    >>> example_event("2025-03-31 referral"), example_event("2025-09-01 referral [2]")
    (('2025-03-31', 'referral', '1'), ('2025-09-01', 'referral', '2'))
    """
    found = _EVENT.fullmatch(text)
    if found is None or found[2] not in EVENTS:
        raise ValueError("no event of an example")
    day = "" if found[1] == "no date" else date.fromisoformat(found[1]).isoformat()
    return day, found[2], found[3] or "1"


def note_examples(check: Mapping[str, Any], path: Path, where: str, problems: Problems) -> None:
    """Note a check without an example that is met and one that is not (P12), and events that cannot be read."""
    out = {state for example in check["examples"] for state in example["comes_out"]}
    missing = [state for state in NEEDED if state not in out]
    words = where.replace("[", " ").replace("]", "")
    if missing:
        fact = f"An example that comes out as {' and one as '.join(missing)} is missing in {words}."
        cure = "Add [[check.example]] with says, events, as_at and comes_out: a rule is used with its proof only."
        problems.add("P12", fact, cure, file=path.name, cell=line_of(path, where, ""))
    for position, example in enumerate(check["examples"], start=1):
        for text in example["events"]:
            try:
                example_event(text)
            except ValueError:
                found = _EVENT.fullmatch(text)
                guess = closest(found[2], EVENTS) if found and found[2] not in EVENTS else ""
                hint = f" Did you mean '{guess}'?" if guess else ""
                place = f"{where}.example[{position}]"
                fact = f"An event of example {position} in {words} cannot be read."
                cure = f'Write it as "2025-03-31 referral", with an event of the list.{hint}'
                rule = "P01" if found and found[2] not in EVENTS else "P11"
                problems.add(rule, fact, cure, file=path.name, cell=line_of(path, place, "events"))
