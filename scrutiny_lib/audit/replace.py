"""Children who had to be replaced: out with a reason, in with the next of the reserve, and a log of both.

The draw on record never changes. ``replacements.csv`` is a list that grows: one line for each child who could not be
looked at, new lines at the end. Who comes in is never chosen: it is the next of the same stratum's reserve.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from scrutiny_lib.audit.families import family_of
from scrutiny_lib.audit.sample import Sample
from scrutiny_lib.audit.told import by_reason
from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.data_files import Columns, read_csv
from scrutiny_lib.intake.text import header
from scrutiny_lib.intake.toml import closest
from scrutiny_lib.terms import REPLACEMENT_REASONS

FILE = "replacements.csv"
COLUMNS = ("case_id", "reason", "replaced_on", "decided_by", "note")
LOG = ("out", "came_in", "stratum", "reason", "replaced_on", "decided_by", "note", "part")
"""The columns of the log; ``came_in`` is blank where nobody was left, ``part`` is that of who came in (0 then)."""


def read_replacements(path: Path) -> tuple[pd.DataFrame, Problems]:
    """Read ``replacements.csv``: the columns of :data:`COLUMNS` (``note`` may be absent), the index the line.

    Returns
    -------
    (DataFrame, Problems)
        ``replaced_on`` holds dates, ``reason`` words of :data:`scrutiny_lib.terms.REPLACEMENT_REASONS`; what could not
        be read is ``None`` and noted by its line (V02, D01, V05), as are a child replaced twice (I02), *other* without
        a note (V05) and a date before that of the line above (D07). A file that is not there gives no rows and no
        problem: nobody was replaced.
    """
    problems = Problems()
    found = read_csv(path, COLUMNS, problems, optional=("note",)) if path.exists() else None
    if found is None:
        return pd.DataFrame(columns=list(COLUMNS), dtype="str"), problems
    cells = Columns(found, problems, path.name)
    reasons = {header(reason): reason for reason in REPLACEMENT_REASONS}
    table = pd.DataFrame(
        {
            "case_id": cells.filled("case_id"),
            "reason": [reasons.get(header(cell)) for cell in found["reason"]],
            "replaced_on": cells.dates("replaced_on"),
            "decided_by": cells.filled("decided_by"),
            "note": found["note"].astype(object),
        },
        index=found.index,
    )
    for line, cell in found.loc[table["reason"].isna(), "reason"].items():
        guess = closest(header(cell), list(reasons)) if cell else ""
        hint = f"Did you mean '{reasons[guess]}'? " if guess else ""
        cure = f"{hint}Write one of: {', '.join(REPLACEMENT_REASONS)}."
        cells.note([line], "reason", "V02", "The reason is not on the list.", cure)
    silent = table.index[(table["reason"] == "other") & (table["note"] == "")]
    cells.note(silent, "note", "V05", "The reason is 'other' and nobody says which.", "Write the reason as a note.")
    cells.once(["case_id"])
    latest = date.min
    for line, day in table["replaced_on"].items():
        if day is not None and day < latest:
            cure = "Write new lines at the end: who came in goes by the order of the lines."
            cells.note([line], "replaced_on", "D07", "The date is before that of a line above it.", cure)
        latest = max(latest, day or latest)
    return table, problems


def replace_children(
    sample: Sample, replacements: pd.DataFrame, *, drawn_on: date | None = None
) -> tuple[Sample, pd.DataFrame, Problems]:
    """Take out the children who were replaced and bring in the next of the reserve, line by line.

    Parameters
    ----------
    sample : Sample
        As it was drawn.
    replacements : DataFrame
        From :func:`read_replacements`, without problems that stop.
    drawn_on : date, optional
        The day the sample was chosen: nobody is replaced before it.

    Returns
    -------
    (Sample, DataFrame, Problems)
        The sample with role ``"replaced"`` for those out and ``"sample"`` for those in; ``part`` is 1 for the first
        draw and 2, 3, … for each further day on which children came in. The log, with the columns of :data:`LOG`. And
        what is wrong: a child who is not of this sample, or is still in the reserve, or a day before the draw (V19 and
        D07, which stop); a reserve with nobody left (V19, a warning: the sample is one smaller).

    A child who came in may be replaced in turn. Where whole families were drawn, a child taken out of a family leaves
    the sample without another; when the last child of a family is out, the next family of the reserve comes in whole.
    The strata of the sample stay those of the draw.
    """
    table = sample.table.copy()
    roles = dict(zip(table["case_id"], table["role"], strict=True))
    parts = dict.fromkeys(table["case_id"], 1)
    strata = dict(zip(table["case_id"], table["stratum"], strict=True))
    by_family = "families_drawn" in sample.about
    family = {str(case_id): label for case_id, label in family_of(table).items()} if by_family else {}
    problems, log, days = Problems(), list[dict[str, Any]](), list[date]()
    for line, row in replacements.iterrows():
        if not _may_go_out(line, row, roles, drawn_on, problems):
            continue
        out = row["case_id"]
        roles[out] = "replaced"
        waiting = by_family and any(family[one] == family[out] and roles[one] == "sample" for one in roles)
        coming = [] if waiting else _next(out, roles, strata, family)
        if coming and row["replaced_on"] not in days:
            days.append(row["replaced_on"])
        part = len(days) + 1 if coming else 0
        for one in coming:
            roles[one], parts[one] = "sample", part
        told = {name: row[name] for name in ("reason", "replaced_on", "decided_by", "note")}
        common = {"out": out, "stratum": strata[out], **told, "part": part}
        log.extend({**common, "came_in": one} for one in coming or [""])
        if not coming:
            _note_nobody(line, waiting, problems)
    table["role"] = table["case_id"].map(roles)
    table["part"] = table["case_id"].map(parts)
    return replace(sample, table=table), pd.DataFrame(log, columns=list(LOG)), problems


def as_it_stands(sample: Sample, log: pd.DataFrame) -> dict[str, Any]:
    """The sample as it is after replacements, for the certificate: counts by group, and who decided what, when.

    Parameters
    ----------
    sample, log
        From :func:`replace_children`.

    Returns
    -------
    dict
        ``allocation``: a row for each stratum of the draw with ``stratum``, ``drawn`` (in the sample now) and
        ``reserve`` (left). ``families``: families in the sample now, 0 where children were drawn one by one.
        ``replaced``, ``came_in`` and ``nobody`` (lines for which nobody came in): counts. ``decisions``: a row for each
        day and who decided, in their order, with ``replaced_on``, ``decided_by`` and ``reasons`` (reason: count).
        No case id.
    """
    table = sample.table
    here = {role: table.loc[table["role"] == role, "stratum"].value_counts() for role in ("sample", "reserve")}
    families = 0
    if "families_drawn" in sample.about:
        families = int(family_of(table)[(table["role"] == "sample").to_numpy()].nunique())
    once = log.drop_duplicates("out")  # of a family that came in whole the log has a line for each child
    decisions = [
        {"replaced_on": day, "decided_by": who, "reasons": by_reason(rows)}
        for (day, who), rows in once.groupby(["replaced_on", "decided_by"], sort=False)
    ]
    return {
        "allocation": [
            {"stratum": name, "drawn": int(here["sample"].get(name, 0)), "reserve": int(here["reserve"].get(name, 0))}
            for name in sample.strata["stratum"].tolist()
        ],
        "families": families,
        "replaced": len(once),
        "came_in": int((log["came_in"] != "").sum()),
        "nobody": int((log["came_in"] == "").sum()),
        "decisions": decisions,
    }


def _may_go_out(
    line: Any, row: pd.Series[Any], roles: Mapping[str, str], drawn_on: date | None, problems: Problems
) -> bool:
    """Whether a line is about a child who is in the sample, on a day that can be; else it is noted."""

    def wrong(rule: str, column: str, fact: str, cure: str) -> bool:
        problems.add(rule, fact, cure, file=FILE, cell=f"line {line}", column=column)
        return False

    role = roles.get(row["case_id"])
    if role is None:
        return wrong("V19", "case_id", "This child is not of this sample.", "Use the case id as it is in the sample.")
    if role == "reserve":
        cure = "Take the line out: only children who were drawn or came in can be replaced."
        return wrong("V19", "case_id", "This child is still in the reserve and was not drawn.", cure)
    if role == "replaced":
        return wrong("I02", "case_id", "This child was replaced already.", "Keep one of the two lines.")
    if drawn_on is not None and row["replaced_on"] < drawn_on:
        fact = "The date is before the day the sample was chosen."
        return wrong("D07", "replaced_on", fact, "Correct the date.")
    return True


def _next(out: str, roles: Mapping[str, str], strata: Mapping[str, str], family: Mapping[str, Any]) -> list[str]:
    """The next child of the same stratum's reserve; where families were drawn, every child of the next family."""
    left = [one for one, role in roles.items() if role == "reserve" and strata[one] == strata[out]]
    return [one for one in left if family[one] == family[left[0]]] if family else left[:1]


def _note_nobody(line: Any, waiting: bool, problems: Problems) -> None:
    fact, cure = "Nobody is left in this stratum's reserve: the sample is one smaller.", "Say so where you report."
    if waiting:
        fact = "Others of this family are still in the sample, so nobody came in: the sample is one smaller."
        cure = "Nothing to do: a family of the reserve comes in when the whole family is replaced."
    problems.add("V19", fact, cure, file=FILE, cell=f"line {line}", column="case_id", act="WARN")
