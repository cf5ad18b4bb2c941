"""*Worried now*, the first lines of every check: who waits, where it stands, and rows for ``risk.csv`` to fill in.

A worry nobody raised is said only of those who had the chance to raise one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ..audit.risk import COLUMNS, TO_FILL, RiskReport
from ..errors import Problems
from ..intake.data_files import read_csv
from .casework import Casework

FILE = "worried-now.csv"


@dataclass(frozen=True)
class Heard:
    """What one review's agencies said about children they are worried about.

    Attributes
    ----------
    review : str
        The name of the review.
    asked, answered : int
        Agencies asked, and those of which every part has a return in use that answers for at least one child.
    came : bool
        Whether any file came back.
    raised : int
        Children and agencies with a worry.
    waiting : DataFrame or None
        As :attr:`scrutiny_lib.audit.risk.RiskReport.waiting`; ``None`` where nothing came back.
    """

    review: str
    asked: int
    answered: int = 0
    came: bool = False
    raised: int = 0
    waiting: pd.DataFrame | None = None

    @property
    def unconfirmed(self) -> int:
        """Children and agencies whose worry nobody has confirmed as dealt with."""
        return 0 if self.waiting is None else len(self.waiting.drop_duplicates(["case_id", "agency"]))


def hear(work: Casework) -> Heard:
    """What was heard in one review; its returns are read for that."""
    received, risk = work.returns.received, work.risk
    spoke = received["asked"].eq(0) | (received["state"].eq("used") & received["answered"].gt(0))
    each = spoke.groupby([received["agency"], received["part"]]).any().groupby("agency").all()
    answered = int(each.reindex(list(work.agencies), fill_value=False).sum())
    came = bool(received["state"].ne("not returned").any())
    return Heard(work.review.name, len(work.agencies), answered, came, len(risk.raised), risk.waiting)


def worried_lines(reviews: Sequence[Heard]) -> list[str]:
    """The lines themselves, over all reviews looked at: agency, return, sheet and cell of each worry that waits.

    >>> worried_lines([Heard("neglect", asked=6)])
    ['WORRIED NOW: nothing has come back yet, so nobody can have said.']
    >>> worried_lines([Heard("neglect", asked=6, answered=2, came=True)])[0][-50:].strip()
    'now, of the agencies that have answered (2 of 6).'
    """
    raised, waiting = sum(one.raised for one in reviews), sum(one.unconfirmed for one in reviews)
    if not raised:
        return [f"WORRIED NOW: {_nobody(reviews)}"]
    head = f"WORRIED NOW: {raised} raised, {raised - waiting} with a confirmed step, {waiting} waiting."
    if not waiting:
        return [head]
    lines = [head, "  Act on this before anything else. Nothing of that review is released until it is confirmed."]
    for one in reviews:
        for row in one.waiting.to_dict("records") if one.waiting is not None else []:
            where = f"{one.review}, {row['who']}" if len(reviews) > 1 else row["who"]
            begun = "; its row in risk.csv is not complete" if row["begun"] else ""
            lines.append(f"  {where}: {row['place']}{begun}.")
    return lines


def _nobody(reviews: Sequence[Heard]) -> str:
    """What can be said where no worry was raised."""
    asked, answered = sum(one.asked for one in reviews), sum(one.answered for one in reviews)
    if not answered:
        what = "that can be used" if any(one.came for one in reviews) else "yet"
        return f"nothing has come back {what}, so nobody can have said."
    some = f", of the agencies that have answered ({answered} of {asked})" if answered < asked else ""
    return f"nobody answered that they are worried about a child now{some}."


def write_worried(path: Path, risk: RiskReport, problems: Problems) -> bool:
    """Write rows for ``risk.csv``: case_id and agency of each worry that waits, the other columns to fill in.

    Parameters
    ----------
    path : Path
        ``working/<review>/worried-now.csv``. What somebody typed into the one that is there stands in the new one,
        until ``risk.csv`` confirms that child and agency. It is removed once nothing waits and nothing is typed in; one
        that cannot be read is left as it is.
    risk : RiskReport
        What waits and what is confirmed; what ``risk.csv`` says so far is filled in.
    problems : Problems
        Takes what is wrong with the file that is there.

    Returns
    -------
    bool
        Whether there is such a file now. It is restricted: it holds case ids.
    """
    before = read_csv(path, COLUMNS, problems) if path.is_file() else pd.DataFrame(columns=list(COLUMNS), dtype=str)
    if before is None:
        return True
    typed = before[before[list(TO_FILL)].apply(lambda column: column.str.strip().ne("")).any(axis=1)]
    rows: dict[tuple[str, str], list[str]] = {}
    for table in (typed, risk.waiting):
        for case_id, agency, *texts in table[list(COLUMNS)].to_numpy().tolist():
            if (case_id, agency) in risk.confirmed:
                continue
            stands = rows.setdefault((case_id, agency), [""] * len(TO_FILL))
            rows[case_id, agency] = [old or new for old, new in zip(stands, texts, strict=True)]
    if not rows:
        path.unlink(missing_ok=True)
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    pd.DataFrame([(*key, *texts) for key, texts in rows.items()], columns=list(COLUMNS)).to_csv(
        path, index=False, lineterminator="\n"
    )
    return True
