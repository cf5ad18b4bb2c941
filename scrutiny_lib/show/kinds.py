"""Results by the kind of their question: one answer of several, several at once, a number, or only whether given."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from .answers import Row, rows_of
from .text import plain

ALL_GOOD = ".all_good"
MEASURED = (".lower_quarter", ".median", ".upper_quarter")
GIVEN = ".given"


@dataclass
class Kinds:
    """The questions of some results, each with its rows; ``together`` has the row of several good answers, by question.

    What is *not applicable* and *not known to us* stands with its question, whatever its kind.
    """

    chosen: list[list[Row]] = field(default_factory=list)
    several: list[list[Row]] = field(default_factory=list)
    numbers: list[list[Row]] = field(default_factory=list)
    given: list[list[Row]] = field(default_factory=list)
    together: dict[str, Row] = field(default_factory=dict)


def by_kind(results: pd.DataFrame) -> Kinds:
    """Sort results by the kind of their question, told by their ids, in the order they came.

    An option of a question of several is a question of its own: its id stands in the column ``question`` too.
    """
    kinds, groups, kind_of = Kinds(), dict[str, list[Row]](), dict[str, list[list[Row]]]()
    for row in rows_of(results):
        result_id, question = plain(row["result_id"]), plain(row["question"])
        own = bool(question) and question == result_id
        name = question.rpartition(".")[0] if own else question
        if own and result_id.endswith(ALL_GOOD):
            kinds.together[name] = row
            continue
        groups.setdefault(name, []).append(row)
        if own:
            kind_of[name] = kinds.several
        elif result_id.endswith(MEASURED):
            kind_of[name] = kinds.numbers
        elif result_id.endswith(GIVEN):
            kind_of.setdefault(name, kinds.given)
    for name, rows in groups.items():
        kind_of.get(name, kinds.chosen).append(rows)
    return kinds
