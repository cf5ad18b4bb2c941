"""Children somebody is worried about now: raised in a return, and dealt with only when a person has confirmed it.

A *yes* waits for nothing and is never averaged away. It counts as dealt with when ``risk.csv`` says who was told,
when, what was done, and who confirmed that and when. The software is not the referral.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.data_files import read_csv
from scrutiny_lib.intake.dates import parse_date
from scrutiny_lib.intake.return_sheets import WORRIED

COLUMNS = ("case_id", "agency", "told_role", "told_on", "done", "confirmed_by", "confirmed_on")
TO_FILL = COLUMNS[2:]
"""What a person writes into a row."""


@dataclass(frozen=True)
class RiskReport:
    """Who is worried, and whether it was dealt with.

    Attributes
    ----------
    raised : DataFrame
        ``case_id``, ``agency``, ``confirmed`` (bool): one row per child and agency that answered *yes*.
    problems : Problems
        A STOP for each that is not confirmed, and what is wrong with ``risk.csv``.
    waiting : DataFrame
        One row for each place where a worry stands that is not confirmed: the columns of :data:`COLUMNS`, with what
        ``risk.csv`` says of it so far, ``who`` (the agency's name), ``place`` and ``begun`` (whether it has a row in
        ``risk.csv``, which is not complete).
    """

    raised: pd.DataFrame
    problems: Problems
    waiting: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=[*COLUMNS, "who", "place", "begun"]))

    @property
    def unconfirmed(self) -> int:
        """How many are not confirmed as dealt with; release waits until this is 0."""
        return int((~self.raised["confirmed"].astype(bool)).sum())

    @property
    def confirmed(self) -> set[tuple[str, str]]:
        """(case_id, agency) of every worry that was dealt with."""
        done = self.raised[self.raised["confirmed"].astype(bool)]
        return set(zip(done["case_id"], done["agency"], strict=True))


def check_risk(
    returns_table: pd.DataFrame,
    risk: Path | pd.DataFrame,
    agencies: Mapping[str, str] | None = None,
    *,
    today: date | None = None,
) -> RiskReport:
    """Hold every *yes* to "Are you worried about this child now?" against what was recorded about it.

    Parameters
    ----------
    returns_table : DataFrame
        ``Returns.table``.
    risk : Path or DataFrame
        ``risk.csv``, which may be absent while nobody is worried, or its rows as text.
    agencies : mapping of str to str, optional
        Agency id -> name, for the messages.
    today : date, optional
        Nothing was told or confirmed after it; without it, dates in the future are not looked for.

    Returns
    -------
    RiskReport
        A row confirms when every column is filled, both dates are dates and not in the future, and the child was
        not confirmed as dealt with before anybody was told. Messages name the agency and where its answer stands,
        never the child.
    """
    problems = Problems()
    rows = _rows(risk, problems)
    yes = returns_table[(returns_table["question"] == WORRIED) & (returns_table["answer"] == "yes")]
    whole = [row for line, row in rows.iterrows() if _complete(line, row, problems, today)]
    complete = {(str(row["case_id"]), str(row["agency"])) for row in whole}
    raised = yes[["case_id", "agency"]].drop_duplicates().reset_index(drop=True)
    pairs = list(zip(raised["case_id"], raised["agency"], strict=True))
    raised["confirmed"] = pd.Series([pair in complete for pair in pairs], dtype=bool)
    stops, waiting = Problems(), []
    begun = {(str(row["case_id"]), str(row["agency"])): row for row in rows.to_dict("records")}
    for row in yes.to_dict("records"):
        if (row["case_id"], row["agency"]) not in complete:
            key = (str(row["case_id"]), str(row["agency"]))
            who = (agencies or {}).get(row["agency"], row["agency"])
            so_far = [str(begun.get(key, {}).get(name, "")) for name in TO_FILL]
            waiting.append((*key, *so_far, who, row["place"], key in begun))
            stops.add(
                "RISK",
                f"{who} is worried about a child now ({row['place']}); nobody has confirmed that it was dealt with.",
                "Act today; then complete a row of risk.csv: who was told, when, what was done, who confirmed it.",
            )
    if strange := len({(str(a), str(b)) for a, b in rows[["case_id", "agency"]].to_numpy()} - set(pairs)):
        problems.add(
            "W02",
            f"Rows about a child and agency where no return says so: {strange}.",
            "Check the case id and the agency.",
            file="risk.csv",
            act="WARN",
        )
    return RiskReport(
        raised, Problems([*stops, *problems]), pd.DataFrame(waiting, columns=[*COLUMNS, "who", "place", "begun"])
    )


def _rows(risk: Path | pd.DataFrame, problems: Problems) -> pd.DataFrame:
    empty = pd.DataFrame(columns=list(COLUMNS), dtype=str)
    if isinstance(risk, pd.DataFrame):
        return risk.fillna("").astype(str)
    if not risk.exists():
        return empty
    found = read_csv(risk, COLUMNS, problems)
    return empty if found is None else found


def _complete(line: object, row: pd.Series, problems: Problems, today: date | None) -> bool:
    """Whether a row says everything it must, in an order that can be."""
    blank = [name for name in COLUMNS if not row[name].strip()]
    told, confirmed = parse_date(row["told_on"])[0], parse_date(row["confirmed_on"])[0]
    wrong = [name for name, day in (("told_on", told), ("confirmed_on", confirmed)) if day is None]
    if blank or wrong:
        problems.add(
            "W03",
            "A row is not complete, so it confirms nothing.",
            "Fill in every column; write dates like 2025-11-03.",
            file="risk.csv",
            cell=f"line {line}",
            column=", ".join(dict.fromkeys([*blank, *wrong])),
            act="HOLD",
        )
        return False
    later = [
        name
        for name, day in (("told_on", told), ("confirmed_on", confirmed))
        if today is not None and day is not None and day > today
    ]
    if later:
        problems.add(
            "W03",
            "A row has a date in the future, so it confirms nothing.",
            "Write the day on which it was done, once it is done.",
            file="risk.csv",
            cell=f"line {line}",
            column=", ".join(later),
            act="HOLD",
        )
        return False
    if (confirmed or date.min) < (told or date.max):
        problems.add(
            "W03",
            "A row was confirmed before anybody was told, so it confirms nothing.",
            "Correct one of the two dates.",
            file="risk.csv",
            cell=f"line {line}",
            column="confirmed_on",
            act="HOLD",
        )
        return False
    return True
