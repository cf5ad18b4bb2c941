"""From which source a history comes, and who reads it: Annex A, the census, the SSD tables, the looked-after return."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.annex_a import list_title, read_annex_a_workbook
from scrutiny_lib.intake.cin_census import read_census_records
from scrutiny_lib.intake.columns import CHILD, REFERRAL
from scrutiny_lib.intake.history_care import care_history
from scrutiny_lib.intake.history_make import REFERRAL_PREFIX, Gathered, last_before, place, referrals_of
from scrutiny_lib.intake.history_rows import Kind, kinds_of, take
from scrutiny_lib.intake.history_ssd import ssd_history
from scrutiny_lib.intake.review import Review


def annex_a_history(review: Review) -> tuple[Gathered, str]:
    """The lists of a workbook that say what happened (1 to 8), and the first day they cover.

    No id links the lists. An assessment, an enquiry, a plan or an open case is put with the child's last referral on or
    before the day it began; one that began before every referral listed is a spell of its own. The lists hold all
    contacts and referrals of six months and do not say of which: the first day covered is that of the first referral,
    without referrals that of the first contact, and without either it is not known. Of review conferences, visits and
    looked-after reviews the lists hold the last one only.
    """
    problems, path = Problems(), review.frame.path
    gathered = Gathered(problems)
    tables = read_annex_a_workbook(path, problems, review.frame.labels)
    referrals = pd.DataFrame({CHILD: [], "spell": [], "referral_date": []}, dtype="str")
    for name, kind in sorted(kinds_of("annex_a").items(), key=lambda entry: entry[1].kind != "referral"):
        raw = tables.get(int(name))
        if raw is None:
            continue
        rows, account = take(raw, kind, f"List {name}, {list_title(int(name))}", path, problems)
        if kind.kind == "referral":
            rows, account = referrals_of(rows, raw, account, path, problems)
            referrals = rows
        else:
            rows = place(rows, kind, _parents(rows, kind, referrals))
        gathered.add(rows, kind, account)
    return gathered, gathered.first_day("referral") or gathered.first_day("contact")


def census_history(review: Review) -> tuple[Gathered, str]:
    """Every episode of a census file with all its assessments, enquiries, conferences, plans and reviews, and the
    first day of the census year.

    The strategy discussion and the beginning of the section 47 enquiry are one date in the return and two events here.
    An episode in the file may have begun before the census year; what happened in it before then is not all there.
    """
    problems, path = Problems(), review.frame.path
    gathered = Gathered(problems)
    census = read_census_records(path, problems)
    if census is None:
        return gathered, ""
    plans = pd.DataFrame({"record": [], "spell": []}, dtype="str")
    for name, kind in kinds_of("cin_census").items():
        raw = census.tables[name]
        rows, account = take(raw, kind, f"Census, {name}", path, problems)
        if kind.kind == "referral":
            rows, account = referrals_of(rows, raw, account, path, problems)
        elif kind.under == "plan":
            spells = dict(zip(plans["record"], plans["spell"], strict=True))
            rows = rows.assign(spell=raw.table.loc[rows.index, "record"].map(spells))
            rows = rows.assign(spell=rows["spell"].fillna(f"{REFERRAL_PREFIX}:" + rows[REFERRAL]))
        else:
            parents = f"{REFERRAL_PREFIX}:" + rows[REFERRAL]
            itself = kind.under == "referral itself"
            rows = rows.assign(spell=parents) if itself else place(rows, kind, parents)
        if kind.kind == "plan":
            plans = rows[["spell"]].assign(record=raw.table.loc[rows.index, "record"])
        gathered.add(rows, kind, account)
    return gathered, census.begins.isoformat() if census.begins else gathered.first_day("referral")


def _parents(rows: pd.DataFrame, kind: Kind, referrals: pd.DataFrame) -> pd.Series:
    if kind.under != "referral" or referrals.empty:
        return pd.Series("", index=rows.index, dtype="str")
    return last_before(rows, kind.began, referrals, "referral_date")


READERS: dict[str, Callable[[Review], tuple[Gathered, str]]] = {
    "annex_a": annex_a_history,
    "cin_census": census_history,
    "ssd": ssd_history,
    "ssda903": care_history,
}
"""What reads a history out of each source but a table: what was gathered, and the first day from which the source
holds everything (``""`` when nobody can say)."""
