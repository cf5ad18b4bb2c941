"""The gate for quotations: what of them one audience may read, and why it may not read the others.

It refuses by default. A quotation leaves when it is checked, its use for this very audience was agreed to, and it
does not single a child out together with what is printed of who said it. No id of a case, a text or a passage leaves.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import pandas as pd

from ..tables import table
from ..terms import AUDIENCES, KINDS_OF_VOICE, PRACTITIONERS_VOICE
from .limits import Limits
from .patterns import counts_few
from .quote_flags import counts_relatives
from .quote_place import ALWAYS_TOLD, CHECKED_COLUMNS, said_by
from .quote_sign import signing_code, unsigned_because
from .small import is_small

MOST_OF_ONE_CHILD = {"partnership": 3, "group": 1, "public": 1}
"""Quotations of one child on one page. More of them, read together, would draw a picture of that child; outside the
partnership even two might be put together by somebody who knows it."""

NOT_OUTSIDE = frozenset({"possible name", "may single out"})
"""Flags that a signer may find all right inside the partnership; outside it the quotation stays behind."""
WHAT = "Words of children, families or practitioners chosen for this page"
_DRAFT = "Some are not yet redacted, coded twice and signed by a second person."
_NOT_AGREED = "For some nobody was asked, or agreed, that these readers may read them."
_NOT_OURS = "Some are not of a child of this review."
_FEW = "Some would, with what is printed of who said them, fit so few that a child could be recognised."
_FAMILY = "Some count brothers, sisters or other people, so that a family could be recognised."
_FLAGGED = "Some hold a word that may be a name or point to one child; outside the partnership nobody can judge that."
_SAME = "Some are of a child whose words are on this page already; more of them could show who it is."
_NO_FINDING = "Some were chosen for a finding that these readers do not get."


def release_quotes(
    checked: pd.DataFrame,
    audience: str,
    limits: Limits,
    children: pd.DataFrame,
    frame: pd.DataFrame,
    *,
    findings: Collection[str] | None = None,
    today: date | None = None,
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """What one audience may read of the quotations, and why not the others.

    Parameters
    ----------
    checked : DataFrame
        As :func:`scrutiny_lib.release.quote_check.check_quotes` gives them.
    audience : str
        One of :data:`scrutiny_lib.terms.AUDIENCES`. What was agreed for this audience must be exactly *yes*.
    limits : Limits
        Of the audience's profile: with counts of 1 up to ``by_kind["attributes"]`` a child is singled out (for
        practitioners ``by_kind["people"]``).
    children : DataFrame
        The children looked at, with ``case_id``: a quotation of any other does not leave.
    frame : DataFrame
        Everybody who could have been looked at, with ``case_id`` and ``age_band``: those who share what is printed are
        counted here. Where nothing is printed but the kind of voice, it is everybody.
    findings : collection of str, optional
        The findings this audience gets; a quotation chosen for another one stays behind.
    today : date, optional
        Where given, the day of signing is compared with it once more.

    Returns
    -------
    (DataFrame, list of dict)
        Rows of the table ``quotes`` with the state *released*, numbered anew (Q1, Q2 …) in the order of the sheet; and
        rows of ``withheld``: one for each reason, without saying how many. Outside the partnership only the age band is
        printed, whatever was signed; and a quotation that counts people or relatives stays behind, also when the signer
        found it all right: there, any count of one to five is hidden.
    """
    if audience not in AUDIENCES or AUDIENCES[audience] != limits.profile:
        raise ValueError("the limits are not those of this audience")
    gate = _Gate(audience, limits, set(children["case_id"]), frame, today)
    released: list[dict[str, Any]] = []
    reasons: list[str] = []
    so_far: dict[str, int] = {}
    for row in checked.reindex(columns=list(CHECKED_COLUMNS)).to_dict("records"):
        quote = {str(key): value for key, value in row.items()}
        reason = gate.refuses(quote)
        case_id = str(quote["case_id"] or "") or str(quote["source"])
        if not reason and findings is not None and quote["finding"] and quote["finding"] not in findings:
            reason = _NO_FINDING
        if not reason and so_far.get(case_id, 0) >= MOST_OF_ONE_CHILD[limits.profile]:
            reason = _SAME
        if reason:
            reasons.append(reason)
            continue
        so_far[case_id] = so_far.get(case_id, 0) + 1
        released.append({"quote_id": f"Q{len(released) + 1}", **gate.printed(quote)})
    return table("quotes", released), [{"what": WHAT, "why": why} for why in dict.fromkeys(reasons)]


class _Gate:
    """Decides about one quotation after the other, for one audience."""

    def __init__(
        self, audience: str, limits: Limits, children: Collection[str], frame: pd.DataFrame, today: date | None
    ):
        self.agreed, self.limits, self.children, self.today = f"agreed_{audience}", limits, children, today
        self.outside = limits.profile != "partnership"
        self.bands = frame["age_band"].astype(str) if "age_band" in frame else pd.Series(dtype=str)
        self.everybody = int(frame["case_id"].nunique()) if "case_id" in frame else 0

    def refuses(self, quote: Mapping[str, Any]) -> str:
        """Why a quotation stays behind; ``""`` when it may leave."""
        if not self._stands(quote):
            return _DRAFT
        if quote[self.agreed] != "yes":
            return _NOT_AGREED
        practitioner = quote["kind"] == PRACTITIONERS_VOICE
        if not practitioner and (quote["kind"] not in KINDS_OF_VOICE or quote["case_id"] not in self.children):
            return _NOT_OURS
        if self._few(quote, practitioner):
            return _FEW
        if self.outside and (counts_few(quote["to_print"]) or counts_relatives(quote["to_print"])):
            return _FAMILY
        if self.outside and NOT_OUTSIDE & set(str(quote["flags"]).split("; ")):
            return _FLAGGED
        return ""

    def _stands(self, quote: Mapping[str, Any]) -> bool:
        """Whether it is checked, and its signature still goes with what would be printed."""
        if quote["state"] != "checked" or not str(quote["to_print"]).strip() or quote["why"]:
            return False
        code = signing_code(quote)
        return quote["code"] == code and not unsigned_because(quote, code, self.today or date.max, None)

    def _few(self, quote: Mapping[str, Any], practitioner: bool) -> bool:
        """Whether those who share what is printed are so few that it points to one of them."""
        limit = self.limits.by_kind["attributes"]
        if practitioner:
            return is_small(int(quote["told_by"]), self.limits.by_kind["people"])
        if self.outside and quote["told_as"] in ALWAYS_TOLD and int(quote["told_by"]) <= limit:
            return True
        band = str(quote["age_band"])
        alike = int((self.bands == band).sum()) if self._prints_age(quote) else self.everybody
        return alike <= limit

    def _prints_age(self, quote: Mapping[str, Any]) -> bool:
        return bool(quote["said_by"] != said_by(quote["kind"], ""))

    def printed(self, quote: Mapping[str, Any]) -> dict[str, Any]:
        """The row of the table: no id but that of the finding, and outside the partnership no method but one that must
        be said."""
        told_as = quote["told_as"] if not self.outside or quote["told_as"] in ALWAYS_TOLD else ""
        return {
            "finding_id": quote["finding"],
            "kind": quote["kind"],
            "words": quote["to_print"],
            "told_as": told_as,
            "said_by": quote["said_by"],
            "state": "released",
        }
