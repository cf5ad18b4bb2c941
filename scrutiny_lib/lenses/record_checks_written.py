"""Written down: whether the record says what it must say, in any of several places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from scrutiny_lib.intake.record_checks import ANYTHING, EVENT
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.lenses.record_checks_held import (
    CANNOT_TELL,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    TOO_SOON,
    Held,
    Verdicts,
    rows_of,
)

_NOT_APPLICABLE = ("not applicable", "z")


def judge_written_down(check: Mapping[Any, Any], held: Held) -> pd.DataFrame:
    """One row for each spell the check is about: *met* when any of its columns says one of the words that will do, or
    one of its events has happened.

    Otherwise *not met* where a column says something else, and, as the check's ``when_blank`` has it, where all are
    blank. Where the source lacks one of the columns that could have said it: *cannot tell*.
    """
    begin = held.begin(check["from"])
    columns = [name for name in check["any_of"] if name != EVENT and name in held.spells]
    cells = {name: held.written(name) for name in columns}
    events = check["any_of"].get(EVENT, [])
    filled = np.zeros(len(held.spells), dtype=bool)
    good, spared = filled.copy(), filled.copy()
    for name, values in cells.items():
        filled |= values != ""
        spared |= np.isin(values, _NOT_APPLICABLE)
        wanted = [spelling(one) for one in check["any_of"][name]]
        good |= (values != "") if ANYTHING in check["any_of"][name] else np.isin(values, wanted)
    happened = np.logical_or.reduce([filled & False, *(held.has(event) for event in events)])
    applies = held.applies(check)
    at = held.looked_at(~np.isnat(begin) | happened | (filled & ~held.part))
    verdicts = Verdicts(len(at))
    verdicts.say_applies(check, applies[at])
    verdicts.say((begin > held.as_at)[at], TOO_SOON)
    verdicts.say((spared & ~happened)[at], NOT_APPLICABLE, "The record says that it does not apply.")
    verdicts.say((good | happened)[at], MET)
    if 0 < len(columns) < len(set(check["any_of"]) - {EVENT}):
        verdicts.say(np.ones(len(at), dtype=bool), CANNOT_TELL, "The source does not hold all that could say so.")
    verdicts.say(filled[at], NOT_MET)
    verdicts.say(np.ones(len(at), dtype=bool), str(check["when_blank"]), "Nothing is written down.")
    return rows_of(check, held, at, verdicts, {"start": begin[at]})
